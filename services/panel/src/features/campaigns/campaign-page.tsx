import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import { useTranslation } from "react-i18next";
import { campaignQuery } from "@/api/queries/campaigns";
import { FilterBar } from "@/components/ui/filter-bar";
import { CampaignView } from "@/features/campaigns/campaign-view";
import { daysOf } from "@/features/campaigns/search";
import { SourceNotice } from "@/features/data-health/import-card";
import { Page } from "@/features/shell/page";
import { useNow } from "@/lib/now";
import { PRESETS } from "@/lib/period";
import { useFormat } from "@/lib/use-format";

const route = getRouteApi("/app/campaigns/$id");

/** A campaign's own page. */
export function CampaignPage() {
	const { t } = useTranslation();
	const f = useFormat();
	const { id } = route.useParams();
	const search = route.useSearch();
	const navigate = route.useNavigate();
	const days = daysOf(search, f.today(useNow()));
	const { data } = useQuery(campaignQuery(id, days));
	const title = data?.campaign?.name ?? t("campaigns.title", { id });
	return (
		<Page
			title={title}
			filters={
				<FilterBar
					filters={[
						{
							id: "period",
							kind: "period",
							pinned: true,
							label: t("campaigns.period"),
							presets: PRESETS,
							value: search.period,
							onChange: (period) => void navigate({ search: (old) => ({ ...old, period }), replace: true }),
						},
					]}
				/>
			}
		>
			<div>
				<Link
					to="/campaigns"
					className="inline-flex items-center gap-1.5 rounded-sm text-secondary hover:text-fg"
				>
					<ArrowLeft className="size-4" strokeWidth={1.5} aria-hidden />
					{t("campaigns.back")}
				</Link>
				<h2 className="mt-1 break-words font-semibold text-xl tracking-tight">{title}</h2>
			</div>
			<SourceNotice />
			<CampaignView
				key={id}
				id={id}
				days={days}
				wide
				stage={search.people ?? "all"}
				onStage={(people) =>
					void navigate({
						search: (old) => ({ ...old, people: people === "all" ? undefined : people }),
						replace: true,
						resetScroll: false,
					})
				}
			/>
			<p className="max-w-[100ch] text-secondary text-xs">{t("campaigns.rule")}</p>
		</Page>
	);
}
