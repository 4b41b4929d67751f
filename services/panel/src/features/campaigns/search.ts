import * as z from "zod/mini";
import type { CampaignQuery, SpendQuery } from "@/api/client";
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
/** Which of those who came. */
export const PEOPLE = ["all", "trial", "paid", "unpaid"] as const;
export type People = (typeof PEOPLE)[number];

const schema = z.object({
	q: param.text(100),
	active: param.yesNo(),
	bonus: param.list(BONUS_TYPES),
	partner: param.id(),
	period: param.period(),
	sort: param.oneOf(CAMPAIGN_SORTS),
	after: param.text(2000),
	p: param.page(),
	campaign: param.id(),
	people: param.oneOf(PEOPLE),
});

export type CampaignsSearch = z.infer<typeof schema>;

export const readCampaignsSearch = (raw: Record<string, unknown>): CampaignsSearch => schema.parse(raw);

/** The days that are asked for; none = all time. */
export const daysOf = (search: { period?: string | undefined }, today: Day) =>
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
		partner_id: search.partner,
		from: days?.from,
		to: days?.to,
		sort: search.sort,
	};
}

const one = z.object({ period: param.period(), people: param.oneOf(PEOPLE) });

export type CampaignSearch = z.infer<typeof one>;

export const readCampaignSearch = (raw: Record<string, unknown>): CampaignSearch => one.parse(raw);

const spend = z.object({
	q: param.text(100),
	of: param.oneOf(["channels"] as const),
	period: param.period(),
	deleted: param.yesNo(),
	campaign: param.id(),
	file: param.id(),
	after: param.text(2000),
	p: param.page(),
	load: param.flag(),
});

export type SpendSearch = z.infer<typeof spend>;

export const readSpendSearch = (raw: Record<string, unknown>): SpendSearch => spend.parse(raw);

export function spendQueryOf(search: SpendSearch, today: Day): SpendQuery {
	const days = daysOf(search, today);
	return {
		page_size: PAGE_SIZE,
		page_token: search.after,
		text: search.q,
		channels: search.of === "channels" ? true : undefined,
		campaign_id: search.campaign,
		import_id: search.file,
		deleted: search.deleted === "yes" ? true : undefined,
		from: days?.from,
		to: days?.to,
	};
}
