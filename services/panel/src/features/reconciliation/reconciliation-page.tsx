import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { ReconciliationRow } from "@/api/client";
import { reconciliationQuery } from "@/api/queries/reconciliation";
import { may, useMe } from "@/api/session";
import { FilterBar } from "@/components/ui/filter-bar";
import { Notice } from "@/components/ui/notice";
import { Segmented } from "@/components/ui/segmented";
import { SourceNotice } from "@/features/data-health/import-card";
import { ExportButton } from "@/features/export/export-button";
import { Balances } from "@/features/reconciliation/balances";
import { BridgeChart } from "@/features/reconciliation/bridge";
import { Causes } from "@/features/reconciliation/causes";
import { useBalanceFilters, useCashFilters } from "@/features/reconciliation/filters";
import { Numbers } from "@/features/reconciliation/numbers";
import { Rows } from "@/features/reconciliation/rows";
import {
	balancesQueryOf,
	MOST_DAYS,
	neighbourOf,
	type ReconciliationSearch,
	reconciliationQueryOf,
	reconciliationRowsQueryOf,
	tooLong,
} from "@/features/reconciliation/search";
import type { CauseName } from "@/features/reconciliation/words";
import { Page } from "@/features/shell/page";
import { TransactionDrawer } from "@/features/transactions/transaction-drawer";
import { useNow } from "@/lib/now";
import { useFormat } from "@/lib/use-format";

const route = getRouteApi("/app/reconciliation");

/** Our money beside the numbers others show, and balances beside the ledger. */
export function ReconciliationPage() {
	const search = route.useSearch();
	return search.tab === "balances" ? <BalancesTab search={search} /> : <CashTab search={search} />;
}

function useChange() {
	const navigate = route.useNavigate();
	// A new question starts at the first page and closes the drawer.
	return useCallback(
		(next: Partial<ReconciliationSearch>) =>
			void navigate({
				search: (old) => ({ ...old, after: undefined, p: undefined, tx: undefined, ...next }),
				resetScroll: false,
			}),
		[navigate],
	);
}

function Tabs({ value }: { value: "cash" | "balances" }) {
	const { t } = useTranslation();
	const me = useMe();
	const navigate = route.useNavigate();
	if (!may(me, "customers:view")) return null;
	return (
		<Segmented
			label={t("nav.reconciliation")}
			value={value}
			options={[
				{ value: "cash", label: t("reconciliation.tabCash") },
				{ value: "balances", label: t("reconciliation.tabBalances") },
			]}
			onChange={(next) => void navigate({ search: next === "balances" ? { tab: "balances" } : {} })}
		/>
	);
}

function CashTab({ search }: { search: ReconciliationSearch }) {
	const { t } = useTranslation();
	const f = useFormat();
	const navigate = route.useNavigate();
	const today = f.today(useNow());
	const change = useChange();
	const { data, error, refetch } = useQuery(reconciliationQuery(reconciliationQueryOf(search, today)));
	const neighbour = neighbourOf(search);
	const sum = data?.neighbours.find((each) => each.neighbour === neighbour);
	const question = reconciliationRowsQueryOf(search, today);
	const cause = (name: string | undefined) =>
		change({ cause: name === undefined ? undefined : [name as CauseName] });
	const look = (next: Partial<ReconciliationSearch>) =>
		void navigate({ search: (old) => ({ ...old, ...next }), resetScroll: false });
	const open = (row: ReconciliationRow) => {
		const payment = row.source === "transaction" ? row.id : row.delivery_id;
		if (payment !== undefined) return look({ tx: payment });
		if (row.customer_id !== "0") void navigate({ to: "/customers/$id", params: { id: row.customer_id } });
	};
	const filters = useCashFilters(search, change);
	return (
		<Page
			title={t("nav.reconciliation")}
			filters={
				<FilterBar
					filters={filters}
					onReset={
						search.period || search.with || search.cause ? () => void navigate({ search: {} }) : undefined
					}
				>
					<Tabs value="cash" />
					<ExportButton list="reconciliation/rows" query={question} />
				</FilterBar>
			}
		>
			<SourceNotice />
			{tooLong(search, today) && (
				<Notice tone="info" title={t("reconciliation.tooLong", { count: MOST_DAYS })} />
			)}
			{data?.incomplete && (
				<Notice tone="info" title={t("reconciliation.incomplete")}>
					{t("reconciliation.incompleteText")}
				</Notice>
			)}
			{!(error && !data) && (
				<Numbers
					answer={data}
					chosen={neighbour}
					onChoose={(next) => change({ with: next === "sales_page" ? undefined : next, cause: undefined })}
				/>
			)}
			<BridgeChart answer={data} sum={sum} error={error} onRetry={() => void refetch()} onCause={cause} />
			{!(error && !data) && <Causes answer={data} sum={sum} chosen={search.cause} onCause={cause} />}
			<Rows
				question={question}
				search={search}
				onOpen={open}
				onAll={() => cause(undefined)}
				onPage={(params) => look({ tx: undefined, ...params })}
			/>
			<TransactionDrawer id={search.tx} rows={NONE} onOpen={(tx) => look({ tx })} />
		</Page>
	);
}

const NONE: never[] = [];

function BalancesTab({ search }: { search: ReconciliationSearch }) {
	const { t } = useTranslation();
	const f = useFormat();
	const navigate = route.useNavigate();
	const today = f.today(useNow());
	const change = useChange();
	const question = balancesQueryOf(search, today);
	const filters = useBalanceFilters(search, change);
	const filtered =
		search.period !== undefined ||
		filters.some((filter) => filter.id !== "period" && filter.value !== undefined);
	const reset = () => void navigate({ search: { tab: "balances" } });
	return (
		<Page
			title={t("nav.reconciliation")}
			filters={
				<FilterBar filters={filters} onReset={filtered ? reset : undefined}>
					<Tabs value="balances" />
					<ExportButton list="reconciliation/balances" query={question} />
				</FilterBar>
			}
		>
			<SourceNotice />
			<Balances
				question={question}
				search={search}
				filtered={filtered}
				onReset={reset}
				onOpen={(row) => void navigate({ to: "/customers/$id", params: { id: row.customer_id } })}
				onPage={(params) => void navigate({ search: (old) => ({ ...old, ...params }), resetScroll: false })}
			/>
		</Page>
	);
}
