import { useTranslation } from "react-i18next";
import type { Transaction } from "@/api/client";
import type { Tone } from "@/components/ui/badge";

export const KINDS = [
	"deposit",
	"subscription_payment",
	"gift_payment",
	"refund",
	"failed_refund",
	"withdrawal",
	"referral_reward",
	"poll_reward",
] as const;
export type Kind = (typeof KINDS)[number];

const GATEWAYS: Record<string, string> = {
	yookassa: "YooKassa",
	cryptobot: "CryptoBot",
	heleket: "Heleket",
	mulenpay: "MulenPay",
	pal24: "PayPalych",
	wata: "WATA",
	platega: "Platega",
	cloudpayments: "CloudPayments",
	freekassa: "FreeKassa",
	kassa_ai: "Kassa AI",
	riopay: "RioPay",
	severpay: "SeverPay",
	apple_iap: "Apple IAP",
	paypear: "PayPear",
	rollypay: "RollyPay",
	overpay: "Overpay",
	aurapay: "AuraPay",
	etoplatezhi: "ЭтоПлатежи",
	antilopay: "Antilopay",
	jupiter: "Jupiter",
	cispay: "CisPay",
	donut: "Donut",
	lava: "Lava",
	tribute: "Tribute",
	telegram_stars: "Telegram Stars",
};

/** Methods to filter by, as the bot stores them; unknown ones still show by their own names. */
export const METHODS = [...Object.keys(GATEWAYS), "manual", "balance", "none"] as const;

/** The proper name of a payment method; one with a sub-option (`yookassa_sbp`) keeps it in brackets. */
export function useGatewayName(): (method: string) => string {
	const { t } = useTranslation();
	return (method) => {
		if (method === "manual" || method === "balance" || method === "none") return t(`method.${method}`);
		const known = GATEWAYS[method];
		if (known) return known;
		const base = Object.keys(GATEWAYS).find((name) => method.startsWith(`${name}_`));
		if (!base) return method;
		const option = method.slice(base.length + 1);
		return `${GATEWAYS[base]} (${option === "sbp" ? t("method.sbp") : option})`;
	};
}

export function useKindName(): (kind: string) => string {
	const { t } = useTranslation();
	return (kind) => ((KINDS as readonly string[]).includes(kind) ? t(`kind.${kind as Kind}`) : kind);
}

/** The state of an operation in a word. */
export function stateOf(row: Transaction): { key: "gone" | "pending" | "done"; tone: Tone } {
	if (row.gone_at) return { key: "gone", tone: "plain" };
	return row.completed ? { key: "done", tone: "good" } : { key: "pending", tone: "warn" };
}

/** Whether money leaves: by what the row does to cash; where it does nothing, by the customer's wallet. A subscription paid at a gateway leaves the wallet and still is income. */
export function outgoing(row: Transaction): boolean {
	return row.cash === "none" ? row.direction === "out" : row.cash === "refund";
}
