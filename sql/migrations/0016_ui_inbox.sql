-- 0016_ui_inbox.sql - the inbox as pages: what ariia-ui may do in it.
-- SPDX-License-Identifier: ISC

-- Few are with people at any time, and the state seldom changes: this index
-- costs arriving messages nothing.
CREATE INDEX chat_sessions_with_people ON chat_sessions (tenant_id, state)
  WHERE state <> 'ai';

GRANT SELECT ON session_notes, canned_replies, alerts, answer_audits,
  studio_members, verifications TO ariia_ui;
GRANT SELECT (message_id, state, media_type, size, reason, at)
  ON message_media TO ariia_ui;
GRANT UPDATE (state, state_reason, state_changed_at, last_message_at,
  assigned_user_id, person_upto_id, staff_at, staff_read_id, member_id,
  member_verified_at) ON chat_sessions TO ariia_ui;
GRANT INSERT ON chat_messages, usage_ledger, session_notes TO ariia_ui;
GRANT INSERT, UPDATE (title, text, updated_at), DELETE ON canned_replies
  TO ariia_ui;
GRANT UPDATE (acknowledged_at, acknowledged_by) ON alerts TO ariia_ui;
GRANT INSERT (session_id, member_id, step, code_hash, tries_left, question,
  expires_at), UPDATE (member_id, step, code_hash, tries_left, question,
  expires_at, created_at), DELETE ON verifications TO ariia_ui;
GRANT INSERT ON audit_logs TO ariia_ui;
GRANT EXECUTE ON FUNCTION search_key(text) TO ariia_ui;
