/*
 * plan_choice.c - plans as cards.
 *
 * SPDX-License-Identifier: ISC
 */
#include "identity/plan_choice.h"

#include "base/text.h"
#include "web/language.h"

struct plan_choice {
	const char *slug;
	const char *name;
	bool is_on_request;
	int32_t price_monthly_cents;
	int32_t max_members; /* 0: unlimited, as the next */
	int32_t max_monthly_messages;
	bool whatsapp_enabled;
	bool telegram_enabled;
	bool sms_enabled;
	bool email_enabled;
	bool voice_enabled;
	bool custom_prompts_enabled;
};

/* clang-format off */
static const struct field plan_choice_fields[] = {
	FIELD(plan_choice, slug,                   READ_ONLY, 0, "Stable name"),
	FIELD(plan_choice, name,                   READ_ONLY, 0, "Name as shown"),
	FIELD(plan_choice, is_on_request,          READ_ONLY, 0, "It has no price"),
	FIELD(plan_choice, price_monthly_cents,    READ_ONLY, 0, "Price"),
	FIELD(plan_choice, max_members,            READ_ONLY, 0, "Limit of members"),
	FIELD(plan_choice, max_monthly_messages,   READ_ONLY, 0, "Limit of messages"),
	FIELD(plan_choice, whatsapp_enabled,       READ_ONLY, 0, "Has WhatsApp"),
	FIELD(plan_choice, telegram_enabled,       READ_ONLY, 0, "Has Telegram"),
	FIELD(plan_choice, sms_enabled,            READ_ONLY, 0, "Has SMS"),
	FIELD(plan_choice, email_enabled,          READ_ONLY, 0, "Has e-mail"),
	FIELD(plan_choice, voice_enabled,          READ_ONLY, 0, "Has voice"),
	FIELD(plan_choice, custom_prompts_enabled, READ_ONLY, 0, "Has prompts of its own"),
	{ 0 }
};
const struct record plan_choice_record = RECORD(plan_choice);

enum { ON_SALE };

const struct query plan_choice_queries[] = {
	[ON_SALE] = { "plan_choice_on_sale",
	    "SELECT slug, name, price_monthly_cents IS NULL AS is_on_request,"
	    " coalesce(price_monthly_cents, 0) AS price_monthly_cents,"
	    " coalesce(max_members, 0) AS max_members,"
	    " coalesce(max_monthly_messages, 0) AS max_monthly_messages,"
	    " whatsapp_enabled, telegram_enabled, sms_enabled,"
	    " email_enabled, voice_enabled, custom_prompts_enabled"
	    " FROM plans p WHERE is_active"
	    " ORDER BY p.price_monthly_cents NULLS LAST, id LIMIT 12" },
	{ 0 }
};
/* clang-format on */

static const char register_section[] = "auth.register";

/* 5000 as "5.000" or "5,000". */
static const char *
grouped(struct request *req, int32_t number)
{
	char mark = text_is_equal(request_language(req), "de") ? '.' : ',';

	if (number < 1000)
		return arena_printf(req->task.arena, "%d", (int)number);
	return arena_printf(req->task.arena, "%s%c%03d",
	    grouped(req, number / 1000), mark, (int)(number % 1000));
}

static void
add_fact(struct request *req, struct json_object *facts, const char *kind,
    int32_t limit)
{
	struct arena *arena = req->task.arena;
	struct json_object *context = json_new_object(arena);
	const char *key = kind;

	if (limit == 0)
		key = arena_printf(arena, "%s_unlimited", kind);
	else if (limit == 1)
		key = arena_printf(arena, "%s_one", kind);
	json_add_text(context, "count", grouped(req, limit));
	json_object_array_add(facts,
	    json_object_new_string(json_text_at(
		request_words(req, register_section, context), key)));
}

/* "Website chat, WhatsApp": the chat belongs to every plan. */
static const char *
channels_of(struct request *req, const struct plan_choice *plan,
    struct json_object *words)
{
	const struct {
		bool has;
		const char *key;
	} channels[] = {
		{ plan->whatsapp_enabled, "whatsapp" },
		{ plan->telegram_enabled, "telegram" },
		{ plan->email_enabled, "email" },
		{ plan->sms_enabled, "sms" },
		{ plan->voice_enabled, "voice" },
	};
	const char *names = json_text_at(words, "webchat");
	size_t count = 0;

	for (size_t i = 0; i < ARRAY_LENGTH(channels); i++) {
		if (!channels[i].has)
			continue;
		names = arena_printf(req->task.arena, "%s, %s", names,
		    json_text_at(words, channels[i].key));
		count++;
	}
	return count == ARRAY_LENGTH(channels)
	    ? json_text_at(words, "all_channels")
	    : names;
}

static struct json_object *
facts_of(struct request *req, const struct plan_choice *plan,
    struct json_object *words)
{
	struct json_object *facts = json_new_array(req->task.arena);

	json_object_array_add(
	    facts, json_object_new_string(channels_of(req, plan, words)));
	add_fact(req, facts, "members", plan->max_members);
	add_fact(req, facts, "messages", plan->max_monthly_messages);
	if (plan->custom_prompts_enabled)
		json_object_array_add(facts,
		    json_object_new_string(json_text_at(words, "prompts")));
	return facts;
}

static const char *
price_of(struct request *req, const struct plan_choice *plan,
    struct json_object *words)
{
	bool is_german = text_is_equal(request_language(req), "de");
	const char *whole = grouped(req, plan->price_monthly_cents / 100);
	int cents = (int)plan->price_monthly_cents % 100;

	if (plan->is_on_request)
		return json_text_at(words, "request");
	if (plan->price_monthly_cents == 0)
		return json_text_at(words, "free");
	if (cents != 0)
		whole = arena_printf(req->task.arena, "%s%c%02d", whole,
		    is_german ? ',' : '.', cents);
	return arena_printf(req->task.arena, is_german ? "%s €" : "€%s", whole);
}

static struct json_object *
card_of(struct request *req, const struct plan_choice *plan,
    struct json_object *words)
{
	struct arena *arena = req->task.arena;
	struct json_object *card = json_new_object(arena);
	bool is_paid = !plan->is_on_request && plan->price_monthly_cents > 0;
	const char *note = is_paid ? "later" : "now";

	if (plan->is_on_request)
		note = "contact";
	json_add_text(card, "slug", plan->slug);
	json_add_text(card, "name", plan->name);
	json_add_text(card, "price", price_of(req, plan, words));
	json_add_bool(card, "is_paid", is_paid);
	json_add(card, "facts", json_object_get(facts_of(req, plan, words)));
	json_add_text(card, "note", json_text_at(words, note));
	return card;
}

struct json_object *
plan_choice_cards(
    struct request *req, const char *chosen_slug, struct json_object *words)
{
	const struct list *plans = db_many(&req->task, plan_choice, ON_SALE);
	struct json_object *cards = json_new_array(req->task.arena);
	const struct plan_choice *chosen;

	if (plans == NULL)
		return NULL;
	chosen = plans->items;
	list_each(plans, const struct plan_choice, plan) {
		if (text_is_equal(plan->slug, chosen_slug))
			chosen = plan;
	}
	list_each(plans, const struct plan_choice, plan) {
		struct json_object *card = card_of(req, plan, words);

		json_add_bool(card, "is_chosen", plan == chosen);
		json_object_array_add(cards, json_object_get(card));
	}
	return cards;
}
