/*
 * text.h - strings: UTF-8, numbers, encodings.
 *
 * Every string is NUL-terminated UTF-8. Functions that return a string put it
 * into the arena; functions that can refuse return NULL or false.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include "base/arena.h"

bool text_is_equal(const char *a, const char *b); /* NULL equals only NULL */
bool text_is_equal_nocase(const char *a, const char *b); /* ASCII case */
bool text_is_empty(const char *text);                    /* NULL or "" */
bool text_starts_with(const char *text, const char *prefix);
bool text_ends_with(const char *text, const char *suffix);

/* Well-formed UTF-8 without byte 0: no overlong forms, no surrogates. */
bool text_is_utf8(const char *bytes, size_t len) must_use;
/* Decodes one code point at *position and moves it on; U+FFFD for a broken
 * byte, 0 at the end. */
uint32_t text_next(const char **position);
/* Appends code_point as UTF-8 to out[4]; returns the number of bytes. */
size_t text_encode(uint32_t code_point, char out[4]);
size_t text_characters(const char *text);  /* code points */
size_t text_utf16_units(const char *text); /* what channels count */
/* The longest prefix of at most max characters, whole code points. */
char *text_prefix(struct arena *arena, const char *text, size_t max) must_use;

/* Without white space (ASCII and U+00A0) at both ends. */
char *text_trim(struct arena *arena, const char *text) must_use;
/* Lower case: ASCII, Latin-1 Supplement, Latin Extended-A, Greek, Cyrillic. */
char *text_lower(struct arena *arena, const char *text) must_use;
uint32_t text_lower_char(uint32_t code_point);
/* A letter or digit of any script that ARIIA's languages use. */
bool text_is_word_char(uint32_t code_point);

/* A whole decimal number and nothing else; false when it is none or does not
 * fit. */
bool text_to_int64(const char *text, int64_t *number) must_use;
bool text_to_double(const char *text, double *number) must_use;

char *text_hex(struct arena *arena, const void *bytes, size_t len) must_use;
/* Exactly len bytes from 2 * len hexadecimal digits of either case. */
bool text_unhex(const char *hex, void *bytes, size_t len) must_use;
char *text_base64(struct arena *arena, const void *bytes, size_t len) must_use;
/* base64url without padding (RFC 4648 section 5). */
char *text_base64url(
    struct arena *arena, const void *bytes, size_t len) must_use;
/* The decoded bytes with a NUL behind them and their number in *len; NULL on
 * any character outside the alphabet or a wrong length. */
char *text_unbase64(
    struct arena *arena, const char *base64, size_t *len) must_use;
char *text_unbase64url(
    struct arena *arena, const char *base64url, size_t *len) must_use;

/* Percent-encoding of everything outside the unreserved set (RFC 3986). */
char *text_url_encode(struct arena *arena, const char *text) must_use;
enum text_plus { PLUS_STAYS, PLUS_IS_SPACE };
/* Percent-decoding; NULL on a broken sequence, byte 0 or text that is no
 * UTF-8. */
char *text_url_decode(struct arena *arena, const char *bytes, size_t len,
    enum text_plus plus) must_use;

#endif
