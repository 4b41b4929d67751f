import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

export type Theme = "dark" | "light";
export type Lang = "ru" | "en";

/** Chooses theme and language before the page loads. */
export async function dress(page: Page, theme: Theme, lang: Lang): Promise<void> {
	await page.addInitScript(
		([chosenTheme, chosenLang]) => {
			// Only for the first load: later choices made in the test stay.
			if (sessionStorage.getItem("dressed")) return;
			sessionStorage.setItem("dressed", "1");
			localStorage.setItem("remnadesk.theme", chosenTheme);
			localStorage.setItem("remnadesk.lang", chosenLang);
		},
		[theme, lang] as const,
	);
}

/** Collects what the browser complains about; `expected` are complaints a test provokes on purpose. */
export function watchConsole(page: Page, expected?: RegExp): string[] {
	const found: string[] = [];
	page.on("console", (message) => {
		if (message.type() === "error" && !expected?.test(message.text())) found.push(message.text());
	});
	page.on("pageerror", (error) => found.push(error.message));
	return found;
}

/** The page has its data: no skeleton is left, and no table is waiting for what was asked last. */
export async function settled(page: Page): Promise<void> {
	await expect(page.locator("[data-page], main form").first()).toBeVisible();
	await expect(page.locator(".skeleton")).toHaveCount(0, { timeout: 15_000 });
	await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
}

export async function noSidewaysScroll(page: Page): Promise<void> {
	const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
	expect(beyond).toBeLessThanOrEqual(0);
}

/** WCAG 2 A and AA, contrast included. */
export async function accessible(page: Page): Promise<void> {
	const { violations } = await new AxeBuilder({ page })
		.withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"])
		.analyze();
	const said = violations.map(
		({ id, help, nodes }) =>
			`${id}: ${help}\n${nodes.map((node) => `  ${node.html}\n  ${node.failureSummary}`).join("\n")}`,
	);
	expect(said, said.join("\n\n")).toEqual([]);
}
