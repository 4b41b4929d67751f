import { QueryClient } from "@tanstack/react-query";
import { createRouter } from "@tanstack/react-router";
import { whenSignedOut } from "@/api/client";
import { ApiError } from "@/api/errors";
import { parseSearch, stringifySearch } from "@/lib/url-state";
import { accessRoute } from "@/routes/access";
import { appRoute } from "@/routes/app";
import { campaignRoute } from "@/routes/campaign";
import { campaignSpendRoute } from "@/routes/campaign-spend";
import { campaignsRoute } from "@/routes/campaigns";
import { correctionsRoute } from "@/routes/corrections";
import { customerRoute } from "@/routes/customer";
import { customersRoute } from "@/routes/customers";
import { dataRoute } from "@/routes/data";
import { PagePending } from "@/routes/fallbacks";
import { loginRoute } from "@/routes/login";
import { overviewRoute } from "@/routes/overview";
import { partnersRoute } from "@/routes/partners";
import { payoutsRoute } from "@/routes/payouts";
import { promoRoute } from "@/routes/promo";
import { promoBatchesRoute, promoRequestsRoute } from "@/routes/promo-requests";
import { promosRoute } from "@/routes/promos";
import { reconciliationRoute } from "@/routes/reconciliation";
import { referralGraphRoute } from "@/routes/referral-graph";
import { referralsRoute } from "@/routes/referrals";
import { revenueRoute } from "@/routes/revenue";
import { rootRoute } from "@/routes/root";
import { salesRoute } from "@/routes/sales";
import { subscriptionRoute } from "@/routes/subscription";
import { transactionsRoute } from "@/routes/transactions";

/** A refusal stays a refusal; only what may pass by itself is tried again. */
function retry(count: number, error: Error): boolean {
	const passing = !(error instanceof ApiError) || error.status === 0 || error.status >= 500;
	return passing && count < 2;
}

export const client = new QueryClient({
	defaultOptions: { queries: { staleTime: 10_000, retry, retryDelay: (count) => 500 * 2 ** count } },
});

export const router = createRouter({
	routeTree: rootRoute.addChildren([
		loginRoute,
		appRoute.addChildren([
			overviewRoute,
			salesRoute,
			revenueRoute,
			correctionsRoute,
			subscriptionRoute,
			transactionsRoute,
			customersRoute,
			customerRoute,
			promosRoute,
			promoBatchesRoute,
			promoRequestsRoute,
			campaignsRoute,
			campaignSpendRoute,
			campaignRoute,
			promoRoute,
			referralsRoute,
			referralGraphRoute,
			payoutsRoute,
			partnersRoute,
			reconciliationRoute,
			dataRoute,
			accessRoute,
		]),
	]),
	context: { client },
	parseSearch,
	stringifySearch,
	defaultPreload: "intent",
	defaultPreloadStaleTime: 0,
	defaultPendingComponent: PagePending,
	defaultPendingMs: 300,
	scrollRestoration: true,
});

whenSignedOut(() => {
	const { href, pathname } = router.state.location;
	if (pathname === "/login") return;
	client.clear();
	void router.navigate({ to: "/login", search: { next: href }, replace: true });
});

declare module "@tanstack/react-router" {
	interface Register {
		router: typeof router;
	}
	interface StaticDataRouteOption {
		/** Locale key of the page's name in the top bar. */
		title?:
			| "nav.overview"
			| "nav.sales"
			| "nav.transactions"
			| "nav.customers"
			| "nav.promos"
			| "nav.campaigns"
			| "nav.referrals"
			| "nav.reconciliation"
			| "nav.data"
			| "nav.access";
	}
}
