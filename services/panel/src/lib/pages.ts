// Keyset pages in the URL: `after` is the server's token, `p` the page's number. The way back is remembered per tab, so that it survives a reload.

const KEY = "remnadesk.pages";
const LIMIT = 200;

type Trail = Record<string, string>;

function read(): Trail {
	try {
		return JSON.parse(sessionStorage.getItem(KEY) ?? "{}") as Trail;
	} catch {
		return {};
	}
}

/** Remembers from which page (its token; "" is the first) one went to the page of `token`. */
export function rememberPage(token: string, from: string): void {
	const trail = read();
	delete trail[token];
	trail[token] = from;
	const kept = Object.entries(trail).slice(-LIMIT);
	try {
		sessionStorage.setItem(KEY, JSON.stringify(Object.fromEntries(kept)));
	} catch {
		// Storage is closed to us: going back leads to the first page.
	}
}

/** The page before; the first page when the way is not known. */
export function pageBefore(token: string): string {
	return read()[token] ?? "";
}
