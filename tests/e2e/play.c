/*
 * play.c - plays a written dialog: the member, the staff, what has to be so.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/check.h"
#include "base/time.h"
#include "scene.h"

enum { ANSWER_MS_MAX = 20000, STUDIOS_MAX = 64 };

/* What the model says or does. Rules: the newest that fits is used first. */

/* How a request of the router is told from one of an agent. */
#define ROUTER_MARK "confidence"
/* Texts on their way to a member have the studio's name, too. */
#define MODEL_PATH "chat/completions"

static struct json_object *
add_rule(struct scene *scene)
{
	struct json_object *rule = json_new_object(e2e_arena());

	expect(scene, scene->rule_count < RULES_MAX, "too many answers");
	json_add_text(rule, "match", scene->studio->name);
	json_add_text(rule, "also", MODEL_PATH);
	json_add_int(rule, "times", 1);
	scene->rules[scene->rule_count++] = rule;
	return rule;
}

static void
model_says(struct scene *scene, const char *text)
{
	struct json_object *rule = add_rule(scene);

	json_add_text(rule, "answer", text);
	json_add_text(rule, "unless", ROUTER_MARK);
}

static void
router_says(struct scene *scene, const char *text)
{
	struct json_object *rule = add_rule(scene);

	json_add_text(rule, "match", ROUTER_MARK);
	json_add_text(rule, "answer", text);
}

/* "NAME ARGUMENTS" */
static struct json_object *
call_of(const char *text)
{
	struct json_object *call = json_object_new_object();
	size_t len = strcspn(text, " ");

	json_add_text(call, "name", arena_copy_bytes(e2e_arena(), text, len));
	json_add_text(call, "arguments", text_trim(e2e_arena(), text + len));
	return call;
}

static void
model_calls(struct scene *scene, const char *text)
{
	struct json_object *rule = add_rule(scene);
	struct json_object *calls = json_object_new_array();

	json_object_array_add(calls, call_of(text));
	json_add(rule, "tool_calls", calls);
	json_add_text(rule, "unless", ROUTER_MARK);
}

/* One more call in the same answer. */
static void
model_also_calls(struct scene *scene, const char *text)
{
	expect(scene, scene->rule_count > 0, "there is no call before");
	json_object_array_add(
	    json_at(scene->rules[scene->rule_count - 1], "tool_calls"),
	    call_of(text));
}

static void
send_rules(struct scene *scene)
{
	size_t len;

	while (scene->rule_count > 0)
		if (scene->mode == PLAY_OFFLINE)
			scene->rule_count--;
		else
			sim_rule(json_write(e2e_arena(),
			    scene->rules[--scene->rule_count], &len));
}

/* The member. */

static int64_t
newest_id(const struct scene *scene)
{
	return sql_int(
	    "SELECT coalesce(max(m.id), 0) FROM chat_messages m JOIN "
	    "chat_sessions s ON s.tenant_id = m.tenant_id AND s.id "
	    "= m.session_id WHERE s.tenant_id = %" PRId64
	    " AND s.user_key = '%s'",
	    scene->studio->id, scene->from);
}

static void
await_answer(struct scene *scene)
{
	sql_wait(1, ANSWER_MS_MAX,
	    "SELECT count(*) FROM chat_sessions WHERE tenant_id = %" PRId64
	    " AND user_key = '%s' AND last_inbound_id > %" PRId64
	    " AND answered_id >= last_inbound_id",
	    scene->studio->id, scene->from, scene->last_id);
	scene->session_id =
	    sql_int("SELECT id FROM chat_sessions WHERE tenant_id = %" PRId64
		    " AND user_key = '%s'",
		scene->studio->id, scene->from);
	scene->said =
	    sql_text("SELECT coalesce(string_agg(text, E'\\n' ORDER BY id), '')"
		     " FROM chat_messages WHERE tenant_id = %" PRId64
		     " AND session_id = %" PRId64 " AND id > %" PRId64
		     " AND direction = 'outbound' AND author <> 'staff'",
		scene->studio->id, scene->session_id, scene->last_id);
}

static void
deliver_and_await(struct scene *scene, const char *body)
{
	scene->last_id = newest_id(scene);
	scene->journal_at = scene_journal_end();
	send_rules(scene);
	expect_status(deliver(scene->studio, body), 200);
	await_answer(scene);
}

static void
member_says(struct scene *scene, const char *text)
{
	deliver_and_await(scene,
	    whatsapp_text(scene->studio, scene->from, fresh_id("wamid."),
		scene_filled(scene, text)));
}

static const char *
quoted_json(const char *text)
{
	struct json_object *holder = json_new_object(e2e_arena());
	size_t len;

	json_add_text(holder, "text", text);
	return json_write(e2e_arena(), json_at(holder, "text"), &len);
}

/* id or title of the button of the newest question that offers which. */
static const char *
button_part(const struct scene *scene, const char *which, const char *part)
{
	const char *value = sql_text(
	    "SELECT b->>'%s' FROM chat_messages m, "
	    "jsonb_array_elements(m.payload->'buttons') b "
	    "WHERE m.tenant_id = %" PRId64 " AND m.session_id = %" PRId64
	    " AND b->>'id' LIKE '%s:%%' ORDER BY m.id DESC LIMIT 1",
	    part, scene->studio->id, scene->session_id, scene_quoted(which));

	expect(scene, value != NULL, "there is no button %s", which);
	return value;
}

/* yes or no: the button of the newest question; else the id of a button. */
static void
member_presses(struct scene *scene, const char *which)
{
	const char *id = which, *title = which;

	if (strchr(which, ':') == NULL) {
		id = button_part(scene, which, "id");
		title = button_part(scene, which, "title");
	}
	deliver_and_await(scene,
	    arena_printf(e2e_arena(),
		"{\"object\":\"whatsapp_business_account\",\"entry\":[{\"id\":"
		"\"1\",\"changes\":[{\"field\":\"messages\",\"value\":{"
		"\"messaging_product\":\"whatsapp\",\"metadata\":{"
		"\"phone_number_id\":\"%s\"},\"messages\":[{\"from\":\"%s\","
		"\"id\":\"%s\",\"timestamp\":\"%lld\",\"type\":\"interactive\""
		",\"interactive\":{\"type\":\"button_reply\",\"button_reply\":{"
		"\"id\":%s,\"title\":%s}}}]}}]}]}",
		scene->studio->phone_number_id, scene->from, fresh_id("wamid."),
		(long long)time(NULL), quoted_json(id), quoted_json(title)));
}

/* The staff. */

static struct answer
staff_posts(struct scene *scene, const char *what, const char *body)
{
	return post_json(arena_printf(e2e_arena(), "/sessions/%" PRId64 "/%s",
			     scene->session_id, what),
	    scene->studio->staff, body);
}

static void
staff_takes(struct scene *scene, const char *text not_used)
{
	expect_status(staff_posts(scene, "take-over", "{}"), 200);
}

static void
staff_gives_back(struct scene *scene, const char *text not_used)
{
	expect_status(staff_posts(scene, "give-back", "{}"), 200);
}

static void
staff_says(struct scene *scene, const char *text)
{
	struct answer answer = staff_posts(scene, "reply",
	    arena_printf(e2e_arena(), "{\"key\":\"%s\",\"text\":%s}",
		fresh_id("key"), quoted_json(text)));

	expect(scene, answer.status == 200 || answer.status == 201, "status %d",
	    answer.status);
}

/* For the member with that number. */
static void
staff_issues_code(struct scene *scene, const char *member_number)
{
	struct answer answer = staff_posts(scene, "verification-code",
	    arena_printf(e2e_arena(), "{\"member_id\":%" PRId64 "}",
		sql_int("SELECT id FROM studio_members WHERE tenant_id = "
			"%" PRId64 " AND member_number = '%s'",
		    scene->studio->id, scene_quoted(member_number))));

	expect(scene, answer.status == 200 || answer.status == 201, "status %d",
	    answer.status);
	scene->code = json_text_at(answer.json, "code");
}

/* The world. */

static void
setting(struct scene *scene, const char *text)
{
	size_t len = strcspn(text, " =");
	const char *value = strchr(text, '=');

	expect(scene, value != NULL, "a setting is NAME = VALUE");
	expect_status(
	    put_json("/admin/prompt-config", scene->studio->owner,
		arena_printf(e2e_arena(), "{%s:%s}",
		    quoted_json(arena_copy_bytes(e2e_arena(), text, len)),
		    quoted_json(text_trim(e2e_arena(), value + 1)))),
	    200);
}

/* "PATH BODY" */
static void
post(struct scene *scene, const char *text)
{
	size_t len = strcspn(text, " ");
	struct answer answer =
	    post_json(arena_copy_bytes(e2e_arena(), text, len),
		scene->studio->owner, text_trim(e2e_arena(), text + len));

	expect(scene, answer.status == 200 || answer.status == 201,
	    "status %d: %s", answer.status, answer.body);
}

static void
time_runs_out(struct scene *scene, const char *text not_used)
{
	sql_run("UPDATE pending_actions SET expires_at = now() - interval '1 s'"
		" WHERE tenant_id = %" PRId64,
	    scene->studio->id);
}

static void
restart(struct scene *scene not_used, const char *program)
{
	stack_do("stop", program);
	stack_do("start", program);
}

/* clang-format off */
static const struct scene_keyword happenings[] = {
	{ "setting",         setting },             /* NAME = VALUE of the prompt configuration */
	{ "post",            post },                /* PATH BODY, as the owner */
	{ "router",          router_says },         /* what a router's model will say */
	{ "model",           model_says },          /* what the model will say to the next line of the member */
	{ "calls",           model_calls },         /* NAME ARGUMENTS: what it will call before that */
	{ "calls too",       model_also_calls },    /* the same, in the same answer */
	{ "member",          member_says },         /* is answered, or left alone, before the next line */
	{ "presses",         member_presses },      /* yes, no: the button of the newest question; or an id */
	{ "staff takes",     staff_takes },
	{ "staff says",      staff_says },
	{ "staff gives back", staff_gives_back },
	{ "staff issues",    staff_issues_code },   /* a code for the member with that number: {code}, {wrong} */
	{ "time runs out",   time_runs_out },       /* for what waits for a yes */
	{ "restart",         restart },             /* NAME of a program */
	{ 0 },
};
/* clang-format on */

static bool
act_on(
    struct scene *scene, const struct scene_keyword *keywords, const char *name)
{
	for (; keywords->name != NULL; keywords++)
		if (text_is_equal(keywords->name, name)) {
			keywords->act(scene, scene->line->text);
			return true;
		}
	return false;
}

/* "says (offline)" holds only without a model, "says (model)" only with one. */
static void
play_line(struct scene *scene)
{
	const char *name = scene->line->keyword;
	size_t len = strcspn(name, "(");
	const char *only = name + len;

	if (text_is_equal(only, "(model)") && scene->mode != PLAY_MODEL)
		return;
	if (text_is_equal(only, "(offline)") && scene->mode != PLAY_OFFLINE)
		return;
	name = text_trim(e2e_arena(), arena_copy_bytes(e2e_arena(), name, len));
	expect(scene,
	    act_on(scene, happenings, name) ||
		act_on(scene, scene_checks, name),
	    "there is no keyword \"%s\"", name);
}

static void
play_part(struct scene *scene, struct script_part part)
{
	for (size_t at = 0; at < part.count; at++) {
		scene->line = &part.lines[at];
		play_line(scene);
	}
}

/* The studio of a file is made once and outlives the tests. */
static const struct studio *
studio_of(struct scene *scene)
{
	static struct {
		const char *file;
		struct studio studio;
	} known[STUDIOS_MAX];
	static struct arena *lasting;
	const struct studio *made;
	size_t at = 0;

	while (at < STUDIOS_MAX && known[at].file != NULL &&
	    strcmp(known[at].file, scene->dialog->file) != 0)
		at++;
	check(at < STUDIOS_MAX);
	if (known[at].file != NULL)
		return &known[at].studio;
	if (lasting == NULL)
		lasting = arena_create(4096, 1 << 20);
	made =
	    studio_new(arena_printf(lasting, "Studio-%s", scene->dialog->file),
		"enterprise");
	known[at].studio = (struct studio){
		.id = made->id,
		.slug = arena_copy(lasting, made->slug),
		.name = made->name,
		.app_secret = arena_copy(lasting, made->app_secret),
		.verify_token = arena_copy(lasting, made->verify_token),
		.phone_number_id = arena_copy(lasting, made->phone_number_id),
		.owner = arena_copy(lasting, made->owner),
		.staff = arena_copy(lasting, made->staff),
	};
	scene->studio = &known[at].studio;
	play_part(scene, scene->dialog->setup);
	known[at].file = scene->dialog->file;
	return &known[at].studio;
}

void
play(const struct script_dialog *dialog, enum play_mode mode)
{
	struct scene scene = { .dialog = dialog,
		.mode = mode,
		.said = "",
		.from = fresh_number() };

	scene.studio = studio_of(&scene);
	if (mode == PLAY_OFFLINE)
		sim_rule(arena_printf(e2e_arena(),
		    "{\"match\":\"%s\",\"also\":\"" MODEL_PATH
		    "\",\"status\":400}",
		    scene.studio->name));
	play_part(&scene, dialog->lines);
}
