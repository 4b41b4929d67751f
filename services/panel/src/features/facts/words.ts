import { useTranslation } from "react-i18next";
import type { Correction } from "@/api/client";
import { useGatewayName, useKindName } from "@/features/transactions/words";
import { useFormat } from "@/lib/use-format";
import type ru from "@/locales/ru/payments.json";

type Texts = (typeof ru)["fact"];
type What = keyof Texts["what"];
type How = keyof Texts["how"];
type Why = keyof Texts["why"];
type Because = keyof Texts["because"];
type Field = keyof Texts["field"];

/** Facts in words; a word newer than this panel shows as the server tells it. */
export function useFactWords() {
	const { t, i18n } = useTranslation();
	const known = (key: string) => i18n.exists(key);
	return {
		bought: (what: string) => (known(`fact.what.${what}`) ? t(`fact.what.${what as What}`) : what),
		how: (by: string) => (known(`fact.how.${by}`) ? t(`fact.how.${by as How}`) : by),
		why: (rule: string) => {
			if (known(`fact.why.${rule}`)) return t(`fact.why.${rule as Why}`);
			return rule.startsWith("text_") ? t("fact.why.text") : rule;
		},
		because: (why: string) => (known(`fact.because.${why}`) ? t(`fact.because.${why as Because}`) : why),
	};
}

/** A corrected field in one line: what it said and what it says. */
export function useCorrectionText(): (row: Correction) => string {
	const { t, i18n } = useTranslation();
	const f = useFormat();
	const words = useFactWords();
	const gatewayName = useGatewayName();
	const kindName = useKindName();
	const value = (field: string, said: string | undefined) => {
		if (said === undefined) return t("fact.unknown");
		switch (field) {
			case "amount":
				return f.money(said);
			case "cash":
			case "consumption":
			case "wallet":
				return f.moneySigned(said);
			case "booked_at":
				return f.dateTime(said);
			case "gone":
			case "conversion":
				return t(said === "true" ? "common.yes" : "common.no");
			case "bought":
				return words.bought(said);
			case "method":
				return gatewayName(said);
			case "kind":
				return kindName(said);
			case "period_days":
				return t("fact.days", { count: Number(said), n: f.count(said) });
			case "customer":
			case "tariff":
			case "subscription":
				return t("fact.number", { id: said });
			default:
				return said;
		}
	};
	return (row) =>
		t("fact.corrected", {
			field: i18n.exists(`fact.field.${row.field}`) ? t(`fact.field.${row.field as Field}`) : row.field,
			was: value(row.field, row.was),
			now: value(row.field, row.now),
		});
}
