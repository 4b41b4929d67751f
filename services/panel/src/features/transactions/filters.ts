import { useTranslation } from "react-i18next";
import type { Filter } from "@/components/ui/filter";
import { DEFAULT_PERIOD, type TransactionsSearch } from "@/features/transactions/search";
import { KINDS, type Kind, METHODS, useGatewayName } from "@/features/transactions/words";
import { ALL, PRESETS } from "@/lib/period";
import { ID } from "@/lib/url-state";

type Change = (change: Partial<TransactionsSearch>) => void;

/** The chips of the operations list. */
export function useTransactionFilters(search: TransactionsSearch, change: Change): Filter[] {
	const { t } = useTranslation();
	const gatewayName = useGatewayName();
	const known = new Set<string>(METHODS);
	const methods = [...METHODS, ...(search.method ?? []).filter((method) => !known.has(method))];
	return [
		{
			id: "period",
			kind: "period",
			pinned: true,
			required: true,
			label: t("period.label"),
			presets: [...PRESETS, ALL],
			value: search.period ?? DEFAULT_PERIOD,
			onChange: (value) =>
				change({ period: value === DEFAULT_PERIOD ? undefined : value, bucket: undefined }),
		},
		{
			id: "method",
			kind: "list",
			pinned: true,
			label: t("transaction.method"),
			options: methods.map((value) => ({ value, label: gatewayName(value) })),
			value: search.method,
			onChange: (value) => change({ method: value }),
		},
		{
			id: "kind",
			kind: "list",
			pinned: true,
			label: t("transaction.kind"),
			options: KINDS.map((value) => ({ value, label: t(`kind.${value}`) })),
			value: search.kind,
			onChange: (value) => change({ kind: value as Kind[] | undefined }),
		},
		{
			id: "gateway",
			kind: "one",
			label: t("transaction.gatewayOnly"),
			options: [{ value: "yes", label: t("common.yes") }],
			value: search.gateway ? "yes" : undefined,
			onChange: (value) => change({ gateway: value === undefined ? undefined : true }),
		},
		{
			id: "direction",
			kind: "one",
			label: t("transaction.direction"),
			options: [
				{ value: "in", label: t("direction.in") },
				{ value: "out", label: t("direction.out") },
			],
			value: search.direction,
			onChange: (value) => change({ direction: value as "in" | "out" | undefined }),
		},
		{
			id: "completed",
			kind: "one",
			label: t("transaction.completed"),
			options: [
				{ value: "yes", label: t("common.yes") },
				{ value: "no", label: t("common.no") },
			],
			value: search.completed,
			onChange: (value) => change({ completed: value as "yes" | "no" | undefined }),
		},
		{
			id: "amount",
			kind: "amount",
			label: t("transaction.amount"),
			value: search.min || search.max ? { min: search.min, max: search.max } : undefined,
			onChange: (value) => change({ min: value?.min, max: value?.max }),
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
