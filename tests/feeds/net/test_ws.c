/* The WebSocket client against a server that sends exactly what it is told. */
#include "engine/base/clock.h"
#include "feeds/net/ws.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/tiny_server.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_CAP = 300000, GIVE_UP_MS = 10000 };

/* What the handler saw; owned by the ws thread, which is the test's own. */
struct seen {
	rv_ws *ws;
	int opens, messages, closes, wakes, stop_after; /* messages until stop */
	char server[64], why[160];
	size_t len;
	char text[TEXT_CAP];
};

static void on_open(void *ctx, const char *server)
{
	struct seen *s = ctx;
	s->opens++;
	(void)snprintf(s->server, sizeof(s->server), "%s", server);
	assert_int_equal(rv_ws_send(s->ws, "{\"hello\":1}", 11), RV_OK);
}

static void on_message(void *ctx, const char *text, size_t n)
{
	struct seen *s = ctx;
	assert_true(n < TEXT_CAP);
	assert_int_equal(text[n], '\0');
	memcpy(s->text, text, n + 1);
	s->len = n;
	if (++s->messages == s->stop_after)
		rv_ws_stop(s->ws);
}

static void on_closed(void *ctx, const char *why)
{
	struct seen *s = ctx;
	s->closes++;
	(void)snprintf(s->why, sizeof(s->why), "%s", why);
	rv_ws_stop(s->ws);
}

static void on_timer(void *ctx)
{
	struct seen *s = ctx;
	rv_ws_stop(s->ws); /* the test gives up, or ends here on purpose */
}

static void on_wake(void *ctx)
{
	struct seen *s = ctx;
	s->wakes++;
	rv_ws_stop(s->ws);
}

static const rv_ws_handler handler = { on_open, on_message, on_closed, on_timer, on_wake };

static struct seen *client(int port, size_t msg_cap, int stop_after)
{
	char url[64];
	rv_ws_params p;
	struct seen *s = calloc(1, sizeof(*s));
	assert_non_null(s);
	(void)snprintf(url, sizeof(url), "http://127.0.0.1:%d", port);
	rv_ws_params_default(&p);
	assert_int_equal(rv_url_parse(url, &p.url, NULL), RV_OK);
	p.msg_cap = msg_cap;
	p.connect_ms = 1000;
	s->stop_after = stop_after;
	assert_int_equal(rv_ws_new(&p, &handler, s, &s->ws, NULL), RV_OK);
	return s;
}

static void run(struct seen *s, int ms)
{
	rv_ws_timer(s->ws, ms);
	assert_int_equal(rv_ws_connect(s->ws), RV_OK);
	assert_int_equal(rv_ws_connect(s->ws), RV_EEXIST);
	rv_ws_run(s->ws);
}

static void end(struct seen *s, tiny_server *t)
{
	rv_ws_free(s->ws);
	free(s);
	if (t)
		tiny_stop(t);
}

static void serve_echo(int fd, int nth, void *arg)
{
	char buf[1024];
	(void)nth;
	(void)arg;
	if (!tiny_ws_accept(fd, "Server: rvdesk-sim\r\n"))
		return;
	while (tiny_ws_read(fd, buf, sizeof(buf)) == 1)
		(void)tiny_ws_text(fd, buf);
}

static void talks(void **state)
{
	(void)state;
	tiny_server *t = tiny_start(serve_echo, NULL);
	struct seen *s = client(tiny_port(t), 1000, 1);
	run(s, GIVE_UP_MS);
	assert_int_equal(s->opens, 1);
	assert_string_equal(s->server, "rvdesk-sim");
	assert_int_equal(s->messages, 1);
	assert_string_equal(s->text, "{\"hello\":1}");
	assert_int_equal(s->closes, 0);
	end(s, t);
}

static char big[200001];

/* One message in three fragments with a ping between, then one of 200000 bytes. */
static void serve_fragments(int fd, int nth, void *arg)
{
	char buf[1024];
	(void)nth;
	(void)arg;
	if (!tiny_ws_accept(fd, ""))
		return;
	(void)tiny_ws_frame(fd, false, 1, "{\"a", 3);
	(void)tiny_ws_frame(fd, true, 9, "hi", 2);
	(void)tiny_ws_frame(fd, false, 0, "\":", 2);
	(void)tiny_ws_frame(fd, true, 0, "1}", 2);
	(void)tiny_ws_frame(fd, true, 1, big, sizeof(big) - 1);
	while (tiny_ws_read(fd, buf, sizeof(buf)) >= 0)
		;
}

static void puts_fragments_together(void **state)
{
	(void)state;
	for (size_t i = 0; i + 1 < sizeof(big); i++)
		big[i] = (char)('a' + i % 23);
	tiny_server *t = tiny_start(serve_fragments, NULL);
	struct seen *s = client(tiny_port(t), 200000, 1);
	run(s, GIVE_UP_MS);
	assert_string_equal(s->text, "{\"a\":1}");
	end(s, NULL);
	s = client(tiny_port(t), 200000, 2);
	run(s, GIVE_UP_MS);
	assert_int_equal(s->len, sizeof(big) - 1);
	assert_string_equal(s->text, big);
	end(s, t);
}

static void a_message_above_the_cap_closes(void **state)
{
	(void)state;
	tiny_server *t = tiny_start(serve_fragments, NULL);
	struct seen *s = client(tiny_port(t), 199999, 9);
	run(s, GIVE_UP_MS);
	assert_int_equal(s->messages, 1);
	assert_int_equal(s->closes, 1);
	assert_string_equal(s->why, "message above 199999 bytes");
	end(s, t);
}

static void serve_close(int fd, int nth, void *arg)
{
	static const char code[] = { 0x03, (char)0xe9 }; /* 1001 */
	char buf[1024];
	(void)nth;
	(void)arg;
	if (!tiny_ws_accept(fd, ""))
		return;
	(void)tiny_ws_frame(fd, true, 8, code, 2);
	while (tiny_ws_read(fd, buf, sizeof(buf)) >= 0)
		;
}

static void serve_drop(int fd, int nth, void *arg)
{
	(void)nth;
	(void)arg;
	(void)tiny_ws_accept(fd, "");
}

static void serve_refusal(int fd, int nth, void *arg)
{
	char buf[4096];
	(void)nth;
	(void)arg;
	if (tiny_request(fd, buf, sizeof(buf)))
		(void)tiny_reply(fd, "502 Bad Gateway", "text/html", "", "<html>no</html>");
}

static void serve_mute(int fd, int nth, void *arg)
{
	char buf[4096];
	(void)nth;
	(void)arg;
	while (tiny_request(fd, buf, sizeof(buf)))
		;
}

/* Each way to end is told once, with a reason, and another attempt can be made. */
static void every_end_is_told_once(void **state)
{
	(void)state;
	void (*const serve[])(int, int, void *) = { serve_close, serve_drop, serve_refusal,
						    serve_mute };
	for (size_t i = 0; i < LEN(serve); i++) {
		tiny_server *t = tiny_start(serve[i], NULL);
		struct seen *s = client(tiny_port(t), 1000, 9);
		run(s, GIVE_UP_MS);
		if (s->closes != 1)
			fail_msg("way %zu: told %d times", i, s->closes);
		assert_true(s->why[0] != '\0');
		if (serve[i] == serve_close)
			assert_string_equal(s->why, "closed by the venue, code 1001");
		assert_int_equal(rv_ws_send(s->ws, "x", 1), RV_ECLOSED);
		assert_int_equal(rv_ws_connect(s->ws), RV_OK);
		end(s, t);
	}
}

static void a_dead_port_and_a_name_that_is_none(void **state)
{
	(void)state;
	tiny_server *t = tiny_start(serve_drop, NULL);
	const int port = tiny_port(t);
	tiny_stop(t);
	struct seen *s = client(port, 1000, 9);
	run(s, GIVE_UP_MS);
	assert_int_equal(s->closes, 1);
	end(s, NULL);
	rv_ws_params p;
	rv_ws_params_default(&p);
	assert_int_equal(rv_url_parse("http://venue.invalid:81", &p.url, NULL), RV_OK);
	s = calloc(1, sizeof(*s));
	assert_non_null(s);
	assert_int_equal(rv_ws_new(&p, &handler, s, &s->ws, NULL), RV_OK);
	run(s, GIVE_UP_MS);
	assert_int_equal(s->opens, 0);
	assert_int_equal(s->closes, 1);
	end(s, NULL);
}

static void *wake_it(void *ws)
{
	rv_ws_wake(ws);
	return NULL;
}

static void wakes_and_stops_from_another_thread(void **state)
{
	(void)state;
	pthread_t id;
	tiny_server *t = tiny_start(serve_mute, NULL);
	struct seen *s = client(tiny_port(t), 1000, 9);
	rv_ws_timer(s->ws, GIVE_UP_MS);
	assert_int_equal(pthread_create(&id, NULL, wake_it, s->ws), 0);
	const int64_t t0 = rv_mono_ms();
	rv_ws_run(s->ws);
	assert_int_equal(s->wakes, 1);
	assert_true(rv_mono_ms() - t0 < GIVE_UP_MS / 2);
	assert_int_equal(pthread_join(id, NULL), 0);
	end(s, t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(talks),
		cmocka_unit_test(puts_fragments_together),
		cmocka_unit_test(a_message_above_the_cap_closes),
		cmocka_unit_test(every_end_is_told_once),
		cmocka_unit_test(a_dead_port_and_a_name_that_is_none),
		cmocka_unit_test(wakes_and_stops_from_another_thread),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
