import { useTranslation } from "react-i18next";
import type { Customer, Subscription } from "@/api/client";
import type { Tone } from "@/components/ui/badge";
import type { Format } from "@/lib/use-format";

export const STATES = ["paid", "free_active", "trial", "limited", "expired", "disabled", "pending"] as const;
export type State = (typeof STATES)[number];
export const STATUSES = ["active", "trial", "limited", "expired", "disabled", "pending"] as const;
export type StatusWord = (typeof STATUSES)[number];

const TONES: Record<State, Tone> = {
	paid: "good",
	free_active: "info",
	trial: "info",
	limited: "warn",
	expired: "plain",
	disabled: "bad",
	pending: "warn",
};

export const toneOf = (state: string): Tone => TONES[state as State] ?? "plain";

export function useStateName(): (state: string) => string {
	const { t } = useTranslation();
	return (state) => ((STATES as readonly string[]).includes(state) ? t(`state.${state as State}`) : state);
}

export function useStatusName(): (status: string) => string {
	const { t } = useTranslation();
	return (status) =>
		(STATUSES as readonly string[]).includes(status) ? t(`status.${status as StatusWord}`) : status;
}

/** What to call a customer: name, @username, e-mail, Telegram id, else the number in the bot. */
export function nameOf(customer: Customer | undefined, id: string): string {
	if (!customer) return `#${id}`;
	const full = [customer.first_name, customer.last_name].filter(Boolean).join(" ").trim();
	return (
		full ||
		(customer.username ? `@${customer.username}` : "") ||
		customer.email ||
		customer.telegram_id ||
		`#${id}`
	);
}

/** The second line under the name: what it is found by. */
export function handleOf(customer: Customer | undefined): string {
	if (!customer) return "";
	return customer.username ? `@${customer.username}` : (customer.email ?? customer.telegram_id ?? "");
}

/** `через 3 дня`, `3 дня назад`. */
export function endsIn(row: Subscription, f: Format, now: Date): string {
	return row.ends_at ? f.relative(row.ends_at, now) : "";
}
