/*
 * signature.h - is this webhook from who it says? One function per scheme.
 *
 * All compare in constant time and never verify with an empty secret.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef NET_SIGNATURE_H
#define NET_SIGNATURE_H

#include "base/arena.h"

/* Meta: header "X-Hub-Signature-256: sha256=<64 lower-case hex>",
 * HMAC-SHA256 keyed with the app secret over the raw body
 * (developers.facebook.com, "Validate payloads"). header may be NULL. */
bool signature_meta_is_valid(const char *app_secret, const char *header,
    const void *body, size_t len) must_use;

/* What Meta would send as that header. For the simulator and tests. */
char *signature_meta(struct arena *arena, const char *app_secret,
    const void *body, size_t len) must_use;

#endif
