import { expect, test } from "vitest";
import { lazies, parts, reach, sources } from "../support/sources";

const PLURAL = /_(zero|one|two|few|many|other)$/;
const base = (key: string) => key.replace(PLURAL, "");
const bases = (texts: Map<string, string>) => [...new Set([...texts.keys()].map(base))].sort();
const holes = (text: string) => [...new Set(text.match(/{{\w+}}/g) ?? [])].sort();
const all = (of: Map<string, Map<string, string>>) =>
	new Map([...of.values()].flatMap((texts) => [...texts]));

const files = { ru: parts("ru"), en: parts("en") };
const russian = all(files.ru);
const english = all(files.en);

test("both languages have the same texts in the same files", () => {
	expect([...files.en.keys()].sort()).toEqual([...files.ru.keys()].sort());
	for (const [name, texts] of files.ru)
		expect(bases(files.en.get(name) ?? new Map()), name).toEqual(bases(texts));
});

test("a text is in one file only", () => {
	for (const of of Object.values(files)) {
		const every = [...of.values()].flatMap((texts) => [...texts.keys()]);
		expect(every.filter((key, i) => every.indexOf(key) !== i)).toEqual([]);
	}
});

test("no text is empty", () => {
	for (const [key, text] of [...russian, ...english]) expect(text.trim(), key).not.toBe("");
});

test("the same values are put into both", () => {
	for (const [key, text] of russian) {
		const other = english.get(key) ?? english.get(`${base(key)}_other`);
		expect(holes(other ?? ""), key).toEqual(holes(text));
	}
});

test("plurals have every form their language needs", () => {
	const forms = { ru: ["one", "few", "many", "other"], en: ["one", "other"] };
	for (const [lang, texts] of [
		["ru", russian],
		["en", english],
	] as const) {
		for (const key of [...texts.keys()].filter((each) => PLURAL.test(each))) {
			for (const form of forms[lang])
				expect(texts.has(`${base(key)}_${form}`), `${lang} ${base(key)}_${form}`).toBe(true);
		}
	}
});

test("every literal key that the code asks for exists", () => {
	const known = new Set(bases(russian));
	for (const [name, source] of sources) {
		for (const [, key] of source.matchAll(/\bt\(\s*"([\w.]+)"/g))
			expect(known.has(key ?? ""), `${key} in ${name}`).toBe(true);
	}
});

test("no text lives outside the locales", () => {
	for (const [name, source] of sources) {
		if (!name.endsWith(".tsx")) continue;
		const code = source.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
		expect(code.match(/[а-яё]{2,}/i)?.[0], name).toBeUndefined();
	}
});

const home = new Map(
	[...files.ru].flatMap(([part, texts]) => bases(texts).map((key) => [key, part] as const)),
);
const groups = new Set([...home.keys()].map((key) => key.split(".")[0]));

/** The parts whose texts a file may ask for: keys, beginnings of keys, and the definitions it names. */
function asked(source: string): Map<string, string> {
	const out = new Map<string, string>();
	for (const [, mark, key = ""] of source.matchAll(/(["`])(\w+\.[\w.]*)/g)) {
		if (!groups.has(key.split(".")[0]) || key === "definition.") continue;
		for (const [known, part] of home) {
			const meant = mark === "`" ? known.startsWith(key) : known === key || known.startsWith(`${key}.`);
			if (meant) out.set(part, key);
		}
	}
	for (const [line] of source.matchAll(/^.*\b(?:id|definition)\s?[=:].*$/gm)) {
		for (const [, name] of line.matchAll(/"(\w+)"/g)) {
			const part = home.get(`definition.${name}.title`);
			if (part) out.set(part, `definition.${name}`);
		}
	}
	return out;
}

const wants = new Map([...sources].map(([path, source]) => [path, asked(source)]));

test("what is loaded first asks for the base texts only", () => {
	// The search of a page is read by its route, its words are shown by the page.
	for (const path of reach("src/main.tsx", (each) => each.endsWith("/search.ts")))
		for (const [part, key] of wants.get(path) ?? []) expect(part, `${key} in ${path}`).toBe("base");
});

test("a page brings the texts that it and everything on it show, and no others", () => {
	const pages = lazies();
	expect(pages.length).toBeGreaterThan(20);
	for (const { entry, parts: brought } of pages) {
		const needed = new Map<string, string>();
		for (const path of reach(entry))
			for (const [part, key] of wants.get(path) ?? [])
				if (part !== "base") needed.set(part, `${key} in ${path}`);
		for (const [part, why] of needed) expect(brought, `${entry}: ${why}`).toContain(part);
		for (const part of brought) expect([...needed.keys()], entry).toContain(part);
	}
});
