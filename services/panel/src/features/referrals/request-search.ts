import { param } from "@/lib/url-state";

// What lists of requests have alike: of payouts, and of those who want to be partners.

export const PAGE_SIZE = 50;
const SORTS = ["created_desc", "created_asc"] as const;

/** The search of a list of requests. */
export const requestFields = <T extends string>(statuses: readonly T[]) => ({
	q: param.text(100),
	status: param.list(statuses),
	sort: param.oneOf(SORTS),
	after: param.text(2000),
	p: param.page(),
});

type Search<T> = { q?: string; status?: T[]; sort?: (typeof SORTS)[number]; after?: string };

/** The question of a search: what is in the URL and nothing else. */
export const requestQueryOf = <T extends string>(search: Search<T>) => ({
	page_size: PAGE_SIZE,
	page_token: search.after,
	status: search.status,
	text: search.q,
	sort: search.sort,
});
