import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import en from "@/locales/en.json";
import ru from "@/locales/ru.json";

type Texts = { [key: string]: string | Texts };

function flat(texts: Texts, path = ""): Map<string, string> {
	const out = new Map<string, string>();
	for (const [key, value] of Object.entries(texts)) {
		const at = path === "" ? key : `${path}.${key}`;
		if (typeof value === "string") out.set(at, value);
		else for (const [inner, text] of flat(value, at)) out.set(inner, text);
	}
	return out;
}

const PLURAL = /_(zero|one|two|few|many|other)$/;
const base = (key: string) => key.replace(PLURAL, "");
const bases = (texts: Map<string, string>) => [...new Set([...texts.keys()].map(base))].sort();
const holes = (text: string) => [...new Set(text.match(/{{\w+}}/g) ?? [])].sort();

const russian = flat(ru);
const english = flat(en);

test("both languages have the same texts", () => {
	expect(bases(english)).toEqual(bases(russian));
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
	const files = readdirSync("src", { recursive: true, encoding: "utf8" }).filter(
		(name) => /\.tsx?$/.test(name) && !name.includes("schema.d"),
	);
	const known = new Set(bases(russian));
	for (const name of files) {
		const source = readFileSync(join("src", name), "utf8");
		for (const [, key] of source.matchAll(/\bt\(\s*"([\w.]+)"/g))
			expect(known.has(key ?? ""), `${key} in ${name}`).toBe(true);
	}
});

test("no text lives outside the locales", () => {
	const files = readdirSync("src", { recursive: true, encoding: "utf8" }).filter((name) =>
		name.endsWith(".tsx"),
	);
	for (const name of files) {
		const code = readFileSync(join("src", name), "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
		expect(code.match(/[а-яё]{2,}/i)?.[0], name).toBeUndefined();
	}
});
