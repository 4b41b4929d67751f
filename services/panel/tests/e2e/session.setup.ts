import { expect, test as setup } from "@playwright/test";
import { credentials } from "./credentials";

setup("sign in once for all tests", async ({ page }) => {
	const { login, password } = credentials();
	await page.goto("/login");
	await page.getByLabel("Логин").fill(login);
	await page.getByLabel("Пароль").fill(password);
	await page.getByRole("button", { name: "Войти" }).click();
	await expect(page.getByTestId("net-month")).toBeVisible();
	await page.context().storageState({ path: "test-results/session.json" });
});
