/*
 * domain.c - fields, statements and rules of domains.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tenancy/domain.h"

#include "base/text.h"

static const struct field domain_fields[] = { FIELD(domain, host, REQUIRED, 253,
						  "Host name"),
	FIELD(domain, created_at, READ_ONLY, 0, "When it was added"), { 0 } };
const struct record domain_record = RECORD(domain);

#define COLUMNS "host, created_at"

enum { LIST, CREATE, REMOVE };

/* clang-format off */
const struct query domain_queries[] = {
	[LIST] = { "domain_list",
	    "SELECT " COLUMNS " FROM domains ORDER BY host LIMIT 200" },
	[CREATE] = { "domain_create",
	    "INSERT INTO domains (host) VALUES ($1) RETURNING " COLUMNS },
	[REMOVE] = { "domain_remove", "DELETE FROM domains WHERE host = $1" },
	{ 0 }
};
/* clang-format on */

struct list *
domain_list(struct task *task)
{
	return db_many(task, domain, LIST);
}

struct domain *
domain_create(struct task *task, const char *host)
{
	host = text_lower(task->arena, text_trim(task->arena, host));
	if (strlen(host) < 4 || strlen(host) > 253 ||
	    strspn(host, "abcdefghijklmnopqrstuvwxyz0123456789.-") !=
		strlen(host) ||
	    strchr(host, '.') == NULL)
		return fail_field(task, "#/host",
		    "must be a host name such as chat.example.org");
	return db_one(task, domain, CREATE, arg(host));
}

bool
domain_remove(struct task *task, const char *host)
{
	int64_t count;

	if (!db_run(task, domain, REMOVE, &count,
		arg(text_lower(task->arena, host))))
		return false;
	return count > 0 ||
	    fail(task, NOT_FOUND, "The studio has no such host name.");
}
