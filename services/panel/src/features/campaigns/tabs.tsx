import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

const look =
	"flex h-10 shrink-0 items-center border-transparent border-b-2 px-1 text-secondary hover:text-fg aria-[current=page]:border-accent aria-[current=page]:font-medium aria-[current=page]:text-fg";

const TABS = [
	{ to: "/campaigns", title: "campaigns.tabCampaigns" },
	{ to: "/campaigns/spend", title: "campaigns.tabSpend" },
] as const;

/** The sides of campaigns: what they brought, and what was spent. */
export function CampaignTabs() {
	const { t } = useTranslation();
	return (
		<nav aria-label={t("campaigns.tabs")} className="-mt-2 flex gap-5 overflow-x-auto border-b">
			{TABS.map(({ to, title }) => (
				<Link key={to} to={to} activeOptions={{ exact: true, includeSearch: false }} className={look}>
					{t(title)}
				</Link>
			))}
		</nav>
	);
}
