import { createRoute, lazyRouteComponent, notFound } from "@tanstack/react-router";
import { campaignQuery } from "@/api/queries/campaigns";
import { may } from "@/api/session";
import { daysOf, readCampaignSearch } from "@/features/campaigns/search";
import { withTexts } from "@/lib/texts";
import { dayIn } from "@/lib/time";
import { ID } from "@/lib/url-state";
import { appRoute } from "@/routes/app";
import { guarded } from "@/routes/guarded";

export const campaignRoute = createRoute({
	getParentRoute: () => appRoute,
	path: "/campaigns/$id",
	staticData: { title: "nav.campaigns" },
	validateSearch: readCampaignSearch,
	loaderDeps: ({ search: { period } }) => ({ period }),
	loader: ({ context: { client, me }, params: { id }, deps }) => {
		if (!ID.test(id)) throw notFound();
		if (!me.bedolaga_enabled || !may(me, "campaigns:view")) return;
		void client.prefetchQuery(campaignQuery(id, daysOf(deps, dayIn(me.timezone, new Date()))));
	},
	component: guarded(
		lazyRouteComponent(
			() => withTexts(["campaigns"], import("@/features/campaigns/campaign-page")),
			"CampaignPage",
		),
		{ permission: "campaigns:view", title: "nav.campaigns", bot: true },
	),
});
