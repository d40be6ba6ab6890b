/*
 * exif.h - which way up a camera held the picture.
 *
 * Source: CIPA DC-008 (Exif 2.32), 4.5 and 4.6.5, tag 274; TIFF 6.0, section 2.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef PICTURE_EXIF_H
#define PICTURE_EXIF_H

#include "base/base.h"

/* 1 (as it is) to 8, where the first row and the first column of the pixels are
 * in the picture. len bytes of a JPEG's segment APP1; 1 if they say nothing. */
unsigned exif_orientation(const uint8_t *bytes, size_t len) must_use;

#endif
