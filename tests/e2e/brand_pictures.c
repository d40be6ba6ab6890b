/*
 * brand_pictures.c - a studio's logo and favicon, from the upload to everybody
 * who wears them, and to nobody else.
 *
 * SPDX-License-Identifier: ISC
 */
#include "../unit/picture_case.h"
#include "browser.h"
#include "mailbox.h"
#include "suites.h"

enum { WAIT_MS = 20000 };

#define API "/admin/settings/branding"

static struct answer
send_picture(
    const struct studio *studio, const char *slot, struct picture_file file)
{
	return send_body("PUT", arena_printf(e2e_arena(), API "/%s", slot),
	    studio->owner, "application/octet-stream", file.bytes, file.len,
	    NULL);
}

static const char *
brand_value(const struct studio *studio, const char *name)
{
	struct answer answer = get(API, studio->owner);

	expect_status(answer, 200);
	return json_text_at(answer.json, name);
}

static void
await_state(const struct studio *studio, const char *slot, const char *state)
{
	sql_wait(1, WAIT_MS,
	    "SELECT count(*) FROM brand_uploads WHERE tenant_id = %" PRId64
	    " AND slot = '%s' AND state = '%s'",
	    studio->id, slot, state);
}

/* Its version. */
static const char *
wear_logo(const struct studio *studio, struct picture_file file)
{
	expect_status(send_picture(studio, "logo", file), 202);
	await_state(studio, "logo", "shown");
	return brand_value(studio, "branding_logo_version");
}

static const char *
style_of(const char *version)
{
	return arena_printf(e2e_arena(), "/brand.css?v=3355dd.1.%s", version);
}

static struct browser *
at_host_of(const struct studio *studio)
{
	struct browser *browser = browser_new();

	browser->host = arena_printf(e2e_arena(), "%s.localhost", studio->slug);
	return browser;
}

START_TEST(a_logo_is_worn_by_deck_sign_in_chat_and_error_pages)
{
	struct studio *studio = studio_new("Eisenwerk", "pro");
	const char *version =
	    wear_logo(studio, picture_png(e2e_arena(), 1200, 200));
	const char *style = style_of(version);
	struct browser *browser =
	    browser_of(person_new(studio, "tenant_admin"));
	struct answer css = get(style, NULL);

	expect_status(css, 200);
	ck_assert_uint_le(css.len, 16 << 10);
	ck_assert_ptr_nonnull(strstr(css.body, "url(data:image/webp;base64,"));
	ck_assert_ptr_nonnull(
	    strstr(answer_header(&css, "cache-control"), "immutable"));
	ck_assert_int_eq(browser_open(browser, "/today"), 200);
	expect_sees(browser, style);
	browser_expect_safe(browser);
	ck_assert_int_eq(browser_open(browser, "/knowledge/999999"), 404);
	expect_sees(browser, style);
	expect_sees(browser, "class=\"brand-name\">Eisenwerk</span>");
	expect_sees(browser, "class=\"button\" href=\"/\"");
	browser_expect_tidy(browser);
	browser = at_host_of(studio);
	ck_assert_int_eq(browser_open(browser, "/gibt-es-nicht"), 404);
	expect_sees(browser, style);
	ck_assert_int_eq(browser_open(browser, "/login"), 200);
	expect_sees(browser, style);
	ck_assert_int_eq(
	    browser_open(
		browser, arena_printf(e2e_arena(), "/chat/%s", studio->slug)),
	    200);
	expect_sees(browser, style);
}
END_TEST

START_TEST(a_mail_wears_logo_and_color)
{
	struct studio *studio = studio_new("Briefkasten & Co", "pro");
	const char *recipient = fresh_mailbox("marke");
	const char *version =
	    wear_logo(studio, picture_png(e2e_arena(), 600, 200));
	const char *path =
	    arena_printf(e2e_arena(), "/brand/logo?v=%s", version);
	const struct arrived_mail *mail;
	struct answer logo = get(path, NULL);

	expect_status(logo, 200);
	ck_assert_str_eq(answer_header(&logo, "content-type"), "image/png");
	ck_assert_ptr_nonnull(
	    strstr(answer_header(&logo, "content-security-policy"), "sandbox"));
	ck_assert_str_eq(
	    answer_header(&logo, "x-content-type-options"), "nosniff");
	ck_assert(memcmp(logo.body, "\x89PNG", 4) == 0);
	expect_status(put_json(API, studio->owner,
			  "{\"branding_primary_color\":\"#f4e04d\"}"),
	    200);
	expect_status(
	    post_json("/auth/invitations", studio->owner,
		arena_printf(e2e_arena(),
		    "{\"email\":\"%s\",\"role\":\"tenant_user\"}", recipient)),
	    201);
	mail = mail_wait(recipient, 1);
	ck_assert_ptr_nonnull(strstr(mail->html, path));
	ck_assert_ptr_nonnull(strstr(mail->html, "bgcolor=\"#f4e04d\""));
	ck_assert_ptr_nonnull(strstr(mail->html, "<font color=\"#"));
	ck_assert_ptr_nonnull(
	    strstr(mail->html, "alt=\"Briefkasten &amp; Co\""));
	ck_assert_ptr_nonnull(strstr(mail->text, "Briefkasten & Co"));
}
END_TEST

/* A refusal says why, and what was shown before stays. */
static void
expect_refused(const struct studio *studio, struct picture_file file,
    const char *reason, const char *version)
{
	expect_status(send_picture(studio, "logo", file), 202);
	await_state(studio, "logo", "refused");
	ck_assert_msg(text_starts_with(
			  brand_value(studio, "branding_logo_reason"), reason),
	    "%s, not %s", brand_value(studio, "branding_logo_reason"), reason);
	ck_assert_str_eq(brand_value(studio, "branding_logo_version"), version);
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM brand_uploads WHERE "
		    "tenant_id = %" PRId64 " AND bytes IS NOT NULL",
		studio->id),
	    0);
}

START_TEST(hostile_pictures_are_refused_and_the_old_one_stays)
{
	struct arena *arena = e2e_arena();
	struct studio *studio = studio_new("Abwehr", "pro");
	const char *version = wear_logo(studio, picture_jpeg_inks(arena));
	struct browser *browser =
	    browser_of(person_new(studio, "tenant_admin"));

	expect_refused(studio, picture_half(picture_png(arena, 300, 100)),
	    "The picture is broken", version);
	expect_refused(studio, picture_png_bomb(arena, 60000),
	    "The picture has more than 16 million pixels", version);
	expect_refused(
	    studio, picture_webp_animated(arena), "The picture moves", version);
	expect_refused(studio, picture_of(svgs_refused[0].text),
	    "The SVG has definitions", version);
	ck_assert_int_eq(browser_open(browser, "/settings/brand"), 200);
	expect_sees(browser, "alert is-bad");
	expect_sees(browser, "Definitionen (DTD, Entities)");
	expect_sees(browser, version);
	browser_expect_tidy(browser);
	expect_status(
	    send_picture(studio, "logo", picture_of("GIF89a nope")), 422);
	expect_status(send_picture(studio, "logo", picture_of("")), 422);
	expect_status(
	    send_picture(studio, "banner", picture_png(arena, 9, 9)), 404);
	expect_status(
	    send_picture(studio, "logo",
		(struct picture_file){ arena_alloc(arena, 3 << 20), 3 << 20 }),
	    413);
	version = wear_logo(studio,
	    picture_with(arena, picture_png_palette(arena),
		"<script>alert('polyglot')</script>"));
	ck_assert_ptr_null(strstr(get(style_of(version), NULL).body, "script"));
}
END_TEST

START_TEST(an_svg_is_cleaned_before_anybody_sees_it)
{
	struct studio *studio = studio_new("Vektor", "pro");
	struct answer icon;

	expect_status(
	    send_picture(studio, "favicon", picture_of(svg_hostile)), 202);
	await_state(studio, "favicon", "shown");
	icon = get(arena_printf(e2e_arena(), "/brand/icon?v=%s",
		       brand_value(studio, "branding_favicon_version")),
	    NULL);
	expect_status(icon, 200);
	ck_assert_str_eq(answer_header(&icon, "content-type"), "image/svg+xml");
	ck_assert_ptr_nonnull(
	    strstr(answer_header(&icon, "content-security-policy"), "sandbox"));
	for (const char *const *never = svg_never; *never != NULL; never++)
		ck_assert_msg(strstr(icon.body, *never) == NULL, "%s in %s",
		    *never, icon.body);
	ck_assert_ptr_nonnull(strstr(icon.body, "fill=\"#c00\""));
}
END_TEST

static int
status_at(const struct studio *host, const char *path)
{
	struct browser *browser = at_host_of(host);
	int status = browser_open(browser, path);

	if (status == 404)
		ck_assert_ptr_nonnull(
		    strstr(answer_header(&browser->page, "cache-control"),
			"no-store"));
	return status;
}

START_TEST(a_picture_shows_on_its_own_host_alone)
{
	struct picture_file file = picture_webp(e2e_arena());
	struct studio *ours = studio_new("Unser Logo", "pro");
	struct studio *theirs = studio_new("Deren Logo", "pro");
	const char *our_version = wear_logo(ours, file);
	const char *their_version = wear_logo(theirs, file);
	const char *mail =
	    arena_printf(e2e_arena(), "/brand/logo?v=%s", our_version);
	struct browser *browser = at_host_of(theirs);

	/* The same bytes are not the same picture. */
	ck_assert_str_ne(our_version, their_version);
	ck_assert_int_eq(status_at(ours, style_of(our_version)), 200);
	ck_assert_int_eq(status_at(theirs, style_of(our_version)), 404);
	ck_assert_int_eq(status_at(theirs, style_of(their_version)), 200);
	ck_assert_int_eq(status_at(ours, mail), 200);
	ck_assert_int_eq(status_at(theirs, mail), 404);
	expect_status(get(style_of(our_version), NULL), 200);
	expect_status(
	    get(style_of("00000000000000000000000000000000"), NULL), 404);
	expect_status(get("/brand/icon?v=x%27--", NULL), 404);
	expect_status(get("/brand/icon", NULL), 404);
	ck_assert_int_eq(browser_open(browser, "/login"), 200);
	ck_assert(!browser_sees(browser, our_version));
	ck_assert_int_eq(browser_open(browser, "/gibt-es-nicht"), 404);
	ck_assert(!browser_sees(browser, our_version));
	ck_assert_ptr_null(strstr(get(API, theirs->owner).body, our_version));
}
END_TEST

static void
fetch_from(const struct studio *studio, const char *address)
{
	expect_status(put_json(API, studio->owner,
			  arena_printf(e2e_arena(),
			      "{\"branding_logo_url\":\"%s\"}", address)),
	    200);
}

START_TEST(an_address_is_fetched_once_and_a_failure_is_told)
{
	struct studio *source = studio_new("Quelle", "pro");
	struct studio *studio = studio_new("Holt sich was", "pro");
	const char *from = arena_printf(e2e_arena(), "%s/brand/logo?v=%s",
	    e2e_env("ARIIA_URL"),
	    wear_logo(source, picture_png(e2e_arena(), 400, 100)));

	fetch_from(studio, from);
	await_state(studio, "logo", "shown");
	ck_assert_ptr_nonnull(brand_value(studio, "branding_logo_version"));
	fetch_from(studio,
	    arena_printf(
		e2e_arena(), "%s/static/deck.css", e2e_env("ARIIA_URL")));
	await_state(studio, "logo", "refused");
	ck_assert_str_eq(brand_value(studio, "branding_logo_reason"),
	    "The file is no PNG, JPEG, WebP or SVG.");
	fetch_from(studio,
	    arena_printf(
		e2e_arena(), "%s/brand/icon?v=none", e2e_env("ARIIA_URL")));
	sql_wait(1, WAIT_MS,
	    "SELECT count(*) FROM brand_uploads WHERE tenant_id = %" PRId64
	    " AND reason LIKE '%%does not give the picture: 404%%'",
	    studio->id);
	expect_status(
	    put_json(API, studio->owner,
		"{\"branding_logo_url\":\"http://169.254.169.254/logo\"}"),
	    422);
	/* Taken away again: the picture goes with it. */
	fetch_from(studio, "");
	ck_assert_ptr_null(brand_value(studio, "branding_logo_version"));
	ck_assert_ptr_null(brand_value(studio, "branding_logo_state"));
}
END_TEST

#define SQUARE                                                                 \
	"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\">"       \
	"<rect width=\"9\" height=\"9\" fill=\"#0a7\"/></svg>"

static int
upload(struct browser *browser, const char *filename, const char *content)
{
	ck_assert_int_eq(browser_open(browser, "/settings/brand"), 200);
	return browser_upload(browser, "/settings/brand/logo",
	    ((struct chosen){ "file", filename, content }),
	    (const char *const[]){ NULL });
}

START_TEST(a_logo_is_sent_on_the_page_watched_and_removed_after_a_question)
{
	struct studio *studio = studio_new("Handarbeit", "pro");
	struct browser *browser =
	    browser_of(person_new(studio, "tenant_admin"));
	const char *version;

	ck_assert_int_eq(upload(browser, "logo.png", "kein Bild"), 422);
	expect_sees(browser, "id=\"logo-file-error\"");
	expect_sees(browser, "kein PNG, JPEG, WebP oder SVG");
	browser_expect_tidy(browser);
	ck_assert_int_eq(upload(browser, "", NULL), 422);
	expect_sees(browser, "Bitte w\xc3\xa4hle eine Datei.");
	/* The ending of its name does not count. */
	ck_assert_int_eq(upload(browser, "logo.jpg", SQUARE), 303);
	ck_assert_int_eq(browser_follow(browser), 200);
	expect_sees(browser, "role=\"status\"");
	await_state(studio, "logo", "shown");
	version = brand_value(studio, "branding_logo_version");
	ck_assert_int_eq(browser_open(browser, "/settings/brand"), 200);
	browser_expect_tidy(browser);
	expect_sees(browser, style_of(version));
	ck_assert(!browser_sees(browser, "data-live"));
	ck_assert_int_eq(
	    browser_open(browser, "/settings/brand/banner/remove"), 404);
	ck_assert_int_eq(
	    browser_open(browser, "/settings/brand/logo/remove"), 200);
	browser_expect_tidy(browser);
	ck_assert_int_eq(browser_submit(browser, "/settings/brand/logo/remove",
			     (const char *const[]){ NULL }),
	    303);
	ck_assert_int_eq(browser_follow(browser), 200);
	ck_assert(!browser_sees(browser, version));
	expect_status(get(style_of(version), NULL), 404);
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM audit_logs WHERE tenant_id = "
		    "%" PRId64 " AND action LIKE 'branding.picture%%'",
		studio->id),
	    2);
	expect_status(
	    send_body("PUT", API "/logo", studio->staff,
		"application/octet-stream", SQUARE, strlen(SQUARE), NULL),
	    403);
}
END_TEST

Suite *
brand_pictures_suite(void)
{
	Suite *suite = suite_create("brand_pictures");
	TCase *tests = tcase_create("brand_pictures");

	tcase_add_checked_fixture(tests, e2e_setup, e2e_teardown);
	tcase_set_timeout(tests, 120);
	tcase_add_test(
	    tests, a_logo_is_worn_by_deck_sign_in_chat_and_error_pages);
	tcase_add_test(tests, a_mail_wears_logo_and_color);
	tcase_add_test(
	    tests, hostile_pictures_are_refused_and_the_old_one_stays);
	tcase_add_test(tests, an_svg_is_cleaned_before_anybody_sees_it);
	tcase_add_test(tests, a_picture_shows_on_its_own_host_alone);
	tcase_add_test(tests, an_address_is_fetched_once_and_a_failure_is_told);
	tcase_add_test(tests,
	    a_logo_is_sent_on_the_page_watched_and_removed_after_a_question);
	suite_add_tcase(suite, tests);
	return suite;
}
