import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import { useTranslation } from "react-i18next";
import { customerQuery } from "@/api/queries/customers";
import { CustomerView } from "@/features/customers/customer-view";
import { SourceNotice } from "@/features/data-health/import-card";
import { Page } from "@/features/shell/page";
import { nameOf } from "@/features/subscriptions/words";

const route = getRouteApi("/app/customers/$id");

/** A customer's own page. */
export function CustomerPage() {
	const { t } = useTranslation();
	const { id } = route.useParams();
	const { data } = useQuery(customerQuery(id));
	const title = data?.customer ? nameOf(data.customer, id) : t("customers.title", { id });
	return (
		<Page title={title}>
			<div>
				<Link
					to="/customers"
					className="inline-flex items-center gap-1.5 rounded-sm text-secondary hover:text-fg"
				>
					<ArrowLeft className="size-4" strokeWidth={1.5} aria-hidden />
					{t("customers.back")}
				</Link>
				<h2 className="mt-1 font-semibold text-xl tracking-tight">{title}</h2>
				<p className="num text-secondary">{t("customers.title", { id })}</p>
			</div>
			<SourceNotice />
			<CustomerView key={id} id={id} wide />
		</Page>
	);
}
