/* The HTTP client against a server that does exactly what it is told. */
#include "engine/base/clock.h"
#include "feeds/net/http.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/tiny_server.h"

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct seen {
	int n, tags[8];
	rv_http_result last;
	char body[256];
};

static void on_done(void *ctx, const rv_http_result *r)
{
	struct seen *s = ctx;
	if (s->n < 8)
		s->tags[s->n] = r->tag;
	s->n++;
	s->last = *r;
	(void)snprintf(s->body, sizeof(s->body), "%.250s", r->body);
	assert_int_equal(r->body[r->len], '\0');
}

static rv_http *client(int port, size_t inflight, size_t cap, struct seen *seen)
{
	char url[64];
	rv_http_params p;
	rv_http *h = NULL;
	(void)snprintf(url, sizeof(url), "http://127.0.0.1:%d", port);
	rv_http_params_default(&p);
	assert_int_equal(rv_url_parse(url, &p.url, NULL), RV_OK);
	p.inflight = inflight;
	p.body_cap = cap;
	p.total_ms = 1500;
	p.connect_ms = 1000;
	p.stall_s = 1;
	memset(seen, 0, sizeof(*seen));
	assert_int_equal(rv_http_new(&p, on_done, seen, &h, NULL), RV_OK);
	return h;
}

static void poll_until(rv_http *h, const struct seen *s, int n)
{
	const int64_t end = rv_mono_ms() + 10000;
	while (s->n < n && rv_mono_ms() < end)
		assert_int_equal(rv_http_poll(h, 200), RV_OK);
	assert_int_equal(s->n, n);
}

static void serve_ok(int fd, int nth, void *arg)
{
	char req[4096];
	(void)nth;
	(void)arg;
	while (tiny_request(fd, req, sizeof(req))) {
		const bool good = strncmp(req, "POST /info HTTP/1.1\r\n", 21) == 0 &&
				  strcasestr(req, "\r\ncontent-type: application/json\r\n") &&
				  strcasestr(req, "\r\naccept-encoding: gzip") &&
				  strstr(req, "{\"type\":\"meta\"}");
		if (!tiny_reply(
			    fd, good ? "200 OK" : "400 Bad", "application/json",
			    "Server: rvdesk-sim\r\nX-Sim-Clock:  utc_ms=5;speed=2;source=seed \r\n",
			    "{\"a\":1}"))
			return;
	}
}

static void posts_and_reads_the_answer(void **state)
{
	(void)state;
	struct seen seen;
	tiny_server *s = tiny_start(serve_ok, NULL);
	rv_http *h = client(tiny_port(s), 2, 1000, &seen);
	for (int i = 0; i < 5; i++) {
		assert_int_equal(rv_http_post(h, "/info", "{\"type\":\"meta\"}", 40 + i), RV_OK);
		poll_until(h, &seen, i + 1);
		assert_int_equal(seen.tags[i], 40 + i);
	}
	assert_true(seen.last.transport_ok);
	assert_int_equal(seen.last.status, 200);
	assert_string_equal(seen.body, "{\"a\":1}");
	assert_int_equal(seen.last.len, 7);
	assert_string_equal(seen.last.content_type, "application/json");
	assert_string_equal(seen.last.server, "rvdesk-sim");
	assert_string_equal(seen.last.sim_clock, "utc_ms=5;speed=2;source=seed");
	assert_int_equal(seen.last.retry_after_ms, -1);
	assert_true(seen.last.got_mono_ms >= seen.last.sent_mono_ms);
	assert_int_equal(tiny_accepted(s), 1); /* kept alive */
	rv_http_free(h);
	tiny_stop(s);
}

static void serve_429(int fd, int nth, void *arg)
{
	char req[4096];
	(void)nth;
	(void)arg;
	if (tiny_request(fd, req, sizeof(req)))
		(void)tiny_reply(fd, "429 Too Many Requests", "application/json",
				 "Retry-After: 17\r\nLocation: http://127.0.0.1:1/\r\n", "null");
}

static void tells_status_and_retry_after(void **state)
{
	(void)state;
	struct seen seen;
	tiny_server *s = tiny_start(serve_429, NULL);
	rv_http *h = client(tiny_port(s), 1, 1000, &seen);
	assert_int_equal(rv_http_post(h, "/info", "{}", 1), RV_OK);
	assert_int_equal(rv_http_post(h, "/info", "{}", 2), RV_EFULL);
	poll_until(h, &seen, 1);
	assert_true(seen.last.transport_ok);
	assert_int_equal(seen.last.status, 429);
	assert_int_equal(seen.last.retry_after_ms, 17000);
	assert_string_equal(seen.body, "null");
	rv_http_free(h);
	tiny_stop(s);
}

static void serve_redirect(int fd, int nth, void *arg)
{
	char req[4096];
	(void)nth;
	(void)arg;
	while (tiny_request(fd, req, sizeof(req)))
		(void)tiny_reply(fd, "302 Found", "text/html", "Location: /elsewhere\r\n", "moved");
}

static void follows_no_redirect(void **state)
{
	(void)state;
	struct seen seen;
	tiny_server *s = tiny_start(serve_redirect, NULL);
	rv_http *h = client(tiny_port(s), 1, 1000, &seen);
	assert_int_equal(rv_http_post(h, "/info", "{}", 1), RV_OK);
	poll_until(h, &seen, 1);
	assert_int_equal(seen.last.status, 302);
	rv_http_free(h);
	tiny_stop(s);
}

/* What the body does after a good head. */
enum wrong { TRUNCATED, STALLED, HUGE_BODY, HUNG_UP };

static void serve_wrong(int fd, int nth, void *arg)
{
	static const char head[] = "HTTP/1.1 200 OK\r\nContent-Type: "
				   "application/json\r\nContent-Length: 9999\r\n\r\n{";
	char req[4096], junk[1000];
	const enum wrong how = *(const enum wrong *)arg;
	(void)nth;
	if (!tiny_request(fd, req, sizeof(req)) || how == HUNG_UP)
		return;
	(void)tiny_write(fd, head, sizeof(head) - 1);
	memset(junk, ' ', sizeof(junk));
	for (int i = 0; how == HUGE_BODY && i < 9; i++)
		(void)tiny_write(fd, junk, sizeof(junk));
	if (how == STALLED)
		(void)tiny_request(fd, req, sizeof(req)); /* until the client has had enough */
}

static void broken_answers_are_errors_with_a_text(void **state)
{
	(void)state;
	static const enum wrong all[] = { TRUNCATED, STALLED, HUGE_BODY, HUNG_UP };
	for (size_t i = 0; i < LEN(all); i++) {
		struct seen seen;
		enum wrong how = all[i];
		tiny_server *s = tiny_start(serve_wrong, &how);
		rv_http *h = client(tiny_port(s), 1, 5000, &seen);
		assert_int_equal(rv_http_post(h, "/info", "{}", 1), RV_OK);
		poll_until(h, &seen, 1);
		assert_false(seen.last.transport_ok);
		assert_true(seen.last.error[0] != '\0');
		if (how == HUGE_BODY)
			assert_string_equal(seen.last.error, "answer above 5000 bytes");
		rv_http_free(h);
		tiny_stop(s);
	}
}

static void a_refused_connection_is_an_error(void **state)
{
	(void)state;
	struct seen seen;
	tiny_server *s = tiny_start(serve_ok, NULL);
	const int port = tiny_port(s);
	tiny_stop(s);
	rv_http *h = client(port, 1, 100, &seen);
	assert_int_equal(rv_http_post(h, "/info", "{}", 1), RV_OK);
	poll_until(h, &seen, 1);
	assert_false(seen.last.transport_ok);
	rv_http_free(h);
}

static void *wake_later(void *h)
{
	(void)poll(NULL, 0, 50);
	rv_http_wakeup(h);
	return NULL;
}

static void wakes_from_another_thread(void **state)
{
	(void)state;
	struct seen seen;
	pthread_t t;
	rv_http *h = client(9, 1, 100, &seen);
	const int64_t t0 = rv_mono_ms();
	assert_int_equal(pthread_create(&t, NULL, wake_later, h), 0);
	assert_int_equal(rv_http_poll(h, 30000), RV_OK);
	assert_true(rv_mono_ms() - t0 < 15000);
	assert_int_equal(pthread_join(t, NULL), 0);
	rv_http_free(h);
}

static void free_does_not_wait_for_the_peer(void **state)
{
	(void)state;
	struct seen seen;
	enum wrong how = STALLED;
	tiny_server *s = tiny_start(serve_wrong, &how);
	rv_http *h = client(tiny_port(s), 1, 5000, &seen);
	assert_int_equal(rv_http_post(h, "/info", "{}", 1), RV_OK);
	assert_int_equal(rv_http_poll(h, 100), RV_OK);
	const int64_t t0 = rv_mono_ms();
	rv_http_free(h);
	assert_true(rv_mono_ms() - t0 < 500);
	assert_int_equal(seen.n, 0);
	tiny_stop(s);
}

static void a_proxy_is_not_used_for_loopback(void **state)
{
	(void)state;
	struct seen seen;
	tiny_server *s = tiny_start(serve_ok, NULL);
	assert_int_equal(setenv("http_proxy", "http://127.0.0.1:1", 1), 0);
	rv_http *h = client(tiny_port(s), 1, 1000, &seen);
	assert_int_equal(rv_http_post(h, "/info", "{\"type\":\"meta\"}", 1), RV_OK);
	poll_until(h, &seen, 1);
	assert_int_equal(seen.last.status, 200);
	assert_int_equal(unsetenv("http_proxy"), 0);
	rv_http_free(h);
	tiny_stop(s);
}

static void knows_json_types(void **state)
{
	(void)state;
	assert_true(rv_http_is_json("application/json"));
	assert_true(rv_http_is_json("Application/JSON; charset=utf-8"));
	assert_false(rv_http_is_json("application/jsonx"));
	assert_false(rv_http_is_json("text/html"));
	assert_false(rv_http_is_json(""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(posts_and_reads_the_answer),
		cmocka_unit_test(tells_status_and_retry_after),
		cmocka_unit_test(follows_no_redirect),
		cmocka_unit_test(broken_answers_are_errors_with_a_text),
		cmocka_unit_test(a_refused_connection_is_an_error),
		cmocka_unit_test(wakes_from_another_thread),
		cmocka_unit_test(free_does_not_wait_for_the_peer),
		cmocka_unit_test(a_proxy_is_not_used_for_loopback),
		cmocka_unit_test(knows_json_types),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
