import * as z from "zod/mini";
import type { StatsQuery, TransactionQuery } from "@/api/client";
import { KINDS } from "@/features/transactions/words";
import { ALL, type Bucket, bucketFor, daysOf, upToNow, wholeDays } from "@/lib/period";
import { type Day, daysBetween } from "@/lib/time";
import { param, WORD } from "@/lib/url-state";

export const PAGE_SIZE = 50;
export const DEFAULT_PERIOD = "30d";

const schema = z.object({
	period: param.period(),
	kind: param.list(KINDS),
	direction: param.oneOf(["in", "out"] as const),
	method: param.words(WORD),
	gateway: param.flag(),
	completed: param.yesNo(),
	customer: param.id(),
	min: param.kopeks(),
	max: param.kopeks(),
	bucket: param.oneOf(["day", "week", "month"] as const),
	compare: param.flag(),
	split: param.flag(),
	tx: param.id(),
	after: param.text(2000),
	p: param.page(),
});

export type TransactionsSearch = z.infer<typeof schema>;

export const readTransactionsSearch = (raw: Record<string, unknown>): TransactionsSearch => schema.parse(raw);

export const periodOf = (search: TransactionsSearch): string => search.period ?? DEFAULT_PERIOD;

/** The question of the list: what is in the URL and nothing else. */
export function transactionQueryOf(search: TransactionsSearch, today: Day): TransactionQuery {
	const period = periodOf(search);
	const days = period === ALL ? undefined : wholeDays(period, today);
	return {
		page_size: PAGE_SIZE,
		page_token: search.after,
		kind: search.kind,
		direction: search.direction,
		payment_method: search.method,
		gateway_only: search.gateway,
		completed: search.completed === undefined ? undefined : search.completed === "yes",
		customer_id: search.customer,
		from: days?.from,
		to: days?.to,
		amount_min_kopeks: search.min,
		amount_max_kopeks: search.max,
	};
}

export function bucketOf(search: TransactionsSearch, today: Day): Bucket {
	if (search.bucket) return search.bucket;
	const { from, to } = daysOf(periodOf(search), today);
	return bucketFor(daysBetween(from, to) + 1);
}

/** Methods that are gateways: statistics know no others. */
const gateways = (search: TransactionsSearch) =>
	search.method?.filter((method) => !["none", "manual", "balance"].includes(method));

/** The question of the numbers and charts: cash of the period. Absent for all time. */
export function statsQueryOf(search: TransactionsSearch, today: Day): StatsQuery | undefined {
	if (periodOf(search) === ALL) return undefined;
	const chosen = gateways(search);
	return {
		...upToNow(periodOf(search), today),
		bucket: bucketOf(search, today),
		gateway: chosen && chosen.length > 0 ? chosen : undefined,
	};
}

/** Filters of the list that the cash numbers above it do not follow. */
export function listOnly(search: TransactionsSearch): boolean {
	const { kind, direction, completed, customer, min, max, method } = search;
	const odd = method?.length !== gateways(search)?.length;
	return [kind, direction, completed, customer, min, max].some((value) => value !== undefined) || odd;
}
