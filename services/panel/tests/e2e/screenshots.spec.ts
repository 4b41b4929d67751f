import { test } from "@playwright/test";
import { dress, type Lang, noSidewaysScroll, settled, type Theme } from "../support/look";

const PAGES = [
	["overview", "/"],
	["sales", "/sales"],
	["revenue", "/sales/revenue?compare=true"],
	["transactions", "/transactions?compare=true"],
	["customers", "/customers"],
	["promos", "/promos"],
	["promo-batches", "/promos/batches"],
	["promo-requests", "/promos/requests"],
	["campaigns", "/campaigns"],
	["campaign", "/campaigns/8"],
	["campaign-spend", "/campaigns/spend"],
	["campaign-import", "/campaigns/spend?load=true"],
	["referrals", "/referrals"],
	["reconciliation", "/reconciliation?period=7d&with=remnawave_admin"],
	["balances", "/reconciliation?tab=balances"],
	["data", "/data"],
	["access", "/access"],
] as const;
const SIZES = [
	[1440, 900],
	[390, 844],
] as const;

for (const lang of ["ru", "en"] satisfies Lang[]) {
	for (const theme of ["dark", "light"] satisfies Theme[]) {
		for (const [width, height] of SIZES) {
			test(`screenshots ${lang} ${theme} ${width}`, async ({ page }) => {
				test.setTimeout(120_000);
				await page.setViewportSize({ width, height });
				await dress(page, theme, lang);
				for (const [name, path] of PAGES) {
					await page.goto(path);
					await settled(page);
					await noSidewaysScroll(page);
					await page.screenshot({ path: `screenshots/${name}-${lang}-${theme}-${width}.png` });
				}
				await page.goto("/sales");
				await settled(page);
				const row =
					width > 767
						? page.locator("tbody tr").first().locator("td").nth(3)
						: page.locator("li button[data-row]").first();
				await row.click();
				await page.getByRole("dialog").waitFor();
				await settled(page);
				await page.screenshot({ path: `screenshots/drawer-${lang}-${theme}-${width}.png` });
				await page.goto(`/sales/subscriptions/${new URL(page.url()).searchParams.get("subscription")}`);
				await settled(page);
				await noSidewaysScroll(page);
				await page.screenshot({ path: `screenshots/subscription-${lang}-${theme}-${width}.png` });
				const { items } = await (
					await page.request.get("/api/v2/sales/customers?page_size=1&paid=true")
				).json();
				await page.goto(`/customers/${items[0].id}`);
				await settled(page);
				await noSidewaysScroll(page);
				await page.screenshot({ path: `screenshots/customer-${lang}-${theme}-${width}.png` });
			});

			test(`screenshot of the login page ${lang} ${theme} ${width}`, async ({ browser, baseURL }) => {
				const context = await browser.newContext({
					viewport: { width, height },
					baseURL,
					storageState: { cookies: [], origins: [] },
				});
				const page = await context.newPage();
				await dress(page, theme, lang);
				await page.goto("/login");
				await settled(page);
				await page.screenshot({ path: `screenshots/login-${lang}-${theme}-${width}.png` });
				await context.close();
			});
		}
	}
}
