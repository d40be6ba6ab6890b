-- 0025_ui_speed.sql - pages of a studio as large as it gets.
-- SPDX-License-Identifier: ISC

-- The order of the inbox. A message that arrives moves its conversation in it,
-- which costs an entry more; sorting all conversations for each look at the
-- inbox costs more than that.
CREATE INDEX chat_sessions_activity ON chat_sessions
  (tenant_id, (coalesce(last_message_at, created_at)), id);
