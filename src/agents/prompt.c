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
	TEMPLATE_BYTES_MAX = 32 << 10,
	EXPANDED_BYTES_MAX = 256 << 10,
	NAME_LEN_MAX = 40,
	VERSION_BYTES = 6
};

#define PLACEHOLDER(name, limit, de, en)                                       \
	{                                                                      \
#name, offsetof(struct prompt_config, name), (limit),          \
		{                                                              \
			[LANGUAGE_DE] = (de), [LANGUAGE_EN] = (en)             \
		}                                                              \
	}

/* clang-format off */
const struct placeholder placeholders[] = {
	/*          name                     limit in German         in English, when there is no value */
	PLACEHOLDER(studio_name,             100,  "Fitnessstudio",  "Fitnessstudio"),
	PLACEHOLDER(studio_short_name,       40,   "Studio",         "studio"),
	PLACEHOLDER(agent_display_name,      60,   "ARIIA",          "ARIIA"),
	PLACEHOLDER(studio_locale,           10,   "de-DE",          "de-DE"),
	PLACEHOLDER(studio_timezone,         60,   "Europe/Berlin",  "Europe/Berlin"),
	PLACEHOLDER(studio_emergency_number, 20,   "112",            "112"),
	PLACEHOLDER(studio_address,          300,  "(keine Angabe)", "(not given)"),
	PLACEHOLDER(sales_prices_text,       4000, "(keine Angabe)", "(not given)"),
	PLACEHOLDER(sales_retention_rules,   4000, "(keine Angabe)", "(not given)"),
	PLACEHOLDER(medic_disclaimer_text,   1000, "Das ist keine medizinische Beratung.",
	"This is not medical advice."),
	PLACEHOLDER(persona_bio_text,        4000, "(keine Angabe)", "(not given)"),
	PLACEHOLDER(opening_hours_text,      2000, "(keine Angabe)", "(not given)"),
	PLACEHOLDER(ai_disclosure_text,      500,  "Hier antwortet ein KI-Assistent.", "An AI assistant answers here."),
	{ 0 }
};
/* clang-format on */

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
		if (placeholder_find(at + 1, len) == NULL)
			return arena_printf(arena,
			    "line %d: there is no value called \"%.*s\"", line,
			    (int)len, at + 1);
		at += len + 1;
	}
	return NULL;
}

static const char *
value_of(struct arena *arena, const struct placeholder *placeholder,
    const struct prompt_config *studio, enum language language)
{
	const char *value =
	    *(const char *const *)(const void *)((const char *)studio +
		placeholder->offset);

	value = value == NULL ? "" : text_trim(arena, value);
	if (value[0] == '\0')
		return placeholder->fallback[language];
	return text_prefix(arena, value, placeholder->limit);
}

const char *
prompt_expand(struct arena *arena, const char *template,
    const struct prompt_config *studio, enum language language)
{
	struct buf buf = buf_new(arena, EXPANDED_BYTES_MAX);

	check(language > LANGUAGE_UNKNOWN && language < LANGUAGES);
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
		buf_add(&buf, value_of(arena, placeholder, studio, language));
		template += plain + 2;
	}
	check(!buf.overflowed);
	return buf_text(&buf);
}

static const char *
read_file(struct arena *arena, const char *path, const char **complaint)
{
	char *bytes = arena_alloc(arena, TEMPLATE_BYTES_MAX + 1);
	FILE *file = fopen(path, "rbe");
	size_t len;
	bool is_read;

	if (file == NULL) {
		*complaint =
		    arena_printf(arena, "%s: %s", path, strerror(errno));
		return NULL;
	}
	len = fread(bytes, 1, TEMPLATE_BYTES_MAX + 1, file);
	is_read = !ferror(file);
	is_read = fclose(file) == 0 && is_read;
	if (!is_read || len > TEMPLATE_BYTES_MAX) {
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
	unsigned char digest[SHA256_BYTES];
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
	crypto_sha256(template->text, strlen(template->text), digest);
	template->version = text_hex(arena, digest, VERSION_BYTES);
	return template;
}
