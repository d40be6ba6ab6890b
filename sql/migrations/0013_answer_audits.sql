-- 0013_answer_audits.sql - how the agents came to their answers.
-- SPDX-License-Identifier: ISC

CREATE TABLE answer_audits (
  tenant_id bigint NOT NULL DEFAULT current_tenant(),
  session_id bigint NOT NULL,
  message_id bigint NOT NULL,
  last_message_id bigint NOT NULL,
  agent text NOT NULL,
  routed_by text,
  routed_reason text,
  routed_confidence double precision,
  prompt_version text,
  model text,
  rounds integer NOT NULL,
  passages jsonb,
  tool_calls jsonb,
  rules jsonb,
  broken_rule text,
  offline_reason text,
  prompt_tokens integer NOT NULL,
  completion_tokens integer NOT NULL,
  cost_micro_cents bigint NOT NULL,
  duration_ms integer NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT answer_audits_message_id_primary
    PRIMARY KEY (tenant_id, session_id, message_id),
  CONSTRAINT answer_audits_message_id_reference
    FOREIGN KEY (tenant_id, message_id)
    REFERENCES chat_messages (tenant_id, id) ON DELETE CASCADE
);
COMMENT ON TABLE answer_audits IS 'How the agents came to an answer, one row for each';
COMMENT ON COLUMN answer_audits.tenant_id IS 'Studio';
COMMENT ON COLUMN answer_audits.session_id IS 'Conversation';
COMMENT ON COLUMN answer_audits.message_id IS 'First message of the answer';
COMMENT ON COLUMN answer_audits.last_message_id IS 'Its last one; a long answer is several';
COMMENT ON COLUMN answer_audits.agent IS 'Agent, or the fixed words, that answered';
COMMENT ON COLUMN answer_audits.routed_by IS 'What chose the agent: rules, model, keywords, dialog; null: no agent';
COMMENT ON COLUMN answer_audits.routed_reason IS 'Pattern, intent or word that decided';
COMMENT ON COLUMN answer_audits.routed_confidence IS 'How sure that is, 0 to 1';
COMMENT ON COLUMN answer_audits.prompt_version IS 'Version of the prompt template; null: no model was asked';
COMMENT ON COLUMN answer_audits.model IS 'Model that wrote it; offline for the built-in provider; null: fixed words';
COMMENT ON COLUMN answer_audits.rounds IS 'Times that a model was asked, repetitions not counted';
COMMENT ON COLUMN answer_audits.passages IS 'Passages of the knowledge base that were read';
COMMENT ON COLUMN answer_audits.tool_calls IS 'Calls of tools in their order: name, arguments, verdict, duration_ms';
COMMENT ON COLUMN answer_audits.rules IS 'Rules that the answer had to pass';
COMMENT ON COLUMN answer_audits.broken_rule IS 'Rule that refused what the model said before';
COMMENT ON COLUMN answer_audits.offline_reason IS 'Why the built-in provider answered';
COMMENT ON COLUMN answer_audits.prompt_tokens IS 'Tokens of all prompts';
COMMENT ON COLUMN answer_audits.completion_tokens IS 'Tokens of all that the model wrote';
COMMENT ON COLUMN answer_audits.cost_micro_cents IS 'Cost in millionths of a cent; 0: no prices are configured, or the studio''s own key';
COMMENT ON COLUMN answer_audits.duration_ms IS 'From the start of the turn to its end';
COMMENT ON COLUMN answer_audits.created_at IS 'When it was stored';
CREATE INDEX answer_audits_message ON answer_audits (tenant_id, message_id);

ALTER TABLE answer_audits ENABLE ROW LEVEL SECURITY;
ALTER TABLE answer_audits FORCE ROW LEVEL SECURITY;
CREATE POLICY answer_audits_own ON answer_audits
  USING (tenant_id = current_tenant());

GRANT INSERT ON answer_audits TO ariia_agent;
GRANT SELECT ON answer_audits TO ariia_admin;
