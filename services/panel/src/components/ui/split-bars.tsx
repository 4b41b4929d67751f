import { cn } from "@/lib/cn";
import { shareOf } from "@/lib/format";
import { useFormat } from "@/lib/use-format";

export type Part = {
	key: string;
	label: string;
	value: bigint;
	shown: string;
	hint?: string;
	color: string;
	onClick?: () => void;
};

/** Parts of a whole, largest first, each with its own number: no legend to decode. */
export function SplitBars({ parts }: { parts: readonly Part[] }) {
	const f = useFormat();
	const whole = parts.reduce((sum, part) => sum + (part.value > 0n ? part.value : 0n), 0n);
	return (
		<ul className="-mx-2 flex flex-col gap-1">
			{parts.map((part) => {
				const share = shareOf(part.value, whole);
				const body = (
					<>
						<span className="flex items-baseline gap-2">
							<span className="min-w-0 flex-1 truncate text-left">
								{part.label}
								{part.hint && <span className="num ml-2 text-muted text-xs">{part.hint}</span>}
							</span>
							<span className="num font-medium">{part.shown}</span>
							<span className="num w-11 text-right text-muted text-xs">{f.percent(share)}</span>
						</span>
						<span className="mt-1.5 block h-1.5 overflow-hidden rounded-full bg-press">
							<span
								className="block h-full rounded-full"
								style={{ width: `${Math.max(share * 100, share > 0 ? 1 : 0)}%`, background: part.color }}
							/>
						</span>
					</>
				);
				const box = "block w-full rounded-lg px-2 py-1.5";
				return (
					<li key={part.key}>
						{part.onClick ? (
							<button type="button" onClick={part.onClick} className={cn(box, "hover:bg-hover")}>
								{body}
							</button>
						) : (
							<div className={box}>{body}</div>
						)}
					</li>
				);
			})}
		</ul>
	);
}

/** One bar of several colours, for the inside of a tile. */
export function SplitStrip({ parts }: { parts: readonly Omit<Part, "hint" | "onClick">[] }) {
	const whole = parts.reduce((sum, part) => sum + part.value, 0n);
	return (
		<div>
			<div className="flex h-1.5 gap-0.5 overflow-hidden rounded-full bg-press" aria-hidden>
				{parts.map((part) => (
					<span
						key={part.key}
						style={{ width: `${shareOf(part.value, whole) * 100}%`, background: part.color }}
					/>
				))}
			</div>
			<ul className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-xs">
				{parts.map((part) => (
					<li key={part.key} className="flex items-center gap-1.5 whitespace-nowrap">
						<span className="size-2 rounded-sm" style={{ background: part.color }} aria-hidden />
						<span className="text-muted">{part.label}</span>
						<span className="num font-medium">{part.shown}</span>
					</li>
				))}
			</ul>
		</div>
	);
}
