import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { statusQuery } from "@/api/queries/account";
import { may } from "@/api/session";
import { withTexts } from "@/lib/texts";
import { appRoute } from "@/routes/app";
import { guarded } from "@/routes/guarded";

export const dataRoute = createRoute({
	getParentRoute: () => appRoute,
	path: "/data",
	staticData: { title: "nav.data" },
	loader: ({ context: { client, me } }) => {
		if (may(me, "data:view")) void client.prefetchQuery(statusQuery);
	},
	component: guarded(
		lazyRouteComponent(() => withTexts(["data"], import("@/features/data-health/data-page")), "DataPage"),
		{ permission: "data:view", title: "nav.data" },
	),
});
