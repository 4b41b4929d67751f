import { useTranslation } from "react-i18next";
import type { Filter } from "@/components/ui/filter";
import type { SpendSearch } from "@/features/campaigns/search";
import { PRESETS } from "@/lib/period";
import { ID } from "@/lib/url-state";

/** The chips of the ledger of spend. */
export function useSpendFilters(
	search: SpendSearch,
	change: (change: Partial<SpendSearch>) => void,
): Filter[] {
	const { t } = useTranslation();
	return [
		{
			id: "period",
			kind: "period",
			pinned: true,
			label: t("campaigns.spendPeriod"),
			presets: PRESETS,
			value: search.period,
			onChange: (value) => change({ period: value }),
		},
		{
			id: "of",
			kind: "one",
			pinned: true,
			label: t("campaigns.spendFor"),
			options: [{ value: "channels", label: t("campaigns.spendOfChannels") }],
			value: search.of,
			onChange: (value) => change({ of: value as SpendSearch["of"] }),
		},
		{
			id: "deleted",
			kind: "one",
			label: t("campaigns.spendDeleted"),
			options: [{ value: "yes", label: t("common.yes") }],
			value: search.deleted,
			onChange: (value) => change({ deleted: value as SpendSearch["deleted"] }),
		},
		{
			id: "file",
			kind: "text",
			label: t("campaigns.fromFile"),
			pattern: ID,
			hint: "12",
			value: search.file,
			onChange: (value) => change({ file: value }),
		},
		{
			id: "campaign",
			kind: "text",
			label: t("campaigns.one"),
			pattern: ID,
			hint: "7",
			value: search.campaign,
			onChange: (value) => change({ campaign: value }),
		},
	];
}
