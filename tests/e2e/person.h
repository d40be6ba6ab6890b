/*
 * person.h - people with a password, who sign in from any address.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef E2E_PERSON_H
#define E2E_PERSON_H

#include "base/task.h"
#include "e2e.h"

#define PERSON_PASSWORD "lila Elefanten tanzen leise"

/* Somebody of studio with that password and a fresh address. */
struct person {
	const struct studio *studio;
	const char *email;
	int64_t id;
};
struct person *person_new(const struct studio *studio, const char *role);

/* An address of the loopback network that no other test uses. */
const char *fresh_address(void);

/* An HTTP request from that address; type NULL: without a body. headers is
 * NULL-ended, or NULL. */
struct call {
	const char *method;
	const char *path;
	const char *address; /* NULL: the usual one */
	const char *type;
	const char *body;
	const char *headers[8];
};
struct answer call_from(const struct call *call);

const char *login_body(const char *email, const char *password);
struct answer login_from(
    const char *address, const char *email, const char *password);
/* The bearer token of a fresh session. */
const char *token_of_login(const struct person *person);
/* "name=value" of a cookie that the answer sets, NULL for none. */
const char *answer_cookie(const struct answer *answer, const char *name);

/* A task with the configuration of the stack, to sign with its keys. */
struct task *stack_task(void);

/* Straight to a program, past the web server, which strips what strangers may
 * not say; params are more "NAME=value", NULL-ended. GET only. */
struct answer ask_program(
    const char *program, const char *path, const char *const *params);

#endif
