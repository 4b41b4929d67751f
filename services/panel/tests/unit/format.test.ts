import { describe, expect, test } from "vitest";
import {
	changeOf,
	formatCount,
	formatDuration,
	formatMoney,
	formatMoneyCompact,
	formatMoneyHeadline,
	formatPercent,
	formatTotal,
	parseKopeks,
	readRubles,
	shareOf,
	writeRubles,
} from "@/lib/format";

/** Special spaces as plain ones, joiners left out: the test reads as the screen does. */
const plain = (text: string) =>
	text
		.replace(/[\u00a0\u202f]/g, " ")
		.replace(/\u2212/g, "-")
		.replace(/\u2060/g, "");

describe("money", () => {
	test.each([
		[128_430_000n, "1 284 300 ₽", "₽1,284,300"],
		[0n, "0 ₽", "₽0"],
		[5n, "0,05 ₽", "₽0.05"],
		[39_950n, "399,50 ₽", "₽399.50"],
		[-39_900n, "-399 ₽", "-₽399"],
		[100n, "1 ₽", "₽1"],
	])("%s kopeks", (kopeks, ru, en) => {
		expect(plain(formatMoney(kopeks, "ru"))).toBe(ru);
		expect(plain(formatMoney(kopeks, "en"))).toBe(en);
	});

	test("keeps every kopek of the largest int64", () => {
		expect(plain(formatMoney(9_223_372_036_854_775_807n, "ru"))).toBe("92 233 720 368 547 758,07 ₽");
	});

	test("uses no-break spaces only", () => {
		expect(formatMoney(128_430_000n, "ru")).not.toMatch(/ /);
	});

	test("shows kopeks always or never on demand", () => {
		expect(plain(formatMoney(100n, "ru", { kopeks: "always" }))).toBe("1,00 ₽");
		expect(plain(formatMoney(150n, "ru", { kopeks: "never" }))).toBe("2 ₽");
		expect(plain(formatMoney(149n, "ru", { kopeks: "never" }))).toBe("1 ₽");
	});

	test("signs a gain in deltas", () => {
		expect(plain(formatMoney(100n, "ru", { sign: "always" }))).toBe("+1 ₽");
		expect(plain(formatMoney(0n, "ru", { sign: "always" }))).toBe("0 ₽");
	});

	test("compacts big amounts", () => {
		expect(plain(formatMoneyCompact(241_000_000n, "ru"))).toBe("2,41 млн ₽");
		expect(plain(formatMoneyCompact(241_000_000n, "en"))).toBe("₽2.41M");
		expect(plain(formatMoneyHeadline(128_430_000n, "ru"))).toBe("1 284 300 ₽");
		expect(plain(formatMoneyHeadline(1_284_300_000n, "ru"))).toBe("12,8 млн ₽");
	});

	test("reads only whole numbers of kopeks", () => {
		expect(parseKopeks("-12")).toBe(-12n);
		expect(parseKopeks("1.5")).toBeUndefined();
		expect(parseKopeks("")).toBeUndefined();
		expect(parseKopeks(undefined)).toBeUndefined();
	});
});

test("typed amounts become kopeks and back", () => {
	expect(readRubles("399,5")).toBe("39950");
	expect(readRubles("1 284 300.05 ₽")).toBe("128430005");
	expect(readRubles("0")).toBe("0");
	expect(readRubles("-5")).toBeUndefined();
	expect(readRubles("1,234,5")).toBeUndefined();
	expect(readRubles("")).toBeUndefined();
	for (const kopeks of ["0", "5", "39950", "128430005"]) {
		expect(readRubles(writeRubles(kopeks, "ru"))).toBe(kopeks);
		expect(readRubles(writeRubles(kopeks, "en"))).toBe(kopeks);
	}
});

test("counts, totals and percents", () => {
	expect(plain(formatCount(12_408, "ru"))).toBe("12 408");
	expect(formatCount(12_408, "en")).toBe("12,408");
	expect(plain(formatTotal(10_000, true, "ru"))).toBe("10 000+");
	expect(plain(formatPercent(0.064, "ru", "always"))).toBe("+6,4 %");
	expect(plain(formatPercent(-0.5, "en", "always"))).toBe("-50%");
	expect(plain(formatPercent(0, "ru", "always"))).toBe("0 %");
});

test("a change needs both values, and a zero base has no percent", () => {
	expect(changeOf(150n, 100n)).toEqual({ abs: 50n, ratio: 0.5, direction: "up" });
	expect(changeOf(100n, 100n)?.direction).toBe("same");
	expect(changeOf(100n, 0n)).toEqual({ abs: 100n, ratio: undefined, direction: "up" });
	expect(changeOf(50n, -100n)?.ratio).toBe(1.5);
	expect(changeOf(undefined, 5n)).toBeUndefined();
	expect(changeOf(5n, undefined)).toBeUndefined();
});

test("shares stay between nothing and all", () => {
	expect(shareOf(1n, 4n)).toBe(0.25);
	expect(shareOf(5n, 0n)).toBe(0);
	expect(shareOf(-5n, 10n)).toBe(0);
});

test("durations in two units at most", () => {
	expect(plain(formatDuration(42, "ru"))).toBe("42 с");
	expect(plain(formatDuration(252, "en"))).toBe("4 min");
	expect(plain(formatDuration(15_120, "ru"))).toBe("4 ч 12 мин");
});
