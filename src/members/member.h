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
#include "members/phone.h"

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
	const char *idempotency_key; /* of the form; not shown */
	const char *last_key;        /* order of names; not shown */
	const char *first_key;
};

extern const struct record member_record;
extern const struct query member_queries[];

/* NOT_FOUND when there is none. */
struct member *member_find(struct task *task, int64_t id) must_use;
/* The same, as it stays until this transaction ends. */
struct member *member_find_to_change(struct task *task, int64_t id) must_use;

/* The only member with this e-mail address, member number, customer id or
 * telephone number (as people write them: blanks, capitals, 0170 for +49170,
 * a sentence around it); NULL without a problem when it is nobody, or more than
 * one. */
struct member *member_of_identity(
    struct task *task, const char *identity) must_use;
/* The same for a telephone number as channels tell it: digits with the
 * country's code. */
struct member *member_of_phone(struct task *task, const char *digits) must_use;

/* The country of the task's tenant; NULL with a problem. */
const struct phone_country *member_country(struct task *task) must_use;

/* Puts every value of member into the form in which it is stored; INVALID with
 * a pointer at each that can not be. */
bool member_read(struct task *task, struct member *member) must_use;

/* Stores wanted, which member_read() has seen. PAYMENT_REQUIRED when the plan
 * has no room for one more, however many come at once; CONFLICT for a customer
 * id or number that is taken. The second time with the same idempotency_key it
 * is the member that the first one has made. */
struct member *member_create(
    struct task *task, const struct member *wanted) must_use;
struct member *member_update(
    struct task *task, const struct member *wanted) must_use;
/* With its memory and verifications; its conversations are nobody's again. */
bool member_remove(struct task *task, int64_t id) must_use;

/* For whoever adds members in bulk: makes the transaction wait for others of
 * the tenant that add or change some, and notes the peak of the month. Queued.
 */
void member_lock(struct task *task);
void member_note_peak(struct task *task);

#endif
