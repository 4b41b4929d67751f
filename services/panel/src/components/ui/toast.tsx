import { useSyncExternalStore } from "react";
import { Button } from "@/components/ui/button";

type Action = { label: string; run: () => void };
type Toast = { id: number; text: string; action?: Action | undefined };

let toasts: readonly Toast[] = [];
let next = 1;
const listeners = new Set<() => void>();

function publish(value: readonly Toast[]): void {
	toasts = value;
	for (const listener of listeners) listener();
}

const close = (id: number) => publish(toasts.filter((each) => each.id !== id));

/** Says shortly that something was done; with an action, for example to take it back, it stays twice as long. */
export function toast(text: string, action?: Action): void {
	const id = next++;
	publish([...toasts.slice(-2), { id, text, action }]);
	setTimeout(() => close(id), action ? 8000 : 4000);
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
			{shown.map(({ id, text, action }) => (
				<p key={id} className="pop animate-pop flex items-center gap-3 px-4 py-2 text-sm">
					{text}
					{action && (
						<Button
							look="ghost"
							className="pointer-events-auto text-accent-ink"
							onClick={() => {
								close(id);
								action.run();
							}}
						>
							{action.label}
						</Button>
					)}
				</p>
			))}
		</div>
	);
}
