-- +goose Up
-- Branches of referrals: who invited whom, with sums over everybody below. Computed from customers and cash by whoever counts dirty_branches.

-- Customers who were invited or invited somebody. A branch is everybody they invited, directly or through others, without themselves.
CREATE TABLE sales.referral_branches (
	customer_id    bigint PRIMARY KEY,
	-- NULL at the top of a branch; a loop of inviters is cut above its lowest id, which is looped then.
	parent_id      bigint,
	looped         boolean NOT NULL,
	-- What they paid in all their life.
	payments       integer NOT NULL,
	net_kopeks     bigint NOT NULL,
	refunds_kopeks bigint NOT NULL,
	invited        integer NOT NULL,
	invited_paid   integer NOT NULL,
	size           integer NOT NULL,
	paid           integer NOT NULL,
	branch_kopeks  bigint NOT NULL
) WITH (fillfactor = 80);
-- A branch is smaller than that of its inviter, so this order has every inviter before those they invited.
CREATE INDEX referral_branches_size ON sales.referral_branches (size DESC, customer_id DESC);
CREATE INDEX referral_branches_children ON sales.referral_branches (parent_id, size DESC, customer_id DESC) WHERE parent_id IS NOT NULL;
CREATE INDEX referral_branches_tops ON sales.referral_branches (size) WHERE parent_id IS NULL;

-- Customers whose branches, and those of everybody above them, wait to be summed again.
CREATE TABLE sales.dirty_branches (
	seq       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	customers bigint[] NOT NULL,
	marked_at timestamptz NOT NULL
);
INSERT INTO sales.dirty_branches (customers, marked_at)
SELECT array_agg(id), now() FROM sales.customers WHERE referred_by_id IS NOT NULL GROUP BY id / 2048 ORDER BY id / 2048;

-- Graphs that somebody is just reading page by page: rows are pages of nodes, as sales.v1.GetReferralGraphResponse.
CREATE TABLE sales.referral_graphs (
	id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	asked    bytea NOT NULL,
	head     bytea NOT NULL,
	drawn_at timestamptz NOT NULL
);
CREATE INDEX referral_graphs_asked ON sales.referral_graphs (asked, drawn_at);
CREATE TABLE sales.referral_graph_nodes (
	graph_id bigint NOT NULL REFERENCES sales.referral_graphs ON DELETE CASCADE,
	page     integer NOT NULL,
	nodes    bytea NOT NULL,
	PRIMARY KEY (graph_id, page)
);

-- Whom somebody invited by the time they came, and what was earned for whom.
DROP INDEX sales.customers_referrer;
CREATE INDEX customers_referrer ON sales.customers (referred_by_id, created_at, id) WHERE referred_by_id IS NOT NULL;
CREATE INDEX referral_earnings_referral ON sales.referral_earnings (referral_id, earner_id) INCLUDE (amount_kopeks);
DROP INDEX sales.referral_earnings_earner;
CREATE INDEX referral_earnings_earner ON sales.referral_earnings (earner_id, created_at) INCLUDE (amount_kopeks, referral_id, gone_at);
