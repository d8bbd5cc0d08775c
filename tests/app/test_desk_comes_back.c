/*
 * A paper trader who is killed and comes back: the desk with its built-in venue, in a process that
 * ends by SIGKILL with a position and an order at the venue, and the next one over the same state
 * folder. Both sides know the same of it, without a difference, and the position can be closed.
 */
#include "app/runtime.h"
#include "app/venue_start.h"
#include "engine/base/timefmt.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/files.h"
#include "tests/support/patience.h"
#include "tests/support/tmpdir.h"
#include "tui/command_line.h"

#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WAIT_MS = 60000 * RV_PATIENCE, LINE = 256 };

/* Half past an hour, so that no bar closes while a test runs. */
#define START_MS INT64_C(1768566600000) /* 2026-01-16T12:30:00Z */

typedef struct desk {
	char state[RV_TMP_PATH * 2], store[RV_TMP_PATH * 3], log[RV_TMP_PATH * 3];
	rv_sim_params sim;
	rv_runtime rt;
	uint64_t nonce;
} desk;

/* In a child nothing asserts: it says a line and ends. */
static void give_up(const char *what)
{
	(void)printf("gave up: %s\n", what);
	(void)fflush(stdout);
	_exit(7);
}

static rv_status start(desk *d, const char *state, int64_t start_ms, bool must_trade, rv_err *err)
{
	(void)snprintf(d->state, sizeof(d->state), "%s", state);
	(void)snprintf(d->store, sizeof(d->store), "%s/history.db", state);
	(void)snprintf(d->log, sizeof(d->log), "%s/rvdesk.log", state);
	rv_sim_params_default(&d->sim);
	d->sim.listen = "127.0.0.1:0";
	d->sim.real_limits = false;
	d->sim.start_ms = start_ms;
	const rv_runtime_params p = { .config_dir = "config",
				      .store_path = d->store,
				      .log_path = d->log,
				      .state_dir = d->state,
				      .venue = "sim",
				      .weight_per_min = 100000,
				      .auto_approve = true,
				      .must_trade = must_trade,
				      .sim = &d->sim,
				      .snapshots = 4 };
	const rv_status st = rv_runtime_start(&p, &d->rt, err);
	if (st == RV_OK && rv_engine_loop_start(d->rt.engine) != RV_OK)
		give_up("no engine thread");
	return st;
}

static void next_view(desk *d)
{
	struct pollfd fd = { .fd = rv_pub_fd(d->rt.pub), .events = POLLIN };
	(void)poll(&fd, 1, 200);
	rv_pub_drain_event(d->rt.pub);
}

/* The first snapshot that is as wanted; give it back with rv_pub_put. */
static const rv_view *wait_view(desk *d, const char *what, bool (*want)(const rv_view *))
{
	const int64_t until = rv_mono_ms() + WAIT_MS;
	while (rv_mono_ms() < until) {
		const rv_view *v = rv_pub_get(d->rt.pub);
		if (v && want(v))
			return v;
		rv_pub_put(d->rt.pub, v);
		next_view(d);
	}
	give_up(what);
	return NULL;
}

static void wait_for(desk *d, const char *what, bool (*want)(const rv_view *))
{
	rv_pub_put(d->rt.pub, wait_view(d, what, want));
}

/* Sends it; true and the answer when it was done. */
static bool command(desk *d, rv_command *c, char answer[RV_TV_TEXT])
{
	const rv_command pen = { .kind = RV_CMD_PEN, .nonce = ++d->nonce };
	c->nonce = ++d->nonce;
	if ((rv_cmd_needs_pen(c->kind) && rv_runtime_command(&d->rt, &pen) != RV_OK) ||
	    rv_runtime_command(&d->rt, c) != RV_OK)
		give_up("a command was not taken");
	for (const int64_t until = rv_mono_ms() + WAIT_MS; rv_mono_ms() < until; next_view(d)) {
		const rv_view *v = rv_pub_get(d->rt.pub);
		for (size_t i = 0; v && i < RV_TV_REPLIES; i++) {
			const rv_tv_reply *r = &v->trade.replies[i];
			if (r->nonce != d->nonce)
				continue;
			const bool ok = r->ok && !strstr(r->text, "blocked");
			(void)snprintf(answer, RV_TV_TEXT, "%s", r->text);
			rv_pub_put(d->rt.pub, v);
			return ok;
		}
		rv_pub_put(d->rt.pub, v);
	}
	give_up("no answer to a command");
	return false;
}

/* The same in the words of the command line. */
static bool say(desk *d, const char *text, char answer[RV_TV_TEXT])
{
	rv_line line;
	rv_line_error why;
	const rv_view *v = rv_pub_get(d->rt.pub);
	const rv_status st = rv_line_parse(text, v, &line, &why);
	rv_pub_put(d->rt.pub, v);
	(void)snprintf(answer, RV_TV_TEXT, "%.96s", st == RV_OK ? "" : why.text);
	return st == RV_OK && command(d, &line.cmd, answer);
}

/* Until it is done: prices and books come in the first seconds. */
static void insist(desk *d, const char *line)
{
	char answer[RV_TV_TEXT] = "";
	const int64_t until = rv_mono_ms() + WAIT_MS;
	while (!say(d, line, answer)) {
		if (rv_mono_ms() > until)
			give_up(answer);
		(void)poll(NULL, 0, 200);
	}
}

static const rv_tv_position *position(const rv_view *v, const char *symbol)
{
	for (size_t i = 0; i < v->trade.n_positions; i++) {
		if (strcmp(v->trade.positions[i].coin.symbol, symbol) == 0)
			return &v->trade.positions[i];
	}
	return NULL;
}

static int64_t lots(const rv_view *v, const char *symbol)
{
	const rv_tv_position *p = position(v, symbol);
	return p ? p->lots : 0;
}

static const rv_tv_order *working(const rv_view *v)
{
	for (size_t i = 0; i < v->trade.n_orders; i++) {
		if (v->trade.orders[i].state == RV_ORDER_WORKING)
			return &v->trade.orders[i];
	}
	return NULL;
}

static void cancel_order(desk *d)
{
	char answer[RV_TV_TEXT] = "";
	rv_command c = { .kind = RV_CMD_CANCEL };
	const rv_view *v = rv_pub_get(d->rt.pub);
	const rv_tv_order *o = working(v);
	if (o)
		c.cloid = o->cloid;
	rv_pub_put(d->rt.pub, v);
	if (!o || !command(d, &c, answer))
		give_up(answer);
}

static bool is_warm(const rv_view *v)
{
	return v->n_available >= 46 && v->trade.reconciled;
}

static bool is_reconciled(const rv_view *v)
{
	return v->trade.reconciled && v->trade.stream_up && isfinite(v->trade.nav_usd);
}

static bool holds_both(const rv_view *v)
{
	return lots(v, "ETH") > 0 && working(v) && v->trade.n_unknown == 0;
}

static bool holds_nothing(const rv_view *v)
{
	return v->trade.n_unknown == 0 && !working(v) && lots(v, "ETH") == 0;
}

static bool venue_holds_nothing(const rv_view *v)
{
	const rv_tv_position *p = position(v, "ETH");
	return is_reconciled(v) && holds_nothing(v) && (!p || p->venue_lots == 0) &&
	       v->trade.n_breaks == 0; /* an account that is a moment old differs for a moment */
}

/* Comparisons with the venue, so far, that found a difference. */
static int disagreements(const rv_view *v)
{
	int n = 0;
	for (size_t i = 0; i < v->trade.n_audit; i++) {
		const rv_tv_audit *a = &v->trade.audit[i];
		n += strcmp(a->type, "reconcile") == 0 && !strstr(a->text, ": 0 differences");
	}
	return n;
}

/* "ACCOUNT LOTS VENUE_LOTS OID PX DISAGREEMENTS", as this desk sees it. */
static void tell(const rv_view *v)
{
	const rv_tv_position *p = position(v, "ETH");
	const rv_tv_order *o = working(v);
	(void)printf("%s %lld %lld %lld %lld %d\n", v->trade.account, p ? (long long)p->lots : 0LL,
		     p ? (long long)p->venue_lots : 0LL, o ? (long long)o->oid : 0LL,
		     o ? (long long)o->px : 0LL, disagreements(v));
	(void)fflush(stdout);
}

/* The first life: a position, a resting order, one line, and then it waits for its end. */
static void live_and_wait(desk *d)
{
	wait_for(d, "warm", is_warm);
	insist(d, "resume");
	insist(d, "buy ETH 300 usd");
	insist(d, "buy SOL 500 usd limit 60");
	const rv_view *v = wait_view(d, "a position and an order", holds_both);
	tell(v);
	for (;;)
		(void)pause();
}

static void live_and_close(desk *d)
{
	const rv_view *v = wait_view(d, "reconciled", is_reconciled);
	tell(v);
	rv_pub_put(d->rt.pub, v);
	wait_for(d, "warm", is_warm);
	insist(d, "resume");
	insist(d, "close ETH");
	cancel_order(d);
	wait_for(d, "nothing left", holds_nothing);
	insist(d, "reconcile");
	v = wait_view(d, "the venue's word", venue_holds_nothing);
	tell(v);
	rv_pub_put(d->rt.pub, v);
}

typedef struct child {
	pid_t pid;
	FILE *out;
} child;

/* A desk in a process of its own, over this state folder. */
static child spawn(const char *state, void (*live)(desk *))
{
	child c = { .pid = -1 };
	int fd[2];
	assert_int_equal(pipe(fd), 0);
	assert_int_equal(fflush(NULL), 0);
	c.pid = fork();
	assert_true(c.pid >= 0);
	if (c.pid == 0) {
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL); /* a test that fails leaves nobody */
		desk *d = calloc(1, sizeof(*d));
		rv_err err = { 0 };
		if (!d || dup2(fd[1], STDOUT_FILENO) < 0)
			_exit(8);
		d->nonce = (uint64_t)rv_mono_ms() << 20;
		if (start(d, state, START_MS, true, &err) != RV_OK)
			give_up(err.text);
		live(d);
		rv_runtime_stop(&d->rt);
		free(d);
		(void)fflush(stdout);
		_exit(0);
	}
	assert_int_equal(close(fd[1]), 0);
	c.out = fdopen(fd[0], "r");
	assert_non_null(c.out);
	return c;
}

static void line_of(const child *c, char line[LINE])
{
	if (!fgets(line, LINE, c->out))
		line[0] = '\0';
	line[strcspn(line, "\n")] = '\0';
	if (strncmp(line, "0x", 2) != 0)
		fail_msg("'%s'", line);
}

enum { LOTS, VENUE_LOTS, OID, PX, DISAGREEMENTS, NUMBERS };

/* The account, which is the same text, and the numbers behind it. */
static void split(const char *line, char account[LINE], long long v[NUMBERS])
{
	const size_t n = strcspn(line, " ");
	const char *at = line + n;
	(void)snprintf(account, LINE, "%.*s", (int)n, line);
	for (size_t i = 0; i < NUMBERS; i++) {
		char *behind = NULL;
		v[i] = strtoll(at, &behind, 10);
		assert_true(behind > at);
		at = behind;
	}
}

static int end(child *c)
{
	int status = 0;
	assert_int_equal(waitpid(c->pid, &status, 0), c->pid);
	assert_int_equal(fclose(c->out), 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static void a_killed_desk_comes_back_to_the_same_book(void **state)
{
	(void)state;
	char dir[RV_TMP_PATH * 2], before[LINE], after[LINE], closed[LINE], want[LINE * 2];
	(void)rv_tmpdir_path(&rv_tmp, "state", dir);
	assert_int_equal(mkdir(dir, 0700), 0);
	child c = spawn(dir, live_and_wait);
	line_of(&c, before);
	assert_int_equal(kill(c.pid, SIGKILL), 0);
	assert_int_equal(end(&c), -SIGKILL);
	char account[LINE];
	long long v[NUMBERS];
	split(before, account, v);
	assert_true(v[LOTS] > 0 && v[OID] > 0 && v[PX] > 0 && v[DISAGREEMENTS] == 0);

	c = spawn(dir, live_and_close);
	line_of(&c, after);
	(void)snprintf(want, sizeof(want), "%s %lld %lld %lld %lld 0", account, v[LOTS], v[LOTS],
		       v[OID], v[PX]);
	assert_string_equal(after, want);
	line_of(&c, closed);
	assert_int_equal(end(&c), 0);
	(void)snprintf(want, sizeof(want), "%s 0 0 0 0 0", account);
	assert_string_equal(closed, want);
}

/* --- Where the accounts are --- */

static void a_start_of_its_own_is_a_world_of_its_own(void **state)
{
	(void)state;
	static const struct {
		rv_sim_params p;
		const char *dir, *want;
	} cases[] = {
		{ { .seed = 7 }, "d", "d/venue-sim-7.db" },
		{ { .seed = UINT64_MAX }, "d", "d/venue-sim-18446744073709551615.db" },
		{ { .seed = 7, .start_ms = START_MS }, "d", "d/venue-sim-7-20260116T123000Z.db" },
		{ { .seed = 7, .replay_store = "x" }, "d", "" },
		{ { .seed = 7 }, NULL, "" },
	};
	char path[64];
	rv_err err = { 0 };
	for (size_t i = 0; i < LEN(cases); i++) {
		assert_int_equal(
			rv_venue_accounts(&cases[i].p, cases[i].dir, path, sizeof(path), &err),
			RV_OK);
		assert_string_equal(path, cases[i].want);
	}
	assert_int_equal(rv_venue_accounts(&cases[2].p, "a folder that is far too long for this",
					   path, sizeof(path), &err),
			 RV_ERANGE);
}

/* The desk watches and says why; one that has nothing but trading to do does not start. */
static void a_broken_file_is_said_in_one_line(void **state)
{
	(void)state;
	char dir[RV_TMP_PATH * 2], file[RV_TMP_PATH * 3];
	rv_err err = { 0 };
	desk *d = calloc(1, sizeof(*d));
	assert_non_null(d);
	(void)rv_tmpdir_path(&rv_tmp, "broken", dir);
	assert_int_equal(mkdir(dir, 0700), 0);
	(void)snprintf(file, sizeof(file), "%s/venue-sim-7-20260116T123000Z.db", dir);
	rv_file_write(file, "nothing of ours", 15);
	assert_int_equal(start(d, dir, START_MS, true, &err), RV_EDATA);
	assert_non_null(strstr(err.text, "not the books of a simulated venue, left untouched"));
	if (start(d, dir, START_MS, false, &err) != RV_OK)
		fail_msg("%s", err.text);
	assert_null(d->rt.trading);
	assert_non_null(strstr(d->rt.no_accounts.text, file));
	rv_runtime_stop(&d->rt);
	free(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_killed_desk_comes_back_to_the_same_book),
		cmocka_unit_test(a_start_of_its_own_is_a_world_of_its_own),
		cmocka_unit_test(a_broken_file_is_said_in_one_line),
	};
	return cmocka_run_group_tests(tests, rv_tmp_setup, rv_tmp_teardown);
}
