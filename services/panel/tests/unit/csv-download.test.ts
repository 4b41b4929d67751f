import { afterEach, expect, test, vi } from "vitest";
import { csvAddress, csvParts, downloadCsv, Refused } from "@/lib/csv-download";

const bytes = (text: string) => new TextEncoder().encode(text);

test("rows are counted over pieces, line breaks in quotes are not", () => {
	const text = '\ufeffid;text\n1;"a\nb"\n2;"say ""x""\n"\n3;\n';
	for (const size of [1, 2, 5, 100]) {
		const file = csvParts();
		const all = bytes(text);
		for (let at = 0; at < all.length; at += size) file.take(all.slice(at, at + size));
		expect(file.rows()).toBe(3);
		expect(file.lastId()).toBe("3");
	}
});

test("a row that was cut off is forgotten, wherever the cut was", async () => {
	const text = 'id,text\n41,"a\nb"\n42,c\n';
	for (let cut = 8; cut < text.length; cut++) {
		const file = csvParts();
		file.take(bytes(text.slice(0, cut)));
		file.cut();
		const kept = file.lastId();
		expect(["", "41", "42"]).toContain(kept);
		const rest = { "": 'id,text\n41,"a\nb"\n42,c\n', "41": "42,c\n", "42": "" }[kept] as string;
		if (kept !== "") file.take(bytes(rest));
		expect(await file.blob().text()).toBe(kept === "" ? "id,text\n" : text);
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

/** A body that sends a text and then breaks off. */
function broken(text: string): Response {
	const pieces = [bytes(text)];
	return new Response(
		new ReadableStream({
			pull(controller) {
				const piece = pieces.shift();
				if (piece) controller.enqueue(piece);
				else controller.error(new TypeError("network error"));
			},
		}),
	);
}

function serve(...answers: (() => Response)[]): string[] {
	const asked: string[] = [];
	vi.stubGlobal("fetch", async (url: string) => {
		asked.push(url);
		const answer = answers.shift();
		if (!answer) throw new TypeError("network error");
		return answer();
	});
	return asked;
}
afterEach(() => vi.unstubAllGlobals());

const options = (resumes: boolean, seen: number[] = []) => ({
	signal: new AbortController().signal,
	onRows: (rows: number) => seen.push(rows),
	resumes,
	pause: async () => {},
});

test("what breaks off goes on after its last complete row", async () => {
	const seen: number[] = [];
	const asked = serve(
		() => broken("id,text\n7,a\n9,"),
		() => new Response("busy", { status: 503 }),
		() => broken('9,"b\n'),
		() => new Response('9,"b\nc"\n11,d\n'),
	);
	const file = await downloadCsv("/x.csv?kind=deposit", options(true, seen));
	expect(await file.text()).toBe('id,text\n7,a\n9,"b\nc"\n11,d\n');
	expect(asked.slice(1)).toEqual(Array(3).fill("/x.csv?kind=deposit&after_id=7"));
	expect(seen.at(-1)).toBe(3);
});

test("a download that ends for good is an error, never a shorter file", async () => {
	serve(() => broken("id\n1\n"));
	await expect(downloadCsv("/x.csv", options(true))).rejects.toThrow("network error");
	serve(() => broken("id\n1\n"));
	await expect(downloadCsv("/x.csv", options(false))).rejects.toThrow("network error");
	serve(
		() => broken("id\n1\n"),
		() => new Response("", { status: 403 }),
	);
	await expect(downloadCsv("/x.csv", options(true))).rejects.toBeInstanceOf(Refused);
});
