import type { ReactTable, RowData } from "@tanstack/react-table";
import { SlidersHorizontal } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { Menu, MenuCheck, MenuLabel, MenuRadio, MenuSeparator } from "@/components/ui/menu";
import type { Density, TableFeatures } from "@/components/ui/table-columns";

type Props<T extends RowData> = {
	table: ReactTable<TableFeatures, T>;
	density: Density;
	onDensity: (density: Density) => void;
};

export function TableTools<T extends RowData>({ table, density, onDensity }: Props<T>) {
	const { t } = useTranslation();
	return (
		<Menu
			trigger={
				<Button look="ghost" size="icon" aria-label={t("table.view")}>
					<SlidersHorizontal className="size-4" aria-hidden />
				</Button>
			}
		>
			<MenuLabel>{t("table.columns")}</MenuLabel>
			{table
				.getAllLeafColumns()
				.filter((column) => !column.columnDef.meta?.fixed)
				.map((column) => (
					<MenuCheck
						key={column.id}
						checked={column.getIsVisible()}
						onChange={(on) => column.toggleVisibility(on)}
					>
						{column.columnDef.meta?.label}
					</MenuCheck>
				))}
			<MenuSeparator />
			<MenuRadio
				label={t("table.density")}
				value={density}
				onChange={onDensity}
				options={[
					{ value: "compact", label: t("table.compact") },
					{ value: "normal", label: t("table.normal") },
					{ value: "relaxed", label: t("table.relaxed") },
				]}
			/>
		</Menu>
	);
}
