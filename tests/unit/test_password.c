/*
 * test_password.c - which passwords are taken, how they are kept, and how many
 * hash at once.
 *
 * SPDX-License-Identifier: ISC
 */
#include <check.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
#undef fail

#include "base/config.h"
#include "base/slots.h"
#include "identity/common_password.h"
#include "identity/password.h"

Suite *password_suite(void);

static struct task
task_new(void)
{
	static const struct config config = { .password_hashes_max = 2 };

	return (struct task){
		.arena = arena_create(1 << 16, 1 << 24),
		.config = &config,
	};
}

static bool
is_good(const char *password)
{
	struct task task = task_new();
	bool is = password_is_good(
	    &task, "#/password", password, "mia.sommer@studio-nord.example");

	ck_assert(is || task.problem->kind == INVALID);
	arena_free(task.arena);
	return is;
}

/* clang-format off */
static const char *const refused[] = {
	"", "kurz", "elf Zeichen", "passwordpassword", "Password1234",
	"passwort2024!", "123456789012", "abcdefghijkl", "zyxwvutsrqpo",
	"aaaaaaaaaaaa", "ababababababab", "abcabcabcabc", "qwertyuiop12",
	"1!Iloveyou!1", "mia.sommer2024", "Studio-Nord2024", "q1w2e3r4t5y6",
	"mia.sommer@studio-nord.example", "901234567890",
};
static const char *const taken[] = {
	"lila Elefanten tanzen", "correct horse battery staple",
	"Zwölf Zeichen", "Nordlicht-Kahn-7316", "kx7Qp2vLm9Ts",
	"Mia Sommer mag den Winter lieber", "0918273645-Regen",
};
/* clang-format on */

START_TEST(what_everybody_tries_first_is_refused)
{
	ck_assert_msg(!is_good(refused[_i]), "%s", refused[_i]);
}
END_TEST

START_TEST(no_rule_of_composition_stands_in_the_way)
{
	ck_assert_msg(is_good(taken[_i]), "%s", taken[_i]);
}
END_TEST

START_TEST(a_password_may_have_128_characters_and_no_more)
{
	char password[260];

	for (size_t i = 0; i < 129; i++) {
		password[2 * i] = (char)0xc3;
		password[2 * i + 1] = (char)(0xa0 + (7 * i + i / 5) % 20);
	}
	password[2 * 129] = '\0';
	ck_assert(!is_good(password));
	password[2 * 128] = '\0';
	ck_assert(is_good(password));
}
END_TEST

START_TEST(ten_thousand_common_passwords_are_known_and_sorted)
{
	const char *line = common_passwords;
	const char *end = common_passwords + common_passwords_bytes;
	char before[100] = "", word[100];
	size_t count = 0;

	for (; line < end; count++) {
		size_t len = strcspn(line, "\n");

		ck_assert_uint_lt(len, sizeof(word));
		snprintf(word, sizeof(word), "%.*s", (int)len, line);
		ck_assert_msg(strcmp(before, word) < 0, "%s", word);
		if (count % 7 == 0)
			ck_assert(common_password_is_listed(word));
		memcpy(before, word, sizeof(word));
		line += len + 1;
	}
	ck_assert_uint_ge(count, 10000);
	ck_assert(!common_password_is_listed(""));
	ck_assert(!common_password_is_listed("\x7f"));
	ck_assert(!common_password_is_listed("passwor"));
	ck_assert(!common_password_is_listed("password\n"));
}
END_TEST

START_TEST(a_hash_tells_its_parameters_and_opens_only_for_its_password)
{
	struct task task = task_new();
	const char *hash = password_hash(&task, "lila Elefanten tanzen");
	const char *other = password_hash(&task, "lila Elefanten tanzen");

	ck_assert_int_eq(strncmp(hash, "scrypt$15$8$1$", 14), 0);
	ck_assert_str_ne(hash, other);
	ck_assert_int_eq(password_verify(&task, "lila Elefanten tanzen", hash),
	    PASSWORD_RIGHT);
	ck_assert_int_eq(password_verify(&task, "lila Elefanten tanzeN", hash),
	    PASSWORD_WRONG);
	ck_assert_int_eq(password_verify(&task, "lila Elefanten tanzen", NULL),
	    PASSWORD_WRONG);
	ck_assert_int_eq(password_verify(&task, "", NULL), PASSWORD_WRONG);
	arena_free(task.arena);
}
END_TEST

/* RFC 7914 section 12, with its lengths cut to ours. */
START_TEST(weaker_parameters_verify_and_say_so)
{
	struct task task = task_new();

	ck_assert_int_eq(password_verify(&task, "pleaseletmein",
			     "scrypt$14$8$1$U29kaXVtQ2hsb3JpZGU$"
			     "cCO9yzr9c0hGHAbNgf046_2o-7qQT44-qbVD9lRdofI"),
	    PASSWORD_RIGHT_OLD);
	arena_free(task.arena);
}
END_TEST

static const char *const broken[] = { "", "scrypt", "scrypt$15$8$1$a",
	"scrypt$99$8$1$U29k$cCO9", "scrypt$15$8$1$U29k$cCO9",
	"bcrypt$15$8$1$U29k$cCO9", "scrypt$15$8$1$!$!$", "$$$$$$$$" };

START_TEST(a_broken_hash_is_a_wrong_password)
{
	struct task task = task_new();

	ck_assert_ptr_nonnull(freopen("/dev/null", "w", stderr));
	ck_assert_int_eq(
	    password_verify(&task, "x", broken[_i]), PASSWORD_WRONG);
	ck_assert_ptr_null(task.problem);
	arena_free(task.arena);
}
END_TEST

/* A child that takes a slot and is killed with it. */
static void
die_with_slot(struct slots *slots, size_t count)
{
	pid_t pid = fork();
	int status;

	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		if (slot_take(slots, count) < 0)
			_exit(1);
		kill(getpid(), SIGKILL);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFSIGNALED(status));
}

START_TEST(a_killed_child_gives_its_slot_back)
{
	struct slots *slots = slots_new();
	int first, second;

	for (int i = 0; i < 5; i++)
		die_with_slot(slots, 2);
	first = slot_take(slots, 2);
	ck_assert_int_ge(first, 0);
	die_with_slot(slots, 2);
	second = slot_take(slots, 2);
	ck_assert_int_ge(second, 0);
	ck_assert_int_ne(first, second);
	ck_assert_int_eq(slot_take(slots, 2), -1);
	slot_give(slots, first);
	ck_assert_int_eq(slot_take(slots, 2), first);
}
END_TEST

Suite *
password_suite(void)
{
	Suite *suite = suite_create("password");
	TCase *tests = tcase_create("password");

	tcase_set_timeout(tests, 60);
	tcase_add_loop_test(tests, what_everybody_tries_first_is_refused, 0,
	    ARRAY_LENGTH(refused));
	tcase_add_loop_test(tests, no_rule_of_composition_stands_in_the_way, 0,
	    ARRAY_LENGTH(taken));
	tcase_add_test(tests, a_password_may_have_128_characters_and_no_more);
	tcase_add_test(
	    tests, ten_thousand_common_passwords_are_known_and_sorted);
	tcase_add_test(
	    tests, a_hash_tells_its_parameters_and_opens_only_for_its_password);
	tcase_add_test(tests, weaker_parameters_verify_and_say_so);
	tcase_add_loop_test(
	    tests, a_broken_hash_is_a_wrong_password, 0, ARRAY_LENGTH(broken));
	tcase_add_test(tests, a_killed_child_gives_its_slot_back);
	suite_add_tcase(suite, tests);
	return suite;
}
