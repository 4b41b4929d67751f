-- +goose Up
-- Files of spend that were entered as a whole, and can be taken out as a whole.
CREATE TABLE sales.campaign_spend_imports (
	id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	file_name       text NOT NULL,
	rows            integer NOT NULL,
	amount_kopeks   bigint NOT NULL,
	duplicates      integer NOT NULL,
	-- the caller, kind and id, and the name for people to read
	author          text COLLATE "C" NOT NULL,
	author_name     text NOT NULL,
	created_at      timestamptz NOT NULL,
	undone_at       timestamptz,
	undone_by       text NOT NULL DEFAULT '',
	idempotency_key text COLLATE "C" NOT NULL,
	request_hash    bytea NOT NULL,
	UNIQUE (author, idempotency_key)
);

ALTER TABLE sales.campaign_spend ADD COLUMN import_id bigint;
CREATE INDEX campaign_spend_import ON sales.campaign_spend (import_id, id) WHERE import_id IS NOT NULL;
CREATE INDEX campaign_spend_channel ON sales.campaign_spend (id) WHERE campaign_id IS NULL;

CREATE OR REPLACE VIEW sales.campaign_spend_now AS
SELECT s.id, s.version, s.campaign_id, s.channel, s.first_day, s.last_day, s.amount_kopeks, s.note, s.deleted, s.author_name, s.changed_at, s.import_id
FROM sales.campaign_spend s WHERE NOT EXISTS (SELECT FROM sales.campaign_spend n WHERE n.id = s.id AND n.version > s.version);
