/*
 * whatsapp.h - WhatsApp Cloud API: what Meta delivers, and what we send.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CHANNELS_WHATSAPP_H
#define CHANNELS_WHATSAPP_H

#include "base/json.h"
#include "messaging/inbound.h"
#include "messaging/message.h"
#include "net/http_client.h"
#include "tenancy/setting.h"

/* Groups have conversations of their own; their user_key begins with this. */
#define WHATSAPP_GROUP "group:"

/* JSON text with \\uFFFD for each \\u0000, which no text may hold, so that one
 * strange message does not take the whole delivery with it. As long as body. */
const char *whatsapp_without_nul(
    struct arena *arena, const char *body, size_t len) must_use;

/* Every message and status of every change of every entry of tree, whatever
 * shape it has: what is not understood is stored as what it calls itself, what
 * is no message of ours is left out. With a phone_number_id ("" for none) what
 * was meant for another number is left out and logged. */
struct inbound_batch *whatsapp_parse(struct task *task,
    struct json_object *tree, const char *phone_number_id) must_use;

/* Fills in the kind, words and want of message from Meta's message object. */
void whatsapp_understand(struct arena *arena, struct json_object *object,
    struct inbound_message *message);

/* Whether our token may go to url: to Meta's hosts and to the address that the
 * operator has configured, whatever an answer says. */
enum whatsapp_place {
	WHATSAPP_NOWHERE = 0,
	WHATSAPP_AT_BASE,
	WHATSAPP_AT_META
};
enum whatsapp_place whatsapp_place_of(
    struct arena *arena, const struct config *config, const char *url) must_use;

/* Fetching what is attached; see struct channel. */
const struct http_call *whatsapp_media_where(struct task *task,
    const struct settings *settings, const struct message *message) must_use;
const struct http_call *whatsapp_media_bytes(struct task *task,
    const struct settings *settings,
    const struct http_response *response) must_use;

#endif
