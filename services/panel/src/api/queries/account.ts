import { queryOptions } from "@tanstack/react-query";
import { api, call, setCsrf } from "@/api/client";

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
