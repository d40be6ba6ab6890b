-- 0014_analyzer.sql - what ariia-clock needs to read what members wrote, and
-- the tokens that it uses.
-- SPDX-License-Identifier: ISC

GRANT SELECT (session_id, author, kind, created_at) ON chat_messages
  TO ariia_clock;
GRANT INSERT (what, message_id, quantity) ON usage_ledger TO ariia_clock;
GRANT EXECUTE ON FUNCTION zone_or_utc(text) TO ariia_clock;

-- The tokens of an analysis are counted beside those of the answer to the
-- newest message that was read.
ALTER TABLE usage_ledger
  DROP CONSTRAINT usage_ledger_what_check,
  ADD CONSTRAINT usage_ledger_what_check
    CHECK (what IN ('inbound', 'outbound', 'tokens', 'analysis'));
COMMENT ON COLUMN usage_ledger.what IS 'inbound or outbound message, or tokens of the model: for an answer, or for an analysis';

-- As before, with both kinds of tokens.
CREATE OR REPLACE FUNCTION usage_roll_up(most bigint) RETURNS bigint
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
    DECLARE
      busy record;
      first_day timestamptz;
      summed bigint := 0;
    BEGIN
      IF NOT pg_try_advisory_xact_lock(hashtext('usage_roll_up')) THEN
        RETURN 0;
      END IF;
      FOR busy IN
        SELECT t.id, l.since
        FROM tenants t
        CROSS JOIN LATERAL (SELECT max(u.rolled_up_at) AS at
          FROM usage_records u WHERE u.tenant_id = t.id) u
        CROSS JOIN LATERAL (SELECT min(l.at) AS since FROM usage_ledger l
          WHERE l.tenant_id = t.id
            AND l.at > coalesce(u.at - interval '10 minutes', '-infinity')) l
        WHERE l.since IS NOT NULL
        ORDER BY u.at NULLS FIRST, t.id LIMIT most
      LOOP
        FOR first_day IN
          SELECT day AT TIME ZONE 'UTC' FROM generate_series(
            date_trunc('month', busy.since AT TIME ZONE 'UTC'),
            now() AT TIME ZONE 'UTC', interval '1 month') day
        LOOP
          INSERT INTO usage_records (tenant_id, year, month, rolled_up_at)
          VALUES (busy.id, extract(year FROM first_day AT TIME ZONE 'UTC'),
            extract(month FROM first_day AT TIME ZONE 'UTC'), now())
          ON CONFLICT (tenant_id, year, month)
          DO UPDATE SET rolled_up_at = now();
          UPDATE usage_records u SET
            messages_inbound = l.inbound, messages_outbound = l.outbound,
            llm_tokens_used = l.tokens
          FROM (SELECT
              coalesce(sum(quantity) FILTER (WHERE what = 'inbound'), 0)
                AS inbound,
              coalesce(sum(quantity) FILTER (WHERE what = 'outbound'), 0)
                AS outbound,
              coalesce(sum(quantity) FILTER
                (WHERE what IN ('tokens', 'analysis')), 0)
                AS tokens
            FROM usage_ledger WHERE tenant_id = busy.id AND at >= first_day
              AND at < (first_day AT TIME ZONE 'UTC' + interval '1 month')
                AT TIME ZONE 'UTC') l
          WHERE u.tenant_id = busy.id
            AND u.year = extract(year FROM first_day AT TIME ZONE 'UTC')
            AND u.month = extract(month FROM first_day AT TIME ZONE 'UTC');
        END LOOP;
        summed := summed + 1;
      END LOOP;
      RETURN summed;
    END
  $$;

-- Plants the nightly job of every studio whose plan has the analyzer and that
-- has none: new studios, other plans, jobs that were set aside.
CREATE FUNCTION memory_nights_plant(most bigint) RETURNS bigint
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
    WITH planted AS (
      INSERT INTO jobs (tenant_id, kind, key)
      SELECT s.tenant_id, 'memory_night', 'night'
      FROM subscriptions s
      JOIN plans p ON p.id = s.plan_id AND p.memory_analyzer_enabled
      JOIN tenants t ON t.id = s.tenant_id AND t.is_active
      WHERE NOT EXISTS (SELECT FROM jobs j
        WHERE j.tenant_id = s.tenant_id AND j.kind = 'memory_night'
          AND j.key = 'night' AND j.state <> 'set_aside')
      ORDER BY s.tenant_id LIMIT most
      ON CONFLICT DO NOTHING
      RETURNING 1)
    SELECT count(*) FROM planted
  $$;
COMMENT ON FUNCTION memory_nights_plant(bigint) IS
  'Makes the nightly jobs of the analyzer that are missing; their number';
ALTER FUNCTION memory_nights_plant(bigint) OWNER TO ariia_lookup;
REVOKE ALL ON FUNCTION memory_nights_plant(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION memory_nights_plant(bigint) TO ariia_clock;
