/* The page: whole whatever its size, replaced while it is read, nothing but it, loopback only. */
#include "feeds/net/page_server.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/http_get.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LARGE = 300000, ROUNDS = 60 };

static int setup(void **state)
{
	const rv_page_params p = { .at = { "127.0.0.1", 0 },
				   .path = "/metrics",
				   .type = "text/plain; version=0.0.4",
				   .name = "rvdesk" };
	rv_err err = { 0 };
	rv_page_server *s = NULL;
	assert_int_equal(rv_page_server_start(&p, &s, &err), RV_OK);
	*state = s;
	return 0;
}

static int teardown(void **state)
{
	rv_page_server_stop(*state);
	return 0;
}

static void asks(const rv_page_server *s, const char *method, const char *path, int status)
{
	http_got g = http_ask(rv_page_server_port(s), method, path, "");
	if (g.status != status)
		fail_msg("%s %s: %d, expected %d", method, path, g.status, status);
	free(g.body);
}

static void nothing_yet_is_503(void **state)
{
	asks(*state, "GET", "/metrics", 503);
}

static void the_newest_page_is_served(void **state)
{
	rv_page_server *s = *state;
	assert_int_equal(rv_page_server_put(s, "one 1\n", 6), RV_OK);
	assert_int_equal(rv_page_server_put(s, "two 2.5\n", 8), RV_OK);
	http_got g = http_ask(rv_page_server_port(s), "GET", "/metrics", "");
	assert_int_equal(g.status, 200);
	assert_string_equal(g.type, "text/plain; version=0.0.4");
	assert_int_equal(g.length, 8);
	assert_string_equal(g.body, "two 2.5\n");
	free(g.body);
}

static void head_has_the_length_and_no_body(void **state)
{
	rv_page_server *s = *state;
	assert_int_equal(rv_page_server_put(s, "three 3\n", 8), RV_OK);
	http_got g = http_ask(rv_page_server_port(s), "HEAD", "/metrics", "");
	assert_int_equal(g.status, 200);
	assert_int_equal(g.length, 8);
	assert_int_equal(g.n, 0);
	free(g.body);
}

static void nothing_else_is_there(void **state)
{
	rv_page_server *s = *state;
	assert_int_equal(rv_page_server_put(s, "x 1\n", 4), RV_OK);
	asks(s, "GET", "/", 200);
	asks(s, "GET", "/metric", 404);
	asks(s, "GET", "/metrics/x", 404);
	asks(s, "GET", "/../etc/passwd", 404);
	asks(s, "POST", "/metrics", 405);
	asks(s, "DELETE", "/metrics", 405);
	asks(s, "GET", "/metrics", 200); /* and it lives */
}

static void a_body_is_not_taken(void **state)
{
	rv_page_server *s = *state;
	static char body[600];
	memset(body, 'x', sizeof(body) - 1);
	assert_int_equal(rv_page_server_put(s, "x 1\n", 4), RV_OK);
	http_got g = http_ask(rv_page_server_port(s), "POST", "/metrics", body);
	assert_true(g.status == 0 || g.status == 405);
	free(g.body);
	asks(s, "GET", "/metrics", 200);
}

typedef struct writer {
	rv_page_server *s;
	atomic_bool stop;
} writer;

/* Pages of one letter each, of different sizes. */
static void *keep_writing(void *arg)
{
	writer *w = arg;
	static char text[LARGE];
	for (unsigned i = 0; !atomic_load(&w->stop); i++) {
		const size_t n = i % 2 ? LARGE : LARGE / 3;
		memset(text, 'a' + (int)(i % 26), n);
		if (rv_page_server_put(w->s, text, n) != RV_OK)
			abort();
	}
	return NULL;
}

static void a_page_is_never_a_mix_of_two(void **state)
{
	writer w = { .s = *state };
	pthread_t t;
	assert_int_equal(rv_page_server_put(w.s, "a", 1), RV_OK);
	assert_int_equal(pthread_create(&t, NULL, keep_writing, &w), 0);
	bool whole = true;
	for (int i = 0; i < ROUNDS && whole; i++) {
		http_got g = http_ask(rv_page_server_port(w.s), "GET", "/metrics", "");
		whole = g.status == 200 && g.n == g.length && g.n > 0;
		for (size_t k = 1; whole && k < g.n; k++)
			whole = g.body[k] == g.body[0];
		free(g.body);
	}
	atomic_store(&w.stop, true);
	assert_int_equal(pthread_join(t, NULL), 0);
	assert_true(whole);
}

/* Who asks and does not read keeps nobody waiting, and the end does not wait for them. */
static void somebody_who_does_not_read(void **state)
{
	rv_page_server *s = *state;
	static char text[LARGE * 10];
	static const char request[] = "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n";
	memset(text, 'z', sizeof(text));
	assert_int_equal(rv_page_server_put(s, text, sizeof(text)), RV_OK);
	struct sockaddr_in a = { .sin_family = AF_INET,
				 .sin_port = htons((uint16_t)rv_page_server_port(s)),
				 .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	const int fd = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(connect(fd, (const struct sockaddr *)&a, sizeof(a)), 0);
	assert_int_equal(send(fd, request, sizeof(request) - 1, 0), (int)sizeof(request) - 1);
	assert_int_equal(rv_page_server_put(s, "small 1\n", 8), RV_OK);
	asks(s, "GET", "/metrics", 200);
	rv_page_server_stop(s);
	(void)close(fd);
	*state = NULL;
}

static void only_loopback_addresses(void **state)
{
	(void)state;
	static const char *const wrong[] = {
		"0.0.0.0:9477", "192.168.1.5:9477", "[::]:9477",      "9477",
		":9477",	"127.0.0.1",	    "127.0.0.1:",     "127.0.0.1:70000",
		"127.0.0.1:-1", "example.com:80",   "128.0.0.1:9477", "127.0.0.1:1x"
	};
	rv_listen l;
	for (size_t i = 0; i < LEN(wrong); i++) {
		rv_err err = { 0 };
		if (rv_listen_parse("metrics.listen", wrong[i], &l, &err) != RV_EUSAGE)
			fail_msg("%s was taken", wrong[i]);
		assert_non_null(strstr(err.text, "metrics.listen"));
		assert_non_null(strstr(err.text, "loopback only"));
	}
	assert_int_equal(rv_listen_parse("x", "127.3.2.1:9477", &l, NULL), RV_OK);
	assert_int_equal(l.port, 9477);
	assert_int_equal(rv_listen_parse("x", "localhost:0", &l, NULL), RV_OK);
	assert_string_equal(l.host, "127.0.0.1");
}

static void a_port_in_use_is_an_error(void **state)
{
	const rv_page_params p = { .at = { "127.0.0.1", rv_page_server_port(*state) },
				   .path = "/metrics",
				   .type = "text/plain",
				   .name = "rvdesk" };
	rv_page_server *other = NULL;
	rv_err err = { 0 };
	assert_int_equal(rv_page_server_start(&p, &other, &err), RV_EIO);
	assert_non_null(strstr(err.text, "in use"));
}

#define ON_SERVER(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_SERVER(nothing_yet_is_503),
		ON_SERVER(the_newest_page_is_served),
		ON_SERVER(head_has_the_length_and_no_body),
		ON_SERVER(nothing_else_is_there),
		ON_SERVER(a_body_is_not_taken),
		ON_SERVER(a_page_is_never_a_mix_of_two),
		ON_SERVER(somebody_who_does_not_read),
		cmocka_unit_test(only_loopback_addresses),
		ON_SERVER(a_port_in_use_is_an_error),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
