/*
 * test_media.c - what a file is by its first bytes, and who gets the token.
 *
 * SPDX-License-Identifier: ISC
 */
#include "unit.h"

#include "base/config.h"
#include "base/text.h"
#include "channels/whatsapp.h"
#include "messaging/media.h"
#include "net/http_url.h"

Suite *media_suite(void);

#define BYTES(text) text, sizeof(text) - 1

/* clang-format off */
static const struct {
	const char *bytes;
	size_t len;
	const char *media_type;
} files[] = {
	{ BYTES("\xff\xd8\xff\xe0\0\x10JFIF"),         "image/jpeg" },
	{ BYTES("\x89PNG\r\n\x1a\n\0"),                "image/png" },
	{ BYTES("GIF87a"),                             "image/gif" },
	{ BYTES("GIF89a\1\0"),                         "image/gif" },
	{ BYTES("RIFF\x24\0\0\0WEBPVP8 "),             "image/webp" },
	{ BYTES("%PDF-1.4\n"),                         "application/pdf" },
	{ BYTES("OggS\0\2"),                           "audio/ogg" },
	{ BYTES("#!AMR\n"),                            "audio/amr" },
	{ BYTES("#!AMR-WB\n"),                         "audio/amr" },
	{ BYTES("\0\0\0\x20" "ftypisom\0\0\2\0"),      "video/mp4" },
	{ BYTES("\0\0\0\x18" "ftypmp42"),              "video/mp4" },
	{ BYTES("\0\0\0\x18" "ftypM4A "),              "audio/mp4" },
	{ BYTES("\0\0\0\x18" "ftyp3gp4"),              "video/3gpp" },
	{ BYTES("\xff\xf1\x50\x80"),                   "audio/aac" },
	{ BYTES("\xff\xf9\x50\x80"),                   "audio/aac" },
	{ BYTES("\xff\xfb\x90"),                       "audio/mpeg" },
	{ BYTES("ID3\4"),                              "audio/mpeg" },
	/* Nothing that is taken. */
	{ BYTES(""),                                   NULL },
	{ BYTES("\xff"),                               NULL },
	{ BYTES("\xff\xd8"),                           NULL },
	{ BYTES("\xff\xfe" "<\0s\0"),                  NULL },
	{ BYTES("\x89PNG\r\n"),                        NULL },
	{ BYTES("GIF88a"),                             NULL },
	{ BYTES("RIFF\x24\0\0\0WAVEfmt "),             NULL },
	{ BYTES("RIFF\x24\0\0\0WEB"),                  NULL },
	{ BYTES("\0\0\0\x18" "ftypheic"),              NULL },
	{ BYTES("\0\0\0\x18" "ftyp"),                  NULL },
	{ BYTES(" %PDF-1.4"),                          NULL },
	{ BYTES("<svg xmlns=\"x\">"),                  NULL },
	{ BYTES("<!doctype html>"),                    NULL },
	{ BYTES("PK\3\4"),                             NULL },
	{ BYTES("MZ\x90"),                             NULL },
	{ BYTES("\x7f" "ELF"),                         NULL },
};
/* clang-format on */

START_TEST(a_file_is_what_it_begins_with)
{
	const char *type = media_type_of(files[_i].bytes, files[_i].len);

	ck_assert_pstr_eq(type, files[_i].media_type);
	if (type != NULL)
		ck_assert_str_ne(media_extension(type), "bin");
}
END_TEST

START_TEST(every_beginning_cut_short_is_read_within_its_bounds)
{
	struct arena *arena = new_arena();

	for (size_t i = 0; i < ARRAY_LENGTH(files); i++)
		for (size_t len = 0; len <= files[i].len; len++)
			(void)!media_type_of(
			    arena_copy_bytes(arena, files[i].bytes, len), len);
}
END_TEST

START_TEST(a_model_sees_pictures_that_are_there)
{
	struct arena *arena = new_arena();
	const struct media picture = { .state = "fetched",
		.media_type = "image/png",
		.base64 = "iVBORw==" };
	const struct media paper = { .state = "fetched",
		.media_type = "application/pdf" };
	const struct media awaited = { .state = "queued" };

	ck_assert_str_eq(
	    media_data_url(arena, &picture), "data:image/png;base64,iVBORw==");
	ck_assert_ptr_null(media_data_url(arena, &paper));
	ck_assert_ptr_null(media_data_url(arena, NULL));
	ck_assert(media_is_awaited(&awaited));
	ck_assert(!media_is_awaited(&paper));
	ck_assert(!media_is_awaited(NULL));
}
END_TEST

static struct config config = {
	.whatsapp_base_url = "http://127.0.0.1:4711/graph",
};

/* clang-format off */
static const struct {
	const char *url;
	enum whatsapp_place place;
} places[] = {
	{ "https://lookaside.fbsbx.com/whatsapp/1?a=b", WHATSAPP_AT_META },
	{ "https://LOOKASIDE.fbsbx.com:443/x",          WHATSAPP_AT_META },
	{ "https://scontent.xx.fbcdn.net/v/x",          WHATSAPP_AT_META },
	{ "https://mmg.whatsapp.net/x",                 WHATSAPP_AT_META },
	{ "http://127.0.0.1:4711/graph-media/7",        WHATSAPP_AT_BASE },
};

static const char *const strangers[] = {
	"http://lookaside.fbsbx.com/x",
	"https://lookaside.fbsbx.com:8443/x",
	"https://lookaside.fbsbx.com.evil.example/x",
	"https://lookaside.fbsbx.com@evil.example/x",
	"https://evil.example/lookaside.fbsbx.com",
	"https://evil.example#lookaside.fbsbx.com",
	"https://evil.example\\@lookaside.fbsbx.com/",
	"https://evilfbcdn.net/x",
	"https://fbcdn.net.evil.example/x",
	"https://xfbsbx.com/x",
	"https://127.0.0.1:4711/x",
	"http://127.0.0.1:4712/x",
	"http://127.0.0.1/x",
	"http://localhost:4711/x",
	"http://2130706433:4712/x",
	"http://[::1]:4711/x",
	"ftp://lookaside.fbsbx.com/x",
	"file:///etc/passwd",
	"//lookaside.fbsbx.com/x",
	"lookaside.fbsbx.com/x",
	"https://",
	"https://lookaside.fbsbx.com /x",
	"https://lookaside.fbsbx.com./x",
	"",
};
/* clang-format on */

START_TEST(the_token_goes_to_metas_hosts)
{
	ck_assert_int_eq(
	    (int)whatsapp_place_of(new_arena(), &config, places[_i].url),
	    (int)places[_i].place);
}
END_TEST

START_TEST(the_token_goes_nowhere_else)
{
	ck_assert_msg(whatsapp_place_of(new_arena(), &config, strangers[_i]) ==
		WHATSAPP_NOWHERE,
	    "%s", strangers[_i]);
}
END_TEST

START_TEST(an_address_is_read_as_it_is_called)
{
	struct arena *arena = new_arena();
	struct http_url a, b;

	ck_assert(http_url_read(arena, "HTTPS://Example.ORG/x?y", &a));
	ck_assert_str_eq(a.scheme, "https");
	ck_assert_str_eq(a.host, "example.org");
	ck_assert_int_eq(a.port, 443);
	ck_assert(http_url_read(arena, "https://example.org:443", &b));
	ck_assert(http_url_is_same_origin(&a, &b));
	ck_assert(http_url_read(arena, "http://[::1]:8080/", &b));
	ck_assert_str_eq(b.host, "::1");
	ck_assert(!http_url_is_same_origin(&a, &b));
	ck_assert(!http_url_read(arena, "https://me@example.org/", &b));
	ck_assert(!http_url_read(arena, "gopher://example.org/", &b));
}
END_TEST

Suite *
media_suite(void)
{
	Suite *suite = suite_create("media");
	TCase *tests = tcase_create("media");

	tcase_add_loop_test(
	    tests, a_file_is_what_it_begins_with, 0, (int)ARRAY_LENGTH(files));
	tcase_add_test(
	    tests, every_beginning_cut_short_is_read_within_its_bounds);
	tcase_add_test(tests, a_model_sees_pictures_that_are_there);
	tcase_add_loop_test(
	    tests, the_token_goes_to_metas_hosts, 0, (int)ARRAY_LENGTH(places));
	tcase_add_loop_test(tests, the_token_goes_nowhere_else, 0,
	    (int)ARRAY_LENGTH(strangers));
	tcase_add_test(tests, an_address_is_read_as_it_is_called);
	suite_add_tcase(suite, tests);
	return suite;
}
