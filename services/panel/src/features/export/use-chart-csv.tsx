import { Table2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { MenuItem } from "@/components/ui/menu";
import { type Exported, useExport } from "@/features/export/use-export";

/** CSV of a whole chart, made by the server: exact, as wide as the answer, noted in the audit log. */
export function useChartCsv(chart: Exported, query: object) {
	const { t } = useTranslation();
	const { start } = useExport(chart, query);
	const icon = <Table2 className="size-4" aria-hidden />;
	return (
		<>
			<MenuItem icon={icon} onSelect={() => void start(false)}>
				{t("export.plain")}
			</MenuItem>
			<MenuItem icon={icon} onSelect={() => void start(true)}>
				{t("export.excel")}
			</MenuItem>
		</>
	);
}
