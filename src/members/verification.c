/*
 * verification.c - codes that prove who is in a conversation.
 *
 * SPDX-License-Identifier: ISC
 */
#include "members/verification.h"

#include "base/config.h"
#include "base/crypto.h"
#include "base/log.h"
#include "base/text.h"
#include "net/mail_header.h"
#include "tenancy/mail.h"

enum {
	TRIES = 5,
	CODE_DIGITS = 6,
	CODE_HOURS = 24,
	ASKED_MINUTES = 10,
	QUESTION_MAX = 2000,
	CODES_PER_HOUR = 3,
	CODES_PER_DAY = 10,
};

/* clang-format off */
static const struct field verification_fields[] = {
	FIELD(verification, id,         READ_ONLY, 0, "Identifier"),
	FIELD(verification, session_id, READ_ONLY, 0, "Conversation"),
	FIELD(verification, member_id,  READ_ONLY, 0, "Member whose code it is; 0: nobody"),
	FIELD(verification, step,       READ_ONLY, 0, "1: asked who it is; 2: a code is out"),
	FIELD(verification, tries_left, READ_ONLY, 0, "Tries that are left"),
	FIELD(verification, question,   READ_ONLY | PERSONAL | HIDDEN, 0, "What the person wanted"),
	FIELD(verification, code_hash,  READ_ONLY | SECRET | HIDDEN, 0, "Keyed hash of the code"),
	FIELD(verification, expires_at, READ_ONLY, 0, "Until when"),
	{ 0 }
};
/* clang-format on */
const struct record verification_record = RECORD(verification);

#define COLUMNS                                                                \
	"id, session_id, member_id, step, tries_left, question, code_hash,"    \
	" expires_at"
/* What the person wanted is asked once, and outlives codes that replace each
 * other. */
#define REPLACE                                                                \
	" ON CONFLICT (tenant_id, session_id) DO UPDATE SET"                   \
	" member_id = excluded.member_id, step = excluded.step,"               \
	" code_hash = excluded.code_hash,"                                     \
	" tries_left = excluded.tries_left,"                                   \
	" question = coalesce(excluded.question,"                              \
	" CASE WHEN verifications.expires_at > now()"                          \
	" THEN verifications.question END),"                                   \
	" expires_at = excluded.expires_at, created_at = now()"
#define IS_OPEN "expires_at > now() AND (step = 1 OR tries_left > 0)"

enum {
	OPEN,
	ASK,
	LOCK,
	COUNT_MAIL,
	FORGET_MAILS,
	SEND,
	ISSUE,
	TRY,
	CLOSE,
	LINK,
	UNLINK,
};

/* clang-format off */
const struct query verification_queries[] = {
	[OPEN] = { "verification_open",
	    "SELECT " COLUMNS " FROM verifications WHERE session_id = $1"
	    " AND " IS_OPEN },
	[ASK] = { "verification_ask",
	    "INSERT INTO verifications (session_id, step, question, expires_at)"
	    " VALUES ($1, 1, $2, now() + $3::bigint * interval '1 minute')"
	    REPLACE },
	/* Two conversations that ask for a member at once count each other. */
	[LOCK] = { "verification_lock",
	    "SELECT FROM pg_advisory_xact_lock(hashtextextended("
	    "'member-code:' || current_tenant() || ':' || $1::bigint, 0))" },
	[COUNT_MAIL] = { "verification_count_mail",
	    "INSERT INTO verification_mails (session_id, member_id)"
	    " SELECT $1::bigint, $2::bigint WHERE (SELECT count(*)"
	    "  FROM verification_mails v WHERE v.session_id = $1::bigint"
	    "  AND v.at > now() - interval '1 hour') < $3::bigint"
	    " AND (SELECT count(*) FROM verification_mails v"
	    "  WHERE v.member_id = $2::bigint"
	    "  AND v.at > now() - interval '1 hour') < $3::bigint"
	    " AND (SELECT count(*) FROM verification_mails v"
	    "  WHERE v.member_id = $2::bigint) < $4::bigint" },
	[FORGET_MAILS] = { "verification_forget_mails",
	    "DELETE FROM verification_mails WHERE at < now() - interval '1 day'"
	    " AND (session_id = $1 OR member_id = $2)" },
	[SEND] = { "verification_send",
	    "INSERT INTO verifications (session_id, member_id, step, code_hash,"
	    " tries_left, question, expires_at) VALUES ($1, $2, 2, $3, $4, $5,"
	    " now() + $6::bigint * interval '1 hour')" REPLACE },
	/* Both are looked up, so that neither can be another studio's. */
	[ISSUE] = { "verification_issue",
	    "INSERT INTO verifications (session_id, member_id, step, code_hash,"
	    " tries_left, expires_at) SELECT s.id, m.id, 2, $3, $4::integer,"
	    " now() + $5::bigint * interval '1 hour'"
	    " FROM chat_sessions s, studio_members m"
	    " WHERE s.id = $1 AND m.id = $2" REPLACE " RETURNING " COLUMNS },
	[TRY] = { "verification_try",
	    "UPDATE verifications SET tries_left = tries_left - 1"
	    " WHERE session_id = $1 AND step = 2 AND tries_left > 0"
	    " AND expires_at > now() RETURNING " COLUMNS },
	[CLOSE] = { "verification_close",
	    "DELETE FROM verifications WHERE session_id = $1" },
	[LINK] = { "verification_link",
	    "UPDATE chat_sessions SET member_id = $2,"
	    " member_verified_at = now() WHERE id = $1" },
	[UNLINK] = { "verification_unlink",
	    "UPDATE chat_sessions SET member_id = NULL,"
	    " member_verified_at = NULL WHERE id = $1" },
	{ 0 }
};
/* clang-format on */

struct verification *
verification_open(struct task *task, int64_t session_id)
{
	return db_maybe(task, verification, OPEN, arg(session_id));
}

static const char *
short_question(struct task *task, const char *question)
{
	return question == NULL
	    ? NULL
	    : text_prefix(task->arena, question, QUESTION_MAX);
}

bool
verification_ask(struct task *task, int64_t session_id, const char *question)
{
	int64_t count;

	return db_run(task, verification, ASK, &count, arg(session_id),
	    arg(short_question(task, question)), arg((int64_t)ASKED_MINUTES));
}

/* Every code is as likely as any other. */
static const char *
code_make(struct arena *arena)
{
	const uint32_t codes = 1000000, fair = UINT32_MAX - UINT32_MAX % codes;
	uint32_t random;

	do {
		crypto_random(&random, sizeof(random));
	} while (random >= fair);
	return arena_printf(arena, "%0*" PRIu32, CODE_DIGITS, random % codes);
}

/* The line breaks keep what is signed apart from tokens. */
static const char *
code_hash(struct task *task, int64_t session_id, const char *code)
{
	const char *secret = task->config->auth_secret;
	unsigned char mac[SHA256_BYTES];
	const char *text = arena_printf(task->arena,
	    "member-code\n%" PRId64 "\n%" PRId64 "\n%s", task->tenant_id,
	    session_id, code);

	crypto_hmac_sha256(secret, strlen(secret), text, strlen(text), mac);
	return text_hex(task->arena, mac, sizeof(mac));
}

/* "a***@example.org" */
static const char *
masked(struct arena *arena, const char *email)
{
	const char *at = strchr(email, '@');

	if (at == NULL || at == email)
		return NULL;
	return arena_printf(arena, "%s***%s", text_prefix(arena, email, 1), at);
}

static bool
has_telephone(const struct conversation *conversation)
{
	return text_is_equal(conversation->channel, "whatsapp") ||
	    text_is_equal(conversation->channel, "sms") ||
	    text_is_equal(conversation->channel, "voice");
}

/* Who it must be by the channel alone. */
static struct member *
member_of_channel(struct task *task, const struct conversation *conversation)
{
	const char *key = conversation->user_key;

	if (!has_telephone(conversation) || key == NULL)
		return NULL;
	return member_of_phone(task, *key == '+' ? key + 1 : key);
}

static const char *
language_of(
    const struct conversation *conversation, const struct member *member)
{
	if (!text_is_empty(member->language))
		return member->language;
	return text_is_empty(conversation->language) ? "de"
						     : conversation->language;
}

static bool
mail_code(struct task *task, const struct conversation *conversation,
    const struct member *member, const char *code)
{
	struct json_object *context = json_new_object(task->arena);

	if (!text_is_empty(member->first_name))
		json_add_text(context, "user_name",
		    mail_text_clean(task->arena, member->first_name, 100));
	json_add_text(context, "code", code);
	json_add_int(context, "expires_hours", CODE_HOURS);
	return mail_queue(task,
	    &(struct mail){
		.to = member->email,
		.template = "member_code",
		.language = language_of(conversation, member),
		.context = context,
	    },
	    NULL);
}

/* Counts one more code; false, without a problem, when there were enough. */
static bool
may_send(struct task *task, int64_t session_id, int64_t member_id)
{
	int64_t count;

	db_later(task, verification, LOCK, arg(member_id));
	db_later(task, verification, FORGET_MAILS, arg(session_id),
	    arg_id(member_id));
	return db_run(task, verification, COUNT_MAIL, &count, arg(session_id),
		   arg_id(member_id), arg((int64_t)CODES_PER_HOUR),
		   arg((int64_t)CODES_PER_DAY)) &&
	    count == 1;
}

static bool
can_be_mailed(const struct member *member)
{
	return member != NULL && member->email != NULL &&
	    mail_address_is_good(member->email);
}

/* A code that is out and can still be right stays when no other may go out. */
static bool
keep_open(struct task *task, int64_t session_id, const struct member *member,
    bool *is_kept)
{
	const struct verification *open = verification_open(task, session_id);

	*is_kept = open != NULL && open->step == VERIFICATION_SENT &&
	    member != NULL && open->member_id == member->id;
	return !task_has_failed(task);
}

bool
verification_send(struct task *task, const struct conversation *conversation,
    const char *identity, const char *question, const char **hint)
{
	const char *code = code_make(task->arena);
	const struct member *member = identity == NULL
	    ? member_of_channel(task, conversation)
	    : member_of_identity(task, identity);
	bool is_mailed, is_kept = false;
	int64_t count, id;

	*hint = NULL;
	if (task_has_failed(task) || (identity == NULL && member == NULL))
		return !task_has_failed(task);
	member = can_be_mailed(member) ? member : NULL;
	if (identity == NULL && member == NULL)
		return true;
	id = member == NULL ? 0 : member->id;
	is_mailed = may_send(task, conversation->id, id);
	if (task_has_failed(task) ||
	    (!is_mailed &&
		!keep_open(task, conversation->id, member, &is_kept)))
		return false;
	if (identity == NULL && (is_mailed || is_kept))
		*hint = masked(task->arena, member->email);
	if (is_kept || (identity == NULL && !is_mailed))
		return true;
	if (is_mailed && member != NULL &&
	    !mail_code(task, conversation, member, code))
		return false;
	log_event(task, LOG_INFO, "member_code_sent",
	    "a code for conversation %" PRId64, conversation->id);
	return db_run(task, verification, SEND, &count, arg(conversation->id),
	    arg_id(is_mailed ? id : 0),
	    arg(code_hash(task, conversation->id, code)), arg((int32_t)TRIES),
	    arg(short_question(task, question)), arg((int64_t)CODE_HOURS));
}

const char *
verification_issue(struct task *task, int64_t session_id, int64_t member_id)
{
	const char *code = code_make(task->arena);
	const struct verification *made =
	    db_one(task, verification, ISSUE, arg(session_id), arg(member_id),
		arg(code_hash(task, session_id, code)), arg((int32_t)TRIES),
		arg((int64_t)CODE_HOURS));

	return made == NULL ? NULL : code;
}

static bool
link_member(struct task *task, const struct verification *verification)
{
	int64_t count;

	db_later(task, verification, CLOSE, arg(verification->session_id));
	return db_run(task, verification, LINK, &count,
		   arg(verification->session_id),
		   arg(verification->member_id)) &&
	    count == 1;
}

enum verification_outcome
verification_check(struct task *task, int64_t session_id, const char *digits)
{
	const struct verification *waiting =
	    db_maybe(task, verification, TRY, arg(session_id));
	const char *hash;
	bool is_right;

	if (waiting == NULL)
		return task_has_failed(task) ? VERIFICATION_FAILED
					     : VERIFICATION_NONE;
	hash = code_hash(
	    task, session_id, text_prefix(task->arena, digits, CODE_DIGITS));
	is_right = crypto_is_equal(
	    hash, strlen(hash), waiting->code_hash, strlen(waiting->code_hash));
	if (is_right && strlen(digits) == CODE_DIGITS &&
	    waiting->member_id != 0)
		return link_member(task, waiting) ? VERIFICATION_DONE
						  : VERIFICATION_FAILED;
	log_event(task, LOG_INFO, "member_code_wrong",
	    "a wrong code in conversation %" PRId64, session_id);
	return waiting->tries_left > 0 ? VERIFICATION_WRONG
				       : VERIFICATION_EXHAUSTED;
}

bool
verification_forget(struct task *task, int64_t session_id)
{
	int64_t count;

	db_later(task, verification, CLOSE, arg(session_id));
	if (!db_run(task, verification, UNLINK, &count, arg(session_id)))
		return false;
	if (count == 0)
		return fail(task, NOT_FOUND, "This does not exist.");
	return true;
}
