/*
 * http_client.h - HTTP calls to providers, hundreds at once, on libcurl multi.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef NET_HTTP_CLIENT_H
#define NET_HTTP_CLIENT_H

#include "base/task.h"

struct http_client;

/* TRUSTED: an address that the operator configured. GUARDED: one that a tenant
 * gave; addresses inside (net/address_guard.h) are refused, also after DNS. */
enum http_trust { HTTP_GUARDED = 0, HTTP_TRUSTED };

struct http_header {
	const char *name;
	const char *value;
};

/* A request. All it points to must live until its response is delivered. */
struct http_call {
	const char *method; /* "GET", "POST" ... */
	const char *url;
	struct http_header headers[8]; /* ended by a NULL name */
	const char *body;              /* NULL for none */
	size_t body_len;
	int64_t connect_timeout_ms; /* 0: 5000 */
	int64_t timeout_ms;         /* of the whole call; required */
	size_t response_max_bytes;  /* required */
	enum http_trust trust;
};

/* What is known of a call that ended. */
enum http_outcome {
	HTTP_UNSET = 0,
	HTTP_ANSWERED, /* there is a status and a whole body */
	HTTP_NOT_SENT, /* certainly not processed: no address, no connection, no
			* TLS, a broken URL or header */
	HTTP_REFUSED,  /* the address guard said no */
	HTTP_UNKNOWN,  /* sent, at least in part, and then nothing: time-out,
			  reset */
	HTTP_OVERLONG, /* the answer exceeded response_max_bytes; status is
			  known */
};

struct http_response {
	enum http_outcome outcome;
	int status;       /* 0 when none arrived; may be there when UNKNOWN */
	const char *body; /* NUL-terminated, "" unless ANSWERED */
	size_t body_len;
	const char *content_type; /* "" when there is none */
	int64_t retry_after_ms;   /* Retry-After-Ms, Retry-After (seconds or
				     date); -1 */
	const char *should_retry; /* x-should-retry, "" when there is none */
	const char *error; /* libcurl's words, for the log; "" when none */
	int64_t duration_ms;
};

/* Never follows redirects, speaks only HTTP/1.1 over http and https, uses no
 * proxy, never sends to another host what was meant for one. Connections are
 * kept for a few seconds and used again; a request that a kept connection
 * swallowed is sent a second time only if its method is idempotent, else its
 * outcome is UNKNOWN. allow_internal_hosts as in the configuration; it is
 * copied. capacity is the most calls at once. The caller ends it with
 * http_client_free(), which drops the calls in flight without a word. */
struct http_client *http_client_new(
    const char *allow_internal_hosts, size_t capacity) must_use;
void http_client_free(struct http_client *client);

/* The host of url is no name but an address which address_is_public() denies,
 * and allow_internal_hosts does not list it: no call that is not trusted gets
 * there. Names are looked up only when they are called. */
bool http_url_is_inside(
    const char *url, const char *allow_internal_hosts) must_use;

/* Called from http_client_run(), may start further calls. response and what it
 * points to belong to arena as given to http_client_start(). */
typedef void http_done_fn(void *context, struct http_response *response);

/* Starts call; done(context, ...) is called exactly once, later. arena takes
 * the response. More than capacity is a bug. */
void http_client_start(struct http_client *client, struct arena *arena,
    const struct http_call *call, http_done_fn *done, void *context);

/* Calls in flight. */
size_t http_client_running(const struct http_client *client);

/* For a loop on one epoll descriptor: the client's own epoll descriptor, which
 * is readable when http_client_run() has something to do, and the time until it
 * wants to be run anyway (-1: not at all). */
int http_client_descriptor(const struct http_client *client);
int64_t http_client_timeout_ms(const struct http_client *client);
void http_client_run(struct http_client *client);

/* One call, waited for; for commands and tests, never in a loop. */
struct http_response *http_client_fetch(struct http_client *client,
    struct arena *arena, const struct http_call *call) must_use;

#endif
