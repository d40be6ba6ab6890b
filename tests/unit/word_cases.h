/*
 * word_cases.h - messages of members, and what they are; each NULL-ended.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef UNIT_WORD_CASES_H
#define UNIT_WORD_CASES_H

extern const char *const emergency_cases[];
extern const char *const no_emergency_cases[];
extern const char *const wish_cases[];
extern const char *const no_wish_cases[];
extern const char *const yes_cases[];
extern const char *const no_yes_cases[];
extern const char *const no_cases[];
extern const char *const no_no_cases[];

#endif
