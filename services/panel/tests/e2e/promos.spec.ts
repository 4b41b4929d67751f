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
