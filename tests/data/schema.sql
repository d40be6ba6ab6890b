-- schema.sql - what the tests of src/data need in their database.
-- SPDX-License-Identifier: ISC
CREATE ROLE ariia_test LOGIN;
CREATE FUNCTION current_tenant() RETURNS bigint LANGUAGE sql STABLE AS
$$ SELECT nullif(current_setting('app.tenant_id', true), '')::bigint $$;

CREATE TABLE rooms (
	tenant_id bigint NOT NULL DEFAULT current_tenant(),
	id bigint GENERATED ALWAYS AS IDENTITY,
	name text NOT NULL,
	PRIMARY KEY (tenant_id, id)
);

CREATE TABLE notes (
	tenant_id bigint NOT NULL DEFAULT current_tenant(),
	id bigint GENERATED ALWAYS AS IDENTITY,
	email text,
	mail_address text,
	size integer,
	is_read boolean,
	score double precision,
	body jsonb,
	room_id bigint,
	created_at timestamptz,
	CONSTRAINT notes_tenant_id_id_pkey PRIMARY KEY (tenant_id, id),
	CONSTRAINT notes_email_unique UNIQUE (tenant_id, email),
	CONSTRAINT notes_mail_address_unique UNIQUE (tenant_id, mail_address),
	CONSTRAINT notes_size_check CHECK (size > 0),
	CONSTRAINT notes_room_id_fkey FOREIGN KEY (tenant_id, room_id)
		REFERENCES rooms (tenant_id, id)
		DEFERRABLE INITIALLY IMMEDIATE
);

ALTER TABLE rooms ENABLE ROW LEVEL SECURITY;
ALTER TABLE rooms FORCE ROW LEVEL SECURITY;
CREATE POLICY rooms_tenant ON rooms USING (tenant_id = current_tenant());
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
ALTER TABLE notes FORCE ROW LEVEL SECURITY;
CREATE POLICY notes_tenant ON notes USING (tenant_id = current_tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON notes, rooms TO ariia_test;

CREATE TABLE secrets (id bigint);

-- Who is it: a token names its tenant.
CREATE TABLE tokens (token text PRIMARY KEY, tenant_id bigint NOT NULL);
INSERT INTO tokens VALUES ('one', 1), ('two', 2);
GRANT SELECT ON tokens TO ariia_test;
