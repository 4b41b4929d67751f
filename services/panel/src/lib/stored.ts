import { useState } from "react";

/** A preference of this browser, for example the density of tables. */
export function useStored<T>(key: string, initial: T): [T, (value: T) => void] {
	const name = `remnadesk.${key}`;
	const [value, setValue] = useState<T>(() => {
		try {
			const text = localStorage.getItem(name);
			return text === null ? initial : (JSON.parse(text) as T);
		} catch {
			return initial;
		}
	});
	const store = (next: T) => {
		setValue(next);
		try {
			localStorage.setItem(name, JSON.stringify(next));
		} catch {
			// Storage is closed to us: the choice lasts until the page is closed.
		}
	};
	return [value, store];
}
