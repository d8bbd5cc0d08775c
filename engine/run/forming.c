/* The open bar of the factor model; see forming.h. */
#include "engine/run/forming.h"

#include "engine/market/returns.h"
#include "engine/stats/moments.h"
#include "engine/stats/ols2.h"
#include "engine/stats/rolling.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

/*
 * Moments lose the square of the condition number: below this the window is fitted by
 * orthogonalisation, as the batch does.
 */
#define RCOND_DIRECT 1e-3

typedef struct coin {
	double close; /* of the last closed bar; NaN: none there */
	bool active;
	int run;	     /* consecutive residuals up to the last closed bar */
	rv_rolling ols;	     /* y, BTC, ETH */
	rv_rolling residual; /* for sigma */
	rv_rolling sma;
	rv_ema_stream fast, slow;
} coin;

struct rv_forming {
	rv_idio_params p;
	size_t max_symbols, n;
	size_t btc, eth; /* SIZE_MAX: not in the frame */
	double *rings;	 /* of all coins */
	double *window;	 /* [3][ols_window] scratch of the direct fit */
	double *cross;	 /* [max_symbols] scratch of the cross-section */
	coin *coins;
	rv_forming_coin *rolled; /* scratch of roll */
};

static size_t ring_doubles(const rv_idio_params *p)
{
	return rv_rolling_size(3, (size_t)p->ols_window) + (size_t)p->idio_window + (size_t)p->sma;
}

rv_status rv_forming_new(size_t max_symbols, const rv_idio_params *p, rv_forming **out)
{
	if (p->ols_window < 3 || p->idio_window < 2 || p->sma < 2)
		return RV_EINVAL;
	rv_forming *f = calloc(1, sizeof(*f));
	if (!f)
		return RV_ENOMEM;
	f->p = *p;
	f->max_symbols = max_symbols;
	f->rings = malloc(max_symbols * ring_doubles(p) * sizeof(double));
	f->window = malloc(3 * (size_t)p->ols_window * sizeof(double));
	f->cross = malloc(max_symbols * sizeof(double));
	f->coins = malloc(max_symbols * sizeof(*f->coins));
	f->rolled = malloc(max_symbols * sizeof(*f->rolled));
	if (!f->rings || !f->window || !f->cross || !f->coins || !f->rolled) {
		rv_forming_free(f);
		return RV_ENOMEM;
	}
	*out = f;
	return RV_OK;
}

void rv_forming_free(rv_forming *f)
{
	if (!f)
		return;
	free(f->rings);
	free(f->window);
	free(f->cross);
	free(f->coins);
	free(f->rolled);
	free(f);
}

size_t rv_forming_coins(const rv_forming *f)
{
	return f->n;
}

static void init_coin(rv_forming *f, size_t i)
{
	coin *c = &f->coins[i];
	double *ring = f->rings + i * ring_doubles(&f->p);
	c->close = NAN;
	c->active = false;
	c->run = 0;
	rv_rolling_init(&c->ols, 3, (size_t)f->p.ols_window, ring);
	ring += rv_rolling_size(3, (size_t)f->p.ols_window);
	rv_rolling_init(&c->residual, 1, (size_t)f->p.idio_window, ring);
	rv_rolling_init(&c->sma, 1, (size_t)f->p.sma, ring + f->p.idio_window);
	rv_ema_stream_init(&c->fast, 2.0 / (f->p.ema_fast + 1.0));
	rv_ema_stream_init(&c->slow, 2.0 / (f->p.ema_slow + 1.0));
}

static void push_residual(coin *c, double e)
{
	rv_rolling_push(&c->residual, &e);
	rv_rolling_push(&c->sma, &e);
	rv_ema_stream_push(&c->fast, e);
	rv_ema_stream_push(&c->slow, e);
	c->run = isfinite(e) ? c->run + 1 : 0;
}

static void load_coin(rv_forming *f, const rv_frame *d, const rv_idio *idio, size_t i)
{
	const double *y = rv_frame_log(d, i), *e = rv_idio_residuals(idio, i);
	const size_t window = (size_t)f->p.ols_window;
	const size_t from = d->bars > window ? d->bars - window : 0;
	coin *c = &f->coins[i];
	for (size_t t = from; t < d->bars; t++) {
		const double v[3] = { y[t], f->btc == SIZE_MAX ? NAN : rv_frame_log(d, f->btc)[t],
				      f->eth == SIZE_MAX ? NAN : rv_frame_log(d, f->eth)[t] };
		rv_rolling_push(&c->ols, v);
	}
	for (size_t t = 0; t < d->bars; t++)
		push_residual(c, e[t]);
	const double close = rv_frame_close(d, i)[d->bars - 1];
	c->close = rv_price_known(close) ? close : NAN;
}

void rv_forming_load(rv_forming *f, const rv_frame *daily, const rv_idio *idio,
		     const rv_idio_result *r)
{
	f->n = daily->bars > 0 && r->close_ms != 0 ? daily->n : 0;
	assert(f->n <= f->max_symbols);
	f->btc = rv_frame_find(daily, "BTC");
	f->eth = rv_frame_find(daily, "ETH");
	for (size_t i = 0; i < f->n; i++) {
		init_coin(f, i);
		load_coin(f, daily, idio, i);
		f->coins[i].active = r->symbols[i].active;
	}
}

/* The window with v as its newest bar, fitted by orthogonalisation. */
static rv_rolling_ols2 fit_direct(rv_forming *f, const rv_rolling *r, const double v[3])
{
	const size_t n = r->window;
	for (size_t s = 0; s < 3; s++) {
		double *x = f->window + s * n;
		for (size_t k = 0; k + 1 < n; k++)
			x[k] = rv_rolling_back(r, s, n - 2 - k);
		x[n - 1] = v[s];
	}
	const rv_ols2 o = rv_ols2_fit(f->window, f->window + n, f->window + 2 * n, n,
				      (size_t)f->p.ols_min_periods, f->p.rcond_min);
	return (rv_rolling_ols2){
		o.status == RV_OLS2_OK, o.alpha, { o.beta[0], o.beta[1] }, o.rcond
	};
}

static rv_rolling_ols2 fit(rv_forming *f, const rv_rolling *r, const double v[3])
{
	const rv_rolling_sums m = rv_rolling_peek(r, v);
	const rv_rolling_ols2 o = rv_rolling_fit2(&m, (size_t)f->p.ols_min_periods, RCOND_DIRECT);
	return o.ok || m.n < (size_t)f->p.ols_min_periods ? o : fit_direct(f, r, v);
}

/* Out of sample: the coefficients of the window before this bar, without the intercept. */
static double residual_of(rv_forming *f, const coin *c, const rv_rolling_ols2 *now,
			  const double v[3])
{
	if (f->p.residual_mode == RV_RESIDUAL_IN_SAMPLE)
		return now->ok ? v[0] - now->alpha - now->beta[0] * v[1] - now->beta[1] * v[2]
			       : NAN;
	const rv_rolling_ols2 before =
		rv_rolling_fit2(&c->ols.sums, (size_t)f->p.ols_min_periods, f->p.rcond_min);
	return before.ok ? v[0] - before.beta[0] * v[1] - before.beta[1] * v[2] : NAN;
}

static void clear(rv_forming_coin *o)
{
	*o = (rv_forming_coin){ NAN, NAN, NAN, NAN, NAN, NAN, { NAN, NAN }, { NAN, NAN } };
}

/* What follows from a residual that is the newest bar of its windows. */
static void raw_signals(const rv_forming *f, const coin *c, rv_forming_coin *o)
{
	const rv_rolling_sums s = rv_rolling_peek(&c->residual, &o->residual);
	const rv_rolling_sums a = rv_rolling_peek(&c->sma, &o->residual);
	if (s.n < (size_t)f->p.idio_min)
		return;
	o->idio_vol = rv_rolling_sd1(&s, 0);
	if (!(o->idio_vol > RV_SD_MIN))
		return;
	o->residual_z = o->residual / o->idio_vol;
	if (c->run + 1 < f->p.warmup)
		return;
	o->signal_raw[RV_IDIO_MOMENTUM] = (rv_ema_stream_peek(&c->fast, o->residual) -
					   rv_ema_stream_peek(&c->slow, o->residual)) /
					  o->idio_vol;
	if (a.n == (size_t)f->p.sma)
		o->signal_raw[RV_IDIO_MEAN_REVERSION] = -(o->residual - a.mean[0]) / o->idio_vol;
}

static void run_coin(rv_forming *f, size_t i, const double v[3], rv_forming_coin *o)
{
	const coin *c = &f->coins[i];
	clear(o);
	o->log_return = v[0];
	if (i == f->btc || i == f->eth)
		return;
	const rv_rolling_ols2 now = fit(f, &c->ols, v);
	if (!now.ok)
		return;
	o->beta_btc = now.beta[0];
	o->beta_eth = now.beta[1];
	o->residual = residual_of(f, c, &now, v);
	if (isfinite(o->residual))
		raw_signals(f, c, o);
}

/* Z-scores over the active coins, clipped; NaN for all when they are too few. */
static void cross_section(rv_forming *f, rv_forming_coin *out, int signal)
{
	size_t k = 0;
	for (size_t i = 0; i < f->n; i++) {
		if (f->coins[i].active && isfinite(out[i].signal_raw[signal]))
			f->cross[k++] = out[i].signal_raw[signal];
	}
	if (k < (size_t)f->p.min_assets)
		return;
	const double mean = rv_mean(f->cross, k), sd = rv_sd0(f->cross, k);
	for (size_t i = 0; i < f->n; i++) {
		const double x = out[i].signal_raw[signal];
		if (!f->coins[i].active || !isfinite(x))
			continue;
		const double z = sd < RV_SD_MIN ? 0.0 : (x - mean) / sd;
		out[i].signal[signal] = fmin(f->p.z_clip, fmax(-f->p.z_clip, z));
	}
}

static void returns_of(const rv_forming *f, size_t i, const double *price, double v[3])
{
	const size_t at[3] = { i, f->btc, f->eth };
	for (int s = 0; s < 3; s++)
		v[s] = at[s] == SIZE_MAX ? NAN : rv_log_return(f->coins[at[s]].close, price[at[s]]);
}

void rv_forming_run(rv_forming *f, const double *price, rv_forming_coin *out)
{
	for (size_t i = 0; i < f->n; i++) {
		double v[3];
		returns_of(f, i, price, v);
		run_coin(f, i, v, &out[i]);
	}
	for (int s = 0; s < RV_FORMING_SIGNALS; s++)
		cross_section(f, out, s);
}

void rv_forming_roll(rv_forming *f, const double *price)
{
	rv_forming_run(f, price, f->rolled);
	for (size_t i = 0; i < f->n; i++) {
		double v[3];
		returns_of(f, i, price, v);
		rv_rolling_push(&f->coins[i].ols, v);
		push_residual(&f->coins[i], f->rolled[i].residual);
	}
	for (size_t i = 0; i < f->n; i++) /* only now: the factors' closes serve every coin */
		f->coins[i].close = rv_price_known(price[i]) ? price[i] : NAN;
}
