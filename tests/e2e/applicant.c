/*
 * applicant.c - signs studios up, reads the links in their mails.
 *
 * SPDX-License-Identifier: ISC
 */
#include "applicant.h"

#include <sys/wait.h>
#include <unistd.h>

const char *
sign_up_body(const char *tenant_name, const char *email, const char *more)
{
	return arena_printf(e2e_arena(),
	    "{\"tenant_name\":\"%s\",\"email\":\"%s\",\"password\":\"%s\"%s}",
	    tenant_name, email, PERSON_PASSWORD, more);
}

struct answer
post_stranger(const char *path, const char *body)
{
	return call_from(&(struct call){
	    .method = "POST",
	    .path = path,
	    .address = fresh_address(),
	    .type = "application/json",
	    .body = body,
	});
}

struct answer
sign_up_with(const char *body)
{
	return post_stranger("/auth/register", body);
}

struct applicant *
applicant_new(const char *tenant_name)
{
	struct applicant *applicant = arena_new(e2e_arena(), struct applicant);
	struct answer answer;

	applicant->email = text_lower(e2e_arena(), fresh_mailbox("neu-"));
	answer = sign_up_with(sign_up_body(tenant_name, applicant->email, ""));
	expect_status(answer, 201);
	applicant->slug = json_text_at(answer.json, "tenant", "slug");
	applicant->token = json_text_at(answer.json, "token");
	ck_assert(json_int(
	    json_at(answer.json, "tenant", "id"), &applicant->tenant_id));
	ck_assert(
	    json_int(json_at(answer.json, "user", "id"), &applicant->user_id));
	return applicant;
}

enum { MEANWHILE_MAX = 64 };
static pid_t meanwhile[MEANWHILE_MAX];
static size_t meanwhile_count;

void
send_meanwhile(
    const char *method, const char *path, const char *token, const char *body)
{
	const char *header = token == NULL
	    ? NULL
	    : arena_printf(e2e_arena(), "Authorization: Bearer %s", token);
	const char *address = fresh_address();
	int tries = 0;
	pid_t pid = fork();

	ck_assert_int_ge(pid, 0);
	if (pid > 0) {
		ck_assert_uint_lt(meanwhile_count, MEANWHILE_MAX);
		meanwhile[meanwhile_count++] = pid;
		return;
	}
	/* Only so many passwords are hashed at once. */
	while (call_from(&(struct call){
			     .method = method,
			     .path = path,
			     .address = address,
			     .type = "application/json",
			     .body = body,
			     .headers = { header },
			 })
		    .status == 429 &&
	    ++tries < 50)
		pause_ms(200);
	_exit(0);
}

void
await_all(void)
{
	/* Not all children: the command line is one, too. */
	while (meanwhile_count > 0)
		(void)waitpid(meanwhile[--meanwhile_count], NULL, 0);
}

const char *
link_value(const char *link, const char *name)
{
	const char *found =
	    strstr(link, arena_printf(e2e_arena(), "%s=", name));

	ck_assert_msg(found != NULL, "no %s in %s", name, link);
	found += strlen(name) + 1;
	return arena_copy_bytes(e2e_arena(), found, strcspn(found, "&\n "));
}

const char *
mail_token_body(const char *recipient, int number, const char *more)
{
	const char *link = mail_link(mail_wait(recipient, number));

	return arena_printf(e2e_arena(),
	    "{\"token\":\"%s\",\"tenant\":\"%s\"%s}", link_value(link, "token"),
	    link_value(link, "tenant"), more);
}

struct operator_person *
operator_new(void)
{
	struct operator_person *operator=
	    arena_new(e2e_arena(), struct operator_person);
	struct person *person;

	operator->studio = studio_new("Betrieb", "enterprise");
	person = person_new(operator->studio, "system_admin");
	operator->id = person->id;
	operator->token = token_of_login(person);
	return operator;
}

void
expect_problem_at(const struct answer *answer, int status, const char *pointer)
{
	struct json_object *errors = json_at(answer->json, "errors");

	expect_status(*answer, status);
	ck_assert_str_eq(
	    answer_header(answer, "content-type"), "application/problem+json");
	ck_assert_ptr_nonnull(json_text_at(answer->json, "title"));
	if (pointer != NULL)
		ck_assert_str_eq(
		    json_text_at(json_item(errors, 0), "pointer"), pointer);
}

int64_t
answer_int(const struct answer *answer, const char *name)
{
	int64_t number;

	ck_assert(json_int(json_at(answer->json, name), &number));
	return number;
}

const char *
path_to(const char *path, int64_t id)
{
	return arena_printf(e2e_arena(), "%s/%" PRId64, path, id);
}
