-- 0024_platform.sql - the pages of the operator: studios with what they use,
-- being in one of them, what runs and what was set aside.
-- SPDX-License-Identifier: ISC

-- Read with the session; counts only while its user is a system_admin.
ALTER TABLE user_sessions ADD COLUMN visiting_tenant_id bigint;
COMMENT ON COLUMN user_sessions.visiting_tenant_id IS
  'Studio that the operator is in with the pages; null: at home';

CREATE FUNCTION tenant_visited(wanted bigint)
  RETURNS TABLE (id bigint, slug text, name text, is_active boolean)
  LANGUAGE sql STABLE STRICT SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
    SELECT t.id, t.slug, t.name, t.is_active FROM tenants t WHERE t.id = wanted
  $$;
COMMENT ON FUNCTION tenant_visited(bigint) IS
  'The studio that an operator is in, for the statement that knows a session';
ALTER FUNCTION tenant_visited(bigint) OWNER TO ariia_lookup;
REVOKE ALL ON FUNCTION tenant_visited(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tenant_visited(bigint)
  TO ariia_admin, ariia_ui, ariia_auth;

-- The operator sees how many there are of what, never which.
CREATE POLICY studio_members_lookup ON studio_members FOR SELECT
  TO ariia_lookup USING (true);
CREATE POLICY chat_sessions_lookup ON chat_sessions FOR SELECT
  TO ariia_lookup USING (true);
GRANT SELECT (tenant_id) ON studio_members TO ariia_lookup;
GRANT SELECT (tenant_id, last_message_at) ON chat_sessions TO ariia_lookup;

-- Counted for the rows that are shown only; usage is that of the month, UTC.
CREATE FUNCTION platform_studios(search text, active boolean, verified boolean,
    plan text, only_id bigint, before_id bigint, most bigint)
  RETURNS TABLE (id bigint, slug text, name text, is_active boolean,
    is_verified boolean, plan_slug text, plan_name text,
    max_monthly_messages integer, created_at timestamptz, users bigint,
    members bigint, conversations bigint, messages bigint)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
    WITH shown AS MATERIALIZED (
      SELECT t.id, t.slug, t.name, t.is_active, t.is_verified,
        p.slug AS plan_slug, p.name AS plan_name, p.max_monthly_messages,
        t.created_at
      FROM tenants t
      LEFT JOIN subscriptions s ON s.tenant_id = t.id
      LEFT JOIN plans p ON p.id = s.plan_id
      WHERE (search IS NULL OR strpos(lower(t.name), lower(search)) > 0
          OR strpos(t.slug, lower(search)) > 0)
        AND (active IS NULL OR t.is_active = active)
        AND (verified IS NULL OR t.is_verified = verified)
        AND (plan IS NULL OR p.slug = plan)
        AND (only_id IS NULL OR t.id = only_id)
        AND (before_id IS NULL OR t.id < before_id)
      ORDER BY t.id DESC LIMIT most)
    SELECT shown.*,
      (SELECT count(*) FROM users u WHERE u.tenant_id = shown.id),
      (SELECT count(*) FROM studio_members m WHERE m.tenant_id = shown.id),
      (SELECT count(*) FROM chat_sessions c WHERE c.tenant_id = shown.id
        AND c.last_message_at >= date_trunc('month', now(), 'UTC')),
      coalesce((SELECT r.messages_inbound + r.messages_outbound
        FROM usage_records r WHERE r.tenant_id = shown.id
        AND r.year = extract(year FROM now() AT TIME ZONE 'UTC')
        AND r.month = extract(month FROM now() AT TIME ZONE 'UTC')), 0)
    FROM shown ORDER BY shown.id DESC
  $$;
COMMENT ON FUNCTION platform_studios(text, boolean, boolean, text, bigint,
  bigint, bigint) IS
  'The studios with what they have and use, newest first, for the operator';
ALTER FUNCTION platform_studios(text, boolean, boolean, text, bigint, bigint,
  bigint) OWNER TO ariia_lookup;
REVOKE ALL ON FUNCTION platform_studios(text, boolean, boolean, text, bigint,
  bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION platform_studios(text, boolean, boolean, text, bigint,
  bigint, bigint) TO ariia_auth;

CREATE FUNCTION tenant_search(wanted text, after_id bigint, most bigint)
  RETURNS TABLE (id bigint, slug text, name text, is_active boolean,
    is_verified boolean, plan_slug text, whatsapp_enabled boolean,
    max_monthly_messages integer)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
    SELECT t.id, t.slug, t.name, t.is_active, t.is_verified, p.slug,
      coalesce(p.whatsapp_enabled, false), p.max_monthly_messages
    FROM tenants t
    LEFT JOIN subscriptions s ON s.tenant_id = t.id
    LEFT JOIN plans p ON p.id = s.plan_id
    WHERE t.id > after_id AND (strpos(lower(t.name), lower(wanted)) > 0
      OR strpos(t.slug, lower(wanted)) > 0)
    ORDER BY t.id LIMIT most
  $$;
COMMENT ON FUNCTION tenant_search(text, bigint, bigint) IS
  'The studios with a part of a name or slug, for the operator';
ALTER FUNCTION tenant_search(text, bigint, bigint) OWNER TO ariia_lookup;
REVOKE ALL ON FUNCTION tenant_search(text, bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tenant_search(text, bigint, bigint) TO ariia_auth;

-- The page of one studio.
GRANT SELECT ON domains TO ariia_auth;
GRANT SELECT (tenant_id, year, month, messages_inbound, messages_outbound,
  llm_tokens_used, messages_refused) ON usage_records TO ariia_auth;

-- What runs. One version says which schema it is.
GRANT SELECT (version, applied_at) ON schema_migrations TO ariia_auth;
GRANT EXECUTE ON FUNCTION jobs_counts(), jobs_run_again(bigint, bigint)
  TO ariia_auth;

CREATE FUNCTION jobs_set_aside_page(wanted_kind text, only_tenant_id bigint,
    only_id bigint, before_at timestamptz, before_id bigint, most bigint)
  RETURNS TABLE (tenant_id bigint, tenant_slug text, id bigint, kind text,
    key text, attempts integer, last_error text, at timestamptz)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
    SELECT j.tenant_id, t.slug, j.id, j.kind, j.key, j.attempts, j.last_error,
      j.updated_at
    FROM jobs j JOIN tenants t ON t.id = j.tenant_id
    WHERE j.state = 'set_aside'
      AND (wanted_kind IS NULL OR j.kind = wanted_kind)
      AND (only_id IS NULL
        OR (j.tenant_id = only_tenant_id AND j.id = only_id))
      AND (before_at IS NULL OR (j.updated_at, j.id) < (before_at, before_id))
    ORDER BY j.updated_at DESC, j.id DESC LIMIT most
  $$;
COMMENT ON FUNCTION jobs_set_aside_page(text, bigint, bigint, timestamptz, bigint,
  bigint) IS
  'The jobs that were given up, newest first, from one on, for the operator';
ALTER FUNCTION jobs_set_aside_page(text, bigint, bigint, timestamptz, bigint,
  bigint)
  OWNER TO ariia_lookup;
REVOKE ALL ON FUNCTION jobs_set_aside_page(text, bigint, bigint, timestamptz, bigint,
  bigint)
  FROM PUBLIC;
GRANT EXECUTE ON FUNCTION jobs_set_aside_page(text, bigint, bigint, timestamptz, bigint,
  bigint)
  TO ariia_auth;

-- Several with one key become one: it is done once for all of them.
CREATE FUNCTION jobs_run_kind_again(wanted_kind text, most bigint)
  RETURNS TABLE (tenant_id bigint, jobs bigint)
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
    WITH chosen AS MATERIALIZED (
      SELECT j.tenant_id, j.id FROM jobs j
      WHERE j.state = 'set_aside' AND j.kind = wanted_kind
      ORDER BY j.updated_at LIMIT most FOR UPDATE SKIP LOCKED
    ), stopped AS (
      DELETE FROM jobs j USING chosen c
      WHERE j.tenant_id = c.tenant_id AND j.id = c.id
      RETURNING j.tenant_id, j.id, j.kind, j.key, j.payload
    ), started AS (
      INSERT INTO jobs (tenant_id, kind, key, payload)
      SELECT DISTINCT ON (s.tenant_id, s.key) s.tenant_id, s.kind, s.key,
        s.payload
      FROM stopped s ORDER BY s.tenant_id, s.key, s.id DESC
      ON CONFLICT (tenant_id, kind, key) WHERE state <> 'set_aside'
      DO UPDATE SET generation = jobs.generation + 1,
        run_at = least(jobs.run_at, excluded.run_at), updated_at = now()
    )
    SELECT s.tenant_id, count(*) FROM stopped s
    GROUP BY s.tenant_id ORDER BY s.tenant_id
  $$;
COMMENT ON FUNCTION jobs_run_kind_again(text, bigint) IS
  'Makes the jobs of a kind that were set aside due again: how many of whom';
ALTER FUNCTION jobs_run_kind_again(text, bigint) OWNER TO ariia_lookup;
REVOKE ALL ON FUNCTION jobs_run_kind_again(text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION jobs_run_kind_again(text, bigint) TO ariia_auth;
