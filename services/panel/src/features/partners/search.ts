import * as z from "zod/mini";
import type { PartnersQuery } from "@/api/client";
import { PARTNER_STATUSES } from "@/features/partners/words";
import { param } from "@/lib/url-state";

export const PARTNER_SORTS = ["created_desc", "created_asc"] as const;
export const PAGE_SIZE = 50;

const schema = z.object({
	q: param.text(100),
	status: param.list(PARTNER_STATUSES),
	sort: param.oneOf(PARTNER_SORTS),
	after: param.text(2000),
	p: param.page(),
	application: param.id(),
});

export type PartnersSearch = z.infer<typeof schema>;

export const readPartnersSearch = (raw: Record<string, unknown>): PartnersSearch => schema.parse(raw);

/** The question of a search: what is in the URL and nothing else. */
export function partnersQueryOf(search: PartnersSearch): PartnersQuery {
	return {
		page_size: PAGE_SIZE,
		page_token: search.after,
		status: search.status,
		text: search.q,
		sort: search.sort,
	};
}
