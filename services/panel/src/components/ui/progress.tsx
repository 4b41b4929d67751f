/** How far a long job is; `value` from 0 to 1, undefined when the end is unknown. */
export function Progress({ label, value }: { label: string; value: number | undefined }) {
	const percent = value === undefined ? undefined : Math.round(Math.min(1, Math.max(0, value)) * 100);
	return (
		<div
			role="progressbar"
			aria-label={label}
			aria-valuemin={0}
			aria-valuemax={100}
			aria-valuenow={percent}
			className="h-1.5 w-full overflow-hidden rounded-full bg-press"
		>
			<div
				className={`h-full rounded-full bg-info transition-[width] ${percent === undefined ? "skeleton w-full" : ""}`}
				style={percent === undefined ? undefined : { width: `${percent}%` }}
			/>
		</div>
	);
}
