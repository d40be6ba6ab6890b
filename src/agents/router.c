/*
 * router.c - who answers: rules, the word of a model, keywords.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/router.h"

#include "agents/router_words.h"
#include "base/json.h"
#include "base/text.h"

const struct agent router_agent = {
	.name = "router",
	.summary = "Chooses the agent that answers; speaks to nobody",
	.choice = AGENT_BY_CODE,
	.disclaimer = DISCLAIMER_NEVER,
	.template = { [LANGUAGE_DE] = "router.de.txt",
	    [LANGUAGE_EN] = "router.en.txt" },
	.rules = answer_rules,
};

enum { REASON_CHARACTERS_MAX = 200, OBJECT_BYTES_MAX = 2000 };

static struct routing
routing_to(const struct agent *agent, const char *by, const char *reason,
    double confidence)
{
	return (struct routing){
		.agent = agent,
		.by = by,
		.reason = reason,
		.confidence = confidence,
	};
}

static struct routing
nobody(void)
{
	return (struct routing){ 0 };
}

/* Vision and router are never chosen by words. */
static bool
can_go_on(const struct agent *agent)
{
	return agent != NULL && agent->choice == AGENT_BY_MODEL;
}

struct routing
router_rules(struct arena *arena, const char *text, bool has_picture,
    const struct agent *previous)
{
	struct words words = words_read(arena, text);
	struct router_score score;

	if (has_picture)
		return routing_to(&vision_agent, "rules", "picture", 1);
	if (router_words_are_small_talk(&words))
		return routing_to(&persona_agent, "rules", "small talk", 0.95);
	score = router_words_score(&words, READ_EXACTLY);
	if (score.weight >= ROUTER_WEIGHT_SURE &&
	    score.others <= ROUTER_WEIGHT_NOISE)
		return routing_to(score.agent, "rules", score.word, 0.9);
	if (can_go_on(previous) && score.weight < ROUTER_WEIGHT_SURE &&
	    router_words_follow_up(&words))
		return routing_to(previous, "dialog", "follow-up", 0.8);
	return nobody();
}

struct routing
router_keywords(
    struct arena *arena, const char *text, const struct agent *previous)
{
	struct words words = words_read(arena, text);
	struct router_score score = router_words_score(&words, READ_FUZZILY);

	if (score.agent != NULL && score.weight > ROUTER_WEIGHT_NOISE)
		return routing_to(score.agent, "keywords", score.word,
		    score.weight / (score.weight + score.others + 1.0));
	if (can_go_on(previous) && router_words_follow_up(&words))
		return routing_to(previous, "dialog", "follow-up", 0.5);
	if (score.agent != NULL)
		return routing_to(score.agent, "keywords", score.word, 0.4);
	return routing_to(&persona_agent, "keywords", "no keyword", 0.3);
}

/* The last whole object of answer that can be read and names an agent: some
 * models think aloud in front of it, also in objects. */
static struct json_object *
object_in(struct arena *arena, const char *answer)
{
	struct json_object *found = NULL;

	for (const char *at = strchr(answer, '{'); at != NULL;
	     at = strchr(at + 1, '{')) {
		const char *end = strchr(at, '}');
		struct json_object *value = NULL;
		size_t wrong_at;

		if (end == NULL || end - at > OBJECT_BYTES_MAX)
			continue;
		if (json_read(
			arena, at, (size_t)(end - at) + 1, &value, &wrong_at) &&
		    json_text_at(value, "agent") != NULL)
			found = value;
	}
	return found;
}

static double
confidence_of(struct json_object *object)
{
	struct json_object *value = json_at(object, "confidence");
	const char *text = json_text(value);
	double confidence = 0;

	if (text != NULL && !text_to_double(text, &confidence))
		return 0;
	if (json_object_is_type(value, json_type_double) ||
	    json_object_is_type(value, json_type_int))
		confidence = json_object_get_double(value);
	/* Some count in percent. */
	if (confidence > 1 && confidence <= 100)
		confidence /= 100;
	return confidence >= 0 && confidence <= 1 ? confidence : 0;
}

struct routing
router_read(struct arena *arena, const char *answer)
{
	struct json_object *object =
	    answer == NULL ? NULL : object_in(arena, answer);
	const struct agent *agent;
	const char *reason;
	double confidence;

	if (object == NULL)
		return nobody();
	agent = agent_find(
	    text_lower(arena, text_trim(arena, json_text_at(object, "agent"))));
	confidence = confidence_of(object);
	if (!can_go_on(agent) ||
	    confidence * 100 < ROUTER_CONFIDENCE_MIN_PERCENT)
		return nobody();
	reason = json_text_at(object, "reason");
	if (text_is_empty(reason))
		reason = json_text_at(object, "intent");
	return routing_to(agent, "model",
	    text_prefix(
		arena, reason == NULL ? "" : reason, REASON_CHARACTERS_MAX),
	    confidence);
}

bool
router_is_health(struct arena *arena, const char *text)
{
	struct words words = words_read(arena, text);

	return router_words_are_health(&words);
}
