import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

type Colour = [number, number, number];

const css = readFileSync(new URL("../../src/index.css", import.meta.url), "utf8");

/** The tokens of a theme: those of :root, with the light theme's on top. */
function tokens(theme: "dark" | "light"): Map<string, string> {
	const block = (start: string) => css.slice(css.indexOf(start), css.indexOf("\n}", css.indexOf(start)));
	const texts = [block(":root {"), ...(theme === "light" ? [block('[data-theme="light"] {')] : [])];
	return new Map(
		texts.flatMap((text) =>
			[...text.matchAll(/--([\w-]+): ([^;]+);/g)].map(([, k, v]) => [k, v] as [string, string]),
		),
	);
}

function hex(text: string): Colour {
	return [1, 3, 5].map((at) => Number.parseInt(text.slice(at, at + 2), 16)) as Colour;
}

const mix = (a: Colour, b: Colour, share: number): Colour =>
	a.map((value, i) => value * (1 - share) + (b[i] as number) * share) as Colour;

function luminance(colour: Colour): number {
	const [r, g, b] = colour.map((value) => {
		const v = Math.round(value) / 255;
		return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
	}) as Colour;
	return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: Colour, b: Colour): number {
	const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
	return (high + 0.05) / (low + 0.05);
}

/** A token's colour: a hex, another token, or a mix of two tokens. */
function colour(of: Map<string, string>, name: string): Colour {
	const text = of.get(name) ?? "";
	const mixed = /^color-mix\(in srgb, var\(--([\w-]+)\), var\(--([\w-]+)\) (\d+)%\)$/.exec(text);
	if (mixed)
		return mix(colour(of, mixed[1] as string), colour(of, mixed[2] as string), Number(mixed[3]) / 100);
	const other = /^var\(--([\w-]+)\)$/.exec(text);
	if (other) return colour(of, other[1] as string);
	expect(text, `--${name}`).toMatch(/^#[0-9a-f]{6}$/);
	return hex(text);
}

/** A veil over a colour, as --hover is one. */
function veiled(of: Map<string, string>, name: string, below: Colour): Colour {
	const [, r, g, b, percent] = /^rgb\((\d+) (\d+) (\d+) \/ (\d+)%\)$/.exec(of.get(name) ?? "") ?? [];
	expect(percent, `--${name}`).toBeDefined();
	return mix(below, [Number(r), Number(g), Number(b)], Number(percent) / 100);
}

describe.each(["dark", "light"] as const)("text in a token's colour reaches AA in the %s theme", (theme) => {
	const of = tokens(theme);
	const accent = colour(of, "accent");
	const grounds = ["bg", "surface", "raised"].flatMap((name) => {
		const plain = colour(of, name);
		// A row that is open is tinted with the accent, one under the pointer veiled.
		return [plain, veiled(of, "hover", plain), mix(plain, accent, 0.1)];
	});
	test.each(["good", "warn", "bad", "info"])("%s, also in its badge", (tone) => {
		const ink = colour(of, `${tone}-ink`);
		for (const ground of grounds) {
			expect(contrast(ink, ground)).toBeGreaterThanOrEqual(4.5);
			expect(contrast(ink, mix(ground, colour(of, tone), 0.1))).toBeGreaterThanOrEqual(4.5);
		}
	});
	test.each(["text", "secondary", "muted-ink", "accent-ink"])("%s", (name) => {
		for (const ground of grounds) expect(contrast(colour(of, name), ground)).toBeGreaterThanOrEqual(4.5);
	});
});
