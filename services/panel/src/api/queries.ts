// Server state: one entry per question. `meta.entities` says which changes make an answer old; the live stream acts on it.
import {
	infiniteQueryOptions,
	keepPreviousData,
	type QueryClient,
	queryOptions,
} from "@tanstack/react-query";
import {
	api,
	type BalancesQuery,
	type CampaignQuery,
	type ConversionQuery,
	type ConversionRowsQuery,
	type CorrectionsQuery,
	type CustomerQuery,
	call,
	type MrrQuery,
	type PartnersQuery,
	type PromoBatchQuery,
	type PromoCommandQuery,
	type PromoQuery,
	type ReconciliationQuery,
	type ReconciliationRowsQuery,
	type ReferralGraphQuery,
	type ReferrersQuery,
	type RevenueQuery,
	type SpendQuery,
	type StatsQuery,
	type SubscriptionQuery,
	setCsrf,
	type TransactionQuery,
	type WithdrawalsQuery,
} from "@/api/client";

export type Entity =
	| "customer"
	| "subscription"
	| "tariff"
	| "transaction"
	| "guest_purchase"
	| "wheel_spin"
	| "promo_code"
	| "promo_command"
	| "promo_code_use"
	| "campaign"
	| "campaign_registration"
	| "campaign_spend"
	| "referral_earning"
	| "withdrawal_request"
	| "partner_application"
	| "payment_fact"
	| "subscription_event"
	| "status"
	| "token"
	| "view";

declare module "@tanstack/react-query" {
	interface Register {
		queryMeta: { entities?: readonly Entity[] };
	}
}

const CASH = ["transaction", "guest_purchase", "wheel_spin"] as const;

const CAMPAIGN = [
	...CASH,
	"campaign",
	"campaign_registration",
	"campaign_spend",
	"referral_earning",
	"promo_code_use",
] as const;

export const meQuery = queryOptions({
	queryKey: ["me"],
	queryFn: async ({ signal }) => {
		const { me } = await call(api.GET("/api/v2/auth/me", { signal }));
		if (!me) throw new Error("the answer names nobody");
		setCsrf(me.csrf_token);
		return me;
	},
	staleTime: 5 * 60_000,
	retry: false,
});

export const overviewQuery = queryOptions({
	queryKey: ["overview"],
	queryFn: ({ signal }) => call(api.GET("/api/v2/sales/overview", { signal })),
	meta: { entities: [...CASH, "customer", "subscription"] },
	// The day turns and "up to the same time" moves even when nothing changes.
	refetchInterval: 60_000,
});

export const tariffsQuery = queryOptions({
	queryKey: ["tariffs"],
	queryFn: ({ signal }) => call(api.GET("/api/v2/sales/tariffs", { signal })),
	meta: { entities: ["tariff"] },
	staleTime: 5 * 60_000,
});

export const subscriptionsQuery = (query: SubscriptionQuery) =>
	queryOptions({
		queryKey: ["subscriptions", query],
		queryFn: ({ signal }) => call(api.GET("/api/v2/sales/subscriptions", { params: { query }, signal })),
		meta: { entities: ["subscription", "customer", "tariff"] },
		placeholderData: keepPreviousData,
	});

export const subscriptionQuery = (id: string) =>
	queryOptions({
		queryKey: ["subscription", id],
		queryFn: ({ signal }) =>
			call(api.GET("/api/v2/sales/subscriptions/{id}", { params: { path: { id } }, signal })),
		meta: { entities: ["subscription", "customer", "transaction", "tariff"] },
	});

export const customersQuery = (query: CustomerQuery) =>
	queryOptions({
		queryKey: ["customers", query],
		queryFn: ({ signal }) => call(api.GET("/api/v2/sales/customers", { params: { query }, signal })),
		meta: { entities: ["customer", "subscription", "transaction", "guest_purchase"] },
		placeholderData: keepPreviousData,
	});

export const customerQuery = (id: string) =>
	queryOptions({
		queryKey: ["customer", id],
		queryFn: ({ signal }) =>
			call(api.GET("/api/v2/sales/customers/{id}", { params: { path: { id } }, signal })),
		meta: { entities: [...CASH, "customer", "subscription", "tariff"] },
	});

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

export const referrersQuery = (query: ReferrersQuery) =>
	queryOptions({
		queryKey: ["referrers", query],
		queryFn: ({ signal }) => call(api.GET("/api/v2/sales/referrals", { params: { query }, signal })),
		meta: { entities: [...CASH, "referral_earning", "customer"] },
		placeholderData: keepPreviousData,
	});

export const withdrawalsQuery = (query: WithdrawalsQuery) =>
	queryOptions({
		queryKey: ["withdrawals", query],
		queryFn: ({ signal }) => call(api.GET("/api/v2/sales/withdrawals", { params: { query }, signal })),
		meta: { entities: ["withdrawal_request", "referral_earning", "customer"] },
		placeholderData: keepPreviousData,
	});

export const partnersQuery = (query: PartnersQuery) =>
	queryOptions({
		queryKey: ["partners", query],
		queryFn: ({ signal }) =>
			call(api.GET("/api/v2/sales/partner-applications", { params: { query }, signal })),
		meta: { entities: ["partner_application", "customer"] },
		placeholderData: keepPreviousData,
	});

/** The whole graph in pages of one moment. It follows no live changes: a picture that rearranges itself under the pointer is no use. */
export const referralGraphQuery = (query: ReferralGraphQuery) =>
	infiniteQueryOptions({
		queryKey: ["referral-graph", query],
		queryFn: ({ signal, pageParam }) =>
			call(
				api.GET("/api/v2/sales/referrals/graph", {
					params: { query: { ...query, page_size: 2000, page_token: pageParam } },
					signal,
				}),
			),
		initialPageParam: "",
		getNextPageParam: (page) => page.next_page_token || undefined,
		staleTime: Number.POSITIVE_INFINITY,
		// Comparing thousands of rows again for every page that comes would cost more than fetching it.
		structuralSharing: false,
		refetchOnWindowFocus: false,
	});

/** One customer among those who invited and were invited: the way up, and the first below. */
export const referralTreeQuery = (id: string) =>
	queryOptions({
		queryKey: ["referral-tree", id],
		queryFn: ({ signal }) =>
			call(
				api.GET("/api/v2/sales/referrals/tree", {
					params: { query: { customer_id: id, depth: 1, children: 10 } },
					signal,
				}),
			),
		meta: { entities: ["customer", "referral_earning"] },
	});

/** Whom somebody invited, the largest branch first; `from` is where another answer ended. */
export const invitedQuery = (id: string, from: string) =>
	infiniteQueryOptions({
		queryKey: ["invited", id, from],
		queryFn: ({ signal, pageParam }) =>
			call(
				api.GET("/api/v2/sales/referrals/invited", {
					params: { query: { customer_id: id, page_size: 20, page_token: pageParam, count: false } },
					signal,
				}),
			),
		initialPageParam: from,
		getNextPageParam: (page) => page.next_page_token || undefined,
		meta: { entities: ["customer", "referral_earning"] },
	});

export const promosQuery = (query: PromoQuery) =>
	queryOptions({
		queryKey: ["promos", query],
		queryFn: ({ signal }) => call(api.GET("/api/v2/sales/promos", { params: { query }, signal })),
		meta: {
			entities: query.with_effect ? [...CASH, "promo_code", "promo_code_use"] : ["promo_code", "tariff"],
		},
		placeholderData: keepPreviousData,
	});

export const promoQuery = (id: string) =>
	queryOptions({
		queryKey: ["promo", id],
		queryFn: ({ signal }) => call(api.GET("/api/v2/sales/promos/{id}", { params: { path: { id } }, signal })),
		meta: { entities: [...CASH, "promo_code", "promo_code_use"] },
	});

export const promoCommandsQuery = (query: PromoCommandQuery) =>
	queryOptions({
		queryKey: ["promo-commands", query],
		queryFn: ({ signal }) => call(api.GET("/api/v2/sales/promo-commands", { params: { query }, signal })),
		meta: { entities: ["promo_command"] },
		placeholderData: keepPreviousData,
	});

export const promoBatchesQuery = (query: PromoBatchQuery) =>
	queryOptions({
		queryKey: ["promo-batches", query],
		queryFn: ({ signal }) => call(api.GET("/api/v2/sales/promo-batches", { params: { query }, signal })),
		meta: { entities: ["promo_command"] },
		placeholderData: keepPreviousData,
	});

export const promoBatchQuery = (id: string) =>
	queryOptions({
		queryKey: ["promo-batch", id],
		queryFn: ({ signal }) =>
			call(api.GET("/api/v2/sales/promo-batches/{id}", { params: { path: { id } }, signal })),
		meta: { entities: ["promo_command"] },
	});

export const customerPromoUsesQuery = (id: string) =>
	infiniteQueryOptions({
		queryKey: ["customer-promo-uses", id],
		queryFn: ({ signal, pageParam }) =>
			call(
				api.GET("/api/v2/sales/customers/{customer_id}/promo-uses", {
					params: { path: { customer_id: id }, query: { page_size: 10, page_token: pageParam } },
					signal,
				}),
			),
		initialPageParam: "",
		getNextPageParam: (page) => page.next_page_token || undefined,
		meta: { entities: [...CASH, "promo_code", "promo_code_use"] },
	});

export const promoUsesQuery = (id: string) =>
	infiniteQueryOptions({
		queryKey: ["promo-uses", id],
		queryFn: ({ signal, pageParam }) =>
			call(
				api.GET("/api/v2/sales/promos/{id}/uses", {
					params: { path: { id }, query: { page_size: 20, page_token: pageParam } },
					signal,
				}),
			),
		initialPageParam: "",
		getNextPageParam: (page) => page.next_page_token || undefined,
		meta: { entities: ["promo_code_use", "customer"] },
	});

/** What the palette shows for a text; nothing of it is kept up to date, it is asked again with the next letter. */
export const findQuery = (text: string) =>
	queryOptions({
		queryKey: ["find", text],
		queryFn: ({ signal }) => call(api.GET("/api/v2/sales/search", { params: { query: { text } }, signal })),
		placeholderData: keepPreviousData,
	});

export const transactionQuery = (id: string) =>
	queryOptions({
		queryKey: ["transaction", id],
		queryFn: ({ signal }) =>
			call(api.GET("/api/v2/sales/transactions/{id}", { params: { path: { id } }, signal })),
		meta: { entities: ["transaction", "customer"] },
	});

export const transactionsQuery = (query: TransactionQuery) =>
	queryOptions({
		queryKey: ["transactions", query],
		queryFn: ({ signal }) => call(api.GET("/api/v2/sales/transactions", { params: { query }, signal })),
		meta: { entities: ["transaction", "customer"] },
		placeholderData: keepPreviousData,
	});

/** What a payment bought; an ApiError 404 while it waits to be classified. */
export const paymentQuery = (source: "transaction" | "guest_purchase" | "wheel_spin", id: string) =>
	queryOptions({
		queryKey: ["payment", source, id],
		queryFn: ({ signal }) =>
			call(api.GET("/api/v2/sales/payments/{source}/{id}", { params: { path: { source, id } }, signal })),
		meta: { entities: ["payment_fact", "transaction", "tariff"] },
	});

export const historyQuery = (id: string) =>
	infiniteQueryOptions({
		queryKey: ["history", id],
		queryFn: ({ signal, pageParam }) =>
			call(
				api.GET("/api/v2/sales/customers/{customer_id}/history", {
					params: { path: { customer_id: id }, query: { page_size: 20, page_token: pageParam } },
					signal,
				}),
			),
		initialPageParam: "",
		getNextPageParam: (last) => last.next_page_token || undefined,
		meta: { entities: ["payment_fact", "subscription", "subscription_event", "tariff", "promo_code_use"] },
	});

export const statsQuery = (query: StatsQuery) =>
	queryOptions({
		queryKey: ["stats", query],
		queryFn: ({ signal }) => call(api.GET("/api/v2/sales/transactions/stats", { params: { query }, signal })),
		meta: { entities: CASH },
		placeholderData: keepPreviousData,
	});

export const revenueQuery = (query: RevenueQuery) =>
	queryOptions({
		queryKey: ["revenue", query],
		queryFn: async ({ signal }) => ({
			...(await call(api.GET("/api/v2/sales/revenue", { params: { query }, signal }))),
			asked: query,
		}),
		meta: { entities: [...CASH, "customer", "tariff"] },
		placeholderData: keepPreviousData,
	});

export const mrrQuery = (query: MrrQuery) =>
	queryOptions({
		queryKey: ["mrr", query],
		queryFn: async ({ signal }) => ({
			...(await call(api.GET("/api/v2/sales/mrr", { params: { query }, signal }))),
			asked: query,
		}),
		meta: { entities: ["transaction", "guest_purchase", "customer", "subscription"] },
		placeholderData: keepPreviousData,
	});

export const conversionQuery = (query: ConversionQuery) =>
	queryOptions({
		queryKey: ["conversion", query],
		queryFn: async ({ signal }) => ({
			...(await call(api.GET("/api/v2/sales/conversion", { params: { query }, signal }))),
			asked: query,
		}),
		meta: { entities: [...CASH, "customer", "subscription"] },
		placeholderData: keepPreviousData,
	});

export const cohortQuery = (query: ConversionRowsQuery) =>
	queryOptions({
		queryKey: ["conversion", "rows", query],
		queryFn: ({ signal }) => call(api.GET("/api/v2/sales/conversion/rows", { params: { query }, signal })),
		meta: { entities: [...CASH, "customer", "subscription"] },
	});

export const correctionsQuery = (query: CorrectionsQuery) =>
	queryOptions({
		queryKey: ["corrections", query],
		queryFn: ({ signal }) => call(api.GET("/api/v2/sales/corrections", { params: { query }, signal })),
		meta: { entities: [...CASH, "subscription"] },
		placeholderData: keepPreviousData,
	});

export const reconciliationQuery = (query: ReconciliationQuery) =>
	queryOptions({
		queryKey: ["reconciliation", query],
		queryFn: ({ signal }) => call(api.GET("/api/v2/sales/reconciliation", { params: { query }, signal })),
		meta: { entities: CASH },
		placeholderData: keepPreviousData,
	});

export const reconciliationRowsQuery = (query: ReconciliationRowsQuery) =>
	queryOptions({
		queryKey: ["reconciliation-rows", query],
		queryFn: ({ signal }) =>
			call(api.GET("/api/v2/sales/reconciliation/rows", { params: { query }, signal })),
		meta: { entities: [...CASH, "customer"] },
		placeholderData: keepPreviousData,
	});

/** Checked once a night: nothing of it changes as one looks. */
export const balancesQuery = (query: BalancesQuery) =>
	queryOptions({
		queryKey: ["balances", query],
		queryFn: ({ signal }) =>
			call(api.GET("/api/v2/sales/reconciliation/balances", { params: { query }, signal })),
		placeholderData: keepPreviousData,
	});

export const statusQuery = queryOptions({
	queryKey: ["status"],
	queryFn: ({ signal }) => call(api.GET("/api/v2/data/status", { signal })),
	meta: { entities: ["status"] },
	refetchInterval: (query) => (query.state.data?.state === "importing" ? 2000 : 15_000),
});

export const tokensQuery = queryOptions({
	queryKey: ["tokens"],
	queryFn: ({ signal }) => call(api.GET("/api/v2/access/tokens", { signal })),
	meta: { entities: ["token"] },
});

export const viewsQuery = (page: string) =>
	queryOptions({
		queryKey: ["views", page],
		queryFn: ({ signal }) => call(api.GET("/api/v2/views", { params: { query: { page } }, signal })),
		meta: { entities: ["view"] },
		staleTime: 5 * 60_000,
	});

/** Marks every answer that depends on the entity as old; open pages ask again. */
export function invalidate(client: QueryClient, entity: string): Promise<void> {
	return client.invalidateQueries({
		predicate: ({ meta }) => (meta?.entities as readonly string[] | undefined)?.includes(entity) ?? false,
	});
}
