// Instants are RFC 3339 in UTC; calendar days are YYYY-MM-DD in the business time zone. A day is never parsed as an instant.
import type { Lang } from "@/lib/format";

export type Day = string;

/** Russian dates without the bookish "г." after the year. */
const bare = (text: string): string => text.replace(/(\d{4})\s?г\./g, "$1");

const DAY = /^\d{4}-\d{2}-\d{2}$/;

export function isDay(text: string): boolean {
	if (!DAY.test(text)) return false;
	const at = new Date(`${text}T00:00:00Z`);
	return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

/** The day it is in the zone at that instant. */
export function dayIn(zone: string, at: Date): Day {
	return new Intl.DateTimeFormat("en-CA", {
		timeZone: zone,
		year: "numeric",
		month: "2-digit",
		day: "2-digit",
	}).format(at);
}

/** An instant as a clock in the zone shows it: the value of a datetime-local control. */
export function localIn(zone: string, at: Date): string {
	const parts = new Intl.DateTimeFormat("en-CA", {
		timeZone: zone,
		year: "numeric",
		month: "2-digit",
		day: "2-digit",
		hour: "2-digit",
		minute: "2-digit",
		hourCycle: "h23",
	}).formatToParts(at);
	const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((each) => each.type === type)?.value ?? "";
	return `${part("year")}-${part("month")}-${part("day")}T${part("hour")}:${part("minute")}`;
}

/** The instant at which a clock in the zone shows that; in an hour that does not exist, the one after it. */
export function instantOf(zone: string, local: string): Date {
	const wanted = Date.parse(`${local}Z`);
	let at = wanted;
	for (let turn = 0; turn < 3; turn++) {
		const shown = Date.parse(`${localIn(zone, new Date(at))}Z`);
		if (shown === wanted) break;
		at += wanted - shown;
	}
	return new Date(at);
}

export function addDays(day: Day, count: number): Day {
	const at = new Date(`${day}T00:00:00Z`);
	at.setUTCDate(at.getUTCDate() + count);
	return at.toISOString().slice(0, 10);
}

export function addMonths(day: Day, count: number): Day {
	const at = new Date(`${day.slice(0, 7)}-01T00:00:00Z`);
	at.setUTCMonth(at.getUTCMonth() + count);
	return at.toISOString().slice(0, 10);
}

export const monthStart = (day: Day): Day => `${day.slice(0, 7)}-01`;

/** Days from a to b, b excluded. */
export function daysBetween(a: Day, b: Day): number {
	return Math.round((Date.parse(`${b}T00:00:00Z`) - Date.parse(`${a}T00:00:00Z`)) / 86_400_000);
}

/** Monday = 0. */
export function weekday(day: Day): number {
	return (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
}

export function formatDay(
	day: Day,
	lang: Lang,
	style: "short" | "long" | "month" | "monthShort" = "short",
): string {
	const options: Record<typeof style, Intl.DateTimeFormatOptions> = {
		short: { day: "numeric", month: "short" },
		long: { day: "numeric", month: "long", year: "numeric" },
		month: { month: "long", year: "numeric" },
		monthShort: { month: "short", year: "numeric" },
	};
	return bare(
		new Intl.DateTimeFormat(lang, { ...options[style], timeZone: "UTC" }).format(
			new Date(`${day}T00:00:00Z`),
		),
	);
}

/** `1 – 23 нояб. 2026 г.`; both ends included. */
export function formatDayRange(from: Day, to: Day, lang: Lang): string {
	const format = new Intl.DateTimeFormat(lang, {
		day: "numeric",
		month: "short",
		year: "numeric",
		timeZone: "UTC",
	});
	return bare(format.formatRange(new Date(`${from}T00:00:00Z`), new Date(`${to}T00:00:00Z`)));
}

export function formatInstant(
	at: string,
	zone: string,
	lang: Lang,
	style: "dateTime" | "date" | "time" | "full",
): string {
	const options: Record<typeof style, Intl.DateTimeFormatOptions> = {
		dateTime: {
			day: "numeric",
			month: "short",
			year: "numeric",
			hour: "2-digit",
			minute: "2-digit",
			hourCycle: "h23",
		},
		date: { day: "numeric", month: "short", year: "numeric" },
		time: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
		full: { dateStyle: "long", timeStyle: "long" },
	};
	return bare(new Intl.DateTimeFormat(lang, { ...options[style], timeZone: zone }).format(new Date(at)));
}

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
	["year", 31_536_000],
	["month", 5_184_000],
	["day", 86_400],
	["hour", 3600],
	["minute", 60],
];

/** `3 дня назад`, `через 2 часа`; below a minute: `сейчас`. */
export function formatRelative(at: string, now: Date, lang: Lang): string {
	const seconds = (Date.parse(at) - now.getTime()) / 1000;
	const format = new Intl.RelativeTimeFormat(lang, { numeric: "auto" });
	for (const [unit, size] of STEPS) {
		if (Math.abs(seconds) < size) continue;
		// Months are told from two on: "in 34 days" says more than "next month".
		return format.format(Math.trunc(seconds / (unit === "month" ? 2_592_000 : size)), unit);
	}
	return format.format(0, "second");
}
