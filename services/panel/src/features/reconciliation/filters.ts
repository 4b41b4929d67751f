import { useTranslation } from "react-i18next";
import type { Filter } from "@/components/ui/filter";
import { DEFAULT_PERIOD, neighbourOf, type ReconciliationSearch } from "@/features/reconciliation/search";
import {
	CAUSES,
	type CauseName,
	NEIGHBOURS,
	type Neighbour,
	useCauseWords,
	useNeighbourName,
} from "@/features/reconciliation/words";
import { ALL, PRESETS } from "@/lib/period";
import { ID } from "@/lib/url-state";

type Change = (change: Partial<ReconciliationSearch>) => void;

/** The chips above the numbers. */
export function useCashFilters(search: ReconciliationSearch, change: Change): Filter[] {
	const { t } = useTranslation();
	const words = useCauseWords();
	const neighbourName = useNeighbourName();
	return [
		{
			id: "period",
			kind: "period",
			pinned: true,
			required: true,
			label: t("period.label"),
			presets: ["yesterday", "today", "7d", "30d", "month", "prev_month"],
			value: search.period ?? DEFAULT_PERIOD,
			onChange: (value) => change({ period: value === DEFAULT_PERIOD ? undefined : value }),
		},
		{
			id: "with",
			kind: "one",
			pinned: true,
			required: true,
			label: t("reconciliation.with"),
			options: NEIGHBOURS.map((value) => ({ value, label: neighbourName(value) })),
			value: neighbourOf(search),
			onChange: (value) =>
				change({ with: value === "sales_page" ? undefined : (value as Neighbour), cause: undefined }),
		},
		{
			id: "cause",
			kind: "list",
			pinned: true,
			label: t("reconciliation.causeLabel"),
			options: CAUSES.map((value) => ({ value, label: words.name(value) })),
			value: search.cause,
			onChange: (value) => change({ cause: value as CauseName[] | undefined }),
		},
	];
}

/** The chips of the balances that do not add up. */
export function useBalanceFilters(search: ReconciliationSearch, change: Change): Filter[] {
	const { t } = useTranslation();
	return [
		{
			id: "period",
			kind: "period",
			pinned: true,
			required: true,
			label: t("period.label"),
			presets: [...PRESETS, ALL],
			value: search.period ?? ALL,
			onChange: (value) => change({ period: value === ALL ? undefined : value }),
		},
		{
			id: "direction",
			kind: "one",
			pinned: true,
			label: t("reconciliation.direction"),
			options: [
				{ value: "more", label: t("reconciliation.balanceMore") },
				{ value: "less", label: t("reconciliation.balanceLess") },
			],
			value: search.direction,
			onChange: (value) => change({ direction: value as "more" | "less" | undefined }),
		},
		{
			id: "wiped",
			kind: "one",
			label: t("reconciliation.wiped"),
			options: [
				{ value: "yes", label: t("common.yes") },
				{ value: "no", label: t("common.no") },
			],
			value: search.wiped,
			onChange: (value) => change({ wiped: value as "yes" | "no" | undefined }),
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
