// Saving what is on the screen as a file.

/** RFC 4180 with a byte order mark, so that spreadsheet programs read Cyrillic. A leading = + - @ is quoted as text: it is no formula. */
export function toCsv(rows: readonly (readonly string[])[]): string {
	const cell = (text: string) => {
		const plain = /^[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text;
		return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
	};
	return `\ufeff${rows.map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}

/** Offers text, or a data: URL, as a download. */
export function saveFile(name: string, content: string): void {
	if (content.startsWith("data:")) offer(name, content);
	else saveBlob(name, new Blob([content], { type: "text/csv;charset=utf-8" }));
}

export function saveBlob(name: string, content: Blob): void {
	const url = URL.createObjectURL(content);
	offer(name, url);
	setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

function offer(name: string, url: string): void {
	const link = document.createElement("a");
	link.href = url;
	link.download = name;
	link.click();
}
