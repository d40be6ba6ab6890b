-- 0004_identity.sql - signing in: sessions, second factor, invitations, keys,
-- domains, tokens of mails.
-- SPDX-License-Identifier: ISC

ALTER TABLE users
  ADD COLUMN totp_sealed text,
  ADD COLUMN totp_confirmed_at timestamptz,
  ADD COLUMN totp_last_step bigint NOT NULL DEFAULT 0,
  ADD COLUMN password_changed_at timestamptz,
  ADD COLUMN timezone text NOT NULL DEFAULT 'Europe/Berlin';
COMMENT ON COLUMN users.totp_sealed IS 'Secret of the second factor, sealed';
COMMENT ON COLUMN users.totp_confirmed_at IS 'Since when the second factor is asked for';
COMMENT ON COLUMN users.totp_last_step IS 'Newest time step used: a code works once';
COMMENT ON COLUMN users.password_changed_at IS 'Last change of the password';
COMMENT ON COLUMN users.timezone IS 'Time zone of the pages (IANA name)';
ALTER TABLE subscriptions
  ADD COLUMN wanted_plan_id bigint,
  ADD CONSTRAINT subscriptions_wanted_plan_id_reference
    FOREIGN KEY (wanted_plan_id) REFERENCES plans (id);
COMMENT ON COLUMN subscriptions.wanted_plan_id IS 'Plan chosen at sign-up that is still to be paid';
-- Who signs in by address alone is looked for in every studio.
CREATE INDEX users_email ON users (email);

CREATE TABLE user_sessions (
  tenant_id bigint NOT NULL DEFAULT current_tenant(),
  id bigint GENERATED ALWAYS AS IDENTITY,
  user_id bigint NOT NULL,
  jti text NOT NULL,
  kind text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  ended_at timestamptz,
  confirmed_at timestamptz NOT NULL DEFAULT now(),
  address text NOT NULL DEFAULT '',
  user_agent text NOT NULL DEFAULT '',
  impersonator_tenant_id bigint,
  impersonator_user_id bigint,
  reason text,
  CONSTRAINT user_sessions_id_primary PRIMARY KEY (tenant_id, id),
  CONSTRAINT user_sessions_jti_unique UNIQUE (tenant_id, jti),
  CONSTRAINT user_sessions_user_id_reference FOREIGN KEY (tenant_id, user_id)
    REFERENCES users (tenant_id, id) ON DELETE CASCADE,
  CONSTRAINT user_sessions_kind_check
    CHECK (kind IN ('browser', 'bearer', 'impersonation')),
  CONSTRAINT user_sessions_reason_check CHECK ((kind = 'impersonation')
    = (num_nonnulls(impersonator_tenant_id, impersonator_user_id, reason) = 3))
);
CREATE INDEX user_sessions_user ON user_sessions (tenant_id, user_id, id);
COMMENT ON TABLE user_sessions IS 'Who is signed in; every token and cookie names one of these';
COMMENT ON COLUMN user_sessions.tenant_id IS 'Studio';
COMMENT ON COLUMN user_sessions.id IS 'Identifier';
COMMENT ON COLUMN user_sessions.user_id IS 'Who';
COMMENT ON COLUMN user_sessions.jti IS 'Identifier in the token; stays when the token is renewed';
COMMENT ON COLUMN user_sessions.kind IS 'browser: cookie; bearer: API; impersonation: the operator as this user';
COMMENT ON COLUMN user_sessions.created_at IS 'Sign-in';
COMMENT ON COLUMN user_sessions.expires_at IS 'Ends then however much it is used';
COMMENT ON COLUMN user_sessions.ended_at IS 'Signed out, or ended by somebody';
COMMENT ON COLUMN user_sessions.confirmed_at IS 'Password last given; dangerous acts ask for a fresh one';
COMMENT ON COLUMN user_sessions.address IS 'Address of the sign-in';
COMMENT ON COLUMN user_sessions.user_agent IS 'Browser or program of the sign-in';
COMMENT ON COLUMN user_sessions.impersonator_tenant_id IS 'Studio of the operator who acts';
COMMENT ON COLUMN user_sessions.impersonator_user_id IS 'Operator who acts';
COMMENT ON COLUMN user_sessions.reason IS 'Why the operator acts';

CREATE TABLE user_recovery_codes (
  tenant_id bigint NOT NULL DEFAULT current_tenant(),
  user_id bigint NOT NULL,
  code_hash text NOT NULL,
  used_at timestamptz,
  CONSTRAINT user_recovery_codes_code_hash_primary
    PRIMARY KEY (tenant_id, user_id, code_hash),
  CONSTRAINT user_recovery_codes_user_id_reference
    FOREIGN KEY (tenant_id, user_id)
    REFERENCES users (tenant_id, id) ON DELETE CASCADE
);
COMMENT ON TABLE user_recovery_codes IS 'Codes for who has lost the second factor, each good once';
COMMENT ON COLUMN user_recovery_codes.tenant_id IS 'Studio';
COMMENT ON COLUMN user_recovery_codes.user_id IS 'Whose';
COMMENT ON COLUMN user_recovery_codes.code_hash IS 'Keyed hash of the code';
COMMENT ON COLUMN user_recovery_codes.used_at IS 'When it was used';

CREATE TABLE one_time_tokens (
  tenant_id bigint NOT NULL DEFAULT current_tenant(),
  purpose text NOT NULL,
  token_hash text NOT NULL,
  user_id bigint NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  used_at timestamptz,
  CONSTRAINT one_time_tokens_token_hash_primary
    PRIMARY KEY (tenant_id, purpose, token_hash),
  CONSTRAINT one_time_tokens_user_id_reference
    FOREIGN KEY (tenant_id, user_id)
    REFERENCES users (tenant_id, id) ON DELETE CASCADE,
  CONSTRAINT one_time_tokens_purpose_check
    CHECK (purpose IN ('verify', 'reset'))
);
CREATE INDEX one_time_tokens_user
  ON one_time_tokens (tenant_id, user_id, purpose);
COMMENT ON TABLE one_time_tokens IS 'What links in mails prove, each good once';
COMMENT ON COLUMN one_time_tokens.tenant_id IS 'Studio';
COMMENT ON COLUMN one_time_tokens.purpose IS 'verify: an address; reset: a password';
COMMENT ON COLUMN one_time_tokens.token_hash IS 'SHA-256 of the token';
COMMENT ON COLUMN one_time_tokens.user_id IS 'For whom';
COMMENT ON COLUMN one_time_tokens.created_at IS 'When it was sent';
COMMENT ON COLUMN one_time_tokens.expires_at IS 'Until when it is good';
COMMENT ON COLUMN one_time_tokens.used_at IS 'When it was used';

CREATE TABLE invitations (
  tenant_id bigint NOT NULL DEFAULT current_tenant(),
  id bigint GENERATED ALWAYS AS IDENTITY,
  email text NOT NULL,
  role text NOT NULL,
  locale text NOT NULL DEFAULT 'de-DE',
  token_hash text NOT NULL,
  invited_by bigint,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  accepted_at timestamptz,
  revoked_at timestamptz,
  CONSTRAINT invitations_id_primary PRIMARY KEY (tenant_id, id),
  CONSTRAINT invitations_token_hash_unique UNIQUE (tenant_id, token_hash),
  CONSTRAINT invitations_invited_by_reference
    FOREIGN KEY (tenant_id, invited_by) REFERENCES users (tenant_id, id)
    ON DELETE SET NULL (invited_by),
  CONSTRAINT invitations_role_check
    CHECK (role IN ('tenant_admin', 'tenant_user'))
);
COMMENT ON TABLE invitations IS 'People who were asked to join a studio';
COMMENT ON COLUMN invitations.tenant_id IS 'Studio';
COMMENT ON COLUMN invitations.id IS 'Identifier';
COMMENT ON COLUMN invitations.email IS 'Address in lower case';
COMMENT ON COLUMN invitations.role IS 'Role they will have';
COMMENT ON COLUMN invitations.locale IS 'Language and region of the mail';
COMMENT ON COLUMN invitations.token_hash IS 'SHA-256 of the token in the mail';
COMMENT ON COLUMN invitations.invited_by IS 'Who asked; null: the operator, or somebody who is gone';
COMMENT ON COLUMN invitations.created_at IS 'When';
COMMENT ON COLUMN invitations.expires_at IS 'Until when it can be accepted';
COMMENT ON COLUMN invitations.accepted_at IS 'When it was accepted';
COMMENT ON COLUMN invitations.revoked_at IS 'When it was taken back';

CREATE TABLE api_keys (
  tenant_id bigint NOT NULL DEFAULT current_tenant(),
  id bigint GENERATED ALWAYS AS IDENTITY,
  name text NOT NULL,
  key_hash text NOT NULL,
  key_start text NOT NULL,
  scopes text NOT NULL,
  created_by bigint,
  created_at timestamptz NOT NULL DEFAULT now(),
  last_used_at timestamptz,
  revoked_at timestamptz,
  CONSTRAINT api_keys_id_primary PRIMARY KEY (tenant_id, id),
  CONSTRAINT api_keys_key_hash_unique UNIQUE (tenant_id, key_hash),
  CONSTRAINT api_keys_created_by_reference
    FOREIGN KEY (tenant_id, created_by) REFERENCES users (tenant_id, id)
    ON DELETE SET NULL (created_by)
);
COMMENT ON TABLE api_keys IS 'Keys for programs of the studio';
COMMENT ON COLUMN api_keys.tenant_id IS 'Studio';
COMMENT ON COLUMN api_keys.id IS 'Identifier';
COMMENT ON COLUMN api_keys.name IS 'What it is for';
COMMENT ON COLUMN api_keys.key_hash IS 'SHA-256 of the key, which is shown once';
COMMENT ON COLUMN api_keys.key_start IS 'First characters, to tell keys apart';
COMMENT ON COLUMN api_keys.scopes IS 'What it may do: names separated by blanks';
COMMENT ON COLUMN api_keys.created_by IS 'Who made it; null: somebody who is gone';
COMMENT ON COLUMN api_keys.created_at IS 'When';
COMMENT ON COLUMN api_keys.last_used_at IS 'Last use, to the minute';
COMMENT ON COLUMN api_keys.revoked_at IS 'When it was taken back';

CREATE TABLE domains (
  tenant_id bigint NOT NULL DEFAULT current_tenant(),
  host text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT domains_host_primary PRIMARY KEY (tenant_id, host),
  -- One host is one studio's; an exclusion, because keys begin with tenant_id.
  CONSTRAINT domains_host_exclusion EXCLUDE USING btree (host WITH =),
  CONSTRAINT domains_tenant_id_reference FOREIGN KEY (tenant_id)
    REFERENCES tenants (id),
  CONSTRAINT domains_host_check
    CHECK (host = lower(host) AND host ~ '^[a-z0-9.-]{4,253}$')
);
COMMENT ON TABLE domains IS 'Host names of studios beside {slug}.BASE_DOMAIN';
COMMENT ON COLUMN domains.tenant_id IS 'Studio';
COMMENT ON COLUMN domains.host IS 'Host name in lower case';
COMMENT ON COLUMN domains.created_at IS 'When it was added';

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['user_sessions', 'user_recovery_codes',
      'one_time_tokens', 'invitations', 'api_keys', 'domains'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY %I ON %I USING (tenant_id = '
      'current_tenant())', name || '_own', name);
  END LOOP;
END
$$;
CREATE POLICY users_lookup ON users FOR SELECT TO ariia_lookup USING (true);
CREATE POLICY domains_lookup ON domains FOR SELECT TO ariia_lookup
  USING (true);
GRANT SELECT (tenant_id, id, email) ON users TO ariia_lookup;
GRANT SELECT ON domains TO ariia_lookup;

-- ariia-auth: whatever signing in needs, and nothing of the conversations.
GRANT USAGE ON SCHEMA public TO ariia_auth;
GRANT SELECT ON plans, tenants, subscriptions, settings TO ariia_auth;
GRANT UPDATE (name, is_active, is_verified) ON tenants TO ariia_auth;
GRANT INSERT, UPDATE (plan_id, wanted_plan_id) ON subscriptions TO ariia_auth;
GRANT INSERT, UPDATE ON settings TO ariia_auth;
GRANT SELECT, INSERT, UPDATE, DELETE ON users, user_recovery_codes,
  one_time_tokens TO ariia_auth;
GRANT SELECT, INSERT, UPDATE ON user_sessions, invitations, api_keys
  TO ariia_auth;
GRANT SELECT, INSERT ON audit_logs TO ariia_auth;
GRANT SELECT, INSERT (kind, key, payload, run_at),
  UPDATE (payload, run_at, generation, updated_at) ON jobs TO ariia_auth;
GRANT EXECUTE ON FUNCTION tenant_by_slug(text), tenant_create(text, text),
  tenant_page(bigint, bigint) TO ariia_auth;
-- The other programs only ask whether a session is good.
GRANT SELECT ON user_sessions, api_keys TO ariia_admin, ariia_ui, ariia_cli;
GRANT UPDATE (last_used_at) ON api_keys TO ariia_admin, ariia_ui;
GRANT INSERT, UPDATE (ended_at) ON user_sessions TO ariia_cli;
GRANT SELECT (tenant_id, id, email, full_name, role, locale, timezone,
  is_active, session_epoch, email_verified_at, totp_confirmed_at, created_at)
  ON users TO ariia_ui, ariia_admin;
GRANT SELECT, INSERT, DELETE ON domains TO ariia_cli;

CREATE FUNCTION users_by_email(wanted text)
  RETURNS TABLE (tenant_id bigint, id bigint)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
    SELECT u.tenant_id, u.id FROM users u WHERE u.email = wanted
    ORDER BY u.id LIMIT 3
  $$;
COMMENT ON FUNCTION users_by_email(text) IS
  'Where somebody who signs in with an address may belong';
ALTER FUNCTION users_by_email(text) OWNER TO ariia_lookup;
REVOKE ALL ON FUNCTION users_by_email(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION users_by_email(text) TO ariia_auth;

CREATE FUNCTION tenant_slug_by_host(wanted text) RETURNS text
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
    SELECT t.slug FROM domains d JOIN tenants t ON t.id = d.tenant_id
    WHERE d.host = wanted
  $$;
COMMENT ON FUNCTION tenant_slug_by_host(text) IS
  'The studio whose own host name this is; null for none';
ALTER FUNCTION tenant_slug_by_host(text) OWNER TO ariia_lookup;
REVOKE ALL ON FUNCTION tenant_slug_by_host(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tenant_slug_by_host(text) TO ariia_webhook,
  ariia_admin, ariia_ui, ariia_auth, ariia_cli;

-- A sign-up: one address is one person's, whatever happens at the same time.
CREATE FUNCTION email_claim(wanted text) RETURNS boolean
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
  BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('email:' || wanted, 0));
    RETURN NOT EXISTS (SELECT FROM users u WHERE u.email = wanted);
  END
  $$;
COMMENT ON FUNCTION email_claim(text) IS
  'True if nobody has this address; nobody else can claim it meanwhile';
ALTER FUNCTION email_claim(text) OWNER TO ariia_lookup;
REVOKE ALL ON FUNCTION email_claim(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION email_claim(text) TO ariia_auth;

CREATE FUNCTION tenant_create_near(wanted text, new_name text) RETURNS bigint
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
  DECLARE
    made bigint;
  BEGIN
    FOR number IN 1..1000 LOOP
      INSERT INTO tenants (slug, name)
      VALUES (wanted || CASE number WHEN 1 THEN '' ELSE '-' || number END,
        new_name)
      ON CONFLICT (slug) DO NOTHING RETURNING id INTO made;
      EXIT WHEN made IS NOT NULL;
    END LOOP;
    RETURN made;
  END
  $$;
COMMENT ON FUNCTION tenant_create_near(text, text) IS
  'A new studio at this slug or the next free one of -2, -3 ...; null after 1000';
ALTER FUNCTION tenant_create_near(text, text) OWNER TO ariia_lookup;
REVOKE ALL ON FUNCTION tenant_create_near(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tenant_create_near(text, text)
  TO ariia_auth, ariia_cli;
