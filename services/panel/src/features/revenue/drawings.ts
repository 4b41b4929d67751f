import type { MrrBucket, Revenue, RevenueBucket, RevenueFigures, RevenueGroup } from "@/api/client";
import type { Drawing, Series } from "@/components/ui/drawing";
import type { Step } from "@/features/revenue/search";
import { parseKopeks, rubles } from "@/lib/format";
import { addDays } from "@/lib/time";
import type { Format } from "@/lib/use-format";

const SHOWN = 5;

type Kopeks = string | bigint | undefined;

/** What every chart of the page shares: steps, their names, which are not over. */
export function stepsOfChart(
	buckets: readonly (RevenueBucket | MrrBucket)[],
	step: Step,
	f: Format,
	incompleteNote: string,
) {
	return {
		labels: buckets.map((bucket) =>
			step === "hour" ? f.time(bucket.from) : f.day(bucket.day, step === "month" ? "monthShort" : "short"),
		),
		titles: buckets.map((bucket) => stepName(bucket, step, f)),
		incomplete: new Set(buckets.flatMap((bucket, index) => (bucket.incomplete ? [index] : []))),
		incompleteNote,
	};
}

function stepName(bucket: RevenueBucket | MrrBucket, step: Step, f: Format): string {
	switch (step) {
		case "hour":
			return f.dateTime(bucket.from);
		case "day":
			return f.day(bucket.day, "long");
		case "week":
			return f.dayRange(bucket.day, addDays(bucket.day, 6));
		case "month":
			return f.day(bucket.day, "month");
	}
}

/** A chart of money: drawn in rubles, told to the kopek. */
export function moneyDrawing(
	steps: ReturnType<typeof stepsOfChart>,
	series: (Omit<Series, "values"> & { kopeks: readonly Kopeks[] })[],
	f: Format,
): Drawing {
	return {
		...steps,
		series: series.map(({ kopeks, ...each }) => ({
			...each,
			values: kopeks.map((value) => rubles(value === undefined ? undefined : value.toString())),
		})),
		axis: (value) => f.moneyCompact(BigInt(Math.round(value * 100))),
		value: (at, index) => f.money(series[at]?.kopeks[index]),
	};
}

/** A chart of people. */
export function countDrawing(steps: ReturnType<typeof stepsOfChart>, series: Series[], f: Format): Drawing {
	return {
		...steps,
		series,
		axis: (value) => f.count(Math.round(value)),
		value: (at, index) => f.count(series[at]?.values[index]),
	};
}

export type Side = "cash" | "spent";

/** The money of a group on one side of the books. */
export function moneyOf(figures: RevenueFigures | undefined, side: Side): bigint {
	return parseKopeks(side === "cash" ? figures?.cash_in_kopeks : figures?.consumption_kopeks) ?? 0n;
}

/** Groups with money on this side, largest first. */
export function groupsOf(revenue: Revenue, side: Side): RevenueGroup[] {
	return revenue.groups
		.filter((group) => moneyOf(group.figures, side) !== 0n)
		.sort((a, b) => {
			const [left, right] = [moneyOf(a.figures, side), moneyOf(b.figures, side)];
			return right > left ? 1 : right < left ? -1 : 0;
		});
}

/** Five largest groups piled up, then the others: more colours would tell nothing. */
export function groupSeries(
	revenue: Revenue,
	side: Side,
	name: (group: RevenueGroup) => string,
	others: string,
) {
	const steps = (group: RevenueGroup) => (side === "cash" ? group.cash_in_kopeks : group.consumption_kopeks);
	const sorted = groupsOf(revenue, side);
	const rest = sorted.slice(SHOWN);
	const series: (Omit<Series, "values"> & { kopeks: Kopeks[] })[] = sorted
		.slice(0, SHOWN)
		.map((group, index) => ({
			name: name(group),
			color: `--series-${index + 1}`,
			stack: "groups",
			kopeks: steps(group),
		}));
	if (rest.length > 0) {
		series.push({
			name: others,
			color: "--series-rest",
			stack: "groups",
			kopeks: revenue.buckets.map((_, at) =>
				rest.reduce((sum, group) => sum + (parseKopeks(steps(group)[at]) ?? 0n), 0n),
			),
		});
	}
	return series;
}
