-- +goose Up
-- What a payment bought, and how subscriptions changed: the facts that revenue, MRR and a customer's history are made of.

CREATE TABLE sales.subscription_events (
	id                   bigint PRIMARY KEY,
	version              bigint NOT NULL,
	gone_at              timestamptz,
	type                 text COLLATE "C" NOT NULL,
	customer_id          bigint NOT NULL,
	subscription_id      bigint,
	transaction_id       bigint,
	amount_kopeks        bigint,
	occurred_at          timestamptz NOT NULL,
	period_days          bigint,
	was_trial_conversion boolean,
	extended_days        bigint,
	previous_ends_at     timestamptz,
	new_ends_at          timestamptz
);
CREATE INDEX subscription_events_payment ON sales.subscription_events (transaction_id) WHERE transaction_id IS NOT NULL;
CREATE INDEX subscription_events_customer ON sales.subscription_events (customer_id, occurred_at, id);

CREATE TABLE sales.subscription_conversions (
	id                     bigint PRIMARY KEY,
	version                bigint NOT NULL,
	gone_at                timestamptz,
	customer_id            bigint NOT NULL,
	converted_at           timestamptz NOT NULL,
	trial_days             bigint NOT NULL,
	first_payment_kopeks   bigint NOT NULL,
	first_paid_period_days bigint NOT NULL
);
CREATE INDEX subscription_conversions_customer ON sales.subscription_conversions (customer_id, converted_at, id);

CREATE TABLE sales.traffic_purchases (
	id              bigint PRIMARY KEY,
	version         bigint NOT NULL,
	gone_at         timestamptz,
	subscription_id bigint NOT NULL,
	traffic_gb      bigint NOT NULL,
	expires_at      timestamptz,
	created_at      timestamptz NOT NULL
);
CREATE INDEX traffic_purchases_subscription ON sales.traffic_purchases (subscription_id, created_at, id);

-- The states a subscription was in, each from changed_at until the next one. A change is dated by when it was read; the first state by when the
-- subscription was created, and marked imported when it was there long before it was first read: what happened in between is not known.
CREATE TABLE sales.subscription_changes (
	subscription_id bigint NOT NULL,
	version         bigint NOT NULL,
	changed_at      timestamptz NOT NULL,
	customer_id     bigint NOT NULL,
	status          text COLLATE "C" NOT NULL,
	is_trial        boolean NOT NULL,
	tariff_id       bigint,
	starts_at       timestamptz,
	ends_at         timestamptz NOT NULL,
	gone            boolean NOT NULL,
	imported        boolean NOT NULL,
	PRIMARY KEY (subscription_id, version)
);
CREATE INDEX subscription_changes_customer ON sales.subscription_changes (customer_id, changed_at);
CREATE INDEX subscription_changes_time ON sales.subscription_changes (changed_at);

INSERT INTO sales.subscription_changes
SELECT id, version, created_at, customer_id, status, is_trial, tariff_id, starts_at, ends_at, gone_at IS NOT NULL, true FROM sales.subscriptions;

-- What landing orders and gifts sold; filled when the bridge sends them again, as in 0002.
ALTER TABLE sales.guest_purchases
	ADD COLUMN status      text COLLATE "C" NOT NULL DEFAULT '',
	ADD COLUMN is_gift     boolean NOT NULL DEFAULT false,
	ADD COLUMN source      text COLLATE "C" NOT NULL DEFAULT '',
	ADD COLUMN tariff_id   bigint,
	ADD COLUMN period_days bigint NOT NULL DEFAULT 0,
	ADD COLUMN created_at  timestamptz;
UPDATE sales.guest_purchases SET version = 0;
DELETE FROM sales.applied WHERE entity = 'guest_purchase';

-- Names that tariffs have had: the words of the ledger name a tariff as it was called then.
CREATE TABLE sales.tariff_names (
	name      text COLLATE "C" NOT NULL,
	tariff_id bigint NOT NULL,
	PRIMARY KEY (name, tariff_id)
);
INSERT INTO sales.tariff_names SELECT DISTINCT btrim(name), id FROM sales.tariffs WHERE btrim(name) <> '';

-- One row per payment, as known now: every completed row of the ledger, paid order and Stars spin, also those the source has destroyed. Written by
-- the classifier only. Kopeks are signed: cash in +, refunded -; consumption + bought, - reversed; wallet as the customer's balance moves.
CREATE TABLE sales.payment_facts (
	source             text COLLATE "C" NOT NULL, -- transaction, guest_purchase, wheel_spin
	id                 bigint NOT NULL,
	customer_id        bigint,                    -- who paid
	kind               text COLLATE "C" NOT NULL, -- of the ledger row; else the source
	method             text COLLATE "C",
	gateway            text COLLATE "C",
	amount_kopeks      bigint NOT NULL,
	side               text COLLATE "C" NOT NULL, -- cash, consumption, wallet, none
	cash_kopeks        bigint NOT NULL,
	consumption_kopeks bigint NOT NULL,
	wallet_kopeks      bigint NOT NULL,
	bought             text COLLATE "C" NOT NULL,
	evidence           text COLLATE "C" NOT NULL, -- event, state, text, kind, none
	why                text COLLATE "C" NOT NULL,
	conversion         boolean NOT NULL,          -- a trial became paid by it
	tariff_id          bigint,
	tariff_by          text COLLATE "C" NOT NULL, -- state, text, order, later, none
	tariff_name        text COLLATE "C",          -- as the words of the ledger name it
	subscription_id    bigint,
	subscription_by    text COLLATE "C" NOT NULL, -- event, state, only, none
	period_days        bigint,
	period_by          text COLLATE "C" NOT NULL, -- event, state, text, kind, none
	gone               boolean NOT NULL,
	booked_at          timestamptz NOT NULL,
	-- when it was first known here, and since when it is known as it stands
	learned_at         timestamptz NOT NULL,
	known_since        timestamptz NOT NULL,
	PRIMARY KEY (source, id)
);
CREATE INDEX payment_facts_booked ON sales.payment_facts (booked_at, id);
CREATE INDEX payment_facts_customer ON sales.payment_facts (customer_id, booked_at, id);
CREATE INDEX payment_facts_unclassified ON sales.payment_facts (booked_at, id) WHERE bought = 'unclassified';
CREATE INDEX payment_facts_named ON sales.payment_facts (tariff_name) WHERE tariff_name IS NOT NULL;

-- What a fact said before it was corrected: known from known_since until superseded_at.
CREATE TABLE sales.payment_facts_past (
	LIKE sales.payment_facts,
	superseded_at timestamptz NOT NULL,
	PRIMARY KEY (source, id, superseded_at)
);
CREATE INDEX payment_facts_past_booked ON sales.payment_facts_past (booked_at);

-- Each field that a correction changed. Rows are only added.
CREATE TABLE sales.payment_corrections (
	id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	source     text COLLATE "C" NOT NULL,
	payment_id bigint NOT NULL,
	booked_at  timestamptz NOT NULL,
	field      text COLLATE "C" NOT NULL,
	was        text,
	now        text,
	why        text COLLATE "C" NOT NULL, -- source, gone, event, state, text, kind, only, later, none
	learned_at timestamptz NOT NULL
);
CREATE INDEX payment_corrections_learned ON sales.payment_corrections (learned_at, id);
CREATE INDEX payment_corrections_booked ON sales.payment_corrections (booked_at, id);
CREATE INDEX payment_corrections_payment ON sales.payment_corrections (source, payment_id, id);

-- Payments that wait to be classified, in the order their news came. ids are payments of source, or customers or subscriptions whose payments
-- booked since may read differently now, or names of tariffs.
CREATE TABLE sales.dirty_payments (
	seq       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	source    text COLLATE "C" NOT NULL,
	ids       bigint[] NOT NULL,
	since     timestamptz,
	marked_at timestamptz NOT NULL
);

-- When the first import was classified: before that nothing is a correction.
CREATE TABLE sales.facts_imported (
	one boolean PRIMARY KEY DEFAULT true CHECK (one),
	at  timestamptz NOT NULL
);

INSERT INTO sales.dirty_payments (source, ids, marked_at)
SELECT 'transaction', array_agg(id), now() FROM sales.transactions GROUP BY id / 4096 ORDER BY id / 4096;
INSERT INTO sales.dirty_payments (source, ids, marked_at)
SELECT 'wheel_spin', array_agg(id), now() FROM sales.wheel_spins GROUP BY id / 4096 ORDER BY id / 4096;
