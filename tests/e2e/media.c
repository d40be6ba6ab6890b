/*
 * media.c - what members attach: fetched once, from Meta alone, known by its
 * content, and shown to the studio's staff only.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/time.h"
#include "e2e.h"
#include "suites.h"

enum { FETCH_MS = 15000 };

/* A message of kind with that media id; the message's id at Meta is media. */
static const char *
message_with(const struct studio *studio, const char *from, const char *kind,
    const char *media)
{
	return arena_printf(e2e_arena(),
	    "{\"entry\":[{\"changes\":[{\"field\":\"messages\",\"value\":{"
	    "\"metadata\":{\"phone_number_id\":\"%s\"},"
	    "\"contacts\":[{\"profile\":{\"name\":\"Mia\"},\"wa_id\":\"%s\"}],"
	    "\"messages\":[{\"from\":\"%s\",\"id\":\"wamid.%s\","
	    "\"timestamp\":\"%" PRId64 "\",\"type\":\"%s\",\"%s\":{\"id\":"
	    "\"%s\",\"mime_type\":\"image/png\"}}]}}]}]}",
	    studio->phone_number_id, from, from, media,
	    instant_now().us / 1000000, kind, kind, media);
}

/* "jpeg-1000" with a name of its own behind it. */
static const char *
media_new(const char *what)
{
	return fresh_id(arena_printf(e2e_arena(), "%s-", what));
}

static void
await_state(const struct studio *studio, const char *media, const char *state)
{
	sql_wait(1, FETCH_MS,
	    "SELECT count(*) FROM message_media a JOIN chat_messages m ON "
	    "m.tenant_id = a.tenant_id AND m.id = a.message_id WHERE "
	    "a.tenant_id = %" PRId64 " AND m.provider_message_id = 'wamid.%s' "
	    "AND a.state = '%s'",
	    studio->id, media, state);
}

static const char *
reason_of(const struct studio *studio, const char *media)
{
	return sql_text(
	    "SELECT a.reason FROM message_media a JOIN chat_messages m ON "
	    "m.tenant_id = a.tenant_id AND m.id = a.message_id WHERE "
	    "a.tenant_id = %" PRId64 " AND m.provider_message_id = 'wamid.%s'",
	    studio->id, media);
}

/* Delivers one and waits for its end. */
static const char *
attach(const struct studio *studio, const char *kind, const char *what,
    const char *state)
{
	const char *media = media_new(what);

	expect_status(
	    deliver(studio, message_with(studio, fresh_number(), kind, media)),
	    200);
	await_state(studio, media, state);
	return media;
}

static const char *
path_of(const struct studio *studio, const char *media)
{
	return sql_text("SELECT '/sessions/' || session_id || '/messages/' || "
			"id || '/media' FROM chat_messages WHERE tenant_id = "
			"%" PRId64 " AND provider_message_id = 'wamid.%s'",
	    studio->id, media);
}

static void
expect_header(const struct answer *answer, const char *name, const char *value)
{
	ck_assert_pstr_eq(answer_header(answer, name), value);
}

START_TEST(a_picture_is_fetched_and_shown_to_staff)
{
	struct studio *studio = studio_new("Bild", "pro");
	const char *media = attach(studio, "image", "jpeg-1000", "fetched");
	const char *path = path_of(studio, media);
	struct answer answer = get(path, studio->staff);
	struct answer again;

	expect_status(answer, 200);
	ck_assert_uint_eq(answer.len, 1000);
	ck_assert_int_eq(memcmp(answer.body, "\xff\xd8\xff\xe0xxx", 7), 0);
	expect_header(&answer, "content-type", "image/jpeg");
	expect_header(&answer, "x-content-type-options", "nosniff");
	expect_header(&answer, "cache-control", "private, no-cache");
	expect_header(&answer, "content-disposition", NULL);
	ck_assert_ptr_nonnull(strstr(
	    answer_header(&answer, "content-security-policy"), "sandbox"));
	again = send_body("GET", path, studio->staff, NULL, NULL, 0,
	    arena_printf(e2e_arena(), "If-None-Match: %s",
		answer_header(&answer, "etag")));
	expect_status(again, 304);
	expect_status(get(path, NULL), 401);
}
END_TEST

START_TEST(the_messages_of_a_conversation_say_what_is_attached)
{
	struct studio *studio = studio_new("Liste", "pro");
	const char *media = attach(studio, "image", "png-321", "fetched");
	const char *session =
	    sql_text("SELECT session_id FROM chat_messages WHERE tenant_id = "
		     "%" PRId64 " AND provider_message_id = 'wamid.%s'",
		studio->id, media);
	struct answer answer =
	    get(arena_printf(e2e_arena(), "/sessions/%s/messages", session),
		studio->staff);
	struct json_object *item = json_item(json_at(answer.json, "items"), 0);
	int64_t size;

	expect_status(answer, 200);
	ck_assert_pstr_eq(json_text_at(item, "media", "state"), "fetched");
	ck_assert_pstr_eq(
	    json_text_at(item, "media", "media_type"), "image/png");
	ck_assert(json_int(json_at(item, "media", "size"), &size));
	ck_assert_int_eq(size, 321);
	ck_assert_ptr_null(strstr(answer.body, "base64"));
}
END_TEST

START_TEST(what_is_no_picture_is_offered_for_download)
{
	struct studio *studio = studio_new("Datei", "pro");
	const char *media = attach(studio, "document", "pdf-5000", "fetched");
	struct answer answer = get(path_of(studio, media), studio->staff);

	expect_status(answer, 200);
	expect_header(&answer, "content-type", "application/pdf");
	ck_assert(text_starts_with(
	    answer_header(&answer, "content-disposition"), "attachment; "));
	(void)attach(studio, "audio", "ogg-3000", "fetched");
	(void)attach(studio, "audio", "amr-3000", "fetched");
	(void)attach(studio, "video", "mp4-3000", "fetched");
	(void)attach(studio, "sticker", "webp-3000", "fetched");
}
END_TEST

START_TEST(the_largest_file_comes_through_whole)
{
	struct studio *studio = studio_new("Gross", "pro");
	const char *media =
	    attach(studio, "document", "pdf-16777216", "fetched");
	struct answer answer = get(path_of(studio, media), studio->staff);

	expect_status(answer, 200);
	ck_assert_uint_eq(answer.len, 16777216);
	ck_assert_int_eq(answer.body[16777215], 'x');
}
END_TEST

START_TEST(another_studios_file_is_not_there)
{
	struct studio *studio = studio_new("Eins", "pro");
	struct studio *other = studio_new("Zwei", "pro");
	const char *media = attach(studio, "image", "gif-400", "fetched");
	const char *path = path_of(studio, media);
	const char *elsewhere = sql_text(
	    "SELECT '/sessions/' || session_id + 1 || '/messages/' || id || "
	    "'/media' FROM chat_messages WHERE tenant_id = %" PRId64
	    " AND provider_message_id = 'wamid.%s'",
	    studio->id, media);

	expect_status(get(path, studio->owner), 200);
	expect_status(get(path, other->owner), 404);
	expect_status(get(elsewhere, studio->owner), 404);
}
END_TEST

/* clang-format off */
static const struct {
	const char *what;
	const char *reason; /* part of it */
} refused[] = {
	{ "jpeg-5242881",         "at most 5 MB" },
	{ "jpeg-5242881-unsaid",  "at most 5 MB" },
	{ "pdf-16777217",         "at most 16 MB" },
	{ "pdf-16777217-unsaid",  "at most 16 MB" },
	{ "html-2000",            "type that is not taken" },
	{ "svg-2000",             "type that is not taken" },
	{ "zip-2000",             "type that is not taken" },
	{ "png-3",                "type that is not taken" },
	{ "png-0",                "type that is not taken" },
};
/* clang-format on */

START_TEST(what_is_too_large_or_unknown_is_refused_and_staff_reads_why)
{
	struct studio *studio = studio_new("Grenze", "pro");

	for (size_t i = 0; i < ARRAY_LENGTH(refused); i++) {
		const char *media =
		    attach(studio, "image", refused[i].what, "refused");
		struct answer answer;

		ck_assert_msg(
		    strstr(reason_of(studio, media), refused[i].reason) != NULL,
		    "%s: %s", refused[i].what, reason_of(studio, media));
		answer = get(path_of(studio, media), studio->staff);
		expect_status(answer, 404);
		ck_assert_ptr_nonnull(strstr(answer.body, refused[i].reason));
	}
}
END_TEST

START_TEST(the_token_goes_to_meta_and_nobody_else)
{
	static const char *const addresses[] = { "jpeg-500-elsewhere",
		"jpeg-500-user", "jpeg-500-inside", "jpeg-500-moved" };
	struct studio *studio = studio_new("Umleitung", "pro");

	for (size_t i = 0; i < ARRAY_LENGTH(addresses); i++) {
		const char *media =
		    attach(studio, "image", addresses[i], "refused");
		int64_t calls = sim_count(
		    arena_printf(e2e_arena(), "/graph-media/%s", media));

		/* The redirect itself is asked for, what it names is not. */
		ck_assert_int_eq(calls, strstr(addresses[i], "moved") != NULL);
	}
	(void)attach(studio, "image", "jpeg-500-nowhere", "failed");
}
END_TEST

START_TEST(a_message_that_comes_twice_is_fetched_once)
{
	struct studio *studio = studio_new("Doppelt", "pro");
	const char *media = media_new("jpeg-2000");
	const char *body = message_with(studio, fresh_number(), "image", media);

	for (int i = 0; i < 5; i++)
		expect_status(deliver(studio, body), 200);
	await_state(studio, media, "fetched");
	expect_status(deliver(studio, body), 200);
	sql_wait(0, FETCH_MS,
	    "SELECT count(*) FROM jobs WHERE tenant_id = %" PRId64, studio->id);
	ck_assert_int_eq(
	    sim_count(arena_printf(e2e_arena(), "/graph-media/%s", media)), 1);
	ck_assert_int_eq(
	    sim_count(arena_printf(e2e_arena(), "/graph/%s", media)), 1);
}
END_TEST

START_TEST(a_provider_that_stumbles_is_asked_again)
{
	struct studio *studio = studio_new("Stolpern", "pro");
	const char *media = media_new("jpeg-2000");

	sim_rule(arena_printf(e2e_arena(),
	    "{\"match\":\"/graph/%s\",\"times\":1,\"status\":503}", media));
	sim_rule(arena_printf(e2e_arena(),
	    "{\"match\":\"/graph-media/%s\",\"times\":1,\"status\":404}",
	    media));
	expect_status(deliver(studio,
			  message_with(studio, fresh_number(), "image", media)),
	    200);
	await_state(studio, media, "fetched");
	/* An address that is good no more is asked for once more. */
	ck_assert_int_eq(
	    sim_count(arena_printf(e2e_arena(), "/graph/%s", media)), 3);
}
END_TEST

START_TEST(what_the_provider_does_not_give_is_told_to_staff)
{
	struct studio *studio = studio_new("Weg", "pro");
	const char *media = media_new("jpeg-2000");

	sim_rule(arena_printf(e2e_arena(),
	    "{\"match\":\"%s\",\"times\":0,\"status\":404}", media));
	expect_status(deliver(studio,
			  message_with(studio, fresh_number(), "image", media)),
	    200);
	await_state(studio, media, "failed");
	ck_assert_ptr_nonnull(strstr(reason_of(studio, media), "404"));
}
END_TEST

START_TEST(slow_files_keep_no_reply_waiting)
{
	struct studio *studio = studio_new("Langsam", "pro");
	const char *number = fresh_number();
	const char *media[12];
	int64_t began_ms;

	sim_rule("{\"match\":\"-slow-\",\"times\":0,\"delay_ms\":2000}");
	for (size_t i = 0; i < ARRAY_LENGTH(media); i++) {
		media[i] = media_new("ogg-2000-slow");
		expect_status(deliver(studio,
				  message_with(studio, fresh_number(), "audio",
				      media[i])),
		    200);
	}
	began_ms = monotonic_ms();
	expect_status(
	    deliver(studio,
		whatsapp_text(studio, number, fresh_id("wamid."), "Hallo")),
	    200);
	(void)replies_to(number, 1, 10000);
	ck_assert_int_lt(monotonic_ms() - began_ms, 3000);
	for (size_t i = 0; i < ARRAY_LENGTH(media); i++)
		await_state(studio, media[i], "fetched");
}
END_TEST

START_TEST(a_message_without_bytes_waits_for_none)
{
	struct studio *studio = studio_new("Ohne", "pro");

	expect_status(
	    deliver(studio, message_with(studio, fresh_number(), "image", "")),
	    200);
	ck_assert_int_eq(sql_int("SELECT count(*) FROM message_media WHERE "
				 "tenant_id = %" PRId64,
			     studio->id),
	    0);
}
END_TEST

Suite *
media_suite(void)
{
	Suite *suite = suite_create("media");
	TCase *tests = tcase_create("media");

	tcase_add_checked_fixture(tests, e2e_setup, e2e_teardown);
	tcase_set_timeout(tests, 0);
	tcase_add_test(tests, a_picture_is_fetched_and_shown_to_staff);
	tcase_add_test(
	    tests, the_messages_of_a_conversation_say_what_is_attached);
	tcase_add_test(tests, what_is_no_picture_is_offered_for_download);
	tcase_add_test(tests, the_largest_file_comes_through_whole);
	tcase_add_test(tests, another_studios_file_is_not_there);
	tcase_add_test(
	    tests, what_is_too_large_or_unknown_is_refused_and_staff_reads_why);
	tcase_add_test(tests, the_token_goes_to_meta_and_nobody_else);
	tcase_add_test(tests, a_message_that_comes_twice_is_fetched_once);
	tcase_add_test(tests, a_provider_that_stumbles_is_asked_again);
	tcase_add_test(tests, what_the_provider_does_not_give_is_told_to_staff);
	tcase_add_test(tests, slow_files_keep_no_reply_waiting);
	tcase_add_test(tests, a_message_without_bytes_waits_for_none);
	suite_add_tcase(suite, tests);
	return suite;
}
