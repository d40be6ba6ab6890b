/*
 * verification.h - proves that the person in a conversation is a member.
 *
 * Six digits from a cryptographic generator, valid for 24 hours and five tries,
 * bound to tenant and conversation, compared in constant time and stored keyed.
 * Staff issue one in the inbox, or it goes to the e-mail address that the
 * studio has of the member. The database is the truth; nothing of it is in
 * Redis. What a stranger is told is the same whether a member was found or not.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MEMBERS_VERIFICATION_H
#define MEMBERS_VERIFICATION_H

#include "base/field.h"
#include "base/task.h"
#include "data/db.h"
#include "members/member.h"
#include "messaging/conversation.h"

/* What a conversation waits for. */
enum verification_step {
	VERIFICATION_STEP_UNSET = 0,
	VERIFICATION_ASKED, /* who are you? (10 minutes) */
	VERIFICATION_SENT,  /* a code is out */
};

struct verification {
	int64_t id;
	int64_t session_id;
	int64_t member_id; /* 0: nobody was found; its code is never right */
	int32_t step;      /* enum verification_step */
	int32_t tries_left;
	const char *question;  /* what the person wanted when it was asked */
	const char *code_hash; /* never shown */
	struct instant expires_at;
};

extern const struct record verification_record;
extern const struct query verification_queries[];

/* What is open in the conversation, not expired; NULL without a problem when
 * nothing is. */
struct verification *verification_open(
    struct task *task, int64_t session_id) must_use;

/* The person has to say who it is: remembers question (at most 2,000
 * characters), replaces what was open. */
bool verification_ask(
    struct task *task, int64_t session_id, const char *question) must_use;

/* identity is what the person calls itself (see member_of_identity()); NULL:
 * by the telephone number of the conversation's channel. Mails a code to the
 * member's address if there is one and member. *hint is the masked address
 * ("a***@example.org") only when the channel itself (telephone number) led to
 * the member, else NULL: then nothing is told. Too many codes to one member or
 * from one conversation (3 an hour) are not sent. question: see above; NULL
 * keeps the one that is stored. */
bool verification_send(struct task *task,
    const struct conversation *conversation, const char *identity,
    const char *question, const char **hint) must_use;

/* A code for staff to tell the member; shown this once. Replaces the one
 * before. NOT_FOUND for a conversation or member that does not exist. */
const char *verification_issue(
    struct task *task, int64_t session_id, int64_t member_id) must_use;

enum verification_outcome {
	VERIFICATION_FAILED = 0, /* problem of the task */
	VERIFICATION_NONE,       /* no code is waited for */
	VERIFICATION_WRONG,      /* this try is counted */
	VERIFICATION_EXHAUSTED,  /* the last try: the code is dead */
	VERIFICATION_DONE,       /* the conversation is the member's now */
};

/* Looks at the six digits in the task's transaction: the try counts when that
 * commits. */
enum verification_outcome verification_check(
    struct task *task, int64_t session_id, const char *digits) must_use;

/* The conversation is nobody's again. */
bool verification_forget(struct task *task, int64_t session_id) must_use;

#endif
