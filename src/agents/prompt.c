/*
 * prompt.c - placeholders, their fallbacks, expansion.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/prompt.h"

#include <errno.h>

#include "base/buf.h"
#include "base/check.h"
#include "base/crypto.h"
#include "base/text.h"

enum {
	EXPANDED_BYTES_MAX = 256 << 10,
	UTF8_BYTES_MAX = 4,
	NAME_LEN_MAX = 40,
	VERSION_BYTES = 6
};

/* What {names} of the turn stand for. */
struct turn_values {
	const char *now;
	const char *language;
	const char *member_name;
	const char *member_memory;
};

/* clang-format off */
#define OF_STUDIO(name, limit, de, en)                                         \
	{ #name, PLACEHOLDER_OF_STUDIO, offsetof(struct prompt_config, name),  \
	    (limit), NULL, { [LANGUAGE_DE] = (de), [LANGUAGE_EN] = (en) } }
#define OF_TURN(name, limit, de, en, doc)                                      \
	{ #name, PLACEHOLDER_OF_TURN, offsetof(struct turn_values, name),      \
	    (limit), (doc), { [LANGUAGE_DE] = (de), [LANGUAGE_EN] = (en) } }

const struct placeholder placeholders[] = {
	/*        name                     limit in German         in English, when there is no value */
	OF_STUDIO(studio_name,             100,  "Fitnessstudio",  "Fitnessstudio"),
	OF_STUDIO(studio_short_name,       40,   "Studio",         "studio"),
	OF_STUDIO(agent_display_name,      60,   "ARIIA",          "ARIIA"),
	OF_STUDIO(studio_locale,           10,   "de-DE",          "de-DE"),
	OF_STUDIO(studio_timezone,         60,   "Europe/Berlin",  "Europe/Berlin"),
	OF_STUDIO(studio_emergency_number, 20,   "112",            "112"),
	OF_STUDIO(studio_address,          300,  "(keine Angabe)", "(not given)"),
	OF_STUDIO(sales_prices_text,       4000, "(keine Angabe)", "(not given)"),
	OF_STUDIO(sales_retention_rules,   4000, "(keine Angabe)", "(not given)"),
	OF_STUDIO(medic_disclaimer_text,   1000, "Das ist keine medizinische Beratung.",
	    "This is not medical advice."),
	OF_STUDIO(persona_bio_text,        4000, "(keine Angabe)", "(not given)"),
	OF_STUDIO(opening_hours_text,      2000, "(keine Angabe)", "(not given)"),
	OF_STUDIO(ai_disclosure_text,      500,  "Hier antwortet ein KI-Assistent.", "An AI assistant answers here."),
	OF_TURN(now,                       60,   "(nicht bekannt)", "(not known)", "Day and time at the studio"),
	OF_TURN(language,                  20,   "Deutsch",        "English", "Language of the member"),
	OF_TURN(member_name,               80,   "(nicht bekannt)", "(not known)",
	    "First name of the verified member, in one line"),
	OF_TURN(member_memory,             4000, "(nichts)",       "(nothing)",
	    "What is remembered of the verified member"),
	{ 0 }
};
/* clang-format on */

const char *
placeholder_doc(const struct placeholder *placeholder)
{
	const struct field *field;

	if (placeholder->source == PLACEHOLDER_OF_TURN)
		return placeholder->doc;
	field = record_field(&prompt_config_record, placeholder->name);
	check(field != NULL);
	return field->doc;
}

/* The name of a placeholder: its length, 0 if what stands there is none. */
static size_t
name_len(const char *text)
{
	size_t len = strspn(text, "abcdefghijklmnopqrstuvwxyz_");

	return text[len] == '}' && len <= NAME_LEN_MAX ? len : 0;
}

static const struct placeholder *
placeholder_find(const char *name, size_t len)
{
	for (const struct placeholder *at = placeholders; at->name; at++)
		if (strlen(at->name) == len && memcmp(at->name, name, len) == 0)
			return at;
	return NULL;
}

const char *
prompt_complaint(struct arena *arena, const char *template)
{
	int line = 1;
	size_t bytes = strlen(template);
	const struct placeholder *placeholder;
	const char *at = template;

	for (; *at != '\0'; at++) {
		size_t len;

		line += *at == '\n';
		if (*at != '{' && *at != '}')
			continue;
		if (at[1] == at[0]) {
			at++;
			continue;
		}
		if (*at == '}')
			return arena_printf(arena,
			    "line %d: a single \"}\"; write \"}}\"", line);
		len = name_len(at + 1);
		if (len == 0)
			return arena_printf(arena,
			    "line %d: \"{\" without a name and \"}\" behind "
			    "it; write \"{{\" for a brace",
			    line);
		placeholder = placeholder_find(at + 1, len);
		if (placeholder == NULL)
			return arena_printf(arena,
			    "line %d: \"%.*s\" is no placeholder", line,
			    (int)len, at + 1);
		bytes += placeholder->limit * UTF8_BYTES_MAX;
		if (bytes > EXPANDED_BYTES_MAX)
			return arena_printf(arena,
			    "line %d: with all its values the text may become "
			    "too long from here on",
			    line);
		at += len + 1;
	}
	return NULL;
}

/* Where the values of the two sources stand. */
struct values {
	const struct prompt_config *studio;
	const struct turn_values *turn;
	enum language language;
};

static const char *
value_of(struct arena *arena, const struct placeholder *placeholder,
    const struct values *values)
{
	const void *source = placeholder->source == PLACEHOLDER_OF_TURN
	    ? (const void *)values->turn
	    : (const void *)values->studio;
	const char *value =
	    *(const char *const *)(const void *)((const char *)source +
		placeholder->offset);

	value = value == NULL ? "" : text_trim(arena, value);
	if (value[0] == '\0')
		return placeholder->fallback[values->language];
	return text_prefix(arena, value, placeholder->limit);
}

static const char *
expand(struct arena *arena, const char *template, const struct values *values)
{
	struct buf buf = buf_new(arena, EXPANDED_BYTES_MAX);

	check(values->language > LANGUAGE_UNKNOWN &&
	    values->language < LANGUAGES);
	while (*template != '\0') {
		size_t plain = strcspn(template, "{}");
		const struct placeholder *placeholder;

		buf_add_bytes(&buf, template, plain);
		template += plain;
		if (*template == '\0')
			break;
		if (template[1] == template[0]) {
			buf_add_char(&buf, *template);
			template += 2;
			continue;
		}
		plain = name_len(template + 1);
		placeholder = placeholder_find(template + 1, plain);
		check(placeholder != NULL);
		buf_add(&buf, value_of(arena, placeholder, values));
		template += plain + 2;
	}
	check(!buf.overflowed);
	return buf_text(&buf);
}

const char *
prompt_expand(struct arena *arena, const char *template,
    const struct prompt_config *studio, enum language language)
{
	static const struct turn_values none = { 0 };
	struct values values = { studio, &none, language };

	return expand(arena, template, &values);
}

/* A name that begins a new line could look like a rule. */
static const char *
one_line(struct arena *arena, const char *text)
{
	char *line = arena_copy(arena, text);

	for (char *at = line; at != NULL && *at != '\0'; at++)
		if ((unsigned char)*at < ' ')
			*at = ' ';
	return line;
}

const char *
prompt_build(
    struct arena *arena, const char *template, const struct prompt_facts *facts)
{
	struct turn_values turn = {
		.now = facts->now,
		.member_name = one_line(arena, facts->member_name),
		.member_memory = facts->member_memory,
	};
	struct values values = { facts->studio, &turn, facts->language };

	return expand(arena, template, &values);
}

const char *
prompt_version(struct arena *arena, const char *text)
{
	unsigned char digest[SHA256_BYTES];

	crypto_sha256(text, strlen(text), digest);
	return text_hex(arena, digest, VERSION_BYTES);
}

static const char *
read_file(struct arena *arena, const char *path, const char **complaint)
{
	char *bytes = arena_alloc(arena, PROMPT_TEMPLATE_BYTES_MAX + 1);
	FILE *file = fopen(path, "rbe");
	size_t len;
	bool is_read;

	if (file == NULL) {
		*complaint =
		    arena_printf(arena, "%s: %s", path, strerror(errno));
		return NULL;
	}
	len = fread(bytes, 1, PROMPT_TEMPLATE_BYTES_MAX + 1, file);
	is_read = !ferror(file);
	is_read = fclose(file) == 0 && is_read;
	if (!is_read || len > PROMPT_TEMPLATE_BYTES_MAX) {
		*complaint = arena_printf(arena, "%s: %s", path,
		    is_read ? "is too long" : "can not be read");
		return NULL;
	}
	if (!text_is_utf8(bytes, len)) {
		*complaint = arena_printf(arena, "%s: is not UTF-8", path);
		return NULL;
	}
	bytes[len] = '\0';
	return bytes;
}

struct prompt_template *
prompt_read(struct arena *arena, const char *path, const char **complaint)
{
	struct prompt_template *template =
	    arena_new(arena, struct prompt_template);
	const char *wrong;

	template->text = read_file(arena, path, complaint);
	if (template->text == NULL)
		return NULL;
	wrong = prompt_complaint(arena, template->text);
	if (wrong == NULL && text_trim(arena, template->text)[0] == '\0')
		wrong = "is empty";
	if (wrong != NULL) {
		*complaint = arena_printf(arena, "%s: %s", path, wrong);
		return NULL;
	}
	template->version = prompt_version(arena, template->text);
	return template;
}
