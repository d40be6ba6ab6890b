/*
 * picture.h - what kind of picture bytes are, and what may be wrong with one.
 *
 * Nothing here decodes: that is done by ariia-image in a sandbox (raster.h,
 * svg.h, picture_make.h), and by nobody else.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef PICTURE_PICTURE_H
#define PICTURE_PICTURE_H

#include "base/base.h"

enum picture_type {
	PICTURE_UNKNOWN = 0,
	PICTURE_PNG,
	PICTURE_JPEG,
	PICTURE_WEBP,
	PICTURE_SVG
};

enum picture_fault {
	PICTURE_FINE = 0,
	PICTURE_FOREIGN,  /* none of the types above */
	PICTURE_BROKEN,   /* it does not decode */
	PICTURE_HUGE,     /* more pixels than are decoded */
	PICTURE_ANIMATED, /* it moves */
	PICTURE_BLANK,    /* nothing in it can be seen */
	PICTURE_STRIP,    /* much longer than high, or the other way round */
	PICTURE_LONG,     /* an SVG that stays long, deep or heavy */
	PICTURE_ENTITIES, /* an SVG with definitions of its own */
	PICTURE_NESTED,   /* an SVG around another picture */
	PICTURE_SIZELESS, /* an SVG that does not say how large it is */
	PICTURE_FAULTS
};

/* The most bytes that are looked at. */
enum { PICTURE_BYTES_MAX = 2 << 20 };

/* By its first bytes; what somebody calls it does not count. */
enum picture_type picture_sniff(const char *bytes, size_t len) must_use;

/* One word, for a pipe. */
const char *picture_fault_word(enum picture_fault fault) must_use;
/* PICTURE_BROKEN for a word that is none. */
enum picture_fault picture_fault_of(const char *word) must_use;
/* A sentence for people. */
const char *picture_fault_text(enum picture_fault fault) must_use;

#endif
