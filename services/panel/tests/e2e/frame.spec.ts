import { expect, test } from "@playwright/test";
import { accessible, dress, noSidewaysScroll, settled, type Theme, watchConsole } from "../support/look";

const PAGES = [
	"/",
	"/sales",
	"/transactions",
	"/customers",
	"/campaigns",
	"/reconciliation",
	"/data",
	"/access",
];

test("the palette goes anywhere", async ({ page }) => {
	await page.goto("/");
	await settled(page);
	await page.keyboard.press("Control+k");
	await page.getByRole("combobox").fill("Платежи");
	await page.keyboard.press("Enter");
	await expect(page).toHaveURL(/\/transactions/);
	await page.keyboard.press("Control+k");
	await page.getByRole("combobox").fill("@someone");
	await page.keyboard.press("Enter");
	await expect(page).toHaveURL(/\/sales\?q=%40someone/);
});

test("the palette finds a customer as one types", async ({ page }) => {
	const { items } = await (await page.request.get("/api/v2/sales/customers?page_size=1")).json();
	const [customer] = items as { id: string; telegram_id: string }[];
	await page.goto("/");
	await settled(page);
	await page.keyboard.press("Control+k");
	await page.getByRole("combobox").fill(customer?.telegram_id ?? "");
	const found = page.getByRole("group", { name: "Клиенты" }).getByRole("option");
	await expect(found).toHaveCount(1);
	while ((await found.getAttribute("aria-selected")) !== "true") await page.keyboard.press("ArrowDown");
	await page.keyboard.press("Enter");
	await expect(page).toHaveURL(`/customers/${customer?.id}`);
	await expect(page.getByTestId("customer-net")).toBeVisible();
});

test("the palette opens a payment by the gateway's id", async ({ page }) => {
	const { items } = await (await page.request.get("/api/v2/sales/transactions?gateway_only=true")).json();
	const payment = (items as { id: string; external_id?: string }[]).findLast((each) => each.external_id);
	await page.goto("/");
	await settled(page);
	await page.keyboard.press("Control+k");
	await page.getByRole("combobox").fill(payment?.external_id ?? "");
	await page.getByRole("group", { name: "Платежи" }).getByRole("option").click();
	await expect(page).toHaveURL(new RegExp(`tx=${payment?.id}`));
	await expect(page.getByRole("dialog")).toContainText(payment?.external_id ?? "");
});

test("keys go to pages, find and help", async ({ page }) => {
	await page.goto("/");
	await settled(page);
	await page.keyboard.press("g");
	await page.keyboard.press("s");
	await expect(page).toHaveURL("/sales");
	await expect(page.locator("tbody tr[data-row]").first()).toBeVisible();
	await page.keyboard.press("/");
	await expect(page.getByRole("searchbox")).toBeFocused();
	await page.keyboard.press("Escape");
	await page.keyboard.press("j");
	await expect(page.locator("tr[data-cursor]")).toHaveCount(1);
	await page.keyboard.press("x");
	await expect(page.getByText("Отмечена 1 строка")).toBeVisible();
	await page.keyboard.press("?");
	await expect(page.getByRole("dialog", { name: "Клавиши" })).toBeVisible();
});

test("theme and language switch and stay", async ({ page }) => {
	await page.goto("/");
	await settled(page);
	await page.getByRole("button", { name: "Тема" }).click();
	await page.getByRole("menuitemradio", { name: "Светлая" }).click();
	await expect(page.locator("html")).toHaveAttribute("data-theme", "light");
	await page.keyboard.press("Escape");
	await page.getByRole("button", { name: "Switch to English" }).click();
	await expect(page.getByRole("heading", { name: "Overview" })).toBeVisible();
	await page.reload();
	await expect(page.getByRole("heading", { name: "Overview" })).toBeVisible();
	await expect(page.locator("html")).toHaveAttribute("data-theme", "light");
	await expect(page.locator("html")).toHaveAttribute("lang", "en");
});

test("an unknown address has a way home", async ({ page }) => {
	await page.goto("/no/such/page");
	await page.getByRole("link", { name: "На главную" }).click();
	await expect(page).toHaveURL("/");
});

for (const path of PAGES) {
	test(`${path} fits a phone`, async ({ page }) => {
		await page.setViewportSize({ width: 390, height: 844 });
		await page.goto(path);
		await settled(page);
		await noSidewaysScroll(page);
	});

	for (const theme of ["dark", "light"] satisfies Theme[]) {
		test(`${path} is accessible in ${theme}, without complaints`, async ({ page }) => {
			const complaints = watchConsole(page);
			await dress(page, theme, "ru");
			await page.goto(path);
			await settled(page);
			await accessible(page);
			expect(complaints).toEqual([]);
		});
	}
}

for (const theme of ["dark", "light"] satisfies Theme[]) {
	test(`the drawer is accessible in ${theme}`, async ({ page }) => {
		await dress(page, theme, "ru");
		await page.goto("/sales");
		await settled(page);
		await page.locator("tbody tr").first().locator("td").nth(3).click();
		await expect(page.getByRole("dialog")).toContainText("Платежи клиента");
		await settled(page);
		await accessible(page);
	});
}

for (const theme of ["dark", "light"] satisfies Theme[]) {
	test(`a customer's drawer and page are accessible in ${theme}`, async ({ page }) => {
		await dress(page, theme, "ru");
		await page.goto("/customers");
		await settled(page);
		await page.locator("tbody tr").first().locator("td").nth(2).click();
		await expect(page.getByRole("dialog")).toContainText("Приглашения");
		await settled(page);
		await accessible(page);
		await page.getByRole("link", { name: "Открыть на отдельной странице" }).click();
		await expect(page).toHaveURL(/\/customers\/\d+/);
		await settled(page);
		await accessible(page);
	});
}
