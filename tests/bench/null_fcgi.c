/*
 * null_fcgi.c - the least that a FastCGI program can do: the yardstick.
 *
 * Plain libfcgi and a fork for each child; every request is read to its end and
 * answered with a constant.
 *
 *	null_fcgi --children N --socket PATH
 *
 * SPDX-License-Identifier: ISC
 */
#include <fcgiapp.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CHILDREN_MAX = 512, BACKLOG = 1024 };

static const char answer[] = "Status: 200 OK\r\n"
			     "Content-Type: application/json\r\n"
			     "Content-Length: 15\r\n"
			     "\r\n"
			     "{\"status\":\"ok\"}";

static int
serve(int listen_socket)
{
	FCGX_Request request;
	char bytes[8192];

	if (FCGX_InitRequest(&request, listen_socket, 0) != 0)
		return EXIT_FAILURE;
	while (FCGX_Accept_r(&request) == 0) {
		while (FCGX_GetStr(bytes, sizeof(bytes), request.in) > 0)
			continue;
		(void)FCGX_PutStr(answer, sizeof(answer) - 1, request.out);
		FCGX_Finish_r(&request);
	}
	return EXIT_FAILURE;
}

/* Children hold nothing that would have to be ended in order. */
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

int
main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "children", required_argument, NULL, 'c' },
		{ "socket", required_argument, NULL, 's' },
		{ 0 },
	};
	const char *path = NULL;
	long children = 4;
	int option, listen_socket;
	sigset_t ends;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'c')
			children = strtol(optarg, NULL, 10);
		else if (option == 's')
			path = optarg;
		else
			return EXIT_FAILURE;
	}
	if (path == NULL || children < 1 || children > CHILDREN_MAX) {
		fputs("usage: null_fcgi --children N --socket PATH\n", stderr);
		return EXIT_FAILURE;
	}
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
