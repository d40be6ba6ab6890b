-- 0017_brand.sql - what ariia-ui needs to change a studio's brand.
-- SPDX-License-Identifier: ISC

GRANT INSERT, UPDATE ON settings TO ariia_ui;
GRANT INSERT ON audit_logs TO ariia_ui;
