/* Phases, programs, hedges and money of many days; see day_judge.h. */
#include "tests/support/day_judge.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/timefmt.h"
#include "engine/desk/trade_view.h"

#define BAD(...) order_report_add(out, __VA_ARGS__)

enum { COINS = 64, MIN_MS = 60 * 1000 };

/* ---- D1: once a date ---- */

/* Minutes from the close of the date within which a phase may begin; a start takes a little. */
static const struct {
	const char *phase;
	int from, to;
} windows[] = {
	{ "propose", -10, -9 }, { "last-quote", -1, 2 },  { "close", 0, 2 },
	{ "prepare", 1, 11 },	{ "fetch-close", 2, 11 }, { "correct", 2, 11 },
	{ "give-up", 10, 21 },
};

static void check_window(const order_event *e, order_report *out)
{
	const int64_t after = e->utc_ms - (e->date_ms + RV_DAY_MS);
	for (size_t i = 0; i < sizeof(windows) / sizeof(windows[0]); i++)
		if (strcmp(windows[i].phase, e->phase) == 0 &&
		    (after < (int64_t)windows[i].from * MIN_MS ||
		     after > (int64_t)windows[i].to * MIN_MS))
			BAD("D1 event %" PRIu64 ": %s %" PRId64 " s from the close", e->seq,
			    e->phase, after / 1000);
}

static bool same_phase(const order_event *a, const order_event *b)
{
	return a->type == b->type && a->date_ms == b->date_ms && strcmp(a->phase, b->phase) == 0;
}

static bool both_ends(const order_event *a, const order_event *b)
{
	return a->type == RV_EVENT_PHASE && b->type == RV_EVENT_PHASE && a->date_ms == b->date_ms &&
	       strcmp(a->phase, "correct") == 0 && strcmp(b->phase, "give-up") == 0;
}

static void check_dates(const order_books *b, order_report *out)
{
	const order_event **seen = calloc(b->n_events + 1, sizeof(*seen));
	size_t n = 0;
	for (size_t i = 0; seen && i < b->n_events; i++) {
		const order_event *e = &b->events[i];
		if (e->type != RV_EVENT_PHASE && e->type != RV_EVENT_PROGRAM)
			continue;
		for (size_t k = 0; k < n; k++) {
			if (same_phase(seen[k], e))
				BAD("D1 event %" PRIu64 ": %s of that date a second time", e->seq,
				    e->phase);
			if (both_ends(seen[k], e) || both_ends(e, seen[k]))
				BAD("D1 event %" PRIu64 ": corrected and given up", e->seq);
		}
		if (e->type == RV_EVENT_PHASE)
			check_window(e, out);
		seen[n++] = e;
	}
	if (!seen)
		BAD("no memory");
	free(seen);
}

/* ---- D6: a granted program is not forgotten ---- */

/* A desk that is there for a minute before it stops well, from twelve past to twenty past. */
static bool was_there(const order_event *run, const order_event *stop, int64_t close_ms)
{
	return run && stop->utc_ms - run->utc_ms >= MIN_MS &&
	       stop->utc_ms >= close_ms + 12 * (int64_t)MIN_MS &&
	       stop->utc_ms < close_ms + 20 * (int64_t)MIN_MS;
}

static bool is_ending(const order_event *e)
{
	return e->type == RV_EVENT_PHASE &&
	       (strcmp(e->phase, "correct") == 0 || strcmp(e->phase, "give-up") == 0);
}

static void check_forgotten(const order_books *b, order_report *out)
{
	const order_event *program = NULL, *run = NULL;
	bool waits = false; /* the newest program of 23:50 is granted, and nothing came of it */
	for (size_t i = 0; i < b->n_events; i++) {
		const order_event *e = &b->events[i];
		if (e->type == RV_EVENT_RUN)
			run = e;
		if (e->type == RV_EVENT_PROGRAM && strcmp(e->phase, "projected") == 0) {
			program = e;
			waits = false;
		}
		if (e->type == RV_EVENT_PROGRAM_GRANT && program && e->program == program->program)
			waits = true;
		if (program && is_ending(e) && e->date_ms == program->date_ms)
			waits = false;
		if (waits && e->type == RV_EVENT_STOP &&
		    was_there(run, e, program->date_ms + RV_DAY_MS))
			BAD("D6 event %" PRIu64 ": program %" PRId64
			    " was granted, and is neither corrected nor given up",
			    e->seq, program->program);
	}
}

/* ---- D2: nothing of a program is ordered after its mandates ---- */

/* A correction's life counts from the grant of its mandate, too. */
static void check_life(const order_event *e, int64_t *since, int64_t *end, order_report *out)
{
	if (e->type == RV_EVENT_APPROVE)
		since[e->mandate] = e->utc_ms;
	if (e->type == RV_EVENT_APPROVE || e->type == RV_EVENT_RETARGET)
		end[e->mandate] = since[e->mandate] + e->life_ms;
	if (e->type == RV_EVENT_INTENT && e->utc_ms > end[e->mandate])
		BAD("D2 event %" PRIu64 ": an order of mandate %" PRId64 " %" PRId64
		    " ms after its end",
		    e->seq, e->mandate, e->utc_ms - end[e->mandate]);
}

static void check_lives(const order_books *b, order_report *out)
{
	int64_t *since = calloc(b->n_events + 1, sizeof(int64_t));
	int64_t *end = calloc(b->n_events + 1, sizeof(int64_t)); /* by mandate */
	for (size_t i = 0; since && end && i < b->n_events; i++) {
		const order_event *e = &b->events[i];
		if (e->mandate > 0 && (size_t)e->mandate <= b->n_events)
			check_life(e, since, end, out);
	}
	if (!since || !end)
		BAD("no memory");
	free(since);
	free(end);
}

/* ---- D3: money that is no fill ---- */

static void check_payments(const order_books *b, int64_t equity, order_report *out)
{
	int64_t funding = 0, moved = 0;
	for (size_t i = 0; i < b->n_events; i++) {
		const order_event *e = &b->events[i];
		funding += e->type == RV_EVENT_FUNDING ? e->usdc : 0;
		moved += e->type == RV_EVENT_TRANSFER ? e->usdc : 0;
	}
	if (funding != b->funding)
		BAD("D3 funding: %" PRId64 " micro-USD in the journal, %" PRId64 " at the venue",
		    funding, b->funding);
	if (moved != b->deposited - equity)
		BAD("D3 transfers: %" PRId64 " micro-USD in the journal, %" PRId64 " at the venue",
		    moved, b->deposited - equity);
}

/* ---- I5: hedges ---- */

typedef struct coin {
	char symbol[RV_SYMBOL_MAX];
	double lots, unit; /* unit: USD of a lot at the newest fill */
	int64_t hedge;	   /* the mandate of a hedge that runs */
} coin;

typedef struct hedges {
	coin coins[COINS];
	size_t n;
	order_report *out;
} hedges;

static coin *coin_of(hedges *h, const char *symbol)
{
	for (size_t i = 0; i < h->n; i++)
		if (strcmp(h->coins[i].symbol, symbol) == 0)
			return &h->coins[i];
	if (h->n == COINS)
		return NULL;
	coin *c = &h->coins[h->n++];
	memset(c, 0, sizeof(*c));
	(void)snprintf(c->symbol, sizeof(c->symbol), "%s", symbol);
	return c;
}

/* Price x lots is micro-USD. */
static void on_fill(hedges *h, const order_event *e)
{
	coin *c = coin_of(h, e->symbol);
	if (!c)
		return;
	c->lots += (double)(e->type == RV_EVENT_FILL ? e->side * e->lots : e->lots);
	if (e->type == RV_EVENT_FILL)
		c->unit = (double)e->px / 1e6;
}

/* A day's move beside the newest fill, and betas up to 4: more than that no fills can explain. */
static double most_delta(const hedges *h)
{
	double sum = 0.0;
	for (size_t i = 0; i < h->n; i++)
		sum += fabs(h->coins[i].lots) * h->coins[i].unit * 1.5;
	return 4.0 * sum;
}

/* The number behind a word of a text; NaN: it is not there. */
static double number_after(const char *text, const char *word)
{
	const char *at = strstr(text, word);
	char *end = NULL;
	const double v = at ? strtod(at + strlen(word), &end) : (double)NAN;
	return at && end > at + strlen(word) ? v : (double)NAN;
}

static void check_hedge(hedges *h, const order_event *e)
{
	order_report *out = h->out;
	const double delta = number_after(e->why, "hedge: delta "),
		     target = number_after(e->why, ", target "),
		     trigger = number_after(e->why, ", trigger ");
	if (!isfinite(delta) || !isfinite(target) || !isfinite(trigger)) {
		BAD("I5 event %" PRIu64 ": a hedge that does not say of what: %s", e->seq, e->why);
		return;
	}
	const double off = delta - target, usd = (double)(e->lots * e->px) / 1e6;
	if (fabs(off) < trigger - 1.0 || (off > 0.0) == (e->side > 0))
		BAD("I5 event %" PRIu64 ": %s of %.0f USD for a distance of %.0f, trigger %.0f",
		    e->seq, e->side > 0 ? "buys" : "sells", usd, off, trigger);
	/* Its limit may stand a collar away from the mid that it was sized with. */
	if (usd > fabs(off) * 1.15 + 1.0)
		BAD("I5 event %" PRIu64 ": %.0f USD for a distance of %.0f", e->seq, usd, off);
	if (fabs(delta) > most_delta(h) + 1.0)
		BAD("I5 event %" PRIu64 ": delta %.0f, but fills explain at most %.0f", e->seq,
		    delta, most_delta(h));
}

/* One of a coin at a time: asked[ticket] is 1 + the place of its coin. */
static void check_alone(hedges *h, const order_event *e, const int64_t *asked)
{
	order_report *out = h->out;
	const bool ends = e->type == RV_EVENT_END || e->type == RV_EVENT_EXPIRE;
	coin *of = asked[e->ticket] ? &h->coins[asked[e->ticket] - 1] : NULL;
	for (size_t k = 0; ends && e->mandate && k < h->n; k++)
		h->coins[k].hedge = h->coins[k].hedge == e->mandate ? 0 : h->coins[k].hedge;
	if (e->type != RV_EVENT_APPROVE || !of)
		return;
	if (of->hedge)
		BAD("I5 event %" PRIu64 ": a second hedge of %s runs", e->seq, of->symbol);
	of->hedge = e->mandate;
}

static void check_hedges(const order_books *b, order_report *out)
{
	hedges h = { .out = out };
	int64_t *asked = calloc(b->n_events + 1, sizeof(*asked));
	for (size_t i = 0; asked && i < b->n_events; i++) {
		const order_event *e = &b->events[i];
		const coin *c = e->symbol[0] ? coin_of(&h, e->symbol) : NULL;
		if (e->ticket < 0 || (size_t)e->ticket > b->n_events)
			continue; /* no number of ours: I8 says so */
		if (e->type == RV_EVENT_FILL || e->type == RV_EVENT_ADJUST)
			on_fill(&h, e);
		if (e->type == RV_EVENT_PROPOSE && e->cls == RV_CLASS_HEDGE && c) {
			asked[e->ticket] = c - h.coins + 1;
			check_hedge(&h, e);
		}
		check_alone(&h, e, asked);
	}
	if (!asked)
		BAD("no memory");
	free(asked);
}

void day_judge(const order_books *b, int64_t equity, order_report *out)
{
	check_dates(b, out);
	check_forgotten(b, out);
	check_lives(b, out);
	check_payments(b, equity, out);
	check_hedges(b, out);
}
