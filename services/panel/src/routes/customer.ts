import { createRoute, lazyRouteComponent, notFound } from "@tanstack/react-router";
import { customerQuery } from "@/api/queries/customers";
import { may } from "@/api/session";
import { withTexts } from "@/lib/texts";
import { ID } from "@/lib/url-state";
import { appRoute } from "@/routes/app";
import { guarded } from "@/routes/guarded";

export const customerRoute = createRoute({
	getParentRoute: () => appRoute,
	path: "/customers/$id",
	staticData: { title: "nav.customers" },
	loader: ({ context: { client, me }, params: { id } }) => {
		if (!ID.test(id)) throw notFound();
		if (me.bedolaga_enabled && may(me, "customers:view")) void client.prefetchQuery(customerQuery(id));
	},
	component: guarded(
		lazyRouteComponent(
			() =>
				withTexts(
					["customers", "payments", "promos", "graph", "cash"],
					import("@/features/customers/customer-page"),
				),
			"CustomerPage",
		),
		{ permission: "customers:view", title: "nav.customers", bot: true },
	),
});
