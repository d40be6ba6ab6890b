/*
 * isolation_rows.c - a row for each table that belongs to studios.
 *
 * SPDX-License-Identifier: ISC
 */
#include "isolation_rows.h"

void
rows_fill(const struct studio *studio, const char *number)
{
	expect_status(
	    deliver(studio,
		whatsapp_text(studio, number, fresh_id("wamid."), "Hallo")),
	    200);
	expect_status(
	    deliver(studio,
		arena_printf(e2e_arena(),
		    "{\"entry\":[{\"changes\":[{\"field\":\"messages\","
		    "\"value\":{\"metadata\":{\"phone_number_id\":\"%s\"},"
		    "\"statuses\":[{\"id\":\"%s\",\"status\":\"sent\","
		    "\"timestamp\":\"1767225600\","
		    "\"recipient_id\":\"1\"}]}}]}]}",
		    studio->phone_number_id, fresh_id("wamid."))),
	    200);
	sql_run("INSERT INTO jobs (tenant_id, kind, key, state, last_error) "
		"VALUES (%" PRId64 ", 'probe', 'x', 'set_aside', 'probe')",
	    studio->id);
	sql_run("INSERT INTO usage_records (tenant_id, year, month) VALUES "
		"(%" PRId64 ", 2020, 1)",
	    studio->id);
	sql_run("INSERT INTO refused_messages SELECT (jsonb_populate_record("
		"NULL::refused_messages, jsonb_build_object('tenant_id', "
		"%" PRId64 ", 'channel', 'whatsapp', 'provider_message_id', "
		"'probe', 'created_at', now()))).*",
	    studio->id);
}

void
rows_fill_identity(const struct studio *studio)
{
	static const char *const rows[] = {
		"user_sessions (tenant_id, user_id, jti, kind, expires_at) "
		"SELECT "
		"tenant_id, id, 'probe', 'browser', now() + interval '1 hour'",
		"user_recovery_codes (tenant_id, user_id, code_hash) SELECT "
		"tenant_id, id, 'probe'",
		"one_time_tokens (tenant_id, purpose, token_hash, user_id, "
		"expires_at) SELECT tenant_id, 'reset', 'probe', id, now()",
		"invitations (tenant_id, email, role, token_hash, invited_by, "
		"expires_at) SELECT tenant_id, 'x@example.org', 'tenant_user', "
		"'probe', id, now()",
		"api_keys (tenant_id, name, key_hash, key_start, scopes, "
		"created_by) SELECT tenant_id, 'probe', 'probe', 'probe', "
		"'', id",
		"domains (tenant_id, host) SELECT tenant_id, 'probe' || "
		"tenant_id || '.example.org'",
	};

	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++)
		sql_run("INSERT INTO %s FROM users WHERE tenant_id = %" PRId64
			" AND role = 'tenant_admin'",
		    rows[i], studio->id);
}

static void
fill_brand(const struct studio *studio)
{
	sql_run("INSERT INTO brand_uploads (tenant_id, slot, state, name) "
		"VALUES (%" PRId64 ", 'logo', 'refused', 'probe')",
	    studio->id);
	sql_run("INSERT INTO brand_pictures (tenant_id, slot, version, "
		"hides_on, media_type, width, height, bytes) VALUES (%" PRId64
		", 'logo', 'probe%" PRId64 "', 'any', 'image/png', 1, 1, 'x')",
	    studio->id, studio->id);
}

/* t is the studio. One may use what one before it has made. */
void
rows_fill_business(const struct studio *studio)
{
	static const char *const rows[] = {
		"studio_members (tenant_id, first_name) SELECT t.id, 'probe'",
		"knowledge_documents (tenant_id, title, passages) SELECT t.id, "
		"'probe', 1",
		"knowledge_versions (tenant_id, document_id, version, title, "
		"language, text) SELECT t.id, (SELECT min(d.id) FROM "
		"knowledge_documents d WHERE d.tenant_id = t.id), 1, 'probe', "
		"'de', 'probe'",
		"knowledge_passages (tenant_id, document_id, version, position,"
		" heading, text, words) SELECT t.id, (SELECT min(d.id) FROM "
		"knowledge_documents d WHERE d.tenant_id = t.id), 1, 1, '', "
		"'Sauna', knowledge_stems(t.id, '.', 'sauna:1C')",
		"knowledge_words (tenant_id, word, uses) SELECT t.id, 'sauna', "
		"1",
		"knowledge_imports (tenant_id, name, kind, size_bytes) SELECT "
		"t.id, 'probe', 'text', 5",
		"knowledge_import_parts (tenant_id, import_id, position, "
		"bytes) SELECT t.id, (SELECT min(i.id) FROM knowledge_imports "
		"i WHERE i.tenant_id = t.id), 1, 'probe'",
		"verifications (tenant_id, session_id, step, expires_at) SELECT"
		" t.id, (SELECT min(s.id) FROM chat_sessions s WHERE"
		" s.tenant_id = t.id), 1, now()",
		"member_memories (tenant_id, member_id) SELECT t.id, (SELECT"
		" min(m.id) FROM studio_members m WHERE m.tenant_id = t.id)",
		"member_imports (tenant_id, dry_run, on_conflict, separator,"
		" header, rows_total) SELECT t.id, true, 'skip', ';', 'id', 0",
		"member_import_chunks (tenant_id, import_id, number,"
		" first_line, rows, text) SELECT t.id, (SELECT min(i.id) FROM"
		" member_imports i WHERE i.tenant_id = t.id), 1, 2, 0, ''",
		"member_import_errors (tenant_id, import_id, line, field,"
		" reason, original) SELECT t.id, (SELECT min(i.id) FROM"
		" member_imports i WHERE i.tenant_id = t.id), 2, '', '', ''",
		"verification_mails (tenant_id, session_id) SELECT t.id,"
		" (SELECT min(s.id) FROM chat_sessions s WHERE s.tenant_id ="
		" t.id)",
		"message_media (tenant_id, message_id) SELECT t.id, (SELECT "
		"min(m.id) FROM chat_messages m WHERE m.tenant_id = t.id)",
		"session_notes (tenant_id, session_id, author, text) SELECT "
		"t.id, (SELECT min(s.id) FROM chat_sessions s WHERE "
		"s.tenant_id = t.id), 'system', 'probe'",
		"canned_replies (tenant_id, title, text) SELECT t.id, 'probe', "
		"'probe'",
		"alerts (tenant_id, session_id, message_id, kind, told) SELECT "
		"t.id, (SELECT min(s.id) FROM chat_sessions s WHERE "
		"s.tenant_id = t.id), 1, 'emergency', 'probe'",
		"pending_actions (tenant_id, id, session_id, tool, arguments, "
		"question) SELECT t.id, 1, (SELECT min(s.id) FROM "
		"chat_sessions s WHERE s.tenant_id = t.id), 'probe', '{}', ''",
		"prompt_templates (tenant_id, agent, language, number, text, "
		"version) SELECT t.id, 'probe', 'de', 1, 'probe', 'probe'",
		"form_keys (tenant_id, mac) SELECT t.id, 'probe'",
		"turn_acts (tenant_id, session_id, message_id, kind) SELECT "
		"t.id, (SELECT min(s.id) FROM chat_sessions s WHERE "
		"s.tenant_id = t.id), 1, 'code'",
	};

	fill_brand(studio);
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++)
		sql_run("INSERT INTO %s FROM tenants t WHERE t.id = %" PRId64,
		    rows[i], studio->id);
}
