/*
 * mail.c - mails from the queue to the mail server and what comes back.
 *
 * SPDX-License-Identifier: ISC
 */
#include <signal.h>

#include "mailbox.h"
#include "suites.h"

static struct studio *
named_studio(const char *name)
{
	struct studio *studio = studio_new("Somewhere", "pro");

	ariia(0, "setting", "put", studio->slug, "studio_name", name);
	return studio;
}

static void
send_test(const struct studio *studio, const char *to, const char *language)
{
	ariia(0, "mail", "test", "--tenant", studio->slug, "--email", to,
	    "--language", language);
}

/* Why the studio's only mail was given up, once it was. */
static const char *
set_aside_reason(const struct studio *studio)
{
	sql_wait(1, 15000,
	    "SELECT count(*) FROM jobs WHERE kind = 'mail' AND state = "
	    "'set_aside' AND tenant_id = %" PRId64,
	    studio->id);
	return sql_text(
	    "SELECT last_error FROM jobs WHERE kind = 'mail' AND tenant_id = "
	    "%" PRId64,
	    studio->id);
}

START_TEST(a_mail_wears_the_studios_name_and_speaks_the_users_language)
{
	const char *german = fresh_mailbox("kim-");
	const char *english = fresh_mailbox("lee-");
	const struct arrived_mail *mail;

	send_test(named_studio("Kraftwerk S\xc3\xbc"
			       "d"),
	    german, "de");
	send_test(named_studio("Iron & Oak"), english, "en");
	mail = mail_wait(german, 1);
	ck_assert_str_eq(mail_header(mail, "From"),
	    "=?UTF-8?Q?Kraftwerk_S=C3=BCd?= <noreply@platform.example>");
	ck_assert_str_eq(mail_header(mail, "Subject"),
	    "=?UTF-8?Q?Testmail_von_Kraftwerk_S=C3=BCd?=");
	ck_assert_str_eq(mail_header(mail, "Content-Language"), "de");
	ck_assert_ptr_nonnull(strstr(mail->text, "Hallo,\n"));
	ck_assert_ptr_nonnull(strstr(mail->html, "<html lang=\"de\">"));
	mail = mail_wait(english, 1);
	ck_assert_str_eq(mail_header(mail, "From"),
	    "\"Iron & Oak\" <noreply@platform.example>");
	ck_assert_str_eq(
	    mail_header(mail, "Subject"), "Test email from Iron & Oak");
	ck_assert_ptr_nonnull(strstr(mail->text, "Iron & Oak"));
	ck_assert_ptr_nonnull(strstr(mail->html, "Iron &amp; Oak"));
	ck_assert_ptr_nonnull(strstr(mail->html, "<html lang=\"en\">"));
}
END_TEST

START_TEST(a_mail_is_one_that_programs_understand)
{
	const char *kim = fresh_mailbox("kim-");
	const struct arrived_mail *mail;

	send_test(named_studio("Kraftwerk"), kim, "en");
	mail = mail_wait(kim, 1);
	ck_assert_str_eq(
	    mail_header(mail, "To"), arena_printf(e2e_arena(), "<%s>", kim));
	ck_assert_str_eq(mail_header(mail, "MIME-Version"), "1.0");
	ck_assert_str_eq(mail_header(mail, "Auto-Submitted"), "auto-generated");
	ck_assert(text_starts_with(
	    mail_header(mail, "Content-Type"), "multipart/alternative;"));
	ck_assert(text_ends_with(
	    mail_header(mail, "Message-ID"), "@platform.example>"));
	ck_assert_ptr_nonnull(mail_header(mail, "Date"));
	ck_assert_ptr_null(mail_header(mail, "Reply-To"));
	ck_assert(json_is_true(json_at(mail->how, "tls")));
	ck_assert_str_eq(json_text_at(mail->how, "user"), "ariia");
	ck_assert_str_eq(
	    json_text_at(mail->how, "from"), "noreply@platform.example");
}
END_TEST

START_TEST(a_server_that_is_busy_is_asked_again)
{
	const struct studio *studio = named_studio("Kraftwerk");
	const char *busy = fresh_mailbox("busy-");

	send_test(studio, busy, "en");
	(void)mail_wait(busy, 1);
	sql_wait(0, 5000,
	    "SELECT count(*) FROM jobs WHERE kind = 'mail' AND tenant_id = "
	    "%" PRId64,
	    studio->id);
	ck_assert_int_eq(mail_count(busy), 1);
}
END_TEST

START_TEST(a_refused_mail_is_set_aside_with_the_servers_reason)
{
	const struct studio *studio = named_studio("Kraftwerk");
	const char *gone = fresh_mailbox("gone-");

	send_test(studio, gone, "en");
	ck_assert_str_eq(set_aside_reason(studio),
	    "550 5.1.1 <(recipient)>: no such mailbox");
	ck_assert_ptr_nonnull(strstr(ariia(0, "status"), studio->slug));
	ck_assert_int_eq(
	    sql_int("SELECT attempts FROM jobs WHERE kind = 'mail' AND "
		    "tenant_id = %" PRId64,
		studio->id),
	    1);
}
END_TEST

START_TEST(the_queue_tells_nobody_whom_a_mail_is_for)
{
	const struct studio *studio = named_studio("Kraftwerk");
	const char *gone = fresh_mailbox("gone-");

	send_test(studio, gone, "en");
	(void)set_aside_reason(studio);
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM jobs WHERE tenant_id = %" PRId64
		    " AND jobs::text LIKE '%%gone-%%'",
		studio->id),
	    0);
}
END_TEST

START_TEST(a_mail_opens_only_for_the_studio_that_queued_it)
{
	const struct studio *ours = named_studio("Kraftwerk");
	const struct studio *theirs = named_studio("Elsewhere");

	send_test(ours, fresh_mailbox("gone-"), "en");
	(void)set_aside_reason(ours);
	sql_run("INSERT INTO jobs (tenant_id, kind, key, payload) SELECT "
		"%" PRId64 ", kind, key, payload FROM jobs WHERE kind = 'mail' "
		"AND tenant_id = %" PRId64,
	    theirs->id, ours->id);
	ck_assert_str_eq(set_aside_reason(theirs),
	    "The mail does not open with this master key.");
}
END_TEST

START_TEST(a_mail_that_may_have_arrived_comes_again_with_the_same_id)
{
	const char *lost = fresh_mailbox("lost-");
	const char *id;

	send_test(named_studio("Kraftwerk"), lost, "en");
	id = mail_header(mail_wait(lost, 1), "Message-ID");
	ck_assert_str_eq(mail_header(mail_wait(lost, 2), "Message-ID"), id);
}
END_TEST

START_TEST(two_mails_have_two_ids)
{
	const struct studio *studio = named_studio("Kraftwerk");
	const char *kim = fresh_mailbox("kim-");
	const char *id;

	send_test(studio, kim, "en");
	id = mail_header(mail_wait(kim, 1), "Message-ID");
	send_test(studio, kim, "en");
	ck_assert_str_ne(mail_header(mail_wait(kim, 2), "Message-ID"), id);
}
END_TEST

START_TEST(what_would_forge_a_command_is_refused_before_it_is_queued)
{
	const struct studio *studio = named_studio("Kraftwerk");
	static const char *const bad[] = {
		"kim@example.org\r\nRCPT TO:<eve@example.org>",
		"kim@example.org>\nDATA", "kim@example.org,eve@example.org",
		"Kim <kim@example.org>", "kim@exa mple.org", ""
	};

	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
		ariia(1, "mail", "test", "--tenant", studio->slug, "--email",
		    bad[i]);
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM jobs WHERE kind = 'mail' AND "
		    "tenant_id = %" PRId64,
		studio->id),
	    0);
}
END_TEST

START_TEST(a_studios_name_forges_no_header)
{
	const struct studio *studio = named_studio("Kraftwerk");
	const char *kim = fresh_mailbox("kim-");
	const struct arrived_mail *mail;

	sql_run("UPDATE settings SET value = E'Kraft\\r\\nBcc: eve@example.org"
		"\\r\\n\\r\\nHi \"\\\\ <eve@example.org>' WHERE key = "
		"'studio_name' AND tenant_id = %" PRId64,
	    studio->id);
	send_test(studio, kim, "en");
	mail = mail_wait(kim, 1);
	ck_assert_uint_eq(json_length(json_at(mail->how, "to")), 1);
	ck_assert_ptr_null(mail_header(mail, "Bcc"));
	ck_assert(text_ends_with(
	    mail_header(mail, "From"), " <noreply@platform.example>"));
}
END_TEST

static const char *
invitation_body(const char *email, const char *locale)
{
	struct json_object *body = json_new_object(e2e_arena());
	size_t len;

	json_add_text(body, "email", email);
	json_add_text(body, "role", "tenant_user");
	json_add_text(body, "locale", locale);
	return json_write(e2e_arena(), body, &len);
}

START_TEST(an_invitation_arrives_in_the_studios_name_with_its_link)
{
	const struct studio *studio = named_studio("Kraftwerk S\xc3\xbc"
						   "d");
	/* clang-format off */
	static const struct {
		const char *locale;
		const char *subject;
		const char *words;
	} cases[] = {
		{ "de-DE", "=?UTF-8?Q?Einladung_ins_Team_von_Kraftwerk_S=C3=BCd?=", "als Mitglied des Teams" },
		{ "en-GB", "=?UTF-8?Q?You=E2=80=99re_invited_to_join_Kraftwerk_S=C3=BCd?=", "as a team member" },
	};
	/* clang-format on */

	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		const char *kim = fresh_mailbox("kim-");
		const struct arrived_mail *mail;
		const char *token;

		expect_status(post_json("/auth/invitations", studio->owner,
				  invitation_body(kim, cases[i].locale)),
		    201);
		mail = mail_wait(kim, 1);
		ck_assert_str_eq(
		    mail_header(mail, "Subject"), cases[i].subject);
		ck_assert_str_eq(mail_header(mail, "From"),
		    "=?UTF-8?Q?Kraftwerk_S=C3=BCd?= "
		    "<noreply@platform.example>");
		ck_assert_ptr_nonnull(strstr(mail->text, cases[i].words));
		ck_assert_ptr_nonnull(strstr(mail->html, cases[i].words));
		token = strstr(mail_link(mail), "?token=");
		ck_assert_ptr_nonnull(token);
		ck_assert_ptr_nonnull(strstr(mail->html,
		    arena_copy_bytes(e2e_arena(), token, strcspn(token, "&"))));
	}
}
END_TEST

START_TEST(a_request_that_would_forge_a_header_queues_no_mail)
{
	const struct studio *studio = named_studio("Kraftwerk");
	static const char *const bad[] = {
		"kim@example.org\r\nBcc: eve@example.org",
		"kim@example.org\nBcc: eve@example.org",
		"kim@example.org, eve@example.org", "<kim@example.org>"
	};

	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
		expect_status(post_json("/auth/invitations", studio->owner,
				  invitation_body(bad[i], "de-DE")),
		    422);
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM jobs WHERE kind = 'mail' AND "
		    "tenant_id = %" PRId64,
		studio->id),
	    0);
}
END_TEST

START_TEST(replies_do_not_wait_for_a_slow_mail_server)
{
	const struct studio *studio = named_studio("Kraftwerk");
	const char *number = fresh_number();
	const char *last = NULL;

	for (int i = 0; i < 10; i++) {
		last = fresh_mailbox("slow-");
		send_test(studio, last, "en");
	}
	expect_status(
	    deliver(studio,
		whatsapp_text(studio, number, fresh_id("wamid."), "Hallo")),
	    200);
	(void)replies_to(number, 1, 2500);
	(void)mail_wait(last, 1);
}
END_TEST

/* The courier's configuration with that mail server, in force. */
static void
set_server(const char *config, const char *url)
{
	const char *path = e2e_env("ARIIA_CONFIG");
	const char *line = strstr(config, "smtp_url = ");
	FILE *file = fopen(path, "w");

	ck_assert(line != NULL && file != NULL);
	ck_assert_int_ge(
	    fprintf(file, "%.*ssmtp_url = %s%s", (int)(line - config), config,
		url, strchr(line, '\n')),
	    0);
	ck_assert_int_eq(fclose(file), 0);
	program_signal("courier", SIGHUP);
	pause_ms(1000);
}

static const char *
config_text(void)
{
	struct buf text = buf_new(e2e_arena(), 1 << 20);
	FILE *file = fopen(e2e_env("ARIIA_CONFIG"), "r");
	int byte;

	ck_assert_ptr_nonnull(file);
	while ((byte = fgetc(file)) != EOF)
		buf_add_char(&text, (char)byte);
	(void)fclose(file);
	return buf_text(&text);
}

START_TEST(without_a_mail_server_mails_wait_for_the_operator)
{
	const struct studio *studio = named_studio("Kraftwerk");
	const char *kim = fresh_mailbox("kim-");
	const char *config = config_text();
	const char *url = strstr(config, "smtp_url = ") + strlen("smtp_url = ");
	const char *words[] = { "mail", "test", "--tenant", studio->slug,
		"--email", kim, NULL };
	const char *reason;

	url = arena_copy_bytes(e2e_arena(), url, strcspn(url, "\n"));
	set_server(config, "");
	ariia(1, "mail", "test", "--tenant", studio->slug, "--email", kim);
	(void)ariia_run_with("SMTP_URL=smtp://localhost", 0, words);
	reason = set_aside_reason(studio);
	set_server(config, url);
	ck_assert_str_eq(reason,
	    "mail is not configured: set SMTP_URL and SMTP_FROM, then run the "
	    "job again");
	ariia(0, "job", "run-again", studio->slug,
	    sql_text("SELECT id FROM jobs WHERE kind = 'mail' AND tenant_id = "
		     "%" PRId64,
		studio->id));
	(void)mail_wait(kim, 1);
}
END_TEST

Suite *
mail_suite(void)
{
	Suite *suite = suite_create("mail");
	TCase *tests = tcase_create("mail");

	tcase_add_checked_fixture(tests, e2e_setup, e2e_teardown);
	tcase_set_timeout(tests, 0);
	tcase_add_test(
	    tests, a_mail_wears_the_studios_name_and_speaks_the_users_language);
	tcase_add_test(tests, a_mail_is_one_that_programs_understand);
	tcase_add_test(tests, a_server_that_is_busy_is_asked_again);
	tcase_add_test(
	    tests, a_refused_mail_is_set_aside_with_the_servers_reason);
	tcase_add_test(tests, the_queue_tells_nobody_whom_a_mail_is_for);
	tcase_add_test(tests, a_mail_opens_only_for_the_studio_that_queued_it);
	tcase_add_test(
	    tests, a_mail_that_may_have_arrived_comes_again_with_the_same_id);
	tcase_add_test(tests, two_mails_have_two_ids);
	tcase_add_test(
	    tests, what_would_forge_a_command_is_refused_before_it_is_queued);
	tcase_add_test(tests, a_studios_name_forges_no_header);
	tcase_add_test(
	    tests, an_invitation_arrives_in_the_studios_name_with_its_link);
	tcase_add_test(
	    tests, a_request_that_would_forge_a_header_queues_no_mail);
	tcase_add_test(tests, replies_do_not_wait_for_a_slow_mail_server);
	tcase_add_test(
	    tests, without_a_mail_server_mails_wait_for_the_operator);
	suite_add_tcase(suite, tests);
	return suite;
}
