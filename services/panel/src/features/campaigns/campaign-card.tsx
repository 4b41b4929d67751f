import { useTranslation } from "react-i18next";
import type { Campaign } from "@/api/client";
import { useFormat } from "@/lib/use-format";

/** A campaign in two lines. */
export function CampaignCard({ row }: { row: Campaign }) {
	const { t } = useTranslation();
	const f = useFormat();
	return (
		<>
			<span className="flex items-center justify-between gap-3">
				<span className="truncate font-medium">{row.name}</span>
				<span className="num shrink-0">{f.money(row.figures?.net_cash_kopeks)}</span>
			</span>
			<span className="num mt-0.5 flex items-center justify-between gap-3 text-muted text-xs">
				<span className="truncate">{row.start_parameter}</span>
				<span className="shrink-0">
					{t("campaigns.short", {
						registrations: f.count(row.figures?.registrations),
						payers: f.count(row.figures?.payers),
					})}
				</span>
			</span>
		</>
	);
}
