-- 0003_jobs.sql - the queue: jobs, and the functions that lease them.
-- SPDX-License-Identifier: ISC

-- No reference to tenants, as with the ledger: its check would make the studio's
-- row hot.
CREATE TABLE jobs (
  tenant_id bigint NOT NULL DEFAULT current_tenant(),
  id bigint GENERATED ALWAYS AS IDENTITY,
  kind text NOT NULL,
  key text NOT NULL,
  payload jsonb,
  state text NOT NULL DEFAULT 'queued',
  run_at timestamptz NOT NULL DEFAULT now(),
  leased_until timestamptz,
  leased_by text,
  due_at timestamptz GENERATED ALWAYS AS
    (CASE state WHEN 'leased' THEN leased_until ELSE run_at END) STORED,
  attempts integer NOT NULL DEFAULT 0,
  generation bigint NOT NULL DEFAULT 1,
  last_error text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT jobs_id_primary PRIMARY KEY (tenant_id, id),
  CONSTRAINT jobs_kind_check CHECK (kind <> '' AND length(kind) <= 100),
  CONSTRAINT jobs_key_check CHECK (length(key) <= 500),
  CONSTRAINT jobs_state_check
    CHECK (state IN ('queued', 'leased', 'set_aside')),
  CONSTRAINT jobs_leased_by_check CHECK
    ((state = 'leased') = (num_nonnulls(leased_until, leased_by) = 2)
      AND num_nonnulls(leased_until, leased_by) IN (0, 2))
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
  autovacuum_vacuum_cost_delay = 0);
COMMENT ON TABLE jobs IS
  'Work to do; a row lives until its job is done, run at least once';
COMMENT ON COLUMN jobs.tenant_id IS 'Studio';
COMMENT ON COLUMN jobs.id IS 'Identifier';
COMMENT ON COLUMN jobs.kind IS 'What to do; a worker takes the kinds it knows';
COMMENT ON COLUMN jobs.key IS 'To what; at most one live job per kind and key';
COMMENT ON COLUMN jobs.payload IS 'What else the job has to know';
COMMENT ON COLUMN jobs.state IS
  'queued: waits; leased: a worker has it; set_aside: given up, for a person';
COMMENT ON COLUMN jobs.run_at IS
  'Not before; while leased: when it was asked for meanwhile, else infinity';
COMMENT ON COLUMN jobs.leased_until IS
  'When the worker counts as dead and another one may take the job';
COMMENT ON COLUMN jobs.leased_by IS 'Worker process that has it';
COMMENT ON COLUMN jobs.due_at IS 'From when on it may be taken';
COMMENT ON COLUMN jobs.attempts IS
  'How often it was taken, counted then so that a crash counts too';
COMMENT ON COLUMN jobs.generation IS
  'Raised by every request for the job: tells that more came in while it ran';
COMMENT ON COLUMN jobs.last_error IS 'Why the last attempt failed';
COMMENT ON COLUMN jobs.created_at IS 'When it was first asked for';
COMMENT ON COLUMN jobs.updated_at IS 'Last change';

CREATE UNIQUE INDEX jobs_key_unique ON jobs (tenant_id, kind, key)
  WHERE state <> 'set_aside';
CREATE INDEX jobs_due_at ON jobs (kind, tenant_id, due_at)
  WHERE state <> 'set_aside';
CREATE INDEX jobs_leased_by ON jobs (leased_by) WHERE state = 'leased';
CREATE INDEX jobs_set_aside ON jobs (updated_at) WHERE state = 'set_aside';

ALTER TABLE jobs ENABLE ROW LEVEL SECURITY;
ALTER TABLE jobs FORCE ROW LEVEL SECURITY;
CREATE POLICY jobs_own ON jobs
  USING (tenant_id = current_tenant());
CREATE POLICY jobs_lookup ON jobs TO ariia_lookup
  USING (true) WITH CHECK (true);

GRANT SELECT, INSERT, UPDATE, DELETE ON jobs TO ariia_lookup;
-- To ask for a job; ON CONFLICT has to see the row that is there.
GRANT SELECT, INSERT (kind, key, payload, run_at),
  UPDATE (payload, run_at, generation, updated_at) ON jobs
  TO ariia_webhook, ariia_admin, ariia_ui, ariia_cli;
-- To end one as well.
GRANT SELECT, INSERT (kind, key, payload, run_at), DELETE,
  UPDATE (payload, run_at, generation, updated_at, state, leased_until,
    leased_by, attempts, last_error) ON jobs
  TO ariia_agent, ariia_courier;

-- Takes due jobs of all tenants. "holder" hops over the index from tenant to
-- tenant, so that it costs one probe per tenant with jobs however many jobs
-- each of them has; a tenant then gives no more than its share of a round, and
-- what is left free is shared out again in the next round. One tenant with
-- 100,000 jobs so delays nobody else.
--
-- The planner is told not to trust statistics: the table is empty most of the
-- time, and a plan made then would sort or read a whole queue later. What is
-- switched off counts as dear, which would start the just-in-time compiler.
CREATE FUNCTION jobs_claim(kinds text[], wanted bigint, lease_ms bigint,
    worker text)
  RETURNS TABLE (tenant_id bigint, id bigint, kind text, key text,
    payload jsonb, attempts integer, generation bigint, created_at timestamptz)
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp
  SET enable_seqscan = off SET enable_bitmapscan = off
  SET enable_hashjoin = off SET enable_mergejoin = off SET enable_sort = off
  SET jit = off
  AS $$
    #variable_conflict use_column
    DECLARE
      taken record;
      free bigint := wanted;
      has_more boolean := true;
    BEGIN
      WHILE has_more AND free > 0 LOOP
        has_more := false;
        FOR taken IN
          WITH RECURSIVE holder (kind, tenant_id) AS (
            SELECT k.kind, (SELECT min(j.tenant_id) FROM jobs j
              WHERE j.kind = k.kind AND j.state <> 'set_aside')
            FROM (SELECT DISTINCT unnest(kinds) AS kind) k
            UNION ALL
            SELECT h.kind, (SELECT min(j.tenant_id) FROM jobs j
              WHERE j.kind = h.kind AND j.state <> 'set_aside'
                AND j.tenant_id > h.tenant_id)
            FROM holder h WHERE h.tenant_id IS NOT NULL
          ), due AS MATERIALIZED (
            SELECT h.kind, h.tenant_id, d.due_at
            FROM holder h CROSS JOIN LATERAL (
              SELECT j.due_at FROM jobs j
              WHERE j.kind = h.kind AND j.tenant_id = h.tenant_id
                AND j.state <> 'set_aside' AND j.due_at <= now()
              ORDER BY j.due_at LIMIT 1) d
            WHERE h.tenant_id IS NOT NULL
            ORDER BY d.due_at LIMIT free
          ), shared AS MATERIALIZED (
            SELECT d.kind, d.tenant_id,
              greatest(free / count(*) OVER (), 1) AS share FROM due d
          ), locked AS MATERIALIZED (
            SELECT j.tenant_id, j.id, s.share, row_number() OVER
              (PARTITION BY s.kind, s.tenant_id ORDER BY j.due_at) AS turn
            FROM shared s CROSS JOIN LATERAL (
              SELECT j.tenant_id, j.id, j.due_at FROM jobs j
              WHERE j.kind = s.kind AND j.tenant_id = s.tenant_id
                AND j.state <> 'set_aside' AND j.due_at <= now()
              ORDER BY j.due_at LIMIT s.share FOR UPDATE SKIP LOCKED) j
          )
          UPDATE jobs j SET state = 'leased', leased_by = worker,
            leased_until = now() + lease_ms * interval '1 millisecond',
            run_at = 'infinity', attempts = j.attempts + 1, updated_at = now()
          FROM locked l
          WHERE j.tenant_id = l.tenant_id AND j.id = l.id
          RETURNING j.tenant_id, j.id, j.kind, j.key, j.payload, j.attempts,
            j.generation, j.created_at, l.turn = l.share AS is_last_of_share
        LOOP
          has_more := has_more OR taken.is_last_of_share;
          free := free - 1;
          tenant_id := taken.tenant_id;
          id := taken.id;
          kind := taken.kind;
          key := taken.key;
          payload := taken.payload;
          attempts := taken.attempts;
          generation := taken.generation;
          created_at := taken.created_at;
          RETURN NEXT;
        END LOOP;
      END LOOP;
    END
  $$;
COMMENT ON FUNCTION jobs_claim(text[], bigint, bigint, text) IS
  'Leases up to wanted due jobs to worker, each tenant its share';
ALTER FUNCTION jobs_claim(text[], bigint, bigint, text) OWNER TO ariia_lookup;
REVOKE ALL ON FUNCTION jobs_claim(text[], bigint, bigint, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION jobs_claim(text[], bigint, bigint, text)
  TO ariia_agent, ariia_courier;

-- Rows that somebody holds just now are left to the next beat: a heart must not
-- wait for a stranger's transaction, and there are three beats in a lease.
CREATE FUNCTION jobs_renew(worker text, ids bigint[], lease_ms bigint)
  RETURNS void
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
    UPDATE jobs j
    SET leased_until = now() + lease_ms * interval '1 millisecond'
    FROM (SELECT tenant_id, id FROM jobs
      WHERE leased_by = worker AND state = 'leased' AND id = ANY (ids)
      FOR UPDATE SKIP LOCKED) held
    WHERE j.tenant_id = held.tenant_id AND j.id = held.id
  $$;
COMMENT ON FUNCTION jobs_renew(text, bigint[], bigint) IS
  'Prolongs the leases of worker on those jobs that it still knows';
ALTER FUNCTION jobs_renew(text, bigint[], bigint) OWNER TO ariia_lookup;
REVOKE ALL ON FUNCTION jobs_renew(text, bigint[], bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION jobs_renew(text, bigint[], bigint)
  TO ariia_agent, ariia_courier;

CREATE FUNCTION jobs_release(worker text, guilty bigint) RETURNS void
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
    UPDATE jobs SET state = 'queued', leased_by = NULL, leased_until = NULL,
      attempts = CASE WHEN id = guilty THEN attempts
        ELSE greatest(attempts - 1, 0) END,
      last_error = CASE WHEN id = guilty THEN 'the worker died in it'
        ELSE last_error END,
      run_at = CASE WHEN id = guilty
        THEN now() + attempts * interval '1 second' ELSE now() END,
      updated_at = now()
    WHERE leased_by = worker AND state = 'leased'
  $$;
COMMENT ON FUNCTION jobs_release(text, bigint) IS
  'Gives back all jobs of worker; the attempt counts only for the guilty one';
ALTER FUNCTION jobs_release(text, bigint) OWNER TO ariia_lookup;
REVOKE ALL ON FUNCTION jobs_release(text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION jobs_release(text, bigint)
  TO ariia_agent, ariia_courier;

CREATE FUNCTION jobs_counts()
  RETURNS TABLE (kind text, state text, jobs bigint, oldest_at timestamptz)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
    SELECT j.kind, j.state, count(*), min(j.created_at) FROM jobs j
    GROUP BY j.kind, j.state ORDER BY j.kind, j.state
  $$;
COMMENT ON FUNCTION jobs_counts() IS 'The queue in numbers, for the operator';
ALTER FUNCTION jobs_counts() OWNER TO ariia_lookup;
REVOKE ALL ON FUNCTION jobs_counts() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION jobs_counts() TO ariia_cli;

CREATE FUNCTION jobs_set_aside_list(most bigint)
  RETURNS TABLE (tenant_id bigint, tenant_slug text, id bigint, kind text,
    key text, attempts integer, last_error text, at timestamptz)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
    SELECT j.tenant_id, t.slug, j.id, j.kind, j.key, j.attempts, j.last_error,
      j.updated_at
    FROM jobs j JOIN tenants t ON t.id = j.tenant_id
    WHERE j.state = 'set_aside' ORDER BY j.updated_at DESC, j.id DESC LIMIT most
  $$;
COMMENT ON FUNCTION jobs_set_aside_list(bigint) IS
  'The jobs that were given up, newest first, for the operator';
ALTER FUNCTION jobs_set_aside_list(bigint) OWNER TO ariia_lookup;
REVOKE ALL ON FUNCTION jobs_set_aside_list(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION jobs_set_aside_list(bigint) TO ariia_cli;

-- Taken out and put in again, because by now there may be a live job of the
-- same kind and key: then that one runs once more.
CREATE FUNCTION jobs_run_again(job_tenant_id bigint, job_id bigint)
  RETURNS bigint
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
    WITH stopped AS (
      DELETE FROM jobs
      WHERE tenant_id = job_tenant_id AND id = job_id AND state = 'set_aside'
      RETURNING tenant_id, kind, key, payload
    )
    INSERT INTO jobs (tenant_id, kind, key, payload)
    SELECT tenant_id, kind, key, payload FROM stopped
    ON CONFLICT (tenant_id, kind, key) WHERE state <> 'set_aside'
    DO UPDATE SET generation = jobs.generation + 1,
      run_at = least(jobs.run_at, excluded.run_at), updated_at = now()
    RETURNING id
  $$;
COMMENT ON FUNCTION jobs_run_again(bigint, bigint) IS
  'Makes a job that was set aside due again; null when there is none';
ALTER FUNCTION jobs_run_again(bigint, bigint) OWNER TO ariia_lookup;
REVOKE ALL ON FUNCTION jobs_run_again(bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION jobs_run_again(bigint, bigint) TO ariia_cli;
