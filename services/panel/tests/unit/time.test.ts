import { describe, expect, test } from "vitest";
import { bucketFor, daysOf, isPeriod, upToNow, wholeDays } from "@/lib/period";
import {
	addDays,
	addMonths,
	dayIn,
	daysBetween,
	formatDay,
	formatInstant,
	formatRelative,
	instantOf,
	isDay,
	localIn,
	weekday,
} from "@/lib/time";

describe("days of the business zone", () => {
	test("the day turns at midnight there, not here", () => {
		const late = new Date("2026-11-23T21:30:00Z");
		expect(dayIn("Europe/Moscow", late)).toBe("2026-11-24");
		expect(dayIn("America/New_York", late)).toBe("2026-11-23");
	});

	test("arithmetic crosses months, years and clock changes", () => {
		expect(addDays("2026-12-31", 1)).toBe("2027-01-01");
		expect(addDays("2026-03-29", 1)).toBe("2026-03-30");
		expect(addMonths("2026-01-31", -1)).toBe("2025-12-01");
		expect(daysBetween("2026-02-27", "2026-03-01")).toBe(2);
		expect(weekday("2026-11-23")).toBe(0);
	});

	test("a clock of the zone and its instant", () => {
		expect(localIn("Europe/Moscow", new Date("2026-11-23T21:30:00Z"))).toBe("2026-11-24T00:30");
		for (const zone of ["Europe/Moscow", "America/New_York", "Pacific/Chatham", "UTC"])
			for (const local of ["2026-01-01T00:00", "2026-03-28T23:59", "2026-07-15T12:34", "2026-12-31T23:59"])
				expect(localIn(zone, instantOf(zone, local))).toBe(local);
		expect(instantOf("Europe/Moscow", "2026-11-24T00:30").toISOString()).toBe("2026-11-23T21:30:00.000Z");
		expect(Number.isNaN(instantOf("Europe/Berlin", "2026-03-29T02:30").getTime())).toBe(false);
	});

	test("only real days are days", () => {
		expect(isDay("2026-02-28")).toBe(true);
		expect(isDay("2026-02-30")).toBe(false);
		expect(isDay("2026-2-3")).toBe(false);
	});
});

describe("periods", () => {
	const today = "2026-11-23";

	test.each([
		["today", today, today],
		["yesterday", "2026-11-22", "2026-11-22"],
		["7d", "2026-11-17", today],
		["30d", "2026-10-25", today],
		["month", "2026-11-01", today],
		["prev_month", "2026-10-01", "2026-10-31"],
		["year", "2026-01-01", today],
		["next_7d", today, "2026-11-29"],
		["2026-11-01..2026-11-05", "2026-11-01", "2026-11-05"],
	])("%s", (period, from, to) => {
		expect(isPeriod(period)).toBe(true);
		expect(daysOf(period, today)).toEqual({ from, to });
	});

	test.each(["", "7days", "2026-11-05..2026-11-01", "2026-11-01", "2026-11-01..", "2026-13-01..2026-13-02"])(
		"%s is none",
		(period) => expect(isPeriod(period)).toBe(false),
	);

	test("the API is asked for half-open days, and for now when the period reaches today", () => {
		expect(wholeDays("yesterday", today)).toEqual({ from: "2026-11-22", to: today });
		expect(upToNow("month", today)).toEqual({ from: "2026-11-01" });
		expect(upToNow("prev_month", today)).toEqual({ from: "2026-10-01", to: "2026-11-01" });
	});

	test("charts get a readable number of steps", () => {
		expect([1, 31, 62, 90, 365].map(bucketFor)).toEqual(["day", "day", "day", "week", "month"]);
	});
});

describe("words for time", () => {
	const now = new Date("2026-11-23T12:00:00Z");

	test("relative", () => {
		expect(formatRelative("2026-11-20T12:00:00Z", now, "ru")).toBe("3 дня назад");
		expect(formatRelative("2026-11-23T14:00:00Z", now, "ru")).toBe("через 2 часа");
		expect(formatRelative("2026-12-27T12:00:00Z", now, "ru")).toBe("через 34 дня");
		expect(formatRelative("2027-02-25T12:00:00Z", now, "en")).toBe("in 3 months");
		expect(formatRelative("2026-11-23T11:59:40Z", now, "en")).toBe("now");
	});

	test("instants are shown in the business zone", () => {
		expect(formatInstant("2026-11-23T21:30:00Z", "Europe/Moscow", "ru", "dateTime")).toBe(
			"24 нояб. 2026, 00:30",
		);
		expect(formatInstant("2026-11-23T11:05:00Z", "Europe/Moscow", "en", "time")).toBe("14:05");
		expect(formatDay("2026-11-01", "ru")).toBe("1 нояб.");
		expect(formatInstant("2027-08-15T11:05:00Z", "Europe/Moscow", "ru", "date")).toBe("15 авг. 2027");
	});
});
