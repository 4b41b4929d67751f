// The theme is an attribute of <html>; public/theme.js sets it before the first paint.
import { useSyncExternalStore } from "react";

export const THEMES = ["dark", "light", "system"] as const;
export type Theme = (typeof THEMES)[number];

const KEY = "remnadesk.theme";
const system = matchMedia("(prefers-color-scheme: light)");
const listeners = new Set<() => void>();

function stored(): Theme {
	try {
		const value = localStorage.getItem(KEY);
		return value === "light" || value === "system" ? value : "dark";
	} catch {
		return "dark";
	}
}

let current: Theme = stored();

const resolved = (): "dark" | "light" =>
	current === "system" ? (system.matches ? "light" : "dark") : current;

function apply(): void {
	document.documentElement.dataset.theme = resolved();
	document
		.querySelector('meta[name="theme-color"]')
		?.setAttribute("content", resolved() === "dark" ? "#0f1318" : "#f7f9fb");
	for (const listener of listeners) listener();
}

system.addEventListener("change", apply);

export function setTheme(theme: Theme): void {
	current = theme;
	try {
		localStorage.setItem(KEY, theme);
	} catch {
		// Storage is closed to us: the choice lasts until the page is closed.
	}
	apply();
}

function subscribe(listener: () => void): () => void {
	listeners.add(listener);
	return () => listeners.delete(listener);
}

/** What the person chose. */
export const useTheme = (): Theme => useSyncExternalStore(subscribe, () => current);

/** What it comes to now, for drawings outside CSS. */
export const useResolvedTheme = (): "dark" | "light" => useSyncExternalStore(subscribe, resolved);
