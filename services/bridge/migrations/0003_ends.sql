-- +goose Up
-- When the subscriptions that run will end: subscription.expired is told by the clock. Filled from the mirror once, then kept with it.
CREATE TABLE bridge.ends (
	key     bigint PRIMARY KEY,
	ends_at timestamptz NOT NULL
);
CREATE INDEX ends_due ON bridge.ends (ends_at);
ALTER TABLE bridge.source ADD COLUMN ends_known boolean NOT NULL DEFAULT false;
