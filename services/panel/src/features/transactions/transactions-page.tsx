import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { statsQuery, transactionsQuery } from "@/api/queries/transactions";
import { Switch } from "@/components/ui/checkbox";
import { FilterBar } from "@/components/ui/filter-bar";
import { Notice } from "@/components/ui/notice";
import { SourceNotice } from "@/features/data-health/import-card";
import { ExportButton } from "@/features/export/export-button";
import { Page } from "@/features/shell/page";
import { CashChart } from "@/features/transactions/cash-chart";
import { CashTiles } from "@/features/transactions/cash-tiles";
import { useTransactionFilters } from "@/features/transactions/filters";
import { MethodSplit } from "@/features/transactions/method-split";
import {
	listOnly,
	periodOf,
	statsQueryOf,
	type TransactionsSearch,
	transactionQueryOf,
} from "@/features/transactions/search";
import { TransactionDrawer } from "@/features/transactions/transaction-drawer";
import { TransactionTable } from "@/features/transactions/transaction-table";
import { ViewsMenu } from "@/features/views/views-menu";
import { useNow } from "@/lib/now";
import { ALL } from "@/lib/period";
import { useFormat } from "@/lib/use-format";

/** Open beside the list: no part of a saved view. */
const PASSING = ["tx"];
const route = getRouteApi("/app/transactions");

/** Operations: cash of the period, its charts, and every row behind it. */
export function TransactionsPage() {
	const { t } = useTranslation();
	const f = useFormat();
	const search = route.useSearch();
	const navigate = route.useNavigate();
	const today = f.today(useNow());
	const question = statsQueryOf(search, today);
	const stats = useQuery({ ...statsQuery(question ?? {}), enabled: question !== undefined });
	const asked = transactionQueryOf(search, today);
	const list = useQuery(transactionsQuery(asked));
	const both = question && !listOnly(search);
	const still = question?.to !== undefined && !stats.isPlaceholderData && !list.isPlaceholderData;
	// A new question starts at the first page and closes the drawer.
	const change = useCallback(
		(next: Partial<TransactionsSearch>) =>
			void navigate({
				search: (old) => ({ ...old, after: undefined, p: undefined, tx: undefined, ...next }),
			}),
		[navigate],
	);
	const look = (next: Partial<TransactionsSearch>) =>
		void navigate({ search: (old) => ({ ...old, ...next }), replace: true, resetScroll: false });
	const open = (tx: string | undefined) =>
		void navigate({
			search: (old) => ({ ...old, tx }),
			replace: search.tx !== undefined && tx !== undefined,
			resetScroll: false,
		});
	const filters = useTransactionFilters(search, change);
	const filtered =
		search.period !== undefined ||
		filters.some((filter) => filter.id !== "period" && filter.value !== undefined);
	const reset = () => void navigate({ search: {} });
	return (
		<Page
			title={t("nav.transactions")}
			filters={
				<FilterBar filters={filters} onReset={filtered ? reset : undefined}>
					{question && (
						<Switch
							label={t("chart.compare")}
							checked={search.compare ?? false}
							onChange={(on) => look({ compare: on || undefined, split: undefined })}
						/>
					)}
					<ViewsMenu to="/transactions" page="transactions" search={search} passing={PASSING} />
					<ExportButton list="transactions" query={asked} />
				</FilterBar>
			}
		>
			<SourceNotice />
			{question && (
				<>
					<CashTiles stats={stats.data} error={stats.error} />
					{listOnly(search) && (
						<Notice tone="info" title={t("transaction.listOnly")}>
							{t("transaction.listOnlyText")}
						</Notice>
					)}
					<div className="grid gap-4 xl:grid-cols-3">
						<CashChart
							className="xl:col-span-2"
							search={search}
							stats={stats.data}
							error={stats.error}
							onRetry={() => void stats.refetch()}
							today={today}
							onLook={look}
							onPeriod={(period) => change({ period, bucket: undefined })}
						/>
						<MethodSplit
							title={t("transaction.byMethod")}
							stats={stats.data}
							error={stats.error}
							onRetry={() => void stats.refetch()}
							period={periodOf(search)}
						/>
					</div>
				</>
			)}
			<TransactionTable
				list={list}
				beside={both ? { net: still ? stats.data?.cash?.net_cash_kopeks : undefined } : undefined}
				search={search}
				filtered={filtered}
				onReset={reset}
				onAll={() => change({ period: ALL })}
				onOpen={open}
				onPage={(params) =>
					void navigate({ search: (old) => ({ ...old, tx: undefined, ...params }), resetScroll: false })
				}
			/>
			<TransactionDrawer id={search.tx} rows={list.data?.items} onOpen={open} />
		</Page>
	);
}
