import * as z from "zod/mini";
import type { PromoBatchQuery, PromoCommandQuery, PromoQuery } from "@/api/client";
import { COMMAND_STATES } from "@/features/promos/command-words";
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
	batch: param.id(),
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
		batch_id: search.batch,
	};
}

const batches = z.object({ after: param.text(2000), p: param.page(), batch: param.id() });
export type BatchesSearch = z.infer<typeof batches>;
export const readBatchesSearch = (raw: Record<string, unknown>): BatchesSearch => batches.parse(raw);
export const batchQueryOf = (search: BatchesSearch): PromoBatchQuery => ({
	page_size: PAGE_SIZE,
	page_token: search.after,
});

const requests = z.object({
	state: param.list(COMMAND_STATES),
	after: param.text(2000),
	p: param.page(),
});
export type RequestsSearch = z.infer<typeof requests>;
export const readRequestsSearch = (raw: Record<string, unknown>): RequestsSearch => requests.parse(raw);
export const commandQueryOf = (search: RequestsSearch): PromoCommandQuery => ({
	page_size: PAGE_SIZE,
	page_token: search.after,
	state: search.state,
});
