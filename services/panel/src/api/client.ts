import createClient from "openapi-fetch";
import { ApiError, readError } from "@/api/errors";
import type { components, paths } from "@/api/schema";

type Schemas = components["schemas"];
export type Me = Schemas["access.v1.Me"];
export type Token = Schemas["access.v1.Token"];
export type View = Schemas["access.v1.View"];
export type Status = Schemas["bridge.v1.GetStatusResponse"];
export type EntityStatus = Schemas["bridge.v1.EntityStatus"];
export type ResyncMode = Schemas["bridge.v1.ResyncRequest.Mode"];
export type Cash = Schemas["sales.v1.Cash"];
export type CashBucket = Schemas["sales.v1.CashBucket"];
export type CashByMethod = Schemas["sales.v1.CashByMethod"];
export type Customer = Schemas["sales.v1.Customer"];
export type Subscription = Schemas["sales.v1.Subscription"];
export type Transaction = Schemas["sales.v1.Transaction"];
export type Overview = Schemas["sales.v1.GetOverviewResponse"];
export type Stats = Schemas["sales.v1.GetTransactionStatsResponse"];
/** With the question it answers: while the next one is on its way, the page still shows this one. */
export type Mrr = Schemas["sales.v1.GetMrrResponse"] & { asked: MrrQuery };
export type MrrBucket = Schemas["sales.v1.MrrBucket"];
export type Revenue = Schemas["sales.v1.GetRevenueResponse"] & { asked: RevenueQuery };
export type RevenueBucket = Schemas["sales.v1.RevenueBucket"];
export type RevenueFigures = Schemas["sales.v1.RevenueFigures"];
export type RevenuePart = Schemas["sales.v1.RevenuePart"];
export type Conversion = Schemas["sales.v1.GetConversionResponse"] & { asked: ConversionQuery };
export type ConversionQuery = NonNullable<paths["/api/v2/sales/conversion"]["get"]["parameters"]["query"]>;
export type ConversionRowsQuery = NonNullable<
	paths["/api/v2/sales/conversion/rows"]["get"]["parameters"]["query"]
>;
export type CorrectionsQuery = NonNullable<paths["/api/v2/sales/corrections"]["get"]["parameters"]["query"]>;
export type RevenueGroup = Schemas["sales.v1.RevenueGroup"];
export type Payment = Schemas["sales.v1.Payment"];
export type Correction = Schemas["sales.v1.Correction"];
export type HistoryEntry = Schemas["sales.v1.HistoryEntry"];
export type SubscriptionChange = Schemas["sales.v1.SubscriptionChange"];
export type Tariff = Schemas["sales.v1.Tariff"];
export type SubscriptionPage = Schemas["sales.v1.ListSubscriptionsResponse"];
export type TransactionPage = Schemas["sales.v1.ListTransactionsResponse"];
export type SubscriptionDetails = Schemas["sales.v1.GetSubscriptionResponse"];
export type CustomerPage = Schemas["sales.v1.ListCustomersResponse"];
export type CustomerDetails = Schemas["sales.v1.GetCustomerResponse"];
export type Campaign = Schemas["sales.v1.Campaign"];
export type CampaignFigures = Schemas["sales.v1.CampaignFigures"];
export type CampaignDetails = Schemas["sales.v1.GetCampaignResponse"];
export type CampaignSpend = Schemas["sales.v1.CampaignSpend"];
export type CampaignRegistration = Schemas["sales.v1.CampaignRegistration"];
export type SpendCheck = Schemas["sales.v1.CheckSpendImportResponse"];
export type SpendImport = Schemas["sales.v1.SpendImport"];
export type SpendQuery = NonNullable<paths["/api/v2/sales/campaign-spend"]["get"]["parameters"]["query"]>;
export type CampaignQuery = NonNullable<paths["/api/v2/sales/campaigns"]["get"]["parameters"]["query"]>;
export type Promo = Schemas["sales.v1.Promo"];
export type PromoFields = Schemas["sales.v1.PromoFields"];
export type PromoCommand = Schemas["sales.v1.PromoCommand"];
export type PromoBatch = Schemas["sales.v1.PromoBatch"];
export type NewPromoBatch =
	paths["/api/v2/sales/promo-batches"]["post"]["requestBody"]["content"]["application/json"];
export type PromoCommandQuery = NonNullable<
	paths["/api/v2/sales/promo-commands"]["get"]["parameters"]["query"]
>;
export type PromoBatchQuery = NonNullable<paths["/api/v2/sales/promo-batches"]["get"]["parameters"]["query"]>;
export type CustomerPromoUse = Schemas["sales.v1.CustomerPromoUse"];
export type PromoDetails = Schemas["sales.v1.GetPromoResponse"];
export type NewPromo = paths["/api/v2/sales/promos"]["post"]["requestBody"]["content"]["application/json"];
export type PromoChange =
	paths["/api/v2/sales/promos/{id}"]["patch"]["requestBody"]["content"]["application/json"];
export type Referrer = Schemas["sales.v1.Referrer"];
export type Referrers = Schemas["sales.v1.ListReferrersResponse"];
export type Share = Schemas["sales.v1.Share"];
export type ReferrersQuery = NonNullable<paths["/api/v2/sales/referrals"]["get"]["parameters"]["query"]>;
export type Withdrawal = Schemas["sales.v1.Withdrawal"];
export type RiskReason = Schemas["sales.v1.RiskReason"];
export type WithdrawalsQuery = NonNullable<paths["/api/v2/sales/withdrawals"]["get"]["parameters"]["query"]>;
export type ReferralNode = Schemas["sales.v1.ReferralNode"];
export type ReferralTree = Schemas["sales.v1.GetReferralTreeResponse"];
export type ReferralGraphNode = Schemas["sales.v1.ReferralGraphNode"];
/** Without the parameters of a page: the graph is asked for whole. */
export type ReferralGraphQuery = Pick<
	NonNullable<paths["/api/v2/sales/referrals/graph"]["get"]["parameters"]["query"]>,
	"root" | "from" | "to"
>;
export type PartnerApplication = Schemas["sales.v1.PartnerApplication"];
export type PartnersQuery = NonNullable<
	paths["/api/v2/sales/partner-applications"]["get"]["parameters"]["query"]
>;
export type PromoQuery = NonNullable<paths["/api/v2/sales/promos"]["get"]["parameters"]["query"]>;
export type CustomerQuery = NonNullable<paths["/api/v2/sales/customers"]["get"]["parameters"]["query"]>;
export type SubscriptionQuery = NonNullable<
	paths["/api/v2/sales/subscriptions"]["get"]["parameters"]["query"]
>;
export type TransactionQuery = NonNullable<paths["/api/v2/sales/transactions"]["get"]["parameters"]["query"]>;
export type StatsQuery = NonNullable<paths["/api/v2/sales/transactions/stats"]["get"]["parameters"]["query"]>;
export type MrrQuery = NonNullable<paths["/api/v2/sales/mrr"]["get"]["parameters"]["query"]>;
export type RevenueQuery = NonNullable<paths["/api/v2/sales/revenue"]["get"]["parameters"]["query"]>;
export type Reconciliation = Schemas["sales.v1.GetReconciliationResponse"];
export type NeighbourSum = Schemas["sales.v1.NeighbourSum"];
export type ReconciliationRow = Schemas["sales.v1.ReconciliationRow"];
export type ReconciliationRows = Schemas["sales.v1.ListReconciliationRowsResponse"];
export type BalanceDifference = Schemas["sales.v1.BalanceDifference"];
export type BalanceDifferences = Schemas["sales.v1.ListBalanceDifferencesResponse"];
export type ReconciliationQuery = NonNullable<
	paths["/api/v2/sales/reconciliation"]["get"]["parameters"]["query"]
>;
export type ReconciliationRowsQuery = NonNullable<
	paths["/api/v2/sales/reconciliation/rows"]["get"]["parameters"]["query"]
>;
export type BalancesQuery = NonNullable<
	paths["/api/v2/sales/reconciliation/balances"]["get"]["parameters"]["query"]
>;

let csrf = "";

/** Every changing request of a cookie session carries this token; it comes with `me`. */
export function setCsrf(token: string): void {
	csrf = token;
}

let onSignedOut = () => {};

/** What happens when the server no longer knows the session. */
export function whenSignedOut(action: () => void): void {
	onSignedOut = action;
}

/** For requests that do not go through `api`: the session is over. */
export const expired = (): void => onSignedOut();

export const api = createClient<paths>({ baseUrl: location.origin, credentials: "same-origin" });

api.use({
	onRequest({ request }) {
		if (request.method !== "GET" && csrf !== "") request.headers.set("X-CSRF-Token", csrf);
		return request;
	},
	onResponse({ response, schemaPath }) {
		if (response.status === 401 && !schemaPath.startsWith("/api/v2/auth/")) onSignedOut();
		return response;
	},
});

type Answer<T> = { data?: T; error?: unknown; response: Response };

/** The answer's body, or an ApiError. */
export async function call<T>(answer: Promise<Answer<T>>): Promise<T> {
	let got: Answer<T>;
	try {
		got = await answer;
	} catch (cause) {
		if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
		throw new ApiError({ status: 0, code: 14, message: "", requestId: "" });
	}
	if (got.data === undefined) throw readError(got.error, got.response);
	return got.data;
}
