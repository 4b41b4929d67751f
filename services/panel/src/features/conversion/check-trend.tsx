import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { revenueQuery } from "@/api/queries/revenue";
import { ChartFrame } from "@/components/ui/chart-frame";
import { DefinitionInfo } from "@/components/ui/info";
import { type ConversionSearch, everyOf, TREND } from "@/features/conversion/search";
import { useChartCsv } from "@/features/export/use-chart-csv";
import { moneyDrawing, stepsOfChart } from "@/features/revenue/drawings";
import { daysOf, upToNow } from "@/lib/period";
import { addDays, addMonths, type Day } from "@/lib/time";
import { useFormat } from "@/lib/use-format";

type Props = { search: ConversionSearch; today: Day; className?: string };

/** What one payment brings, beside the conversion and in its steps. */
export function CheckTrend({ search, today, className }: Props) {
	const { t } = useTranslation();
	const f = useFormat();
	const navigate = useNavigate();
	const step = everyOf(search);
	const query = { ...upToNow(TREND, today), bucket: step };
	const { data, error, refetch } = useQuery(revenueQuery(query));
	const drawing = useMemo(
		() =>
			data &&
			moneyDrawing(
				stepsOfChart(data.buckets, step, f, t("chart.incomplete")),
				[
					{
						name: t("metric.check"),
						color: "--series-2",
						kopeks: data.buckets.map((bucket) => bucket.figures?.average_check_kopeks),
					},
				],
				f,
			),
		[data, step, f, t],
	);
	return (
		<ChartFrame
			className={className}
			title={
				<span className="flex items-center gap-1.5">
					{t("metric.check")}
					<DefinitionInfo id="average_check" completeUntil={data?.complete_until} />
				</span>
			}
			name={`average-check-${step}`}
			drawing={drawing}
			label={t("revenue.checkLabel")}
			error={error}
			onRetry={() => void refetch()}
			onPick={(index) => {
				const first = data?.buckets[index]?.day;
				if (!first) return;
				const end =
					step === "week" ? addDays(first, 6) : step === "month" ? addDays(addMonths(first, 1), -1) : first;
				const { from, to } = daysOf(TREND, today);
				const [start, last] = [[first, from].sort()[1], [end, to].sort()[0]];
				const period = `${start}..${last}`;
				void navigate({ to: "/transactions", search: { period, gateway: true } });
			}}
			isEmpty={data && data.figures?.payments === 0}
			emptyText={t("revenue.nothing")}
			csv={useChartCsv("revenue", query)}
		/>
	);
}
