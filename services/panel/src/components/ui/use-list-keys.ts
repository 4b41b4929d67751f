import { useState } from "react";
import { useHotkeys } from "@/lib/hotkeys";

type List = {
	ids: readonly string[];
	openId: string | undefined;
	open: (id: string) => void;
	toggle: (id: string) => void;
};

/** j k ↑ ↓ walk a list, ↵ opens, x ticks. With the drawer open, walking opens. Returns the row under the cursor. */
export function useListKeys({ ids, openId, open, toggle }: List): string | undefined {
	const [cursor, setCursor] = useState<string>();
	const current = openId ?? (cursor !== undefined && ids.includes(cursor) ? cursor : undefined);
	const walk = (step: number) => (event: KeyboardEvent) => {
		if (ids.length === 0) return;
		event.preventDefault();
		const at = current === undefined ? -1 : ids.indexOf(current);
		const next = ids[Math.min(ids.length - 1, Math.max(0, at === -1 ? 0 : at + step))];
		if (next === undefined) return;
		setCursor(next);
		if (openId !== undefined) open(next);
		document.querySelector(`[data-row="${CSS.escape(next)}"]`)?.scrollIntoView({ block: "nearest" });
	};
	useHotkeys({
		j: walk(1),
		k: walk(-1),
		...(openId !== undefined || cursor !== undefined ? { ArrowDown: walk(1), ArrowUp: walk(-1) } : {}),
		Enter: (event) => {
			if (current === undefined || openId !== undefined) return;
			if (event.target instanceof Element && event.target.closest("button,a")) return;
			open(current);
		},
		x: () => {
			if (current !== undefined) toggle(current);
		},
	});
	return current;
}
