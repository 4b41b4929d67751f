import { useTranslation } from "react-i18next";
import type { Customer } from "@/api/client";
import { Badge } from "@/components/ui/badge";
import { customerTone, useCustomerWords } from "@/features/customers/words";
import { handleOf, nameOf } from "@/features/subscriptions/words";
import { useFormat } from "@/lib/use-format";

/** A customer in two lines. */
export function CustomerCard({ row }: { row: Customer }) {
	const { t } = useTranslation();
	const f = useFormat();
	const words = useCustomerWords();
	return (
		<>
			<span className="flex items-center justify-between gap-3">
				<span className="truncate font-medium">{nameOf(row, row.id)}</span>
				<span className="num shrink-0">{f.money(row.balance_kopeks)}</span>
			</span>
			<span className="num mt-0.5 flex items-center justify-between gap-3 text-muted text-xs">
				<span className="truncate">{handleOf(row)}</span>
				<span className="flex shrink-0 items-center gap-2">
					{row.status !== "active" && (
						<Badge tone={customerTone(row.status)}>{words.status(row.status)}</Badge>
					)}
					{t("customers.liveShort", { live: row.live_subscriptions ?? 0, all: row.subscriptions ?? 0 })}
				</span>
			</span>
		</>
	);
}
