/*
 * Accounts that outlive the venue's process, over real sockets. A venue that was stopped and came
 * back has the books of one that was not, once both have looked at the same time; one that was
 * killed has at least what it had told anybody; its clock never runs backwards.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "engine/base/rng.h"
#include "engine/base/timefmt.h"
#include "feeds/sim/sim.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/files.h"
#include "tests/support/patience.h"
#include "tests/support/sim_trader.h"

enum { SOL = 3, KILLS = 3, LINE = 512, ANSWER = 1 << 20 };

static sim_trader trader;

static int setup(void **state)
{
	assert_int_equal(venue_setup(state), 0);
	trader_make(&trader, 1);
	return 0;
}

static int teardown(void **state)
{
	trader_free(&trader);
	return venue_teardown(state);
}

#define accounts_test(t) cmocka_unit_test_setup_teardown(t, setup, teardown)

/* A price some basis points from the best bid, on the coin's ticks of 0.001. */
static const char *away(sim_venue *f, int bp, char px[RV_DEC_TEXT])
{
	int64_t units = 0;
	trader_best(f, "SOL", 0, px);
	assert_int_equal(rv_dec_parse(px, strlen(px), 4, &units), RV_OK);
	units = units * (10000 + bp) / 10000 / 1000 * 1000;
	return rv_dec_text(rv_dec_canonical((rv_dec){ units, 4 }), px);
}

/* What the venue knows, but for the list of actions and the time of the question. */
static char *ledger(sim_venue *f)
{
	venue_expect(f, "/_test/ledger", NULL, 200);
	cJSON *json = cJSON_Parse(f->body);
	assert_non_null(json);
	assert_string_equal(cJSON_GetObjectItem(json, "audit")->valuestring, "ok");
	cJSON_DeleteItemFromObject(json, "actions");
	cJSON_DeleteItemFromObject(json, "actionsRefused");
	char *text = cJSON_PrintUnformatted(json);
	cJSON_Delete(json);
	return text;
}

static int rows(sim_venue *f, const char *fields)
{
	cJSON *json = trader_ask(&trader, f, fields);
	const int n = cJSON_GetArraySize(json);
	cJSON_Delete(json);
	return n;
}

/* A position, orders that the price will reach and some that it will not, and one that is gone. */
static void trade(sim_venue *f)
{
	static const int bps[] = { -20, -40, -60, -300, -3000, 20, 45, 300 };
	char px[RV_DEC_TEXT];
	trader.nonce = venue_start;
	trader_enter(&trader, f, 0);
	rv_hl_action a = trader_order(SOL, true, away(f, 50, px), "5", RV_HL_TIF_IOC);
	assert_non_null(strstr(trader_send(&trader, f, &a), "\"filled\""));
	for (size_t i = 0; i < LEN(bps); i++) {
		a = trader_order(SOL, bps[i] < 0, away(f, bps[i], px), "2", RV_HL_TIF_GTC);
		assert_non_null(strstr(trader_send(&trader, f, &a), "\"resting\""));
	}
	const rv_hl_action leverage = { .kind = RV_HL_ACTION_UPDATE_LEVERAGE,
					.u.leverage = {
						.asset = SOL, .cross = true, .leverage = 7 } };
	(void)trader_send(&trader, f, &leverage);
}

/* The same with and without an end in between, both looked at six hours later for the first time.
 */
static void the_books_are_those_of_one_that_never_stopped(void **state)
{
	sim_venue *f = *state;
	char *want = NULL, *have = NULL;
	for (int stops = 0; stops < 2; stops++) {
		f->accounts = stops == 1;
		rv_clock_set(f->clock, venue_start);
		venue_launch(f, true, NULL);
		trade(f);
		if (stops) {
			venue_stop(f);
			rv_clock_set(f->clock, venue_start + 6 * RV_HOUR_MS);
			venue_launch(f, true, NULL);
		}
		rv_clock_set(f->clock, venue_start + 6 * RV_HOUR_MS);
		if (!stops)
			want = ledger(f);
		else
			have = ledger(f);
		assert_true(rows(f, "\"type\":\"userFills\"") > 2);
		assert_true(rows(f, "\"type\":\"openOrders\"") > 1);
		assert_int_equal(rows(f, "\"type\":\"userFunding\",\"startTime\":0"), 6);
		if (!stops)
			venue_stop(f);
	}
	assert_string_equal(have, want);
	cJSON_free(have);
	cJSON_free(want);
}

static void a_restart_is_not_seen_by_a_client(void **state)
{
	sim_venue *f = *state;
	char px[RV_DEC_TEXT];
	f->accounts = true;
	venue_launch(f, true, NULL);
	const uint64_t world = rv_sim_world(f->sim);
	trade(f);
	char *before = ledger(f), *after = NULL, *last = strdup(trader.body);
	const int orders = rows(f, "\"type\":\"historicalOrders\"");
	assert_non_null(last);
	for (int i = 0; i < 2; i++) {
		venue_stop(f);
		venue_launch(f, true, NULL);
	}
	assert_true(world != 0 && rv_sim_world(f->sim) == world);
	trader_enter(&trader, f, 12345); /* as a desk does at each start: it is known */
	after = ledger(f);
	assert_string_equal(after, before);
	assert_int_equal(rows(f, "\"type\":\"historicalOrders\""), orders);
	assert_int_equal(rows(f, "\"type\":\"userNonFundingLedgerUpdates\",\"startTime\":0"), 1);
	venue_expect(f, "/exchange", last, 200);
	assert_non_null(strstr(f->body, "Invalid nonce: duplicate nonce"));
	const rv_hl_action a = trader_order(SOL, true, away(f, -900, px), "2", RV_HL_TIF_GTC);
	assert_non_null(strstr(trader_send(&trader, f, &a), "\"resting\""));
	free(last);
	cJSON_free(before);
	cJSON_free(after);
}

static void memory_has_no_world(void **state)
{
	sim_venue *f = *state;
	venue_launch(f, true, NULL);
	assert_true(rv_sim_world(f->sim) == 0);
}

/* --- The clock --- */

static int64_t utc_now(void)
{
	struct timespec t = { 0, 0 };
	assert_int_equal(clock_gettime(CLOCK_REALTIME, &t), 0);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Until its books have moved on: a venue that is stopped at once was left where it began. */
static void let_it_live(rv_sim *s)
{
	for (int64_t now = 0; now <= rv_sim_start_ms(s);) {
		char *text = NULL;
		assert_int_equal(rv_sim_ledger(s, &text), RV_OK);
		cJSON *json = cJSON_Parse(text);
		now = (int64_t)cJSON_GetNumberValue(cJSON_GetObjectItem(json, "time"));
		cJSON_Delete(json);
		free(text);
	}
}

static rv_status try_start(const rv_sim_params *p, int64_t *start, rv_err *err)
{
	rv_sim *s = NULL;
	*err = (rv_err){ .code = RV_OK };
	const rv_status st = rv_sim_start(p, NULL, &s, err);
	if (st == RV_OK) {
		*start = rv_sim_start_ms(s);
		let_it_live(s);
	}
	rv_sim_stop(s);
	return st;
}

static void the_clock_never_runs_backwards(void **state)
{
	sim_venue *f = *state;
	char path[RV_TMP_PATH * 2];
	rv_sim_params p;
	rv_err err;
	int64_t start = 0, left = 0;
	rv_sim_params_default(&p);
	p.listen = "127.0.0.1:0";
	p.accounts_path = rv_tmpdir_path(&f->dir, "accounts", path);
	p.start_ms = venue_start;
	p.speed = 86400;
	assert_int_equal(try_start(&p, &start, &err), RV_OK);
	assert_int_equal(start, venue_start);
	p.accounts_resume = true;
	assert_int_equal(try_start(&p, &left, &err), RV_OK);
	assert_true(left > venue_start); /* some venue time has passed */
	p.accounts_resume = false;
	assert_int_equal(try_start(&p, &start, &err), RV_EUSAGE);
	assert_non_null(strstr(err.text, path));
	assert_non_null(strstr(err.text, "not 2026-11-20T15:59:59Z"));
	/* the machine's clock is behind or before that: whichever is later */
	p.start_ms = INT64_C(4102444800000); /* 2100 */
	p.speed = 1;
	assert_int_equal(try_start(&p, &start, &err), RV_OK);
	p.start_ms = 0;
	assert_int_equal(try_start(&p, &start, &err), RV_OK);
	assert_true(start >= INT64_C(4102444800000) && start < INT64_C(4102444800000) + RV_HOUR_MS);
	p.clock = f->clock; /* whoever owns a clock is told */
	assert_int_equal(try_start(&p, &start, &err), RV_EUSAGE);
}

static void a_new_file_starts_at_the_machines_clock(void **state)
{
	sim_venue *f = *state;
	char path[RV_TMP_PATH * 2];
	rv_sim_params p;
	rv_err err;
	int64_t start = 0, before = utc_now();
	rv_sim_params_default(&p);
	p.listen = "127.0.0.1:0";
	p.accounts_path = rv_tmpdir_path(&f->dir, "accounts", path);
	assert_int_equal(try_start(&p, &start, &err), RV_OK);
	assert_true(start >= before && start < before + 60000 * RV_PATIENCE);
	before = start;
	assert_int_equal(try_start(&p, &start, &err), RV_OK);
	assert_true(start >= before && start < before + 60000 * RV_PATIENCE);
}

static void what_cannot_be_kept_is_refused(void **state)
{
	sim_venue *f = *state;
	char path[RV_TMP_PATH * 2];
	rv_sim_params p;
	rv_err err;
	int64_t start = 0;
	rv_sim_params_default(&p);
	p.listen = "127.0.0.1:0";
	p.accounts_path = rv_tmpdir_path(&f->dir, "accounts", path);
	rv_tmpdir_text(&f->dir, "accounts", "{\"cash\":\"1\"}\n");
	assert_int_equal(try_start(&p, &start, &err), RV_EDATA);
	assert_non_null(strstr(err.text, "not the books of a simulated venue, left untouched"));
	assert_int_equal(unlink(path), 0);
	assert_int_equal(try_start(&p, &start, &err), RV_OK);
	p.seed = 8;
	assert_int_equal(try_start(&p, &start, &err), RV_EDATA);
	assert_non_null(strstr(err.text, "made for the market of seed 7, not 8"));
	p.replay_store = path;
	assert_int_equal(try_start(&p, &start, &err), RV_EUSAGE);
	assert_non_null(strstr(err.text, "--accounts: a replay's accounts are in memory"));
}

/* --- Killed --- */

typedef struct child {
	pid_t pid;
	char url[LINE];
} child;

/* A venue of its own process, until it is killed. */
static child spawn(const char *path)
{
	child c = { .pid = -1 };
	int fd[2];
	size_t n = 0;
	assert_int_equal(pipe(fd), 0);
	assert_int_equal(fflush(NULL), 0);
	c.pid = fork();
	assert_true(c.pid >= 0);
	if (c.pid == 0) {
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL); /* a test that fails leaves nobody */
		rv_sim_account a = { .equity_usd = 0 };
		rv_sim_params p;
		rv_sim *s = NULL;
		rv_err err = { .code = RV_OK };
		rv_sim_params_default(&p);
		p.listen = "127.0.0.1:0";
		p.real_limits = false;
		p.accounts_path = path;
		p.accounts = &a;
		p.n_accounts = 1;
		memcpy(a.master, trader.master, sizeof(a.master));
		memcpy(a.agent, trader.agent, sizeof(a.agent));
		const rv_status st = rv_sim_start(&p, NULL, &s, &err);
		const char *line = st == RV_OK ? rv_sim_url(s) : err.text;
		if (write(fd[1], line, strlen(line)) < 0 || write(fd[1], "\n", 1) < 0)
			_exit(9);
		for (;;)
			(void)pause();
	}
	assert_int_equal(close(fd[1]), 0);
	while (n + 1 < sizeof(c.url) && read(fd[0], c.url + n, 1) == 1 && c.url[n] != '\n')
		n++;
	c.url[n] = '\0';
	assert_int_equal(close(fd[0]), 0);
	if (strncmp(c.url, "http://", 7) != 0)
		fail_msg("'%s'", c.url);
	return c;
}

static void end(const child *c)
{
	int status = 0;
	(void)kill(c->pid, SIGKILL); /* or it is gone already */
	assert_int_equal(waitpid(c->pid, &status, 0), c->pid);
}

static bool post(CURL *curl, const child *c, const char *path, const char *body, char *answer)
{
	char url[LINE + 32];
	FILE *to = fmemopen(answer, ANSWER, "w");
	assert_non_null(to);
	(void)snprintf(url, sizeof(url), "%s%s", c->url, path);
	(void)curl_easy_setopt(curl, CURLOPT_URL, url);
	(void)curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	(void)curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)VENUE_WAIT_MS * RV_PATIENCE);
	(void)curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, NULL);
	(void)curl_easy_setopt(curl, CURLOPT_WRITEDATA, to);
	(void)curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, NULL);
	(void)curl_easy_setopt(curl, CURLOPT_HEADERDATA, NULL);
	if (body)
		(void)curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
	else
		(void)curl_easy_setopt(curl, CURLOPT_HTTPGET, 1L);
	const bool ok = curl_easy_perform(curl) == CURLE_OK;
	assert_int_equal(fclose(to), 0);
	return ok;
}

static void ask(CURL *curl, const child *c, const char *fields, char *answer)
{
	char body[256];
	(void)snprintf(body, sizeof(body), "{%s,\"user\":\"%s\"}", fields, trader.user);
	assert_true(post(curl, c, "/info", body, answer));
}

/* A second process that kills the venue some microseconds from now: in the middle of something. */
static pid_t kill_soon(const child *c, rv_rng *r)
{
	const long us = (long)rv_rng_below(r, 25000 * RV_PATIENCE);
	const pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		const struct timespec t = { 0, us * 1000 };
		(void)nanosleep(&t, NULL);
		(void)kill(c->pid, SIGKILL);
		_exit(0);
	}
	return pid;
}

/* Orders far from the market until one is not answered any more; how many were. */
static int send_until_killed(CURL *curl, const child *c, char *answer)
{
	for (int n = 0;; n++) {
		char px[16];
		(void)snprintf(px, sizeof(px), "%d", 60 + n % 20);
		const rv_hl_action a = trader_order(SOL, true, px, "1", RV_HL_TIF_GTC);
		if (!post(curl, c, "/exchange", trader_sign(&trader, &a), answer))
			return n;
		if (!strstr(answer, "\"resting\""))
			fail_msg("'%s'", answer);
	}
}

static int count(const char *text, const char *what)
{
	int n = 0;
	for (const char *p = strstr(text, what); p; p = strstr(p + 1, what))
		n++;
	return n;
}

/* What was told is there; what was under way when the end came is there too, or was not done. */
static int open_orders(CURL *curl, const child *c, int told, char *answer)
{
	ask(curl, c, "\"type\":\"openOrders\"", answer);
	const int open = count(answer, "\"oid\":");
	if (open != told && open != told + 1)
		fail_msg("%d open, %d told", open, told);
	if (!trader.body[0])
		return open;
	assert_true(post(curl, c, "/exchange", trader.body, answer)); /* the last one, again */
	const char *want = open == told ? "\"resting\"" : "Invalid nonce: duplicate nonce";
	if (!strstr(answer, want))
		fail_msg("%d open, %d told: '%s'", open, told, answer);
	return told + 1;
}

static void a_killed_venue_knows_what_it_had_told(void **state)
{
	sim_venue *f = *state;
	char path[RV_TMP_PATH * 2], log[RV_TMP_PATH * 2], *answer = malloc(ANSWER);
	int told = 0;
	rv_rng r;
	assert_non_null(answer);
	rv_rng_seed(&r, 2385, 5, 0);
	(void)rv_tmpdir_path(&f->dir, "accounts", path);
	(void)rv_tmpdir_path(&f->dir, "accounts-wal", log); /* a killed one leaves it */
	trader.body[0] = '\0';
	trader.nonce = utc_now();
	for (int i = 0; i < KILLS; i++) {
		const child c = spawn(path);
		told = open_orders(f->curl, &c, told, answer);
		const pid_t killer = kill_soon(&c, &r);
		told += send_until_killed(f->curl, &c, answer);
		assert_int_equal(waitpid(killer, NULL, 0), killer);
		end(&c);
	}
	const child c = spawn(path);
	assert_true(open_orders(f->curl, &c, told, answer) > KILLS);
	assert_true(post(f->curl, &c, "/_test/ledger", NULL, answer));
	assert_non_null(strstr(answer, "\"audit\":\"ok\""));
	end(&c);
	free(answer);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		accounts_test(the_books_are_those_of_one_that_never_stopped),
		accounts_test(a_restart_is_not_seen_by_a_client),
		accounts_test(memory_has_no_world),
		accounts_test(the_clock_never_runs_backwards),
		accounts_test(a_new_file_starts_at_the_machines_clock),
		accounts_test(what_cannot_be_kept_is_refused),
		accounts_test(a_killed_venue_knows_what_it_had_told),
	};
	return cmocka_run_group_tests_name("sim_accounts", tests, venue_group_setup,
					   venue_group_teardown);
}
