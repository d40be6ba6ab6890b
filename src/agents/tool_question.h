/*
 * tool_question.h - what a member is asked before something is changed.
 *
 * Made by code from the checked arguments alone, so that a yes means what will
 * be run and no model can put it in other words.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef AGENTS_TOOL_QUESTION_H
#define AGENTS_TOOL_QUESTION_H

#include "agents/language.h"
#include "base/json.h"

const char *question_book_class(struct arena *arena, enum language language,
    struct json_object *arguments) must_use;
const char *question_book_appointment(struct arena *arena,
    enum language language, struct json_object *arguments) must_use;
const char *question_cancel_booking(struct arena *arena, enum language language,
    struct json_object *arguments) must_use;
const char *question_reschedule_booking(struct arena *arena,
    enum language language, struct json_object *arguments) must_use;

#endif
