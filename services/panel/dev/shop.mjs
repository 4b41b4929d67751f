// A made-up shop in memory, in the shapes of proto/gen/openapi.json. Deterministic but for the clock.

import { customersOf } from "./customers.mjs";
import { referralsOf } from "./referrals.mjs";

const NAMES = [
	"Анна Котова",
	"Илья Демидов",
	"Мария Сафина",
	"Павел Егоров",
	"Ольга Лаврова",
	"Тимур Ахметов",
	"Jonas Weber",
	"Екатерина Ширяева",
	"Артём Гусев",
	"Света",
	"Danylo Koval",
	"Никита Зуев",
	"Полина Рябова",
	"Руслан Хасанов",
	"Mia Larsen",
	"Виктор Орлов",
	"Лилия Юсупова",
	"Глеб Соколовский",
];
const NICKS = [
	"anna_kot",
	"demidov_i",
	"msafina",
	"egorov_pavel",
	"",
	"timur_ax",
	"jweber",
	"katya_sh",
	"gusev",
	"svetlana",
	"dkoval",
	"",
	"polly_r",
	"ruslan_h",
	"mia_l",
	"orlov_v",
	"lil_yu",
	"gleb",
];
const GATEWAYS = [
	["yookassa", 44],
	["telegram_stars", 19],
	["cryptobot", 14],
	["platega", 11],
	["heleket", 6],
	["wata", 4],
	["tribute", 2],
];
const PRICES = [19900, 29900, 49900, 79900, 149000, 299000];
const TARIFFS = ["Старт, 1 месяц", "Базовый, 3 месяца", "Премиум", "Семейный", "Корпоративный"];
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

function randomOf(seed) {
	let state = seed;
	return () => {
		state = (state * 1664525 + 1013904223) % 4294967296;
		return state / 4294967296;
	};
}

const iso = (ms) => new Date(ms).toISOString();
const dayOf = (ms) => new Intl.DateTimeFormat("en-CA", { timeZone: "Europe/Moscow" }).format(ms);
const startOf = (day) => Date.parse(`${day}T00:00:00+03:00`);

export function makeShop() {
	const random = randomOf(7);
	const now = Date.now();
	const pick = (list) => list[Math.floor(random() * list.length)];
	const gateway = () => {
		let left = random() * 100;
		for (const [name, share] of GATEWAYS) {
			left -= share;
			if (left <= 0) return name;
		}
		return "yookassa";
	};
	const customers = Array.from({ length: 400 }, (_, at) => {
		const [first_name, last_name] = NAMES[at % NAMES.length].split(" ");
		const nick = NICKS[at % NICKS.length];
		return {
			id: String(1000 + at),
			telegram_id: String(412_000_000 + at * 7919),
			...(nick && { username: at < 18 ? nick : `${nick}${at}` }),
			first_name,
			...(last_name && { last_name }),
			...(at % 9 === 0 && { email: `user${at}@example.org` }),
			status: at % 41 === 7 ? "blocked" : "active",
			auth_type: at % 9 === 0 ? "email" : "telegram",
			referral_code: `ref${(at * 7919 + 4096).toString(36)}`,
			...(at > 20 && at % 3 === 0 && { referred_by_id: String(1000 + (at % 20)) }),
			remnawave_id: String(50_000 + at),
			balance_kopeks: String(at % 4 === 0 ? 12550 : 0),
			created_at: iso(now - random() * 300 * DAY),
			language: "ru",
		};
	});
	const subscriptions = Array.from({ length: 640 }, (_, at) => {
		const customer = customers[at % customers.length];
		const left = (random() - 0.3) * 60 * DAY;
		const kind = random();
		const live = left > 0;
		const trial = kind > 0.86;
		const state = !live
			? "expired"
			: trial
				? "trial"
				: kind < 0.66
					? "paid"
					: kind < 0.76
						? "free_active"
						: kind < 0.81
							? "limited"
							: kind < 0.84
								? "disabled"
								: "pending";
		const tariff = Math.floor(random() * TARIFFS.length);
		return {
			id: String(9000 - at),
			customer,
			customer_id: customer.id,
			status: { paid: "active", free_active: "active" }[state] ?? state,
			state,
			is_trial: trial,
			starts_at: iso(now + left - 30 * DAY),
			ends_at: iso(now + left),
			...(!trial && { tariff_id: String(tariff + 1), tariff_name: TARIFFS[tariff] }),
			traffic_limit_gb: trial ? "10" : at % 3 ? "0" : "500",
			traffic_used_gb: random() * (trial ? 9 : 320),
			device_limit: String(1 + (at % 5)),
			autopay_enabled: at % 3 === 0,
			created_at: iso(now - at * 5 * HOUR - random() * HOUR),
			...(at % 47 === 11 && { gone_at: iso(now - 3 * DAY) }),
		};
	});
	let next = 120_000;
	const operation = (at) => {
		const customer = pick(customers);
		const kind = random();
		const base = {
			customer,
			customer_id: customer.id,
			created_at: iso(at - 40_000),
			booked_at: iso(at),
			completed: true,
		};
		if (kind < 0.62) {
			const method = gateway();
			const kind = random() < 0.6 ? "deposit" : "subscription_payment";
			return {
				...base,
				kind,
				direction: "in",
				amount_kopeks: String(pick(PRICES) + (random() < 0.05 ? 50 : 0)),
				payment_method: method,
				gateway: method,
				external_id: `2f${Math.floor(random() * 1e12).toString(16)}`,
				description: kind === "deposit" ? "Пополнение баланса" : "Продление подписки на 30 дней",
				cash: "in",
			};
		}
		if (kind < 0.9)
			return {
				...base,
				kind: "subscription_payment",
				direction: "out",
				amount_kopeks: String(pick(PRICES)),
				payment_method: "balance",
				description: "Оплата с баланса",
				cash: "none",
			};
		if (kind < 0.94)
			return {
				...base,
				kind: "referral_reward",
				direction: "in",
				amount_kopeks: "5000",
				description: "Вознаграждение за приглашённого",
				cash: "none",
			};
		if (kind < 0.96)
			return {
				...base,
				kind: "refund",
				direction: "out",
				amount_kopeks: String(pick(PRICES)),
				payment_method: "tribute",
				gateway: "tribute",
				cash: "refund",
			};
		if (kind < 0.98)
			return {
				...base,
				kind: "deposit",
				direction: "in",
				amount_kopeks: String(pick(PRICES)),
				payment_method: "manual",
				description: "Зачислено администратором",
				cash: "none",
			};
		return {
			...base,
			kind: "deposit",
			direction: "in",
			amount_kopeks: String(pick(PRICES)),
			payment_method: "yookassa",
			gateway: "yookassa",
			completed: false,
			cash: "none",
		};
	};
	const transactions = [];
	for (let at = now - 125 * DAY; at < now; at += (20 + random() * 60) * 60_000) {
		transactions.push({
			id: String(next++),
			...operation(at),
			...(random() < 0.012 && { gone_at: iso(at + DAY) }),
		});
	}
	transactions.reverse();

	const marks = () => ({ complete_until: iso(Date.now() - 2000), verified_until: iso(Date.now() - 240_000) });
	const cashOf = (rows) => {
		const income = rows.filter((row) => row.cash === "in");
		const sum = (list) => list.reduce((total, row) => total + BigInt(row.amount_kopeks), 0n);
		const cash_in = sum(income);
		const refunds = sum(rows.filter((row) => row.cash === "refund"));
		return {
			cash_in_kopeks: String(cash_in),
			cash_refunds_kopeks: String(refunds),
			net_cash_kopeks: String(cash_in - refunds),
			payments: income.length,
			payers: new Set(income.map((row) => row.customer_id)).size,
			...(income.length > 0 && { average_check_kopeks: String(cash_in / BigInt(income.length)) }),
		};
	};
	const between = (from, to) =>
		transactions.filter((row) => Date.parse(row.booked_at) >= from && Date.parse(row.booked_at) < to);
	const stepsOf = (from, to, bucket) => {
		const steps = [];
		let day = dayOf(from);
		if (bucket === "week")
			day = dayOf(startOf(day) - ((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7) * DAY);
		if (bucket === "month") day = `${day.slice(0, 7)}-01`;
		while (startOf(day) < to) {
			const start = startOf(day);
			const end =
				bucket === "day"
					? start + DAY
					: bucket === "week"
						? start + 7 * DAY
						: startOf(`${dayOf(start + 32 * DAY).slice(0, 8)}01`);
			steps.push({
				start: Math.max(start, from),
				end: Math.min(end, to),
				bucket: {
					from: iso(start),
					to: iso(end),
					day,
					incomplete: end > Date.now() || start < from || end > to,
				},
			});
			day = dayOf(end);
		}
		return steps;
	};
	const bucketsOf = (from, to, bucket) =>
		stepsOf(from, to, bucket).map(({ start, end, bucket }) => ({
			...bucket,
			cash: cashOf(between(start, end)),
		}));
	const page = (rows, query, extra = {}) => {
		const size = Number(query.get("page_size") ?? 50);
		const at = Number(query.get("page_token") ?? 0);
		const items = rows.slice(at, at + size);
		return {
			items,
			next_page_token: at + size < rows.length ? String(at + size) : "",
			total: rows.length,
			total_capped: false,
			...marks(),
			...extra,
		};
	};
	const inDays = (value, from, to) => (!from || value >= instant(from)) && (!to || value < instant(to));
	const instant = (text) => (text.length === 10 ? startOf(text) : Date.parse(text));

	return {
		tokens: [
			{
				id: "t1",
				name: "Выгрузка в бухгалтерию",
				role: "analyst",
				prefix: "rd_9f2c",
				created_at: iso(now - 40 * DAY),
				expires_at: iso(now + 325 * DAY),
				last_used_at: iso(now - 3 * HOUR),
			},
			{
				id: "t2",
				name: "Grafana",
				role: "analyst",
				prefix: "rd_1b7e",
				created_at: iso(now - 100 * DAY),
				expires_at: iso(now + 265 * DAY),
			},
			{
				id: "t3",
				name: "Старый скрипт",
				role: "manager",
				prefix: "rd_c04d",
				created_at: iso(now - 300 * DAY),
				expires_at: iso(now + 65 * DAY),
				revoked_at: iso(now - 20 * DAY),
			},
		],
		createToken({ name, role, expires_in_days }) {
			const token = {
				id: `t${this.tokens.length + 1}`,
				name,
				role,
				prefix: "rd_new0",
				created_at: iso(Date.now()),
				expires_at: iso(Date.now() + (expires_in_days || 365) * DAY),
			};
			this.tokens.unshift(token);
			return { token, secret: "rd_4Jx0mVqT7sWn2LkzBgH8yRcPdE5uXaF1" };
		},
		revokeToken(id) {
			for (const token of this.tokens) if (token.id === id) token.revoked_at = iso(Date.now());
		},
		pay() {
			const at = Date.now();
			const method = gateway();
			const customer = pick(customers);
			const row = {
				id: String(next++),
				customer,
				customer_id: customer.id,
				kind: "deposit",
				direction: "in",
				amount_kopeks: String(pick(PRICES)),
				payment_method: method,
				gateway: method,
				completed: true,
				created_at: iso(at),
				booked_at: iso(at),
				cash: "in",
			};
			transactions.unshift(row);
			return row;
		},
		overview(empty) {
			const at = Date.now();
			const today = startOf(dayOf(at));
			const month = startOf(`${dayOf(at).slice(0, 7)}-01`);
			const before = startOf(`${dayOf(month - DAY).slice(0, 7)}-01`);
			const rows = (from, to) => cashOf(empty ? [] : between(from, to));
			const count = (state) =>
				empty ? 0 : subscriptions.filter((row) => row.state === state && !row.gone_at).length;
			return {
				today: rows(today, at),
				today_previous: rows(today - DAY, at - DAY),
				month: rows(month, at),
				month_previous: rows(before, before + (at - month)),
				live_paid: count("paid"),
				live_free_active: count("free_active"),
				live_trial: count("trial"),
				new_customers_today: empty ? 0 : 14,
				new_customers_today_previous: empty ? 0 : 11,
				new_customers_month: empty ? 0 : 317,
				new_customers_month_previous: empty ? 0 : 342,
				timezone: "Europe/Moscow",
				now: iso(at),
				...marks(),
				days: bucketsOf(today - 29 * DAY, today + DAY, "day").map((day) =>
					empty ? { ...day, cash: cashOf([]) } : day,
				),
			};
		},
		tariffs: () => ({
			items: TARIFFS.map((name, at) => ({ id: String(at + 1), name, is_active: true, is_daily: false })),
			...marks(),
		}),
		listSubscriptions(query, empty) {
			const any = (name, value) => query.getAll(name).length === 0 || query.getAll(name).includes(value);
			const text = (query.get("text") ?? "").toLowerCase().replace("@", "");
			const rows = (empty ? [] : subscriptions).filter(
				(row) =>
					any("state", row.state) &&
					any("status", row.status) &&
					any("tariff_id", row.tariff_id ?? "") &&
					(!query.has("trial") || String(row.is_trial) === query.get("trial")) &&
					(!query.has("customer_id") || row.customer_id === query.get("customer_id")) &&
					inDays(Date.parse(row.ends_at), query.get("ends_from"), query.get("ends_to")) &&
					inDays(Date.parse(row.created_at), query.get("created_from"), query.get("created_to")) &&
					(!text ||
						[row.customer.username, row.customer.email, row.customer.telegram_id].some((each) =>
							each?.toLowerCase().includes(text),
						)),
			);
			const [field, direction] = (query.get("sort") || "created_desc").split("_");
			const key = field === "ends" ? "ends_at" : "created_at";
			return page(
				[...rows].sort((a, b) => (a[key] < b[key] ? -1 : 1) * (direction === "asc" ? 1 : -1)),
				query,
			);
		},
		...referralsOf({ customers, page, marks }),
		...customersOf({ customers, subscriptions, transactions, page, inDays, cashOf, marks }),
		subscription(id) {
			const row = subscriptions.find((each) => each.id === id);
			if (!row) return undefined;
			return {
				subscription: row,
				other_subscriptions: subscriptions.filter(
					(each) => each.customer_id === row.customer_id && each.id !== id,
				),
				transactions: transactions.filter((each) => each.customer_id === row.customer_id).slice(0, 50),
				...marks(),
			};
		},
		listTransactions(query, empty) {
			const any = (name, value) => query.getAll(name).length === 0 || query.getAll(name).includes(value);
			const rows = (empty ? [] : transactions).filter(
				(row) =>
					any("kind", row.kind) &&
					any("payment_method", row.payment_method ?? "none") &&
					(!query.get("direction") || row.direction === query.get("direction")) &&
					(query.get("gateway_only") !== "true" || row.gateway) &&
					(!query.has("completed") || String(row.completed) === query.get("completed")) &&
					(!query.has("customer_id") || row.customer_id === query.get("customer_id")) &&
					(!query.has("amount_min_kopeks") ||
						BigInt(row.amount_kopeks) >= BigInt(query.get("amount_min_kopeks"))) &&
					(!query.has("amount_max_kopeks") ||
						BigInt(row.amount_kopeks) <= BigInt(query.get("amount_max_kopeks"))) &&
					inDays(Date.parse(row.booked_at), query.get("from"), query.get("to")),
			);
			const sum = (direction) =>
				String(
					rows
						.filter((row) => row.direction === direction)
						.reduce((total, row) => total + BigInt(row.amount_kopeks), 0n),
				);
			return page(rows, query, {
				sum_in_kopeks: sum("in"),
				sum_out_kopeks: sum("out"),
				sum_cash_in_kopeks: cashOf(rows).cash_in_kopeks,
				sum_cash_refunds_kopeks: cashOf(rows).cash_refunds_kopeks,
			});
		},
		stats(query, empty) {
			const at = Date.now();
			const from = query.get("from") ? instant(query.get("from")) : at - 30 * DAY;
			const to = query.get("to") ? instant(query.get("to")) : at;
			const bucket = query.get("bucket") || "day";
			const only = query.getAll("gateway");
			const all = (empty ? [] : transactions).filter(
				(row) => only.length === 0 || only.includes(row.gateway),
			);
			const inside = (start, end) =>
				all.filter((row) => Date.parse(row.booked_at) >= start && Date.parse(row.booked_at) < end);
			const steps = stepsOf(from, to, bucket);
			const span = to - from;
			return {
				cash: cashOf(inside(from, to)),
				previous: cashOf(inside(from - span, from)),
				buckets: steps.map(({ start, end, bucket }) => ({ ...bucket, cash: cashOf(inside(start, end)) })),
				previous_buckets: steps.map(({ start, end, bucket }) => ({
					...bucket,
					cash: cashOf(inside(start - span, end - span)),
				})),
				methods: GATEWAYS.map(([name]) => ({
					gateway: name,
					cash: cashOf(inside(from, to).filter((row) => row.gateway === name)),
					cash_in_kopeks: steps.map(
						({ start, end }) =>
							cashOf(inside(start, end).filter((row) => row.gateway === name)).cash_in_kopeks,
					),
				})).filter((method) => method.cash.payments > 0),
				from: iso(from),
				to: iso(to),
				previous_from: iso(from - span),
				timezone: "Europe/Moscow",
				definitions: ["cash_in", "cash_refunds", "net_cash", "average_check", "payers"],
				...marks(),
			};
		},
		status(scenario) {
			const at = Date.now();
			const importing = scenario === "importing";
			const away = scenario === "down" ? 200_000 : 0;
			const entity = (name, table, rows, gone, done) => ({
				entity: name,
				table,
				state:
					importing && done < 1
						? "importing"
						: scenario === "paused" && name === "transaction"
							? "paused"
							: "following",
				rows: String(Math.round(rows * (importing ? done : 1))),
				gone: String(gone),
				import_done: String(Math.round(rows * done)),
				import_expected: String(rows),
				import_rate: importing && done < 1 ? 61_240 : 0,
				import_seconds_left: String(importing && done < 1 ? Math.round((rows * (1 - done)) / 61_240) + 8 : 0),
				...(!(importing && done < 1) && {
					complete_until: iso(at - 1500 - away),
					verified_until: iso(at - 180_000 - away),
				}),
				problems:
					scenario === "paused" && name === "transaction"
						? [
								"The largest id fell from 148 220 to 131 004. If the database was restored from a backup, start a new incarnation; if rows were deleted on purpose, continue.",
							]
						: [],
			});
			return {
				state: importing
					? "importing"
					: scenario === "down"
						? "down"
						: scenario === "paused"
							? "paused"
							: "following",
				problems:
					scenario === "down"
						? [
								"The bot's database does not answer: connection refused. Nothing is lost, reading goes on when it is back.",
							]
						: [],
				source_version: "3.43 or newer",
				source_schema: "public",
				incarnation: 1,
				entities: [
					entity("customer", "users", 204_118, 312, 1),
					entity("subscription", "subscriptions", 411_902, 640, 0.72),
					entity("tariff", "tariffs", 5, 0, 1),
					entity("transaction", "transactions", 2_048_551, 1204, 0.31),
					entity("guest_purchase", "guest_purchases", 1820, 0, 1),
					entity("wheel_spin", "wheel_spins", 40_112, 0, 0.1),
				],
				source_load_percent: 1.4,
				source_seen_at: iso(at - 800 - away),
				redis_state: "connected",
			};
		},
	};
}
