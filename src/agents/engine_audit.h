/*
 * engine_audit.h - what an engine did, to be stored with the answer.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef AGENTS_ENGINE_AUDIT_H
#define AGENTS_ENGINE_AUDIT_H

#include "agents/engine.h"
#include "messaging/answer_audit.h"

/* All but the model and the time. */
struct answer_audit *engine_audit(struct arena *arena,
    const struct engine *engine, const struct config *config) must_use;

/* The calls of tools in their order: name, arguments, verdict, duration_ms, and
 * in a try-out what the model was told. */
struct json_object *engine_audit_calls(
    struct arena *arena, const struct engine *engine) must_use;

#endif
