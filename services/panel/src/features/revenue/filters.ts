import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Revenue } from "@/api/client";
import { campaignsQuery } from "@/api/queries/campaigns";
import { tariffsQuery } from "@/api/queries/subscriptions";
import { may, useMe } from "@/api/session";
import type { Filter } from "@/components/ui/filter";
import { DEFAULT_PERIOD, type RevenueSearch } from "@/features/revenue/search";
import { METHODS, useGatewayName } from "@/features/transactions/words";
import { PRESETS } from "@/lib/period";
import { ID } from "@/lib/url-state";

type Change = (change: Partial<RevenueSearch>) => void;

/** Terms that tariffs are usually sold for; one from a link shows too. */
const TERMS = ["1", "7", "14", "30", "60", "90", "180", "360", "365"];

/** The chips of the revenue page. */
export function useRevenueFilters(
	search: RevenueSearch,
	revenue: Revenue | undefined,
	change: Change,
): Filter[] {
	const { t } = useTranslation();
	const gatewayName = useGatewayName();
	const { data } = useQuery(tariffsQuery);
	const campaigns = useQuery({
		...campaignsQuery({ page_size: 200 }),
		enabled: may(useMe(), "referrals:view"),
	});
	const more = (known: readonly string[], chosen: readonly string[] | undefined) => [
		...known,
		...(chosen ?? []).filter((value) => !known.includes(value)),
	];
	// Groups have no list of their own: those with money are known when they are shown.
	const groups =
		revenue?.asked.group_by === "promo_group" ? revenue.groups.filter((group) => ID.test(group.key)) : [];
	const methods = METHODS.filter((method) => method !== "none");
	return [
		{
			id: "period",
			kind: "period",
			pinned: true,
			required: true,
			label: t("period.label"),
			presets: PRESETS,
			value: search.period ?? DEFAULT_PERIOD,
			onChange: (value) => change({ period: value === DEFAULT_PERIOD ? undefined : value, step: undefined }),
		},
		{
			id: "method",
			kind: "list",
			pinned: true,
			label: t("transaction.method"),
			options: more(methods, search.method).map((value) => ({ value, label: gatewayName(value) })),
			value: search.method,
			onChange: (value) => change({ method: value }),
		},
		{
			id: "tariff",
			kind: "list",
			pinned: true,
			label: t("subscription.tariff"),
			options: (data?.items ?? []).map((tariff) => ({
				value: tariff.id,
				label: tariff.gone_at ? `${tariff.name} (${t("common.gone")})` : tariff.name,
			})),
			value: search.tariff,
			onChange: (value) => change({ tariff: value }),
		},
		{
			id: "term",
			kind: "list",
			label: t("revenue.by.term"),
			options: more(TERMS, search.term).map((value) => ({
				value,
				label: t("revenue.days", { count: Number(value), n: value }),
			})),
			value: search.term,
			onChange: (value) => change({ term: value }),
		},
		{
			id: "customers",
			kind: "one",
			label: t("revenue.by.new_returning"),
			options: [
				{ value: "new", label: t("revenue.new") },
				{ value: "returning", label: t("revenue.returning") },
			],
			value: search.customers,
			onChange: (value) => change({ customers: value as RevenueSearch["customers"] }),
		},
		{
			id: "campaign",
			kind: "list",
			label: t("revenue.by.campaign"),
			options: more(
				(campaigns.data?.items ?? []).map((campaign) => campaign.id),
				search.campaign,
			).map((id) => ({
				value: id,
				label:
					campaigns.data?.items.find((campaign) => campaign.id === id)?.name ?? t("revenue.campaign", { id }),
			})),
			value: search.campaign,
			onChange: (value) => change({ campaign: value }),
		},
		{
			id: "group",
			kind: "list",
			label: t("revenue.by.promo_group"),
			options: more(
				groups.map((group) => group.key),
				search.group,
			).map((id) => ({
				value: id,
				label: groups.find((group) => group.key === id)?.name ?? t("revenue.promoGroup", { id }),
			})),
			value: search.group,
			onChange: (value) => change({ group: value }),
		},
		{
			id: "referrer",
			kind: "text",
			label: t("revenue.by.referrer"),
			pattern: ID,
			hint: t("filter.idHint"),
			value: search.referrer,
			onChange: (value) => change({ referrer: value }),
		},
	];
}
