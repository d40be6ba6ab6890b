/*
 * applicant.h - studios that sign up by themselves, and the operator.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef E2E_APPLICANT_H
#define E2E_APPLICANT_H

#include "mailbox.h"
#include "person.h"

struct applicant {
	int64_t tenant_id;
	const char *slug;
	int64_t user_id;
	const char *email;
	const char *token; /* bearer token of the first session */
};

/* A body for POST /auth/register with PERSON_PASSWORD; more is further members,
 * ",\"slug\":\"x\"", or "". */
const char *sign_up_body(
    const char *tenant_name, const char *email, const char *more);
/* From an address of its own. */
struct answer sign_up_with(const char *body);
/* A studio that has signed up, its mail not yet read. */
struct applicant *applicant_new(const char *tenant_name);

/* POST of a JSON object from an address of its own, without signing in. */
struct answer post_stranger(const char *path, const char *body);
/* Starts sending it in a process of its own, token may be NULL; await_all()
 * waits for all. */
void send_meanwhile(
    const char *method, const char *path, const char *token, const char *body);
void await_all(void);

/* The value of name in the query of a link. */
const char *link_value(const char *link, const char *name);
/* "token" and "tenant" of the link in the mail number to recipient, and more
 * members, as a JSON object. */
const char *mail_token_body(
    const char *recipient, int number, const char *more);

/* A new system_admin in a studio of its own, signed in. */
struct operator_person {
	const struct studio *studio;
	int64_t id;
	const char *token;
};
struct operator_person *operator_new(void);

/* A problem with that status; pointer of its first field, NULL for none. */
void expect_problem_at(
    const struct answer *answer, int status, const char *pointer);
int64_t answer_int(const struct answer *answer, const char *name);
const char *path_to(const char *path, int64_t id);

#endif
