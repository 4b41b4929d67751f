import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { Correction } from "@/api/client";
import { correctionsQuery } from "@/api/queries/revenue";
import type { Filter } from "@/components/ui/filter";
import { FilterBar } from "@/components/ui/filter-bar";
import { ListTable } from "@/components/ui/list-table";
import { Notice } from "@/components/ui/notice";
import { useCorrectionColumns, usePaymentName } from "@/features/corrections/columns";
import {
	type CorrectedField,
	type CorrectionsSearch,
	correctionsQueryOf,
	FIELDS,
	PAGE_SIZE,
	REASONS,
	type Reason,
} from "@/features/corrections/search";
import { SourceNotice } from "@/features/data-health/import-card";
import { ExportButton } from "@/features/export/export-button";
import { useCorrectionText, useFactWords } from "@/features/facts/words";
import { SalesTabs } from "@/features/revenue/sales-tabs";
import { Page } from "@/features/shell/page";
import { useNow } from "@/lib/now";
import { paging } from "@/lib/paging";
import { ALL, PRESETS } from "@/lib/period";
import { useFormat } from "@/lib/use-format";

/** A few payments always wait for a moment: no news. */
const BACKLOG = 100;
const route = getRouteApi("/app/sales/corrections");
const rowId = (row: Correction) => row.id;

/** What was learned about booked payments later: a closed month moves by nothing else. */
export function CorrectionsPage() {
	const { t } = useTranslation();
	const f = useFormat();
	const search = route.useSearch();
	const navigate = route.useNavigate();
	const question = correctionsQueryOf(search, f.today(useNow()));
	const list = useQuery(correctionsQuery(question));
	const columns = useCorrectionColumns();
	const change = useCallback(
		(next: Partial<CorrectionsSearch>) =>
			void navigate({ search: (old) => ({ ...old, after: undefined, p: undefined, ...next }) }),
		[navigate],
	);
	const filters = useFilters(search, change);
	const filtered = filters.some((filter) => filter.value !== undefined);
	const reset = () => void navigate({ search: {} });
	const pages = paging({
		params: search,
		size: PAGE_SIZE,
		next: list.data?.next_page_token,
		go: (params) => void navigate({ search: (old) => ({ ...old, ...params }) }),
	});
	const open = (row: Correction) => {
		if (row.source === "transaction") {
			void navigate({ to: "/transactions", search: { period: ALL, tx: row.payment_id } });
		} else if (row.customer_id) {
			void navigate({ to: "/customers/$id", params: { id: row.customer_id } });
		}
	};
	const awaiting = Number(list.data?.awaiting ?? 0);
	return (
		<Page
			title={t("corrections.title")}
			filters={
				<FilterBar filters={filters} onReset={filtered ? reset : undefined}>
					<ExportButton list="corrections" query={question} />
				</FilterBar>
			}
		>
			<SalesTabs />
			<SourceNotice />
			<p className="max-w-3xl text-secondary">{t("corrections.about")}</p>
			{awaiting > BACKLOG && (
				<Notice tone="info" title={t("corrections.awaiting", { count: awaiting, n: f.count(awaiting) })} />
			)}
			<ListTable
				list={list}
				pages={pages}
				name="corrections"
				label={t("corrections.title")}
				columns={columns}
				rowId={rowId}
				card={(row) => <CorrectionCard row={row} />}
				onOpen={open}
				gone={() => false}
				found={(count) => t("corrections.found", { count })}
				none={{ title: t("corrections.none"), text: t("corrections.noneText") }}
				reset={filtered ? reset : undefined}
				copy={{ label: t("corrections.copy"), line: (row) => `${row.source} ${row.payment_id}`, once: true }}
			/>
		</Page>
	);
}

function useFilters(search: CorrectionsSearch, change: (next: Partial<CorrectionsSearch>) => void): Filter[] {
	const { t } = useTranslation();
	const words = useFactWords();
	return [
		{
			id: "learned",
			kind: "period",
			pinned: true,
			label: t("corrections.learned"),
			presets: PRESETS,
			value: search.learned,
			onChange: (learned) => change({ learned }),
		},
		{
			id: "booked",
			kind: "period",
			pinned: true,
			label: t("corrections.booked"),
			presets: PRESETS,
			value: search.booked,
			onChange: (booked) => change({ booked }),
		},
		{
			id: "field",
			kind: "list",
			pinned: true,
			label: t("corrections.what"),
			options: FIELDS.map((value) => ({ value, label: t(`fact.field.${value}`) })),
			value: search.field,
			onChange: (value) => change({ field: value as CorrectedField[] | undefined }),
		},
		{
			id: "why",
			kind: "list",
			pinned: true,
			label: t("corrections.why"),
			options: REASONS.map((value) => ({ value, label: words.because(value) })),
			value: search.why,
			onChange: (value) => change({ why: value as Reason[] | undefined }),
		},
	];
}

/** A correction in two lines; the whole card opens the payment. */
function CorrectionCard({ row }: { row: Correction }) {
	const paymentName = usePaymentName();
	const f = useFormat();
	const words = useFactWords();
	const text = useCorrectionText();
	return (
		<>
			<span className="num block break-words">{text(row)}</span>
			<span className="mt-1 flex flex-wrap items-baseline justify-between gap-x-3 text-secondary text-xs">
				<span>{paymentName(row)}</span>
				<span className="num">
					{f.dateTime(row.learned_at)} · {words.because(row.why)}
				</span>
			</span>
		</>
	);
}
