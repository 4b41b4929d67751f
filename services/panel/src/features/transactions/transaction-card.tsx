import { useTranslation } from "react-i18next";
import type { Transaction } from "@/api/client";
import { Badge } from "@/components/ui/badge";
import { nameOf } from "@/features/subscriptions/words";
import { Amount } from "@/features/transactions/amount";
import { stateOf, useGatewayName, useKindName } from "@/features/transactions/words";
import { useFormat } from "@/lib/use-format";

/** An operation in two lines. */
export function TransactionCard({ row, withoutCustomer }: { row: Transaction; withoutCustomer?: boolean }) {
	const { t } = useTranslation();
	const f = useFormat();
	const kindName = useKindName();
	const gatewayName = useGatewayName();
	const state = stateOf(row);
	const kind = kindName(row.kind);
	return (
		<>
			<span className="flex items-center justify-between gap-3">
				<span className="min-w-0 truncate font-medium">
					{withoutCustomer ? kind : nameOf(row.customer, row.customer_id)}
				</span>
				<Amount row={row} />
			</span>
			<span className="num mt-0.5 flex items-center justify-between gap-3 text-muted text-xs">
				<span className="min-w-0 truncate">
					{withoutCustomer ? "" : `${kind} · `}
					{gatewayName(row.payment_method ?? "none")}
				</span>
				<span className="flex shrink-0 items-center gap-2">
					{state.key !== "done" && <Badge tone={state.tone}>{t(`transaction.state.${state.key}`)}</Badge>}
					{f.dateTime(row.booked_at)}
				</span>
			</span>
		</>
	);
}
