import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { subscriptionsQuery } from "@/api/queries/subscriptions";
import { may } from "@/api/session";
import { readSalesSearch, subscriptionQueryOf } from "@/features/subscriptions/search";
import { withTexts } from "@/lib/texts";
import { dayIn } from "@/lib/time";
import { appRoute } from "@/routes/app";
import { guarded } from "@/routes/guarded";

export const salesRoute = createRoute({
	getParentRoute: () => appRoute,
	path: "/sales",
	staticData: { title: "nav.sales" },
	validateSearch: readSalesSearch,
	loaderDeps: ({ search }) => search,
	loader: ({ context: { client, me }, deps }) => {
		if (!me.bedolaga_enabled || !may(me, "sales:view")) return;
		void client.prefetchQuery(subscriptionsQuery(subscriptionQueryOf(deps, dayIn(me.timezone, new Date()))));
	},
	component: guarded(
		lazyRouteComponent(
			() => withTexts(["customers", "conversion", "cash"], import("@/features/subscriptions/sales-page")),
			"SalesPage",
		),
		{ permission: "sales:view", title: "nav.sales", bot: true },
	),
});
