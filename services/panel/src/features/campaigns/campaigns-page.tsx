import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Campaign } from "@/api/client";
import { campaignsQuery } from "@/api/queries/campaigns";
import { FilterBar } from "@/components/ui/filter-bar";
import { ListTable } from "@/components/ui/list-table";
import { SearchBox } from "@/components/ui/search-box";
import { CampaignCard } from "@/features/campaigns/campaign-card";
import { CampaignDrawer } from "@/features/campaigns/campaign-drawer";
import { ChannelTile } from "@/features/campaigns/channel-tile";
import { useCampaignColumns } from "@/features/campaigns/columns";
import { FigureTiles } from "@/features/campaigns/figure-tiles";
import { useCampaignFilters } from "@/features/campaigns/filters";
import { type CampaignsSearch, campaignQueryOf, daysOf, PAGE_SIZE } from "@/features/campaigns/search";
import { CampaignTabs } from "@/features/campaigns/tabs";
import { SourceNotice } from "@/features/data-health/import-card";
import { ExportButton } from "@/features/export/export-button";
import { Page } from "@/features/shell/page";
import { ViewsMenu } from "@/features/views/views-menu";
import { useNow } from "@/lib/now";
import { useFormat } from "@/lib/use-format";
import { useListUrl } from "@/lib/use-list-url";

/** Open beside the list: no part of a saved view. */
const PASSING = ["campaign", "people"];
const route = getRouteApi("/app/campaigns");
const rowId = (row: Campaign) => row.id;

/** Campaigns: what each brought and cost, with the curve and the spend beside it. */
export function CampaignsPage() {
	const { t } = useTranslation();
	const f = useFormat();
	const search = route.useSearch();
	const navigate = route.useNavigate();
	const today = f.today(useNow());
	const question = campaignQueryOf(search, today);
	const list = useQuery(campaignsQuery(question));
	const columns = useCampaignColumns();
	const { change, open, pages: pagesOf, reset } = useListUrl(search, navigate, "campaign");
	const filters = useCampaignFilters(search, change);
	const filtered = search.q !== undefined || filters.some((filter) => filter.value !== undefined);
	const rows = list.data?.items;
	const pages = pagesOf(PAGE_SIZE, list.data?.next_page_token);
	return (
		<Page
			title={t("nav.campaigns")}
			filters={
				<FilterBar
					filters={filters}
					onReset={filtered ? reset : undefined}
					search={
						<SearchBox label={t("campaigns.search")} value={search.q} onChange={(q) => change({ q })} />
					}
				>
					<ViewsMenu to="/campaigns" page="campaigns" search={search} passing={PASSING} />
					<ExportButton list="campaigns" query={question} />
				</FilterBar>
			}
		>
			<CampaignTabs />
			<SourceNotice />
			{!list.error && (
				<FigureTiles
					figures={list.data?.totals}
					completeUntil={list.data?.complete_until}
					className="md:grid-cols-3 xl:grid-cols-6"
				>
					<ChannelTile
						kopeks={list.data?.channel_spend_kopeks}
						completeUntil={list.data?.complete_until}
						period={search.period}
					/>
				</FigureTiles>
			)}
			<p className="max-w-[100ch] text-secondary text-xs">{t("campaigns.rule")}</p>
			<ListTable
				list={list}
				pages={pages}
				name="campaigns"
				label={t("nav.campaigns")}
				columns={columns}
				hidden={{ bonus: false, commission: false, promo: false, costs: false, created: false }}
				rowId={rowId}
				card={(row) => <CampaignCard row={row} />}
				href={(row) => `/campaigns/${row.id}`}
				openId={search.campaign}
				onOpen={(row) => open(row.id)}
				gone={(row) => row.gone_at !== undefined}
				sort={{
					value: search.sort ?? "created_desc",
					onChange: (sort) => change({ sort: sort as CampaignsSearch["sort"] }),
				}}
				found={(count) => t("campaigns.found", { count })}
				none={{ title: t("campaigns.none"), text: t("campaigns.noneText") }}
				reset={filtered ? reset : undefined}
				copy={{ label: t("campaigns.copyTags"), line: (row) => row.start_parameter }}
			/>
			<CampaignDrawer
				id={search.campaign}
				days={daysOf(search, today)}
				period={search.period}
				stage={search.people ?? "all"}
				onStage={(people) =>
					void navigate({
						search: (old) => ({ ...old, people: people === "all" ? undefined : people }),
						replace: true,
					})
				}
				ids={rows?.map(rowId) ?? []}
				onOpen={open}
			/>
		</Page>
	);
}
