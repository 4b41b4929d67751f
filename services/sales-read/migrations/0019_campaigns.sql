-- +goose Up
-- Advertising campaigns, who came by them, and landing pages. What advertising cost is ours alone: the bot knows no spend.

CREATE TABLE sales.campaigns (
	id                   bigint PRIMARY KEY,
	version              bigint NOT NULL,
	gone_at              timestamptz,
	name                 text NOT NULL,
	start_parameter      text COLLATE "C" NOT NULL,
	bonus_type           text COLLATE "C" NOT NULL,
	balance_bonus_kopeks bigint NOT NULL,
	subscription_days    bigint,
	tariff_id            bigint,
	tariff_days          bigint,
	is_active            boolean NOT NULL,
	partner_id           bigint,
	created_at           timestamptz NOT NULL,
	-- name and start parameter in lower case, each between line breaks
	search               text COLLATE "C" NOT NULL
);
CREATE INDEX campaigns_created ON sales.campaigns (created_at, id);
CREATE INDEX campaigns_slug ON sales.campaigns (start_parameter);

CREATE TABLE sales.campaign_registrations (
	id                   bigint PRIMARY KEY,
	version              bigint NOT NULL,
	gone_at              timestamptz,
	campaign_id          bigint NOT NULL,
	customer_id          bigint NOT NULL,
	bonus_type           text COLLATE "C" NOT NULL,
	balance_bonus_kopeks bigint NOT NULL,
	subscription_days    bigint,
	tariff_id            bigint,
	tariff_days          bigint,
	created_at           timestamptz NOT NULL
);
CREATE INDEX campaign_registrations_campaign ON sales.campaign_registrations (campaign_id, created_at, id);
CREATE INDEX campaign_registrations_created ON sales.campaign_registrations (created_at, id);
-- The first touch of a customer.
CREATE INDEX campaign_registrations_customer ON sales.campaign_registrations (customer_id, created_at, id);

CREATE TABLE sales.landing_pages (
	id                 bigint PRIMARY KEY,
	version            bigint NOT NULL,
	gone_at            timestamptz,
	slug               text COLLATE "C" NOT NULL,
	-- language to text
	title              jsonb NOT NULL,
	is_active          boolean NOT NULL,
	gift_enabled       boolean NOT NULL,
	discount_percent   bigint,
	discount_starts_at timestamptz,
	discount_ends_at   timestamptz,
	created_at         timestamptz NOT NULL
);

-- Which campaign a landing order came by; filled when the bridge sends orders again, as in 0002.
ALTER TABLE sales.guest_purchases ADD COLUMN campaign_slug text COLLATE "C";
UPDATE sales.guest_purchases SET version = 0;
DELETE FROM sales.applied WHERE entity = 'guest_purchase';
CREATE INDEX guest_purchases_campaign ON sales.guest_purchases (campaign_slug, paid_at)
	WHERE campaign_slug IS NOT NULL AND paid_at IS NOT NULL AND gateway IS NOT NULL AND amount_kopeks > 0;
