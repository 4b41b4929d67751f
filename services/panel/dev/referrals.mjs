// The made-up shop's answers about invitations: leaderboard, payouts, partners, tree and graph.
import { forestOf } from "./forest.mjs";

const DAY = 86_400_000;
const iso = (ms) => new Date(ms).toISOString();
const GRAPH_SIZE = Number(process.env.STUB_GRAPH ?? 20_000);
const STATUSES = ["pending", "approved", "completed", "rejected", "cancelled"];

/** What the rules found, the gravest last. */
const REASONS = [
	[],
	[["young_requester", "low", { age_days: 9 }]],
	[
		["fresh_earnings", "low", { fresh_kopeks: 98_000, earned_kopeks: 240_000, hold_days: 14 }],
		["few_paid", "medium", { paid: 1, invited: 38 }],
	],
	[
		["registered_in_a_burst", "medium", { busiest_hour: 14, invited: 22 }],
		["one_payer", "medium", { customer_id: 1021, top_kopeks: 410_000, earned_kopeks: 440_000 }],
		["exceeds_earned", "high", { amount_kopeks: 380_000, taken_kopeks: 120_000, earned_kopeks: 440_000 }],
	],
	[["newer_than_the_panel", "medium", { oddity: 7 }]],
];

export function referralsOf({ customers, page, marks }) {
	const now = Date.now();
	let forest;
	const grown = () => {
		forest ??= forestOf(GRAPH_SIZE, (at) => {
			const who = customers[at % customers.length];
			const name = [who.first_name, who.last_name].filter(Boolean).join(" ");
			return at < customers.length ? name : `${name} ${at}`;
		});
		return forest;
	};
	const who = (id) => customers.find((row) => row.id === id);
	const share = (count, of) => ({ count, of, ...(of >= 30 && { rate: count / of, low: 0.2, high: 0.5 }) });
	const matches = (row, text) =>
		!text ||
		JSON.stringify(row.customer ?? "")
			.toLowerCase()
			.includes(text.toLowerCase().replace("@", ""));
	const asked = (rows, query) => {
		const any = (name, value) => query.getAll(name).length === 0 || query.getAll(name).includes(value);
		const found = rows.filter((row) => any("status", row.status) && matches(row, query.get("text")));
		if (query.get("sort") === "created_asc") found.reverse();
		return page(found, query);
	};
	const withdrawals = Array.from({ length: 120 }, (_, at) => {
		const status = at < 9 ? "pending" : STATUSES[(at * 7) % STATUSES.length];
		const created = now - (at + 0.4) * 1.7 * DAY;
		const waits = status === "pending" || status === "approved";
		const customer = customers[(at * 13) % 60];
		return {
			id: String(400 - at),
			customer_id: customer.id,
			customer,
			amount_kopeks: String((5 + ((at * 31) % 60)) * 10_000),
			status,
			...(at % 6 !== 5 && { risk_score: String((at * 37) % 101) }),
			created_at: iso(created),
			...(waits ? { waiting_since: iso(created) } : { processed_at: iso(created + 1.2 * DAY) }),
			...(at === 50 && { gone_at: iso(now - DAY) }),
			earned_kopeks: String((20 + ((at * 17) % 90)) * 10_000),
			paid_out_kopeks: String(((at * 11) % 20) * 10_000),
			our_risk: REASONS[at % 5].at(-1)?.[1] ?? "",
			risk_reasons: REASONS[at % 5]
				.map(([code, severity, facts]) => ({
					code,
					severity,
					evidence: Object.entries(facts).map(([name, value]) => ({ name, value: String(value) })),
				}))
				.reverse(),
			invited: 3 + ((at * 5) % 40),
			invited_paid: 1 + ((at * 3) % 12),
		};
	});
	const applications = Array.from({ length: 64 }, (_, at) => {
		const status = at < 5 ? "pending" : ["approved", "rejected", "approved"][at % 3];
		const created = now - (at + 0.2) * 4.3 * DAY;
		const customer = customers[(at * 17) % 90];
		return {
			id: String(90 - at),
			customer_id: customer.id,
			customer,
			...(at % 3 === 0 && { company_name: "ИП Сафина М. Р." }),
			...(at % 4 === 1 && { website_url: "https://vpn-review.example" }),
			...(at % 5 !== 4 && { telegram_channel: at % 2 ? "@podborka_vpn" : "https://t.me/nets_daily" }),
			expected_monthly_referrals: String(20 * ((at % 7) + 1)),
			desired_commission_percent: String(25 + (at % 4) * 5),
			...(status === "approved" && { approved_commission_percent: "25" }),
			status,
			created_at: iso(created),
			...(status === "pending" ? { waiting_since: iso(created) } : { processed_at: iso(created + 2 * DAY) }),
			invited: (at * 7) % 50,
			invited_paid: (at * 3) % 15,
		};
	});
	const node = (found, depth) => ({
		customer_id: grown().id(found.at),
		...(who(grown().id(found.at)) && { customer: who(grown().id(found.at)) }),
		...(found.parent >= 0 && { parent_id: grown().id(found.parent) }),
		depth,
		invited: found.invited,
		invited_paid: found.invitedPaid,
		branch_size: found.size,
		branch_paid: found.branchPaid,
		paid: found.paid,
		net_kopeks: String(found.net),
		branch_net_kopeks: String(found.branchNet),
		earned_kopeks: String(Math.floor(found.net / 4)),
		more: found.invited,
		next_page_token: "",
		loop: "",
	});
	return {
		listReferrers(query, empty) {
			const rows = (empty ? [] : customers.slice(0, 60)).map((customer, at) => ({
				customer_id: customer.id,
				customer,
				invited: 90 - at,
				paid: Math.floor((90 - at) / 3),
				conversion: share(Math.floor((90 - at) / 3), 90 - at),
				money_kopeks: String((90 - at) * 123_400),
				earned_kopeks: String((90 - at) * 24_680),
			}));
			const totals = {
				referrers: rows.length,
				invited: empty ? 0 : 3630,
				paid: empty ? 0 : 1190,
				conversion: share(empty ? 0 : 1190, empty ? 0 : 3630),
				money_kopeks: empty ? "0" : "447942000",
				earned_kopeks: empty ? "0" : "89588400",
				k_base: empty ? 0 : 410,
				k_invited_paid: empty ? 0 : 96,
				...(!empty && { k: 96 / 410 }),
				k_open: empty ? 0 : 133,
			};
			return page(
				rows.filter((row) => matches(row, query.get("text"))),
				query,
				{
					totals,
					previous: totals,
					from: iso(now - 30 * DAY),
					to: iso(now),
					previous_from: iso(now - 60 * DAY),
					timezone: "Europe/Moscow",
					definitions: [],
				},
			);
		},
		listWithdrawals: (query, empty) => asked(empty ? [] : withdrawals, query),
		listPartnerApplications: (query, empty) => asked(empty ? [] : applications, query),
		withdrawal: (id) => withdrawals.find((row) => row.id === id),
		partnerApplication: (id) => applications.find((row) => row.id === id),
		invited(query) {
			const found = grown().byId.get(query.get("customer_id"));
			const rows = (found?.children ?? []).map((child) => node(child, 1));
			return page(rows, query, { definitions: [] });
		},
		tree(query) {
			const id = query.get("customer_id");
			const found = grown().byId.get(id);
			const alone = { at: Number(id) - 1000, parent: -1, invited: 0, invitedPaid: 0, size: 0 };
			const top = found ?? { ...alone, branchPaid: 0, paid: false, net: 0, branchNet: 0, children: [] };
			const ancestors = [];
			for (let above = grown().byId.get(grown().id(top.parent)); above; ) {
				ancestors.unshift(node(above, -1 - ancestors.length));
				above = grown().byId.get(grown().id(above.parent));
			}
			const most = Number(query.get("children") || 50);
			const shown = top.children.slice(0, most);
			const more = top.invited - shown.length;
			const first = { ...node(top, 0), more, next_page_token: more > 0 ? String(shown.length) : "" };
			return {
				ancestors,
				ancestors_cut: false,
				items: [first, ...shown.map((child) => node(child, 1))],
				cut: false,
				definitions: [],
				...marks(),
			};
		},
		graph(query, empty) {
			const { items, total } = empty ? { items: [], total: 0 } : grown();
			const size = Number(query.get("page_size") || 2000);
			const at = Number(query.get("page_token") || 0);
			const shown = items.slice(at, at + size);
			const edges = items.filter((row) => row.parent_id).length;
			return {
				items: shown,
				next_page_token: at + size < items.length ? String(at + size) : "",
				nodes: items.length,
				edges,
				total_nodes: total,
				total_edges: edges + total - items.length,
				left_out_nodes: total - items.length,
				left_out_edges: total - items.length,
				drawn_at: iso(Date.now() - 4000),
				definitions: [],
				...marks(),
			};
		},
	};
}
