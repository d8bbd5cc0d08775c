/*
 * The watcher as a whole, on snapshots of a publisher that the test holds: what is scraped, the
 * file, an alert on its way to a command and a webhook, and pings that stop with the engine.
 */
#include "app/ops/ops.h"
#include "engine/base/clock.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/files.h"
#include "tests/support/http_get.h"
#include "tests/support/patience.h"
#include "tests/support/prom_text.h"
#include "tests/support/tiny_server.h"
#include "tests/support/tmpdir.h"
#include "tests/support/view_fixture.h"
#include "tests/support/view_trade.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { WAIT_MS = 15000 * RV_PATIENCE };

typedef struct bench {
	rv_clock *clock;
	rv_log *log;
	rv_pub *pub;
	rv_view *view; /* published again and again */
	rv_ops_params p;
	rv_ops *ops;
	tiny_server *server;
	atomic_size_t hooks, pings;
	pthread_mutex_t mu; /* guards the texts */
	char first[4096], last[4096];
} bench;

static bench b;
static prom_text prom;

static void serve(int fd, int nth, void *arg)
{
	char request[4096];
	(void)nth;
	(void)arg;
	while (tiny_request(fd, request, sizeof(request))) {
		if (strncmp(request, "GET /ping", 9) == 0) {
			atomic_fetch_add(&b.pings, 1);
		} else {
			(void)pthread_mutex_lock(&b.mu);
			if (atomic_fetch_add(&b.hooks, 1) == 0)
				memcpy(b.first, request, sizeof(request));
			memcpy(b.last, request, sizeof(request));
			(void)pthread_mutex_unlock(&b.mu);
		}
		if (!tiny_reply(fd, "200 OK", "text/plain", "", ""))
			return;
	}
}

/* What the engine would do; the snapshot is of now. */
static void publish(void)
{
	rv_view *v = rv_pub_begin(b.pub);
	assert_non_null(v);
	*v = *b.view;
	v->mono_ms = rv_mono_ms();
	rv_pub_commit(b.pub, v);
}

static int setup(void **state)
{
	(void)rv_tmp_setup(state);
	memset(&b, 0, sizeof(b));
	rv_ops_params_default(&b.p);
	assert_int_equal(pthread_mutex_init(&b.mu, NULL), 0);
	assert_int_equal(rv_clock_new_real(&b.clock), RV_OK);
	assert_int_equal(rv_log_new(b.clock, NULL, &b.log, NULL), RV_OK);
	assert_int_equal(rv_pub_new(4, &b.pub), RV_OK);
	b.view = rv_fixture_view();
	assert_non_null(b.view);
	rv_fixture_trade(b.view);
	b.view->n_alerts = 0;
	b.server = tiny_start(serve, NULL);
	return 0;
}

static int teardown(void **state)
{
	rv_ops_stop(b.ops);
	tiny_stop(b.server);
	free(b.view);
	rv_pub_free(b.pub);
	rv_log_free(b.log);
	rv_clock_free(b.clock);
	(void)pthread_mutex_destroy(&b.mu);
	return rv_tmp_teardown(state);
}

static void start(void)
{
	const rv_ops_start_params sp = { .p = &b.p, .pub = b.pub, .log = b.log };
	rv_err err = { 0 };
	if (rv_ops_start(&sp, &b.ops, &err) != RV_OK)
		fail_msg("%s", err.text);
}

static void address(char *to, size_t cap, const char *path)
{
	(void)snprintf(to, cap, "http://127.0.0.1:%d%s", tiny_port(b.server), path);
}

static void nap_ms(long ms)
{
	const struct timespec t = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 };
	(void)nanosleep(&t, NULL);
}

/* Publishes every 50 ms until n has come to want. */
static void until(atomic_size_t *n, size_t want)
{
	const int64_t end = rv_mono_ms() + WAIT_MS;
	while (atomic_load(n) < want && rv_mono_ms() < end) {
		publish();
		nap_ms(50);
	}
	if (atomic_load(n) < want)
		fail_msg("%zu of %zu came", atomic_load(n), want);
}

static void scrape(void)
{
	http_got g = http_ask(rv_ops_metrics_port(b.ops), "GET", "/metrics", "");
	assert_int_equal(g.status, 200);
	assert_string_equal(g.type, "text/plain; version=0.0.4; charset=utf-8");
	const char *why = prom_parse(g.body, &prom);
	if (why)
		fail_msg("%s", why);
	free(g.body);
}

static void scrape_until(const char *name, double least)
{
	const int64_t end = rv_mono_ms() + WAIT_MS;
	do {
		nap_ms(200);
		scrape();
		const prom_series *s = prom_find(&prom, name, "");
		if (s && s->value >= least)
			return;
	} while (rv_mono_ms() < end);
	fail_msg("%s has not come to %g", name, least);
}

static void a_scrape_over_a_socket(void **state)
{
	(void)state;
	(void)snprintf(b.p.metrics_listen, sizeof(b.p.metrics_listen), "127.0.0.1:0");
	publish();
	start();
	nap_ms(700);
	scrape_until("rvdesk_up", 1.0);
	assert_close("nav", prom_value(&prom, "rvdesk_nav_usd", ""), b.view->trade.nav_usd, 1e-12);
	const double before = prom_value(&prom, "rvdesk_snapshots_total", "");
	publish();
	publish();
	scrape_until("rvdesk_snapshots_total", before + 2.0);
	for (size_t i = 0; i < prom.n; i++) {
		if (prom.s[i].counter)
			assert_true(prom.s[i].value >= 0.0);
	}
	/* the engine stands still: the page does not */
	scrape_until("rvdesk_snapshot_age_seconds", 2.0);
}

static void a_file_for_a_collector(void **state)
{
	(void)state;
	(void)snprintf(b.p.metrics_file, sizeof(b.p.metrics_file), "%s", rv_tmp_path("x.prom"));
	publish();
	start();
	const int64_t end = rv_mono_ms() + WAIT_MS;
	while (access(b.p.metrics_file, R_OK) != 0 && rv_mono_ms() < end)
		nap_ms(50);
	struct stat st;
	assert_int_equal(stat(b.p.metrics_file, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0640);
	char *text = rv_file_slurp(b.p.metrics_file, NULL);
	const char *why = prom_parse(text, &prom);
	if (why)
		fail_msg("%s", why);
	assert_non_null(prom_find(&prom, "rvdesk_up", ""));
	free(text);
}

static void alert(uint64_t id, const char *text)
{
	rv_view_alert *a = &b.view->alerts[b.view->n_alerts++];
	*a = (rv_view_alert){ .id = id, .level = RV_LOG_ERROR, .active = true };
	a->since_utc_ms = b.view->utc_ms;
	(void)snprintf(a->text, sizeof(a->text), "%s", text);
}

static void routes(bool command)
{
	b.p.routes[RV_SEVERITY_ERROR] = (rv_ops_route){ .command = command, .webhook = true };
	address(b.p.webhook.url, sizeof(b.p.webhook.url), "/alert");
}

static bool last_has(const char *part)
{
	(void)pthread_mutex_lock(&b.mu);
	const bool found = strstr(b.last, part) != NULL;
	(void)pthread_mutex_unlock(&b.mu);
	return found;
}

static void an_alert_goes_its_ways(void **state)
{
	(void)state;
	char path[RV_TMP_PATH * 2];
	rv_tmpdir_text(&rv_tmp, "hook.sh", "#!/bin/sh\n/bin/cat > $1\n");
	(void)rv_tmpdir_path(&rv_tmp, "hook.sh", path);
	assert_int_equal(chmod(path, 0700), 0);
	(void)snprintf(b.p.command[0], RV_OPS_ARG, "%.255s", path);
	(void)snprintf(b.p.command[1], RV_OPS_ARG, "%s", rv_tmp_path("in"));
	b.p.n_command = 2;
	routes(true);
	publish();
	start();
	alert(4, "VENUE DOWN: \"refused\" <b>");
	until(&b.hooks, 1);
	assert_true(last_has("\"kind\":\"new\""));
	assert_true(last_has("\"severity\":\"error\""));
	assert_true(last_has("VENUE DOWN: \\\"refused\\\" <b>"));
	assert_true(last_has("\"alert\":4"));
	b.view->alerts[0].active = false;
	until(&b.hooks, 2);
	assert_true(last_has("\"kind\":\"over\""));
	const int64_t end = rv_mono_ms() + WAIT_MS;
	while (access(b.p.command[1], R_OK) != 0 && rv_mono_ms() < end)
		nap_ms(50);
	nap_ms(500);
	char *in = rv_file_slurp(b.p.command[1], NULL);
	assert_non_null(strstr(in, "VENUE DOWN"));
	free(in);
}

static void one_that_nobody_acknowledges_becomes_urgent(void **state)
{
	(void)state;
	b.p.routes[RV_SEVERITY_URGENT].webhook = true;
	address(b.p.webhook.url, sizeof(b.p.webhook.url), "/alert");
	b.p.escalate_ms = 700;
	b.p.again_ms = 700;
	alert(4, "SCORES: no room");
	publish();
	start();
	until(&b.hooks, 2); /* nothing for an error, by the routes; then twice as urgent */
	(void)pthread_mutex_lock(&b.mu);
	assert_non_null(strstr(b.first, "\"severity\":\"urgent\""));
	assert_non_null(strstr(b.first, "\"kind\":\"escalated\""));
	(void)pthread_mutex_unlock(&b.mu);
	b.view->alerts[0].acked_utc_ms = b.view->utc_ms;
	publish();
	nap_ms(900); /* what was on its way */
	const size_t before = atomic_load(&b.hooks);
	for (int i = 0; i < 40; i++) {
		publish();
		nap_ms(50);
	}
	assert_int_equal(atomic_load(&b.hooks), before);
}

/* The engine is held: no ping any more, and somebody is told. */
static void pings_stop_with_the_engine(void **state)
{
	(void)state;
	routes(false);
	address(b.p.ping.url, sizeof(b.p.ping.url), "/ping");
	b.p.ping_ms = 200;
	b.p.ping_stale_ms = 2000;
	publish();
	start();
	until(&b.pings, 3);
	nap_ms(3500);
	const size_t before = atomic_load(&b.pings);
	nap_ms(1500);
	assert_int_equal(atomic_load(&b.pings), before);
	const int64_t end = rv_mono_ms() + WAIT_MS;
	while (atomic_load(&b.hooks) == 0 && rv_mono_ms() < end)
		nap_ms(100);
	assert_true(last_has("ENGINE SILENT"));
	assert_true(last_has("\"alert\":0,"));
	until(&b.pings, before + 1);
	until(&b.hooks, 2);
	assert_true(last_has("\"kind\":\"over\""));
}

static void pings_stop_with_the_journal(void **state)
{
	(void)state;
	address(b.p.ping.url, sizeof(b.p.ping.url), "/ping");
	b.p.ping_ms = 100;
	publish();
	start();
	until(&b.pings, 2);
	b.view->trade.journal_ok = false;
	for (int i = 0; i < 20; i++) {
		publish();
		nap_ms(50);
	}
	const size_t before = atomic_load(&b.pings);
	for (int i = 0; i < 20; i++) {
		publish();
		nap_ms(50);
	}
	assert_int_equal(atomic_load(&b.pings), before);
}

static void wrong_addresses_end_the_start(void **state)
{
	(void)state;
	const rv_ops_start_params sp = { .p = &b.p, .pub = b.pub, .log = b.log };
	rv_err err = { 0 };
	(void)snprintf(b.p.metrics_listen, sizeof(b.p.metrics_listen), "0.0.0.0:9477");
	assert_int_equal(rv_ops_check(&b.p, &err), RV_EUSAGE);
	assert_int_equal(rv_ops_start(&sp, &b.ops, &err), RV_EUSAGE);
	assert_non_null(strstr(err.text, "metrics.listen '0.0.0.0:9477'"));
	b.p.metrics_listen[0] = '\0';
	(void)snprintf(b.p.ping.url, sizeof(b.p.ping.url), "http://example.com/x");
	assert_int_equal(rv_ops_check(&b.p, &err), RV_EUSAGE);
	b.ops = NULL;
}

/* Somebody else has the port: the desk goes on, and says so. */
static void a_port_in_use_is_only_said(void **state)
{
	(void)state;
	static rv_log_line lines[16];
	static rv_board_copy copy;
	rv_board *board = NULL;
	rv_err err = { 0 };
	(void)snprintf(b.p.metrics_listen, sizeof(b.p.metrics_listen), "127.0.0.1:%d",
		       tiny_port(b.server));
	assert_int_equal(rv_board_new(&board), RV_OK);
	const rv_ops_start_params sp = { .p = &b.p, .pub = b.pub, .log = b.log, .board = board };
	assert_int_equal(rv_ops_start(&sp, &b.ops, &err), RV_OK);
	assert_int_equal(rv_ops_metrics_port(b.ops), 0);
	rv_board_read(board, &copy);
	assert_true(copy.venue.metrics_error[0]);
	rv_board_free(board);
	assert_true(rv_log_tail(b.log, lines, LEN(lines)) > 0);
	assert_non_null(strstr(lines[0].text, "no metrics"));
}

#define FRESH(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FRESH(a_scrape_over_a_socket),
		FRESH(a_file_for_a_collector),
		FRESH(an_alert_goes_its_ways),
		FRESH(one_that_nobody_acknowledges_becomes_urgent),
		FRESH(pings_stop_with_the_engine),
		FRESH(pings_stop_with_the_journal),
		FRESH(wrong_addresses_end_the_start),
		FRESH(a_port_in_use_is_only_said),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
