// The made-up shop's answers about customers.

const LIVE = ["paid", "free_active", "trial", "limited"];

export function customersOf({ customers, subscriptions, transactions, page, inDays, cashOf, marks }) {
	const of = (list, id) => list.filter((row) => row.customer_id === id);
	const whole = (customer) => {
		const theirs = of(subscriptions, customer.id);
		return {
			...customer,
			has_paid: of(transactions, customer.id).some((row) => row.kind === "subscription_payment"),
			subscriptions: theirs.length,
			live_subscriptions: theirs.filter((row) => LIVE.includes(row.state)).length,
		};
	};
	const matches = (row, text) =>
		[
			row.username,
			row.email,
			row.telegram_id,
			row.referral_code,
			`${row.first_name} ${row.last_name ?? ""}`,
		].some((each) => each?.toLowerCase().includes(text));
	return {
		listCustomers(query, empty) {
			const any = (name, value) => query.getAll(name).length === 0 || query.getAll(name).includes(value);
			const is = (name, value) => !query.has(name) || String(value) === query.get(name);
			const text = (query.get("text") ?? "").toLowerCase().replace("@", "");
			const balance = (row) => Number(row.balance_kopeks);
			const rows = (empty ? [] : customers.map(whole)).filter(
				(row) =>
					any("status", row.status) &&
					any("auth_type", row.auth_type) &&
					is("paid", row.has_paid) &&
					is("live", row.live_subscriptions > 0) &&
					balance(row) >= Number(query.get("balance_min_kopeks") ?? Number.NEGATIVE_INFINITY) &&
					balance(row) <= Number(query.get("balance_max_kopeks") ?? Number.POSITIVE_INFINITY) &&
					inDays(Date.parse(row.created_at), query.get("created_from"), query.get("created_to")) &&
					(!text || matches(row, text)),
			);
			const sort = query.get("sort") || "created_desc";
			const older = (a, b) => (a.created_at < b.created_at ? -1 : 1);
			return page(
				rows.sort((a, b) =>
					sort === "balance_desc"
						? balance(b) - balance(a)
						: sort === "created_asc"
							? older(a, b)
							: older(b, a),
				),
				query,
			);
		},
		find(query) {
			const text = (query.get("text") ?? "").trim();
			const number = text.replace("#", "");
			return {
				customers: customers
					.map(whole)
					.filter((row) => matches(row, text.toLowerCase().replace("@", "")))
					.slice(0, 6),
				subscriptions: subscriptions.filter((row) => row.id === number).slice(0, 6),
				transactions: transactions
					.filter((row) => row.id === number || (text.length > 5 && row.external_id?.startsWith(text)))
					.slice(0, 6),
				orders: [],
				...marks(),
			};
		},
		transaction(id) {
			const transaction = transactions.find((row) => row.id === id);
			return transaction && { transaction, ...marks() };
		},
		customer(id) {
			const found = customers.find((each) => each.id === id);
			if (!found) return undefined;
			const paid = of(transactions, id);
			const income = paid.filter((row) => row.cash === "in");
			const inviter = customers.find((each) => each.id === found.referred_by_id);
			return {
				customer: whole(found),
				subscriptions: of(subscriptions, id),
				transactions: paid.slice(0, 50),
				money: {
					...cashOf(paid),
					...(income.length > 0 && {
						first_payment_at: income.at(-1).booked_at,
						last_payment_at: income[0].booked_at,
					}),
				},
				...(inviter && { referrer: whole(inviter) }),
				invited: customers.filter((each) => each.referred_by_id === id).length,
				...marks(),
			};
		},
	};
}
