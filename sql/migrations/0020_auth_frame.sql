-- 0020_auth_frame.sql - the pages of accounts stand in the deck, whose frame
-- counts what waits.
-- SPDX-License-Identifier: ISC

-- Numbers only: ariia-auth still reads nothing of the conversations.
GRANT SELECT (state) ON chat_sessions TO ariia_auth;
GRANT SELECT (acknowledged_at) ON alerts TO ariia_auth;
