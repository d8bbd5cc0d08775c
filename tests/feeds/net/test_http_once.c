/* A request that leaves once: what libcurl would repeat by itself does not leave a second time. */
#include "engine/base/clock.h"
#include "feeds/net/http.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/tiny_server.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

enum { WAIT_MS = 20000 };

struct seen {
	int n, gives, gone;
	size_t most; /* bytes that may leave at once; 0: none */
	rv_http_result last;
	char body[64];
};

static void on_done(void *ctx, const rv_http_result *r)
{
	struct seen *s = ctx;
	s->n++;
	s->last = *r;
	(void)snprintf(s->body, sizeof(s->body), "%.60s", r->body);
}

static size_t on_give(void *ctx, int tag, size_t given, size_t left)
{
	struct seen *s = ctx;
	assert_int_equal(tag, 7);
	assert_true(given + left == 12);
	s->gives++;
	return s->most < left ? s->most : left;
}

static void on_gone(void *ctx, int tag)
{
	assert_int_equal(tag, 7);
	((struct seen *)ctx)->gone++;
}

static rv_http *client(int port, struct seen *seen)
{
	char url[64];
	rv_http_params p;
	rv_http *h = NULL;
	(void)snprintf(url, sizeof(url), "http://127.0.0.1:%d", port);
	rv_http_params_default(&p);
	assert_int_equal(rv_url_parse(url, &p.url, NULL), RV_OK);
	p.http1 = true;
	p.give = on_give;
	p.gone = on_gone;
	memset(seen, 0, sizeof(*seen));
	seen->most = 100;
	assert_int_equal(rv_http_new(&p, on_done, seen, &h, NULL), RV_OK);
	return h;
}

static void poll_until(rv_http *h, const struct seen *s, int n)
{
	const int64_t end = rv_mono_ms() + WAIT_MS;
	while (s->n < n && rv_mono_ms() < end)
		assert_int_equal(rv_http_poll(h, 100), RV_OK);
	assert_int_equal(s->n, n);
}

static void post(rv_http *h)
{
	assert_int_equal(rv_http_post_once(h, "/exchange", "{\"nonce\":17}", 12, 7), RV_OK);
}

/* Echoes the body of each POST. */
static void serve_echo(int fd, int nth, void *arg)
{
	char req[4096];
	(void)nth;
	(void)arg;
	while (tiny_request(fd, req, sizeof(req))) {
		const char *body = strstr(req, "\r\n\r\n");
		if (!body || !tiny_reply(fd, "200 OK", "application/json", "", body + 4))
			return;
	}
}

static void the_body_leaves_as_it_is(void **state)
{
	(void)state;
	static const size_t pieces[] = { 100, 12, 11, 5, 1 };
	static const int gives[] = { 1, 1, 2, 3, 12 };
	struct seen seen;
	tiny_server *s = tiny_start(serve_echo, NULL);
	rv_http *h = client(tiny_port(s), &seen);
	for (int i = 0; i < (int)LEN(pieces); i++) {
		seen.most = pieces[i];
		seen.gives = 0;
		post(h);
		poll_until(h, &seen, 2 * i + 1);
		assert_true(seen.last.transport_ok);
		assert_string_equal(seen.body, "{\"nonce\":17}");
		assert_int_equal(seen.gives, gives[i]);
		assert_int_equal(seen.gone, i + 1);
		assert_true(seen.last.body_mono_us / 1000 >= seen.last.sent_mono_ms);
		assert_true(seen.last.body_mono_us / 1000 <= seen.last.got_mono_ms);
		/* The same handle serves the other methods in between. */
		assert_int_equal(rv_http_post(h, "/info", "{\"a\":1}", 3), RV_OK);
		poll_until(h, &seen, 2 * i + 2);
		assert_string_equal(seen.body, "{\"a\":1}");
		assert_int_equal(seen.last.body_mono_us, 0);
	}
	assert_int_equal(tiny_accepted(s), 1); /* kept alive */
	rv_http_free(h);
	tiny_stop(s);
}

static atomic_int body_bytes;

/* Counts what comes after the head of a request. */
static void serve_count(int fd, int nth, void *arg)
{
	char buf[4096];
	size_t n = 0;
	(void)nth;
	(void)arg;
	for (;;) {
		const ssize_t k = recv(fd, buf + n, sizeof(buf) - 1 - n, 0);
		if (k <= 0)
			break;
		n += (size_t)k;
	}
	buf[n] = '\0';
	const char *end = strstr(buf, "\r\n\r\n");
	atomic_fetch_add(&body_bytes, end ? (int)(buf + n - (end + 4)) : 0);
}

static void a_refusal_at_the_last_moment_lets_nothing_out(void **state)
{
	(void)state;
	struct seen seen;
	atomic_store(&body_bytes, 0);
	tiny_server *s = tiny_start(serve_count, NULL);
	rv_http *h = client(tiny_port(s), &seen);
	seen.most = 0;
	post(h);
	poll_until(h, &seen, 1);
	assert_false(seen.last.transport_ok);
	assert_int_equal(seen.last.status, 0);
	assert_int_equal(seen.gives, 1);
	assert_int_equal(seen.gone, 0);
	assert_int_equal(seen.last.body_mono_us, 0);
	rv_http_free(h);
	tiny_stop(s);
	assert_int_equal(atomic_load(&body_bytes), 0);
}

static void nothing_leaves_without_a_connection(void **state)
{
	(void)state;
	struct seen seen;
	tiny_server *s = tiny_start(serve_echo, NULL);
	const int port = tiny_port(s);
	tiny_stop(s);
	rv_http *h = client(port, &seen);
	post(h);
	poll_until(h, &seen, 1);
	assert_false(seen.last.transport_ok);
	assert_int_equal(seen.gives, 0);
	assert_int_equal(seen.last.body_mono_us, 0);
	rv_http_free(h);
}

static atomic_int requests;

/* Answers the first request of its life; reads the second one and hangs up. */
static void serve_one_and_die(int fd, int nth, void *arg)
{
	char req[4096];
	(void)nth;
	(void)arg;
	while (tiny_request(fd, req, sizeof(req))) {
		if (atomic_fetch_add(&requests, 1) > 0)
			return;
		if (!tiny_reply(fd, "200 OK", "application/json", "", "{}"))
			return;
	}
}

/* A kept connection dies after the request was read: libcurl's own second try must not happen. */
static void a_dead_connection_does_not_make_it_leave_twice(void **state)
{
	(void)state;
	struct seen seen;
	atomic_store(&requests, 0);
	tiny_server *s = tiny_start(serve_one_and_die, NULL);
	rv_http *h = client(tiny_port(s), &seen);
	post(h);
	poll_until(h, &seen, 1);
	assert_true(seen.last.transport_ok);
	post(h);
	poll_until(h, &seen, 2);
	assert_false(seen.last.transport_ok);
	assert_true(seen.last.body_mono_us > 0); /* it left: nobody knows what became of it */
	assert_int_equal(seen.gone, 2);
	assert_int_equal(atomic_load(&requests), 2);
	rv_http_free(h);
	tiny_stop(s);
}

static atomic_int repeats;

static void serve_first_only(int fd, int nth, void *arg)
{
	char req[4096];
	(void)nth;
	(void)arg;
	for (int i = 0; tiny_request(fd, req, sizeof(req)); i++) {
		atomic_fetch_add(&repeats, 1);
		if (i > 0 || !tiny_reply(fd, "200 OK", "application/json", "", "{}"))
			return;
	}
}

/* What the guard guards against: without it, one POST comes to the server twice. */
static void an_ordinary_post_is_repeated_by_libcurl(void **state)
{
	(void)state;
	struct seen seen;
	atomic_store(&repeats, 0);
	tiny_server *s = tiny_start(serve_first_only, NULL);
	rv_http *h = client(tiny_port(s), &seen);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(rv_http_post(h, "/info", "{}", 3), RV_OK);
		poll_until(h, &seen, i + 1);
		assert_true(seen.last.transport_ok);
	}
	assert_int_equal(atomic_load(&repeats), 3);
	rv_http_free(h);
	tiny_stop(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_body_leaves_as_it_is),
		cmocka_unit_test(a_refusal_at_the_last_moment_lets_nothing_out),
		cmocka_unit_test(nothing_leaves_without_a_connection),
		cmocka_unit_test(a_dead_connection_does_not_make_it_leave_twice),
		cmocka_unit_test(an_ordinary_post_is_repeated_by_libcurl),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
