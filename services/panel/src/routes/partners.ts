import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { partnersQuery } from "@/api/queries/referrals";
import { may } from "@/api/session";
import { readPartnersSearch } from "@/features/partners/search";
import { requestQueryOf } from "@/features/referrals/request-search";
import { withTexts } from "@/lib/texts";
import { appRoute } from "@/routes/app";
import { guarded } from "@/routes/guarded";

export const partnersRoute = createRoute({
	getParentRoute: () => appRoute,
	path: "/referrals/partners",
	staticData: { title: "nav.referrals" },
	validateSearch: readPartnersSearch,
	loaderDeps: ({ search }) => search,
	loader: ({ context: { client, me }, deps }) => {
		if (!me.bedolaga_enabled || !may(me, "referrals:view")) return;
		void client.prefetchQuery(partnersQuery(requestQueryOf(deps)));
	},
	component: guarded(
		lazyRouteComponent(
			() => withTexts(["referrals", "customers"], import("@/features/partners/partners-page")),
			"PartnersPage",
		),
		{ permission: "referrals:view", title: "nav.referrals", bot: true },
	),
});
