import { useTranslation } from "react-i18next";

export const NEIGHBOURS = ["sales_page", "telegram_report", "remnawave_admin", "campaign_page"] as const;
export type Neighbour = (typeof NEIGHBOURS)[number];

export const CAUSES = [
	"direct_payments",
	"landing_orders",
	"landing_undelivered",
	"landing_other_day_in",
	"landing_other_day_out",
	"landing_twice",
	"landing_amount",
	"gateway_gifts",
	"stars_spins",
	"sub_options",
	"referral_text",
	"manual_credits",
	"bonus_deposits",
	"wallet_deposits",
	"not_registered",
	"several_campaigns",
	"rows_gone",
	"invoice_time_in",
	"invoice_time_out",
	"day_border_in",
	"day_border_out",
	"last_second",
	"unforeseen",
] as const;
export type CauseName = (typeof CAUSES)[number];

const known = (cause: string): cause is CauseName => (CAUSES as readonly string[]).includes(cause);

/** A cause in words: its name, and what it is. One newer than the panel shows by its own name. */
export function useCauseWords() {
	const { t } = useTranslation();
	return {
		name: (cause: string) => (known(cause) ? t(`reconciliation.cause.${cause}.name`) : cause),
		what: (cause: string) => (known(cause) ? t(`reconciliation.cause.${cause}.what`) : ""),
	};
}

export function useNeighbourName(): (neighbour: string) => string {
	const { t } = useTranslation();
	return (neighbour) =>
		(NEIGHBOURS as readonly string[]).includes(neighbour)
			? t(`reconciliation.neighbour.${neighbour as Neighbour}.name`)
			: neighbour;
}
