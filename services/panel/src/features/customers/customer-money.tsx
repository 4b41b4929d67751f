import { useTranslation } from "react-i18next";
import type { CustomerDetails } from "@/api/client";
import { StatTile } from "@/components/ui/stat-tile";
import { useFormat } from "@/lib/use-format";

/** What the customer brought over all time. */
export function CustomerMoney({ data, wide }: { data: CustomerDetails; wide?: boolean | undefined }) {
	const { t } = useTranslation();
	const f = useFormat();
	const { money, complete_until } = data;
	const until = { completeUntil: complete_until };
	return (
		<div className={wide ? "grid grid-cols-2 gap-3 md:gap-4 xl:grid-cols-4" : "grid grid-cols-2 gap-3"}>
			<StatTile
				label={t("metric.net")}
				definition="net_cash"
				{...until}
				testId="customer-net"
				value={f.moneyHeadline(money?.net_cash_kopeks)}
				exact={f.moneyExact(money?.net_cash_kopeks)}
			/>
			<StatTile
				label={t("metric.in")}
				definition="cash_in"
				{...until}
				value={f.moneyHeadline(money?.cash_in_kopeks)}
				exact={f.moneyExact(money?.cash_in_kopeks)}
				delta={
					<span className="num text-muted text-xs">
						{t("metric.paymentsCount", { count: money?.payments ?? 0, n: f.count(money?.payments) })}
					</span>
				}
			/>
			<StatTile
				label={t("metric.refunds")}
				definition="cash_refunds"
				{...until}
				value={f.moneyHeadline(money?.cash_refunds_kopeks)}
				exact={f.moneyExact(money?.cash_refunds_kopeks)}
			/>
			<StatTile
				label={t("customers.lastPayment")}
				value={money?.last_payment_at ? f.date(money.last_payment_at) : t("customers.neverPaid")}
				exact={money?.last_payment_at && f.dateTime(money.last_payment_at)}
				delta={
					money?.first_payment_at && (
						<span className="num text-muted text-xs">
							{t("customers.firstPayment", { date: f.date(money.first_payment_at) })}
						</span>
					)
				}
			/>
		</div>
	);
}
