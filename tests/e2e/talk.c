/*
 * talk.c - a conversation of a fresh studio, as its member and its staff see
 * it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "talk.h"

void
talk_hear(const struct talk *talk, const char *text)
{
	expect_status(deliver(talk->studio,
			  whatsapp_text(talk->studio, talk->from,
			      fresh_id("wamid."), text)),
	    200);
}

struct talk
talk_new(const char *name)
{
	struct talk talk = { studio_new(name, "pro"), fresh_number(), 0 };

	talk_hear(&talk, "Guten Tag");
	(void)replies_to(talk.from, 1, 10000);
	talk.id =
	    sql_int("SELECT id FROM chat_sessions WHERE tenant_id = %" PRId64,
		talk.studio->id);
	return talk;
}

const char *
talk_path(const struct talk *talk, const char *what)
{
	return arena_printf(
	    e2e_arena(), "/sessions/%" PRId64 "%s", talk->id, what);
}

struct answer
talk_act(const struct talk *talk, const char *what)
{
	return send_body("POST", talk_path(talk, what), talk->studio->staff,
	    NULL, NULL, 0, NULL);
}

struct answer
talk_reply(const struct talk *talk, const char *text, const char *key)
{
	return post_json(talk_path(talk, "/reply"), talk->studio->staff,
	    arena_printf(
		e2e_arena(), "{\"text\":\"%s\",\"key\":\"%s\"}", text, key));
}

const char *
talk_state(const struct talk *talk)
{
	struct answer answer = get(talk_path(talk, ""), talk->studio->staff);

	expect_status(answer, 200);
	return json_text_at(answer.json, "state");
}

int64_t
talk_audited(const struct talk *talk, const char *action)
{
	return sql_int("SELECT count(*) FROM audit_logs WHERE tenant_id = "
		       "%" PRId64 " AND action = '%s'",
	    talk->studio->id, action);
}
