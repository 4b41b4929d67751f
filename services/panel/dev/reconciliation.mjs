// A made-up reconciliation, in the shapes of proto/gen/openapi.json: its causes add up.

const CAUSES = {
	sales_page: [
		["stars_spins", 247020, 73],
		["day_border_in", 184900, 6],
		["landing_undelivered", 124800, 2],
		["day_border_out", -59900, 2],
	],
	telegram_report: [
		["direct_payments", 2526500, 35],
		["landing_orders", 773700, 14],
		["stars_spins", 247020, 73],
	],
	campaign_page: [
		["not_registered", 21500300, 260],
		["direct_payments", 2526500, 35],
	],
	remnawave_admin: [
		["direct_payments", 2526500, 35],
		["bonus_deposits", -108000, 37],
		["manual_credits", -192000, 3],
	],
};
const OURS = 32440600;
const REFUNDS = 600600;

export function reconciliation(query, empty) {
	const from = query.get("from") ?? "2026-11-24";
	const to = query.get("to") ?? "2026-11-25";
	const ours = empty ? 0 : OURS;
	const neighbours = Object.entries(CAUSES).map(([neighbour, listed]) => {
		const causes = empty ? [] : listed;
		const difference = causes.reduce((sum, [, amount]) => sum + amount, 0);
		return {
			neighbour,
			sum_kopeks: String(ours - difference),
			payments: empty ? 0 : 400,
			difference_kopeks: String(difference),
			causes: causes.map(([cause, amount, payments]) => ({ cause, amount_kopeks: String(amount), payments })),
			residual_kopeks: "0",
			timezone: neighbour === "telegram_report" ? "Europe/Moscow" : "UTC",
			from: `${from}T00:00:00Z`,
			to: `${to}T00:00:00Z`,
		};
	});
	return {
		from: `${from}T00:00:00+03:00`,
		to: `${to}T00:00:00+03:00`,
		first_day: from,
		last_day: from,
		timezone: "Europe/Moscow",
		cash_in_kopeks: String(ours),
		cash_refunds_kopeks: String(empty ? 0 : REFUNDS),
		net_cash_kopeks: String(empty ? 0 : OURS - REFUNDS),
		payments: empty ? 0 : 512,
		neighbours,
		incomplete: false,
		definitions: ["cash_in", "cash_refunds", "net_cash", "reconciliation"],
		complete_until: new Date().toISOString(),
		verified_until: new Date().toISOString(),
	};
}

export function differingRows(query, empty) {
	const asked = query.getAll("cause");
	const listed = (CAUSES[query.get("neighbour")] ?? []).filter(
		([cause]) => asked.length === 0 || asked.includes(cause),
	);
	const items = (empty ? [] : listed).map(([cause, amount, payments], index) => {
		const each = Math.trunc(amount / payments);
		return {
			source: cause === "stars_spins" ? "wheel_spin" : "transaction",
			id: String(9000 + index),
			customer_id: String(1000 + index),
			cause,
			ours_kopeks: String(Math.max(each, 0)),
			theirs_kopeks: String(Math.max(-each, 0)),
			difference_kopeks: String(each),
			kind: cause === "stars_spins" ? "" : "deposit",
			payment_method: cause === "stars_spins" ? "telegram_stars" : "yookassa",
			booked_at: new Date(Date.now() - 86_400_000 - index * 3_600_000).toISOString(),
			created_at: new Date(Date.now() - 86_400_000 - index * 3_600_000).toISOString(),
		};
	});
	return { items, next_page_token: "", total: items.length, total_capped: false };
}

export function balances(empty) {
	const items = empty
		? []
		: [
				["1000", "15000", "0", "20000", false],
				["1001", "30000", "-10000", "0", true],
			].map(([customer_id, opening, postings, closing, wiped]) => ({
				day: "2026-11-23",
				since_day: "2026-11-22",
				customer_id,
				opening_kopeks: opening,
				postings_kopeks: postings,
				closing_kopeks: closing,
				difference_kopeks: String(Number(closing) - Number(opening) - Number(postings)),
				wiped,
			}));
	return {
		items,
		next_page_token: "",
		total: items.length,
		total_capped: false,
		complete_until: new Date().toISOString(),
		last_check: {
			day: "2026-11-23",
			checked_at: "2026-11-23T21:05:00Z",
			customers: 412,
			differences: items.length,
			postponed: 1,
			balances_kopeks: "427069783",
			opening: false,
		},
		opened_on: "2026-11-01",
	};
}
