import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { campaignsQuery } from "@/api/queries/campaigns";
import { may } from "@/api/session";
import { campaignQueryOf, readCampaignsSearch } from "@/features/campaigns/search";
import { withTexts } from "@/lib/texts";
import { dayIn } from "@/lib/time";
import { appRoute } from "@/routes/app";
import { guarded } from "@/routes/guarded";

export const campaignsRoute = createRoute({
	getParentRoute: () => appRoute,
	path: "/campaigns",
	staticData: { title: "nav.campaigns" },
	validateSearch: readCampaignsSearch,
	loaderDeps: ({ search }) => search,
	loader: ({ context: { client, me }, deps }) => {
		if (!me.bedolaga_enabled || !may(me, "campaigns:view")) return;
		void client.prefetchQuery(campaignsQuery(campaignQueryOf(deps, dayIn(me.timezone, new Date()))));
	},
	component: guarded(
		lazyRouteComponent(
			() => withTexts(["campaigns"], import("@/features/campaigns/campaigns-page")),
			"CampaignsPage",
		),
		{ permission: "campaigns:view", title: "nav.campaigns", bot: true },
	),
});
