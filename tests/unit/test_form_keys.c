/*
 * test_form_keys.c - every form of the templates that makes or sends something
 * has a key, and its route takes it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/field.h"
#include "base/text.h"
#include "main/tables.h"
#include "web/form_key.h"
#include "unit.h"

#include <dirent.h>

Suite *form_keys_suite(void);

static const struct route *const tables[] = { ALL_TABLES };

/* What only sets how something is: twice is as good as once. A form that is not
 * here either makes or sends something. */
static const char *const states[] = { "/account/profile",
	"/account/second-factor/off", "/account/sessions/end",
	"/account/sessions/{id}/end", "/agents",
	"/agents/{agent}/{language}/reset", "/alerts/{id}/acknowledge",
	"/api-keys/{id}/revoke", "/auth/impersonation/end",
	"/canned-replies/{id}", "/canned-replies/{id}/remove", "/confirm",
	"/inbox/{id}/assign", "/inbox/{id}/forget-member",
	"/inbox/{id}/give-back", "/inbox/{id}/take-over",
	"/knowledge/{id}/remove", "/login", "/logout", "/members/{id}/edit",
	"/members/{id}/memory", "/members/{id}/memory/erase",
	"/members/{id}/remove", "/platform/leave",
	"/platform/studios/{id}/activate", "/platform/studios/{id}/deactivate",
	"/platform/studios/{id}/edit", "/platform/studios/{id}/visit",
	"/second-factor", "/settings/brand", "/settings/brand/addresses",
	"/settings/brand/favicon", "/settings/brand/logo",
	"/settings/brand/{picture}/remove", "/settings/channels",
	"/settings/chat", "/settings/handover", "/settings/model",
	"/settings/{key}/remove", "/team/invitations/{id}/remove", "/team/{id}",
	"/team/{id}/activity", "/team/{id}/remove", "/team/{id}/sessions/end" };

/* Programs repeat these as well: the key is a field of what is stored. */
static const struct {
	const char *path;
	const char *field;
} own_keys[] = {
	{ "/inbox/{id}/notes", "key" }, { "/inbox/{id}/reply", "key" },
	{ "/members/new", "idempotency_key" },
	{ "/webhook/web/{tenant_slug}",
	    NULL }, /* the chat's own: channels/chat_door.c */
};

static bool
is_state(const char *path)
{
	for (size_t i = 0; i < ARRAY_LENGTH(states); i++)
		if (strcmp(states[i], path) == 0)
			return true;
	return false;
}

static bool
has_own_key(const struct route *route)
{
	for (size_t i = 0; i < ARRAY_LENGTH(own_keys); i++) {
		if (strcmp(own_keys[i].path, route->path) != 0)
			continue;
		return own_keys[i].field == NULL ||
		    record_field(route->takes.record, own_keys[i].field) !=
		    NULL;
	}
	return false;
}

/* "/inbox/{id}" fits "/inbox/{{session}}". */
static bool
fits(const char *path, const char *action)
{
	while (*path != '\0' && *action != '\0') {
		if (*path == '{' && strncmp(action, "{{", 2) == 0) {
			path += strcspn(path, "}") + 1;
			action = strstr(action, "}}") + 2;
		} else if (*path++ != *action++) {
			return false;
		}
	}
	return *path == *action;
}

static const struct route *
route_of(const char *action)
{
	const struct route *found = NULL;

	for (size_t i = 0; i < ARRAY_LENGTH(tables); i++)
		for (const struct route *row = tables[i]; row->path != NULL;
		     row++)
			if (row->method == POST && fits(row->path, action) &&
			    (found == NULL || row->page != NULL ||
				row->then != NULL))
				found = row;
	return found;
}

/* NULL, or what is wrong with the form. */
static const char *
complaint_of(struct arena *arena, const char *form, const char *action)
{
	bool has_key = strstr(form, "{{>form_key}}") != NULL ||
	    strstr(form, "name=\"key\"") != NULL;
	const struct route *route = route_of(action);

	if (route == NULL)
		return arena_printf(arena, "nobody serves %s", action);
	if (is_state(route->path))
		return has_key || route->once
		    ? arena_printf(arena, "%s needs no key", route->path)
		    : NULL;
	if (has_own_key(route))
		return NULL;
	if (!route->once)
		return arena_printf(arena,
		    "%s makes or sends something: its route is not .once, or "
		    "it is missing in the list of states",
		    route->path);
	return has_key
	    ? NULL
	    : arena_printf(arena, "%s lacks {{>form_key}}", route->path);
}

static const char *
read_file(struct arena *arena, const char *path)
{
	static char bytes[64 * 1024];
	FILE *file = fopen(path, "r");
	size_t len;

	ck_assert_msg(file != NULL, "%s", path);
	len = fread(bytes, 1, sizeof(bytes), file);
	ck_assert_uint_lt(len, sizeof(bytes));
	fclose(file);
	return arena_copy_bytes(arena, bytes, len);
}

static size_t
check_template(struct arena *arena, const char *path)
{
	static const char mark[] = "method=\"post\" action=\"";
	const char *at = read_file(arena, path);
	size_t count = 0;

	while ((at = strstr(at, mark)) != NULL) {
		const char *end = strstr(at, "</form>");
		const char *action = at + sizeof(mark) - 1;
		const char *complaint;

		ck_assert_msg(end != NULL, "%s", path);
		complaint = complaint_of(arena,
		    arena_copy_bytes(arena, at, (size_t)(end - at)),
		    arena_copy_bytes(arena, action, strcspn(action, "\"")));
		ck_assert_msg(complaint == NULL, "%s: %s", path, complaint);
		at = end;
		count++;
	}
	return count;
}

static size_t
check_folder(struct arena *arena, const char *folder)
{
	DIR *directory = opendir(folder);
	const struct dirent *entry;
	size_t count = 0;

	ck_assert_msg(directory != NULL, "%s", folder);
	while ((entry = readdir(directory)) != NULL) {
		const char *path =
		    arena_printf(arena, "%s/%s", folder, entry->d_name);

		if (text_ends_with(entry->d_name, ".html"))
			count += check_template(arena, path);
		else if (strchr(entry->d_name, '.') == NULL)
			count += check_folder(arena, path);
	}
	closedir(directory);
	return count;
}

START_TEST(every_form_that_makes_or_sends_something_has_a_key)
{
	const char *top = getenv("srcdir");
	struct arena *arena = new_arena();

	ck_assert_uint_gt(
	    check_folder(arena,
		arena_printf(arena, "%s/templates", top == NULL ? "." : top)),
	    70);
}
END_TEST

START_TEST(a_form_without_its_key_is_noticed)
{
	static const struct {
		const char *form;
		const char *action;
		const char *complaint;
	} cases[] = {
		{ "{{>csrf}}", "/canned-replies", "lacks {{>form_key}}" },
		{ "{{>csrf}}", "/team/invitations/{{id}}/resend", "lacks" },
		{ "{{>csrf}}{{>form_key}}", "/logout", "needs no key" },
		{ "{{>csrf}}", "/settings/brand/preview", "is not .once" },
		{ "{{>csrf}}", "/nowhere", "nobody serves" },
	};
	struct arena *arena = new_arena();

	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		const char *complaint =
		    complaint_of(arena, cases[i].form, cases[i].action);

		ck_assert_msg(complaint != NULL &&
			strstr(complaint, cases[i].complaint) != NULL,
		    "%s: %s", cases[i].action,
		    complaint == NULL ? "nothing" : complaint);
	}
	ck_assert_ptr_null(
	    complaint_of(arena, "{{>csrf}}{{>form_key}}", "/canned-replies"));
	ck_assert_ptr_null(complaint_of(arena, "{{>csrf}}", "/logout"));
}
END_TEST

Suite *
form_keys_suite(void)
{
	Suite *suite = suite_create("form_keys");
	TCase *tests = tcase_create("form_keys");

	tcase_add_test(
	    tests, every_form_that_makes_or_sends_something_has_a_key);
	tcase_add_test(tests, a_form_without_its_key_is_noticed);
	suite_add_tcase(suite, tests);
	return suite;
}
