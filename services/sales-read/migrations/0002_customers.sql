-- +goose Up
-- Customers get a list and a page of their own. The new columns are filled by the rows of the bridge, which are asked for again: without a position the
-- projection reads the stream from its start, or has everything sent where the stream has lost its beginning. Version 0 makes every row of it newer than ours.
ALTER TABLE sales.customers
	ADD COLUMN referral_code  text,
	ADD COLUMN referred_by_id bigint,
	ADD COLUMN remnawave_id   bigint;
COMMENT ON COLUMN sales.customers.search IS
	'telegram id, @username, e-mail, name, referral code and panel id in lower case, each between line breaks';
UPDATE sales.customers SET version = 0;
DELETE FROM sales.applied WHERE entity = 'customer';

DROP INDEX sales.customers_created;
CREATE INDEX customers_created ON sales.customers (created_at, id);
CREATE INDEX customers_balance ON sales.customers (balance_kopeks, id);
CREATE INDEX customers_status ON sales.customers (status, created_at, id);
CREATE INDEX customers_auth ON sales.customers (auth_type, created_at, id);
CREATE INDEX customers_referrer ON sales.customers (referred_by_id) WHERE referred_by_id IS NOT NULL;
-- The cash of one customer.
CREATE INDEX guest_purchases_payer ON sales.guest_purchases ((coalesce(buyer_customer_id, customer_id, 0)))
	WHERE paid_at IS NOT NULL AND gateway IS NOT NULL AND amount_kopeks > 0;
CREATE INDEX wheel_spins_customer ON sales.wheel_spins (customer_id) WHERE paid_with_stars AND payment_value_kopeks > 0;

-- +goose StatementBegin
DO $$
BEGIN
	IF to_regclass('sales.customers_search') IS NULL THEN
		CREATE INDEX customers_first_name_prefix ON sales.customers (lower(first_name) text_pattern_ops);
		CREATE INDEX customers_last_name_prefix ON sales.customers (lower(last_name) text_pattern_ops);
		CREATE INDEX customers_referral_prefix ON sales.customers (lower(referral_code) text_pattern_ops);
		CREATE INDEX customers_remnawave_prefix ON sales.customers ((remnawave_id::text) text_pattern_ops);
	END IF;
END $$;
-- +goose StatementEnd
