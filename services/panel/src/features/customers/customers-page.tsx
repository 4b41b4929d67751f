import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Customer } from "@/api/client";
import { customersQuery } from "@/api/queries/customers";
import { FilterBar } from "@/components/ui/filter-bar";
import { ListTable } from "@/components/ui/list-table";
import { SearchBox } from "@/components/ui/search-box";
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
			<ListTable
				list={list}
				pages={pages}
				name="customers"
				label={t("nav.customers")}
				columns={columns}
				hidden={{ id: false, email: false, auth: false }}
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
				found={(count) => t("customers.found", { count })}
				none={{ title: t("customers.none"), text: t("customers.noneText") }}
				reset={filtered ? reset : undefined}
				copy={{ label: t("subscription.copyTelegram"), line: (row) => row.telegram_id }}
			/>
			<CustomerDrawer id={search.customer} ids={rows?.map(rowId) ?? []} onOpen={open} />
		</Page>
	);
}
