// Promo codes of the stub: a code in every state, a command with every outcome, batches that go on by themselves, and a code somebody else edits.
const DAY = 86_400_000;
const at = (days) => new Date(Date.now() + days * DAY).toISOString();

function code(id, name, state, more = {}) {
	return {
		id: String(id),
		code: name,
		type: "balance",
		state,
		balance_bonus_kopeks: "15000",
		subscription_days: "0",
		traffic_gb: "0",
		discount_percent: "0",
		discount_hours: "0",
		max_uses: "100",
		current_uses: "12",
		valid_from: at(-30),
		is_active: state !== "inactive",
		first_purchase_only: false,
		created_at: at(-30),
		version: `v${id}`,
		...more,
	};
}

const effect = (uses) => ({
	uses,
	users: uses,
	cash_in_kopeks: String(uses * 41_000),
	cash_refunds_kopeks: "0",
	net_cash_kopeks: String(uses * 41_000),
	payers: Math.floor(uses / 2),
	first_time_payers: Math.floor(uses / 3),
	open_users: 3,
	bonus_kopeks: String(uses * 15_000),
	days_given: "0",
	traffic_given_gb: "0",
	cost_known: true,
});

function command(id, state, cause, more = {}) {
	return {
		id: String(id),
		kind: "create",
		code: `ASK${id}`,
		state,
		problem: cause ? `in English: ${cause}` : "",
		cause: cause ?? "",
		detail: "",
		attempts: cause ? 2 : 1,
		created_by: "admin",
		created_at: at(-0.001 * id),
		moved_by: "",
		wanted: { balance_bonus_kopeks: "100", max_uses: "1", is_active: true },
		...(state === "sending" ? {} : { finished_at: at(-0.0005) }),
		...more,
	};
}

export function makePromos() {
	const codes = [
		code(1, "WELCOME", "active"),
		code(2, "SUMMER", "scheduled", { valid_from: at(3), valid_until: at(30) }),
		code(3, "OLD", "expired", { valid_until: at(-1) }),
		code(4, "FULL", "exhausted", { max_uses: "12" }),
		code(5, "OFF", "inactive"),
		code(6, "SALE", "active", {
			type: "discount",
			balance_bonus_kopeks: "0",
			discount_percent: "20",
			discount_hours: "48",
			max_uses: "0",
		}),
		code(7, "GONE", "gone", { gone_at: at(-2) }),
	];
	let edited = false;
	const seen = {
		balance_bonus_kopeks: "15000",
		max_uses: "100",
		valid_from: codes[0].valid_from,
		is_active: true,
	};
	const commands = [
		command(1, "sending", "unreachable"),
		command(2, "sending", "timeout"),
		command(3, "applied", undefined, { promo_id: "1" }),
		command(4, "refused", "token", { detail: "Invalid or expired API key" }),
		command(5, "refused", "invalid", { detail: "max_uses: Input should be greater than or equal to 0" }),
		command(6, "refused", "taken"),
		command(7, "unclear", "broken", { detail: "Internal Server Error", moved_by: "admin", moved_at: at(0) }),
		command(8, "cancelled", undefined, { moved_by: "admin", moved_at: at(0) }),
		command(9, "refused", "changed", {
			kind: "update",
			code: "WELCOME",
			promo_id: "1",
			seen,
			wanted: { max_uses: "500" },
		}),
		command(10, "refused", "not_set_up"),
	];
	const batches = [
		{
			id: "1",
			prefix: "OLD-",
			length: 8,
			total: 40,
			applied: 25,
			refused: 15,
			cause: "token",
			detail: "Invalid or expired API key",
			problem: "in English",
		},
		{
			id: "2",
			prefix: "MAIL-",
			length: 6,
			total: 1000,
			applied: 180,
			cancelled: 820,
			moved_by: "admin",
			moved_at: at(0),
		},
	].map((batch) => ({
		sent: batch.applied,
		waiting: 0,
		refused: 0,
		unclear: 0,
		cancelled: 0,
		problem: "",
		cause: "",
		detail: "",
		created_by: "admin",
		created_at: at(-1),
		finished_at: at(-0.9),
		moved_by: "",
		fields: { type: "balance", balance_bonus_kopeks: "15000", max_uses: "1", is_active: true },
		state: batch.cancelled ? "cancelled" : "done",
		...batch,
	}));
	const running = new Map();
	const step = (batch) => {
		const began = running.get(batch.id);
		if (!began) return batch;
		const done = Math.min(batch.total, Math.floor((Date.now() - began) / 100));
		Object.assign(batch, { applied: done, sent: done, waiting: batch.total - done });
		if (done === batch.total) {
			running.delete(batch.id);
			Object.assign(batch, { state: "done", finished_at: at(0) });
		}
		return batch;
	};
	const ofBatch = (batch) =>
		Array.from({ length: Math.min(batch.total, 50) }, (_, i) =>
			command(
				1000 + i,
				i < batch.applied ? "applied" : batch.refused ? "refused" : "cancelled",
				i < batch.applied ? undefined : batch.cause || undefined,
				{
					code: `${batch.prefix}K7WXP4${String(i).padStart(2, "0")}`,
					batch_id: batch.id,
					...(i < batch.applied ? { promo_id: "1" } : {}),
				},
			),
		);
	const now = () => (edited ? { ...codes[0], max_uses: "77", version: "v1b" } : codes[0]);
	const page = (items) => ({ items, next_page_token: "", total: items.length, total_capped: false });
	const found = (id) => (id === "1" ? now() : codes.find((each) => each.id === id));

	/** Answers a promo route; undefined = not one of them. */
	return (method, path, query, body, empty) => {
		const part = path.replace("/api/v2/sales/", "").split("/");
		if (part[0] === "customers" && part[2] === "promo-uses")
			return [
				200,
				{
					items: empty ? [] : [{ id: "1", used_at: at(-5), promo: codes[0], net_cash_kopeks: "41000" }],
					next_page_token: "",
				},
			];
		if (part[0] === "promos" && part[1] === undefined && method === "GET") {
			const states = query.getAll("state");
			const items = empty ? [] : codes.filter((each) => states.length === 0 || states.includes(each.state));
			return [
				200,
				page(query.get("with_effect") ? items.map((each) => ({ ...each, effect: effect(12) })) : items),
			];
		}
		if (part[0] === "promos" && part[2] === "uses") return [200, { items: [], next_page_token: "" }];
		if (part[0] === "promos" && part[1] && method === "GET") {
			const promo = found(part[1]);
			if (!promo) return [404, { code: 5, message: "there is no promo code with this number", details: [] }];
			return [200, { promo, effect: effect(12), definitions: [] }];
		}
		if (part[0] === "promos" && method === "PATCH") {
			if (part[1] === "1" && !edited && body.max_uses === "55") edited = true;
			if (body.expected_version !== found(part[1])?.version)
				return [409, { code: 10, message: "somebody changed it meanwhile: look at it again", details: [] }];
			edited = false;
			return [200, command(50, "sending")];
		}
		if (part[0] === "promo-commands" && method === "GET") {
			const states = query.getAll("state");
			const batch = batches.find((each) => each.id === query.get("batch_id"));
			const list = query.get("batch_id") ? (batch ? ofBatch(step(batch)) : []) : empty ? [] : commands;
			return [200, page(list.filter((each) => states.length === 0 || states.includes(each.state)))];
		}
		if (part[0] === "promo-commands") {
			const one = commands.find((each) => each.id === part[1]);
			Object.assign(one, { moved_by: "admin", moved_at: at(0), problem: "", cause: "" });
			one.state = part[2] === "retry" ? "sending" : one.id === "2" ? "unclear" : "cancelled";
			return [200, one];
		}
		if (part[0] !== "promo-batches") return undefined;
		if (part[1] === undefined && method === "GET")
			return [200, { items: empty ? [] : batches.map(step), next_page_token: "" }];
		if (part[1] === undefined) {
			const { prefix, count, length, ...fields } = body;
			if (length < 6)
				return [
					400,
					{
						code: 3,
						message: `length: ${count} codes of ${length} random characters are too easy to guess: take 6 or more`,
						details: [],
					},
				];
			const batch = {
				...batches[0],
				id: String(batches.length + 1),
				prefix: prefix.toUpperCase(),
				length,
				fields,
				total: count,
				applied: 0,
				sent: 0,
				waiting: count,
				refused: 0,
				cause: "",
				problem: "",
				detail: "",
				state: "sending",
				created_at: at(0),
			};
			batch.finished_at = undefined;
			running.set(batch.id, Date.now());
			batches.unshift(batch);
			return [200, batch];
		}
		const batch = step(batches.find((each) => each.id === part[1]));
		if (part[2] === "cancel") {
			running.delete(batch.id);
			Object.assign(batch, {
				state: "cancelled",
				cancelled: batch.waiting,
				waiting: 0,
				moved_by: "admin",
				moved_at: at(0),
			});
		}
		if (part[2] === "retry") {
			running.set(batch.id, Date.now() - batch.applied * 100);
			Object.assign(batch, {
				state: "sending",
				waiting: batch.total - batch.applied,
				refused: 0,
				cancelled: 0,
				problem: "",
				cause: "",
			});
		}
		return [200, batch];
	};
}
