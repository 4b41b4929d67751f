// What the code is made of: its files, who imports whom, and the texts they ask for.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

type Texts = { [key: string]: string | Texts };

export function flat(texts: Texts, path = ""): Map<string, string> {
	const out = new Map<string, string>();
	for (const [key, value] of Object.entries(texts)) {
		const at = path === "" ? key : `${path}.${key}`;
		if (typeof value === "string") out.set(at, value);
		else for (const [inner, text] of flat(value, at)) out.set(inner, text);
	}
	return out;
}

/** The texts of a language by the file they are in. */
export function parts(lang: string): Map<string, Map<string, string>> {
	const dir = join("src/locales", lang);
	return new Map(
		readdirSync(dir).map((file) => {
			const texts: Texts = JSON.parse(readFileSync(join(dir, file), "utf8"));
			return [file.replace(".json", ""), flat(texts)];
		}),
	);
}

export const sources = new Map(
	readdirSync("src", { recursive: true, encoding: "utf8" })
		.filter((name) => /\.tsx?$/.test(name) && !name.includes("schema.d"))
		.map((name) => [join("src", name), readFileSync(join("src", name), "utf8")]),
);

function file(spec: string): string | undefined {
	if (!spec.startsWith("@/")) return undefined;
	const path = `src/${spec.slice(2)}`;
	return [path, `${path}.ts`, `${path}.tsx`].find((each) => sources.has(each) && existsSync(each));
}

const STATIC = /(?:import|export)\s(?!type\s)[^;]*?from\s"([^"]+)"/g;

/** The files that come with one of the code, itself included. */
export function reach(entry: string, skip: (path: string) => boolean = () => false): Set<string> {
	const seen = new Set<string>();
	const left = [entry];
	for (let path = left.pop(); path !== undefined; path = left.pop()) {
		if (seen.has(path) || skip(path)) continue;
		seen.add(path);
		for (const [, spec] of (sources.get(path) ?? "").matchAll(STATIC)) {
			const next = file(spec ?? "");
			if (next) left.push(next);
		}
	}
	return seen;
}

/** What is fetched only when it is shown, and the parts of the texts that are fetched beside it. */
export function lazies(): { entry: string; parts: string[] }[] {
	const out: { entry: string; parts: string[] }[] = [];
	for (const source of sources.values()) {
		for (const [, names, spec] of source.matchAll(
			/(?:withTexts\(\s*\[([^\]]*)\],\s*)?import\(\s*"(@\/[^"]+)"/g,
		)) {
			const entry = file(spec ?? "");
			if (entry)
				out.push({ entry, parts: [...(names ?? "").matchAll(/"(\w+)"/g)].map((each) => each[1] ?? "") });
		}
	}
	return out;
}
