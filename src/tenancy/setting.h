/*
 * setting.h - a studio's values, in a table of meanings; secrets sealed.
 *
 * A setting that was never stored has its default; a secret has none, and is
 * never taken from another tenant or the platform.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TENANCY_SETTING_H
#define TENANCY_SETTING_H

#include "base/field.h"
#include "base/task.h"
#include "data/db.h"

/* What is stored of a value that is not empty; NULL with what is wrong with it
 * ("must be ...") in *complaint. */
typedef const char *setting_rule_fn(
    struct arena *arena, const char *value, const char **complaint);

struct setting_meaning {
	const char *key;
	unsigned flags;       /* SECRET, URL, POSITIVE */
	int64_t limit;        /* most characters */
	const char *fallback; /* "" for none */
	const char *doc;
	setting_rule_fn *rule; /* NULL: any text will do */
};

/* Every setting there is, ended by a NULL key: whatsapp_app_secret,
 * whatsapp_verify_token, whatsapp_access_token, whatsapp_phone_number_id,
 * studio_name ... */
extern const struct setting_meaning setting_meanings[];
extern const struct record setting_record; /* a row of the table */

/* A setting as its studio may see it. */
struct setting_shown {
	const char *key;
	const char *value; /* masked if it is a secret; NULL when not set */
	bool is_set;
	bool is_secret;
	const char *doc;
};
extern const struct record setting_shown_record;
extern const struct query setting_queries[];

/* The settings of one tenant, read together. */
struct settings;

/* All settings of the task's tenant in one statement, secrets opened. A secret
 * that does not open (other master key) is INTERNAL. */
const struct settings *settings_load(struct task *task) must_use;
/* The same, at most a second old and kept by the process: for webhooks, which
 * need them before anything else. What it returns lives until the next call. */
const struct settings *settings_recent(struct task *task) must_use;
/* The same without secrets, which are as if they were not set: for pages, which
 * have no need to open one. */
const struct settings *settings_plain(struct task *task) must_use;
/* The value, or the default. Never NULL. Naming an unknown key is a bug. */
const char *settings_text(const struct settings *settings, const char *key);
bool settings_is_set(const struct settings *settings, const char *key);

/* NULL for a key that is none. */
const struct setting_meaning *setting_meaning(const char *key);

/* Every setting of the task's tenant, in the order of the table. Opens no
 * secret, so that one that does not open can be seen and replaced. */
struct list *setting_list(struct task *task) must_use;
/* One of them; NOT_FOUND for a key that is none. */
struct setting_shown *setting_find(struct task *task, const char *key) must_use;

/* The setting called key, which there is, of setting_list(). */
struct setting_shown *setting_in(const struct list *list, const char *key);

/* What setting_store() would take of value by the rules of key, which is one of
 * the table; NULL with INVALID at pointer. */
const char *setting_read(struct task *task, const char *key, const char *value,
    const char *pointer) must_use;
/* Stores what setting_read() has made. */
bool setting_store(
    struct task *task, const char *key, const char *value) must_use;

/* Both: stores value for the task's tenant, sealed if it is a secret; an empty
 * value removes it, a masked one ("********") keeps what is there. INVALID for
 * an unknown key ("#/key") or a bad value ("#/value"). */
bool setting_put(
    struct task *task, const char *key, const char *value) must_use;

#endif
