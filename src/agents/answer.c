/*
 * answer.c - what may not leave: thoughts, tool syntax, invented prices.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/answer.h"

#include "agents/price.h"
#include "base/text.h"

/* Some models write their thoughts in front of the answer, sometimes without
 * the opening tag. */
static enum answer_verdict
take_out_thoughts(struct arena *arena,
    const struct answer_scene *scene not_used, const char **text,
    const char **complaint not_used)
{
	static const char *const tags[][2] = { { "<think>", "</think>" },
		{ "<thinking>", "</thinking>" },
		{ "<reasoning>", "</reasoning>" } };
	const char *answer = *text;

	for (size_t tag = 0; tag < ARRAY_LENGTH(tags); tag++) {
		const char *end;

		while ((end = strstr(answer, tags[tag][1])) != NULL) {
			const char *start = strstr(answer, tags[tag][0]);
			size_t len = start != NULL && start < end
			    ? (size_t)(start - answer)
			    : 0;

			answer = arena_printf(arena, "%.*s%s", (int)len, answer,
			    end + strlen(tags[tag][1]));
		}
		if (strstr(answer, tags[tag][0]) != NULL)
			return ANSWER_BAD;
	}
	*text = answer;
	return ANSWER_GOOD;
}

static enum answer_verdict
not_empty(struct arena *arena not_used,
    const struct answer_scene *scene not_used, const char **text,
    const char **complaint not_used)
{
	for (const char *at = *text; *at != '\0';)
		if (text_is_word_char(text_next(&at)))
			return ANSWER_GOOD;
	return ANSWER_BAD;
}

/* "call_" and "toolu_" with a long run of letters and digits behind it. */
static bool
has_tool_id(const char *text)
{
	static const char *const prefixes[] = { "call_", "toolu_",
		"chatcmpl-" };
	enum { ID_LEN_MIN = 12 };

	for (size_t index = 0; index < ARRAY_LENGTH(prefixes); index++)
		for (const char *at = strstr(text, prefixes[index]); at != NULL;
		     at = strstr(at + 1, prefixes[index]))
			if (strspn(at + strlen(prefixes[index]),
				"abcdefghijklmnopqrstuvwxyz"
				"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") >=
			    ID_LEN_MIN)
				return true;
	return false;
}

/* Does key follow as a JSON member name at any place, blanks aside? */
static bool
has_json_key(const char *text, const char *key)
{
	for (const char *at = strstr(text, key); at != NULL;
	     at = strstr(at + 1, key)) {
		const char *behind = at + strlen(key);

		if (behind[strspn(behind, " \t\n")] == ':')
			return true;
	}
	return false;
}

static bool
is_wrapped(const char *text, char open, char close)
{
	size_t len = strlen(text);

	return len >= 2 && text[0] == open && text[len - 1] == close;
}

static bool
has_tool_syntax(struct arena *arena, const char *answer)
{
	static const char *const marks[] = { "<tool", "</tool", "<function",
		"</function", "<invoke", "</invoke", "[tool", "[/tool", "<|",
		"|>", "[inst]", "[/inst]", "tool_calls", "function_call",
		"tool_call_id" };
	const char *lower = text_lower(arena, answer);
	const char *trimmed = text_trim(arena, answer);

	for (size_t at = 0; at < ARRAY_LENGTH(marks); at++)
		if (strstr(lower, marks[at]) != NULL)
			return true;
	return has_json_key(lower, "\"arguments\"") ||
	    has_json_key(lower, "\"parameters\"") ||
	    is_wrapped(trimmed, '{', '}') || is_wrapped(trimmed, '[', ']') ||
	    has_tool_id(answer);
}

static enum answer_verdict
no_tool_syntax(struct arena *arena, const struct answer_scene *scene not_used,
    const char **text, const char **complaint)
{
	if (!has_tool_syntax(arena, *text))
		return ANSWER_GOOD;
	*complaint = "Your answer contained the syntax of a tool call. Call "
		     "tools only through the interface, and write to the "
		     "member in plain words.";
	return ANSWER_AGAIN;
}

static enum answer_verdict
price_with_source(struct arena *arena, const struct answer_scene *scene,
    const char **text, const char **complaint)
{
	if (price_has_source(arena, *text, scene->studio, scene->sources))
		return ANSWER_GOOD;
	*complaint = "Your answer named an amount of money that stands in no "
		     "text of the studio. Name only amounts that stand there "
		     "word for word, or say that you do not know.";
	return ANSWER_AGAIN;
}

const struct answer_rule rule_no_thoughts = { "no_thoughts",
	take_out_thoughts };
const struct answer_rule rule_not_empty = { "not_empty", not_empty };
const struct answer_rule rule_no_tool_syntax = { "no_tool_syntax",
	no_tool_syntax };
const struct answer_rule rule_price_has_source = { "price_has_source",
	price_with_source };

const struct answer_rule *const answer_rules[] = { &rule_no_thoughts,
	&rule_not_empty, &rule_no_tool_syntax, &rule_price_has_source,
	&rule_no_false_claim, &rule_language, NULL };

struct answer_finding
answer_judge(struct arena *arena, const struct answer_rule *const *rules,
    const struct answer_scene *scene, const char *answer)
{
	struct answer_finding finding = { .verdict = ANSWER_GOOD };

	for (; *rules != NULL; rules++) {
		finding.verdict =
		    (*rules)->apply(arena, scene, &answer, &finding.complaint);
		if (finding.verdict == ANSWER_AGAIN && scene->is_second)
			finding.verdict = ANSWER_BAD;
		if (finding.verdict == ANSWER_GOOD)
			continue;
		finding.rule = (*rules)->name;
		return finding;
	}
	finding.text = text_trim(arena, answer);
	return finding;
}
