import type { ReactTable, RowData } from "@tanstack/react-table";
import { ArrowDown, ArrowUp, ChevronsUpDown } from "lucide-react";
import type { MouseEvent, PointerEvent } from "react";
import { useTranslation } from "react-i18next";
import { Checkbox } from "@/components/ui/checkbox";
import { DefinitionInfo } from "@/components/ui/info";
import { Skeleton } from "@/components/ui/skeleton";
import type { ColumnMeta, DataTableProps, Density, TableFeatures } from "@/components/ui/table-columns";
import { cn } from "@/lib/cn";

type Props<T extends RowData> = DataTableProps<T> & {
	table: ReactTable<TableFeatures, T>;
	density: Density;
	cursor: string | undefined;
	fresh: ReadonlySet<string>;
};

const HEIGHT: Record<Density, string> = { compact: "h-8", normal: "h-9", relaxed: "h-11" };

export function TableGrid<T extends RowData>(props: Props<T>) {
	const { table, density, cursor, fresh, rows, openId } = props;
	const { t } = useTranslation();
	const all = table.getIsAllRowsSelected();
	const some = table.getIsSomeRowsSelected();
	const columns = table.getVisibleLeafColumns();
	return (
		<div className="max-xl:overflow-x-auto">
			<table className="w-full border-separate border-spacing-0">
				<thead className="xl:sticky xl:top-14 xl:z-10">
					{table.getHeaderGroups().map((group) => (
						<tr key={group.id}>
							<th scope="col" className="h-9 w-10 border-b bg-surface pl-4">
								<Checkbox
									label={t("table.selectAll")}
									checked={all && rows !== undefined ? true : some ? "indeterminate" : false}
									onClick={() => table.toggleAllRowsSelected(!all)}
								/>
							</th>
							{group.headers.map((header) => (
								<HeadCell key={header.id} meta={header.column.columnDef.meta} sort={props.sort} />
							))}
						</tr>
					))}
				</thead>
				<tbody>
					{rows === undefined &&
						Array.from({ length: 12 }, (_, line) => (
							<tr key={line} className={HEIGHT[density]}>
								<td className="border-b" />
								{columns.map((column) => (
									<td key={column.id} className="border-b px-3">
										<Skeleton
											className={cn("h-3 w-20", column.columnDef.meta?.align === "right" && "ml-auto w-14")}
										/>
									</td>
								))}
							</tr>
						))}
					{rows !== undefined &&
						table.getRowModel().rows.map((row) => {
							const gone = props.gone(row.original);
							return (
								<tr
									key={row.id}
									data-row={row.id}
									data-cursor={cursor === row.id || undefined}
									aria-selected={openId === row.id}
									onClick={(event) => openUnlessLink(event, () => props.onOpen(row.original))}
									onPointerOver={sayCut}
									onAuxClick={(event) => {
										if (event.button === 1 && props.href)
											window.open(props.href(row.original), "_blank", "noopener");
									}}
									className={cn(
										"group/row cursor-pointer hover:bg-hover",
										HEIGHT[density],
										row.getIsSelected() && "bg-accent/6",
										openId === row.id && "bg-accent/10",
										gone && "text-muted",
									)}
								>
									<td
										className={cn(
											"w-10 border-b pl-4",
											fresh.has(row.id) && "shadow-[inset_2px_0_0_var(--good)]",
											cursor === row.id && "shadow-[inset_2px_0_0_var(--accent)]",
										)}
									>
										<Checkbox
											label={t("table.selectRow")}
											checked={row.getIsSelected()}
											onClick={(event) => {
												event.stopPropagation();
												row.getToggleSelectedHandler()(event);
											}}
										/>
									</td>
									{row.getVisibleCells().map((cell) => {
										const meta = cell.column.columnDef.meta;
										return (
											<td
												key={cell.id}
												className={cn(
													"max-w-64 truncate whitespace-nowrap border-b px-3",
													meta?.align === "right" && "num text-right",
													meta?.className,
												)}
											>
												<table.FlexRender cell={cell} />
											</td>
										);
									})}
								</tr>
							);
						})}
				</tbody>
			</table>
		</div>
	);
}

/** What a cell cuts off is read on hover. */
function sayCut({ target }: PointerEvent<HTMLTableRowElement>): void {
	if (!(target instanceof HTMLElement) || target.title || target.scrollWidth <= target.clientWidth) return;
	if (getComputedStyle(target).textOverflow === "ellipsis") target.title = target.textContent ?? "";
}

/** A click on a button or link inside the row is not a click on the row; nor is marking text. */
function openUnlessLink(event: MouseEvent<HTMLTableRowElement>, open: () => void): void {
	if (event.target instanceof Element && event.target.closest("button,a,input")) return;
	if (window.getSelection()?.toString()) return;
	open();
}

function HeadCell({ meta, sort }: { meta: ColumnMeta | undefined; sort: DataTableProps<RowData>["sort"] }) {
	const { t } = useTranslation();
	const direction =
		meta?.sort?.asc !== undefined && sort?.value === meta.sort.asc
			? "ascending"
			: meta?.sort && sort?.value === meta.sort.desc
				? "descending"
				: "none";
	const Icon = direction === "ascending" ? ArrowUp : direction === "descending" ? ArrowDown : ChevronsUpDown;
	const by = meta?.sort;
	return (
		<th
			scope="col"
			aria-sort={by ? direction : undefined}
			className={cn(
				"whitespace-nowrap border-b bg-surface px-3 font-normal text-muted text-xs",
				meta?.align === "right" ? "text-right" : "text-left",
			)}
		>
			{by && sort ? (
				<button
					type="button"
					title={t("table.sort")}
					onClick={() => sort.onChange(direction === "descending" ? (by.asc ?? by.desc) : by.desc)}
					className={cn(
						"inline-flex items-center gap-1 rounded-sm hover:text-fg",
						direction !== "none" && "font-medium text-fg",
					)}
				>
					{meta?.label}
					<Icon className="size-3" aria-hidden />
				</button>
			) : (
				meta?.label
			)}
			{meta?.definition && (
				<span className="ml-1 inline-flex translate-y-0.5">
					<DefinitionInfo id={meta.definition} completeUntil={undefined} />
				</span>
			)}
		</th>
	);
}
