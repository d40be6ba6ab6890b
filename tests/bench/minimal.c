/*
 * minimal.c - the measured requests without our runtime: the yardstick.
 *
 * Plain libfcgi, a fork for each child, one PostgreSQL and one Redis connection
 * in each; see minimal.h. The environment says where: MINIMAL_DATABASE,
 * MINIMAL_REDIS, MINIMAL_AUTH_SECRET.
 *
 *	minimal --children N --socket PATH --statements FILE
 *
 * SPDX-License-Identifier: ISC
 */
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "minimal.h"

enum { CHILDREN_MAX = 512, BACKLOG = 1024, BODY_MAX = 3 * 1024 * 1024 };

redisContext *redis;
EVP_MAC_CTX *auth_mac;

/* What browsers are told with every answer. */
static const char common_lines[] =
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Permissions-Policy: camera=(), microphone=(), geolocation=(), "
    "payment=()\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n\r\n";

static size_t
read_body(FCGX_Request *request, char **body)
{
	static char *bytes;
	const char *length = FCGX_GetParam("CONTENT_LENGTH", request->envp);
	size_t wanted = length == NULL ? 0 : strtoul(length, NULL, 10);
	int got;

	if (bytes == NULL)
		bytes = malloc(BODY_MAX + 1);
	if (bytes == NULL)
		complain("memory", "there is none");
	if (wanted > BODY_MAX)
		wanted = BODY_MAX;
	got = FCGX_GetStr(bytes, (int)wanted, request->in);
	bytes[got] = '\0';
	while (FCGX_GetChar(request->in) != EOF)
		continue;
	*body = bytes;
	return (size_t)got;
}

static struct reply
answer(FCGX_Request *request)
{
	const char *uri = FCGX_GetParam("REQUEST_URI", request->envp);
	const char *authorization =
	    FCGX_GetParam("HTTP_AUTHORIZATION", request->envp);
	char path[512], *query, *body, id[24];
	size_t len = read_body(request, &body);

	(void)snprintf(path, sizeof(path), "%s", uri == NULL ? "" : uri);
	query = strchr(path, '?');
	if (query != NULL)
		*query++ = '\0';
	if (strncmp(path, "/webhook/whatsapp/", 18) == 0)
		return webhook(path + 18,
		    FCGX_GetParam("HTTP_X_HUB_SIGNATURE_256", request->envp),
		    body, len);
	if (strcmp(path, "/admin/prompt-config") == 0)
		return prompt_config(authorization);
	if (sscanf(path, "/sessions/%20[0-9]/messages", id) == 1)
		return message_list(authorization, id);
	if (strncmp(path, "/chat/", 6) == 0)
		return chat_page(path + 6, query,
		    FCGX_GetParam("REMOTE_ADDR", request->envp));
	return (struct reply){ "404 Not Found", "application/problem+json" };
}

static void
send_reply(FCGX_Request *request, const struct reply *reply)
{
	char head[2048], id[ID_CHARS + 1];
	int len;

	random_id(id);
	len = snprintf(head, sizeof(head),
	    "Status: %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\n"
	    "X-Request-Id: %s\r\n%s%s%sCache-Control: no-store\r\n"
	    "Content-Security-Policy: %s\r\n%s",
	    reply->status, reply->type, out.len, id,
	    reply->cookie != NULL ? "Set-Cookie: " : "",
	    reply->cookie != NULL ? reply->cookie : "",
	    reply->cookie != NULL ? "\r\n" : "",
	    reply->policy != NULL
		? reply->policy
		: "default-src 'none'; frame-ancestors 'none'",
	    common_lines);
	(void)FCGX_PutStr(head, len, request->out);
	(void)FCGX_PutStr(out.bytes, (int)out.len, request->out);
	FCGX_Finish_r(request);
}

static int
serve(int listen_socket)
{
	const char *secret = getenv("MINIMAL_AUTH_SECRET");
	FCGX_Request request;

	redis = redisConnectUnix(getenv("MINIMAL_REDIS"));
	if (redis == NULL || redis->err != 0)
		complain("redis", "no connection");
	auth_mac = mac_new(secret == NULL ? "" : secret);
	add("");
	if (FCGX_InitRequest(&request, listen_socket, 0) != 0)
		return EXIT_FAILURE;
	while (FCGX_Accept_r(&request) == 0) {
		struct reply reply;

		out.len = 0;
		reply = answer(&request);
		send_reply(&request, &reply);
		webhook_publish();
	}
	return EXIT_FAILURE;
}

static void
run(int listen_socket, long children, const sigset_t *ends)
{
	pid_t pids[CHILDREN_MAX];
	long forked = 0;
	int signal_number;

	for (; forked < children; forked++) {
		pids[forked] = fork();
		if (pids[forked] == 0)
			exit(serve(listen_socket));
		if (pids[forked] < 0)
			break;
	}
	(void)sigwait(ends, &signal_number);
	for (long i = 0; i < forked; i++)
		(void)kill(pids[i], SIGKILL);
	while (wait(NULL) > 0)
		continue;
}

static const char *
read_options(int argc, char **argv, long *children)
{
	static const struct option options[] = {
		{ "children", required_argument, NULL, 'c' },
		{ "socket", required_argument, NULL, 's' },
		{ "statements", required_argument, NULL, 'p' },
		{ 0 },
	};
	const char *path = NULL;
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'p')
			statements_read(optarg);
		else if (option == 'c')
			*children = strtol(optarg, NULL, 10);
		else if (option == 's')
			path = optarg;
	}
	if (path == NULL || *children < 1 || *children > CHILDREN_MAX) {
		fputs("usage: minimal --children N --socket PATH "
		      "--statements FILE\n",
		    stderr);
		exit(EXIT_FAILURE);
	}
	return path;
}

int
main(int argc, char **argv)
{
	long children = 4;
	const char *path = read_options(argc, argv, &children);
	int listen_socket;
	sigset_t ends;

	(void)signal(SIGPIPE, SIG_IGN);
	sigemptyset(&ends);
	sigaddset(&ends, SIGTERM);
	sigaddset(&ends, SIGINT);
	(void)sigprocmask(SIG_BLOCK, &ends, NULL);
	if (FCGX_Init() != 0)
		return EXIT_FAILURE;
	listen_socket = FCGX_OpenSocket(path, BACKLOG);
	if (listen_socket < 0)
		return EXIT_FAILURE;
	run(listen_socket, children, &ends);
	(void)unlink(path);
	return EXIT_SUCCESS;
}
