-- +goose Up
-- What else is asked of a customer's very first registration: which one it was, what it gave, and how many registrations of theirs the bot still has.
TRUNCATE sales.first_touches;
ALTER TABLE sales.first_touches
	ADD COLUMN registration_id bigint NOT NULL,
	ADD COLUMN bonus_kopeks    bigint NOT NULL,
	ADD COLUMN registrations   integer NOT NULL;
INSERT INTO sales.first_touches (customer_id, campaign_id, at, registration_id, bonus_kopeks, registrations)
SELECT DISTINCT ON (customer_id) customer_id, campaign_id, created_at, id, balance_bonus_kopeks, count(*) FILTER (WHERE gone_at IS NULL) OVER (PARTITION BY customer_id)
FROM sales.campaign_registrations ORDER BY customer_id, created_at, id;
-- Who came by a campaign, in order of time.
CREATE INDEX first_touches_campaign ON sales.first_touches (campaign_id, at, registration_id) INCLUDE (customer_id, bonus_kopeks);
CREATE INDEX first_touches_registration ON sales.first_touches (registration_id);
