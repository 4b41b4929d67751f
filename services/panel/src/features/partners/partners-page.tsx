import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { PartnerApplication } from "@/api/client";
import { partnersQuery } from "@/api/queries/referrals";
import type { Filter } from "@/components/ui/filter";
import { FilterBar } from "@/components/ui/filter-bar";
import { ListTable } from "@/components/ui/list-table";
import { SearchBox } from "@/components/ui/search-box";
import { SourceNotice } from "@/features/data-health/import-card";
import { ExportButton } from "@/features/export/export-button";
import { usePartnerColumns } from "@/features/partners/columns";
import { PartnerCard } from "@/features/partners/partner-card";
import { PartnerDrawer } from "@/features/partners/partner-drawer";
import type { PartnersSearch } from "@/features/partners/search";
import { PARTNER_STATUSES, type PartnerStatus, usePartnerStatus } from "@/features/partners/words";
import { PAGE_SIZE, requestQueryOf } from "@/features/referrals/request-search";
import { ReferralTabs } from "@/features/referrals/tabs";
import { Page } from "@/features/shell/page";
import { ViewsMenu } from "@/features/views/views-menu";
import { useListUrl } from "@/lib/use-list-url";

/** Open beside the list: no part of a saved view. */
const PASSING = ["application"];
const NONE: never[] = [];
const route = getRouteApi("/app/referrals/partners");
const rowId = (row: PartnerApplication) => row.id;

/** Applications of people who want to be partners: since when, for what share, by which channel. */
export function PartnersPage() {
	const { t } = useTranslation();
	const search = route.useSearch();
	const navigate = route.useNavigate();
	const status = usePartnerStatus();
	const question = requestQueryOf(search);
	const list = useQuery(partnersQuery(question));
	const columns = usePartnerColumns();
	const { change, open, pages: pagesOf, reset } = useListUrl(search, navigate, "application");
	const filters: Filter[] = [
		{
			id: "status",
			kind: "list",
			pinned: true,
			label: t("partners.statusLabel"),
			options: PARTNER_STATUSES.map((value) => ({ value, label: status(value) })),
			value: search.status,
			onChange: (value) => change({ status: value as PartnerStatus[] | undefined }),
		},
	];
	const filtered = search.q !== undefined || search.status !== undefined;
	const pages = pagesOf(PAGE_SIZE, list.data?.next_page_token);
	return (
		<Page
			title={t("referrals.tabPartners")}
			filters={
				<FilterBar
					filters={filters}
					onReset={filtered ? reset : undefined}
					search={<SearchBox label={t("partners.search")} value={search.q} onChange={(q) => change({ q })} />}
				>
					<ViewsMenu to="/referrals/partners" page="referral-partners" search={search} passing={PASSING} />
					<ExportButton list="partner-applications" query={question} />
				</FilterBar>
			}
		>
			<ReferralTabs />
			<SourceNotice />
			<ListTable
				list={list}
				pages={pages}
				name="referral-partners"
				label={t("referrals.tabPartners")}
				columns={columns}
				hidden={{ id: false, company: false }}
				rowId={rowId}
				card={(row) => <PartnerCard row={row} />}
				href={(row) => `/customers/${row.customer_id}`}
				openId={search.application}
				onOpen={(row) => open(row.id)}
				gone={(row) => row.gone_at !== undefined}
				sort={{
					value: search.sort ?? "created_desc",
					onChange: (sort) => change({ sort: sort as PartnersSearch["sort"] }),
				}}
				found={(count) => t("partners.found", { count })}
				none={{ title: t("partners.none"), text: t("partners.noneText") }}
				reset={filtered ? reset : undefined}
				copy={{ label: t("subscription.copyTelegram"), line: (row) => row.customer?.telegram_id }}
			/>
			<PartnerDrawer id={search.application} rows={list.data?.items ?? NONE} onOpen={open} />
		</Page>
	);
}
