import * as z from "zod/mini";
import type { BalancesQuery, ReconciliationQuery, ReconciliationRowsQuery } from "@/api/client";
import { CAUSES, NEIGHBOURS, type Neighbour } from "@/features/reconciliation/words";
import { ALL, daysOf, wholeDays } from "@/lib/period";
import { addDays, type Day, daysBetween } from "@/lib/time";
import { param } from "@/lib/url-state";

export const PAGE_SIZE = 50;
/** As many days as the server compares at once. */
export const MOST_DAYS = 31;
export const DEFAULT_PERIOD = "yesterday";

const schema = z.object({
	tab: param.oneOf(["balances"] as const),
	period: param.period(),
	with: param.oneOf(NEIGHBOURS),
	cause: param.list(CAUSES),
	tx: param.id(),
	direction: param.oneOf(["more", "less"] as const),
	wiped: param.yesNo(),
	customer: param.id(),
	after: param.text(2000),
	p: param.page(),
});

export type ReconciliationSearch = z.infer<typeof schema>;

export const readReconciliationSearch = (raw: Record<string, unknown>): ReconciliationSearch =>
	schema.parse(raw);

export const neighbourOf = (search: ReconciliationSearch): Neighbour => search.with ?? "sales_page";

/** Whether the asked period is longer than what is compared: then its last days are. */
export function tooLong(search: ReconciliationSearch, today: Day): boolean {
	const { from, to } = daysOf(search.period ?? DEFAULT_PERIOD, today);
	return daysBetween(from, to) >= MOST_DAYS;
}

/** The question of the numbers: at most the last 31 days of the period. */
export function reconciliationQueryOf(search: ReconciliationSearch, today: Day): ReconciliationQuery {
	const { from, to } = wholeDays(search.period ?? DEFAULT_PERIOD, today);
	return { from: tooLong(search, today) ? addDays(to, -MOST_DAYS) : from, to };
}

export function reconciliationRowsQueryOf(search: ReconciliationSearch, today: Day): ReconciliationRowsQuery {
	return {
		page_size: PAGE_SIZE,
		page_token: search.after,
		...reconciliationQueryOf(search, today),
		neighbour: neighbourOf(search),
		cause: search.cause,
	};
}

export function balancesQueryOf(search: ReconciliationSearch, today: Day): BalancesQuery {
	const { period = ALL } = search;
	const days = period === ALL ? undefined : wholeDays(period, today);
	return {
		page_size: PAGE_SIZE,
		page_token: search.after,
		customer_id: search.customer,
		direction: search.direction,
		wiped: search.wiped === undefined ? undefined : search.wiped === "yes",
		from: days?.from,
		to: days?.to,
	};
}
