import * as z from "zod/mini";
import type { CorrectionsQuery } from "@/api/client";
import { ALL, wholeDays } from "@/lib/period";
import type { Day } from "@/lib/time";
import { param } from "@/lib/url-state";

export const PAGE_SIZE = 50;
export const FIELDS = [
	"amount",
	"booked_at",
	"customer",
	"method",
	"kind",
	"gone",
	"cash",
	"consumption",
	"wallet",
	"bought",
	"conversion",
	"tariff",
	"subscription",
	"period_days",
] as const;
export type CorrectedField = (typeof FIELDS)[number];
export const REASONS = [
	"source",
	"gone",
	"event",
	"state",
	"text",
	"kind",
	"order",
	"only",
	"later",
	"none",
] as const;
export type Reason = (typeof REASONS)[number];

const schema = z.object({
	learned: param.period(),
	booked: param.period(),
	field: param.list(FIELDS),
	why: param.list(REASONS),
	after: param.text(2000),
	p: param.page(),
});

export type CorrectionsSearch = z.infer<typeof schema>;

export const readCorrectionsSearch = (raw: Record<string, unknown>): CorrectionsSearch => schema.parse(raw);

const span = (period: string | undefined, today: Day) =>
	period === undefined || period === ALL ? undefined : wholeDays(period, today);

/** The question of a search: what is in the URL and nothing else. */
export function correctionsQueryOf(search: CorrectionsSearch, today: Day): CorrectionsQuery {
	const learned = span(search.learned, today);
	const booked = span(search.booked, today);
	return {
		page_size: PAGE_SIZE,
		page_token: search.after,
		from: learned?.from,
		to: learned?.to,
		booked_from: booked?.from,
		booked_to: booked?.to,
		field: search.field,
		why: search.why,
	};
}
