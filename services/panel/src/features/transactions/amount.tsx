import type { Transaction } from "@/api/client";
import { cn } from "@/lib/cn";
import { useFormat } from "@/lib/use-format";

/** An amount with its direction: a sign and, where it is cash, a colour. */
export function Amount({ row, exact }: { row: Transaction; exact?: boolean }) {
	const f = useFormat();
	const sign = row.direction === "out" ? "\u2212" : "+";
	return (
		<span
			className={cn(
				"num shrink-0 font-medium",
				row.cash === "in" && !row.gone_at && "text-good-ink",
				row.cash === "refund" && "text-bad-ink",
				row.cash === "none" && "text-secondary",
			)}
		>
			{sign}
			{exact ? f.moneyExact(row.amount_kopeks) : f.money(row.amount_kopeks)}
		</span>
	);
}
