import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, type CustomerQuery, call } from "@/api/client";
import { CASH } from "@/api/queries/entities";

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

/** What the palette shows for a text; nothing of it is kept up to date, it is asked again with the next letter. */
export const findQuery = (text: string) =>
	queryOptions({
		queryKey: ["find", text],
		queryFn: ({ signal }) => call(api.GET("/api/v2/sales/search", { params: { query: { text } }, signal })),
		placeholderData: keepPreviousData,
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
