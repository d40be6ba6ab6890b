/*
 * model_access.h - whose model answers for a studio, and what it costs.
 *
 * A studio that has an address of its own (model_base_url) is answered by its
 * own model with its own key (model_api_key; none where the server wants none).
 * One with only a key uses that key at the platform's address. The platform's
 * key is never sent to an address that a studio gave.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef AGENTS_MODEL_ACCESS_H
#define AGENTS_MODEL_ACCESS_H

#include "agents/breaker.h"
#include "base/task.h"
#include "net/http_client.h"
#include "tenancy/setting.h"

enum { MODEL_RESPONSE_BYTES_MAX = 1 << 20 };

struct model_access {
	const char *url;         /* of chat/completions */
	const char *key;         /* "": the server wants none */
	const char *name;        /* of the model */
	const char *vision_name; /* of one that looks at pictures; "": none */
	enum http_trust trust;
	int64_t owner_id; /* tenant whose key it is; 0: the platform */
};

/* The access of the task's tenant; its texts live in arena. false with the
 * problem of the task. *access is NULL when there is no model: the offline
 * provider answers. At most a second old. */
bool model_access_find(struct task *task, struct arena *arena,
    const struct model_access **access) must_use;

/* The same from settings of the task's tenant; NULL when there is no model. */
const struct model_access *model_access_of(struct task *task,
    struct arena *arena, const struct settings *settings) must_use;

/* The breaker of this process for the endpoint and the owner of the key: the
 * bad key of one studio stops nobody else. */
struct breaker *model_access_breaker(
    const struct model_access *access) must_use;

/* A call with body, which must live as long as the call does; what is made up
 * for it lives in arena. Its time is the task's config->model_timeout_ms. */
struct http_call model_access_call(struct arena *arena,
    const struct config *config, const struct model_access *access,
    const char *body, size_t len) must_use;

/* What tokens cost in micro-cents (a millionth of a cent) at the prices of the
 * platform; 0 when no prices are configured, or the key is the studio's. */
int64_t model_access_cost(const struct config *config,
    const struct model_access *access, int64_t prompt_tokens,
    int64_t completion_tokens) must_use;

#endif
