-- schema.sql - beside the real schema: where the handlers of the tests write.
-- SPDX-License-Identifier: ISC
CREATE TABLE notes (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tenant_id bigint NOT NULL DEFAULT current_tenant(),
  key text NOT NULL,
  note text NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp()
);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY notes_own ON notes USING (tenant_id = current_tenant());
GRANT SELECT, INSERT ON notes TO ariia_agent, ariia_courier;
INSERT INTO tenants (slug, name) VALUES ('first', 'First'),
  ('second', 'Second');
