/*
 * fuzz_whatsapp.c - a delivery of Meta: whatever it holds, what comes out can
 * be stored.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/check.h"
#include "base/log.h"
#include "base/task.h"
#include "channels/whatsapp.h"

enum { KEY_MAX = 512 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
look_at(const struct inbound_batch *batch)
{
	for (size_t i = 0; i < batch->message_count; i++) {
		const struct inbound_message *message = &batch->messages[i];

		check(strlen(message->user_key) < KEY_MAX);
		check(strlen(message->provider_message_id) < KEY_MAX);
		check(message->kind[0] != '\0');
		check(message->want == WANTS_ANSWER ||
		    message->want == WANTS_NOTHING);
		check(message->provider_at.us >= 0);
	}
	for (size_t i = 0; i < batch->receipt_count; i++) {
		check(strlen(batch->receipts[i].provider_message_id) < KEY_MAX);
		check(strlen(batch->receipts[i].status) < KEY_MAX);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_create(4096, 256 << 20);
	struct task task = { .arena = arena };
	struct json_object *tree;

	log_start("fuzz", LOG_ERROR);
	if (json_parse(&task, (const char *)data, size, &tree)) {
		look_at(whatsapp_parse(&task, tree, ""));
		look_at(whatsapp_parse(&task, tree, "700"));
	}
	arena_free(arena);
	return 0;
}
