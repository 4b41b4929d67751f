import * as z from "zod/mini";
import type { CampaignQuery } from "@/api/client";
import { wholeDays } from "@/lib/period";
import type { Day } from "@/lib/time";
import { param } from "@/lib/url-state";

export const CAMPAIGN_SORTS = [
	"created_desc",
	"created_asc",
	"registrations_desc",
	"payers_desc",
	"net_cash_desc",
	"spend_desc",
	"roi_desc",
] as const;
export const BONUS_TYPES = ["balance", "subscription", "tariff", "none"] as const;
export const PAGE_SIZE = 50;

const schema = z.object({
	q: param.text(100),
	active: param.yesNo(),
	bonus: param.list(BONUS_TYPES),
	period: param.period(),
	sort: param.oneOf(CAMPAIGN_SORTS),
	after: param.text(2000),
	p: param.page(),
	campaign: param.id(),
});

export type CampaignsSearch = z.infer<typeof schema>;

export const readCampaignsSearch = (raw: Record<string, unknown>): CampaignsSearch => schema.parse(raw);

/** The days of registration that are asked for; none = all time. */
export const daysOf = (search: CampaignsSearch, today: Day) =>
	search.period ? wholeDays(search.period, today) : undefined;

/** The question of a search: what is in the URL and nothing else. */
export function campaignQueryOf(search: CampaignsSearch, today: Day): CampaignQuery {
	const days = daysOf(search, today);
	return {
		page_size: PAGE_SIZE,
		page_token: search.after,
		text: search.q,
		active: search.active === undefined ? undefined : search.active === "yes",
		bonus_type: search.bonus,
		from: days?.from,
		to: days?.to,
		sort: search.sort,
	};
}
