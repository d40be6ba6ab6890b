-- pages.sql - fills a studio as large as it gets: psql -v studio=SLUG
--   -v members=5000 -v talks=8000 -v messages=100000 -f pages.sql
-- SPDX-License-Identifier: ISC
--
-- Ninety days, the newest message now. As superuser: past every policy.
BEGIN;
SET LOCAL synchronous_commit = off;
SELECT id AS studio_id FROM tenants WHERE slug = :'studio' \gset
SELECT set_config('app.tenant_id', :'studio_id', true) \g /dev/null

INSERT INTO studio_members (tenant_id, customer_id, member_number, first_name,
    last_name, birth_date, phone, email, language, member_since, is_paused,
    tags, source, created_at)
SELECT :studio_id, 'c' || n, 'M-' || n,
  (ARRAY['Mia', 'Jonas', 'Sofia', 'Élise', 'Ali', 'Zoë', 'Hannah', 'Łukasz',
    'Ben', 'Aylin'])[1 + n % 10],
  (ARRAY['Albrecht', 'García', 'von der Heide', 'Öztürk', 'Nowak', 'Schmidt',
    'Müller', 'Weiß', 'Papadopoulos'])[1 + n % 9] || '-' || md5(n::text),
  date '1960-01-01' + n * 3, '+49170' || (1000000 + n),
  'm' || n || '@example.org', (ARRAY['de', 'en', NULL])[1 + n % 3],
  date '2015-01-01' + n % 3000, n % 17 = 0, '["vip"]', 'import',
  now() - n * interval '10 minutes'
FROM generate_series(1, :members) n;

INSERT INTO member_memories (tenant_id, member_id, summary, goals, source)
SELECT :studio_id, id, 'Kommt gern am Morgen.', 'Mehr Ausdauer', 'model'
FROM studio_members WHERE tenant_id = :studio_id;

INSERT INTO chat_sessions (tenant_id, channel, user_key, display_name, language,
    state, created_at)
SELECT :studio_id, CASE WHEN n % 5 = 0 THEN 'web' ELSE 'whatsapp' END,
  '4917' || (10000000 + n), 'Gast ' || n, 'de',
  CASE WHEN n % 200 = 0 THEN 'waiting' WHEN n % 130 = 0 THEN 'human'
    ELSE 'ai' END,
  now() - interval '90 days' * n / :talks
FROM generate_series(1, :talks) n;

-- As they came: conversations side by side, the newest one last.
INSERT INTO chat_messages (tenant_id, session_id, channel, direction, author,
    kind, text, state, provider_message_id, provider_at, state_at, created_at)
SELECT :studio_id, s.id, s.channel,
  CASE WHEN n % 2 = 0 THEN 'inbound' ELSE 'outbound' END,
  CASE WHEN n % 2 = 0 THEN 'member' WHEN n % 9 = 0 THEN 'staff' ELSE 'ai' END,
  'text', CASE WHEN n % 2 = 0
    THEN 'Habt ihr am Samstag offen, und was kostet die Tageskarte ' || n || '?'
    ELSE 'Ja, von 8 bis 20 Uhr. Die Tageskarte kostet 15 €.' END,
  CASE WHEN n % 2 = 0 THEN 'received' ELSE 'read' END,
  'seed-' || n, at, at, at
FROM generate_series(1, :messages) n
CROSS JOIN LATERAL (SELECT now() - interval '90 days'
  * (:messages - n) / :messages AS at) t
JOIN (SELECT id, channel, row_number() OVER (ORDER BY id DESC) - 1 AS place
  FROM chat_sessions WHERE tenant_id = :studio_id) s
  ON s.place = ((n / 2) * 7919) % :talks
ORDER BY n;

-- The plans of what follows must know how much there is.
ANALYZE studio_members, chat_sessions, chat_messages;
UPDATE chat_sessions s SET last_inbound_id = m.inbound, answered_id = m.inbound,
  last_inbound_at = m.inbound_at, last_message_at = m.at,
  staff_read_id = CASE WHEN s.id % 3 = 0 THEN 0 ELSE m.inbound END,
  state_changed_at = m.at,
  member_id = CASE WHEN s.id % 2 = 0 THEN p.id END,
  member_verified_at = CASE WHEN s.id % 2 = 0 THEN now() END
FROM (SELECT session_id, max(id) FILTER (WHERE author = 'member') AS inbound,
    max(created_at) FILTER (WHERE author = 'member') AS inbound_at,
    max(created_at) AS at FROM chat_messages WHERE tenant_id = :studio_id
  GROUP BY 1) m,
  (SELECT id, row_number() OVER (ORDER BY id) AS place FROM studio_members
    WHERE tenant_id = :studio_id) p
WHERE s.tenant_id = :studio_id AND m.session_id = s.id
  AND p.place = 1 + s.id % :members AND m.inbound IS NOT NULL;

INSERT INTO usage_ledger (tenant_id, what, message_id, quantity, at)
SELECT :studio_id, direction, id, 1, created_at FROM chat_messages
WHERE tenant_id = :studio_id;
INSERT INTO usage_records (tenant_id, year, month, messages_inbound,
    messages_outbound, active_members)
SELECT :studio_id, extract(year FROM at), extract(month FROM at),
  count(*) FILTER (WHERE what = 'inbound'),
  count(*) FILTER (WHERE what = 'outbound'), :members
FROM (SELECT what, at AT TIME ZONE 'UTC' AS at FROM usage_ledger
  WHERE tenant_id = :studio_id) l GROUP BY 2, 3 ON CONFLICT DO NOTHING;

INSERT INTO answer_audits (tenant_id, session_id, message_id, last_message_id,
    agent, rounds, prompt_tokens, completion_tokens, cost_micro_cents,
    duration_ms)
SELECT :studio_id, session_id, id, id, 'sales', 1, 900, 60, 40, 800
FROM chat_messages WHERE tenant_id = :studio_id AND author = 'ai';
INSERT INTO session_notes (tenant_id, session_id, author, text, created_at)
SELECT :studio_id, id, 'system', 'Wieder beim Assistenten.', state_changed_at
FROM chat_sessions WHERE tenant_id = :studio_id AND id % 4 = 0;
INSERT INTO alerts (tenant_id, session_id, message_id, kind, told, created_at,
    acknowledged_at)
SELECT :studio_id, id, last_inbound_id, 'emergency', 'Ruf 112.',
  state_changed_at, CASE WHEN id % 400 <> 0 THEN now() END
FROM chat_sessions WHERE tenant_id = :studio_id AND id % 40 = 0
  AND last_inbound_id > 0;
INSERT INTO canned_replies (tenant_id, title, text)
SELECT :studio_id, 'Baustein ' || n, 'Danke, wir melden uns heute noch.'
FROM generate_series(1, 30) n;
INSERT INTO audit_logs (tenant_id, actor_role, action, subject, before, after,
    request_id, at)
SELECT :studio_id, 'tenant_admin', 'setting.update', 'setting/studio_name',
  '{"value":"alt"}', '{"value":"neu"}', 'seed',
  now() - interval '90 days' * (1 - n / 2000.0)
FROM generate_series(1, 2000) n ORDER BY n;
INSERT INTO member_imports (tenant_id, state, dry_run, on_conflict, separator,
    header, rows_total, rows_done, created, created_at, finished_at)
SELECT :studio_id, 'done', false, 'update', ';', 'Vorname;Nachname', 500, 500,
  500, now() - n * interval '1 day', now() - n * interval '1 day'
FROM generate_series(1, 80) n;
INSERT INTO users (tenant_id, email, full_name, role, created_at)
SELECT :studio_id, 'staff' || n || '@' || :'studio' || '.example',
  'Team ' || n, 'tenant_user', now() - interval '1 year'
FROM generate_series(1, 40) n;
COMMIT;
