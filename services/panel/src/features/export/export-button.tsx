import { Download } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { Menu, MenuItem } from "@/components/ui/menu";
import { type Exported, useExport } from "@/features/export/use-export";
import { useFormat } from "@/lib/use-format";

/** Downloads the whole list with the filters of the page. */
export function ExportButton({ list, query }: { list: Exported; query: object }) {
	const { t } = useTranslation();
	const f = useFormat();
	const { rows, start, cancel } = useExport(list, query);
	if (rows !== undefined) {
		return (
			<span className="flex items-center gap-2" data-testid="export-running">
				<span className="num text-secondary">{t("export.progress", { count: rows, n: f.count(rows) })}</span>
				<Button onClick={cancel}>{t("common.cancel")}</Button>
			</span>
		);
	}
	return (
		<Menu
			trigger={
				<Button look="ghost" size="icon" aria-label={t("export.label")} title={t("export.label")}>
					<Download className="size-4" strokeWidth={1.5} aria-hidden />
				</Button>
			}
		>
			<MenuItem onSelect={() => void start(false)}>{t("export.plain")}</MenuItem>
			<MenuItem onSelect={() => void start(true)}>{t("export.excel")}</MenuItem>
		</Menu>
	);
}
