import { createRoute, lazyRouteComponent, notFound } from "@tanstack/react-router";
import { subscriptionQuery } from "@/api/queries/subscriptions";
import { may } from "@/api/session";
import { withTexts } from "@/lib/texts";
import { ID } from "@/lib/url-state";
import { appRoute } from "@/routes/app";
import { guarded } from "@/routes/guarded";

export const subscriptionRoute = createRoute({
	getParentRoute: () => appRoute,
	path: "/sales/subscriptions/$id",
	staticData: { title: "nav.sales" },
	loader: ({ context: { client, me }, params: { id } }) => {
		if (!ID.test(id)) throw notFound();
		if (me.bedolaga_enabled && may(me, "sales:view")) void client.prefetchQuery(subscriptionQuery(id));
	},
	component: guarded(
		lazyRouteComponent(
			() => withTexts(["customers"], import("@/features/subscriptions/subscription-page")),
			"SubscriptionPage",
		),
		{ permission: "sales:view", title: "nav.sales", bot: true },
	),
});
