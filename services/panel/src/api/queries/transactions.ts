import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, call, type StatsQuery, type TransactionQuery } from "@/api/client";
import { CASH } from "@/api/queries/entities";

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

export const statsQuery = (query: StatsQuery) =>
	queryOptions({
		queryKey: ["stats", query],
		queryFn: ({ signal }) => call(api.GET("/api/v2/sales/transactions/stats", { params: { query }, signal })),
		meta: { entities: CASH },
		placeholderData: keepPreviousData,
	});
