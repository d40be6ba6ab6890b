/*
 * model_access.c - the studio's own model, else the platform's.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/model_access.h"

#include "base/config.h"
#include "base/text.h"

enum { TOKENS_PER_PRICE = 1000 };

static const char *
completions_url(struct arena *arena, const char *base)
{
	static const char path[] = "/chat/completions";
	size_t len = strlen(base);

	while (len > 0 && base[len - 1] == '/')
		len--;
	base = arena_printf(arena, "%.*s", (int)len, base);
	if (text_ends_with(base, path))
		return base;
	return arena_printf(arena, "%s%s", base, path);
}

/* The studio's text, or ours where it has none. */
static const char *
own_or(struct arena *arena, const struct settings *settings, const char *key,
    const char *ours)
{
	const char *own = settings_text(settings, key);

	return arena_copy(arena, own[0] == '\0' ? ours : own);
}

/* Names count only with the key or address of the studio: else it would choose
 * what the platform pays for. */
static struct model_access *
own_access(
    struct task *task, struct arena *arena, const struct settings *settings)
{
	struct model_access *access = arena_new(arena, struct model_access);
	bool has_url = settings_is_set(settings, "model_base_url");

	*access = (struct model_access){
		.url = completions_url(arena,
		    has_url ? settings_text(settings, "model_base_url")
			    : task->config->model_base_url),
		.key =
		    arena_copy(arena, settings_text(settings, "model_api_key")),
		.name = own_or(
		    arena, settings, "model_name", task->config->model_name),
		.vision_name = own_or(arena, settings, "model_vision_name", ""),
		.trust = has_url ? HTTP_GUARDED : HTTP_TRUSTED,
		.owner_id = task->tenant_id,
	};
	return access;
}

static struct model_access *
platform_access(struct arena *arena, const struct config *config)
{
	struct model_access *access = arena_new(arena, struct model_access);

	*access = (struct model_access){
		.url = completions_url(arena, config->model_base_url),
		.key = arena_copy(arena, config->model_api_key),
		.name = arena_copy(arena, config->model_name),
		.vision_name = arena_copy(arena, config->model_vision_name),
		.trust = HTTP_TRUSTED,
	};
	return access;
}

const struct model_access *
model_access_of(
    struct task *task, struct arena *arena, const struct settings *settings)
{
	if (settings_is_set(settings, "model_base_url") ||
	    settings_is_set(settings, "model_api_key"))
		return own_access(task, arena, settings);
	if (!text_is_empty(task->config->model_api_key))
		return platform_access(arena, task->config);
	return NULL;
}

bool
model_access_find(
    struct task *task, struct arena *arena, const struct model_access **access)
{
	const struct settings *settings = settings_recent(task);

	*access =
	    settings == NULL ? NULL : model_access_of(task, arena, settings);
	return settings != NULL;
}

struct breaker *
model_access_breaker(const struct model_access *access)
{
	char name[sizeof(((struct breaker *)NULL)->endpoint)];

	(void)snprintf(name, sizeof(name), "%" PRId64 " %s", access->owner_id,
	    access->url);
	return breaker_of(name);
}

struct http_call
model_access_call(struct arena *arena, const struct config *config,
    const struct model_access *access, const char *body, size_t len)
{
	struct http_call call = {
		.method = "POST",
		.url = access->url,
		.headers = { { "Content-Type", "application/json" },
		    { "Accept", "application/json" } },
		.body = body,
		.body_len = len,
		.timeout_ms = config->model_timeout_ms,
		.response_max_bytes = MODEL_RESPONSE_BYTES_MAX,
		.trust = access->trust,
	};

	if (access->key[0] != '\0')
		call.headers[2] = (struct http_header){ "Authorization",
			arena_printf(arena, "Bearer %s", access->key) };
	return call;
}

static int64_t
price_of(int64_t tokens, int64_t price)
{
	if (tokens <= 0 || price <= 0)
		return 0;
	return (tokens * price + TOKENS_PER_PRICE / 2) / TOKENS_PER_PRICE;
}

int64_t
model_access_cost(const struct config *config,
    const struct model_access *access, int64_t prompt_tokens,
    int64_t completion_tokens)
{
	if (access->owner_id != 0)
		return 0;
	return price_of(prompt_tokens, config->model_prompt_price_micro_cents) +
	    price_of(
		completion_tokens, config->model_completion_price_micro_cents);
}
