-- +goose Up
-- Recurring revenue. Everything here is computed from payment_facts and subscription_changes, customer by customer (internal/mrr).

-- What customers paid for: kopeks bought length seconds, which is monthly kopeks in thirty days. A negative subscription_id = not known which.
CREATE TABLE sales.paid_terms (
	customer_id     bigint NOT NULL,
	subscription_id bigint NOT NULL,
	starts_at       timestamptz NOT NULL,
	ends_at         timestamptz NOT NULL,
	kopeks          bigint NOT NULL,
	length          bigint NOT NULL,
	monthly         bigint NOT NULL
);
CREATE INDEX paid_terms_customer ON sales.paid_terms (customer_id);
CREATE INDEX paid_terms_ends ON sales.paid_terms (ends_at) INCLUDE (starts_at, kopeks, length);

-- What changed of a customer on a business day: MRR by movement (new, expansion, contraction, reactivation, churn), and the number of live
-- subscriptions by part (paid, free_active, trial).
CREATE TABLE sales.mrr_steps (
	customer_id bigint NOT NULL,
	day         date NOT NULL,
	step        text COLLATE "C" NOT NULL,
	kopeks      bigint NOT NULL,
	count       bigint NOT NULL,
	PRIMARY KEY (customer_id, day, step)
);

-- The steps of all customers summed.
CREATE TABLE sales.mrr_days (
	day    date NOT NULL,
	step   text COLLATE "C" NOT NULL,
	kopeks bigint NOT NULL,
	count  bigint NOT NULL,
	PRIMARY KEY (day, step)
);

-- Customers who wait to be computed again.
CREATE TABLE sales.dirty_mrr (
	seq       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	customers bigint[] NOT NULL,
	marked_at timestamptz NOT NULL
);
-- Wallets that we owe service for.
CREATE INDEX customers_owed ON sales.customers (balance_kopeks) WHERE balance_kopeks > 0 AND gone_at IS NULL;
-- Without a zone everything is computed again.
DELETE FROM sales.zone;
