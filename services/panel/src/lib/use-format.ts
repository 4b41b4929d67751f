import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useZone } from "@/api/session";
import * as format from "@/lib/format";
import * as time from "@/lib/time";

type Kopeks = string | bigint | undefined;

/** Every formatter of the panel, bound to the language and the business time zone. Unknown values read "нет данных", never 0. */
export function useFormat() {
	const { t, i18n } = useTranslation();
	const lang: format.Lang = i18n.language === "en" ? "en" : "ru";
	const zone = useZone();
	return useMemo(() => {
		const money = (how: (value: bigint) => string) => (value: Kopeks) => {
			const kopeks = format.parseKopeks(value);
			return kopeks === undefined ? t("common.noData") : how(kopeks);
		};
		const instant = (style: "dateTime" | "date" | "time" | "full") => (at: string | undefined) =>
			at === undefined ? t("common.noData") : time.formatInstant(at, zone, lang, style);
		return {
			lang,
			zone,
			money: money((value) => format.formatMoney(value, lang)),
			moneyExact: money((value) => format.formatMoney(value, lang, { kopeks: "always" })),
			moneySigned: money((value) => format.formatMoney(value, lang, { sign: "always" })),
			moneyCompact: money((value) => format.formatMoneyCompact(value, lang)),
			moneyHeadline: money((value) => format.formatMoneyHeadline(value, lang)),
			count: (value: number | bigint | string | undefined) =>
				value === undefined ? t("common.noData") : format.formatCount(value, lang),
			total: (total: number, capped: boolean) => format.formatTotal(total, capped, lang),
			percent: (ratio: number, sign?: "always") => format.formatPercent(ratio, lang, sign),
			duration: (seconds: number) => format.formatDuration(seconds, lang),
			dateTime: instant("dateTime"),
			date: instant("date"),
			time: instant("time"),
			full: instant("full"),
			relative: (at: string, now: Date) => time.formatRelative(at, now, lang),
			day: (day: string, style?: "short" | "long" | "month" | "monthShort") =>
				time.formatDay(day, lang, style),
			dayRange: (from: string, to: string) => time.formatDayRange(from, to, lang),
			today: (now: Date) => time.dayIn(zone, now),
			sameDay: (a: string, b: Date) => time.dayIn(zone, new Date(a)) === time.dayIn(zone, b),
		};
	}, [t, lang, zone]);
}

export type Format = ReturnType<typeof useFormat>;
