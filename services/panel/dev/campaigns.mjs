// Made-up campaigns and their ledger of spend, in the shapes of proto/gen/openapi.json.

const COMPLETE = { complete_until: "2026-11-25T09:00:00Z", verified_until: "2026-11-25T08:00:00Z" };

const figures = (n, spent) => ({
	registrations: 40 * n,
	trials: 20 * n,
	payers: 12 * n,
	net_cash_kopeks: String(1_200_000 * n),
	landing_orders: 2,
	landing_cash_kopeks: "90000",
	bonus_kopeks: String(200_000 * n),
	commission_kopeks: String(70_000 * n),
	promo_kopeks: String(30_000 * n),
	discount_uses: n,
	...(spent
		? {
				spend_kopeks: String(500_000 * n),
				costs_kopeks: String(800_000 * n),
				roi: 0.5,
				cac_kopeks: "66667",
				payback_day: 9,
			}
		: {}),
});

const CAMPAIGNS = [
	[3, "Канал «Свобода», партнёрская", "partner_svoboda", "balance", 3, true, "4"],
	[2, "Telegram Ads RU, broad", "tgads_broad", "balance", 2, true],
	[1, "Reddit r/vpn thread", "reddit_vpn", "none", 1, false],
].map(([id, name, start_parameter, bonus_type, n, spent, partner_id]) => ({
	id: String(id),
	name,
	start_parameter,
	bonus_type,
	is_active: id !== 1,
	...(partner_id ? { partner_id } : {}),
	created_at: `2026-0${id}-01T09:00:00Z`,
	figures: figures(n, spent),
}));

export const listCampaigns = (empty) => ({
	items: empty ? [] : CAMPAIGNS,
	next_page_token: "",
	total: empty ? 0 : CAMPAIGNS.length,
	total_capped: false,
	totals: empty ? { ...figures(0, false), landing_orders: 0 } : figures(6, false),
	channel_spend_kopeks: empty ? "0" : "850000",
	definitions: [],
	...COMPLETE,
});

export function campaign(id) {
	const found = CAMPAIGNS.find((each) => each.id === id);
	if (!found) return undefined;
	const f = found.figures;
	const days = Array.from({ length: 30 }, (_, day) => ({
		day,
		net_cash_kopeks: String(Math.round((Number(f.net_cash_kopeks) * (day + 1)) / 30)),
		registrations: 40 - day,
		incomplete: day > 20,
		...(f.costs_kopeks ? { costs_kopeks: String(Number(f.costs_kopeks) - 1000 * (30 - day)) } : {}),
	}));
	const stage = (name, count, of) => ({
		stage: name,
		count,
		of,
		rate: count / of,
		lower: (count / of) * 0.8,
		upper: Math.min(1, (count / of) * 1.2),
		few: of < 30,
	});
	return {
		campaign: found,
		days,
		trial_windows: [3, 7, 14, 30].map((n) => ({
			days: n,
			trials: 20,
			payers: n / 2,
			rate: n / 40,
			few: true,
		})),
		funnel: [
			stage("trial", f.trials, f.registrations),
			stage("trial_paid", f.payers - 4, f.trials),
			stage("paid", f.payers, f.registrations),
		],
		definitions: [],
		...COMPLETE,
	};
}

export function people(query, empty) {
	const all = Array.from({ length: 40 }, (_, i) => ({
		id: String(400 - i),
		customer_id: String(1000 + i),
		customer: {
			id: String(1000 + i),
			first_name: `Гость ${i + 1}`,
			username: `guest${i + 1}`,
			balance_kopeks: "0",
		},
		registered_at: "2026-11-20T09:00:00Z",
		trial: i % 2 === 0,
		...(i % 3 === 0 ? { paid_at: "2026-11-22T09:00:00Z" } : {}),
		net_cash_kopeks: i % 3 === 0 ? "39900" : "0",
		bonus_kopeks: "5000",
		commission_kopeks: i % 3 === 0 ? "9975" : "0",
		promo_kopeks: "0",
	}));
	const stage = query.get("stage");
	const kept = empty
		? []
		: all.filter((row) =>
				stage === "paid" ? row.paid_at : stage === "unpaid" ? !row.paid_at : stage !== "trial" || row.trial,
			);
	const from = Number(query.get("page_token") ?? 0);
	return {
		items: kept.slice(from, from + 20),
		next_page_token: kept.length > from + 20 ? String(from + 20) : "",
		total: kept.length,
		total_capped: false,
		...COMPLETE,
	};
}

const spendOf = (id, rest) => ({
	id: String(id),
	version: 1,
	channel: "",
	first_day: "2026-11-01",
	last_day: "2026-11-10",
	amount_kopeks: "850000",
	note: "",
	author_name: "admin",
	changed_at: "2026-11-20T09:00:00Z",
	deleted: false,
	...rest,
});
const SPEND = [
	spendOf(3, { campaign_id: "2", campaign_name: "Telegram Ads RU, broad", version: 2, import_id: "1" }),
	spendOf(2, { channel: "Пост у Ани", note: "без ссылки", last_day: "2026-11-01" }),
	spendOf(1, { campaign_id: "3", campaign_name: "Канал «Свобода», партнёрская", deleted: true }),
];

export function listSpend(query, empty) {
	const kept = empty
		? []
		: SPEND.filter(
				(row) =>
					(query.get("deleted") === "true" || !row.deleted) &&
					(query.get("channels") !== "true" || row.channel) &&
					(!query.get("campaign_id") || row.campaign_id === query.get("campaign_id")),
			);
	const sum = kept.reduce((total, row) => total + (row.deleted ? 0 : Number(row.amount_kopeks)), 0);
	return {
		items: kept,
		next_page_token: "",
		total: kept.length,
		total_capped: false,
		amount_kopeks: String(sum),
	};
}

export const listImports = (empty) => ({
	items: empty
		? []
		: [
				{
					id: "2",
					file_name: "october.csv",
					rows: 3,
					amount_kopeks: "120000",
					duplicates: 0,
					author_name: "admin",
					created_at: "2026-11-20T10:00:00Z",
					undone_at: "2026-11-20T10:05:00Z",
					undone_by: "admin",
				},
				{
					id: "1",
					file_name: "november.csv",
					rows: 1,
					amount_kopeks: "850000",
					duplicates: 1,
					author_name: "admin",
					created_at: "2026-11-20T09:00:00Z",
					undone_by: "",
				},
			],
	next_page_token: "",
});

/** A file whose name of a campaign is "nobody" has every kind of mistake; another one adds two entries and repeats one. */
export function checkImport({ content, with_duplicates }) {
	const wrong = Buffer.from(content, "base64").toString().includes("nobody");
	const row = (line, rest) => ({
		line,
		channel: "",
		first_day: "2026-11-01",
		last_day: "2026-11-10",
		amount_kopeks: "100050",
		note: "волна",
		duplicate: "",
		same_as_line: 0,
		...rest,
	});
	const issue = (line, column, code, value) => ({ line, column, code, value, what: "what", how: "how" });
	const added = with_duplicates ? 3 : 2;
	return {
		encoding: wrong ? "UTF-8" : "Windows-1251",
		separator: ";",
		ignored_columns: ["CTR"],
		entries: wrong ? 6 : 3,
		new_rows: added,
		new_kopeks: String(added * 100050),
		duplicates: 1,
		wrong_rows: wrong ? 3 : 0,
		issue_count: wrong ? 205 : 0,
		issues: wrong
			? [
					issue(0, "", "encoding", ""),
					issue(5, "Метка", "campaign_unknown", "nobody"),
					issue(6, "Сумма", "amount_ambiguous", "1,234"),
					issue(6, "Валюта", "a_code_of_tomorrow", "USD"),
				]
			: [],
		rows: [
			row(2, { campaign_id: "2", campaign_name: "Telegram Ads RU, broad" }),
			row(3, { channel: "Пост у Ани" }),
			row(4, { channel: "Пост у Ани", duplicate: "file", same_as_line: 3 }),
		],
	};
}

export const importMade = (undone) => ({
	import: { ...listImports(false).items[1], ...(undone ? { undone_at: "2026-11-25T09:00:00Z" } : {}) },
});
