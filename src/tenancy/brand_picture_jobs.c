/*
 * brand_picture_jobs.c - a stranger's picture becomes the studio's, or a reason
 * why not.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tenancy/brand_picture_jobs.h"

#include <errno.h>
#include <unistd.h>

#include "base/config.h"
#include "base/file.h"
#include "base/log.h"
#include "base/text.h"
#include "tenancy/brand_picture.h"
#include "work/sandbox.h"

enum {
	WATCH_MS = 50,
	TIME_MS = 10000,
	CPU_S = 8,
	MEMORY_BYTES = 448 << 20,
	FETCH_TIMEOUT_MS = 15000,
	/* Each sandbox may use that much memory. */
	RUNNING_MAX = 2,
	ATTEMPTS_MAX = 4,
	WORD_CHARACTERS_MAX = 20,
};

struct work {
	const struct brand_upload *upload;
	const char *bytes;
	size_t len;
	struct sandbox *sandbox;
	struct picture_set set;
	const char *reason;
};

static struct next decode(struct job *job);
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

static bool
is_passing(const struct http_response *response)
{
	return response->outcome == HTTP_NOT_SENT ||
	    response->outcome == HTTP_UNKNOWN ||
	    (response->outcome == HTTP_ANSWERED &&
		(response->status == 429 || response->status >= 500));
}

/* Somebody waits on the page: two more tries, then the reason. */
static struct next
end_by_answer(struct job *job)
{
	const struct http_response *response = job->response;

	if (is_passing(response) && job->row->attempts < ATTEMPTS_MAX - 1)
		return next_retry(1000, "the address does not answer");
	if (response->outcome == HTTP_REFUSED)
		return refuse_because(job,
		    "The address is inside our own network, which is not "
		    "called.");
	if (response->outcome == HTTP_OVERLONG)
		return refuse_because(job, "A picture may have at most 2 MiB.");
	if (response->outcome != HTTP_ANSWERED)
		return refuse_because(job, "The address does not answer.");
	if (response->status >= 300 && response->status < 400)
		return refuse_because(job,
		    "The picture has moved: give the address that it has now.");
	return refuse_because(job,
	    arena_printf(job->task.arena,
		"The address does not give the picture: %d.",
		response->status));
}

static struct next
take(struct job *job)
{
	struct work *work = job->state;

	if (job->response->outcome != HTTP_ANSWERED ||
	    job->response->status != 200)
		return end_by_answer(job);
	work->bytes = job->response->body;
	work->len = job->response->body_len;
	if (picture_sniff(work->bytes, work->len) == PICTURE_UNKNOWN)
		return refuse_because(job, picture_fault_text(PICTURE_FOREIGN));
	return next_step(decode);
}

static struct next
fetch(struct job *job)
{
	const struct work *work = job->state;
	struct http_call *call = arena_new(job->task.arena, struct http_call);

	call->method = "GET";
	call->url = work->upload->name;
	call->headers[0] = (struct http_header){ "Accept",
		"image/png, image/webp, image/jpeg, image/svg+xml" };
	call->timeout_ms = FETCH_TIMEOUT_MS;
	call->response_max_bytes = PICTURE_BYTES_MAX;
	call->trust = HTTP_GUARDED;
	return next_call(call, take);
}

static struct next
begin(struct job *job)
{
	struct work *work = arena_new(job->task.arena, struct work);

	job->state = work;
	work->upload = brand_upload_find(&job->task, job->row->key);
	if (work->upload == NULL)
		return task_has_failed(&job->task)
		    ? next_retry(-1, "the picture can not be read")
		    : next_done();
	if (text_is_equal(work->upload->state, "fetching"))
		return fetch(job);
	work->bytes =
	    text_unbase64(job->task.arena, work->upload->base64, &work->len);
	if (work->bytes == NULL)
		return next_give_up("the picture is broken in the database");
	return next_step(decode);
}

static struct next
decode(struct job *job)
{
	struct work *work = job->state;
	const char *const words[] = { job->task.config->image_program,
		work->upload->slot, NULL };
	const struct sandbox_limits limits = { .time_ms = TIME_MS,
		.cpu_s = CPU_S,
		.memory_bytes = MEMORY_BYTES,
		.output_bytes = PICTURE_SET_BYTES_MAX };
	int input = sandbox_input();

	if (input < 0)
		return next_retry(-1, "there is no memory for the picture");
	if (!file_write(input, work->bytes, work->len)) {
		(void)close(input);
		return next_retry(-1, "there is no memory for the picture");
	}
	work->sandbox = sandbox_start(job->task.arena, words, input, &limits);
	if (work->sandbox == NULL)
		return next_retry(-1, "no process could be made");
	return next_after(WATCH_MS, watch);
}

static struct next
take_set(struct job *job)
{
	struct work *work = job->state;
	const struct buf *output = sandbox_output(work->sandbox);

	if (output->len == 0 ||
	    !picture_set_read(
		job->task.arena, output->data, output->len, &work->set))
		return refuse_because(job, picture_fault_text(PICTURE_BROKEN));
	return next_step(store);
}

static struct next
tell_fault(struct job *job)
{
	const struct work *work = job->state;
	const char *word = text_prefix(job->task.arena,
	    sandbox_complaint(work->sandbox), WORD_CHARACTERS_MAX);

	if (access(job->task.config->image_program, X_OK) != 0) {
		log_error(&job->task, "%s: %s", job->task.config->image_program,
		    strerror(errno));
		return refuse_because(job,
		    "This server can not read pictures: ariia-image is "
		    "missing.");
	}
	log_event(&job->task, LOG_INFO, "brand_picture_refused", "%s: %s",
	    work->upload->slot, word);
	return refuse_because(job, picture_fault_text(picture_fault_of(word)));
}

static struct next
watch(struct job *job)
{
	const struct work *work = job->state;

	switch (sandbox_look(work->sandbox)) {
	case SANDBOX_RUNNING:
		return next_after(WATCH_MS, watch);
	case SANDBOX_DONE:
		return take_set(job);
	case SANDBOX_LATE:
		return refuse_because(
		    job, "Reading the picture took longer than 10 seconds.");
	default:
		return tell_fault(job);
	}
}

static struct next
store(struct job *job)
{
	struct task *task = &job->task;
	const struct work *work = job->state;
	bool is_current;

	if (!brand_upload_show(task, work->upload, &work->set, &is_current))
		return next_retry(-1, "the picture was not stored");
	/* Another one came meanwhile: the job was asked for again. */
	if (!is_current)
		log_event(task, LOG_INFO, "brand_picture_replaced", "%s",
		    work->upload->slot);
	return next_done();
}

static struct next
refuse(struct job *job)
{
	const struct work *work = job->state;

	if (!brand_upload_refuse(&job->task, work->upload, work->reason))
		return next_retry(-1, "the refusal was not stored");
	return next_done();
}

static void
set_aside(struct job *job, const char *reason not_used)
{
	const struct brand_upload *upload =
	    brand_upload_find(&job->task, job->row->key);

	if (upload != NULL &&
	    !brand_upload_refuse(&job->task, upload,
		"The picture could not be read; trying again and again did "
		"not help."))
		log_warn(&job->task, "a picture was not refused");
}

const struct job_kind brand_picture_jobs[] = {
	{ .name = JOB_BRAND_PICTURE,
	    .first = begin,
	    .set_aside = set_aside,
	    .attempts_max = ATTEMPTS_MAX,
	    .running_max = RUNNING_MAX },
	{ 0 },
};
