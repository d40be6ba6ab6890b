/*
 * setting_rule.h - what values of certain settings have to look like, and how
 * they are written.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TENANCY_SETTING_RULE_H
#define TENANCY_SETTING_RULE_H

#include "tenancy/setting.h"

/* Origins of websites between white space or commas, each once, one a line, in
 * the one way in which browsers write them: scheme and host in lower case, the
 * port only where it is not the usual one. Nothing but https, save for the
 * machine on which somebody tries it (http://localhost). What comes out is safe
 * in a header. */
setting_rule_fn setting_rule_origins;
/* Mail addresses with commas between. */
setting_rule_fn setting_rule_addresses;
/* "left" or "right". */
setting_rule_fn setting_rule_side;

#endif
