import { useSyncExternalStore } from "react";

let now = new Date();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
	listeners.add(listener);
	timer ??= setInterval(() => {
		now = new Date();
		for (const each of listeners) each();
	}, 15_000);
	return () => {
		listeners.delete(listener);
		if (listeners.size === 0 && timer !== undefined) {
			clearInterval(timer);
			timer = undefined;
		}
	};
}

/** The time, moving every 15 seconds, so that "3 minutes ago" stays true on an open page. */
export const useNow = (): Date => useSyncExternalStore(subscribe, () => now);
