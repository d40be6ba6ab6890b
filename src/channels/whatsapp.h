/*
 * whatsapp.h - WhatsApp Cloud API: what Meta delivers, and what we send.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CHANNELS_WHATSAPP_H
#define CHANNELS_WHATSAPP_H

#include "base/json.h"
#include "messaging/inbound.h"

/* Groups have conversations of their own; their user_key begins with this. */
#define WHATSAPP_GROUP "group:"

/* Every message and status of every change of every entry of tree, whatever
 * shape it has: what is not understood is stored as what it calls itself, what
 * is no message of ours is left out. With a phone_number_id ("" for none) what
 * was meant for another number is left out and logged. */
struct inbound_batch *whatsapp_parse(struct task *task,
    struct json_object *tree, const char *phone_number_id) must_use;

/* Fills in the kind, words and want of message from Meta's message object. */
void whatsapp_understand(struct arena *arena, struct json_object *object,
    struct inbound_message *message);

#endif
