/*
 * trial.c - a worker program with jobs of all kinds, and its process.
 *
 * SPDX-License-Identifier: ISC
 */
#include "trial.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/check.h"
#include "base/json.h"
#include "data/cache.h"
#include "data/channels.h"
#include "work/worker.h"

enum { PATIENCE_MS = 15000 };

/* clang-format off */
static const struct query note_add = { "note_add",
    "INSERT INTO notes (key, note) VALUES ($1, $2)" };
/* clang-format on */

static const char *const wake_channels[] = { CHANNEL_INBOUND, NULL };

static void
note(struct job *job, const char *text)
{
	db_queue(&job->task, &note_add, ARGS(arg(job->row->key), arg(text)));
}

static struct next
note_ran(struct job *job)
{
	note(job, "ran");
	return next_done();
}

static struct next
steps_three(struct job *job)
{
	note(job, "three");
	return next_done();
}

static struct next
steps_two(struct job *job)
{
	note(job, "two");
	return next_after(100, steps_three);
}

static struct next
steps_one(struct job *job)
{
	note(job, "one");
	return next_step(steps_two);
}

static struct next
call_two(struct job *job)
{
	note(job, job->response->body);
	return next_done();
}

static struct next
call_one(struct job *job)
{
	struct http_call *call = arena_new(job->task.arena, struct http_call);

	*call = (struct http_call){
		.method = "POST",
		.url = json_text_at(job->row->payload, "url"),
		.timeout_ms = 20000,
		.connect_timeout_ms = 10000,
		.response_max_bytes = 1000,
		.trust = HTTP_TRUSTED,
	};
	note(job, "called");
	return next_call(call, call_two);
}

static struct next
failing(struct job *job)
{
	note(job, "undone");
	return next_retry(-1, "it does not work");
}

static struct next
broken(struct job *job)
{
	note(job, "undone");
	fail(&job->task, NOT_FOUND, "There is no such thing.");
	return next_done();
}

static struct next
flaky(struct job *job)
{
	if (job->row->attempts == 1) {
		fail_for_now(&job->task, UNAVAILABLE, 10, "Not just now.");
		return next_done();
	}
	note(job, "ran");
	return next_done();
}

static struct next
killer(struct job *job not_used)
{
	(void)raise(SIGKILL);
	return next_done();
}

static struct next
own_end(struct job *job)
{
	note(job, "ran");
	if (job->row->attempts == 1)
		check(queue_retry(&job->task, job->row, job->worker, 0, "own"));
	else
		check(queue_finish(&job->task, job->row, job->worker));
	return next_ended();
}

static void
tell(struct job *job, const char *reason)
{
	note(job, reason);
}

static void
fail_to_tell(struct job *job, const char *reason)
{
	note(job, reason);
	fail(&job->task, INTERNAL, "Nobody listens.");
}

/* clang-format off */
static const struct job_kind kinds[] = {
	{ "note",    note_ran,  NULL,         0 },
	{ "steps",   steps_one, NULL,         0 },
	{ "call",    call_one,  NULL,         0 },
	{ "failing", failing,   tell,         3 },
	{ "broken",  broken,    fail_to_tell, 0 },
	{ "flaky",   flaky,     NULL,         0 },
	{ "killer",  killer,    tell,         2 },
	{ "own_end", own_end,   NULL,         0 },
	{ 0 }
};
/* clang-format on */

static int64_t
capacity(const struct config *config)
{
	return config->agent_capacity;
}

static const struct worker worker = {
	.name = "agent",
	.database_role = "ariia_agent",
	.tables = (const struct job_kind *const[]){ kinds, NULL },
	.wake_channels = wake_channels,
	.capacity = capacity,
};

struct task *webhook;
struct arena *trial_arena;
pid_t worker_pid;

void
set(const char *name, const char *value)
{
	check(setenv(name, value, 1) == 0);
}

void
worker_start(const char *poll_ms, const char *lease_ms)
{
	char name[] = "ariia-agent";
	char *argv[] = { name, NULL };

	worker_pid = fork();
	ck_assert_int_ge(worker_pid, 0);
	if (worker_pid != 0)
		return;
	set("ARIIA_CONFIG", "/dev/null");
	/* Tests may run as root. */
	set("PRODUCTION", "false");
	set("SYSTEM_ADMIN_PASSWORD", "Correct-Horse-9-Battery");
	set("AUTH_SECRET", "0123456789abcdef0123456789abcdef");
	set("MASTER_KEY",
	    "00112233445566778899aabbccddeeff"
	    "00112233445566778899aabbccddeeff");
	set("DATABASE_URL", getenv("ARIIA_TEST_DATABASE"));
	set("REDIS_URL", getenv("ARIIA_TEST_REDIS"));
	set("POLL_MS", poll_ms);
	set("LEASE_MS", lease_ms);
	(void)setenv("AGENT_CAPACITY", "1100", 0);
	set("JOB_ATTEMPTS_MAX", "3");
	set("RETRY_BASE_MS", "20");
	set("RETRY_MAX_MS", "100");
	if (getenv("ARIIA_TEST_LOUD") == NULL)
		check(freopen("/dev/null", "w", stderr) != NULL);
	_exit(worker_main(&worker, 1, argv));
}

int
worker_end(void)
{
	int status = 0;

	ck_assert_int_eq(kill(worker_pid, SIGTERM), 0);
	ck_assert_int_eq(waitpid(worker_pid, &status, 0), worker_pid);
	worker_pid = 0;
	ck_assert(WIFEXITED(status));
	return WEXITSTATUS(status);
}

void
trial_setup(void)
{
	fixture_setup();
	webhook = fixture_task("ariia_webhook", FIRST);
	webhook->cache = cache_open(&fixture_config);
	trial_arena = arena_create(4096, 64 << 20);
}

void
trial_teardown(void)
{
	if (worker_pid != 0)
		(void)worker_end();
	cache_close(webhook->cache);
	fixture_teardown();
	arena_free(trial_arena);
}

void
add_to(
    int64_t tenant_id, const char *kind, const char *key, const char *payload)
{
	webhook->tenant_id = tenant_id;
	queue_add(webhook, kind, key, payload, 0);
	ck_assert(db_commit(webhook));
	cache_publish(webhook, wake_channels[0], "{}");
}

void
add(const char *kind, const char *key)
{
	add_to(FIRST, kind, key, NULL);
}

void
add_call(const char *key, const char *path)
{
	add_to(FIRST, "call", key,
	    arena_printf(trial_arena, "{\"url\": \"%s\"}",
		server_url(trial_arena, path)));
}

void
expect(const char *sql, int64_t wanted)
{
	int64_t end_ms = monotonic_ms() + PATIENCE_MS;

	while (admin_number("%s", sql) != wanted) {
		if (monotonic_ms() > end_ms)
			ck_abort_msg("%s: %" PRId64 " and not %" PRId64, sql,
			    admin_number("%s", sql), wanted);
		sleep_ms(5);
	}
}

void
expect_notes(const char *key, int64_t count)
{
	expect(arena_printf(trial_arena,
		   "SELECT count(*) FROM notes WHERE key = '%s'", key),
	    count);
}

void
expect_no_jobs(void)
{
	expect("SELECT count(*) FROM jobs", 0);
}
