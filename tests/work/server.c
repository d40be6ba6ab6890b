/*
 * server.c - an HTTP server that behaves badly on demand.
 *
 *	/ok             200 "hello"
 *	/echo           200 with the request itself as body
 *	/slow/MS        200 "slow" after MS milliseconds
 *	/status/NNN     NNN with Retry-After: 7 and X-Should-Retry: true
 *	/date           429 with a Retry-After date 30 s ahead
 *	/ms             429 with Retry-After: 9 and Retry-After-Ms: 250
 *	/redirect       302 to /ok
 *	/early          a 100 with a Retry-After before the 200
 *	/close          reads the request and closes
 *	/second         answers the first request of a connection, closes then
 *	/cut            announces 100 bytes, sends 10 and closes
 *	/endless        a body without an end
 *	/headers        headers without an end
 *
 * SPDX-License-Identifier: ISC
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/check.h"
#include "base/text.h"
#include "work_test.h"

enum {
	CONNECTIONS_MAX = 2048,
	REQUEST_BYTES_MAX = 8192,
	TICK_MS = 5,
	DATE_AHEAD_MS = 30000,
};

struct connection {
	char request[REQUEST_BYTES_MAX + 1];
	size_t len;
	int requests;
	int64_t answer_at_ms; /* of /slow; 0: none is waited for */
	const char *flood;    /* what is written over and over; NULL: nothing */
	bool is_open;
};

volatile struct server_counts *server_counts;
static int listener = -1;
static int port;
static pid_t server_pid;
static struct connection *connections; /* by descriptor */
static int epoll;

static void
connection_close(int fd)
{
	connections[fd] = (struct connection){ 0 };
	server_counts->open--;
	(void)close(fd);
}

static void
send_text(int fd, const char *text)
{
	/* What does not go out at once is of no interest to any test. */
	(void)!send(fd, text, strlen(text), MSG_NOSIGNAL);
}

static void
answer(int fd, int status, const char *headers, const char *body)
{
	static char text[2 * REQUEST_BYTES_MAX];

	(void)snprintf(text, sizeof(text),
	    "HTTP/1.1 %d Whatever\r\nContent-Length: %zu\r\n%s\r\n%s", status,
	    strlen(body), headers, body);
	send_text(fd, text);
}

static void
flood(int fd, const char *begin, const char *text)
{
	struct epoll_event event = { .events = EPOLLOUT, .data.fd = fd };

	send_text(fd, begin);
	connections[fd].flood = text;
	(void)epoll_ctl(epoll, EPOLL_CTL_MOD, fd, &event);
}

static void
answer_date(int fd)
{
	struct arena *arena = arena_create(256, 4096);

	answer(fd, 429,
	    arena_printf(arena, "Retry-After: %s\r\n",
		instant_format_http(
		    arena, instant_plus_ms(instant_now(), DATE_AHEAD_MS))),
	    "");
	arena_free(arena);
}

static bool
is_path(const char *path, const char *wanted)
{
	size_t len = strlen(wanted);

	return strncmp(path, wanted, len) == 0 &&
	    (path[len] == ' ' || wanted[len - 1] == '/');
}

/* The answers that leave the connection as it is; false for another path. */
static bool
answer_well(int fd, const char *path)
{
	if (is_path(path, "/ok"))
		answer(fd, 200, "Content-Type: text/plain\r\n", "hello");
	else if (is_path(path, "/echo"))
		answer(fd, 200, "", connections[fd].request);
	else if (is_path(path, "/slow/"))
		connections[fd].answer_at_ms =
		    monotonic_ms() + strtol(path + 6, NULL, 10);
	else if (is_path(path, "/status/"))
		answer(fd, (int)strtol(path + 8, NULL, 10),
		    "Retry-After: 7\r\nX-Should-Retry:  true \r\n", "no");
	else if (is_path(path, "/date"))
		answer_date(fd);
	else if (is_path(path, "/ms"))
		answer(
		    fd, 429, "Retry-After-Ms: 250\r\nRetry-After: 9\r\n", "");
	else if (is_path(path, "/redirect"))
		answer(fd, 302, "Location: /ok\r\n", "");
	else if (is_path(path, "/early")) {
		send_text(
		    fd, "HTTP/1.1 100 Continue\r\nRetry-After: 5\r\n\r\n");
		answer(fd, 200, "", "late");
	} else if (is_path(path, "/second") && connections[fd].requests == 1)
		answer(fd, 200, "", "first");
	else
		return false;
	return true;
}

static void
answer_request(int fd)
{
	const char *path = strchr(connections[fd].request, ' ');

	server_counts->requests++;
	connections[fd].requests++;
	if (path == NULL || answer_well(fd, path + 1))
		return;
	if (is_path(path + 1, "/endless"))
		flood(fd, "HTTP/1.1 200 OK\r\n\r\n", "xxxxxxxxxxxxxxxxxxxxxx");
	else if (is_path(path + 1, "/headers"))
		flood(fd, "HTTP/1.1 200 OK\r\n", "X-More: and more\r\n");
	else {
		if (is_path(path + 1, "/cut"))
			send_text(fd,
			    "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n"
			    "0123456789");
		connection_close(fd);
	}
}

/* Where the request ends, 0 while it is not whole. */
static size_t
request_end(const char *request)
{
	const char *end = strstr(request, "\r\n\r\n");
	const char *length = strcasestr(request, "content-length:");
	size_t body_len = 0;

	if (end == NULL)
		return 0;
	if (length != NULL && length < end)
		body_len = strtoul(length + 15, NULL, 10);
	if (strlen(end + 4) < body_len)
		return 0;
	return (size_t)(end + 4 - request) + body_len;
}

static void
connection_read(int fd)
{
	struct connection *connection = &connections[fd];
	ssize_t got = read(fd, connection->request + connection->len,
	    REQUEST_BYTES_MAX - connection->len);

	if (got <= 0) {
		connection_close(fd);
		return;
	}
	connection->len += (size_t)got;
	connection->request[connection->len] = '\0';
	if (request_end(connection->request) == 0)
		return;
	connection->len = 0;
	answer_request(fd);
}

static void
connection_accept(void)
{
	struct epoll_event event = { .events = EPOLLIN };
	int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

	if (fd < 0)
		return;
	check(fd < CONNECTIONS_MAX);
	connections[fd].is_open = true;
	server_counts->connections++;
	server_counts->open++;
	if (server_counts->open > server_counts->open_max)
		server_counts->open_max = server_counts->open;
	event.data.fd = fd;
	check(epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) == 0);
}

static void
answer_slow(void)
{
	int64_t now_ms = monotonic_ms();
	int fd;

	for (fd = 0; fd < CONNECTIONS_MAX; fd++) {
		if (connections[fd].answer_at_ms == 0 ||
		    connections[fd].answer_at_ms > now_ms)
			continue;
		connections[fd].answer_at_ms = 0;
		answer(fd, 200, "", "slow");
	}
}

static void
serve(void)
{
	struct epoll_event events[64];
	int count, i, fd;

	for (;;) {
		count = epoll_wait(epoll, events, 64, TICK_MS);
		for (i = 0; i < count; i++) {
			fd = events[i].data.fd;
			if (fd == listener)
				connection_accept();
			else if (connections[fd].flood == NULL)
				connection_read(fd);
			else if (send(fd, connections[fd].flood,
				     strlen(connections[fd].flood),
				     MSG_NOSIGNAL) < 0 &&
			    errno != EAGAIN)
				connection_close(fd);
		}
		answer_slow();
	}
}

static void *
shared(size_t size_bytes)
{
	void *memory = mmap(NULL, size_bytes, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	check(memory != MAP_FAILED);
	return memory;
}

void
server_start(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	struct epoll_event event = { .events = EPOLLIN };
	struct rlimit files;
	socklen_t len = sizeof(address);

	check(getrlimit(RLIMIT_NOFILE, &files) == 0);
	files.rlim_cur = files.rlim_max;
	check(setrlimit(RLIMIT_NOFILE, &files) == 0);
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	check(listener >= 0 &&
	    bind(listener, (struct sockaddr *)&address, len) == 0 &&
	    listen(listener, 1024) == 0 &&
	    getsockname(listener, (struct sockaddr *)&address, &len) == 0);
	port = ntohs(address.sin_port);
	server_counts = shared(sizeof(*server_counts));
	server_pid = fork();
	check(server_pid >= 0);
	if (server_pid != 0)
		return;
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	connections = shared(CONNECTIONS_MAX * sizeof(*connections));
	epoll = epoll_create1(EPOLL_CLOEXEC);
	event.data.fd = listener;
	check(epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event) == 0);
	serve();
}

void
server_stop(void)
{
	(void)kill(server_pid, SIGKILL);
	(void)waitpid(server_pid, NULL, 0);
	(void)close(listener);
}

const char *
server_url(struct arena *arena, const char *path)
{
	return arena_printf(arena, "http://127.0.0.1:%d%s", port, path);
}
