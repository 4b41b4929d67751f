import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { withdrawalsQuery } from "@/api/queries/referrals";
import { may } from "@/api/session";
import { readPayoutsSearch } from "@/features/payouts/search";
import { requestQueryOf } from "@/features/referrals/request-search";
import { withTexts } from "@/lib/texts";
import { appRoute } from "@/routes/app";
import { guarded } from "@/routes/guarded";

export const payoutsRoute = createRoute({
	getParentRoute: () => appRoute,
	path: "/referrals/payouts",
	staticData: { title: "nav.referrals" },
	validateSearch: readPayoutsSearch,
	loaderDeps: ({ search }) => search,
	loader: ({ context: { client, me }, deps }) => {
		if (!me.bedolaga_enabled || !may(me, "referrals:view")) return;
		void client.prefetchQuery(withdrawalsQuery(requestQueryOf(deps)));
	},
	component: guarded(
		lazyRouteComponent(
			() => withTexts(["referrals", "customers"], import("@/features/payouts/payouts-page")),
			"PayoutsPage",
		),
		{ permission: "referrals:view", title: "nav.referrals", bot: true },
	),
});
