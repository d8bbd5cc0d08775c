/* A risk watch over a bench; see risk_desk.h. */
#include "tests/support/risk_desk.h"

#include "tests/support/cm.h"
#include "tests/support/program_case.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const names[] = { "BTC", "ETH", "SOL" };
enum { COINS = 3 };

static void note(void *self, const rv_oms *o, const rv_event *e)
{
	risk_desk *d = self;
	(void)o;
	(void)e;
	assert_true(d->n_states < RISK_EVENTS);
	d->states[d->n_states++] = risk_state(rv_risk_manager_fold(d->m));
}

/* The risk watch first, then who notes what it has become. */
static void made(oms_bench *b)
{
	risk_desk *d = b->ctx;
	rv_risk_manager_free(d->m);
	assert_int_equal(rv_risk_manager_new(&d->bp, NULL, &d->m), RV_OK);
	const rv_oms_observer w = rv_risk_manager_observer(d->m), n = { d, note };
	d->n_states = 0;
	assert_int_equal(rv_oms_observe(b->o, &w), RV_OK);
	assert_int_equal(rv_oms_observe(b->o, &n), RV_OK);
}

static void fill_pass(risk_desk *d)
{
	static const double close[COINS] = { 83765.0, 3012.0, 142.0 },
			    atr[COINS] = { 2000.0, 90.0, 4.0 };
	rv_step_result *r = d->r;
	r->n_daily = r->buckets.n = COINS;
	r->buckets.ready = true;
	r->idio.close_ms = r->buckets.close_ms = BENCH_START;
	for (size_t i = 0; i < COINS; i++) {
		memcpy(r->daily_names[i], names[i], strlen(names[i]) + 1);
		r->daily_close[i] = close[i];
		r->buckets.symbols[i].member = true;
		r->buckets.symbols[i].atr14 = atr[i];
	}
}

risk_desk *risk_desk_new(void)
{
	risk_desk *d = calloc(1, sizeof(*d));
	assert_non_null(d);
	d->r = calloc(1, sizeof(*d->r));
	d->s4 = calloc(1, sizeof(*d->s4));
	d->trade = calloc(1, sizeof(*d->trade));
	assert_true(d->r && d->s4 && d->trade);
	rv_book_params_default(&d->bp);
	rv_bucket_params_default(&d->buckets);
	fill_pass(d);
	d->b = bench_new();
	d->b->ctx = d;
	d->b->made = made;
	d->b->p.approve_stop = RV_APPROVE_SIM;
	bench_remake(d->b);
	return d;
}

void risk_desk_remake(risk_desk *d)
{
	bench_remake(d->b);
}

void risk_desk_free(risk_desk *d)
{
	bench_free(d->b);
	rv_risk_manager_free(d->m);
	free(d->r);
	free(d->s4);
	free(d->trade);
	free(d);
}

int risk_desk_setup(void **state)
{
	risk_desk *d = risk_desk_new();
	bench_up(d->b, true);
	*state = d;
	return 0;
}

int risk_desk_teardown(void **state)
{
	risk_desk_free(*state);
	return 0;
}

void risk_desk_hold(risk_desk *d, const char *symbol, const int64_t want[RV_SUB_N])
{
	rv_program_want w = case_want(d->b);
	const int64_t now = rv_clock_utc_ms(d->b->clock);
	(void)snprintf(w.phase, sizeof(w.phase), "p%d", ++d->phases);
	w.n = 1;
	w.run_date_ms = BENCH_START;
	w.quote_end_utc_ms = now + 20000;
	w.window_end_utc_ms = now + 60000;
	w.mandate_end_utc_ms = now + 180000;
	w.legs[0] = case_leg(symbol, 0, RV_SUB_S5);
	for (int s = 0; s < RV_SUB_N; s++) {
		w.legs[0].want[s] = want[s];
		w.legs[0].lots += want[s];
	}
	(void)bench_simple(d->b, RV_CMD_ARM);
	const uint64_t id = case_propose(d->b, &w);
	const uint64_t nonce = case_command(d->b, RV_CMD_APPROVE_PROGRAM, id, "");
	bench_run(d->b, 0);
	bench_expect(d->b, nonce, true, "1 mandates");
	bench_run(d->b, 70000);
	for (int s = 0; s < RV_SUB_H; s++) {
		if (want[s] != 0)
			assert_true(risk_desk_held(d, symbol, (rv_sub)s) != 0);
	}
}

void risk_desk_hold_one(risk_desk *d, const char *symbol, rv_sub s, int64_t lots)
{
	int64_t want[RV_SUB_N] = { 0 };
	want[s] = lots;
	risk_desk_hold(d, symbol, want);
}

void risk_desk_price(risk_desk *d, size_t coin, double usd)
{
	const int sz = d->b->v.coins[coin].ref.sz_decimals;
	const int64_t unit = llround(pow(10.0, 6 - sz)), px = llround(usd * (double)unit);
	mini_price(&d->b->v, coin, px - unit / 100, px + unit / 100);
	bench_run(d->b, 0);
}

void risk_desk_look(risk_desk *d)
{
	memcpy(d->trade, bench_view(d->b), sizeof(*d->trade));
	for (int s = 0; s < RV_SUB_H; s++)
		d->trade->subs[s].realized_usd += d->add_usd[s];
	if (d->nav_usd > 0.0)
		d->trade->nav_usd = d->nav_usd;
	if (d->edit)
		d->edit(d, d->trade);
	const rv_risk_input in = { .trade = d->trade,
				   .pass = d->r,
				   .buckets = &d->buckets,
				   .s4 = d->s4,
				   .utc_ms = rv_clock_utc_ms(d->b->clock),
				   .elapsed_ms = rv_clock_elapsed_ms(d->b->clock) };
	rv_risk_manager_step(d->m, d->b->o, &in);
	bench_run(d->b, 0);
}

void risk_desk_run(risk_desk *d, int64_t ms)
{
	for (int64_t t = 0; t < ms; t += 1000) {
		risk_desk_look(d);
		bench_run(d->b, 1000);
	}
	risk_desk_look(d);
}

void risk_desk_close(risk_desk *d, double btc, double eth, double sol)
{
	const double close[COINS] = { btc, eth, sol };
	const int64_t at = d->r->idio.close_ms + RV_DAY_MS + 15000;
	if (rv_clock_utc_ms(d->b->clock) < at)
		rv_clock_set(d->b->clock, at);
	bench_run(d->b, 5000);
	d->r->idio.close_ms += RV_DAY_MS;
	d->r->buckets.close_ms += RV_DAY_MS;
	for (size_t i = 0; i < COINS; i++)
		d->r->daily_close[i] = close[i];
	risk_desk_look(d);
}

const rv_watch_entry *risk_desk_entry(const risk_desk *d, rv_sub s, const char *symbol)
{
	return rv_risk_fold_entry(rv_risk_manager_fold(d->m), s, symbol);
}

int64_t risk_desk_held(risk_desk *d, const char *symbol, rv_sub s)
{
	return case_held(d->b, symbol, s);
}

const rv_tv_ticket *risk_desk_stop(risk_desk *d)
{
	const rv_trade_view *v = bench_view(d->b);
	const rv_tv_ticket *newest = NULL;
	for (size_t i = 0; i < v->n_tickets; i++) {
		if (v->tickets[i].cls == RV_CLASS_STOP &&
		    (!newest || v->tickets[i].id > newest->id))
			newest = &v->tickets[i];
	}
	return newest;
}

/* FNV-1a over the lines. */
uint64_t risk_state(const rv_risk_fold *f)
{
	char line[RV_RISK_LINE];
	uint64_t h = 0xcbf29ce484222325ULL;
	for (size_t i = 0; rv_risk_fold_line(f, i, line); i++) {
		for (const char *c = line; *c; c++)
			h = (h ^ (unsigned char)*c) * 0x100000001b3ULL;
		h = (h ^ '\n') * 0x100000001b3ULL;
	}
	return h;
}

void risk_replay(const risk_desk *d, size_t n, rv_risk_fold *f)
{
	rv_event *e = calloc(1, sizeof(*e));
	assert_non_null(e);
	memset(f, 0, sizeof(*f));
	for (size_t i = 0; i < n; i++) {
		const bench_event *x = &d->b->events[i];
		rv_event_begin(e, x->type, x->subject);
		e->seq = i + 1;
		e->utc_ms = x->utc_ms;
		e->uid = x->uid;
		e->len = x->len;
		memcpy(e->text, x->text, x->len + 1);
		rv_risk_fold_apply(f, e);
	}
	free(e);
}
