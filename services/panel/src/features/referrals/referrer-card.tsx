import { useTranslation } from "react-i18next";
import type { Referrer } from "@/api/client";
import { nameOf } from "@/features/subscriptions/words";
import { useFormat } from "@/lib/use-format";

/** A referrer in two lines. */
export function ReferrerCard({ row }: { row: Referrer }) {
	const { t } = useTranslation();
	const f = useFormat();
	return (
		<>
			<span className="flex items-center justify-between gap-3">
				<span className="truncate font-medium">{nameOf(row.customer, row.customer_id)}</span>
				<span className="num shrink-0">{f.money(row.money_kopeks)}</span>
			</span>
			<span className="num mt-0.5 flex items-center justify-between gap-3 text-muted text-xs">
				<span className="truncate">
					{t("referrals.short", { invited: f.count(row.invited), paid: f.count(row.paid) })}
				</span>
				<span className="shrink-0">{t("referrals.earnedShort", { sum: f.money(row.earned_kopeks) })}</span>
			</span>
		</>
	);
}
