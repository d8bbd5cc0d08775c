/*
 * The strategy majors-alts: the live book of S3 over history.
 *
 * The pass of a date is features and basket, as a live pass has them. The score and the regime come
 * from the features of the newest 400 dates, each as it was known at its own close: the bars that a
 * live frame has, with the parameters that are chosen now, so that what a person would see who had
 * started the desk with them is what is decided on.
 */
#include "engine/research/majors_internal.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What one thread needs for passes. */
typedef struct work {
	const majors *m;
	rv_frame *frame;
	rv_ma *ma;
} work;

static const char *const extra_names[] = {
	"breadth_median", "breadth_iqr", "breadth_slope5", "breadth_slope20", "dominance_d1",
	"dominance_d5",	  "skew_z3",	 "volume_z30",	   "volume_highs",    "momentum_3d_median",
	"btc_return_7d",  "n_alts",	 "score_raw",
};

enum { EXTRAS = sizeof(extra_names) / sizeof(extra_names[0]), EVALUATION_DAYS = 20 };

/* ---- open ---- */

static void name_features(rv_bt_result *r)
{
	for (int f = 0; f < RV_MA_FEATURES; f++) {
		const char *name = rv_ma_feature_name((rv_ma_feature)f);
		(void)snprintf(r->features[f], RV_BT_NAME, "raw_%.27s", name);
		(void)snprintf(r->features[RV_MA_FEATURES + f], RV_BT_NAME, "z_%.29s", name);
	}
	r->n_features = 2 * (size_t)RV_MA_FEATURES;
	for (size_t i = 0; i < EXTRAS; i++)
		(void)snprintf(r->features[r->n_features++], RV_BT_NAME, "%s", extra_names[i]);
}

static void name_values(rv_bt_result *r)
{
	static const char *const thresholds[] = { "low", "high", "strong_low", "strong_high" };
	for (int f = 0; f < RV_MA_FEATURES; f++)
		(void)snprintf(r->values[f], RV_BT_NAME, "weight_%.24s",
			       rv_ma_feature_name((rv_ma_feature)f));
	for (int i = MAJORS_LOW; i < MAJORS_VALUES; i++)
		(void)snprintf(r->values[i], RV_BT_NAME, "%s", thresholds[i - MAJORS_LOW]);
	r->n_values = MAJORS_VALUES;
}

void majors_name_regimes(const rv_ma_params *p, rv_bt_result *r)
{
	const bool three = p->n_regimes == 3;
	const int from = three ? RV_MA_WEAK_ALTS : RV_MA_STRONG_ALTS;
	const int to = three ? RV_MA_WEAK_MAJORS : RV_MA_STRONG_MAJORS;
	r->n_regimes = 0;
	for (int i = from; i <= to; i++)
		(void)snprintf(r->regimes[r->n_regimes++], RV_BT_NAME, "%s",
			       rv_ma_regime_name((rv_ma_regime)i, p->n_regimes));
}

int32_t majors_regime_index(const rv_ma_params *p, rv_ma_regime r)
{
	if (r == RV_MA_UNKNOWN)
		return -1;
	return (int32_t)r - (p->n_regimes == 3 ? RV_MA_WEAK_ALTS : RV_MA_STRONG_ALTS);
}

static void free_majors(void *self)
{
	majors *m = self;
	if (!m)
		return;
	for (size_t f = 0; f < RV_MA_FEATURES; f++)
		free(m->z[f]);
	free(m->gate);
	free(m->work);
	free(m->always.net);
	free(m->always.gross);
	free(m->always.rebuilt);
	free(m->r);
	free(m->unsup);
	rv_ma_free(m->ma);
	free(m);
}

static bool alloc_majors(majors *m)
{
	const size_t n = RV_STEP_DAILY_BARS + m->s.n_days, days = m->s.n_days;
	bool ok = true;
	for (size_t f = 0; f < RV_MA_FEATURES; f++) {
		m->z[f] = malloc(n * sizeof(double));
		ok = ok && m->z[f];
	}
	m->gate = malloc(n * sizeof(double));
	m->work = malloc(RV_MA_FEATURES * RV_STEP_DAILY_BARS * sizeof(double));
	m->always.net = malloc(days * sizeof(double));
	m->always.gross = calloc(days, sizeof(double));
	m->always.rebuilt = calloc(days, sizeof(double));
	m->r = calloc(1, sizeof(*m->r));
	for (size_t d = 0; m->always.net && d < days; d++)
		m->always.net[d] = NAN;
	return ok && m->gate && m->work && m->always.net && m->always.gross && m->always.rebuilt &&
	       m->r && rv_ma_new(1, RV_STEP_DAILY_BARS, &m->ma) == RV_OK;
}

/* The features of the dates up to day 0, by one run over a frame that reaches back far enough. */
static rv_status take_history(majors *m)
{
	const size_t bars = RV_STEP_DAILY_BARS + rv_ma_reach(&m->configured);
	const rv_ma_features *f = NULL;
	rv_frame *frame = NULL;
	rv_maf *maf = NULL;
	rv_status st = rv_frame_new(RV_MAX_SYMBOLS, bars, &frame);
	if (st == RV_OK)
		st = rv_maf_new(RV_MAX_SYMBOLS, bars, &maf);
	if (st == RV_OK)
		st = rv_cursor_frame(m->s.cursor, frame);
	if (st == RV_OK)
		st = rv_maf_run(maf, &m->configured, m->universe, frame, &f);
	if (st == RV_OK) {
		m->hist = f->bars < RV_STEP_DAILY_BARS ? f->bars : RV_STEP_DAILY_BARS;
		const size_t skip = f->bars - m->hist;
		for (size_t i = 0; i < RV_MA_FEATURES; i++)
			memcpy(m->z[i], f->z[i] + skip, m->hist * sizeof(double));
		memcpy(m->gate, f->gate + skip, m->hist * sizeof(double));
		m->n = m->hist;
	}
	rv_maf_free(maf);
	rv_frame_free(frame);
	return st;
}

static rv_status open_majors(const rv_strategy_setup *s, rv_bt_result *names, void **self,
			     rv_err *err)
{
	majors *m = calloc(1, sizeof(*m));
	if (!m)
		return RV_ENOMEM;
	m->s = *s;
	m->universe = &s->step->universe;
	m->configured = m->now = s->step->ma;
	rv_status st = alloc_majors(m) ? take_history(m) : RV_ENOMEM;
	if (st == RV_OK && m->hist == 0)
		st = rv_err_set(err, RV_ENOENT,
				"majors-alts: no daily bar has closed by the start");
	if (st != RV_OK) {
		free_majors(m);
		return st;
	}
	name_features(names);
	name_values(names);
	majors_name_regimes(&m->configured, names);
	*self = m;
	return RV_OK;
}

/* ---- passes ---- */

static void work_free(void *self)
{
	work *w = self;
	rv_frame_free(w->frame);
	rv_ma_free(w->ma);
	free(w);
}

static rv_status work_new(const void *self, void **out)
{
	work *w = calloc(1, sizeof(*w));
	if (!w)
		return RV_ENOMEM;
	w->m = self;
	rv_status st = rv_frame_new(RV_MAX_SYMBOLS, RV_STEP_DAILY_BARS, &w->frame);
	if (st == RV_OK)
		st = rv_ma_new(RV_MAX_SYMBOLS, RV_STEP_DAILY_BARS, &w->ma);
	if (st != RV_OK) {
		work_free(w);
		return st;
	}
	*out = w;
	return RV_OK;
}

static rv_status pass(void *self, const rv_cursor *c, void *out)
{
	work *w = self;
	const rv_status st = rv_cursor_frame(c, w->frame);
	return st == RV_OK ? rv_ma_run_day(w->ma, &w->m->configured, w->m->universe, w->frame, out)
			   : st;
}

/* ---- a day ---- */

static void append(majors *m, const rv_ma_result *pass)
{
	for (size_t f = 0; f < RV_MA_FEATURES; f++)
		m->z[f][m->n] = pass->features[f].z;
	m->gate[m->n++] = pass->extras.btc_return_7d;
}

/* The bars of a live frame that ends here: in its first ones no z can be known yet. */
static rv_status score_day(majors *m, rv_ma_result *out)
{
	const size_t bars = m->n < RV_STEP_DAILY_BARS ? m->n : RV_STEP_DAILY_BARS;
	const size_t from = m->n - bars, blind = (size_t)m->now.z_min - 1;
	rv_ma_features f = { .bars = bars, .gate = m->gate + from };
	for (size_t i = 0; i < RV_MA_FEATURES; i++) {
		f.z[i] = m->work + i * RV_STEP_DAILY_BARS;
		for (size_t t = 0; t < bars; t++)
			f.z[i][t] = t < blind ? (double)NAN : m->z[i][from + t];
	}
	return rv_ma_run_score(m->ma, &m->now, &f, out);
}

/* What the book reads of a pass; the coins of a frame are those of kind PERP, in name order. */
static void fill_step(majors *m, const rv_cursor *c)
{
	rv_step_result *r = m->r;
	r->n_daily = 0;
	r->asof_ms = r->bar_close_ms = rv_cursor_close_ms(c);
	for (size_t i = 0; i < rv_cursor_coins(c); i++) {
		if (rv_cursor_kind(c, i) != RV_KIND_PERP)
			continue;
		const char *name = rv_cursor_name(c, i);
		memcpy(r->daily_names[r->n_daily], name, strlen(name) + 1);
		r->daily_close[r->n_daily++] = rv_cursor_value(c, RV_PANEL_CLOSE, i, 0);
	}
}

static const char *why_of(rv_s3_did did)
{
	switch (did) {
	case RV_S3_ENDED:
		return "regime";
	case RV_S3_STOPPED:
		return "stop";
	case RV_S3_TOOK_PROFIT:
		return "profit";
	case RV_S3_TIMED_OUT:
		return "time";
	default:
		return "rebalanced";
	}
}

static void put_targets(const majors *m, rv_bt_decision *out)
{
	const rv_s3_day *d = &m->book.now;
	out->trades = rv_s3_did_trade(d->did) ? 1U : 0U;
	out->why[0] = why_of(d->did);
	for (size_t k = 0; k < d->n; k++) {
		const rv_s3_leg *l = &d->legs[k];
		rv_bt_target *t = &out->targets[out->n++];
		*t = (rv_bt_target){ .weight = d->scale * l->weight,
				     .beta_btc = l->beta_btc,
				     .beta_eth = l->beta_eth };
		memcpy(t->symbol, l->symbol, sizeof(t->symbol));
	}
}

static void put_features(const rv_ma_result *a, double *out)
{
	const rv_ma_extras *e = &a->extras;
	const double extras[EXTRAS] = {
		e->breadth_median,    e->breadth_iqr,	    e->breadth_slope5, e->breadth_slope20,
		e->dominance_change1, e->dominance_change5, e->skew_z3,	       e->volume_z30,
		e->volume_highs,      e->momentum_3d,	    e->btc_return_7d,  (double)a->n_alts,
		a->score_raw
	};
	for (size_t f = 0; f < RV_MA_FEATURES; f++) {
		out[f] = a->features[f].raw;
		out[RV_MA_FEATURES + f] = a->features[f].z;
	}
	memcpy(out + 2 * (size_t)RV_MA_FEATURES, extras, sizeof(extras));
}

static rv_status decide(void *self, const rv_bt_today *t, rv_bt_decision *out)
{
	majors *m = self;
	const rv_ma_result *basket = t->pass;
	append(m, basket);
	majors_always_day(m, t, basket);
	m->r->ma = *basket;
	const rv_status st = score_day(m, &m->r->ma);
	if (st != RV_OK)
		return st;
	fill_step(m, t->cursor);
	if (m->unsup)
		majors_unsup_day(m, t->day);
	out->regime = majors_regime_index(&m->configured, m->r->ma.state.regime);
	out->score = m->r->ma.score;
	out->always_on = m->always.net[t->day];
	put_features(&m->r->ma, out->features);
	if (!t->trading)
		return RV_OK;
	(void)rv_s3_book_take(&m->book, &m->now, m->universe, m->r);
	put_targets(m, out);
	return RV_OK;
}

/* The labels of the regimes look 20 days ahead, a position ends after hold_days. */
static int horizon(const rv_step_params *step)
{
	return step->ma.hold_days > EVALUATION_DAYS ? step->ma.hold_days : EVALUATION_DAYS;
}

static void apply(const rv_bt_choice *c, rv_step_params *step)
{
	majors_apply(c, &step->ma);
}

/* clang-format off */
#define SHARED						\
	.id = RV_BT_MAJORS_ALTS,			\
	.n_subs = 1,					\
	.subs = { "S3" },				\
	.pass_bytes = sizeof(rv_ma_result),		\
	.close = free_majors,				\
	.work_new = work_new,				\
	.work_free = work_free,				\
	.pass = pass,					\
	.decide = decide,				\
	.horizon = horizon

#define UNSUPERVISED					\
	SHARED,						\
	.fits = true,					\
	.sample = majors_unsup_sample,			\
	.train_begin = majors_unsup_train_begin,	\
	.train = majors_unsup_train,			\
	.choose = majors_unsup_choose
/* clang-format on */

const rv_strategy rv_strategy_majors_alts = { SHARED,
					      .open = open_majors,
					      .sample = majors_sample,
					      .train = majors_train,
					      .choose = majors_choose,
					      .apply = apply };
const rv_strategy rv_strategy_majors_kmeans = { UNSUPERVISED, .open = majors_unsup_open_kmeans };
const rv_strategy rv_strategy_majors_hmm = { UNSUPERVISED, .open = majors_unsup_open_hmm };
