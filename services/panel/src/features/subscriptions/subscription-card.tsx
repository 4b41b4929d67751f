import { useTranslation } from "react-i18next";
import type { Subscription } from "@/api/client";
import { Badge } from "@/components/ui/badge";
import { nameOf, toneOf, useStateName } from "@/features/subscriptions/words";
import { useNow } from "@/lib/now";
import { useFormat } from "@/lib/use-format";

/** A subscription in two lines. */
export function SubscriptionCard({ row, withoutCustomer }: { row: Subscription; withoutCustomer?: boolean }) {
	const { t } = useTranslation();
	const f = useFormat();
	const now = useNow();
	const stateName = useStateName();
	const tariff = row.tariff_name ?? t("subscription.noTariff");
	return (
		<>
			<span className="flex items-center justify-between gap-3">
				<span className="truncate font-medium">
					{withoutCustomer ? tariff : nameOf(row.customer, row.customer_id)}
				</span>
				<Badge tone={toneOf(row.state)} className="shrink-0">
					{stateName(row.state)}
				</Badge>
			</span>
			<span className="num mt-0.5 flex justify-between gap-3 text-muted text-xs">
				<span className="truncate">{withoutCustomer ? t("subscription.title", { id: row.id }) : tariff}</span>
				<span className="shrink-0">{row.ends_at && f.relative(row.ends_at, now)}</span>
			</span>
		</>
	);
}
