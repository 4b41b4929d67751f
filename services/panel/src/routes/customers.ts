import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { customersQuery } from "@/api/queries/customers";
import { may } from "@/api/session";
import { customerQueryOf, readCustomersSearch } from "@/features/customers/search";
import { withTexts } from "@/lib/texts";
import { dayIn } from "@/lib/time";
import { appRoute } from "@/routes/app";
import { guarded } from "@/routes/guarded";

export const customersRoute = createRoute({
	getParentRoute: () => appRoute,
	path: "/customers",
	staticData: { title: "nav.customers" },
	validateSearch: readCustomersSearch,
	loaderDeps: ({ search }) => search,
	loader: ({ context: { client, me }, deps }) => {
		if (!me.bedolaga_enabled || !may(me, "customers:view")) return;
		void client.prefetchQuery(customersQuery(customerQueryOf(deps, dayIn(me.timezone, new Date()))));
	},
	component: guarded(
		lazyRouteComponent(
			() =>
				withTexts(
					["customers", "payments", "promos", "graph", "cash"],
					import("@/features/customers/customers-page"),
				),
			"CustomersPage",
		),
		{ permission: "customers:view", title: "nav.customers", bot: true },
	),
});
