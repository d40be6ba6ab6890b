/*
 * answer_audit.c - finds the row that belongs to a message.
 *
 * SPDX-License-Identifier: ISC
 */
#include "messaging/answer_audit.h"

#include "base/record.h"

/* clang-format off */
static const struct field answer_audit_fields[] = {
	FIELD(answer_audit, message_id,        READ_ONLY,            0, "First message of the answer"),
	FIELD(answer_audit, agent,             READ_ONLY,            0, "Agent that answered"),
	FIELD(answer_audit, routed_by,         READ_ONLY,            0,
	    "What chose the agent: rules, model, keywords, dialog"),
	FIELD(answer_audit, routed_reason,     READ_ONLY,            0, "Pattern, intent or word that decided"),
	FIELD(answer_audit, routed_confidence, READ_ONLY,            0, "How sure that is, 0 to 1"),
	FIELD(answer_audit, prompt_version,    READ_ONLY,            0, "Version of the prompt template"),
	FIELD(answer_audit, model,             READ_ONLY,            0,
	    "Model that wrote it; offline: the built-in provider"),
	FIELD(answer_audit, rounds,            READ_ONLY,            0,
	    "Times that a model was asked, repetitions not counted"),
	FIELD(answer_audit, passages,          READ_ONLY,            0, "Passages that were read"),
	FIELD(answer_audit, tool_calls,        READ_ONLY | PERSONAL, 0,
	    "Calls of tools: name, arguments, verdict, duration_ms"),
	FIELD(answer_audit, rules,             READ_ONLY,            0, "Rules that it had to pass"),
	FIELD(answer_audit, broken_rule,       READ_ONLY,            0, "Rule that refused what the model said before"),
	FIELD(answer_audit, offline_reason,    READ_ONLY,            0, "Why the built-in provider answered"),
	FIELD(answer_audit, prompt_tokens,     READ_ONLY,            0, "Tokens of all prompts"),
	FIELD(answer_audit, completion_tokens, READ_ONLY,            0, "Tokens of all that the model wrote"),
	FIELD(answer_audit, cost_micro_cents,  READ_ONLY,            0, "Cost in millionths of a cent; 0: unknown"),
	FIELD(answer_audit, duration_ms,       READ_ONLY,            0, "From the start of the turn to its end"),
	FIELD(answer_audit, created_at,        READ_ONLY,            0, "When it was stored"),
	{ 0 }
};
const struct record answer_audit_record = RECORD(answer_audit);

#define COLUMNS                                                                \
	"a.message_id, a.agent, a.routed_by, a.routed_reason,"                 \
	" a.routed_confidence, a.prompt_version, a.model, a.rounds,"           \
	" a.passages, a.tool_calls, a.rules, a.broken_rule,"                   \
	" a.offline_reason, a.prompt_tokens, a.completion_tokens,"             \
	" a.cost_micro_cents, a.duration_ms, a.created_at"

enum { OF_MESSAGE, OF_RANGE };

/* The parts of an answer have ids without another message of ours between. */
const struct query answer_audit_queries[] = {
	[OF_MESSAGE] = { "answer_audit_of_message",
	    "SELECT " COLUMNS " FROM chat_messages m"
	    " JOIN answer_audits a ON a.session_id = m.session_id"
	    "  AND m.id BETWEEN a.message_id AND a.last_message_id"
	    " WHERE m.session_id = $1 AND m.id = $2"
	    "  AND m.direction = 'outbound'" },
	[OF_RANGE] = { "answer_audit_of_range",
	    "SELECT " COLUMNS " FROM answer_audits a WHERE a.session_id = $1"
	    " AND a.message_id BETWEEN $2 AND $3 ORDER BY a.message_id" },
	{ 0 }
};
/* clang-format on */

struct answer_audit *
answer_audit_find(struct task *task, int64_t session_id, int64_t message_id)
{
	return db_one(
	    task, answer_audit, OF_MESSAGE, arg(session_id), arg(message_id));
}

struct list *
answer_audit_range(
    struct task *task, int64_t session_id, int64_t first, int64_t last)
{
	return db_many(task, answer_audit, OF_RANGE, arg(session_id),
	    arg(first), arg(last));
}

const char *
answer_audit_json(struct arena *arena, const struct answer_audit *audit)
{
	size_t len;

	if (audit == NULL)
		return NULL;
	return json_write(
	    arena, record_json(arena, &answer_audit_record, audit), &len);
}
