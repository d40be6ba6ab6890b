/*
 * http_call.h - one call of http_client.c: its options, callbacks and outcome.
 *
 * Only for http_client.c, which drives the handles.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef NET_HTTP_CALL_H
#define NET_HTTP_CALL_H

#include <curl/curl.h>

#include "base/buf.h"
#include "net/http_client.h"

/* A place for one call at a time, with a handle of libcurl that is used again
 * for later ones. */
struct http_slot {
	CURL *easy;
	struct http_slot *older; /* all slots of the client */
	struct http_slot
	    *next; /* the free ones, or those that are to be told */
	/* of the call that runs: */
	const struct http_call *call;
	struct arena *arena;
	http_done_fn *done;
	void *context;
	struct http_response *response;
	struct curl_slist *headers;
	struct buf body;
	size_t headers_bytes;
	int64_t started_ms;
	int64_t content_length; /* -1: unknown */
	const char *complaint;  /* in our words, why it did not go on */
	bool may_go_inside;     /* exempt from the address guard */
	bool is_guarded_off;    /* the address guard refused an address */
	bool is_sent;           /* a byte of the request may have left */
	bool is_overlong;
	char error[CURL_ERROR_SIZE];
};

/* Sets slot->easy up for slot->call. False with slot->complaint when such a
 * call can not be made. */
bool http_call_prepare(
    struct http_slot *slot, const char *allow_internal_hosts) must_use;

/* Fills slot->response after libcurl ended with code, and gives back what the
 * call held. */
void http_call_end(struct http_slot *slot, CURLcode code);

#endif
