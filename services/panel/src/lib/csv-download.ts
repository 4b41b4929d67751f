// A CSV of the server, read as it comes, so that one sees how far it is; what breaks off goes on after its last complete row.

const QUOTE = 34;
const NEWLINE = 10;
const DIGIT = /^\d+/;

/** What has arrived of a CSV: its complete rows. */
export function csvParts() {
	let parts: Uint8Array<ArrayBuffer>[] = [];
	let tail: Uint8Array<ArrayBuffer> = new Uint8Array();
	let quoted = false;
	let lines = 0;
	let last = "";
	return {
		/** Rows that arrived whole, the header not included. Line breaks inside quotes end no row. */
		rows: () => Math.max(0, lines - 1),
		/** The first cell of the last of them, when it is a number. */
		lastId: () => (lines > 1 ? last : ""),
		take(bytes: Uint8Array<ArrayBuffer>) {
			let rowStart = -1;
			let end = 0;
			for (let at = 0; at < bytes.length; at++) {
				if (bytes[at] === QUOTE) quoted = !quoted;
				else if (bytes[at] === NEWLINE && !quoted) {
					lines++;
					rowStart = end;
					end = at + 1;
				}
			}
			if (end === 0) {
				tail = joined(tail, bytes);
				return;
			}
			const row = bytes.subarray(rowStart, Math.min(end, rowStart + 24));
			const begins = rowStart === 0 ? joined(tail, row) : row;
			last = DIGIT.exec(new TextDecoder().decode(begins.subarray(0, 24)))?.[0] ?? "";
			parts.push(tail, bytes.slice(0, end));
			tail = bytes.slice(end);
		},
		/** Forgets the row that was cut off. */
		cut() {
			tail = new Uint8Array();
			quoted = false;
		},
		blob() {
			parts = [...parts, tail];
			return new Blob(parts, { type: "text/csv;charset=utf-8" });
		},
	};
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
	const both = new Uint8Array(a.length + b.length);
	both.set(a);
	both.set(b, a.length);
	return both;
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

type Options = {
	signal: AbortSignal;
	onRows: (rows: number) => void;
	/** The list can begin after a row: a download that breaks off goes on instead of failing. */
	resumes: boolean;
	/** Waits before the nth try. */
	pause: (attempt: number) => Promise<void>;
};

const TRIES = 5;

/** A refusal of the server, by its status. */
export class Refused extends Error {
	readonly status: number;
	constructor(status: number) {
		super(`the server answered ${status}`);
		this.status = status;
	}
}

/** Reads a download to its end; one that breaks off for good is an error, never a shorter file. */
export async function downloadCsv(
	address: string,
	{ signal, onRows, resumes, pause }: Options,
): Promise<Blob> {
	const file = csvParts();
	for (let attempt = 1; ; attempt++) {
		const before = file.rows();
		try {
			const from = file.lastId();
			const join = address.includes("?") ? "&" : "?";
			const url = from === "" ? address : `${address}${join}after_id=${from}`;
			const response = await fetch(url, { signal, credentials: "same-origin" });
			if (!response.ok) throw new Refused(response.status);
			await readInto(file, response, onRows);
			return file.blob();
		} catch (error) {
			if (file.rows() > before) attempt = 1;
			const passing = !(error instanceof Refused) || error.status >= 500;
			if (signal.aborted || !resumes || !passing || attempt === TRIES || file.lastId() === "") throw error;
			file.cut();
			await pause(attempt);
		}
	}
}

async function readInto(
	file: ReturnType<typeof csvParts>,
	response: Response,
	onRows: (rows: number) => void,
): Promise<void> {
	const reader = response.body?.getReader();
	if (!reader) throw new Error("the answer has no body");
	for (;;) {
		const { done, value } = await reader.read();
		if (done) return;
		file.take(value);
		onRows(file.rows());
	}
}
