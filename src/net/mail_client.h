/*
 * mail_client.h - hands mails to an SMTP server, several at once.
 *
 * libcurl's SMTP stands still while it waits for the server's word after the
 * message and after QUIT, also in a multi handle (seen with 7.88: a server that
 * thinks for two seconds stops the whole loop for two seconds). So each call is
 * made in a thread of its own, which touches nothing but its call, and the loop
 * hears of its end through a descriptor.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef NET_MAIL_CLIENT_H
#define NET_MAIL_CLIENT_H

#include "base/arena.h"

struct mail_client;

/* A mail to hand over. All it points to must live until its response is
 * delivered. */
struct mail_call {
	const char *url;      /* smtp://host:587, smtps://host:465 */
	const char *user;     /* NULL or "" for none */
	const char *password; /* may be NULL */
	const char *ca_file;  /* NULL or "": the system's authorities */
	const char *from;     /* of the envelope */
	const char *to;
	const char *message; /* as of mail_message_write() */
	size_t message_len;
	int64_t timeout_ms; /* of the whole call; required */
};

/* What became of it. */
enum mail_outcome {
	MAIL_UNSET = 0,
	MAIL_ACCEPTED,
	MAIL_DEFERRED, /* 4xx: not now */
	MAIL_REFUSED,  /* 5xx to the mail itself: never */
	MAIL_NOT_SENT, /* no connection, no TLS, no sign-in: about us, not it */
	MAIL_UNKNOWN,  /* the message went out, and then nothing came */
};

struct mail_response {
	enum mail_outcome outcome;
	int status; /* of SMTP, 0 when none came */
	const char
	    *text; /* its last line that says no; may name the recipient */
	const char *error; /* libcurl's words, "" when all went well */
	int64_t duration_ms;
};

/* Whether url can be one: NULL, or one sentence about "SMTP_URL". */
const char *mail_url_complaint(struct arena *arena, const char *url) must_use;

/* TLS (1.2 or later, with a certificate of the host's name) is required, by
 * STARTTLS for smtp, unless the host is loopback and the call names no ca_file.
 * One recipient, one connection per mail. capacity is the most calls at once.
 * mail_client_free() ends calls in flight within about two seconds, without a
 * word. */
struct mail_client *mail_client_new(size_t capacity) must_use;
void mail_client_free(struct mail_client *client);

/* Called from mail_client_run(), may start further calls; response belongs to
 * the arena given to mail_client_start(). */
typedef void mail_done_fn(void *context, struct mail_response *response);

/* Starts call; done(context, ...) is called exactly once, later. More than
 * capacity is a bug. */
void mail_client_start(struct mail_client *client, struct arena *arena,
    const struct mail_call *call, mail_done_fn *done, void *context);

/* For a loop on epoll: readable when mail_client_run() has something to do. */
int mail_client_descriptor(const struct mail_client *client);
void mail_client_run(struct mail_client *client);

#endif
