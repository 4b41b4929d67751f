import * as z from "zod/mini";
import type { ReferrersQuery } from "@/api/client";
import { upToNow } from "@/lib/period";
import type { Day } from "@/lib/time";
import { param } from "@/lib/url-state";

export const REFERRER_SORTS = ["invited", "paid", "money", "earned"] as const;
export const DEFAULT_PERIOD = "30d";
export const PAGE_SIZE = 50;

const schema = z.object({
	q: param.text(100),
	period: param.period(),
	sort: param.oneOf(REFERRER_SORTS),
	after: param.text(2000),
	p: param.page(),
});

export type ReferralsSearch = z.infer<typeof schema>;

export const readReferralsSearch = (raw: Record<string, unknown>): ReferralsSearch => schema.parse(raw);

/** The question of a search: what is in the URL and nothing else. */
export function referrersQueryOf(search: ReferralsSearch, today: Day): ReferrersQuery {
	return {
		...upToNow(search.period ?? DEFAULT_PERIOD, today),
		page_size: PAGE_SIZE,
		page_token: search.after,
		text: search.q,
		sort: search.sort,
	};
}
