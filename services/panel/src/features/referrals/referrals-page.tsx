import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { Referrer } from "@/api/client";
import { referrersQuery } from "@/api/queries";
import { Button } from "@/components/ui/button";
import { copy } from "@/components/ui/copy";
import { Empty } from "@/components/ui/empty";
import type { Filter } from "@/components/ui/filter";
import { FilterBar } from "@/components/ui/filter-bar";
import { Pager } from "@/components/ui/pager";
import { SearchBox } from "@/components/ui/search-box";
import { DataTable } from "@/components/ui/table";
import { toast } from "@/components/ui/toast";
import { SourceNotice } from "@/features/data-health/import-card";
import { ExportButton } from "@/features/export/export-button";
import { useReferrerColumns } from "@/features/referrals/columns";
import { ReferralTiles } from "@/features/referrals/referral-tiles";
import { ReferrerCard } from "@/features/referrals/referrer-card";
import {
	DEFAULT_PERIOD,
	PAGE_SIZE,
	type ReferralsSearch,
	referrersQueryOf,
} from "@/features/referrals/search";
import { ReferralTabs } from "@/features/referrals/tabs";
import { Page } from "@/features/shell/page";
import { ViewsMenu } from "@/features/views/views-menu";
import { useNow } from "@/lib/now";
import { paging } from "@/lib/paging";
import { PRESETS } from "@/lib/period";
import { useFormat } from "@/lib/use-format";

const route = getRouteApi("/app/referrals");
const NOTHING: string[] = [];
const rowId = (row: Referrer) => row.customer_id;

/** Who invites customers, and what it brings and costs. */
export function ReferralsPage() {
	const { t } = useTranslation();
	const f = useFormat();
	const search = route.useSearch();
	const navigate = route.useNavigate();
	const question = referrersQueryOf(search, f.today(useNow()));
	const list = useQuery(referrersQuery(question));
	const columns = useReferrerColumns();
	// A new question starts at the first page.
	const change = useCallback(
		(next: Partial<ReferralsSearch>) =>
			void navigate({ search: (old) => ({ ...old, after: undefined, p: undefined, ...next }) }),
		[navigate],
	);
	const filters: Filter[] = [
		{
			id: "period",
			kind: "period",
			pinned: true,
			required: true,
			label: t("period.label"),
			presets: PRESETS,
			value: search.period ?? DEFAULT_PERIOD,
			onChange: (value) => change({ period: value === DEFAULT_PERIOD ? undefined : value }),
		},
	];
	const filtered = search.q !== undefined || search.period !== undefined;
	const reset = () => void navigate({ search: (old) => ({ sort: old.sort }) });
	const pages = paging({
		params: search,
		size: PAGE_SIZE,
		next: list.data?.next_page_token,
		go: (params) => void navigate({ search: (old) => ({ ...old, ...params }) }),
	});
	return (
		<Page
			title={t("nav.referrals")}
			filters={
				<FilterBar
					filters={filters}
					onReset={filtered ? reset : undefined}
					search={
						<SearchBox label={t("referrals.search")} value={search.q} onChange={(q) => change({ q })} />
					}
				>
					<ViewsMenu to="/referrals" page="referrals" search={search} passing={NOTHING} />
					<ExportButton list="referrals" query={question} />
				</FilterBar>
			}
		>
			<ReferralTabs />
			<SourceNotice />
			<ReferralTiles data={list.data} error={list.error} />
			<DataTable
				name="referrals"
				label={t("nav.referrals")}
				columns={columns}
				hidden={{ telegram: false }}
				rows={list.data?.items}
				rowId={rowId}
				card={(row) => <ReferrerCard row={row} />}
				href={(row) => `/customers/${row.customer_id}`}
				onOpen={(row) => void navigate({ to: "/customers/$id", params: { id: row.customer_id } })}
				gone={(row) => row.customer?.gone_at !== undefined}
				sort={{
					value: search.sort ?? "invited",
					onChange: (sort) => change({ sort: sort as ReferralsSearch["sort"] }),
				}}
				error={list.error}
				onRetry={() => void list.refetch()}
				refreshing={list.isFetching}
				summary={
					<p className="num" data-testid="total">
						<span className="font-medium">
							{list.data ? f.total(list.data.total, list.data.total_capped) : "…"}
						</span>{" "}
						<span className="text-secondary">{t("referrals.found", { count: list.data?.total ?? 0 })}</span>
					</p>
				}
				bulk={(picked, clear) => (
					<>
						<Button
							onClick={() => {
								const ids = picked.map((row) => row.customer?.telegram_id).filter(Boolean);
								void copy(ids.join("\n")).then(() => toast(t("table.copied", { count: ids.length })));
							}}
						>
							{t("subscription.copyTelegram")}
						</Button>
						<Button look="ghost" onClick={clear}>
							{t("table.clear")}
						</Button>
					</>
				)}
				empty={
					filtered ? (
						<Empty
							title={t("subscription.noneFound")}
							text={t("subscription.noneFoundText")}
							action={<Button onClick={reset}>{t("filter.resetAll")}</Button>}
						/>
					) : (
						<Empty title={t("referrals.none")} text={t("referrals.noneText")} />
					)
				}
				footer={
					list.data && (
						<Pager
							{...pages}
							shown={list.data.items.length}
							total={list.data.total}
							capped={list.data.total_capped}
						/>
					)
				}
			/>
		</Page>
	);
}
