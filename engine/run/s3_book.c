/*
 * Majors against alts as a book, one day; see s3_book.h. A day is decided in this order: the regime
 * ends it, the closes make what is held drift, a stop, a profit or time ends it, a rule rebalances.
 */
#include "engine/run/s3_book.h"

#include "engine/stats/clamp.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* One day that is decided. */
typedef struct deciding {
	const rv_ma_params *p;
	const rv_universe_params *u;
	const rv_step_result *r;
	rv_s3_day day; /* what it becomes */
	bool leaver;   /* a held coin has had no close for too long */
	size_t n;      /* the pass's basket with the majors, at scale 1; 0: it has none */
	rv_s3_leg target[RV_S3_LEGS];
} deciding;

/* ---- the pass's basket ---- */

static void put_leg(deciding *x, size_t coin, double weight, double beta_btc, double beta_eth)
{
	rv_s3_leg *l = &x->target[x->n++];
	*l = (rv_s3_leg){ .weight = weight,
			  .close = x->r->daily_close[coin],
			  .beta_btc = beta_btc,
			  .beta_eth = beta_eth };
	(void)snprintf(l->symbol, sizeof(l->symbol), "%s", x->r->daily_names[coin]);
}

/* The majors are the universe's factors, however the configuration spells them. */
static size_t major(const deciding *x, size_t factor)
{
	for (size_t i = 0; factor < x->u->n_factors && i < x->r->n_daily; i++) {
		if (strcasecmp(x->u->factors[factor], x->r->daily_names[i]) == 0)
			return i;
	}
	return SIZE_MAX;
}

/* A book without one of its legs is not neutral: all of it, or nothing. */
static void make_target(deciding *x)
{
	const rv_ma_result *m = &x->r->ma;
	const double majors[] = { m->weight_btc, m->weight_eth };
	bool whole = m->n_basket > 0 && isfinite(m->score);
	x->n = 0;
	for (size_t k = 0; whole && k < m->n_basket; k++) {
		const rv_ma_leg *l = &m->basket[k];
		put_leg(x, l->index, l->weight, l->beta_btc, l->beta_eth);
	}
	for (size_t f = 0; whole && f < 2; f++) {
		const size_t i = fabs(majors[f]) > 0.0 ? major(x, f) : SIZE_MAX;
		if (i != SIZE_MAX)
			put_leg(x, i, majors[f], f == 0 ? 1.0 : 0.0, f == 1 ? 1.0 : 0.0);
		else
			whole = !(fabs(majors[f]) > 0.0);
	}
	for (size_t k = 0; k < x->n; k++)
		whole = whole && x->target[k].close > 0.0 && isfinite(x->target[k].weight);
	if (!whole)
		x->n = 0;
}

static const rv_s3_leg *leg_of(const rv_s3_leg *legs, size_t n, const char *symbol)
{
	for (size_t k = 0; k < n; k++) {
		if (strcmp(legs[k].symbol, symbol) == 0)
			return &legs[k];
	}
	return NULL;
}

/* ---- trades ---- */

static void hold_target(deciding *x, rv_s3_did did)
{
	rv_s3_day *d = &x->day;
	const rv_ma_result *m = &x->r->ma;
	d->did = did;
	d->scale = m->scale;
	d->score = m->score;
	d->regime = m->state.regime;
	d->traded_ms = m->close_ms;
	d->missing_days = 0;
	d->n = x->n;
	memcpy(d->legs, x->target, x->n * sizeof(d->legs[0]));
}

static void enter(deciding *x)
{
	rv_s3_day *d = &x->day;
	d->entry_ms = x->r->ma.close_ms;
	d->value = 1.0;
	d->n_returns = 0;
	hold_target(x, RV_S3_ENTERED);
}

/* waits: not entered again while the same regime lasts, or for some days. */
static void leave(deciding *x, rv_s3_did did, bool waits)
{
	const int64_t close_ms = x->r->ma.close_ms;
	x->day = (rv_s3_day){ .close_ms = close_ms,
			      .did = did,
			      .score = NAN,
			      .value = NAN,
			      .out_ms = waits ? close_ms : 0 };
}

/* ---- a day of what is held ---- */

static double close_of(const deciding *x, const rv_s3_leg *l)
{
	const size_t i = rv_step_find_daily(x->r, l->symbol);
	const double close = i == SIZE_MAX ? (double)NAN : x->r->daily_close[i];
	return close > 0.0 ? close : (double)NAN;
}

/* False: a close is missing, and the day is frozen. */
static bool closes_known(deciding *x)
{
	rv_s3_day *d = &x->day;
	bool all = true;
	for (size_t k = 0; k < d->n; k++)
		all = all && isfinite(close_of(x, &d->legs[k]));
	if (all) {
		d->missing_days = 0;
		return true;
	}
	d->missing_days++;
	x->leaver = d->missing_days > x->p->stale_days;
	return x->leaver;
}

static void put_return(rv_s3_day *d, double r)
{
	if (d->n_returns == RV_MA_STOP_DAYS_MAX) {
		d->n_returns--;
		memmove(d->returns, d->returns + 1, d->n_returns * sizeof(d->returns[0]));
	}
	d->returns[d->n_returns++] = r;
	d->value *= 1.0 + r;
}

/* Prices move the weights: each leg's by its own return, all by the equity's. */
static void drift(deciding *x)
{
	rv_s3_day *d = &x->day;
	double sum = 0.0;
	for (size_t k = 0; k < d->n; k++) {
		rv_s3_leg *l = &d->legs[k];
		const double close = close_of(x, l);
		const double gross = isfinite(close) ? close / l->close : 1.0;
		sum += d->scale * l->weight * (gross - 1.0);
		l->weight *= gross;
		l->close = isfinite(close) ? close : l->close;
		const rv_s3_leg *now = leg_of(x->target, x->n, l->symbol);
		l->beta_btc = now ? now->beta_btc : l->beta_btc;
		l->beta_eth = now ? now->beta_eth : l->beta_eth;
	}
	put_return(d, sum);
	for (size_t k = 0; k < d->n && sum > -1.0; k++)
		d->legs[k].weight /= 1.0 + sum;
}

/* ---- exits ---- */

static double sum_of_last(const rv_s3_day *d, int days)
{
	const size_t n = d->n_returns < (size_t)days ? d->n_returns : (size_t)days;
	double sum = 0.0;
	for (size_t i = d->n_returns - n; i < d->n_returns; i++)
		sum += d->returns[i];
	return sum;
}

/* Loss at which it stops, > 0: by its own volatility where that is known. */
static double stop_at(const rv_ma_params *p, const rv_s3_day *d)
{
	const size_t n = (size_t)p->stop_vol_days;
	double sum = 0.0;
	if (d->n_returns < n)
		return p->stop_loss;
	const double mean = sum_of_last(d, p->stop_vol_days) / (double)n;
	for (size_t i = d->n_returns - n; i < d->n_returns; i++)
		sum += (d->returns[i] - mean) * (d->returns[i] - mean);
	const double vol = sqrt(sum / (double)(n - 1) * p->annualization_days);
	return rv_clamp(p->stop_loss * vol / p->stop_vol, p->stop_loss_min, p->stop_loss_max);
}

static bool stops(const rv_ma_params *p, const rv_s3_day *d)
{
	const double at = stop_at(p, d);
	if (!(d->value > 0.0))
		return true; /* nothing is left, whatever the rule */
	return p->stop_loss > 0.0 &&
	       (d->returns[d->n_returns - 1] < -at || sum_of_last(d, p->stop_days) < -at);
}

static rv_s3_did exit_of(const deciding *x)
{
	const rv_ma_params *p = x->p;
	const rv_s3_day *d = &x->day;
	if (stops(p, d))
		return RV_S3_STOPPED;
	if (p->take_profit > 0.0 && d->value - 1.0 >= p->take_profit)
		return RV_S3_TOOK_PROFIT;
	return p->hold_days > 0 && d->close_ms - d->entry_ms >= p->hold_days * RV_DAY_MS
		       ? RV_S3_TIMED_OUT
		       : RV_S3_KEPT;
}

/* ---- rebalancing ---- */

/* Sum of what would be traded, shares of equity. */
static double turnover(const deciding *x)
{
	const rv_s3_day *d = &x->day;
	const double scale = x->r->ma.scale;
	double sum = 0.0;
	for (size_t k = 0; k < d->n; k++) {
		const rv_s3_leg *to = leg_of(x->target, x->n, d->legs[k].symbol);
		sum += fabs((to ? scale * to->weight : 0.0) - d->scale * d->legs[k].weight);
	}
	for (size_t k = 0; k < x->n; k++) {
		if (!leg_of(d->legs, d->n, x->target[k].symbol))
			sum += fabs(scale * x->target[k].weight);
	}
	return sum;
}

/* The larger one of those to BTC and ETH. */
static double exposure(const rv_s3_day *d)
{
	double btc = 0.0, eth = 0.0;
	for (size_t k = 0; k < d->n; k++) {
		btc += d->scale * d->legs[k].weight * d->legs[k].beta_btc;
		eth += d->scale * d->legs[k].weight * d->legs[k].beta_eth;
	}
	return fmax(fabs(btc), fabs(eth));
}

static rv_s3_did rebalance_of(const deciding *x)
{
	const rv_ma_params *p = x->p;
	const rv_ma_result *m = &x->r->ma;
	const rv_s3_day *d = &x->day;
	if (x->n == 0)
		return RV_S3_KEPT; /* there is nothing to be rebalanced to */
	if (m->state.regime != d->regime)
		return RV_S3_BY_REGIME;
	if (fabs(m->score - d->score) > p->rebalance_score)
		return RV_S3_BY_SCORE;
	if (x->leaver)
		return RV_S3_BY_LEAVER;
	if (turnover(x) > p->rebalance_turnover)
		return RV_S3_BY_TURNOVER;
	if (exposure(d) > p->rebalance_exposure)
		return RV_S3_BY_EXPOSURE;
	return p->rebalance_days > 0 && d->close_ms - d->traded_ms >= p->rebalance_days * RV_DAY_MS
		       ? RV_S3_BY_CALENDAR
		       : RV_S3_KEPT;
}

/* ---- the day ---- */

/* There was a score once; a regime that is carried is known. */
static bool regime_known(const rv_ma_result *m)
{
	return m->state.regime != RV_MA_UNKNOWN || isfinite(m->score);
}

static void day_of_held(deciding *x)
{
	const rv_ma_result *m = &x->r->ma;
	x->day.did = RV_S3_FROZEN;
	if (!regime_known(m))
		return;
	if (!m->trading) {
		leave(x, RV_S3_ENDED, false);
		return;
	}
	if (!closes_known(x))
		return;
	drift(x);
	const rv_s3_did out = exit_of(x);
	if (out != RV_S3_KEPT) {
		leave(x, out, true);
		return;
	}
	const rv_s3_did did = rebalance_of(x);
	x->day.did = RV_S3_KEPT;
	if (did != RV_S3_KEPT)
		hold_target(x, did);
}

static void day_of_nothing(deciding *x)
{
	const rv_ma_result *m = &x->r->ma;
	rv_s3_day *d = &x->day;
	const bool known = regime_known(m);
	if ((known && !m->trading) ||
	    (d->out_ms != 0 && m->close_ms - d->out_ms >= x->p->reentry_days * RV_DAY_MS))
		d->out_ms = 0;
	d->did = !known		  ? RV_S3_LACKS
		 : !m->trading	  ? RV_S3_ASIDE
		 : d->out_ms != 0 ? RV_S3_WAITS
				  : RV_S3_LACKS;
	if (m->trading && d->out_ms == 0 && x->n > 0)
		enter(x);
}

/* ---- two days ---- */

static bool same(double a, double b)
{
	return memcmp(&a, &b, sizeof(a)) == 0; /* kept as they are, NaN too */
}

static bool same_legs(const rv_s3_day *a, const rv_s3_day *b)
{
	bool all = a->n == b->n;
	for (size_t k = 0; all && k < a->n; k++) {
		const rv_s3_leg *x = &a->legs[k], *y = &b->legs[k];
		all = strcmp(x->symbol, y->symbol) == 0 && same(x->weight, y->weight) &&
		      same(x->close, y->close) && same(x->beta_btc, y->beta_btc) &&
		      same(x->beta_eth, y->beta_eth);
	}
	return all;
}

static bool same_day(const rv_s3_day *a, const rv_s3_day *b)
{
	bool all = a->did == b->did && a->regime == b->regime && a->entry_ms == b->entry_ms &&
		   a->traded_ms == b->traded_ms && a->out_ms == b->out_ms &&
		   a->missing_days == b->missing_days && a->n_returns == b->n_returns &&
		   same(a->scale, b->scale) && same(a->score, b->score) && same(a->value, b->value);
	for (size_t i = 0; all && i < a->n_returns; i++)
		all = same(a->returns[i], b->returns[i]);
	return all && same_legs(a, b);
}

bool rv_s3_book_take(rv_s3_book *b, const rv_ma_params *p, const rv_universe_params *universe,
		     const rv_step_result *r)
{
	const int64_t close_ms = r->ma.close_ms;
	const bool begins = close_ms > b->now.close_ms;
	deciding x = { .p = p, .u = universe, .r = r, .day = begins ? b->now : b->before };
	if (close_ms <= 0 || close_ms < b->now.close_ms)
		return false;
	x.day.close_ms = close_ms;
	make_target(&x);
	if (x.day.n > 0)
		day_of_held(&x);
	else
		day_of_nothing(&x);
	const bool changed = begins || !same_day(&x.day, &b->now);
	if (begins)
		b->before = b->now;
	b->now = x.day;
	return changed;
}

/* ---- words ---- */

static const char *const did_texts[RV_S3_DID_N] = {
	[RV_S3_ASIDE] = "stands aside",
	[RV_S3_LACKS] = "enters when it can",
	[RV_S3_WAITS] = "waits after its exit",
	[RV_S3_ENTERED] = "entered",
	[RV_S3_KEPT] = "held",
	[RV_S3_FROZEN] = "held, a close or the regime is unknown",
	[RV_S3_BY_REGIME] = "rebalanced, another regime",
	[RV_S3_BY_SCORE] = "rebalanced by its score",
	[RV_S3_BY_LEAVER] = "rebalanced, a coin has no closes",
	[RV_S3_BY_TURNOVER] = "rebalanced by turnover",
	[RV_S3_BY_EXPOSURE] = "rebalanced by its exposure",
	[RV_S3_BY_CALENDAR] = "rebalanced by the calendar",
	[RV_S3_ENDED] = "ended by the regime",
	[RV_S3_STOPPED] = "stopped",
	[RV_S3_TOOK_PROFIT] = "profit taken",
	[RV_S3_TIMED_OUT] = "ended by time",
};

const char *rv_s3_did_text(rv_s3_did did)
{
	return (unsigned)did < RV_S3_DID_N ? did_texts[did] : "unknown";
}

bool rv_s3_did_trade(rv_s3_did did)
{
	return did == RV_S3_ENTERED || did >= RV_S3_BY_REGIME;
}
