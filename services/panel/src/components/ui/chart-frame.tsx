import { ChartColumn, Download, Image, Table2 } from "lucide-react";
import { type ReactNode, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Chart, type ChartHandle } from "@/components/ui/chart";
import { ChartNotes } from "@/components/ui/chart-notes";
import type { Drawing } from "@/components/ui/drawing";
import { Empty } from "@/components/ui/empty";
import { ErrorState } from "@/components/ui/error";
import { Menu, MenuItem } from "@/components/ui/menu";
import { Skeleton } from "@/components/ui/skeleton";
import { Tooltip } from "@/components/ui/tooltip";
import { saveFile, toCsv } from "@/lib/save";

type Props = {
	title: ReactNode;
	/** Name of saved files. */
	name: string;
	drawing: Drawing | undefined;
	label: string;
	error?: unknown;
	onRetry?: () => void;
	onPick?: (index: number) => void;
	actions?: ReactNode;
	className?: string;
	isEmpty?: boolean;
	emptyText: string;
	height?: number;
	/** A sentence below the drawing: what it comes to. */
	note?: string | undefined;
	/** Entries of the menu that save the chart's rows; without them the drawing is saved as it is. */
	csv?: ReactNode;
};

/** The one frame of charts: a question as the title, the drawing, the same as a table, CSV and PNG. */
export function ChartFrame(props: Props) {
	const {
		title,
		name,
		drawing,
		label,
		error,
		onRetry,
		onPick,
		actions,
		className,
		isEmpty,
		emptyText,
		height,
		note,
		csv,
	} = props;
	const { t } = useTranslation();
	const [asTable, setAsTable] = useState(false);
	const handle = useRef<ChartHandle>(undefined);
	const rows = (drawing?.titles ?? []).map((step, index) => [
		step,
		...(drawing?.series ?? []).map((_, at) => drawing?.value(at, index) ?? ""),
	]);
	const head = [t("chart.step"), ...(drawing?.series ?? []).map((each) => each.name)];
	const plain = (drawing?.titles ?? []).map((step, index) => [
		step,
		...(drawing?.series ?? []).map((each) => (each.values[index] ?? 0).toFixed(2)),
	]);
	const tools = drawing && !isEmpty && (
		// On a phone the choices go below the title, the tools stay beside it.
		<div className="contents md:flex md:items-center md:gap-1">
			{actions && <div className="max-md:order-3 max-md:basis-full">{actions}</div>}
			<div className="flex items-center">
				<Tooltip text={asTable ? t("chart.asChart") : t("chart.asTable")}>
					<Button
						look="ghost"
						size="icon"
						aria-label={asTable ? t("chart.asChart") : t("chart.asTable")}
						onClick={() => setAsTable(!asTable)}
					>
						{asTable ? (
							<ChartColumn className="size-4" aria-hidden />
						) : (
							<Table2 className="size-4" aria-hidden />
						)}
					</Button>
				</Tooltip>
				<Menu
					trigger={
						<Button look="ghost" size="icon" aria-label={t("chart.save")}>
							<Download className="size-4" aria-hidden />
						</Button>
					}
				>
					{csv ?? (
						<MenuItem
							icon={<Table2 className="size-4" aria-hidden />}
							onSelect={() => saveFile(`${name}.csv`, toCsv([head, ...plain]))}
						>
							CSV
						</MenuItem>
					)}
					{!asTable && (
						<MenuItem
							icon={<Image className="size-4" aria-hidden />}
							onSelect={() => {
								const url = handle.current?.png();
								if (url) saveFile(`${name}.png`, url);
							}}
						>
							PNG
						</MenuItem>
					)}
				</Menu>
			</div>
		</div>
	);
	const said = note && <p className="mt-2 text-secondary text-xs">{note}</p>;
	return (
		<Card title={title} actions={tools} className={className}>
			{error && !drawing ? (
				<ErrorState error={error} onRetry={onRetry} compact />
			) : !drawing ? (
				<Skeleton className="h-[260px]" />
			) : isEmpty ? (
				<div className="flex h-[260px] items-center justify-center">
					<Empty title={emptyText} compact />
				</div>
			) : asTable ? (
				<>
					<ChartTable head={head} rows={drawing.bridge ? rows : [...rows].reverse()} label={label} />
					{said}
				</>
			) : (
				<div className="grid h-full grid-rows-[1fr_auto]">
					<Chart
						drawing={drawing}
						label={label}
						onPick={onPick}
						height={height}
						onReady={(made) => {
							handle.current = made;
						}}
					/>
					<div>
						<ChartNotes drawing={drawing} />
						{said}
					</div>
				</div>
			)}
		</Card>
	);
}

function ChartTable({ head, rows, label }: { head: string[]; rows: string[][]; label: string }) {
	return (
		<section
			className="max-h-[260px] overflow-auto"
			// biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled region must be reachable by keyboard
			tabIndex={0}
			aria-label={label}
		>
			<table className="num w-full">
				<thead className="sticky top-0 bg-surface text-left text-muted text-xs">
					<tr>
						{head.map((text, index) => (
							<th
								key={text}
								scope="col"
								className={`py-1.5 pr-3 font-normal ${index > 0 ? "text-right" : ""}`}
							>
								{text}
							</th>
						))}
					</tr>
				</thead>
				<tbody>
					{rows.map((row) => (
						<tr key={row[0]} className="border-t">
							{row.map((text, index) => (
								<td
									key={head[index]}
									className={`whitespace-nowrap py-1 pr-3 ${index > 0 ? "text-right" : "text-secondary"}`}
								>
									{text}
								</td>
							))}
						</tr>
					))}
				</tbody>
			</table>
		</section>
	);
}
