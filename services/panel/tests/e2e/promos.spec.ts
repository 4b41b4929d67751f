import { expect, test } from "@playwright/test";
import { accessible, settled, watchConsole } from "../support/look";

test("a promo code is made, appears in the list and is switched off", async ({ page }) => {
	const complaints = watchConsole(page);
	const code = `E2E${Date.now().toString(36)}`.toUpperCase();
	await page.goto("/promos");
	await settled(page);
	await page.getByRole("button", { name: "Новый промокод" }).click();
	const form = page.getByRole("dialog", { name: "Новый промокод" });
	await form.getByLabel("Код", { exact: true }).fill(code);
	await form.getByLabel("Бонус, ₽").fill("150");
	await accessible(page);
	await form.getByRole("button", { name: "Создать" }).click();
	const sent = page.getByTestId("promo-commands").getByRole("listitem").filter({ hasText: code });
	await expect(sent.first()).toContainText("Применено", { timeout: 15_000 });
	await page.goto(`/promos?q=${code}`);
	const row = page.locator("tbody tr").filter({ hasText: code });
	await expect(row).toContainText("Действует", { timeout: 15_000 });
	await row.locator("td").nth(3).click();
	const drawer = page.getByRole("dialog", { name: code });
	await drawer.getByRole("button", { name: "Выключить" }).click();
	await expect(row).toContainText("Выключен", { timeout: 15_000 });
	await expect(drawer.getByRole("button", { name: "Включить" })).toBeVisible();
	expect(complaints).toEqual([]);
});

test("a batch of codes is made with progress, stopped, and finished later", async ({ page }) => {
	test.setTimeout(90_000);
	const complaints = watchConsole(page);
	const prefix = `B${Date.now().toString(36)}-`.toUpperCase();
	await page.goto("/promos");
	await settled(page);
	await page.getByRole("button", { name: "Партия кодов" }).click();
	const form = page.getByRole("dialog", { name: "Партия кодов" });
	await form.getByLabel("Сколько кодов").fill("20");
	await form.getByLabel("Начало кода").fill(prefix);
	await form.getByLabel("Бонус, ₽").fill("50");
	await expect(form.getByTestId("batch-example")).toContainText(prefix);
	await accessible(page);
	await form.getByRole("button", { name: "Создать партию" }).click();
	const drawer = page.getByRole("dialog", { name: prefix });
	await expect(drawer.getByRole("progressbar")).toBeVisible();
	await expect(drawer.getByTestId("batch-counts")).toContainText(/создано ([1-9]|1\d) из 20/);
	await drawer.getByRole("button", { name: "Остановить" }).click();
	await expect(drawer).toContainText("Остановлена", { timeout: 15_000 });
	await expect(drawer).toContainText(/(остаётся|остаются) в боте/);
	await drawer.getByRole("button", { name: /^Повторить \d+ код/ }).click();
	await expect(drawer.getByTestId("batch-counts")).toContainText("создано 20 из 20", { timeout: 30_000 });
	await expect(drawer).toContainText("Готова");
	const codes = drawer.getByTestId("batch-codes").getByRole("listitem");
	await expect(codes).toHaveCount(20);
	const [download] = await Promise.all([
		page.waitForEvent("download"),
		(async () => {
			await drawer.getByRole("button", { name: "Скачать список" }).click();
			await page.getByRole("menuitem").first().click();
		})(),
	]);
	expect(download.suggestedFilename()).toContain("promo-commands");
	await drawer.getByRole("link", { name: "Открыть в списке" }).click();
	await expect(page.getByTestId("total")).toHaveText(/^20\s/, { timeout: 15_000 });
	await expect(page.locator("tbody tr").first()).toContainText(prefix);
	// Elsewhere a batch is one row.
	await page.goto("/promos");
	await expect(page.getByTestId("promo-batch").filter({ hasText: prefix })).toHaveCount(1);
	expect(complaints).toEqual([]);
});
