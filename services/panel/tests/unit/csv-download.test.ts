import { expect, test } from "vitest";
import { csvAddress, readCsv, rowCounter } from "@/lib/csv-download";

const bytes = (text: string) => new TextEncoder().encode(text);

test("rows are counted over pieces, line breaks in quotes are not", () => {
	const text = '\ufeffid;text\n1;"a\nb"\n2;"say ""x""\n"\n3;\n';
	for (const size of [1, 2, 5, 100]) {
		const count = rowCounter();
		const all = bytes(text);
		let rows = 0;
		for (let at = 0; at < all.length; at += size) rows = count(all.slice(at, at + size));
		expect(rows).toBe(3);
	}
});

test("a download asks what the list asks, without pages", () => {
	const query = {
		page_size: 50,
		page_token: "x",
		text: "a&b",
		state: ["paid", "trial"],
		trial: false,
		sort: undefined,
	};
	expect(csvAddress("/x.csv", query, false)).toBe("/x.csv?text=a%26b&state=paid&state=trial&trial=false");
	expect(csvAddress("/x.csv", {}, true)).toBe("/x.csv?bom=true&separator=%3B");
	expect(csvAddress("/x.csv", {}, false)).toBe("/x.csv");
});

test("a body that breaks off is an error", async () => {
	const broken = new ReadableStream({
		start(controller) {
			controller.enqueue(bytes("id\n1\n"));
		},
		pull(controller) {
			controller.error(new TypeError("network error"));
		},
	});
	const seen: number[] = [];
	await expect(readCsv(new Response(broken), (rows) => seen.push(rows))).rejects.toThrow("network error");
	const whole = await readCsv(new Response("id\n1\n2\n"), (rows) => seen.push(rows));
	expect(await whole.text()).toBe("id\n1\n2\n");
	expect(seen.at(-1)).toBe(2);
});
