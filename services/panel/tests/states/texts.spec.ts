import { expect, type Page, test } from "@playwright/test";
import { settled } from "../support/look";
import { parts } from "../support/sources";

const groups = new Set(
	[...parts("ru").values()].flatMap((texts) => [...texts.keys()].map((key) => key.split(".")[0])),
);
const KEY = new RegExp(`(?<![\\w./@-])(?:${[...groups].join("|")})\\.[a-z]\\w*(?:\\.\\w+)*(?![\\w./@-])`);

const PAGES = [
	"/",
	"/sales",
	"/sales/revenue",
	"/sales/corrections",
	"/sales/subscriptions/5000",
	"/transactions",
	"/customers",
	"/customers/1000",
	"/promos",
	"/promos/batches",
	"/promos/requests",
	"/campaigns",
	"/campaigns/spend",
	"/campaigns/1",
	"/referrals",
	"/referrals/graph",
	"/referrals/payouts?payout=400",
	"/referrals/partners?application=90",
	"/reconciliation",
	"/data",
	"/access",
];

async function noKeys(page: Page, where: string): Promise<void> {
	await settled(page);
	const text = await page.locator("body").ariaSnapshot();
	expect(text.match(KEY)?.[0], where).toBeUndefined();
}

test("every page shows texts in both languages, switched while it is open", async ({ page }) => {
	test.setTimeout(300_000);
	for (const path of PAGES) {
		await page.goto(path);
		await noKeys(page, `${path} ru`);
		for (const [name, lang] of [
			["Switch to English", "en"],
			["Переключить на русский", "ru"],
		] as const) {
			// An open drawer holds the pointer.
			await page.getByRole("button", { name, includeHidden: true }).dispatchEvent("click");
			await expect(page.locator("html")).toHaveAttribute("lang", lang);
			await noKeys(page, `${path} ${lang}`);
		}
	}
});

test("a page opened after the switch comes in the language chosen, and only in it", async ({ page }) => {
	const fetched: string[] = [];
	page.on("request", (request) => fetched.push(request.url()));
	await page.goto("/data");
	await settled(page);
	await page.getByRole("button", { name: "Switch to English" }).click();
	await page.getByRole("link", { name: "Promo codes" }).first().click();
	await expect(page.getByRole("columnheader", { name: "Code" })).toBeVisible();
	await noKeys(page, "/promos en");
	expect(fetched.filter((url) => /\/promos-(?!page)[\w-]+\.js$/.test(url)).length).toBe(1);
});
