import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { transactionsQuery } from "@/api/queries/transactions";
import { may } from "@/api/session";
import { readTransactionsSearch, transactionQueryOf } from "@/features/transactions/search";
import { withTexts } from "@/lib/texts";
import { dayIn } from "@/lib/time";
import { appRoute } from "@/routes/app";
import { guarded } from "@/routes/guarded";

export const transactionsRoute = createRoute({
	getParentRoute: () => appRoute,
	path: "/transactions",
	staticData: { title: "nav.transactions" },
	validateSearch: readTransactionsSearch,
	loaderDeps: ({ search }) => search,
	loader: ({ context: { client, me }, deps }) => {
		if (!me.bedolaga_enabled || !may(me, "sales:view")) return;
		void client.prefetchQuery(transactionsQuery(transactionQueryOf(deps, dayIn(me.timezone, new Date()))));
	},
	component: guarded(
		lazyRouteComponent(
			() => withTexts(["payments", "cash", "customers"], import("@/features/transactions/transactions-page")),
			"TransactionsPage",
		),
		{ permission: "sales:view", title: "nav.transactions", bot: true },
	),
});
