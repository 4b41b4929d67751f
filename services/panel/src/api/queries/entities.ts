// What answers are made of. `meta.entities` of a question says which changes make its answer old; the live stream acts on it.
import type { QueryClient } from "@tanstack/react-query";

export type Entity =
	| "customer"
	| "subscription"
	| "tariff"
	| "transaction"
	| "guest_purchase"
	| "wheel_spin"
	| "promo_code"
	| "promo_command"
	| "promo_code_use"
	| "campaign"
	| "campaign_registration"
	| "campaign_spend"
	| "referral_earning"
	| "withdrawal_request"
	| "partner_application"
	| "payment_fact"
	| "subscription_event"
	| "status"
	| "token"
	| "view";

declare module "@tanstack/react-query" {
	interface Register {
		queryMeta: { entities?: readonly Entity[] };
	}
}

/** What money is made of. */
export const CASH = ["transaction", "guest_purchase", "wheel_spin"] as const;

/** Marks every answer that depends on the entity as old; open pages ask again. */
export function invalidate(client: QueryClient, entity: string): Promise<void> {
	return client.invalidateQueries({
		predicate: ({ meta }) => (meta?.entities as readonly string[] | undefined)?.includes(entity) ?? false,
	});
}
