import * as z from "zod/mini";
import type { SubscriptionQuery } from "@/api/client";
import { conversionParams } from "@/features/conversion/search";
import { STATES, STATUSES } from "@/features/subscriptions/words";
import { wholeDays } from "@/lib/period";
import type { Day } from "@/lib/time";
import { ID, param } from "@/lib/url-state";

export const SORTS = ["created_desc", "created_asc", "ends_asc", "ends_desc"] as const;
export const PAGE_SIZE = 50;

const schema = z.object({
	q: param.text(200),
	state: param.list(STATES),
	status: param.list(STATUSES),
	trial: param.yesNo(),
	tariff: param.words(ID),
	customer: param.id(),
	created: param.period(),
	ends: param.period(),
	sort: param.oneOf(SORTS),
	after: param.text(2000),
	p: param.page(),
	subscription: param.id(),
	...conversionParams,
});

export type SalesSearch = z.infer<typeof schema>;

export const readSalesSearch = (raw: Record<string, unknown>): SalesSearch => schema.parse(raw);

/** The question of a search: what is in the URL and nothing else. */
export function subscriptionQueryOf(search: SalesSearch, today: Day): SubscriptionQuery {
	const created = search.created ? wholeDays(search.created, today) : undefined;
	const ends = search.ends ? wholeDays(search.ends, today) : undefined;
	return {
		page_size: PAGE_SIZE,
		page_token: search.after,
		text: search.q,
		state: search.state,
		status: search.status,
		trial: search.trial === undefined ? undefined : search.trial === "yes",
		tariff_id: search.tariff,
		customer_id: search.customer,
		created_from: created?.from,
		created_to: created?.to,
		ends_from: ends?.from,
		ends_to: ends?.to,
		sort: search.sort,
	};
}
