/*
 * form.c - decodes what browsers encode: name=value&name=value.
 *
 * SPDX-License-Identifier: ISC
 */
#include "web/form.h"

#include "base/text.h"

static size_t
count_pairs(const char *bytes, size_t len)
{
	size_t count = 1;

	for (size_t i = 0; i < len; i++) {
		if (bytes[i] == '&')
			count++;
	}
	return count;
}

static bool
decode_pair(
    struct arena *arena, const char *bytes, size_t len, struct form_pair *pair)
{
	const char *equals = memchr(bytes, '=', len);
	size_t name_len = equals == NULL ? len : (size_t)(equals - bytes);
	size_t skip = equals == NULL ? len : name_len + 1;

	pair->name = text_url_decode(arena, bytes, name_len, PLUS_IS_SPACE);
	pair->value =
	    text_url_decode(arena, bytes + skip, len - skip, PLUS_IS_SPACE);
	return pair->name != NULL && pair->value != NULL;
}

const struct form *
form_parse(struct arena *arena, const char *bytes, size_t len)
{
	size_t max = count_pairs(bytes, len);
	struct form_pair *pairs;
	struct form *form;

	if (max > FORM_PAIRS_MAX)
		return NULL;
	pairs = arena_array(arena, struct form_pair, max);
	form = arena_new(arena, struct form);
	form->pairs = pairs;
	for (size_t start = 0; start < len;) {
		const char *amp = memchr(bytes + start, '&', len - start);
		size_t end = amp == NULL ? len : (size_t)(amp - bytes);

		if (end > start) {
			if (!decode_pair(arena, bytes + start, end - start,
				pairs + form->count))
				return NULL;
			form->count++;
		}
		start = end + 1;
	}
	return form;
}

const char *
form_value(const struct form *form, const char *name)
{
	for (size_t i = 0; form != NULL && i < form->count; i++) {
		if (strcmp(form->pairs[i].name, name) == 0)
			return form->pairs[i].value;
	}
	return NULL;
}
