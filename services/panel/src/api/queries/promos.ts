import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, call, type PromoBatchQuery, type PromoCommandQuery, type PromoQuery } from "@/api/client";
import { CASH } from "@/api/queries/entities";

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
