import { expect, test } from "@playwright/test";
import { accessible, settled } from "../support/look";

const HEAD = "Метка;Канал;Дата с;Дата по;Сумма;Комментарий\n";
const csv = (text: string, name = "spend.csv") => ({
	name,
	mimeType: "text/csv",
	buffer: Buffer.from(`\ufeff${HEAD}${text}`),
});

test("a file of spend with mistakes enters nothing; mended, it moves the figures and is taken back", async ({
	page,
}) => {
	test.setTimeout(90_000);
	const answer = await page.request.get("/api/v2/sales/campaigns?page_size=1&sort=net_cash_desc");
	const { items } = await answer.json();
	const tag: string = items[0].start_parameter;
	await page.goto(`/campaigns/${items[0].id}`);
	await settled(page);
	await expect(page.getByTestId("campaign-roi")).toHaveText("—");

	await page.goto("/campaigns/spend");
	await page.getByRole("button", { name: "Загрузить файл" }).click();
	const dialog = page.getByRole("dialog");
	const file = dialog.locator("input[type=file]");
	await file.setInputFiles(
		csv(`${tag};;01.11.2026;;1 000,50 ₽;\nnobody;;01.11.2026;;5;\n${tag};;31.02.2026;;-7;\n`),
	);
	await expect(dialog.getByTestId("import-wrong")).toHaveText("2");
	await expect(dialog.getByTestId("import-issues")).toContainText("В боте нет такой кампании");
	await expect(dialog.getByTestId("import-issues")).toContainText("Сумма меньше нуля");
	await expect(dialog.getByRole("button", { name: /^Внести/ })).toHaveCount(0);
	await accessible(page);

	await dialog.getByRole("button", { name: "Другой файл" }).click();
	await file.setInputFiles(
		csv(
			`${tag};;01.11.2026;02.11.2026;1 000,50 ₽;волна\n;Афиши;2026-11-03;;300;\n${tag};;01.11.2026;02.11.2026;1000,5;повтор\n`,
		),
	);
	await expect(dialog.getByTestId("import-new")).toHaveText("2");
	await expect(dialog.getByTestId("import-duplicates")).toHaveText("1");
	await expect(dialog.getByTestId("import-sum")).toHaveText(/1\s300,50\s₽/);
	await dialog.getByRole("button", { name: "Внести 2 записи" }).click();
	await expect(dialog).toBeHidden();
	await expect(page.getByTestId("total")).toContainText(/2\s*записи на 1\s300,50/);
	const undo = page.getByRole("status").getByRole("button", { name: "Отменить" });
	await expect(undo).toBeVisible();

	await page.getByRole("link", { name: items[0].name }).first().click();
	await expect(page.getByTestId("campaign-roi")).toHaveText(/%$/);
	await expect(page.getByTestId("campaign_spend")).toHaveText(/1\s000,50\s₽/);
	await page.goto("/campaigns");
	await expect(page.getByTestId("channel-spend")).toHaveText(/300\s₽/);

	await page.goto("/campaigns/spend");
	await page.getByTestId("import-history").getByRole("button", { name: "Отменить" }).click();
	await expect(page.getByText("Загрузка отменена, убрано 2 записи")).toBeVisible();
	await expect(page.getByText("Расходов пока нет")).toBeVisible();
	await page.goto(`/campaigns/${items[0].id}`);
	await expect(page.getByTestId("campaign-roi")).toHaveText("—");
});

test("the people of a campaign are as many as its tile says", async ({ page }) => {
	await page.goto("/campaigns?sort=registrations_desc");
	await settled(page);
	await page.locator("tbody tr").first().getByRole("link").first().click();
	await page.getByRole("dialog").getByRole("link", { name: "Открыть на отдельной странице" }).click();
	await expect(page).toHaveURL(/\/campaigns\/\d+/);
	await settled(page);
	const number = (text: string | null) => Number((text ?? "").replace(/[^\d]/g, ""));
	await expect(async () => {
		const tile = number(await page.getByTestId("campaign-registrations").textContent());
		expect(number(await page.getByTestId("people-total").textContent())).toBe(tile);
	}).toPass();
	await page.getByRole("radio", { name: "Не заплатили" }).click();
	await expect(page).toHaveURL(/people=unpaid/);
	await accessible(page);
});
