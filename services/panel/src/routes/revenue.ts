import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { revenueQuery } from "@/api/queries/revenue";
import { may } from "@/api/session";
import { readRevenueSearch, revenueQueryOf } from "@/features/revenue/search";
import { withTexts } from "@/lib/texts";
import { dayIn } from "@/lib/time";
import { appRoute } from "@/routes/app";
import { guarded } from "@/routes/guarded";

export const revenueRoute = createRoute({
	getParentRoute: () => appRoute,
	path: "/sales/revenue",
	staticData: { title: "nav.sales" },
	validateSearch: readRevenueSearch,
	loaderDeps: ({ search }) => search,
	loader: ({ context: { client, me }, deps }) => {
		if (!me.bedolaga_enabled || !may(me, "sales:view")) return;
		void client.prefetchQuery(revenueQuery(revenueQueryOf(deps, dayIn(me.timezone, new Date()))));
	},
	component: guarded(
		lazyRouteComponent(
			() => withTexts(["revenue", "cash"], import("@/features/revenue/revenue-page")),
			"RevenuePage",
		),
		{ permission: "sales:view", title: "nav.sales", bot: true },
	),
});
