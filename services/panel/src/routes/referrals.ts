import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { referrersQuery } from "@/api/queries/referrals";
import { may } from "@/api/session";
import { readReferralsSearch, referrersQueryOf } from "@/features/referrals/search";
import { withTexts } from "@/lib/texts";
import { dayIn } from "@/lib/time";
import { appRoute } from "@/routes/app";
import { guarded } from "@/routes/guarded";

export const referralsRoute = createRoute({
	getParentRoute: () => appRoute,
	path: "/referrals",
	staticData: { title: "nav.referrals" },
	validateSearch: readReferralsSearch,
	loaderDeps: ({ search }) => search,
	loader: ({ context: { client, me }, deps }) => {
		if (!me.bedolaga_enabled || !may(me, "referrals:view")) return;
		void client.prefetchQuery(referrersQuery(referrersQueryOf(deps, dayIn(me.timezone, new Date()))));
	},
	component: guarded(
		lazyRouteComponent(
			() => withTexts(["referrals"], import("@/features/referrals/referrals-page")),
			"ReferralsPage",
		),
		{ permission: "referrals:view", title: "nav.referrals", bot: true },
	),
});
