/*
 * prompts.c - what agents are told: each studio's own values, its own
 * templates, and nothing of anybody else.
 *
 * SPDX-License-Identifier: ISC
 */
#include "e2e.h"
#include "suites.h"

static const char *const agents[] = { "router", "ops", "sales", "medic",
	"persona", "vision" };
static const char *const languages[] = { "de", "en" };

static const char *
written(struct json_object *tree)
{
	size_t len;

	return json_write(e2e_arena(), tree, &len);
}

static const char *
path_of(const char *agent, const char *rest)
{
	return arena_printf(e2e_arena(), "/admin/prompts/%s%s", agent, rest);
}

/* A template as it is stored. */
static struct answer
put_template(const struct studio *studio, const char *agent,
    const char *language, const char *text, int64_t number)
{
	struct json_object *body = json_new_object(e2e_arena());

	json_add_text(body, "language", language);
	json_add_text(body, "text", text);
	json_add_int(body, "number", number);
	return put_json(path_of(agent, ""), studio->owner, written(body));
}

static struct answer
try_out(const struct studio *studio, const char *agent, const char *text,
    const char *template)
{
	struct json_object *body = json_new_object(e2e_arena());

	json_add_text(body, "text", text);
	if (template != NULL)
		json_add_text(body, "template", template);
	return post_json(path_of(agent, "/try"), studio->owner, written(body));
}

static struct json_object *
language_of(const struct studio *studio, const char *agent, const char *tag)
{
	struct answer answer = get(path_of(agent, ""), studio->owner);

	expect_status(answer, 200);
	return json_at(answer.json, "languages", tag);
}

static void
expect_part(const char *text, const char *part)
{
	ck_assert_msg(text != NULL && strstr(text, part) != NULL,
	    "\"%s\" lacks \"%s\"", text == NULL ? "" : text, part);
}

static void
expect_no_part(const char *text, const char *part)
{
	ck_assert_msg(text == NULL || strstr(text, part) == NULL,
	    "\"%s\" has \"%s\"", text, part);
}

static void
say(const struct studio *studio, const char *from, const char *text)
{
	expect_status(
	    deliver(
		studio, whatsapp_text(studio, from, fresh_id("wamid."), text)),
	    200);
}

/* Every value of the studio has its mark, and looks like a placeholder. */
static struct studio *
marked_studio(const char *mark)
{
	static const char *const keys[] = { "studio_name", "agent_display_name",
		"studio_address", "sales_prices_text", "sales_retention_rules",
		"medic_disclaimer_text", "persona_bio_text",
		"opening_hours_text", "ai_disclosure_text" };
	struct studio *studio = studio_new(mark, "pro");
	struct json_object *body = json_new_object(e2e_arena());

	for (size_t at = 0; at < ARRAY_LENGTH(keys); at++)
		json_add_text(body, keys[at],
		    arena_printf(
			e2e_arena(), "%s%zu {studio_name} {{x}}", mark, at));
	expect_status(
	    put_json("/admin/prompt-config", studio->owner, written(body)),
	    200);
	return studio;
}

/* What the simulator's model received that has mark; at least one call. */
static const char *
requests_with(const char *mark)
{
	struct answer answer =
	    get(arena_printf(e2e_arena(), "%s/sim/requests?contains=%s",
		    e2e_env("ARIIA_SIM_URL"), mark),
		NULL);
	struct json_object *items = json_at(answer.json, "items");
	const char *all = "";

	expect_status(answer, 200);
	for (size_t at = 0; at < json_length(items); at++) {
		struct json_object *item = json_item(items, at);

		if (strstr(written(item), "chat/completions") != NULL)
			all = arena_printf(e2e_arena(), "%s\n%s", all,
			    json_text_at(item, "body"));
	}
	ck_assert_msg(all[0] != '\0', "no call has %s", mark);
	return all;
}

START_TEST(every_built_prompt_carries_its_studios_values_only)
{
	const char *ours = fresh_id("Unser");
	const char *theirs = fresh_id("Deren");
	struct studio *a = marked_studio(ours);
	struct studio *b = marked_studio(theirs);

	for (size_t at = 0; at < ARRAY_LENGTH(agents); at++)
		for (size_t in = 0; in < ARRAY_LENGTH(languages); in++) {
			const char *prompt = json_text_at(
			    language_of(a, agents[at], languages[in]),
			    "preview");

			expect_part(prompt, ours);
			expect_no_part(prompt, theirs);
			/* What stands in a value stays as it is. */
			expect_part(prompt, "0 {studio_name} {{x}}");
			expect_no_part(prompt, "{agent_display_name}");
			prompt = json_text_at(
			    language_of(b, agents[at], languages[in]),
			    "preview");
			expect_part(prompt, theirs);
			expect_no_part(prompt, ours);
		}
}
END_TEST

/* The last word decides whom the rules choose. */
START_TEST(what_the_model_receives_carries_its_studios_values_only)
{
	static const struct {
		const char *agent;
		const char *question;
	} questions[] = { { "ops", "Welche Kurse gibt es heute?" },
		{ "sales", "Was kostet eine Mitgliedschaft?" },
		{ "medic", "Ich habe Knieschmerzen" },
		{ "persona", "Wie ist eure Adresse?" } };
	const char *ours = fresh_id("Unser");
	const char *theirs = fresh_id("Deren");
	struct studio *studios[] = { marked_studio(ours),
		marked_studio(theirs) };
	const char *from = fresh_number();

	for (size_t at = 0; at < ARRAY_LENGTH(questions); at++)
		for (size_t of = 0; of < ARRAY_LENGTH(studios); of++) {
			say(studios[of], from, questions[at].question);
			(void)replies_to(
			    from, (int64_t)(at * 2 + of + 1), 15000);
		}
	for (size_t at = 0; at < ARRAY_LENGTH(questions); at++)
		for (size_t of = 0; of < ARRAY_LENGTH(studios); of++)
			ck_assert_int_eq(
			    sql_int("SELECT count(DISTINCT prompt_version) FROM"
				    " chat_messages WHERE tenant_id = %" PRId64
				    " AND agent = '%s'",
				studios[of]->id, questions[at].agent),
			    1);
	expect_part(requests_with(ours), "{studio_name} {{x}}");
	expect_no_part(requests_with(ours), theirs);
	expect_no_part(requests_with(theirs), ours);
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM chat_messages WHERE tenant_id = "
		    "%" PRId64 " AND text LIKE '%%%s%%'",
		studios[0]->id, theirs),
	    0);
}
END_TEST

START_TEST(every_agent_can_be_tried_and_nothing_is_kept)
{
	const char *ours = fresh_id("Unser");
	const char *theirs = fresh_id("Deren");
	struct studio *studio = marked_studio(ours);
	const char *mark = fresh_id("Probe");

	(void)marked_studio(theirs);
	for (size_t at = 1; at < ARRAY_LENGTH(agents); at++) {
		struct answer answer = try_out(studio, agents[at], mark, NULL);

		expect_status(answer, 200);
		ck_assert_str_eq(
		    json_text_at(answer.json, "agent"), agents[at]);
		expect_no_part(answer.body, theirs);
		/* No model here looks at pictures, which is what it says. */
		if (text_is_equal(agents[at], "vision"))
			continue;
		expect_part(json_text_at(answer.json, "answer"), mark);
		expect_part(json_text_at(answer.json, "prompt"), ours);
	}
	expect_no_part(requests_with(mark), theirs);
	/* The router speaks to nobody: whoever it chooses answers. */
	ck_assert_str_eq(
	    json_text_at(
		try_out(studio, "router", "Was kostet das Abo?", NULL).json,
		"agent"),
	    "sales");
	ck_assert_int_eq(
	    sql_int("SELECT (SELECT count(*) FROM chat_messages WHERE "
		    "tenant_id = %" PRId64
		    ") + (SELECT count(*) FROM chat_sessions WHERE tenant_id = "
		    "%" PRId64 ")",
		studio->id, studio->id),
	    0);
}
END_TEST

START_TEST(a_template_is_tried_before_it_is_stored)
{
	struct studio *studio = studio_new("Probierer", "pro");
	struct answer answer =
	    try_out(studio, "sales", "Hallo", "Probetext von {studio_name}");

	expect_status(answer, 200);
	expect_part(
	    json_text_at(answer.json, "prompt"), "Probetext von Probierer");
	answer = try_out(studio, "sales", "Hallo", "{nope}");
	expect_status(answer, 422);
	expect_part(answer.body, "#/template");
	expect_status(try_out(studio, "router", "Hallo", "x"), 422);
	expect_status(try_out(studio, "nobody", "Hallo", NULL), 404);
}
END_TEST

START_TEST(an_own_template_is_live_for_the_next_message)
{
	struct studio *studio = studio_new("Eigenes Wort", "pro");
	struct studio *other = studio_new("Anderes Wort", "pro");
	const char *from = fresh_number();
	const char *mark = fresh_id("Vorlage");
	const char *text =
	    arena_printf(e2e_arena(), "%s von {studio_name}.", mark);
	struct answer answer = put_template(studio, "sales", "de", text, 0);

	expect_status(answer, 200);
	ck_assert_int_eq(
	    json_object_get_int(json_at(answer.json, "number")), 1);
	say(studio, from, "Was kostet eine Mitgliedschaft?");
	(void)replies_to(from, 1, 15000);
	expect_part(requests_with(mark), "von Eigenes Wort.");
	/* The rules of the house stand behind it. */
	expect_part(requests_with(mark), "ändert diese Regeln nicht");
	ck_assert_str_eq(
	    sql_text("SELECT prompt_version FROM chat_messages WHERE tenant_id"
		     " = %" PRId64 " AND prompt_version IS NOT NULL",
		studio->id),
	    json_text_at(answer.json, "version"));
	/* Nobody else sees it. */
	expect_no_part(get("/admin/prompts/sales", other->owner).body, mark);
	ck_assert(json_is_true(
	    json_at(language_of(other, "sales", "de"), "is_default")));
	ck_assert(json_is_true(
	    json_at(language_of(studio, "sales", "en"), "is_default")));
}
END_TEST

START_TEST(versions_are_kept_and_two_people_do_not_overwrite_each_other)
{
	struct studio *studio = studio_new("Versionen", "pro");
	struct json_object *shown;
	const char *version;

	expect_status(put_template(studio, "ops", "de", "Eins", 0), 200);
	expect_status(put_template(studio, "ops", "de", "Zwei", 1), 200);
	/* Who has seen only the first one, or none, is told so. */
	expect_status(put_template(studio, "ops", "de", "Drei", 1), 409);
	expect_status(put_template(studio, "ops", "de", "Drei", 0), 409);
	/* The same text is no new version. */
	expect_status(put_template(studio, "ops", "de", "Zwei", 2), 200);
	shown = language_of(studio, "ops", "de");
	ck_assert_str_eq(json_text_at(shown, "text"), "Zwei");
	ck_assert_uint_eq(json_length(json_at(shown, "versions")), 2);
	/* An old one can be read, by its studio only. */
	version = arena_printf(e2e_arena(), "/admin/prompts/ops/versions/%s",
	    sql_text("SELECT id::text FROM prompt_templates WHERE tenant_id = "
		     "%" PRId64 " AND number = 1",
		studio->id));
	ck_assert_str_eq(
	    json_text_at(get(version, studio->owner).json, "text"), "Eins");
	expect_status(get(version, studio_new("Neugier", "pro")->owner), 404);
	expect_status(send_body("DELETE", "/admin/prompts/ops?language=de",
			  studio->owner, "application/json", "", 0, NULL),
	    204);
	shown = language_of(studio, "ops", "de");
	ck_assert(json_is_true(json_at(shown, "is_default")));
	ck_assert_uint_eq(json_length(json_at(shown, "versions")), 2);
	expect_status(put_template(studio, "ops", "de", "Drei", 0), 200);
	ck_assert_int_eq(json_object_get_int(json_at(
			     language_of(studio, "ops", "de"), "number")),
	    3);
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM audit_logs WHERE tenant_id = %" PRId64
		    " AND action IN ('prompt.update', 'prompt.reset')"
		    " AND subject = 'ops.de' AND actor_user_id IS NOT NULL",
		studio->id),
	    4);
}
END_TEST

START_TEST(bad_templates_are_refused_with_their_line)
{
	static const char *const bad[] = { "a\nb {no_such} c", "a\n{", "a\nb }",
		"a\n{ studio_name}", "a\n{Studio_name}" };
	struct studio *studio = studio_new("Pingelig", "pro");

	for (size_t at = 0; at < ARRAY_LENGTH(bad); at++) {
		struct answer answer =
		    put_template(studio, "medic", "de", bad[at], 0);
		struct json_object *body = json_new_object(e2e_arena());

		expect_status(answer, 422);
		expect_part(answer.body, "line 2");
		json_add_text(body, "language", "de");
		json_add_text(body, "text", bad[at]);
		expect_status(post_json("/admin/prompts/medic/preview",
				  studio->owner, written(body)),
		    422);
	}
	expect_status(put_template(studio, "medic", "fr", "a", 0), 422);
	expect_status(put_template(studio, "medic", "de", "", 0), 422);
	expect_status(put_template(studio, "nobody", "de", "a", 0), 404);
	expect_status(send_body("DELETE", "/admin/prompts/ops?language=fr",
			  studio->owner, "application/json", "", 0, NULL),
	    422);
}
END_TEST

START_TEST(a_preview_is_built_and_not_stored)
{
	struct studio *studio = studio_new("Vorschau", "pro");
	struct answer answer =
	    post_json("/admin/prompts/persona/preview", studio->owner,
		"{\"language\":\"en\",\"text\":\"{{ {studio_name} }}\"}");

	expect_status(answer, 200);
	expect_part(json_text_at(answer.json, "prompt"), "{ Vorschau }");
	expect_part(
	    json_text_at(answer.json, "prompt"), "does not change these rules");
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM prompt_templates WHERE tenant_id = "
		    "%" PRId64,
		studio->id),
	    0);
}
END_TEST

START_TEST(a_smaller_plan_falls_back_and_loses_nothing)
{
	struct studio *studio = studio_new("Absteiger", "pro");
	struct json_object *shown;

	expect_status(put_template(studio, "ops", "de", "Meins", 0), 200);
	sql_run("UPDATE subscriptions SET plan_id = (SELECT id FROM plans WHERE"
		" slug = 'starter') WHERE tenant_id = %" PRId64,
	    studio->id);
	shown = language_of(studio, "ops", "de");
	ck_assert(json_is_true(json_at(shown, "is_default")));
	expect_no_part(json_text_at(shown, "preview"), "Meins");
	ck_assert_uint_eq(json_length(json_at(shown, "versions")), 1);
	expect_status(put_template(studio, "ops", "de", "Neu", 1), 402);
	/* Back to ours is always possible; and trying costs nothing. */
	expect_status(try_out(studio, "ops", "Hallo", "Versuch"), 200);
	sql_run("UPDATE subscriptions SET plan_id = (SELECT id FROM plans WHERE"
		" slug = 'pro') WHERE tenant_id = %" PRId64,
	    studio->id);
	ck_assert_str_eq(
	    json_text_at(language_of(studio, "ops", "de"), "text"), "Meins");
}
END_TEST

START_TEST(only_administrators_work_on_prompts)
{
	struct studio *studio = studio_new("Rollen", "pro");
	struct answer answer = get("/admin/prompts", studio->owner);

	expect_status(answer, 200);
	ck_assert_uint_eq(
	    json_length(json_at(answer.json, "items")), ARRAY_LENGTH(agents));
	expect_status(get("/admin/prompts", studio->staff), 403);
	expect_status(get("/admin/prompts/ops", studio->staff), 403);
	expect_status(get("/admin/prompts", NULL), 401);
	expect_status(put_json("/admin/prompts/ops", studio->staff,
			  "{\"language\":\"de\",\"text\":\"a\",\"number\":0}"),
	    403);
	expect_status(post_json("/admin/prompts/ops/try", studio->staff,
			  "{\"text\":\"a\"}"),
	    403);
	answer = get("/admin/prompts/ops", studio->owner);
	ck_assert_uint_gt(
	    json_length(json_at(answer.json, "placeholders")), 15);
}
END_TEST

START_TEST(a_wish_for_a_language_is_kept)
{
	struct studio *studio = studio_new("Zweisprachig", "pro");
	const char *from = fresh_number();

	say(studio, from, "Bitte antworte auf Englisch");
	expect_part(replies_to(from, 1, 15000), "English from now on");
	say(studio, from, "Wann habt ihr heute für mich geöffnet?");
	(void)replies_to(from, 2, 15000);
	expect_part(requests_with("Zweisprachig"), "Answer in English");
	say(studio, from, "Auf Deutsch bitte");
	expect_part(replies_to(from, 3, 15000), "auf Deutsch");
	ck_assert_str_eq(
	    sql_text("SELECT wished_language FROM chat_sessions WHERE "
		     "tenant_id = %" PRId64,
		studio->id),
	    "de");
}
END_TEST

START_TEST(the_disclaimer_stands_behind_what_medic_says)
{
	struct studio *studio = studio_new("Gesund", "pro");
	const char *from = fresh_number();
	const char *text;

	expect_status(put_json("/admin/prompt-config", studio->owner,
			  "{\"medic_disclaimer_text\":\"Frag deine Ärztin.\"}"),
	    200);
	say(studio, from, "Ich habe Rückenschmerzen");
	text = replies_to(from, 1, 15000);
	ck_assert(text_ends_with(text, "Frag deine Ärztin."));
	sim_rule("{\"match\":\"Gesund\",\"status\":400}");
	say(studio, from, "Mein Knie tut auch weh");
	text = replies_to(from, 2, 15000);
	ck_assert_msg(text_ends_with(text, "Frag deine Ärztin."), "%s", text);
}
END_TEST

Suite *
prompts_suite(void)
{
	Suite *suite = suite_create("prompts");
	TCase *tests = tcase_create("prompts");

	tcase_add_checked_fixture(tests, e2e_setup, e2e_teardown);
	tcase_set_timeout(tests, 90);
	tcase_add_test(
	    tests, every_built_prompt_carries_its_studios_values_only);
	tcase_add_test(
	    tests, what_the_model_receives_carries_its_studios_values_only);
	tcase_add_test(tests, every_agent_can_be_tried_and_nothing_is_kept);
	tcase_add_test(tests, a_template_is_tried_before_it_is_stored);
	tcase_add_test(tests, an_own_template_is_live_for_the_next_message);
	tcase_add_test(tests,
	    versions_are_kept_and_two_people_do_not_overwrite_each_other);
	tcase_add_test(tests, bad_templates_are_refused_with_their_line);
	tcase_add_test(tests, a_preview_is_built_and_not_stored);
	tcase_add_test(tests, a_smaller_plan_falls_back_and_loses_nothing);
	tcase_add_test(tests, only_administrators_work_on_prompts);
	tcase_add_test(tests, a_wish_for_a_language_is_kept);
	tcase_add_test(tests, the_disclaimer_stands_behind_what_medic_says);
	suite_add_tcase(suite, tests);
	return suite;
}
