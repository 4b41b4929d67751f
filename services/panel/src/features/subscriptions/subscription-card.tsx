import type { Subscription } from "@/api/client";
import { Badge } from "@/components/ui/badge";
import { nameOf, toneOf, useStateName } from "@/features/subscriptions/words";
import { useNow } from "@/lib/now";
import { useFormat } from "@/lib/use-format";

/** A subscription in two lines. */
export function SubscriptionCard({ row }: { row: Subscription }) {
	const f = useFormat();
	const now = useNow();
	const stateName = useStateName();
	return (
		<>
			<span className="flex items-center justify-between gap-3">
				<span className="truncate font-medium">{nameOf(row.customer, row.customer_id)}</span>
				<Badge tone={toneOf(row.state)} className="shrink-0">
					{stateName(row.state)}
				</Badge>
			</span>
			<span className="num mt-0.5 flex justify-between gap-3 text-muted text-xs">
				<span className="truncate">{row.tariff_name ?? `#${row.id}`}</span>
				<span className="shrink-0">{row.ends_at && f.relative(row.ends_at, now)}</span>
			</span>
		</>
	);
}
