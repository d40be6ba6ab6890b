-- 0015_ui_frame.sql - what the page of today reads.
-- SPDX-License-Identifier: ISC

GRANT SELECT ON usage_records, usage_ledger, studio_members,
  knowledge_documents TO ariia_ui;
