-- 0007_members.sql - members of the studios, and who in a conversation is one.
-- SPDX-License-Identifier: ISC

CREATE TABLE studio_members (
  tenant_id bigint NOT NULL DEFAULT current_tenant(),
  id bigint GENERATED ALWAYS AS IDENTITY,
  customer_id text,
  member_number text,
  first_name text NOT NULL DEFAULT '',
  last_name text NOT NULL DEFAULT '',
  birth_date date,
  phone text,
  email text,
  language text,
  member_since date,
  is_paused boolean NOT NULL DEFAULT false,
  pause_info jsonb,
  additional_info jsonb,
  checkin_stats jsonb,
  recent_bookings jsonb,
  tags jsonb NOT NULL DEFAULT '[]',
  notes text,
  source text NOT NULL DEFAULT 'manual',
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT studio_members_id_primary PRIMARY KEY (tenant_id, id),
  CONSTRAINT studio_members_customer_id_unique UNIQUE (tenant_id, customer_id),
  CONSTRAINT studio_members_member_number_unique
    UNIQUE (tenant_id, member_number),
  CONSTRAINT studio_members_source_check
    CHECK (source IN ('manual', 'import', 'magicline'))
);
COMMENT ON TABLE studio_members IS 'Members of a studio';
COMMENT ON COLUMN studio_members.tenant_id IS 'Studio';
COMMENT ON COLUMN studio_members.id IS 'Identifier';
COMMENT ON COLUMN studio_members.customer_id IS 'Identifier in the system that it came from';
COMMENT ON COLUMN studio_members.member_number IS 'Number on the card';
COMMENT ON COLUMN studio_members.first_name IS 'First name';
COMMENT ON COLUMN studio_members.last_name IS 'Last name';
COMMENT ON COLUMN studio_members.birth_date IS 'Date of birth';
COMMENT ON COLUMN studio_members.phone IS 'Telephone number, +491701234567';
COMMENT ON COLUMN studio_members.email IS 'E-mail address in lower case';
COMMENT ON COLUMN studio_members.language IS 'de, en; null: unknown';
COMMENT ON COLUMN studio_members.member_since IS 'First day of the membership';
COMMENT ON COLUMN studio_members.is_paused IS 'The membership rests';
COMMENT ON COLUMN studio_members.pause_info IS 'Since when, until when, why';
COMMENT ON COLUMN studio_members.additional_info IS 'Further fields of the studio';
COMMENT ON COLUMN studio_members.checkin_stats IS 'Visits, as last told by Magicline';
COMMENT ON COLUMN studio_members.recent_bookings IS 'Bookings, as last told by Magicline';
COMMENT ON COLUMN studio_members.tags IS 'Array of words';
COMMENT ON COLUMN studio_members.notes IS 'Notes of the staff';
COMMENT ON COLUMN studio_members.source IS 'manual, import or magicline';
COMMENT ON COLUMN studio_members.created_at IS 'When it was stored first';
COMMENT ON COLUMN studio_members.updated_at IS 'Last change';

ALTER TABLE studio_members ENABLE ROW LEVEL SECURITY;
ALTER TABLE studio_members FORCE ROW LEVEL SECURITY;
CREATE POLICY studio_members_own ON studio_members
  USING (tenant_id = current_tenant());

ALTER TABLE chat_sessions
  ADD COLUMN member_id bigint,
  ADD COLUMN member_verified_at timestamptz,
  ADD CONSTRAINT chat_sessions_member_id_reference
    FOREIGN KEY (tenant_id, member_id)
    REFERENCES studio_members (tenant_id, id)
    ON DELETE SET NULL (member_id);
CREATE INDEX chat_sessions_member ON chat_sessions (tenant_id, member_id)
  WHERE member_id IS NOT NULL;
COMMENT ON COLUMN chat_sessions.member_id IS 'Member who it is, proven by a code';
COMMENT ON COLUMN chat_sessions.member_verified_at IS 'When that was proven';
