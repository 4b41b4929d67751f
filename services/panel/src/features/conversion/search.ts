import * as z from "zod/mini";
import type { ConversionQuery, ConversionRowsQuery } from "@/api/client";
import { upToNow, wholeDays } from "@/lib/period";
import type { Day } from "@/lib/time";
import { param } from "@/lib/url-state";

export const KINDS = ["trial", "registration"] as const;
export type Kind = (typeof KINDS)[number];
export const WINDOWS = ["3", "7", "14", "30"] as const;
export type Window = (typeof WINDOWS)[number];
export const CONVERSION_STEPS = ["day", "week", "month"] as const;
export type ConversionStep = (typeof CONVERSION_STEPS)[number];
export const ROWS_SIZE = 25;
/** What the charts of the sales page look back at: enough cohorts to see a trend. */
export const TREND = "90d";

/** A part of the search of the pages that show the chart. */
export const conversionParams = {
	conv: param.oneOf(["registration"] as const),
	within: param.oneOf(["3", "14", "30"] as const),
	every: param.oneOf(["day", "month"] as const),
	cohort: param.period(),
	more: param.text(2000),
};
const schema = z.object(conversionParams);
export type ConversionSearch = z.infer<typeof schema>;
export const readConversionSearch = (raw: Record<string, unknown>): ConversionSearch => schema.parse(raw);

export const kindOf = (search: ConversionSearch): Kind => search.conv ?? "trial";
export const windowOf = (search: ConversionSearch): Window => search.within ?? "7";
export const everyOf = (search: ConversionSearch): ConversionStep => search.every ?? "week";

export function conversionQueryOf(search: ConversionSearch, today: Day): ConversionQuery {
	return {
		...upToNow(TREND, today),
		bucket: everyOf(search),
		kind: kindOf(search),
		days: Number(windowOf(search)),
	};
}

/** The people of the open cohort. */
export function cohortQueryOf(search: ConversionSearch, today: Day): ConversionRowsQuery | undefined {
	if (search.cohort === undefined) return undefined;
	return {
		...wholeDays(search.cohort, today),
		kind: kindOf(search),
		days: Number(windowOf(search)),
		page_size: ROWS_SIZE,
		page_token: search.more,
	};
}
