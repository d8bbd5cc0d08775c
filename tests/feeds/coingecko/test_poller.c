/*
 * Market caps over loopback: from the simulated venue into events and the store, and from servers
 * that refuse, limit and send nonsense.
 */
#include "feeds/coingecko/parse.h"
#include "feeds/store/store.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/feed_desk.h"
#include "tests/support/patience.h"
#include "tests/support/tiny_server.h"
#include "tests/support/tmpdir.h"

#include <math.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

static rv_coin_ids ids;
static rv_aliases aliases;

/* A desk on the venue whose market caps come from mcap_url. */
static struct desk *start(const char *url, const char *mcap_url, const char *store)
{
	static char base[96];
	rv_coin_ids_default(&ids);
	rv_aliases_default(&aliases);
	(void)snprintf(base, sizeof(base), "%s/api/v3", mcap_url);
	const rv_feed_params caps = {
		.mcap_url = base, .mcap_poll_ms = 2000, .mcap_ids = &ids, .mcap_aliases = &aliases
	};
	return desk_new_caps(url, store, DESK_GENEROUS, &caps);
}

static bool ready(const struct desk *d)
{
	return d->b.venue.mcap_ready;
}

static const rv_stream_stat *stream(const struct desk *d)
{
	return &d->b.streams[RV_STREAM_MCAP];
}

static void the_venues_caps_reach_the_engine_and_the_store(void **state)
{
	(void)state;
	char store[RV_TMP_PATH * 2];
	rv_tmpdir dir;
	rv_err err = { 0 };
	rv_store *s = NULL;
	static rv_mcap rows[512];
	size_t n = 0;
	rv_tmpdir_make(&dir);
	(void)rv_tmpdir_path(&dir, "h.db", store);
	rv_sim *sim = desk_venue("127.0.0.1:0", NULL, 1.0, false, 7);
	struct desk *d = start(rv_sim_url(sim), rv_sim_url(sim), store);
	assert_true(desk_wait(d, ready, 60000 * RV_PATIENCE));
	assert_true(desk_wait(d, desk_everything, 60000 * RV_PATIENCE));
	desk_pump_for(d, 500);
	assert_true(stream(d)->connected && stream(d)->messages > 40);
	assert_int_equal(stream(d)->malformed, 0);
	assert_true(desk_find(d, "BTC")->n_mcap >= 400); /* and one more a round */
	assert_true(desk_find(d, "kPEPE")->n_mcap >= 400);
	assert_true(d->b.venue.total_mcap_usd > 1e12);
	assert_true(d->b.venue.btc_dominance_percent > 5.0);
	desk_free(d);
	assert_int_equal(rv_store_open(store, RV_STORE_READ, &s, &err), RV_OK);
	assert_int_equal(rv_store_read_mcap(s, "BTC", 0, INT64_MAX, rows, LEN(rows), &n, &err),
			 RV_OK);
	assert_in_range(n, 400, 402);
	for (size_t i = 1; i < n; i++)
		assert_true(rows[i].t == rows[i - 1].t + RV_DAY_MS &&
			    rows[i].market_cap_usd > 1e11);
	/* Supply times close: the ratio of two days is that of their closes. */
	rv_bar a, b;
	size_t k = 0;
	const int64_t t0 = rows[n - 20].t, t1 = rows[n - 3].t;
	assert_int_equal(rv_store_read_bars(s, "BTC", RV_INTERVAL_1D, t0, t0 + 1, &a, 1, &k, &err),
			 RV_OK);
	assert_int_equal(rv_store_read_bars(s, "BTC", RV_INTERVAL_1D, t1, t1 + 1, &b, 1, &k, &err),
			 RV_OK);
	assert_close("ratio", rows[n - 20].market_cap_usd / rows[n - 3].market_cap_usd,
		     a.close / b.close, 1e-12);
	rv_store_close(s);
	/* A warm start asks for what came since, not for everything again. */
	d = start(rv_sim_url(sim), rv_sim_url(sim), store);
	assert_true(desk_wait(d, ready, 60000 * RV_PATIENCE));
	desk_pump_for(d, 300);
	assert_true(desk_find(d, "BTC")->n_mcap >= 400); /* and one more a round */
	desk_free(d);
	rv_sim_stop(sim);
	rv_tmpdir_remove(&dir);
}

/* What the server says to the nth request; then it is well. */
static const struct {
	const char *status, *type, *extra, *body;
} bad[] = {
	{ "500 Internal Server Error", "application/json", "", "{}" },
	{ "200 OK", "text/html", "", "<html>blocked</html>" },
	{ "200 OK", "application/json", "", "[{\"id\":\"bitcoin\",\"market_cap\":\"many\"}]" },
	{ "200 OK", "application/json", "", "[{\"id\":\"bitcoin\"" },
	{ "403 Forbidden", "application/json", "", "{\"status\":{\"error_code\":1020}}" },
};

static void serve_bad(int fd, int nth, void *arg)
{
	char buf[4096];
	(void)nth;
	atomic_int *n = arg;
	while (tiny_request(fd, buf, sizeof(buf))) {
		const int k = atomic_fetch_add(n, 1);
		if (k < (int)LEN(bad)) {
			(void)tiny_reply(fd, bad[k].status, bad[k].type, bad[k].extra, bad[k].body);
		} else if (strstr(buf, "market_chart")) {
			(void)tiny_reply(fd, "200 OK", "application/json", "",
					 "{\"market_caps\":[]}");
		} else if (strstr(buf, "/global")) {
			(void)tiny_reply(fd, "200 OK", "application/json", "",
					 "{\"data\":{\"total_market_cap\":{\"usd\":3e12},"
					 "\"market_cap_percentage\":{\"btc\":50},\"updated_at\":"
					 "1779877351}}");
		} else {
			(void)tiny_reply(fd, "200 OK", "application/json", "", "[]");
		}
	}
}

static void nonsense_is_counted_and_waited_out(void **state)
{
	(void)state;
	static atomic_int requests;
	char url[64];
	atomic_init(&requests, 0);
	tiny_server *t = tiny_start(serve_bad, &requests);
	(void)snprintf(url, sizeof(url), "http://127.0.0.1:%d", tiny_port(t));
	rv_sim *sim = desk_venue("127.0.0.1:0", NULL, 1.0, false, 7);
	struct desk *d = start(rv_sim_url(sim), url, NULL);
	assert_true(desk_wait(d, ready, 60000 * RV_PATIENCE));
	assert_int_equal(stream(d)->malformed, 3);
	assert_int_equal(stream(d)->errors, 2);
	assert_true(stream(d)->connected);
	assert_close("total", d->b.venue.total_mcap_usd, 3e12, 0.0);
	assert_int_equal(desk_find(d, "BTC")->n_mcap, 0);
	assert_true(desk_wait(d, desk_everything, 60000 * RV_PATIENCE)); /* nothing waited for it */
	desk_free(d);
	rv_sim_stop(sim);
	tiny_stop(t);
}

static void serve_limited(int fd, int nth, void *arg)
{
	char buf[4096];
	(void)nth;
	atomic_int *n = arg;
	while (tiny_request(fd, buf, sizeof(buf))) {
		(void)atomic_fetch_add(n, 1);
		(void)tiny_reply(fd, "429 Too Many Requests", "application/json",
				 "Retry-After: 60\r\n", "{}");
	}
}

static void a_limit_is_kept(void **state)
{
	(void)state;
	static atomic_int requests;
	char url[64];
	atomic_init(&requests, 0);
	tiny_server *t = tiny_start(serve_limited, &requests);
	(void)snprintf(url, sizeof(url), "http://127.0.0.1:%d", tiny_port(t));
	rv_sim *sim = desk_venue("127.0.0.1:0", NULL, 1.0, false, 7);
	struct desk *d = start(rv_sim_url(sim), url, NULL);
	assert_true(desk_wait(d, desk_everything, 60000 * RV_PATIENCE));
	desk_pump_for(d, 3000);
	assert_int_equal(atomic_load(&requests), 1);
	assert_int_equal(stream(d)->errors, 1);
	assert_false(stream(d)->connected);
	desk_free(d); /* and a thread that waits stops at once */
	rv_sim_stop(sim);
	tiny_stop(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_venues_caps_reach_the_engine_and_the_store),
		cmocka_unit_test(nonsense_is_counted_and_waited_out),
		cmocka_unit_test(a_limit_is_kept),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
