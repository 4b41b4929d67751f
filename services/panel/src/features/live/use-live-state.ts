import { useSyncExternalStore } from "react";
import type { DomainEvent, LiveState } from "@/features/live/stream";

type Live = { state: LiveState; payment: DomainEvent | undefined };

let live: Live = { state: "connecting", payment: undefined };
const listeners = new Set<() => void>();

export function publishLive(change: Partial<Live>): void {
	live = { ...live, ...change };
	for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
	listeners.add(listener);
	return () => listeners.delete(listener);
}

export const useLiveState = (): LiveState => useSyncExternalStore(subscribe, () => live.state);

/** The latest payment that came while the page is open. */
export const useLatestPayment = (): DomainEvent | undefined =>
	useSyncExternalStore(subscribe, () => live.payment);
