/*
 * mail_client.c - threads with a call of libcurl each, and what became of it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "net/mail_client.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/check.h"
#include "base/text.h"
#include "base/time.h"
#include "net/mail_header.h"

enum {
	CONNECT_TIMEOUT_MS = 10000,
	/* After its own time-out libcurl may still wait for an answer to QUIT.
	 */
	OVERDUE_MS = 1000,
	TEXT_BYTES = 512,
	URL_CHARACTERS_MAX = 500,
	ARENA_FIRST_BYTES = 4 * 1024,
};

/* A place for one call. While the thread runs, it alone touches what is below
 * the line. */
struct mail_slot {
	struct mail_client *client;
	struct mail_slot *next; /* the free ones, those that run, the ended */
	struct mail_slot *older;
	struct arena *arena;
	mail_done_fn *done;
	void *context;
	const struct mail_call *call;
	struct curl_slist *recipients;
	pthread_t thread;
	bool has_thread;
	int64_t started_ms;
	/* --- */
	CURL *easy;
	CURLcode code;
	size_t sent; /* bytes of the message */
	char text[TEXT_BYTES];
	char error[CURL_ERROR_SIZE];
};

struct mail_client {
	struct arena *arena;
	size_t capacity;
	size_t running;
	int event;
	atomic_bool is_ending;
	struct mail_slot *slots; /* all, by older */
	struct mail_slot *free_slots;
	pthread_mutex_t lock; /* of ended */
	struct mail_slot *ended;
};

#define SET(slot, option, value)                                               \
	check(curl_easy_setopt((slot)->easy, option, value) == CURLE_OK)

static char *
part_of(struct arena *arena, CURLU *parts, CURLUPart part)
{
	char *text = NULL;
	char *copy = NULL;

	if (curl_url_get(parts, part, &text, 0) == CURLUE_OK)
		copy = arena_copy(arena, text);
	curl_free(text);
	return copy;
}

const char *
mail_url_complaint(struct arena *arena, const char *url)
{
	CURLU *parts = curl_url();
	const char *scheme = NULL;
	const char *host = NULL;

	check(parts != NULL);
	if (strlen(url) <= URL_CHARACTERS_MAX && mail_text_is_clean(url) &&
	    curl_url_set(parts, CURLUPART_URL, url, CURLU_DISALLOW_USER) ==
		CURLUE_OK) {
		scheme = part_of(arena, parts, CURLUPART_SCHEME);
		host = part_of(arena, parts, CURLUPART_HOST);
	}
	curl_url_cleanup(parts);
	if (text_is_empty(host) ||
	    (!text_is_equal(scheme, "smtp") && !text_is_equal(scheme, "smtps")))
		return "SMTP_URL must be smtp://HOST:PORT or "
		       "smtps://HOST:PORT, without a user.";
	return NULL;
}

static bool
is_loopback(struct arena *arena, const char *url)
{
	CURLU *parts = curl_url();
	const char *host = NULL;
	struct in_addr ipv4;

	check(parts != NULL);
	if (curl_url_set(parts, CURLUPART_URL, url, 0) == CURLUE_OK)
		host = part_of(arena, parts, CURLUPART_HOST);
	curl_url_cleanup(parts);
	if (host == NULL)
		return false;
	if (text_is_equal_nocase(host, "localhost") ||
	    text_is_equal(host, "[::1]"))
		return true;
	return inet_pton(AF_INET, host, &ipv4) == 1 &&
	    ntohl(ipv4.s_addr) >> 24 == IN_LOOPBACKNET;
}

static size_t
give_message(char *room, size_t size, size_t count, void *context)
{
	struct mail_slot *slot = context;
	size_t len = slot->call->message_len - slot->sent;

	if (len > size * count)
		len = size * count;
	memcpy(room, slot->call->message + slot->sent, len);
	slot->sent += len;
	return len;
}

/* Every line that the server says; the last that says no stays. */
static size_t
hear(char *line, size_t size, size_t count, void *context)
{
	struct mail_slot *slot = context;
	size_t len = size * count;
	size_t kept = len < TEXT_BYTES ? len : TEXT_BYTES - 1;

	if (len == 0 || (line[0] != '4' && line[0] != '5'))
		return len;
	memcpy(slot->text, line, kept);
	slot->text[kept] = '\0';
	return len;
}

static size_t
ignore(char *bytes not_used, size_t size, size_t count, void *context not_used)
{
	return size * count;
}

/* Asked about once a second, wherever libcurl stands. */
static int
watch(void *context, curl_off_t a not_used, curl_off_t b not_used,
    curl_off_t c not_used, curl_off_t d not_used)
{
	struct mail_slot *slot = context;

	return atomic_load(&slot->client->is_ending) ||
	    monotonic_ms() - slot->started_ms >
	    slot->call->timeout_ms + OVERDUE_MS;
}

static void
set_server(struct mail_slot *slot)
{
	const struct mail_call *call = slot->call;
	bool has_authorities = !text_is_empty(call->ca_file);
	bool is_open = !has_authorities && is_loopback(slot->arena, call->url);

	SET(slot, CURLOPT_URL, call->url);
	SET(slot, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	SET(slot, CURLOPT_PROXY, "");
	SET(slot, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
	SET(slot, CURLOPT_USE_SSL,
	    (long)(is_open ? CURLUSESSL_NONE : CURLUSESSL_ALL));
	SET(slot, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (has_authorities)
		SET(slot, CURLOPT_CAINFO, call->ca_file);
	if (!text_is_empty(call->user)) {
		SET(slot, CURLOPT_USERNAME, call->user);
		SET(slot, CURLOPT_PASSWORD,
		    call->password == NULL ? "" : call->password);
	}
	/* One that is kept would have to be ended in the loop. */
	SET(slot, CURLOPT_FORBID_REUSE, 1L);
	SET(slot, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_TIMEOUT_MS);
	SET(slot, CURLOPT_TIMEOUT_MS, (long)call->timeout_ms);
}

static void
prepare(struct mail_slot *slot)
{
	const struct mail_call *call = slot->call;

	check(call->timeout_ms > 0 && mail_address_is_good(call->from) &&
	    mail_address_is_good(call->to));
	slot->easy = curl_easy_init();
	check(slot->easy != NULL);
	slot->recipients = curl_slist_append(NULL, call->to);
	check(slot->recipients != NULL);
	slot->sent = 0;
	slot->text[0] = '\0';
	slot->error[0] = '\0';
	slot->code = CURLE_FAILED_INIT;
	set_server(slot);
	SET(slot, CURLOPT_NOSIGNAL, 1L);
	SET(slot, CURLOPT_ERRORBUFFER, slot->error);
	SET(slot, CURLOPT_MAIL_FROM, call->from);
	SET(slot, CURLOPT_MAIL_RCPT, slot->recipients);
	SET(slot, CURLOPT_UPLOAD, 1L);
	SET(slot, CURLOPT_INFILESIZE_LARGE, (curl_off_t)call->message_len);
	SET(slot, CURLOPT_READFUNCTION, give_message);
	SET(slot, CURLOPT_READDATA, slot);
	SET(slot, CURLOPT_HEADERFUNCTION, hear);
	SET(slot, CURLOPT_HEADERDATA, slot);
	SET(slot, CURLOPT_WRITEFUNCTION, ignore);
	SET(slot, CURLOPT_NOPROGRESS, 0L);
	SET(slot, CURLOPT_XFERINFOFUNCTION, watch);
	SET(slot, CURLOPT_XFERINFODATA, slot);
}

/* The last that a slot's thread does. */
static void
tell_end(struct mail_slot *slot)
{
	struct mail_client *client = slot->client;
	uint64_t one = 1;

	check(pthread_mutex_lock(&client->lock) == 0);
	slot->next = client->ended;
	client->ended = slot;
	check(pthread_mutex_unlock(&client->lock) == 0);
	check(write(client->event, &one, sizeof(one)) == sizeof(one));
}

static void *
perform(void *context)
{
	struct mail_slot *slot = context;

	slot->code = curl_easy_perform(slot->easy);
	tell_end(slot);
	return NULL;
}

/* The thread takes no signals: they are the loop's. */
static bool
start_thread(struct mail_slot *slot)
{
	sigset_t all, before;
	int error;

	(void)sigfillset(&all);
	check(pthread_sigmask(SIG_SETMASK, &all, &before) == 0);
	error = pthread_create(&slot->thread, NULL, perform, slot);
	check(pthread_sigmask(SIG_SETMASK, &before, NULL) == 0);
	return error == 0;
}

struct mail_client *
mail_client_new(size_t capacity)
{
	struct arena *arena = arena_create(ARENA_FIRST_BYTES,
	    ARENA_FIRST_BYTES + 2 * capacity * sizeof(struct mail_slot));
	struct mail_client *client = arena_new(arena, struct mail_client);

	check(capacity > 0);
	check(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK);
	client->arena = arena;
	client->capacity = capacity;
	client->event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	check(client->event >= 0);
	check(pthread_mutex_init(&client->lock, NULL) == 0);
	return client;
}

static void
release(struct mail_slot *slot)
{
	if (slot->has_thread)
		check(pthread_join(slot->thread, NULL) == 0);
	slot->has_thread = false;
	curl_easy_cleanup(slot->easy);
	slot->easy = NULL;
	curl_slist_free_all(slot->recipients);
	slot->recipients = NULL;
}

void
mail_client_free(struct mail_client *client)
{
	struct mail_slot *slot;

	if (client == NULL)
		return;
	atomic_store(&client->is_ending, true);
	for (slot = client->slots; slot != NULL; slot = slot->older)
		release(slot);
	check(pthread_mutex_destroy(&client->lock) == 0);
	(void)close(client->event);
	arena_free(client->arena);
	curl_global_cleanup();
}

void
mail_client_start(struct mail_client *client, struct arena *arena,
    const struct mail_call *call, mail_done_fn *done, void *context)
{
	struct mail_slot *slot = client->free_slots;

	check(client->running < client->capacity);
	if (slot != NULL)
		client->free_slots = slot->next;
	else {
		slot = arena_new(client->arena, struct mail_slot);
		slot->client = client;
		slot->older = client->slots;
		client->slots = slot;
	}
	client->running++;
	slot->arena = arena;
	slot->call = call;
	slot->done = done;
	slot->context = context;
	slot->started_ms = monotonic_ms();
	prepare(slot);
	slot->has_thread = start_thread(slot);
	if (!slot->has_thread)
		tell_end(slot);
}

/* A refusal of our sign-in, or for the lack of one or of TLS, says nothing
 * about the mail. */
static bool
is_about_us(long status)
{
	return status == 530 || status == 534 || status == 535 || status == 538;
}

static enum mail_outcome
outcome_of(const struct mail_slot *slot, long status)
{
	bool is_whole = slot->sent == slot->call->message_len;

	if (slot->code == CURLE_OK)
		return MAIL_ACCEPTED;
	/* What libcurl says when MAIL, RCPT or DATA was turned down; behind the
	 * message it has other words for it. */
	if ((slot->code == CURLE_SEND_ERROR || is_whole) && status >= 400 &&
	    !is_about_us(status))
		return status >= 500 ? MAIL_REFUSED : MAIL_DEFERRED;
	return is_whole ? MAIL_UNKNOWN : MAIL_NOT_SENT;
}

static struct mail_response *
response_of(struct mail_slot *slot)
{
	struct mail_response *response =
	    arena_new(slot->arena, struct mail_response);
	const char *error = slot->error;
	long status = 0;

	check(curl_easy_getinfo(slot->easy, CURLINFO_RESPONSE_CODE, &status) ==
	    CURLE_OK);
	if (slot->code == CURLE_OK)
		error = "";
	else if (error[0] == '\0')
		error = curl_easy_strerror(slot->code);
	response->outcome = outcome_of(slot, status);
	response->status = (int)status;
	response->text = mail_text_clean(slot->arena, slot->text, TEXT_BYTES);
	response->error = mail_text_clean(slot->arena, error, CURL_ERROR_SIZE);
	response->duration_ms = monotonic_ms() - slot->started_ms;
	return response;
}

int
mail_client_descriptor(const struct mail_client *client)
{
	return client->event;
}

void
mail_client_run(struct mail_client *client)
{
	struct mail_slot *slot, *ended;
	struct mail_response *response;
	mail_done_fn *done;
	void *context;
	uint64_t count;

	if (read(client->event, &count, sizeof(count)) < 0) {
		check(errno == EAGAIN);
		return;
	}
	check(pthread_mutex_lock(&client->lock) == 0);
	ended = client->ended;
	client->ended = NULL;
	check(pthread_mutex_unlock(&client->lock) == 0);
	while ((slot = ended) != NULL) {
		ended = slot->next;
		response = response_of(slot);
		release(slot);
		done = slot->done;
		context = slot->context;
		slot->next = client->free_slots;
		client->free_slots = slot;
		client->running--;
		done(context, response);
	}
}
