import i18next from "i18next";
import { beforeAll, expect, test } from "vitest";
import { startI18n } from "@/lib/i18n";
import { loadTexts, withTexts } from "@/lib/texts";

beforeAll(startI18n);

test("a page is not shown before its texts are there", async () => {
	expect(i18next.exists("token.list")).toBe(false);
	expect(await withTexts(["access"], Promise.resolve("page"))).toBe("page");
	expect(i18next.t("token.list", { lng: "ru" })).not.toBe("token.list");
	expect(i18next.getResource("en", "translation", "token.list")).toBeUndefined();
});

test("another language comes with everything shown so far, and with a page that arrives meanwhile", async () => {
	const switching = loadTexts("en");
	await withTexts(["data"], Promise.resolve());
	await switching;
	for (const key of ["nav.data", "token.list", "data.source"] as const) {
		for (const lng of ["ru", "en"])
			expect(i18next.getResource(lng, "translation", key), `${lng} ${key}`).toBeTypeOf("string");
	}
});

test("definitions of several pages live together", async () => {
	await withTexts(["cash", "revenue"], Promise.resolve());
	expect(i18next.exists("definition.net_cash.title")).toBe(true);
	expect(i18next.exists("definition.mrr.title")).toBe(true);
	expect(i18next.exists("definition.about")).toBe(true);
});
