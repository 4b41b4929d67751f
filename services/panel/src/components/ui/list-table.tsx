import type { RowData } from "@tanstack/react-table";
import type { ReactNode } from "react";
import { CopyPicked, ListPager, ListTotal, NoRows } from "@/components/ui/list-parts";
import { DataTable } from "@/components/ui/table";
import type { DataTableProps } from "@/components/ui/table-columns";
import type { paging } from "@/lib/paging";

type Answer<T> = { items: readonly T[]; total: number; total_capped: boolean };

type Props<T extends RowData> = Pick<
	DataTableProps<T>,
	"name" | "label" | "columns" | "hidden" | "rowId" | "card" | "href" | "openId" | "onOpen" | "gone" | "sort"
> & {
	/** The question, as it is asked now. */
	list: { data: Answer<T> | undefined; error: unknown; isFetching: boolean; refetch: () => unknown };
	pages: ReturnType<typeof paging>;
	/** What there are so many of; or the whole line above the rows. */
	found: ((count: number) => string) | { line: ReactNode };
	/** There are none at all; or what stands in for the rows, whatever the filters. */
	none: { title: string; text?: string } | { instead: ReactNode };
	/** Takes the filters away; absent when there are none. */
	reset?: (() => void) | undefined;
	/** What ticked rows are copied as, a line each; or every line once, when rows may be about the same. */
	copy: { label: string; line: (row: T) => string | undefined; once?: true };
	/** Said of the ticked rows beside it. */
	picked?: (rows: readonly T[]) => ReactNode;
};

/** The table of a list that the server answers page by page, with everything it says around its rows. */
export function ListTable<T extends RowData>({
	list,
	pages,
	found,
	none,
	reset,
	copy,
	picked,
	...table
}: Props<T>) {
	const { data } = list;
	const linesOf = (rows: readonly T[]) => {
		const lines = rows.map(copy.line);
		return copy.once ? [...new Set(lines)] : lines;
	};
	return (
		<DataTable<T>
			{...table}
			rows={data?.items}
			error={list.error}
			onRetry={() => void list.refetch()}
			refreshing={list.isFetching}
			summary={
				typeof found === "function" ? (
					<ListTotal list={data}>{found(data?.total ?? 0)}</ListTotal>
				) : (
					found.line
				)
			}
			bulk={(rows, clear) => (
				<>
					{picked?.(rows)}
					<CopyPicked label={copy.label} lines={linesOf(rows)} clear={clear} />
				</>
			)}
			empty={"instead" in none ? none.instead : <NoRows reset={reset} {...none} />}
			footer={<ListPager list={data} pages={pages} />}
		/>
	);
}
