import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

const look =
	"flex h-10 items-center border-transparent border-b-2 px-1 text-secondary hover:text-fg aria-[current=page]:border-accent aria-[current=page]:font-medium aria-[current=page]:text-fg";

/** The sides of sales: who is subscribed, what it brings, what was learned about it later. */
export function SalesTabs() {
	const { t } = useTranslation();
	return (
		<nav aria-label={t("revenue.tabs")} className="-mt-2 flex gap-5 border-b">
			<Link to="/sales" activeOptions={{ exact: true, includeSearch: false }} className={look}>
				{t("revenue.subscriptions")}
			</Link>
			<Link to="/sales/revenue" activeOptions={{ exact: true, includeSearch: false }} className={look}>
				{t("revenue.title")}
			</Link>
			<Link to="/sales/corrections" activeOptions={{ exact: true, includeSearch: false }} className={look}>
				{t("corrections.title")}
			</Link>
		</nav>
	);
}
