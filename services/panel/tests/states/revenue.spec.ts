import { expect, type Page, test } from "@playwright/test";
import { accessible, dress, noSidewaysScroll, settled, type Theme } from "../support/look";

async function pretend(page: Page, name: string): Promise<void> {
	await page.request.post("/__scenario", { data: { name } });
}

test.afterEach(async ({ page }) => pretend(page, "ok"));

test("revenue, conversion and corrections explain an empty shop and a failure", async ({ page }) => {
	await pretend(page, "empty");
	await page.goto("/sales/revenue");
	await expect(page.getByText("За этот период ничего нет").first()).toBeVisible();
	await page.goto("/sales");
	await expect(page.getByText("Новичков за это время нет")).toBeVisible();
	await page.goto("/sales/corrections");
	await expect(page.getByText("Исправлений нет")).toBeVisible();
	await pretend(page, "failing");
	for (const path of ["/sales/revenue", "/sales/corrections"]) {
		await page.goto(path);
		await expect(page.getByRole("alert").first()).toContainText("Сервис временно недоступен");
	}
});

test("revenue by two dimensions is a table with its totals", async ({ page }) => {
	await page.goto("/sales/revenue?also=tariff");
	await settled(page);
	const matrix = page.getByRole("region", { name: "Способ оплаты × Тариф" });
	await expect(matrix.locator("tbody tr")).toHaveCount(3);
	await expect(matrix.getByRole("columnheader", { name: "Про" })).toBeVisible();
	await page.getByRole("button", { name: "и ещё: Тариф" }).click();
	await page.getByRole("menuitem", { name: "без второго разреза" }).click();
	await expect(page).not.toHaveURL(/also=/);
	await expect(matrix).toHaveCount(0);
});

test("the past is marked, and says how far it is from today", async ({ page }) => {
	await page.goto("/sales/revenue?known=2026-11-01&by=campaign");
	await settled(page);
	await expect(page.getByText("Так было известно на начало дня 1 ноября 2026")).toBeVisible();
	await expect(page.getByTestId("known-difference")).toContainText("123,45");
	await accessible(page);
	await page.getByRole("button", { name: "Показать сегодняшние" }).click();
	await expect(page).not.toHaveURL(/known=/);
	await page.getByRole("button", { name: "Как было известно" }).click();
	await page.locator("[data-day]").first().click();
	await expect(page).toHaveURL(/known=\d{4}-\d{2}-/);
	await expect(page).not.toHaveURL(/by=campaign/);
});

test("a cohort opens its people", async ({ page }) => {
	await page.goto("/sales?cohort=2026-11-02..2026-11-08&within=14");
	const drawer = page.getByRole("dialog");
	await expect(drawer).toContainText("3 человека");
	await expect(drawer).toContainText("Не платил");
	await accessible(page);
	await page.keyboard.press("Escape");
	await expect(page).not.toHaveURL(/cohort=/);
	await expect(page).toHaveURL(/within=14/);
});

test("corrections are narrowed, and lead to their payment", async ({ page }) => {
	await page.goto("/sales/corrections?field=amount");
	await settled(page);
	await expect(page.getByTestId("total")).toContainText("1 исправление");
	await page.getByRole("link", { name: "Операция 1003" }).click();
	await expect(page).toHaveURL(/\/transactions\?.*tx=1003/);
});

for (const theme of ["dark", "light"] satisfies Theme[]) {
	for (const [scenario, path] of [
		["ok", "/sales/revenue?also=tariff&known=2026-11-01"],
		["ok", "/sales"],
		["ok", "/sales/corrections"],
		["empty", "/sales/revenue"],
		["failing", "/sales/corrections"],
	] as const) {
		test(`${scenario} on ${path} is accessible in ${theme} and fits a phone`, async ({ page }) => {
			await pretend(page, scenario);
			await dress(page, theme, "ru");
			await page.goto(path);
			await settled(page);
			await accessible(page);
			await page.setViewportSize({ width: 390, height: 844 });
			await noSidewaysScroll(page);
		});
	}
}
