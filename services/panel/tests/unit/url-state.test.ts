import { expect, test } from "vitest";
import { customerQueryOf, readCustomersSearch } from "@/features/customers/search";
import { readSalesSearch, subscriptionQueryOf } from "@/features/subscriptions/search";
import {
	bucketOf,
	listOnly,
	readTransactionsSearch,
	statsQueryOf,
	transactionQueryOf,
} from "@/features/transactions/search";
import { parseSearch, stringifySearch } from "@/lib/url-state";

const clean = (value: object) => JSON.parse(JSON.stringify(value)) as unknown;
const today = "2026-11-23";

test("filters read as words in the address", () => {
	const search = { state: ["paid", "trial"], q: "@anna k", gateway: true, sort: undefined, list: [] };
	expect(stringifySearch(search)).toBe("?state=paid,trial&q=%40anna+k&gateway=true");
	expect(stringifySearch({})).toBe("");
});

test("a search survives the way into the URL and back", () => {
	const search = readSalesSearch({
		state: "paid,trial",
		tariff: "3,5",
		trial: "no",
		ends: "next_7d",
		q: "a&b=c",
		p: "2",
		after: "eyJ+/=",
	});
	expect(clean(readSalesSearch(parseSearch(stringifySearch(search))))).toEqual(clean(search));
});

test("what makes no sense is dropped, the rest stays", () => {
	const search = readSalesSearch({
		state: "paid,nonsense",
		status: "zzz",
		tariff: "0x1,7",
		ends: "tomorrow",
		p: "-1",
		subscription: "1e5",
		sort: "name",
		evil: "x",
	});
	expect(clean(search)).toEqual({ state: ["paid"], tariff: ["7"] });
});

test("subscriptions are asked with whole days, to excluded", () => {
	const search = readSalesSearch({
		ends: "next_3d",
		created: "2026-11-01..2026-11-05",
		trial: "yes",
		q: "anna",
	});
	expect(clean(subscriptionQueryOf(search, today))).toEqual({
		page_size: 50,
		text: "anna",
		trial: true,
		created_from: "2026-11-01",
		created_to: "2026-11-06",
		ends_from: "2026-11-23",
		ends_to: "2026-11-26",
	});
});

test("customers are asked with what the address says", () => {
	const search = readCustomersSearch({
		q: "anna",
		status: "blocked,zzz",
		auth: "email,telegram",
		paid: "yes",
		live: "no",
		created: "2026-11-01..2026-11-05",
		min: "100",
		max: "-5",
		sort: "balance_asc",
		customer: "7",
	});
	expect(clean(search)).not.toHaveProperty("sort");
	expect(clean(customerQueryOf(search, today))).toEqual({
		page_size: 50,
		text: "anna",
		status: ["blocked"],
		auth_type: ["email", "telegram"],
		paid: true,
		live: false,
		created_from: "2026-11-01",
		created_to: "2026-11-06",
		balance_min_kopeks: "100",
	});
});

test("operations default to thirty days, all time asks for no period", () => {
	const plain = readTransactionsSearch({});
	expect(clean(transactionQueryOf(plain, today))).toEqual({
		page_size: 50,
		from: "2026-10-25",
		to: "2026-11-24",
	});
	expect(clean(statsQueryOf(plain, today) ?? {})).toEqual({ from: "2026-10-25", bucket: "day" });
	const all = readTransactionsSearch({ period: "all", customer: "77" });
	expect(clean(transactionQueryOf(all, today))).toEqual({ page_size: 50, customer_id: "77" });
	expect(statsQueryOf(all, today)).toBeUndefined();
});

test("cash numbers follow gateways only, and say so", () => {
	const search = readTransactionsSearch({ method: "yookassa,none", bucket: "month" });
	expect(statsQueryOf(search, today)?.gateway).toEqual(["yookassa"]);
	expect(bucketOf(search, today)).toBe("month");
	expect(listOnly(search)).toBe(true);
	expect(listOnly(readTransactionsSearch({ method: "yookassa", period: "7d" }))).toBe(false);
	expect(listOnly(readTransactionsSearch({ min: "100" }))).toBe(true);
});
