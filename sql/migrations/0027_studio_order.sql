-- 0027_studio_order.sql - the operator's list of studios, also by name.
-- SPDX-License-Identifier: ISC

DROP FUNCTION platform_studios(text, boolean, boolean, text, bigint, bigint,
  bigint);

-- Counted for the rows that are shown only; conversations, which are all read for
-- it, when it is said. Usage is that of the month, UTC.
CREATE FUNCTION platform_studios(search text, active boolean, verified boolean,
    plan text, only_id bigint, counted boolean, by_name boolean,
    after_id bigint, most bigint)
  RETURNS TABLE (id bigint, slug text, name text, is_active boolean,
    is_verified boolean, plan_slug text, plan_name text,
    max_monthly_messages integer, created_at timestamptz, users bigint,
    members bigint, conversations bigint, messages bigint)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
  SET enable_seqscan = off
  AS $$
    WITH shown AS MATERIALIZED (
      SELECT t.id, t.slug, t.name, t.is_active, t.is_verified,
        p.slug AS plan_slug, p.name AS plan_name, p.max_monthly_messages,
        t.created_at, row_number() OVER (ORDER BY
          CASE WHEN by_name THEN lower(t.name) COLLATE "und-x-icu" END,
          CASE WHEN by_name THEN t.id END, t.id DESC) AS place
      FROM tenants t
      LEFT JOIN subscriptions s ON s.tenant_id = t.id
      LEFT JOIN plans p ON p.id = s.plan_id
      WHERE (search IS NULL OR strpos(lower(t.name), lower(search)) > 0
          OR strpos(t.slug, lower(search)) > 0)
        AND (active IS NULL OR t.is_active = active)
        AND (verified IS NULL OR t.is_verified = verified)
        AND (plan IS NULL OR p.slug = plan)
        AND (only_id IS NULL OR t.id = only_id)
        AND (after_id IS NULL OR CASE WHEN by_name
          THEN (lower(t.name) COLLATE "und-x-icu", t.id) >
            (SELECT lower(a.name) COLLATE "und-x-icu", a.id FROM tenants a
              WHERE a.id = after_id)
          ELSE t.id < after_id END)
      ORDER BY place LIMIT most)
    SELECT shown.id, shown.slug, shown.name, shown.is_active,
      shown.is_verified, shown.plan_slug, shown.plan_name,
      shown.max_monthly_messages, shown.created_at,
      (SELECT count(*) FROM users u WHERE u.tenant_id = shown.id),
      (SELECT count(*) FROM studio_members m WHERE m.tenant_id = shown.id),
      CASE WHEN counted THEN
        (SELECT count(*) FROM chat_sessions c WHERE c.tenant_id = shown.id
          AND coalesce(c.last_message_at, c.created_at) >=
            date_trunc('month', now(), 'UTC')) END,
      coalesce((SELECT r.messages_inbound + r.messages_outbound
        FROM usage_records r WHERE r.tenant_id = shown.id
        AND r.year = extract(year FROM now() AT TIME ZONE 'UTC')
        AND r.month = extract(month FROM now() AT TIME ZONE 'UTC')), 0)
    FROM shown ORDER BY shown.place
  $$;
COMMENT ON FUNCTION platform_studios(text, boolean, boolean, text, bigint,
  boolean, boolean, bigint, bigint) IS
  'The studios with what they have and use, newest first or by name, for the operator';
ALTER FUNCTION platform_studios(text, boolean, boolean, text, bigint, boolean,
  boolean, bigint, bigint) OWNER TO ariia_lookup;
REVOKE ALL ON FUNCTION platform_studios(text, boolean, boolean, text, bigint,
  boolean, boolean, bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION platform_studios(text, boolean, boolean, text, bigint,
  boolean, boolean, bigint, bigint) TO ariia_auth;
GRANT SELECT (created_at) ON chat_sessions TO ariia_lookup;
