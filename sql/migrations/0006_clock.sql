-- 0006_clock.sql - the login role of ariia-clock.
-- SPDX-License-Identifier: ISC

GRANT USAGE ON SCHEMA public TO ariia_clock;
GRANT SELECT, INSERT (kind, key, payload, run_at), DELETE,
  UPDATE (state, attempts, generation, run_at, leased_by, leased_until,
  last_error, payload, updated_at) ON jobs TO ariia_clock;
GRANT EXECUTE ON FUNCTION jobs_claim(text[], bigint, bigint, text),
  jobs_renew(text, bigint[], bigint), jobs_release(text, bigint)
  TO ariia_clock;
