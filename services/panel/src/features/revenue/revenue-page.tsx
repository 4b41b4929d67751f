import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { revenueQuery } from "@/api/queries/revenue";
import { Switch } from "@/components/ui/checkbox";
import { FilterBar } from "@/components/ui/filter-bar";
import { SourceNotice } from "@/features/data-health/import-card";
import { useRevenueFilters } from "@/features/revenue/filters";
import { GroupMatrix } from "@/features/revenue/group-matrix";
import { GroupSplit } from "@/features/revenue/group-split";
import { KindSplit } from "@/features/revenue/kind-split";
import { KnownAtBanner, KnownAtPicker, knownRefused } from "@/features/revenue/known-at";
import { MrrSection } from "@/features/revenue/mrr-section";
import { CheckChart, PayersChart } from "@/features/revenue/payer-charts";
import { RevenueChart } from "@/features/revenue/revenue-chart";
import { RevenueTiles } from "@/features/revenue/revenue-tiles";
import { SalesTabs } from "@/features/revenue/sales-tabs";
import { type RevenueSearch, revenueQueryOf } from "@/features/revenue/search";
import { Page } from "@/features/shell/page";
import { ViewsMenu } from "@/features/views/views-menu";
import { useNow } from "@/lib/now";
import { useFormat } from "@/lib/use-format";

const NOTHING: never[] = [];
const route = getRouteApi("/app/sales/revenue");

/** Revenue: what came in, what it was spent on, from whom. */
export function RevenuePage() {
	const { t } = useTranslation();
	const f = useFormat();
	const search = route.useSearch();
	const navigate = route.useNavigate();
	const today = f.today(useNow());
	const { data: revenue, error, refetch } = useQuery(revenueQuery(revenueQueryOf(search, today)));
	const change = useCallback(
		(next: Partial<RevenueSearch>) => void navigate({ search: (old) => ({ ...old, ...next }) }),
		[navigate],
	);
	const look = (next: Partial<RevenueSearch>) =>
		void navigate({ search: (old) => ({ ...old, ...next }), replace: true, resetScroll: false });
	const filters = useRevenueFilters(search, revenue, change);
	const filtered =
		search.period !== undefined ||
		filters.some((filter) => filter.id !== "period" && filter.value !== undefined);
	const shared = { search, revenue, error, today, onRetry: () => void refetch() };
	return (
		<Page
			title={t("revenue.title")}
			filters={
				<FilterBar filters={filters} onReset={filtered ? () => void navigate({ search: {} }) : undefined}>
					<Switch
						label={t("chart.compare")}
						checked={search.compare ?? false}
						onChange={(on) => look({ compare: on || undefined })}
					/>
					<KnownAtPicker search={search} today={today} onChange={change} />
					<ViewsMenu to="/sales/revenue" page="revenue" search={search} passing={NOTHING} />
				</FilterBar>
			}
		>
			<SalesTabs />
			<SourceNotice />
			<KnownAtBanner search={search} revenue={revenue} error={error} onChange={change} />
			{knownRefused(search, error) || (
				<>
					<RevenueTiles revenue={revenue} error={error} />
					<div className="grid gap-4 xl:grid-cols-3">
						<RevenueChart className="xl:col-span-2" {...shared} onLook={look} />
						<GroupSplit {...shared} onLook={look} onFilter={change} />
					</div>
					<GroupMatrix search={search} revenue={revenue} error={error} onRetry={shared.onRetry} />
					<div className="grid gap-4 xl:grid-cols-3">
						<PayersChart {...shared} />
						<CheckChart {...shared} />
						<KindSplit revenue={revenue} error={error} onRetry={shared.onRetry} />
					</div>
				</>
			)}
			<MrrSection search={search} today={today} />
		</Page>
	);
}
