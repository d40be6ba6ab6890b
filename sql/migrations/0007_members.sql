-- 0007_members.sql - members of the studios, and who in a conversation is one.
-- SPDX-License-Identifier: ISC

-- What names and numbers are sorted and searched by: without case and marks, in
-- the order of bytes, the same on every machine.
CREATE FUNCTION search_key(words text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  AS $$
    SELECT lower(translate(replace(words, 'ß', 'ss'),
      'ÀÁÂÃÄÅàáâãäåĄąĂăÇçĆćČčÈÉÊËèéêëĘęĚěÌÍÎÏìíîïİıÑñŃńŇňÒÓÔÕÖ'
      'ØòóôõöøŐőÙÚÛÜùúûüŮůŰűÝýÿŸŠšŚśŞşȘșŽžŹźŻżŁłĞğĐđĎďŘřŤťŢţȚț',
      'aaaaaaaaaaaaaaaacccccceeeeeeeeeeeeiiiiiiiiiinnnnnnooooo'
      'ooooooooouuuuuuuuuuuuyyyysssssssszzzzzzllggddddrrtttttt')
      COLLATE "C") COLLATE "C"
  $$;
COMMENT ON FUNCTION search_key(text) IS
  'Words without case and marks, for order and search';
GRANT EXECUTE ON FUNCTION search_key(text)
  TO ariia_admin, ariia_agent, ariia_clock;

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
  last_key text COLLATE "C" NOT NULL
    GENERATED ALWAYS AS (search_key(last_name)) STORED,
  first_key text COLLATE "C" NOT NULL
    GENERATED ALWAYS AS (search_key(first_name)) STORED,
  last_word_key text COLLATE "C"
    GENERATED ALWAYS AS (search_key(substring(last_name, '[ -]([^ -]+)$')))
    STORED,
  number_key text COLLATE "C"
    GENERATED ALWAYS AS (search_key(replace(member_number, ' ', ''))) STORED,
  customer_key text COLLATE "C"
    GENERATED ALWAYS AS (search_key(replace(customer_id, ' ', ''))) STORED,
  CONSTRAINT studio_members_id_primary PRIMARY KEY (tenant_id, id),
  CONSTRAINT studio_members_customer_id_unique UNIQUE (tenant_id, customer_id),
  CONSTRAINT studio_members_member_number_unique
    UNIQUE (tenant_id, member_number),
  CONSTRAINT studio_members_source_check
    CHECK (source IN ('manual', 'import', 'magicline'))
);
-- Row-level security lets only leakproof operators into an index, which LIKE is
-- not; comparing texts is. So a search is for beginnings.
CREATE INDEX studio_members_name
  ON studio_members (tenant_id, last_key, first_key, id);
CREATE INDEX studio_members_first ON studio_members (tenant_id, first_key);
CREATE INDEX studio_members_last_word
  ON studio_members (tenant_id, last_word_key)
  WHERE last_word_key IS NOT NULL;
CREATE INDEX studio_members_number ON studio_members (tenant_id, number_key)
  WHERE number_key IS NOT NULL;
CREATE INDEX studio_members_customer
  ON studio_members (tenant_id, customer_key) WHERE customer_key IS NOT NULL;
CREATE INDEX studio_members_email
  ON studio_members (tenant_id, email COLLATE "C") WHERE email IS NOT NULL;
CREATE INDEX studio_members_phone
  ON studio_members (tenant_id, phone COLLATE "C") WHERE phone IS NOT NULL;
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
COMMENT ON COLUMN studio_members.last_key IS 'Last name for order and search';
COMMENT ON COLUMN studio_members.first_key IS 'First name for order and search';
COMMENT ON COLUMN studio_members.last_word_key IS 'Last word of a last name of several, for search';
COMMENT ON COLUMN studio_members.number_key IS 'Member number for search';
COMMENT ON COLUMN studio_members.customer_key IS 'Customer identifier for search';

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

-- The one place that knows how long a proof is good. Whoever reads a
-- conversation reads its member through this.
CREATE FUNCTION verified_member(member_id bigint, verified_at timestamptz)
  RETURNS bigint
  LANGUAGE sql STABLE STRICT
  AS $$
    SELECT CASE WHEN verified_at > now() - coalesce(
      (SELECT s.value::integer FROM settings s
        WHERE s.key = 'member_verification_days'
          AND s.value ~ '^[0-9]{1,4}$'), 30) * interval '1 day'
      THEN member_id END
  $$;
COMMENT ON FUNCTION verified_member(bigint, timestamptz) IS
  'The member, while the proof is not too old for the studio; else null';
GRANT EXECUTE ON FUNCTION verified_member(bigint, timestamptz)
  TO ariia_webhook, ariia_admin, ariia_ui, ariia_agent, ariia_courier,
  ariia_clock, ariia_cli;

CREATE TABLE verifications (
  tenant_id bigint NOT NULL DEFAULT current_tenant(),
  id bigint GENERATED ALWAYS AS IDENTITY,
  session_id bigint NOT NULL,
  member_id bigint,
  step integer NOT NULL,
  code_hash text,
  tries_left integer NOT NULL DEFAULT 0,
  question text,
  expires_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT verifications_id_primary PRIMARY KEY (tenant_id, id),
  CONSTRAINT verifications_session_id_unique UNIQUE (tenant_id, session_id),
  CONSTRAINT verifications_session_id_reference
    FOREIGN KEY (tenant_id, session_id)
    REFERENCES chat_sessions (tenant_id, id) ON DELETE CASCADE,
  CONSTRAINT verifications_member_id_reference
    FOREIGN KEY (tenant_id, member_id)
    REFERENCES studio_members (tenant_id, id) ON DELETE CASCADE,
  CONSTRAINT verifications_step_check CHECK (step IN (1, 2))
);
CREATE INDEX verifications_member ON verifications (tenant_id, member_id)
  WHERE member_id IS NOT NULL;
COMMENT ON TABLE verifications IS 'Conversations that wait for proof of who it is';
COMMENT ON COLUMN verifications.tenant_id IS 'Studio';
COMMENT ON COLUMN verifications.id IS 'Identifier';
COMMENT ON COLUMN verifications.session_id IS 'Conversation';
COMMENT ON COLUMN verifications.member_id IS 'Member whose code it is; null: nobody was found, it is never right';
COMMENT ON COLUMN verifications.step IS '1: asked who it is; 2: a code is out';
COMMENT ON COLUMN verifications.code_hash IS 'HMAC of tenant, conversation and code';
COMMENT ON COLUMN verifications.tries_left IS 'Tries that are left; 0: dead';
COMMENT ON COLUMN verifications.question IS 'What the person wanted when it was asked';
COMMENT ON COLUMN verifications.expires_at IS 'Until when';
COMMENT ON COLUMN verifications.created_at IS 'Since when';

CREATE TABLE verification_mails (
  tenant_id bigint NOT NULL DEFAULT current_tenant(),
  id bigint GENERATED ALWAYS AS IDENTITY,
  session_id bigint NOT NULL,
  member_id bigint,
  at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT verification_mails_id_primary PRIMARY KEY (tenant_id, id),
  CONSTRAINT verification_mails_session_id_reference
    FOREIGN KEY (tenant_id, session_id)
    REFERENCES chat_sessions (tenant_id, id) ON DELETE CASCADE,
  CONSTRAINT verification_mails_member_id_reference
    FOREIGN KEY (tenant_id, member_id)
    REFERENCES studio_members (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX verification_mails_session
  ON verification_mails (tenant_id, session_id, at);
CREATE INDEX verification_mails_member
  ON verification_mails (tenant_id, member_id, at);
COMMENT ON TABLE verification_mails IS 'When codes were asked for, so that there are not too many';
COMMENT ON COLUMN verification_mails.tenant_id IS 'Studio';
COMMENT ON COLUMN verification_mails.id IS 'Identifier';
COMMENT ON COLUMN verification_mails.session_id IS 'Conversation that asked';
COMMENT ON COLUMN verification_mails.member_id IS 'To whom; null: nobody was found';
COMMENT ON COLUMN verification_mails.at IS 'When';

ALTER TABLE verifications ENABLE ROW LEVEL SECURITY;
ALTER TABLE verifications FORCE ROW LEVEL SECURITY;
CREATE POLICY verifications_own ON verifications
  USING (tenant_id = current_tenant());
ALTER TABLE verification_mails ENABLE ROW LEVEL SECURITY;
ALTER TABLE verification_mails FORCE ROW LEVEL SECURITY;
CREATE POLICY verification_mails_own ON verification_mails
  USING (tenant_id = current_tenant());

GRANT SELECT ON studio_members, verifications, verification_mails
  TO ariia_admin, ariia_agent;
GRANT INSERT (session_id, member_id, step, code_hash, tries_left, question,
  expires_at), UPDATE (member_id, step, code_hash, tries_left, question,
  expires_at, created_at), DELETE ON verifications TO ariia_admin, ariia_agent;
GRANT INSERT (session_id, member_id), DELETE ON verification_mails
  TO ariia_agent;
GRANT UPDATE (member_id, member_verified_at) ON chat_sessions
  TO ariia_admin, ariia_agent;
