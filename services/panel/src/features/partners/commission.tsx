import { useTranslation } from "react-i18next";
import type { PartnerApplication } from "@/api/client";
import { useFormat } from "@/lib/use-format";

/** What share somebody asked for, and what they got. */
export function Commission({ row }: { row: PartnerApplication }) {
	const { t } = useTranslation();
	const f = useFormat();
	const percent = (value: string | undefined) => (value === undefined ? "—" : f.percent(Number(value) / 100));
	if (row.approved_commission_percent === undefined) {
		return <span className="num">{percent(row.desired_commission_percent)}</span>;
	}
	return (
		<span className="num">
			<span className="text-muted">{percent(row.desired_commission_percent)} → </span>
			<span className="sr-only">{t("partners.approvedShare")} </span>
			<span className="font-medium">{percent(row.approved_commission_percent)}</span>
		</span>
	);
}
