/*
 * The venue's HTTP side over a real socket: headers, compression, limits, refusals, and every fault
 * that a plan can put into an answer.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/timefmt.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/sim_venue.h"

static void every_answer_says_what_it_is(void **state)
{
	sim_venue *f = *state;
	venue_launch(f, true, NULL);
	static const struct {
		const char *path, *body;
		long status;
	} cases[] = {
		{ "/info", "{\"type\":\"exchangeStatus\"}", 200 },
		{ "/info", "{\"type\":\"nope\"}", 422 },
		{ "/info", "{\"type\":\"meta\",\"dex\":\"x\"}", 500 },
		{ "/info", NULL, 405 },
		{ "/nowhere", NULL, 404 },
		{ "/exchange", "{}", 422 },
		{ "/", NULL, 200 },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		venue_expect(f, cases[i].path, cases[i].body, cases[i].status);
		assert_non_null(strcasestr(f->head, "\r\nserver: rvdesk-sim\r\n"));
		assert_non_null(strcasestr(f->head, "\r\nx-sim-clock: utc_ms=1795190399000;speed=1;"
						    "source=seed\r\n"));
	}
}

static void a_status_has_its_reason_and_the_root_page_says_sim(void **state)
{
	sim_venue *f = *state;
	venue_launch(f, true, NULL);
	venue_expect(f, "/", NULL, 200);
	assert_int_equal(strncmp(f->head, "HTTP/1.1 200 OK\r\n", 17), 0);
	assert_non_null(strcasestr(f->head, "\r\ncontent-type: text/plain"));
	assert_int_equal(strncmp(f->body, "SIM: ", 5), 0);
	venue_expect(f, "/nowhere", NULL, 404);
	assert_int_equal(strncmp(f->head, "HTTP/1.1 404 Not Found\r\n", 24), 0);
	venue_expect(f, "/info", "{\"type\":", 422);
	assert_int_equal(strncmp(f->head, "HTTP/1.1 422 Unprocessable Entity\r\n", 35), 0);
	assert_non_null(strcasestr(f->head, "\r\nserver: rvdesk-sim\r\n"));
}

static void compresses_when_asked_and_keeps_the_connection(void **state)
{
	sim_venue *f = *state;
	venue_launch(f, true, NULL);
	venue_expect(f, "/info", "{\"type\":\"metaAndAssetCtxs\"}", 200);
	assert_null(strcasestr(f->head, "content-encoding"));
	char *plain = strdup(f->body);
	assert_non_null(plain);
	(void)curl_easy_setopt(f->curl, CURLOPT_ACCEPT_ENCODING, "gzip");
	venue_expect(f, "/info", "{\"type\":\"metaAndAssetCtxs\"}", 200);
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
	sim_venue *f = *state;
	venue_launch(f, true, NULL);
	venue_expect(f, "/info",
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
	sim_venue *f = *state;
	venue_launch(f, true, NULL);
	long status = 200;
	int good = 0;
	while (status == 200 && good < 100) {
		assert_int_equal(venue_request(f, "/info", "{\"type\":\"meta\"}", &status),
				 CURLE_OK);
		good += status == 200;
	}
	assert_int_equal(status, 429);
	assert_string_equal(f->body, "null");
	assert_in_range(good, 60, 75); /* 60, and what comes back meanwhile */
}

static void generous_limits_let_a_cold_start_through(void **state)
{
	sim_venue *f = *state;
	venue_launch(f, false, NULL);
	for (int i = 0; i < 300; i++)
		venue_expect(f, "/info", "{\"type\":\"meta\"}", 200);
}

static void too_large_a_request_is_refused(void **state)
{
	sim_venue *f = *state;
	venue_launch(f, true, NULL);
	char *big = malloc(100001);
	assert_non_null(big);
	memset(big, ' ', 100000);
	big[100000] = '\0';
	venue_expect(f, "/info", big, 413);
	free(big);
}

static void the_same_market_after_a_restart(void **state)
{
	sim_venue *f = *state;
	static const char ask[] = "{\"type\":\"candleSnapshot\",\"req\":{\"coin\":\"WIF\","
				  "\"interval\":\"1h\",\"startTime\":1794000000000,"
				  "\"endTime\":1795180000000}}";
	venue_launch(f, true, NULL);
	venue_expect(f, "/info", ask, 200);
	char *first = strdup(f->body);
	assert_non_null(first);
	rv_sim_stop(f->sim);
	f->sim = NULL;
	rv_clock_set(f->clock, venue_start + 2 * RV_HOUR_MS);
	venue_launch(f, true, NULL);
	venue_expect(f, "/info", ask, 200);
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
	sim_venue *f = *state;
	venue_launch(f, true, NULL);
	rv_sim_params p;
	rv_sim *second = NULL;
	rv_err err = { .code = RV_OK };
	rv_sim_params_default(&p);
	p.listen = strrchr(rv_sim_url(f->sim), '/') + 1;
	assert_int_equal(rv_sim_start(&p, NULL, &second, &err), RV_EIO);
	assert_non_null(strstr(err.text, "in use"));
}

static const char ask_mids[] = "{\"type\":\"allMids\"}";

static void status_faults(void **state)
{
	sim_venue *f = *state;
	venue_launch(
		f, true,
		"[{\"at\":0,\"for\":1,\"match\":\"info.allMids\",\"do\":\"status\",\"code\":502},"
		"{\"at\":1,\"for\":1,\"match\":\"info\",\"do\":\"status\",\"code\":429,"
		"\"retry_after\":7},"
		"{\"at\":2,\"for\":1,\"do\":\"status\",\"code\":500}]");
	venue_expect(f, "/info", ask_mids, 502);
	assert_non_null(strstr(f->body, "<html>"));
	assert_non_null(strcasestr(f->head, "content-type: text/html"));
	venue_expect(f, "/info", "{\"type\":\"meta\"}", 200); /* another type is well */
	rv_clock_set(f->clock, venue_start + 1000);
	venue_expect(f, "/info", ask_mids, 429);
	assert_string_equal(f->body, "null");
	assert_non_null(strcasestr(f->head, "retry-after: 7\r\n"));
	rv_clock_set(f->clock, venue_start + 2000);
	venue_expect(f, "/info", ask_mids, 500);
	assert_string_equal(f->body, "null");
	rv_clock_set(f->clock, venue_start + 3000);
	venue_expect(f, "/info", ask_mids, 200);
}

static void truncated_and_refused(void **state)
{
	sim_venue *f = *state;
	venue_launch(f, true,
		     "[{\"at\":0,\"for\":1,\"do\":\"truncate\"},{\"at\":1,\"for\":1,\"do\":"
		     "\"refuse\"}]");
	long status = 0;
	assert_int_equal(venue_request(f, "/info", ask_mids, &status), CURLE_PARTIAL_FILE);
	assert_in_range(f->n, 300, 700); /* half of it */
	rv_clock_set(f->clock, venue_start + 1000);
	assert_int_equal(venue_request(f, "/info", ask_mids, &status), CURLE_GOT_NOTHING);
	rv_clock_set(f->clock, venue_start + 2000);
	venue_expect(f, "/info", ask_mids, 200);
}

static void slow_answers_arrive_late_but_whole(void **state)
{
	sim_venue *f = *state;
	venue_launch(f, true, "[{\"at\":0,\"for\":1,\"do\":\"slow\",\"ms\":300}]");
	const int64_t before = rv_mono_ms();
	venue_expect(f, "/info", ask_mids, 200);
	assert_true(rv_mono_ms() - before >= 295);
	cJSON *json = cJSON_ParseWithLength(f->body, f->n);
	assert_int_equal(cJSON_GetArraySize(json), 49);
	cJSON_Delete(json);
}

static void silent_answers_nothing(void **state)
{
	sim_venue *f = *state;
	venue_launch(f, true, "[{\"at\":0,\"for\":1,\"do\":\"silent\"}]");
	long status = 0;
	(void)curl_easy_setopt(f->curl, CURLOPT_URL, rv_sim_url(f->sim));
	char url[128];
	(void)snprintf(url, sizeof(url), "%s/info", rv_sim_url(f->sim));
	(void)curl_easy_setopt(f->curl, CURLOPT_URL, url);
	(void)curl_easy_setopt(f->curl, CURLOPT_POSTFIELDS, ask_mids);
	(void)curl_easy_setopt(f->curl, CURLOPT_NOSIGNAL, 1L);
	(void)curl_easy_setopt(f->curl, CURLOPT_TIMEOUT_MS, 200L);
	assert_int_equal(curl_easy_perform(f->curl), CURLE_OPERATION_TIMEDOUT);
	rv_clock_set(f->clock, venue_start + 1000);
	assert_int_equal(venue_request(f, "/info", ask_mids, &status), CURLE_OK);
	assert_int_equal(status, 200);
}

static void garbage_and_wrong_types(void **state)
{
	sim_venue *f = *state;
	venue_launch(f, true,
		     "[{\"at\":0,\"for\":1,\"do\":\"garbage\"},"
		     "{\"at\":1,\"for\":1,\"match\":\"info.allMids\",\"do\":\"wrong_types\"}]");
	venue_expect(f, "/info", ask_mids, 200);
	assert_null(cJSON_ParseWithLength(f->body, f->n));
	rv_clock_set(f->clock, venue_start + 1000);
	venue_expect(f, "/info", ask_mids, 200);
	cJSON *json = cJSON_ParseWithLength(f->body, f->n);
	assert_int_equal(cJSON_GetArraySize(json), 49);
	assert_true(cJSON_IsArray(cJSON_GetObjectItem(json, "BTC")));
	cJSON_Delete(json);
}

static void frozen_market_and_wrong_clock(void **state)
{
	sim_venue *f = *state;
	venue_launch(f, true,
		     "[{\"at\":1,\"for\":20,\"do\":\"freeze\"},"
		     "{\"at\":10,\"for\":1,\"do\":\"clock_offset\",\"ms\":-180000}]");
	rv_clock_set(f->clock, venue_start + 1000);
	venue_expect(f, "/info", ask_mids, 200);
	char *frozen = strdup(f->body);
	assert_non_null(frozen);
	rv_clock_set(f->clock, venue_start + 10500);
	venue_expect(f, "/info", ask_mids, 200);
	assert_string_equal(f->body, frozen);
	venue_expect(f, "/info", "{\"type\":\"exchangeStatus\"}", 200);
	assert_non_null(
		strstr(f->body, "\"time\":1795190229500")); /* venue_start + 10.5 s - 180 s */
	assert_non_null(strstr(f->head, "utc_ms=1795190229500;"));
	rv_clock_set(f->clock, venue_start + 21500);
	venue_expect(f, "/info", ask_mids, 200);
	assert_string_not_equal(f->body, frozen);
	free(frozen);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		venue_test(every_answer_says_what_it_is),
		venue_test(a_status_has_its_reason_and_the_root_page_says_sim),
		venue_test(compresses_when_asked_and_keeps_the_connection),
		venue_test(a_big_answer_arrives_whole),
		venue_test(too_much_weight_gets_429),
		venue_test(generous_limits_let_a_cold_start_through),
		venue_test(too_large_a_request_is_refused),
		venue_test(the_same_market_after_a_restart),
		cmocka_unit_test(refuses_to_listen_elsewhere),
		venue_test(a_port_in_use_is_a_clear_error),
		venue_test(status_faults),
		venue_test(truncated_and_refused),
		venue_test(slow_answers_arrive_late_but_whole),
		venue_test(silent_answers_nothing),
		venue_test(garbage_and_wrong_types),
		venue_test(frozen_market_and_wrong_clock),
	};
	return cmocka_run_group_tests(tests, venue_group_setup, venue_group_teardown);
}
