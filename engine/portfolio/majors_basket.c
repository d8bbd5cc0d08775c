/* Majors against alts: filters, choice and weights of the basket; see majors_basket.h. */
#include "engine/portfolio/majors_basket.h"

#include "engine/market/returns.h"
#include "engine/portfolio/dual_beta.h"
#include "engine/stats/moments.h"
#include "engine/stats/pair.h"

#include <assert.h>
#include <math.h>

/* What the filters read of a coin: the newest bars of its window. */
typedef struct scan {
	const rv_ma_params *p;
	const rv_ma_features *f;
	const rv_frame *daily;
	rv_dual_factors factors;
} scan;

static bool enough_closes(const scan *s, size_t i)
{
	const double *close = rv_frame_close(s->daily, i);
	int n = 0;
	for (size_t t = s->daily->bars; t-- > 0 && n < s->p->beta_window;)
		n += rv_price_known(close[t]) ? 1 : 0;
	return n >= s->p->beta_window && s->daily->bars >= (size_t)s->p->beta_window;
}

/* Annualised sd of the returns between the newest vol_window closes. */
static double volatility(const scan *s, size_t i)
{
	const size_t n = (size_t)s->p->vol_window - 1;
	if (s->daily->bars < n)
		return NAN;
	const rv_moments m = rv_moments_of(rv_frame_simple(s->daily, i) + s->daily->bars - n, n);
	if (m.n < rv_ma_least(n))
		return NAN;
	return sqrt(m.m2 / (double)(m.n - 1)) * sqrt(s->p->annualization_days);
}

static double correlation(const scan *s, size_t i, size_t major)
{
	const size_t n = (size_t)s->p->beta_window - 1, from = s->daily->bars - n;
	if (major == SIZE_MAX)
		return NAN;
	return fabs(rv_corr(rv_frame_simple(s->daily, i) + from,
			    rv_frame_simple(s->daily, major) + from, n, (size_t)s->p->beta_min));
}

static double momentum(const scan *s, size_t i)
{
	const double *close = rv_frame_close(s->daily, i);
	const size_t k = (size_t)s->p->momentum_days, last = s->daily->bars - 1;
	if (last < k || !rv_price_known(close[last]) || !rv_price_known(close[last - k]))
		return NAN;
	return close[last] / close[last - k] - 1.0;
}

/* What a number that is not within its bounds is called: unknown comes first. */
static rv_ma_reason volatility_reason(double vol, double most)
{
	if (isnan(vol))
		return RV_MA_NO_VOL;
	if (vol < RV_SD_MIN)
		return RV_MA_CONSTANT;
	return vol <= most ? RV_MA_IN_BASKET : RV_MA_VOLATILE;
}

static rv_ma_reason momentum_reason(const scan *s, size_t i)
{
	const double m = momentum(s, i);
	if (isnan(m))
		return RV_MA_NO_MOMENTUM;
	return m >= s->p->min_momentum && m <= s->p->max_momentum ? RV_MA_IN_BASKET
								  : RV_MA_MOMENTUM_RANGE;
}

/* Comparisons are written so that an unknown number does not pass. */
static rv_ma_reason filter(const scan *s, rv_ma_candidate *c)
{
	const rv_ma_params *p = s->p;
	if (!rv_price_known(rv_frame_close(s->daily, c->index)[s->daily->bars - 1]))
		return RV_MA_NO_BAR;
	if (!enough_closes(s, c->index))
		return RV_MA_HISTORY;
	c->vol_ann = volatility(s, c->index);
	const rv_ma_reason vol = volatility_reason(c->vol_ann, p->max_vol);
	if (vol != RV_MA_IN_BASKET)
		return vol;
	const double corr =
		fmax(correlation(s, c->index, s->f->btc), correlation(s, c->index, s->f->eth));
	if (!(corr >= p->min_corr))
		return RV_MA_UNCORRELATED;
	const rv_ma_reason week = momentum_reason(s, c->index);
	if (week != RV_MA_IN_BASKET)
		return week;
	const rv_dual_beta b = rv_dual_beta_of(
		p, &s->factors, rv_frame_log(s->daily, c->index) + s->daily->bars - s->factors.n);
	if (!isfinite(b.btc) || !isfinite(b.eth))
		return RV_MA_NO_BETA;
	c->volume = s->f->volume[c->index];
	c->beta_btc = b.btc;
	c->beta_eth = b.eth;
	return RV_MA_IN_BASKET;
}

/* Keeps the k candidates of the largest volume, in name order; a tie goes to the earlier name. */
static size_t keep_top(rv_ma_candidate *c, size_t n, size_t k, rv_ma_reason *reason,
		       rv_ma_candidate *out)
{
	for (size_t i = 0; i < n; i++)
		reason[c[i].index] = RV_MA_NOT_IN_TOP;
	const size_t take = n < k ? n : k;
	for (size_t round = 0; round < take; round++) {
		size_t best = SIZE_MAX;
		for (size_t i = 0; i < n; i++) {
			if (reason[c[i].index] == RV_MA_NOT_IN_TOP &&
			    (best == SIZE_MAX || c[i].volume > c[best].volume))
				best = i;
		}
		reason[c[best].index] = RV_MA_IN_BASKET;
	}
	size_t m = 0;
	for (size_t i = 0; i < n; i++) {
		if (reason[c[i].index] == RV_MA_IN_BASKET)
			out[m++] = c[i];
	}
	return m;
}

static bool start_scan(scan *s)
{
	const size_t n = (size_t)s->p->beta_window - 1;
	if (s->f->btc == SIZE_MAX || s->f->eth == SIZE_MAX || s->daily->bars < n + 1)
		return false;
	rv_dual_factors_of(s->p, rv_frame_log(s->daily, s->f->btc) + s->daily->bars - n,
			   rv_frame_log(s->daily, s->f->eth) + s->daily->bars - n, &s->factors);
	return true;
}

size_t rv_ma_select(const rv_ma_params *p, const rv_ma_features *f, const rv_frame *daily,
		    rv_ma_reason *reason, rv_ma_candidate *work, rv_ma_candidate *out)
{
	scan s = { .p = p, .f = f, .daily = daily };
	const bool betas = start_scan(&s);
	size_t n = 0;
	for (size_t i = 0; i < f->n; i++) {
		reason[i] = f->reason[i];
		if (reason[i] != RV_MA_IN_BASKET)
			continue;
		work[n].index = i;
		reason[i] = betas ? filter(&s, &work[n]) : RV_MA_NO_BETA;
		n += reason[i] == RV_MA_IN_BASKET ? 1 : 0;
	}
	return keep_top(work, n, (size_t)p->basket_size, reason, out);
}

/* One level for those who are below the cap; false when it takes somebody above it. */
static bool fill_once(const double *w, size_t n, double cap, bool *capped, double *level)
{
	double left = 1.0, sum = 0.0;
	for (size_t i = 0; i < n; i++) {
		left -= capped[i] ? cap : 0.0;
		sum += capped[i] ? 0.0 : w[i];
	}
	*level = left / sum;
	bool fits = true;
	for (size_t i = 0; i < n; i++) {
		if (!capped[i] && w[i] * *level > cap) {
			capped[i] = true;
			fits = false;
		}
	}
	return fits;
}

void rv_ma_fill_weights(double *w, size_t n, double cap)
{
	bool capped[RV_MA_BASKET_MAX] = { false };
	double level = 0.0;
	assert(n <= RV_MA_BASKET_MAX);
	if ((double)n * cap <= 1.0) {
		for (size_t i = 0; i < n; i++)
			w[i] = cap;
		return;
	}
	/* At most n rounds: each but the last caps somebody, and n cap > 1 leaves somebody below.
	 */
	while (!fill_once(w, n, cap, capped, &level))
		;
	for (size_t i = 0; i < n; i++)
		w[i] = capped[i] ? cap : w[i] * level;
}
