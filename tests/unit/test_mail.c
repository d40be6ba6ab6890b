/*
 * test_mail.c - what may be mailed, and what our mails say.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tenancy/mail.h"

#include "unit.h"

#include "base/config.h"
#include "base/text.h"
#include "tenancy/mail_jobs.h"
#include "tenancy/mail_view.h"

#define LINK "https://kraft.example/verify?token=a-b_c&tenant=kraft"

static const struct config config = {
	.master_key =
	    "00112233445566778899aabbccddeeff0123456789abcdef0123456789abcdef"
};

static struct task
studio_task(void)
{
	struct task task = new_task(new_arena());

	task.tenant_id = 7;
	task.config = &config;
	return task;
}

static struct json_object *
context(void)
{
	struct json_object *object = json_new_object(new_arena());

	json_add_text(object, "link", LINK);
	json_add_text(object, "user_name", "Mia <b>");
	json_add_text(object, "role", "tenant_admin");
	json_add_int(object, "expires_hours", 24);
	return object;
}

/* The only field that queueing complains about. */
static void
check_refused(const struct mail *mail, const char *pointer)
{
	struct task task = studio_task();

	ck_assert(!mail_queue(&task, mail, "key"));
	ck_assert_str_eq(only_error(&task)->pointer, pointer);
}

START_TEST(what_is_no_address_is_not_queued)
{
	static const char *const bad[] = { NULL, "", "kim",
		"kim@example.org\r\nRCPT TO:<eve@example.org>",
		"kim@example.org, eve@example.org", "Kim <kim@example.org>" };

	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
		struct mail mail = { .to = bad[i], .template = "test" };

		check_refused(&mail, "#/email");
	}
}
END_TEST

START_TEST(a_name_that_could_forge_a_header_is_not_queued)
{
	struct mail mail = { .to = "kim@example.org",
		.to_name = "Kim\r\nBcc: eve@example.org",
		.template = "test" };

	check_refused(&mail, "#/full_name");
}
END_TEST

START_TEST(no_text_of_the_context_has_control_bytes)
{
	struct mail mail = { .to = "kim@example.org", .template = "test" };
	struct json_object *list = json_object_new_array();

	mail.context = context();
	json_add_text(mail.context, "studio_name", "Kraft\nBcc: eve@b.c");
	check_refused(&mail, "#/studio_name");
	mail.context = context();
	json_object_array_add(list, json_object_new_string("a\r"));
	json_add(mail.context, "list", list);
	check_refused(&mail, "#/list");
}
END_TEST

START_TEST(a_foreign_payload_does_not_open)
{
	struct task task = studio_task();
	struct json_object *payload = json_new_object(task.arena);

	ck_assert_ptr_null(mail_open(&task, "key", NULL));
	ck_assert_int_eq(task.problem->kind, INTERNAL);
	task_forgive(&task);
	json_add_text(payload, "template", "test");
	json_add_text(payload, "sealed", "AAAA");
	ck_assert_ptr_null(mail_open(&task, "key", payload));
	ck_assert_int_eq(task.problem->kind, INTERNAL);
}
END_TEST

static const char *
template_dir(void)
{
	const char *top = getenv("srcdir");

	return arena_printf(
	    new_arena(), "%s/templates", top == NULL ? "." : top);
}

static void
on_missing(void *unused not_used, const char *template, const char *variable)
{
	ck_abort_msg("%s names %s, which nobody gives", template, variable);
}

static const struct mail_brand kraft = { .name = "Kraft & S\xc3\xbc"
						 "d",
	.fill = "#f4e04d",
	.ink = "#000000",
	.logo_url = "https://deck.example/brand/logo?v=ab12",
	.logo_width = 120,
	.logo_height = 40 };

static const struct mail_view *
view_of(const char *template, const char *language)
{
	static struct task task;
	struct mail mail = { .to = "kim@example.org",
		.template = template,
		.language = language,
		.context = context() };
	const char *complaint = mail_view_read(new_arena(), template_dir());
	const struct mail_view *view;

	ck_assert_msg(complaint == NULL, "%s", complaint);
	task = studio_task();
	view = mail_view_render(&task, &mail, &kraft, on_missing, NULL);
	ck_assert_msg(view != NULL, "%s in %s", template, language);
	return view;
}

static const char *const mails[] = { "verify", "welcome", "reset",
	"password_changed", "invitation", "test" };

START_TEST(every_mail_says_everything_in_both_parts_and_languages)
{
	static const char *const languages[] = { "de", "en" };

	for (size_t i = 0; i < ARRAY_LENGTH(mails); i++)
		for (size_t j = 0; j < ARRAY_LENGTH(languages); j++) {
			const struct mail_view *view =
			    view_of(mails[i], languages[j]);

			ck_assert_str_eq(view->language, languages[j]);
			ck_assert(!text_is_empty(view->subject));
			ck_assert_ptr_null(strchr(view->subject, '{'));
			ck_assert_ptr_null(strstr(view->text, "{"));
			ck_assert_ptr_nonnull(
			    strstr(view->text, "Kraft & S\xc3\xbc"));
			ck_assert_ptr_nonnull(
			    strstr(view->html, "Kraft &amp; S\xc3\xbc"));
			ck_assert_ptr_nonnull(strstr(view->text, "Mia <b>"));
			ck_assert_ptr_null(strstr(view->html, "<b>"));
			if (text_is_equal(mails[i], "test"))
				continue;
			ck_assert_ptr_nonnull(strstr(view->text, LINK));
			ck_assert_ptr_nonnull(strstr(view->html,
			    "href=\"https://kraft.example/verify?token=a-b_c"
			    "&amp;tenant=kraft\""));
		}
}
END_TEST

START_TEST(times_and_roles_become_words)
{
	const struct mail_view *view = view_of("invitation", "de-AT");

	ck_assert_ptr_nonnull(strstr(view->text, "gilt 24 Stunden."));
	ck_assert_ptr_nonnull(strstr(view->text, "mit Verwaltungsrechten"));
}
END_TEST

START_TEST(there_is_no_mail_without_texts)
{
	struct task task = studio_task();
	struct mail mail = { .to = "a@b.c", .template = "layout" };

	ck_assert_ptr_null(mail_view_read(new_arena(), template_dir()));
	ck_assert_ptr_null(mail_view_render(&task, &mail, &kraft, NULL, NULL));
	ck_assert_int_eq(task.problem->kind, INTERNAL);
}
END_TEST

START_TEST(a_mail_server_that_can_not_be_stops_the_start)
{
	static const struct {
		const char *url;
		const char *from;
		const char *complaint;
	} cases[] = {
		{ "", "", NULL },
		{ "smtp://mail.example:587", "a@b.c", NULL },
		{ "smtps://mail.example", "a@b.c", NULL },
		{ "http://mail.example", "a@b.c", "SMTP_URL" },
		{ "mail.example", "a@b.c", "SMTP_URL" },
		{ "smtp://me:secret@mail.example", "a@b.c", "SMTP_URL" },
		{ "smtp://mail.example", "", "SMTP_FROM" },
		{ "smtp://mail.example", "Me <a@b.c>", "SMTP_FROM" },
	};

	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		struct config wanted = { .smtp_url = cases[i].url,
			.smtp_from = cases[i].from,
			.smtp_from_name = "",
			.template_dir = template_dir() };
		const char *complaint = mail_jobs_read(new_arena(), &wanted);

		if (cases[i].complaint == NULL)
			ck_assert_msg(complaint == NULL, "%s", complaint);
		else
			ck_assert_msg(complaint != NULL &&
				text_starts_with(complaint, cases[i].complaint),
			    "%zu", i);
	}
}
END_TEST

Suite *mail_suite(void);

Suite *
mail_suite(void)
{
	Suite *suite = suite_create("mail");
	TCase *cases = tcase_create("mail");

	tcase_add_test(cases, what_is_no_address_is_not_queued);
	tcase_add_test(cases, a_name_that_could_forge_a_header_is_not_queued);
	tcase_add_test(cases, no_text_of_the_context_has_control_bytes);
	tcase_add_test(cases, a_foreign_payload_does_not_open);
	tcase_add_test(
	    cases, every_mail_says_everything_in_both_parts_and_languages);
	tcase_add_test(cases, times_and_roles_become_words);
	tcase_add_test(cases, there_is_no_mail_without_texts);
	tcase_add_test(cases, a_mail_server_that_can_not_be_stops_the_start);
	suite_add_tcase(suite, cases);
	return suite;
}
