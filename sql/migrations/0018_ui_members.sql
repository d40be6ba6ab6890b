-- 0018_ui_members.sql - the members as pages: what ariia-ui may do with them.
-- SPDX-License-Identifier: ISC

ALTER TABLE studio_members ADD COLUMN idempotency_key text;
COMMENT ON COLUMN studio_members.idempotency_key IS
  'Of the form or request that added the member, so that it does so once';
CREATE UNIQUE INDEX studio_members_idempotency
  ON studio_members (tenant_id, idempotency_key)
  WHERE idempotency_key IS NOT NULL;
GRANT INSERT (idempotency_key) ON studio_members TO ariia_admin;

GRANT EXECUTE ON FUNCTION search_key(text) TO ariia_ui;
GRANT SELECT ON studio_members, member_memories, member_imports,
  member_import_errors TO ariia_ui;
GRANT INSERT (customer_id, member_number, first_name, last_name, birth_date,
  phone, email, language, member_since, is_paused, pause_info, additional_info,
  tags, notes, idempotency_key), UPDATE (customer_id, member_number, first_name,
  last_name, birth_date, phone, email, language, member_since, is_paused,
  pause_info, additional_info, tags, notes, updated_at), DELETE
  ON studio_members TO ariia_ui;
-- A member who goes leaves conversations behind.
GRANT UPDATE (member_id, member_verified_at) ON chat_sessions TO ariia_ui;
-- The most members of the month.
GRANT INSERT (year, month, active_members), UPDATE (active_members)
  ON usage_records TO ariia_ui;
GRANT INSERT (member_id, summary, goals, preferences, limits, source,
  read_upto), UPDATE (summary, goals, preferences, limits, source, read_upto,
  updated_at) ON member_memories TO ariia_ui;
GRANT INSERT ON audit_logs TO ariia_ui;

-- Files: sent and looked at first, then taken in.
GRANT INSERT (dry_run, on_conflict, separator, header, rows_total, user_id),
  UPDATE (dry_run, state, rows_done, chunks_done, created, updated, unchanged,
  failed, finished_at) ON member_imports TO ariia_ui;
GRANT INSERT (import_id, number, first_line, rows, text), SELECT (import_id)
  ON member_import_chunks TO ariia_ui;
GRANT DELETE ON member_import_errors TO ariia_ui;
