/*
 * sim.h - what the providers of the simulator have in common.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SIM_SIM_H
#define SIM_SIM_H

#include "rule.h"
#include "web/reply.h"
#include "web/route.h"

/* Waits, writes down, and is true when the usual answer shall follow; else
 * *answered says whether there is one. */
bool sim_begins_usual(
    struct request *req, struct sim_rule **rule, bool *answered) must_use;

/* Meta's shape of an error. */
bool sim_graph_error(
    struct request *req, int64_t status, int64_t code, const char *message);

/* What members attach; see media.c for what its identifiers say. */
bool sim_media_where(struct request *req);
bool sim_media_bytes(struct request *req);

/* What is wrong with a message that is to be sent, or NULL. */
const char *sim_message_complaint(
    struct request *req, struct json_object *message);

#endif
