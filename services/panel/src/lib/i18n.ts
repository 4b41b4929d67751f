// Russian is in the first load; English comes when asked for.
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import type { Lang } from "@/lib/format";
import { loadTexts } from "@/lib/texts";
import ru from "@/locales/ru/base.json";

const KEY = "remnadesk.lang";

function stored(): Lang {
	try {
		return localStorage.getItem(KEY) === "en" ? "en" : "ru";
	} catch {
		return "ru";
	}
}

export async function startI18n(): Promise<void> {
	const lang = stored();
	await i18next.use(initReactI18next).init({
		lng: "ru",
		fallbackLng: "ru",
		resources: { ru: { translation: ru } },
		interpolation: { escapeValue: false },
		partialBundledLanguages: true,
	});
	if (lang === "en") await setLang("en");
}

export async function setLang(lang: Lang): Promise<void> {
	await loadTexts(lang);
	await i18next.changeLanguage(lang);
	document.documentElement.lang = lang;
	try {
		localStorage.setItem(KEY, lang);
	} catch {
		// Storage is closed to us: the choice lasts until the page is closed.
	}
}
