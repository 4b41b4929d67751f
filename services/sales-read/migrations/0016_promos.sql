-- +goose Up
-- Promo codes, their uses, and the groups a code may put its user into.

CREATE TABLE sales.promo_codes (
	id                   bigint PRIMARY KEY,
	version              bigint NOT NULL,
	gone_at              timestamptz,
	code                 text COLLATE "C" NOT NULL,
	type                 text COLLATE "C" NOT NULL,
	balance_bonus_kopeks bigint NOT NULL,
	subscription_days    bigint NOT NULL,
	traffic_gb           bigint NOT NULL,
	discount_percent     bigint NOT NULL,
	discount_hours       bigint NOT NULL,
	-- 0 = unlimited
	max_uses             bigint NOT NULL,
	current_uses         bigint NOT NULL,
	valid_from           timestamptz,
	valid_until          timestamptz,
	is_active            boolean NOT NULL,
	first_purchase_only  boolean NOT NULL,
	tariff_id            bigint,
	promo_group_id       bigint,
	created_at           timestamptz NOT NULL,
	-- the code as text search looks for it
	search               text COLLATE "C" NOT NULL
);
CREATE INDEX promo_codes_created ON sales.promo_codes (created_at, id);
CREATE INDEX promo_codes_uses ON sales.promo_codes (current_uses, id);
CREATE INDEX promo_codes_type ON sales.promo_codes (type, created_at, id);
CREATE INDEX promo_codes_prefix ON sales.promo_codes (search);
CREATE INDEX promo_codes_gone ON sales.promo_codes (created_at, id) WHERE gone_at IS NOT NULL;
CREATE INDEX promo_codes_usable ON sales.promo_codes (created_at, id) WHERE gone_at IS NULL AND is_active;

CREATE TABLE sales.promo_code_uses (
	id            bigint PRIMARY KEY,
	version       bigint NOT NULL,
	gone_at       timestamptz,
	promo_code_id bigint NOT NULL,
	customer_id   bigint NOT NULL,
	used_at       timestamptz NOT NULL
);
CREATE INDEX promo_code_uses_code ON sales.promo_code_uses (promo_code_id, used_at, id);
CREATE INDEX promo_code_uses_customer ON sales.promo_code_uses (customer_id, used_at, id);

CREATE TABLE sales.promo_groups (
	id                    bigint PRIMARY KEY,
	version               bigint NOT NULL,
	gone_at               timestamptz,
	name                  text NOT NULL,
	priority              bigint NOT NULL,
	is_default            boolean NOT NULL
);

-- +goose StatementBegin
DO $$
DECLARE place text;
BEGIN
	SELECT n.nspname INTO place FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_trgm';
	IF place IS NOT NULL THEN
		EXECUTE format('CREATE INDEX promo_codes_search ON sales.promo_codes USING gin (search %I.gin_trgm_ops)', place);
	END IF;
END $$;
-- +goose StatementEnd
