-- 0029_name_search.sql - the inbox is searched through indexes for names, too.
-- SPDX-License-Identifier: ISC

CREATE INDEX chat_sessions_words ON chat_sessions
  USING gin (tenant_id, lower(display_name) gin_trgm_ops,
    lower(user_key) gin_trgm_ops)
  WITH (gin_pending_list_limit = 256);

GRANT SELECT (display_name, user_key) ON chat_sessions TO ariia_lookup;
GRANT SELECT (id) ON chat_messages TO ariia_lookup;

-- Whether words are frequent, the newest messages tell: to count all would read
-- those of every studio.
CREATE OR REPLACE FUNCTION conversations_saying(words text) RETURNS bigint[]
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
  SET plan_cache_mode = force_custom_plan
  AS $$
    DECLARE
      tenant bigint := current_tenant();
      escaped text := regexp_replace(words, '([\\%_])', '\\\1', 'g');
      said text := '%' || lower(escaped) || '%';
      named text := '%' || search_key(escaped) || '%';
      ids bigint[];
      found_count bigint;
    BEGIN
      IF length(words) < 3 OR (SELECT count(*) FROM (SELECT m.text
          FROM chat_messages m WHERE m.tenant_id = tenant
          ORDER BY m.id DESC LIMIT 200) AS newest
          WHERE lower(newest.text) LIKE said) >= 20 THEN
        RETURN NULL;
      END IF;
      SELECT array_agg(DISTINCT found.id), count(*) INTO ids, found_count
        FROM ((SELECT m.session_id AS id FROM chat_messages m
            WHERE m.tenant_id = tenant AND lower(m.text) LIKE said
            LIMIT 1001)
          UNION ALL (SELECT s.id FROM chat_sessions s
            WHERE s.tenant_id = tenant AND (lower(s.display_name) LIKE said
            OR lower(s.user_key) LIKE said)
            LIMIT 1001)) AS found;
      IF found_count > 1000 THEN
        RETURN NULL;
      END IF;
      RETURN coalesce(ids, '{}') || ARRAY(SELECT s.id FROM chat_sessions s
        WHERE s.tenant_id = tenant AND s.member_id = ANY (ARRAY(
          SELECT p.id FROM studio_members p WHERE p.tenant_id = tenant
          AND p.first_key || ' ' || p.last_key LIKE named)));
    END
  $$;
COMMENT ON FUNCTION conversations_saying(text) IS
  'Conversations of the studio in which the words were written, or with people or members of such a name; null when they are so many, or the words so short, that reading the newest finds them sooner';
