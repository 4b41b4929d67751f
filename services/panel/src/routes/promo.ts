import { createRoute, lazyRouteComponent, notFound } from "@tanstack/react-router";
import { promoQuery } from "@/api/queries/promos";
import { may } from "@/api/session";
import { withTexts } from "@/lib/texts";
import { ID } from "@/lib/url-state";
import { appRoute } from "@/routes/app";
import { guarded } from "@/routes/guarded";

export const promoRoute = createRoute({
	getParentRoute: () => appRoute,
	path: "/promos/$id",
	staticData: { title: "nav.promos" },
	loader: ({ context: { client, me }, params: { id } }) => {
		if (!ID.test(id)) throw notFound();
		if (me.bedolaga_enabled && may(me, "promos:view")) void client.prefetchQuery(promoQuery(id));
	},
	component: guarded(
		lazyRouteComponent(() => withTexts(["promos"], import("@/features/promos/promo-page")), "PromoPage"),
		{ permission: "promos:view", title: "nav.promos", bot: true },
	),
});
