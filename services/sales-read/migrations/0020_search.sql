-- +goose Up
-- A payment is looked for by the id its gateway knows it by, or the beginning of it.
CREATE INDEX transactions_external ON sales.transactions (external_id, id) WHERE external_id IS NOT NULL;
