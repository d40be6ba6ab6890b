/*
 * problem.h - the kinds of expected failure, in one table.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef BASE_PROBLEM_H
#define BASE_PROBLEM_H

#include "base/base.h"

enum problem_kind {
	PROBLEM_NONE = 0,
	BAD_REQUEST,        /* 400 not understood: broken JSON, bad escape */
	UNAUTHORIZED,       /* 401 nobody, or nobody any more */
	CODE_REQUIRED,      /* 401 right password, but a code is missing */
	PAYMENT_REQUIRED,   /* 402 the plan has no such feature */
	FORBIDDEN,          /* 403 known, but may not */
	CONFIRM_REQUIRED,   /* 403 give the password once more */
	NOT_FOUND,          /* 404 missing, or another tenant's */
	METHOD_NOT_ALLOWED, /* 405 */
	CONFLICT,           /* 409 taken, or changed meanwhile */
	TOO_LARGE,          /* 413 */
	UNSUPPORTED_MEDIA,  /* 415 */
	INVALID,            /* 422 understood, but fields are wrong */
	TOO_MANY_REQUESTS,  /* 429 */
	INTERNAL,           /* 500 our fault; detail only in the log */
	UPSTREAM_FAILED,    /* 502 a provider failed */
	UNAVAILABLE,        /* 503 try again */
	TIMED_OUT,          /* 504 our own deadline */
	PROBLEM_KINDS
};

/* One wrong field: pointer is a JSON pointer into the body ("#/email"). */
struct problem_error {
	const char *pointer;
	const char *detail;
	const struct problem_error *next;
};

/* Why a unit of work failed. detail is for people: no SQL, paths, secrets. */
struct problem {
	enum problem_kind kind;
	const char *detail;
	const struct problem_error *errors; /* in the order of the fields */
	int64_t retry_after_ms;             /* 0: no Retry-After */
};

/* A row of the table of kinds. */
struct problem_meaning {
	int status;
	const char *slug; /* type is "/problems/" slug */
	const char *title;
	int log_level;     /* enum log_level */
	bool is_transient; /* a job with this problem is tried again */
};

const struct problem_meaning *problem_meaning(enum problem_kind kind);

#endif
