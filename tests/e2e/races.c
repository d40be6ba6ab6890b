/*
 * races.c - staff and agent go for the same message: one of them answers, never
 * both, and nothing is lost.
 *
 * RACES says how many; 10,000 were run before this was released.
 *
 * SPDX-License-Identifier: ISC
 */
#include <curl/curl.h>
#include <pthread.h>
#include <stdatomic.h>

#include "base/crypto.h"
#include "base/time.h"
#include "e2e.h"
#include "net/signature.h"
#include "suites.h"

enum {
	RACES = 1000,
	RACES_MAX = 100000,
	RACERS = 32,
	MODEL_DELAY_MS = 15,
	/* How long a turn takes is learned while they run. */
	FIRST_PAUSE_MS = 60,
	PAUSE_MIN_MS = 10,
	PAUSE_MAX_MS = 3000,
	URL_MAX = 300,
	BODY_MAX = 300,
	ANSWER_MAX = 64 * 1024,
	TRIES = 20
};

/* What staff does while a turn runs. */
enum kind {
	REPLY_IF_UNANSWERED, /* unless the agent was faster */
	REPLY_TWICE,         /* the same key, whoever was faster */
	TAKE_OVER,
	TAKE_AND_GIVE_BACK,
	REPLY_GIVE_BACK_AND_GO_ON,
	KINDS
};

/* A delivery of the member's, signed. */
struct letter {
	const char *body;
	const char *signature;
};

struct race {
	enum kind kind;
	int64_t session_id;
	struct letter letters[2];
	int percent;          /* of the usual pause */
	int64_t answers_then; /* of the agent, once a person had it */
	int wrong;            /* answers that should not be */
};

/* Everything that the racers share; made before they start. */
static struct {
	struct race *races;
	size_t count;
	atomic_size_t next;
	/* From a delivery till staff acts, so that each wins half of them. */
	atomic_int pause_ms;
	const char *hook;
	const char *base;
	const char *authorization;
} course;

/* One racer's answer. */
struct hearing {
	char text[ANSWER_MAX + 1];
	size_t len;
};

static size_t
hear(char *bytes, size_t size, size_t count, void *context)
{
	struct hearing *hearing = context;
	size_t room = ANSWER_MAX - hearing->len;
	size_t len = size * count < room ? size * count : room;

	memcpy(hearing->text + hearing->len, bytes, len);
	hearing->len += len;
	hearing->text[hearing->len] = '\0';
	return size * count;
}

/* body NULL: GET. */
static long
call(CURL *curl, struct hearing *hearing, const char *url, const char *header,
    const char *body)
{
	struct curl_slist *list = curl_slist_append(NULL, header);
	long status = 0;

	if (body != NULL && body[0] != '\0')
		list =
		    curl_slist_append(list, "Content-Type: application/json");
	hearing->len = 0;
	hearing->text[0] = '\0';
	curl_easy_reset(curl);
	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list);
	if (body != NULL)
		curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, hear);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, hearing);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, 30000L);
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	if (curl_easy_perform(curl) == CURLE_OK)
		curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	curl_slist_free_all(list);
	return status;
}

static void
write_to(CURL *curl, struct hearing *hearing, struct race *race,
    const struct letter *letter)
{
	long status = 0;

	for (int tries = 0; tries < TRIES && status != 200; tries++)
		status = call(curl, hearing, course.hook, letter->signature,
		    letter->body);
	race->wrong += status != 200;
}

static long
act(CURL *curl, struct hearing *hearing, const struct race *race,
    const char *what, const char *body)
{
	char url[URL_MAX];

	(void)snprintf(url, sizeof(url), "%s/sessions/%" PRId64 "/%s",
	    course.base, race->session_id, what);
	return call(curl, hearing, url, course.authorization, body);
}

static long
say(CURL *curl, struct hearing *hearing, const struct race *race, int seen_id)
{
	char body[BODY_MAX];

	(void)snprintf(body, sizeof(body),
	    "{\"text\":\"Anna vom Team\",\"key\":\"k%" PRId64
	    "\",\"seen_id\":%d}",
	    race->session_id, seen_id);
	return act(curl, hearing, race, "reply", body);
}

static int64_t
answers_of_the_agent(CURL *curl, struct hearing *hearing, struct race *race)
{
	static const char mark[] = "\"author\":\"ai\"";
	int64_t count = 0;

	race->wrong += act(curl, hearing, race, "messages", NULL) != 200;
	for (const char *at = hearing->text; (at = strstr(at, mark)) != NULL;
	     at++)
		count++;
	return count;
}

/* Sooner the next time when the agent was faster, else later. */
static void
learn(long status)
{
	int pause = atomic_load(&course.pause_ms);

	pause += status == 409 ? -(pause / 10 + 1) : pause / 10 + 1;
	if (pause >= PAUSE_MIN_MS && pause <= PAUSE_MAX_MS)
		atomic_store(&course.pause_ms, pause);
}

/* Staff's part. */
static void
interfere(CURL *curl, struct hearing *hearing, struct race *race)
{
	long status;

	switch (race->kind) {
	case REPLY_IF_UNANSWERED:
		status = say(curl, hearing, race, 1);
		race->wrong += status != 201 && status != 409;
		learn(status);
		break;
	case REPLY_TWICE:
		race->wrong += say(curl, hearing, race, 0) != 201;
		race->wrong += say(curl, hearing, race, 0) != 200;
		break;
	case TAKE_OVER:
	case TAKE_AND_GIVE_BACK:
		race->wrong += act(curl, hearing, race, "take-over", "") != 200;
		race->answers_then = answers_of_the_agent(curl, hearing, race);
		if (race->kind == TAKE_AND_GIVE_BACK)
			race->wrong +=
			    act(curl, hearing, race, "give-back", "") != 200;
		break;
	default:
		race->wrong += say(curl, hearing, race, 0) != 201;
		race->wrong += act(curl, hearing, race, "give-back", "") != 200;
		write_to(curl, hearing, race, &race->letters[1]);
	}
}

static void *
racer(void *context)
{
	struct hearing *hearing = context;
	CURL *curl = curl_easy_init();
	size_t place;

	while ((place = atomic_fetch_add(&course.next, 1)) < course.count) {
		struct race *race = &course.races[place];

		write_to(curl, hearing, race, &race->letters[0]);
		pause_ms(atomic_load(&course.pause_ms) * race->percent / 100);
		interfere(curl, hearing, race);
	}
	curl_easy_cleanup(curl);
	return NULL;
}

static struct letter
letter_new(const struct studio *studio, size_t number, const char *words)
{
	const char *body = whatsapp_text(studio,
	    arena_printf(e2e_arena(), "49178%07zu", number),
	    arena_printf(e2e_arena(), "wamid.%" PRId64 ".%zu.%s", studio->id,
		number, words),
	    words);

	return (struct letter){
		.body = body,
		.signature =
		    arena_printf(e2e_arena(), "X-Hub-Signature-256: %s",
			signature_meta(e2e_arena(), studio->app_secret, body,
			    strlen(body))),
	};
}

/* The conversations are there before, so that their ids are known. */
static void
lay_out(const struct studio *studio)
{
	struct json_object *ids;

	sql_run("INSERT INTO chat_sessions (tenant_id, channel, user_key) "
		"SELECT %" PRId64 ", 'whatsapp', '49178' || lpad(n::text, 7, "
		"'0') FROM generate_series(0, %zu) n",
	    studio->id, course.count - 1);
	ids = json_keep(e2e_arena(),
	    json_tokener_parse(sql_text(
		"SELECT jsonb_agg(id ORDER BY user_key) FROM chat_sessions "
		"WHERE tenant_id = %" PRId64,
		studio->id)));
	ck_assert_uint_eq(json_length(ids), course.count);
	for (size_t i = 0; i < course.count; i++) {
		struct race *race = &course.races[i];
		uint64_t random;

		crypto_random(&random, sizeof(random));
		race->kind = (enum kind)(i % KINDS);
		ck_assert(json_int(json_item(ids, i), &race->session_id));
		race->letters[0] = letter_new(studio, i, "Guten-Tag");
		race->letters[1] = letter_new(studio, i, "Noch-etwas");
		race->percent = 50 + (int)(random % 100);
	}
}

static size_t
race_count(void)
{
	const char *text = getenv("RACES");
	int64_t count;

	if (text == NULL || !text_to_int64(text, &count) || count < KINDS ||
	    count > RACES_MAX)
		return RACES;
	return (size_t)count;
}

static void
run(const struct studio *studio)
{
	static struct hearing hearings[RACERS];
	pthread_t threads[RACERS];

	course.count = race_count();
	course.races = arena_array(e2e_arena(), struct race, course.count);
	course.base = e2e_env("ARIIA_URL");
	course.hook = arena_printf(
	    e2e_arena(), "%s/webhook/whatsapp/%s", course.base, studio->slug);
	course.authorization = arena_printf(
	    e2e_arena(), "Authorization: Bearer %s", studio->staff);
	lay_out(studio);
	atomic_store(&course.next, 0);
	atomic_store(&course.pause_ms, FIRST_PAUSE_MS);
	for (size_t i = 0; i < RACERS; i++)
		ck_assert_int_eq(
		    pthread_create(&threads[i], NULL, racer, &hearings[i]), 0);
	for (size_t i = 0; i < RACERS; i++)
		pthread_join(threads[i], NULL);
	sql_wait(0, 120000,
	    "SELECT count(*) FROM jobs WHERE tenant_id = %" PRId64
	    " AND kind IN ('turn', 'deliver')",
	    studio->id);
}

#define OF_STUDIO "m.tenant_id = %" PRId64 " AND m.direction = 'outbound'"

/* Conversations of a kind: their number modulo KINDS. */
static const char *
of_kind(enum kind kind)
{
	return arena_printf(e2e_arena(),
	    "m.session_id IN (SELECT id FROM chat_sessions WHERE tenant_id = "
	    "m.tenant_id AND right(user_key, 7)::int %% %d = %d)",
	    KINDS, kind);
}

static int64_t
races_of(enum kind kind)
{
	size_t count = 0;

	for (size_t i = 0; i < course.count; i++)
		count += course.races[i].kind == kind;
	return (int64_t)count;
}

/* Exactly one of them has answered, and both have won now and then. */
static void
expect_one_answer_each(const struct studio *studio)
{
	const char *kind = of_kind(REPLY_IF_UNANSWERED);
	int64_t races = races_of(REPLY_IF_UNANSWERED);
	int64_t by_agent =
	    sql_int("SELECT count(*) FROM chat_messages m WHERE " OF_STUDIO
		    " AND author = 'ai' AND %s",
		studio->id, kind);
	int64_t by_staff =
	    sql_int("SELECT count(*) FROM chat_messages m WHERE " OF_STUDIO
		    " AND author = 'staff' AND %s",
		studio->id, kind);

	printf("# %zu races; of %" PRId64 " for one message the agent won "
	       "%" PRId64 ", staff %" PRId64 "\n",
	    course.count, races, by_agent, by_staff);
	ck_assert_int_eq(by_agent + by_staff, races);
	ck_assert_int_eq(
	    sql_int("SELECT count(DISTINCT session_id) FROM chat_messages m "
		    "WHERE " OF_STUDIO " AND %s",
		studio->id, kind),
	    races);
	ck_assert_int_gt(by_agent, 0);
	ck_assert_int_gt(by_staff, 0);
}

/* The agent says nothing once a person has it, until a new message after the
 * person gave it back. */
static void
expect_no_word_over_a_person(const struct studio *studio)
{
	struct json_object *counts = json_keep(e2e_arena(),
	    json_tokener_parse(sql_text(
		"SELECT coalesce(jsonb_object_agg(session_id, n), '{}') FROM "
		"(SELECT session_id, count(*) AS n FROM chat_messages m WHERE "
		"m.tenant_id = %" PRId64 " AND author = 'ai' GROUP BY 1) c",
		studio->id)));

	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM chat_messages m WHERE " OF_STUDIO
		    " AND author = 'ai' AND EXISTS (SELECT FROM chat_messages "
		    "s WHERE s.tenant_id = m.tenant_id AND s.session_id = "
		    "m.session_id AND s.author = 'staff' AND s.id < m.id) AND "
		    "NOT EXISTS (SELECT FROM chat_messages i WHERE i.tenant_id "
		    "= m.tenant_id AND i.session_id = m.session_id AND i.text "
		    "= 'Noch-etwas' AND i.id < m.id)",
		studio->id),
	    0);
	for (size_t i = 0; i < course.count; i++) {
		const struct race *race = &course.races[i];
		struct json_object *count = json_at(counts,
		    arena_printf(e2e_arena(), "%" PRId64, race->session_id));
		int64_t answers =
		    count == NULL ? 0 : json_object_get_int64(count);

		if (race->kind != TAKE_OVER && race->kind != TAKE_AND_GIVE_BACK)
			continue;
		ck_assert_msg(answers == race->answers_then,
		    "conversation %" PRId64 ": the agent has spoken %" PRId64
		    " times, %" PRId64 " before the person took it",
		    race->session_id, answers, race->answers_then);
	}
}

static void
expect_nothing_lost(const struct studio *studio)
{
	int64_t going_on = races_of(REPLY_GIVE_BACK_AND_GO_ON);
	int64_t replies = races_of(REPLY_TWICE) + going_on;

	/* Every message is there and has been dealt with. */
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM chat_messages WHERE tenant_id = "
		    "%" PRId64 " AND direction = 'inbound'",
		studio->id),
	    (int64_t)course.count + going_on);
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM chat_sessions WHERE tenant_id = "
		    "%" PRId64 " AND greatest(answered_id, person_upto_id) < "
		    "last_inbound_id",
		studio->id),
	    0);
	/* What staff has said is there once. */
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM chat_messages m WHERE " OF_STUDIO
		    " AND author = 'staff' AND NOT %s",
		studio->id, of_kind(REPLY_IF_UNANSWERED)),
	    replies);
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM (SELECT session_id FROM "
		    "chat_messages m WHERE " OF_STUDIO " AND author = 'staff' "
		    "GROUP BY 1 HAVING count(*) > 1) twice",
		studio->id),
	    0);
	/* The agent goes on after a person has given back: once. */
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM chat_messages m WHERE " OF_STUDIO
		    " AND author = 'ai' AND EXISTS (SELECT FROM chat_messages "
		    "i WHERE i.tenant_id = m.tenant_id AND i.session_id = "
		    "m.session_id AND i.text = 'Noch-etwas' AND i.id < m.id)",
		studio->id),
	    going_on);
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM chat_messages m WHERE " OF_STUDIO
		    " AND m.state NOT IN ('sent', 'unconfirmed')",
		studio->id),
	    0);
}

START_TEST(staff_and_agent_never_both_answer)
{
	struct studio *studio = studio_new("Wettlauf", "enterprise");
	int wrong = 0;

	sim_rule(arena_printf(e2e_arena(),
	    "{\"match\":\"Wettlauf\",\"delay_ms\":%d}", MODEL_DELAY_MS));
	run(studio);
	for (size_t i = 0; i < course.count; i++)
		wrong += course.races[i].wrong;
	ck_assert_int_eq(wrong, 0);
	expect_one_answer_each(studio);
	expect_no_word_over_a_person(studio);
	expect_nothing_lost(studio);
}
END_TEST

Suite *
races_suite(void)
{
	Suite *suite = suite_create("races");
	TCase *tests = tcase_create("races");

	tcase_add_checked_fixture(tests, e2e_setup, e2e_teardown);
	tcase_set_timeout(tests, 0);
	tcase_add_test(tests, staff_and_agent_never_both_answer);
	suite_add_tcase(suite, tests);
	return suite;
}
