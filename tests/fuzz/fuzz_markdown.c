/*
 * fuzz_markdown.c - documents and questions from foreign bytes.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/check.h"
#include "base/text.h"
#include "knowledge/import.h"
#include "knowledge/markdown.h"
#include "knowledge/question.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_create(4096, 512 << 20);
	const char *text = import_text(arena, (const char *)data, size);
	struct markdown markdown;
	struct question question;

	if (text != NULL) {
		markdown = markdown_read(arena, text, NULL);
		for (size_t at = 0; at < markdown.passages.count; at++) {
			const struct passage_text *passage =
			    &markdown.passages.items[at];

			check(*passage->text != '\0');
			check(
			    text_is_utf8(passage->text, strlen(passage->text)));
			check(text_is_utf8(
			    passage->heading, strlen(passage->heading)));
			check(text_characters(passage->text) <=
			    PASSAGE_CHARACTERS_MAX);
		}
		question = question_read(arena, text_prefix(arena, text, 1000));
		check(text_is_utf8(question.query, strlen(question.query)));
	}
	arena_free(arena);
	return 0;
}
