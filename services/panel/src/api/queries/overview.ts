import { queryOptions } from "@tanstack/react-query";
import { api, call } from "@/api/client";
import { CASH } from "@/api/queries/entities";

export const overviewQuery = queryOptions({
	queryKey: ["overview"],
	queryFn: ({ signal }) => call(api.GET("/api/v2/sales/overview", { signal })),
	meta: { entities: [...CASH, "customer", "subscription"] },
	// The day turns and "up to the same time" moves even when nothing changes.
	refetchInterval: 60_000,
});
