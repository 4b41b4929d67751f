import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Revenue } from "@/api/client";
import { ChartFrame } from "@/components/ui/chart-frame";
import { Segmented } from "@/components/ui/segmented";
import { useChartCsv } from "@/features/export/use-chart-csv";
import { groupSeries, moneyDrawing, type Side, stepsOfChart } from "@/features/revenue/drawings";
import {
	daysOfStep,
	type RevenueSearch,
	type Step,
	shownGroup,
	shownStep,
	stepsOf,
} from "@/features/revenue/search";
import { useGroupName } from "@/features/revenue/words";
import type { Day } from "@/lib/time";
import { useFormat } from "@/lib/use-format";

export type ChartProps = {
	search: RevenueSearch;
	revenue: Revenue | undefined;
	error: unknown;
	onRetry: () => void;
	today: Day;
	className?: string;
};

type Props = ChartProps & { onLook: (change: Partial<RevenueSearch>) => void };

/** The rows behind a step: payments of its days, as far as the list knows the filters. */
export function useDrill(search: RevenueSearch, revenue: Revenue | undefined, today: Day) {
	const navigate = useNavigate();
	return (index: number) => {
		const first = revenue?.buckets[index]?.day;
		if (!first) return;
		const period = daysOfStep(first, shownStep(revenue, search, today), search, today);
		void navigate({
			to: "/transactions",
			search: {
				period,
				method: search.method,
				...(search.side === "spent" ? { kind: ["subscription_payment", "gift_payment"] } : { gateway: true }),
			},
		});
	};
}

/** Money by step: what came in or what was spent, piled up by group, the period before behind it. */
export function RevenueChart({ search, revenue, error, onRetry, today, onLook, className }: Props) {
	const { t } = useTranslation();
	const f = useFormat();
	const groupName = useGroupName();
	const step = shownStep(revenue, search, today);
	const by = shownGroup(revenue, search);
	const side: Side = search.side ?? "cash";
	const { compare = false } = search;
	// biome-ignore lint/correctness/useExhaustiveDependencies: the namer follows t
	const drawing = useMemo(() => {
		if (!revenue) return undefined;
		const series = groupSeries(revenue, side, (group) => groupName(by, group), t("metric.others"));
		if (compare) {
			series.push({
				name: t("metric.previous"),
				color: "--series-rest",
				kind: "line",
				faint: true,
				kopeks: revenue.buckets.map((_, index) => {
					const figures = revenue.previous_buckets[index]?.figures;
					return side === "cash" ? figures?.cash_in_kopeks : figures?.consumption_kopeks;
				}),
			});
		}
		return moneyDrawing(stepsOfChart(revenue.buckets, step, f, t("chart.incomplete")), series, f);
	}, [revenue, side, by, step, compare, f, t]);
	return (
		<ChartFrame
			title={t(side === "cash" ? "revenue.chartCash" : "revenue.chartSpent")}
			name={`revenue-${side}-${by}-${step}`}
			drawing={drawing}
			label={t("revenue.chartLabel")}
			error={error}
			onRetry={onRetry}
			onPick={useDrill(search, revenue, today)}
			csv={useChartCsv("revenue", revenue?.asked ?? {})}
			className={className}
			isEmpty={drawing?.series.every((each) => each.faint || each.values.every((value) => value === 0))}
			emptyText={t("revenue.nothing")}
			actions={
				<div className="flex flex-wrap items-center gap-2">
					<Segmented
						label={t("revenue.side")}
						value={side}
						onChange={(next: Side) => onLook({ side: next === "spent" ? "spent" : undefined })}
						options={[
							{ value: "cash", label: t("metric.in") },
							{ value: "spent", label: t("revenue.spent") },
						]}
					/>
					<Segmented
						label={t("chart.bucket")}
						value={step}
						onChange={(next: Step) => onLook({ step: next })}
						options={stepsOf(search, today).map((value) => ({
							value,
							label: value === "hour" ? t("revenue.hour") : t(`bucket.${value}`),
						}))}
					/>
				</div>
			}
		/>
	);
}
