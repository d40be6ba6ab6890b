/*
 * key_pages.c - the API keys of a studio in a browser: made, shown once, used,
 * taken back.
 *
 * SPDX-License-Identifier: ISC
 */
#include "applicant.h"
#include "browser.h"
#include "suites.h"

#define SCRIPT "<script>alert(1)</script>"
#define SCRIPT_SHOWN "&lt;script&gt;alert(1)&lt;/script&gt;"

static struct browser *
admin_of(const struct studio *studio)
{
	return browser_of(person_new(studio, "tenant_admin"));
}

static void
expect_page(struct browser *browser, const char *path)
{
	ck_assert_msg(browser_open(browser, path) == 200, "%s: %d %.3000s",
	    path, browser->page.status, browser->page.body);
	browser_expect_safe(browser);
	browser_expect_tidy(browser);
}

static void
expect_unseen(const struct browser *browser, const char *text)
{
	ck_assert_msg(!browser_sees(browser, text), "%s in %.3000s", text,
	    browser_main(browser));
}

static int64_t
keys_of(const struct studio *studio)
{
	return sql_int("SELECT count(*) FROM api_keys WHERE tenant_id = "
		       "%" PRId64,
	    studio->id);
}

static int64_t
key_of(const struct studio *studio)
{
	return sql_int(
	    "SELECT max(id) FROM api_keys WHERE tenant_id = %" PRId64,
	    studio->id);
}

static const char *
path_of(int64_t id, const char *rest)
{
	return arena_printf(e2e_arena(), "/api-keys/%" PRId64 "%s", id, rest);
}

/* What stands in the element called key. */
static const char *
shown_key(const struct browser *browser)
{
	static const char mark[] = "<pre id=\"key\">";
	const char *key = strstr(browser->page.body, mark);

	ck_assert_msg(key != NULL, "no key in %s", browser->page.body);
	key += sizeof(mark) - 1;
	return arena_copy_bytes(e2e_arena(), key, strcspn(key, "<"));
}

START_TEST(an_empty_page_explains_what_a_key_is_for)
{
	struct studio *studio = studio_new("Leer", "pro");
	struct browser *owner = admin_of(studio);

	expect_page(owner, "/api-keys");
	expect_sees(owner, "Noch kein Schlüssel");
	expect_sees(owner, "href=\"/api-keys/new\"");
	expect_sees(owner, "curl -H \"Authorization: Bearer ariia_…");
	expect_sees(owner, "href=\"/api-keys\"");
}
END_TEST

START_TEST(a_key_is_made_shown_once_used_and_taken_back)
{
	struct studio *studio = studio_new("Schlüssel", "pro");
	struct browser *owner = admin_of(studio);
	const char *key, *way;

	expect_page(owner, "/api-keys/new");
	expect_sees(owner, "Nachrichten, Notizen und Übergaben ansehen.");
	ck_assert_int_eq(
	    browser_send(owner, "/api-keys/new", "name", SCRIPT,
		"conversations_read", "true", "audit_read", "true"),
	    303);
	way = browser_way(owner);
	ck_assert_str_eq(way, path_of(key_of(studio), "/made"));
	ck_assert_ptr_nonnull(strstr(owner->page.headers, "HttpOnly"));
	ck_assert_int_eq(browser_follow(owner), 200);
	browser_expect_safe(owner);
	browser_expect_tidy(owner);
	key = shown_key(owner);
	expect_sees(owner, "data-copy=\"key\"");
	expect_sees(owner, SCRIPT_SHOWN);
	expect_status(get("/sessions", key), 200);
	expect_status(get("/auth/audit", key), 200);
	expect_status(get("/admin/members", key), 403);
	ck_assert_int_eq(browser_open(owner, way), 303);
	ck_assert_str_eq(browser_way(owner), "/api-keys");
	expect_page(owner, "/api-keys");
	expect_unseen(owner, key);
	expect_sees(owner, "Gespräche lesen");
	expect_sees(owner, "Protokoll lesen");
	expect_sees(owner, SCRIPT_SHOWN);
	expect_unseen(owner, SCRIPT);
	expect_page(owner, path_of(key_of(studio), "/revoke"));
	expect_sees(owner, "Schlüssel zurücknehmen?");
	ck_assert_int_eq(
	    browser_send(owner, path_of(key_of(studio), "/revoke"), NULL), 303);
	ck_assert_int_eq(browser_follow(owner), 200);
	browser_expect_tidy(owner);
	expect_sees(owner, "Der Schlüssel gilt nicht mehr.");
	expect_sees(owner, "zurückgenommen");
	expect_status(get("/sessions", key), 401);
	ck_assert_int_eq(
	    browser_open(owner, path_of(key_of(studio), "/revoke")), 404);
}
END_TEST

START_TEST(mistakes_keep_what_was_typed)
{
	struct studio *studio = studio_new("Fehler", "pro");
	struct browser *owner = admin_of(studio);

	expect_page(owner, "/api-keys/new");
	ck_assert_int_eq(browser_send(owner, "/api-keys/new", "name", "",
			     "members_read", "true"),
	    422);
	browser_expect_tidy(owner);
	expect_sees(owner, "id=\"key-name-error\"");
	expect_sees(owner,
	    "name=\"members_read\" type=\"checkbox\" value=\""
	    "true\" checked");
	ck_assert_int_eq(
	    browser_send(owner, "/api-keys/new", "name", "Ohne"), 422);
	browser_expect_tidy(owner);
	expect_sees(owner, "Wähle wenigstens eine Berechtigung aus.");
	ck_assert_str_eq(browser_value(owner, "name"), "Ohne");
	sql_run("INSERT INTO api_keys (tenant_id, name, key_hash, key_start,"
		" scopes) SELECT %" PRId64
		", 'K' || n, 'h' || n, 's', 'audit:read' FROM"
		" generate_series(1, 100) n",
	    studio->id);
	ck_assert_int_eq(browser_send(owner, "/api-keys/new", "name", "Zuviel",
			     "audit_read", "true"),
	    409);
	browser_expect_tidy(owner);
	expect_sees(owner, "Es gibt schon 100 Schlüssel.");
	ck_assert_int_eq(keys_of(studio), 100);
}
END_TEST

START_TEST(an_old_password_is_asked_for_before_the_form)
{
	struct studio *studio = studio_new("Frisch", "pro");
	struct browser *owner = admin_of(studio);

	sql_run("UPDATE user_sessions SET confirmed_at = now() - interval '1"
		" hour', created_at = now() - interval '1 hour' WHERE"
		" tenant_id = %" PRId64,
	    studio->id);
	ck_assert_int_eq(browser_open(owner, "/api-keys/new"), 303);
	ck_assert_str_eq(browser_way(owner), "/confirm?next=%2Fapi-keys%2Fnew");
	ck_assert_int_eq(browser_follow(owner), 200);
	ck_assert_int_eq(
	    browser_send(owner, "/confirm", "password", PERSON_PASSWORD), 303);
	ck_assert_str_eq(browser_way(owner), "/api-keys/new");
	ck_assert_int_eq(browser_follow(owner), 200);
	sql_run("UPDATE user_sessions SET confirmed_at = now() - interval '1"
		" hour' WHERE tenant_id = %" PRId64,
	    studio->id);
	ck_assert_int_eq(browser_send(owner, "/api-keys/new", "name", "Spät",
			     "audit_read", "true"),
	    303);
	ck_assert_str_eq(browser_way(owner), "/confirm?next=%2Fapi-keys%2Fnew");
	ck_assert_int_eq(keys_of(studio), 0);
}
END_TEST

START_TEST(keys_come_page_by_page_in_a_constant_number_of_statements)
{
	struct studio *studio = studio_new("Viele", "pro");
	struct person *person = person_new(studio, "tenant_admin");
	struct browser *owner = browser_of(person);
	int64_t few;

	expect_page(owner, "/api-keys");
	few = browser_statements(owner, "auth");
	sql_run("INSERT INTO api_keys (tenant_id, name, key_hash, key_start,"
		" scopes, created_by) SELECT %" PRId64
		", 'Programm ' || n, 'h' || n, 's', 'audit:read', %" PRId64
		" FROM generate_series(1, 60) n",
	    studio->id, person->id);
	expect_page(owner, "/api-keys");
	ck_assert_int_eq(browser_statements(owner, "auth"), few);
	expect_sees(owner, "Programm 60");
	expect_unseen(owner, "Programm 10<");
	expect_page(owner,
	    arena_printf(
		e2e_arena(), "/api-keys?after=%" PRId64, key_of(studio) - 49));
	expect_sees(owner, "Programm 10<");
	expect_sees(owner, "Zum Anfang");
	ck_assert_int_eq(browser_open(owner, "/api-keys?after=x"), 422);
}
END_TEST

START_TEST(keys_of_another_studio_are_missing)
{
	static const char *const pages[] = { "/made", "/revoke" };
	struct studio *ours = studio_new("Wir", "pro");
	struct studio *theirs = studio_new("Die", "pro");
	struct browser *owner = admin_of(ours), *other = admin_of(theirs);
	const char *missing, *revoke;

	expect_page(other, "/api-keys/new");
	ck_assert_int_eq(browser_send(other, "/api-keys/new", "name", "Deren",
			     "audit_read", "true"),
	    303);
	for (size_t i = 0; i < ARRAY_LENGTH(pages); i++) {
		ck_assert_int_eq(
		    browser_open(owner, path_of(999999999, pages[i])), 404);
		missing = browser_constant(owner);
		ck_assert_int_eq(
		    browser_open(owner, path_of(key_of(theirs), pages[i])),
		    404);
		ck_assert_str_eq(browser_constant(owner), missing);
	}
	expect_page(owner, "/api-keys");
	expect_unseen(owner, "Deren");
	expect_page(owner, "/account");
	revoke = path_of(key_of(theirs), "/revoke");
	owner->page.body = arena_printf(e2e_arena(),
	    "<form method=\"post\" action=\"%s\"><input type=\"hidden\""
	    " name=\"csrf\" value=\"%s\"></form>",
	    revoke, browser_value(owner, "csrf"));
	owner->page.len = strlen(owner->page.body);
	ck_assert_int_eq(browser_send(owner, revoke, NULL), 404);
	ck_assert_int_eq(sql_int("SELECT count(*) FROM api_keys WHERE tenant_id"
				 " = %" PRId64 " AND revoked_at IS NULL",
			     theirs->id),
	    1);
}
END_TEST

START_TEST(the_pages_speak_english_too)
{
	struct studio *studio = studio_new("English", "pro");
	struct person *person = person_new(studio, "tenant_admin");
	struct browser *owner = browser_of(person);

	sql_run("UPDATE users SET locale = 'en-GB' WHERE id = %" PRId64,
	    person->id);
	expect_page(owner, "/api-keys");
	expect_sees(owner, "No key yet");
	expect_page(owner, "/api-keys/new");
	expect_sees(owner, "Read conversations");
	ck_assert_int_eq(browser_send(owner, "/api-keys/new", "name", "Report",
			     "settings_write", "true"),
	    303);
	ck_assert_int_eq(browser_follow(owner), 200);
	expect_sees(owner, "Copy it now.");
	expect_page(owner, path_of(key_of(studio), "/revoke"));
	expect_sees(owner, "Revoke this key?");
}
END_TEST

Suite *
key_pages_suite(void)
{
	Suite *suite = suite_create("key_pages");
	TCase *tests = tcase_create("key_pages");

	tcase_add_checked_fixture(tests, e2e_setup, e2e_teardown);
	tcase_set_timeout(tests, 0);
	tcase_add_test(tests, an_empty_page_explains_what_a_key_is_for);
	tcase_add_test(tests, a_key_is_made_shown_once_used_and_taken_back);
	tcase_add_test(tests, mistakes_keep_what_was_typed);
	tcase_add_test(tests, an_old_password_is_asked_for_before_the_form);
	tcase_add_test(
	    tests, keys_come_page_by_page_in_a_constant_number_of_statements);
	tcase_add_test(tests, keys_of_another_studio_are_missing);
	tcase_add_test(tests, the_pages_speak_english_too);
	suite_add_tcase(suite, tests);
	return suite;
}
