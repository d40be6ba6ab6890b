/*
 * problem.c - the table of kinds of expected failure.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/problem.h"

#include "base/check.h"
#include "base/log.h"

/* clang-format off */
static const struct problem_meaning meanings[PROBLEM_KINDS] = {
	/*                     status slug                  title                      log level  transient */
	[PROBLEM_NONE]       = { 200, "none",               "No problem",              LOG_DEBUG, false },
	[BAD_REQUEST]        = { 400, "bad-request",        "Bad request",             LOG_INFO,  false },
	[UNAUTHORIZED]       = { 401, "unauthorized",       "Sign-in required",        LOG_INFO,  false },
	[CODE_REQUIRED]      = { 401, "second-factor-required", "Code required",       LOG_INFO,  false },
	[PAYMENT_REQUIRED]   = { 402, "payment-required",   "Not part of the plan",    LOG_INFO,  false },
	[FORBIDDEN]          = { 403, "forbidden",          "Not allowed",             LOG_INFO,  false },
	[CONFIRM_REQUIRED]   = { 403, "confirmation-required", "Password required",    LOG_INFO,  false },
	[NOT_FOUND]          = { 404, "not-found",          "Not found",               LOG_INFO,  false },
	[METHOD_NOT_ALLOWED] = { 405, "method-not-allowed", "Method not allowed",      LOG_INFO,  false },
	[CONFLICT]           = { 409, "conflict",           "Conflict",                LOG_INFO,  false },
	[TOO_LARGE]          = { 413, "too-large",          "Too large",               LOG_INFO,  false },
	[UNSUPPORTED_MEDIA]  = { 415, "unsupported-media",  "Unsupported media type",  LOG_INFO,  false },
	[INVALID]            = { 422, "invalid",            "Invalid input",           LOG_INFO,  false },
	[TOO_MANY_REQUESTS]  = { 429, "too-many-requests",  "Too many requests",       LOG_INFO,  true  },
	[INTERNAL]           = { 500, "internal",           "Internal error",          LOG_ERROR, true  },
	[UPSTREAM_FAILED]    = { 502, "upstream-failed",    "A provider failed",       LOG_WARN,  true  },
	[UNAVAILABLE]        = { 503, "unavailable",        "Temporarily unavailable", LOG_WARN,  true  },
	[TIMED_OUT]          = { 504, "timed-out",          "Took too long",           LOG_WARN,  true  },
};
/* clang-format on */

const struct problem_meaning *
problem_meaning(enum problem_kind kind)
{
	check(kind < PROBLEM_KINDS);
	return &meanings[kind];
}
