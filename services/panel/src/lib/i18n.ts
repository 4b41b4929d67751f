// Russian is in the first load; English comes when asked for.
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import type { Lang } from "@/lib/format";
import ru from "@/locales/ru.json";

declare module "i18next" {
	interface CustomTypeOptions {
		resources: { translation: typeof ru };
	}
}

const KEY = "remnadesk.lang";

function stored(): Lang {
	try {
		return localStorage.getItem(KEY) === "en" ? "en" : "ru";
	} catch {
		return "ru";
	}
}

async function load(lang: Lang): Promise<void> {
	if (lang === "en" && !i18next.hasResourceBundle("en", "translation")) {
		const { default: en } = await import("@/locales/en.json");
		i18next.addResourceBundle("en", "translation", en);
	}
}

export async function startI18n(): Promise<void> {
	const lang = stored();
	await i18next.use(initReactI18next).init({
		lng: lang,
		fallbackLng: "ru",
		resources: { ru: { translation: ru } },
		interpolation: { escapeValue: false },
		partialBundledLanguages: true,
	});
	if (lang === "en") await setLang("en");
}

export async function setLang(lang: Lang): Promise<void> {
	await load(lang);
	await i18next.changeLanguage(lang);
	document.documentElement.lang = lang;
	try {
		localStorage.setItem(KEY, lang);
	} catch {
		// Storage is closed to us: the choice lasts until the page is closed.
	}
}
