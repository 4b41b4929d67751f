// Numbers as people read them. Money is kopeks in decimal strings (int64), handled as BigInt: a float would lose kopeks.

export type Lang = "ru" | "en";

const NARROW = "\u202f"; // narrow no-break space between thousands
const NBSP = "\u00a0";
const JOINER = "\u2060";
const MINUS = "\u2212";
const COMPACT_FROM = 10_000_000n * 100n;

export type MoneyOptions = {
	/** auto: only where they are not zero; always: in details. */
	kopeks?: "auto" | "always" | "never";
	/** always: a plus before a gain, for deltas. */
	sign?: "auto" | "always";
};

/** Reads kopeks; undefined when the text is not a whole number. */
export function parseKopeks(value: string | bigint | undefined | null): bigint | undefined {
	if (typeof value === "bigint") return value;
	if (value === undefined || value === null || !/^-?\d+$/.test(value)) return undefined;
	return BigInt(value);
}

function group(digits: string, lang: Lang): string {
	return digits.replace(/\B(?=(\d{3})+(?!\d))/g, lang === "ru" ? NARROW : ",");
}

function signOf(value: bigint, sign: MoneyOptions["sign"]): string {
	if (value < 0n) return MINUS;
	return sign === "always" && value > 0n ? "+" : "";
}

function withCurrency(sign: string, body: string, lang: Lang): string {
	if (lang === "ru") return `${sign}${body}${NBSP}₽`;
	// Between two signs a line may end: the joiner keeps the amount whole.
	return sign ? `${sign}${JOINER}₽${body}` : `₽${body}`;
}

/** `1 284 300 ₽`, EN `₽1,284,300`. */
export function formatMoney(value: bigint, lang: Lang, options: MoneyOptions = {}): string {
	const abs = value < 0n ? -value : value;
	const cents = abs % 100n;
	const kopeks = options.kopeks ?? "auto";
	let rubles = abs / 100n;
	let tail = "";
	if (kopeks === "always" || (kopeks === "auto" && cents !== 0n)) {
		tail = (lang === "ru" ? "," : ".") + cents.toString().padStart(2, "0");
	} else if (kopeks === "never" && cents >= 50n) {
		rubles += 1n;
	}
	return withCurrency(signOf(value, options.sign), group(rubles.toString(), lang) + tail, lang);
}

/** `2,41 млн ₽`, EN `₽2.41M`: three significant digits. */
export function formatMoneyCompact(value: bigint, lang: Lang, options: MoneyOptions = {}): string {
	const abs = value < 0n ? -value : value;
	const body = new Intl.NumberFormat(lang, { notation: "compact", maximumSignificantDigits: 3 }).format(
		abs / 100n,
	);
	return withCurrency(signOf(value, options.sign), body, lang);
}

/** A headline: exact up to ten million roubles, compact above. */
export function formatMoneyHeadline(value: bigint, lang: Lang): string {
	const abs = value < 0n ? -value : value;
	return abs >= COMPACT_FROM
		? formatMoneyCompact(value, lang)
		: formatMoney(value, lang, { kopeks: "never" });
}

export function formatCount(value: number | bigint | string, lang: Lang): string {
	const whole = typeof value === "number" ? BigInt(Math.trunc(value)) : BigInt(value);
	return (whole < 0n ? MINUS : "") + group((whole < 0n ? -whole : whole).toString(), lang);
}

/** `12 408`, or `10 000+` when the server stopped counting. */
export function formatTotal(total: number, capped: boolean, lang: Lang): string {
	return formatCount(total, lang) + (capped ? "+" : "");
}

/** A share or a change: `6 %`, EN `6%`; one digit after the point below ten. */
export function formatPercent(ratio: number, lang: Lang, sign: MoneyOptions["sign"] = "auto"): string {
	const percent = Math.abs(ratio * 100);
	const digits = percent < 10 && percent !== 0 ? 1 : 0;
	const body = new Intl.NumberFormat(lang, { maximumFractionDigits: digits }).format(percent);
	const zero = Number(percent.toFixed(digits)) === 0;
	const mark = zero ? "" : ratio < 0 ? MINUS : sign === "always" ? "+" : "";
	return `${mark}${body}${lang === "ru" ? NBSP : ""}%`;
}

export type Change = {
	/** Current minus previous. */
	abs: bigint;
	/** Change over the previous value; undefined when that was zero. */
	ratio: number | undefined;
	direction: "up" | "down" | "same";
};

/** Compares a value with the previous one; undefined when either is unknown: "no data" is not zero. */
export function changeOf(current: bigint | undefined, previous: bigint | undefined): Change | undefined {
	if (current === undefined || previous === undefined) return undefined;
	const abs = current - previous;
	const base = previous < 0n ? -previous : previous;
	return {
		abs,
		ratio: base === 0n ? undefined : Number((abs * 1_000_000n) / base) / 1_000_000,
		direction: abs > 0n ? "up" : abs < 0n ? "down" : "same",
	};
}

/** Part of a whole as a number from 0 to 1, for bars. */
export function shareOf(part: bigint, whole: bigint): number {
	return whole <= 0n || part <= 0n ? 0 : Number((part * 100_000n) / whole) / 100_000;
}

/** Roubles as a float, for charts only. */
export function rubles(kopeks: string | bigint | undefined): number {
	const value = parseKopeks(kopeks);
	return value === undefined ? 0 : Number(value) / 100;
}

/** `399,5` or `1 284 300.50` typed by a person, as kopeks; undefined when it is no amount. */
export function readRubles(text: string): string | undefined {
	const clean = text.replace(/[\s\u00a0\u202f₽]/g, "").replace(",", ".");
	const match = /^(\d{1,15})(?:\.(\d{1,2}))?$/.exec(clean);
	if (!match) return undefined;
	return (BigInt(match[1] ?? "0") * 100n + BigInt((match[2] ?? "").padEnd(2, "0") || "0")).toString();
}

/** Kopeks as an editable amount: `1284,50`. */
export function writeRubles(kopeks: string | undefined, lang: Lang): string {
	const value = parseKopeks(kopeks);
	if (value === undefined) return "";
	const cents = value % 100n;
	return (
		(value / 100n).toString() +
		(cents === 0n ? "" : (lang === "ru" ? "," : ".") + cents.toString().padStart(2, "0"))
	);
}

/** `4 ч 12 мин` for what is left of a long job. */
export function formatDuration(seconds: number, lang: Lang): string {
	const unit = (value: number, name: "day" | "hour" | "minute" | "second") =>
		new Intl.NumberFormat(lang, { style: "unit", unit: name, unitDisplay: "short" }).format(value);
	const s = Math.max(0, Math.round(seconds));
	if (s < 60) return unit(s, "second");
	if (s < 3600) return unit(Math.round(s / 60), "minute");
	if (s < 86_400)
		return `${unit(Math.floor(s / 3600), "hour")} ${unit(Math.round((s % 3600) / 60), "minute")}`;
	return `${unit(Math.floor(s / 86_400), "day")} ${unit(Math.round((s % 86_400) / 3600), "hour")}`;
}
