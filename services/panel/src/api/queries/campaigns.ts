import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, type CampaignQuery, call, type SpendQuery } from "@/api/client";
import { CASH } from "@/api/queries/entities";

const CAMPAIGN = [
	...CASH,
	"campaign",
	"campaign_registration",
	"campaign_spend",
	"referral_earning",
	"promo_code_use",
] as const;

export const campaignsQuery = (query: CampaignQuery) =>
	queryOptions({
		queryKey: ["campaigns", query],
		queryFn: ({ signal }) => call(api.GET("/api/v2/sales/campaigns", { params: { query }, signal })),
		meta: { entities: CAMPAIGN },
		placeholderData: keepPreviousData,
	});

export const campaignQuery = (
	id: string,
	days: { from?: string | undefined; to?: string | undefined } | undefined,
) =>
	queryOptions({
		queryKey: ["campaign", id, days?.from, days?.to],
		queryFn: ({ signal }) =>
			call(
				api.GET("/api/v2/sales/campaigns/{id}", {
					params: { path: { id }, query: { from: days?.from, to: days?.to } },
					signal,
				}),
			),
		meta: { entities: CAMPAIGN },
	});

/** Who came by a campaign, latest first, page after page. */
export const campaignPeopleQuery = (
	id: string,
	stage: string,
	days: { from?: string | undefined; to?: string | undefined } | undefined,
) =>
	infiniteQueryOptions({
		queryKey: ["campaign-people", id, stage, days?.from, days?.to],
		queryFn: ({ signal, pageParam }) =>
			call(
				api.GET("/api/v2/sales/campaign-registrations", {
					params: {
						query: {
							campaign_id: id,
							stage,
							from: days?.from,
							to: days?.to,
							page_size: 20,
							page_token: pageParam || undefined,
						},
					},
					signal,
				}),
			),
		initialPageParam: "",
		getNextPageParam: (last) => last.next_page_token || undefined,
		meta: { entities: CAMPAIGN },
		placeholderData: keepPreviousData,
	});

export const spendQuery = (query: SpendQuery) =>
	queryOptions({
		queryKey: ["spend", query],
		queryFn: ({ signal }) => call(api.GET("/api/v2/sales/campaign-spend", { params: { query }, signal })),
		meta: { entities: ["campaign_spend", "campaign"] },
		placeholderData: keepPreviousData,
	});

/** The latest files of spend. */
export const spendImportsQuery = queryOptions({
	queryKey: ["spend-imports"],
	queryFn: ({ signal }) =>
		call(api.GET("/api/v2/sales/campaign-spend-imports", { params: { query: { page_size: 20 } }, signal })),
	meta: { entities: ["campaign_spend"] },
});

export const campaignSpendQuery = (campaignId: string) =>
	queryOptions({
		queryKey: ["campaign-spend", campaignId],
		queryFn: ({ signal }) =>
			call(
				api.GET("/api/v2/sales/campaign-spend", {
					params: { query: { campaign_id: campaignId, page_size: 200 } },
					signal,
				}),
			),
		meta: { entities: ["campaign_spend"] },
	});
