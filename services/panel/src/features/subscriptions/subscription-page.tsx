import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import { useTranslation } from "react-i18next";
import { subscriptionQuery } from "@/api/queries/subscriptions";
import { SourceNotice } from "@/features/data-health/import-card";
import { Page } from "@/features/shell/page";
import { SubscriptionView } from "@/features/subscriptions/subscription-view";
import { nameOf } from "@/features/subscriptions/words";

const route = getRouteApi("/app/sales/subscriptions/$id");

/** A subscription's own page. */
export function SubscriptionPage() {
	const { t } = useTranslation();
	const { id } = route.useParams();
	const { data } = useQuery(subscriptionQuery(id));
	const row = data?.subscription;
	const title = row ? nameOf(row.customer, row.customer_id) : t("subscription.title", { id });
	return (
		<Page title={title}>
			<div>
				<Link
					to="/sales"
					className="inline-flex items-center gap-1.5 rounded-sm text-secondary hover:text-fg"
				>
					<ArrowLeft className="size-4" strokeWidth={1.5} aria-hidden />
					{t("subscription.back")}
				</Link>
				<h2 className="mt-1 font-semibold text-xl tracking-tight">{title}</h2>
				<p className="num text-secondary">{t("subscription.title", { id })}</p>
			</div>
			<SourceNotice />
			<SubscriptionView id={id} wide />
		</Page>
	);
}
