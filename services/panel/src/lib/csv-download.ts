// A CSV of the server, read as it comes, so that one sees how far it is.

const QUOTE = 34;
const NEWLINE = 10;

/** Counts the rows of CSV bytes as they arrive, the header not included. Line breaks inside quotes end no row. */
export function rowCounter(): (bytes: Uint8Array) => number {
	let quoted = false;
	let lines = 0;
	return (bytes) => {
		for (const byte of bytes) {
			if (byte === QUOTE) quoted = !quoted;
			else if (byte === NEWLINE && !quoted) lines++;
		}
		return Math.max(0, lines - 1);
	};
}

/** The address of a download: the list's question without its paging. */
export function csvAddress(path: string, query: object, excel: boolean): string {
	const out = new URLSearchParams();
	for (const [name, value] of Object.entries(query)) {
		if (["page_size", "page_token", "count"].includes(name) || value === undefined || value === "") continue;
		for (const each of Array.isArray(value) ? value : [value]) out.append(name, String(each));
	}
	if (excel) {
		out.set("bom", "true");
		out.set("separator", ";");
	}
	const text = out.toString();
	return text === "" ? path : `${path}?${text}`;
}

/** Reads a body to its end; one that breaks off is an error, never a shorter file. */
export async function readCsv(response: Response, onRows: (rows: number) => void): Promise<Blob> {
	const reader = response.body?.getReader();
	if (!reader) return response.blob();
	const count = rowCounter();
	const parts: BlobPart[] = [];
	for (;;) {
		const { done, value } = await reader.read();
		if (done) return new Blob(parts, { type: "text/csv;charset=utf-8" });
		parts.push(value);
		onRows(count(value));
	}
}
