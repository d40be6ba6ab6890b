-- 0022_ui_settings.sql - the pages of settings take a value away, too.
-- SPDX-License-Identifier: ISC

GRANT DELETE ON settings TO ariia_ui;
