import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { referralGraphQuery } from "@/api/queries/referrals";
import { may } from "@/api/session";
import { graphQueryOf, readGraphSearch } from "@/features/referral-graph/search";
import { withTexts } from "@/lib/texts";
import { dayIn } from "@/lib/time";
import { appRoute } from "@/routes/app";
import { guarded } from "@/routes/guarded";

export const referralGraphRoute = createRoute({
	getParentRoute: () => appRoute,
	path: "/referrals/graph",
	staticData: { title: "nav.referrals" },
	validateSearch: readGraphSearch,
	loaderDeps: ({ search: { root, period } }) => ({ root, period }),
	loader: ({ context: { client, me }, deps }) => {
		if (!me.bedolaga_enabled || !may(me, "referrals:view")) return;
		void client.prefetchInfiniteQuery(referralGraphQuery(graphQueryOf(deps, dayIn(me.timezone, new Date()))));
	},
	component: guarded(
		lazyRouteComponent(
			() => withTexts(["graph", "referrals", "customers"], import("@/features/referral-graph/graph-page")),
			"GraphPage",
		),
		{ permission: "referrals:view", title: "nav.referrals", bot: true },
	),
});
