/* Base URLs: parts, what is loopback, and what is refused. */
#include "feeds/net/url.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

static void takes_urls_apart(void **state)
{
	(void)state;
	static const struct {
		const char *text, *host, *info;
		int port;
		bool tls, numeric, loopback;
	} cases[] = {
		{ "http://127.0.0.1:18080", "127.0.0.1", "http://127.0.0.1:18080/info", 18080,
		  false, true, true },
		{ "https://api.hyperliquid.xyz", "api.hyperliquid.xyz",
		  "https://api.hyperliquid.xyz:443/info", 443, true, false, false },
		{ "http://localhost/", "localhost", "http://localhost:80/info", 80, false, false,
		  true },
		{ "http://[::1]:8080/sim/", "::1", "http://[::1]:8080/sim/info", 8080, false, true,
		  true },
		{ "http://10.1.2.3:7", "10.1.2.3", "http://10.1.2.3:7/info", 7, false, true,
		  false },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		rv_url u;
		char buf[RV_URL_TEXT];
		assert_int_equal(rv_url_parse(cases[i].text, &u, NULL), RV_OK);
		assert_string_equal(u.host, cases[i].host);
		assert_int_equal(u.port, cases[i].port);
		assert_int_equal(u.tls, cases[i].tls);
		assert_int_equal(u.numeric, cases[i].numeric);
		assert_int_equal(u.loopback, cases[i].loopback);
		assert_string_equal(rv_url_join(&u, "/info", buf), cases[i].info);
	}
}

static void refuses_the_rest_with_a_text(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"",
		"127.0.0.1:80",
		"ws://host",
		"http://",
		"http://:80",
		"http://host:0",
		"http://host:65536",
		"http://host:8x",
		"http://u@host",
		"http://host?q=1",
		"http://host/a#b",
		"http://[::1",
		"http://ho st:80",
		"http://[::1]80",
	};
	for (size_t i = 0; i < LEN(bad); i++) {
		rv_url u = { .port = 4711 };
		rv_err err = { 0 };
		assert_int_equal(rv_url_parse(bad[i], &u, &err), RV_EINVAL);
		assert_true(err.text[0] != '\0');
		assert_int_equal(u.port, 4711);
	}
	assert_int_equal(rv_url_parse(NULL, &(rv_url){ 0 }, NULL), RV_EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_urls_apart),
		cmocka_unit_test(refuses_the_rest_with_a_text),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
