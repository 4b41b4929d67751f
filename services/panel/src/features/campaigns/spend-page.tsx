import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { FileUp, Plus } from "lucide-react";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import type { CampaignSpend } from "@/api/client";
import { spendQuery } from "@/api/queries/campaigns";
import { useMay } from "@/api/session";
import { Button } from "@/components/ui/button";
import { FilterBar } from "@/components/ui/filter-bar";
import { ListTotal } from "@/components/ui/list-parts";
import { ListTable } from "@/components/ui/list-table";
import { SearchBox } from "@/components/ui/search-box";
import { ImportDialog } from "@/features/campaigns/import-dialog";
import { ImportHistory } from "@/features/campaigns/import-history";
import { PAGE_SIZE, type SpendSearch, spendQueryOf } from "@/features/campaigns/search";
import { SpendTarget, useSpendColumns } from "@/features/campaigns/spend-columns";
import { useSpendFilters } from "@/features/campaigns/spend-filters";
import { SpendForm } from "@/features/campaigns/spend-form";
import { CampaignTabs } from "@/features/campaigns/tabs";
import { useSpendUndo } from "@/features/campaigns/use-spend-undo";
import { SourceNotice } from "@/features/data-health/import-card";
import { ExportButton } from "@/features/export/export-button";
import { Page } from "@/features/shell/page";
import { ViewsMenu } from "@/features/views/views-menu";
import { useNow } from "@/lib/now";
import { paging } from "@/lib/paging";
import { useFormat } from "@/lib/use-format";

const PASSING = ["load"];
const route = getRouteApi("/app/campaigns/spend");
const rowId = (row: CampaignSpend) => row.id;

/** The ledger of what advertising cost: entered by hand or from a file, corrected, taken back. */
export function SpendPage() {
	const { t } = useTranslation();
	const f = useFormat();
	const search = route.useSearch();
	const navigate = route.useNavigate();
	const question = spendQueryOf(search, f.today(useNow()));
	const list = useQuery(spendQuery(question));
	const [form, setForm] = useState<CampaignSpend | "new">();
	const { remove, restore } = useSpendUndo();
	const mayCreate = useMay("campaigns:create");
	const mayEdit = useMay("campaigns:edit");
	const mayDelete = useMay("campaigns:delete");
	const edit = useCallback((row: CampaignSpend) => setForm(row), []);
	const columns = useSpendColumns({
		onEdit: edit,
		onDelete: (id) => void remove(id),
		onRestore: (id) => void restore(id),
	});
	const change = useCallback(
		(next: Partial<SpendSearch>) =>
			void navigate({ search: (old) => ({ ...old, after: undefined, p: undefined, ...next }) }),
		[navigate],
	);
	const load = (open: boolean) =>
		void navigate({ search: (old) => ({ ...old, load: open || undefined }), replace: !open });
	const filters = useSpendFilters(search, change);
	const filtered = search.q !== undefined || filters.some((filter) => filter.value !== undefined);
	const reset = () => void navigate({ search: {} });
	const pages = paging({
		params: search,
		size: PAGE_SIZE,
		next: list.data?.next_page_token,
		go: (params) => void navigate({ search: (old) => ({ ...old, ...params }) }),
	});
	const acts = mayCreate && (
		<>
			<Button onClick={() => load(true)}>
				<FileUp className="size-4" aria-hidden />
				{t("campaigns.import.open")}
			</Button>
			<Button onClick={() => setForm("new")}>
				<Plus className="size-4" aria-hidden />
				{t("campaigns.addSpend")}
			</Button>
		</>
	);
	return (
		<Page
			title={`${t("nav.campaigns")}: ${t("campaigns.tabSpend")}`}
			filters={
				<FilterBar
					filters={filters}
					onReset={filtered ? reset : undefined}
					search={
						<SearchBox label={t("campaigns.spendSearch")} value={search.q} onChange={(q) => change({ q })} />
					}
				>
					<ViewsMenu to="/campaigns/spend" page="campaign-spend" search={search} passing={PASSING} />
					<ExportButton list="campaign-spend" query={question} />
				</FilterBar>
			}
		>
			<CampaignTabs />
			<SourceNotice />
			{acts && <div className="flex flex-wrap gap-2">{acts}</div>}
			<ListTable
				list={list}
				pages={pages}
				name="campaign-spend"
				label={t("campaigns.tabSpend")}
				columns={columns}
				rowId={rowId}
				card={(row) => <SpendCard row={row} />}
				onOpen={(row) => !row.deleted && mayEdit && setForm(row)}
				gone={(row) => row.deleted}
				found={{
					line: (
						<ListTotal list={list.data}>
							{t("campaigns.spendFound", {
								count: list.data?.total ?? 0,
								sum: f.money(list.data?.amount_kopeks),
							})}
						</ListTotal>
					),
				}}
				none={{ title: t("campaigns.spendNone"), text: t("campaigns.spendNoneText") }}
				reset={filtered ? reset : undefined}
				copy={{
					label: t("campaigns.copyRows"),
					line: (row) =>
						[row.campaign_name ?? row.channel, row.first_day, row.last_day, f.money(row.amount_kopeks)].join(
							"\t",
						),
				}}
			/>
			<ImportHistory />
			{form && (
				<SpendForm
					entry={form === "new" ? undefined : form}
					onClose={() => setForm(undefined)}
					onDelete={mayDelete ? (id) => void remove(id) : undefined}
				/>
			)}
			{search.load && mayCreate && <ImportDialog onClose={() => load(false)} />}
		</Page>
	);
}

function SpendCard({ row }: { row: CampaignSpend }) {
	const f = useFormat();
	return (
		<>
			<span className="flex items-center justify-between gap-3">
				<span className="min-w-0">
					<SpendTarget row={row} plain />
				</span>
				<span className="num shrink-0">{f.money(row.amount_kopeks)}</span>
			</span>
			<span className="num mt-0.5 flex items-center justify-between gap-3 text-muted text-xs">
				<span className="shrink-0">{f.dayRange(row.first_day, row.last_day)}</span>
				<span className="truncate">{row.note || row.author_name}</span>
			</span>
		</>
	);
}
