import type { Withdrawal } from "@/api/client";
import { Badge } from "@/components/ui/badge";
import { RiskBadge } from "@/features/payouts/risk";
import { payoutTone, usePayoutStatus } from "@/features/payouts/words";
import { Waiting } from "@/features/referrals/waiting";
import { nameOf } from "@/features/subscriptions/words";
import { useFormat } from "@/lib/use-format";

/** A payout request in two lines. */
export function PayoutCard({ row }: { row: Withdrawal }) {
	const f = useFormat();
	const status = usePayoutStatus();
	return (
		<>
			<span className="flex items-center justify-between gap-3">
				<span className="flex min-w-0 items-center gap-2">
					<span className="truncate font-medium">{nameOf(row.customer, row.customer_id)}</span>
					{row.our_risk !== "" && <RiskBadge risk={row.our_risk} />}
				</span>
				<span className="num shrink-0">{f.money(row.amount_kopeks)}</span>
			</span>
			<span className="mt-1 flex items-center justify-between gap-3 text-xs">
				<Badge tone={payoutTone(row.status)}>{status(row.status)}</Badge>
				<Waiting since={row.waiting_since} processed={row.processed_at} />
			</span>
		</>
	);
}
