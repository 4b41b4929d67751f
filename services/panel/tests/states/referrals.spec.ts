import { expect, type Page, test } from "@playwright/test";
import { accessible, dress, noSidewaysScroll, settled, type Theme } from "../support/look";

async function pretend(page: Page, name: string): Promise<void> {
	await page.request.post("/__scenario", { data: { name } });
}

test.afterEach(async ({ page }) => pretend(page, "ok"));

test("payouts and partners explain an empty shop and a failure", async ({ page }) => {
	await pretend(page, "empty");
	await page.goto("/referrals/payouts");
	await expect(page.getByText("Заявок на выплату пока нет")).toBeVisible();
	await page.goto("/referrals/payouts?status=pending&sort=created_asc");
	await page.getByRole("button", { name: "Сбросить фильтры" }).click();
	await expect(page).toHaveURL("/referrals/payouts?sort=created_asc");
	await page.goto("/referrals/partners");
	await expect(page.getByText("Заявок партнёров пока нет")).toBeVisible();
	await pretend(page, "failing");
	for (const path of ["/referrals", "/referrals/payouts", "/referrals/partners"]) {
		await page.goto(path);
		const alert = page.getByRole("alert").first();
		await expect(alert).toContainText("Сервис временно недоступен");
		await expect(alert).toContainText("7f3c2a9e-stub");
	}
});

test("a payout opens beside the list, keys walk, the address keeps it", async ({ page }) => {
	await page.goto("/referrals/payouts?status=pending");
	await settled(page);
	const rows = page.locator("tbody tr");
	await expect(page.getByTestId("total")).toContainText("31 заявка");
	await rows.first().locator("td").nth(3).click();
	const drawer = page.getByRole("dialog");
	await expect(drawer).toContainText("Ждёт решения");
	await expect(page).toHaveURL(/payout=400/);
	await page.keyboard.press("j");
	await expect(page).toHaveURL(/payout=399/);
	await page.reload();
	await expect(drawer).toContainText("Выплата № 399");
	await accessible(page);
	await drawer.getByRole("link", { name: "Открыть клиента" }).click();
	await expect(page).toHaveURL(/\/customers\/\d+$/);
});

test("an application shows what was asked for and what was granted", async ({ page }) => {
	await page.goto("/referrals/partners?status=approved");
	await settled(page);
	await expect(page.locator("tbody tr").first()).toContainText("→");
	await page.locator("tbody tr").first().locator("td").nth(2).click();
	const drawer = page.getByRole("dialog");
	await expect(drawer).toContainText("Назначена комиссия");
	await expect(drawer.getByRole("link", { name: /^@/ }).first()).toHaveAttribute(
		"href",
		/^https:\/\/t\.me\//,
	);
});

for (const theme of ["dark", "light"] satisfies Theme[]) {
	for (const [scenario, path] of [
		["ok", "/referrals"],
		["ok", "/referrals/payouts"],
		["ok", "/referrals/partners"],
		["empty", "/referrals/payouts"],
		["failing", "/referrals/partners"],
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
