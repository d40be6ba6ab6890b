/*
 * member.h - the members of a studio, as it knows them.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MEMBERS_MEMBER_H
#define MEMBERS_MEMBER_H

#include "base/field.h"
#include "base/task.h"
#include "data/db.h"

struct member {
	int64_t id;
	const char *customer_id; /* of Magicline or the import; unique */
	const char *member_number;
	const char *first_name;
	const char *last_name;
	const char *birth_date; /* YYYY-MM-DD */
	const char *phone;      /* +491701234567 */
	const char *email;      /* lower case */
	const char *language;   /* de, en */
	const char *member_since;
	bool is_paused;
	struct json_object *pause_info;
	struct json_object *additional_info;
	struct json_object *checkin_stats;
	struct json_object *recent_bookings;
	struct json_object *tags; /* array of texts */
	const char *notes;
	const char *source; /* manual, import, magicline */
	struct instant created_at;
	struct instant updated_at;
};

extern const struct record member_record;
extern const struct query member_queries[];

/* NOT_FOUND when there is none. */
struct member *member_find(struct task *task, int64_t id) must_use;

/* The only member with this e-mail address, member number, customer id or
 * telephone number (as people write them: blanks, capitals, 0170 for +49170);
 * NULL without a problem when it is nobody, or more than one. */
struct member *member_of_identity(
    struct task *task, const char *identity) must_use;

#endif
