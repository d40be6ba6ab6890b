-- roles.sql - one login role per process; run once by a superuser, before
-- `ariia migrate`. Running it again changes nothing.
-- SPDX-License-Identifier: ISC
--
-- ariia_owner   owns the database and its tables, applies migrations
-- ariia_lookup  can not log in; owns the few functions that look across
--               tenants, through policies that name it (no BYPASSRLS)
-- ariia_*       one per program, with only the grants that it needs
DO $$
DECLARE
  role text;
BEGIN
  FOREACH role IN ARRAY ARRAY['ariia_owner', 'ariia_webhook', 'ariia_admin',
      'ariia_ui', 'ariia_auth', 'ariia_agent', 'ariia_courier',
      'ariia_clock', 'ariia_cli'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) THEN
      EXECUTE format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB '
        'NOCREATEROLE NOBYPASSRLS', role);
    END IF;
  END LOOP;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'ariia_lookup') THEN
    CREATE ROLE ariia_lookup NOLOGIN NOSUPERUSER NOBYPASSRLS;
  END IF;
END
$$;
-- The owner hands functions over to ariia_lookup.
GRANT ariia_lookup TO ariia_owner;
