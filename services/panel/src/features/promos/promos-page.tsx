import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Promo } from "@/api/client";
import { promosQuery } from "@/api/queries/promos";
import { useMay } from "@/api/session";
import { Button } from "@/components/ui/button";
import { FilterBar } from "@/components/ui/filter-bar";
import { ListTable } from "@/components/ui/list-table";
import { SearchBox } from "@/components/ui/search-box";
import { SourceNotice } from "@/features/data-health/import-card";
import { ExportButton } from "@/features/export/export-button";
import { BatchForm } from "@/features/promos/batch-form";
import { usePromoColumns } from "@/features/promos/columns";
import { usePromoFilters } from "@/features/promos/filters";
import { PromoCard } from "@/features/promos/promo-card";
import { PromoCommands } from "@/features/promos/promo-commands";
import { PromoDrawer } from "@/features/promos/promo-drawer";
import { PromoForm } from "@/features/promos/promo-form";
import { PAGE_SIZE, type PromosSearch, promoQueryOf } from "@/features/promos/search";
import { PromoTabs } from "@/features/promos/tabs";
import { Page } from "@/features/shell/page";
import { ViewsMenu } from "@/features/views/views-menu";
import { useNow } from "@/lib/now";
import { useFormat } from "@/lib/use-format";
import { useListUrl } from "@/lib/use-list-url";

/** Open beside the list: no part of a saved view. */
const PASSING = ["promo"];
const route = getRouteApi("/app/promos");
const rowId = (row: Promo) => row.id;

/** Promo codes: search, filters, list, what came of each beside it. */
export function PromosPage() {
	const { t } = useTranslation();
	const f = useFormat();
	const search = route.useSearch();
	const navigate = route.useNavigate();
	const question = promoQueryOf(search, f.today(useNow()));
	const list = useQuery(promosQuery(question));
	// The list comes at once; what each code brought takes longer to add up.
	const effects = useQuery(promosQuery({ ...question, with_effect: true, count: false }));
	const columns = usePromoColumns(effects.data?.items);
	const { change, open, pages: pagesOf, reset } = useListUrl(search, navigate, "promo");
	const filters = usePromoFilters(search, change);
	const filtered = search.q !== undefined || filters.some((filter) => filter.value !== undefined);
	const create = useMay("promos:create");
	const [creating, setCreating] = useState<"one" | "many">();
	const rows = list.data?.items;
	const pages = pagesOf(PAGE_SIZE, list.data?.next_page_token);
	return (
		<Page
			title={t("nav.promos")}
			filters={
				<FilterBar
					filters={filters}
					onReset={filtered ? reset : undefined}
					search={<SearchBox label={t("promos.search")} value={search.q} onChange={(q) => change({ q })} />}
					actions={
						create && (
							<>
								<Button onClick={() => setCreating("many")}>{t("promos.batch.create")}</Button>
								<Button look="primary" onClick={() => setCreating("one")}>
									{t("promos.create")}
								</Button>
							</>
						)
					}
				>
					<ViewsMenu to="/promos" page="promos" search={search} passing={PASSING} />
					<ExportButton list="promos" query={{ ...question, with_effect: true }} />
				</FilterBar>
			}
		>
			<PromoTabs />
			<SourceNotice />
			<PromoCommands />
			<ListTable
				list={list}
				pages={pages}
				name="promos"
				label={t("nav.promos")}
				columns={columns}
				hidden={{ id: false, created: false, type: false }}
				rowId={rowId}
				card={(row) => <PromoCard row={row} />}
				href={(row) => `/promos/${row.id}`}
				openId={search.promo}
				onOpen={(row) => open(row.id)}
				gone={(row) => row.gone_at !== undefined}
				sort={{
					value: search.sort ?? "created_desc",
					onChange: (sort) => change({ sort: sort as PromosSearch["sort"] }),
				}}
				found={(count) => t("promos.found", { count })}
				none={{ title: t("promos.none"), text: t("promos.noneText") }}
				reset={filtered ? reset : undefined}
				copy={{ label: t("promos.copyCodes"), line: (row) => row.code }}
			/>
			{creating === "one" && <PromoForm onClose={() => setCreating(undefined)} />}
			{creating === "many" && <BatchForm onClose={() => setCreating(undefined)} />}
			<PromoDrawer id={search.promo} ids={rows?.map(rowId) ?? []} onOpen={open} />
		</Page>
	);
}
