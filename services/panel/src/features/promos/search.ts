import * as z from "zod/mini";
import type { PromoQuery } from "@/api/client";
import { PROMO_STATES, PROMO_TYPES } from "@/features/promos/words";
import { wholeDays } from "@/lib/period";
import type { Day } from "@/lib/time";
import { param } from "@/lib/url-state";

export const PROMO_SORTS = ["created_desc", "created_asc", "uses_desc"] as const;
export const PAGE_SIZE = 50;

const schema = z.object({
	q: param.text(50),
	state: param.list(PROMO_STATES),
	type: param.list(PROMO_TYPES),
	created: param.period(),
	sort: param.oneOf(PROMO_SORTS),
	after: param.text(2000),
	p: param.page(),
	promo: param.id(),
});

export type PromosSearch = z.infer<typeof schema>;

export const readPromosSearch = (raw: Record<string, unknown>): PromosSearch => schema.parse(raw);

/** The question of a search: what is in the URL and nothing else. */
export function promoQueryOf(search: PromosSearch, today: Day): PromoQuery {
	const created = search.created ? wholeDays(search.created, today) : undefined;
	return {
		page_size: PAGE_SIZE,
		page_token: search.after,
		text: search.q,
		state: search.state,
		type: search.type,
		created_from: created?.from,
		created_to: created?.to,
		sort: search.sort,
	};
}
