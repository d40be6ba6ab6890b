-- 0009_knowledge.sql - documents of the studios, and how they are searched.
-- SPDX-License-Identifier: ISC

-- In contrib of the same release; trusted, so that the owner of the database
-- may make them.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS fuzzystrmatch;

CREATE TABLE knowledge_documents (
  tenant_id bigint NOT NULL DEFAULT current_tenant(),
  id bigint GENERATED ALWAYS AS IDENTITY,
  title text NOT NULL,
  source_name text NOT NULL DEFAULT '',
  language text NOT NULL DEFAULT 'de',
  version integer NOT NULL DEFAULT 1,
  passages integer NOT NULL DEFAULT 0,
  words text[] NOT NULL DEFAULT '{}',
  created_by bigint,
  updated_by bigint,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT knowledge_documents_id_primary PRIMARY KEY (tenant_id, id),
  CONSTRAINT knowledge_documents_tenant_id_reference FOREIGN KEY (tenant_id)
    REFERENCES tenants (id),
  CONSTRAINT knowledge_documents_title_check
    CHECK (title <> '' AND length(title) <= 200),
  CONSTRAINT knowledge_documents_language_check CHECK (language IN ('de', 'en'))
);
COMMENT ON TABLE knowledge_documents IS 'What a studio tells its agents to know';
COMMENT ON COLUMN knowledge_documents.tenant_id IS 'Studio';
COMMENT ON COLUMN knowledge_documents.id IS 'Identifier';
COMMENT ON COLUMN knowledge_documents.title IS 'Name under which answers quote it';
COMMENT ON COLUMN knowledge_documents.source_name IS 'File that it was imported from; empty: written here';
COMMENT ON COLUMN knowledge_documents.language IS 'de or en: how its words are brought to their stems';
COMMENT ON COLUMN knowledge_documents.version IS 'Number of the current text, raised by each change';
COMMENT ON COLUMN knowledge_documents.passages IS 'How many passages the current text has';
COMMENT ON COLUMN knowledge_documents.words IS 'Distinct words of the current text, as counted in knowledge_words';
COMMENT ON COLUMN knowledge_documents.created_by IS 'User who made it; null: the operator';
COMMENT ON COLUMN knowledge_documents.updated_by IS 'User who changed it last; null: the operator';
COMMENT ON COLUMN knowledge_documents.created_at IS 'When it was stored first';
COMMENT ON COLUMN knowledge_documents.updated_at IS 'Last change';

CREATE TABLE knowledge_versions (
  tenant_id bigint NOT NULL DEFAULT current_tenant(),
  document_id bigint NOT NULL,
  version integer NOT NULL,
  title text NOT NULL,
  language text NOT NULL,
  text text NOT NULL,
  created_by bigint,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT knowledge_versions_version_primary
    PRIMARY KEY (tenant_id, document_id, version),
  CONSTRAINT knowledge_versions_document_id_reference
    FOREIGN KEY (tenant_id, document_id)
    REFERENCES knowledge_documents (tenant_id, id) ON DELETE CASCADE
);
COMMENT ON TABLE knowledge_versions IS 'Every text that a document ever had, the current one too';
COMMENT ON COLUMN knowledge_versions.tenant_id IS 'Studio';
COMMENT ON COLUMN knowledge_versions.document_id IS 'Document';
COMMENT ON COLUMN knowledge_versions.version IS 'Number, 1 at first';
COMMENT ON COLUMN knowledge_versions.title IS 'Title at that time';
COMMENT ON COLUMN knowledge_versions.language IS 'Language at that time';
COMMENT ON COLUMN knowledge_versions.text IS 'Markdown';
COMMENT ON COLUMN knowledge_versions.created_by IS 'User who wrote it; null: the operator';
COMMENT ON COLUMN knowledge_versions.created_at IS 'When';

CREATE TABLE knowledge_passages (
  tenant_id bigint NOT NULL DEFAULT current_tenant(),
  id bigint GENERATED ALWAYS AS IDENTITY,
  document_id bigint NOT NULL,
  version integer NOT NULL,
  position integer NOT NULL,
  heading text NOT NULL,
  text text NOT NULL,
  words tsvector NOT NULL,
  CONSTRAINT knowledge_passages_id_primary PRIMARY KEY (tenant_id, id),
  CONSTRAINT knowledge_passages_position_unique
    UNIQUE (tenant_id, document_id, position),
  CONSTRAINT knowledge_passages_document_id_reference
    FOREIGN KEY (tenant_id, document_id)
    REFERENCES knowledge_documents (tenant_id, id) ON DELETE CASCADE,
  CONSTRAINT knowledge_passages_text_check CHECK (length(text) <= 1500)
);
COMMENT ON TABLE knowledge_passages IS 'The current texts in pieces, as they are found';
COMMENT ON COLUMN knowledge_passages.tenant_id IS 'Studio';
COMMENT ON COLUMN knowledge_passages.id IS 'Identifier';
COMMENT ON COLUMN knowledge_passages.document_id IS 'Document';
COMMENT ON COLUMN knowledge_passages.version IS 'Version of the document that it is of';
COMMENT ON COLUMN knowledge_passages.position IS 'Place in the document, 1 at first';
COMMENT ON COLUMN knowledge_passages.heading IS 'Headings above it, "Preise > Tageskarte"';
COMMENT ON COLUMN knowledge_passages.text IS 'Plain words';
COMMENT ON COLUMN knowledge_passages.words IS 'Stems as knowledge_stems() marks them: A of the title, B of the headings, C of the text, D of parts of compounds';

-- Its keys begin with the studio, so that a search costs what its own studio
-- has, however many others there are. No pending list: it would be read by every
-- search until somebody vacuums.
CREATE INDEX knowledge_passages_words ON knowledge_passages
  USING gin (words) WITH (fastupdate = off);

-- "12.sauna" and, for what stands in a heading, "12#sauna" as well.
CREATE FUNCTION knowledge_stems(tenant bigint, mark text, stems tsvector)
  RETURNS tsvector
  LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = public, pg_temp
  AS $$
    SELECT coalesce(string_agg('''' || tenant || mark
      || replace(replace(s.lexeme, '\', '\\'), '''', '''''')
      || ''':' || array_to_string(ARRAY(SELECT p.position || p.weight
        FROM unnest(s.positions, s.weights) AS p (position, weight)), ','),
      ' '), '')::tsvector
    FROM unnest(stems) AS s
  $$;
COMMENT ON FUNCTION knowledge_stems(bigint, text, tsvector) IS
  'Stems that belong to a studio, so that no two studios share a key of the index';
REVOKE ALL ON FUNCTION knowledge_stems(bigint, text, tsvector) FROM PUBLIC;

CREATE TABLE knowledge_words (
  tenant_id bigint NOT NULL DEFAULT current_tenant(),
  word text COLLATE "C" NOT NULL,
  uses integer NOT NULL,
  CONSTRAINT knowledge_words_word_primary PRIMARY KEY (tenant_id, word)
);
COMMENT ON TABLE knowledge_words IS 'Words of a studio''s documents, to know what a misspelled one may mean';
COMMENT ON COLUMN knowledge_words.tenant_id IS 'Studio';
COMMENT ON COLUMN knowledge_words.word IS 'In lower case';
COMMENT ON COLUMN knowledge_words.uses IS 'Documents that have it';

CREATE TABLE knowledge_imports (
  tenant_id bigint NOT NULL DEFAULT current_tenant(),
  id bigint GENERATED ALWAYS AS IDENTITY,
  name text NOT NULL,
  kind text NOT NULL,
  size_bytes bigint NOT NULL,
  state text NOT NULL DEFAULT 'queued',
  reason text,
  document_id bigint,
  created_by bigint,
  created_at timestamptz NOT NULL DEFAULT now(),
  ended_at timestamptz,
  CONSTRAINT knowledge_imports_id_primary PRIMARY KEY (tenant_id, id),
  CONSTRAINT knowledge_imports_document_id_reference
    FOREIGN KEY (tenant_id, document_id)
    REFERENCES knowledge_documents (tenant_id, id)
    ON DELETE SET NULL (document_id),
  CONSTRAINT knowledge_imports_kind_check
    CHECK (kind IN ('markdown', 'text', 'pdf')),
  CONSTRAINT knowledge_imports_state_check
    CHECK (state IN ('queued', 'running', 'done', 'failed'))
);
CREATE INDEX knowledge_imports_document_id
  ON knowledge_imports (tenant_id, document_id) WHERE document_id IS NOT NULL;
COMMENT ON TABLE knowledge_imports IS 'Files that became documents, or did not';
COMMENT ON COLUMN knowledge_imports.tenant_id IS 'Studio';
COMMENT ON COLUMN knowledge_imports.id IS 'Identifier';
COMMENT ON COLUMN knowledge_imports.name IS 'Name of the file';
COMMENT ON COLUMN knowledge_imports.kind IS 'markdown, text or pdf';
COMMENT ON COLUMN knowledge_imports.size_bytes IS 'Length of the file';
COMMENT ON COLUMN knowledge_imports.state IS 'queued, running, done or failed';
COMMENT ON COLUMN knowledge_imports.reason IS 'Why it failed, for people';
COMMENT ON COLUMN knowledge_imports.document_id IS 'What became of it';
COMMENT ON COLUMN knowledge_imports.created_by IS 'User who sent it; null: the operator';
COMMENT ON COLUMN knowledge_imports.created_at IS 'When it came';
COMMENT ON COLUMN knowledge_imports.ended_at IS 'When it was done or failed';

CREATE TABLE knowledge_import_parts (
  tenant_id bigint NOT NULL DEFAULT current_tenant(),
  import_id bigint NOT NULL,
  position integer NOT NULL,
  bytes bytea NOT NULL,
  CONSTRAINT knowledge_import_parts_position_primary
    PRIMARY KEY (tenant_id, import_id, position),
  CONSTRAINT knowledge_import_parts_import_id_reference
    FOREIGN KEY (tenant_id, import_id)
    REFERENCES knowledge_imports (tenant_id, id) ON DELETE CASCADE,
  CONSTRAINT knowledge_import_parts_bytes_check
    CHECK (length(bytes) <= 1048576)
);
ALTER TABLE knowledge_import_parts ALTER bytes SET STORAGE EXTERNAL;
COMMENT ON TABLE knowledge_import_parts IS 'The bytes of a file until its import has ended';
COMMENT ON COLUMN knowledge_import_parts.tenant_id IS 'Studio';
COMMENT ON COLUMN knowledge_import_parts.import_id IS 'Import';
COMMENT ON COLUMN knowledge_import_parts.position IS 'Place in the file, 1 at first';
COMMENT ON COLUMN knowledge_import_parts.bytes IS 'At most a mebibyte';

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['knowledge_documents', 'knowledge_versions',
      'knowledge_passages', 'knowledge_words', 'knowledge_imports',
      'knowledge_import_parts'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY %I ON %I USING (tenant_id = current_tenant())',
      name || '_own', name);
  END LOOP;
END
$$;
-- What knowledge_find() reads; it looks at the studio of the transaction only,
-- and what it says is joined with rows under the policies above.
CREATE POLICY knowledge_documents_lookup ON knowledge_documents
  FOR SELECT TO ariia_lookup USING (true);
CREATE POLICY knowledge_passages_lookup ON knowledge_passages
  FOR SELECT TO ariia_lookup USING (true);
CREATE POLICY knowledge_words_lookup ON knowledge_words
  FOR SELECT TO ariia_lookup USING (true);
GRANT SELECT ON knowledge_documents, knowledge_passages, knowledge_words
  TO ariia_lookup;

-- The best passages of the studio for a question, which is
--   {"concepts": [{"weight": 1, "word": "suana", "near": ["sauna", ...]}, ...],
--    "terms": [{"concept": 0, "query": "'sauna':* | 'spa'", "worth": 1}, ...],
--    "all": "'sauna':* | ..."}
-- with concepts for what is asked, terms for the ways to say each, and near for
-- what the word would be with two letters exchanged.
--
-- It belongs to ariia_lookup because a policy hides the index: @@ might leak
-- what it is compared with, so PostgreSQL compares only rows that have passed
-- the policy, one by one. A rank counts how much of what is asked a passage
-- covers, the rarer the more, whether its heading says so, and how close
-- together its words stand. A misspelled word is looked for among those of the
-- studio with the same first letter: a trigram index would be one over all
-- studios. The plan is made once: no table here is small
-- enough to be read whole.
CREATE FUNCTION knowledge_find(question jsonb, most bigint)
  RETURNS TABLE (passage_id bigint, rank double precision)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
  SET enable_seqscan = off SET jit = off SET client_min_messages = warning
  SET plan_cache_mode = force_generic_plan
  AS $$
    #variable_conflict use_column
    DECLARE
      tenant bigint := current_tenant();
      total double precision;
      everything tsquery := regexp_replace(
        (to_tsquery('german', question->>'all') ||
          to_tsquery('english', question->>'all'))::text,
        '''([^'']+)''', '''' || tenant || '.\1''', 'g')::tsquery;
    BEGIN
      SELECT coalesce(sum(d.passages), 0) INTO total
      FROM knowledge_documents d WHERE d.tenant_id = tenant;
      IF total = 0 THEN
        RETURN;
      END IF;
      RETURN QUERY
      WITH concept AS MATERIALIZED (
        SELECT c.place - 1 AS number,
          (c.value->>'weight')::double precision AS weight,
          c.value->>'word' AS word, c.value->'near' AS near
        FROM jsonb_array_elements(question->'concepts')
          WITH ORDINALITY AS c (value, place)
      ), stem AS MATERIALIZED (
        SELECT (t->>'concept')::bigint AS number,
          (t->>'worth')::double precision AS worth,
          (to_tsquery('german', t->>'query') ||
            to_tsquery('english', t->>'query'))::text AS query
        FROM jsonb_array_elements(question->'terms') t
      ), term AS MATERIALIZED (
        SELECT s.number, s.worth, m.mark = '#' AS is_heading,
          regexp_replace(s.query, '''([^'']+)''',
            '''' || tenant || m.mark || '\1''', 'g')::tsquery AS query
        FROM stem s, (VALUES ('.'), ('#')) AS m (mark)
      ), known AS MATERIALIZED (
        SELECT t.number, p.id,
          coalesce(max(t.worth) FILTER (WHERE NOT t.is_heading), 0) AS worth,
          coalesce(max(t.worth) FILTER (WHERE t.is_heading), 0) AS heading
        FROM term t JOIN knowledge_passages p
          ON p.words @@ t.query AND p.tenant_id = tenant
        GROUP BY t.number, p.id
      ), meant AS MATERIALIZED (
        SELECT c.number, w.word, regexp_replace(
          (plainto_tsquery('german', w.word) ||
            plainto_tsquery('english', w.word))::text,
          '''([^'']+)''', '''' || tenant || '.\1''', 'g')::tsquery AS query
        FROM concept c CROSS JOIN LATERAL (
          SELECT w.word, similarity(w.word, c.word) AS likeness
          FROM knowledge_words w
          WHERE w.tenant_id = tenant AND w.word >= left(c.word, 1)
            AND w.word < left(c.word, 1) || chr(1114111)
            AND length(w.word) BETWEEN length(c.word) - 2
              AND length(c.word) + 2
            AND levenshtein_less_equal(w.word, c.word, 2) <=
              CASE WHEN length(c.word) < 8 THEN 1 ELSE 2 END
          UNION
          SELECT w.word, 1
          FROM jsonb_array_elements_text(c.near) AS n (word)
            JOIN knowledge_words w
            ON w.tenant_id = tenant AND w.word = n.word
          ORDER BY 2 DESC, 1 LIMIT 3) w
        WHERE length(c.word) >= 5
          AND NOT EXISTS (SELECT FROM known k WHERE k.number = c.number)
      ), hit AS MATERIALIZED (
        SELECT k.number, k.id, k.worth, k.heading FROM known k
        UNION ALL
        SELECT DISTINCT m.number, p.id, 0.8::double precision,
          0::double precision
        FROM meant m CROSS JOIN LATERAL (
          SELECT p.id FROM knowledge_passages p
          WHERE p.words @@ m.query AND p.tenant_id = tenant OFFSET 0) p
      ), scarce AS MATERIALIZED (
        SELECT c.number,
          c.weight * ln(1 + total / (0.5 + coalesce(
            nullif(count(h.id) FILTER (WHERE h.worth > 0.8), 0),
            nullif(count(h.id), 0), 1))) AS value
        FROM concept c LEFT JOIN hit h USING (number)
        GROUP BY c.number, c.weight
      ), whole AS MATERIALIZED (
        SELECT sum(s.value) AS value FROM scarce s
      ), covering AS MATERIALIZED (
        SELECT h.id, sum(h.worth * s.value) / w.value AS share,
          sum(h.heading * s.value) / w.value AS heading
        FROM hit h JOIN scarce s USING (number), whole w
        GROUP BY h.id, w.value
        HAVING sum(h.worth * s.value) / w.value >= 0.42
        ORDER BY sum(h.worth * s.value) + 0.3 * sum(h.heading * s.value) DESC,
          h.id LIMIT 12
      ), said AS MATERIALIZED (
        SELECT everything || coalesce(string_agg(m.query::text, ' | '),
          '')::tsquery AS query FROM meant m
      )
      SELECT p.id, c.share + 0.3 * c.heading + 0.4 *
        ts_rank_cd('{0.1, 0.3, 0.7, 0.3}', p.words, s.query, 33)
      FROM covering c JOIN knowledge_passages p
        ON p.tenant_id = tenant AND p.id = c.id, said s
      ORDER BY 2 DESC, 1 LIMIT most;
    END
  $$;
COMMENT ON FUNCTION knowledge_find(jsonb, bigint) IS
  'Passages of the transaction''s studio that cover what is asked, best first';
ALTER FUNCTION knowledge_find(jsonb, bigint) OWNER TO ariia_lookup;
REVOKE ALL ON FUNCTION knowledge_find(jsonb, bigint) FROM PUBLIC;

-- Who answers, and who tries out and shows.
GRANT EXECUTE ON FUNCTION knowledge_find(jsonb, bigint)
  TO ariia_agent, ariia_admin;
GRANT SELECT ON knowledge_documents, knowledge_passages
  TO ariia_agent, ariia_admin, ariia_clock, ariia_cli;

-- Who writes: the API, the imports, the command line.
GRANT INSERT, UPDATE, DELETE ON knowledge_documents
  TO ariia_admin, ariia_clock, ariia_cli;
GRANT EXECUTE ON FUNCTION knowledge_stems(bigint, text, tsvector)
  TO ariia_admin, ariia_clock, ariia_cli;
GRANT SELECT, INSERT ON knowledge_versions
  TO ariia_admin, ariia_clock, ariia_cli;
GRANT INSERT, DELETE ON knowledge_passages
  TO ariia_admin, ariia_clock, ariia_cli;
GRANT SELECT, INSERT, UPDATE, DELETE ON knowledge_words
  TO ariia_admin, ariia_clock, ariia_cli;
GRANT SELECT, INSERT ON knowledge_imports TO ariia_admin;
GRANT INSERT ON knowledge_import_parts TO ariia_admin;
GRANT SELECT, UPDATE (state, reason, document_id, ended_at)
  ON knowledge_imports TO ariia_clock;
GRANT SELECT, DELETE ON knowledge_import_parts TO ariia_clock;
GRANT SELECT ON settings TO ariia_clock;
GRANT INSERT (actor_user_id, actor_role, action, subject, before, after,
  request_id) ON audit_logs TO ariia_clock;
