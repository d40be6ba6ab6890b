/*
 * load.c - many clients of one web server: signed, unique, counted, timed.
 *
 *	load --port N --targets FILE [--connections N] [--seconds N] [--count N]
 *	     [--first N]
 *
 * A line of FILE is a request, taken in turn; fields are separated by tabs:
 *	GET  PATH  BEARER-TOKEN	      the token may be -
 *	HOOK SLUG  APP-SECRET  PHONE-NUMBER-ID	CONVERSATIONS  TEXT
 * A HOOK is a delivery of WhatsApp with an id of its own from one of that many
 * members, the first of which has the number --first. Prints requests, requests
 * per second, P50, P95, P99 and the longest in microseconds, and failures.
 *
 * SPDX-License-Identifier: ISC
 */
#define _GNU_SOURCE /* memmem, strcasestr */

#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <netinet/tcp.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

enum {
	CONNECTIONS_MAX = 1024,
	TARGETS_MAX = 256,
	SAMPLES_MAX = 8 * 1024 * 1024,
	REQUEST_BYTES = 8192,
	REPLY_BYTES = 256 * 1024,
	FIELDS = 6,
	GRACE_US = 30 * 1000 * 1000
};

struct target {
	char *fields[FIELDS];
	EVP_MAC_CTX *mac; /* of a HOOK */
	long conversations;
};

struct connection {
	int socket; /* -1: none */
	bool is_busy;
	int64_t since_us;
	char request[REQUEST_BYTES];
	size_t request_len, sent;
	char *reply;
	size_t reply_len;
};

static struct target targets[TARGETS_MAX];
static size_t target_count;
static struct connection connections[CONNECTIONS_MAX];
static uint32_t *samples;
static size_t sample_count, started, failed;
static size_t connection_count = 64, count_max = SIZE_MAX;
static int64_t seconds = 5, first_number = 4915100000000;
static uint16_t port;
static int events;
static uint32_t source;

static int64_t
now_us(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * INT64_C(1000000) + now.tv_nsec / 1000;
}

static void
give_up(const char *reason)
{
	fprintf(stderr, "load: %s\n", reason);
	exit(EXIT_FAILURE);
}

static void
add_target(char *line)
{
	struct target *target = &targets[target_count];
	char *rest = line;
	char digest[] = "SHA256";
	OSSL_PARAM params[] = { OSSL_PARAM_construct_utf8_string(
				    OSSL_MAC_PARAM_DIGEST, digest, 0),
		OSSL_PARAM_construct_end() };

	line[strcspn(line, "\n")] = '\0';
	if (target_count == TARGETS_MAX)
		give_up("too many targets");
	for (size_t i = 0; i < FIELDS && rest != NULL; i++)
		target->fields[i] = strsep(&rest, "\t");
	target_count++;
	if (strcmp(target->fields[0], "GET") == 0 && target->fields[2] != NULL)
		return;
	if (strcmp(target->fields[0], "HOOK") != 0 || target->fields[5] == NULL)
		give_up("a target has too few fields");
	target->conversations = strtol(target->fields[4], NULL, 10);
	target->mac =
	    EVP_MAC_CTX_new(EVP_MAC_fetch(NULL, OSSL_MAC_NAME_HMAC, NULL));
	if (target->conversations < 1 || target->mac == NULL ||
	    EVP_MAC_init(target->mac, (const unsigned char *)target->fields[2],
		strlen(target->fields[2]), params) != 1)
		give_up("a target makes no sense");
}

static void
read_targets(const char *path)
{
	FILE *file = fopen(path, "r");
	char *line = NULL;
	size_t size = 0;

	if (file == NULL)
		give_up("there is no such file of targets");
	while (getline(&line, &size, file) > 0) {
		add_target(line);
		line = NULL;
		size = 0;
	}
	(void)fclose(file);
	if (target_count == 0)
		give_up("there are no targets");
}

/*
 * Requests
 */

static size_t
write_delivery(const struct target *target, size_t number, char *body)
{
	static char run[32];
	size_t turn = number / target_count;

	if (run[0] == '\0')
		(void)snprintf(run, sizeof(run), "%x.%" PRIx64,
		    (unsigned)getpid(), (uint64_t)now_us());
	return (size_t)snprintf(body, REQUEST_BYTES / 2,
	    "{\"object\":\"whatsapp_business_account\",\"entry\":[{\"id\":"
	    "\"102290129340398\",\"changes\":[{\"value\":{\"messaging_product\""
	    ":\"whatsapp\",\"metadata\":{\"display_phone_number\":\"15550783881"
	    "\",\"phone_number_id\":\"%s\"},\"contacts\":[{\"profile\":{\"name"
	    "\":\"Kim Sample\"},\"wa_id\":\"%" PRId64 "\"}],\"messages\":[{"
	    "\"from\":\"%" PRId64 "\",\"id\":\"wamid.bench.%s.%zu\","
	    "\"timestamp\":\"%lld\",\"type\":\"text\",\"text\":{\"body\":\"%s"
	    "\"}}]},\"field\":\"messages\"}]}]}",
	    target->fields[3],
	    first_number + (int64_t)turn % target->conversations,
	    first_number + (int64_t)turn % target->conversations, run, number,
	    (long long)time(NULL), target->fields[5]);
}

static void
write_hook(struct connection *at, const struct target *target, size_t number)
{
	char body[REQUEST_BYTES / 2], hex[65];
	unsigned char mac[32];
	size_t len = write_delivery(target, number, body), mac_len;

	if (EVP_MAC_init(target->mac, NULL, 0, NULL) != 1 ||
	    EVP_MAC_update(target->mac, (const unsigned char *)body, len) !=
		1 ||
	    EVP_MAC_final(target->mac, mac, &mac_len, sizeof(mac)) != 1)
		give_up("a delivery can not be signed");
	for (size_t i = 0; i < sizeof(mac); i++)
		(void)snprintf(hex + 2 * i, 3, "%02x", mac[i]);
	at->request_len = (size_t)snprintf(at->request, sizeof(at->request),
	    "POST /webhook/whatsapp/%s HTTP/1.1\r\nHost: localhost\r\n"
	    "User-Agent: facebookexternalua\r\nAccept: */*\r\n"
	    "X-Hub-Signature-256: sha256=%s\r\n"
	    "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
	    target->fields[1], hex, len, body);
}

static void
write_request(struct connection *at)
{
	size_t number = started++;
	const struct target *target = &targets[number % target_count];
	bool has_token = strcmp(target->fields[2], "-") != 0;

	if (target->mac != NULL)
		write_hook(at, target, number);
	else
		at->request_len =
		    (size_t)snprintf(at->request, sizeof(at->request),
			"GET %s HTTP/1.1\r\nHost: localhost\r\n"
			"User-Agent: load\r\nAccept: */*\r\n%s%s%s\r\n",
			target->fields[1],
			has_token ? "Authorization: Bearer " : "",
			has_token ? target->fields[2] : "",
			has_token ? "\r\n" : "");
	at->sent = 0;
	at->reply_len = 0;
	at->since_us = now_us();
	at->is_busy = true;
}

/*
 * Connections
 */

/* Each from an address of its own, so that limits per address do not bite. */
static void
open_connection(struct connection *at)
{
	size_t index = (size_t)(at - connections);
	struct sockaddr_in here = { .sin_family = AF_INET };
	struct sockaddr_in there = { .sin_family = AF_INET };
	struct epoll_event event = { .events = EPOLLIN | EPOLLOUT | EPOLLET };
	int on = 1;

	here.sin_addr.s_addr =
	    htonl(0x7f000000u | (source & 0xff) << 16 | (1 + (uint32_t)index));
	there.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	there.sin_port = htons(port);
	event.data.ptr = at;
	at->socket = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	if (at->socket < 0 ||
	    setsockopt(at->socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)) !=
		0 ||
	    setsockopt(at->socket, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on,
		sizeof(on)) != 0 ||
	    bind(at->socket, (struct sockaddr *)&here, sizeof(here)) != 0)
		give_up("no socket");
	if (connect(at->socket, (struct sockaddr *)&there, sizeof(there)) !=
		0 &&
	    errno != EINPROGRESS)
		give_up("nobody listens");
	if (epoll_ctl(events, EPOLL_CTL_ADD, at->socket, &event) != 0)
		give_up("epoll");
}

static void
close_connection(struct connection *at)
{
	if (at->socket >= 0)
		(void)close(at->socket);
	at->socket = -1;
}

static void
push(struct connection *at)
{
	while (at->is_busy && at->sent < at->request_len) {
		ssize_t got = send(at->socket, at->request + at->sent,
		    at->request_len - at->sent, MSG_NOSIGNAL);

		if (got < 0)
			return;
		at->sent += (size_t)got;
	}
}

static void
begin(struct connection *at)
{
	write_request(at);
	if (at->socket < 0)
		open_connection(at);
	else
		push(at);
}

static void
finish(struct connection *at, bool is_good)
{
	int64_t took_us = now_us() - at->since_us;

	if (!is_good)
		failed++;
	else if (sample_count < SAMPLES_MAX)
		samples[sample_count++] = (uint32_t)took_us;
	at->is_busy = false;
}

/* The length of a whole reply, 0 while it is not whole. */
static size_t
whole_len(const struct connection *at)
{
	const char *end = memmem(at->reply, at->reply_len, "\r\n\r\n", 4);
	const char *line;
	size_t head_len;

	if (end == NULL)
		return 0;
	head_len = (size_t)(end - at->reply) + 4;
	line = strcasestr(at->reply, "\r\ncontent-length:");
	if (line != NULL && line < end) {
		size_t len = head_len + strtoul(line + 17, NULL, 10);

		return at->reply_len >= len ? len : 0;
	}
	if (memcmp(at->reply + at->reply_len - 5, "0\r\n\r\n", 5) == 0)
		return at->reply_len;
	return 0;
}

/* False when the connection has to be closed. */
static bool
take_reply(struct connection *at)
{
	const char *closing;

	if (whole_len(at) == 0)
		return true;
	finish(at, strncmp(at->reply, "HTTP/1.1 200", 12) == 0);
	closing = strcasestr(at->reply, "\r\nconnection: close\r\n");
	return closing == NULL;
}

/* True when there may be more. */
static bool
pull_some(struct connection *at)
{
	ssize_t got = recv(at->socket, at->reply + at->reply_len,
	    REPLY_BYTES - 1 - at->reply_len, 0);

	if (got < 0)
		return errno == EINTR;
	if (got == 0) {
		if (at->is_busy)
			finish(at, false);
		close_connection(at);
		return false;
	}
	at->reply_len += (size_t)got;
	at->reply[at->reply_len] = '\0';
	if (at->is_busy && !take_reply(at)) {
		close_connection(at);
		return false;
	}
	return at->is_busy;
}

static void
run(void)
{
	int64_t begin_us = now_us(), end_us = begin_us + seconds * 1000000;
	struct epoll_event ready[CONNECTIONS_MAX];
	size_t busy = 0;

	for (size_t i = 0; i < connection_count && started < count_max; i++) {
		begin(&connections[i]);
		busy++;
	}
	while (busy > 0 && now_us() < end_us + GRACE_US) {
		int count = epoll_wait(events, ready, CONNECTIONS_MAX, 100);

		for (int i = 0; i < count; i++) {
			struct connection *at = ready[i].data.ptr;

			push(at);
			while (at->socket >= 0 && pull_some(at))
				continue;
			while (!at->is_busy && busy > 0) {
				busy--;
				if (now_us() >= end_us || started >= count_max)
					break;
				begin(at);
				busy++;
			}
		}
	}
	failed += busy;
	seconds = now_us() - begin_us;
}

static int
compare(const void *a, const void *b)
{
	const uint32_t *left = a, *right = b;

	return (*left > *right) - (*left < *right);
}

static uint32_t
percentile(size_t hundredths)
{
	if (sample_count == 0)
		return 0;
	return samples[(sample_count - 1) * hundredths / 100];
}

static void
read_options(int argc, char **argv)
{
	static const struct option options[] = {
		{ "port", required_argument, NULL, 'p' },
		{ "targets", required_argument, NULL, 't' },
		{ "connections", required_argument, NULL, 'c' },
		{ "seconds", required_argument, NULL, 's' },
		{ "count", required_argument, NULL, 'n' },
		{ "first", required_argument, NULL, 'f' },
		{ 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		long number = option == 't' ? 0 : strtol(optarg, NULL, 10);

		if (option == 't')
			read_targets(optarg);
		else if (option == 'p')
			port = (uint16_t)number;
		else if (option == 'c')
			connection_count = (size_t)number;
		else if (option == 's')
			seconds = number;
		else if (option == 'n')
			count_max = (size_t)number;
		else if (option == 'f')
			first_number = number;
		else
			exit(EXIT_FAILURE);
	}
	if (port == 0 || target_count == 0 || seconds < 1 || seconds > 600 ||
	    connection_count < 1 || connection_count > CONNECTIONS_MAX)
		give_up("--port and --targets are needed, within bounds");
}

int
main(int argc, char **argv)
{
	read_options(argc, argv);
	source = 1 + (uint32_t)(now_us() / 1000) % 250;
	events = epoll_create1(0);
	samples = calloc(SAMPLES_MAX, sizeof(*samples));
	if (events < 0 || samples == NULL)
		give_up("no memory");
	for (size_t i = 0; i < connection_count; i++) {
		connections[i].socket = -1;
		connections[i].reply = malloc(REPLY_BYTES);
		if (connections[i].reply == NULL)
			give_up("no memory");
	}
	run();
	qsort(samples, sample_count, sizeof(*samples), compare);
	printf("%zu %.1f %" PRIu32 " %" PRIu32 " %" PRIu32 " %" PRIu32 " %zu\n",
	    sample_count, (double)sample_count * 1e6 / (double)seconds,
	    percentile(50), percentile(95), percentile(99), percentile(100),
	    failed);
	return EXIT_SUCCESS;
}
