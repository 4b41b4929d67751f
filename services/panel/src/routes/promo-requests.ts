import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { promoBatchesQuery, promoCommandsQuery } from "@/api/queries/promos";
import { may } from "@/api/session";
import {
	batchQueryOf,
	commandQueryOf,
	readBatchesSearch,
	readRequestsSearch,
} from "@/features/promos/search";
import { withTexts } from "@/lib/texts";
import { appRoute } from "@/routes/app";
import { guarded } from "@/routes/guarded";

const GUARD = { permission: "promos:view", title: "nav.promos", bot: true } as const;

export const promoBatchesRoute = createRoute({
	getParentRoute: () => appRoute,
	path: "/promos/batches",
	staticData: { title: "nav.promos" },
	validateSearch: readBatchesSearch,
	loaderDeps: ({ search }) => search,
	loader: ({ context: { client, me }, deps }) => {
		if (me.bedolaga_enabled && may(me, "promos:view"))
			void client.prefetchQuery(promoBatchesQuery(batchQueryOf(deps)));
	},
	component: guarded(
		lazyRouteComponent(() => withTexts(["promos"], import("@/features/promos/batches-page")), "BatchesPage"),
		GUARD,
	),
});

export const promoRequestsRoute = createRoute({
	getParentRoute: () => appRoute,
	path: "/promos/requests",
	staticData: { title: "nav.promos" },
	validateSearch: readRequestsSearch,
	loaderDeps: ({ search }) => search,
	loader: ({ context: { client, me }, deps }) => {
		if (me.bedolaga_enabled && may(me, "promos:view"))
			void client.prefetchQuery(promoCommandsQuery(commandQueryOf(deps)));
	},
	component: guarded(
		lazyRouteComponent(
			() => withTexts(["promos"], import("@/features/promos/requests-page")),
			"RequestsPage",
		),
		GUARD,
	),
});
