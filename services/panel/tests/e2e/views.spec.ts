import { expect, test } from "@playwright/test";
import { settled } from "../support/look";

test("a view is saved, found again, deleted and taken back", async ({ page }) => {
	const unique = Date.now();
	const name = `Должники ${unique}`;
	await page.goto(`/customers?paid=no&max=${unique}&sort=created_asc`);
	await settled(page);
	await page.getByRole("button", { name: "Виды" }).click();
	await page.getByRole("menuitem", { name: "Сохранить вид…" }).click();
	await page.getByLabel("Название").fill(name);
	await page.getByRole("button", { name: "Сохранить" }).click();
	await expect(page.getByText(`Вид «${name}» сохранён`)).toBeVisible();

	await page.getByRole("button", { name: "Сбросить" }).click();
	await expect(page).not.toHaveURL(/paid=no/);
	await page.getByRole("button", { name: "Виды" }).click();
	await page.getByRole("menuitem", { name, exact: true }).click();
	await expect(page).toHaveURL(/paid=no/);
	await expect(page).toHaveURL(/sort=created_asc/);

	await page.getByRole("button", { name: "Виды" }).click();
	await page.getByRole("menuitem", { name: `Удалить «${name}»` }).click();
	await page.getByRole("button", { name: "Вернуть", exact: true }).click();
	await page.getByRole("button", { name: "Виды" }).click();
	await expect(page.getByRole("menuitem", { name: `Удалить «${name}»` })).toBeVisible();
	await page.getByRole("menuitem", { name: `Удалить «${name}»` }).click();
	await expect(page.getByText(`Вид «${name}» удалён`)).toBeVisible();
});

test("the views menu keeps its place on a phone", async ({ page }) => {
	await page.setViewportSize({ width: 390, height: 844 });
	await page.goto("/customers");
	await settled(page);
	await page.getByRole("button", { name: "Виды" }).click();
	await expect(page.getByRole("menuitem", { name: "Сохранить вид…" })).toBeInViewport();
});
