-- +goose Up
-- Revenue by who paid: the campaign a customer came by, promo group, new or returning, referrer; and the sums of these by day.

-- The very first registration of each customer.
CREATE TABLE sales.first_touches (
	customer_id bigint PRIMARY KEY,
	campaign_id bigint NOT NULL,
	at          timestamptz NOT NULL
);
INSERT INTO sales.first_touches
SELECT DISTINCT ON (customer_id) customer_id, campaign_id, created_at FROM sales.campaign_registrations ORDER BY customer_id, created_at, id;

-- As in 0013, with the payment that a row comes from.
CREATE OR REPLACE VIEW sales.revenue AS
SELECT c.booked_at, c.gateway, coalesce(f.tariff_id, 0) AS tariff_id, coalesce(f.period_days, 0) AS term, CASE WHEN c.refund THEN 'refund' ELSE 'cash' END AS measure,
	''::text AS kind, c.amount_kopeks AS kopeks, c.customer_id, c.source, c.id
FROM sales.cash c LEFT JOIN sales.payment_facts f ON f.source = c.source AND f.id = c.id
UNION ALL
SELECT booked_at, coalesce(gateway, method, ''), coalesce(tariff_id, 0), coalesce(period_days, 0), 'consumption', bought, consumption_kopeks, customer_id, source, id
FROM sales.payment_facts WHERE consumption_kopeks <> 0
UNION ALL
SELECT booked_at, coalesce(gateway, method, ''), coalesce(tariff_id, 0), coalesce(period_days, 0), CASE WHEN bought = 'manual_credit' THEN 'manual' ELSE 'bonus' END, bought,
	wallet_kopeks, customer_id, source, id
FROM sales.payment_facts WHERE bought IN ('bonus', 'reward', 'manual_credit') AND wallet_kopeks <> 0
UNION ALL
SELECT at, gateway, 0, 0, 'first', '', kopeks, customer_id, source, id FROM sales.first_payments;

-- A payment belongs to the campaign that its customer had come by before; a landing order without one, to the campaign of its slug. Columns that a
-- question leaves out cost it no join. 0 and '' = none.
CREATE VIEW sales.revenue_people AS
SELECT r.booked_at, r.gateway, r.tariff_id, r.term, r.measure, r.kind, r.kopeks, r.customer_id,
	coalesce(c.promo_group_id, 0) AS promo_group_id, coalesce(nullif(c.referred_by_id, c.id), 0) AS referrer_id,
	CASE WHEN p.at IS NULL THEN '' WHEN r.booked_at < p.at + interval '1 day' THEN 'new' ELSE 'returning' END AS freshness,
	CASE WHEN t.at <= r.booked_at THEN t.campaign_id WHEN g.campaign_slug IS NULL THEN 0
		ELSE coalesce((SELECT max(k.id) FROM sales.campaigns k WHERE k.start_parameter = g.campaign_slug), 0) END AS campaign_id
FROM sales.revenue r
LEFT JOIN sales.customers c ON c.id = r.customer_id
LEFT JOIN sales.first_payments p ON p.customer_id = r.customer_id
LEFT JOIN sales.first_touches t ON t.customer_id = r.customer_id
LEFT JOIN sales.guest_purchases g ON r.source = 'guest_purchase' AND g.id = r.id;

-- The view summed by business day, four ways: grain people by promo group, campaign and freshness; method by gateway as well; tariff by tariff as
-- well; referrer by referrer alone. For days in neither dirty_days nor dirty_people_days. payers are the ids of who paid, eight bytes each.
CREATE TABLE sales.people_days (
	day            date NOT NULL,
	grain          text COLLATE "C" NOT NULL,
	gateway        text COLLATE "C" NOT NULL,
	tariff_id      bigint NOT NULL,
	promo_group_id bigint NOT NULL,
	campaign_id    bigint NOT NULL,
	freshness      text COLLATE "C" NOT NULL,
	referrer_id    bigint NOT NULL,
	measure        text COLLATE "C" NOT NULL,
	kind           text COLLATE "C" NOT NULL,
	kopeks         bigint NOT NULL,
	count          bigint NOT NULL,
	payers         bytea
);
CREATE INDEX people_days_day ON sales.people_days (grain, day);

-- Days whose people are others now, while their money is the same.
CREATE TABLE sales.dirty_people_days (
	day     date PRIMARY KEY,
	touched bigint NOT NULL
);
INSERT INTO sales.dirty_people_days SELECT DISTINCT day, 1 FROM sales.revenue_days;
