/** What the colours of a chart mean, where nothing beside it says so. */
export function Legend({ series }: { series: readonly { name: string; color: string }[] }) {
	return (
		<ul className="flex flex-wrap gap-x-3 text-secondary text-xs">
			{series.map((each) => (
				<li key={each.name} className="flex items-center gap-1.5 whitespace-nowrap">
					<span className="size-2 rounded-sm" style={{ background: `var(${each.color})` }} aria-hidden />
					{each.name}
				</li>
			))}
		</ul>
	);
}
