/*
 * The venue over real loopback sockets: HTTP by libcurl, WebSocket by a raw client. The clock is
 * the test's own, so that every block comes when the test says.
 */
#include <cjson/cJSON.h>
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/timefmt.h"
#include "feeds/sim/sim.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/tmpdir.h"
#include "tests/support/ws_raw.h"

enum { WAIT_MS = 5000, BODY_CAP = 4 << 20, QUIET_MS = 150 };

static const int64_t start = INT64_C(1795190399000); /* one second before an hour */

typedef struct fixture {
	rv_clock *clock;
	rv_sim *sim;
	CURL *curl;
	struct curl_slist *headers;
	char *body, *head;
	size_t n, head_n;
	rv_tmpdir dir;
} fixture;

static size_t take(const char *in, size_t n, char *to, size_t *have)
{
	if (*have + n >= BODY_CAP)
		return 0;
	memcpy(to + *have, in, n);
	*have += n;
	to[*have] = '\0';
	return n;
}

static size_t on_body(char *in, size_t size, size_t n, void *user)
{
	fixture *f = user;
	return take(in, size * n, f->body, &f->n);
}

static size_t on_head(char *in, size_t size, size_t n, void *user)
{
	fixture *f = user;
	return take(in, size * n, f->head, &f->head_n);
}

static int setup(void **state)
{
	fixture *f = calloc(1, sizeof(*f));
	assert_non_null(f);
	f->body = malloc(BODY_CAP);
	f->head = malloc(BODY_CAP);
	assert_true(f->body && f->head);
	assert_int_equal(rv_clock_new_manual(start, &f->clock), RV_OK);
	f->curl = curl_easy_init();
	assert_non_null(f->curl);
	rv_tmpdir_make(&f->dir);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	fixture *f = *state;
	curl_easy_cleanup(f->curl);
	rv_sim_stop(f->sim);
	rv_clock_free(f->clock);
	rv_tmpdir_remove(&f->dir);
	free(f->body);
	free(f->head);
	free(f);
	return 0;
}

static void launch(fixture *f, bool real_limits, const char *plan)
{
	char path[RV_TMP_PATH * 2];
	rv_sim_params p;
	rv_err err = { .code = RV_OK };
	rv_sim_params_default(&p);
	p.listen = "127.0.0.1:0";
	p.clock = f->clock;
	p.real_limits = real_limits;
	if (plan) {
		rv_tmpdir_text(&f->dir, "plan.json", plan);
		p.faults = rv_tmpdir_path(&f->dir, "plan.json", path);
	}
	if (rv_sim_start(&p, NULL, &f->sim, &err) != RV_OK)
		fail_msg("%s", err.text);
}

/* Sends a request (body NULL: GET); returns curl's result. */
static CURLcode request(fixture *f, const char *path, const char *body, long *status)
{
	char url[128];
	(void)snprintf(url, sizeof(url), "%s%s", rv_sim_url(f->sim), path);
	f->n = f->head_n = 0;
	f->body[0] = f->head[0] = '\0';
	(void)curl_easy_setopt(f->curl, CURLOPT_URL, url);
	(void)curl_easy_setopt(f->curl, CURLOPT_NOSIGNAL, 1L);
	(void)curl_easy_setopt(f->curl, CURLOPT_TIMEOUT_MS, (long)WAIT_MS);
	(void)curl_easy_setopt(f->curl, CURLOPT_WRITEFUNCTION, on_body);
	(void)curl_easy_setopt(f->curl, CURLOPT_WRITEDATA, f);
	(void)curl_easy_setopt(f->curl, CURLOPT_HEADERFUNCTION, on_head);
	(void)curl_easy_setopt(f->curl, CURLOPT_HEADERDATA, f);
	if (body)
		(void)curl_easy_setopt(f->curl, CURLOPT_POSTFIELDS, body);
	else
		(void)curl_easy_setopt(f->curl, CURLOPT_HTTPGET, 1L);
	const CURLcode rc = curl_easy_perform(f->curl);
	*status = 0;
	(void)curl_easy_getinfo(f->curl, CURLINFO_RESPONSE_CODE, status);
	return rc;
}

static void expect(fixture *f, const char *path, const char *body, long want)
{
	long status = 0;
	const CURLcode rc = request(f, path, body, &status);
	if (rc != CURLE_OK || status != want)
		fail_msg("%s %s: %s, status %ld, want %ld", path, body ? body : "",
			 curl_easy_strerror(rc), status, want);
}

/* --- HTTP --- */

static void every_answer_says_what_it_is(void **state)
{
	fixture *f = *state;
	launch(f, true, NULL);
	static const struct {
		const char *path, *body;
		long status;
	} cases[] = {
		{ "/info", "{\"type\":\"exchangeStatus\"}", 200 },
		{ "/info", "{\"type\":\"nope\"}", 422 },
		{ "/info", "{\"type\":\"meta\",\"dex\":\"x\"}", 500 },
		{ "/info", NULL, 405 },
		{ "/nowhere", NULL, 404 },
		{ "/exchange", "{}", 404 },
		{ "/", NULL, 404 },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		expect(f, cases[i].path, cases[i].body, cases[i].status);
		assert_non_null(strcasestr(f->head, "\r\nserver: rvdesk-sim\r\n"));
		assert_non_null(strcasestr(f->head, "\r\nx-sim-clock: utc_ms=1795190399000;speed=1;"
						    "source=seed\r\n"));
	}
}

static void compresses_when_asked_and_keeps_the_connection(void **state)
{
	fixture *f = *state;
	launch(f, true, NULL);
	expect(f, "/info", "{\"type\":\"metaAndAssetCtxs\"}", 200);
	assert_null(strcasestr(f->head, "content-encoding"));
	char *plain = strdup(f->body);
	assert_non_null(plain);
	(void)curl_easy_setopt(f->curl, CURLOPT_ACCEPT_ENCODING, "gzip");
	expect(f, "/info", "{\"type\":\"metaAndAssetCtxs\"}", 200);
	assert_non_null(strcasestr(f->head, "content-encoding: gzip"));
	assert_string_equal(f->body, plain);
	curl_off_t bytes = 0;
	(void)curl_easy_getinfo(f->curl, CURLINFO_SIZE_DOWNLOAD_T, &bytes);
	assert_true((size_t)bytes * 2 < strlen(plain));
	long connects = -1;
	(void)curl_easy_getinfo(f->curl, CURLINFO_NUM_CONNECTS, &connects);
	assert_int_equal(connects, 0);
	free(plain);
}

static void a_big_answer_arrives_whole(void **state)
{
	fixture *f = *state;
	launch(f, true, NULL);
	expect(f, "/info",
	       "{\"type\":\"candleSnapshot\",\"req\":{\"coin\":\"BTC\",\"interval\":\"1h\","
	       "\"startTime\":0}}",
	       200);
	assert_true(f->n > 500000);
	cJSON *json = cJSON_ParseWithLength(f->body, f->n);
	assert_int_equal(cJSON_GetArraySize(json), 5000);
	cJSON_Delete(json);
}

static void too_much_weight_gets_429(void **state)
{
	fixture *f = *state;
	launch(f, true, NULL);
	long status = 200;
	int good = 0;
	while (status == 200 && good < 100) {
		assert_int_equal(request(f, "/info", "{\"type\":\"meta\"}", &status), CURLE_OK);
		good += status == 200;
	}
	assert_int_equal(status, 429);
	assert_string_equal(f->body, "null");
	assert_in_range(good, 60, 75); /* 60, and what comes back meanwhile */
}

static void generous_limits_let_a_cold_start_through(void **state)
{
	fixture *f = *state;
	launch(f, false, NULL);
	for (int i = 0; i < 300; i++)
		expect(f, "/info", "{\"type\":\"meta\"}", 200);
}

static void too_large_a_request_is_refused(void **state)
{
	fixture *f = *state;
	launch(f, true, NULL);
	char *big = malloc(100001);
	assert_non_null(big);
	memset(big, ' ', 100000);
	big[100000] = '\0';
	expect(f, "/info", big, 413);
	free(big);
}

static void the_same_market_after_a_restart(void **state)
{
	fixture *f = *state;
	static const char ask[] = "{\"type\":\"candleSnapshot\",\"req\":{\"coin\":\"WIF\","
				  "\"interval\":\"1h\",\"startTime\":1794000000000,"
				  "\"endTime\":1795180000000}}";
	launch(f, true, NULL);
	expect(f, "/info", ask, 200);
	char *first = strdup(f->body);
	assert_non_null(first);
	rv_sim_stop(f->sim);
	f->sim = NULL;
	rv_clock_set(f->clock, start + 2 * RV_HOUR_MS);
	launch(f, true, NULL);
	expect(f, "/info", ask, 200);
	assert_string_equal(f->body, first);
	free(first);
}

static void refuses_to_listen_elsewhere(void **state)
{
	(void)state;
	static const char *const bad[] = { "0.0.0.0:0", "192.168.1.1:80",  "127.0.0.1",
					   "[::]:0",	"127.0.0.1:99999", "127.0.0.1:x",
					   "",		"example.org:80" };
	for (size_t i = 0; i < LEN(bad); i++) {
		rv_sim_params p;
		rv_sim *sim = NULL;
		rv_err err = { .code = RV_OK };
		rv_sim_params_default(&p);
		p.listen = bad[i];
		assert_int_equal(rv_sim_start(&p, NULL, &sim, &err), RV_EUSAGE);
		assert_non_null(strstr(err.text, "loopback"));
		assert_null(sim);
	}
}

static void a_port_in_use_is_a_clear_error(void **state)
{
	fixture *f = *state;
	launch(f, true, NULL);
	rv_sim_params p;
	rv_sim *second = NULL;
	rv_err err = { .code = RV_OK };
	rv_sim_params_default(&p);
	p.listen = strrchr(rv_sim_url(f->sim), '/') + 1;
	assert_int_equal(rv_sim_start(&p, NULL, &second, &err), RV_EIO);
	assert_non_null(strstr(err.text, "in use"));
}

/* --- HTTP faults --- */

static const char ask_mids[] = "{\"type\":\"allMids\"}";

static void status_faults(void **state)
{
	fixture *f = *state;
	launch(f, true,
	       "[{\"at\":0,\"for\":1,\"match\":\"info.allMids\",\"do\":\"status\",\"code\":502},"
	       "{\"at\":1,\"for\":1,\"match\":\"info\",\"do\":\"status\",\"code\":429,"
	       "\"retry_after\":7},"
	       "{\"at\":2,\"for\":1,\"do\":\"status\",\"code\":500}]");
	expect(f, "/info", ask_mids, 502);
	assert_non_null(strstr(f->body, "<html>"));
	assert_non_null(strcasestr(f->head, "content-type: text/html"));
	expect(f, "/info", "{\"type\":\"meta\"}", 200); /* another type is well */
	rv_clock_set(f->clock, start + 1000);
	expect(f, "/info", ask_mids, 429);
	assert_string_equal(f->body, "null");
	assert_non_null(strcasestr(f->head, "retry-after: 7\r\n"));
	rv_clock_set(f->clock, start + 2000);
	expect(f, "/info", ask_mids, 500);
	assert_string_equal(f->body, "null");
	rv_clock_set(f->clock, start + 3000);
	expect(f, "/info", ask_mids, 200);
}

static void truncated_and_refused(void **state)
{
	fixture *f = *state;
	launch(f, true,
	       "[{\"at\":0,\"for\":1,\"do\":\"truncate\"},{\"at\":1,\"for\":1,\"do\":\"refuse\"}]");
	long status = 0;
	assert_int_equal(request(f, "/info", ask_mids, &status), CURLE_PARTIAL_FILE);
	assert_in_range(f->n, 300, 700); /* half of it */
	rv_clock_set(f->clock, start + 1000);
	assert_int_equal(request(f, "/info", ask_mids, &status), CURLE_GOT_NOTHING);
	rv_clock_set(f->clock, start + 2000);
	expect(f, "/info", ask_mids, 200);
}

static void slow_answers_arrive_late_but_whole(void **state)
{
	fixture *f = *state;
	launch(f, true, "[{\"at\":0,\"for\":1,\"do\":\"slow\",\"ms\":300}]");
	const int64_t before = rv_mono_ms();
	expect(f, "/info", ask_mids, 200);
	assert_true(rv_mono_ms() - before >= 295);
	cJSON *json = cJSON_ParseWithLength(f->body, f->n);
	assert_int_equal(cJSON_GetArraySize(json), 49);
	cJSON_Delete(json);
}

static void silent_answers_nothing(void **state)
{
	fixture *f = *state;
	launch(f, true, "[{\"at\":0,\"for\":1,\"do\":\"silent\"}]");
	long status = 0;
	(void)curl_easy_setopt(f->curl, CURLOPT_URL, rv_sim_url(f->sim));
	char url[128];
	(void)snprintf(url, sizeof(url), "%s/info", rv_sim_url(f->sim));
	(void)curl_easy_setopt(f->curl, CURLOPT_URL, url);
	(void)curl_easy_setopt(f->curl, CURLOPT_POSTFIELDS, ask_mids);
	(void)curl_easy_setopt(f->curl, CURLOPT_NOSIGNAL, 1L);
	(void)curl_easy_setopt(f->curl, CURLOPT_TIMEOUT_MS, 200L);
	assert_int_equal(curl_easy_perform(f->curl), CURLE_OPERATION_TIMEDOUT);
	rv_clock_set(f->clock, start + 1000);
	assert_int_equal(request(f, "/info", ask_mids, &status), CURLE_OK);
	assert_int_equal(status, 200);
}

static void garbage_and_wrong_types(void **state)
{
	fixture *f = *state;
	launch(f, true,
	       "[{\"at\":0,\"for\":1,\"do\":\"garbage\"},"
	       "{\"at\":1,\"for\":1,\"match\":\"info.allMids\",\"do\":\"wrong_types\"}]");
	expect(f, "/info", ask_mids, 200);
	assert_null(cJSON_ParseWithLength(f->body, f->n));
	rv_clock_set(f->clock, start + 1000);
	expect(f, "/info", ask_mids, 200);
	cJSON *json = cJSON_ParseWithLength(f->body, f->n);
	assert_int_equal(cJSON_GetArraySize(json), 49);
	assert_true(cJSON_IsArray(cJSON_GetObjectItem(json, "BTC")));
	cJSON_Delete(json);
}

static void frozen_market_and_wrong_clock(void **state)
{
	fixture *f = *state;
	launch(f, true,
	       "[{\"at\":1,\"for\":20,\"do\":\"freeze\"},"
	       "{\"at\":10,\"for\":1,\"do\":\"clock_offset\",\"ms\":-180000}]");
	rv_clock_set(f->clock, start + 1000);
	expect(f, "/info", ask_mids, 200);
	char *frozen = strdup(f->body);
	assert_non_null(frozen);
	rv_clock_set(f->clock, start + 10500);
	expect(f, "/info", ask_mids, 200);
	assert_string_equal(f->body, frozen);
	expect(f, "/info", "{\"type\":\"exchangeStatus\"}", 200);
	assert_non_null(strstr(f->body, "\"time\":1795190229500")); /* start + 10.5 s - 180 s */
	assert_non_null(strstr(f->head, "utc_ms=1795190229500;"));
	rv_clock_set(f->clock, start + 21500);
	expect(f, "/info", ask_mids, 200);
	assert_string_not_equal(f->body, frozen);
	free(frozen);
}

/* --- WebSocket --- */

static void join(fixture *f, rv_ws_raw *w)
{
	assert_true(rv_ws_raw_open(w, rv_sim_url(f->sim), "/ws"));
	assert_string_equal(rv_ws_raw_next(w, WAIT_MS), "Websocket connection established.");
}

/* Next message of a channel, skipping others; its data. The caller deletes *whole. */
static const cJSON *next_of(rv_ws_raw *w, const char *channel, cJSON **whole)
{
	for (;;) {
		const char *text = rv_ws_raw_next(w, WAIT_MS);
		if (!text)
			fail_msg("no %s message (closed: %d)", channel, w->close_code);
		*whole = cJSON_Parse(text);
		const cJSON *c = cJSON_GetObjectItem(*whole, "channel");
		if (cJSON_IsString(c) && strcmp(c->valuestring, channel) == 0)
			return cJSON_GetObjectItem(*whole, "data");
		cJSON_Delete(*whole);
	}
}

static void subscribe(rv_ws_raw *w, const char *what)
{
	char text[256];
	cJSON *whole = NULL;
	(void)snprintf(text, sizeof(text), "{\"method\":\"subscribe\",\"subscription\":%s}", what);
	rv_ws_raw_send(w, text);
	(void)next_of(w, "subscriptionResponse", &whole);
	cJSON_Delete(whole);
}

static void block_at(fixture *f, int64_t utc_ms)
{
	rv_clock_set(f->clock, utc_ms);
	rv_sim_kick(f->sim);
}

static void handshake_says_what_it_is(void **state)
{
	fixture *f = *state;
	rv_ws_raw w;
	launch(f, true, NULL);
	join(f, &w);
	assert_non_null(strcasestr(w.head, "\r\nserver: rvdesk-sim\r\n"));
	assert_non_null(strcasestr(w.head, "\r\nx-sim-clock: utc_ms=1795190399000;speed=1;"
					   "source=seed\r\n"));
	rv_ws_raw_close(&w);
	assert_false(rv_ws_raw_open(&w, rv_sim_url(f->sim), "/other"));
	rv_ws_raw_close(&w);
}

static void requests_get_the_venues_words(void **state)
{
	fixture *f = *state;
	static const struct {
		const char *send, *want;
	} cases[] = {
		{ "{\"method\":\"ping\"}", "{\"channel\":\"pong\"}" },
		{ "{\"method\":\"subscribe\",\"subscription\":{\"type\":\"l2Book\",\"coin\":"
		  "\"BTC\"}}",
		  "{\"channel\":\"subscriptionResponse\",\"data\":{\"method\":\"subscribe\","
		  "\"subscription\":{\"type\":\"l2Book\",\"coin\":\"BTC\",\"nSigFigs\":null,"
		  "\"mantissa\":null}}}" },
		{ "{\"method\":\"subscribe\",\"subscription\":{\"coin\":\"BTC\",\"type\":"
		  "\"l2Book\"}}",
		  "{\"channel\":\"error\",\"data\":\"Already subscribed: "
		  "{\\\"type\\\":\\\"l2Book\\\","
		  "\\\"coin\\\":\\\"BTC\\\",\\\"nSigFigs\\\":null,\\\"mantissa\\\":null}\"}" },
		{ "{\"method\":\"unsubscribe\",\"subscription\":{\"type\":\"l2Book\",\"coin\":"
		  "\"BTC\"}}",
		  "{\"channel\":\"subscriptionResponse\",\"data\":{\"method\":\"unsubscribe\","
		  "\"subscription\":{\"type\":\"l2Book\",\"coin\":\"BTC\",\"nSigFigs\":null,"
		  "\"mantissa\":null}}}" },
		{ "{\"method\":\"unsubscribe\",\"subscription\":{\"type\":\"bbo\",\"coin\":\"BTC\"}"
		  "}",
		  "{\"channel\":\"error\",\"data\":\"Already unsubscribed: "
		  "{\\\"type\\\":\\\"bbo\\\","
		  "\\\"coin\\\":\\\"BTC\\\"}\"}" },
		{ "{\"method\":\"subscribe\",\"subscription\":{\"type\":\"bbo\",\"coin\":\"btc\"}}",
		  "{\"channel\":\"error\",\"data\":\"Invalid subscription "
		  "{\\\"type\\\":\\\"bbo\\\","
		  "\\\"coin\\\":\\\"btc\\\"}\"}" },
		{ "{\"method\":\"subscribe\",\"subscription\":{\"type\":\"candle\",\"coin\":"
		  "\"BTC\","
		  "\"interval\":\"7h\"}}",
		  "{\"channel\":\"error\",\"data\":\"Invalid subscription "
		  "{\\\"type\\\":\\\"candle\\\","
		  "\\\"coin\\\":\\\"BTC\\\",\\\"interval\\\":\\\"7h\\\"}\"}" },
		{ "{nonsense", "{\"channel\":\"error\",\"data\":\"Error parsing JSON into valid "
			       "websocket request: "
			       "{nonsense\"}" },
		{ "{\"method\":\"dance\"}", "{\"channel\":\"error\",\"data\":\"Error parsing JSON "
					    "into valid websocket request: "
					    "{\\\"method\\\":\\\"dance\\\"}\"}" },
	};
	rv_ws_raw w;
	launch(f, true, NULL);
	join(f, &w);
	for (size_t i = 0; i < LEN(cases); i++) {
		rv_ws_raw_send(&w, cases[i].send);
		const char *got = rv_ws_raw_next(&w, WAIT_MS);
		while (got && strncmp(got, "{\"channel\":\"l2Book\"", 19) == 0)
			got = rv_ws_raw_next(&w, WAIT_MS); /* the first push after the ack */
		assert_non_null(got);
		assert_string_equal(got, cases[i].want);
	}
	rv_ws_raw_close(&w);
}

static void a_block_pushes_what_is_subscribed(void **state)
{
	fixture *f = *state;
	rv_ws_raw w;
	cJSON *whole = NULL;
	launch(f, true, NULL);
	join(f, &w);
	subscribe(&w, "{\"type\":\"allMids\"}");
	const cJSON *d = next_of(&w, "allMids", &whole); /* at once */
	char *first = cJSON_PrintUnformatted(d);
	assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(d, "mids")), 49);
	cJSON_Delete(whole);
	assert_null(rv_ws_raw_next(&w, QUIET_MS)); /* the clock stands: nothing more */
	block_at(f, start + 1000);
	d = next_of(&w, "allMids", &whole);
	char *second = cJSON_PrintUnformatted(d);
	cJSON_Delete(whole);
	assert_string_not_equal(first, second);
	cJSON_free(first);
	cJSON_free(second);
	subscribe(&w, "{\"type\":\"activeAssetCtx\",\"coin\":\"ETH\"}");
	d = next_of(&w, "activeAssetCtx", &whole);
	assert_string_equal(cJSON_GetObjectItem(d, "coin")->valuestring, "ETH");
	assert_true(cJSON_IsString(cJSON_GetObjectItem(cJSON_GetObjectItem(d, "ctx"), "markPx")));
	cJSON_Delete(whole);
	subscribe(&w, "{\"type\":\"trades\",\"coin\":\"ETH\"}");
	d = next_of(&w, "trades", &whole);
	assert_true(cJSON_IsArray(d) && d->child);
	cJSON_Delete(whole);
	rv_ws_raw_close(&w);
}

static void bbo_comes_on_change_only(void **state)
{
	fixture *f = *state;
	rv_ws_raw w;
	cJSON *whole = NULL;
	launch(f, true, NULL);
	join(f, &w);
	subscribe(&w, "{\"type\":\"bbo\",\"coin\":\"BTC\"}");
	const cJSON *d = next_of(&w, "bbo", &whole);
	assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(d, "bbo")), 2);
	cJSON_Delete(whole);
	rv_sim_kick(f->sim);
	assert_null(rv_ws_raw_next(&w, QUIET_MS));
	assert_int_equal(w.close_code, 0);
	block_at(f, start + 1000);
	(void)next_of(&w, "bbo", &whole);
	cJSON_Delete(whole);
	rv_ws_raw_close(&w);
}

static int64_t open_of(const cJSON *candle)
{
	return (int64_t)cJSON_GetObjectItem(candle, "t")->valuedouble;
}

static void a_closing_candle_is_pushed_in_its_final_state(void **state)
{
	fixture *f = *state;
	rv_ws_raw w;
	cJSON *whole = NULL;
	const int64_t close = start + 1000, open = close - RV_HOUR_MS;
	launch(f, true, NULL);
	rv_clock_set(f->clock, start - 40000);
	join(f, &w);
	subscribe(&w, "{\"type\":\"candle\",\"coin\":\"SOL\",\"interval\":\"1h\"}");
	const cJSON *d = next_of(&w, "candle", &whole);
	assert_true(cJSON_IsObject(d));
	assert_int_equal(open_of(d), open);
	cJSON_Delete(whole);
	block_at(f, close + 3 * RV_HOUR_MS + 2000); /* four hours close within one block */
	char *final_state = NULL;
	for (int k = 0; k < 5; k++) {
		d = next_of(&w, "candle", &whole);
		assert_int_equal(open_of(d), open + k * RV_HOUR_MS);
		if (k == 0)
			final_state = cJSON_PrintUnformatted(d);
		cJSON_Delete(whole);
	}
	char ask[256];
	(void)snprintf(ask, sizeof(ask),
		       "{\"type\":\"candleSnapshot\",\"req\":{\"coin\":\"SOL\",\"interval\":\"1h\","
		       "\"startTime\":%lld,\"endTime\":%lld}}",
		       (long long)open, (long long)open);
	expect(f, "/info", ask, 200);
	f->body[f->n - 1] = '\0'; /* the list's one member */
	assert_string_equal(f->body + 1, final_state);
	cJSON_free(final_state);
	rv_ws_raw_close(&w);
}

static void an_eleventh_connection_is_closed(void **state)
{
	fixture *f = *state;
	rv_ws_raw w[11];
	launch(f, true, NULL);
	for (size_t i = 0; i < 10; i++)
		join(f, &w[i]);
	(void)rv_ws_raw_open(&w[10], rv_sim_url(f->sim), "/ws");
	assert_null(rv_ws_raw_next(&w[10], WAIT_MS));
	assert_true(w[10].close_code != 0);
	rv_ws_raw_send(&w[0], "{\"method\":\"ping\"}"); /* the ten are well */
	assert_string_equal(rv_ws_raw_next(&w[0], WAIT_MS), "{\"channel\":\"pong\"}");
	for (size_t i = 0; i < LEN(w); i++)
		rv_ws_raw_close(&w[i]);
}

static void thousand_and_one_subscriptions(void **state)
{
	fixture *f = *state;
	static const char *const iv[] = { "1m", "3m", "5m",  "15m", "30m", "1h", "2h",
					  "4h", "8h", "12h", "1d",  "3d",  "1w", "1M" };
	static const char *const forms[] = { "\"type\":\"l2Book\"",
					     "\"type\":\"bbo\"",
					     "\"type\":\"trades\"",
					     "\"type\":\"activeAssetCtx\"",
					     "\"type\":\"l2Book\",\"fast\":true",
					     "\"type\":\"l2Book\",\"nSigFigs\":2",
					     "\"type\":\"l2Book\",\"nSigFigs\":3" };
	rv_ws_raw w;
	launch(f, true, NULL);
	expect(f, "/info", "{\"type\":\"meta\"}", 200);
	cJSON *meta = cJSON_ParseWithLength(f->body, f->n);
	join(f, &w);
	const cJSON *v = cJSON_GetObjectItem(meta, "universe")->child;
	for (size_t acks = 0; acks < 1000; v = v->next) { /* 21 for each of 49 coins are enough */
		assert_non_null(v);
		for (size_t k = 0; k < LEN(iv) + LEN(forms) && acks < 1000; k++, acks++) {
			char text[256];
			const bool candle = k < LEN(iv);
			(void)snprintf(
				text, sizeof(text), "{%s,\"coin\":\"%s\",\"interval\":\"%s\"}",
				candle ? "\"type\":\"candle\"" : forms[k - LEN(iv)],
				cJSON_GetObjectItem(v, "name")->valuestring, candle ? iv[k] : "");
			subscribe(&w, text);
		}
	}
	cJSON_Delete(meta);
	cJSON *whole = NULL;
	rv_ws_raw_send(&w, "{\"method\":\"subscribe\",\"subscription\":{\"type\":\"allMids\"}}");
	const cJSON *d = next_of(&w, "error", &whole);
	assert_string_equal(d->valuestring, "Cannot subscribe to more than 1000 channels.");
	cJSON_Delete(whole);
	rv_ws_raw_close(&w);
}

static void more_than_2000_messages_a_minute(void **state)
{
	fixture *f = *state;
	rv_ws_raw w;
	launch(f, true, NULL);
	join(f, &w);
	cJSON *whole = NULL;
	int pongs = 0;
	for (;;) {
		rv_ws_raw_send(&w, "{\"method\":\"ping\"}");
		const char *text = rv_ws_raw_next(&w, WAIT_MS);
		assert_non_null(text);
		if (strcmp(text, "{\"channel\":\"pong\"}") != 0) {
			whole = cJSON_Parse(text);
			break;
		}
		pongs++;
		assert_true(pongs < 4000);
	}
	assert_true(pongs >= 2000);
	assert_string_equal(cJSON_GetObjectItem(whole, "data")->valuestring,
			    "Cannot send more than 2000 messages per minute.");
	cJSON_Delete(whole);
	rv_ws_raw_close(&w);
}

static void close_faults_have_their_codes(void **state)
{
	fixture *f = *state;
	rv_ws_raw w;
	launch(f, true,
	       "[{\"at\":5,\"for\":1,\"match\":\"ws\",\"do\":\"close\",\"code\":1000},"
	       "{\"at\":10,\"for\":1,\"match\":\"ws\",\"do\":\"close\",\"code\":1006}]");
	join(f, &w);
	block_at(f, start + 5000);
	assert_null(rv_ws_raw_next(&w, WAIT_MS));
	assert_int_equal(w.close_code, 1000);
	rv_ws_raw_close(&w);
	rv_clock_set(f->clock, start + 7000);
	join(f, &w);
	block_at(f, start + 10000);
	assert_null(rv_ws_raw_next(&w, WAIT_MS));
	assert_int_equal(w.close_code, 1006);
	rv_ws_raw_close(&w);
}

static void silent_socket_stays_open_and_mute(void **state)
{
	fixture *f = *state;
	rv_ws_raw w;
	launch(f, true, "[{\"at\":5,\"for\":5,\"match\":\"ws\",\"do\":\"silent\"}]");
	join(f, &w);
	subscribe(&w, "{\"type\":\"activeAssetCtx\",\"coin\":\"BTC\"}");
	cJSON *whole = NULL;
	(void)next_of(&w, "activeAssetCtx", &whole);
	cJSON_Delete(whole);
	block_at(f, start + 6000);
	rv_ws_raw_send(&w, "{\"method\":\"ping\"}");
	assert_null(rv_ws_raw_next(&w, QUIET_MS));
	assert_int_equal(w.close_code, 0);
	block_at(f, start + 11000);
	(void)next_of(&w, "activeAssetCtx", &whole);
	cJSON_Delete(whole);
	rv_ws_raw_close(&w);
}

static void refused_sockets_do_not_open(void **state)
{
	fixture *f = *state;
	rv_ws_raw w;
	launch(f, true, "[{\"at\":0,\"for\":5,\"match\":\"ws\",\"do\":\"refuse\"}]");
	assert_false(rv_ws_raw_open(&w, rv_sim_url(f->sim), "/ws"));
	rv_ws_raw_close(&w);
	rv_clock_set(f->clock, start + 5000);
	join(f, &w);
	rv_ws_raw_close(&w);
}

/*
 * How many messages besides the contexts nine blocks bring under a fault. The contexts are
 * subscribed last, so that one of them ends each block.
 */
static int mids_in_nine_blocks(fixture *f, const char *plan, bool *json)
{
	static const char ctx[] = "{\"channel\":\"activeAssetCtx\"";
	rv_ws_raw w;
	launch(f, true, plan);
	join(f, &w);
	subscribe(&w, "{\"type\":\"allMids\"}");
	assert_non_null(rv_ws_raw_next(&w, WAIT_MS)); /* the push at once, before the fault */
	subscribe(&w, "{\"type\":\"activeAssetCtx\",\"coin\":\"BTC\"}");
	assert_non_null(rv_ws_raw_next(&w, WAIT_MS));
	int n = 0;
	*json = true;
	for (int k = 1; k <= 9; k++) {
		block_at(f, start + k * 1000);
		for (;;) {
			const char *text = rv_ws_raw_next(&w, WAIT_MS);
			assert_non_null(text);
			if (strncmp(text, ctx, sizeof(ctx) - 1) == 0)
				break;
			cJSON *v = cJSON_Parse(text);
			*json = *json && v;
			cJSON_Delete(v);
			n++;
		}
	}
	rv_ws_raw_close(&w);
	return n;
}

static void gaps_duplicates_and_garbage_in_the_stream(void **state)
{
	fixture *f = *state;
	static const struct {
		const char *plan;
		int want;
		bool json;
	} cases[] = {
		{ "[{\"at\":1,\"for\":99,\"match\":\"ws.allMids\",\"do\":\"gap\"}]", 6, true },
		{ "[{\"at\":1,\"for\":99,\"match\":\"ws.allMids\",\"do\":\"duplicate\"}]", 18,
		  true },
		{ "[{\"at\":1,\"for\":99,\"match\":\"ws.allMids\",\"do\":\"garbage\"}]", 9, false },
		{ "[{\"at\":1,\"for\":99,\"match\":\"ws.candle\",\"do\":\"gap\"}]", 9, true },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		bool json = false;
		assert_int_equal(mids_in_nine_blocks(f, cases[i].plan, &json), cases[i].want);
		assert_int_equal(json, cases[i].json);
		rv_sim_stop(f->sim);
		f->sim = NULL;
		rv_clock_free(f->clock);
		assert_int_equal(rv_clock_new_manual(start, &f->clock), RV_OK);
	}
}

static void a_client_that_does_not_read_is_dropped(void **state)
{
	fixture *f = *state;
	rv_ws_raw slow, quick;
	launch(f, false, NULL);
	join(f, &slow);
	join(f, &quick);
	expect(f, "/info", "{\"type\":\"meta\"}", 200);
	cJSON *meta = cJSON_ParseWithLength(f->body, f->n);
	const cJSON *u = cJSON_GetObjectItem(meta, "universe");
	for (const cJSON *v = u->child; v; v = v->next) {
		char text[128];
		(void)snprintf(text, sizeof(text),
			       "{\"method\":\"subscribe\",\"subscription\":"
			       "{\"type\":\"l2Book\",\"coin\":\"%s\"}}",
			       cJSON_GetObjectItem(v, "name")->valuestring);
		rv_ws_raw_send(&slow, text);
	}
	cJSON_Delete(meta);
	subscribe(&quick, "{\"type\":\"activeAssetCtx\",\"coin\":\"BTC\"}");
	cJSON *whole = NULL;
	(void)next_of(&quick, "activeAssetCtx", &whole);
	cJSON_Delete(whole);
	for (int k = 1; k <= 400;
	     k++) { /* about 50 MB for the one, each block awaited by the other */
		block_at(f, start + k * 1000);
		(void)next_of(&quick, "activeAssetCtx", &whole);
		cJSON_Delete(whole);
	}
	while (rv_ws_raw_next(&slow, WAIT_MS)) {
		/* what the socket held before it was dropped */
	}
	assert_int_equal(slow.close_code, 1006);
	rv_ws_raw_send(&quick, "{\"method\":\"ping\"}");
	assert_string_equal(rv_ws_raw_next(&quick, WAIT_MS), "{\"channel\":\"pong\"}");
	rv_ws_raw_close(&slow);
	rv_ws_raw_close(&quick);
}

static void its_own_clock_runs_at_its_speed(void **state)
{
	fixture *f = *state;
	rv_sim_params p;
	rv_err err = { .code = RV_OK };
	rv_sim_params_default(&p);
	p.listen = "localhost:0";
	p.start_ms = start;
	p.speed = 3600.0;
	assert_int_equal(rv_sim_start(&p, NULL, &f->sim, &err), RV_OK);
	assert_int_equal(rv_sim_start_ms(f->sim), start);
	rv_ws_raw w;
	join(f, &w);
	subscribe(&w, "{\"type\":\"candle\",\"coin\":\"BTC\",\"interval\":\"1h\"}");
	int64_t before = 0;
	for (int k = 0; k < 4; k++) { /* an hour a second: each block closes candles */
		cJSON *whole = NULL;
		const int64_t t = open_of(next_of(&w, "candle", &whole));
		assert_true(t >= before && t - before <= (before ? RV_HOUR_MS : INT64_MAX));
		before = t;
		cJSON_Delete(whole);
	}
	assert_true(before > start);
	rv_ws_raw_close(&w);
}

#define sim_test(t) cmocka_unit_test_setup_teardown(t, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		sim_test(every_answer_says_what_it_is),
		sim_test(compresses_when_asked_and_keeps_the_connection),
		sim_test(a_big_answer_arrives_whole),
		sim_test(too_much_weight_gets_429),
		sim_test(generous_limits_let_a_cold_start_through),
		sim_test(too_large_a_request_is_refused),
		sim_test(the_same_market_after_a_restart),
		cmocka_unit_test(refuses_to_listen_elsewhere),
		sim_test(a_port_in_use_is_a_clear_error),
		sim_test(status_faults),
		sim_test(truncated_and_refused),
		sim_test(slow_answers_arrive_late_but_whole),
		sim_test(silent_answers_nothing),
		sim_test(garbage_and_wrong_types),
		sim_test(frozen_market_and_wrong_clock),
		sim_test(handshake_says_what_it_is),
		sim_test(requests_get_the_venues_words),
		sim_test(a_block_pushes_what_is_subscribed),
		sim_test(bbo_comes_on_change_only),
		sim_test(a_closing_candle_is_pushed_in_its_final_state),
		sim_test(an_eleventh_connection_is_closed),
		sim_test(thousand_and_one_subscriptions),
		sim_test(more_than_2000_messages_a_minute),
		sim_test(close_faults_have_their_codes),
		sim_test(silent_socket_stays_open_and_mute),
		sim_test(refused_sockets_do_not_open),
		sim_test(gaps_duplicates_and_garbage_in_the_stream),
		sim_test(a_client_that_does_not_read_is_dropped),
		sim_test(its_own_clock_runs_at_its_speed),
	};
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return 1;
	const int rc = cmocka_run_group_tests(tests, NULL, NULL);
	curl_global_cleanup();
	return rc;
}
