// Keys without a modifier, when nobody is typing and no dialog is open. Sequences ("g d") wait one second for the second key.
import { useEffect, useRef } from "react";

export type Hotkeys = Record<string, (event: KeyboardEvent) => void>;

// Non-Latin layouts: the place of the key decides, so "j" works on a Russian keyboard.
function keyOf(event: KeyboardEvent): string {
	if (event.key === "?" || (event.code === "Slash" && event.shiftKey)) return "?";
	if (event.code === "Slash") return "/";
	if (/^Key[A-Z]$/.test(event.code)) return event.code.slice(3).toLowerCase();
	return event.key;
}

function busy(target: EventTarget | null): boolean {
	if (!(target instanceof HTMLElement)) return false;
	if (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) {
		return !(target instanceof HTMLInputElement && /^(checkbox|radio)$/.test(target.type));
	}
	return target.closest('[role="menu"],[role="listbox"],[role="dialog"]:not([data-walks])') !== null;
}

export function useHotkeys(keys: Hotkeys, enabled = true): void {
	const latest = useRef(keys);
	latest.current = keys;
	useEffect(() => {
		if (!enabled) return;
		let first = "";
		let timer: ReturnType<typeof setTimeout> | undefined;
		const onKey = (event: KeyboardEvent) => {
			if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || busy(event.target))
				return;
			const key = keyOf(event);
			const sequence = first === "" ? "" : `${first} ${key}`;
			clearTimeout(timer);
			first = "";
			const action = latest.current[sequence] ?? latest.current[key];
			if (action) {
				action(event);
			} else if (Object.keys(latest.current).some((name) => name.startsWith(`${key} `))) {
				first = key;
				timer = setTimeout(() => {
					first = "";
				}, 1000);
			}
		};
		document.addEventListener("keydown", onKey);
		return () => {
			clearTimeout(timer);
			document.removeEventListener("keydown", onKey);
		};
	}, [enabled]);
}
