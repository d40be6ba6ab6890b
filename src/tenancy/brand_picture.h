/*
 * brand_picture.h - a studio's logo and favicon: what was sent, and what is
 * shown [S6.1].
 *
 * What is sent is stored as it came and decoded by a job in a sandbox
 * (brand_picture_jobs.h): no process that serves requests looks into it, and
 * nobody is ever sent a byte of it. What is shown was written by us.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TENANCY_BRAND_PICTURE_H
#define TENANCY_BRAND_PICTURE_H

#include "picture/picture_make.h"
#include "tenancy/brand.h"

#define BRAND_LOGO "logo"
#define BRAND_FAVICON "favicon"

/* The last one that was sent for a slot. */
struct brand_upload {
	const char *slot; /* BRAND_LOGO, BRAND_FAVICON */
	int64_t number;
	const char *state; /* "fetching", "checking", "shown", "refused" */
	const char *name;  /* of the file, or its address */
	const char *reason;
	int64_t created_by; /* 0: a program; only for the job */
	const char *base64; /* the bytes; only for the job */
};

/* What is shown. */
struct brand_picture {
	const char *version;
	const char *hides_on; /* picture/picture_make.h */
	const char *media_type;
	int64_t width;
	int64_t height;
	const char *base64;
};

extern const struct record brand_upload_record;
extern const struct record brand_picture_record;
extern const struct query brand_upload_queries[];
extern const struct query brand_picture_queries[];

/* slot is one of ours; NOT_FOUND otherwise. */
bool brand_slot_check(struct task *task, const char *slot) must_use;

/* Takes a file and asks for the job; an address that stood there is forgotten.
 * INVALID with pointer "#/file" for an empty one or one of no known type,
 * TOO_LARGE. The caller publishes CHANNEL_CLOCK. */
bool brand_upload_take(struct task *task, const char *slot, const char *name,
    const char *bytes, size_t len) must_use;
/* After a change of the addresses: fetches what is new (or was refused
 * before), removes what was taken away. *is_busy: there is a job. */
bool brand_upload_follow(struct task *task, const struct brand *before,
    const struct brand *after, bool *is_busy) must_use;
/* Adds state and reason of both slots to brand. */
bool brand_upload_tell(struct task *task, struct brand *brand) must_use;

/* The slot is empty from here on; NOT_FOUND when it is already. */
bool brand_picture_remove(struct task *task, const char *slot) must_use;
/* The picture of that version in the task's studio, NULL for none. */
const struct brand_picture *brand_picture_find(
    struct task *task, const char *slot, const char *version) must_use;
/* The same as PNG for mails. */
const struct brand_picture *brand_picture_find_mail(
    struct task *task, const char *version) must_use;
/* Of the logo, without its bytes; NULL when mails show the name. */
const struct brand_picture *brand_picture_of_mails(struct task *task) must_use;
/* The studio that has a picture of that version, 0 for none. */
int64_t brand_picture_tenant(struct task *task, const char *version) must_use;

/* For the job; NULL when there is nothing to do. */
const struct brand_upload *brand_upload_find(
    struct task *task, const char *slot) must_use;
/* is_current: false when another upload has taken its place; then nothing is
 * done. */
bool brand_upload_show(struct task *task, const struct brand_upload *upload,
    const struct picture_set *set, bool *is_current) must_use;
bool brand_upload_refuse(struct task *task, const struct brand_upload *upload,
    const char *reason) must_use;

#endif
