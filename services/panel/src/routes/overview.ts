import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { overviewQuery } from "@/api/queries/overview";
import { may } from "@/api/session";
import { readConversionSearch } from "@/features/conversion/search";
import { withTexts } from "@/lib/texts";
import { appRoute } from "@/routes/app";

export const overviewRoute = createRoute({
	getParentRoute: () => appRoute,
	path: "/",
	staticData: { title: "nav.overview" },
	validateSearch: readConversionSearch,
	loader: ({ context: { client, me } }) => {
		if (me.bedolaga_enabled && may(me, "sales:view")) void client.prefetchQuery(overviewQuery);
	},
	component: lazyRouteComponent(
		() => withTexts(["conversion", "cash"], import("@/features/overview/overview-page")),
		"OverviewPage",
	),
});
