-- +goose Up
-- What the neighbours count depends on the method as the bot stores it. The new column is filled by the rows of the bridge, as in 0002.
ALTER TABLE sales.guest_purchases ADD COLUMN payment_method text COLLATE "C";
UPDATE sales.guest_purchases SET version = 0;
DELETE FROM sales.applied WHERE entity = 'guest_purchase';

-- The neighbours date a payment by its invoice: those whose invoice is of another moment than the booking are found by it.
CREATE INDEX transactions_invoiced ON sales.transactions (created_at) WHERE created_at <> booked_at;

-- The nightly identity of balances and ledger. A check closes one business day.
CREATE TABLE sales.balance_checks (
	day             date PRIMARY KEY,
	checked_at      timestamptz NOT NULL,
	customers       integer NOT NULL,
	differences     integer NOT NULL,
	postponed       integer NOT NULL,
	balances_kopeks bigint NOT NULL,
	opening         boolean NOT NULL
);

-- A customer's balance, and all the ledger ever put on it and took from it, as a check found them: one row for each check since which they moved.
CREATE TABLE sales.balance_snapshots (
	customer_id    bigint NOT NULL,
	day            date NOT NULL,
	balance_kopeks bigint NOT NULL,
	ledger_kopeks  bigint NOT NULL,
	-- ledger rows that the source had destroyed by then
	gone_rows      integer NOT NULL,
	latest         boolean NOT NULL,
	PRIMARY KEY (customer_id, day)
);
CREATE INDEX balance_snapshots_latest ON sales.balance_snapshots (customer_id) WHERE latest;

-- Identities that did not hold: closing - opening - postings is not 0.
CREATE TABLE sales.balance_differences (
	id                bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	day               date NOT NULL,
	customer_id       bigint NOT NULL,
	since_day         date NOT NULL,
	opening_kopeks    bigint NOT NULL,
	postings_kopeks   bigint NOT NULL,
	closing_kopeks    bigint NOT NULL,
	difference_kopeks bigint NOT NULL,
	wiped             boolean NOT NULL
);
CREATE UNIQUE INDEX balance_differences_day ON sales.balance_differences (day, id);
CREATE INDEX balance_differences_customer ON sales.balance_differences (customer_id, day, id);
