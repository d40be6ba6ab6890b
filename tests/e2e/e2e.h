/*
 * e2e.h - drives the real thing: web server, programs, PostgreSQL, Redis, and
 * the provider simulator of the stack whose env file was read.
 *
 * Each test makes its own studios, so tests may run side by side and isolation
 * is under test all the time. What functions return lives until the test ends.
 * A call that can not be made at all fails the test.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef E2E_E2E_H
#define E2E_E2E_H

#include <check.h>
#undef fail

#include "base/json.h"
#include "base/text.h"

/* A studio with an owner, WhatsApp set up and texts of its own. */
struct studio {
	int64_t id;
	const char *slug;
	const char *name;
	const char *app_secret;
	const char *verify_token;
	const char *phone_number_id;
	const char *owner; /* bearer token of a tenant_admin */
	const char *staff; /* of a tenant_user */
};

struct answer {
	int status; /* 0: no answer at all */
	const char *body;
	size_t len;
	const char *headers;      /* as they came, lower-case names */
	struct json_object *json; /* NULL when the body is none */
};

/* Memory of the running test. */
struct arena *e2e_arena(void);
/* A checked fixture: clears the memory and the rules of the simulator. */
void e2e_setup(void);
void e2e_teardown(void);
/* $name, which contrib/stack wrote; the program ends if it is missing. */
const char *e2e_env(const char *name);
/* What a web server has a part in is tried behind each; the rest, what becomes
 * of messages once they are stored, behind one. */
enum e2e_place { E2E_WEB = 1, E2E_INSIDE };
struct e2e_suite {
	Suite *(*make)(void);
	enum e2e_place where;
};
/* Runs the suites, which end with an empty one, and prints "N passed, M
 * failed"; the exit status. */
int e2e_run(const struct e2e_suite *suites);

/* plan: starter, pro, enterprise. */
struct studio *studio_new(const char *name, const char *plan);
/* The operator's command line; its standard output. Fails the test unless it
 * exits with status. */
#define ariia(status, ...)                                                     \
	ariia_run(status, (const char *const[]){ __VA_ARGS__, NULL })
const char *ariia_run(int status, const char *const *words);
/* The same in a given environment variable more ("KEY=value"). */
const char *ariia_run_with(
    const char *variable, int status, const char *const *words);

/* HTTP through the web server; token may be NULL. */
struct answer get(const char *path, const char *token);
struct answer send_body(const char *method, const char *path, const char *token,
    const char *type, const char *body, size_t len, const char *header);
#define put_json(path, token, body)                                            \
	send_body(                                                             \
	    "PUT", path, token, "application/json", body, strlen(body), NULL)
#define post_json(path, token, body)                                           \
	send_body(                                                             \
	    "POST", path, token, "application/json", body, strlen(body), NULL)
const char *answer_header(const struct answer *answer, const char *name);

/* One WhatsApp text as Meta delivers it. */
const char *whatsapp_text(const struct studio *studio, const char *from,
    const char *id, const char *text);
/* With a right signature. */
struct answer deliver(const struct studio *studio, const char *body);
struct answer deliver_signed(const struct studio *studio, const char *body,
    size_t len, const char *signature);
/* Makes a message id that no other test uses. */
const char *fresh_id(const char *prefix);
/* A telephone number that no other test uses. */
const char *fresh_number(void);

/* What the database says, past every policy (superuser). */
int64_t sql_int(const char *format, ...) printf_like(1, 2);
const char *sql_text(const char *format, ...) printf_like(1, 2);
void sql_run(const char *format, ...) printf_like(1, 2);
/* Waits until the statement yields number; fails the test after timeout_ms. */
void sql_wait(int64_t number, int64_t timeout_ms, const char *format, ...)
    printf_like(3, 4);
/* As one of the login roles, with that tenant set (0: none); -1 when the
 * statement is refused. */
int64_t sql_int_as(const char *role, int64_t tenant_id, const char *sql);

/* The simulator. */
void sim_rule(const char *json);
int64_t sim_count(const char *contains);
/* Messages through the studio's number; signs of typing are none. */
int64_t sim_messages(const struct studio *studio);
void sim_wait(int64_t count, int64_t timeout_ms, const char *contains);
/* Bodies of WhatsApp texts that were sent to number, in order. */
struct json_object *sim_texts(const char *number);
/* The texts answered to number once count are there, joined by a newline. */
const char *replies_to(const char *number, int64_t count, int64_t timeout_ms);

void pause_ms(int64_t ms);

/* Programs of the stack: contrib/stack start|stop NAME, signals by name. */
pid_t program_pid(const char *name);
void program_signal(const char *name, int signal);
/* To one of its children, whichever comes first. */
void program_signal_child(const char *name, int signal);
void stack_do(const char *action, const char *name);

/* Comparisons that say where. */
#define expect_status(answer, wanted)                                          \
	ck_assert_msg((answer).status == (wanted), "status %d, not %d: %s",    \
	    (answer).status, (wanted), (answer).body)

#endif
