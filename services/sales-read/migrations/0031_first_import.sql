-- +goose Up
-- When all of the first import had been read and was queued to be classified, each payment once.
CREATE TABLE sales.facts_queued (
	one boolean PRIMARY KEY DEFAULT true CHECK (one),
	at  timestamptz NOT NULL
);
