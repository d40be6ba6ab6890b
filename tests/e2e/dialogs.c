/*
 * dialogs.c - the conversation suite: every dialog of tests/e2e/dialogs, with
 * a model and without.
 *
 * DIALOG=part plays only those in whose "file/name" that occurs.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>

#include "script.h"
#include "suites.h"

/* Outlives the tests, whose memory is cleared between them. */
static struct arena *library;
static struct script script;

static bool
is_wanted(const struct script_dialog *dialog)
{
	const char *part = getenv("DIALOG");

	return part == NULL ||
	    strstr(arena_printf(library, "%s/%s", dialog->file, dialog->name),
		part) != NULL;
}

START_TEST(a_dialog_with_a_model)
{
	play(&script.dialogs[_i], PLAY_MODEL);
}
END_TEST

START_TEST(a_dialog_without_a_model)
{
	play(&script.dialogs[_i], PLAY_OFFLINE);
}
END_TEST

static TCase *
case_new(const char *name)
{
	TCase *tests = tcase_create(name);

	tcase_add_checked_fixture(tests, e2e_setup, e2e_teardown);
	tcase_set_timeout(tests, 0);
	return tests;
}

Suite *
dialogs_suite(void)
{
	Suite *suite = suite_create("dialogs");
	TCase *with = case_new("model");
	TCase *without = case_new("offline");

	library = arena_create(1 << 20, 64 << 20);
	script = script_read(library,
	    arena_printf(
		library, "%s/tests/e2e/dialogs", e2e_env("ARIIA_ROOT")));
	for (int i = 0; i < (int)script.count; i++) {
		if (!is_wanted(&script.dialogs[i]))
			continue;
		tcase_add_loop_test(with, a_dialog_with_a_model, i, i + 1);
		tcase_add_loop_test(
		    without, a_dialog_without_a_model, i, i + 1);
	}
	suite_add_tcase(suite, with);
	suite_add_tcase(suite, without);
	return suite;
}
