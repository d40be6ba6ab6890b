/*
 * door.c - plays a member of a studio who has to prove and to confirm.
 *
 * SPDX-License-Identifier: ISC
 */
#include "door.h"

#include "mailbox.h"

void
expect_part(const char *text, const char *part)
{
	ck_assert_msg(
	    strstr(text, part) != NULL, "\"%s\" lacks \"%s\"", text, part);
}

void
expect_no_part(const char *text, const char *part)
{
	ck_assert_msg(
	    strstr(text, part) == NULL, "\"%s\" has \"%s\"", text, part);
}

struct visitor
visitor_new(const struct studio *studio)
{
	struct visitor visitor = { .studio = studio,
		.number = fresh_number(),
		.email = fresh_mailbox("mitglied"),
		.mark = fresh_id("Wunsch") };

	expect_status(post_json("/admin/members", studio->owner,
			  arena_printf(e2e_arena(),
			      "{\"first_name\":\"Ada\",\"last_name\":\"Probe\","
			      "\"member_number\":\"%s\",\"email\":\"%s\","
			      "\"phone\":\"+%s\"}",
			      fresh_id("M"), visitor.email, visitor.number)),
	    201);
	return visitor;
}

struct visitor
visitor_verified(const struct studio *studio)
{
	struct visitor visitor = visitor_new(studio);

	visitor_says(&visitor, "Hallo");
	(void)visitor_hears(&visitor);
	sql_run("UPDATE chat_sessions s SET member_id = m.id,"
		" member_verified_at = now() FROM studio_members m"
		" WHERE m.tenant_id = s.tenant_id AND m.email = '%s'"
		" AND s.tenant_id = %" PRId64 " AND s.user_key = '%s'",
	    visitor.email, studio->id, visitor.number);
	return visitor;
}

void
visitor_model_calls_all(const struct visitor *visitor, const char *calls)
{
	sim_rule(arena_printf(e2e_arena(),
	    "{\"match\":\"%s\",\"also\":\"\\\"tools\\\"\",\"tool_calls\":%s}",
	    visitor->mark, calls));
}

void
visitor_model_calls(
    const struct visitor *visitor, const char *tool, const char *arguments)
{
	struct json_object *calls = json_new_array(e2e_arena());
	struct json_object *call = json_object_new_object();
	size_t len;

	json_add_text(call, "name", tool);
	json_add_text(call, "arguments", arguments);
	json_object_array_add(calls, call);
	visitor_model_calls_all(visitor, json_write(e2e_arena(), calls, &len));
}

void
visitor_says(struct visitor *visitor, const char *text)
{
	expect_status(deliver(visitor->studio,
			  whatsapp_text(visitor->studio, visitor->number,
			      fresh_id("wamid."), text)),
	    200);
}

void
visitor_presses(
    struct visitor *visitor, const char *button_id, const char *title)
{
	expect_status(
	    deliver(visitor->studio,
		arena_printf(e2e_arena(),
		    "{\"entry\":[{\"changes\":[{\"field\":\"messages\","
		    "\"value\":{\"metadata\":{\"phone_number_id\":\"%s\"},"
		    "\"messages\":[{\"from\":\"%s\",\"id\":\"%s\","
		    "\"timestamp\":\"1767225600\",\"type\":\"interactive\","
		    "\"interactive\":{\"type\":\"button_reply\","
		    "\"button_reply\":{\"id\":\"%s\",\"title\":\"%s\"}}}]}}]}"
		    "]}",
		    visitor->studio->phone_number_id, visitor->number,
		    fresh_id("wamid."), button_id, title)),
	    200);
}

const char *
visitor_hears(struct visitor *visitor)
{
	struct json_object *texts;

	(void)replies_to(visitor->number, ++visitor->replies, 20000);
	texts = sim_texts(visitor->number);
	return json_text(json_item(texts, (size_t)visitor->replies - 1));
}

void
visitor_hears_nothing(struct visitor *visitor)
{
	sql_wait(1, 15000,
	    "SELECT count(*) FROM chat_sessions WHERE tenant_id = %" PRId64
	    " AND user_key = '%s' AND answered_id = last_inbound_id",
	    visitor->studio->id, visitor->number);
	pause_ms(300);
	ck_assert_uint_eq(
	    json_length(sim_texts(visitor->number)), (size_t)visitor->replies);
}

void
visitor_wants_cancellation(struct visitor *visitor)
{
	visitor_model_calls(visitor, "cancel_booking",
	    "{\"booking_id\":4711,\"kind\":\"class\",\"name\":\"Yoga\"}");
	visitor_says(visitor,
	    arena_printf(
		e2e_arena(), "Storniere meine Buchung %s", visitor->mark));
	expect_part(visitor_hears(visitor),
	    "Soll ich deine Buchung „Yoga“ (Nummer 4711) wirklich stornieren?");
	ck_assert_str_eq(visitor_action(visitor), "waiting ");
}

const char *
visitor_action(const struct visitor *visitor)
{
	return sql_text("SELECT coalesce((SELECT a.state || ' ' ||"
			" coalesce(a.result, '') FROM pending_actions a"
			" JOIN chat_sessions s ON s.tenant_id = a.tenant_id"
			"  AND s.id = a.session_id"
			" WHERE s.tenant_id = %" PRId64 " AND s.user_key = '%s'"
			" ORDER BY a.id DESC LIMIT 1), '')",
	    visitor->studio->id, visitor->number);
}

int64_t
visitor_action_id(const struct visitor *visitor)
{
	return sql_int("SELECT max(a.id) FROM pending_actions a"
		       " JOIN chat_sessions s ON s.tenant_id = a.tenant_id"
		       "  AND s.id = a.session_id WHERE s.tenant_id = %" PRId64
		       " AND s.user_key = '%s'",
	    visitor->studio->id, visitor->number);
}

const char *
visitor_state(const struct visitor *visitor)
{
	return sql_text("SELECT state || ' ' || coalesce(state_reason, '')"
			" FROM chat_sessions WHERE tenant_id = %" PRId64
			" AND user_key = '%s'",
	    visitor->studio->id, visitor->number);
}
