import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { correctionsQuery } from "@/api/queries/revenue";
import { may } from "@/api/session";
import { correctionsQueryOf, readCorrectionsSearch } from "@/features/corrections/search";
import { withTexts } from "@/lib/texts";
import { dayIn } from "@/lib/time";
import { appRoute } from "@/routes/app";
import { guarded } from "@/routes/guarded";

export const correctionsRoute = createRoute({
	getParentRoute: () => appRoute,
	path: "/sales/corrections",
	staticData: { title: "nav.sales" },
	validateSearch: readCorrectionsSearch,
	loaderDeps: ({ search }) => search,
	loader: ({ context: { client, me }, deps }) => {
		if (!me.bedolaga_enabled || !may(me, "sales:view")) return;
		void client.prefetchQuery(correctionsQuery(correctionsQueryOf(deps, dayIn(me.timezone, new Date()))));
	},
	component: guarded(
		lazyRouteComponent(
			() => withTexts(["revenue", "payments"], import("@/features/corrections/corrections-page")),
			"CorrectionsPage",
		),
		{ permission: "sales:view", title: "nav.sales", bot: true },
	),
});
