import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { BalanceDifference, BalanceDifferences, BalancesQuery } from "@/api/client";
import { balancesQuery } from "@/api/queries/reconciliation";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Empty } from "@/components/ui/empty";
import { DefinitionInfo } from "@/components/ui/info";
import { ListTable } from "@/components/ui/list-table";
import { type Columns, columnsOf } from "@/components/ui/table-columns";
import { PAGE_SIZE, type ReconciliationSearch } from "@/features/reconciliation/search";
import { nameOf } from "@/features/subscriptions/words";
import { type PageParams, paging } from "@/lib/paging";
import { useFormat } from "@/lib/use-format";

const column = columnsOf<BalanceDifference>();
const rowId = (row: BalanceDifference) => `${row.day}-${row.customer_id}`;

function useColumns(): Columns<BalanceDifference> {
	const { t } = useTranslation();
	const f = useFormat();
	return useMemo(
		() => [
			column.display({
				id: "day",
				meta: { label: t("reconciliation.days"), fixed: true, className: "text-secondary num" },
				cell: ({ row: { original: row } }) =>
					row.since_day === row.day ? f.day(row.day, "long") : f.dayRange(row.since_day, row.day),
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
						{row.wiped && <Badge tone="warn">{t("reconciliation.wipedShort")}</Badge>}
					</span>
				),
			}),
			column.display({
				id: "opening",
				meta: { label: t("reconciliation.opening"), align: "right" },
				cell: ({ row: { original: row } }) => f.money(row.opening_kopeks),
			}),
			column.display({
				id: "postings",
				meta: { label: t("reconciliation.postings"), align: "right" },
				cell: ({ row: { original: row } }) => f.moneySigned(row.postings_kopeks),
			}),
			column.display({
				id: "closing",
				meta: { label: t("reconciliation.closing"), align: "right" },
				cell: ({ row: { original: row } }) => f.money(row.closing_kopeks),
			}),
			column.display({
				id: "difference",
				meta: { label: t("reconciliation.unexplained"), align: "right", fixed: true },
				cell: ({ row: { original: row } }) => f.moneySigned(row.difference_kopeks),
			}),
		],
		[t, f],
	);
}

type Props = {
	question: BalancesQuery;
	search: ReconciliationSearch;
	filtered: boolean;
	onReset: () => void;
	onOpen: (row: BalanceDifference) => void;
	onPage: (params: PageParams) => void;
};

/** Customers whose balance the ledger does not explain, and how far the checks are. */
export function Balances({ question, search, filtered, onReset, onOpen, onPage }: Props) {
	const { t } = useTranslation();
	const f = useFormat();
	const columns = useColumns();
	const list = useQuery(balancesQuery(question));
	const { data } = list;
	const pages = paging({ params: search, size: PAGE_SIZE, next: data?.next_page_token, go: onPage });
	return (
		<>
			<LastCheck list={data} />
			<ListTable
				list={list}
				pages={pages}
				name="balances"
				label={t("reconciliation.balances")}
				columns={columns}
				rowId={rowId}
				card={(row) => (
					<>
						<span className="flex items-center justify-between gap-3">
							<span className="truncate font-medium">{nameOf(row.customer, row.customer_id)}</span>
							<span className="num shrink-0">{f.moneySigned(row.difference_kopeks)}</span>
						</span>
						<span className="num mt-0.5 flex items-center justify-between gap-3 text-muted text-xs">
							<span className="truncate">
								{f.money(row.opening_kopeks)} → {f.money(row.closing_kopeks)}
							</span>
							<span className="shrink-0">{f.day(row.day)}</span>
						</span>
					</>
				)}
				href={(row) => `/customers/${row.customer_id}`}
				onOpen={onOpen}
				gone={() => false}
				found={(count) => t("reconciliation.balancesFound", { count })}
				none={
					filtered
						? {
								instead: (
									<Empty
										title={t("reconciliation.balancesNone")}
										action={<Button onClick={onReset}>{t("filter.resetAll")}</Button>}
									/>
								),
							}
						: {
								title: t(
									data?.last_check && !data.last_check.opening
										? "reconciliation.balancesAgree"
										: "reconciliation.balancesNotYet",
								),
								text: t("reconciliation.balancesNote"),
							}
				}
				copy={{ label: t("transaction.copyIds"), line: (row) => row.customer_id }}
			/>
		</>
	);
}

function LastCheck({ list }: { list: BalanceDifferences | undefined }) {
	const { t } = useTranslation();
	const f = useFormat();
	const check = list?.last_check;
	return (
		<Card
			title={
				<span className="flex items-center gap-1.5">
					{t("reconciliation.identity")}
					<DefinitionInfo id="money_identity" completeUntil={list?.complete_until} />
				</span>
			}
		>
			<p className="text-secondary" data-testid="last-check">
				{!list
					? "…"
					: !check
						? t("reconciliation.notChecked")
						: check.opening
							? t("reconciliation.opened", {
									day: f.day(check.day, "long"),
									sum: f.money(check.balances_kopeks),
								})
							: t("reconciliation.checked", {
									day: f.day(check.day, "long"),
									at: f.dateTime(check.checked_at),
									moved: f.count(check.customers),
									differ: f.count(check.differences),
									later: f.count(check.postponed),
									since: list.opened_on ? f.day(list.opened_on, "long") : "",
								})}
			</p>
		</Card>
	);
}
