/*
 * zone_choice.h - the time zones that a form offers.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef WEB_ZONE_CHOICE_H
#define WEB_ZONE_CHOICE_H

#include "web/request.h"

/* For struct form_input: the zones of places ("Europe/Berlin"), those of Europe
 * first, and UTC; value as well if it is a zone of another name. */
const char *const *zone_choices(
    struct request *req, const char *value) must_use;

#endif
