-- 0001_tenancy.sql - tenants, their people, settings, plan and audit log.
-- SPDX-License-Identifier: ISC

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO ariia_lookup, ariia_webhook, ariia_admin,
  ariia_ui, ariia_agent, ariia_courier, ariia_cli;
-- Only to be made the owner of functions.
GRANT CREATE ON SCHEMA public TO ariia_lookup;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

CREATE FUNCTION current_tenant() RETURNS bigint
  LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT nullif(current_setting('app.tenant_id', true), '')::bigint $$;
COMMENT ON FUNCTION current_tenant() IS
  'The tenant of the running transaction; null without one, and null sees no row';
GRANT EXECUTE ON FUNCTION current_tenant() TO PUBLIC;

CREATE TABLE tenants (
  id bigint GENERATED ALWAYS AS IDENTITY,
  slug text NOT NULL,
  name text NOT NULL,
  is_active boolean NOT NULL DEFAULT true,
  is_verified boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT tenants_id_primary PRIMARY KEY (id),
  CONSTRAINT tenants_slug_unique UNIQUE (slug),
  CONSTRAINT tenants_slug_check
    CHECK (slug ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
  CONSTRAINT tenants_name_check CHECK (name <> '' AND length(name) <= 200)
);
COMMENT ON TABLE tenants IS 'Studios; everything else belongs to one of them';
COMMENT ON COLUMN tenants.id IS 'Identifier, first in every key';
COMMENT ON COLUMN tenants.slug IS 'Name in addresses: /webhook/whatsapp/{slug}';
COMMENT ON COLUMN tenants.name IS 'Name of the studio';
COMMENT ON COLUMN tenants.is_active IS 'False: no sign-in, webhooks answer 403';
COMMENT ON COLUMN tenants.is_verified IS 'The first address was confirmed';
COMMENT ON COLUMN tenants.created_at IS 'When it signed up';

CREATE TABLE users (
  tenant_id bigint NOT NULL DEFAULT current_tenant(),
  id bigint GENERATED ALWAYS AS IDENTITY,
  email text NOT NULL,
  full_name text NOT NULL DEFAULT '',
  role text NOT NULL,
  password_hash text,
  locale text NOT NULL DEFAULT 'de-DE',
  is_active boolean NOT NULL DEFAULT true,
  session_epoch integer NOT NULL DEFAULT 0,
  email_verified_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT users_id_primary PRIMARY KEY (tenant_id, id),
  CONSTRAINT users_email_unique UNIQUE (tenant_id, email),
  CONSTRAINT users_tenant_id_reference FOREIGN KEY (tenant_id)
    REFERENCES tenants (id),
  CONSTRAINT users_role_check
    CHECK (role IN ('system_admin', 'tenant_admin', 'tenant_user')),
  CONSTRAINT users_email_check
    CHECK (email = lower(email) AND email LIKE '%_@_%' AND length(email) <= 254)
);
COMMENT ON TABLE users IS 'People who sign in: operator, owners, staff';
COMMENT ON COLUMN users.tenant_id IS 'Studio';
COMMENT ON COLUMN users.id IS 'Identifier';
COMMENT ON COLUMN users.email IS 'Address in lower case, unique in the studio';
COMMENT ON COLUMN users.full_name IS 'Name as shown';
COMMENT ON COLUMN users.role IS 'system_admin, tenant_admin or tenant_user';
COMMENT ON COLUMN users.password_hash IS 'scrypt with its parameters; null: none yet';
COMMENT ON COLUMN users.locale IS 'Language and region of the pages';
COMMENT ON COLUMN users.is_active IS 'False: every token is refused';
COMMENT ON COLUMN users.session_epoch IS 'Tokens of a smaller epoch are refused';
COMMENT ON COLUMN users.email_verified_at IS 'When the address was confirmed';
COMMENT ON COLUMN users.created_at IS 'When it was created';

CREATE TABLE settings (
  tenant_id bigint NOT NULL DEFAULT current_tenant(),
  key text NOT NULL,
  value text,
  sealed text,
  updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT settings_key_primary PRIMARY KEY (tenant_id, key),
  CONSTRAINT settings_tenant_id_reference FOREIGN KEY (tenant_id)
    REFERENCES tenants (id),
  CONSTRAINT settings_value_check CHECK (num_nonnulls(value, sealed) = 1)
);
COMMENT ON TABLE settings IS 'Values of a studio; what is missing has a default';
COMMENT ON COLUMN settings.tenant_id IS 'Studio';
COMMENT ON COLUMN settings.key IS 'Name of the setting';
COMMENT ON COLUMN settings.value IS 'Plain value';
COMMENT ON COLUMN settings.sealed IS 'Secret: AES-256-GCM, bound to tenant and key';
COMMENT ON COLUMN settings.updated_at IS 'Last change';

CREATE TABLE plans (
  id bigint GENERATED ALWAYS AS IDENTITY,
  slug text NOT NULL,
  name text NOT NULL,
  stripe_price_id text,
  price_monthly_cents integer,
  max_members integer,
  max_monthly_messages integer,
  max_channels integer,
  whatsapp_enabled boolean NOT NULL DEFAULT false,
  telegram_enabled boolean NOT NULL DEFAULT false,
  sms_enabled boolean NOT NULL DEFAULT false,
  email_enabled boolean NOT NULL DEFAULT false,
  voice_enabled boolean NOT NULL DEFAULT false,
  memory_analyzer_enabled boolean NOT NULL DEFAULT false,
  custom_prompts_enabled boolean NOT NULL DEFAULT false,
  is_active boolean NOT NULL DEFAULT true,
  CONSTRAINT plans_id_primary PRIMARY KEY (id),
  CONSTRAINT plans_slug_unique UNIQUE (slug)
);
COMMENT ON TABLE plans IS 'What the operator sells; the same for all studios';
COMMENT ON COLUMN plans.id IS 'Identifier';
COMMENT ON COLUMN plans.slug IS 'Stable name';
COMMENT ON COLUMN plans.name IS 'Name as shown';
COMMENT ON COLUMN plans.stripe_price_id IS 'Price at Stripe; null: not for sale there';
COMMENT ON COLUMN plans.price_monthly_cents IS 'Price in cents; null: on request';
COMMENT ON COLUMN plans.max_members IS 'Members of the studio; null: unlimited';
COMMENT ON COLUMN plans.max_monthly_messages IS 'Messages received a month; null: unlimited';
COMMENT ON COLUMN plans.max_channels IS 'Channels beside the website chat; null: unlimited';
COMMENT ON COLUMN plans.whatsapp_enabled IS 'Includes WhatsApp';
COMMENT ON COLUMN plans.telegram_enabled IS 'Includes Telegram';
COMMENT ON COLUMN plans.sms_enabled IS 'Includes SMS';
COMMENT ON COLUMN plans.email_enabled IS 'Includes e-mail';
COMMENT ON COLUMN plans.voice_enabled IS 'Includes voice';
COMMENT ON COLUMN plans.memory_analyzer_enabled IS 'Includes the member memory';
COMMENT ON COLUMN plans.custom_prompts_enabled IS 'Includes own prompt templates';
COMMENT ON COLUMN plans.is_active IS 'Can be chosen by new subscribers';

INSERT INTO plans (slug, name, price_monthly_cents, max_members,
  max_monthly_messages, max_channels, whatsapp_enabled, telegram_enabled,
  sms_enabled, email_enabled, voice_enabled, memory_analyzer_enabled,
  custom_prompts_enabled)
VALUES
  ('starter', 'Starter', 0, 500, 1000, 1,
    true, false, false, false, false, false, false),
  ('pro', 'Pro', 9900, 5000, NULL, 3,
    true, true, false, true, false, false, true),
  ('enterprise', 'Enterprise', NULL, NULL, NULL, NULL,
    true, true, true, true, true, true, true);

CREATE TABLE subscriptions (
  tenant_id bigint NOT NULL DEFAULT current_tenant(),
  plan_id bigint NOT NULL,
  status text NOT NULL DEFAULT 'active',
  stripe_customer_id text,
  stripe_subscription_id text,
  current_period_start timestamptz,
  current_period_end timestamptz,
  trial_ends_at timestamptz,
  canceled_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT subscriptions_tenant_id_primary PRIMARY KEY (tenant_id),
  CONSTRAINT subscriptions_tenant_id_reference FOREIGN KEY (tenant_id)
    REFERENCES tenants (id),
  CONSTRAINT subscriptions_plan_id_reference FOREIGN KEY (plan_id)
    REFERENCES plans (id),
  CONSTRAINT subscriptions_status_check CHECK (status IN ('incomplete',
    'incomplete_expired', 'trialing', 'active', 'past_due', 'canceled',
    'unpaid', 'paused'))
);
COMMENT ON TABLE subscriptions IS 'The plan of each studio, one row each';
COMMENT ON COLUMN subscriptions.tenant_id IS 'Studio';
COMMENT ON COLUMN subscriptions.plan_id IS 'Plan';
COMMENT ON COLUMN subscriptions.status IS 'State as Stripe names it';
COMMENT ON COLUMN subscriptions.stripe_customer_id IS 'Customer at Stripe';
COMMENT ON COLUMN subscriptions.stripe_subscription_id IS 'Subscription at Stripe';
COMMENT ON COLUMN subscriptions.current_period_start IS 'Paid from';
COMMENT ON COLUMN subscriptions.current_period_end IS 'Paid until';
COMMENT ON COLUMN subscriptions.trial_ends_at IS 'End of the trial';
COMMENT ON COLUMN subscriptions.canceled_at IS 'When the end was asked for';
COMMENT ON COLUMN subscriptions.created_at IS 'When it began';

CREATE TABLE audit_logs (
  tenant_id bigint NOT NULL DEFAULT current_tenant(),
  id bigint GENERATED ALWAYS AS IDENTITY,
  at timestamptz NOT NULL DEFAULT now(),
  actor_user_id bigint,
  actor_role text NOT NULL,
  action text NOT NULL,
  subject text NOT NULL,
  before jsonb,
  after jsonb,
  request_id text NOT NULL,
  CONSTRAINT audit_logs_id_primary PRIMARY KEY (tenant_id, id),
  CONSTRAINT audit_logs_tenant_id_reference FOREIGN KEY (tenant_id)
    REFERENCES tenants (id)
);
COMMENT ON TABLE audit_logs IS 'Who changed what; rows are only ever added';
COMMENT ON COLUMN audit_logs.tenant_id IS 'Studio';
COMMENT ON COLUMN audit_logs.id IS 'Identifier';
COMMENT ON COLUMN audit_logs.at IS 'When';
COMMENT ON COLUMN audit_logs.actor_user_id IS 'Who; null for the platform';
COMMENT ON COLUMN audit_logs.actor_role IS 'In which role';
COMMENT ON COLUMN audit_logs.action IS 'What, as noun.verb';
COMMENT ON COLUMN audit_logs.subject IS 'To what';
COMMENT ON COLUMN audit_logs.before IS 'Values before, secrets masked';
COMMENT ON COLUMN audit_logs.after IS 'Values after, secrets masked';
COMMENT ON COLUMN audit_logs.request_id IS 'Request or command that did it';

-- Isolation: a table without a policy shows nothing, one with it only the rows
-- of the tenant of the transaction, to its owner too.
ALTER TABLE tenants ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenants FORCE ROW LEVEL SECURITY;
CREATE POLICY tenants_own ON tenants
  USING (id = current_tenant());
CREATE POLICY tenants_lookup ON tenants TO ariia_lookup
  USING (true) WITH CHECK (true);
ALTER TABLE users ENABLE ROW LEVEL SECURITY;
ALTER TABLE users FORCE ROW LEVEL SECURITY;
CREATE POLICY users_own ON users
  USING (tenant_id = current_tenant());
ALTER TABLE settings ENABLE ROW LEVEL SECURITY;
ALTER TABLE settings FORCE ROW LEVEL SECURITY;
CREATE POLICY settings_own ON settings
  USING (tenant_id = current_tenant());
ALTER TABLE subscriptions ENABLE ROW LEVEL SECURITY;
ALTER TABLE subscriptions FORCE ROW LEVEL SECURITY;
CREATE POLICY subscriptions_own ON subscriptions
  USING (tenant_id = current_tenant());
CREATE POLICY subscriptions_lookup ON subscriptions FOR SELECT TO ariia_lookup
  USING (true);
ALTER TABLE audit_logs ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_logs FORCE ROW LEVEL SECURITY;
CREATE POLICY audit_logs_own ON audit_logs
  USING (tenant_id = current_tenant());

GRANT SELECT ON plans TO ariia_lookup, ariia_admin, ariia_ui, ariia_agent,
  ariia_cli;
GRANT SELECT, INSERT ON tenants TO ariia_lookup;
GRANT SELECT ON subscriptions TO ariia_lookup;
GRANT SELECT ON tenants TO ariia_admin, ariia_ui, ariia_agent, ariia_cli;
GRANT UPDATE (name, is_active, is_verified) ON tenants TO ariia_cli;
GRANT SELECT (tenant_id, id, email, full_name, role, locale, is_active,
  session_epoch, email_verified_at, created_at) ON users TO ariia_admin;
GRANT SELECT, INSERT, UPDATE ON users TO ariia_cli;
GRANT SELECT ON settings TO ariia_webhook, ariia_admin, ariia_ui, ariia_agent,
  ariia_courier, ariia_cli;
GRANT INSERT, UPDATE, DELETE ON settings TO ariia_admin, ariia_cli;
GRANT SELECT ON subscriptions TO ariia_admin, ariia_ui, ariia_agent, ariia_cli;
GRANT INSERT, UPDATE ON subscriptions TO ariia_cli;
GRANT SELECT, INSERT ON audit_logs TO ariia_admin, ariia_cli;

-- What looks across tenants: one function per purpose.
CREATE FUNCTION tenant_by_slug(wanted text)
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
    WHERE t.slug = wanted
  $$;
COMMENT ON FUNCTION tenant_by_slug(text) IS
  'The studio and what its plan allows, for whoever only knows the address';
ALTER FUNCTION tenant_by_slug(text) OWNER TO ariia_lookup;
REVOKE ALL ON FUNCTION tenant_by_slug(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tenant_by_slug(text) TO ariia_webhook, ariia_admin,
  ariia_ui, ariia_cli;

CREATE FUNCTION tenant_create(new_slug text, new_name text) RETURNS bigint
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
    INSERT INTO tenants (slug, name) VALUES (new_slug, new_name) RETURNING id
  $$;
COMMENT ON FUNCTION tenant_create(text, text) IS
  'A new studio; the caller then sets its id as the tenant of the transaction';
ALTER FUNCTION tenant_create(text, text) OWNER TO ariia_lookup;
REVOKE ALL ON FUNCTION tenant_create(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tenant_create(text, text) TO ariia_cli;

CREATE FUNCTION tenant_page(after_id bigint, most bigint)
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
    WHERE t.id > after_id ORDER BY t.id LIMIT most
  $$;
COMMENT ON FUNCTION tenant_page(bigint, bigint) IS
  'The studios in order of sign-up, for the operator';
ALTER FUNCTION tenant_page(bigint, bigint) OWNER TO ariia_lookup;
REVOKE ALL ON FUNCTION tenant_page(bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tenant_page(bigint, bigint) TO ariia_cli;
