/*
 * plan_view.c - prices, limits and features in words.
 *
 * SPDX-License-Identifier: ISC
 */
#include "platform/plan_view.h"

#include "platform/plan_list.h"
#include "web/language.h"
#include "web/reader.h"

static const char section[] = "platform.plans";

static const char *
word(struct request *req, const char *key)
{
	return json_text_at(request_words(req, section, NULL), key);
}

static const char *
price_of(struct request *req, const struct plan_row *plan)
{
	if (!plan->has_price)
		return word(req, "on_request");
	if (plan->price_monthly_cents == 0)
		return word(req, "free");
	return page_money(req, plan->price_monthly_cents, "EUR");
}

static const char *
limit_of(struct request *req, int32_t most)
{
	return most == 0 ? word(req, "unlimited") : page_number(req, most);
}

static struct json_object *
features_of(struct request *req, const struct plan_row *plan)
{
	const struct {
		bool has;
		const char *key;
	} features[] = {
		{ true, "webchat" },
		{ plan->whatsapp_enabled, "whatsapp" },
		{ plan->telegram_enabled, "telegram" },
		{ plan->email_enabled, "email" },
		{ plan->sms_enabled, "sms" },
		{ plan->voice_enabled, "voice" },
		{ plan->memory_analyzer_enabled, "memory" },
		{ plan->custom_prompts_enabled, "prompts" },
	};
	struct json_object *rows = json_new_array(req->task.arena);

	for (size_t i = 0; i < ARRAY_LENGTH(features); i++)
		if (features[i].has)
			json_object_array_add(rows,
			    json_object_new_string(word(req, features[i].key)));
	return rows;
}

struct json_object *
plan_list_view(struct request *req)
{
	struct arena *arena = req->task.arena;
	struct json_object *context = json_new_object(arena);
	struct json_object *rows = json_new_array(arena);
	const struct list *plans = plan_list(&req->task);

	if (plans == NULL)
		return NULL;
	list_each(plans, const struct plan_row, plan) {
		struct json_object *row = json_new_object(arena);

		json_add_text(row, "name", plan->name);
		json_add_text(row, "slug", plan->slug);
		json_add_bool(row, "is_off", !plan->is_active);
		json_add_text(row, "price", price_of(req, plan));
		json_add_text(row, "members", limit_of(req, plan->max_members));
		json_add_text(
		    row, "messages", limit_of(req, plan->max_monthly_messages));
		json_add_text(
		    row, "channels", limit_of(req, plan->max_channels));
		json_add(
		    row, "features", json_object_get(features_of(req, plan)));
		json_object_array_add(rows, json_object_get(row));
	}
	json_add(context, "plans", json_object_get(rows));
	json_add_bool(context, "has_plans", plans->count > 0);
	return context;
}
