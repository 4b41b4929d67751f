import { useTranslation } from "react-i18next";
import type { CampaignFigures } from "@/api/client";
import { StatTile } from "@/components/ui/stat-tile";
import { useFormat } from "@/lib/use-format";

/** What campaigns brought and cost; without spend there is no ROI and no CAC. */
export function FigureTiles({ figures, narrow }: { figures: CampaignFigures | undefined; narrow?: boolean }) {
	const { t } = useTranslation();
	const f = useFormat();
	const shown = (value: string | undefined) => figures && f.moneyHeadline(value);
	const note = (text: string) => <span className="num text-muted text-xs">{text}</span>;
	return (
		<div className={narrow ? "grid grid-cols-2 gap-3" : "grid grid-cols-2 gap-3 md:gap-4 xl:grid-cols-4"}>
			<StatTile
				label={t("metric.net")}
				value={shown(figures?.net_cash_kopeks)}
				exact={f.moneyExact(figures?.net_cash_kopeks)}
				testId="campaign-net"
			/>
			<StatTile
				label={t("campaigns.registrations")}
				value={figures && f.count(figures.registrations)}
				delta={
					figures &&
					note(t("campaigns.funnel", { trials: f.count(figures.trials), payers: f.count(figures.payers) }))
				}
			/>
			<StatTile
				label={t("campaigns.costs")}
				value={shown(figures?.costs_kopeks)}
				delta={
					figures &&
					note(
						t("campaigns.costsOf", {
							spend: f.money(figures.spend_kopeks),
							bonus: f.money(figures.bonus_kopeks),
						}),
					)
				}
			/>
			<StatTile
				label="ROI"
				value={figures && (figures.roi === undefined ? t("common.noData") : f.percent(figures.roi, "always"))}
				delta={
					figures?.cac_kopeks !== undefined && note(t("campaigns.cac", { cac: f.money(figures.cac_kopeks) }))
				}
				testId="campaign-roi"
			/>
		</div>
	);
}
