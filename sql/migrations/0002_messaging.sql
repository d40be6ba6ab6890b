-- 0002_messaging.sql - conversations, messages, receipts and what they count.
-- SPDX-License-Identifier: ISC

CREATE TABLE chat_sessions (
  tenant_id bigint NOT NULL DEFAULT current_tenant(),
  id bigint GENERATED ALWAYS AS IDENTITY,
  channel text NOT NULL,
  user_key text NOT NULL,
  display_name text,
  state text NOT NULL DEFAULT 'ai',
  state_reason text,
  state_changed_at timestamptz NOT NULL DEFAULT now(),
  language text,
  last_inbound_id bigint NOT NULL DEFAULT 0,
  answered_id bigint NOT NULL DEFAULT 0,
  last_inbound_at timestamptz,
  last_message_at timestamptz,
  disclosed_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT chat_sessions_id_primary PRIMARY KEY (tenant_id, id),
  CONSTRAINT chat_sessions_user_key_unique
    UNIQUE (tenant_id, channel, user_key),
  CONSTRAINT chat_sessions_tenant_id_reference FOREIGN KEY (tenant_id)
    REFERENCES tenants (id),
  CONSTRAINT chat_sessions_channel_check
    CHECK (channel IN ('whatsapp', 'telegram', 'sms', 'email', 'voice', 'web')),
  CONSTRAINT chat_sessions_state_check
    CHECK (state IN ('ai', 'waiting', 'human'))
) WITH (fillfactor = 80);
COMMENT ON TABLE chat_sessions IS 'A conversation: one person on one channel';
COMMENT ON COLUMN chat_sessions.tenant_id IS 'Studio; never changes';
COMMENT ON COLUMN chat_sessions.id IS 'Identifier';
COMMENT ON COLUMN chat_sessions.channel IS 'Where it takes place';
COMMENT ON COLUMN chat_sessions.user_key IS 'Who, as the channel identifies people (wa_id, BSUID, group, visitor)';
COMMENT ON COLUMN chat_sessions.display_name IS 'Name that the channel told';
COMMENT ON COLUMN chat_sessions.state IS 'ai: the agent answers; waiting: a person was called; human: a person has it';
COMMENT ON COLUMN chat_sessions.state_reason IS 'Why it is in that state';
COMMENT ON COLUMN chat_sessions.state_changed_at IS 'Since when';
COMMENT ON COLUMN chat_sessions.language IS 'Language of the member: de, en';
COMMENT ON COLUMN chat_sessions.last_inbound_id IS 'Newest message that wants an answer; 0: none';
COMMENT ON COLUMN chat_sessions.answered_id IS 'Newest message that a finished turn has dealt with';
COMMENT ON COLUMN chat_sessions.last_inbound_at IS 'When the person wrote last, by the provider''s clock; opens the 24-hour window';
COMMENT ON COLUMN chat_sessions.last_message_at IS 'When anything was stored last';
COMMENT ON COLUMN chat_sessions.disclosed_at IS 'When the person was told that an AI answers';
COMMENT ON COLUMN chat_sessions.created_at IS 'First contact';

CREATE TABLE chat_messages (
  tenant_id bigint NOT NULL DEFAULT current_tenant(),
  id bigint GENERATED ALWAYS AS IDENTITY,
  session_id bigint NOT NULL,
  channel text NOT NULL,
  direction text NOT NULL,
  author text NOT NULL,
  kind text NOT NULL,
  text text,
  payload jsonb,
  provider_message_id text,
  reply_to text,
  provider_at timestamptz,
  state text NOT NULL,
  state_at timestamptz NOT NULL DEFAULT now(),
  attempts integer NOT NULL DEFAULT 0,
  error_code text,
  error_text text,
  agent text,
  prompt_version text,
  model text,
  prompt_tokens integer,
  completion_tokens integer,
  duration_ms integer,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT chat_messages_id_primary PRIMARY KEY (tenant_id, id),
  CONSTRAINT chat_messages_provider_message_id_unique
    UNIQUE (tenant_id, provider_message_id, session_id),
  CONSTRAINT chat_messages_session_id_reference
    FOREIGN KEY (tenant_id, session_id)
    REFERENCES chat_sessions (tenant_id, id),
  CONSTRAINT chat_messages_direction_check
    CHECK (direction IN ('inbound', 'outbound')),
  CONSTRAINT chat_messages_author_check
    CHECK (author IN ('member', 'ai', 'staff', 'system')),
  CONSTRAINT chat_messages_state_check
    CHECK (state IN ('received', 'queued', 'sending', 'sent', 'delivered',
      'read', 'failed', 'unconfirmed'))
) WITH (fillfactor = 90);
CREATE INDEX chat_messages_session ON chat_messages (tenant_id, session_id, id);
CREATE INDEX chat_messages_outbox ON chat_messages (tenant_id, session_id, id)
  WHERE state IN ('queued', 'sending');
COMMENT ON TABLE chat_messages IS 'Every message received and sent; what is queued is the outbox';
COMMENT ON COLUMN chat_messages.tenant_id IS 'Studio';
COMMENT ON COLUMN chat_messages.id IS 'Identifier; order within a conversation';
COMMENT ON COLUMN chat_messages.session_id IS 'Conversation';
COMMENT ON COLUMN chat_messages.channel IS 'Channel of the conversation';
COMMENT ON COLUMN chat_messages.direction IS 'inbound or outbound';
COMMENT ON COLUMN chat_messages.author IS 'member, ai, staff or system';
COMMENT ON COLUMN chat_messages.kind IS 'text, image, reaction … as the provider names it';
COMMENT ON COLUMN chat_messages.text IS 'Words: body, caption or title';
COMMENT ON COLUMN chat_messages.payload IS 'The provider''s own message object, all but plain text';
COMMENT ON COLUMN chat_messages.provider_message_id IS 'Identifier at the provider; makes a repeated delivery count once';
COMMENT ON COLUMN chat_messages.reply_to IS 'Provider''s identifier of the message that this one refers to';
COMMENT ON COLUMN chat_messages.provider_at IS 'Time by the provider''s clock';
COMMENT ON COLUMN chat_messages.state IS 'received, or how far a sent one has come; unconfirmed: outcome unknown';
COMMENT ON COLUMN chat_messages.state_at IS 'Since when';
COMMENT ON COLUMN chat_messages.attempts IS 'Tries to send';
COMMENT ON COLUMN chat_messages.error_code IS 'Provider''s code of the last failure';
COMMENT ON COLUMN chat_messages.error_text IS 'Provider''s words of the last failure';
COMMENT ON COLUMN chat_messages.agent IS 'Agent that wrote it';
COMMENT ON COLUMN chat_messages.prompt_version IS 'Prompt template that was used';
COMMENT ON COLUMN chat_messages.model IS 'Model that wrote it; offline for the built-in provider';
COMMENT ON COLUMN chat_messages.prompt_tokens IS 'Tokens of the prompt';
COMMENT ON COLUMN chat_messages.completion_tokens IS 'Tokens of the answer';
COMMENT ON COLUMN chat_messages.duration_ms IS 'From the start of the turn to its end';
COMMENT ON COLUMN chat_messages.created_at IS 'When it was stored';

CREATE TABLE delivery_receipts (
  tenant_id bigint NOT NULL DEFAULT current_tenant(),
  channel text NOT NULL,
  provider_message_id text NOT NULL,
  status text NOT NULL,
  recipient text,
  provider_at timestamptz,
  error_code text,
  error_text text,
  message_id bigint,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT delivery_receipts_status_primary
    PRIMARY KEY (tenant_id, channel, provider_message_id, status),
  CONSTRAINT delivery_receipts_tenant_id_reference FOREIGN KEY (tenant_id)
    REFERENCES tenants (id)
);
COMMENT ON TABLE delivery_receipts IS 'What providers said of our messages, also before we knew their identifier';
COMMENT ON COLUMN delivery_receipts.tenant_id IS 'Studio';
COMMENT ON COLUMN delivery_receipts.channel IS 'Channel';
COMMENT ON COLUMN delivery_receipts.provider_message_id IS 'Identifier of our message at the provider';
COMMENT ON COLUMN delivery_receipts.status IS 'sent, delivered, read, played, failed …';
COMMENT ON COLUMN delivery_receipts.recipient IS 'To whom';
COMMENT ON COLUMN delivery_receipts.provider_at IS 'When, by the provider''s clock';
COMMENT ON COLUMN delivery_receipts.error_code IS 'Code of the failure; several joined by a comma';
COMMENT ON COLUMN delivery_receipts.error_text IS 'Words of the failure';
COMMENT ON COLUMN delivery_receipts.message_id IS 'Our own identifier, if the provider sent it back';
COMMENT ON COLUMN delivery_receipts.created_at IS 'When it was stored';

CREATE TABLE usage_ledger (
  tenant_id bigint NOT NULL DEFAULT current_tenant(),
  id bigint GENERATED ALWAYS AS IDENTITY,
  what text NOT NULL,
  message_id bigint NOT NULL,
  quantity integer NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT usage_ledger_message_id_primary
    PRIMARY KEY (tenant_id, message_id, what),
  CONSTRAINT usage_ledger_tenant_id_reference FOREIGN KEY (tenant_id)
    REFERENCES tenants (id),
  CONSTRAINT usage_ledger_what_check
    CHECK (what IN ('inbound', 'outbound', 'tokens'))
);
COMMENT ON TABLE usage_ledger IS 'One row per counted message, written with it; outlives the message';
COMMENT ON COLUMN usage_ledger.tenant_id IS 'Studio';
COMMENT ON COLUMN usage_ledger.id IS 'Order of writing';
COMMENT ON COLUMN usage_ledger.what IS 'inbound or outbound message, or tokens of the model';
COMMENT ON COLUMN usage_ledger.message_id IS 'Message that was counted';
COMMENT ON COLUMN usage_ledger.quantity IS '1 for a message, else the number';
COMMENT ON COLUMN usage_ledger.at IS 'Counted in the month of this time, UTC';

CREATE TABLE usage_records (
  tenant_id bigint NOT NULL DEFAULT current_tenant(),
  year integer NOT NULL,
  month integer NOT NULL,
  messages_inbound bigint NOT NULL DEFAULT 0,
  messages_outbound bigint NOT NULL DEFAULT 0,
  active_members integer NOT NULL DEFAULT 0,
  llm_tokens_used bigint NOT NULL DEFAULT 0,
  messages_refused bigint NOT NULL DEFAULT 0,
  CONSTRAINT usage_records_month_primary PRIMARY KEY (tenant_id, year, month),
  CONSTRAINT usage_records_tenant_id_reference FOREIGN KEY (tenant_id)
    REFERENCES tenants (id),
  CONSTRAINT usage_records_month_check CHECK (month BETWEEN 1 AND 12)
) WITH (fillfactor = 50);
COMMENT ON TABLE usage_records IS 'Sums of the ledger per month; of limited plans, exact before the answer';
COMMENT ON COLUMN usage_records.tenant_id IS 'Studio';
COMMENT ON COLUMN usage_records.year IS 'Year, UTC';
COMMENT ON COLUMN usage_records.month IS 'Month, 1 to 12, UTC';
COMMENT ON COLUMN usage_records.messages_inbound IS 'Messages received';
COMMENT ON COLUMN usage_records.messages_outbound IS 'Messages sent';
COMMENT ON COLUMN usage_records.active_members IS 'Most members at a time';
COMMENT ON COLUMN usage_records.llm_tokens_used IS 'Tokens of the model';
COMMENT ON COLUMN usage_records.messages_refused IS 'Messages refused since the limit was reached';

ALTER TABLE chat_sessions ENABLE ROW LEVEL SECURITY;
ALTER TABLE chat_sessions FORCE ROW LEVEL SECURITY;
CREATE POLICY chat_sessions_own ON chat_sessions
  USING (tenant_id = current_tenant());
ALTER TABLE chat_messages ENABLE ROW LEVEL SECURITY;
ALTER TABLE chat_messages FORCE ROW LEVEL SECURITY;
CREATE POLICY chat_messages_own ON chat_messages
  USING (tenant_id = current_tenant());
ALTER TABLE delivery_receipts ENABLE ROW LEVEL SECURITY;
ALTER TABLE delivery_receipts FORCE ROW LEVEL SECURITY;
CREATE POLICY delivery_receipts_own ON delivery_receipts
  USING (tenant_id = current_tenant());
ALTER TABLE usage_ledger ENABLE ROW LEVEL SECURITY;
ALTER TABLE usage_ledger FORCE ROW LEVEL SECURITY;
CREATE POLICY usage_ledger_own ON usage_ledger
  USING (tenant_id = current_tenant());
ALTER TABLE usage_records ENABLE ROW LEVEL SECURITY;
ALTER TABLE usage_records FORCE ROW LEVEL SECURITY;
CREATE POLICY usage_records_own ON usage_records
  USING (tenant_id = current_tenant());

GRANT SELECT ON chat_sessions, chat_messages, usage_records
  TO ariia_webhook, ariia_admin, ariia_ui, ariia_agent, ariia_courier,
  ariia_cli;
GRANT SELECT ON usage_ledger TO ariia_agent, ariia_cli;
GRANT SELECT ON delivery_receipts TO ariia_webhook, ariia_courier, ariia_cli;
GRANT INSERT ON chat_sessions, chat_messages, delivery_receipts, usage_ledger,
  usage_records TO ariia_webhook;
-- Never tenant_id, channel or user_key: a conversation stays whose it is.
GRANT UPDATE (display_name, last_inbound_id, last_inbound_at, last_message_at)
  ON chat_sessions TO ariia_webhook;
GRANT UPDATE (state, state_at, error_code, error_text, provider_message_id,
  text, payload) ON chat_messages TO ariia_webhook;
GRANT UPDATE (messages_inbound, messages_refused) ON usage_records
  TO ariia_webhook;
GRANT UPDATE (state, state_reason, state_changed_at, language, answered_id,
  last_message_at, disclosed_at) ON chat_sessions TO ariia_agent, ariia_admin;
GRANT INSERT ON chat_messages TO ariia_agent, ariia_admin;
GRANT INSERT ON usage_ledger TO ariia_agent, ariia_courier;
GRANT UPDATE (state, state_at, attempts, error_code, error_text,
  provider_message_id, provider_at) ON chat_messages TO ariia_courier;
GRANT UPDATE (state, state_reason, state_changed_at, last_message_at)
  ON chat_sessions TO ariia_courier;
GRANT INSERT, UPDATE ON usage_records TO ariia_courier, ariia_cli;
