-- +goose Up
-- Revenue as known at a past moment looks for what else a customer was known to have paid before.
CREATE INDEX payment_facts_past_customer ON sales.payment_facts_past (customer_id, booked_at);
