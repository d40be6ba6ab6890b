/*
 * http_call.c - what libcurl is told about a call and what it tells us.
 *
 * SPDX-License-Identifier: ISC
 */
#include <arpa/inet.h>
#include <sys/socket.h>

#include "base/check.h"
#include "base/text.h"
#include "net/address_guard.h"
#include "net/http_call.h"
#include "net/retry_after.h"

enum {
	CONNECT_TIMEOUT_MS = 5000,
	URL_CHARACTERS_MAX = 8000,
	HEADERS_BYTES_MAX = 64 * 1024,
	/* An announced length is believed only so far. */
	BODY_FIRST_BYTES_MAX = 64 * 1024,
};

struct option {
	CURLoption option;
	long value;
};

/* clang-format off */
static const struct option options[] = {
	{ CURLOPT_NOSIGNAL,              1 },
	{ CURLOPT_FOLLOWLOCATION,        0 },
	{ CURLOPT_DISALLOW_USERNAME_IN_URL, 1 },
	/* Frames of many calls on one connection would blur what was sent. */
	{ CURLOPT_HTTP_VERSION,          CURL_HTTP_VERSION_1_1 },
	{ CURLOPT_SSLVERSION,            CURL_SSLVERSION_TLSv1_2 },
	/* What a call costs while it waits. */
	{ CURLOPT_BUFFERSIZE,            4096 },
	{ CURLOPT_UPLOAD_BUFFERSIZE,     16 * 1024 },
	{ CURLOPT_TCP_KEEPALIVE,         1 },
	{ CURLOPT_TCP_KEEPIDLE,          30 },
	{ CURLOPT_TCP_KEEPINTVL,         15 },
	/* Below the 5 s after which common servers close an idle connection, so
	 * that hardly any request meets one that is just closing. */
	{ CURLOPT_MAXAGE_CONN,           4 },
};

/* The methods that do no harm when they are done twice (RFC 9110, 9.2.2). */
static const char *const idempotent_methods[] = {
	"GET", "HEAD", "OPTIONS", "PUT", "DELETE"
};
/* clang-format on */

/* A refused option is a bug, or no memory is left: both end the process. */
#define SET(slot, option, value)                                               \
	check(curl_easy_setopt((slot)->easy, option, value) == CURLE_OK)

static bool
is_idempotent(const char *method)
{
	size_t i;

	for (i = 0; i < ARRAY_LENGTH(idempotent_methods); i++) {
		if (text_is_equal(method, idempotent_methods[i]))
			return true;
	}
	return false;
}

static curl_socket_t
open_socket(
    void *context, curlsocktype purpose not_used, struct curl_sockaddr *address)
{
	struct http_slot *slot = context;

	if (!slot->may_go_inside && !address_is_public(&address->addr)) {
		slot->is_guarded_off = true;
		return CURL_SOCKET_BAD;
	}
	return socket(address->family, address->socktype | SOCK_CLOEXEC,
	    address->protocol);
}

static bool
is_public_ip(const char *ip)
{
	struct sockaddr_in ipv4 = { .sin_family = AF_INET };
	struct sockaddr_in6 ipv6 = { .sin6_family = AF_INET6 };

	if (inet_pton(AF_INET, ip, &ipv4.sin_addr) == 1)
		return address_is_public((const struct sockaddr *)&ipv4);
	if (inet_pton(AF_INET6, ip, &ipv6.sin6_addr) == 1)
		return address_is_public((const struct sockaddr *)&ipv6);
	return false;
}

/* Called when a connection stands and before anything is sent on it, so this is
 * the border between NOT_SENT and UNKNOWN. The guard looks once more, because a
 * kept connection may have been opened for a trusted call. A second visit means
 * that a kept connection closed without a word and libcurl wants to send the
 * request again on a new one; but the first one may have been processed. */
static int
before_request(void *context, char *remote_ip, char *local_ip not_used,
    int remote_port not_used, int local_port not_used)
{
	struct http_slot *slot = context;

	if (slot->is_sent && !is_idempotent(slot->call->method)) {
		slot->complaint = "the connection closed without an answer";
		return CURL_PREREQFUNC_ABORT;
	}
	if (!slot->may_go_inside && !is_public_ip(remote_ip)) {
		slot->is_guarded_off = true;
		return CURL_PREREQFUNC_ABORT;
	}
	slot->is_sent = true;
	return CURL_PREREQFUNC_OK;
}

static void
take_header(struct http_slot *slot, const char *name, const char *value)
{
	struct http_response *response = slot->response;
	int64_t ms;

	if (text_is_equal_nocase(name, "content-type"))
		response->content_type = value;
	else if (text_is_equal_nocase(name, "x-should-retry"))
		response->should_retry = value;
	else if (text_is_equal_nocase(name, "content-length")) {
		if (!text_to_int64(value, &slot->content_length))
			slot->content_length = -1;
	} else if (text_is_equal_nocase(name, "retry-after-ms")) {
		ms = retry_after_ms_exact(value);
		if (ms >= 0)
			response->retry_after_ms = ms;
	} else if (text_is_equal_nocase(name, "retry-after")) {
		/* The exact one wins, whichever comes first. */
		if (response->retry_after_ms < 0)
			response->retry_after_ms =
			    retry_after_ms(value, instant_now());
	}
}

/* The few headers that are looked at; so that a thousand others cost nothing,
 * only these are copied. */
static bool
is_wanted(const char *line, size_t len)
{
	static const char *const wanted[] = { "content-type:",
		"content-length:", "retry-after:", "retry-after-ms:",
		"x-should-retry:" };
	size_t i, wanted_len;

	for (i = 0; i < ARRAY_LENGTH(wanted); i++) {
		wanted_len = strlen(wanted[i]);
		if (len >= wanted_len &&
		    curl_strnequal(line, wanted[i], wanted_len))
			return true;
	}
	return false;
}

static void
reset_response(struct http_slot *slot)
{
	slot->response->content_type = "";
	slot->response->should_retry = "";
	slot->response->retry_after_ms = -1;
	slot->content_length = -1;
}

/* What a callback returns to end the call there. */
static size_t
refuse_answer(struct http_slot *slot, const char *complaint)
{
	slot->is_overlong = true;
	slot->complaint = complaint;
	return 0;
}

static size_t
on_header(char *line, size_t size, size_t count, void *context)
{
	struct http_slot *slot = context;
	size_t len = size * count;
	char *copy, *colon;

	slot->headers_bytes += len;
	if (slot->headers_bytes > HEADERS_BYTES_MAX)
		return refuse_answer(
		    slot, "the headers of the answer are too long");
	/* Each status line begins anew: what came before was a 1xx. */
	if (len > 5 && memcmp(line, "HTTP/", 5) == 0)
		reset_response(slot);
	if (!is_wanted(line, len) || !text_is_utf8(line, len))
		return len;
	copy = arena_copy_bytes(slot->arena, line, len);
	colon = strchr(copy, ':');
	*colon = '\0';
	take_header(slot, copy, text_trim(slot->arena, colon + 1));
	return len;
}

static size_t
on_body(char *bytes, size_t size, size_t count, void *context)
{
	struct http_slot *slot = context;
	size_t len = size * count;

	/* A body of known length is stored without moving it about. */
	if (slot->body.len == 0 && slot->content_length > (int64_t)len &&
	    slot->content_length <= BODY_FIRST_BYTES_MAX &&
	    buf_reserve(&slot->body, (size_t)slot->content_length) == NULL)
		return refuse_answer(slot, "the answer is too long");
	buf_add_bytes(&slot->body, bytes, len);
	if (slot->body.overflowed)
		return refuse_answer(slot, "the answer is too long");
	return len;
}

/* A value with a line break in it could forge a header. */
static bool
is_clean(const char *text)
{
	for (; *text != '\0'; text++) {
		if ((unsigned char)*text < 0x20 || *text == 0x7f)
			return false;
	}
	return true;
}

static void
add_line(struct http_slot *slot, const char *line)
{
	struct curl_slist *grown = curl_slist_append(slot->headers, line);

	check(grown != NULL);
	slot->headers = grown;
}

static bool
add_headers(struct http_slot *slot)
{
	const struct http_header *header = slot->call->headers;
	bool has_content_type = false;
	size_t i;

	for (i = 0;
	     i < ARRAY_LENGTH(slot->call->headers) && header[i].name != NULL;
	     i++) {
		if (!is_clean(header[i].name) || !is_clean(header[i].value)) {
			slot->complaint = "a header has a control byte";
			return false;
		}
		/* libcurl writes a header without a value when it ends in ";".
		 */
		add_line(slot,
		    header[i].value[0] == '\0'
			? arena_printf(slot->arena, "%s;", header[i].name)
			: arena_printf(slot->arena, "%s: %s", header[i].name,
			      header[i].value));
		has_content_type = has_content_type ||
		    text_is_equal_nocase(header[i].name, "content-type");
	}
	/* These take away what libcurl adds by itself. */
	add_line(slot, "Expect:");
	if (!has_content_type)
		add_line(slot, "Content-Type:");
	SET(slot, CURLOPT_HTTPHEADER, slot->headers);
	return true;
}

static void
set_method(struct http_slot *slot)
{
	const struct http_call *call = slot->call;

	if (call->body != NULL || text_is_equal(call->method, "POST")) {
		SET(slot, CURLOPT_POST, 1L);
		SET(slot, CURLOPT_POSTFIELDS,
		    call->body == NULL ? "" : call->body);
		SET(slot, CURLOPT_POSTFIELDSIZE_LARGE,
		    (curl_off_t)(call->body == NULL ? 0 : call->body_len));
	} else if (text_is_equal(call->method, "HEAD")) {
		SET(slot, CURLOPT_NOBODY, 1L);
		return;
	}
	SET(slot, CURLOPT_CUSTOMREQUEST, call->method);
}

static void
set_options(struct http_slot *slot)
{
	const struct http_call *call = slot->call;
	size_t i;

	curl_easy_reset(slot->easy);
	for (i = 0; i < ARRAY_LENGTH(options); i++)
		SET(slot, options[i].option, options[i].value);
	SET(slot, CURLOPT_PROTOCOLS_STR, "http,https");
	/* Not what *_proxy in the environment says. */
	SET(slot, CURLOPT_PROXY, "");
	/* Certificates are read once and shared only if they come from a file.
	 */
	SET(slot, CURLOPT_CAPATH, NULL);
	SET(slot, CURLOPT_USERAGENT, "ARIIA");
	SET(slot, CURLOPT_URL, call->url);
	SET(slot, CURLOPT_CONNECTTIMEOUT_MS,
	    (long)(call->connect_timeout_ms > 0 ? call->connect_timeout_ms
						: CONNECT_TIMEOUT_MS));
	SET(slot, CURLOPT_TIMEOUT_MS, (long)call->timeout_ms);
	SET(slot, CURLOPT_ERRORBUFFER, slot->error);
	SET(slot, CURLOPT_PRIVATE, slot);
	SET(slot, CURLOPT_OPENSOCKETFUNCTION, open_socket);
	SET(slot, CURLOPT_OPENSOCKETDATA, slot);
	SET(slot, CURLOPT_PREREQFUNCTION, before_request);
	SET(slot, CURLOPT_PREREQDATA, slot);
	SET(slot, CURLOPT_HEADERFUNCTION, on_header);
	SET(slot, CURLOPT_HEADERDATA, slot);
	SET(slot, CURLOPT_WRITEFUNCTION, on_body);
	SET(slot, CURLOPT_WRITEDATA, slot);
}

struct host {
	char *text; /* NULL: there is none; end with curl_free() */
	const char *name;
};

/* The host is taken out of the address by libcurl itself: two readers of one
 * address could disagree. */
static struct host
host_of(const char *url)
{
	CURLU *parts = curl_url();
	struct host host = { NULL, "" };
	size_t len;

	check(parts != NULL);
	if (curl_url_set(parts, CURLUPART_URL, url, 0) == CURLUE_OK &&
	    curl_url_get(parts, CURLUPART_HOST, &host.text, 0) == CURLUE_OK) {
		host.name = host.text;
		len = strlen(host.text);
		if (len > 2 && host.text[0] == '[') {
			host.text[len - 1] = '\0';
			host.name = host.text + 1;
		}
	}
	curl_url_cleanup(parts);
	return host;
}

static bool
host_is_listed(const char *url, const char *list)
{
	struct host host = host_of(url);
	bool is_listed = address_host_is_listed(host.name, list);

	curl_free(host.text);
	return is_listed;
}

static bool
is_inside(const char *name)
{
	struct sockaddr_in ipv4 = { .sin_family = AF_INET };
	struct sockaddr_in6 ipv6 = { .sin6_family = AF_INET6 };

	if (inet_pton(AF_INET, name, &ipv4.sin_addr) == 1)
		return !address_is_public((const struct sockaddr *)&ipv4);
	if (inet_pton(AF_INET6, name, &ipv6.sin6_addr) == 1)
		return !address_is_public((const struct sockaddr *)&ipv6);
	return false;
}

bool
http_url_is_inside(const char *url, const char *allow_internal_hosts)
{
	struct host host = host_of(url);
	bool is_refused = is_inside(host.name) &&
	    !address_host_is_listed(host.name, allow_internal_hosts);

	curl_free(host.text);
	return is_refused;
}

bool
http_call_prepare(struct http_slot *slot, const char *allow_internal_hosts)
{
	const struct http_call *call = slot->call;

	check(call->method != NULL && call->url != NULL);
	check(call->timeout_ms > 0 && call->response_max_bytes > 0);
	slot->response = arena_new(slot->arena, struct http_response);
	slot->body = buf_new(slot->arena, call->response_max_bytes);
	slot->headers_bytes = 0;
	slot->started_ms = monotonic_ms();
	slot->complaint = NULL;
	slot->is_guarded_off = false;
	slot->is_sent = false;
	slot->is_overlong = false;
	slot->error[0] = '\0';
	reset_response(slot);
	if (strlen(call->url) > URL_CHARACTERS_MAX || !is_clean(call->url)) {
		slot->complaint = "no usable address";
		return false;
	}
	slot->may_go_inside = call->trust == HTTP_TRUSTED ||
	    host_is_listed(call->url, allow_internal_hosts);
	set_options(slot);
	set_method(slot);
	return add_headers(slot);
}

static enum http_outcome
outcome_of(const struct http_slot *slot, CURLcode code)
{
	if (code == CURLE_OK)
		return HTTP_ANSWERED;
	if (slot->is_overlong)
		return HTTP_OVERLONG;
	if (slot->is_sent)
		return HTTP_UNKNOWN;
	return slot->is_guarded_off ? HTTP_REFUSED : HTTP_NOT_SENT;
}

void
http_call_end(struct http_slot *slot, CURLcode code)
{
	struct http_response *response = slot->response;
	const char *error;
	long status = 0;

	response->outcome = outcome_of(slot, code);
	if (curl_easy_getinfo(slot->easy, CURLINFO_RESPONSE_CODE, &status) ==
	    CURLE_OK)
		response->status = (int)status;
	response->body = "";
	if (response->outcome == HTTP_ANSWERED) {
		response->body = buf_text(&slot->body);
		response->body_len = slot->body.len;
	}
	error = "";
	if (slot->complaint != NULL)
		error = slot->complaint;
	else if (response->outcome == HTTP_REFUSED)
		error = "the address is not a public one";
	else if (code != CURLE_OK)
		error = slot->error[0] != '\0' ? slot->error
					       : curl_easy_strerror(code);
	response->error = arena_copy(slot->arena, error);
	response->duration_ms = monotonic_ms() - slot->started_ms;
	curl_slist_free_all(slot->headers);
	slot->headers = NULL;
}
