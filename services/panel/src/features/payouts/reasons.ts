import { useTranslation } from "react-i18next";
import type { RiskReason } from "@/api/client";
import { useFormat } from "@/lib/use-format";

/** Rules of docs/metrics.md, payout_risk. */
const CODES = [
	"exceeds_earned",
	"self_referral",
	"earned_without_payments",
	"paid_once_and_refunded",
	"referral_loop",
	"one_payer",
	"few_paid",
	"registered_in_a_burst",
	"destroyed_earnings",
	"young_requester",
	"fresh_earnings",
] as const;

/** A reason in words with its numbers; one newer than the panel as it came. */
export function useReasonWords() {
	const { t } = useTranslation();
	const f = useFormat();
	// Which numbers a sentence needs is known by its code alone, to the locales and to docs/metrics.md.
	const say = t as (key: string, facts?: Record<string, string>) => string;
	const codeOf = (reason: RiskReason) => CODES.find((code) => code === reason.code);
	return {
		title: (reason: RiskReason): string => {
			const code = codeOf(reason);
			return code ? say(`payouts.reason.${code}.title`) : reason.code;
		},
		detail: (reason: RiskReason): string => {
			const code = codeOf(reason);
			if (!code) return reason.evidence.map(({ name, value }) => `${name}: ${value}`).join(", ");
			const facts = Object.fromEntries(
				reason.evidence.map(({ name, value }) => [
					name,
					name.endsWith("_kopeks") ? f.money(value) : name === "customer_id" ? value : f.count(value),
				]),
			);
			return say(`payouts.reason.${code}.text`, facts);
		},
	};
}
