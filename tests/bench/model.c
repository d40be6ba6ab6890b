/*
 * model.c - a slow model and a quick Graph API for thousands of calls at once,
 * in one process, so that the provider is not what is measured.
 *
 *	model --port N --delay MS --slow WORD=MS --rounds N
 *
 * A chat completion is answered after --delay, one whose newest words hold WORD
 * after the other time; everything else is a message that is accepted at once.
 * A model that is offered tools searches the knowledge base --rounds times
 * before it answers.
 *
 * SPDX-License-Identifier: ISC
 */
#define _GNU_SOURCE /* memmem, strcasestr, accept4 */

#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CALLERS_MAX = 4096, CALL_BYTES = 64 * 1024, BACKLOG = 1024 };

struct caller {
	char *call;
	size_t len;
	int64_t answer_at_ms; /* 0: the call is not whole */
	bool is_completion;
};

static struct pollfd polled[CALLERS_MAX + 1]; /* the first one listens */
static struct caller callers[CALLERS_MAX + 1];
static nfds_t count = 1;
static int64_t delay_ms, slow_ms, message_number;
static char *slow_word;
static size_t rounds;

static int64_t
now_ms(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * INT64_C(1000) + now.tv_nsec / 1000000;
}

static void
give_up(const char *reason)
{
	fprintf(stderr, "model: %s\n", reason);
	exit(EXIT_FAILURE);
}

static void
take_caller(void)
{
	int caller;

	while (count <= CALLERS_MAX) {
		caller = accept4(polled[0].fd, NULL, NULL, SOCK_NONBLOCK);
		if (caller < 0)
			return;
		polled[count] =
		    (struct pollfd){ .fd = caller, .events = POLLIN };
		callers[count].len = 0;
		callers[count].answer_at_ms = 0;
		if (callers[count].call == NULL)
			callers[count].call = malloc(CALL_BYTES);
		if (callers[count].call == NULL)
			give_up("no memory");
		count++;
	}
}

/* The last one takes the place. */
static void
drop(nfds_t i)
{
	struct caller dropped = callers[i];

	(void)close(polled[i].fd);
	count--;
	polled[i] = polled[count];
	callers[i] = callers[count];
	callers[count] = dropped;
}

static bool
is_whole(const struct caller *caller)
{
	const char *end = memmem(caller->call, caller->len, "\r\n\r\n", 4);
	const char *line;
	size_t body_len;

	if (end == NULL)
		return false;
	line = strcasestr(caller->call, "\r\ncontent-length:");
	body_len =
	    line == NULL || line > end ? 0 : strtoul(line + 17, NULL, 10);
	return caller->len >= (size_t)(end - caller->call) + 4 + body_len;
}

static void
decide(struct caller *caller)
{
	caller->is_completion =
	    strstr(caller->call, "/chat/completions") != NULL;
	caller->answer_at_ms = now_ms();
	if (caller->is_completion)
		caller->answer_at_ms +=
		    slow_word != NULL && strstr(caller->call, slow_word) != NULL
		    ? slow_ms
		    : delay_ms;
}

/* False when the caller is gone. */
static bool
listen_to(struct caller *caller, int socket)
{
	ssize_t got;

	while ((got = recv(socket, caller->call + caller->len,
		    CALL_BYTES - 1 - caller->len, 0)) > 0) {
		caller->len += (size_t)got;
		caller->call[caller->len] = '\0';
	}
	if (got == 0 || (errno != EAGAIN && errno != EINTR))
		return false;
	if (caller->answer_at_ms == 0 && is_whole(caller))
		decide(caller);
	return true;
}

/* How many results of tools stand in the call. */
static size_t
results(const char *call)
{
	static const char mark[] = "\"role\":\"tool\"";
	size_t found = 0;

	while ((call = strstr(call, mark)) != NULL) {
		call += sizeof(mark) - 1;
		found++;
	}
	return found;
}

static bool
wants_tool(const char *call)
{
	return strstr(call, "\"tools\":") != NULL && results(call) < rounds;
}

static void
answer(struct caller *caller, int socket)
{
	char body[512], reply[1024];
	int len;

	if (caller->is_completion && wants_tool(caller->call))
		len = snprintf(body, sizeof(body),
		    "{\"id\":\"c\",\"object\":\"chat.completion\",\"model\":"
		    "\"bench\",\"choices\":[{\"index\":0,\"message\":{\"role\":"
		    "\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":"
		    "\"call_%zu\",\"type\":\"function\",\"function\":{\"name\":"
		    "\"search_knowledge\",\"arguments\":\"{\\\"query\\\":"
		    "\\\"Sauna %zu\\\"}\"}}]},\"finish_reason\":"
		    "\"tool_calls\"}],\"usage\":{\"prompt_tokens\":1500,"
		    "\"completion_tokens\":20,\"total_tokens\":1520}}",
		    results(caller->call), results(caller->call));
	else if (caller->is_completion)
		len = snprintf(body, sizeof(body),
		    "{\"id\":\"c\",\"object\":\"chat.completion\",\"model\":"
		    "\"bench\",\"choices\":[{\"index\":0,\"message\":{\"role\":"
		    "\"assistant\",\"content\":\"Gern.\"},\"finish_reason\":"
		    "\"stop\"}],\"usage\":{\"prompt_tokens\":100,"
		    "\"completion_tokens\":10,\"total_tokens\":110}}");
	else
		len = snprintf(body, sizeof(body),
		    "{\"messaging_product\":\"whatsapp\",\"messages\":[{\"id\":"
		    "\"wamid.model.%d.%" PRId64 "\"}]}",
		    (int)getpid(), ++message_number);
	len = snprintf(reply, sizeof(reply),
	    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
	    "Content-Length: %d\r\n\r\n%s",
	    len, body);
	/* It fits an empty socket; a caller that is gone shows on reading. */
	(void)send(socket, reply, (size_t)len, MSG_NOSIGNAL);
	caller->len = 0;
	caller->answer_at_ms = 0;
}

/* Milliseconds till the next answer is due, -1 for none. */
static int
answer_due(void)
{
	int64_t now = now_ms(), next = -1;

	for (nfds_t i = 1; i < count; i++) {
		int64_t left = callers[i].answer_at_ms - now;

		if (callers[i].answer_at_ms == 0)
			continue;
		if (left <= 0)
			answer(&callers[i], polled[i].fd);
		else if (next < 0 || left < next)
			next = left;
	}
	return (int)next;
}

static void
run(void)
{
	for (;;) {
		if (poll(polled, count, answer_due()) < 0 && errno != EINTR)
			give_up("poll failed");
		for (nfds_t i = count; i-- > 1;)
			if (polled[i].revents != 0 &&
			    !listen_to(&callers[i], polled[i].fd))
				drop(i);
		if (polled[0].revents != 0)
			take_caller();
	}
}

static void
start_listening(uint16_t port)
{
	struct sockaddr_in here = { .sin_family = AF_INET };
	int on = 1;

	here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	here.sin_port = htons(port);
	polled[0].fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	polled[0].events = POLLIN;
	if (polled[0].fd < 0 ||
	    setsockopt(
		polled[0].fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) != 0 ||
	    bind(polled[0].fd, (struct sockaddr *)&here, sizeof(here)) != 0 ||
	    listen(polled[0].fd, BACKLOG) != 0)
		give_up("the port is taken");
}

int
main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "port", required_argument, NULL, 'p' },
		{ "delay", required_argument, NULL, 'd' },
		{ "slow", required_argument, NULL, 's' },
		{ "rounds", required_argument, NULL, 'r' },
		{ 0 },
	};
	uint16_t port = 0;
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'p')
			port = (uint16_t)strtol(optarg, NULL, 10);
		else if (option == 'd')
			delay_ms = strtol(optarg, NULL, 10);
		else if (option == 's')
			slow_word = optarg;
		else if (option == 'r')
			rounds = strtoul(optarg, NULL, 10);
		else
			return EXIT_FAILURE;
	}
	if (slow_word != NULL && strchr(slow_word, '=') != NULL) {
		slow_ms = strtol(strchr(slow_word, '=') + 1, NULL, 10);
		*strchr(slow_word, '=') = '\0';
	}
	if (port == 0 || delay_ms < 0)
		give_up("--port is needed");
	start_listening(port);
	run();
	return EXIT_SUCCESS;
}
