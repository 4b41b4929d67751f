import { useTranslation } from "react-i18next";
import type { Promo, PromoFields } from "@/api/client";
import type { Tone } from "@/components/ui/badge";
import { useFormat } from "@/lib/use-format";

export const PROMO_STATES = ["active", "scheduled", "expired", "exhausted", "inactive", "gone"] as const;
export type PromoState = (typeof PROMO_STATES)[number];
export const PROMO_TYPES = [
	"balance",
	"subscription_days",
	"trial_subscription",
	"balance_and_days",
	"discount",
	"promo_group",
] as const;
export type PromoType = (typeof PROMO_TYPES)[number];

const TONES: Record<PromoState, Tone> = {
	active: "good",
	scheduled: "info",
	expired: "plain",
	exhausted: "warn",
	inactive: "plain",
	gone: "bad",
};

export const promoTone = (state: string): Tone => TONES[state as PromoState] ?? "plain";

type Given = PromoFields & Partial<Pick<Promo, "promo_group_id" | "promo_group_name">>;

/** A state or type in words, an unknown one as the bot stores it; and what one use of a code gives. */
export function usePromoWords() {
	const { t } = useTranslation();
	const f = useFormat();
	const has = (number: string | undefined): number is string => (number ?? "0") !== "0";
	const gives = (promo: Given): string => {
		if (promo.type === "discount") {
			const hours = Number(promo.discount_hours ?? "0");
			const percent = t("promos.gives.percent", { n: promo.discount_percent ?? "0" });
			return hours > 0
				? t("promos.gives.within", { what: percent, count: hours, n: f.count(hours) })
				: t("promos.gives.untilPurchase", { what: percent });
		}
		const parts = [
			...(has(promo.balance_bonus_kopeks) ? [f.money(promo.balance_bonus_kopeks)] : []),
			...(has(promo.subscription_days)
				? [t("promos.gives.days", { count: Number(promo.subscription_days) })]
				: []),
			...(has(promo.traffic_gb) ? [t("promos.gives.traffic", { n: promo.traffic_gb })] : []),
			...(promo.promo_group_id ? [promo.promo_group_name ?? t("promos.gives.group")] : []),
		];
		return parts.length > 0 ? parts.join(" + ") : t("promos.gives.nothing");
	};
	/** What all uses were given: the bonuses, and days and traffic where there are any. */
	const given = (effect: NonNullable<Promo["effect"]>): string =>
		[
			...(has(effect.bonus_kopeks) || !(has(effect.days_given) || has(effect.traffic_given_gb))
				? [f.money(effect.bonus_kopeks)]
				: []),
			...(has(effect.days_given)
				? [t("promos.gives.daysSum", { count: Number(effect.days_given), n: f.count(effect.days_given) })]
				: []),
			...(has(effect.traffic_given_gb)
				? [t("promos.gives.traffic", { n: f.count(effect.traffic_given_gb) })]
				: []),
		].join(" + ");
	return {
		given,
		state: (state: string) =>
			(PROMO_STATES as readonly string[]).includes(state) ? t(`promos.state.${state as PromoState}`) : state,
		type: (type: string) =>
			(PROMO_TYPES as readonly string[]).includes(type) ? t(`promos.type.${type as PromoType}`) : type,
		gives,
	};
}
