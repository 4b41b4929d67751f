import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { tariffsQuery } from "@/api/queries/subscriptions";
import type { Filter } from "@/components/ui/filter";
import type { SalesSearch } from "@/features/subscriptions/search";
import { STATES, STATUSES, type State, type StatusWord } from "@/features/subscriptions/words";
import { AHEAD, PRESETS } from "@/lib/period";
import { ID } from "@/lib/url-state";

type Change = (change: Partial<SalesSearch>) => void;

/** The chips of the subscriptions list. */
export function useSubscriptionFilters(search: SalesSearch, change: Change): Filter[] {
	const { t } = useTranslation();
	const { data } = useQuery(tariffsQuery);
	const tariffs = (data?.items ?? []).map((tariff) => ({
		value: tariff.id,
		label: tariff.gone_at ? `${tariff.name} (${t("common.gone")})` : tariff.name,
	}));
	return [
		{
			id: "state",
			kind: "list",
			pinned: true,
			label: t("subscription.state"),
			options: STATES.map((value) => ({ value, label: t(`state.${value}`) })),
			value: search.state,
			onChange: (value) => change({ state: value as State[] | undefined }),
		},
		{
			id: "tariff",
			kind: "list",
			pinned: true,
			label: t("subscription.tariff"),
			options: tariffs,
			value: search.tariff,
			onChange: (value) => change({ tariff: value }),
		},
		{
			id: "ends",
			kind: "period",
			label: t("subscription.ends"),
			presets: [...AHEAD, "today", "yesterday", "7d", "30d"],
			value: search.ends,
			onChange: (value) => change({ ends: value }),
		},
		{
			id: "created",
			kind: "period",
			label: t("subscription.created"),
			presets: PRESETS,
			value: search.created,
			onChange: (value) => change({ created: value }),
		},
		{
			id: "trial",
			kind: "one",
			label: t("subscription.trial"),
			options: [
				{ value: "yes", label: t("common.yes") },
				{ value: "no", label: t("common.no") },
			],
			value: search.trial,
			onChange: (value) => change({ trial: value as "yes" | "no" | undefined }),
		},
		{
			id: "status",
			kind: "list",
			label: t("subscription.status"),
			options: STATUSES.map((value) => ({ value, label: t(`status.${value}`) })),
			value: search.status,
			onChange: (value) => change({ status: value as StatusWord[] | undefined }),
		},
		{
			id: "customer",
			kind: "text",
			label: t("subscription.customerId"),
			pattern: ID,
			hint: t("filter.idHint"),
			value: search.customer,
			onChange: (value) => change({ customer: value }),
		},
	];
}
