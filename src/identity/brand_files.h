/*
 * brand_files.h - the style sheet and the pictures of a brand, by version.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef IDENTITY_BRAND_FILES_H
#define IDENTITY_BRAND_FILES_H

#include "web/route.h"

extern const struct route brand_files[];

#endif
