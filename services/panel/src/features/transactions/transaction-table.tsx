import type { UseQueryResult } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Transaction, TransactionPage } from "@/api/client";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { ListTable } from "@/components/ui/list-table";
import { useTransactionColumns } from "@/features/transactions/columns";
import { PAGE_SIZE, type TransactionsSearch } from "@/features/transactions/search";
import { TransactionCard } from "@/features/transactions/transaction-card";
import { outgoing } from "@/features/transactions/words";
import { parseKopeks } from "@/lib/format";
import { type PageParams, paging } from "@/lib/paging";
import { useFormat } from "@/lib/use-format";

type Props = {
	list: UseQueryResult<TransactionPage>;
	/** The numbers above the list answer the same question; net cash of it once nothing can be added any more. */
	beside: { net: string | undefined } | undefined;
	search: TransactionsSearch;
	filtered: boolean;
	onReset: () => void;
	/** Drops the period of thirty days that nobody asked for. */
	onAll: () => void;
	onOpen: (id: string) => void;
	onPage: (params: PageParams) => void;
};

const rowId = (row: Transaction) => row.id;

export function TransactionTable({ list, beside, search, filtered, onReset, onAll, onOpen, onPage }: Props) {
	const { t } = useTranslation();
	const f = useFormat();
	const columns = useTransactionColumns();
	const { data } = list;
	const pages = paging({ params: search, size: PAGE_SIZE, next: data?.next_page_token, go: onPage });
	return (
		<ListTable
			list={list}
			pages={pages}
			name="transactions"
			label={t("transaction.list")}
			columns={columns}
			hidden={{ id: false, external: false, description: false }}
			rowId={rowId}
			card={(row) => <TransactionCard row={row} />}
			openId={search.tx}
			onOpen={(row) => onOpen(row.id)}
			gone={(row) => row.gone_at !== undefined}
			found={{ line: <Totals page={data} beside={beside} /> }}
			none={{
				instead: filtered ? (
					<Empty
						title={t("transaction.noneFound")}
						text={t("subscription.noneFoundText")}
						action={<Button onClick={onReset}>{t("filter.resetAll")}</Button>}
					/>
				) : (
					<Empty
						title={t("transaction.none")}
						text={t("transaction.noneText")}
						action={<Button onClick={onAll}>{t("transaction.showAll")}</Button>}
					/>
				),
			}}
			picked={(rows) => (
				<span className="num text-secondary">
					{t("transaction.pickedSum", { sum: f.money(sumOf(rows)) })}
				</span>
			)}
			copy={{ label: t("transaction.copyIds"), line: rowId }}
		/>
	);
}

/** The ticked rows added up, with the signs they show. */
function sumOf(rows: readonly Transaction[]): bigint {
	return rows.reduce((sum, row) => sum + (outgoing(row) ? -1n : 1n) * BigInt(row.amount_kopeks), 0n);
}

/** What the filter's rows leave in net cash; unknown when the server stopped counting. */
function cashOf(page: TransactionPage): bigint | undefined {
	const income = parseKopeks(page.sum_cash_in_kopeks);
	const refunds = parseKopeks(page.sum_cash_refunds_kopeks);
	return income === undefined || refunds === undefined ? undefined : income - refunds;
}

/** Totals of the whole filter, not of the page. */
function Totals({ page, beside }: { page: TransactionPage | undefined; beside: Props["beside"] }) {
	const { t } = useTranslation();
	const f = useFormat();
	if (!page) return <p className="text-secondary">…</p>;
	const cash = cashOf(page);
	return (
		<dl className="num flex min-w-0 flex-1 flex-wrap items-baseline gap-x-5 gap-y-1">
			<div className="flex gap-1.5" data-testid="total">
				<dd className="font-medium">{f.total(page.total, page.total_capped)}</dd>
				<dt className="text-secondary">{t("transaction.found", { count: page.total })}</dt>
			</div>
			{page.sum_in_kopeks !== undefined && (
				<div className="flex gap-1.5" data-testid="sum-in">
					<dt className="text-secondary">{t("direction.in")}</dt>
					<dd className="font-medium">{f.money(page.sum_in_kopeks)}</dd>
				</div>
			)}
			{page.sum_out_kopeks !== undefined && (
				<div className="flex gap-1.5" data-testid="sum-out">
					<dt className="text-secondary">{t("direction.out")}</dt>
					<dd className="font-medium">{f.money(page.sum_out_kopeks)}</dd>
				</div>
			)}
			{cash !== undefined && (
				<div className="flex gap-1.5" data-testid="sum-cash">
					<dt className="text-secondary">{t("transaction.cashLabel")}</dt>
					<dd className="font-medium">{f.money(cash)}</dd>
				</div>
			)}
			{cash !== undefined && beside && <Outside cash={cash} net={parseKopeks(beside.net)} />}
			{page.total_capped && <span className="text-muted text-xs">{t("transaction.sumsCapped")}</span>}
		</dl>
	);
}

/** Why net cash above is not the list's: orders, gifts and spins are money that the bot's ledger never sees. */
function Outside({ cash, net }: { cash: bigint; net: bigint | undefined }) {
	const { t } = useTranslation();
	const f = useFormat();
	if (net === cash) return null;
	return (
		<div className="basis-full text-muted text-xs" data-testid="outside">
			<dt className="sr-only">{t("transaction.outsideLabel")}</dt>
			<dd>
				{net === undefined
					? t("transaction.outsideSome")
					: t("transaction.outside", { sum: f.money(net - cash) })}
			</dd>
		</div>
	);
}
