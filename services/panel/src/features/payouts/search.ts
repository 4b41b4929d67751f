import * as z from "zod/mini";
import type { WithdrawalsQuery } from "@/api/client";
import { PAYOUT_STATUSES } from "@/features/payouts/words";
import { param } from "@/lib/url-state";

export const PAYOUT_SORTS = ["created_desc", "created_asc"] as const;
export const PAGE_SIZE = 50;

const schema = z.object({
	q: param.text(100),
	status: param.list(PAYOUT_STATUSES),
	sort: param.oneOf(PAYOUT_SORTS),
	after: param.text(2000),
	p: param.page(),
	payout: param.id(),
});

export type PayoutsSearch = z.infer<typeof schema>;

export const readPayoutsSearch = (raw: Record<string, unknown>): PayoutsSearch => schema.parse(raw);

/** The question of a search: what is in the URL and nothing else. */
export function withdrawalsQueryOf(search: PayoutsSearch): WithdrawalsQuery {
	return {
		page_size: PAGE_SIZE,
		page_token: search.after,
		status: search.status,
		text: search.q,
		sort: search.sort,
	};
}
