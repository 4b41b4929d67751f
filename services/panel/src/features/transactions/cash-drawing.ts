import type { CashBucket, Stats } from "@/api/client";
import type { Drawing, Series } from "@/components/ui/drawing";
import { parseKopeks, rubles } from "@/lib/format";
import type { Bucket } from "@/lib/period";
import { addDays, addMonths, type Day } from "@/lib/time";
import type { Format } from "@/lib/use-format";

const SHOWN = 5;

export type DrawingWords = {
	net: string;
	previous: string;
	others: string;
	incomplete: string;
	gateway: (name: string) => string;
};

/** Last day of a bucket, never beyond the asked period. */
export function lastDay(first: Day, bucket: Bucket, end: Day): Day {
	const last =
		bucket === "day" ? first : bucket === "week" ? addDays(first, 6) : addDays(addMonths(first, 1), -1);
	return last > end ? end : last;
}

function stepName(bucket: CashBucket, step: Bucket, f: Format): string {
	if (step === "day") return f.day(bucket.day, "long");
	if (step === "month") return f.day(bucket.day, "month");
	return f.dayRange(bucket.day, addDays(bucket.day, 6));
}

/** Net cash step by step, with the period before behind it; or cash in, piled up by method. */
export function cashDrawing(
	stats: Stats,
	step: Bucket,
	look: { compare: boolean; split: boolean },
	f: Format,
	words: DrawingWords,
): Drawing {
	const { buckets, previous_buckets: before } = stats;
	const { series, exact } = look.split ? byMethod(stats, words) : inAll(buckets, words);
	if (look.compare && !look.split) {
		series.push({
			name: words.previous,
			color: "--series-rest",
			faint: true,
			kind: "line",
			values: buckets.map((_, index) => rubles(before[index]?.cash?.net_cash_kopeks)),
		});
		exact.push(buckets.map((_, index) => before[index]?.cash?.net_cash_kopeks));
	}
	return {
		labels: buckets.map((bucket) => f.day(bucket.day, step === "month" ? "monthShort" : "short")),
		titles: buckets.map((bucket) => stepName(bucket, step, f)),
		series,
		incomplete: new Set(buckets.flatMap((bucket, index) => (bucket.incomplete ? [index] : []))),
		incompleteNote: words.incomplete,
		axis: (value) => f.moneyCompact(BigInt(Math.round(value * 100))),
		value: (at, index) => f.money(exact[at]?.[index]),
	};
}

type Drawn = { series: Series[]; exact: (string | bigint | undefined)[][] };

function inAll(buckets: readonly CashBucket[], words: DrawingWords): Drawn {
	const net = buckets.map((bucket) => bucket.cash?.net_cash_kopeks);
	return { series: [{ name: words.net, color: "--series-1", values: net.map(rubles) }], exact: [net] };
}

/** Five largest methods, then the others: more colours would tell nothing. */
function byMethod(stats: Stats, words: DrawingWords): Drawn {
	const total = (method: Stats["methods"][number]) => parseKopeks(method.cash?.cash_in_kopeks) ?? 0n;
	const sorted = [...stats.methods].sort((a, b) => (total(b) > total(a) ? 1 : total(b) < total(a) ? -1 : 0));
	const rest = sorted.slice(SHOWN);
	const series: Series[] = sorted.slice(0, SHOWN).map((method, index) => ({
		name: words.gateway(method.gateway),
		color: `--series-${index + 1}`,
		stack: "cash",
		values: stats.buckets.map((_, at) => rubles(method.cash_in_kopeks[at])),
	}));
	const exact: Drawn["exact"] = sorted.slice(0, SHOWN).map((method) => method.cash_in_kopeks);
	if (rest.length > 0) {
		const sums = stats.buckets.map((_, at) =>
			rest.reduce((sum, method) => sum + (parseKopeks(method.cash_in_kopeks[at]) ?? 0n), 0n),
		);
		series.push({
			name: words.others,
			color: "--series-rest",
			stack: "cash",
			values: sums.map((sum) => rubles(sum.toString())),
		});
		exact.push(sums);
	}
	return { series, exact };
}
