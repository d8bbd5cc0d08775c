/* The enumerated cases; see order_run.h. */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/crash_point.h"
#include "tests/support/order_episode.h"

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

/* Passed again and again: cases go through the first so many passes of these. */
static const struct {
	const char *point;
	unsigned most;
} busy[] = {
	{ "journal.before-commit", 23 }, { "journal.after-commit", 23 },
	{ "journal.mid-batch", 9 },	 { "journal.mid-acks", 3 },
	{ "gateway.before-report", 23 }, { "query.before-send", 23 },
	{ "report.before-append", 9 },	 { "report.acked", 9 },
	{ "gateway.stream-fill", 3 },	 { "intent.acked", 4 },
	{ "intent.appended", 4 },	 { "intent.before-append", 4 },
};

/* Passed at a start: an empty journal is no test of them. */
static const char *const starts[] = {
	"journal.after-open", "recovery.replayed", "recovery.resolving",
	"recovery.fills",     "recovery.done",
};

enum {
	ANSWERS = sizeof(answers) / sizeof(answers[0]),
	AGAIN = sizeof(again) / sizeof(again[0]),
	BUSY = sizeof(busy) / sizeof(busy[0]),
	STARTS = sizeof(starts) / sizeof(starts[0]),
	RESTARTS = 2
};

/* A backup is made once an hour only: test_journal_crash has it; a disk that fails is
 * test_journal_power's. */
static bool in_reach(const char *point)
{
	return strcmp(point, "journal.in-backup") != 0 && strcmp(point, "journal.after-break") != 0;
}

unsigned order_run_points(void)
{
	unsigned n = 0;
	while (order_run_point(n))
		n++;
	return n;
}

const char *order_run_point(unsigned no)
{
	size_t n = 0;
	const char *const *names = rv_crash_names(&n);
	for (size_t i = 0; i < n; i++)
		if (in_reach(names[i]) && no-- == 0)
			return names[i];
	return NULL;
}

unsigned order_run_cases(void)
{
	return order_run_points() * ANSWERS * RESTARTS;
}

typedef struct order_case {
	const char *point, *second; /* NULL: the second life is the last */
	unsigned no, pass, answer;  /* no: of the point */
	bool at_start;		    /* a life that trades comes before it */
	bool waits;		    /* for the proof that an order never landed */
} order_case;

static bool at_start(const char *point)
{
	for (size_t i = 0; i < STARTS; i++)
		if (strcmp(starts[i], point) == 0)
			return true;
	return false;
}

static unsigned passes_of(const char *point)
{
	for (size_t i = 0; i < BUSY; i++)
		if (strcmp(busy[i].point, point) == 0)
			return busy[i].most;
	return 1;
}

/* Restarts go through all the points of recovery as the cases go on. */
static order_case case_of(unsigned no)
{
	const unsigned restart = no / ANSWERS % RESTARTS, point = no / ANSWERS / RESTARTS;
	order_case c = { .no = point };
	const char *name = order_run_point(point);
	c.point = name ? name : "";
	c.answer = no % ANSWERS;
	c.at_start = at_start(c.point);
	c.waits = strncmp(c.point, "proof.", 6) == 0 && strstr(answers[c.answer].plan, "no_accept");
	if (restart == 1)
		c.second = again[(point * ANSWERS + c.answer) % AGAIN];
	c.pass = 1 + (point * 7 + c.answer * 5 + restart * 11) % passes_of(c.point);
	return c;
}

void order_run_name(unsigned no, char *out, size_t cap)
{
	const order_case c = case_of(no);
	(void)snprintf(out, cap, "%s:%u, %s, %s", c.point, c.pass, answers[c.answer].name,
		       c.second ? c.second : "clean");
}

unsigned order_run_missed(const order_run *r, char *names, size_t cap)
{
	unsigned n = 0;
	size_t len = 0;
	names[0] = '\0';
	for (unsigned i = 0; i < order_run_points(); i++) {
		if (r->tried[i] == 0 || r->hit[i] > 0)
			continue;
		const int k = snprintf(names + len, cap - len, " %s", order_run_point(i));
		len = k > 0 && len + (size_t)k < cap ? len + (size_t)k : cap - 1;
		n++;
	}
	return n;
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

enum { STEPS = sizeof(short_life) / sizeof(short_life[0]), HALF = 7, START = 4, PROOF_MS = 10000 };

static int take(order_episode *e, const char *text)
{
	return strcmp(text, "resume") == 0 ? order_episode_resume(e)
					   : order_episode_say_priced(e, text);
}

static bool live(order_episode *e, const step *steps, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (take(e, steps[i].text) < 0)
			return false;
		if (steps[i].rest_ms > 0 && !order_episode_rest(e, steps[i].rest_ms))
			return false;
	}
	return true;
}

static void count(order_run *r, const char *spec, bool died)
{
	const size_t len = strcspn(spec, ":");
	for (unsigned i = 0; i < order_run_points(); i++) {
		const char *name = order_run_point(i);
		if (strlen(name) == len && strncmp(name, spec, len) == 0)
			r->hit[i] += died;
	}
}

/* Killed with orders and positions, for the next one to recover. */
static void life_before(order_episode *e, const order_case *c)
{
	if (order_episode_start(e, NULL) == 1 && order_episode_faults(e, answers[c->answer].plan))
		(void)live(e, short_life, HALF);
	(void)order_episode_stop(e, SIGKILL);
}

/* True: it died at its point. */
static bool first_life(order_episode *e, const order_case *c)
{
	char crash[64];
	(void)snprintf(crash, sizeof(crash), "%s:%u", c->point, c->pass);
	if (c->at_start)
		life_before(e, c);
	if (order_episode_start(e, crash) == 1 &&
	    order_episode_faults(e, answers[c->answer].plan) && live(e, short_life, STEPS) &&
	    c->waits)
		(void)order_episode_rest(e, PROOF_MS);
	return order_episode_stop(e, SIGTERM);
}

/* Killed at its point of recovery, or when it has traded a little. */
static bool second_life(order_episode *e, const order_case *c)
{
	const bool died = order_episode_start(e, c->second) != 1 || !live(e, short_life, START);
	return order_episode_stop(e, SIGKILL) && died;
}

bool order_run_case(order_run *r, unsigned no)
{
	static order_episode e;
	char name[64], words[160];
	const order_case c = case_of(no);
	(void)snprintf(name, sizeof(name), "case-%u", no);
	r->tried[c.no]++;
	if (order_episode_open(&e, r, name, 1000003 + no)) {
		const bool died = first_life(&e, &c);
		count(r, c.point, died);
		r->reached += died;
		if (c.second)
			count(r, c.second, second_life(&e, &c));
	}
	const bool good = order_episode_close(&e);
	if (!good) {
		order_run_name(no, words, sizeof(words));
		(void)printf("  again: --case %u (%s)\n", no, words);
		(void)fflush(stdout);
	}
	return good;
}
