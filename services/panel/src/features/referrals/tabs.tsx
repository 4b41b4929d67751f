import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

const look =
	"flex h-10 shrink-0 items-center border-transparent border-b-2 px-1 text-secondary hover:text-fg aria-[current=page]:border-accent aria-[current=page]:font-medium aria-[current=page]:text-fg";

const TABS = [
	{ to: "/referrals", title: "referrals.tabLeaders" },
	{ to: "/referrals/graph", title: "referrals.tabGraph" },
	{ to: "/referrals/payouts", title: "referrals.tabPayouts" },
	{ to: "/referrals/partners", title: "referrals.tabPartners" },
] as const;

/** The sides of referrals: who invites, who invited whom, who is to be paid, who wants to be a partner. */
export function ReferralTabs() {
	const { t } = useTranslation();
	return (
		<nav aria-label={t("referrals.tabs")} className="-mt-2 flex gap-5 overflow-x-auto border-b">
			{TABS.map(({ to, title }) => (
				<Link key={to} to={to} activeOptions={{ exact: true, includeSearch: false }} className={look}>
					{t(title)}
				</Link>
			))}
		</nav>
	);
}
