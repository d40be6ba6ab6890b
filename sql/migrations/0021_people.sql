-- 0021_people.sql - invitations that can be sent again, and the chain of the
-- audit log looked at from a page.
-- SPDX-License-Identifier: ISC

ALTER TABLE invitations
  ADD COLUMN sent_at timestamptz NOT NULL DEFAULT now(),
  ADD COLUMN letters integer NOT NULL DEFAULT 1;
COMMENT ON COLUMN invitations.sent_at IS 'When the latest mail was sent';
COMMENT ON COLUMN invitations.letters IS 'How many mails were sent';
-- The owner of the table is under its policies as well.
ALTER TABLE invitations NO FORCE ROW LEVEL SECURITY;
UPDATE invitations SET sent_at = created_at;
ALTER TABLE invitations FORCE ROW LEVEL SECURITY;

GRANT EXECUTE ON FUNCTION audit_hash(text, bigint, bigint, timestamptz, bigint,
  text, text, text, jsonb, jsonb, text) TO ariia_auth;
