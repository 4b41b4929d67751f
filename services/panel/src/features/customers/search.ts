import * as z from "zod/mini";
import type { CustomerQuery } from "@/api/client";
import { AUTH_TYPES, CUSTOMER_STATUSES } from "@/features/customers/words";
import { wholeDays } from "@/lib/period";
import type { Day } from "@/lib/time";
import { param } from "@/lib/url-state";

export const CUSTOMER_SORTS = ["created_desc", "created_asc", "balance_desc"] as const;
export const PAGE_SIZE = 50;

const schema = z.object({
	q: param.text(200),
	status: param.list(CUSTOMER_STATUSES),
	auth: param.list(AUTH_TYPES),
	paid: param.yesNo(),
	live: param.yesNo(),
	created: param.period(),
	min: param.kopeks(),
	max: param.kopeks(),
	sort: param.oneOf(CUSTOMER_SORTS),
	after: param.text(2000),
	p: param.page(),
	customer: param.id(),
});

export type CustomersSearch = z.infer<typeof schema>;

export const readCustomersSearch = (raw: Record<string, unknown>): CustomersSearch => schema.parse(raw);

const yes = (word: "yes" | "no" | undefined) => (word === undefined ? undefined : word === "yes");

/** The question of a search: what is in the URL and nothing else. */
export function customerQueryOf(search: CustomersSearch, today: Day): CustomerQuery {
	const created = search.created ? wholeDays(search.created, today) : undefined;
	return {
		page_size: PAGE_SIZE,
		page_token: search.after,
		text: search.q,
		status: search.status,
		auth_type: search.auth,
		paid: yes(search.paid),
		live: yes(search.live),
		created_from: created?.from,
		created_to: created?.to,
		balance_min_kopeks: search.min,
		balance_max_kopeks: search.max,
		sort: search.sort,
	};
}
