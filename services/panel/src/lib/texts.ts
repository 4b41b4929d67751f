// The texts of pages: a part arrives with the code of the page that shows it, in the language of the screen only.
import i18next from "i18next";
import type { Lang } from "@/lib/format";
import type access from "@/locales/ru/access.json";
import type base from "@/locales/ru/base.json";
import type campaigns from "@/locales/ru/campaigns.json";
import type cash from "@/locales/ru/cash.json";
import type conversion from "@/locales/ru/conversion.json";
import type customers from "@/locales/ru/customers.json";
import type data from "@/locales/ru/data.json";
import type graph from "@/locales/ru/graph.json";
import type login from "@/locales/ru/login.json";
import type payments from "@/locales/ru/payments.json";
import type promos from "@/locales/ru/promos.json";
import type reconciliation from "@/locales/ru/reconciliation.json";
import type referrals from "@/locales/ru/referrals.json";
import type revenue from "@/locales/ru/revenue.json";

type Parts = {
	access: typeof access;
	campaigns: typeof campaigns;
	cash: typeof cash;
	conversion: typeof conversion;
	customers: typeof customers;
	data: typeof data;
	graph: typeof graph;
	login: typeof login;
	payments: typeof payments;
	promos: typeof promos;
	reconciliation: typeof reconciliation;
	referrals: typeof referrals;
	revenue: typeof revenue;
};

/** A file of texts beside the base one, which the shell and every page share. */
export type Part = keyof Parts;

type Every<Union> = (Union extends unknown ? (each: Union) => void : never) extends (all: infer All) => void
	? All
	: never;

declare module "i18next" {
	interface CustomTypeOptions {
		resources: { translation: typeof base & Every<Parts[Part]> };
	}
}

const files = import.meta.glob<object>(["/src/locales/*/*.json", "!/src/locales/ru/base.json"], {
	import: "default",
});

const used = new Set<Part | "base">(["base"]);
let wanted: Lang = "ru";
const here = new Map<string, Promise<void>>();

function part(lang: string, name: Part | "base"): Promise<void> {
	if (lang === "ru" && name === "base") return Promise.resolve();
	const path = `/src/locales/${lang}/${name}.json`;
	const known = here.get(path);
	if (known) return known;
	const loading = (async () => {
		const texts = await files[path]?.();
		if (!texts) throw new Error(`no texts at ${path}`);
		i18next.addResourceBundle(lang, "translation", texts, true);
	})();
	here.set(path, loading);
	// What did not arrive is asked for again by the next visit.
	loading.catch(() => here.delete(path));
	return loading;
}

/** Everything shown so far, in another language: the caller may switch to it after. */
export async function loadTexts(lang: Lang): Promise<void> {
	const before = wanted;
	wanted = lang;
	try {
		await Promise.all([...used].map((name) => part(lang, name)));
	} catch (error) {
		wanted = before;
		throw error;
	}
}

/** The code of a page, once the texts it shows are there too. */
export async function withTexts<Code>(names: readonly Part[], code: Promise<Code>): Promise<Code> {
	for (const name of names) used.add(name);
	// A page that comes in the middle of a switch is shown in both.
	const languages = new Set([i18next.language, wanted]);
	const texts = names.flatMap((name) => [...languages].map((lang) => part(lang, name)));
	const [loaded] = await Promise.all([code, ...texts]);
	return loaded;
}
