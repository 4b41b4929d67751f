import type { Transaction } from "@/api/client";
import { outgoing } from "@/features/transactions/words";
import { cn } from "@/lib/cn";
import { useFormat } from "@/lib/use-format";

/** An amount with a sign and, where it is cash, a colour. */
export function Amount({ row, exact }: { row: Transaction; exact?: boolean }) {
	const f = useFormat();
	return (
		<span
			className={cn(
				"num shrink-0 font-medium",
				row.cash === "in" && !row.gone_at && "text-good-ink",
				row.cash === "refund" && "text-bad-ink",
				row.cash === "none" && "text-secondary",
			)}
		>
			{outgoing(row) ? "\u2212" : "+"}
			{exact ? f.moneyExact(row.amount_kopeks) : f.money(row.amount_kopeks)}
		</span>
	);
}
