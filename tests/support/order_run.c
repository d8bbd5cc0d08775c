/* Cases and random episodes; see order_run.h. */
#include "tests/support/order_run.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/clock.h"
#include "engine/base/crash_point.h"
#include "tests/support/order_episode.h"
#include "tests/support/order_history.h"

enum { POINTS_MAX = 96, PLAN = 1024, PRICES_MS = 300 };

/* ---- the three dimensions of a case ---- */

static const struct {
	const char *name, *plan;
} answers[] = {
	{ "normal", "[]" },
	{ "answer lost", "[{\"at\":0,\"for\":6,\"match\":\"exchange\",\"do\":\"drop_answer\"}]" },
	{ "not accepted",
	  "[{\"at\":0,\"for\":6,\"match\":\"exchange.order\",\"do\":\"no_accept\"}]" },
	{ "5xx while executing",
	  "[{\"at\":0,\"for\":6,\"match\":\"exchange\",\"do\":\"error_status\",\"code\":502}]" },
	{ "late fills",
	  "[{\"at\":0,\"for\":8,\"match\":\"ws.userFills\",\"do\":\"late_fills\",\"ms\":1500},"
	  "{\"at\":0,\"for\":8,\"match\":\"info.userFillsByTime\",\"do\":\"late_fills\","
	  "\"ms\":1500}]" },
	{ "short statuses",
	  "[{\"at\":0,\"for\":6,\"match\":\"exchange\",\"do\":\"short_statuses\"}]" },
	{ "unknownOid",
	  "[{\"at\":0,\"for\":5,\"match\":\"exchange.order\",\"do\":\"drop_answer\"},"
	  "{\"at\":0,\"for\":5,\"match\":\"info.orderStatus\",\"do\":\"unknown_oid\"}]" },
};

/* Where the second life dies: the restarts of a case are none of these, and one of them. */
static const char *const again[] = {
	"journal.after-open",	   "recovery.replayed",	   "recovery.resolving",
	"recovery.fills",	   "recovery.done",	   "query.before-send:3",
	"gateway.before-report:4", "report.before-append", "journal.before-commit",
	"journal.after-commit",	   "fill.before-append",   "fill.acked",
};

/* Passed all the time: the first passes of these come long before any order. */
static const char *const busy[] = {
	"journal.before-commit", "journal.after-commit",  "journal.mid-batch",
	"journal.mid-acks",	 "gateway.before-report", "query.before-send",
	"report.before-append",	 "report.acked",	  "gateway.stream-fill",
	"intent.acked",		 "intent.appended",	  "intent.before-append",
};

enum {
	ANSWERS = sizeof(answers) / sizeof(answers[0]),
	AGAIN = sizeof(again) / sizeof(again[0]),
	BUSY = sizeof(busy) / sizeof(busy[0]),
	RESTARTS = 2
};

static bool reached[POINTS_MAX];

/* A backup is never asked for by serve, and a disk that fails is test_journal_power's. */
static bool in_reach(const char *point)
{
	return strcmp(point, "journal.in-backup") != 0 && strcmp(point, "journal.after-break") != 0;
}

static const char *point_of(unsigned no, size_t *at)
{
	size_t n = 0, k = 0;
	const char *const *names = rv_crash_names(&n);
	for (size_t i = 0; i < n; i++) {
		if (!in_reach(names[i]))
			continue;
		if (k++ == no) {
			*at = i;
			return names[i];
		}
	}
	return NULL;
}

static unsigned points(void)
{
	size_t at = 0;
	unsigned n = 0;
	while (point_of(n, &at))
		n++;
	return n;
}

unsigned order_run_cases(void)
{
	return points() * ANSWERS * RESTARTS;
}

typedef struct order_case {
	const char *point, *second; /* NULL: the second life is the last */
	size_t at;
	unsigned pass, answer;
} order_case;

/* Restarts go through all the points of recovery as the cases go on. */
static order_case case_of(unsigned no)
{
	order_case c = { .answer = no % ANSWERS, .pass = 1 };
	const unsigned restart = no / ANSWERS % RESTARTS, point = no / ANSWERS / RESTARTS;
	c.point = point_of(point, &c.at);
	if (restart == 1)
		c.second = again[(point * ANSWERS + c.answer) % AGAIN];
	for (size_t i = 0; i < BUSY; i++)
		if (strcmp(busy[i], c.point) == 0)
			c.pass = 1 + (point * 7 + c.answer * 5 + restart * 11) % 23;
	return c;
}

void order_run_name(unsigned no, char *out, size_t cap)
{
	const order_case c = case_of(no);
	(void)snprintf(out, cap, "%s:%u, %s, %s", c.point, c.pass, answers[c.answer].name,
		       c.second ? c.second : "clean");
}

bool order_run_reached(const char *point)
{
	size_t n = 0;
	const char *const *names = rv_crash_names(&n);
	for (size_t i = 0; i < n && i < POINTS_MAX; i++)
		if (strcmp(names[i], point) == 0)
			return reached[i];
	return false;
}

/* ---- the short life of a case ---- */

typedef struct step {
	const char *text;
	int rest_ms; /* afterwards */
} step;

static const step short_life[] = {
	{ "arm", 0 },
	{ "resume", 0 },
	{ "buy SOL 300 usd", 0 },
	{ "buy SOL 120 usd LIMIT", 0 },
	{ "sell ETH 400 usd twap 30s", 0 },
	{ "status", 250 },
	{ "sell BTC 500 usd", 150 },
	{ "cancel SOL", 150 },
	{ "status", 0 },
	{ "buy SOL 110 usd LIMIT", 150 },
	{ "close BTC", 200 },
	{ "kill cancel", 150 },
	{ "status", 0 },
	{ "flatten", 250 },
	{ "resume", 0 },
	{ "buy SOL 90 usd", 150 },
};

/* A ticket that waits for the first prices is granted with them. */
static int say_with_prices(order_episode *e, const char *text)
{
	const int got = order_episode_say(e, text);
	const bool waits = got == 1 && strstr(e->desk.text, "not known");
	return waits && !order_episode_rest(e, PRICES_MS) ? -1 : got;
}

/* The book is ACTIVE only when the market has come: a person would try again, too. */
static int say_patiently(order_episode *e, const char *text)
{
	int got = say_with_prices(e, text);
	for (int i = 0; got == 2 && strcmp(text, "resume") == 0 && i < 40; i++) {
		if (!order_episode_rest(e, 50))
			return -1;
		got = order_episode_say(e, text);
	}
	return got;
}

static bool live(order_episode *e, const step *steps, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (say_patiently(e, steps[i].text) < 0)
			return false;
		if (steps[i].rest_ms > 0 && !order_episode_rest(e, steps[i].rest_ms))
			return false;
	}
	return true;
}

bool order_run_case(order_run *r, unsigned no)
{
	static order_episode e;
	char name[64], crash[64];
	const order_case c = case_of(no);
	(void)snprintf(name, sizeof(name), "case-%u", no);
	(void)snprintf(crash, sizeof(crash), "%s:%u", c.point, c.pass);
	if (order_episode_open(&e, r, name, 1000003 + no)) {
		const int ready = order_episode_start(&e, crash);
		if (ready == 1 && order_episode_faults(&e, answers[c.answer].plan))
			(void)live(&e, short_life, sizeof(short_life) / sizeof(short_life[0]));
		if (order_episode_stop(&e, SIGTERM)) {
			r->reached++;
			reached[c.at] = true;
		}
		if (c.second) {
			if (order_episode_start(&e, c.second) == 1)
				(void)live(&e, short_life, 4);
			(void)order_episode_stop(&e, SIGKILL);
		}
	}
	const bool good = order_episode_close(&e);
	if (!good) {
		char words[160];
		order_run_name(no, words, sizeof(words));
		(void)printf("  again: --case %u (%s)\n", no, words);
		(void)fflush(stdout);
	}
	return good;
}

/* ---- random episodes ---- */

static const char *const words[] = {
	"buy SOL 300 usd",
	"sell SOL 250 usd",
	"buy ETH 400 usd twap 30s",
	"sell BTC 500 usd",
	"buy BTC 200 usd twap 1m",
	"sell ETH 150 usd",
	"buy SOL 120 usd LIMIT",
	"buy SOL 60 usd LIMIT",
	"close SOL",
	"close ETH",
	"close BTC",
	"cancel all",
	"cancel SOL",
	"kill cancel",
	"kill leave",
	"kill reduce",
	"flatten",
	"reconcile",
	"resume",
	"resume",
	"resume SOL",
	"resume ETH",
	"buy DOGE 75 usd",
	"sell DOGE 75 usd twap 20s",
	"reduce SOL 50%",
	"status",
	"lock",
	"buy ARB 33 usd",
	"sell AVAX 200 usd LIMIT",
};

static const struct {
	const char *match, *rest;
} kinds[] = {
	{ "exchange", "\"do\":\"drop_answer\"" },
	{ "exchange.order", "\"do\":\"drop_answer\"" },
	{ "exchange.order", "\"do\":\"no_accept\"" },
	{ "exchange", "\"do\":\"no_accept\"" },
	{ "exchange", "\"do\":\"error_status\",\"code\":502" },
	{ "exchange", "\"do\":\"error_status\",\"code\":500" },
	{ "exchange", "\"do\":\"status\",\"code\":503" },
	{ "exchange", "\"do\":\"status\",\"code\":429" },
	{ "exchange", "\"do\":\"short_statuses\"" },
	{ "exchange", "\"do\":\"truncate\"" },
	{ "exchange", "\"do\":\"garbage\"" },
	{ "exchange.order", "\"do\":\"wrong_types\"" },
	{ "exchange.order", "\"do\":\"ack_delay\",\"ms\":400" },
	{ "exchange", "\"do\":\"rate_exhausted\"" },
	{ "exchange.order", "\"do\":\"post_only\"" },
	{ "exchange.scheduleCancel", "\"do\":\"schedule_refused\"" },
	{ "info.orderStatus", "\"do\":\"unknown_oid\"" },
	{ "ws.userFills", "\"do\":\"late_fills\",\"ms\":900" },
	{ "info.userFillsByTime", "\"do\":\"late_fills\",\"ms\":900" },
	{ "*", "\"do\":\"duplicate_fills\"" },
	{ "ws.userFills", "\"do\":\"reorder_fills\"" },
	{ "info", "\"do\":\"status\",\"code\":502" },
	{ "info.userFillsByTime", "\"do\":\"truncate\"" },
	{ "info.clearinghouseState", "\"do\":\"garbage\"" },
	{ "ws", "\"do\":\"close\",\"code\":1006" },
	{ "ws", "\"do\":\"close\",\"code\":1000" },
	{ "ws", "\"do\":\"refuse\"" },
};

static void draw_plan(order_episode *e, char plan[PLAN])
{
	size_t n = 0;
	const uint64_t entries = order_rand(e, 4);
	n += (size_t)snprintf(plan + n, PLAN - n, "[");
	for (uint64_t i = 0; i < entries; i++) {
		const size_t k = order_rand(e, sizeof(kinds) / sizeof(kinds[0]));
		n += (size_t)snprintf(
			plan + n, PLAN - n, "%s{\"at\":%.1f,\"for\":%.1f,\"match\":\"%s\",%s}",
			i ? "," : "", (double)order_rand(e, 10) / 10.0,
			(double)(1 + order_rand(e, 20)) / 10.0, kinds[k].match, kinds[k].rest);
	}
	(void)snprintf(plan + n, PLAN - n, "]");
}

/* "" for none. */
static void draw_crash(order_episode *e, char out[64])
{
	size_t n = 0;
	const char *const *names = rv_crash_names(&n);
	out[0] = '\0';
	if (order_rand(e, 3) > 0)
		(void)snprintf(out, 64, "%s:%" PRIu64, names[order_rand(e, n)],
			       1 + order_rand(e, order_rand(e, 2) ? 4 : 30));
}

static bool random_commands(order_episode *e, uint64_t n)
{
	if (order_episode_say(e, "arm") < 0 || say_patiently(e, "resume") < 0)
		return false;
	for (uint64_t i = 0; i < n; i++) {
		const char *text = words[order_rand(e, sizeof(words) / sizeof(words[0]))];
		if (say_with_prices(e, text) < 0 ||
		    !order_episode_rest(e, 1 + (int)order_rand(e, 120)))
			return false;
	}
	return true;
}

static void random_life(order_episode *e)
{
	char plan[PLAN], crash[64];
	draw_plan(e, plan);
	draw_crash(e, crash);
	const uint64_t commands = 1 + order_rand(e, 8), rest = order_rand(e, 500);
	const bool early = order_rand(e, 8) == 0, term = order_rand(e, 4) == 0;
	if (e->run->loud)
		(void)printf("  %6lld ms life: crash %s, faults %s\n",
			     (long long)(rv_mono_ms() - e->t0_ms), crash[0] ? crash : "none", plan);
	if (early)
		(void)order_episode_faults(e, plan);
	if (early && order_rand(e, 2) == 0) { /* it may never agree: killed while it tries */
		(void)order_episode_begin(e, crash[0] ? crash : NULL);
		(void)order_episode_rest(e, (int)(rest * 2));
	} else if (order_episode_start(e, crash[0] ? crash : NULL) == 1) {
		if (!early)
			(void)order_episode_faults(e, plan);
		if (random_commands(e, commands))
			(void)order_episode_rest(e, (int)rest);
	}
	(void)order_episode_stop(e, term ? SIGTERM : SIGKILL);
}

bool order_run_random(order_run *r, uint64_t seed)
{
	static order_episode e;
	char name[64];
	(void)snprintf(name, sizeof(name), "seed-%llu", (unsigned long long)seed);
	if (order_episode_open(&e, r, name, seed)) {
		const uint64_t lives = 1 + order_rand(&e, 3);
		for (uint64_t i = 0; i < lives; i++)
			random_life(&e);
	}
	const bool good = order_episode_close(&e);
	if (!good) {
		(void)printf("  again: --seed %llu --episodes 1\n", (unsigned long long)seed);
		(void)fflush(stdout);
	}
	return good;
}

/* ---- the runner ---- */

bool order_run_open(order_run *r, const char *rvdesk, const char *dir)
{
	memset(r, 0, sizeof(*r));
	r->rvdesk = rvdesk;
	r->speed = 30.0;
	r->seed_venue = 7;
	const struct sigaction ignore = { .sa_handler = SIG_IGN };
	(void)sigaction(SIGPIPE, &ignore, NULL); /* a desk that died is a return value */
	if (dir[0]) {
		(void)snprintf(r->dir, sizeof(r->dir), "%s", dir);
		return mkdir(r->dir, 0700) == 0 || access(r->dir, W_OK) == 0;
	}
	const char *base = getenv("TMPDIR");
	(void)snprintf(r->dir, sizeof(r->dir), "%.400s/rvdesk-orders-XXXXXX", base ? base : "/tmp");
	return mkdtemp(r->dir) != NULL;
}

void order_run_close(order_run *r)
{
	char path[ORDER_PATH + 48];
	if (r->venue.proc.pid > 0)
		order_venue_stop(&r->venue);
	order_history_drop(r);
	(void)snprintf(path, sizeof(path), "%s/config/strategy_config.json", r->dir);
	(void)unlink(path);
	(void)snprintf(path, sizeof(path), "%s/config", r->dir);
	(void)rmdir(path);
	(void)snprintf(path, sizeof(path), "%s/venue.err", r->dir);
	(void)unlink(path);
	(void)rmdir(r->dir); /* stays when something is kept in it */
}
