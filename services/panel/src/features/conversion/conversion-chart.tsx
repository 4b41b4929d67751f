import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Conversion } from "@/api/client";
import { conversionQuery } from "@/api/queries/revenue";
import { ChartFrame } from "@/components/ui/chart-frame";
import type { Drawing } from "@/components/ui/drawing";
import { DefinitionInfo } from "@/components/ui/info";
import { Segmented } from "@/components/ui/segmented";
import {
	CONVERSION_STEPS,
	type ConversionSearch,
	type ConversionStep,
	conversionQueryOf,
	everyOf,
	KINDS,
	type Kind,
	kindOf,
	WINDOWS,
	type Window,
	windowOf,
} from "@/features/conversion/search";
import { useChartCsv } from "@/features/export/use-chart-csv";
import { addDays, addMonths, type Day } from "@/lib/time";
import { type Format, useFormat } from "@/lib/use-format";

type Props = {
	search: ConversionSearch;
	today: Day;
	onLook: (change: Partial<ConversionSearch>) => void;
	className?: string;
};

/** Which part of a cohort has paid in time: a bar for each, the range it is sure to lie in on hover. */
export function ConversionChart({ search, today, onLook, className }: Props) {
	const { t } = useTranslation();
	const f = useFormat();
	const query = conversionQueryOf(search, today);
	const { data, error, refetch } = useQuery(conversionQuery(query));
	const step = CONVERSION_STEPS.find((each) => each === data?.asked.bucket) ?? everyOf(search);
	const kind = kindOf(search);
	const csv = useChartCsv("conversion", query);
	// biome-ignore lint/correctness/useExhaustiveDependencies: the words follow t
	const drawing = useMemo(() => data && drawingOf(data, step, f, words()), [data, step, f, t]);
	function words() {
		return {
			rate: t("conversion.rate"),
			upper: t("conversion.upper"),
			lower: t("conversion.lower"),
			open: t("conversion.open"),
			value: (share: string, converted: string, people: string) =>
				t("conversion.value", { share, converted, people }),
		};
	}
	const total = data?.total;
	return (
		<ChartFrame
			className={className}
			title={
				<span className="flex items-center gap-1.5">
					{t("conversion.title")}
					<DefinitionInfo
						id={kind === "trial" ? "conversion_trial" : "conversion_registration"}
						completeUntil={data?.complete_until}
					/>
					{total?.rate !== undefined && (
						<span className="num ml-1 font-normal text-secondary text-sm" data-testid="conversion">
							{t("conversion.total", {
								share: f.percent(total.rate),
								low: f.percent(total.lower ?? 0),
								high: f.percent(total.upper ?? 0),
							})}
						</span>
					)}
				</span>
			}
			name={`conversion-${kind}-${step}`}
			drawing={drawing}
			label={t("conversion.label")}
			error={error}
			onRetry={() => void refetch()}
			onPick={(index) => {
				const first = data?.cohorts[index]?.day;
				if (first) onLook({ cohort: cohortOf(first, step, today), more: undefined });
			}}
			isEmpty={data?.cohorts.every((cohort) => cohort.people === 0)}
			emptyText={t("conversion.none")}
			csv={csv}
			actions={
				<div className="flex flex-wrap items-center gap-2">
					<Segmented
						label={t("conversion.from")}
						value={kind}
						onChange={(next: Kind) => onLook({ conv: next === "trial" ? undefined : next })}
						options={KINDS.map((value) => ({ value, label: t(`conversion.kind.${value}`) }))}
					/>
					<Segmented
						label={t("conversion.window")}
						value={windowOf(search)}
						onChange={(next: Window) => onLook({ within: next === "7" ? undefined : next })}
						options={WINDOWS.map((value) => ({
							value,
							label: t("conversion.days", { count: Number(value), n: value }),
						}))}
					/>
					<Segmented
						label={t("chart.bucket")}
						value={step}
						onChange={(next: ConversionStep) => onLook({ every: next === "week" ? undefined : next })}
						options={CONVERSION_STEPS.map((value) => ({ value, label: t(`bucket.${value}`) }))}
					/>
				</div>
			}
		/>
	);
}

/** The days of a cohort, not beyond today. */
function cohortOf(first: Day, step: ConversionStep, today: Day): string {
	const last =
		step === "week" ? addDays(first, 6) : step === "month" ? addDays(addMonths(first, 1), -1) : first;
	return `${first}..${last < today ? last : today}`;
}

type Words = {
	rate: string;
	upper: string;
	lower: string;
	open: string;
	value: (share: string, converted: string, people: string) => string;
};

/** Bars of the rate, the borders of its interval as dashed lines; cohorts that still ripen are hatched. */
export function drawingOf(data: Conversion, step: ConversionStep, f: Format, words: Words): Drawing {
	const { cohorts } = data;
	const title = (day: Day) =>
		step === "week" ? f.dayRange(day, addDays(day, 6)) : f.day(day, step === "month" ? "month" : "long");
	const line = (name: string, of: (cohort: (typeof cohorts)[number]) => number | undefined) => ({
		name,
		color: "--series-rest",
		kind: "line" as const,
		faint: true,
		values: cohorts.map((cohort) => 100 * (of(cohort) ?? 0)),
	});
	return {
		labels: cohorts.map((cohort) => f.day(cohort.day, step === "month" ? "monthShort" : "short")),
		titles: cohorts.map((cohort) => title(cohort.day)),
		incomplete: new Set(cohorts.flatMap((cohort, index) => (cohort.open ? [index] : []))),
		incompleteNote: words.open,
		series: [
			{
				name: words.rate,
				color: "--series-1",
				values: cohorts.map((cohort) => 100 * (cohort.rate ?? 0)),
			},
			line(words.upper, (cohort) => cohort.upper),
			line(words.lower, (cohort) => cohort.lower),
		],
		axis: (value) => f.percent(value / 100),
		value: (at, index) => {
			const cohort = cohorts[index];
			if (cohort?.rate === undefined) return "—";
			const share = f.percent([cohort.rate, cohort.upper ?? 0, cohort.lower ?? 0][at] ?? 0);
			return at === 0 ? words.value(share, f.count(cohort.converted), f.count(cohort.people)) : share;
		},
	};
}
