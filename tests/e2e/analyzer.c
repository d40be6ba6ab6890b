/*
 * analyzer.c - what is remembered of members: by the model and by the rules, at
 * night and on demand, of each member alone.
 *
 * SPDX-License-Identifier: ISC
 */
#include "e2e.h"
#include "suites.h"

/* Begins the instructions of the analyzer, and nothing else does. */
#define ANALYZER "You keep notes on a member"

struct member {
	const struct studio *studio;
	const char *number;
	int64_t id;
};

static void
write_text(const struct member *member, const char *text)
{
	expect_status(deliver(member->studio,
			  whatsapp_text(member->studio, member->number,
			      fresh_id("wamid."), text)),
	    200);
}

/* A member who wrote before and then proved who it is. */
static struct member
member_new(const struct studio *studio, const char *before)
{
	struct member member = { .studio = studio, .number = fresh_number() };

	write_text(&member, before);
	member.id =
	    sql_int("INSERT INTO studio_members (tenant_id, first_name) VALUES "
		    "(%" PRId64 ", 'Mia') RETURNING id",
		studio->id);
	sql_run("UPDATE chat_sessions SET member_id = %" PRId64
		", member_verified_at = clock_timestamp() WHERE tenant_id = "
		"%" PRId64 " AND user_key = '%s'",
	    member.id, studio->id, member.number);
	return member;
}

static const char *
path_of(const struct member *member, const char *behind)
{
	return arena_printf(e2e_arena(), "/admin/members/%" PRId64 "/memory%s",
	    member->id, behind);
}

static void
ask_for_analysis(const struct member *member)
{
	expect_status(
	    post_json(path_of(member, "/analyze"), member->studio->staff, ""),
	    202);
}

static struct json_object *
memory_of(const struct member *member)
{
	struct answer answer = get(path_of(member, ""), member->studio->staff);

	expect_status(answer, 200);
	return answer.json;
}

static void
wait_for_source(const struct member *member, const char *source)
{
	sql_wait(1, 20000,
	    "SELECT count(*) FROM member_memories WHERE tenant_id = %" PRId64
	    " AND member_id = %" PRId64 " AND source = '%s'",
	    member->studio->id, member->id, source);
}

START_TEST(a_model_writes_the_notes_of_each_member_alone)
{
	const struct studio *studio = studio_new("Gedaechtnis", "enterprise");
	struct member first = member_new(studio, "Hallo Vorher");
	struct member second = member_new(studio, "Hallo");

	sim_rule("{\"match\":\"" ANALYZER
		 "\",\"also\":\"Marathon\",\"unless\":\"Bankdruecken\","
		 "\"answer\":\"```json\\n{\\\"summary\\\":\\\"Will laufen.\\\","
		 "\\\"goals\\\":[\\\"Marathon\\\"],\\\"limits\\\":\\\"\\\"}\\n"
		 "```\"}");
	sim_rule("{\"match\":\"" ANALYZER
		 "\",\"also\":\"Bankdruecken\",\"unless\":\"Marathon\","
		 "\"answer\":\"{\\\"summary\\\":\\\"Will heben.\\\"}\"}");
	write_text(&first, "Ich will einen Marathon laufen.");
	write_text(&second, "Bankdruecken liebe ich.");
	ask_for_analysis(&first);
	ask_for_analysis(&second);
	wait_for_source(&first, "model");
	wait_for_source(&second, "model");
	ck_assert_str_eq(
	    json_text_at(memory_of(&first), "summary"), "Will laufen.");
	ck_assert_str_eq(json_text_at(memory_of(&first), "goals"), "Marathon");
	ck_assert_str_eq(
	    json_text_at(memory_of(&second), "summary"), "Will heben.");
	ck_assert_int_eq(sql_int("SELECT count(*) FROM usage_ledger WHERE "
				 "tenant_id = %" PRId64
				 " AND what = 'analysis' AND quantity > 0",
			     studio->id),
	    2);
	/* Written before it was proven who it is: by nobody. */
	sql_wait(0, 5000,
	    "SELECT count(*) FROM jobs WHERE tenant_id = %" PRId64
	    " AND kind = 'memory'",
	    studio->id);
}
END_TEST

START_TEST(what_was_written_before_the_proof_is_not_read)
{
	const struct studio *studio = studio_new("Vorher", "enterprise");
	struct member member =
	    member_new(studio, "Mein Ziel ist der Triathlon.");

	sim_rule("{\"match\":\"" ANALYZER "\",\"status\":400}");
	write_text(&member, "Mein Ziel ist der Marathon.");
	ask_for_analysis(&member);
	wait_for_source(&member, "rules");
	ck_assert_str_eq(json_text_at(memory_of(&member), "goals"),
	    "Mein Ziel ist der Marathon.");
}
END_TEST

START_TEST(rules_write_the_notes_where_the_model_does_not)
{
	const struct studio *studio = studio_new("Regeln", "enterprise");
	struct member member = member_new(studio, "Hallo");
	struct json_object *memory;

	sim_rule("{\"match\":\"" ANALYZER "\",\"answer\":\"Gern!\"}");
	write_text(&member,
	    "Hi! My goal is to lose weight. I prefer mornings. My left knee "
	    "was injured. What does it cost?");
	ask_for_analysis(&member);
	wait_for_source(&member, "rules");
	memory = memory_of(&member);
	ck_assert_str_eq(
	    json_text_at(memory, "goals"), "My goal is to lose weight.");
	ck_assert_str_eq(
	    json_text_at(memory, "preferences"), "I prefer mornings.");
	ck_assert_str_eq(
	    json_text_at(memory, "limits"), "My left knee was injured.");
	ck_assert_str_eq(json_text_at(memory, "summary"), "");
}
END_TEST

START_TEST(what_a_person_wrote_stays_where_nothing_is_new)
{
	const struct studio *studio = studio_new("Bleibt", "enterprise");
	struct member member = member_new(studio, "Hallo");

	expect_status(put_json(path_of(&member, ""), studio->staff,
			  "{\"summary\":\"Stammgast\",\"goals\":\"alt\"}"),
	    200);
	sim_rule("{\"match\":\"" ANALYZER
		 "\",\"answer\":\"{\\\"summary\\\":\\\"\\\",\\\"goals\\\":"
		 "\\\"neu\\\"}\"}");
	write_text(&member, "Ich habe ein neues Ziel.");
	ask_for_analysis(&member);
	wait_for_source(&member, "model");
	ck_assert_str_eq(
	    json_text_at(memory_of(&member), "summary"), "Stammgast");
	ck_assert_str_eq(json_text_at(memory_of(&member), "goals"), "neu");
}
END_TEST

START_TEST(the_analyzer_is_part_of_a_plan_and_knows_its_own_members)
{
	const struct studio *small = studio_new("Klein", "pro");
	const struct studio *large = studio_new("Gross", "enterprise");
	struct member mine = member_new(small, "Hallo");
	struct member theirs = mine;

	expect_status(
	    post_json(path_of(&mine, "/analyze"), small->staff, ""), 402);
	theirs.studio = large;
	expect_status(
	    post_json(path_of(&theirs, "/analyze"), large->owner, ""), 404);
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM jobs WHERE kind = 'memory' AND "
		    "tenant_id IN (%" PRId64 ", %" PRId64 ")",
		small->id, large->id),
	    0);
}
END_TEST

static int64_t
nights_of(const struct studio *studio)
{
	return sql_int("SELECT count(*) FROM jobs WHERE kind = 'memory_night' "
		       "AND tenant_id = %" PRId64,
	    studio->id);
}

START_TEST(every_night_has_its_hour_in_the_zone_of_the_studio)
{
	const struct studio *studio = studio_new("Nacht", "enterprise");
	const struct studio *small = studio_new("Ohne", "starter");
	struct member member;

	expect_status(put_json("/admin/settings/memory_analyzer_hour",
			  studio->owner, "{\"value\":\"5\"}"),
	    200);
	expect_status(put_json("/admin/settings/memory_analyzer_hour",
			  studio->owner, "{\"value\":\"24\"}"),
	    422);
	sql_run("INSERT INTO settings (tenant_id, key, value) VALUES (%" PRId64
		", 'studio_timezone', 'America/New_York') ON CONFLICT "
		"(tenant_id, key) DO UPDATE SET value = excluded.value",
	    studio->id);
	member = member_new(studio, "Hallo");
	write_text(&member, "Am liebsten trainiere ich morgens.");
	sim_rule("{\"match\":\"" ANALYZER "\",\"status\":400}");
	/* The clock plants about once a minute, and so does whoever asks. */
	(void)sql_int("SELECT memory_nights_plant(100000)");
	ck_assert_int_eq(nights_of(studio), 1);
	ck_assert_int_eq(nights_of(small), 0);
	sql_wait(1, 20000,
	    "SELECT count(*) FROM jobs WHERE kind = 'memory_night' AND "
	    "tenant_id = %" PRId64 " AND state = 'queued' AND run_at > now() "
	    "AND run_at <= now() + interval '25 hours' AND extract(hour FROM "
	    "run_at AT TIME ZONE 'America/New_York') = 5",
	    studio->id);
	ck_assert_int_eq(sql_int("SELECT count(*) FROM member_memories WHERE "
				 "tenant_id = %" PRId64,
			     studio->id),
	    0);
	/* Now it is night. */
	sql_run("UPDATE jobs SET run_at = now() WHERE kind = 'memory_night' "
		"AND tenant_id = %" PRId64,
	    studio->id);
	wait_for_source(&member, "rules");
	ck_assert_str_eq(json_text_at(memory_of(&member), "preferences"),
	    "Am liebsten trainiere ich morgens.");
	sql_wait(1, 20000,
	    "SELECT count(*) FROM jobs WHERE kind = 'memory_night' AND "
	    "tenant_id = %" PRId64 " AND state = 'queued' AND run_at > now()",
	    studio->id);
}
END_TEST

Suite *
analyzer_suite(void)
{
	Suite *suite = suite_create("analyzer");
	TCase *tests = tcase_create("analyzer");

	tcase_add_checked_fixture(tests, e2e_setup, e2e_teardown);
	tcase_set_timeout(tests, 90);
	tcase_add_test(tests, a_model_writes_the_notes_of_each_member_alone);
	tcase_add_test(tests, what_was_written_before_the_proof_is_not_read);
	tcase_add_test(tests, rules_write_the_notes_where_the_model_does_not);
	tcase_add_test(tests, what_a_person_wrote_stays_where_nothing_is_new);
	tcase_add_test(
	    tests, the_analyzer_is_part_of_a_plan_and_knows_its_own_members);
	tcase_add_test(
	    tests, every_night_has_its_hour_in_the_zone_of_the_studio);
	suite_add_tcase(suite, tests);
	return suite;
}
