/*
 * minimal_page.c - the chat page in the yardstick program, by hand.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <string.h>

#include <openssl/crypto.h>

#include "minimal.h"

static const struct reply broken = { "500 Internal Server Error",
	"application/problem+json" };

static void
add_html(const char *text)
{
	for (;;) {
		size_t plain = strcspn(text, "&<>\"'");

		add_bytes(text, plain);
		text += plain;
		switch (*text++) {
		case '\0':
			return;
		case '&':
			add("&amp;");
			break;
		case '<':
			add("&lt;");
			break;
		case '>':
			add("&gt;");
			break;
		case '"':
			add("&quot;");
			break;
		default:
			add("&#39;");
			break;
		}
	}
}

static void
sign_text(const char *text, char *signature)
{
	unsigned char mac[MAC_BYTES];

	mac_of(auth_mac, text, strlen(text), mac);
	base64url(mac, sizeof(mac), signature);
}

static bool
read_visitor(const struct studio *studio, const char *query, char *visitor)
{
	char text[128], right[MAC_CHARS + 1];

	if (query == NULL || strncmp(query, "visitor=", 8) != 0 ||
	    strlen(query + 8) != ID_CHARS + 1 + MAC_CHARS)
		return false;
	memcpy(visitor, query + 8, ID_CHARS);
	visitor[ID_CHARS] = '\0';
	(void)snprintf(
	    text, sizeof(text), "visitor:%s:%s", studio->id, visitor);
	sign_text(text, right);
	return CRYPTO_memcmp(right, query + 8 + ID_CHARS + 1, MAC_CHARS) == 0;
}

static bool
is_within_limit(const struct studio *studio, const char *address)
{
	char key[128];
	redisReply *replies[3];
	bool is_within;

	(void)snprintf(
	    key, sizeof(key), "t%s:limit:page:%s", studio->id, address);
	redisAppendCommand(redis, "SET %s 0 NX PX 60000", key);
	redisAppendCommand(redis, "INCR %s", key);
	redisAppendCommand(redis, "PTTL %s", key);
	for (int i = 0; i < 3; i++)
		if (redisGetReply(redis, (void **)&replies[i]) != REDIS_OK)
			complain("redis", redis->errstr);
	is_within = replies[1]->integer <= 1200;
	for (int i = 0; i < 3; i++)
		freeReplyObject(replies[i]);
	return is_within;
}

static void
add_messages(const PGresult *rows)
{
	char at[INSTANT_BYTES];

	for (int i = 0; i < PQntuples(rows); i++) {
		const char *author = PQgetvalue(rows, i, 1);

		write_instant(PQgetvalue(rows, i, 3), at);
		add("<li class=\"chat-item");
		if (strcmp(author, "member") == 0)
			add(" is-mine");
		if (strcmp(author, "staff") == 0)
			add(" is-staff");
		add("\">\n<p class=\"chat-bubble\">");
		add_html(PQgetvalue(rows, i, 2));
		add("</p>\n<p class=\"chat-meta\">");
		if (strcmp(author, "staff") == 0)
			add("Team · ");
		add("<time datetime=\"");
		add_html(at);
		add("\">");
		add_html(PQgetvalue(rows, i, 5));
		add("</time></p>\n</li>\n");
	}
}

static void
add_top(const char *slug, const char *token, const PGresult *texts,
    const char *last_id)
{
	const char *disclosure = prompt_value(texts, DISCLOSURE);
	char initial[5];

	(void)snprintf(
	    initial, sizeof(initial), "%.1s", prompt_value(texts, STUDIO_NAME));
	add("<!doctype html>\n<html lang=\"de\">\n<head>\n"
	    "<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width="
	    "device-width, initial-scale=1, interactive-widget=resizes-content"
	    "\">\n<meta name=\"color-scheme\" content=\"light dark\">\n"
	    "<meta name=\"robots\" content=\"noindex\">\n<title>");
	add_html(prompt_value(texts, STUDIO_NAME));
	add(" · Chat</title>\n"
	    "<link rel=\"icon\" href=\"data:,\">\n"
	    "<link rel=\"stylesheet\" href=\"/static/base.css\">\n"
	    "<link rel=\"stylesheet\" href=\"/static/chat.css\">\n"
	    "<script src=\"/static/chat.js\" defer></script>\n</head>\n"
	    "<body class=\"chat\" data-slug=\"");
	add_html(slug);
	add("\" data-visitor=\"");
	add_html(token);
	add("\" data-known=\"yes\" data-last=\"");
	add(last_id);
	add("\" data-failed=\"Nicht gesendet – bitte noch einmal versuchen.\""
	    " data-offline=\"Keine Verbindung. Wir versuchen es weiter.\""
	    " data-staff=\"Team\">\n<header class=\"chat-head\">\n"
	    "<span class=\"chat-avatar\" aria-hidden=\"true\">");
	add_html(initial);
	add("</span>\n<span class=\"chat-who\">\n<strong>");
	add_html(prompt_value(texts, STUDIO_NAME));
	add("</strong>\n<span class=\"chat-presence\">");
	add_html(prompt_value(texts, AGENT_NAME));
	add("<span id=\"online\"> · Antwortet sofort</span></span>\n</span>\n"
	    "</header>\n"
	    "<main class=\"chat-main\" id=\"scroll\">\n"
	    "<div class=\"chat-inner\">\n<p class=\"chat-disclosure\">");
	add_html(*disclosure != '\0'
		? disclosure
		: "Hier antwortet ein KI-Assistent. Auf Wunsch übernimmt ein "
		  "Mensch aus dem Team.");
	add("</p>\n<div class=\"chat-empty\" id=\"empty\" hidden>\n"
	    "<p class=\"chat-empty-title\">Wie können wir helfen?</p>\n"
	    "<p>Frag nach Kursen, Preisen oder Öffnungszeiten.</p>\n</div>\n"
	    "<ol class=\"chat-list\" id=\"list\" aria-live=\"polite\">\n");
}

static void
add_notes(const char *agent, const char *state)
{
	add("</ol>\n<p class=\"chat-typing\" id=\"typing\" hidden>"
	    "<span class=\"chat-dots\" aria-hidden=\"true\"><i></i><i></i><i>"
	    "</i></span><span class=\"chat-typing-text\">");
	add_html(agent);
	add(" schreibt …</span></p>\n<p class=\"chat-note\" id=\"called\"");
	add(strcmp(state, "waiting") == 0 ? "" : " hidden");
	add(">Wir haben das Team gerufen. Du kannst hier warten oder später "
	    "wiederkommen.</p>\n<p class=\"chat-note\" id=\"human\"");
	add(strcmp(state, "human") == 0 ? "" : " hidden");
	add(">Jemand aus dem Team hat das Gespräch übernommen.</p>\n"
	    "<p class=\"chat-note is-bad\" id=\"trouble\" role=\"status\" "
	    "hidden></p>\n<span id=\"last\"></span>\n</div>\n</main>\n");
}

static void
add_form(const char *slug, const char *token, const char *csrf, const char *key)
{
	add("<footer class=\"chat-foot\">\n<form class=\"chat-form\" "
	    "id=\"form\" method=\"post\" action=\"/webhook/web/");
	add_html(slug);
	add("\" autocomplete=\"off\">\n"
	    "<input type=\"hidden\" name=\"csrf\" value=\"");
	add_html(csrf);
	add("\">\n<input type=\"hidden\" name=\"visitor\" value=\"");
	add_html(token);
	add("\">\n<input type=\"hidden\" name=\"key\" value=\"");
	add_html(key);
	add("\">\n<label class=\"sr-only\" for=\"text\">Deine Nachricht</label>"
	    "\n<textarea class=\"chat-input\" id=\"text\" name=\"text\" "
	    "rows=\"1\" maxlength=\"2000\" required "
	    "placeholder=\"Nachricht schreiben …\"></textarea>\n"
	    "<button class=\"chat-send\" type=\"submit\" aria-label=\"Senden\" "
	    "title=\"Senden\"><svg viewBox=\"0 0 20 20\" width=\"20\" "
	    "height=\"20\" aria-hidden=\"true\"><path d=\"M10 16V4M4.5 9.5 10 "
	    "4l5.5 5.5\" fill=\"none\" stroke=\"currentColor\" "
	    "stroke-width=\"2\" stroke-linecap=\"round\" "
	    "stroke-linejoin=\"round\"></path></svg></button>\n</form>\n"
	    "<noscript><p class=\"chat-refresh\"><a href=\"/chat/");
	add_html(slug);
	add("?visitor=");
	add_html(token);
	add("#last\">Aktualisieren</a></p></noscript>\n</footer>\n</body>\n"
	    "</html>\n");
}

/* The page knows its conversation and texts after one round trip, the messages
 * after a second one. */
struct reply
chat_page(const char *slug, const char *query, const char *address)
{
	static char cookie[96];
	char visitor[ID_CHARS + 1], nonce[ID_CHARS + 1], key[ID_CHARS + 1];
	char text[64], csrf[MAC_CHARS + 1];
	const struct studio *studio = studio_find(slug, strlen(slug));
	struct call first[3] = { { .statement = SET_TENANT_READ_ONLY },
		{ .statement = CONVERSATION_OF_USER,
		    .values = { "web", visitor } },
		{ .statement = PROMPT_CONFIG } };
	struct call second[2] = { { .statement = SET_TENANT_READ_ONLY },
		{ .statement = CHAT_MESSAGES } };
	const PGresult *texts, *rows;
	struct reply reply = broken;

	if (studio == NULL || !read_visitor(studio, query, visitor) ||
	    !is_within_limit(studio, address))
		return reply;
	first[0].values[0] = second[0].values[0] = studio->id;
	if (!database_run(first, 3) || PQntuples(first[1].result) != 1)
		return reply;
	texts = first[2].result;
	second[1].values[0] = PQgetvalue(first[1].result, 0, 0);
	second[1].values[1] = "0";
	second[1].values[2] = "100";
	second[1].values[3] = prompt_value(texts, TIMEZONE);
	if (!database_run(second, 2) || PQntuples(second[1].result) == 0)
		return reply;
	rows = second[1].result;
	random_id(nonce);
	random_id(key);
	(void)snprintf(text, sizeof(text), "csrf:%s", nonce);
	sign_text(text, csrf);
	add_top(
	    slug, query + 8, texts, PQgetvalue(rows, PQntuples(rows) - 1, 0));
	add_messages(rows);
	add_notes(
	    prompt_value(texts, AGENT_NAME), PQgetvalue(first[1].result, 0, 5));
	add_form(slug, query + 8, csrf, key);
	database_release(first, 3);
	database_release(second, 2);
	(void)snprintf(cookie, sizeof(cookie),
	    "ariia_csrf=%s; Path=/; HttpOnly; SameSite=Lax", nonce);
	return (struct reply){ "200 OK", "text/html; charset=utf-8",
		"default-src 'none'; style-src 'self'; script-src 'self'; "
		"img-src 'self' data:; connect-src 'self'; form-action "
		"'self'; base-uri 'none'; frame-ancestors *",
		cookie };
}
