-- +goose Up
-- What advertising cost, as people enter it. A row is never changed: a correction is the next version of its entry, so is a deletion.
CREATE TABLE sales.campaign_spend (
	id            bigint NOT NULL,
	version       integer NOT NULL,
	campaign_id   bigint,
	-- where campaign_id is null
	channel       text NOT NULL,
	first_day     date NOT NULL,
	last_day      date NOT NULL,
	amount_kopeks bigint NOT NULL CHECK (amount_kopeks > 0),
	note          text NOT NULL,
	deleted       boolean NOT NULL,
	-- the caller, kind and id, and the name for people to read
	author        text COLLATE "C" NOT NULL,
	author_name   text NOT NULL,
	changed_at    timestamptz NOT NULL,
	-- Idempotency-Key and content of the call that made the entry
	idempotency_key text COLLATE "C",
	request_hash  bytea,
	PRIMARY KEY (id, version),
	CHECK (last_day >= first_day),
	CHECK ((campaign_id IS NULL) = (channel <> ''))
);
CREATE UNIQUE INDEX campaign_spend_once ON sales.campaign_spend (author, idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX campaign_spend_campaign ON sales.campaign_spend (campaign_id, id);
CREATE SEQUENCE sales.campaign_spend_ids;

CREATE VIEW sales.campaign_spend_now AS
SELECT s.id, s.version, s.campaign_id, s.channel, s.first_day, s.last_day, s.amount_kopeks, s.note, s.deleted, s.author_name, s.changed_at
FROM sales.campaign_spend s WHERE NOT EXISTS (SELECT FROM sales.campaign_spend n WHERE n.id = s.id AND n.version > s.version);
