-- +goose Up
-- The palette takes a word for the beginning of a @username, or for a whole referral code, and reads no more of the index than it shows.
CREATE INDEX customers_username ON sales.customers ((lower(username) COLLATE "C"), id) WHERE username IS NOT NULL;
CREATE INDEX customers_code ON sales.customers ((lower(referral_code) COLLATE "C")) WHERE referral_code IS NOT NULL;
