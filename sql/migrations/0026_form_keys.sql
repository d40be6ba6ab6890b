-- 0026_form_keys.sql - forms that make or send something do so once.
-- SPDX-License-Identifier: ISC

CREATE TABLE form_keys (
  tenant_id bigint NOT NULL DEFAULT coalesce(current_tenant(), 0),
  mac text NOT NULL,
  made_at timestamptz NOT NULL DEFAULT now(),
  path text,
  answer text,
  CONSTRAINT form_keys_mac_primary PRIMARY KEY (tenant_id, mac)
);
CREATE INDEX form_keys_made_at ON form_keys (tenant_id, made_at);
COMMENT ON TABLE form_keys IS
  'Forms that were sent, for a day: sent again they are answered, not done';
COMMENT ON COLUMN form_keys.tenant_id IS
  'Studio; 0: sent by somebody who is not signed in';
COMMENT ON COLUMN form_keys.mac IS
  'Keyed hash of who sent what where with which key';
COMMENT ON COLUMN form_keys.made_at IS 'When it came';
COMMENT ON COLUMN form_keys.path IS 'Where the answer led; null: nowhere';
COMMENT ON COLUMN form_keys.answer IS
  'The answer, sealed with a key that only the page of the form has';

ALTER TABLE form_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE form_keys FORCE ROW LEVEL SECURITY;
CREATE POLICY form_keys_own ON form_keys
  USING (tenant_id = coalesce(current_tenant(), 0));
GRANT SELECT (tenant_id, mac, made_at, path, answer), INSERT (mac),
  UPDATE (path, answer), DELETE ON form_keys
  TO ariia_ui, ariia_auth, ariia_admin;
