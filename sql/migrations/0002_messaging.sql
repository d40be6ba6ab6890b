-- 0002_messaging.sql - conversations, messages, receipts and what they count.
-- SPDX-License-Identifier: ISC

CREATE TABLE chat_sessions (
  tenant_id bigint NOT NULL DEFAULT current_tenant(),
  id bigint GENERATED ALWAYS AS IDENTITY,
  channel text NOT NULL,
  user_key text NOT NULL,
  other_key text,
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
CREATE INDEX chat_sessions_other_key
  ON chat_sessions (tenant_id, channel, other_key) WHERE other_key IS NOT NULL;
COMMENT ON TABLE chat_sessions IS 'A conversation: one person on one channel';
COMMENT ON COLUMN chat_sessions.tenant_id IS 'Studio; never changes';
COMMENT ON COLUMN chat_sessions.id IS 'Identifier';
COMMENT ON COLUMN chat_sessions.channel IS 'Where it takes place';
COMMENT ON COLUMN chat_sessions.user_key IS 'Who, as the channel identifies people (wa_id, BSUID, group, visitor)';
COMMENT ON COLUMN chat_sessions.other_key IS 'Second identifier of the same person (BSUID beside a wa_id); finds the conversation too';
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
  due_at timestamptz,
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
COMMENT ON COLUMN chat_messages.due_at IS 'Not to be sent again before; null: at once';
COMMENT ON COLUMN chat_messages.error_code IS 'Provider''s code of the last failure';
COMMENT ON COLUMN chat_messages.error_text IS 'Provider''s words of the last failure';
COMMENT ON COLUMN chat_messages.agent IS 'Agent that wrote it';
COMMENT ON COLUMN chat_messages.prompt_version IS 'Prompt template that was used';
COMMENT ON COLUMN chat_messages.model IS 'Model that wrote it; offline for the built-in provider';
COMMENT ON COLUMN chat_messages.prompt_tokens IS 'Tokens of the prompt';
COMMENT ON COLUMN chat_messages.completion_tokens IS 'Tokens of the answer';
COMMENT ON COLUMN chat_messages.duration_ms IS 'From the start of the turn to its end';
COMMENT ON COLUMN chat_messages.created_at IS 'When it was stored';

-- What is written with every message has no reference to tenants: its check
-- locks the studio's one row, and 16 connections of one studio then did 2,400
-- transactions a second where they do 6,400 without. Row-level security lets
-- only rows of the current tenant in anyway.
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
    PRIMARY KEY (tenant_id, channel, provider_message_id, status)
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
  what text NOT NULL,
  message_id bigint NOT NULL,
  quantity integer NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT usage_ledger_message_id_primary
    PRIMARY KEY (tenant_id, message_id, what),
  CONSTRAINT usage_ledger_what_check
    CHECK (what IN ('inbound', 'outbound', 'tokens'))
);
CREATE INDEX usage_ledger_at ON usage_ledger (tenant_id, at);
COMMENT ON TABLE usage_ledger IS 'One row per counted message, written with it; outlives the message';
COMMENT ON COLUMN usage_ledger.tenant_id IS 'Studio';
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
  rolled_up_at timestamptz,
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
COMMENT ON COLUMN usage_records.rolled_up_at IS 'When the ledger was last summed up';

CREATE TABLE refused_messages (
  tenant_id bigint NOT NULL DEFAULT current_tenant(),
  channel text NOT NULL,
  provider_message_id text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT refused_messages_id_primary
    PRIMARY KEY (tenant_id, channel, provider_message_id),
  CONSTRAINT refused_messages_tenant_id_reference FOREIGN KEY (tenant_id)
    REFERENCES tenants (id)
);
COMMENT ON TABLE refused_messages IS 'What the limit of the plan kept out, so that a repeated delivery is counted once';
COMMENT ON COLUMN refused_messages.tenant_id IS 'Studio';
COMMENT ON COLUMN refused_messages.channel IS 'Channel';
COMMENT ON COLUMN refused_messages.provider_message_id IS 'Identifier at the provider';
COMMENT ON COLUMN refused_messages.created_at IS 'When it was first refused';

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
CREATE POLICY usage_ledger_lookup ON usage_ledger FOR SELECT TO ariia_lookup
  USING (true);
ALTER TABLE usage_records ENABLE ROW LEVEL SECURITY;
ALTER TABLE usage_records FORCE ROW LEVEL SECURITY;
CREATE POLICY usage_records_own ON usage_records
  USING (tenant_id = current_tenant());
CREATE POLICY usage_records_lookup ON usage_records TO ariia_lookup
  USING (true) WITH CHECK (true);
ALTER TABLE refused_messages ENABLE ROW LEVEL SECURITY;
ALTER TABLE refused_messages FORCE ROW LEVEL SECURITY;
CREATE POLICY refused_messages_own ON refused_messages
  USING (tenant_id = current_tenant());

GRANT SELECT ON chat_sessions, chat_messages
  TO ariia_webhook, ariia_admin, ariia_ui, ariia_agent, ariia_courier,
  ariia_cli;
GRANT SELECT ON usage_records TO ariia_webhook;
GRANT SELECT ON delivery_receipts TO ariia_courier;
-- For the operator's own eyes.
GRANT SELECT ON usage_records, usage_ledger, delivery_receipts,
  refused_messages TO ariia_cli;
GRANT INSERT ON chat_sessions, chat_messages, delivery_receipts, usage_ledger,
  usage_records, refused_messages TO ariia_webhook;
-- Never tenant_id, channel or user_key: a conversation stays whose it is.
GRANT UPDATE (other_key, display_name, last_inbound_id, last_inbound_at,
  last_message_at) ON chat_sessions TO ariia_webhook;
GRANT UPDATE (state, state_at, error_code, error_text, provider_message_id)
  ON chat_messages TO ariia_webhook;
GRANT UPDATE (messages_inbound, messages_refused) ON usage_records
  TO ariia_webhook;
GRANT UPDATE (state, state_reason, state_changed_at, language, answered_id,
  last_message_at, disclosed_at) ON chat_sessions TO ariia_agent, ariia_admin;
GRANT INSERT ON chat_messages TO ariia_agent;
GRANT INSERT ON usage_ledger TO ariia_agent;
GRANT UPDATE (state, state_at, attempts, due_at, error_code, error_text,
  provider_message_id) ON chat_messages TO ariia_courier;
GRANT UPDATE (state, state_reason, state_changed_at) ON chat_sessions
  TO ariia_courier;
GRANT SELECT ON usage_ledger, tenants TO ariia_lookup;
GRANT SELECT, INSERT, UPDATE ON usage_records TO ariia_lookup;

-- Sums the ledger of up to most studios that were busy since their last time.
-- The row is locked before the ledger is read, in a statement of its own: an
-- arrival that counts itself there holds the same lock till its end, so no sum
-- is ever written over a newer one. Ten minutes is longer than any transaction
-- that writes the ledger may last.
CREATE FUNCTION usage_roll_up(most bigint) RETURNS bigint
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
    DECLARE
      busy record;
      first_day timestamptz;
      summed bigint := 0;
    BEGIN
      IF NOT pg_try_advisory_xact_lock(hashtext('usage_roll_up')) THEN
        RETURN 0;
      END IF;
      FOR busy IN
        SELECT t.id, l.since
        FROM tenants t
        CROSS JOIN LATERAL (SELECT max(u.rolled_up_at) AS at
          FROM usage_records u WHERE u.tenant_id = t.id) u
        CROSS JOIN LATERAL (SELECT min(l.at) AS since FROM usage_ledger l
          WHERE l.tenant_id = t.id
            AND l.at > coalesce(u.at - interval '10 minutes', '-infinity')) l
        WHERE l.since IS NOT NULL
        ORDER BY u.at NULLS FIRST, t.id LIMIT most
      LOOP
        FOR first_day IN
          SELECT day AT TIME ZONE 'UTC' FROM generate_series(
            date_trunc('month', busy.since AT TIME ZONE 'UTC'),
            now() AT TIME ZONE 'UTC', interval '1 month') day
        LOOP
          INSERT INTO usage_records (tenant_id, year, month, rolled_up_at)
          VALUES (busy.id, extract(year FROM first_day AT TIME ZONE 'UTC'),
            extract(month FROM first_day AT TIME ZONE 'UTC'), now())
          ON CONFLICT (tenant_id, year, month)
          DO UPDATE SET rolled_up_at = now();
          UPDATE usage_records u SET
            messages_inbound = l.inbound, messages_outbound = l.outbound,
            llm_tokens_used = l.tokens
          FROM (SELECT
              coalesce(sum(quantity) FILTER (WHERE what = 'inbound'), 0)
                AS inbound,
              coalesce(sum(quantity) FILTER (WHERE what = 'outbound'), 0)
                AS outbound,
              coalesce(sum(quantity) FILTER (WHERE what = 'tokens'), 0)
                AS tokens
            FROM usage_ledger WHERE tenant_id = busy.id AND at >= first_day
              AND at < (first_day AT TIME ZONE 'UTC' + interval '1 month')
                AT TIME ZONE 'UTC') l
          WHERE u.tenant_id = busy.id
            AND u.year = extract(year FROM first_day AT TIME ZONE 'UTC')
            AND u.month = extract(month FROM first_day AT TIME ZONE 'UTC');
        END LOOP;
        summed := summed + 1;
      END LOOP;
      RETURN summed;
    END
  $$;
COMMENT ON FUNCTION usage_roll_up(bigint) IS
  'Brings usage_records to the sums of the ledger; the number of studios';
ALTER FUNCTION usage_roll_up(bigint) OWNER TO ariia_lookup;
REVOKE ALL ON FUNCTION usage_roll_up(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION usage_roll_up(bigint) TO ariia_courier, ariia_cli;

CREATE FUNCTION zone_or_utc(zone text) RETURNS text
  LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog
  AS $$
    BEGIN
      PERFORM now() AT TIME ZONE zone;
      RETURN zone;
    EXCEPTION WHEN invalid_parameter_value THEN
      RETURN 'UTC';
    END
  $$;
COMMENT ON FUNCTION zone_or_utc(text) IS
  'The time zone if there is one of that name, else UTC';
REVOKE ALL ON FUNCTION zone_or_utc(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION zone_or_utc(text) TO ariia_admin, ariia_ui,
  ariia_agent;
