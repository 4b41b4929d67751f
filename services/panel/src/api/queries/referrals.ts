import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import {
	api,
	call,
	type PartnersQuery,
	type ReferralGraphQuery,
	type ReferrersQuery,
	type WithdrawalsQuery,
} from "@/api/client";
import { CASH } from "@/api/queries/entities";

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

export const withdrawalQuery = (id: string) =>
	queryOptions({
		queryKey: ["withdrawal", id],
		queryFn: ({ signal }) =>
			call(api.GET("/api/v2/sales/withdrawals/{id}", { params: { path: { id } }, signal })),
		meta: { entities: ["withdrawal_request", "referral_earning", "customer"] },
	});

export const partnersQuery = (query: PartnersQuery) =>
	queryOptions({
		queryKey: ["partners", query],
		queryFn: ({ signal }) =>
			call(api.GET("/api/v2/sales/partner-applications", { params: { query }, signal })),
		meta: { entities: ["partner_application", "customer"] },
		placeholderData: keepPreviousData,
	});

export const partnerQuery = (id: string) =>
	queryOptions({
		queryKey: ["partner", id],
		queryFn: ({ signal }) =>
			call(api.GET("/api/v2/sales/partner-applications/{id}", { params: { path: { id } }, signal })),
		meta: { entities: ["partner_application", "customer"] },
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
