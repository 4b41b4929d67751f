// A stand-in for the gateway, for work on the panel without the suite and for tests of states that a healthy server never shows.
// Serves dist/ too. POST /__scenario {"name": ...} switches what it pretends; see SCENARIOS.
import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import {
	campaign,
	checkImport,
	importMade,
	listCampaigns,
	listImports,
	listSpend,
	people,
} from "./campaigns.mjs";
import { makePromos } from "./promos.mjs";
import { balances, differingRows, reconciliation } from "./reconciliation.mjs";
import { cohortRows, conversion, corrections, mrr, revenue } from "./revenue.mjs";
import { makeShop } from "./shop.mjs";

const PORT = Number(process.env.STUB_PORT ?? 8090);
const DIST = fileURLToPath(new URL("../dist", import.meta.url));
const SCENARIOS = [
	"ok",
	"empty",
	"importing",
	"down",
	"paused",
	"failing",
	"bot-off",
	"support",
	"slow",
	"partial",
];
const MIME = {
	".html": "text/html",
	".js": "text/javascript",
	".css": "text/css",
	".svg": "image/svg+xml",
	".woff2": "font/woff2",
};
const PERMISSIONS = [
	"sales:view",
	"sales:edit",
	"customers:view",
	"promos:view",
	"promos:create",
	"promos:edit",
	"promos:delete",
	"referrals:view",
	"campaigns:view",
	"campaigns:create",
	"campaigns:edit",
	"campaigns:delete",
	"data:view",
	"data:resync",
	"access:view",
	"access:edit",
	"audit:view",
];

const shop = makeShop();
let promos = makePromos();
let scenario = "ok";
// OPEN=1: everybody is signed in, for tests of states.
const OPEN = process.env.STUB_OPEN === "1";
let signedOut = false;
let cutUntil = 0;
const streams = new Set();

const json = (res, status, body) => {
	res.writeHead(status, { "content-type": "application/json", "x-request-id": "7f3c2a9e-stub" });
	res.end(JSON.stringify(body));
};
const fail = (res, status, code, message) => json(res, status, { code, message, details: [] });

function me() {
	const permissions = scenario === "support" ? ["support:view", "customers:view"] : PERMISSIONS;
	return {
		kind: "user",
		id: "1",
		name: "admin",
		role: scenario === "support" ? "support" : "owner",
		permissions,
		bedolaga_enabled: scenario !== "bot-off",
		timezone: "Europe/Moscow",
		csrf_token: "stub-csrf",
		version: "dev-stub",
		demo: true,
	};
}

async function body(req) {
	let text = "";
	for await (const part of req) text += part;
	return text === "" ? {} : JSON.parse(text);
}

async function answer(req, res, url) {
	const path = url.pathname;
	const query = url.searchParams;
	if (path === "/__scenario") {
		const { name } = await body(req);
		if (!SCENARIOS.includes(name)) return fail(res, 400, 3, `unknown scenario ${name}`);
		scenario = name;
		signedOut = false;
		promos = makePromos();
		return json(res, 200, { name });
	}
	if (path === "/__signout") {
		signedOut = true;
		return json(res, 200, {});
	}
	if (path === "/__cut") {
		cutUntil = Date.now() + 3000;
		for (const stream of streams) stream.destroy();
		return json(res, 200, {});
	}
	if (path === "/api/v2/auth/login") {
		const { login, password } = await body(req);
		if (login !== "admin" || password !== "stub-password")
			return fail(res, 401, 16, "wrong login or password");
		signedOut = false;
		res.setHeader("set-cookie", "stub-session=1; Path=/; HttpOnly; SameSite=Lax");
		return json(res, 200, { me: me() });
	}
	const cookie = (req.headers.cookie ?? "").includes("stub-session=1");
	if (signedOut || !(OPEN || cookie)) return fail(res, 401, 16, "sign in first");
	if (req.method !== "GET" && req.headers["x-csrf-token"] !== "stub-csrf")
		return fail(res, 403, 7, "the CSRF token is missing");
	if (path === "/api/v2/auth/me") return json(res, 200, { me: me() });
	if (path === "/api/v2/auth/logout") {
		res.setHeader("set-cookie", "stub-session=; Path=/; Max-Age=0");
		return json(res, 200, { sessions_ended: 2 });
	}
	if (path === "/api/v2/events") {
		if (Date.now() < cutUntil) return fail(res, 503, 14, "the event stream is restarting");
		res.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
		res.write(": hello\n\n");
		streams.add(res);
		req.on("close", () => streams.delete(res));
		return;
	}
	if (scenario === "slow") await new Promise((done) => setTimeout(done, 60_000));
	if (scenario === "failing" && path.startsWith("/api/v2/sales"))
		return fail(res, 503, 14, "sales-read is restarting, try again in a moment");
	const empty = scenario === "empty";
	if (path.endsWith(".csv")) {
		const resumed = query.get("after_id") === "1";
		if (resumed && query.get("customer_id") === "1000") return fail(res, 403, 7, "no longer allowed");
		res.writeHead(200, { "content-type": "text/csv; charset=utf-8" });
		if (resumed) return res.end("2,20.00\n");
		res.write("id,amount_rub\n1,10.00\n");
		if (["1000", "1002"].includes(query.get("customer_id"))) return setTimeout(() => res.destroy(), 300);
		if (query.get("customer_id") === "1001") return;
		return res.end("2,20.00\n");
	}
	const promo = promos(
		req.method,
		path,
		query,
		path.startsWith("/api/v2/sales/promo") ? await body(req) : {},
		empty,
	);
	if (promo) return json(res, ...promo);
	if (path === "/api/v2/sales/overview") return json(res, 200, shop.overview(empty));
	if (path === "/api/v2/sales/tariffs") return json(res, 200, shop.tariffs());
	if (path === "/api/v2/sales/subscriptions") return json(res, 200, shop.listSubscriptions(query, empty));
	if (path.startsWith("/api/v2/sales/subscriptions/")) {
		const found = shop.subscription(path.split("/").pop());
		return found ? json(res, 200, found) : fail(res, 404, 5, "there is no subscription with this number");
	}
	if (path === "/api/v2/sales/revenue") return json(res, 200, revenue(query, empty));
	if (path === "/api/v2/sales/mrr") return json(res, 200, mrr(query, empty));
	if (path === "/api/v2/sales/conversion") return json(res, 200, conversion(query, empty));
	if (path === "/api/v2/sales/conversion/rows") return json(res, 200, cohortRows(query, empty));
	if (path === "/api/v2/sales/corrections") return json(res, 200, corrections(query, empty));
	if (path === "/api/v2/sales/search") return json(res, 200, shop.find(query));
	if (path.startsWith("/api/v2/sales/referrals/") && scenario === "partial" && query.get("page_token"))
		return fail(res, 503, 14, "sales-read is restarting, try again in a moment");
	if (path === "/api/v2/sales/referrals") return json(res, 200, shop.listReferrers(query, empty));
	if (path === "/api/v2/sales/referrals/tree") return json(res, 200, shop.tree(query));
	if (path === "/api/v2/sales/referrals/invited") return json(res, 200, shop.invited(query));
	if (path === "/api/v2/sales/referrals/graph") return json(res, 200, shop.graph(query, empty));
	if (path === "/api/v2/sales/withdrawals") return json(res, 200, shop.listWithdrawals(query, empty));
	if (path === "/api/v2/sales/partner-applications")
		return json(res, 200, shop.listPartnerApplications(query, empty));
	for (const [list, of, what] of [
		["withdrawals", shop.withdrawal, "withdrawal"],
		["partner-applications", shop.partnerApplication, "application"],
	]) {
		if (!path.startsWith(`/api/v2/sales/${list}/`)) continue;
		const found = of(path.split("/").pop());
		return found
			? json(res, 200, { [what]: found })
			: fail(res, 404, 5, `there is no ${what} with this number`);
	}
	if (path === "/api/v2/sales/campaigns") return json(res, 200, listCampaigns(empty));
	if (path.startsWith("/api/v2/sales/campaigns/")) {
		const found = campaign(path.split("/").pop());
		return found ? json(res, 200, found) : fail(res, 404, 5, "there is no campaign with this number");
	}
	if (path === "/api/v2/sales/campaign-registrations") {
		if (scenario === "partial") return fail(res, 503, 14, "sales-read is restarting, try again in a moment");
		return json(res, 200, people(query, empty));
	}
	if (path === "/api/v2/sales/campaign-spend") return json(res, 200, listSpend(query, empty));
	if (path === "/api/v2/sales/campaign-spend-imports/check")
		return json(res, 200, checkImport(await body(req)));
	if (path.startsWith("/api/v2/sales/campaign-spend-imports/")) return json(res, 200, importMade(true));
	if (path === "/api/v2/sales/campaign-spend-imports" && req.method === "POST") {
		if (scenario === "partial")
			return fail(res, 409, 10, "the ledger was changed since the file was checked");
		return json(res, 200, importMade(false));
	}
	if (path === "/api/v2/sales/campaign-spend-imports") return json(res, 200, listImports(empty));
	if (path === "/api/v2/sales/reconciliation") return json(res, 200, reconciliation(query, empty));
	if (path === "/api/v2/sales/reconciliation/rows") return json(res, 200, differingRows(query, empty));
	if (path === "/api/v2/sales/reconciliation/balances") return json(res, 200, balances(empty));
	if (path === "/api/v2/sales/customers") return json(res, 200, shop.listCustomers(query, empty));
	if (path.startsWith("/api/v2/sales/customers/")) {
		const found = shop.customer(path.split("/").pop());
		return found ? json(res, 200, found) : fail(res, 404, 5, "there is no customer with this number");
	}
	if (path === "/api/v2/sales/transactions") return json(res, 200, shop.listTransactions(query, empty));
	if (path === "/api/v2/sales/transactions/stats") return json(res, 200, shop.stats(query, empty));
	if (path.startsWith("/api/v2/sales/transactions/")) {
		const found = shop.transaction(path.split("/").pop());
		return found ? json(res, 200, found) : fail(res, 404, 5, "there is no operation with this number");
	}
	if (path === "/api/v2/views") return json(res, 200, { items: [] });
	if (path === "/api/v2/data/status") return json(res, 200, shop.status(scenario));
	if (path === "/api/v2/data/resync")
		return json(res, 200, { message: "verification of all entities has started" });
	if (path === "/api/v2/access/tokens" && req.method === "GET")
		return json(res, 200, { items: empty ? [] : shop.tokens });
	if (path === "/api/v2/access/tokens") return json(res, 200, shop.createToken(await body(req)));
	if (path.startsWith("/api/v2/access/tokens/")) {
		shop.revokeToken(path.split("/").pop());
		return json(res, 200, {});
	}
	return fail(res, 404, 5, "no such route");
}

function file(res, path) {
	const wanted = join(DIST, normalize(path));
	const found =
		wanted.startsWith(DIST) && existsSync(wanted) && statSync(wanted).isFile()
			? wanted
			: join(DIST, "index.html");
	// The policy the gateway is expected to send: a style attribute is fine, an inline script is not.
	res.writeHead(200, {
		"content-type": MIME[extname(found)] ?? "application/octet-stream",
		"content-security-policy": "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:",
	});
	createReadStream(found).pipe(res);
}

const server = createServer((req, res) => {
	const url = new URL(req.url ?? "/", "http://stub");
	if (!url.pathname.startsWith("/api/") && !url.pathname.startsWith("/__")) return file(res, url.pathname);
	answer(req, res, url).catch((error) => fail(res, 500, 13, String(error)));
});
server.listen(PORT, "127.0.0.1", () =>
	console.log(`stub on http://127.0.0.1:${PORT} (admin / stub-password)`),
);

setInterval(() => {
	if (streams.size === 0 || scenario !== "ok") return;
	const row = shop.pay();
	const event = {
		specversion: "1.0",
		id: `bedolaga:transaction:${row.id}:completed`,
		type: "payment.completed",
		source: "remnadesk",
		time: row.booked_at,
		data: {
			source: "transaction",
			source_id: row.id,
			amount_kopeks: row.amount_kopeks,
			gateway: row.gateway,
		},
	};
	for (const stream of streams) {
		stream.write(`event: changed\ndata: {"service":"sales-read","entity":"transaction"}\n\n`);
		stream.write(`event: domain\nid: 1-${row.id}\ndata: ${JSON.stringify(event)}\n\n`);
	}
}, 8000).unref();
