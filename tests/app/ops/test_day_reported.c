/*
 * The real program with its watcher: scraped over a socket, and dead over a midnight: the next
 * start writes the report of the day that nobody ended, and `rvdesk report` makes the same of the
 * journal alone.
 */
#include "engine/base/clock.h"
#include "engine/base/num.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/files.h"
#include "tests/support/http_get.h"
#include "tests/support/order_proc.h"
#include "tests/support/patience.h"
#include "tests/support/prom_text.h"
#include "tests/support/tmpdir.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { SPEED = 300, WAIT_MS = 60000 * RV_PATIENCE, HOUR_MS = 3600000 / SPEED };

static char program[512];
static const char account[] = "0x1111111111111111111111111111111111111111";

/* One string for each argument, at most so many. */
typedef struct words {
	char text[16][RV_TMP_PATH * 2];
	char *argv[17];
	size_t n;
} words;

static void add(words *w, const char *text)
{
	(void)snprintf(w->text[w->n], sizeof(w->text[0]), "%s", text);
	w->argv[w->n] = w->text[w->n];
	w->argv[++w->n] = NULL;
}

static void add_all(words *w, const char *const *texts, size_t n)
{
	memset(w, 0, sizeof(*w));
	add(w, program);
	for (size_t i = 0; i < n; i++)
		add(w, texts[i]);
}

static void nap_ms(int64_t ms)
{
	const struct timespec t = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 };
	(void)nanosleep(&t, NULL);
}

static void start_venue(order_venue *v)
{
	static const char *const texts[] = {
		"sim",	     "--listen", "127.0.0.1:0", "--generous", "--coins",
		"4",	     "--speed",	 "300",		"--start",    "2026-01-16T23:00:00Z",
		"--account", account,	 "--adopt"
	};
	words w;
	add_all(&w, texts, LEN(texts));
	assert_true(order_venue_launch(v, w.argv, rv_tmp_path("err")));
}

static void start_desk(order_proc *p, const order_venue *v)
{
	const char *const texts[] = { "serve",	  "--stdin", "--config",  rv_tmp.path,
				      "--url",	  v->url,    "--account", account,
				      "--weight", "1000000", "--state",	  rv_tmp_path("state") };
	words w;
	add_all(&w, texts, LEN(texts));
	assert_true(order_proc_start(p, w.argv, rv_tmp_path("err"), NULL));
	if (order_proc_line(p, WAIT_MS) != 1 || strncmp(p->text, "ready", 5) != 0)
		fail_msg("not ready: %s", p->text);
}

/* Runs until its ledgers have begun: the fourth event at the latest. */
static void wait_begun(order_proc *p)
{
	for (int i = 0; i < 100; i++) {
		if (order_proc_ask(p, "status", WAIT_MS) != 1)
			fail_msg("no status: %s", p->text);
		const char *head = strstr(p->text, "head=");
		if (strstr(p->text, "reconciled=1") && head && strtol(head + 5, NULL, 10) >= 4)
			return;
		nap_ms(100);
	}
	fail_msg("it has not begun: %s", p->text);
}

/* The port that its log names. */
static int metrics_port(void)
{
	int64_t port = 0;
	char *log = rv_file_slurp(rv_tmp_path("state/rvdesk.log"), NULL);
	const char *at = strstr(log, "metrics at http://127.0.0.1:");
	assert_non_null(at);
	at += 28;
	assert_int_equal(rv_num_parse_i64(at, strspn(at, "0123456789"), &port), RV_OK);
	free(log);
	return (int)port;
}

/* What the desk itself says, over a socket of its own. */
static void scrape(void)
{
	static prom_text prom;
	http_got g = { 0 };
	const int port = metrics_port();
	for (int i = 0; i < 100 && g.status != 200; i++) {
		free(g.body);
		nap_ms(100);
		g = http_ask(port, "GET", "/metrics", "");
	}
	assert_int_equal(g.status, 200);
	const char *why = prom_parse(g.body, &prom);
	if (why)
		fail_msg("%s", why);
	free(g.body);
	assert_close("up", prom_value(&prom, "rvdesk_up", ""), 1.0, 0.0);
	assert_close("nav", prom_value(&prom, "rvdesk_nav_usd", ""), 100000.0, 1e-9);
	assert_close("halted", prom_value(&prom, "rvdesk_state", "state=\"halted\""), 1.0, 0.0);
	assert_close("journal", prom_value(&prom, "rvdesk_journal_ok", ""), 1.0, 0.0);
	assert_true(prom_value(&prom, "rvdesk_journal_events_total", "") >= 4.0);
	assert_true(prom_value(&prom, "rvdesk_journal_commit_seconds", "") > 0.0);
	assert_true(prom_value(&prom, "rvdesk_snapshot_age_seconds", "") < 5.0 * RV_PATIENCE);
	assert_true(prom_value(&prom, "rvdesk_log_lines_total", "level=\"info\"") > 0.0);
}

static void run_report(const char *out)
{
	const char *const texts[] = { "report", "--date",  "2026-01-16",
				      "--csv",	"--state", rv_tmp_path("state"),
				      "--out",	out };
	words w;
	order_proc p;
	add_all(&w, texts, LEN(texts));
	assert_true(order_proc_start(&p, w.argv, rv_tmp_path("err"), NULL));
	const int status = order_proc_end(&p, 0, WAIT_MS);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

/* Line by line, but for those that say who made it and when. */
static void same_but_its_making(const char *a, const char *b)
{
	size_t lines = 0;
	for (; *a && *b; lines++) {
		const size_t n = strcspn(a, "\n"), k = strcspn(b, "\n");
		const bool of_making = strncmp(a, "2026-01-16,report,", 18) == 0;
		if (!of_making && (n != k || strncmp(a, b, n) != 0))
			fail_msg("%.*s\nis not\n%.*s", (int)n, a, (int)k, b);
		a += n + 1;
		b += k + 1;
	}
	assert_true(lines > 100);
	assert_true(!*a && !*b);
}

static void a_day_that_nobody_ended_is_reported(void **state)
{
	(void)state;
	order_venue v;
	order_proc desk;
	rv_tmpdir_text(&rv_tmp, "strategy_config.json",
		       "{ \"metrics\": { \"listen\": \"127.0.0.1:0\" } }");
	start_venue(&v);
	const int64_t from = rv_mono_ms();
	start_desk(&desk, &v);
	wait_begun(&desk);
	scrape();
	assert_true(order_proc_killed(order_proc_end(&desk, SIGKILL, WAIT_MS)));
	if (rv_mono_ms() - from >= HOUR_MS)
		fail_msg("too slow: it was midnight before the desk was killed");
	nap_ms(HOUR_MS + 1000 - (rv_mono_ms() - from));
	start_desk(&desk, &v);
	const char *page = rv_tmp_path("state/reports/2026-01-16.html");
	const int64_t until = rv_mono_ms() + WAIT_MS;
	while (access(page, F_OK) != 0 && rv_mono_ms() < until)
		nap_ms(100);
	const int status = order_proc_end(&desk, SIGTERM, WAIT_MS);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	order_venue_stop(&v);
	char *html = rv_file_slurp(page, NULL);
	assert_non_null(strstr(html, "was down at the end"));
	assert_non_null(strstr(html, "<h1>Day 2026-01-16 <span class=\"env\">SIM</span>"));
	assert_null(strstr(html, "is not known"));
	assert_non_null(strstr(html, "100,000.00")); /* NAV */
	run_report(rv_tmp_path("out.csv"));
	char *live = rv_file_slurp(rv_tmp_path("state/reports/2026-01-16.csv"), NULL);
	char *later = rv_file_slurp(rv_tmp_path("out.csv"), NULL);
	same_but_its_making(live, later);
	free(html);
	free(live);
	free(later);
}

static void wrong_usage(void **state)
{
	(void)state;
	static const char *const texts[][3] = { { "report", "--csv", NULL },
						{ "report", "--date", "2026-01-16T10:00:00Z" },
						{ "report", "--date", "yesterday" } };
	for (size_t i = 0; i < LEN(texts); i++) {
		words w;
		order_proc p;
		add_all(&w, texts[i], texts[i][2] ? 3 : 2);
		assert_true(order_proc_start(&p, w.argv, rv_tmp_path("err"), NULL));
		const int status = order_proc_end(&p, 0, WAIT_MS);
		assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 2);
	}
}

/* Before anything runs: nothing is written for a desk that may not start. */
static void a_wrong_address_ends_the_start(void **state)
{
	(void)state;
	const char *const texts[] = { "serve", "--config", rv_tmp.path, "--state",
				      rv_tmp_path("other") };
	words w;
	order_proc p;
	rv_tmpdir_text(&rv_tmp, "strategy_config.json",
		       "{ \"metrics\": { \"listen\": \"0.0.0.0:9477\" } }");
	add_all(&w, texts, LEN(texts));
	assert_true(order_proc_start(&p, w.argv, rv_tmp_path("err2"), NULL));
	const int status = order_proc_end(&p, 0, WAIT_MS);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 1);
	char *err = rv_file_slurp(rv_tmp_path("err2"), NULL);
	assert_non_null(strstr(err, "metrics.listen '0.0.0.0:9477': expected 127."));
	assert_int_equal(strlen(err) - 1, strcspn(err, "\n")); /* one line */
	free(err);
}

int main(void)
{
	const char *build = getenv("BUILD_DIR");
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_day_that_nobody_ended_is_reported),
		cmocka_unit_test(wrong_usage),
		cmocka_unit_test(a_wrong_address_ends_the_start),
	};
	(void)snprintf(program, sizeof(program), "%s/rvdesk", build ? build : "build/release");
	return cmocka_run_group_tests(tests, rv_tmp_setup, rv_tmp_teardown);
}
