-- +goose Up
-- Saved views of the panel's pages. owner is kind:id of who made it; the name beside it is a snapshot, so that the view stays labelled when the account is gone.
CREATE TABLE access.views (
	id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	owner      text COLLATE "C" NOT NULL,
	owner_name text NOT NULL,
	page       text COLLATE "C" NOT NULL,
	name       text NOT NULL,
	query      text NOT NULL,
	shared     boolean NOT NULL,
	updated_at timestamptz NOT NULL,
	deleted_at timestamptz
);
CREATE UNIQUE INDEX views_name ON access.views (owner, page, lower(name)) WHERE deleted_at IS NULL;
CREATE INDEX views_shared ON access.views (page) WHERE shared AND deleted_at IS NULL;
CREATE INDEX views_deleted ON access.views (deleted_at) WHERE deleted_at IS NOT NULL;
