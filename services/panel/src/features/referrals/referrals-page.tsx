import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Referrer } from "@/api/client";
import { referrersQuery } from "@/api/queries/referrals";
import type { Filter } from "@/components/ui/filter";
import { FilterBar } from "@/components/ui/filter-bar";
import { ListTable } from "@/components/ui/list-table";
import { SearchBox } from "@/components/ui/search-box";
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
import { PRESETS } from "@/lib/period";
import { useFormat } from "@/lib/use-format";
import { useListUrl } from "@/lib/use-list-url";

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
	const { change, pages: pagesOf, reset } = useListUrl(search, navigate);
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
	const pages = pagesOf(PAGE_SIZE, list.data?.next_page_token);
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
			<ListTable
				list={list}
				pages={pages}
				name="referrals"
				label={t("nav.referrals")}
				columns={columns}
				hidden={{ telegram: false }}
				rowId={rowId}
				card={(row) => <ReferrerCard row={row} />}
				href={(row) => `/customers/${row.customer_id}`}
				onOpen={(row) => void navigate({ to: "/customers/$id", params: { id: row.customer_id } })}
				gone={(row) => row.customer?.gone_at !== undefined}
				sort={{
					value: search.sort ?? "invited",
					onChange: (sort) => change({ sort: sort as ReferralsSearch["sort"] }),
				}}
				found={(count) => t("referrals.found", { count })}
				none={{ title: t("referrals.none"), text: t("referrals.noneText") }}
				reset={filtered ? reset : undefined}
				copy={{ label: t("subscription.copyTelegram"), line: (row) => row.customer?.telegram_id }}
			/>
		</Page>
	);
}
