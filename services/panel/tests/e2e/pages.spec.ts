import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { accessible, settled, watchConsole } from "../support/look";

const number = (text: string | null) => Number((text ?? "").replace(/\s/g, "").match(/\d+/)?.[0]);

test("the dashboard shows money, subscriptions and customers", async ({ page }) => {
	const complaints = watchConsole(page);
	await page.goto("/");
	await settled(page);
	await expect(page.getByTestId("net-today")).toHaveText(/\d.*₽/);
	await expect(page.getByTestId("net-month")).toHaveText(/[1-9].*₽/);
	await expect(page.getByTestId("live")).toHaveText(/[1-9]/);
	await expect(page.getByTestId("new-month")).toHaveText(/\d/);
	await expect(page.getByRole("img", { name: /Столбцы: чистая выручка/ }).locator("canvas")).toBeVisible();
	await expect(page.getByRole("img", { name: /Столбцы: доля оплативших/ }).locator("canvas")).toBeVisible();
	await expect(page.locator("[data-health]")).toBeVisible();
	await expect(page.getByTestId("chart-notes").first()).toHaveText("Период ещё не закончился");
	await expect(page.getByTestId("chart-notes").last()).toContainText("граница");
	await page.getByRole("button", { name: "Показать таблицей" }).first().click();
	await expect(page.getByRole("region", { name: /Столбцы: чистая выручка/ }).locator("tbody tr")).toHaveCount(
		30,
	);
	expect(complaints).toEqual([]);
});

test("a headline number explains itself", async ({ page }) => {
	await page.goto("/");
	await page.getByRole("button", { name: "Что такое «Чистая выручка»" }).first().click();
	const card = page.getByRole("dialog", { name: "Чистая выручка" });
	await expect(card).toContainText("Поступления минус возвраты");
	await expect(card).toContainText("Часовой пояс");
});

test("the list behind the live subscriptions holds as many as the tile says", async ({ page }) => {
	await page.goto("/sales");
	await settled(page);
	await page.getByRole("link", { name: "Открыть список" }).click();
	await expect(page).toHaveURL(/state=/);
	await expect(async () => {
		const listed = number(await page.getByTestId("total").textContent());
		expect(number(await page.getByTestId("live").textContent())).toBe(listed);
	}).toPass();
});

test("filters of the sales list live in the URL and survive a reload", async ({ page }) => {
	await page.goto("/sales");
	await settled(page);
	const total = page.getByTestId("total");
	const all = number(await total.textContent());
	// Subscriptions come and go meanwhile: what counts is that the list is that of the few on trial.
	const few = () =>
		expect(async () => expect(number(await total.textContent())).toBeLessThan(all / 2)).toPass();
	await page
		.getByRole("button", { name: /^Состояние/ })
		.first()
		.click();
	await page.getByRole("button", { name: "Пробная", exact: true }).click();
	await page.keyboard.press("Escape");
	await expect(page).toHaveURL(/state=trial/);
	await few();
	await page.reload();
	await few();
	await expect(page.getByRole("button", { name: "Убрать фильтр «Состояние»" })).toBeVisible();
	await page.getByRole("button", { name: "Сбросить" }).click();
	await expect(page).toHaveURL("/sales");
});

test("the sales list sorts and pages both ways", async ({ page }) => {
	await page.goto("/sales");
	await settled(page);
	await page.getByRole("button", { name: "Окончание" }).click();
	await expect(page).toHaveURL(/sort=ends_desc/);
	await expect(page.getByRole("columnheader", { name: "Окончание" })).toHaveAttribute(
		"aria-sort",
		"descending",
	);
	await settled(page);
	const first = await page.locator("tbody tr").first().getAttribute("data-row");
	await page.getByRole("button", { name: "Вперёд" }).click();
	await expect(page).toHaveURL(/p=2/);
	await expect(page.locator(`[data-row="${first}"]`)).toHaveCount(0);
	await page.reload();
	await page.getByRole("button", { name: "Назад" }).click();
	await expect(page).not.toHaveURL(/p=2/);
	await expect(page.locator("tbody tr").first()).toHaveAttribute("data-row", first ?? "");
});

test("a row opens in the drawer, the keyboard walks, Escape closes", async ({ page }) => {
	await page.goto("/sales");
	await settled(page);
	const rows = page.locator("tbody tr");
	const [first, second] = [
		await rows.nth(0).getAttribute("data-row"),
		await rows.nth(1).getAttribute("data-row"),
	];
	await rows.nth(0).locator("td").nth(3).click();
	const drawer = page.getByRole("dialog");
	await expect(drawer).toBeVisible();
	await expect(page).toHaveURL(new RegExp(`subscription=${first}`));
	await page.keyboard.press("j");
	await expect(page).toHaveURL(new RegExp(`subscription=${second}`));
	await page.keyboard.press("ArrowUp");
	await expect(page).toHaveURL(new RegExp(`subscription=${first}`));
	await page.reload();
	await expect(drawer).toContainText("Платежи клиента");
	await page.keyboard.press("Escape");
	await expect(drawer).toHaveCount(0);
	await expect(page).not.toHaveURL(/subscription=/);
});

test("revenue is split, narrowed and followed to its payments", async ({ page }) => {
	test.setTimeout(60_000);
	const complaints = watchConsole(page);
	await page.goto("/sales");
	await page.getByRole("link", { name: "Выручка", exact: true }).click();
	await expect(page).toHaveURL(/\/sales\/revenue/);
	await settled(page);
	await expect(page.getByTestId("net_cash")).toContainText("₽");
	await expect(page.getByTestId("mrr")).toContainText("₽");
	await accessible(page);
	await page.getByRole("button", { name: "Способ оплаты", exact: true }).click();
	await page.getByRole("menuitem", { name: "Новые и вернувшиеся" }).click();
	await expect(page).toHaveURL(/by=new_returning/);
	await page.getByRole("button", { name: /^Вернувшиеся/ }).click();
	await expect(page).toHaveURL(/customers=returning/);
	await page.reload();
	await settled(page);
	await page.getByRole("button", { name: "Сбросить", exact: true }).click();
	await expect(page).not.toHaveURL(/customers=/);
	await settled(page);
	const chart = page.locator("section", { hasText: "Когда приходят деньги" }).locator("canvas").first();
	const box = await chart.boundingBox();
	await chart.click({ position: { x: (box?.width ?? 0) / 2, y: (box?.height ?? 0) / 2 } });
	await expect(page).toHaveURL(/\/transactions\?.*gateway=true/);
	await page.goto("/sales/revenue?by=campaign&also=gateway");
	await settled(page);
	await expect(page.getByRole("region", { name: "Рекламная кампания × Способ оплаты" })).toContainText(
		"Всего",
	);
	const saved = page.waitForEvent("download");
	await page
		.locator("section", { hasText: "Когда приходят деньги" })
		.getByRole("button", { name: "Сохранить" })
		.first()
		.click();
	await page.getByRole("menuitem").first().click();
	expect((await saved).suggestedFilename()).toMatch(/^revenue-.*\.csv$/);
	expect(complaints).toEqual([]);
});

test("a subscription has its own page", async ({ page }) => {
	await page.goto("/sales");
	await settled(page);
	await page.locator("tbody tr a").first().click();
	await expect(page).toHaveURL(/\/sales\/subscriptions\/\d+/);
	await expect(page.getByRole("heading", { name: "Клиент", exact: true })).toBeVisible();
	await page.getByRole("link", { name: "К списку подписок" }).click();
	await expect(page).toHaveURL("/sales");
});

test("customers are found, filtered and opened", async ({ page }) => {
	const complaints = watchConsole(page);
	await page.goto("/customers");
	await settled(page);
	const all = await page.getByTestId("total").textContent();
	await page
		.getByRole("button", { name: /^Покупал/ })
		.first()
		.click();
	await page.getByRole("button", { name: "Да", exact: true }).click();
	await expect(page).toHaveURL(/paid=yes/);
	await expect(page.getByTestId("total")).not.toHaveText(all ?? "");
	await page.getByRole("button", { name: "Баланс" }).click();
	await expect(page).toHaveURL(/sort=balance_desc/);
	await expect(page.getByRole("columnheader", { name: "Баланс" })).toHaveAttribute("aria-sort", "descending");
	await page.locator("tbody tr").first().locator("td").nth(2).click();
	const drawer = page.getByRole("dialog");
	await expect(drawer).toContainText("Платежи клиента");
	await expect(drawer.getByTestId("customer-net")).toHaveText(/\d.*₽/);
	await page.keyboard.press("Escape");
	await page.locator("tbody tr a").first().click();
	await expect(page).toHaveURL(/\/customers\/\d+$/);
	await expect(page.getByRole("heading", { name: "Приглашения" })).toBeVisible();
	await page.getByRole("link", { name: "К списку клиентов" }).click();
	await expect(page).toHaveURL("/customers");
	expect(complaints).toEqual([]);
});

test("rows of subscriptions and payments lead to the customer", async ({ page }) => {
	for (const path of ["/sales", "/transactions?period=30d"]) {
		await page.goto(path);
		await settled(page);
		await page.locator("tbody tr a[href^='/customers/']").first().click();
		await expect(page).toHaveURL(/\/customers\/\d+$/);
		await expect(page.getByTestId("customer-net")).toBeVisible();
	}
});

test("totals of the transactions follow the filter", async ({ page }) => {
	await page.goto("/transactions?period=7d");
	await settled(page);
	await expect(page.getByTestId("net_cash")).toHaveText(/\d.*₽/);
	const all = await page.getByTestId("total").textContent();
	await expect(page.getByTestId("sum-in")).toContainText("₽");
	await expect(page.getByTestId("sum-cash")).toContainText(/[1-9].*₽/);
	await page.goto("/transactions?period=7d&direction=out");
	await settled(page);
	await expect(page.getByTestId("total")).not.toHaveText(all ?? "");
	await expect(page.getByTestId("sum-in")).toContainText(/\D0\s₽/);
	await expect(page.getByText("Часть фильтров действует только на список")).toBeVisible();
});

test("the list of payments says what net cash above it holds besides", async ({ page }) => {
	const answer = page.waitForResponse(/transactions\/stats\?/);
	await page.goto("/transactions?period=prev_month");
	const { cash } = await (await answer).json();
	await settled(page);
	const kopeks = (text: string | null) =>
		Math.round(
			100 *
				Number(
					(text ?? "")
						.replace(/[^\d,]/g, "")
						.replace(/^,|,$/g, "")
						.replace(",", "."),
				),
		);
	const listed = kopeks(await page.getByTestId("sum-cash").locator("dd").textContent());
	const outside = await page.getByTestId("outside").locator("dd").textContent();
	expect(listed + kopeks(outside?.split("₽")[0] ?? "")).toBe(Number(cash.net_cash_kopeks));
	await page.goto("/transactions");
	await expect(page.getByTestId("outside")).toContainText("в этом списке — нет");
});

test("a click on a bar narrows the period to it", async ({ page }) => {
	await page.goto("/transactions?period=7d");
	await settled(page);
	const canvas = page.getByRole("img", { name: /Столбцы/ }).locator("canvas");
	const box = await canvas.boundingBox();
	if (!box) throw new Error("the chart is not drawn");
	await canvas.click({ position: { x: box.width / 2, y: box.height - 60 } });
	await expect(page).toHaveURL(/period=\d{4}-\d\d-\d\d\.\.\d{4}-\d\d-\d\d/);
});

test("a list is downloaded with its filters, every row of it", async ({ page }) => {
	for (const path of ["/customers?live=yes", "/sales?state=expired", "/transactions?period=prev_month"]) {
		await page.goto(path);
		await settled(page);
		const shown = (await page.getByTestId("total").locator(".font-medium").textContent()) ?? "";
		await page.getByRole("button", { name: "Скачать список" }).click();
		const saved = page.waitForEvent("download");
		await page.getByRole("menuitem", { name: "CSV для русского Excel" }).click();
		const text = readFileSync(await (await saved).path(), "utf8");
		expect(text).toMatch(/^\ufeff(id;)/);
		expect(text.split("\n").filter((line) => /^\d+;/.test(line)).length).toBe(
			Number(shown.replace(/\D/g, "")),
		);
	}
});

test("data health lists every entity", async ({ page }) => {
	await page.goto("/data");
	await settled(page);
	await expect(page.getByRole("row", { name: /Операции/ })).toContainText(/\d/);
	await expect(page.getByRole("row", { name: /Клиенты/ })).toContainText(/\d/);
	await page.getByRole("button", { name: "Действия: Тарифы" }).click();
	await page.getByRole("menuitem", { name: "Сверить с базой бота" }).click();
	await expect(page.getByText("Сверка началась: Тарифы")).toBeVisible();
});

test("a token is made, shown once and revoked", async ({ page }) => {
	const name = `browser test ${Date.now()}`;
	await page.goto("/access");
	await settled(page);
	await page.getByRole("button", { name: "Создать токен" }).click();
	await page.getByLabel("Название").fill(name);
	await page.getByRole("button", { name: "Создать", exact: true }).click();
	await expect(page.getByText(/^rd_/).first()).toBeVisible();
	await page.getByRole("button", { name: "Токен сохранён" }).click();
	const row = page.getByRole("listitem").filter({ hasText: name });
	await row.getByRole("button", { name: "Отозвать" }).click();
	await page.getByRole("dialog").getByRole("button", { name: "Отозвать" }).click();
	await expect(row).toContainText("Отозван");
});

test("a payment in the shop reaches the open page without reload", async ({ page }) => {
	test.setTimeout(120_000); // the synthetic shop sells when it sells
	await page.goto("/transactions?period=today");
	await settled(page);
	const first = await page.locator("tbody tr").first().getAttribute("data-row");
	await expect(page.locator("tbody tr").first()).not.toHaveAttribute("data-row", first ?? "", {
		timeout: 90_000,
	});
});

test("the reconciliation explains each difference to the kopek and lists its payments", async ({ page }) => {
	const complaints = watchConsole(page);
	await page.goto("/reconciliation?period=prev_month&with=remnawave_admin"); // a month that is over: nothing is added meanwhile
	await settled(page);
	const kopeks = (text: string | null) => {
		const [roubles = "", rest = "0"] = (text ?? "")
			.replace(/[^\d,−-]/g, "")
			.replace("−", "-")
			.split(",");
		const sign = roubles.startsWith("-") ? -1 : 1;
		return sign * (Math.abs(Number(roubles)) * 100 + Number(rest.padEnd(2, "0")));
	};
	await expect(page.getByTestId("ours")).toHaveText(/[1-9].*₽/);
	const causes = page.getByTestId("causes").locator("tbody tr");
	await expect(causes.first()).toBeVisible();
	const amounts = await causes
		.locator("td:last-child")
		.evaluateAll((cells) => cells.map((cell) => cell.firstChild?.textContent ?? ""));
	const sum = amounts.reduce((total, text) => total + kopeks(text), 0);
	expect(sum).toBe(kopeks(await page.getByTestId("difference").textContent()));
	const count = await causes.first().locator("td").nth(1).textContent();
	await causes.first().getByRole("button").click();
	await expect(page).toHaveURL(/cause=/);
	await expect(page.getByTestId("total").locator(".font-medium")).toHaveText(count ?? "");
	await page.reload();
	await expect(page.getByTestId("total").locator(".font-medium")).toHaveText(count ?? "");
	await page.getByRole("button", { name: "Показать таблицей" }).click();
	await expect(page.getByRole("region", { name: /Мост/ }).locator("tbody tr").first()).toContainText(
		"remnawave-admin",
	);
	expect(complaints).toEqual([]);
});

test("the balances tab tells how far the checks are", async ({ page }) => {
	await page.goto("/reconciliation");
	await settled(page);
	await page.getByRole("radio", { name: "Балансы" }).click();
	await expect(page).toHaveURL(/tab=balances/);
	await expect(page.getByTestId("last-check")).toContainText(
		/Проверки начались|Последняя проверка|Проверок ещё не было/,
	);
});

test("spend of a campaign makes its return known, and is taken back", async ({ page }) => {
	const answer = await page.request.get("/api/v2/sales/campaigns?page_size=1&sort=registrations_desc");
	const { items } = await answer.json();
	await page.goto(`/campaigns?campaign=${items[0].id}`);
	const drawer = page.getByRole("dialog");
	const roi = drawer.getByTestId("campaign-roi");
	await expect(roi).toHaveText("—");
	await drawer.getByRole("button", { name: "Внести расход" }).click();
	await page.getByLabel("Сумма, ₽").fill("1 000,50");
	await page.getByRole("button", { name: "Сохранить" }).click();
	await expect(roi).toHaveText(/%$/);
	await drawer.getByRole("button", { name: "Удалить расход" }).click();
	await expect(roi).toHaveText("—");
});
