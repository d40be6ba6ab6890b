-- 0008_takeover.sql - people in conversations: who has it, buttons, alerts.
-- SPDX-License-Identifier: ISC

ALTER TABLE chat_sessions
  ADD COLUMN assigned_user_id bigint,
  ADD CONSTRAINT chat_sessions_assigned_user_id_reference
    FOREIGN KEY (tenant_id, assigned_user_id) REFERENCES users (tenant_id, id)
    ON DELETE SET NULL (assigned_user_id);
CREATE INDEX chat_sessions_assigned_user
  ON chat_sessions (tenant_id, assigned_user_id)
  WHERE assigned_user_id IS NOT NULL;
COMMENT ON COLUMN chat_sessions.assigned_user_id IS 'User who has it; null: nobody in particular';

ALTER TABLE chat_messages
  ADD COLUMN button_id text,
  ADD COLUMN user_id bigint;
COMMENT ON COLUMN chat_messages.button_id IS 'Identifier of the button that the member pressed';
COMMENT ON COLUMN chat_messages.user_id IS 'User of the studio who wrote it';

ALTER TABLE chat_sessions
  ADD COLUMN person_upto_id bigint NOT NULL DEFAULT 0,
  ADD COLUMN staff_at timestamptz,
  ADD COLUMN staff_read_id bigint NOT NULL DEFAULT 0;
COMMENT ON COLUMN chat_sessions.person_upto_id IS 'Newest message that is a person''s to answer; agents only look at it for an emergency';
COMMENT ON COLUMN chat_sessions.staff_at IS 'When staff did something here last';
COMMENT ON COLUMN chat_sessions.staff_read_id IS 'Newest message that staff has read';

-- The key is made by the sender: sent twice, it is stored once. Messages without
-- one cost nothing here.
ALTER TABLE chat_messages ADD COLUMN client_key text;
COMMENT ON COLUMN chat_messages.client_key IS 'Key of the request that stored it; makes a repeated one count once';
CREATE UNIQUE INDEX chat_messages_client_key_unique
  ON chat_messages (tenant_id, session_id, client_key)
  WHERE client_key IS NOT NULL;

-- How long after the person's last message we may write; null: always.
CREATE FUNCTION channel_window(channel text) RETURNS interval
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$
    SELECT CASE channel WHEN 'whatsapp' THEN interval '24 hours' END
  $$;
COMMENT ON FUNCTION channel_window(text) IS
  'Time to answer in that a channel gives after the person wrote last; null: no end';
GRANT EXECUTE ON FUNCTION channel_window(text) TO PUBLIC;

CREATE TABLE session_notes (
  tenant_id bigint NOT NULL DEFAULT current_tenant(),
  id bigint GENERATED ALWAYS AS IDENTITY,
  session_id bigint NOT NULL,
  author text NOT NULL,
  user_id bigint,
  text text NOT NULL,
  client_key text,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT session_notes_id_primary PRIMARY KEY (tenant_id, id),
  CONSTRAINT session_notes_session_id_reference
    FOREIGN KEY (tenant_id, session_id)
    REFERENCES chat_sessions (tenant_id, id) ON DELETE CASCADE,
  CONSTRAINT session_notes_author_check CHECK (author IN ('staff', 'system'))
);
CREATE INDEX session_notes_session
  ON session_notes (tenant_id, session_id, id);
CREATE UNIQUE INDEX session_notes_client_key_unique
  ON session_notes (tenant_id, session_id, client_key)
  WHERE client_key IS NOT NULL;
COMMENT ON TABLE session_notes IS 'What staff notes about a conversation; never sent, never shown to a model';
COMMENT ON COLUMN session_notes.tenant_id IS 'Studio';
COMMENT ON COLUMN session_notes.id IS 'Identifier';
COMMENT ON COLUMN session_notes.session_id IS 'Conversation';
COMMENT ON COLUMN session_notes.author IS 'staff, or system for what happened by itself';
COMMENT ON COLUMN session_notes.user_id IS 'User who wrote it; null: system';
COMMENT ON COLUMN session_notes.text IS 'Words';
COMMENT ON COLUMN session_notes.client_key IS 'Key of the request that stored it; makes a repeated one count once';
COMMENT ON COLUMN session_notes.created_at IS 'When it was stored';

CREATE TABLE canned_replies (
  tenant_id bigint NOT NULL DEFAULT current_tenant(),
  id bigint GENERATED ALWAYS AS IDENTITY,
  title text NOT NULL,
  text text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT canned_replies_id_primary PRIMARY KEY (tenant_id, id),
  CONSTRAINT canned_replies_title_unique UNIQUE (tenant_id, title),
  CONSTRAINT canned_replies_tenant_id_reference FOREIGN KEY (tenant_id)
    REFERENCES tenants (id)
);
COMMENT ON TABLE canned_replies IS 'Texts that staff sends often';
COMMENT ON COLUMN canned_replies.tenant_id IS 'Studio';
COMMENT ON COLUMN canned_replies.id IS 'Identifier';
COMMENT ON COLUMN canned_replies.title IS 'By what it is found';
COMMENT ON COLUMN canned_replies.text IS 'What is sent';
COMMENT ON COLUMN canned_replies.created_at IS 'When it was stored first';
COMMENT ON COLUMN canned_replies.updated_at IS 'Last change';

CREATE TABLE alerts (
  tenant_id bigint NOT NULL DEFAULT current_tenant(),
  id bigint GENERATED ALWAYS AS IDENTITY,
  session_id bigint NOT NULL,
  message_id bigint NOT NULL,
  kind text NOT NULL,
  told text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  tried_count integer NOT NULL DEFAULT 0,
  tried_at timestamptz,
  notified_count integer NOT NULL DEFAULT 0,
  notified_at timestamptz,
  acknowledged_at timestamptz,
  acknowledged_by bigint,
  CONSTRAINT alerts_id_primary PRIMARY KEY (tenant_id, id),
  CONSTRAINT alerts_message_id_unique UNIQUE (tenant_id, message_id, kind),
  CONSTRAINT alerts_session_id_reference FOREIGN KEY (tenant_id, session_id)
    REFERENCES chat_sessions (tenant_id, id) ON DELETE CASCADE,
  CONSTRAINT alerts_kind_check CHECK (kind IN ('emergency'))
);
CREATE INDEX alerts_open ON alerts (tenant_id, session_id, id)
  WHERE acknowledged_at IS NULL;
COMMENT ON TABLE alerts IS 'What staff must look at, told again and again until somebody acknowledges it';
COMMENT ON COLUMN alerts.tenant_id IS 'Studio';
COMMENT ON COLUMN alerts.id IS 'Identifier';
COMMENT ON COLUMN alerts.session_id IS 'Conversation';
COMMENT ON COLUMN alerts.message_id IS 'Message that caused it; outlived, should the message be erased';
COMMENT ON COLUMN alerts.kind IS 'emergency';
COMMENT ON COLUMN alerts.told IS 'What we answered';
COMMENT ON COLUMN alerts.created_at IS 'When it was raised';
COMMENT ON COLUMN alerts.tried_count IS 'Times that staff was to be told';
COMMENT ON COLUMN alerts.tried_at IS 'The last of them';
COMMENT ON COLUMN alerts.notified_count IS 'Times that a mail went to the courier';
COMMENT ON COLUMN alerts.notified_at IS 'The last of them';
COMMENT ON COLUMN alerts.acknowledged_at IS 'When somebody took note; null: it is open';
COMMENT ON COLUMN alerts.acknowledged_by IS 'User who did';

ALTER TABLE session_notes ENABLE ROW LEVEL SECURITY;
ALTER TABLE session_notes FORCE ROW LEVEL SECURITY;
CREATE POLICY session_notes_own ON session_notes
  USING (tenant_id = current_tenant());
ALTER TABLE canned_replies ENABLE ROW LEVEL SECURITY;
ALTER TABLE canned_replies FORCE ROW LEVEL SECURITY;
CREATE POLICY canned_replies_own ON canned_replies
  USING (tenant_id = current_tenant());
ALTER TABLE alerts ENABLE ROW LEVEL SECURITY;
ALTER TABLE alerts FORCE ROW LEVEL SECURITY;
CREATE POLICY alerts_own ON alerts USING (tenant_id = current_tenant());

-- ariia-admin: staff at work. What only turns change is none of its business.
REVOKE UPDATE (language, answered_id, disclosed_at) ON chat_sessions
  FROM ariia_admin;
GRANT UPDATE (assigned_user_id, person_upto_id, staff_at, staff_read_id)
  ON chat_sessions TO ariia_admin;
GRANT INSERT ON chat_messages, usage_ledger TO ariia_admin;
GRANT SELECT, INSERT ON session_notes TO ariia_admin;
GRANT SELECT, INSERT, UPDATE (title, text, updated_at), DELETE
  ON canned_replies TO ariia_admin;
GRANT SELECT, UPDATE (acknowledged_at, acknowledged_by) ON alerts
  TO ariia_admin;
-- ariia-agent raises alerts; ON CONFLICT has to see the key.
GRANT SELECT (tenant_id, message_id, kind), INSERT ON alerts TO ariia_agent;
-- ariia-clock tells staff, and gives conversations back.
GRANT SELECT (id, session_id, message_id, kind, told, created_at, tried_count,
  tried_at, notified_count, notified_at, acknowledged_at),
  UPDATE (tried_count, tried_at, notified_count, notified_at) ON alerts
  TO ariia_clock;
GRANT SELECT (id, email, full_name, role, locale, is_active, email_verified_at)
  ON users TO ariia_clock;
GRANT SELECT (id, text) ON chat_messages TO ariia_clock;
GRANT UPDATE (state, state_reason, state_changed_at, assigned_user_id,
  person_upto_id) ON chat_sessions TO ariia_clock;
GRANT INSERT ON session_notes TO ariia_clock;
