/*
 * conversation_filter.h - what a request wants to see of the inbox: ?state=
 * ?channel= ?assigned= ?unread= ?q= ?order=
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MESSAGING_CONVERSATION_FILTER_H
#define MESSAGING_CONVERSATION_FILTER_H

#include "messaging/conversation.h"
#include "web/request.h"

/* INVALID with a pointer for each that can not be. */
struct conversation_filter conversation_filter_read(
    struct request *req) must_use;
/* Whoever names nothing of the inbox gets conversations in the order of their
 * making, as programs that fetch them all want it. */
bool conversation_filter_is_given(struct request *req) must_use;

#endif
