/*
 * browser.c - a browser without JavaScript.
 *
 * SPDX-License-Identifier: ISC
 */
#include "browser.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TEXT_MAX = 1024 * 1024, LOG_LINE_MAX = 8192 };

extern char **environ;

struct browser *
browser_new(void)
{
	struct browser *browser = arena_new(e2e_arena(), struct browser);

	browser->address = fresh_address();
	browser->language = "de-DE,de;q=0.9,en;q=0.5";
	browser->cookies = json_new_object(e2e_arena());
	return browser;
}

/* "Set-Cookie: name=value; ..." of every line. */
static void
keep_cookies(struct browser *browser)
{
	static const char mark[] = "set-cookie: ";
	const char *at = browser->page.headers;

	while ((at = strstr(at, mark)) != NULL) {
		size_t name_len, value_len;

		at += sizeof(mark) - 1;
		name_len = strcspn(at, "=");
		value_len = strcspn(at + name_len + 1, ";\r");
		json_add_text(browser->cookies,
		    arena_copy_bytes(e2e_arena(), at, name_len),
		    arena_copy_bytes(
			e2e_arena(), at + name_len + 1, value_len));
	}
}

static const char *
cookie_header(const struct browser *browser)
{
	struct buf out = buf_new(e2e_arena(), TEXT_MAX);

	buf_add(&out, "Cookie: a=b");
	json_object_object_foreach(browser->cookies, name, value)
	{
		const char *text = json_text(value);

		if (!text_is_empty(text))
			buf_printf(&out, "; %s=%s", name, text);
	}
	return buf_text(&out);
}

#define URLENCODED "application/x-www-form-urlencoded"
#define BOUNDARY "----AriiaFormBoundary7MA4YWxk"

static int
ask_as(struct browser *browser, const char *method, const char *path,
    const char *type, const char *body)
{
	struct call call = {
		.method = method,
		.path = path,
		.address = browser->address,
		.type = type,
		.body = body,
		.headers = { "Accept: text/html,*/*;q=0.8",
		    cookie_header(browser), "Sec-Fetch-Site: same-origin" },
	};
	size_t count = 3;

	if (browser->language != NULL)
		call.headers[count++] = arena_printf(
		    e2e_arena(), "Accept-Language: %s", browser->language);
	if (browser->known != NULL)
		call.headers[count++] = arena_printf(
		    e2e_arena(), "If-None-Match: %s", browser->known);
	if (browser->host != NULL)
		call.headers[count++] =
		    arena_printf(e2e_arena(), "Host: %s", browser->host);
	browser->page = call_from(&call);
	keep_cookies(browser);
	return browser->page.status;
}

static int
ask(struct browser *browser, const char *method, const char *path,
    const char *body)
{
	return ask_as(
	    browser, method, path, body == NULL ? NULL : URLENCODED, body);
}

int
browser_open(struct browser *browser, const char *path)
{
	return ask(browser, "GET", path, NULL);
}

const char *
browser_way(const struct browser *browser)
{
	return answer_header(&browser->page, "location");
}

int
browser_follow(struct browser *browser)
{
	const char *way = browser_way(browser);

	ck_assert_msg(way != NULL && way[0] == '/', "leads nowhere: %d %s",
	    browser->page.status, browser->page.body);
	return browser_open(
	    browser, arena_copy_bytes(e2e_arena(), way, strcspn(way, "#")));
}

/* The HTML of the form, to its end tag. */
static const char *
form_of(const struct browser *browser, const char *action)
{
	const char *mark = arena_printf(e2e_arena(), "action=\"%s\"", action);
	const char *begin = strstr(browser->page.body, mark);
	const char *end = begin == NULL ? NULL : strstr(begin, "</form>");

	ck_assert_msg(
	    end != NULL, "no form %s in %s", action, browser->page.body);
	return arena_copy_bytes(e2e_arena(), begin, (size_t)(end - begin));
}

static const char *
quoted_behind(const char *html, const char *mark)
{
	const char *at = strstr(html, mark);

	if (at == NULL)
		return NULL;
	at += strlen(mark);
	return arena_copy_bytes(e2e_arena(), at, strcspn(at, "\""));
}

static const char *
unescaped(const char *text)
{
	static const struct {
		const char *entity;
		const char *character;
	} entities[] = { { "&amp;", "&" }, { "&lt;", "<" }, { "&gt;", ">" },
		{ "&quot;", "\"" }, { "&#39;", "'" } };
	struct buf out = buf_new(e2e_arena(), TEXT_MAX);

	while (*text != '\0') {
		size_t i = 0;

		while (i < ARRAY_LENGTH(entities) &&
		    !text_starts_with(text, entities[i].entity))
			i++;
		if (i < ARRAY_LENGTH(entities)) {
			buf_add(&out, entities[i].character);
			text += strlen(entities[i].entity);
		} else {
			buf_add_bytes(&out, text++, 1);
		}
	}
	return buf_text(&out);
}

static void
add_pair(struct buf *body, const char *name, const char *value)
{
	buf_printf(body, "%s%s=%s", body->len == 0 ? "" : "&", name,
	    text_url_encode(e2e_arena(), value));
}

static bool
is_given(const char *const *fields, const char *name)
{
	while (*fields != NULL && strcmp(*fields, name) != 0)
		fields += 2;
	return *fields != NULL;
}

int
browser_submit(
    struct browser *browser, const char *action, const char *const *fields)
{
	static const char mark[] = "<input type=\"hidden\" name=\"";
	struct buf body = buf_new(e2e_arena(), TEXT_MAX);
	const char *at = form_of(browser, action);

	while ((at = strstr(at, mark)) != NULL) {
		const char *name = quoted_behind(at, mark);
		const char *value = quoted_behind(at, "value=\"");

		if (!is_given(fields, name))
			add_pair(&body, name, unescaped(value));
		at += sizeof(mark) - 1;
	}
	for (; *fields != NULL; fields += 2)
		add_pair(&body, fields[0], fields[1]);
	return ask(browser, "POST", action, buf_text(&body));
}

static void
add_part(
    struct buf *body, const char *name, const char *about, const char *value)
{
	buf_printf(body,
	    "--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"%s\"%s"
	    "\r\n\r\n%s\r\n",
	    name, about, value);
}

int
browser_upload(struct browser *browser, const char *action,
    struct chosen chosen, const char *const *fields)
{
	static const char mark[] = "<input type=\"hidden\" name=\"";
	struct buf body = buf_new(e2e_arena(), 1 << 20);
	const char *at = form_of(browser, action);

	while ((at = strstr(at, mark)) != NULL) {
		const char *name = quoted_behind(at, mark);

		if (!is_given(fields, name))
			add_part(&body, name, "",
			    unescaped(quoted_behind(at, "value=\"")));
		at += sizeof(mark) - 1;
	}
	for (; *fields != NULL; fields += 2)
		add_part(&body, fields[0], "", fields[1]);
	add_part(&body, chosen.name,
	    arena_printf(e2e_arena(),
		"; filename=\"%s\"\r\nContent-Type: text/csv",
		chosen.content == NULL ? "" : chosen.filename),
	    chosen.content == NULL ? "" : chosen.content);
	buf_add(&body, "--" BOUNDARY "--\r\n");
	return ask_as(browser, "POST", action,
	    "multipart/form-data; boundary=" BOUNDARY, buf_text(&body));
}

const char *
browser_main(const struct browser *browser)
{
	const char *main = strstr(browser->page.body, "<main");

	return main == NULL ? browser->page.body : main;
}

bool
browser_sees(const struct browser *browser, const char *text)
{
	return strstr(browser->page.body, text) != NULL;
}

const char *
browser_value(const struct browser *browser, const char *name)
{
	const char *at = strstr(
	    browser->page.body, arena_printf(e2e_arena(), "name=\"%s\"", name));
	const char *value;

	if (at == NULL)
		return NULL;
	value = quoted_behind(
	    arena_copy_bytes(e2e_arena(), at, strcspn(at, ">")), "value=\"");
	return value == NULL ? NULL : unescaped(value);
}

/* What stands behind each mark up to end is another one each time. */
static const char *
without(const char *page, const char *mark, char end)
{
	struct buf out = buf_new(e2e_arena(), 1 << 20);
	const char stop[] = { end, '\0' };

	for (const char *at; (at = strstr(page, mark)) != NULL;) {
		at += strlen(mark);
		buf_add_bytes(&out, page, (size_t)(at - page));
		page = at + strcspn(at, stop);
	}
	buf_add(&out, page);
	return buf_text(&out);
}

const char *
browser_constant(const struct browser *browser)
{
	const char *page =
	    without(browser->page.body, "name=\"csrf\" value=\"", '"');

	page = without(page, "name=\"key\" value=\"", '"');
	return without(page, "Vorgang <code>", '<');
}

void
browser_expect_tidy(const struct browser *browser)
{
	char *file =
	    arena_printf(e2e_arena(), "%s/page.html", e2e_env("ARIIA_DIR"));
	char *argv[] = { arena_copy(e2e_arena(), "tidy"),
		arena_copy(e2e_arena(), "-quiet"),
		arena_copy(e2e_arena(), "-errors"),
		arena_copy(e2e_arena(), "-utf8"),
		/* autocapitalize is newer than tidy */
		arena_copy(e2e_arena(), "--warn-proprietary-attributes"),
		arena_copy(e2e_arena(), "no"),
		/* marks are drawn by the style sheet alone */
		arena_copy(e2e_arena(), "--drop-empty-elements"),
		arena_copy(e2e_arena(), "no"), file, NULL };
	int descriptor =
	    open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	int status = -1;
	pid_t pid;

	ck_assert_int_ge(descriptor, 0);
	ck_assert_int_eq(
	    write(descriptor, browser->page.body, browser->page.len),
	    (ssize_t)browser->page.len);
	ck_assert_int_eq(close(descriptor), 0);
	ck_assert_msg(
	    posix_spawnp(&pid, argv[0], NULL, NULL, argv, environ) == 0,
	    "the package tidy is missing");
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 0,
	    "tidy complains about %.1500s", browser->page.body);
}

void
browser_expect_safe(const struct browser *browser)
{
	const struct answer *page = &browser->page;
	const char *policy = answer_header(page, "content-security-policy");

	ck_assert_ptr_nonnull(policy);
	ck_assert_ptr_null(strstr(policy, "unsafe"));
	ck_assert_ptr_nonnull(strstr(policy, "default-src 'none'"));
	ck_assert_ptr_nonnull(strstr(policy, "frame-ancestors 'none'"));
	ck_assert_str_eq(
	    answer_header(page, "x-content-type-options"), "nosniff");
	ck_assert_str_eq(answer_header(page, "referrer-policy"), "no-referrer");
	ck_assert_str_eq(answer_header(page, "cache-control"), "no-store");
	ck_assert_ptr_nonnull(answer_header(page, "permissions-policy"));
}

struct browser *
browser_of(const struct person *person)
{
	struct browser *browser = browser_new();

	ck_assert_int_eq(browser_open(browser, "/login"), 200);
	ck_assert_int_eq(browser_send(browser, "/login", "email", person->email,
			     "password", PERSON_PASSWORD),
	    303);
	ck_assert_str_eq(browser_way(browser), "/today");
	ck_assert_int_eq(browser_open(browser, "/account"), 200);
	return browser;
}

int64_t
browser_statements(const struct browser *browser, const char *program)
{
	static const char mark[] = "\"queries\":";
	const char *id = answer_header(&browser->page, "x-request-id");
	FILE *log = fopen(arena_printf(e2e_arena(), "%s/log/%s.log",
			      e2e_env("ARIIA_DIR"), program),
	    "r");
	char line[LOG_LINE_MAX];
	int64_t number = -1;

	ck_assert_ptr_nonnull(log);
	while (fgets(line, sizeof(line), log) != NULL) {
		const char *count =
		    strstr(line, id) == NULL ? NULL : strstr(line, mark);

		if (count != NULL)
			number = strtoll(count + sizeof(mark) - 1, NULL, 10);
	}
	ck_assert_int_eq(fclose(log), 0);
	ck_assert_int_ge(number, 0);
	return number;
}
