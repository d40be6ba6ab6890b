-- 0007_members.sql - members of the studios, and who in a conversation is one.
-- SPDX-License-Identifier: ISC

-- What names and numbers are sorted and searched by: without case and marks, in
-- the order of bytes, the same on every machine.
CREATE FUNCTION search_key(words text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  AS $$
    SELECT CASE WHEN octet_length(words) = length(words)
      THEN lower(words COLLATE "C") ELSE lower(translate(replace(words, 'ß', 'ss'),
      'ÀÁÂÃÄÅàáâãäåĄąĂăÇçĆćČčÈÉÊËèéêëĘęĚěÌÍÎÏìíîïİıÑñŃńŇňÒÓÔÕÖ'
      'ØòóôõöøŐőÙÚÛÜùúûüŮůŰűÝýÿŸŠšŚśŞşȘșŽžŹźŻżŁłĞğĐđĎďŘřŤťŢţȚț',
      'aaaaaaaaaaaaaaaacccccceeeeeeeeeeeeiiiiiiiiiinnnnnnooooo'
      'ooooooooouuuuuuuuuuuuyyyysssssssszzzzzzllggddddrrtttttt')
      COLLATE "C") END COLLATE "C"
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

GRANT SELECT ON studio_members, verifications TO ariia_admin, ariia_agent;
GRANT SELECT ON verification_mails TO ariia_agent;
GRANT INSERT (session_id, member_id, step, code_hash, tries_left, question,
  expires_at), UPDATE (member_id, step, code_hash, tries_left, question,
  expires_at, created_at), DELETE ON verifications TO ariia_admin, ariia_agent;
GRANT INSERT (session_id, member_id), DELETE ON verification_mails
  TO ariia_agent;
GRANT UPDATE (member_id, member_verified_at) ON chat_sessions
  TO ariia_admin, ariia_agent;
GRANT INSERT (customer_id, member_number, first_name, last_name, birth_date,
  phone, email, language, member_since, is_paused, pause_info, additional_info,
  tags, notes), UPDATE (customer_id, member_number, first_name, last_name,
  birth_date, phone, email, language, member_since, is_paused, pause_info,
  additional_info, tags, notes, updated_at), DELETE ON studio_members
  TO ariia_admin;
-- The most members of the month.
GRANT SELECT (tenant_id, year, month, active_members),
  INSERT (year, month, active_members), UPDATE (active_members)
  ON usage_records TO ariia_admin, ariia_clock;

CREATE TABLE member_memories (
  tenant_id bigint NOT NULL DEFAULT current_tenant(),
  member_id bigint NOT NULL,
  summary text NOT NULL DEFAULT '',
  goals text NOT NULL DEFAULT '',
  preferences text NOT NULL DEFAULT '',
  limits text NOT NULL DEFAULT '',
  source text,
  read_upto bigint NOT NULL DEFAULT 0,
  updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT member_memories_member_id_primary
    PRIMARY KEY (tenant_id, member_id),
  CONSTRAINT member_memories_member_id_reference
    FOREIGN KEY (tenant_id, member_id)
    REFERENCES studio_members (tenant_id, id) ON DELETE CASCADE,
  CONSTRAINT member_memories_source_check
    CHECK (source IN ('model', 'rules', 'staff'))
);
COMMENT ON TABLE member_memories IS 'What the agents remember of a member';
COMMENT ON COLUMN member_memories.tenant_id IS 'Studio';
COMMENT ON COLUMN member_memories.member_id IS 'Member';
COMMENT ON COLUMN member_memories.summary IS 'Who it is, in a few sentences';
COMMENT ON COLUMN member_memories.goals IS 'What the member wants to achieve';
COMMENT ON COLUMN member_memories.preferences IS 'What the member likes';
COMMENT ON COLUMN member_memories.limits IS 'Injuries, and what to avoid';
COMMENT ON COLUMN member_memories.source IS 'Who wrote it last; null: it was erased';
COMMENT ON COLUMN member_memories.read_upto IS 'Newest message that it knows of, or that must not be read again';
COMMENT ON COLUMN member_memories.updated_at IS 'Last change';

ALTER TABLE member_memories ENABLE ROW LEVEL SECURITY;
ALTER TABLE member_memories FORCE ROW LEVEL SECURITY;
CREATE POLICY member_memories_own ON member_memories
  USING (tenant_id = current_tenant());

GRANT SELECT ON member_memories TO ariia_admin, ariia_agent, ariia_clock;
GRANT INSERT (member_id, summary, goals, preferences, limits, source,
  read_upto), UPDATE (summary, goals, preferences, limits, source, read_upto,
  updated_at) ON member_memories TO ariia_admin, ariia_clock;
-- Members whose messages are to be read.
GRANT SELECT ON studio_members, chat_sessions, settings TO ariia_clock;

CREATE TABLE member_imports (
  tenant_id bigint NOT NULL DEFAULT current_tenant(),
  id bigint GENERATED ALWAYS AS IDENTITY,
  state text NOT NULL DEFAULT 'queued',
  dry_run boolean NOT NULL,
  on_conflict text NOT NULL,
  separator text NOT NULL,
  header text NOT NULL,
  rows_total bigint NOT NULL,
  rows_done bigint NOT NULL DEFAULT 0,
  chunks_done bigint NOT NULL DEFAULT 0,
  created bigint NOT NULL DEFAULT 0,
  updated bigint NOT NULL DEFAULT 0,
  unchanged bigint NOT NULL DEFAULT 0,
  failed bigint NOT NULL DEFAULT 0,
  user_id bigint,
  created_at timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz,
  CONSTRAINT member_imports_id_primary PRIMARY KEY (tenant_id, id),
  CONSTRAINT member_imports_tenant_id_reference FOREIGN KEY (tenant_id)
    REFERENCES tenants (id),
  CONSTRAINT member_imports_state_check
    CHECK (state IN ('queued', 'running', 'done', 'failed')),
  CONSTRAINT member_imports_on_conflict_check
    CHECK (on_conflict IN ('update', 'skip'))
);
COMMENT ON TABLE member_imports IS 'Files of members that were taken in';
COMMENT ON COLUMN member_imports.tenant_id IS 'Studio';
COMMENT ON COLUMN member_imports.id IS 'Identifier';
COMMENT ON COLUMN member_imports.state IS 'queued, running, done or failed';
COMMENT ON COLUMN member_imports.dry_run IS 'Only looked at, nothing is stored';
COMMENT ON COLUMN member_imports.on_conflict IS 'What happens to members that are there: update or skip';
COMMENT ON COLUMN member_imports.separator IS 'Between the cells';
COMMENT ON COLUMN member_imports.header IS 'First line of the file';
COMMENT ON COLUMN member_imports.rows_total IS 'Rows of the file';
COMMENT ON COLUMN member_imports.rows_done IS 'Rows that were looked at';
COMMENT ON COLUMN member_imports.chunks_done IS 'Newest chunk whose rows were looked at';
COMMENT ON COLUMN member_imports.created IS 'Members that are new';
COMMENT ON COLUMN member_imports.updated IS 'Members that were changed';
COMMENT ON COLUMN member_imports.unchanged IS 'Members that were as the file says, or skipped';
COMMENT ON COLUMN member_imports.failed IS 'Rows that could not be taken in';
COMMENT ON COLUMN member_imports.user_id IS 'Who did it';
COMMENT ON COLUMN member_imports.created_at IS 'When the file came';
COMMENT ON COLUMN member_imports.finished_at IS 'When all rows were looked at';

CREATE TABLE member_import_chunks (
  tenant_id bigint NOT NULL DEFAULT current_tenant(),
  import_id bigint NOT NULL,
  number bigint NOT NULL,
  first_line bigint NOT NULL,
  rows bigint NOT NULL,
  text text NOT NULL,
  CONSTRAINT member_import_chunks_number_primary
    PRIMARY KEY (tenant_id, import_id, number),
  CONSTRAINT member_import_chunks_import_id_reference
    FOREIGN KEY (tenant_id, import_id)
    REFERENCES member_imports (tenant_id, id) ON DELETE CASCADE
);
COMMENT ON TABLE member_import_chunks IS 'Rows that wait to be taken in; each chunk is one transaction';
COMMENT ON COLUMN member_import_chunks.tenant_id IS 'Studio';
COMMENT ON COLUMN member_import_chunks.import_id IS 'Import';
COMMENT ON COLUMN member_import_chunks.number IS 'Place in the file, from 1';
COMMENT ON COLUMN member_import_chunks.first_line IS 'Line of the file that it begins with';
COMMENT ON COLUMN member_import_chunks.rows IS 'How many';
COMMENT ON COLUMN member_import_chunks.text IS 'As they stand in the file, in UTF-8';

CREATE TABLE member_import_errors (
  tenant_id bigint NOT NULL DEFAULT current_tenant(),
  import_id bigint NOT NULL,
  line bigint NOT NULL,
  field text NOT NULL,
  reason text NOT NULL,
  original text NOT NULL,
  CONSTRAINT member_import_errors_line_primary
    PRIMARY KEY (tenant_id, import_id, line),
  CONSTRAINT member_import_errors_import_id_reference
    FOREIGN KEY (tenant_id, import_id)
    REFERENCES member_imports (tenant_id, id) ON DELETE CASCADE
);
COMMENT ON TABLE member_import_errors IS 'Rows that could not be taken in';
COMMENT ON COLUMN member_import_errors.tenant_id IS 'Studio';
COMMENT ON COLUMN member_import_errors.import_id IS 'Import';
COMMENT ON COLUMN member_import_errors.line IS 'Line of the file that the row begins with';
COMMENT ON COLUMN member_import_errors.field IS 'Which value; empty: the row';
COMMENT ON COLUMN member_import_errors.reason IS 'What is wrong';
COMMENT ON COLUMN member_import_errors.original IS 'The row as it stands in the file';

ALTER TABLE member_imports ENABLE ROW LEVEL SECURITY;
ALTER TABLE member_imports FORCE ROW LEVEL SECURITY;
CREATE POLICY member_imports_own ON member_imports
  USING (tenant_id = current_tenant());
ALTER TABLE member_import_chunks ENABLE ROW LEVEL SECURITY;
ALTER TABLE member_import_chunks FORCE ROW LEVEL SECURITY;
CREATE POLICY member_import_chunks_own ON member_import_chunks
  USING (tenant_id = current_tenant());
ALTER TABLE member_import_errors ENABLE ROW LEVEL SECURITY;
ALTER TABLE member_import_errors FORCE ROW LEVEL SECURITY;
CREATE POLICY member_import_errors_own ON member_import_errors
  USING (tenant_id = current_tenant());

GRANT SELECT ON member_imports, member_import_errors
  TO ariia_admin, ariia_clock;
GRANT INSERT (dry_run, on_conflict, separator, header, rows_total, user_id)
  ON member_imports TO ariia_admin;
GRANT INSERT (import_id, number, first_line, rows, text)
  ON member_import_chunks TO ariia_admin;
GRANT SELECT, DELETE ON member_import_chunks TO ariia_clock;
GRANT UPDATE (state, rows_done, chunks_done, created, updated, unchanged,
  failed, finished_at), DELETE ON member_imports TO ariia_clock;
GRANT INSERT (import_id, line, field, reason, original)
  ON member_import_errors TO ariia_clock;
GRANT INSERT (customer_id, member_number, first_name, last_name, birth_date,
  phone, email, language, member_since, is_paused, pause_info, additional_info,
  tags, notes, source), UPDATE (customer_id, member_number, first_name,
  last_name, birth_date, phone, email, language, member_since, is_paused,
  pause_info, additional_info, tags, notes, updated_at) ON studio_members
  TO ariia_clock;
GRANT SELECT ON plans, subscriptions TO ariia_clock;
