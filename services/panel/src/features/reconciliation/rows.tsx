import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { ReconciliationRow, ReconciliationRowsQuery } from "@/api/client";
import { reconciliationRowsQuery } from "@/api/queries/reconciliation";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { ListTable } from "@/components/ui/list-table";
import { type Columns, columnsOf } from "@/components/ui/table-columns";
import { PAGE_SIZE, type ReconciliationSearch } from "@/features/reconciliation/search";
import { useCauseWords } from "@/features/reconciliation/words";
import { nameOf } from "@/features/subscriptions/words";
import { useGatewayName, useKindName } from "@/features/transactions/words";
import { type PageParams, paging } from "@/lib/paging";
import { useFormat } from "@/lib/use-format";

const column = columnsOf<ReconciliationRow>();
const rowId = (row: ReconciliationRow) => `${row.source}-${row.id}`;

function useSourceName() {
	const { t } = useTranslation();
	const kindName = useKindName();
	return (row: ReconciliationRow) => {
		if (row.source === "guest_purchase") return t("reconciliation.source.order", { id: row.id });
		if (row.source === "wheel_spin") return t("reconciliation.source.spin", { id: row.id });
		return t("reconciliation.source.payment", { kind: kindName(row.kind), id: row.id });
	};
}

function useColumns(): Columns<ReconciliationRow> {
	const { t } = useTranslation();
	const f = useFormat();
	const words = useCauseWords();
	const gatewayName = useGatewayName();
	const sourceName = useSourceName();
	// biome-ignore lint/correctness/useExhaustiveDependencies: the words follow t
	return useMemo(
		() => [
			column.display({
				id: "booked",
				meta: { label: t("reconciliation.booked"), fixed: true, className: "text-secondary num" },
				cell: ({ row: { original: row } }) => f.dateTime(row.booked_at),
			}),
			column.display({
				id: "created",
				meta: { label: t("reconciliation.created"), className: "text-secondary num" },
				cell: ({ row: { original: row } }) => (row.created_at ? f.dateTime(row.created_at) : "—"),
			}),
			column.display({
				id: "what",
				meta: { label: t("reconciliation.payment"), className: "min-w-40" },
				cell: ({ row: { original: row } }) => sourceName(row),
			}),
			column.display({
				id: "customer",
				meta: { label: t("subscription.customer"), className: "min-w-32" },
				cell: ({ row: { original: row } }) =>
					row.customer_id === "0" ? (
						<span className="text-muted">{t("reconciliation.nobody")}</span>
					) : (
						<Link
							to="/customers/$id"
							params={{ id: row.customer_id }}
							className="truncate rounded-sm font-medium hover:underline"
						>
							{nameOf(row.customer, row.customer_id)}
						</Link>
					),
			}),
			column.display({
				id: "method",
				meta: { label: t("transaction.method"), className: "text-secondary" },
				cell: ({ row: { original: row } }) => gatewayName(row.payment_method ?? "none"),
			}),
			column.display({
				id: "cause",
				meta: { label: t("reconciliation.causeLabel") },
				cell: ({ row: { original: row } }) => words.name(row.cause),
			}),
			column.display({
				id: "theirs",
				meta: { label: t("reconciliation.theirsShort"), align: "right" },
				cell: ({ row: { original: row } }) => f.money(row.theirs_kopeks),
			}),
			column.display({
				id: "ours",
				meta: { label: t("reconciliation.oursShort"), align: "right" },
				cell: ({ row: { original: row } }) => f.money(row.ours_kopeks),
			}),
			column.display({
				id: "difference",
				meta: { label: t("reconciliation.difference"), align: "right", fixed: true },
				cell: ({ row: { original: row } }) => f.moneySigned(row.difference_kopeks),
			}),
			column.display({
				id: "description",
				meta: { label: t("transaction.description"), className: "text-secondary" },
				cell: ({ row: { original: row } }) => row.description,
			}),
		],
		[t, f],
	);
}

type Props = {
	question: ReconciliationRowsQuery;
	search: ReconciliationSearch;
	onOpen: (row: ReconciliationRow) => void;
	onAll: () => void;
	onPage: (params: PageParams) => void;
};

/** The payments that make the difference, or one cause's. */
export function Rows({ question, search, onOpen, onAll, onPage }: Props) {
	const { t } = useTranslation();
	const f = useFormat();
	const columns = useColumns();
	const words = useCauseWords();
	const sourceName = useSourceName();
	const list = useQuery(reconciliationRowsQuery(question));
	const { data } = list;
	const pages = paging({ params: search, size: PAGE_SIZE, next: data?.next_page_token, go: onPage });
	return (
		<ListTable
			list={list}
			pages={pages}
			name="reconciliation"
			label={t("reconciliation.rows")}
			columns={columns}
			hidden={{ theirs: false, ours: false, description: false }}
			rowId={rowId}
			card={(row) => (
				<>
					<span className="flex items-center justify-between gap-3">
						<span className="truncate font-medium">{sourceName(row)}</span>
						<span className="num shrink-0">{f.moneySigned(row.difference_kopeks)}</span>
					</span>
					<span className="num mt-0.5 flex items-center justify-between gap-3 text-muted text-xs">
						<span className="truncate">{words.name(row.cause)}</span>
						<span className="shrink-0">{f.dateTime(row.booked_at)}</span>
					</span>
				</>
			)}
			openId={search.tx === undefined ? undefined : `transaction-${search.tx}`}
			onOpen={onOpen}
			gone={(row) => row.gone_at !== undefined}
			found={(count) => t("reconciliation.rowsFound", { count })}
			none={
				search.cause
					? {
							instead: (
								<Empty
									title={t("reconciliation.noneOfCause")}
									action={<Button onClick={onAll}>{t("reconciliation.allCauses")}</Button>}
								/>
							),
						}
					: { title: t("reconciliation.same") }
			}
			copy={{ label: t("transaction.copyIds"), line: (row) => row.id }}
		/>
	);
}
