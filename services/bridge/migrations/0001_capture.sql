-- +goose Up
-- The one source: which incarnation of it we read. A restored backup begins a new one by a person's word.
CREATE TABLE bridge.source (
	one         boolean PRIMARY KEY DEFAULT true CHECK (one),
	incarnation integer NOT NULL DEFAULT 0
);
INSERT INTO bridge.source DEFAULT VALUES;

-- Where capture stands, per entity. Keys are incarnation << 40 | id of the source.
CREATE TABLE bridge.entities (
	entity         text COLLATE "C" PRIMARY KEY,
	table_oid      bigint NOT NULL DEFAULT 0,
	paused         text NOT NULL DEFAULT '',
	last_version   bigint NOT NULL DEFAULT 0,
	settled        bigint NOT NULL DEFAULT 0,
	max_id         bigint NOT NULL DEFAULT 0,
	import_next    bigint,
	import_to      bigint,
	import_started timestamptz,
	imported       boolean NOT NULL DEFAULT false,
	rows           bigint NOT NULL DEFAULT 0,
	gone           bigint NOT NULL DEFAULT 0,
	complete_until timestamptz,
	verified_until timestamptz
);

-- The last state of every foreign row we read, also of rows the source has destroyed since.
CREATE TABLE bridge.mirror (
	entity  text COLLATE "C" NOT NULL,
	key     bigint NOT NULL,
	version bigint NOT NULL,
	hash    bigint NOT NULL,
	gone    boolean NOT NULL DEFAULT false,
	row     bytea NOT NULL,
	PRIMARY KEY (entity, key)
);
ALTER TABLE bridge.mirror ALTER COLUMN row SET STORAGE MAIN;

-- One digest per 1,024 keys; dirty = committed here, perhaps not yet published.
CREATE TABLE bridge.blocks (
	entity  text COLLATE "C" NOT NULL,
	block   bigint NOT NULL,
	digest  bigint NOT NULL,
	rows    integer NOT NULL,
	columns text NOT NULL,
	dirty   boolean NOT NULL,
	PRIMARY KEY (entity, block)
);
CREATE INDEX blocks_dirty ON bridge.blocks (entity, block) WHERE dirty;

-- Every domain event ever derived; EVENTS is rebuilt from here.
CREATE TABLE bridge.events (
	seq          bigint GENERATED ALWAYS AS IDENTITY,
	id           text COLLATE "C" PRIMARY KEY,
	type         text NOT NULL,
	subject      text NOT NULL,
	at           timestamptz NOT NULL,
	verified     boolean NOT NULL,
	data         bytea NOT NULL,
	recorded_at  timestamptz NOT NULL DEFAULT now(),
	published_at timestamptz
);
CREATE INDEX events_waiting ON bridge.events (seq) WHERE published_at IS NULL;
CREATE INDEX events_recorded ON bridge.events (recorded_at);

-- Payment ids of landing orders and gifts: their ledger row is no second payment.
CREATE TABLE bridge.landing_payments (
	payment_id text COLLATE "C" NOT NULL,
	key        bigint NOT NULL,
	counted    boolean NOT NULL,
	PRIMARY KEY (payment_id, key)
);
CREATE INDEX landing_payments_key ON bridge.landing_payments (key);

CREATE TABLE bridge.commands (
	id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	entity       text NOT NULL,
	mode         text NOT NULL,
	requested_by text NOT NULL,
	requested_at timestamptz NOT NULL DEFAULT now(),
	done_at      timestamptz
);
CREATE INDEX commands_waiting ON bridge.commands (id) WHERE done_at IS NULL;

-- Which creation of a stream the events were published to.
CREATE TABLE bridge.streams (
	stream  text PRIMARY KEY,
	created timestamptz NOT NULL
);

-- What the leader last said of itself: bridge.v1.GetStatusResponse.
CREATE TABLE bridge.status (
	one  boolean PRIMARY KEY DEFAULT true CHECK (one),
	at   timestamptz NOT NULL,
	body bytea NOT NULL
);
