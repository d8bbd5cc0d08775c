/* A run from its first day to its last; see run.h. */
#include "engine/research/run_internal.h"

#include "engine/base/timefmt.h"
#include "engine/market/returns.h"
#include "engine/market/symbol.h"
#include "engine/research/walk.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Passes that are computed at a time: so many days, and so many bytes of them. */
enum { CHUNK_DAYS = 64, CHUNK_BYTES = 1 << 28 };

/* ---- what a run is asked for ---- */

static const char *date_of(int64_t open_ms, char buf[RV_TIME_TEXT])
{
	return rv_time_format_date(open_ms, buf);
}

static rv_status check_range(run_state *x)
{
	const rv_bt_setup *s = x->s;
	char a[RV_TIME_TEXT], b[RV_TIME_TEXT];
	const size_t bars = rv_panel_bars(s->daily);
	const int64_t first = rv_panel_open_ms(s->daily, 0),
		      last = rv_panel_open_ms(s->daily, bars - 1);
	if (s->end_ms < s->start_ms)
		return rv_err_set(x->err, RV_EUSAGE, "the end %s is before the start %s",
				  date_of(s->end_ms, a), date_of(s->start_ms, b));
	if (s->start_ms < first)
		return rv_err_set(x->err, RV_ERANGE,
				  "the start %s is before the data, which begin on %s",
				  date_of(s->start_ms, a), date_of(first, b));
	if (s->end_ms > last)
		return rv_err_set(x->err, RV_ERANGE,
				  "the end %s is after the data, which end on %s",
				  date_of(s->end_ms, a), date_of(last, b));
	x->col0 = rv_panel_col(s->daily, s->start_ms);
	x->n_days = (size_t)((s->end_ms - s->start_ms) / RV_DAY_MS) + 1;
	return x->col0 == SIZE_MAX
		       ? rv_err_set(x->err, RV_EINVAL, "the start is not 00:00 UTC of a day")
		       : RV_OK;
}

static size_t row_of(const rv_panel *p, const char *name)
{
	for (size_t i = 0; i < rv_panel_symbols(p); i++) {
		if (rv_symbol_equal(rv_panel_name(p, i), name))
			return i;
	}
	return SIZE_MAX;
}

static rv_status check_benchmarks(run_state *x)
{
	const rv_universe_params *u = &x->s->step->universe;
	size_t *rows[] = { &x->btc, &x->eth };
	if (u->n_factors < 2)
		return rv_err_set(x->err, RV_EINVAL,
				  "universe.factors: expected two benchmarks, BTC and ETH");
	for (size_t f = 0; f < 2; f++) {
		char a[RV_TIME_TEXT];
		const size_t row = row_of(x->s->daily, u->factors[f]);
		if (row == SIZE_MAX)
			return rv_err_set(x->err, RV_ENOENT, "the benchmark %s has no daily bars",
					  u->factors[f]);
		if (rv_panel_first_ms(x->s->daily, row) > x->s->start_ms)
			return rv_err_set(
				x->err, RV_ENOENT, "the benchmark %s has no daily bar before %s",
				u->factors[f], date_of(rv_panel_first_ms(x->s->daily, row), a));
		*rows[f] = row;
	}
	return RV_OK;
}

static rv_status check_windows(run_state *x)
{
	const int horizon = x->st->horizon ? x->st->horizon(x->s->step) : 0;
	x->walk = x->s->params->walk;
	x->walk.samples = (size_t)x->s->params->samples;
	if (x->st->grid > 0 && x->st->grid < x->walk.samples)
		x->walk.samples = x->st->grid;
	x->walk.seed = (uint64_t)x->s->params->seed;
	x->walk.purge_days = horizon > x->walk.purge_days ? horizon : x->walk.purge_days;
	const bool chooses = x->st->sample && x->st->train && x->st->choose;
	x->walk.on = x->walk.on && (chooses || x->st->fixed_windows);
	x->walk.samples = chooses && !x->st->fits ? x->walk.samples : 0;
	const rv_bt_walk *w = &x->walk;
	if (w->on && w->purge_days >= w->train_days)
		return rv_err_set(x->err, RV_EINVAL,
				  "a training of %d days is not longer than its purge of %d",
				  w->train_days, w->purge_days);
	x->n_windows = rv_walk_windows(w, x->n_days);
	if (x->n_windows > 0) {
		rv_bt_window last;
		rv_walk_window(w, x->n_days, x->n_windows - 1, &last);
		x->n_days = last.test_to; /* days after the last test are nobody's */
		return RV_OK;
	}
	return w->on ? rv_err_set(x->err, RV_ERANGE,
				  "%zu days are too few for a window: %d of training, the last %d "
				  "of them purged, and at least %d of test; see --no-walk-forward",
				  x->n_days, w->train_days, w->purge_days, w->min_test_days)
		     : rv_err_set(x->err, RV_ERANGE, "a backtest needs two days at least");
}

/* ---- begin and end ---- */

static rv_status new_threads(run_state *x)
{
	rv_status st = RV_OK;
	for (size_t t = 0; t < x->s->threads && st == RV_OK; t++) {
		if (t > 0)
			st = rv_cursor_twin(x->cursors[0], &x->cursors[t]);
		if (st == RV_OK && x->st->pass)
			st = x->st->work_new(x->self, &x->works[t]);
	}
	return st;
}

static rv_status new_lists(run_state *x)
{
	rv_bt_result *r = x->r;
	const size_t n = x->n_days, f = r->n_features;
	r->feature = calloc(f * n + 1, sizeof(double));
	r->return_btc = calloc(n, sizeof(double));
	r->return_eth = calloc(n, sizeof(double));
	r->always_on = calloc(n, sizeof(double));
	x->decision = calloc(1, sizeof(*x->decision));
	x->chunk_days = CHUNK_DAYS;
	if (x->st->pass_bytes > CHUNK_BYTES / CHUNK_DAYS)
		x->chunk_days = CHUNK_BYTES / x->st->pass_bytes + 1;
	x->passes = calloc(x->chunk_days * x->st->pass_bytes + 1, 1);
	if (!r->feature || !r->return_btc || !r->return_eth || !r->always_on || !x->decision ||
	    !x->passes)
		return RV_ENOMEM;
	for (size_t i = 0; i < f * n; i++)
		r->feature[i] = NAN;
	for (size_t i = 0; i < n; i++)
		r->return_btc[i] = r->return_eth[i] = r->always_on[i] = NAN;
	return RV_OK;
}

static void name_result(run_state *x)
{
	rv_bt_result *r = x->r;
	r->strategy = x->st->id;
	r->costs = x->s->params->costs;
	r->walk = x->walk;
	r->nav_usd = x->s->nav_usd;
	(void)snprintf(r->profile, sizeof(r->profile), "%s", x->s->profile);
	(void)snprintf(r->universe_source, sizeof(r->universe_source),
		       "%zu symbols of the store, each from its first bar on; filters by what was "
		       "known at the date; what the store never listed is missing",
		       rv_panel_symbols(x->s->daily));
}

static rv_status open_strategy(run_state *x)
{
	rv_status st = rv_cursor_seek(x->cursors[0], x->col0);
	const rv_strategy_setup o = { .step = x->s->step,
				      .costs = &x->s->params->costs,
				      .nav_usd = x->s->nav_usd,
				      .n_days = x->n_days,
				      .cursor = x->cursors[0],
				      .more = x->s->more };
	return st == RV_OK ? x->st->open(&o, x->r, &x->self, x->err) : st;
}

static rv_status open_account(run_state *x)
{
	const rv_bt_params *p = x->s->params;
	const rv_account_setup a = { .params = { .costs = p->costs,
						 .nav_usd = x->s->nav_usd,
						 .participation_most = p->participation_most,
						 .volume_days = p->volume_days,
						 .gone_days = p->gone_days,
						 .atr_days = p->atr_days,
						 .sz_decimals = x->s->sz_decimals,
						 .ctx = x->s->sz_ctx },
				     .daily = x->s->daily,
				     .n_subs = x->st->n_subs,
				     .subs = x->st->subs,
				     .btc = x->btc,
				     .eth = x->eth,
				     .result = x->r };
	return rv_account_new(&a, &x->account);
}

static rv_status begin(run_state *x)
{
	rv_status st = rv_bt_result_new(&x->r);
	if (st == RV_OK)
		name_result(x);
	if (st == RV_OK)
		st = rv_cursor_new(x->s->daily, &x->cursors[0]);
	if (st == RV_OK)
		st = open_strategy(x);
	if (st == RV_OK)
		st = open_account(x);
	if (st == RV_OK)
		st = new_threads(x);
	if (st == RV_OK)
		st = new_lists(x);
	for (size_t k = 0; k < x->n_windows && st == RV_OK; k++) {
		rv_bt_window w;
		rv_walk_window(&x->walk, x->n_days, k, &w);
		w.is_sharpe = NAN; /* until it has trained */
		st = rv_bt_add_window(x->r, &w);
	}
	x->nav = x->s->nav_usd;
	x->score = NAN;
	x->regime = -1;
	x->window = SIZE_MAX;
	run_risk_begin(&x->risk, &x->s->params->risk, x->nav);
	return st;
}

static void end(run_state *x)
{
	for (size_t t = RV_POOL_THREADS_MAX; t-- > 0;) { /* the first one last: others share it */
		if (x->works[t])
			x->st->work_free(x->works[t]);
		rv_cursor_free(x->cursors[t]);
	}
	if (x->self)
		x->st->close(x->self);
	rv_account_free(x->account);
	free(x->passes);
	free(x->decision);
	free(x->scores);
}

/* ---- days ---- */

static rv_status pass_of(void *ctx, size_t thread, size_t i)
{
	run_state *x = ctx;
	rv_cursor *c = x->cursors[thread];
	const rv_status st = rv_cursor_seek(c, x->col0 + x->chunk_from + i);
	return st == RV_OK ? x->st->pass(x->works[thread], c, x->passes + i * x->st->pass_bytes)
			   : st;
}

static rv_status run_passes(run_state *x, size_t day)
{
	if (!x->st->pass || day < x->chunk_to)
		return RV_OK;
	x->chunk_from = day;
	x->chunk_to = day + x->chunk_days < x->n_days ? day + x->chunk_days : x->n_days;
	return rv_pool_run(x->s->threads, x->chunk_to - x->chunk_from, pass_of, x);
}

static void clear_decision(rv_bt_decision *d)
{
	d->trades = d->after = 0;
	d->n = d->n_scores = 0;
	d->regime = -1;
	d->score = d->always_on = NAN;
	for (size_t s = 0; s < RV_BT_SUBS; s++)
		d->why[s] = NULL;
	for (size_t f = 0; f < RV_BT_FEATURES_MAX; f++)
		d->features[f] = NAN;
}

static rv_status decide(run_state *x, size_t day)
{
	rv_status st = rv_cursor_seek(x->cursors[0], x->col0 + day);
	const rv_bt_today t = {
		.cursor = x->cursors[0],
		.pass = x->st->pass ? x->passes + (day - x->chunk_from) * x->st->pass_bytes : NULL,
		.account = x->account,
		.day = day,
		.trading = x->window != SIZE_MAX
	};
	clear_decision(x->decision);
	if (st == RV_OK)
		st = x->st->decide(x->self, &t, x->decision);
	if (rv_cursor_refused(x->cursors[0]) > 0)
		return rv_err_set(x->err, RV_EDATA, "%s has asked for data after its as-of instant",
				  rv_bt_strategy_name(x->st->id));
	return st;
}

/* The circuit acts at once, also where the strategy keeps what it has. */
static rv_status cut_if_due(run_state *x, bool risk_off)
{
	const bool due = risk_off && !x->halved && x->decision->trades == 0;
	x->halved = risk_off;
	if (!due)
		return RV_OK;
	x->risk.held_scale *= x->risk.p->drawdown_scale;
	return rv_account_cut(x->account, x->risk.p->drawdown_scale, "drawdown");
}

static rv_status trade(run_state *x)
{
	const rv_bt_decision *d = x->decision;
	const bool risk_off = x->risk.cut && !x->st->own_drawdown;
	const double scale = (x->st->own_vol_target ? 1.0 : x->risk.vol_scale) *
			     (risk_off ? x->risk.p->drawdown_scale : 1.0);
	rv_status st = cut_if_due(x, risk_off);
	if (st != RV_OK || (d->n == 0 && d->trades == 0))
		return st;
	if (d->trades != 0)
		x->risk.held_scale = scale;
	const uint32_t after = d->trades & d->after;
	st = rv_account_trade(x->account, d->targets, d->n, d->trades & ~after, scale, d->why);
	return st == RV_OK && after != 0
		       ? rv_account_trade(x->account, d->targets, d->n, after, scale, d->why)
		       : st;
}

static rv_status begin_day(run_state *x, size_t day)
{
	rv_status st = rv_account_mark(x->account, x->col0 + day);
	const rv_panel *p = x->s->daily;
	const double *btc = rv_panel_row(p, RV_PANEL_CLOSE, x->btc) + x->col0 + day;
	const double *eth = rv_panel_row(p, RV_PANEL_CLOSE, x->eth) + x->col0 + day;
	if (st != RV_OK || day == 0)
		return st;
	run_risk_day(&x->risk, rv_account_nav(x->account), x->r->days[day - 1].coins > 0);
	x->r->return_btc[day] = rv_simple_return(btc[-1], btc[0]);
	x->r->return_eth[day] = rv_simple_return(eth[-1], eth[0]);
	for (size_t k = 0; k < x->n_windows; k++) {
		if (x->r->windows[k].test_from != day)
			continue;
		st = x->walk.on && x->st->train ? run_train(x, k) : RV_OK;
		x->window = k;
	}
	return st;
}

static rv_status run_day(run_state *x, size_t day)
{
	rv_status st = begin_day(x, day);
	if (st == RV_OK && day > 0)
		st = run_passes(x, day);
	if (st == RV_OK && day > 0)
		st = decide(x, day);
	if (st == RV_OK && day > 0)
		st = trade(x);
	if (st == RV_OK)
		st = run_record_day(x, day);
	if (st != RV_OK || day == 0)
		return st;
	x->regime = x->decision->regime;
	x->score = x->decision->score;
	x->r->always_on[day] = x->decision->always_on;
	for (size_t f = 0; f < x->r->n_features; f++)
		x->r->feature[f * x->n_days + day] = x->decision->features[f];
	return run_keep_scores(x, day);
}

static rv_status run_days(run_state *x)
{
	const rv_bt_setup *s = x->s;
	rv_status st = RV_OK;
	for (size_t d = 0; d < x->n_days && st == RV_OK; d++) {
		st = run_day(x, d);
		if (st == RV_OK && s->progress && !s->progress(s->progress_ctx, d + 1, x->n_days))
			st = RV_ECLOSED;
	}
	return st;
}

/* Days of the range that no window takes. */
static rv_status note_rest(run_state *x)
{
	const rv_bt_setup *s = x->s;
	const int64_t last = s->start_ms + (int64_t)(x->n_days - 1) * RV_DAY_MS;
	rv_bt_note note = { .at_ms = last + RV_DAY_MS, .cost_usd = NAN };
	char date[RV_TIME_TEXT];
	if (last >= s->end_ms)
		return RV_OK;
	(void)snprintf(note.text, sizeof(note.text),
		       "the %d days after %s are left out: a last test has %d at least",
		       (int)((s->end_ms - last) / RV_DAY_MS), date_of(last, date),
		       x->walk.min_test_days);
	return rv_bt_add_note(x->r, &note);
}

static rv_status finish(run_state *x)
{
	const char *wrong = rv_account_check(x->account);
	if (wrong)
		return rv_err_set(x->err, RV_EDATA, "the account does not tie: %s", wrong);
	rv_status st = run_window_stats(x);
	if (st == RV_OK)
		st = note_rest(x);
	if (st == RV_OK)
		st = run_ic(x);
	return st == RV_OK ? run_finish_holds(x) : st;
}

rv_status rv_bt_run(const rv_bt_setup *s, rv_bt_result **out, rv_err *err)
{
	run_state *x = calloc(1, sizeof(*x));
	if (!x)
		return rv_err_set(err, RV_ENOMEM, "cannot run a backtest: out of memory");
	x->s = s;
	x->st = s->strategy;
	x->err = err;
	rv_status st = s->threads >= 1 && s->threads <= RV_POOL_THREADS_MAX
			       ? check_range(x)
			       : rv_err_set(err, RV_EINVAL, "threads: expected 1 .. %d",
					    RV_POOL_THREADS_MAX);
	if (st == RV_OK)
		st = check_benchmarks(x);
	if (st == RV_OK)
		st = check_windows(x);
	if (st == RV_OK)
		st = begin(x);
	if (st == RV_OK)
		st = run_days(x);
	if (st == RV_OK)
		st = finish(x);
	if (st != RV_OK && err && err->code == RV_OK)
		(void)rv_err_set(err, st, "cannot run the backtest: %s", rv_status_text(st));
	end(x);
	if (st == RV_OK)
		*out = x->r;
	else
		rv_bt_result_free(x->r);
	free(x);
	return st;
}
