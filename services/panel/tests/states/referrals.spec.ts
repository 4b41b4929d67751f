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
	test.setTimeout(60_000);
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
	await page.goto("/referrals/payouts?payout=397");
	await expect(drawer.getByTestId("reasons")).toContainText("Просит больше, чем заработал");
	await expect(drawer.getByTestId("reasons")).toContainText(/Заявка на 3.800.₽/);
	await accessible(page);
	await drawer.getByRole("link", { name: "Открыть клиента" }).click();
	await expect(page).toHaveURL(/\/customers\/\d+$/);
});

test("a request opens by its link, whatever page of the list it is on", async ({ page }) => {
	for (const [path, missing, title, text] of [
		[
			"/referrals/payouts?payout=281",
			"/referrals/payouts?payout=9",
			"Выплата № 281",
			"Такой заявки на выплату нет",
		],
		[
			"/referrals/partners?application=27",
			"/referrals/partners?application=999",
			"Заявка партнёра № 27",
			"Такой заявки партнёра нет",
		],
	] as const) {
		await pretend(page, "ok");
		await page.goto(path);
		const drawer = page.getByRole("dialog");
		await expect(drawer).toContainText(title);
		await expect(drawer.getByRole("link", { name: "Открыть клиента" })).toBeVisible();
		await expect(drawer.getByRole("button", { name: /^Следующ/ })).toBeDisabled();
		await page.goto(missing);
		await expect(drawer).toContainText(text);
		await drawer.getByRole("button", { name: "Закрыть" }).last().click();
		await expect(drawer).toBeHidden();
		await pretend(page, "failing");
		await page.goto(path);
		await expect(drawer.getByRole("alert")).toContainText("Сервис временно недоступен");
		await pretend(page, "ok");
		await drawer.getByRole("button", { name: "Повторить" }).click();
		await expect(drawer.getByRole("link", { name: "Открыть клиента" })).toBeVisible();
	}
});

test("the reasons of a risk show on hover, one newer than the panel as it came", async ({ page }) => {
	await page.goto("/referrals/payouts");
	await settled(page);
	await page
		.getByRole("button", { name: /высокий риск/ })
		.first()
		.hover();
	await expect(page.getByRole("tooltip")).toContainText("клиента № 1021");
	await page.locator("tbody tr").nth(4).getByRole("button", { name: "средний риск" }).focus();
	await expect(page.getByRole("tooltip")).toContainText("oddity: 7");
});

test("a customer's place is a tree that opens level by level and leads to the graph", async ({ page }) => {
	test.setTimeout(60_000);
	await page.goto("/customers/1000");
	const tree = page.getByTestId("referral-tree");
	await expect(tree).toContainText("В ветке");
	const rows = tree.getByRole("list", { name: "Приглашённые" }).getByRole("listitem");
	await expect(rows).toHaveCount(10);
	await rows
		.first()
		.getByRole("button", { name: /^Кого пригласил/ })
		.click();
	await expect(rows.first().getByRole("listitem").first()).toBeVisible();
	await accessible(page);
	await tree
		.getByRole("button", { name: /^Показать ещё/ })
		.last()
		.click();
	await expect.poll(() => rows.count()).toBeGreaterThan(20);
	await page.getByRole("link", { name: "На графе" }).click();
	await expect(page).toHaveURL(/\/referrals\/graph\?focus=1000/);
	await expect(page.getByTestId("branch")).toBeVisible({ timeout: 30_000 });
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

/** Everything has come and is drawn. */
async function drawn(page: Page): Promise<void> {
	await expect(page.getByTestId("graph-total")).toBeVisible({ timeout: 60_000 });
	await expect(page.locator("[data-drawn]")).toHaveAttribute("data-drawn", "3000", { timeout: 60_000 });
}

test("the graph finds a person, shows their branch, and keys go back", async ({ page }) => {
	test.setTimeout(120_000);
	await page.goto("/referrals/graph");
	await drawn(page);
	await expect(page.getByTestId("graph-total")).toContainText("не показаны");
	await page.keyboard.press("/");
	await page.getByRole("combobox").fill("анна");
	await expect(page.getByRole("option").first()).toContainText("Анна");
	await page.keyboard.press("Enter");
	await expect(page).toHaveURL(/focus=\d+/);
	const branch = page.getByTestId("branch");
	await expect(branch).toContainText("Деньги ветки");
	await branch.getByRole("button", { name: "Что такое «Ветка»" }).click();
	await expect(page.getByRole("dialog", { name: "Ветка" })).toContainText("Сам клиент не входит");
	await page.keyboard.press("Escape");
	await accessible(page);
	await branch.getByRole("button", { name: "Только эта ветка" }).click();
	await expect(page).toHaveURL(/root=\d+/);
	await page.getByRole("button", { name: "Сбросить" }).click();
	await expect(page).toHaveURL("/referrals/graph");
	await page.locator("tbody tr").first().locator("td").nth(3).click();
	await expect(branch).toBeVisible();
	await page.keyboard.press("Escape");
	await expect(branch).toHaveCount(0);
	await page.keyboard.press("?");
	await expect(page.getByRole("dialog")).toContainText("Граф: показать всё");
});

test("a graph that comes in part says so, and goes on", async ({ page }) => {
	test.setTimeout(90_000);
	await pretend(page, "partial");
	await page.goto("/referrals/graph");
	const notice = page.getByText(/Загружена часть/);
	await expect(notice).toBeVisible({ timeout: 30_000 });
	await expect(page.locator("tbody tr").first()).toBeVisible();
	await pretend(page, "ok");
	await page.getByRole("button", { name: "Повторить" }).click();
	await drawn(page);
	await expect(notice).toHaveCount(0);
});

test("without WebGL the table stands in, and a branch opens all the same", async ({ page }) => {
	await page.addInitScript(() => {
		const real = HTMLCanvasElement.prototype.getContext;
		HTMLCanvasElement.prototype.getContext = function (
			this: HTMLCanvasElement,
			kind: string,
			...rest: unknown[]
		) {
			return kind.startsWith("webgl") ? null : Reflect.apply(real, this, [kind, ...rest]);
		} as typeof real;
	});
	await page.goto("/referrals/graph");
	await expect(page.getByText("Браузер не умеет рисовать граф")).toBeVisible();
	await page.locator("tbody tr").first().locator("td").nth(3).click();
	await expect(page.getByTestId("branch")).toContainText("Открыть клиента");
	await expect(page.getByTestId("graph")).toHaveCount(0);
	await accessible(page);
});

test("an empty graph, a failing one, and a customer who is not on it", async ({ page }) => {
	await pretend(page, "empty");
	await page.goto("/referrals/graph");
	await expect(page.getByText("Приглашений пока нет")).toBeVisible();
	await pretend(page, "failing");
	await page.goto("/referrals/graph");
	await expect(page.getByRole("alert")).toContainText("Сервис временно недоступен");
	await pretend(page, "ok");
	await page.goto("/referrals/graph?focus=999999");
	await expect(page.getByText("Клиента № 999999 на графе нет")).toBeVisible({ timeout: 30_000 });
});

for (const theme of ["dark", "light"] satisfies Theme[]) {
	for (const [scenario, path] of [
		["ok", "/referrals"],
		["ok", "/referrals/graph"],
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
