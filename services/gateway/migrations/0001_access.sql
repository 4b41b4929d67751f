-- +goose Up
CREATE TABLE access.users (
	id                  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	login               text COLLATE "C" NOT NULL UNIQUE,
	password_hash       text NOT NULL,
	role                text NOT NULL,
	created_at          timestamptz NOT NULL DEFAULT now(),
	password_changed_at timestamptz NOT NULL DEFAULT now()
);

-- id is the SHA-256 of what the cookie holds.
CREATE TABLE access.sessions (
	id           bytea PRIMARY KEY,
	user_id      bigint NOT NULL REFERENCES access.users ON DELETE CASCADE,
	created_at   timestamptz NOT NULL,
	last_seen_at timestamptz NOT NULL,
	expires_at   timestamptz NOT NULL,
	ip           text NOT NULL
);
CREATE INDEX sessions_user ON access.sessions (user_id);
CREATE INDEX sessions_expiry ON access.sessions (expires_at);

-- hash is the SHA-256 of the token; prefix is kept so that a person can recognise it.
CREATE TABLE access.tokens (
	id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	hash         bytea NOT NULL UNIQUE,
	prefix       text NOT NULL,
	name         text NOT NULL,
	role         text NOT NULL,
	created_at   timestamptz NOT NULL,
	expires_at   timestamptz NOT NULL,
	last_used_at timestamptz,
	revoked_at   timestamptz
);

-- Login attempts that have not been followed by a success, by login and by address.
CREATE TABLE access.attempts (
	key          bytea PRIMARY KEY,
	failures     integer NOT NULL,
	last_at      timestamptz NOT NULL,
	locked_until timestamptz NOT NULL
);
CREATE INDEX attempts_last ON access.attempts (last_at);

-- The actor is a snapshot: a line stays true when the account is renamed or gone.
CREATE TABLE access.audit (
	id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	at         timestamptz NOT NULL,
	actor_kind text NOT NULL,
	actor_id   text NOT NULL,
	actor_name text NOT NULL,
	actor_role text NOT NULL,
	action     text NOT NULL,
	outcome    text NOT NULL,
	detail     text NOT NULL,
	ip         text NOT NULL,
	request_id text NOT NULL
);

-- +goose StatementBegin
CREATE FUNCTION access.audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'access.audit is append-only';
END $$;
-- +goose StatementEnd
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON access.audit
	FOR EACH STATEMENT EXECUTE FUNCTION access.audit_is_append_only();
