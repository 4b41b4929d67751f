import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import {
	api,
	type BalancesQuery,
	call,
	type ReconciliationQuery,
	type ReconciliationRowsQuery,
} from "@/api/client";
import { CASH } from "@/api/queries/entities";

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
