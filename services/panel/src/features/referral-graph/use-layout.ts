import { useEffect, useMemo, useRef, useState } from "react";
import { dotsOf, type People } from "@/features/referral-graph/forest";
import { layout, type Placed } from "@/features/referral-graph/layout";
import type { SizeBy } from "@/features/referral-graph/search";

export type Scene = { people: People; dots: Float32Array; placed: Placed };

type Wanted = { people: People; dots: Float32Array };

/** While answers are still coming, the second picture waits this long, each further one twice as long as the one before, ms. */
const PAUSE = 1000;

/** Places of everybody, computed beside the page: one computation at a time, always of the newest. */
export function useLayout(people: People, by: SizeBy, complete: boolean): Scene | undefined {
	const [scene, setScene] = useState<Scene>();
	const dots = useMemo(() => dotsOf(people, by), [people, by]);
	const room = useRef<Room>(undefined);
	useEffect(() => {
		room.current = roomOf(setScene);
		return () => room.current?.close();
	}, []);
	useEffect(() => {
		if (people.nodes.length > 0) room.current?.want({ people, dots }, complete);
	}, [people, dots, complete]);
	return scene && people.nodes.length > 0 ? scene : undefined;
}

type Room = { want: (wanted: Wanted, last: boolean) => void; close: () => void };

function roomOf(show: (scene: Scene) => void): Room {
	let wanted: Wanted | undefined;
	let running: Wanted | undefined;
	let timer: ReturnType<typeof setTimeout> | undefined;
	let last = Number.NEGATIVE_INFINITY;
	let pause = PAUSE / 2;
	let whole = false;
	const worker = start();
	function start(): Worker | undefined {
		try {
			const made = new Worker(new URL("./layout.worker.ts", import.meta.url), { type: "module" });
			made.onmessage = ({ data }: MessageEvent<Placed>) => done(data);
			// Where workers may not run, the page itself computes.
			made.onerror = () => running && done(compute(running));
			return made;
		} catch {
			return undefined;
		}
	}
	const compute = ({ people, dots }: Wanted) => layout({ parents: people.parents, dots });
	function done(placed: Placed): void {
		if (!running) return;
		show({ ...running, placed });
		running = undefined;
		last = performance.now();
		pause = whole ? PAUSE : pause * 2;
		next();
	}
	function next(): void {
		clearTimeout(timer);
		if (!wanted || running) return;
		timer = setTimeout(run, whole ? 0 : Math.max(0, last + pause - performance.now()));
	}
	function run(): void {
		running = wanted;
		wanted = undefined;
		if (!running) return;
		if (worker) worker.postMessage({ parents: running.people.parents, dots: running.dots });
		else done(compute(running));
	}
	return {
		want(newest, complete) {
			wanted = newest;
			whole = complete;
			next();
		},
		close() {
			clearTimeout(timer);
			worker?.terminate();
		},
	};
}
