import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

const look =
	"flex h-10 shrink-0 items-center border-transparent border-b-2 px-1 text-secondary hover:text-fg aria-[current=page]:border-accent aria-[current=page]:font-medium aria-[current=page]:text-fg";

const TABS = [
	{ to: "/promos", title: "promos.tabCodes" },
	{ to: "/promos/batches", title: "promos.tabBatches" },
	{ to: "/promos/requests", title: "promos.tabRequests" },
] as const;

/** The sides of promo codes: what there is, what was made at once, what was asked of the bot. */
export function PromoTabs() {
	const { t } = useTranslation();
	return (
		<nav aria-label={t("promos.tabs")} className="-mt-2 flex gap-5 overflow-x-auto border-b">
			{TABS.map(({ to, title }) => (
				<Link key={to} to={to} activeOptions={{ exact: true, includeSearch: false }} className={look}>
					{t(title)}
				</Link>
			))}
		</nav>
	);
}
