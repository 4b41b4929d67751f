import { useTranslation } from "react-i18next";
import type { RevenueGroup } from "@/api/client";
import type { Group } from "@/features/revenue/search";
import { useGatewayName } from "@/features/transactions/words";
import { useFormat } from "@/lib/use-format";

export const BOUGHT = [
	"new",
	"renewal",
	"plan_change",
	"traffic",
	"devices",
	"addon",
	"gift",
	"landing",
	"trial",
	"daily",
	"wheel_spin",
	"unclassified",
] as const;
export type Bought = (typeof BOUGHT)[number];

/** What was bought, in a word; what the server knows and we do not shows by its own name. */
export function useBoughtName(): (kind: string) => string {
	const { t } = useTranslation();
	return (kind) =>
		(BOUGHT as readonly string[]).includes(kind) ? t(`revenue.bought.${kind as Bought}`) : kind;
}

/** The name of one group of a breakdown. */
export function useGroupName(): (by: Group, group: Pick<RevenueGroup, "key" | "name">) => string {
	const { t } = useTranslation();
	const f = useFormat();
	const gatewayName = useGatewayName();
	return (by, { key, name }) => {
		if (key === "others") return t("metric.others");
		if (key === "") return t(`revenue.without.${by}`);
		switch (by) {
			case "gateway":
				return gatewayName(key);
			case "tariff":
				return name ?? t("revenue.tariff", { id: key });
			case "term":
				return t("revenue.days", { count: Number(key), n: f.count(key) });
			case "referrer":
				return name ? `@${name}` : t("revenue.referrer", { id: key });
			case "promo_group":
				return name ?? t("revenue.promoGroup", { id: key });
			case "campaign":
				return name ?? t("revenue.campaign", { id: key });
			case "new_returning":
				return key === "new" ? t("revenue.new") : t("revenue.returning");
		}
	};
}
