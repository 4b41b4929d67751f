import { useSyncExternalStore } from "react";

type Toast = { id: number; text: string };

let toasts: readonly Toast[] = [];
let next = 1;
const listeners = new Set<() => void>();

function publish(value: readonly Toast[]): void {
	toasts = value;
	for (const listener of listeners) listener();
}

/** Says shortly that something was done. */
export function toast(text: string): void {
	const id = next++;
	publish([...toasts.slice(-2), { id, text }]);
	setTimeout(() => publish(toasts.filter((each) => each.id !== id)), 4000);
}

export function Toasts() {
	const shown = useSyncExternalStore(
		(listener) => {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		() => toasts,
	);
	return (
		<div
			role="status"
			className="pointer-events-none fixed inset-x-0 bottom-20 z-50 flex flex-col items-center gap-2 px-4 md:bottom-6"
		>
			{shown.map((each) => (
				<p key={each.id} className="pop animate-pop px-4 py-2 text-sm">
					{each.text}
				</p>
			))}
		</div>
	);
}
