import { useTranslation } from "react-i18next";
import type { Filter } from "@/components/ui/filter";
import { BONUS_TYPES, type CampaignsSearch } from "@/features/campaigns/search";
import { PRESETS } from "@/lib/period";
import { ID } from "@/lib/url-state";

/** The chips of the campaigns list. */
export function useCampaignFilters(
	search: CampaignsSearch,
	change: (change: Partial<CampaignsSearch>) => void,
): Filter[] {
	const { t } = useTranslation();
	return [
		{
			id: "period",
			kind: "period",
			pinned: true,
			label: t("campaigns.period"),
			presets: PRESETS,
			value: search.period,
			onChange: (value) => change({ period: value }),
		},
		{
			id: "active",
			kind: "one",
			pinned: true,
			label: t("campaigns.active"),
			options: [
				{ value: "yes", label: t("common.yes") },
				{ value: "no", label: t("common.no") },
			],
			value: search.active,
			onChange: (value) => change({ active: value as CampaignsSearch["active"] }),
		},
		{
			id: "bonus",
			kind: "list",
			label: t("campaigns.bonus"),
			options: BONUS_TYPES.map((value) => ({ value, label: t(`campaigns.bonusType.${value}`) })),
			value: search.bonus,
			onChange: (value) => change({ bonus: value as CampaignsSearch["bonus"] }),
		},
		{
			id: "partner",
			kind: "text",
			label: t("campaigns.partner"),
			pattern: ID,
			hint: t("campaigns.partnerHint"),
			value: search.partner,
			onChange: (value) => change({ partner: value }),
		},
	];
}
