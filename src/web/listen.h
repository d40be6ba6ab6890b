/*
 * listen.h - the socket on which a program waits for its web server.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef WEB_LISTEN_H
#define WEB_LISTEN_H

#include "base/arena.h"

struct listener {
	int socket;
	const char *path; /* of our own socket file; NULL: inherited */
};

/* The socket that systemd passes (LISTEN_FDS), or a Unix socket of our own at
 * directory/name.sock, which replaces one that nobody serves any more. It lets
 * in owner and group, and all others if the umask does. False with a sentence
 * in *complaint. */
bool listener_open(struct arena *arena, const char *directory, const char *name,
    struct listener *listener, const char **complaint) must_use;

/* Removes our own socket file, unless it is another program's by now. */
void listener_close(const struct listener *listener);

#endif
