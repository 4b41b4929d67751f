import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import { useTranslation } from "react-i18next";
import { promoQuery } from "@/api/queries/promos";
import { SourceNotice } from "@/features/data-health/import-card";
import { PromoView } from "@/features/promos/promo-view";
import { Page } from "@/features/shell/page";

const route = getRouteApi("/app/promos/$id");

/** A promo code's own page. */
export function PromoPage() {
	const { t } = useTranslation();
	const { id } = route.useParams();
	const { data } = useQuery(promoQuery(id));
	const title = data?.promo?.code ?? t("promos.title", { id });
	return (
		<Page title={title}>
			<div>
				<Link
					to="/promos"
					className="inline-flex items-center gap-1.5 rounded-sm text-secondary hover:text-fg"
				>
					<ArrowLeft className="size-4" strokeWidth={1.5} aria-hidden />
					{t("promos.back")}
				</Link>
				<h2 className="mt-1 font-mono font-semibold text-xl tracking-tight">{title}</h2>
			</div>
			<SourceNotice />
			<PromoView key={id} id={id} wide />
		</Page>
	);
}
