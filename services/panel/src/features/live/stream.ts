// The event stream of GET /api/v2/events. One connection per browser: the tab that holds the lock listens, the others hear it by broadcast.

export type LiveState = "connecting" | "open" | "lost";

export type LiveMessage =
	| { kind: "changed"; service: string; entity: string }
	| { kind: "reset" }
	| { kind: "domain"; event: DomainEvent }
	| { kind: "state"; state: LiveState }
	| { kind: "hello" };

/** A CloudEvent as the contract has it; data is the event's own. */
export type DomainEvent = { id: string; type: string; time?: string; data?: Record<string, unknown> };

const NAME = "remnadesk-events";
const URL_PATH = "/api/v2/events";

function read(text: string): Record<string, unknown> | undefined {
	try {
		const value: unknown = JSON.parse(text);
		return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
	} catch {
		return undefined;
	}
}

/** Listens until `signal` ends; a refused connection is tried again with growing pauses, and what was missed is asked anew. */
function listen(signal: AbortSignal, tell: (message: LiveMessage) => void): void {
	let source: EventSource | undefined;
	let timer: ReturnType<typeof setTimeout> | undefined;
	let pause = 1000;
	let missed = false;
	const open = () => {
		const made = new EventSource(URL_PATH, { withCredentials: true });
		source = made;
		tell({ kind: "state", state: missed ? "lost" : "connecting" });
		made.onopen = () => {
			pause = 1000;
			if (missed) tell({ kind: "reset" });
			missed = false;
			tell({ kind: "state", state: "open" });
		};
		made.onerror = () => {
			tell({ kind: "state", state: "lost" });
			if (made.readyState !== EventSource.CLOSED) return; // it reconnects by itself and resumes
			missed = true;
			timer = setTimeout(open, pause);
			pause = Math.min(pause * 2, 30_000);
		};
		made.addEventListener("changed", (frame) => {
			const data = read(frame.data);
			if (data)
				tell({ kind: "changed", service: String(data.service ?? ""), entity: String(data.entity ?? "") });
		});
		made.addEventListener("reset", () => tell({ kind: "reset" }));
		made.addEventListener("domain", (frame) => {
			const data = read(frame.data);
			if (data && typeof data.type === "string") tell({ kind: "domain", event: data as DomainEvent });
		});
	};
	open();
	signal.addEventListener("abort", () => {
		clearTimeout(timer);
		source?.close();
	});
}

/** Connects this tab to the one stream of the browser. Returns how to leave it. */
export function connect(onMessage: (message: LiveMessage) => void): () => void {
	const stop = new AbortController();
	const channel = typeof BroadcastChannel === "undefined" ? undefined : new BroadcastChannel(NAME);
	let state: LiveState = "connecting";
	let leading = false;
	const tell = (message: LiveMessage) => {
		if (message.kind === "state") state = message.state;
		channel?.postMessage(message);
		onMessage(message);
	};
	const lead = () => {
		leading = true;
		listen(stop.signal, tell);
	};
	if (channel) {
		channel.onmessage = ({ data }: MessageEvent<LiveMessage>) => {
			if (data.kind !== "hello") onMessage(data);
			else if (leading) channel.postMessage({ kind: "state", state } satisfies LiveMessage);
		};
	}
	if (channel && navigator.locks) {
		channel.postMessage({ kind: "hello" } satisfies LiveMessage);
		const since = Date.now();
		navigator.locks
			.request(NAME, { signal: stop.signal }, () => {
				// Taking over from a closed tab: what came in between is unknown.
				if (Date.now() - since > 1000) onMessage({ kind: "reset" });
				lead();
				return new Promise<void>((done) => stop.signal.addEventListener("abort", () => done()));
			})
			.catch(() => undefined); // left before the lock came
	} else {
		lead();
	}
	return () => {
		stop.abort();
		channel?.close();
	};
}
