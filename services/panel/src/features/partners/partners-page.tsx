import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { PartnerApplication } from "@/api/client";
import { partnersQuery } from "@/api/queries";
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
import { usePartnerColumns } from "@/features/partners/columns";
import { PartnerCard } from "@/features/partners/partner-card";
import { PartnerDrawer } from "@/features/partners/partner-drawer";
import { PAGE_SIZE, type PartnersSearch, partnersQueryOf } from "@/features/partners/search";
import { PARTNER_STATUSES, type PartnerStatus, usePartnerStatus } from "@/features/partners/words";
import { ReferralTabs } from "@/features/referrals/tabs";
import { Page } from "@/features/shell/page";
import { ViewsMenu } from "@/features/views/views-menu";
import { paging } from "@/lib/paging";
import { useFormat } from "@/lib/use-format";

/** Open beside the list: no part of a saved view. */
const PASSING = ["application"];
const NONE: never[] = [];
const route = getRouteApi("/app/referrals/partners");
const rowId = (row: PartnerApplication) => row.id;

/** Applications of people who want to be partners: since when, for what share, by which channel. */
export function PartnersPage() {
	const { t } = useTranslation();
	const f = useFormat();
	const search = route.useSearch();
	const navigate = route.useNavigate();
	const status = usePartnerStatus();
	const question = partnersQueryOf(search);
	const list = useQuery(partnersQuery(question));
	const columns = usePartnerColumns();
	// A new question starts at the first page and closes the drawer.
	const change = useCallback(
		(next: Partial<PartnersSearch>) =>
			void navigate({
				search: (old) => ({ ...old, after: undefined, p: undefined, application: undefined, ...next }),
			}),
		[navigate],
	);
	const open = (id: string | undefined) =>
		void navigate({
			search: (old) => ({ ...old, application: id }),
			replace: search.application !== undefined && id !== undefined,
		});
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
	const reset = () => void navigate({ search: (old) => ({ sort: old.sort }) });
	const pages = paging({
		params: search,
		size: PAGE_SIZE,
		next: list.data?.next_page_token,
		go: (params) => void navigate({ search: (old) => ({ ...old, application: undefined, ...params }) }),
	});
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
			<DataTable
				name="referral-partners"
				label={t("referrals.tabPartners")}
				columns={columns}
				hidden={{ id: false, company: false }}
				rows={list.data?.items}
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
				error={list.error}
				onRetry={() => void list.refetch()}
				refreshing={list.isFetching}
				summary={
					<p className="num" data-testid="total">
						<span className="font-medium">
							{list.data ? f.total(list.data.total, list.data.total_capped) : "…"}
						</span>{" "}
						<span className="text-secondary">{t("partners.found", { count: list.data?.total ?? 0 })}</span>
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
						<Empty title={t("partners.none")} text={t("partners.noneText")} />
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
			<PartnerDrawer id={search.application} rows={list.data?.items ?? NONE} onOpen={open} />
		</Page>
	);
}
