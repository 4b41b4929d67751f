import { useTranslation } from "react-i18next";
import type { Tone } from "@/components/ui/badge";

export const PARTNER_STATUSES = ["pending", "approved", "rejected"] as const;
export type PartnerStatus = (typeof PARTNER_STATUSES)[number];

const TONES: Record<PartnerStatus, Tone> = { pending: "warn", approved: "good", rejected: "bad" };

export const partnerTone = (status: string): Tone => TONES[status as PartnerStatus] ?? "plain";

/** A status in words; an unknown one as the bot stores it. */
export function usePartnerStatus(): (status: string) => string {
	const { t } = useTranslation();
	return (status) =>
		(PARTNER_STATUSES as readonly string[]).includes(status)
			? t(`partners.status.${status as PartnerStatus}`)
			: status;
}
