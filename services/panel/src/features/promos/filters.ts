import { useTranslation } from "react-i18next";
import type { Filter } from "@/components/ui/filter";
import type { PromosSearch } from "@/features/promos/search";
import { PROMO_STATES, PROMO_TYPES, type PromoState, type PromoType } from "@/features/promos/words";
import { PRESETS } from "@/lib/period";
import { ID } from "@/lib/url-state";

/** The chips of the promo codes list. */
export function usePromoFilters(
	search: PromosSearch,
	change: (change: Partial<PromosSearch>) => void,
): Filter[] {
	const { t } = useTranslation();
	return [
		{
			id: "state",
			kind: "list",
			pinned: true,
			label: t("promos.stateLabel"),
			options: PROMO_STATES.map((value) => ({ value, label: t(`promos.state.${value}`) })),
			value: search.state,
			onChange: (value) => change({ state: value as PromoState[] | undefined }),
		},
		{
			id: "type",
			kind: "list",
			pinned: true,
			label: t("promos.typeLabel"),
			options: PROMO_TYPES.map((value) => ({ value, label: t(`promos.type.${value}`) })),
			value: search.type,
			onChange: (value) => change({ type: value as PromoType[] | undefined }),
		},
		{
			id: "created",
			kind: "period",
			label: t("promos.created"),
			presets: PRESETS,
			value: search.created,
			onChange: (value) => change({ created: value }),
		},
		{
			id: "batch",
			kind: "text",
			label: t("promos.batch.filter"),
			pattern: ID,
			hint: t("promos.batch.filterHint"),
			value: search.batch,
			onChange: (value) => change({ batch: value }),
		},
	];
}
