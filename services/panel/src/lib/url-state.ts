// Filters live in the URL, readable: ?state=paid,trial&period=7d. Values that make no sense are dropped, never an error page.
import * as z from "zod/mini";
import { isPeriod } from "@/lib/period";
import { isDay } from "@/lib/time";

export type RawSearch = Record<string, unknown>;

export function parseSearch(text: string): RawSearch {
	return Object.fromEntries(new URLSearchParams(text));
}

export function stringifySearch(search: RawSearch): string {
	const out = new URLSearchParams();
	for (const [key, value] of Object.entries(search)) {
		if (value === undefined || value === null || value === "" || value === false) continue;
		if (Array.isArray(value)) {
			if (value.length > 0) out.set(key, value.join(","));
		} else {
			out.set(key, String(value));
		}
	}
	const text = out.toString().replaceAll("%2C", ",");
	return text === "" ? "" : `?${text}`;
}

/** Some of a fixed list of words. */
export function listOf<T extends string>(value: unknown, allowed: readonly T[]): T[] | undefined {
	const found = words(value).filter((word): word is T => (allowed as readonly string[]).includes(word));
	return found.length > 0 ? found : undefined;
}

/** Free words, for example payment methods or ids. */
export function wordsOf(value: unknown, pattern: RegExp): string[] | undefined {
	const found = words(value).filter((word) => pattern.test(word));
	return found.length > 0 ? found : undefined;
}

function words(value: unknown): string[] {
	const list = Array.isArray(value) ? value.map(String) : typeof value === "string" ? value.split(",") : [];
	return [...new Set(list.map((word) => word.trim()).filter((word) => word !== ""))];
}

export const ID = /^[1-9]\d{0,18}$/;
export const WORD = /^[\w.:-]{1,64}$/;
const AMOUNT = /^\d{1,15}$/;

/** Schema of one search parameter: what it cannot read becomes absent. */
const lenient = <T>(read: (value: unknown) => T | undefined) => z.optional(z.transform(read));

const matching = (pattern: RegExp) => (value: unknown) => {
	const text = String(value ?? "");
	return pattern.test(text) ? text : undefined;
};

export const param = {
	list: <T extends string>(allowed: readonly T[]) => lenient((value) => listOf(value, allowed)),
	words: (pattern: RegExp) => lenient((value) => wordsOf(value, pattern)),
	oneOf: <T extends string>(allowed: readonly T[]) =>
		lenient((value) => ((allowed as readonly unknown[]).includes(value) ? (value as T) : undefined)),
	flag: () => lenient((value) => (value === true || value === "true" ? true : undefined)),
	yesNo: () => lenient((value) => (value === "yes" || value === "no" ? (value as "yes" | "no") : undefined)),
	id: () => lenient(matching(ID)),
	kopeks: () => lenient(matching(AMOUNT)),
	text: (max: number) => lenient((value) => String(value ?? "").slice(0, max) || undefined),
	period: () => lenient((value) => (typeof value === "string" && isPeriod(value) ? value : undefined)),
	day: () => lenient((value) => (typeof value === "string" && isDay(value) ? value : undefined)),
	page: () => lenient((value) => (/^[1-9]\d{0,5}$/.test(String(value)) ? Number(value) : undefined)),
};
