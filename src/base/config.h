/*
 * config.h - the operator's settings: one file, environment variables win.
 *
 * The file has "key = value" lines and # comments. Each key is also an
 * environment variable in capitals. A key flagged SECRET may be given as
 * key_file, the path of a file that holds it. What is read from the
 * environment is wiped there: addresses may hold passwords too.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef BASE_CONFIG_H
#define BASE_CONFIG_H

#include <stdio.h>

#include "base/arena.h"
#include "base/field.h"

struct config {
	/* secrets */
	const char *system_admin_password;
	const char *auth_secret;
	const char *auth_secret_old; /* still verifies, never signs */
	const char *master_key;      /* 64 hexadecimal digits: seals secrets */
	int64_t auth_token_ttl_hours;
	int64_t password_hashes_max; /* at once, over all of ariia-auth */
	bool production; /* no root, and the operator needs a second factor */
	/* data */
	const char *database_url; /* libpq; the user is set by the program */
	const char *redis_url;    /* redis://host:port/db or unix:/path */
	/* serving */
	const char *run_as_user; /* what root becomes; "": it stays */
	const char *socket_dir;  /* NAME.sock of each program is made here */
	const char *template_dir;
	const char *image_program; /* decodes pictures in a sandbox */
	const char *public_url; /* https://deck.example.com, no slash behind */
	const char *base_domain;
	const char *log_level;
	int64_t webhook_children;
	int64_t admin_children;
	int64_t ui_children;
	int64_t auth_children;
	int64_t request_deadline_ms;
	int64_t retire_requests;
	int64_t retire_memory_mb;
	int64_t body_max_bytes;
	/* work */
	int64_t agent_capacity;   /* turns in flight in one agent */
	int64_t courier_capacity; /* deliveries in flight in one courier */
	int64_t clock_capacity;   /* jobs in flight in one clock */
	int64_t lease_ms;
	int64_t poll_ms; /* how long a lost wake-up may stay unnoticed */
	int64_t job_attempts_max;
	int64_t retry_base_ms;
	int64_t retry_max_ms;
	/* providers */
	const char *whatsapp_base_url;
	const char *model_base_url;
	const char *model_api_key; /* empty: the offline provider answers */
	const char *model_name;
	int64_t model_timeout_ms;
	int64_t model_attempts_max;
	const char *model_vision_name; /* empty: no pictures are looked at */
	int64_t model_tokens_max;      /* of one answer */
	int64_t turn_tokens_max;       /* of all calls of a turn */
	/* Of 1,000 tokens; 0: unknown. */
	int64_t model_prompt_price_micro_cents;
	int64_t model_completion_price_micro_cents;
	const char *smtp_url; /* empty: no mail is sent */
	const char *smtp_user;
	const char *smtp_password;
	const char *smtp_from;
	const char *smtp_from_name;
	const char *smtp_ca_file;
	int64_t alert_interval_ms;        /* a minute of reminders */
	const char *allow_internal_hosts; /* comma-separated */
};

extern const struct record config_record;

/* Reads path (NULL: $ARIIA_CONFIG, else /etc/ariia/ariia.conf if it is there)
 * and the environment. NULL with a sentence in *complaint on an unknown key, a
 * bad value or an unreadable file ("file:line: ..."). The result lives in
 * arena, secrets in memory that it wipes. */
struct config *config_read(
    struct arena *arena, const char *path, const char **complaint) must_use;

/* What keeps a serving program from starting: NULL, or one sentence that says
 * what to set (SYSTEM_ADMIN_PASSWORD, AUTH_SECRET, MASTER_KEY missing or
 * weak) [S1.1]. */
const char *config_complaint(
    struct arena *arena, const struct config *config) must_use;

/* The documented example, secrets without a value. */
void config_print_example(FILE *out);

/* The bytes of master_key. config_complaint() was asked before. */
void config_master_key(const struct config *config, unsigned char key[32]);

#endif
