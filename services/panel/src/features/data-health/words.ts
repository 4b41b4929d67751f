import { useTranslation } from "react-i18next";
import type { Tone } from "@/components/ui/badge";

export const ENTITIES = [
	"customer",
	"subscription",
	"tariff",
	"transaction",
	"guest_purchase",
	"wheel_spin",
	"promo_code",
	"promo_code_use",
	"promo_group",
	"discount_offer",
	"coupon_batch",
	"coupon",
	"referral_earning",
	"withdrawal_request",
	"partner_application",
	"campaign",
	"campaign_registration",
	"landing_page",
	"subscription_event",
	"subscription_conversion",
	"traffic_purchase",
	"server",
] as const;
type KnownEntity = (typeof ENTITIES)[number];

const CAPTURE = ["off", "connecting", "importing", "following", "paused", "down"] as const;
type Capture = (typeof CAPTURE)[number];

const TONES: Record<Capture, Tone> = {
	off: "plain",
	connecting: "plain",
	importing: "info",
	following: "good",
	paused: "bad",
	down: "warn",
};

export function useEntityName(): (entity: string) => string {
	const { t } = useTranslation();
	return (entity) =>
		(ENTITIES as readonly string[]).includes(entity) ? t(`entity.${entity as KnownEntity}`) : entity;
}

export const captureTone = (state: string): Tone => TONES[state as Capture] ?? "plain";

export function useCaptureName(): (state: string) => string {
	const { t } = useTranslation();
	return (state) =>
		(CAPTURE as readonly string[]).includes(state) ? t(`capture.${state as Capture}`) : state;
}
