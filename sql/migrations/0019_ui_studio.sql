-- 0019_ui_studio.sql - the pages of knowledge and agents write what the API
-- writes.
-- SPDX-License-Identifier: ISC

-- Documents are listed, written, changed, restored and removed.
GRANT SELECT, INSERT, UPDATE, DELETE ON knowledge_documents TO ariia_ui;
GRANT SELECT, INSERT ON knowledge_versions TO ariia_ui;
GRANT SELECT, INSERT, DELETE ON knowledge_passages TO ariia_ui;
GRANT SELECT, INSERT, UPDATE, DELETE ON knowledge_words TO ariia_ui;
GRANT EXECUTE ON FUNCTION knowledge_stems(bigint, text, tsvector),
  knowledge_find(jsonb, bigint) TO ariia_ui;
-- Files are handed to a job.
GRANT SELECT, INSERT ON knowledge_imports TO ariia_ui;
GRANT INSERT ON knowledge_import_parts TO ariia_ui;

-- What the studio tells its agents, and its own templates.
GRANT INSERT, UPDATE ON settings TO ariia_ui;
GRANT SELECT ON prompt_templates TO ariia_ui;
GRANT INSERT (agent, language, number, text, version, created_by),
  UPDATE (is_current) ON prompt_templates TO ariia_ui;

-- Who did it.
GRANT INSERT ON audit_logs TO ariia_ui;

-- The pages see and write the passages of their studio, too (0009 says why the
-- policy names roles).
ALTER POLICY knowledge_passages_own ON knowledge_passages
  TO ariia_owner, ariia_admin, ariia_agent, ariia_clock, ariia_cli, ariia_ui;
