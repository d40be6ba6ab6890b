/*
 * common_password.h - passwords that everybody tries first.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef IDENTITY_COMMON_PASSWORD_H
#define IDENTITY_COMMON_PASSWORD_H

#include "base/arena.h"

/* src/identity/common_passwords.txt as make compiles it in: lines in lower
 * case, sorted bytewise, each with its newline. */
extern const char common_passwords[];
extern const size_t common_passwords_bytes;

/* word, in lower case, is one of them. */
bool common_password_is_listed(const char *word) must_use;

/* password, in lower case, is easy to guess: a listed one, one with a few
 * digits or signs around it, one or a few letters over and over, or a row of
 * letters or digits. NULL if it is not, else the reason behind "must not be ".
 */
const char *common_password_reason(
    struct arena *arena, const char *password) must_use;

#endif
