import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Customer } from "@/api/client";
import { customersQuery } from "@/api/queries/customers";
import { FilterBar } from "@/components/ui/filter-bar";
import { CopyPicked, ListPager, ListTotal, NoRows } from "@/components/ui/list-parts";
import { SearchBox } from "@/components/ui/search-box";
import { DataTable } from "@/components/ui/table";
import { useCustomerColumns } from "@/features/customers/columns";
import { CustomerCard } from "@/features/customers/customer-card";
import { CustomerDrawer } from "@/features/customers/customer-drawer";
import { useCustomerFilters } from "@/features/customers/filters";
import { type CustomersSearch, customerQueryOf, PAGE_SIZE } from "@/features/customers/search";
import { SourceNotice } from "@/features/data-health/import-card";
import { ExportButton } from "@/features/export/export-button";
import { Page } from "@/features/shell/page";
import { ViewsMenu } from "@/features/views/views-menu";
import { useNow } from "@/lib/now";
import { useFormat } from "@/lib/use-format";
import { useListUrl } from "@/lib/use-list-url";

/** Open beside the list: no part of a saved view. */
const PASSING = ["customer"];
const route = getRouteApi("/app/customers");
const rowId = (row: Customer) => row.id;

/** Customers: search, filters, list, details beside it. */
export function CustomersPage() {
	const { t } = useTranslation();
	const f = useFormat();
	const search = route.useSearch();
	const navigate = route.useNavigate();
	const question = customerQueryOf(search, f.today(useNow()));
	const list = useQuery(customersQuery(question));
	const columns = useCustomerColumns();
	const { change, open, pages: pagesOf, reset } = useListUrl(search, navigate, "customer");
	const filters = useCustomerFilters(search, change);
	const filtered = search.q !== undefined || filters.some((filter) => filter.value !== undefined);
	const rows = list.data?.items;
	const pages = pagesOf(PAGE_SIZE, list.data?.next_page_token);
	return (
		<Page
			title={t("nav.customers")}
			filters={
				<FilterBar
					filters={filters}
					onReset={filtered ? reset : undefined}
					search={
						<SearchBox label={t("customers.search")} value={search.q} onChange={(q) => change({ q })} />
					}
				>
					<ViewsMenu to="/customers" page="customers" search={search} passing={PASSING} />
					<ExportButton list="customers" query={question} />
				</FilterBar>
			}
		>
			<SourceNotice />
			<DataTable
				name="customers"
				label={t("nav.customers")}
				columns={columns}
				hidden={{ id: false, email: false, auth: false }}
				rows={rows}
				rowId={rowId}
				card={(row) => <CustomerCard row={row} />}
				href={(row) => `/customers/${row.id}`}
				openId={search.customer}
				onOpen={(row) => open(row.id)}
				gone={(row) => row.gone_at !== undefined}
				sort={{
					value: search.sort ?? "created_desc",
					onChange: (sort) => change({ sort: sort as CustomersSearch["sort"] }),
				}}
				error={list.error}
				onRetry={() => void list.refetch()}
				refreshing={list.isFetching}
				summary={
					<ListTotal list={list.data}>{t("customers.found", { count: list.data?.total ?? 0 })}</ListTotal>
				}
				bulk={(picked, clear) => (
					<CopyPicked
						label={t("subscription.copyTelegram")}
						lines={picked.map((row) => row.telegram_id)}
						clear={clear}
					/>
				)}
				empty={
					<NoRows
						reset={filtered ? reset : undefined}
						title={t("customers.none")}
						text={t("customers.noneText")}
					/>
				}
				footer={<ListPager list={list.data} pages={pages} />}
			/>
			<CustomerDrawer id={search.customer} ids={rows?.map(rowId) ?? []} onOpen={open} />
		</Page>
	);
}
