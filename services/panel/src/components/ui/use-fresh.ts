import { useEffect, useRef, useState } from "react";

const NONE: ReadonlySet<string> = new Set();

/** Ids that came to the top of an open list: marked for a few seconds. A page of another place shares no id and marks nothing. */
export function useFresh(ids: readonly string[] | undefined): ReadonlySet<string> {
	const before = useRef<ReadonlySet<string>>(undefined);
	const [fresh, setFresh] = useState<ReadonlySet<string>>(NONE);
	const key = ids?.join(" ");
	useEffect(() => {
		if (key === undefined) return;
		const now = key === "" ? [] : key.split(" ");
		const old = before.current;
		before.current = new Set(now);
		const first = old ? now.findIndex((id) => old.has(id)) : -1;
		if (first < 1) return;
		setFresh(new Set(now.slice(0, first)));
		const timer = setTimeout(() => setFresh(NONE), 6000);
		return () => clearTimeout(timer);
	}, [key]);
	return fresh;
}
