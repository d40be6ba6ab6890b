-- 0005_audit.sql - the audit log as a chain per studio that only grows.
-- SPDX-License-Identifier: ISC
--
-- Each entry has the hash of the one before in its own: who has an export can
-- check it with nothing but SHA-256 (see audit_hash), and `ariia verify-audit`
-- does. The head tells that nothing was cut off at the end.

CREATE FUNCTION audit_hash(previous text, tenant_id bigint, id bigint,
    at timestamptz, actor_user_id bigint, actor_role text, action text,
    subject text, before jsonb, after jsonb, request_id text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$
    SELECT encode(sha256(convert_to(jsonb_build_array(previous, tenant_id, id,
      floor(extract(epoch FROM at) * 1000000)::bigint, actor_user_id,
      actor_role, action, subject, before, after, request_id)::text, 'UTF8')),
      'hex')
  $$;
COMMENT ON FUNCTION audit_hash(text, bigint, bigint, timestamptz, bigint, text,
  text, text, jsonb, jsonb, text) IS
  'SHA-256, in hexadecimal, of the JSON array of an entry behind the hash before';
GRANT EXECUTE ON FUNCTION audit_hash(text, bigint, bigint, timestamptz, bigint,
  text, text, text, jsonb, jsonb, text) TO ariia_lookup, ariia_cli;

CREATE TABLE audit_heads (
  tenant_id bigint NOT NULL DEFAULT current_tenant(),
  id bigint NOT NULL,
  hash text NOT NULL,
  CONSTRAINT audit_heads_tenant_id_primary PRIMARY KEY (tenant_id),
  CONSTRAINT audit_heads_tenant_id_reference FOREIGN KEY (tenant_id)
    REFERENCES tenants (id)
) WITH (fillfactor = 50);
COMMENT ON TABLE audit_heads IS 'The newest entry of each studio''s audit log';
COMMENT ON COLUMN audit_heads.tenant_id IS 'Studio';
COMMENT ON COLUMN audit_heads.id IS 'Its number';
COMMENT ON COLUMN audit_heads.hash IS 'Its hash';
ALTER TABLE audit_heads ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_heads FORCE ROW LEVEL SECURITY;
CREATE POLICY audit_heads_own ON audit_heads
  USING (tenant_id = current_tenant());
GRANT SELECT ON audit_heads TO ariia_cli, ariia_auth;
GRANT SELECT, INSERT, UPDATE ON audit_heads TO ariia_lookup;

ALTER TABLE audit_logs ALTER COLUMN id DROP IDENTITY;
ALTER TABLE audit_logs ADD COLUMN hash text;
COMMENT ON COLUMN audit_logs.id IS 'Number within the studio, without a gap';
COMMENT ON COLUMN audit_logs.hash IS 'Of this entry and the hash of the one before';

-- Numbers and chains the new entry. The row of the head is what entries of one
-- studio wait for, so that the chain has one order.
CREATE FUNCTION audit_chain() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
    DECLARE
      head audit_heads;
    BEGIN
      INSERT INTO audit_heads (tenant_id, id, hash)
        VALUES (NEW.tenant_id, 0, '') ON CONFLICT DO NOTHING;
      SELECT * INTO STRICT head FROM audit_heads h
        WHERE h.tenant_id = NEW.tenant_id FOR UPDATE;
      NEW.id := head.id + 1;
      NEW.hash := audit_hash(head.hash, NEW.tenant_id, NEW.id, NEW.at,
        NEW.actor_user_id, NEW.actor_role, NEW.action, NEW.subject,
        NEW.before, NEW.after, NEW.request_id);
      UPDATE audit_heads h SET id = NEW.id, hash = NEW.hash
        WHERE h.tenant_id = NEW.tenant_id;
      RETURN NEW;
    END
  $$;
COMMENT ON FUNCTION audit_chain() IS 'Numbers and chains a new entry';
ALTER FUNCTION audit_chain() OWNER TO ariia_lookup;
REVOKE ALL ON FUNCTION audit_chain() FROM PUBLIC;

CREATE FUNCTION audit_refuse() RETURNS trigger
  LANGUAGE plpgsql SET search_path = public, pg_temp
  AS $$
    BEGIN
      RAISE EXCEPTION 'the audit log only grows'
        USING ERRCODE = 'insufficient_privilege';
    END
  $$;
COMMENT ON FUNCTION audit_refuse() IS 'Nobody changes or removes an entry';

-- What was written before the chain began becomes its beginning.
ALTER TABLE audit_logs NO FORCE ROW LEVEL SECURITY;
ALTER TABLE audit_heads NO FORCE ROW LEVEL SECURITY;
UPDATE audit_logs l SET id = n.number FROM (SELECT tenant_id, id,
  row_number() OVER (PARTITION BY tenant_id ORDER BY id) AS number
  FROM audit_logs) n WHERE l.tenant_id = n.tenant_id AND l.id = n.id
  AND n.number <> n.id;
DO $$
DECLARE
  entry audit_logs;
  tenant bigint := 0;
  last text;
BEGIN
  FOR entry IN SELECT * FROM audit_logs l ORDER BY l.tenant_id, l.id LOOP
    IF entry.tenant_id <> tenant THEN
      tenant := entry.tenant_id;
      last := '';
    END IF;
    last := audit_hash(last, entry.tenant_id, entry.id, entry.at,
      entry.actor_user_id, entry.actor_role, entry.action, entry.subject,
      entry.before, entry.after, entry.request_id);
    UPDATE audit_logs l SET hash = last
      WHERE l.tenant_id = entry.tenant_id AND l.id = entry.id;
    INSERT INTO audit_heads (tenant_id, id, hash)
      VALUES (entry.tenant_id, entry.id, last)
      ON CONFLICT (tenant_id) DO UPDATE SET id = excluded.id,
        hash = excluded.hash;
  END LOOP;
END
$$;
ALTER TABLE audit_logs FORCE ROW LEVEL SECURITY;
ALTER TABLE audit_heads FORCE ROW LEVEL SECURITY;
ALTER TABLE audit_logs ALTER COLUMN hash SET NOT NULL;

CREATE TRIGGER audit_logs_chain BEFORE INSERT ON audit_logs
  FOR EACH ROW EXECUTE FUNCTION audit_chain();
CREATE TRIGGER audit_logs_refuse BEFORE UPDATE OR DELETE ON audit_logs
  FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_logs_refuse_truncate BEFORE TRUNCATE ON audit_logs
  EXECUTE FUNCTION audit_refuse();
