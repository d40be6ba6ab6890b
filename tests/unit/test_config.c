/*
 * test_config.c - settings from file and environment, and what they must be.
 *
 * SPDX-License-Identifier: ISC
 */
#include "unit.h"

#include <unistd.h>

#include "base/config.h"
#include "base/text.h"

Suite *config_suite(void);

#define GOOD_PASSWORD "Correct-Horse-7-Battery"
#define GOOD_SECRET "0123456789abcdef0123456789abcdef"
#define GOOD_KEY GOOD_SECRET GOOD_SECRET

/* clang-format off */
/* A file that is refused, and a part of the sentence that says why. */
static const struct { const char *text; const char *complaint; } refused[] = {
	{ "nonsense = 1\n",               ":1: unknown key \"nonsense\"" },
	{ "# fine\n\nlog_level info\n",   ":3: expected \"key = value\"" },
	{ "= 1\n",                        ":1: expected \"key = value\"" },
	{ "log_level = loud\n",           ":1: log_level must be one of" },
	{ "poll_ms = 0\n",                ":1: poll_ms must be at least 1" },
	{ "poll_ms = 60001\n",            ":1: poll_ms must be at most 60000" },
	{ "poll_ms = soon\n",             ":1: poll_ms must be a whole number" },
	{ "public_url = deck.example\n",  ":1: public_url must be a http" },
	{ "socket_dir =\n",               ":1: socket_dir must not be empty" },
	{ "poll_ms = 5\npoll_ms = 6\n",   ":2: poll_ms is set twice" },
	{ "auth_secret = a\nauth_secret_file = /x\n", ":2: auth_secret_file is set twice" },
	{ "log_level_file = /x\n",        ":1: unknown key" },
	{ "auth_secret_file = /nowhere\n", "/nowhere: No such file" },
	{ "master_key = " GOOD_KEY "0\n", ":1: master_key must have at most 64" },
};

static const struct { const char *password; bool is_good; } passwords[] = {
	{ NULL, false }, { "", false }, { "password123", false },
	{ "Aa1!Aa1!Aa1!Aa1", false }, { "Aa1!Aa1!Aa1!Aa1!", true },
	{ "aa1!aa1!aa1!aa1!", false }, { "AA1!AA1!AA1!AA1!", false },
	{ "Aab!Aab!Aab!Aab!", false }, { "Aa12Aa12Aa12Aa12", false },
	{ "Aa12 Aa12 Aa12 Aa12", false }, { GOOD_PASSWORD, true },
};

static const struct { const char *key; bool is_good; } keys[] = {
	{ NULL, false }, { "", false }, { GOOD_SECRET, false },
	{ GOOD_KEY, true }, { GOOD_KEY "00", false },
	{ "0000000000000000000000000000000000000000000000000000000000000000", false },
	{ "g123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", false },
};
/* clang-format on */

static char file_path[] = "/tmp/ariia-config-XXXXXX";

static void
remove_file(void)
{
	unlink(file_path);
}

static const char *
file_with(const char *text)
{
	static char fresh[] = "/tmp/ariia-config-XXXXXX";
	int descriptor;

	memcpy(file_path, fresh, sizeof(fresh));
	descriptor = mkstemp(file_path);
	ck_assert_int_ge(descriptor, 0);
	atexit(remove_file);
	ck_assert_int_eq(
	    write(descriptor, text, strlen(text)), (ssize_t)strlen(text));
	close(descriptor);
	return file_path;
}

static void
clear_environment(void)
{
	const char *name;
	size_t i, k;

	for (i = 0; i < config_record.field_count; i++) {
		char variable[64] = "";

		name = config_record.fields[i].name;
		for (k = 0; name[k] != '\0'; k++)
			variable[k] = (char)(name[k] >= 'a' && name[k] <= 'z'
				? name[k] - 32
				: name[k]);
		unsetenv(variable);
	}
	unsetenv("ARIIA_CONFIG");
}

static struct config *
read_text(const char *text)
{
	const char *complaint;
	struct config *config =
	    config_read(new_arena(), file_with(text), &complaint);

	ck_assert_msg(config != NULL, "%s", complaint);
	ck_assert_ptr_null(complaint);
	return config;
}

START_TEST(an_empty_file_gives_the_documented_defaults)
{
	struct config *config = read_text("");

	ck_assert_int_eq(config->webhook_children, 8);
	ck_assert_int_eq(config->body_max_bytes, 262144);
	ck_assert_str_eq(config->database_url, "dbname=ariia");
	ck_assert_str_eq(config->log_level, "info");
	ck_assert_str_eq(config->model_api_key, "");
	ck_assert_str_eq(config->auth_secret, "");
}
END_TEST

START_TEST(keys_comments_and_blanks_are_read)
{
	struct config *config =
	    read_text("# comment\r\n\r\n"
		      "  Poll_MS=  250  \r\n"
		      "database_url = host=/run dbname=x # kept\n"
		      "public_url = https://deck.example.com//\n"
		      "AUTH_SECRET = with blanks = and signs");

	ck_assert_int_eq(config->poll_ms, 250);
	ck_assert_str_eq(config->database_url, "host=/run dbname=x # kept");
	ck_assert_str_eq(config->public_url, "https://deck.example.com");
	ck_assert_str_eq(config->auth_secret, "with blanks = and signs");
}
END_TEST

START_TEST(a_wrong_file_is_refused_with_file_and_line)
{
	const char *complaint;

	ck_assert_ptr_null(
	    config_read(new_arena(), file_with(refused[_i].text), &complaint));
	ck_assert_msg(
	    strstr(complaint, refused[_i].complaint) != NULL, "%s", complaint);
	ck_assert(text_starts_with(complaint, file_path));
}
END_TEST

START_TEST(a_missing_file_is_refused)
{
	const char *complaint;

	ck_assert_ptr_null(
	    config_read(new_arena(), "/nowhere/x.conf", &complaint));
	ck_assert_str_eq(
	    complaint, "/nowhere/x.conf: No such file or directory");
	setenv("ARIIA_CONFIG", "/nowhere/y.conf", 1);
	ck_assert_ptr_null(config_read(new_arena(), NULL, &complaint));
	ck_assert(text_starts_with(complaint, "/nowhere/y.conf"));
}
END_TEST

START_TEST(the_environment_wins)
{
	struct config *config;
	const char *complaint;

	setenv("POLL_MS", "77", 1);
	setenv("SOMETHING_ELSE", "x", 1);
	config = read_text("poll_ms = 5\n");
	ck_assert_int_eq(config->poll_ms, 77);
	setenv("POLL_MS", "x", 1);
	ck_assert_ptr_null(config_read(new_arena(), file_with(""), &complaint));
	ck_assert_str_eq(
	    complaint, "environment variable POLL_MS must be a whole number");
}
END_TEST

START_TEST(secrets_leave_the_environment_and_survive_a_reload)
{
	struct config *config;
	const char *memory;

	setenv("AUTH_SECRET", GOOD_SECRET, 1);
	memory = getenv("AUTH_SECRET");
	config = read_text("auth_secret = from-the-file\n");
	ck_assert_str_eq(config->auth_secret, GOOD_SECRET);
	ck_assert_ptr_null(getenv("AUTH_SECRET"));
	ck_assert_int_eq(memory[0], '\0');
	config = read_text("");
	ck_assert_str_eq(config->auth_secret, GOOD_SECRET);
}
END_TEST

START_TEST(a_secret_may_stand_in_a_file_of_its_own)
{
	struct config *config;
	char path[sizeof(file_path)];

	memcpy(path, file_with(GOOD_SECRET "\n"), sizeof(path));
	setenv("AUTH_SECRET_FILE", path, 1);
	config = read_text("auth_secret = from-the-file\n");
	ck_assert_str_eq(config->auth_secret, GOOD_SECRET);
	unlink(path);
}
END_TEST

START_TEST(the_operator_needs_a_strong_password)
{
	struct arena *arena = new_arena();
	struct config config = { .auth_secret = GOOD_SECRET,
		.master_key = GOOD_KEY,
		.system_admin_password = passwords[_i].password };
	const char *complaint = config_complaint(arena, &config);

	ck_assert((complaint == NULL) == passwords[_i].is_good);
	if (complaint != NULL)
		ck_assert(
		    text_starts_with(complaint, "SYSTEM_ADMIN_PASSWORD "));
}
END_TEST

START_TEST(the_master_key_must_be_a_key)
{
	struct config config = { .auth_secret = GOOD_SECRET,
		.master_key = keys[_i].key,
		.system_admin_password = GOOD_PASSWORD };
	const char *complaint = config_complaint(new_arena(), &config);

	ck_assert((complaint == NULL) == keys[_i].is_good);
	if (complaint != NULL)
		ck_assert(text_starts_with(complaint, "MASTER_KEY "));
}
END_TEST

START_TEST(the_signing_secret_must_be_long)
{
	struct config config = { .auth_secret = "short",
		.master_key = GOOD_KEY,
		.system_admin_password = GOOD_PASSWORD };
	unsigned char key[32];

	ck_assert(text_starts_with(
	    config_complaint(new_arena(), &config), "AUTH_SECRET "));
	config.auth_secret = GOOD_SECRET;
	config.auth_secret_old = "short";
	ck_assert(text_starts_with(
	    config_complaint(new_arena(), &config), "AUTH_SECRET_OLD "));
	config.auth_secret_old = "";
	ck_assert_ptr_null(config_complaint(new_arena(), &config));
	config_master_key(&config, key);
	ck_assert_uint_eq(key[1], 0x23);
}
END_TEST

START_TEST(the_example_is_a_valid_file_that_lacks_the_secrets)
{
	static char example[65536];
	FILE *out = fmemopen(example, sizeof(example), "w");
	struct config *config;

	config_print_example(out);
	fclose(out);
	ck_assert_ptr_nonnull(strstr(example,
	    "\n# REQUIRED: min 16 chars, upper+lower+digit+special\n"
	    "SYSTEM_ADMIN_PASSWORD=\n"));
	ck_assert_ptr_nonnull(
	    strstr(example, "\n# REQUIRED: min 32 bytes\nAUTH_SECRET=\n"));
	config = read_text(example);
	ck_assert_int_eq(config->webhook_children, 8);
	ck_assert_ptr_nonnull(config_complaint(new_arena(), config));
}
END_TEST

Suite *
config_suite(void)
{
	Suite *suite = suite_create("config");
	TCase *cases = tcase_create("config");

	tcase_add_checked_fixture(cases, clear_environment, NULL);
	tcase_add_test(cases, an_empty_file_gives_the_documented_defaults);
	tcase_add_test(cases, keys_comments_and_blanks_are_read);
	tcase_add_loop_test(cases, a_wrong_file_is_refused_with_file_and_line,
	    0, (int)ARRAY_LENGTH(refused));
	tcase_add_test(cases, a_missing_file_is_refused);
	tcase_add_test(cases, the_environment_wins);
	tcase_add_test(
	    cases, secrets_leave_the_environment_and_survive_a_reload);
	tcase_add_test(cases, a_secret_may_stand_in_a_file_of_its_own);
	tcase_add_loop_test(cases, the_operator_needs_a_strong_password, 0,
	    (int)ARRAY_LENGTH(passwords));
	tcase_add_loop_test(
	    cases, the_master_key_must_be_a_key, 0, (int)ARRAY_LENGTH(keys));
	tcase_add_test(cases, the_signing_secret_must_be_long);
	tcase_add_test(
	    cases, the_example_is_a_valid_file_that_lacks_the_secrets);
	suite_add_tcase(suite, cases);
	return suite;
}
