/*
 * openapi_fit.h - does a reply fit what the OpenAPI document promises?
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef E2E_OPENAPI_FIT_H
#define E2E_OPENAPI_FIT_H

#include "e2e.h"

/* NULL if answer fits what the document (of `ariia openapi`) says of method and
 * path, or if it says nothing of that path; else what does not fit. */
const char *openapi_complaint(
    const char *method, const char *path, const struct answer *answer);

#endif
