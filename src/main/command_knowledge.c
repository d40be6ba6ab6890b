/*
 * command_knowledge.c - the knowledge base of a studio from the command line.
 *
 * SPDX-License-Identifier: ISC
 */
#include <errno.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/text.h"
#include "knowledge/document.h"
#include "knowledge/import.h"
#include "knowledge/markdown.h"
#include "main/command.h"

enum { OUTPUT_MAX = 1 << 20, CHUNK_BYTES = 16 << 10 };

/* The file as text; NULL with a problem. */
static const char *
read_file(struct task *task, const char *path)
{
	struct buf in = buf_new(task->arena, DOCUMENT_BYTES_MAX);
	FILE *file = fopen(path, "re");
	bool is_bad;
	const char *text;

	if (file == NULL)
		return fail(task, BAD_REQUEST, "%s: %s", path, strerror(errno));
	while (!feof(file) && !ferror(file) && !in.overflowed) {
		char bytes[CHUNK_BYTES];

		buf_add_bytes(&in, bytes, fread(bytes, 1, CHUNK_BYTES, file));
	}
	is_bad = ferror(file) != 0;
	(void)fclose(file);
	if (is_bad)
		return fail(task, BAD_REQUEST, "%s can not be read.", path);
	if (in.overflowed)
		return fail(task, TOO_LARGE, "%s is longer than %d KiB.", path,
		    DOCUMENT_BYTES_MAX >> 10);
	text = in.len == 0 ? "" : import_text(task->arena, in.data, in.len);
	if (text == NULL)
		return fail(task, BAD_REQUEST, "%s is no text in UTF-8.", path);
	return text;
}

static bool
import_one(struct task *task, const char *path, struct buf *out)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash == NULL ? path : slash + 1;
	const char *kind = import_kind(name);
	struct document_draft draft = { 0 };
	const struct document *document;
	struct markdown markdown;

	if (kind == NULL || text_is_equal(kind, "pdf"))
		return fail(task, BAD_REQUEST,
		    "%s must end with .md or .txt; PDF is taken by the API.",
		    path);
	draft.text = read_file(task, path);
	if (draft.text == NULL)
		return false;
	markdown = markdown_read(task->arena, draft.text, NULL);
	draft.title = text_is_empty(markdown.title)
	    ? import_title(task->arena, name)
	    : markdown.title;
	draft.language = markdown.language;
	document = document_put(task, &draft, name);
	if (document == NULL)
		return false;
	buf_printf(out,
	    "%s: document %" PRId64 ", version %" PRId32 ", %" PRId32
	    " passages\n",
	    name, document->id, document->version, document->passages);
	return true;
}

bool
command_knowledge_import(struct task *task, struct command_line *line)
{
	struct buf out = buf_new(task->arena, OUTPUT_MAX);
	int files = 0;

	if (!command_enter(task, line))
		return false;
	for (int at = 0; at < line->argc; at++) {
		if (text_is_equal(line->argv[at], "--tenant")) {
			at++;
			continue;
		}
		files++;
		if (!import_one(task, line->argv[at], &out))
			return false;
	}
	if (files == 0)
		return fail(task, BAD_REQUEST, "No file is named.");
	line->output = buf_text(&out);
	return true;
}
