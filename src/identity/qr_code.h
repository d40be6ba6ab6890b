/*
 * qr_code.h - a text as a QR code, drawn in SVG.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef IDENTITY_QR_CODE_H
#define IDENTITY_QR_CODE_H

#include "base/arena.h"

/* An SVG element with a white ground, four modules of quiet zone and one dark
 * path, which stays readable in dark mode; title is for screen readers. NULL
 * when text is too long for a QR code. */
const char *qr_code_svg(
    struct arena *arena, const char *text, const char *title) must_use;

#endif
