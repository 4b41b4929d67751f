import type { EntityStatus, Status } from "@/api/client";
import type { LiveState } from "@/features/live/stream";

/** Behind by more than this is worth an amber dot. */
const STALE_AFTER = 3 * 60_000;

export type Health =
	| { kind: "unknown" }
	| { kind: "lost" }
	| { kind: "connecting" }
	| { kind: "paused" }
	| { kind: "down"; completeUntil: string | undefined; seenAt: string | undefined }
	| { kind: "importing"; share: number | undefined }
	| { kind: "stale"; completeUntil: string }
	| { kind: "complete"; completeUntil: string };

const captured = (status: Status): EntityStatus[] =>
	status.entities.filter((entity) => entity.state !== "off");

/** The instant up to which everything that is captured is complete. */
export function completeUntil(status: Status): string | undefined {
	const marks = captured(status).map((entity) => entity.complete_until);
	if (marks.length === 0 || marks.includes(undefined)) return undefined;
	return marks.reduce((least, mark) =>
		mark !== undefined && least !== undefined && Date.parse(mark) < Date.parse(least) ? mark : least,
	);
}

/** How far the first import is, over all entities; undefined while its size is unknown. */
export function importShare(status: Status): number | undefined {
	const all = captured(status);
	const expected = all.reduce((sum, entity) => sum + Number(entity.import_expected || 0), 0);
	const done = all.reduce((sum, entity) => sum + Number(entity.import_done || 0), 0);
	return expected > 0 ? Math.min(1, done / expected) : undefined;
}

export function healthOf(
	status: Status | undefined,
	answer: string | undefined,
	live: LiveState,
	now: number,
): Health {
	if (live === "lost") return { kind: "lost" };
	if (status) {
		const until = completeUntil(status);
		if (status.state === "paused" || captured(status).some((entity) => entity.state === "paused"))
			return { kind: "paused" };
		if (status.state === "down") return { kind: "down", completeUntil: until, seenAt: status.source_seen_at };
		if (status.state === "importing") return { kind: "importing", share: importShare(status) };
		if (status.state === "connecting") return { kind: "connecting" };
		if (until) return fresh(until, now);
	}
	return answer ? fresh(answer, now) : { kind: "unknown" };
}

const fresh = (until: string, now: number): Health => ({
	kind: now - Date.parse(until) > STALE_AFTER ? "stale" : "complete",
	completeUntil: until,
});
