/*
 * totp.h - time-based one-time passwords (RFC 6238): SHA-1, 6 digits, 30 s.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef IDENTITY_TOTP_H
#define IDENTITY_TOTP_H

#include "base/arena.h"
#include "base/time.h"

enum { TOTP_SECRET_BYTES = 20, TOTP_STEP_S = 30, TOTP_DRIFT_STEPS = 1 };

/* The time step of an instant: seconds since 1970 in steps of TOTP_STEP_S. */
int64_t totp_step(struct instant at);
/* The code of a step as a number; digits is 6, or 8 as the RFC's vectors. */
uint32_t totp_code(
    const unsigned char *secret, size_t len, int64_t step, unsigned digits);

/* The step whose code this is, the drift around at looked through; 0 when it is
 * none. Blanks in code do not matter. Takes the same time for every code. */
int64_t totp_find_step(const unsigned char secret[TOTP_SECRET_BYTES],
    const char *code, struct instant at);

/* Base32 (RFC 4648) without padding. */
char *totp_base32(struct arena *arena, const void *bytes, size_t len) must_use;

/* otpauth://totp/ISSUER:ACCOUNT?... for authenticators. */
char *totp_uri(struct arena *arena, const char *issuer, const char *account,
    const char *secret_base32) must_use;

#endif
