// Colours of the drawing, read from the tokens: WebGL knows no CSS.

export type Look = {
	paid: string;
	unpaid: string;
	edge: string;
	fadedDot: string;
	fadedEdge: string;
	accent: string;
	text: string;
	muted: string;
	raised: string;
	line: string;
	font: string;
};

type Rgb = [number, number, number];

function rgbOf(hex: string): Rgb {
	const short = hex.replace("#", "");
	const digits = short.length === 3 ? [...short].map((digit) => digit + digit).join("") : short;
	const at = (i: number) => Number.parseInt(digits.slice(i * 2, i * 2 + 2), 16) || 0;
	return [at(0), at(1), at(2)];
}

/** `part` of one colour in the other; both as #rrggbb. */
export function mix(one: string, other: string, part: number): string {
	const [a, b] = [rgbOf(one), rgbOf(other)];
	return `#${a
		.map((value, i) =>
			Math.round(value * part + (b[i] as number) * (1 - part))
				.toString(16)
				.padStart(2, "0"),
		)
		.join("")}`;
}

export function readLook(element: Element): Look {
	const style = getComputedStyle(element);
	const token = (name: string) => style.getPropertyValue(name).trim();
	const surface = token("--surface");
	const rest = token("--muted");
	return {
		paid: token("--series-1"),
		unpaid: mix(rest, surface, 0.8),
		edge: mix(rest, surface, 0.3),
		fadedDot: mix(rest, surface, 0.22),
		fadedEdge: mix(rest, surface, 0.09),
		accent: token("--accent"),
		text: token("--text"),
		muted: token("--secondary"),
		raised: token("--raised"),
		line: token("--line-strong"),
		font: style.fontFamily,
	};
}
