-- 0028_message_search.sql - the inbox is searched by what was written.
-- SPDX-License-Identifier: ISC

-- The studio in the keys, so that a search costs what its own studio has.
CREATE EXTENSION IF NOT EXISTS btree_gin;

-- By threes of letters, for any part of a word. What is new waits in a short
-- list, so that storing a message stays cheap.
CREATE INDEX chat_messages_text ON chat_messages
  USING gin (tenant_id, lower(text) gin_trgm_ops)
  WITH (gin_pending_list_limit = 256);

-- Names of members likewise; they are stored rarely.
CREATE INDEX studio_members_words ON studio_members
  USING gin (tenant_id, (first_key || ' ' || last_key) gin_trgm_ops);

-- As for knowledge_find(): a policy would hide the index, so the function looks
-- past it, at the messages of one studio, and what it says is joined with rows
-- under the policies.
ALTER POLICY chat_messages_own ON chat_messages
  TO ariia_owner, ariia_webhook, ariia_admin, ariia_ui, ariia_auth,
  ariia_agent, ariia_courier, ariia_clock, ariia_cli;
CREATE POLICY chat_messages_lookup ON chat_messages
  FOR SELECT TO ariia_lookup USING (true);
GRANT SELECT (tenant_id, session_id, text) ON chat_messages TO ariia_lookup;
GRANT SELECT (id, member_id) ON chat_sessions TO ariia_lookup;
GRANT SELECT (id, first_key, last_key) ON studio_members TO ariia_lookup;
GRANT EXECUTE ON FUNCTION search_key(text) TO ariia_lookup;

CREATE FUNCTION conversations_saying(words text) RETURNS bigint[]
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
      IF length(words) < 3 THEN
        RETURN NULL;
      END IF;
      SELECT array_agg(DISTINCT found.id), count(*) INTO ids, found_count
        FROM (SELECT m.session_id AS id FROM chat_messages m
          WHERE m.tenant_id = tenant AND lower(m.text) LIKE said
          LIMIT 1001) AS found;
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
  'Conversations of the studio in which the words were written, or of members with such a name; null when they are so many, or the words so short, that reading the newest finds them sooner';
ALTER FUNCTION conversations_saying(text) OWNER TO ariia_lookup;
REVOKE ALL ON FUNCTION conversations_saying(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION conversations_saying(text) TO ariia_admin, ariia_ui;
