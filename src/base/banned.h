/*
 * banned.h - calls that are compile errors, each for a reason.
 *
 * A file of base/ that has to use one defines ALLOW_ALLOCATION before its
 * first include.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef BASE_BANNED_H
#define BASE_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define BANNED(call) call##_is_banned_see_base_banned_h

/* No bound. */
#define strcpy(a, b) BANNED(strcpy)
#define strcat(a, b) BANNED(strcat)
#define strncpy(a, b, c) BANNED(strncpy)
#define strncat(a, b, c) BANNED(strncat)
#undef sprintf
#undef vsprintf
#define sprintf(...) BANNED(sprintf)
#define vsprintf(a, b, c) BANNED(vsprintf)
#define gets(a) BANNED(gets)
/* Hidden state, or no way to see an error. */
#define strtok(a, b) BANNED(strtok)
#define atoi(a) BANNED(atoi)
#define atol(a) BANNED(atol)
#define atoll(a) BANNED(atoll)
#define atof(a) BANNED(atof)
/* Shared static results. */
#define gmtime(a) BANNED(gmtime)
#define localtime(a) BANNED(localtime)
#define ctime(a) BANNED(ctime)
#define asctime(a) BANNED(asctime)
/* Predictable. */
#define rand() BANNED(rand)
#define srand(a) BANNED(srand)
#define random() BANNED(random)
#define drand48() BANNED(drand48)
/* A shell, or a name that somebody else can take. */
#define system(a) BANNED(system)
#define popen(a, b) BANNED(popen)
#define tmpnam(a) BANNED(tmpnam)
#define mktemp(a) BANNED(mktemp)

#ifndef ALLOW_ALLOCATION
/* Memory belongs to an arena. */
#define malloc(a) BANNED(malloc)
#define calloc(a, b) BANNED(calloc)
#define realloc(a, b) BANNED(realloc)
#define free(a) BANNED(free)
#define strdup(a) BANNED(strdup)
#define strndup(a, b) BANNED(strndup)
#define asprintf(...) BANNED(asprintf)
#endif

#endif
