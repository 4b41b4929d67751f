import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import {
	api,
	type ConversionQuery,
	type ConversionRowsQuery,
	type CorrectionsQuery,
	call,
	type MrrQuery,
	type RevenueQuery,
} from "@/api/client";
import { CASH } from "@/api/queries/entities";

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
