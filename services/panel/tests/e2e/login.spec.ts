import { expect, test } from "@playwright/test";
import { watchConsole } from "../support/look";
import { credentials } from "./credentials";

test.use({ storageState: { cookies: [], origins: [] } });

test("a visitor is led to the login page and back to what was wanted", async ({ page }) => {
	const { login, password } = credentials();
	await page.goto("/transactions?period=7d&kind=deposit");
	await expect(page).toHaveURL(/\/login\?next=/);
	await page.getByLabel("Логин").fill(login);
	await page.getByLabel("Пароль").fill(password);
	await page.getByRole("button", { name: "Войти" }).click();
	await expect(page).toHaveURL("/transactions?period=7d&kind=deposit");
	await expect(page.getByTestId("total")).toContainText(/\d/);
});

test("a wrong password says so and keeps what was typed", async ({ page }) => {
	const complaints = watchConsole(page, /401/);
	await page.goto("/login");
	await page.getByLabel("Логин").fill(credentials().login);
	await page.getByLabel("Пароль").fill("certainly-not-the-password");
	await page.getByRole("button", { name: "Войти" }).click();
	await expect(page.getByRole("alert")).toHaveText("Неверный логин или пароль");
	await expect(page.getByLabel("Логин")).toHaveValue(credentials().login);
	await expect(page).toHaveURL(/\/login/);
	expect(complaints).toEqual([]);
});

test("signing out ends the session", async ({ page }) => {
	const { login, password } = credentials();
	await page.goto("/login");
	await page.getByLabel("Логин").fill(login);
	await page.getByLabel("Пароль").fill(password);
	await page.getByRole("button", { name: "Войти" }).click();
	await page.getByRole("button", { name: "Учётная запись" }).click();
	await page.getByRole("menuitem", { name: "Выйти", exact: true }).click();
	await expect(page).toHaveURL(/\/login/);
	await page.goto("/sales");
	await expect(page).toHaveURL(/\/login\?next=/);
});

test("the login page never leads to another site", async ({ page }) => {
	const { login, password } = credentials();
	await page.goto("/login?next=//example.org/");
	await page.getByLabel("Логин").fill(login);
	await page.getByLabel("Пароль").fill(password);
	await page.getByRole("button", { name: "Войти" }).click();
	await expect(page).toHaveURL("/");
});
