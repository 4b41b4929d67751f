import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { CampaignFigures } from "@/api/client";
import { StatTile } from "@/components/ui/stat-tile";
import { cn } from "@/lib/cn";
import { useFormat } from "@/lib/use-format";

type Props = {
	figures: CampaignFigures | undefined;
	completeUntil: string | undefined;
	/** Of one campaign: with the day it paid back. */
	one?: boolean;
	className?: string;
	children?: ReactNode;
};

/** What campaigns brought and cost; without spend there is no ROI and no CAC. */
export function FigureTiles({ figures, completeUntil, one, className, children }: Props) {
	const { t } = useTranslation();
	const f = useFormat();
	const money = (value: string | undefined) => figures && f.moneyHeadline(value);
	const note = (text: string) => <span className="num text-muted text-xs">{text}</span>;
	const payback = figures?.payback_day;
	// Nothing was entered: what needs it is not known.
	const unknown = figures !== undefined && figures.costs_kopeks === undefined;
	const missing = unknown && note(t("campaigns.unknownCosts"));
	return (
		<div className={cn("grid grid-cols-2 gap-3 md:gap-4", className)}>
			<StatTile
				label={t("metric.net")}
				definition="campaign_net_cash"
				completeUntil={completeUntil}
				value={money(figures?.net_cash_kopeks)}
				exact={f.moneyExact(figures?.net_cash_kopeks)}
				testId="campaign-net"
			/>
			<StatTile
				label={t("campaigns.registrations")}
				definition="campaign_registrations"
				completeUntil={completeUntil}
				value={figures && f.count(figures.registrations)}
				delta={
					figures &&
					note(t("campaigns.funnel", { trials: f.count(figures.trials), payers: f.count(figures.payers) }))
				}
				testId="campaign-registrations"
			/>
			<StatTile
				label={t("campaigns.costs")}
				definition="campaign_costs"
				completeUntil={completeUntil}
				value={unknown ? "—" : money(figures?.costs_kopeks)}
				exact={f.moneyExact(figures?.costs_kopeks)}
				delta={
					figures &&
					note(
						unknown
							? t(one ? "campaigns.noSpendYet" : "campaigns.spendNotAll")
							: `${t("campaigns.adSpend")} ${f.money(figures.spend_kopeks)}`,
					)
				}
				testId="campaign-costs"
			/>
			<StatTile
				label="ROI"
				definition="campaign_roi"
				completeUntil={completeUntil}
				value={figures && (figures.roi === undefined ? "—" : f.percent(figures.roi, "always"))}
				delta={missing}
				testId="campaign-roi"
			/>
			<StatTile
				label="CAC"
				definition="campaign_cac"
				completeUntil={completeUntil}
				value={figures && figures.cac_kopeks === undefined ? "—" : money(figures?.cac_kopeks)}
				delta={missing}
				exact={f.moneyExact(figures?.cac_kopeks)}
				testId="campaign-cac"
			/>
			{one && (
				<StatTile
					label={t("definition.campaign_payback_day.title")}
					definition="campaign_payback_day"
					completeUntil={completeUntil}
					value={
						figures &&
						(payback !== undefined
							? t("campaigns.paybackDay", { day: f.count(payback) })
							: figures.costs_kopeks === undefined
								? "—"
								: t("campaigns.paybackNever"))
					}
					delta={missing}
					testId="campaign-payback"
				/>
			)}
			{children}
		</div>
	);
}
