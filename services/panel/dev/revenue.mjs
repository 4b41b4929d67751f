// Made-up revenue, conversion and corrections, in the shapes of proto/gen/openapi.json.

const DAY = 86_400_000;
const day = (time) => new Date(time).toISOString().slice(0, 10);

function bucketsOf(query) {
	const from = Date.parse(query.get("from") ?? "2026-10-26");
	const to = query.get("to") ? Date.parse(query.get("to")) : from + 30 * DAY;
	const step = { week: 7, month: 30 }[query.get("bucket")] ?? 1;
	const count = Math.max(1, Math.min(60, Math.ceil((to - from) / DAY / step)));
	return Array.from({ length: count }, (_, n) => {
		const at = from + n * step * DAY;
		return {
			from: new Date(at).toISOString(),
			to: new Date(at + step * DAY).toISOString(),
			day: day(at),
			incomplete: n === count - 1,
		};
	});
}

const figures = (kopeks, payments) => ({
	cash_in_kopeks: String(kopeks),
	cash_refunds_kopeks: "0",
	net_cash_kopeks: String(kopeks),
	payments,
	payers: payments,
	first_time_payers: Math.floor(payments / 3),
	...(payments > 0 && {
		average_check_kopeks: String(Math.round(kopeks / payments)),
		arppu_kopeks: String(Math.round(kopeks / payments)),
	}),
	consumption_kopeks: String(kopeks),
	reversals_kopeks: "0",
	kinds: kopeks > 0 ? [{ kind: "renewal", consumption_kopeks: String(kopeks), count: payments }] : [],
	bonuses_kopeks: "0",
	manual_credits_kopeks: "0",
});

const KEYS = {
	gateway: [["yookassa"], ["cryptobot"], ["balance"]],
	tariff: [["1", "Старт"], ["2", "Про"], [""]],
	campaign: [["1", "Блог"], ["2", "ВКонтакте"], [""]],
	promo_group: [["1", "VIP"], ["2", "Друзья"], [""]],
};

export function revenue(query, empty) {
	const buckets = bucketsOf(query);
	const one = empty ? 0 : 300_000;
	const named = ([key, name]) => ({ key, ...(name && { name }) });
	const parts = (kopeks) =>
		(KEYS[query.get("then_by")] ?? []).map((each) => ({
			...named(each),
			figures: figures(kopeks / 3, empty ? 0 : 10),
		}));
	const groups = empty ? [] : (KEYS[query.get("group_by")] ?? []);
	return {
		figures: figures(one * buckets.length, empty ? 0 : 30 * buckets.length),
		previous: figures(one * buckets.length, empty ? 0 : 30 * buckets.length),
		buckets: buckets.map((bucket) => ({ ...bucket, figures: figures(one, empty ? 0 : 30) })),
		previous_buckets: buckets.map((bucket) => ({ ...bucket, figures: figures(one, empty ? 0 : 30) })),
		groups: groups.map((each) => ({
			...named(each),
			figures: figures((one * buckets.length) / 3, 10 * buckets.length),
			cash_in_kopeks: buckets.map(() => String(one / 3)),
			consumption_kopeks: buckets.map(() => String(one / 3)),
			parts: parts((one * buckets.length) / 3),
		})),
		timezone: "Europe/Moscow",
		definitions: [],
		complete_until: new Date().toISOString(),
		...(query.get("as_known_at") && {
			known: {
				at: `${query.get("as_known_at")}T00:00:00+03:00`,
				today: figures(one * buckets.length + 12_345, 30 * buckets.length + 1),
				corrected: 3,
				learned_later: 1,
			},
		}),
	};
}

export function mrr(query, empty) {
	const bucket = (each) => ({
		...each,
		start_kopeks: "0",
		end_kopeks: empty ? "0" : "5000000",
		movements: [],
		customers: empty ? 0 : 120,
		live_paid: empty ? 0 : 120,
		live_free_active: 0,
		live_trial: 0,
	});
	const buckets = bucketsOf(query).map(bucket);
	return {
		total: buckets[0],
		buckets,
		deferred_balances_kopeks: "0",
		deferred_terms_kopeks: "0",
		unplaced_kopeks: "0",
		timezone: "Europe/Moscow",
		definitions: [],
	};
}

const cohort = (people, converted) => ({
	people,
	converted,
	...(people > 0 && {
		rate: converted / people,
		lower: (converted / people) * 0.7,
		upper: (converted / people) * 1.2,
	}),
	few: people < 30,
	open: false,
});

export function conversion(query, empty) {
	const buckets = bucketsOf(query);
	return {
		cohorts: buckets.map((bucket, n) => ({
			...bucket,
			...cohort(empty ? 0 : 40, empty ? 0 : 12 + (n % 5)),
			open: n === buckets.length - 1,
		})),
		total: cohort(empty ? 0 : 400, empty ? 0 : 140),
		kind: query.get("kind") || "trial",
		days: Number(query.get("days")) || 7,
		timezone: "Europe/Moscow",
		definitions: [],
	};
}

export function cohortRows(query, empty) {
	const person = (id) => ({
		id: String(id),
		first_name: `Клиент ${id}`,
		username: `client_${id}`,
		status: "active",
	});
	const items = empty
		? []
		: [1, 2, 3].map((id) => ({
				customer_id: String(id),
				customer: person(id),
				began_at: `${query.get("from")}T10:00:00Z`,
				...(id < 3 && { first_paid_at: `${query.get("from")}T12:00:00Z` }),
				converted: id === 1,
			}));
	return { items, next_page_token: "", total: items.length, total_capped: false };
}

export function corrections(query, empty) {
	const rows = [
		{
			id: "3",
			source: "transaction",
			payment_id: "1003",
			field: "amount",
			was: "90000",
			now: "80000",
			why: "source",
			customer_id: "7",
		},
		{
			id: "2",
			source: "guest_purchase",
			payment_id: "12",
			field: "bought",
			was: "renewal",
			now: "new",
			why: "event",
			customer_id: "8",
		},
		{
			id: "1",
			source: "transaction",
			payment_id: "1001",
			field: "gone",
			was: "false",
			now: "true",
			why: "gone",
		},
	].map((row) => ({ ...row, booked_at: "2026-10-12T10:00:00Z", learned_at: "2026-11-20T10:00:00Z" }));
	const fields = query.getAll("field");
	const items = empty ? [] : rows.filter((row) => fields.length === 0 || fields.includes(row.field));
	return { items, next_page_token: "", total: items.length, total_capped: false, awaiting: "0" };
}
