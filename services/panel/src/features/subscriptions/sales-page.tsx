import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { Subscription } from "@/api/client";
import { overviewQuery } from "@/api/queries/overview";
import { subscriptionsQuery } from "@/api/queries/subscriptions";
import { FilterBar } from "@/components/ui/filter-bar";
import { ListTable } from "@/components/ui/list-table";
import { SearchBox } from "@/components/ui/search-box";
import { CheckTrend } from "@/features/conversion/check-trend";
import { CohortDrawer } from "@/features/conversion/cohort-drawer";
import { ConversionChart } from "@/features/conversion/conversion-chart";
import { SourceNotice } from "@/features/data-health/import-card";
import { ExportButton } from "@/features/export/export-button";
import { SalesTabs } from "@/features/revenue/sales-tabs";
import { Page } from "@/features/shell/page";
import { useSubscriptionColumns } from "@/features/subscriptions/columns";
import { useSubscriptionFilters } from "@/features/subscriptions/filters";
import { SalesTiles } from "@/features/subscriptions/sales-tiles";
import { PAGE_SIZE, type SalesSearch, subscriptionQueryOf } from "@/features/subscriptions/search";
import { SubscriptionCard } from "@/features/subscriptions/subscription-card";
import { SubscriptionDrawer } from "@/features/subscriptions/subscription-drawer";
import { ViewsMenu } from "@/features/views/views-menu";
import { useNow } from "@/lib/now";
import { paging } from "@/lib/paging";
import { useFormat } from "@/lib/use-format";

/** Open beside the list: no part of a saved view. */
const PASSING = ["subscription", "cohort", "more"];
const route = getRouteApi("/app/sales");
const rowId = (row: Subscription) => row.id;

/** Subscriptions: numbers, filters, list, details beside it. */
export function SalesPage() {
	const { t } = useTranslation();
	const f = useFormat();
	const search = route.useSearch();
	const navigate = route.useNavigate();
	const today = f.today(useNow());
	const overview = useQuery(overviewQuery);
	const question = subscriptionQueryOf(search, today);
	const list = useQuery({
		...subscriptionsQuery(question),
		placeholderData: keepPreviousData,
	});
	const columns = useSubscriptionColumns();
	// A new question starts at the first page and closes the drawer.
	const change = useCallback(
		(next: Partial<SalesSearch>) =>
			void navigate({
				search: (old) => ({ ...old, after: undefined, p: undefined, subscription: undefined, ...next }),
			}),
		[navigate],
	);
	const look = (next: Partial<SalesSearch>) =>
		void navigate({
			search: (old) => ({ ...old, ...(next.cohort && { subscription: undefined }), ...next }),
			replace: true,
			resetScroll: false,
		});
	const open = (id: string | undefined) =>
		void navigate({
			search: (old) => ({ ...old, cohort: undefined, more: undefined, subscription: id }),
			replace: search.subscription !== undefined && id !== undefined,
		});
	const filters = useSubscriptionFilters(search, change);
	const filtered = search.q !== undefined || filters.some((filter) => filter.value !== undefined);
	const reset = () => void navigate({ search: (old) => ({ sort: old.sort }) });
	const rows = list.data?.items;
	const pages = paging({
		params: search,
		size: PAGE_SIZE,
		next: list.data?.next_page_token,
		go: (params) => void navigate({ search: (old) => ({ ...old, subscription: undefined, ...params }) }),
	});
	return (
		<Page
			title={t("nav.sales")}
			filters={
				<FilterBar
					filters={filters}
					onReset={filtered ? reset : undefined}
					search={
						<SearchBox label={t("subscription.search")} value={search.q} onChange={(q) => change({ q })} />
					}
				>
					<ViewsMenu to="/sales" page="sales" search={search} passing={PASSING} />
					<ExportButton list="subscriptions" query={question} />
				</FilterBar>
			}
		>
			<SalesTabs />
			<SourceNotice />
			<SalesTiles overview={overview.data} error={overview.error} />
			<div className="grid gap-4 xl:grid-cols-3">
				<ConversionChart className="xl:col-span-2" search={search} today={today} onLook={look} />
				<CheckTrend search={search} today={today} />
			</div>
			<ListTable
				list={list}
				pages={pages}
				name="subscriptions"
				label={t("subscription.list")}
				columns={columns}
				hidden={{ id: false, traffic: false, devices: false, status: false, autopay: false }}
				rowId={rowId}
				card={(row) => <SubscriptionCard row={row} />}
				href={(row) => `/sales/subscriptions/${row.id}`}
				openId={search.subscription}
				onOpen={(row) => open(row.id)}
				gone={(row) => row.gone_at !== undefined}
				sort={{
					value: search.sort ?? "created_desc",
					onChange: (sort) => change({ sort: sort as SalesSearch["sort"] }),
				}}
				found={(count) => t("subscription.found", { count })}
				none={{ title: t("subscription.none"), text: t("subscription.noneText") }}
				reset={filtered ? reset : undefined}
				copy={{ label: t("subscription.copyTelegram"), line: (row) => row.customer?.telegram_id }}
			/>
			<CohortDrawer search={search} today={today} onLook={look} />
			<SubscriptionDrawer id={search.subscription} ids={rows?.map(rowId) ?? []} onOpen={open} />
		</Page>
	);
}
