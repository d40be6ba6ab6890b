/*
 * fastcgi.c - the life of a child: one connection, one request, at a time.
 *
 * The connection is accepted here and not by libfcgi: signals are let in only
 * while nothing was accepted yet, so a request that came in is never torn by
 * the end of its child. The descriptor is also closed here, at once, which is
 * safe because the input was read to its end; libfcgi would linger.
 *
 * SPDX-License-Identifier: ISC
 */
#include <errno.h>
#include <fcgiapp.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/check.h"
#include "base/config.h"
#include "base/crypto.h"
#include "base/log.h"
#include "base/text.h"
#include "data/cache.h"
#include "data/db.h"
#include "web/exchange.h"
#include "web/limits.h"
#include "web/program.h"

enum {
	ARENA_FIRST_BYTES = 64 * 1024,
	ARENA_CAP_BYTES = 256 * 1024 * 1024,
	MEASURE_EVERY = 1000,           /* requests */
	SOCKET_HOLDS_BYTES = 32 * 1024, /* without waiting for the reader */
	TIMEOUT_STEP_MS = 1000,
	LINGER_MS = 1000,
	REQUEST_ID_MIN = 8,
	REQUEST_ID_MAX = 64
};

struct child {
	const struct program *program;
	struct scoreboard_slot *slot;
	struct arena *life;  /* as long as the child */
	struct arena *arena; /* as long as a request */
	struct db *db;       /* NULL where the program has none */
	struct cache *cache;
	struct limits *limits;
	const char *id_prefix; /* random, so that no two children meet */
	uint64_t request_count;
	FCGX_Request fcgi;
	sigset_t quiet; /* the signals that end a child */
	int64_t retire_requests;
	bool should_end;
	int status;
};

/* The input of one FastCGI request. */
struct fastcgi_source {
	struct request_source base; /* first: a source */
	FCGX_Request *fcgi;
	int64_t timeout_at_ms; /* when the timeout was last set */
};

static void
set_timeout(int connection, int option, int64_t ms)
{
	struct timeval limit = { .tv_sec = ms / 1000,
		.tv_usec = ms % 1000 * 1000 };

	/* Fails only for a connection that is gone, which the next read or
	 * write will say. */
	(void)setsockopt(connection, SOL_SOCKET, option, &limit, sizeof(limit));
}

/* libfcgi reads until it has all that it was asked for; asking only for what
 * has arrived lets a slow sender run into the deadline. */
static ssize_t
source_read(struct request_source *base, char *bytes, size_t len)
{
	struct fastcgi_source *source = (struct fastcgi_source *)base;
	FCGX_Stream *in = source->fcgi->in;
	int64_t now_ms;
	size_t there;
	int first;

	if (base->is_read_whole)
		return 0;
	now_ms = monotonic_ms();
	if (now_ms >= base->deadline_ms)
		return -1;
	if (now_ms - source->timeout_at_ms >= TIMEOUT_STEP_MS) {
		set_timeout(source->fcgi->ipcFd, SO_RCVTIMEO,
		    base->deadline_ms - now_ms);
		source->timeout_at_ms = now_ms;
	}
	first = FCGX_GetChar(in);
	if (first == EOF) {
		base->is_read_whole = FCGX_GetError(in) == 0;
		return base->is_read_whole ? 0 : -1;
	}
	bytes[0] = (char)first;
	there = (size_t)(in->stop - in->rdNext);
	if (there > len - 1)
		there = len - 1;
	if (there > 0)
		there = (size_t)FCGX_GetStr(bytes + 1, (int)there, in);
	return (ssize_t)(1 + there);
}

static bool
is_request_id(const char *id)
{
	static const char plain[] =
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "0123456789_-";
	size_t len = id == NULL ? 0 : strspn(id, plain);

	return len >= REQUEST_ID_MIN && len <= REQUEST_ID_MAX &&
	    id[len] == '\0';
}

static const char *
request_id_of(struct child *child, const struct request_source *source)
{
	const char *given = source_param(source, "HTTP_X_REQUEST_ID");

	if (is_request_id(given))
		return arena_copy(child->arena, given);
	return arena_printf(child->arena, "%s%06" PRIx64, child->id_prefix,
	    child->request_count);
}

static void
request_begin(struct child *child, struct request *req,
    struct request_source *source, struct reply *reply)
{
	*req = (struct request){
		.task = {
			.arena = child->arena,
			.config = child->program->config,
			.db = child->db,
			.cache = child->cache,
			.id = request_id_of(child, source),
			.what = "-",
			.actor = { 0, ROLE_PUBLIC },
			.deadline_ms = source->deadline_ms,
		},
		.app = child->program->app,
		.program = child->program,
		.limits = child->limits,
		.reply = reply,
		.source = source,
	};
}

static void
set_busy(struct child *child, int64_t since_ms)
{
	__atomic_store_n(
	    &child->slot->busy_since_ms, since_ms, __ATOMIC_RELAXED);
}

/* The next part of a body, as a task of its own. */
static enum stream
stream_next(struct child *child, const struct request *req, struct buf *out)
{
	int64_t now_ms = monotonic_ms();
	struct task task = {
		.arena = out->arena,
		.config = req->task.config,
		.db = req->task.db,
		.cache = req->task.cache,
		.tenant_id = req->task.tenant_id,
		.actor = req->task.actor,
		.id = req->task.id,
		.what = req->task.what,
		.deadline_ms = now_ms + req->task.config->request_deadline_ms,
	};
	enum stream stream;

	set_busy(child, now_ms);
	db_read_only(&task);
	stream = req->reply->stream(&task, req->reply->stream_state, out);
	if (stream == STREAM_FAILED || !db_commit(&task) || out->overflowed) {
		db_rollback(&task);
		log_error(&req->task, "the answer broke off: %s",
		    task.problem == NULL ? "a part is too large"
					 : task.problem->detail);
		return STREAM_FAILED;
	}
	return stream;
}

/* False when it broke off; then the end that libfcgi writes must not follow. */
static bool
stream_send(struct child *child, const struct request *req)
{
	enum stream stream = STREAM_MORE;

	if (req->reply->stream == NULL || req->is_head)
		return true;
	while (stream == STREAM_MORE) {
		struct arena *arena =
		    arena_create(ARENA_FIRST_BYTES, (size_t)ARENA_CAP_BYTES);
		struct buf out = buf_new(arena, STREAM_BYTES_MAX);

		stream = stream_next(child, req, &out);
		if (stream != STREAM_FAILED && out.len > 0 &&
		    FCGX_PutStr(out.data, (int)out.len, child->fcgi.out) < 0)
			stream = STREAM_FAILED;
		arena_free(arena);
	}
	return stream == STREAM_END;
}

/* False when the other side is gone or takes the answer too slowly. */
static bool
request_send(struct child *child, struct request *req)
{
	FCGX_Stream *out = child->fcgi.out;
	size_t head_len, body_len = reply_body_len(req);
	const char *head = reply_head(req, &head_len);

	check(head != NULL && head_len < INT32_MAX && body_len < INT32_MAX);
	if (head_len + body_len > SOCKET_HOLDS_BYTES ||
	    req->reply->stream != NULL)
		set_timeout(child->fcgi.ipcFd, SO_SNDTIMEO,
		    child->program->config->request_deadline_ms);
	(void)FCGX_PutStr(head, (int)head_len, out);
	if (body_len > 0)
		(void)FCGX_PutStr(req->reply->body, (int)body_len, out);
	if (!stream_send(child, req))
		return false;
	/* In this order head, body and end leave in one write. */
	(void)FCGX_FClose(child->fcgi.err);
	return FCGX_FClose(out) == 0;
}

/* What still comes is read for a moment, so that the other side finds the
 * answer before it finds the connection broken. */
static void
linger(int connection)
{
	int64_t end_ms = monotonic_ms() + LINGER_MS;
	char bytes[4096];

	(void)shutdown(connection, SHUT_WR);
	set_timeout(connection, SO_RCVTIMEO, LINGER_MS);
	while (read(connection, bytes, sizeof(bytes)) > 0 &&
	    monotonic_ms() < end_ms)
		continue;
}

static void
connection_end(struct child *child, const struct request_source *source)
{
	FCGX_Request *fcgi = &child->fcgi;

	if (!source->is_read_whole)
		linger(fcgi->ipcFd);
	(void)close(fcgi->ipcFd);
	fcgi->ipcFd = -1;
	FCGX_Free(fcgi, 0);
}

static void
serve_request(struct child *child)
{
	int64_t since_us = monotonic_us();
	struct fastcgi_source source = {
		.base = {
			.params = child->fcgi.envp,
			.deadline_ms = since_us / 1000 +
			    child->program->config->request_deadline_ms,
			.read = source_read,
		},
		.fcgi = &child->fcgi,
		.timeout_at_ms = since_us / 1000,
	};
	struct reply reply = { 0 };
	struct request req;

	request_begin(child, &req, &source.base, &reply);
	check_watch(&req.task);
	dispatch(&req);
	reply_mark_kept(&req);
	if (!request_send(child, &req))
		log_debug(&req.task, "the answer found nobody");
	connection_end(child, &source.base);
	log_access(&req.task, reply.status, monotonic_us() - since_us,
	    reply_body_len(&req));
	reply_publish_kept(&req);
	reply_act_afterwards(&req);
	check_watch(NULL);
	arena_clear(child->arena);
}

/* The next connection, -1 when a signal came or it was gone again. */
static int
next_connection(struct child *child)
{
	int connection;

	check(sigprocmask(SIG_UNBLOCK, &child->quiet, NULL) == 0);
	child->should_end = prefork_should_end();
	connection = child->should_end
	    ? -1
	    : accept(child->program->listen_socket, NULL, NULL);
	if (connection < 0 && !child->should_end && errno != EINTR &&
	    errno != ECONNABORTED) {
		log_error(NULL, "no connection: %s", strerror(errno));
		child->should_end = true;
		child->status = EXIT_FAILURE;
	}
	check(sigprocmask(SIG_BLOCK, &child->quiet, NULL) == 0);
	return connection;
}

static void
serve_connection(struct child *child, int connection)
{
	FCGX_Request *fcgi = &child->fcgi;

	set_busy(child, monotonic_ms());
	set_timeout(connection, SO_RCVTIMEO,
	    child->program->config->request_deadline_ms);
	/* A request that has a connection makes libfcgi read from it; it has
	 * no listening socket to accept another. */
	fcgi->ipcFd = connection;
	fcgi->keepConnection = 1;
	if (FCGX_Accept_r(fcgi) == 0) {
		child->request_count++;
		child->slot->request_count++;
		serve_request(child);
	}
	set_busy(child, 0);
}

static bool
has_served_enough(struct child *child)
{
	const struct config *config = child->program->config;

	if (child->retire_requests > 0 &&
	    child->slot->request_count >= child->retire_requests)
		return true;
	if (child->request_count == 0 ||
	    child->request_count % MEASURE_EVERY != 0)
		return false;
	child->slot->memory_bytes = prefork_memory_bytes();
	return config->retire_memory_mb > 0 &&
	    child->slot->memory_bytes > config->retire_memory_mb * 1024 * 1024;
}

/* Up to a tenth more, so that children do not all retire at once. */
static int64_t
spread(int64_t requests)
{
	uint32_t random;

	crypto_random(&random, sizeof(random));
	return requests < 10 ? requests : requests + random % (requests / 10);
}

static void
child_begin(struct child *child)
{
	const struct program *program = child->program;
	unsigned char prefix[9];

	child->life = arena_create(ARENA_FIRST_BYTES, (size_t)ARENA_CAP_BYTES);
	child->arena = arena_create(ARENA_FIRST_BYTES, (size_t)ARENA_CAP_BYTES);
	child->limits = limits_new(child->life);
	child->retire_requests = spread(program->config->retire_requests);
	crypto_random(prefix, sizeof(prefix));
	child->id_prefix = text_base64url(child->life, prefix, sizeof(prefix));
	if (program->app->database_role != NULL)
		child->db =
		    db_open(program->config, program->app->database_role);
	child->cache = cache_open(program->config);
	sigemptyset(&child->quiet);
	sigaddset(&child->quiet, SIGTERM);
	sigaddset(&child->quiet, SIGALRM);
	check(sigprocmask(SIG_BLOCK, &child->quiet, NULL) == 0);
	check(FCGX_Init() == 0);
	check(
	    FCGX_InitRequest(&child->fcgi, -1, FCGI_FAIL_ACCEPT_ON_INTR) == 0);
}

static void
child_end(struct child *child)
{
	if (child->db != NULL)
		db_close(child->db);
	cache_close(child->cache);
	arena_free(child->arena);
	arena_free(child->life);
}

int
fastcgi_serve(const struct program *program, struct scoreboard_slot *slot)
{
	struct child child = { .program = program, .slot = slot };

	child_begin(&child);
	slot->memory_bytes = prefork_memory_bytes();
	while (!child.should_end && !has_served_enough(&child)) {
		int connection = next_connection(&child);

		if (connection >= 0)
			serve_connection(&child, connection);
	}
	child_end(&child);
	return child.status;
}
