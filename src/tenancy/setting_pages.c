/*
 * setting_pages.c - settings as pages: what there is to set, and the forms.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tenancy/setting_pages.h"

#include "base/check.h"
#include "base/config.h"
#include "base/record.h"
#include "base/text.h"
#include "tenancy/setting_change.h"
#include "tenancy/tenancy_web.h"
#include "tenancy/tenant.h"
#include "web/form.h"
#include "web/language.h"
#include "web/page_words.h"
#include "web/reply.h"

#define PAGE_OF(name) "tenancy/" name

static const char index_page[] = PAGE_OF("settings");
static const char remove_page[] = PAGE_OF("setting_remove");

static bool
is_set(const struct list *settings, const char *key)
{
	return setting_in(settings, key)->is_set;
}

static size_t
count_set(const struct list *settings, const char *const *keys)
{
	size_t count = 0;

	for (; *keys != NULL; keys++)
		count += is_set(settings, *keys);
	return count;
}

static const char *const channel_keys[] = { "whatsapp_phone_number_id",
	"whatsapp_access_token", "whatsapp_app_secret", "whatsapp_verify_token",
	NULL };
static const char *const model_keys[] = { "model_base_url", "model_api_key",
	"model_name", "model_vision_name", NULL };
static const char *const handover_keys[] = { "alert_email",
	"handover_timeout_minutes", "human_timeout_minutes",
	"member_verification_days", "memory_analyzer_hour", NULL };
static const char *const chat_keys[] = { "webchat_origins", "webchat_greeting",
	"webchat_position", NULL };

static struct setting_state
channels_state(const struct task *task, const struct list *settings)
{
	size_t count = count_set(settings, channel_keys);

	(void)task;
	if (count == ARRAY_LENGTH(channel_keys) - 1)
		return (struct setting_state){ "channels_set", true };
	return (struct setting_state){
		count == 0 ? "channels_none" : "channels_partly", false
	};
}

/* As model_access_of() chooses. */
static struct setting_state
model_state(const struct task *task, const struct list *settings)
{
	if (is_set(settings, "model_base_url") ||
	    is_set(settings, "model_api_key"))
		return (struct setting_state){ "model_own", true };
	if (!text_is_empty(task->config->model_api_key))
		return (struct setting_state){ "model_platform", true };
	return (struct setting_state){ "model_built_in", false };
}

static struct setting_state
handover_state(const struct task *task, const struct list *settings)
{
	(void)task;
	return (struct setting_state){ count_set(settings, handover_keys) == 0
		    ? "handover_usual"
		    : "handover_own",
		true };
}

static struct setting_state
chat_state(const struct task *task, const struct list *settings)
{
	(void)task;
	if (is_set(settings, "webchat_origins"))
		return (struct setting_state){ "chat_sites", true };
	return (struct setting_state){ "chat_link", false };
}

enum { CHAT, CHANNELS, MODEL, HANDOVER, GROUPS };

static const struct setting_group groups[GROUPS] = {
	[CHAT] = { "chat", chat_state, chat_keys },
	[CHANNELS] = { "channels", channels_state, channel_keys },
	[MODEL] = { "model", model_state, model_keys },
	[HANDOVER] = { "handover", handover_state, handover_keys },
};

static const char *
state_word(struct request *req, const char *word)
{
	return json_text_at(
	    request_words(req, "tenancy.setting_state", NULL), word);
}

static const char *
label_of(struct request *req, const char *key)
{
	return json_text_at(request_words(req, "field", NULL), key);
}

/* What the form begins with: what holds, secrets masked. */
static struct json_object *
values_of(const struct list *settings, const struct setting_group *group)
{
	struct json_object *values = json_object_new_object();

	for (const char *const *key = group->keys; *key != NULL; key++) {
		const struct setting_shown *shown = setting_in(settings, *key);

		if (shown->is_set || !shown->is_secret)
			json_add_text(values, *key,
			    shown->is_set ? shown->value
					  : setting_meaning(*key)->fallback);
	}
	return values;
}

/* The secrets that are there, and the labels of what is not. */
static void
add_lists(struct request *req, struct json_object *context,
    const struct list *settings, const struct setting_group *group)
{
	struct json_object *secrets = json_object_new_array();
	struct json_object *missing = json_object_new_array();

	for (const char *const *key = group->keys; *key != NULL; key++) {
		const struct setting_shown *shown = setting_in(settings, *key);
		struct json_object *row = json_object_new_object();

		json_add_text(row, "label", label_of(req, *key));
		json_add_text(row, "path",
		    arena_printf(req->task.arena, "/settings/%s/remove", *key));
		if (!shown->is_set)
			json_object_array_add(missing, row);
		else if (shown->is_secret)
			json_object_array_add(secrets, row);
		else
			(void)json_object_put(row);
	}
	json_add_bool(context, "has_secrets", json_length(secrets) > 0);
	json_add_bool(context, "has_missing", json_length(missing) > 0);
	json_add(context, "secrets", secrets);
	json_add(context, "missing", missing);
}

const struct list *
setting_page_furnish(struct request *req, struct json_object *context,
    const struct setting_group *group)
{
	struct json_object *values = json_object_new_object();
	const struct list *settings = setting_list(&req->task);
	struct setting_state state;

	json_add(context, "values", values);
	if (settings == NULL)
		return NULL;
	state = group->state(&req->task, settings);
	json_add(values, group->name, values_of(settings, group));
	json_add_text(context, "state", state_word(req, state.word));
	json_add_bool(context, "is_on", state.is_on);
	add_lists(req, context, settings, group);
	json_add_text(context, "notice", page_notice(req, "tenancy.setting"));
	return settings;
}

static void
furnish_channels(struct request *req, struct json_object *context)
{
	const struct tenant *tenant;

	if (setting_page_furnish(req, context, &groups[CHANNELS]) == NULL)
		return;
	tenant = tenant_current(&req->task);
	json_add_text(context, "webhook",
	    tenant == NULL
		? NULL
		: arena_printf(req->task.arena, "%s/webhook/whatsapp/%s",
		      req->task.config->public_url, tenant->slug));
}

/* Of the model, once it was tried (agents/model_web.c). */
static void
furnish_model(struct request *req, struct json_object *context)
{
	const struct list *settings =
	    setting_page_furnish(req, context, &groups[MODEL]);
	const char *detail = json_text_at(context, "detail");
	struct json_object *trial = NULL;

	if (settings == NULL)
		return;
	json_add_bool(context, "has_idle_names",
	    (is_set(settings, "model_name") ||
		is_set(settings, "model_vision_name")) &&
		!is_set(settings, "model_base_url") &&
		!is_set(settings, "model_api_key"));
	if (detail != NULL) {
		trial = json_new_object(req->task.arena);
		json_add_bool(
		    trial, "is_fine", json_is_true(json_at(context, "ok")));
		json_add_text(
		    trial, "text", request_field_message(req, detail));
		json_add_text(trial, "name", json_text_at(context, "model"));
		json_add(trial, "duration",
		    json_object_get(json_at(context, "duration_ms")));
	}
	json_add(context, "trial", json_object_get(trial));
}

static void
furnish_handover(struct request *req, struct json_object *context)
{
	(void)setting_page_furnish(req, context, &groups[HANDOVER]);
}

static void
furnish_chat(struct request *req, struct json_object *context)
{
	const struct list *settings =
	    setting_page_furnish(req, context, &groups[CHAT]);

	if (settings != NULL)
		setting_chat_furnish(req, context, settings);
}

static void
furnish_index(struct request *req, struct json_object *context)
{
	const struct list *settings = setting_list(&req->task);
	struct json_object *rows = json_object_new_array();

	json_add(context, "groups", rows);
	for (size_t i = 0; settings != NULL && i < GROUPS; i++) {
		struct setting_state state =
		    groups[i].state(&req->task, settings);
		struct json_object *words = request_words(req,
		    arena_printf(req->task.arena, "tenancy.%s", groups[i].name),
		    NULL);
		struct json_object *row = json_object_new_object();

		json_add_text(row, "path",
		    arena_printf(
			req->task.arena, "/settings/%s", groups[i].name));
		json_add_text(row, "title", json_text_at(words, "title"));
		json_add_text(row, "text", json_text_at(words, "summary"));
		json_add_text(row, "state", state_word(req, state.word));
		json_add_bool(row, "is_on", state.is_on);
		json_object_array_add(rows, row);
	}
}

/* The group that has a secret called key; NULL with NOT_FOUND. */
static const struct setting_group *
group_of_secret(struct request *req, const char *key)
{
	const struct setting_meaning *meaning = setting_meaning(key);

	for (size_t i = 0; meaning != NULL && i < GROUPS; i++)
		for (const char *const *at = groups[i].keys; *at != NULL; at++)
			if (text_is_equal(*at, key) &&
			    (meaning->flags & SECRET) != 0)
				return &groups[i];
	return fail(&req->task, NOT_FOUND, "There is no such setting.");
}

static void
furnish_remove(struct request *req, struct json_object *context)
{
	const char *key = request_param(req, "key");
	const struct setting_group *group = group_of_secret(req, key);

	if (group == NULL)
		return;
	json_add_text(context, "label", label_of(req, key));
	json_add_text(context, "key", key);
	json_add_text(context, "back",
	    arena_printf(req->task.arena, "/settings/%s", group->name));
}

const struct furnishing setting_furnishings[] = {
	{ index_page, furnish_index },
	{ remove_page, furnish_remove },
	{ PAGE_OF("channels"), furnish_channels },
	{ PAGE_OF("model"), furnish_model },
	{ PAGE_OF("handover"), furnish_handover },
	{ PAGE_OF("chat"), furnish_chat },
	{ 0 },
};

static bool
show(struct request *req)
{
	/* The page is dressed for who is known. */
	if (!db_settle(&req->task))
		return false;
	if (text_is_equal(req->route->page, PAGE_OF("chat")))
		reply_show_frames(req);
	return reply_page(
	    req, OK, req->route->page, json_new_object(req->task.arena));
}

/* The template has to know where the frame leads; which studio it is only the
 * session does. */
static bool
show_preview(struct request *req)
{
	const struct tenant *tenant = tenant_current(&req->task);

	return tenant != NULL && see_other(req, "/chat/%s", tenant->slug);
}

static const struct setting_group *
group_of_page(const struct request *req)
{
	size_t at = 0;

	while (at < GROUPS &&
	    strcmp(groups[at].name, req->route->page + strlen(PAGE_OF(""))) !=
		0)
		at++;
	check(at < GROUPS);
	return &groups[at];
}

/* A field for a new secret that was left empty, or a default that was shown. */
static bool
stays(const struct setting_shown *shown, const char *value)
{
	if (shown->is_secret)
		return value[0] == '\0';
	return !shown->is_set &&
	    text_is_equal(setting_meaning(shown->key)->fallback, value);
}

static bool
change(struct request *req)
{
	struct task *task = &req->task;
	const struct setting_group *group = group_of_page(req);
	const struct list *settings = setting_list(task);
	struct setting_wish wishes[SETTING_WISHES_MAX];
	size_t count = 0;

	if (settings == NULL)
		return false;
	for (const char *const *key = group->keys; *key != NULL; key++) {
		const char *value = request_form(req, *key);

		if (value == NULL ||
		    stays(setting_in(settings, *key),
			text_trim(task->arena, value)))
			continue;
		wishes[count++] = (struct setting_wish){ *key, value,
			arena_printf(task->arena, "#/%s", *key) };
	}
	/* Shown again with what was wrong, it has its frame as before. */
	if (group == &groups[CHAT])
		reply_show_frames(req);
	return setting_change(task, wishes, count) &&
	    reply_empty(req, NO_CONTENT);
}

static bool
ask_remove(struct request *req)
{
	return group_of_secret(req, request_param(req, "key")) != NULL &&
	    show(req);
}

static bool
remove_secret(struct request *req)
{
	const char *key = request_param(req, "key");
	const struct setting_group *group = group_of_secret(req, key);
	const struct setting_wish wish = { key, "", "#/key" };

	return group != NULL && setting_change(&req->task, &wish, 1) &&
	    see_other(req, "/settings/%s?done=removed", group->name);
}

enum { FORM_BYTES_MAX = 64 << 10 };

/* clang-format off */
#define HTML RAW("text/html")
#define FORM(name) .page = PAGE_OF(name), .then = "/settings/" name "?done=saved", .body_max_bytes = FORM_BYTES_MAX

const struct route setting_pages[] = {
	{ GET,  "/settings",              ROLE_ADM, NOTHING,        HTML,    show,
	    "Show what can be set, and how it stands", .page = index_page },
	{ GET,  "/settings/chat",         ROLE_ADM, NOTHING,        HTML,    show,
	    "Show how the chat comes to a website", .page = PAGE_OF("chat") },
	{ POST, "/settings/chat",         ROLE_ADM, RAW(FORM_TYPE), NOTHING, change,
	    "Set up the website chat", FORM("chat") },
	{ GET,  "/settings/chat/preview", ROLE_ADM, NOTHING,        HTML,    show_preview,
	    "Lead to the studio's chat", .page = PAGE_OF("chat") },
	{ GET,  "/settings/channels",     ROLE_ADM, NOTHING,        HTML,    show,
	    "Show how WhatsApp is connected", .page = PAGE_OF("channels") },
	{ POST, "/settings/channels",     ROLE_ADM, RAW(FORM_TYPE), NOTHING, change,
	    "Connect WhatsApp", FORM("channels") },
	{ GET,  "/settings/model",        ROLE_ADM, NOTHING,        HTML,    show,
	    "Show which model answers", .page = PAGE_OF("model") },
	{ POST, "/settings/model",        ROLE_ADM, RAW(FORM_TYPE), NOTHING, change,
	    "Set up a model of the studio's own", FORM("model") },
	{ GET,  "/settings/handover",     ROLE_ADM, NOTHING,        HTML,    show,
	    "Show who is alerted, and when conversations go back", .page = PAGE_OF("handover") },
	{ POST, "/settings/handover",     ROLE_ADM, RAW(FORM_TYPE), NOTHING, change,
	    "Change who is alerted, and when conversations go back", FORM("handover") },
	{ GET,  "/settings/{key}/remove", ROLE_ADM, NOTHING,        HTML,    ask_remove,
	    "Ask whether a secret shall be removed", .page = remove_page },
	{ POST, "/settings/{key}/remove", ROLE_ADM, NOTHING,        NOTHING, remove_secret,
	    "Remove a secret", .page = remove_page },
	{ 0 }
};
/* clang-format on */
