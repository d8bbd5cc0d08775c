/* Walk-forward inside a run: trials of a window, its choice, and what its test became. */
#include "engine/research/run_internal.h"

#include "engine/research/walk.h"
#include "engine/stats/ols2.h"

#include <math.h>
#include <stdlib.h>

/* One window that trains. */
typedef struct training {
	run_state *x;
	rv_bt_train t;
	rv_bt_trial *trials; /* [samples + 1] */
	double *net;	     /* [samples + 1][days]; NULL: not kept */
} training;

static rv_status train_one(void *ctx, size_t thread, size_t k)
{
	training *g = ctx;
	(void)thread;
	rv_bt_trial *trial = &g->trials[k];
	rv_bt_train t = g->t;
	t.net = g->net ? g->net + k * (t.to - t.from) : NULL;
	return g->x->st->train(g->x->self, &t, &trial->choice, trial);
}

static double distance(const run_state *x, const rv_bt_choice *a, const rv_bt_choice *b)
{
	double sum = 0.0;
	for (size_t i = 0; i < x->r->n_values; i++)
		sum += (a->value[i] - b->value[i]) * (a->value[i] - b->value[i]);
	return sum;
}

/* The best admissible one, of equals the closest to the configured values; SIZE_MAX: none. */
static size_t best_of(const run_state *x, const rv_bt_trial *trials, size_t n)
{
	size_t best = SIZE_MAX;
	for (size_t k = 0; k < n; k++) {
		if (!isfinite(trials[k].objective))
			continue;
		const double ahead =
			best == SIZE_MAX ? 1.0 : trials[k].objective - trials[best].objective;
		if (ahead > 0.0 ||
		    (ahead >= 0.0 && distance(x, &trials[k].choice, &trials[0].choice) <
					     distance(x, &trials[best].choice, &trials[0].choice)))
			best = k;
	}
	return best;
}

static rv_status keep_trials(run_state *x, size_t window, const rv_bt_trial *trials, size_t n)
{
	rv_bt_window *w = &x->r->windows[window];
	const size_t first = x->r->n_trials, best = best_of(x, trials, n);
	rv_status st = RV_OK;
	for (size_t k = 0; k < n && st == RV_OK; k++)
		st = rv_bt_add_trial(x->r, &trials[k]);
	if (st != RV_OK)
		return st;
	w->trial = best == SIZE_MAX ? SIZE_MAX : first + best;
	w->is_sharpe = best == SIZE_MAX ? (double)NAN : trials[best].objective;
	return x->st->choose(x->self, &trials[best == SIZE_MAX ? 0 : best].choice);
}

static rv_status run_trials(run_state *x, size_t window, training *g, size_t n)
{
	for (size_t k = 0; k < n; k++) {
		g->trials[k] = (rv_bt_trial){ .window = (uint32_t)window,
					      .sample = (uint32_t)k,
					      .objective = NAN,
					      .sharpe_day = NAN };
		x->st->sample(x->self, x->walk.seed, k, &g->trials[k].choice);
	}
	const rv_bt_register *reg = x->s->reg;
	rv_status st = reg ? reg->begun(reg->ctx, x->r, g->trials, n, x->err) : RV_OK;
	if (st == RV_OK && x->st->train_begin)
		st = x->st->train_begin(x->self, &g->t);
	if (st == RV_OK)
		st = rv_pool_run(x->s->threads, n, train_one, g);
	if (st == RV_OK && reg)
		st = reg->tried(reg->ctx, x->r, g->trials, n, x->err);
	if (st == RV_OK && g->net)
		st = run_pbo(x, window, g->trials, n, g->net);
	return st == RV_OK ? keep_trials(x, window, g->trials, n) : st;
}

rv_status run_train(run_state *x, size_t window)
{
	const rv_bt_window *w = &x->r->windows[window];
	const size_t n = x->walk.samples + 1, days = w->train_to - w->train_from;
	bool *uses = calloc(days, sizeof(*uses));
	training g = { .x = x, .trials = calloc(n, sizeof(*g.trials)) };
	rv_status st = uses && g.trials ? RV_OK : RV_ENOMEM;
	for (size_t d = 0; st == RV_OK && d < days; d++)
		uses[d] = rv_walk_trains(&x->walk, x->n_days, window, w->train_from + d);
	if (st == RV_OK)
		st = rv_cursor_seek(x->cursors[0], x->col0 + w->train_to - 1);
	g.t = (rv_bt_train){ w->train_from, w->train_to, uses, x->cursors[0], NULL };
	if (st == RV_OK)
		st = run_pbo_rows(n, days, &g.net);
	if (st == RV_OK)
		st = run_trials(x, window, &g, n);
	free(g.net);
	free(uses);
	free(g.trials);
	return st;
}

/* ---- what the tests became ---- */

static double sharpe_of(const rv_bt_day *d, size_t n)
{
	double sum = 0.0, m2 = 0.0;
	if (n < 2)
		return NAN;
	for (size_t i = 0; i < n; i++)
		sum += d[i].net;
	const double mean = sum / (double)n;
	for (size_t i = 0; i < n; i++)
		m2 += (d[i].net - mean) * (d[i].net - mean);
	const double sd = sqrt(m2 / (double)(n - 1));
	return sd > 0.0 ? mean / sd * sqrt(365.0) : (double)NAN;
}

static void exposures(const rv_bt_day *d, size_t n, rv_bt_window *w)
{
	size_t active = 0;
	double btc = 0.0, eth = 0.0;
	for (size_t i = 0; i < n; i++) {
		if (d[i].coins == 0)
			continue;
		active++;
		btc += fabs(d[i].beta_btc);
		eth += fabs(d[i].beta_eth);
	}
	w->exante_btc = active ? btc / (double)active : (double)NAN;
	w->exante_eth = active ? eth / (double)active : (double)NAN;
}

/* Of the gross returns, flat days included. y [n_days] scratch. */
static void realised(const rv_bt_result *r, rv_bt_window *w, double *y)
{
	const size_t n = w->test_to - w->test_from;
	for (size_t d = 0; d < n; d++)
		y[d] = r->days[w->test_from + d].price;
	const rv_ols2 f = rv_ols2_fit(y, r->return_btc + w->test_from, r->return_eth + w->test_from,
				      n, 4, 1e-10);
	w->realised_btc = f.beta[0];
	w->realised_eth = f.beta[1];
	w->realised_rms = sqrt(f.beta[0] * f.beta[0] + f.beta[1] * f.beta[1]);
}

rv_status run_window_stats(run_state *x)
{
	double *y = calloc(x->n_days, sizeof(*y));
	if (!y)
		return RV_ENOMEM;
	for (size_t k = 0; k < x->r->n_windows; k++) {
		rv_bt_window *w = &x->r->windows[k];
		const size_t n = w->test_to - w->test_from;
		const rv_bt_day *d = x->r->days + w->test_from;
		w->oos_sharpe = sharpe_of(d, n);
		exposures(d, n, w);
		realised(x->r, w, y);
	}
	free(y);
	return RV_OK;
}
