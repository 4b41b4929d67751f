import { type RowData, useTable } from "@tanstack/react-table";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ErrorState } from "@/components/ui/error";
import { TableCards } from "@/components/ui/table-cards";
import { type DataTableProps, type Density, features } from "@/components/ui/table-columns";
import { TableGrid } from "@/components/ui/table-grid";
import { TableTools } from "@/components/ui/table-tools";
import { useFresh } from "@/components/ui/use-fresh";
import { useListKeys } from "@/components/ui/use-list-keys";
import { usePhone } from "@/lib/media";
import { useStored } from "@/lib/stored";

const NO_ROWS: never[] = [];

/** The one table: server-side rows, remembered columns, keyboard, cards on a phone. */
export function DataTable<T extends RowData>(props: DataTableProps<T>) {
	const { t } = useTranslation();
	const phone = usePhone();
	const [visibility, setVisibility] = useStored<Record<string, boolean>>(
		`${props.name}.columns`,
		props.hidden ?? {},
	);
	const [density, setDensity] = useStored<Density>(`${props.name}.density`, "normal");
	const [selection, setSelection] = useState<Record<string, true>>({});
	const data = (props.rows ?? NO_ROWS) as T[];
	const table = useTable({
		features,
		columns: props.columns,
		data,
		getRowId: props.rowId,
		state: { columnVisibility: visibility, rowSelection: selection },
		onColumnVisibilityChange: (next) => setVisibility(typeof next === "function" ? next(visibility) : next),
		onRowSelectionChange: setSelection,
	});
	const ids = data.map(props.rowId);
	const fresh = useFresh(props.rows ? ids : undefined);
	const picked = data.filter((row) => selection[props.rowId(row)]);
	const byId = (id: string) => data[ids.indexOf(id)];
	const cursor = useListKeys({
		ids,
		openId: props.openId,
		open: (id) => {
			const row = byId(id);
			if (row !== undefined) props.onOpen(row);
		},
		toggle: (id) =>
			table
				.getRowModel()
				.rows.find((row) => row.id === id)
				?.toggleSelected(),
	});
	const broken = props.error !== undefined && props.error !== null && props.rows === undefined;
	const bare = props.rows !== undefined && data.length === 0;
	return (
		<section aria-label={props.label} aria-busy={props.refreshing} className="card min-w-0 overflow-clip">
			<div className="flex min-h-12 flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b px-4 py-2">
				{picked.length > 0 ? (
					<div className="flex flex-wrap items-center gap-2">
						<span className="num font-medium">{t("table.selected", { count: picked.length })}</span>
						{props.bulk(picked, () => setSelection({}))}
					</div>
				) : (
					<div className="min-w-0 flex-1">{props.summary}</div>
				)}
				{!phone && <TableTools table={table} density={density} onDensity={setDensity} />}
			</div>
			{broken ? (
				<ErrorState error={props.error} onRetry={props.onRetry} />
			) : bare ? (
				props.empty
			) : phone ? (
				<TableCards {...props} cursor={cursor} fresh={fresh} />
			) : (
				<TableGrid {...props} table={table} density={density} cursor={cursor} fresh={fresh} />
			)}
			{props.footer}
		</section>
	);
}
