import * as z from "zod/mini";
import type { ReferralGraphQuery } from "@/api/client";
import { upToNow } from "@/lib/period";
import type { Day } from "@/lib/time";
import { param } from "@/lib/url-state";

/** By what a dot is large: how many a branch holds, or what it brought. */
export const SIZES = ["branch", "net"] as const;
export type SizeBy = (typeof SIZES)[number];

const schema = z.object({
	period: param.period(),
	size: param.oneOf(SIZES),
	/** Only this customer and their branch. */
	root: param.id(),
	/** Whose branch stands out. */
	focus: param.id(),
});

export type GraphSearch = z.infer<typeof schema>;

export const readGraphSearch = (raw: Record<string, unknown>): GraphSearch => schema.parse(raw);

/** The question of a search: what is in the URL and nothing else. */
export function graphQueryOf(search: GraphSearch, today: Day): ReferralGraphQuery {
	return { root: search.root, ...(search.period ? upToNow(search.period, today) : {}) };
}
