import type { Drawing } from "@/components/ui/drawing";

const HATCH = "repeating-linear-gradient(-45deg, currentColor 0 1px, transparent 1px 4px)";

/** What dashes and hatching of a chart mean; no colour tells it. */
export function ChartNotes({ drawing }: { drawing: Drawing }) {
	const dashed = drawing.series.filter((each) => each.faint).map((each) => each.name);
	if (dashed.length === 0 && drawing.incomplete.size === 0) return null;
	return (
		<ul className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-muted text-xs" data-testid="chart-notes">
			{dashed.length > 0 && (
				<li className="flex items-center gap-1.5">
					<span className="w-4 shrink-0 border-current border-t-2 border-dashed" aria-hidden />
					{dashed.join(" · ")}
				</li>
			)}
			{drawing.incomplete.size > 0 && (
				<li className="flex items-center gap-1.5">
					<span
						className="h-2.5 w-4 shrink-0 border border-current"
						style={{ background: HATCH }}
						aria-hidden
					/>
					{drawing.incompleteNote}
				</li>
			)}
		</ul>
	);
}
