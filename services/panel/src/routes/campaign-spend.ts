import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { spendQuery } from "@/api/queries/campaigns";
import { may } from "@/api/session";
import { readSpendSearch, spendQueryOf } from "@/features/campaigns/search";
import { withTexts } from "@/lib/texts";
import { dayIn } from "@/lib/time";
import { appRoute } from "@/routes/app";
import { guarded } from "@/routes/guarded";

export const campaignSpendRoute = createRoute({
	getParentRoute: () => appRoute,
	path: "/campaigns/spend",
	staticData: { title: "nav.campaigns" },
	validateSearch: readSpendSearch,
	loaderDeps: ({ search: { load: _, ...search } }) => search,
	loader: ({ context: { client, me }, deps }) => {
		if (!me.bedolaga_enabled || !may(me, "campaigns:view")) return;
		void client.prefetchQuery(
			spendQuery(spendQueryOf({ ...deps, load: undefined }, dayIn(me.timezone, new Date()))),
		);
	},
	component: guarded(
		lazyRouteComponent(
			() => withTexts(["campaigns"], import("@/features/campaigns/spend-page")),
			"SpendPage",
		),
		{ permission: "campaigns:view", title: "nav.campaigns", bot: true },
	),
});
