/*
 * letter.h - mails to people with an account: templates/mail/verify, welcome,
 * reset, password_changed, invitation.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef IDENTITY_LETTER_H
#define IDENTITY_LETTER_H

#include "identity/user.h"
#include "tenancy/tenant.h"

/* The templates find user_name, role, link and expires_hours. */
struct letter {
	const char *template;
	const char *to;
	const char *user_name;
	const char *locale;
	const char *role;
	const char *page;  /* "/verify": where the link leads */
	const char *token; /* NULL: the link proves nothing */
	int64_t hours;     /* how long the token is good */
};

/* Queues it in the task's transaction, in the name of studio, the task's
 * tenant. INVALID for an address that can not be one. */
bool letter_send(struct task *task, const struct tenant *studio,
    const struct letter *letter) must_use;

/* A letter with a fresh token of purpose. Nothing is sent, and that is true as
 * well, to who has had enough of them within the last hour. */
struct token_letter {
	const char *template;
	const char *purpose;
	const char *page;
	int64_t hours;
};
extern const struct token_letter letter_verify;
extern const struct token_letter letter_reset;
extern const struct token_letter letter_first_password;
bool letter_send_token(struct task *task, const struct tenant *studio,
    const struct user *user, const struct token_letter *letter) must_use;

/* That the password is another one now. */
bool letter_send_password_changed(struct task *task,
    const struct tenant *studio, const struct user *user) must_use;
/* That the studio is ready. */
bool letter_send_welcome(struct task *task, const struct tenant *studio,
    const struct user *user) must_use;

#endif
