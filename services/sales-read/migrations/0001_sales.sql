-- +goose Up
-- Every projection: id is the key of the mirror, version guards against older batches, gone_at marks rows the source has destroyed.
-- A missing instant of the source is stored as the epoch where a list is sorted by it.

CREATE TABLE sales.customers (
	id             bigint PRIMARY KEY,
	version        bigint NOT NULL,
	gone_at        timestamptz,
	telegram_id    bigint,
	username       text,
	first_name     text,
	last_name      text,
	email          text,
	status         text NOT NULL,
	auth_type      text NOT NULL,
	language       text NOT NULL,
	balance_kopeks bigint NOT NULL,
	created_at     timestamptz NOT NULL,
	-- telegram id, @username and e-mail in lower case, each between line breaks
	search         text COLLATE "C" NOT NULL
);
CREATE INDEX customers_created ON sales.customers (created_at);

CREATE TABLE sales.tariffs (
	id            bigint PRIMARY KEY,
	version       bigint NOT NULL,
	gone_at       timestamptz,
	name          text NOT NULL,
	is_active     boolean NOT NULL,
	is_daily      boolean NOT NULL,
	display_order bigint NOT NULL
);

CREATE TABLE sales.subscriptions (
	id               bigint PRIMARY KEY,
	version          bigint NOT NULL,
	gone_at          timestamptz,
	customer_id      bigint NOT NULL,
	status           text COLLATE "C" NOT NULL,
	is_trial         boolean NOT NULL,
	starts_at        timestamptz,
	ends_at          timestamptz NOT NULL,
	tariff_id        bigint,
	traffic_limit_gb bigint NOT NULL,
	traffic_used_gb  double precision NOT NULL,
	device_limit     bigint NOT NULL,
	autopay_enabled  boolean NOT NULL,
	created_at       timestamptz NOT NULL,
	-- the customer is in sales.payers
	payer            boolean NOT NULL,
	-- the part of the live split this row counts in while it is live
	split            text COLLATE "C" NOT NULL GENERATED ALWAYS AS (
		CASE WHEN is_trial OR status = 'trial' THEN 'trial' WHEN payer THEN 'paid' ELSE 'free_active' END) STORED
);
CREATE INDEX subscriptions_created ON sales.subscriptions (created_at, id);
CREATE INDEX subscriptions_ends ON sales.subscriptions (ends_at, id);
CREATE INDEX subscriptions_customer ON sales.subscriptions (customer_id, created_at, id);
CREATE INDEX subscriptions_status ON sales.subscriptions (status, created_at, id);
CREATE INDEX subscriptions_tariff ON sales.subscriptions (tariff_id, created_at, id);
CREATE INDEX subscriptions_trial ON sales.subscriptions (created_at, id) WHERE is_trial;
CREATE INDEX subscriptions_gone ON sales.subscriptions (created_at, id) WHERE gone_at IS NOT NULL;
CREATE INDEX subscriptions_live ON sales.subscriptions (split, created_at, id) INCLUDE (ends_at, status, tariff_id)
	WHERE gone_at IS NULL AND status IN ('active', 'trial', 'limited');
CREATE INDEX subscriptions_live_ends ON sales.subscriptions (ends_at, split) WHERE gone_at IS NULL AND status IN ('active', 'trial', 'limited');

CREATE TABLE sales.transactions (
	id             bigint PRIMARY KEY,
	version        bigint NOT NULL,
	gone_at        timestamptz,
	customer_id    bigint NOT NULL,
	kind           text COLLATE "C" NOT NULL,
	-- 1 in, 2 out, 0 unknown
	direction      smallint NOT NULL,
	amount_kopeks  bigint NOT NULL,
	payment_method text COLLATE "C",
	gateway        text COLLATE "C",
	external_id    text COLLATE "C",
	description    text,
	completed      boolean NOT NULL,
	created_at     timestamptz,
	booked_at      timestamptz NOT NULL,
	-- what it does to cash: 0 none, 1 in, 2 refund
	cash           smallint NOT NULL
);
CREATE INDEX transactions_booked ON sales.transactions (booked_at, id) INCLUDE (amount_kopeks, direction, cash);
CREATE INDEX transactions_customer ON sales.transactions (customer_id, booked_at, id);
CREATE INDEX transactions_kind ON sales.transactions (kind, booked_at, id) INCLUDE (amount_kopeks, direction, cash);
CREATE INDEX transactions_method ON sales.transactions (payment_method, booked_at, id) INCLUDE (amount_kopeks, direction, cash);
CREATE INDEX transactions_kind_method ON sales.transactions (kind, payment_method, booked_at, id) INCLUDE (amount_kopeks, direction, cash);
CREATE INDEX transactions_kind_gateway ON sales.transactions (kind, booked_at, id) INCLUDE (amount_kopeks, direction, cash) WHERE gateway IS NOT NULL;
CREATE INDEX transactions_paid_out ON sales.transactions (booked_at, id) INCLUDE (amount_kopeks, direction, cash) WHERE gateway IS NOT NULL AND direction = 2;
CREATE INDEX transactions_amount ON sales.transactions (amount_kopeks);
CREATE INDEX transactions_open ON sales.transactions (booked_at, id) WHERE NOT completed;
CREATE INDEX transactions_direct ON sales.transactions (external_id) WHERE kind = 'subscription_payment' AND gateway IS NOT NULL;
CREATE INDEX transactions_cash ON sales.transactions (booked_at) INCLUDE (gateway, cash, amount_kopeks, customer_id) WHERE cash <> 0;

-- These columns follow from each other; without this a filter that matches nothing is taken for a frequent one.
CREATE STATISTICS sales.transactions_shape (mcv) ON kind, payment_method, gateway, direction, completed FROM sales.transactions;

CREATE TABLE sales.guest_purchases (
	id                bigint PRIMARY KEY,
	version           bigint NOT NULL,
	gone_at           timestamptz,
	buyer_customer_id bigint,
	customer_id       bigint,
	amount_kopeks     bigint NOT NULL,
	gateway           text COLLATE "C",
	payment_id        text COLLATE "C",
	paid_at           timestamptz
);
CREATE INDEX guest_purchases_payment ON sales.guest_purchases (payment_id) WHERE payment_id IS NOT NULL;
CREATE INDEX guest_purchases_receiver ON sales.guest_purchases (customer_id) WHERE paid_at IS NOT NULL;
CREATE INDEX guest_purchases_cash ON sales.guest_purchases (paid_at) WHERE paid_at IS NOT NULL AND gateway IS NOT NULL AND amount_kopeks > 0;

CREATE TABLE sales.wheel_spins (
	id                   bigint PRIMARY KEY,
	version              bigint NOT NULL,
	gone_at              timestamptz,
	customer_id          bigint NOT NULL,
	paid_with_stars      boolean NOT NULL,
	payment_value_kopeks bigint NOT NULL,
	created_at           timestamptz NOT NULL
);
CREATE INDEX wheel_spins_cash ON sales.wheel_spins (created_at) WHERE paid_with_stars AND payment_value_kopeks > 0;

-- Cash facts: every payment and refund of gateway money, once. The rules are in cash.go and docs/metrics.md.
CREATE VIEW sales.cash AS
SELECT 'transaction'::text AS source, id, booked_at, gateway, cash = 2 AS refund, amount_kopeks, customer_id
FROM sales.transactions WHERE cash <> 0
UNION ALL
SELECT 'guest_purchase', id, paid_at, gateway, false, amount_kopeks, coalesce(buyer_customer_id, customer_id, 0)
FROM sales.guest_purchases WHERE paid_at IS NOT NULL AND gateway IS NOT NULL AND amount_kopeks > 0
UNION ALL
SELECT 'wheel_spin', id, created_at, 'telegram_stars' COLLATE "C", false, payment_value_kopeks, customer_id
FROM sales.wheel_spins WHERE paid_with_stars AND payment_value_kopeks > 0;

-- Keys that are known to be gone or moved but have no row here: an older row that comes late must not bring them back.
CREATE TABLE sales.tombstones (
	entity  text COLLATE "C" NOT NULL,
	id      bigint NOT NULL,
	version bigint NOT NULL,
	gone_at timestamptz NOT NULL,
	moved   boolean NOT NULL,
	PRIMARY KEY (entity, id)
);

-- Customers who have paid for a subscription or a gift, or received a paid landing order.
CREATE TABLE sales.payers (customer_id bigint PRIMARY KEY);

-- Cash per business day and gateway; gateway '' is the day as a whole. payers is a roaring64 bitmap of customer ids.
CREATE TABLE sales.cash_days (
	day      date NOT NULL,
	gateway  text COLLATE "C" NOT NULL,
	cash_in  bigint NOT NULL,
	refunds  bigint NOT NULL,
	payments integer NOT NULL,
	distinct_payers integer NOT NULL,
	payers   bytea NOT NULL,
	PRIMARY KEY (day, gateway)
);
ALTER TABLE sales.cash_days ALTER COLUMN payers SET STORAGE EXTERNAL;

-- Days whose row in cash_days may be wrong: answers count them from the facts until the refresher has been there.
CREATE TABLE sales.dirty_days (
	day     date PRIMARY KEY,
	touched bigint NOT NULL
);

-- The business zone that cash_days was made for.
CREATE TABLE sales.zone (
	one  boolean PRIMARY KEY DEFAULT true CHECK (one),
	name text NOT NULL
);

-- Substring search needs pg_trgm. Where it may not be created, text search falls back to prefixes.
-- +goose StatementBegin
DO $$
DECLARE place text;
BEGIN
	BEGIN
		CREATE EXTENSION IF NOT EXISTS pg_trgm;
	EXCEPTION WHEN OTHERS THEN
		RAISE NOTICE 'pg_trgm is not available: text search matches beginnings only (%)', SQLERRM;
	END;
	SELECT n.nspname INTO place FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_trgm';
	IF place IS NOT NULL THEN
		EXECUTE format('CREATE INDEX customers_search ON sales.customers USING gin (search %I.gin_trgm_ops)', place);
	ELSE
		CREATE INDEX customers_telegram_prefix ON sales.customers ((telegram_id::text) text_pattern_ops);
		CREATE INDEX customers_username_prefix ON sales.customers (lower(username) text_pattern_ops);
		CREATE INDEX customers_email_prefix ON sales.customers (lower(email) text_pattern_ops);
	END IF;
END $$;
-- +goose StatementEnd
