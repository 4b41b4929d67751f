import { useTranslation } from "react-i18next";
import type { CampaignDetails } from "@/api/client";
import { ChartFrame } from "@/components/ui/chart-frame";
import type { Drawing } from "@/components/ui/drawing";
import { rubles } from "@/lib/format";
import { type Format, useFormat } from "@/lib/use-format";

type Names = { net: string; costs: string; day: (n: string) => string; open: string };

/** Net cash against costs by days since each person came: where the two meet, the campaign has paid back. */
export function Curve({ data, height }: { data: CampaignDetails; height?: number }) {
	const { t } = useTranslation();
	const f = useFormat();
	const figures = data.campaign?.figures;
	const names = {
		net: t("metric.net"),
		costs: t("campaigns.costsLine"),
		day: (n: string) => t("campaigns.day", { n }),
		open: t("campaigns.dayOpen"),
	};
	const note =
		figures?.costs_kopeks === undefined
			? t("campaigns.costsUnknown")
			: figures.payback_day === undefined
				? t("campaigns.noPayback")
				: t("campaigns.paidBack", { day: f.count(figures.payback_day) });
	return (
		<ChartFrame
			title={t("campaigns.curve")}
			name={`campaign-${data.campaign?.id}`}
			label={t("campaigns.curve")}
			drawing={drawingOf(data, f, names)}
			isEmpty={data.days.length === 0}
			emptyText={t("campaigns.nobody")}
			note={note}
			className="min-w-0"
			{...(height ? { height } : {})}
		/>
	);
}

function drawingOf({ days }: CampaignDetails, f: Format, names: Names): Drawing {
	const known = days.some((day) => day.costs_kopeks !== undefined);
	return {
		labels: days.map((day) => f.count(day.day)),
		titles: days.map((day) => names.day(f.count(day.day))),
		incomplete: new Set(days.flatMap((day, index) => (day.incomplete ? [index] : []))),
		incompleteNote: names.open,
		series: [
			{ name: names.net, color: "--series-1", values: days.map((day) => rubles(day.net_cash_kopeks)) },
			...(known
				? [
						{
							name: names.costs,
							color: "--series-4",
							kind: "line" as const,
							values: days.map((day) => rubles(day.costs_kopeks)),
						},
					]
				: []),
		],
		axis: (value) => f.moneyCompact(BigInt(Math.round(value * 100))),
		value: (series, index) =>
			f.money(series === 0 ? days[index]?.net_cash_kopeks : days[index]?.costs_kopeks),
	};
}
