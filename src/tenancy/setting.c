/*
 * setting.c - the table of settings, reading and sealing them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tenancy/setting.h"

#include "base/check.h"
#include "base/config.h"
#include "base/crypto.h"
#include "base/log.h"
#include "base/record.h"
#include "base/text.h"
#include "net/http_client.h"
#include "tenancy/prompt_config.h"
#include "tenancy/setting_rule.h"

/* clang-format off */
/* The prompt configuration has settings of its own, described in its record. */
const struct setting_meaning setting_meanings[] = {
	/* key                        flags   limit fallback doc */
	{ "memory_analyzer_hour",     NOT_NEGATIVE, 23, "3",
	    "Hour of the night in which is read what members wrote, in the studio's time zone" },
	{ "model_api_key",            SECRET, 1024, "", "Key of the studio's own account with a provider" },
	{ "model_base_url",           URL,    500,  "",
	    "Address of the studio's own model (https://api.example.com/v1); it never gets the platform's key" },
	{ "model_name",               0,      200,  "", "Its name; needs a key or an address of the studio" },
	{ "model_vision_name",        0,      200,  "", "Name of the one that looks at pictures" },
	{ "alert_email",              0,      1000, "",
	    "Addresses that emergencies are mailed to, with commas between; empty: everybody who works here",
	    setting_rule_addresses },
	{ "handover_timeout_minutes", NOT_NEGATIVE, 100000, "60",
	    "Minutes after which a conversation that nobody has taken is the agent's again; 0: never" },
	{ "human_timeout_minutes",    NOT_NEGATIVE, 100000, "720",
	    "Minutes without a sign of the team after which a conversation that somebody has is the agent's again;"
	    " 0: never" },
	{ "member_verification_days", POSITIVE, 3650, "30", "Days after which a member has to give a code again" },
	{ "webchat_greeting",         0,      200,  "", "What the website chat says before anybody has written" },
	{ "webchat_origins",          0,      2000, "",
	    "Websites that may show the chat in a frame, one origin a line (https://www.example.com); empty: only our"
	    " own pages", setting_rule_origins },
	{ "webchat_position",         0,      10,   "right", "Where its button stands on them: left or right",
	    setting_rule_side },
	{ "whatsapp_access_token",    SECRET, 1024, "", "Access token for the Graph API" },
	{ "whatsapp_app_secret",      SECRET, 256,  "", "App secret: proves that a delivery is from Meta" },
	{ "whatsapp_phone_number_id", 0,      64,   "", "Phone number id; deliveries for another one are not ours" },
	{ "whatsapp_verify_token",    SECRET, 256,  "", "Verify token of the webhook handshake" },
	{ 0 }
};
/* clang-format on */
enum { MEANINGS = ARRAY_LENGTH(setting_meanings) - 1 };

struct settings {
	const char *values[MEANINGS]; /* NULL: not set */
};

/* A row of the table. */
struct setting {
	const char *key;
	const char *value;
	const char *sealed;
};

static const struct field setting_fields[] = { FIELD(setting, key, REQUIRED, 0,
						   "Name"),
	FIELD(setting, value, OPTIONAL, 0, "Plain value"),
	FIELD(setting, sealed, SECRET, 0, "Sealed value"), { 0 } };
const struct record setting_record = RECORD(setting);

/* clang-format off */
static const struct field setting_shown_fields[] = {
	FIELD(setting_shown, key,       READ_ONLY, 0, "Name"),
	FIELD(setting_shown, value,     READ_ONLY, 0, "Value, " RECORD_MASK " for a secret; null when it is not set"),
	FIELD(setting_shown, is_set,    READ_ONLY, 0, "Whether the studio has a value"),
	FIELD(setting_shown, is_secret, READ_ONLY, 0, "Whether the value is sealed and never shown"),
	FIELD(setting_shown, doc,       READ_ONLY, 0, "What it is for"),
	{ 0 }
};
/* clang-format on */
const struct record setting_shown_record = RECORD(setting_shown);

enum { ALL, PUT_VALUE, PUT_SEALED, REMOVE };

/* clang-format off */
const struct query setting_queries[] = {
	[ALL] = { "setting_all", "SELECT key, value, sealed FROM settings" },
	[PUT_VALUE] = { "setting_put_value",
	    "INSERT INTO settings (key, value) VALUES ($1, $2)"
	    " ON CONFLICT (tenant_id, key) DO UPDATE"
	    " SET value = excluded.value, sealed = NULL, updated_at = now()" },
	[PUT_SEALED] = { "setting_put_sealed",
	    "INSERT INTO settings (key, sealed) VALUES ($1, $2)"
	    " ON CONFLICT (tenant_id, key) DO UPDATE"
	    " SET sealed = excluded.sealed, value = NULL, updated_at = now()" },
	[REMOVE] = { "setting_remove", "DELETE FROM settings WHERE key = $1" },
	{ 0 }
};
/* clang-format on */

static size_t
meaning_of(const char *key)
{
	for (size_t i = 0; i < MEANINGS; i++)
		if (text_is_equal(setting_meanings[i].key, key))
			return i;
	return MEANINGS;
}

const struct setting_meaning *
setting_meaning(const char *key)
{
	size_t place = meaning_of(key);

	return place == MEANINGS ? NULL : &setting_meanings[place];
}

/* A sealed value opens only for the tenant and key that it was sealed for. */
static const char *
bound_to(struct arena *arena, int64_t tenant_id, const char *key)
{
	return arena_printf(arena, "t%" PRId64 ":%s", tenant_id, key);
}

static bool
take(struct task *task, struct arena *arena, struct settings *settings,
    const struct setting *row)
{
	size_t place = meaning_of(row->key);
	unsigned char key[AES_KEY_BYTES];
	const char *plain;

	if (place == MEANINGS)
		return true;
	if (row->sealed == NULL) {
		settings->values[place] = arena_copy(arena, row->value);
		return true;
	}
	config_master_key(task->config, key);
	plain = crypto_open(arena, key,
	    bound_to(task->arena, task->tenant_id, row->key), row->sealed);
	crypto_wipe(key, sizeof(key));
	if (plain == NULL) {
		log_event(task, LOG_ERROR, "setting_sealed",
		    "setting %s does not open with this master key", row->key);
		return fail(task, INTERNAL, "A setting can not be read.");
	}
	settings->values[place] = plain;
	return true;
}

/* Whether sealed values are opened or left out. */
enum opening { OPENS = 1, LEAVES_SEALED };

static struct settings *
read_all(struct task *task, struct arena *arena, enum opening opening)
{
	struct list *rows = db_many(task, setting, ALL);
	struct settings *settings = arena_new(arena, struct settings);

	if (rows == NULL)
		return NULL;
	list_each(rows, struct setting, row) {
		if (row->sealed != NULL && opening == LEAVES_SEALED)
			continue;
		if (!take(task, arena, settings, row))
			return NULL;
	}
	return settings;
}

const struct settings *
settings_load(struct task *task)
{
	return read_all(task, task->arena, OPENS);
}

const struct settings *
settings_plain(struct task *task)
{
	return read_all(task, task->arena, LEAVES_SEALED);
}

/* What this process has read in the last second. Direct-mapped by tenant; each
 * place has its own arena, which wipes the secrets when the place is taken. */
enum { REMEMBERED = 128, REMEMBER_MS = 1000 };

static struct remembered {
	int64_t tenant_id;
	int64_t at_ms;
	struct arena *arena;
	const struct settings *settings;
} memory[REMEMBERED];

const struct settings *
settings_recent(struct task *task)
{
	struct remembered *place = &memory[task->tenant_id % REMEMBERED];

	check(task->tenant_id > 0);
	if (place->settings != NULL && place->tenant_id == task->tenant_id &&
	    monotonic_ms() - place->at_ms < REMEMBER_MS)
		return place->settings;
	place->settings = NULL;
	if (place->arena == NULL)
		place->arena = arena_create(4096, 1 << 20);
	arena_clear(place->arena);
	place->settings = read_all(task, place->arena, OPENS);
	place->tenant_id = task->tenant_id;
	place->at_ms = monotonic_ms();
	return place->settings;
}

const char *
settings_text(const struct settings *settings, const char *key)
{
	size_t place = meaning_of(key);

	check(place < MEANINGS);
	if (settings->values[place] != NULL)
		return settings->values[place];
	return setting_meanings[place].fallback;
}

bool
settings_is_set(const struct settings *settings, const char *key)
{
	return settings_text(settings, key)[0] != '\0';
}

static struct setting_shown
shown(const struct setting_meaning *meaning)
{
	return (struct setting_shown){
		.key = meaning->key,
		.is_secret = (meaning->flags & SECRET) != 0,
		.doc = meaning->doc,
	};
}

struct list *
setting_list(struct task *task)
{
	struct list *rows = db_many(task, setting, ALL);
	struct list *list = arena_new(task->arena, struct list);
	struct setting_shown *items =
	    arena_array(task->arena, struct setting_shown, MEANINGS);

	if (rows == NULL)
		return NULL;
	for (size_t i = 0; i < MEANINGS; i++)
		items[i] = shown(&setting_meanings[i]);
	list_each(rows, struct setting, row) {
		size_t place = meaning_of(row->key);

		if (place == MEANINGS)
			continue;
		items[place].is_set = true;
		items[place].value =
		    items[place].is_secret ? RECORD_MASK : row->value;
	}
	*list = (struct list){
		.record = &setting_shown_record,
		.items = items,
		.count = MEANINGS,
	};
	return list;
}

struct setting_shown *
setting_in(const struct list *list, const char *key)
{
	size_t place = meaning_of(key);

	check(place < list->count);
	return (struct setting_shown *)list->items + place;
}

struct setting_shown *
setting_find(struct task *task, const char *key)
{
	size_t place = meaning_of(key);
	struct list *list;

	if (text_starts_with(key, "branding_"))
		return fail(task, NOT_FOUND,
		    "This is part of the brand: see /admin/settings/branding.");
	if (record_field(&prompt_config_record, key) != NULL)
		return fail(task, NOT_FOUND,
		    "This is part of the prompt configuration: see "
		    "/admin/prompt-config.");
	if (place == MEANINGS)
		return fail(task, NOT_FOUND, "There is no such setting.");
	list = setting_list(task);
	return list == NULL ? NULL
			    : (struct setting_shown *)list->items + place;
}

static bool
put_sealed(struct task *task, const char *key, const char *value)
{
	unsigned char master[AES_KEY_BYTES];
	const char *sealed;
	int64_t count;

	check(task->tenant_id > 0);
	config_master_key(task->config, master);
	sealed = crypto_seal(task->arena, master,
	    bound_to(task->arena, task->tenant_id, key), value);
	crypto_wipe(master, sizeof(master));
	return db_run(task, setting, PUT_SEALED, &count, arg(key), arg(sealed));
}

/* One value of the prompt configuration, by the rules of its record. */
static bool
put_prompt_value(
    struct task *task, const struct field *field, const char *value)
{
	struct prompt_config *config = prompt_config_find(task);

	return config != NULL && field_read_text(task, field, config, value) &&
	    prompt_config_update(task, config) != NULL;
}

/* By the rules of any text that comes in: no control bytes, not too long, an
 * address if it shall be one, a number in its bounds. */
static const char *
read_value(struct task *task, const struct setting_meaning *meaning,
    const char *value, const char *name)
{
	const struct field field = {
		.name = name,
		.type = TYPE_TEXT,
		.flags = meaning->flags,
		.limit = meaning->limit,
	};
	struct field number = field;
	const char *read;
	int64_t unused;

	if ((meaning->flags & (POSITIVE | NOT_NEGATIVE)) == 0)
		return field_read_text(task, &field, &read, value) ? read
								   : NULL;
	number.type = TYPE_INT64;
	return text_is_empty(value) ||
		field_read_text(task, &number, &unused, value)
	    ? text_trim(task->arena, value)
	    : NULL;
}

/* Said here, and not only when a member waits for an answer. */
static bool
is_callable(struct task *task, const struct setting_meaning *meaning,
    const char *value, const char *pointer)
{
	if ((meaning->flags & URL) == 0 ||
	    !http_url_is_inside(value, task->config->allow_internal_hosts))
		return true;
	return fail_field(task, pointer,
	    "is an address inside our own network, which is not called: give "
	    "the public address of your model");
}

const char *
setting_read(
    struct task *task, const char *key, const char *value, const char *pointer)
{
	const struct setting_meaning *meaning = setting_meaning(key);
	const char *complaint = NULL;

	check(meaning != NULL && text_starts_with(pointer, "#/"));
	value = read_value(task, meaning, value, pointer + 2);
	if (value == NULL || !is_callable(task, meaning, value, pointer))
		return NULL;
	if (value[0] == '\0' || meaning->rule == NULL)
		return value;
	value = meaning->rule(task->arena, value, &complaint);
	return value != NULL ? value
			     : fail_field(task, pointer, "%s", complaint);
}

bool
setting_store(struct task *task, const char *key, const char *value)
{
	const struct setting_meaning *meaning = setting_meaning(key);
	int64_t count;

	check(meaning != NULL);
	if (value[0] == '\0')
		return db_run(task, setting, REMOVE, &count, arg(key));
	if (!(meaning->flags & SECRET))
		return db_run(
		    task, setting, PUT_VALUE, &count, arg(key), arg(value));
	if (text_is_equal(value, RECORD_MASK))
		return true;
	return put_sealed(task, key, value);
}

bool
setting_put(struct task *task, const char *key, const char *value)
{
	const struct field *field = record_field(&prompt_config_record, key);

	if (field != NULL)
		return put_prompt_value(task, field, value);
	if (setting_meaning(key) == NULL)
		return fail_field(task, "#/key", "is no setting");
	value = setting_read(task, key, value, "#/value");
	return value != NULL && setting_store(task, key, value);
}
