import * as z from "zod/mini";
import type { Mrr, MrrQuery, Revenue, RevenueQuery } from "@/api/client";
import { type Bucket, bucketFor, daysOf, upToNow } from "@/lib/period";
import { addDays, addMonths, type Day, daysBetween } from "@/lib/time";
import { ID, param, WORD } from "@/lib/url-state";

export const DEFAULT_PERIOD = "30d";
export const STEPS = ["hour", "day", "week", "month"] as const;
export type Step = Bucket | "hour";
export const GROUPS = [
	"gateway",
	"tariff",
	"term",
	"referrer",
	"promo_group",
	"campaign",
	"new_returning",
] as const;
/** What a past moment still knows. */
export const KNOWN_THEN: readonly string[] = ["gateway", "tariff", "term"];
export type Group = (typeof GROUPS)[number];
/** More hours than these make no chart, and the server draws none. */
const HOURLY_DAYS = 7;

const schema = z.object({
	period: param.period(),
	step: param.oneOf(STEPS),
	by: param.oneOf(GROUPS),
	also: param.oneOf(GROUPS),
	known: param.day(),
	side: param.oneOf(["spent"] as const),
	compare: param.flag(),
	method: param.words(WORD),
	tariff: param.words(ID),
	term: param.words(ID),
	referrer: param.id(),
	group: param.words(ID),
	campaign: param.words(ID),
	customers: param.oneOf(["new", "returning"] as const),
});

export type RevenueSearch = z.infer<typeof schema>;

export const readRevenueSearch = (raw: Record<string, unknown>): RevenueSearch => schema.parse(raw);

export const periodOf = (search: RevenueSearch): string => search.period ?? DEFAULT_PERIOD;
export const groupOf = (search: RevenueSearch): Group => search.by ?? "gateway";

/** Steps that make sense for the period. */
export function stepsOf(search: RevenueSearch, today: Day): Step[] {
	const { from, to } = daysOf(periodOf(search), today);
	return STEPS.filter((step) => step !== "hour" || daysBetween(from, to) < HOURLY_DAYS);
}

export function stepOf(search: RevenueSearch, today: Day): Step {
	const { from, to } = daysOf(periodOf(search), today);
	if (search.step && stepsOf(search, today).includes(search.step)) return search.step;
	const days = daysBetween(from, to) + 1;
	return days === 1 ? "hour" : bucketFor(days);
}

/** What groups are split by further; the same twice says nothing. */
export const thenOf = (search: RevenueSearch): Group | undefined =>
	search.also === groupOf(search) ? undefined : search.also;

/** The question of the whole page: what is in the URL and nothing else. */
export function revenueQueryOf(search: RevenueSearch, today: Day): RevenueQuery {
	return {
		...upToNow(periodOf(search), today),
		bucket: stepOf(search, today),
		group_by: groupOf(search),
		gateway: search.method,
		tariff_id: search.tariff,
		term: search.term,
		referrer_id: search.referrer === undefined ? undefined : [search.referrer],
		promo_group_id: search.group,
		campaign_id: search.campaign,
		customers: search.customers,
		then_by: thenOf(search),
		as_known_at: search.known,
	};
}

/** What the shown answer is grouped and stepped by; the search may be ahead of it. */
export const shownGroup = (revenue: Revenue | undefined, search: RevenueSearch): Group =>
	GROUPS.find((group) => group === revenue?.asked.group_by) ?? groupOf(search);
export const shownStep = (answer: Revenue | Mrr | undefined, search: RevenueSearch, today: Day): Step =>
	STEPS.find((step) => step === answer?.asked.bucket) ?? stepOf(search, today);

/** The question of what recurs: it knows whole days and no groups. */
export function mrrQueryOf(search: RevenueSearch, today: Day): MrrQuery {
	const step = stepOf(search, today);
	return { ...upToNow(periodOf(search), today), bucket: step === "hour" ? "day" : step };
}

/** The days of a step, never beyond the asked period. */
export function daysOfStep(first: Day, step: Step, search: RevenueSearch, today: Day): string {
	const { from, to } = daysOf(periodOf(search), today);
	const last =
		step === "week" ? addDays(first, 6) : step === "month" ? addDays(addMonths(first, 1), -1) : first;
	const [start, end] = [[first, from].sort()[1], [last, to].sort()[0]];
	return `${start}..${end}`;
}
