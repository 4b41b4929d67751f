import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { tokensQuery } from "@/api/queries/account";
import { may } from "@/api/session";
import { withTexts } from "@/lib/texts";
import { appRoute } from "@/routes/app";
import { guarded } from "@/routes/guarded";

export const accessRoute = createRoute({
	getParentRoute: () => appRoute,
	path: "/access",
	staticData: { title: "nav.access" },
	loader: ({ context: { client, me } }) => {
		if (may(me, "access:view")) void client.prefetchQuery(tokensQuery);
	},
	component: guarded(
		lazyRouteComponent(() => withTexts(["access"], import("@/features/tokens/access-page")), "AccessPage"),
		{ permission: "access:view", title: "nav.access" },
	),
});
