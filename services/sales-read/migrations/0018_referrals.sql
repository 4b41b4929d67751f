-- +goose Up
-- What referrers earned, what they ask to be paid out, and who wants to be a partner. Where to pay is never read.

CREATE TABLE sales.referral_earnings (
	id            bigint PRIMARY KEY,
	version       bigint NOT NULL,
	gone_at       timestamptz,
	earner_id     bigint NOT NULL,
	referral_id   bigint NOT NULL,
	amount_kopeks bigint NOT NULL,
	reason        text COLLATE "C" NOT NULL,
	campaign_id   bigint,
	created_at    timestamptz NOT NULL
);
CREATE INDEX referral_earnings_created ON sales.referral_earnings (created_at) INCLUDE (earner_id, amount_kopeks);
CREATE INDEX referral_earnings_earner ON sales.referral_earnings (earner_id) INCLUDE (amount_kopeks);

CREATE TABLE sales.withdrawal_requests (
	id            bigint PRIMARY KEY,
	version       bigint NOT NULL,
	gone_at       timestamptz,
	customer_id   bigint NOT NULL,
	amount_kopeks bigint NOT NULL,
	status        text COLLATE "C" NOT NULL,
	risk_score    bigint,
	processed_at  timestamptz,
	created_at    timestamptz NOT NULL
);
CREATE INDEX withdrawal_requests_created ON sales.withdrawal_requests (created_at, id);
CREATE INDEX withdrawal_requests_status ON sales.withdrawal_requests (status, created_at, id);
CREATE INDEX withdrawal_requests_customer ON sales.withdrawal_requests (customer_id, created_at, id);

CREATE TABLE sales.partner_applications (
	id                          bigint PRIMARY KEY,
	version                     bigint NOT NULL,
	gone_at                     timestamptz,
	customer_id                 bigint NOT NULL,
	company_name                text,
	website_url                 text,
	telegram_channel            text,
	expected_monthly_referrals  bigint,
	desired_commission_percent  bigint,
	approved_commission_percent bigint,
	status                      text COLLATE "C" NOT NULL,
	processed_at                timestamptz,
	created_at                  timestamptz NOT NULL
);
CREATE INDEX partner_applications_created ON sales.partner_applications (created_at, id);
CREATE INDEX partner_applications_status ON sales.partner_applications (status, created_at, id);
CREATE INDEX partner_applications_customer ON sales.partner_applications (customer_id, created_at, id);

-- Who was invited in a period, and whose invitation a payment follows from.
CREATE INDEX customers_invited ON sales.customers (created_at) INCLUDE (id, referred_by_id) WHERE referred_by_id IS NOT NULL;
CREATE INDEX customers_inviter ON sales.customers (id) INCLUDE (referred_by_id) WHERE referred_by_id IS NOT NULL;
