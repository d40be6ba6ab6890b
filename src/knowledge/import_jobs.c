/*
 * import_jobs.c - reads a file, makes a document of it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "knowledge/import_jobs.h"

#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "base/text.h"
#include "knowledge/document.h"
#include "knowledge/import.h"
#include "knowledge/markdown.h"
#include "work/sandbox.h"

enum {
	WATCH_MS = 100,
	/* A part as hexadecimal text and as bytes, with room to spare. */
	PART_FIRST_BYTES = 64 << 10,
	PART_BYTES_MAX = 16 << 20,
	PDF_TIME_MS = 20000,
	PDF_CPU_S = 15,
	PDF_MEMORY_BYTES = 512 << 20,
	/* Each sandbox may use that much memory. */
	RUNNING_MAX = 2,
	ATTEMPTS_MAX = 5,
	REASON_CHARACTERS_MAX = 300,
};

static const char *const pdf_words[] = { "/usr/bin/pdftotext", "-enc", "UTF-8",
	"-eol", "unix", "-l", "2000", "-", "-", NULL };

struct work {
	int64_t id;
	struct knowledge_import *import;
	struct sandbox *sandbox;
	const char *text;
	const char *reason;
};

static struct next begin(struct job *job);
static struct next watch(struct job *job);
static struct next store(struct job *job);
static struct next refuse(struct job *job);

static struct next
refuse_because(struct job *job, const char *reason)
{
	struct work *work = job->state;

	work->reason = reason;
	return next_step(refuse);
}

/* Where the bytes of a file go: to a sandbox, or into memory. */
struct sink {
	int input; /* -1: into text */
	struct buf *text;
};

static bool
take_part(struct task *task, const struct sink *sink, const char *hex)
{
	size_t len = strlen(hex) / 2;
	char *bytes = arena_alloc(task->arena, len + 1);

	if (!text_unhex(hex, bytes, len))
		return fail(task, INTERNAL, "A part of the file is broken.");
	if (sink->input < 0)
		buf_add_bytes(sink->text, bytes, len);
	else if (!file_write(sink->input, bytes, len))
		return fail(task, UNAVAILABLE, "There is no memory for it.");
	return true;
}

/* One part at a time in memory of their own: the job's would hold them all. */
static bool
read_parts(struct job *job, const struct sink *sink)
{
	const struct work *work = job->state;
	struct arena *arena = arena_create(PART_FIRST_BYTES, PART_BYTES_MAX);
	const struct import_part *part;
	struct task reading = job->task;
	int64_t position = 1;
	bool is_read = true;

	reading.arena = arena;
	reading.transaction = NULL;
	db_read_only(&reading);
	do {
		part = import_part_find(&reading, work->id, position++);
		if (part != NULL)
			is_read = take_part(&reading, sink, part->hex);
		else
			is_read = !task_has_failed(&reading);
		db_rollback(&reading);
		reading.transaction = NULL;
		if (is_read) {
			arena_clear(arena);
			db_read_only(&reading);
		}
	} while (is_read && part != NULL);
	if (!is_read)
		(void)fail(&job->task, reading.problem->kind, "%s",
		    reading.problem->detail);
	db_rollback(&reading);
	arena_free(arena);
	return is_read;
}

static struct next
read_plain(struct job *job)
{
	struct work *work = job->state;
	struct buf text = buf_new(job->task.arena, DOCUMENT_BYTES_MAX + 1);

	if (work->import->size_bytes > DOCUMENT_BYTES_MAX)
		return refuse_because(
		    job, "The text is longer than 512 KiB. Split the file.");
	if (!read_parts(job, &(const struct sink){ -1, &text }))
		return next_retry(-1, "The file was not read.");
	work->text = import_text(job->task.arena, text.data, text.len);
	if (work->text == NULL)
		return refuse_because(job,
		    "The file is no text in UTF-8. Save it as UTF-8 and try "
		    "again.");
	return next_step(store);
}

static struct next
start_pdf(struct job *job)
{
	struct work *work = job->state;
	const struct sandbox_limits limits = { .time_ms = PDF_TIME_MS,
		.cpu_s = PDF_CPU_S,
		.memory_bytes = PDF_MEMORY_BYTES,
		.output_bytes = DOCUMENT_BYTES_MAX * 2 };
	int input = sandbox_input();

	if (input < 0)
		return next_retry(-1, "There is no memory for the file.");
	if (!read_parts(job, &(const struct sink){ input, NULL })) {
		(void)close(input);
		return next_retry(-1, "The file was not read.");
	}
	work->sandbox =
	    sandbox_start(job->task.arena, pdf_words, input, &limits);
	if (work->sandbox == NULL)
		return next_retry(-1, "No process could be made.");
	return next_after(WATCH_MS, watch);
}

/* What pdftotext says of a file that it can not read, for people. */
static const char *
pdf_reason(struct job *job)
{
	const struct work *work = job->state;
	const char *complaint = sandbox_complaint(work->sandbox);

	log_info(&job->task, "pdftotext: %s",
	    text_prefix(job->task.arena, complaint, REASON_CHARACTERS_MAX));
	if (strstr(complaint, "ncorrect password") != NULL)
		return "The PDF is locked with a password. Save it without one "
		       "and try again.";
	if (strstr(complaint, "Copying of text") != NULL)
		return "The author of the PDF does not allow its text to be "
		       "taken.";
	if (access(pdf_words[0], X_OK) != 0)
		return "This server can not read PDF: pdftotext is missing.";
	return "The file is no PDF, or a broken one.";
}

/* Words that were divided at the end of a line are one again. */
static const char *
join_words(struct arena *arena, const char *text)
{
	struct buf buf = buf_new(arena, strlen(text) + 1);

	for (const char *at = text; *at != '\0'; at++) {
		bool is_divided = at > text && at[0] == '-' && at[1] == '\n' &&
		    (at[-1] | 0x20) >= 'a' && (at[-1] | 0x20) <= 'z' &&
		    at[2] >= 'a' && at[2] <= 'z';

		if (is_divided)
			at++;
		else
			buf_add_char(&buf, *at);
	}
	return buf.len == 0 ? "" : buf.data;
}

static struct next
take_pdf(struct job *job)
{
	struct work *work = job->state;
	const struct buf *output = sandbox_output(work->sandbox);

	work->text = output->len == 0
	    ? ""
	    : import_text(job->task.arena, output->data, output->len);
	if (work->text == NULL)
		return refuse_because(job, "The PDF has no readable text.");
	if (*work->text == '\0')
		return refuse_because(job,
		    "There is no text in the PDF: is it made of pictures?");
	if (strlen(work->text) > DOCUMENT_BYTES_MAX)
		return refuse_because(
		    job, "The PDF has more than 512 KiB of text. Split it.");
	work->text = join_words(job->task.arena, work->text);
	return next_step(store);
}

static struct next
watch(struct job *job)
{
	struct work *work = job->state;

	switch (sandbox_look(work->sandbox)) {
	case SANDBOX_RUNNING:
		return next_after(WATCH_MS, watch);
	case SANDBOX_DONE:
		return take_pdf(job);
	case SANDBOX_LATE:
		return refuse_because(
		    job, "Reading the PDF took longer than 20 seconds.");
	case SANDBOX_LONG:
		return refuse_because(
		    job, "The PDF has more than 512 KiB of text. Split it.");
	default:
		return refuse_because(job, pdf_reason(job));
	}
}

static struct next
begin(struct job *job)
{
	struct task *task = &job->task;
	struct work *work = arena_new(task->arena, struct work);

	job->state = work;
	if (!text_to_int64(job->row->key, &work->id))
		return next_give_up("The key of the job is no import.");
	work->import = import_find(task, work->id);
	if (work->import == NULL && task->problem->kind == NOT_FOUND) {
		task_forgive(task);
		return next_done();
	}
	if (work->import == NULL || !import_begin(task, work->id))
		return next_retry(-1, "The import was not loaded.");
	if (text_is_equal(work->import->state, "done") ||
	    text_is_equal(work->import->state, "failed")) {
		db_rollback(task);
		return next_done();
	}
	/* The documents are theirs who sent the file. */
	task->actor.user_id = work->import->created_by;
	if (!db_commit(task))
		return next_retry(-1, "The import was not marked.");
	return text_is_equal(work->import->kind, "pdf") ? start_pdf(job)
							: read_plain(job);
}

static struct next
store(struct job *job)
{
	struct task *task = &job->task;
	struct work *work = job->state;
	struct markdown markdown = markdown_read(task->arena, work->text, NULL);
	struct document_draft draft = { .title = markdown.title,
		.language = markdown.language,
		.text = work->text };
	const struct document *document;

	if (text_is_empty(draft.title) ||
	    text_is_equal(work->import->kind, "pdf"))
		draft.title = import_title(task->arena, work->import->name);
	document = document_put(task, &draft, work->import->name);
	if (document == NULL) {
		const struct problem *problem = task->problem;

		if (problem->kind != INVALID && problem->kind != CONFLICT)
			return next_retry(-1, "The document was not stored.");
		work->reason = problem->errors == NULL
		    ? problem->detail
		    : arena_printf(
			  task->arena, "The text %s.", problem->errors->detail);
		db_rollback(task);
		task_forgive(task);
		return next_step(refuse);
	}
	if (!import_end(task, work->id, document->id, NULL))
		return next_retry(-1, "The import was not ended.");
	return next_done();
}

static struct next
refuse(struct job *job)
{
	struct work *work = job->state;

	if (!import_end(&job->task, work->id, 0, work->reason))
		return next_retry(-1, "The refusal was not stored.");
	return next_done();
}

static void
set_aside(struct job *job, const char *reason not_used)
{
	int64_t id;

	if (text_to_int64(job->row->key, &id) &&
	    !import_end(&job->task, id, 0,
		"The file could not be read; trying again and again did not "
		"help."))
		log_warn(&job->task, "an import was not ended");
}

const struct job_kind knowledge_jobs[] = {
	{ .name = JOB_KNOWLEDGE_IMPORT,
	    .first = begin,
	    .set_aside = set_aside,
	    .attempts_max = ATTEMPTS_MAX,
	    .running_max = RUNNING_MAX },
	{ 0 },
};
