import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Revenue } from "@/api/client";
import { ChartFrame } from "@/components/ui/chart-frame";
import { useChartCsv } from "@/features/export/use-chart-csv";
import { countDrawing, moneyDrawing, stepsOfChart } from "@/features/revenue/drawings";
import { Legend } from "@/features/revenue/legend";
import { type ChartProps, useDrill } from "@/features/revenue/revenue-chart";
import { shownStep } from "@/features/revenue/search";
import { useFormat } from "@/lib/use-format";

/** The question without its groups: payers and checks are of all of them. */
function wholeQuestion(revenue: Revenue | undefined) {
	const { group_by: _by, then_by: _then, ...query } = revenue?.asked ?? {};
	return query;
}

/** Who paid: for the first time, or again. Absent where cash and customers are no pair. */
export function PayersChart({ search, revenue, error, onRetry, today, className }: ChartProps) {
	const { t } = useTranslation();
	const f = useFormat();
	const step = shownStep(revenue, search, today);
	const known = revenue?.figures?.payers !== undefined;
	const drawing = useMemo(() => {
		if (!revenue) return undefined;
		const figures = revenue.buckets.map((bucket) => bucket.figures);
		return countDrawing(
			stepsOfChart(revenue.buckets, step, f, t("chart.incomplete")),
			[
				{
					name: t("revenue.again"),
					color: "--series-1",
					stack: "payers",
					values: figures.map((each) => (each?.payers ?? 0) - (each?.first_time_payers ?? 0)),
				},
				{
					name: t("revenue.firstTime"),
					color: "--series-2",
					stack: "payers",
					values: figures.map((each) => each?.first_time_payers ?? 0),
				},
			],
			f,
		);
	}, [revenue, step, f, t]);
	return (
		<ChartFrame
			title={t("revenue.payers")}
			name={`payers-${step}`}
			drawing={drawing}
			label={t("revenue.payersLabel")}
			error={error}
			onRetry={onRetry}
			onPick={useDrill(search, revenue, today)}
			csv={useChartCsv("revenue", wholeQuestion(revenue))}
			className={className}
			isEmpty={revenue && !revenue.figures?.payers}
			actions={<Legend series={drawing?.series ?? []} />}
			emptyText={known ? t("revenue.nothing") : t("revenue.payersUnknown")}
		/>
	);
}

/** What one payment brings, step by step. */
export function CheckChart({ search, revenue, error, onRetry, today, className }: ChartProps) {
	const { t } = useTranslation();
	const f = useFormat();
	const step = shownStep(revenue, search, today);
	const drawing = useMemo(
		() =>
			revenue &&
			moneyDrawing(
				stepsOfChart(revenue.buckets, step, f, t("chart.incomplete")),
				[
					{
						name: t("metric.check"),
						color: "--series-1",
						kopeks: revenue.buckets.map((bucket) => bucket.figures?.average_check_kopeks),
					},
				],
				f,
			),
		[revenue, step, f, t],
	);
	return (
		<ChartFrame
			title={t("metric.check")}
			name={`average-check-${step}`}
			drawing={drawing}
			label={t("revenue.checkLabel")}
			error={error}
			onRetry={onRetry}
			onPick={useDrill(search, revenue, today)}
			csv={useChartCsv("revenue", wholeQuestion(revenue))}
			className={className}
			isEmpty={revenue && revenue.figures?.payments === 0}
			emptyText={t("revenue.nothing")}
		/>
	);
}
