import type { ReactNode } from "react";

/** Names and values of one thing. */
export function Facts({ items }: { items: readonly { label: string; value: ReactNode }[] }) {
	return (
		<dl className="grid grid-cols-[minmax(112px,40%)_1fr] gap-x-3 gap-y-2">
			{items.map((item) => (
				<div key={item.label} className="contents">
					<dt className="text-muted">{item.label}</dt>
					<dd className="num min-w-0 break-words">{item.value}</dd>
				</div>
			))}
		</dl>
	);
}
