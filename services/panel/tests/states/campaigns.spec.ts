import { expect, type Page, test } from "@playwright/test";
import { accessible, dress, noSidewaysScroll, settled, type Theme } from "../support/look";

async function pretend(page: Page, name: string): Promise<void> {
	await page.request.post("/__scenario", { data: { name } });
}

async function pick(page: Page, text: string): Promise<void> {
	await page
		.getByRole("dialog")
		.locator("input[type=file]")
		.setInputFiles({ name: "ноябрь.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
}

test.afterEach(async ({ page }) => pretend(page, "ok"));

test("campaigns and spend explain an empty shop and a failure", async ({ page }) => {
	await pretend(page, "empty");
	await page.goto("/campaigns");
	await expect(page.getByText("Кампаний пока нет")).toBeVisible();
	await page.goto("/campaigns/spend");
	await expect(page.getByText("Расходов пока нет")).toBeVisible();
	await pretend(page, "failing");
	for (const path of ["/campaigns", "/campaigns/2", "/campaigns/spend"]) {
		await page.goto(path);
		const alert = page.getByRole("alert").first();
		await expect(alert).toContainText("Сервис временно недоступен");
		await expect(alert).toContainText("7f3c2a9e-stub");
	}
});

test("a campaign keeps its figures when the list of people cannot be had", async ({ page }) => {
	await pretend(page, "partial");
	await page.goto("/campaigns/2");
	await expect(page.getByTestId("campaign-roi")).toHaveText("+50 %");
	await expect(page.getByRole("alert")).toContainText("Сервис временно недоступен");
});

test("what is not known is no zero", async ({ page }) => {
	await page.goto("/campaigns/1");
	await settled(page);
	await expect(page.getByTestId("campaign-roi")).toHaveText("—");
	await expect(page.getByTestId("campaign_spend")).toHaveText("нет данных");
	await expect(page.getByText("Реклама не внесена")).toBeVisible();
});

test("an import shows every mistake, also one the panel has no words for", async ({ page }) => {
	await page.goto("/campaigns/spend?load=true");
	await pick(page, "nobody");
	const issues = page.getByTestId("import-issues");
	await expect(issues).toContainText("В боте нет такой кампании");
	await expect(issues).toContainText("what");
	await expect(page.getByText("и ещё 201 ошибка")).toBeVisible();
	await accessible(page);
});

test("an import that somebody else has overtaken is checked again, and nothing is entered", async ({
	page,
}) => {
	await page.goto("/campaigns/spend?load=true");
	await pick(page, "fine");
	await page.getByRole("switch", { name: "Внести и повторы" }).click();
	await expect(page.getByTestId("import-new")).toHaveText("3");
	await pretend(page, "partial");
	await page.getByRole("button", { name: "Внести 3 записи" }).click();
	await expect(page.getByRole("alert")).toContainText("Журнал успел измениться");
	await expect(page.getByTestId("import-new")).toHaveText("3");
	await pretend(page, "ok");
	await page.getByRole("button", { name: "Внести 3 записи" }).click();
	await page.getByRole("status").getByRole("button", { name: "Отменить" }).click();
	await expect(page.getByText(/Загрузка отменена/)).toBeVisible();
});

test("a file that is too large never leaves the browser", async ({ page }) => {
	await page.goto("/campaigns/spend?load=true");
	await pick(page, "x".repeat(600 * 1024));
	await expect(page.getByRole("alert")).toContainText("Файл больше 512 КБ");
});

for (const theme of ["dark", "light"] satisfies Theme[]) {
	for (const path of ["/campaigns", "/campaigns/2", "/campaigns/spend", "/campaigns/spend?load=true"]) {
		test(`${path} in ${theme} is accessible and fits a phone`, async ({ page }) => {
			await dress(page, theme, theme === "dark" ? "ru" : "en");
			await page.goto(path);
			await settled(page);
			await accessible(page);
			await page.setViewportSize({ width: 390, height: 844 });
			await page.reload();
			await settled(page);
			await noSidewaysScroll(page);
			await accessible(page);
		});
	}
}
