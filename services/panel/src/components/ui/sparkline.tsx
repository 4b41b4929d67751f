/** A shape of the last days beside a number; the numbers themselves are in the chart. */
export function Sparkline({ values }: { values: readonly number[] }) {
	if (values.length < 2) return null;
	const top = Math.max(...values, 0);
	const bottom = Math.min(...values, 0);
	const span = top - bottom || 1;
	const x = (index: number) => (index / (values.length - 1)) * 100;
	const y = (value: number) => 30 - ((value - bottom) / span) * 28;
	const line = values.map((value, index) => `${x(index).toFixed(1)},${y(value).toFixed(1)}`).join(" ");
	return (
		<svg viewBox="0 0 100 32" preserveAspectRatio="none" className="h-8 w-full" aria-hidden focusable="false">
			<polyline
				points={line}
				fill="none"
				stroke="var(--accent)"
				strokeWidth="1.5"
				vectorEffect="non-scaling-stroke"
				strokeLinejoin="round"
			/>
		</svg>
	);
}
