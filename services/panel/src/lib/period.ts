// Periods of a page: a preset or two days, both ends included, as a person says them. The API wants [from, to).
import { addDays, addMonths, type Day, isDay, monthStart } from "@/lib/time";

export const PRESETS = ["today", "yesterday", "7d", "30d", "90d", "month", "prev_month", "year"] as const;
/** For days to come: what ends soon. */
export const AHEAD = ["next_3d", "next_7d", "next_30d"] as const;
/** No period at all. */
export const ALL = "all";
export type Preset = (typeof PRESETS)[number] | (typeof AHEAD)[number] | typeof ALL;

/** In the URL: a preset name, or `2026-11-01..2026-11-23`. */
export type Period = string;

export type DayRange = { from: Day; to: Day };

export function isPreset(period: string): period is Preset {
	return ([...PRESETS, ...AHEAD, ALL] as readonly string[]).includes(period);
}

export function isPeriod(text: string): boolean {
	if (isPreset(text)) return true;
	const [from, to, more] = text.split("..");
	return (
		from !== undefined && to !== undefined && more === undefined && isDay(from) && isDay(to) && from <= to
	);
}

/** The days of a period, both included. */
export function daysOf(period: Period, today: Day): DayRange {
	switch (period) {
		case "today":
			return { from: today, to: today };
		case "yesterday":
			return { from: addDays(today, -1), to: addDays(today, -1) };
		case "7d":
			return { from: addDays(today, -6), to: today };
		case "90d":
			return { from: addDays(today, -89), to: today };
		case "month":
			return { from: monthStart(today), to: today };
		case "prev_month":
			return { from: addMonths(today, -1), to: addDays(monthStart(today), -1) };
		case "next_3d":
			return { from: today, to: addDays(today, 2) };
		case "next_7d":
			return { from: today, to: addDays(today, 6) };
		case "next_30d":
			return { from: today, to: addDays(today, 29) };
		case "year":
			return { from: `${today.slice(0, 4)}-01-01`, to: today };
	}
	const [from, to] = period.split("..");
	if (from && to && isPeriod(period)) return { from, to };
	return { from: addDays(today, -29), to: today };
}

/** Whole days as the API asks: `to` excluded. */
export function wholeDays(period: Period, today: Day): DayRange {
	const { from, to } = daysOf(period, today);
	return { from, to: addDays(to, 1) };
}

/** The same for statistics: `to` is absent when the period reaches today, which means "up to now". */
export function upToNow(period: Period, today: Day): { from: Day; to?: Day } {
	const { from, to } = wholeDays(period, today);
	return to > today ? { from } : { from, to };
}

export type Bucket = "day" | "week" | "month";

/** Steps that make a readable chart of so many days. */
export function bucketFor(days: number): Bucket {
	if (days <= 62) return "day";
	return days <= 250 ? "week" : "month";
}
