import type { RowData } from "@tanstack/react-table";
import { Skeleton } from "@/components/ui/skeleton";
import type { DataTableProps } from "@/components/ui/table-columns";
import { cn } from "@/lib/cn";

type Props<T extends RowData> = DataTableProps<T> & {
	cursor: string | undefined;
	fresh: ReadonlySet<string>;
};

/** Rows on a phone: two lines each, the same action. */
export function TableCards<T extends RowData>({ rows, rowId, card, onOpen, openId, gone, fresh }: Props<T>) {
	if (rows === undefined) {
		return (
			<div className="flex flex-col">
				{Array.from({ length: 8 }, (_, line) => (
					<div key={line} className="flex flex-col gap-2 border-b px-4 py-3.5">
						<Skeleton className="h-3.5 w-40" />
						<Skeleton className="h-3 w-56" />
					</div>
				))}
			</div>
		);
	}
	return (
		<ul>
			{rows.map((row) => {
				const id = rowId(row);
				return (
					<li key={id} className="border-b last:border-b-0">
						<button
							type="button"
							data-row={id}
							onClick={() => onOpen(row)}
							className={cn(
								"block w-full px-4 py-2.5 text-left active:bg-press",
								openId === id && "bg-accent/10",
								gone(row) && "text-muted",
								fresh.has(id) && "shadow-[inset_2px_0_0_var(--good)]",
							)}
						>
							{card(row)}
						</button>
					</li>
				);
			})}
		</ul>
	);
}
