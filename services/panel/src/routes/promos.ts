import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { promosQuery } from "@/api/queries/promos";
import { may } from "@/api/session";
import { promoQueryOf, readPromosSearch } from "@/features/promos/search";
import { withTexts } from "@/lib/texts";
import { dayIn } from "@/lib/time";
import { appRoute } from "@/routes/app";
import { guarded } from "@/routes/guarded";

export const promosRoute = createRoute({
	getParentRoute: () => appRoute,
	path: "/promos",
	staticData: { title: "nav.promos" },
	validateSearch: readPromosSearch,
	loaderDeps: ({ search }) => search,
	loader: ({ context: { client, me }, deps }) => {
		if (!me.bedolaga_enabled || !may(me, "promos:view")) return;
		void client.prefetchQuery(promosQuery(promoQueryOf(deps, dayIn(me.timezone, new Date()))));
	},
	component: guarded(
		lazyRouteComponent(() => withTexts(["promos"], import("@/features/promos/promos-page")), "PromosPage"),
		{ permission: "promos:view", title: "nav.promos", bot: true },
	),
});
