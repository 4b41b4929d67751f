import { expect, test } from "@playwright/test";
import { accessible, settled, watchConsole } from "../support/look";

test("the graph of the shop: found, focused, followed to the customer", async ({ page }) => {
	test.setTimeout(120_000);
	const complaints = watchConsole(page);
	await page.goto("/referrals");
	await page.getByRole("link", { name: "Граф", exact: true }).click();
	await expect(page).toHaveURL("/referrals/graph");
	const total = page.getByTestId("graph-total");
	await expect(total).toContainText("приглашений", { timeout: 60_000 });
	const people = Number((await total.locator(".font-medium").textContent())?.replace(/\D/g, ""));
	await expect(page.locator("[data-drawn]")).toHaveAttribute("data-drawn", String(people), {
		timeout: 60_000,
	});

	const largest = page.locator("tbody tr").first();
	const id = (await largest.getAttribute("data-row")) ?? "";
	const name = (await largest.getByRole("button").first().textContent()) ?? "";
	await page.keyboard.press("/");
	await page.getByRole("combobox").fill(`#${id}`);
	await expect(page.getByRole("option").first()).toContainText(name);
	await page.keyboard.press("Enter");
	await expect(page).toHaveURL(`/referrals/graph?focus=${id}`);
	const branch = page.getByTestId("branch");
	await expect(branch).toContainText(name);
	await accessible(page);

	// The same figures on the customer's own page.
	const size = (await branch.getByText(/\d+ (человек|человека)$/).textContent())?.replace(/\D/g, "");
	await branch.getByRole("link", { name: "Открыть клиента" }).click();
	await expect(page).toHaveURL(`/customers/${id}`);
	const tree = page.getByTestId("referral-tree");
	await expect(tree.locator("dd").first()).toContainText(/платили/);
	expect((await tree.locator("dd").first().textContent())?.split(",")[0]?.replace(/\D/g, "")).toBe(size);
	await tree
		.getByRole("button", { name: /^Кого пригласил/ })
		.first()
		.click();
	await expect(tree.getByRole("listitem").first().getByRole("listitem").first()).toBeVisible();
	await page.getByRole("link", { name: "На графе" }).click();
	await expect(page).toHaveURL(`/referrals/graph?focus=${id}`);
	await expect(branch).toContainText(name, { timeout: 60_000 });
	await branch.getByRole("button", { name: "Только эта ветка" }).click();
	// The branch, and whose it is.
	await expect(total.locator(".font-medium")).toHaveText(new RegExp(`^\\D*${Number(size) + 1}\\D*$`), {
		timeout: 30_000,
	});
	expect(complaints).toEqual([]);
});

test("payouts are narrowed by status, sorted by waiting and opened", async ({ page }) => {
	test.setTimeout(90_000);
	const complaints = watchConsole(page);
	await page.goto("/referrals/payouts");
	await settled(page);
	const all = await page.getByTestId("total").textContent();
	await page
		.getByRole("button", { name: /^Статус/ })
		.first()
		.click();
	await page.getByRole("button", { name: "Переведена", exact: true }).click();
	await page.keyboard.press("Escape");
	await expect(page).toHaveURL(/status=completed/);
	await expect(page.getByTestId("total")).not.toHaveText(all ?? "");
	for (const text of await page.locator("tbody tr").allTextContents()) expect(text).toContain("Переведена");
	await page.getByRole("button", { name: "Сбросить" }).click();
	await page.getByRole("button", { name: "Ожидание" }).click();
	await expect(page).toHaveURL(/sort=created_asc/);
	await settled(page);
	await page.locator("tbody tr").first().locator("td").nth(2).click();
	const drawer = page.getByRole("dialog");
	await expect(drawer).toContainText("Наша оценка");
	await accessible(page);
	await drawer.getByRole("link", { name: "Открыть клиента" }).click();
	await expect(page).toHaveURL(/\/customers\/\d+$/);
	expect(complaints).toEqual([]);
});

test("applications of partners say what was asked for and granted", async ({ page }) => {
	test.setTimeout(60_000);
	const complaints = watchConsole(page);
	await page.goto("/referrals/partners?status=approved");
	await settled(page);
	await expect(page.locator("tbody tr").first()).toContainText("Принята");
	await page.locator("tbody tr").first().locator("td").nth(2).click();
	await expect(page.getByRole("dialog")).toContainText("Назначена комиссия");
	await accessible(page);
	expect(complaints).toEqual([]);
});
