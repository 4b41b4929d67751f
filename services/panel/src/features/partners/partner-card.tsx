import type { PartnerApplication } from "@/api/client";
import { Badge } from "@/components/ui/badge";
import { Commission } from "@/features/partners/commission";
import { partnerTone, usePartnerStatus } from "@/features/partners/words";
import { Waiting } from "@/features/referrals/waiting";
import { nameOf } from "@/features/subscriptions/words";

/** An application in two lines. */
export function PartnerCard({ row }: { row: PartnerApplication }) {
	const status = usePartnerStatus();
	return (
		<>
			<span className="flex items-center justify-between gap-3">
				<span className="truncate font-medium">{nameOf(row.customer, row.customer_id)}</span>
				<span className="shrink-0">
					<Commission row={row} />
				</span>
			</span>
			<span className="mt-1 flex items-center justify-between gap-3 text-xs">
				<Badge tone={partnerTone(row.status)}>{status(row.status)}</Badge>
				<Waiting since={row.waiting_since} processed={row.processed_at} />
			</span>
		</>
	);
}
