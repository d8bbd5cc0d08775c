/*
 * The webhook and the ping against a server that answers as it likes: 500 then 200, nothing, a
 * redirect, too late; and that no address is ever in the log.
 */
#include "app/ops/ping.h"
#include "app/ops/webhook.h"
#include "engine/base/clock.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/files.h"
#include "tests/support/patience.h"
#include "tests/support/tiny_server.h"
#include "tests/support/tls_server.h"
#include "tests/support/tmpdir.h"
#include "tests/support/view_fixture.h"
#include "tests/support/view_trade.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include <curl/curl.h>

enum { REQUESTS = 64, TEXT = 2048 };

static const char secret[] = "T0KEN-canary-5f0c";

/* What the server says to each request in turn; the last is said from then on. */
typedef struct bench {
	rv_clock *clock;
	rv_log *log;
	rv_ops_params p;
	rv_webhook *w;
	rv_ping *g;
	tiny_server *server;
	const char *const *answers;
	size_t n_answers;
	pthread_mutex_t mu; /* guards what follows */
	size_t n;
	char got[REQUESTS][TEXT];
} bench;

static bench b;

static size_t take(const char *request)
{
	(void)pthread_mutex_lock(&b.mu);
	const size_t i = b.n++;
	(void)snprintf(b.got[i % REQUESTS], TEXT, "%s", request);
	(void)pthread_mutex_unlock(&b.mu);
	return i;
}

static size_t requests(void)
{
	(void)pthread_mutex_lock(&b.mu);
	const size_t n = b.n;
	(void)pthread_mutex_unlock(&b.mu);
	return n;
}

static void serve(int fd, int nth, void *arg)
{
	char request[TEXT];
	(void)nth;
	(void)arg;
	while (tiny_request(fd, request, sizeof(request))) {
		const size_t i = take(request);
		const char *answer = b.answers[i < b.n_answers ? i : b.n_answers - 1];
		if (!*answer)
			return; /* closed without a word */
		if (strcmp(answer, "302") == 0) {
			if (!tiny_reply(fd, "302 Found", "text/plain", "Location: /other\r\n", ""))
				return;
		} else if (!tiny_reply(fd, answer, "text/plain", "", "ok")) {
			return;
		}
	}
}

static int setup(void **state)
{
	(void)rv_tmp_setup(state);
	memset(&b, 0, sizeof(b));
	rv_ops_params_default(&b.p);
	b.p.retry_ms = 50;
	assert_int_equal(pthread_mutex_init(&b.mu, NULL), 0);
	assert_int_equal(rv_clock_new_real(&b.clock), RV_OK);
	assert_int_equal(rv_log_new(b.clock, rv_tmp_path("log"), &b.log, NULL), RV_OK);
	return 0;
}

/* Whatever happened, the log does not have it. */
static int teardown(void **state)
{
	rv_webhook_free(b.w);
	rv_ping_free(b.g);
	if (b.server)
		tiny_stop(b.server);
	rv_log_free(b.log);
	rv_clock_free(b.clock);
	(void)pthread_mutex_destroy(&b.mu);
	char *log = rv_file_slurp(rv_tmp_path("log"), NULL);
	const bool clean = !strstr(log, secret);
	free(log);
	(void)rv_tmp_teardown(state);
	return clean ? 0 : -1;
}

static rv_ops_target target(void)
{
	rv_ops_url u = { .file = "" };
	rv_ops_target t;
	rv_err err = { 0 };
	(void)snprintf(u.url, sizeof(u.url), "http://127.0.0.1:%d/hook/%s?a=1", tiny_port(b.server),
		       secret);
	if (rv_ops_url_resolve("alerts.webhook", &u, &t, &err) != RV_OK)
		fail_msg("%s", err.text);
	return t;
}

static void start(const char *const *answers, size_t n)
{
	b.answers = answers;
	b.n_answers = n;
	b.server = tiny_start(serve, NULL);
}

static void start_webhook(const char *const *answers, size_t n)
{
	start(answers, n);
	const rv_ops_target t = target();
	assert_int_equal(rv_webhook_new(&b.p, &t, b.log, &b.w, NULL), RV_OK);
}

static void put(const char *json)
{
	char *copy = strdup(json);
	assert_non_null(copy);
	rv_webhook_put(b.w, copy);
}

static void nap(void)
{
	const struct timespec t = { .tv_nsec = 3000000 };
	(void)nanosleep(&t, NULL);
}

static void wait_idle(void)
{
	const int64_t until = rv_mono_ms() + 10000 * RV_PATIENCE;
	while (rv_webhook_busy(b.w) && rv_mono_ms() < until) {
		rv_webhook_step(b.w, rv_mono_ms());
		nap();
	}
	assert_false(rv_webhook_busy(b.w));
}

static bool logged(const char *part)
{
	char *log = rv_file_slurp(rv_tmp_path("log"), NULL);
	const bool found = strstr(log, part) != NULL;
	free(log);
	return found;
}

static void a_notice_is_posted_as_json(void **state)
{
	(void)state;
	static const char *const answers[] = { "204 No Content" };
	start_webhook(answers, 1);
	put("{\"text\":\"VENUE DOWN\"}");
	wait_idle();
	assert_int_equal(rv_webhook_counts(b.w).sent, 1);
	assert_int_equal(requests(), 1);
	assert_int_equal(strncmp(b.got[0], "POST /hook/T0KEN-canary-5f0c?a=1 HTTP", 37), 0);
	assert_non_null(strstr(b.got[0], "application/json"));
	assert_non_null(strstr(b.got[0], "\r\n\r\n{\"text\":\"VENUE DOWN\"}"));
}

static void an_answer_of_500_is_tried_again(void **state)
{
	(void)state;
	static const char *const answers[] = { "500 Internal Server Error", "408 Too Slow",
					       "200 OK" };
	start_webhook(answers, 3);
	put("{\"n\":1}");
	put("{\"n\":2}");
	wait_idle();
	const rv_notice_counts c = rv_webhook_counts(b.w);
	assert_int_equal(c.sent, 2);
	assert_int_equal(c.failed, 2);
	assert_int_equal(c.dropped, 0);
	assert_int_equal(requests(), 4);
	for (size_t i = 0; i + 1 < requests(); i++)
		assert_non_null(strstr(b.got[i], "{\"n\":1}")); /* in their order */
	assert_non_null(strstr(b.got[requests() - 1], "{\"n\":2}"));
	assert_true(logged("status 500"));
}

static void tries_have_an_end(void **state)
{
	(void)state;
	static const char *const answers[] = { "503 Service Unavailable" };
	b.p.webhook_tries = 3;
	start_webhook(answers, 1);
	put("{}");
	wait_idle();
	assert_int_equal(requests(), 3);
	assert_int_equal(rv_webhook_counts(b.w).dropped, 1);
	assert_true(logged("given up"));
}

static void a_refusal_is_final(void **state)
{
	(void)state;
	static const char *const answers[] = { "403 Forbidden" };
	start_webhook(answers, 1);
	put("{}");
	wait_idle();
	assert_int_equal(requests(), 1);
	assert_int_equal(rv_webhook_counts(b.w).dropped, 1);
}

/* Elsewhere may be anybody. */
static void a_redirect_is_not_followed(void **state)
{
	(void)state;
	static const char *const answers[] = { "302", "200 OK" };
	start_webhook(answers, 2);
	put("{}");
	wait_idle();
	assert_int_equal(requests(), 1);
	assert_int_equal(rv_webhook_counts(b.w).sent, 0);
}

static void a_server_that_is_not_there(void **state)
{
	(void)state;
	static const char *const answers[] = { "200 OK" };
	b.p.webhook_tries = 2;
	start_webhook(answers, 1);
	tiny_stop(b.server);
	b.server = NULL;
	put("{}");
	wait_idle();
	assert_int_equal(rv_webhook_counts(b.w).failed, 2);
	assert_true(logged("webhook at 127.0.0.1"));
}

/* Who does not look at certificates gets an answer from it: the server is there. */
static long ask_blindly(int port)
{
	char url[64];
	long status = 0;
	CURL *e = curl_easy_init();
	assert_non_null(e);
	(void)snprintf(url, sizeof(url), "https://127.0.0.1:%d/", port);
	assert_int_equal(curl_easy_setopt(e, CURLOPT_URL, url), CURLE_OK);
	assert_int_equal(curl_easy_setopt(e, CURLOPT_NOPROXY, "*"), CURLE_OK);
	assert_int_equal(curl_easy_setopt(e, CURLOPT_NOBODY, 1L), CURLE_OK);
	assert_int_equal(curl_easy_setopt(e, CURLOPT_SSL_VERIFYPEER, 0L), CURLE_OK);
	assert_int_equal(curl_easy_setopt(e, CURLOPT_SSL_VERIFYHOST, 0L), CURLE_OK);
	assert_int_equal(curl_easy_perform(e), CURLE_OK);
	assert_int_equal(curl_easy_getinfo(e, CURLINFO_RESPONSE_CODE, &status), CURLE_OK);
	curl_easy_cleanup(e);
	return status;
}

static void a_certificate_that_nobody_vouches_for(void **state)
{
	(void)state;
	rv_ops_url u = { .file = "" };
	rv_ops_target t;
	tls_server *s = tls_start();
	assert_int_equal(ask_blindly(tls_port(s)), 200);
	assert_int_equal(tls_requests(s), 1);
	(void)snprintf(u.url, sizeof(u.url), "https://127.0.0.1:%d/hook/%s", tls_port(s), secret);
	assert_int_equal(rv_ops_url_resolve("alerts.webhook", &u, &t, NULL), RV_OK);
	b.p.webhook_tries = 2;
	assert_int_equal(rv_webhook_new(&b.p, &t, b.log, &b.w, NULL), RV_OK);
	put("{}");
	wait_idle();
	assert_int_equal(rv_webhook_counts(b.w).sent, 0);
	assert_int_equal(rv_webhook_counts(b.w).failed, 2);
	assert_int_equal(tls_requests(s), 1);
	assert_true(logged("certificate"));
	tls_stop(s);
}

static void the_oldest_is_dropped(void **state)
{
	(void)state;
	static const char *const answers[] = { "200 OK" };
	start_webhook(answers, 1);
	for (int i = 0; i < RV_WEBHOOK_WAIT + 5; i++) {
		char json[24];
		(void)snprintf(json, sizeof(json), "{\"n\":%d}", i);
		put(json);
	}
	assert_int_equal(rv_webhook_counts(b.w).dropped, 5);
	assert_true(logged("oldest is dropped"));
	wait_idle();
	assert_int_equal(requests(), RV_WEBHOOK_WAIT);
	assert_non_null(strstr(b.got[0], "{\"n\":5}"));
}

/* ---- addresses ---- */

static void addresses_that_are_refused(void **state)
{
	(void)state;
	static const char *const wrong[] = { "http://example.com/T0KEN-canary-5f0c",
					     "ftp://127.0.0.1/T0KEN-canary-5f0c",
					     "T0KEN-canary-5f0c",
					     "https://u:p@host/x",
					     "https://host/a b",
					     "https://",
					     "https://host/#x" };
	for (size_t i = 0; i < LEN(wrong); i++) {
		rv_ops_url u = { .file = "" };
		rv_ops_target t;
		rv_err err = { 0 };
		(void)snprintf(u.url, sizeof(u.url), "%s", wrong[i]);
		if (rv_ops_url_resolve("ping", &u, &t, &err) != RV_EUSAGE)
			fail_msg("%s was taken", wrong[i]);
		assert_int_equal(strncmp(err.text, "ping: ", 6), 0);
		assert_null(strstr(err.text, secret));
	}
}

static rv_status from_file(mode_t mode, rv_ops_target *t, rv_err *err)
{
	rv_ops_url u = { .url = "" };
	rv_tmpdir_text(&rv_tmp, "url", "https://hooks.example/services/T0KEN-canary-5f0c\n");
	(void)snprintf(u.file, sizeof(u.file), "%s", rv_tmp_path("url"));
	assert_int_equal(chmod(u.file, mode), 0);
	return rv_ops_url_resolve("alerts.webhook", &u, t, err);
}

static void an_address_in_a_file(void **state)
{
	(void)state;
	rv_ops_target t;
	rv_err err = { 0 };
	assert_int_equal(from_file(0600, &t, &err), RV_OK);
	assert_true(t.url.tls);
	assert_string_equal(t.url.host, "hooks.example");
	assert_string_equal(t.path, "/services/T0KEN-canary-5f0c");
	assert_int_equal(from_file(0640, &t, &err), RV_EDATA);
	assert_non_null(strstr(err.text, "0600"));
	assert_null(strstr(err.text, secret));
	const rv_ops_url none = { .file = "/nonexistent/url" };
	assert_int_equal(rv_ops_url_resolve("ping", &none, &t, &err), RV_EIO);
}

/* ---- the ping ---- */

static void ping_for(int64_t ms, const char *unwell)
{
	const int64_t until = rv_mono_ms() + ms;
	while (rv_mono_ms() < until) {
		rv_ping_step(b.g, unwell, rv_mono_ms());
		nap();
	}
}

static void start_ping(const char *const *answers, size_t n)
{
	b.p.ping_ms = 100;
	start(answers, n);
	const rv_ops_target t = target();
	assert_int_equal(rv_ping_new(&b.p, &t, b.log, &b.g, NULL), RV_OK);
}

static void pings_stop_while_the_desk_is_not_well(void **state)
{
	(void)state;
	static const char *const answers[] = { "200 OK" };
	start_ping(answers, 1);
	ping_for(1000, NULL);
	assert_true(requests() >= 3);
	assert_true(requests() <= 11);
	assert_int_equal(strncmp(b.got[0], "GET /hook/", 10), 0);
	ping_for(200, "the engine is silent"); /* one may have been on its way */
	const size_t before = requests();
	ping_for(1000, "the engine is silent");
	assert_int_equal(requests(), before);
	assert_true(logged("no more pings: the engine is silent"));
	ping_for(1000, NULL);
	assert_true(requests() > before);
	assert_true(logged("pings again"));
}

static void a_ping_that_fails_is_said_once_in_a_row(void **state)
{
	(void)state;
	static const char *const answers[] = { "500 No", "500 No", "200 OK" };
	b.p.ping_post = true;
	start_ping(answers, 3);
	ping_for(1500, NULL);
	const rv_notice_counts c = rv_ping_counts(b.g);
	assert_int_equal(c.failed, 2);
	assert_true(c.sent >= 1);
	assert_int_equal(strncmp(b.got[0], "POST /hook/", 11), 0);
	char *log = rv_file_slurp(rv_tmp_path("log"), NULL);
	const char *first = strstr(log, "status 500");
	assert_non_null(first);
	assert_null(strstr(first + 1, "status 500"));
	free(log);
}

static void when_a_desk_is_well(void **state)
{
	(void)state;
	rv_view *v = rv_fixture_view();
	assert_non_null(v);
	rv_fixture_trade(v);
	b.p.ping_stale_ms = 5000;
	assert_non_null(rv_ping_unwell(&b.p, NULL, 0));
	assert_null(rv_ping_unwell(&b.p, v, v->mono_ms + 5000));
	assert_non_null(strstr(rv_ping_unwell(&b.p, v, v->mono_ms + 5001), "silent"));
	v->trade.journal_ok = false;
	assert_non_null(strstr(rv_ping_unwell(&b.p, v, v->mono_ms), "journal"));
	v->trade.present = false; /* a desk that only watches has none */
	assert_null(rv_ping_unwell(&b.p, v, v->mono_ms));
	free(v);
}

#define FRESH(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FRESH(a_notice_is_posted_as_json),
		FRESH(an_answer_of_500_is_tried_again),
		FRESH(tries_have_an_end),
		FRESH(a_refusal_is_final),
		FRESH(a_redirect_is_not_followed),
		FRESH(a_server_that_is_not_there),
		FRESH(a_certificate_that_nobody_vouches_for),
		FRESH(the_oldest_is_dropped),
		FRESH(addresses_that_are_refused),
		FRESH(an_address_in_a_file),
		FRESH(pings_stop_while_the_desk_is_not_well),
		FRESH(a_ping_that_fails_is_said_once_in_a_row),
		FRESH(when_a_desk_is_well),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
