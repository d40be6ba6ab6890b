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
