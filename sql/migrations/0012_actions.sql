-- 0012_actions.sql - what waits for a yes, and what a turn did before it was
-- answered.
-- SPDX-License-Identifier: ISC

CREATE TABLE pending_actions (
  tenant_id bigint NOT NULL DEFAULT current_tenant(),
  id bigint NOT NULL,
  session_id bigint NOT NULL,
  member_id bigint,
  tool text NOT NULL,
  arguments jsonb NOT NULL,
  question text NOT NULL,
  state text NOT NULL DEFAULT 'waiting',
  result text,
  asked_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL DEFAULT now() + interval '5 minutes',
  decided_at timestamptz,
  decided_by_message_id bigint,
  CONSTRAINT pending_actions_id_primary PRIMARY KEY (tenant_id, id),
  CONSTRAINT pending_actions_session_id_reference
    FOREIGN KEY (tenant_id, session_id)
    REFERENCES chat_sessions (tenant_id, id) ON DELETE CASCADE,
  CONSTRAINT pending_actions_member_id_reference
    FOREIGN KEY (tenant_id, member_id)
    REFERENCES studio_members (tenant_id, id) ON DELETE SET NULL (member_id),
  CONSTRAINT pending_actions_state_check
    CHECK (state IN ('waiting', 'running', 'done', 'cancelled', 'expired',
      'unknown'))
);
CREATE UNIQUE INDEX pending_actions_session_id_unique
  ON pending_actions (tenant_id, session_id)
  WHERE state IN ('waiting', 'running');
CREATE INDEX pending_actions_session ON pending_actions (tenant_id, session_id);
CREATE INDEX pending_actions_member ON pending_actions (tenant_id, member_id)
  WHERE member_id IS NOT NULL;
COMMENT ON TABLE pending_actions IS 'Changes that members were asked to confirm, and what became of them';
COMMENT ON COLUMN pending_actions.tenant_id IS 'Studio';
COMMENT ON COLUMN pending_actions.id IS 'The member''s message that led to the question';
COMMENT ON COLUMN pending_actions.session_id IS 'Conversation in which the yes counts';
COMMENT ON COLUMN pending_actions.member_id IS 'Member whose yes counts';
COMMENT ON COLUMN pending_actions.tool IS 'What is to be run';
COMMENT ON COLUMN pending_actions.arguments IS 'With what, as it was asked';
COMMENT ON COLUMN pending_actions.question IS 'The question as the member read it';
COMMENT ON COLUMN pending_actions.state IS 'waiting, running, done, cancelled, expired; unknown: begun, and nobody knows whether it was done';
COMMENT ON COLUMN pending_actions.result IS 'How the tool ended: done, not_connected, failed, unknown';
COMMENT ON COLUMN pending_actions.asked_at IS 'When it was asked';
COMMENT ON COLUMN pending_actions.expires_at IS 'Until when a yes counts';
COMMENT ON COLUMN pending_actions.decided_at IS 'When it was decided';
COMMENT ON COLUMN pending_actions.decided_by_message_id IS 'The newest message of the turn that decided it';

CREATE TABLE turn_acts (
  tenant_id bigint NOT NULL DEFAULT current_tenant(),
  session_id bigint NOT NULL,
  message_id bigint NOT NULL,
  kind text NOT NULL,
  outcome text,
  question text,
  detail text,
  action_id bigint,
  at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT turn_acts_session_id_primary PRIMARY KEY (tenant_id, session_id),
  CONSTRAINT turn_acts_session_id_reference
    FOREIGN KEY (tenant_id, session_id)
    REFERENCES chat_sessions (tenant_id, id) ON DELETE CASCADE,
  CONSTRAINT turn_acts_kind_check
    CHECK (kind IN ('code', 'identity', 'identify', 'confirm'))
) WITH (fillfactor = 70);
COMMENT ON TABLE turn_acts IS 'The last act of each conversation, so that a turn that is run again does not repeat it';
COMMENT ON COLUMN turn_acts.tenant_id IS 'Studio';
COMMENT ON COLUMN turn_acts.session_id IS 'Conversation';
COMMENT ON COLUMN turn_acts.message_id IS 'The newest message of the turn that did it';
COMMENT ON COLUMN turn_acts.kind IS 'code: looked at one, identity: sent one to who somebody claims to be, identify: sent one or asked who it is, confirm: ran what was said yes to';
COMMENT ON COLUMN turn_acts.outcome IS 'What came of it; null: not known yet';
COMMENT ON COLUMN turn_acts.question IS 'What the person wanted and is answered behind it';
COMMENT ON COLUMN turn_acts.detail IS 'For the sentence about it: masked address, result';
COMMENT ON COLUMN turn_acts.action_id IS 'What was said yes to';
COMMENT ON COLUMN turn_acts.at IS 'When';

ALTER TABLE pending_actions ENABLE ROW LEVEL SECURITY;
ALTER TABLE pending_actions FORCE ROW LEVEL SECURITY;
CREATE POLICY pending_actions_own ON pending_actions
  USING (tenant_id = current_tenant());
ALTER TABLE turn_acts ENABLE ROW LEVEL SECURITY;
ALTER TABLE turn_acts FORCE ROW LEVEL SECURITY;
CREATE POLICY turn_acts_own ON turn_acts
  USING (tenant_id = current_tenant());

GRANT SELECT, INSERT (id, session_id, member_id, tool, arguments, question),
  UPDATE (state, result, decided_at, decided_by_message_id)
  ON pending_actions TO ariia_agent;
GRANT SELECT, INSERT (session_id, message_id, kind, outcome, question, detail,
  action_id), UPDATE (message_id, kind, outcome, question, detail, action_id,
  at) ON turn_acts TO ariia_agent;
GRANT INSERT ON audit_logs, session_notes TO ariia_agent;
