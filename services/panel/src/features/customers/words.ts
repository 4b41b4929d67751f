import { useTranslation } from "react-i18next";
import type { Tone } from "@/components/ui/badge";

export const CUSTOMER_STATUSES = ["active", "blocked", "deleted"] as const;
export type CustomerStatus = (typeof CUSTOMER_STATUSES)[number];
export const AUTH_TYPES = ["telegram", "email", "google", "yandex", "discord", "vk"] as const;
export type AuthType = (typeof AUTH_TYPES)[number];

const TONES: Record<CustomerStatus, Tone> = { active: "good", blocked: "bad", deleted: "plain" };

export const customerTone = (status: string): Tone => TONES[status as CustomerStatus] ?? "plain";

/** A status or a way to sign in, in words; an unknown one as the bot stores it. */
export function useCustomerWords() {
	const { t } = useTranslation();
	return {
		status: (status: string) =>
			(CUSTOMER_STATUSES as readonly string[]).includes(status)
				? t(`customerStatus.${status as CustomerStatus}`)
				: status,
		auth: (type: string) =>
			(AUTH_TYPES as readonly string[]).includes(type) ? t(`authType.${type as AuthType}`) : type,
	};
}
