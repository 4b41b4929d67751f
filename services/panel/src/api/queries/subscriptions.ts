import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, call, type SubscriptionQuery } from "@/api/client";

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
