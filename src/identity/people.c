/*
 * people.c - names of users.
 *
 * SPDX-License-Identifier: ISC
 */
#include "identity/people.h"

#include "base/text.h"
#include "identity/user.h"
#include "web/language.h"

enum { PEOPLE_MAX = 200 };

struct list *
people_list(struct task *task)
{
	return user_page(task, (struct page){ 0, PEOPLE_MAX });
}

const char *
people_name(struct request *req, const struct list *people, int64_t id)
{
	list_each(people, const struct user, user) {
		if (user->id == id)
			return text_is_empty(user->full_name) ? user->email
							      : user->full_name;
	}
	return json_text_at(
	    request_words(req, "people", NULL), id == 0 ? "operator" : "gone");
}

const char *
people_initials(struct arena *arena, const char *name)
{
	const char *last = strrchr(name, ' ');

	return arena_printf(arena, "%s%s", text_prefix(arena, name, 1),
	    last == NULL ? "" : text_prefix(arena, last + 1, 1));
}
