import { useTranslation } from "react-i18next";
import type { Tone } from "@/components/ui/badge";

export const PAYOUT_STATUSES = ["pending", "approved", "completed", "rejected", "cancelled"] as const;
export type PayoutStatus = (typeof PAYOUT_STATUSES)[number];

const TONES: Record<PayoutStatus, Tone> = {
	pending: "warn",
	approved: "info",
	completed: "good",
	rejected: "bad",
	cancelled: "plain",
};

export const payoutTone = (status: string): Tone => TONES[status as PayoutStatus] ?? "plain";

/** A status in words; an unknown one as the bot stores it. */
export function usePayoutStatus(): (status: string) => string {
	const { t } = useTranslation();
	return (status) =>
		(PAYOUT_STATUSES as readonly string[]).includes(status)
			? t(`payouts.status.${status as PayoutStatus}`)
			: status;
}
