import { useTranslation } from "react-i18next";
import type { PromoFields } from "@/api/client";
import { useFormat } from "@/lib/use-format";

/** What an editor may change, in the order it is told. */
export const FIELDS = [
	"balance_bonus_kopeks",
	"subscription_days",
	"traffic_gb",
	"discount_percent",
	"discount_hours",
	"max_uses",
	"valid_from",
	"valid_until",
	"is_active",
] as const;

type Row = (typeof FIELDS)[number];

export function differ(row: Row, a: string | boolean | undefined, b: string | boolean | undefined): boolean {
	if (row === "valid_from" || row === "valid_until")
		return (a ? Date.parse(String(a)) : 0) !== (b ? Date.parse(String(b)) : 0);
	return (a ?? "0") !== (b ?? "0");
}

/** Of a wish, what is another than now. */
export function changed(now: PromoFields, wanted: PromoFields): PromoFields {
	return Object.fromEntries(
		FIELDS.filter((row) => wanted[row] !== undefined && differ(row, wanted[row], now[row])).map((row) => [
			row,
			wanted[row],
		]),
	);
}

/** Names and values of fields, in words. */
export function useFieldWords() {
	const { t } = useTranslation();
	const f = useFormat();
	const name = (row: Row) => t(`promos.field.${row}`);
	const value = (row: Row, is: string | boolean | undefined) => {
		if (row === "valid_from") return is ? f.dateTime(String(is)) : t("promos.atOnce");
		if (row === "valid_until") return is ? f.dateTime(String(is)) : t("promos.noEnd");
		if (row === "is_active") return is ? t("common.on") : t("common.off");
		if (row === "balance_bonus_kopeks") return f.money(String(is ?? "0"));
		if (row === "max_uses" && (is ?? "0") === "0") return t("promos.noLimit");
		return f.count(String(is ?? "0"));
	};
	return { name, value };
}
