import { expect, type Page, test } from "@playwright/test";
import { accessible, dress, noSidewaysScroll, settled, type Theme } from "../support/look";

async function pretend(page: Page, name: string): Promise<void> {
	await page.request.post("/__scenario", { data: { name } });
}

test.beforeEach(async ({ page }) => pretend(page, "ok"));
test.afterEach(async ({ page }) => pretend(page, "ok"));

test("requests to the bot say what became of them and why, and offer what helps", async ({ page }) => {
	await page.goto("/promos/requests");
	await settled(page);
	const line = (code: string | RegExp) =>
		page.getByTestId("promo-requests").getByRole("listitem").filter({ hasText: code });
	await expect(line(/ASK1(?!0)/)).toContainText("Отправляется");
	await expect(line(/ASK1(?!0)/)).toContainText("До бота не достучаться");
	await expect(line("ASK4")).toContainText("Отказано");
	await expect(line("ASK4")).toContainText("Бот не принимает наш ключ");
	await expect(line("ASK4")).toContainText("«Invalid or expired API key»");
	await expect(line("ASK5")).toContainText("Бот не принял значения");
	await expect(line("ASK6")).toContainText("другой код с таким именем");
	await expect(line("ASK7")).toContainText("Неясно, выполнил ли это бот");
	await expect(line("ASK8")).toContainText("остановлено: admin");
	await expect(page.getByTestId("promo-requests")).not.toContainText("in English");
	await line("ASK2").getByRole("button", { name: "Отменить" }).click();
	await expect(line("ASK2")).toContainText("Неясно");
	await line("ASK4").getByRole("button", { name: "Повторить" }).click();
	await expect(line("ASK4")).toContainText("Отправляется");
	await page.goto("/promos/requests?state=refused");
	await expect(page.getByTestId("promo-requests").getByRole("listitem")).toHaveCount(4);
});

test("a code changed meanwhile shows both versions and lets one decide", async ({ page }) => {
	await page.goto("/promos/1");
	await page.getByRole("button", { name: "Изменить" }).click();
	const form = page.getByRole("dialog", { name: "Изменить WELCOME" });
	await form.getByLabel("Сколько раз").fill("55");
	await form.getByRole("button", { name: "Сохранить" }).click();
	const conflict = page.getByRole("dialog", { name: "WELCOME уже изменили" });
	const limit = conflict.getByRole("row").filter({ hasText: "Сколько раз" });
	await expect(limit.getByRole("cell")).toHaveText(["100", "77", "55"]);
	await accessible(page);
	await conflict.getByRole("button", { name: "Записать моё" }).click();
	await expect(page.getByText("WELCOME: отправлено боту")).toBeVisible();
	await expect(conflict).toBeHidden();

	await page.goto("/promos/requests");
	await page.getByRole("button", { name: "Сравнить" }).click();
	await expect(
		conflict.getByRole("row").filter({ hasText: "Сколько раз" }).getByRole("cell").last(),
	).toHaveText("500");
	await conflict.getByRole("button", { name: "Оставить как сейчас" }).click();
	await expect(conflict).toBeHidden();
});

test("a batch shows how it goes, stops, says what stays, and goes on", async ({ page }) => {
	await page.goto("/promos");
	await page.getByRole("button", { name: "Партия кодов" }).click();
	const form = page.getByRole("dialog", { name: "Партия кодов" });
	await form.getByLabel("Сколько кодов").fill("60");
	await form.getByLabel("Начало кода").fill("mail-");
	await form.getByLabel("Случайных символов").fill("4");
	await expect(form.getByTestId("batch-example")).toContainText("MAIL-K7WX");
	await expect(form.getByTestId("batch-example")).toContainText("9 символов из 50");
	await form.getByLabel("Бонус, ₽").fill("10");
	await form.getByRole("button", { name: "Создать партию" }).click();
	await expect(form.getByRole("alert")).toContainText("easy to guess");
	await form.getByLabel("Случайных символов").fill("8");
	await form.getByRole("button", { name: "Создать партию" }).click();
	const drawer = page.getByRole("dialog", { name: "MAIL-••••••••" });
	await expect(drawer.getByRole("progressbar")).toBeVisible();
	await expect(drawer).toContainText(/создано [1-9]/);
	await drawer.getByRole("button", { name: "Остановить" }).click();
	await expect(drawer).toContainText("Остановлена");
	await expect(drawer).toContainText(/оста(ётся|ются) в боте/);
	await accessible(page);
	await drawer.getByRole("button", { name: /Повторить \d+ код/ }).click();
	await expect(drawer).toContainText("Создаётся");
});

test("promo pages without anything, and with a service that fails", async ({ page }) => {
	await pretend(page, "empty");
	await page.goto("/promos");
	await expect(page.getByText("Промокодов пока нет")).toBeVisible();
	await page.goto("/promos/batches");
	await expect(page.getByText("Партий пока нет")).toBeVisible();
	await page.goto("/promos/requests");
	await expect(page.getByText("Боту пока ничего не отправляли")).toBeVisible();
	await pretend(page, "failing");
	for (const path of ["/promos", "/promos/batches", "/promos/requests", "/promos/1"]) {
		await page.goto(path);
		await expect(page.getByRole("alert").first()).toContainText("Сервис временно недоступен");
	}
});

for (const theme of ["dark", "light"] satisfies Theme[]) {
	for (const width of [1440, 390]) {
		test(`promo pages are accessible and fit, ${theme} ${width}`, async ({ page }) => {
			test.setTimeout(120_000);
			await page.setViewportSize({ width, height: 900 });
			await dress(page, theme, theme === "dark" ? "ru" : "en");
			for (const [name, path] of [
				["codes", "/promos"],
				["code", "/promos/1"],
				["batches", "/promos/batches"],
				["batch", "/promos/batches?batch=1"],
				["requests", "/promos/requests"],
			]) {
				await page.goto(path as string);
				await settled(page);
				await noSidewaysScroll(page);
				await accessible(page);
				await page.screenshot({ path: `screenshots/promo-states-${name}-${theme}-${width}.png` });
			}
		});
	}
}
