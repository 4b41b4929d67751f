-- +goose Up
-- Revenue by bucket and group: the facts it is made of in one view, their sums by day, and each customer's very first payment.

CREATE TABLE sales.first_payments (
	customer_id bigint PRIMARY KEY,
	at          timestamptz NOT NULL,
	source      text COLLATE "C" NOT NULL,
	id          bigint NOT NULL,
	gateway     text COLLATE "C" NOT NULL,
	kopeks      bigint NOT NULL
);
CREATE INDEX first_payments_at ON sales.first_payments (at) INCLUDE (gateway, kopeks);
INSERT INTO sales.first_payments
SELECT DISTINCT ON (customer_id) customer_id, booked_at, source, id, gateway, amount_kopeks FROM sales.cash WHERE NOT refund AND customer_id <> 0
ORDER BY customer_id, booked_at, source, id;

-- measure: cash, refund, consumption (kind tells what was bought; a reversal is negative), bonus, manual, first (a customer's very first payment, which
-- counts under cash as well). gateway is the payment method where no gateway was used. 0 and '' = none.
CREATE VIEW sales.revenue AS
SELECT c.booked_at, c.gateway, coalesce(f.tariff_id, 0) AS tariff_id, coalesce(f.period_days, 0) AS term, CASE WHEN c.refund THEN 'refund' ELSE 'cash' END AS measure,
	''::text AS kind, c.amount_kopeks AS kopeks, c.customer_id
FROM sales.cash c LEFT JOIN sales.payment_facts f ON f.source = c.source AND f.id = c.id
UNION ALL
SELECT booked_at, coalesce(gateway, method, ''), coalesce(tariff_id, 0), coalesce(period_days, 0), 'consumption', bought, consumption_kopeks, coalesce(customer_id, 0)
FROM sales.payment_facts WHERE consumption_kopeks <> 0
UNION ALL
SELECT booked_at, coalesce(gateway, method, ''), coalesce(tariff_id, 0), coalesce(period_days, 0), CASE WHEN bought = 'manual_credit' THEN 'manual' ELSE 'bonus' END, bought,
	wallet_kopeks, coalesce(customer_id, 0)
FROM sales.payment_facts WHERE bought IN ('bonus', 'reward', 'manual_credit') AND wallet_kopeks <> 0
UNION ALL
SELECT at, gateway, 0, 0, 'first', '', kopeks, customer_id FROM sales.first_payments;

-- The view summed by business day: for days that are not in dirty_days.
CREATE TABLE sales.revenue_days (
	day       date NOT NULL,
	gateway   text COLLATE "C" NOT NULL,
	tariff_id bigint NOT NULL,
	term      bigint NOT NULL,
	measure   text COLLATE "C" NOT NULL,
	kind      text COLLATE "C" NOT NULL,
	kopeks    bigint NOT NULL,
	count     bigint NOT NULL,
	PRIMARY KEY (day, gateway, tariff_id, term, measure, kind)
);
-- Without a zone all days are counted again.
DELETE FROM sales.zone;

-- Revenue by promo group: filled when the bridge sends customers again, as in 0002_customers.sql.
ALTER TABLE sales.customers ADD COLUMN promo_group_id bigint;
UPDATE sales.customers SET version = 0;
DELETE FROM sales.applied WHERE entity = 'customer';
