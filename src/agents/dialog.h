/*
 * dialog.h - the messages of a turn as the words that matter.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef AGENTS_DIALOG_H
#define AGENTS_DIALOG_H

#include "agents/model.h"
#include "messaging/turn.h"

/* Is it something that a member says (not a reaction, an edit, a note of the
 * system)? */
bool dialog_is_said(const struct message *message) must_use;
/* Has it words that can be read? */
bool dialog_has_words(const struct message *message) must_use;

/* The newest words of the turn's messages, a line each; "" when there are
 * none. */
const char *dialog_text(
    struct arena *arena, const struct list *messages) must_use;

/* What we, not a person of the studio, said directly before the turn, in as
 * many messages as it took, a line each; "" when it was not us. */
const char *dialog_last_said(
    struct arena *arena, const struct list *history) must_use;

/* History and messages for a model, bounded, oldest first. */
struct model_message *dialog_messages(
    struct arena *arena, const struct turn *turn, size_t *count) must_use;

#endif
