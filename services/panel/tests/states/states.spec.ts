import { readFileSync } from "node:fs";
import { expect, type Page, test } from "@playwright/test";
import { accessible, dress, noSidewaysScroll, settled, type Theme } from "../support/look";

async function pretend(page: Page, name: string): Promise<void> {
	await page.request.post("/__scenario", { data: { name } });
}

test.afterEach(async ({ page }) => pretend(page, "ok"));

test("a failing service says what, whether data is safe, and the request's number", async ({ page }) => {
	await pretend(page, "failing");
	await page.goto("/");
	const alert = page.getByRole("alert").first();
	await expect(alert).toContainText("Сервис временно недоступен");
	await expect(alert).toContainText("Данные в безопасности");
	await expect(alert).toContainText("7f3c2a9e-stub");
	await pretend(page, "ok");
	await alert.getByRole("button", { name: "Повторить" }).click();
	await expect(page.getByTestId("net-month")).toHaveText(/₽/);
});

test("skeletons hold the layout while answers are on the way", async ({ page }) => {
	await pretend(page, "slow");
	await page.goto("/transactions");
	await expect(page.locator(".skeleton").first()).toBeVisible();
	await expect(page.getByRole("columnheader", { name: "Сумма" })).toBeVisible();
});

test("an empty shop explains itself", async ({ page }) => {
	await pretend(page, "empty");
	await page.goto("/");
	await expect(page.getByText("Платежей пока нет").first()).toBeVisible();
	await expect(page.getByTestId("net-month")).toHaveText(/^0\s₽$/);
	await page.goto("/sales");
	await expect(page.getByText("Подписок пока нет")).toBeVisible();
	await page.goto("/customers");
	await expect(page.getByText("Клиентов пока нет")).toBeVisible();
	await page.goto("/sales?state=trial");
	await page.getByRole("button", { name: "Сбросить фильтры" }).click();
	await expect(page).toHaveURL("/sales");
	await page.goto("/access");
	await expect(page.getByText("Токенов пока нет")).toBeVisible();
});

test("the first import shows rows, rate and time left where it matters", async ({ page }) => {
	await pretend(page, "importing");
	for (const path of ["/", "/sales", "/data"]) {
		await page.goto(path);
		const card = page.locator("section").filter({ hasText: "Первая загрузка из базы бота" });
		await expect(card).toContainText(/строк\/с/);
		await expect(card).toContainText("осталось");
	}
	await expect(page.locator("[data-health=importing]")).toBeVisible();
});

test("a source that is away leaves the page working, and says since when", async ({ page }) => {
	await pretend(page, "down");
	await page.goto("/");
	await expect(page.locator("[data-health=down]")).toContainText("бот недоступен");
	await expect(page.getByText("Страница работает на том")).toBeVisible();
	await expect(page.getByTestId("net-month")).toHaveText(/₽/);
});

test("a paused entity is decided with its name typed", async ({ page }) => {
	await pretend(page, "paused");
	await page.goto("/data");
	await page.getByRole("button", { name: "Действия: Операции" }).click();
	await page.getByRole("menuitem", { name: "База восстановлена из копии" }).click();
	const dialog = page.getByRole("dialog");
	await expect(dialog.getByRole("button", { name: "База восстановлена из копии" })).toBeDisabled();
	await dialog.getByRole("textbox").fill("transaction");
	await dialog.getByRole("button", { name: "База восстановлена из копии" }).click();
	await expect(page.getByText("Начинаем заново: Операции")).toBeVisible();
});

test("a switched-off bot hides the sales pages and says why", async ({ page }) => {
	await pretend(page, "bot-off");
	await page.goto("/");
	await expect(page.getByText("BEDOLAGA_ENABLED=false")).toBeVisible();
	await expect(page.getByRole("link", { name: "Продажи" })).toHaveCount(0);
	await page.goto("/sales");
	await expect(page.getByText("Бот отключён в настройках")).toBeVisible();
});

test("a missing permission is named", async ({ page }) => {
	await pretend(page, "support");
	await page.goto("/transactions");
	await expect(page.getByText("Нужно право sales:view")).toBeVisible();
	await expect(page.getByRole("link", { name: "Данные" })).toHaveCount(0);
});

test("a customer that is not there says so, and the list explains a failure", async ({ page }) => {
	await page.goto("/customers/999999");
	await expect(page.getByRole("alert")).toContainText("Не найдено");
	await pretend(page, "failing");
	await page.goto("/customers");
	await expect(page.getByRole("alert").first()).toContainText("Сервис временно недоступен");
});

test("a download that ends for good saves nothing, one that runs can be cancelled", async ({ page }) => {
	const files: string[] = [];
	page.on("download", (file) => files.push(file.suggestedFilename()));
	const download = async () => {
		await page.getByRole("button", { name: "Скачать список" }).click();
		await page.getByRole("menuitem", { name: "CSV", exact: true }).click();
	};
	await page.goto("/transactions?customer=1000");
	await download();
	await expect(page.getByText("Скачать не удалось")).toBeVisible();
	await page.goto("/transactions?customer=1001");
	await download();
	await expect(page.getByTestId("export-running")).toContainText("1 строка");
	await page.getByTestId("export-running").getByRole("button", { name: "Отмена" }).click();
	await expect(page.getByText("Скачивание отменено")).toBeVisible();
	expect(files).toEqual([]);
	await page.goto("/transactions");
	const saved = page.waitForEvent("download");
	await download();
	expect((await saved).suggestedFilename()).toMatch(/^transactions-\d{4}-\d\d-\d\d\.csv$/);
	await expect(page.getByText("Скачано 2 строки")).toBeVisible();
});

test("a download that breaks off goes on after its last row", async ({ page }) => {
	await page.goto("/transactions?customer=1002");
	const saved = page.waitForEvent("download");
	await page.getByRole("button", { name: "Скачать список" }).click();
	await page.getByRole("menuitem", { name: "CSV", exact: true }).click();
	expect(readFileSync(await (await saved).path(), "utf8")).toBe("id,amount_rub\n1,10.00\n2,20.00\n");
	await expect(page.getByText("Скачано 2 строки")).toBeVisible();
});

test("a session that ends in the middle leads to the login page and back", async ({ page }) => {
	await page.goto("/sales?sort=ends_desc");
	await settled(page);
	await page.request.get("/__signout");
	// The next change in the shop makes the page ask, and the answer is 401.
	await expect(page).toHaveURL(/\/login\?next=.*sort/, { timeout: 20_000 });
	await page.getByLabel("Логин").fill("admin");
	await page.getByLabel("Пароль").fill("stub-password");
	await page.getByRole("button", { name: "Войти" }).click();
	await expect(page).toHaveURL(/\/sales\?sort=ends_desc/);
});

test("a lost event stream shows, and comes back", async ({ page }) => {
	await page.goto("/");
	await expect(page.locator("[data-health=complete]")).toBeVisible();
	await page.request.get("/__cut");
	await expect(page.locator("[data-health=lost]")).toContainText("нет связи");
	await expect(page.locator("[data-health=complete]")).toBeVisible({ timeout: 20_000 });
});

test("two tabs share one event stream", async ({ page, context }) => {
	await page.goto("/");
	await expect(page.locator("[data-health=complete]")).toBeVisible();
	const second = await context.newPage();
	const opened: string[] = [];
	second.on("request", (request) => opened.push(new URL(request.url()).pathname));
	await second.goto("/transactions?period=today");
	await settled(second);
	const first = await second.locator("tbody tr").first().getAttribute("data-row");
	await expect(second.locator("tbody tr").first()).not.toHaveAttribute("data-row", first ?? "", {
		timeout: 20_000,
	});
	expect(opened).not.toContain("/api/v2/events");
	await page.close();
	await expect.poll(() => opened).toContain("/api/v2/events");
});

for (const theme of ["dark", "light"] satisfies Theme[]) {
	for (const [scenario, path] of [
		["failing", "/"],
		["importing", "/"],
		["paused", "/data"],
		["down", "/sales"],
		["ok", "/customers"],
		["ok", "/customers/1000"],
		["ok", "/reconciliation"],
		["ok", "/reconciliation?tab=balances"],
		["empty", "/reconciliation"],
		["failing", "/reconciliation"],
		["support", "/sales"],
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
