-- +goose Up
-- What people asked the bot to do with promo codes. The outbox holds the ids of those that are on their way.
CREATE TABLE sales.promo_commands (
	id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	-- who asked, and the key that makes asking again harmless
	caller          text COLLATE "C" NOT NULL,
	idempotency_key text COLLATE "C" NOT NULL,
	request_hash    bytea NOT NULL,
	kind            text COLLATE "C" NOT NULL,
	code            text COLLATE "C" NOT NULL,
	promo_id        bigint,
	-- bridge.v1.ExecuteRequest
	request         bytea NOT NULL,
	state           text COLLATE "C" NOT NULL DEFAULT 'sending',
	problem         text NOT NULL DEFAULT '',
	attempts        integer NOT NULL DEFAULT 0,
	created_by      text NOT NULL,
	created_at      timestamptz NOT NULL,
	finished_at     timestamptz,
	UNIQUE (caller, idempotency_key)
);
-- One at a time per code.
CREATE UNIQUE INDEX promo_commands_sending ON sales.promo_commands (code) WHERE state = 'sending';
