-- +goose Up
-- Many codes as one wish, and commands that can be called off and sent again.
CREATE TABLE sales.promo_batches (
	id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	caller          text COLLATE "C" NOT NULL,
	idempotency_key text COLLATE "C" NOT NULL,
	request_hash    bytea NOT NULL,
	prefix          text COLLATE "C" NOT NULL,
	length          integer NOT NULL,
	total           integer NOT NULL,
	-- bridge.v1.PromoCodeFields: what each code gets
	fields          bytea NOT NULL,
	created_by      text NOT NULL,
	created_at      timestamptz NOT NULL,
	cancelled_at    timestamptz,
	-- who last called it off or had it sent again
	moved_by        text NOT NULL DEFAULT '',
	moved_at        timestamptz,
	UNIQUE (caller, idempotency_key)
);

ALTER TABLE sales.promo_commands
	ADD batch_id   bigint,
	-- the problem for programs, and the bot's own words
	ADD cause      text COLLATE "C" NOT NULL DEFAULT '',
	ADD detail     text NOT NULL DEFAULT '',
	-- when the attempt on its way began; NULL = none is, and none was broken off
	ADD began_at   timestamptz,
	-- an attempt may have been carried out unheard
	ADD doubtful   boolean NOT NULL DEFAULT false,
	-- names the letter: a command that is sent again gets a new one
	ADD round      integer NOT NULL DEFAULT 1,
	ADD retried_at timestamptz,
	ADD moved_by   text NOT NULL DEFAULT '',
	ADD moved_at   timestamptz;
CREATE INDEX promo_commands_batch ON sales.promo_commands (batch_id, id) WHERE batch_id IS NOT NULL;
CREATE INDEX promo_commands_single ON sales.promo_commands (id) WHERE batch_id IS NULL;
CREATE INDEX promo_commands_state ON sales.promo_commands (state, id) WHERE batch_id IS NULL;
CREATE INDEX promo_commands_code ON sales.promo_commands (code);
