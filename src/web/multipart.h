/*
 * multipart.h - forms with files, as browsers send them (RFC 7578).
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef WEB_MULTIPART_H
#define WEB_MULTIPART_H

#include "web/form.h"

/* A route that takes RAW(MULTIPART_TYPE) finds the texts of the form with
 * request_form(), its files with request_upload(). */
#define MULTIPART_TYPE "multipart/form-data"

enum { MULTIPART_PARTS_MAX = 100, MULTIPART_HEAD_BYTES_MAX = 4096 };

/* A file that was chosen. What the browser says about it is a claim. */
struct upload {
	const char *name;     /* of the input */
	const char *filename; /* UTF-8, without folders */
	const char *type;     /* media type only, lower case; "" when unsaid */
	const char *bytes;    /* of the body, not copied; no NUL behind them */
	size_t len;
};

struct multipart {
	struct form form;             /* the texts, in the order they came */
	const struct upload *uploads; /* an input without a file has none */
	size_t upload_count;
};

/* content_type is the header with its boundary. NULL when the form is not
 * whole, a text is no UTF-8 or holds a byte 0, a head is longer than
 * MULTIPART_HEAD_BYTES_MAX, or the parts are more than MULTIPART_PARTS_MAX. */
const struct multipart *multipart_parse(struct arena *arena,
    const char *content_type, const char *bytes, size_t len) must_use;

/* The first file of the input called name, NULL when there is none; multipart
 * may be NULL. */
const struct upload *multipart_upload(
    const struct multipart *multipart, const char *name);

#endif
