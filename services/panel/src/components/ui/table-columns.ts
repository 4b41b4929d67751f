// What a table is told: its columns, and everything around its rows.
import {
	type ColumnDef,
	columnVisibilityFeature,
	createColumnHelper,
	type RowData,
	rowSelectionFeature,
	tableFeatures,
} from "@tanstack/react-table";
import type { ReactNode } from "react";
import type { Definition } from "@/components/ui/info";

export type ColumnMeta = {
	/** In the column chooser and the head. */
	label: string;
	align?: "right";
	/** Values of the sort parameter; without asc there is one way only. */
	sort?: { asc?: string; desc: string };
	className?: string;
	/** What the figure means, beside the label. */
	definition?: Definition;
	/** Always shown. */
	fixed?: true;
};

export const features = tableFeatures({
	columnVisibilityFeature,
	rowSelectionFeature,
	columnMeta: {} as ColumnMeta,
});

export type TableFeatures = typeof features;
export type Columns<T extends RowData> = ColumnDef<TableFeatures, T, unknown>[];
export const columnsOf = <T extends RowData>() => createColumnHelper<TableFeatures, T>();

export type Density = "compact" | "normal" | "relaxed";

export type DataTableProps<T extends RowData> = {
	/** Under this name the browser remembers columns and density. */
	name: string;
	label: string;
	columns: Columns<T>;
	hidden?: Record<string, boolean>;
	rows: readonly T[] | undefined;
	rowId: (row: T) => string;
	/** A phone's two-line card. */
	card: (row: T) => ReactNode;
	/** The page of a row: middle click opens it. */
	href?: (row: T) => string;
	openId?: string | undefined;
	onOpen: (row: T) => void;
	/** Rows that no longer exist at the source. */
	gone: (row: T) => boolean;
	sort?: { value: string; onChange: (value: string) => void };
	error?: unknown;
	onRetry?: () => void;
	refreshing?: boolean;
	empty: ReactNode;
	summary?: ReactNode;
	/** What can be done with the ticked rows. */
	bulk: (rows: T[], clear: () => void) => ReactNode;
	footer?: ReactNode;
};
