/*
 * config.c - the table of settings, and what a serving program insists on.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/config.h"

#include "base/check.h"
#include "base/text.h"

#ifndef ARIIA_TEMPLATE_DIR
#define ARIIA_TEMPLATE_DIR "templates"
#endif

enum { PASSWORD_CHARACTERS = 16, SECRET_BYTES = 32, KEY_BYTES = 32 };

static const char *const log_levels[] = { "debug", "info", "warn", "error",
	NULL };

/* clang-format off */
static const struct field config_fields[] = {
	FIELD_OR(config, system_admin_password, SECRET,       1024,     "",
	    "Password of the operator"),
	FIELD_OR(config, auth_secret,           SECRET,       1024,     "",
	    "Signs the tokens of signed-in users; the same on every machine"),
	FIELD_OR(config, auth_secret_old,       SECRET,       1024,     "",
	    "The AUTH_SECRET before: still verifies tokens, never signs them"),
	FIELD_OR(config, master_key,            SECRET,       64,       "",
	    "Seals the tenants' secrets in the database; losing it loses them"),
	FIELD_OR(config, auth_token_ttl_hours,  POSITIVE,     8760,     "12",
	    "How long a token is valid"),
	FIELD_OR(config, password_hashes_max,   POSITIVE,     64,       "2",
	    "Passwords checked at once (32 MiB and a core each); more wait outside"),
	FIELD_OR(config, production,            OPTIONAL,     0,        "true",
	    "false: for trials: root may serve, and the operator sign in without a second factor"),
	FIELD_OR(config, database_url,          REQUIRED,     2000,     "dbname=ariia",
	    "Connection string of libpq; each program adds its own user"),
	FIELD_OR(config, redis_url,             REQUIRED,     2000,     "redis://127.0.0.1:6379/0",
	    "redis://host:port/database or unix:/path"),
	FIELD_OR(config, run_as_user,           OPTIONAL,     32,       "",
	    "The user that a program started as root becomes; empty: it stays"),
	FIELD_OR(config, socket_dir,            REQUIRED,     90,       "/run/ariia",
	    "Where each program makes its socket NAME.sock"),
	FIELD_OR(config, template_dir,          REQUIRED,     1000,     ARIIA_TEMPLATE_DIR,
	    "Where the templates are"),
	FIELD_OR(config, image_program,         REQUIRED,     1000,     ARIIA_IMAGE_PROGRAM,
	    "The program ariia-image, which reads the pictures of a brand in a sandbox"),
	FIELD_OR(config, public_url,            REQUIRED|URL, 500,      "http://localhost",
	    "The address that users and providers reach"),
	FIELD_OR(config, base_domain,           OPTIONAL,     253,      "",
	    "Tenants are reached as SLUG.base_domain; empty: they are not"),
	FIELD_CHOICE(config, log_level,         OPTIONAL,     log_levels, "info",
	    "Least level that is logged: debug, info, warn or error"),
	FIELD_OR(config, webhook_children,      POSITIVE,     256,      "8",
	    "Processes of ariia-webhook; about four per core"),
	FIELD_OR(config, admin_children,        POSITIVE,     256,      "4",
	    "Processes of ariia-admin"),
	FIELD_OR(config, ui_children,           POSITIVE,     256,      "4",
	    "Processes of ariia-ui"),
	FIELD_OR(config, auth_children,         POSITIVE,     256,      "8",
	    "Processes of ariia-auth; more than password_hashes_max"),
	FIELD_OR(config, request_deadline_ms,   POSITIVE,     600000,   "30000",
	    "A request that takes longer is ended"),
	FIELD_OR(config, retire_requests,       POSITIVE,     100000000, "100000",
	    "A process is replaced after so many requests"),
	FIELD_OR(config, retire_memory_mb,      POSITIVE,     65536,    "64",
	    "A process is replaced when its own memory is larger"),
	FIELD_OR(config, body_max_bytes,        POSITIVE,     67108864, "262144",
	    "A request with a larger body is refused"),
	FIELD_OR(config, agent_capacity,        POSITIVE,     10000,    "2000",
	    "Turns in flight in one ariia-agent"),
	FIELD_OR(config, courier_capacity,      POSITIVE,     10000,    "200",
	    "Deliveries in flight in one ariia-courier"),
	FIELD_OR(config, clock_capacity,        POSITIVE,     1000,     "20",
	    "Imports, analyses and the like in flight in one ariia-clock"),
	FIELD_OR(config, lease_ms,              POSITIVE,     3600000,  "60000",
	    "After so long the work of a dead worker is done again"),
	FIELD_OR(config, poll_ms,               POSITIVE,     60000,    "1000",
	    "How long work may stay unnoticed when a wake-up was lost"),
	FIELD_OR(config, job_attempts_max,      POSITIVE,     100,      "8",
	    "A job that failed so often is set aside"),
	FIELD_OR(config, retry_base_ms,         POSITIVE,     3600000,  "1000",
	    "Pause before the second try; doubles with each further one"),
	FIELD_OR(config, retry_max_ms,          POSITIVE,     86400000, "300000",
	    "Longest pause between two tries"),
	FIELD_OR(config, whatsapp_base_url,     REQUIRED|URL, 500,      "https://graph.facebook.com/v25.0",
	    "Meta's Graph API"),
	FIELD_OR(config, model_base_url,        REQUIRED|URL, 500,      "https://api.openai.com/v1",
	    "Any endpoint that speaks the protocol of OpenAI"),
	FIELD_OR(config, model_api_key,         SECRET,       1024,     "",
	    "Without a key the offline provider answers"),
	FIELD_OR(config, model_name,            REQUIRED,     200,      "gpt-4.1-mini",
	    "The model that is asked"),
	FIELD_OR(config, model_vision_name,     OPTIONAL,     200,      "",
	    "The model that looks at pictures; empty: none does"),
	FIELD_OR(config, model_prompt_price_micro_cents, NOT_NEGATIVE, 1000000000, "0",
	    "Price of 1,000 tokens of a prompt in millionths of a cent (0.15 USD per million: 15000); 0: unknown"),
	FIELD_OR(config, model_completion_price_micro_cents, NOT_NEGATIVE, 1000000000, "0",
	    "Price of 1,000 tokens of an answer in millionths of a cent; 0: unknown"),
	FIELD_OR(config, model_timeout_ms,      POSITIVE,     600000,   "60000",
	    "A turn whose answer takes longer, all calls together, is answered offline"),
	FIELD_OR(config, model_attempts_max,    POSITIVE,     10,       "3",
	    "Tries to get one answer"),
	FIELD_OR(config, model_tokens_max,      POSITIVE,     100000,   "800",
	    "Most tokens of one answer"),
	FIELD_OR(config, turn_tokens_max,       POSITIVE,     10000000, "50000",
	    "Most tokens of all calls that answer one turn"),
	FIELD_OR(config, smtp_url,              OPTIONAL,     500,      "",
	    "Mail server, smtp://host:587 or smtps://host:465; empty: no mail is sent"),
	FIELD_OR(config, smtp_user,             OPTIONAL,     320,      "",
	    "Name to sign in to the mail server with; empty: without"),
	FIELD_OR(config, smtp_password,         SECRET,       1024,     "",
	    "Password of smtp_user"),
	FIELD_OR(config, smtp_from,             OPTIONAL,     254,      "",
	    "Address that mails come from; needed with smtp_url"),
	FIELD_OR(config, smtp_from_name,        OPTIONAL,     100,      "ARIIA",
	    "Sender's name where a studio has none"),
	FIELD_OR(config, smtp_ca_file,          OPTIONAL,     1000,     "",
	    "Certificates that the mail server's must come from; empty: the system's"),
	FIELD_OR(config, alert_interval_ms,     POSITIVE,     3600000,  "60000",
	    "What counts as a minute between reminders of an emergency; less only for trials"),
	FIELD_OR(config, allow_internal_hosts,  OPTIONAL,     4000,     "",
	    "Hosts inside the own network that may be called, comma-separated"),
	{ 0 }
};

/* What stands above a secret in the example. */
static const struct {
	const char *name;
	const char *demand;
} demands[] = {
	{ "system_admin_password", "min 16 chars, upper+lower+digit+special" },
	{ "auth_secret",           "min 32 bytes" },
	{ "master_key",            "64 hex digits (openssl rand -hex 32)" },
};
/* clang-format on */

const struct record config_record = RECORD(config);

static bool
has_every_class(const char *password)
{
	bool has_upper = false, has_lower = false, has_digit = false;
	bool has_special = false;

	for (; *password != '\0'; password++) {
		if (*password >= 'A' && *password <= 'Z')
			has_upper = true;
		else if (*password >= 'a' && *password <= 'z')
			has_lower = true;
		else if (*password >= '0' && *password <= '9')
			has_digit = true;
		else if (*password != ' ')
			has_special = true;
	}
	return has_upper && has_lower && has_digit && has_special;
}

static bool
is_strong_password(const char *password)
{
	return text_characters(password) >= PASSWORD_CHARACTERS &&
	    has_every_class(password) &&
	    !text_is_equal_nocase(password, "password123");
}

static bool
is_good_key(const char *master_key)
{
	unsigned char bytes[KEY_BYTES];

	if (!text_unhex(master_key, bytes, sizeof(bytes)))
		return false;
	return strspn(master_key, (const char[]){ master_key[0], '\0' }) <
	    2 * sizeof(bytes);
}

static const char *
state_of(const char *secret, const char *weak)
{
	return text_is_empty(secret) ? "is not set" : weak;
}

const char *
config_complaint(struct arena *arena, const struct config *config)
{
	if (text_is_empty(config->system_admin_password) ||
	    !is_strong_password(config->system_admin_password))
		return arena_printf(arena,
		    "SYSTEM_ADMIN_PASSWORD %s: set it to at least 16 "
		    "characters with upper and lower case letters, a digit "
		    "and a special character.",
		    state_of(config->system_admin_password, "is too weak"));
	if (text_is_empty(config->auth_secret) ||
	    strlen(config->auth_secret) < SECRET_BYTES)
		return arena_printf(arena,
		    "AUTH_SECRET %s: set it to at least 32 random bytes, for "
		    "example the output of \"openssl rand -hex 32\".",
		    state_of(config->auth_secret, "is too short"));
	if (!text_is_empty(config->auth_secret_old) &&
	    strlen(config->auth_secret_old) < SECRET_BYTES)
		return "AUTH_SECRET_OLD is too short: set it to the previous "
		       "AUTH_SECRET of at least 32 bytes, or not at all.";
	if (text_is_empty(config->master_key) ||
	    !is_good_key(config->master_key))
		return arena_printf(arena,
		    "MASTER_KEY %s: set it to 64 hexadecimal digits, for "
		    "example the output of \"openssl rand -hex 32\".",
		    state_of(config->master_key, "is no good key"));
	return NULL;
}

void
config_master_key(const struct config *config, unsigned char key[32])
{
	check(text_unhex(config->master_key, key, KEY_BYTES));
}

static void
print_key(FILE *out, const char *name)
{
	for (; *name != '\0'; name++)
		fputc(*name >= 'a' && *name <= 'z' ? *name - 32 : *name, out);
}

static void
print_secret(FILE *out, const struct field *field)
{
	size_t i;

	fputs("# Or the path of a file that holds it: ", out);
	print_key(out, field->name);
	fputs("_FILE=\n", out);
	for (i = 0; i < ARRAY_LENGTH(demands); i++)
		if (strcmp(demands[i].name, field->name) == 0)
			fprintf(out, "# REQUIRED: %s\n", demands[i].demand);
	print_key(out, field->name);
	fputs("=\n", out);
}

void
config_print_example(FILE *out)
{
	const struct field *field;

	fputs("# Settings of ARIIA. Each key is also an environment variable "
	      "in capitals,\n# which wins.\n",
	    out);
	for (field = config_fields; field->name != NULL; field++) {
		fprintf(out, "\n# %s", field->doc);
		if (field->type == TYPE_INT64)
			fprintf(out, " (1 to %" PRId64 ")", field->limit);
		fputc('\n', out);
		if ((field->flags & SECRET) != 0)
			print_secret(out, field);
		else
			fprintf(out, "%s = %s\n", field->name, field->fallback);
	}
}
