import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { reconciliationQuery } from "@/api/queries/reconciliation";
import { may } from "@/api/session";
import { readReconciliationSearch, reconciliationQueryOf } from "@/features/reconciliation/search";
import { withTexts } from "@/lib/texts";
import { dayIn } from "@/lib/time";
import { appRoute } from "@/routes/app";
import { guarded } from "@/routes/guarded";

export const reconciliationRoute = createRoute({
	getParentRoute: () => appRoute,
	path: "/reconciliation",
	staticData: { title: "nav.reconciliation" },
	validateSearch: readReconciliationSearch,
	loaderDeps: ({ search }) => search,
	loader: ({ context: { client, me }, deps }) => {
		if (!me.bedolaga_enabled || !may(me, "sales:view") || deps.tab === "balances") return;
		void client.prefetchQuery(
			reconciliationQuery(reconciliationQueryOf(deps, dayIn(me.timezone, new Date()))),
		);
	},
	component: guarded(
		lazyRouteComponent(
			() =>
				withTexts(
					["reconciliation", "payments", "customers", "cash"],
					import("@/features/reconciliation/reconciliation-page"),
				),
			"ReconciliationPage",
		),
		{ permission: "sales:view", title: "nav.reconciliation", bot: true },
	),
});
