-- +goose Up
-- Corrections of one field, or by one rule, are found by an index of their own, however few they are.
CREATE INDEX payment_corrections_field ON sales.payment_corrections (field, learned_at, id);
CREATE INDEX payment_corrections_why ON sales.payment_corrections (why, learned_at, id);
