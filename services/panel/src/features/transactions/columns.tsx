import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Transaction } from "@/api/client";
import { Badge } from "@/components/ui/badge";
import { type Columns, columnsOf } from "@/components/ui/table-columns";
import { handleOf, nameOf } from "@/features/subscriptions/words";
import { Amount } from "@/features/transactions/amount";
import { stateOf, useGatewayName, useKindName } from "@/features/transactions/words";
import { useFormat } from "@/lib/use-format";

const column = columnsOf<Transaction>();

export function useTransactionColumns(): Columns<Transaction> {
	const { t } = useTranslation();
	const f = useFormat();
	const kindName = useKindName();
	const gatewayName = useGatewayName();
	// biome-ignore lint/correctness/useExhaustiveDependencies: the two namers follow t
	return useMemo(
		() => [
			column.display({
				id: "time",
				meta: { label: t("transaction.time"), fixed: true, className: "text-secondary num" },
				cell: ({ row: { original: row } }) => f.dateTime(row.booked_at),
			}),
			column.display({
				id: "customer",
				meta: { label: t("subscription.customer"), className: "min-w-40" },
				cell: ({ row: { original: row } }) => (
					<span className="flex items-baseline gap-2">
						<Link
							to="/customers/$id"
							params={{ id: row.customer_id }}
							className="truncate rounded-sm font-medium hover:underline"
						>
							{nameOf(row.customer, row.customer_id)}
						</Link>
						<span className="truncate text-muted text-xs">{handleOf(row.customer)}</span>
					</span>
				),
			}),
			column.display({
				id: "kind",
				meta: { label: t("transaction.kind") },
				cell: ({ row: { original: row } }) => kindName(row.kind),
			}),
			column.display({
				id: "method",
				meta: { label: t("transaction.method"), className: "text-secondary" },
				cell: ({ row: { original: row } }) => gatewayName(row.payment_method ?? "none"),
			}),
			column.display({
				id: "state",
				meta: { label: t("transaction.stateLabel") },
				cell: ({ row: { original: row } }) => {
					const state = stateOf(row);
					return <Badge tone={state.tone}>{t(`transaction.state.${state.key}`)}</Badge>;
				},
			}),
			column.display({
				id: "amount",
				meta: { label: t("transaction.amount"), align: "right", fixed: true },
				cell: ({ row: { original: row } }) => <Amount row={row} />,
			}),
			column.display({
				id: "description",
				meta: { label: t("transaction.description"), className: "text-secondary" },
				cell: ({ row: { original: row } }) => row.description,
			}),
			column.display({
				id: "external",
				meta: { label: t("transaction.external"), className: "text-muted" },
				cell: ({ row: { original: row } }) => row.external_id,
			}),
			column.display({
				id: "id",
				meta: { label: t("transaction.id"), align: "right", className: "text-muted" },
				cell: ({ row: { original: row } }) => row.id,
			}),
		],
		[t, f],
	);
}
