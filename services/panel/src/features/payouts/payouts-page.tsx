import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Withdrawal } from "@/api/client";
import { withdrawalsQuery } from "@/api/queries/referrals";
import type { Filter } from "@/components/ui/filter";
import { FilterBar } from "@/components/ui/filter-bar";
import { ListTable } from "@/components/ui/list-table";
import { SearchBox } from "@/components/ui/search-box";
import { SourceNotice } from "@/features/data-health/import-card";
import { ExportButton } from "@/features/export/export-button";
import { usePayoutColumns } from "@/features/payouts/columns";
import { PayoutCard } from "@/features/payouts/payout-card";
import { PayoutDrawer } from "@/features/payouts/payout-drawer";
import type { PayoutsSearch } from "@/features/payouts/search";
import { PAYOUT_STATUSES, type PayoutStatus, usePayoutStatus } from "@/features/payouts/words";
import { PAGE_SIZE, requestQueryOf } from "@/features/referrals/request-search";
import { ReferralTabs } from "@/features/referrals/tabs";
import { Page } from "@/features/shell/page";
import { ViewsMenu } from "@/features/views/views-menu";
import { useListUrl } from "@/lib/use-list-url";

/** Open beside the list: no part of a saved view. */
const PASSING = ["payout"];
const NONE: never[] = [];
const route = getRouteApi("/app/referrals/payouts");
const rowId = (row: Withdrawal) => row.id;

/** Payout requests: who waits for how much, since when, and what speaks for it. */
export function PayoutsPage() {
	const { t } = useTranslation();
	const search = route.useSearch();
	const navigate = route.useNavigate();
	const status = usePayoutStatus();
	const question = requestQueryOf(search);
	const list = useQuery(withdrawalsQuery(question));
	const columns = usePayoutColumns();
	const { change, open, pages: pagesOf, reset } = useListUrl(search, navigate, "payout");
	const filters: Filter[] = [
		{
			id: "status",
			kind: "list",
			pinned: true,
			label: t("payouts.statusLabel"),
			options: PAYOUT_STATUSES.map((value) => ({ value, label: status(value) })),
			value: search.status,
			onChange: (value) => change({ status: value as PayoutStatus[] | undefined }),
		},
	];
	const filtered = search.q !== undefined || search.status !== undefined;
	const pages = pagesOf(PAGE_SIZE, list.data?.next_page_token);
	return (
		<Page
			title={t("referrals.tabPayouts")}
			filters={
				<FilterBar
					filters={filters}
					onReset={filtered ? reset : undefined}
					search={<SearchBox label={t("payouts.search")} value={search.q} onChange={(q) => change({ q })} />}
				>
					<ViewsMenu to="/referrals/payouts" page="referral-payouts" search={search} passing={PASSING} />
					<ExportButton list="withdrawals" query={question} />
				</FilterBar>
			}
		>
			<ReferralTabs />
			<SourceNotice />
			<ListTable
				list={list}
				pages={pages}
				name="referral-payouts"
				label={t("referrals.tabPayouts")}
				columns={columns}
				hidden={{ id: false, created: false }}
				rowId={rowId}
				card={(row) => <PayoutCard row={row} />}
				href={(row) => `/customers/${row.customer_id}`}
				openId={search.payout}
				onOpen={(row) => open(row.id)}
				gone={(row) => row.gone_at !== undefined}
				sort={{
					value: search.sort ?? "created_desc",
					onChange: (sort) => change({ sort: sort as PayoutsSearch["sort"] }),
				}}
				found={(count) => t("payouts.found", { count })}
				none={{ title: t("payouts.none"), text: t("payouts.noneText") }}
				reset={filtered ? reset : undefined}
				copy={{ label: t("subscription.copyTelegram"), line: (row) => row.customer?.telegram_id }}
			/>
			<PayoutDrawer id={search.payout} rows={list.data?.items ?? NONE} onOpen={open} />
		</Page>
	);
}
