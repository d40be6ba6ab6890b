-- 0010_prompts.sql - a studio's own prompt templates, and the wished language.
-- SPDX-License-Identifier: ISC

CREATE TABLE prompt_templates (
  tenant_id bigint NOT NULL DEFAULT current_tenant(),
  id bigint GENERATED ALWAYS AS IDENTITY,
  agent text NOT NULL,
  language text NOT NULL,
  number integer NOT NULL,
  text text NOT NULL,
  version text NOT NULL,
  is_current boolean NOT NULL DEFAULT true,
  created_by bigint,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT prompt_templates_id_primary PRIMARY KEY (tenant_id, id),
  CONSTRAINT prompt_templates_tenant_id_reference FOREIGN KEY (tenant_id)
    REFERENCES tenants (id),
  CONSTRAINT prompt_templates_number_unique
    UNIQUE (tenant_id, agent, language, number),
  CONSTRAINT prompt_templates_created_by_reference
    FOREIGN KEY (tenant_id, created_by) REFERENCES users (tenant_id, id)
    ON DELETE SET NULL (created_by),
  CONSTRAINT prompt_templates_language_check CHECK (language IN ('de', 'en'))
);
CREATE UNIQUE INDEX prompt_templates_current
  ON prompt_templates (tenant_id, agent, language) WHERE is_current;
COMMENT ON TABLE prompt_templates IS 'Prompt templates of the studios, every version';
COMMENT ON COLUMN prompt_templates.tenant_id IS 'Studio';
COMMENT ON COLUMN prompt_templates.id IS 'Identifier';
COMMENT ON COLUMN prompt_templates.agent IS 'Agent that speaks by it';
COMMENT ON COLUMN prompt_templates.language IS 'de, en';
COMMENT ON COLUMN prompt_templates.number IS 'Counts the versions of this agent and language';
COMMENT ON COLUMN prompt_templates.text IS 'The template, placeholders in it';
COMMENT ON COLUMN prompt_templates.version IS 'First 12 hexadecimal digits of the text''s SHA-256, as chat_messages.prompt_version has it';
COMMENT ON COLUMN prompt_templates.is_current IS 'In force; none is: the template that comes with ARIIA';
COMMENT ON COLUMN prompt_templates.created_by IS 'User who stored it; null: the operator, or a user who is gone';
COMMENT ON COLUMN prompt_templates.created_at IS 'When it was stored';

ALTER TABLE prompt_templates ENABLE ROW LEVEL SECURITY;
ALTER TABLE prompt_templates FORCE ROW LEVEL SECURITY;
CREATE POLICY prompt_templates_own ON prompt_templates
  USING (tenant_id = current_tenant());
GRANT SELECT ON prompt_templates TO ariia_admin, ariia_agent;
GRANT INSERT (agent, language, number, text, version, created_by),
  UPDATE (is_current) ON prompt_templates TO ariia_admin;

ALTER TABLE chat_sessions ADD COLUMN wished_language text;
COMMENT ON COLUMN chat_sessions.wished_language IS 'Language that the person asked for, whatever it writes in: de, en';
GRANT UPDATE (wished_language) ON chat_sessions TO ariia_agent;
