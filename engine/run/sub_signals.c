/* What the system of a sub-book says of a coin; see sub_signals.h. */
#include "engine/run/sub_signals.h"

#include "engine/base/timefmt.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* What does not fit is left out. */
static void add(char out[RV_SUB_SIGNALS_TEXT], const char *fmt, ...) RV_PRINTF(2, 3);

static void add(char out[RV_SUB_SIGNALS_TEXT], const char *fmt, ...)
{
	const size_t at = strlen(out);
	va_list ap;
	va_start(ap, fmt);
	(void)vsnprintf(out + at, RV_SUB_SIGNALS_TEXT - at, fmt, ap);
	va_end(ap);
}

typedef struct number {
	char s[24];
} number;

static number plus(double v, int decimals)
{
	number t = { "--" };
	if (isfinite(v))
		(void)snprintf(t.s, sizeof(t.s), "%+.*f", decimals, v);
	return t;
}

/* Of the bar, not of the midnight that ends it. */
static const char *day_of(int64_t close_ms, char out[RV_TIME_TEXT])
{
	return rv_time_format_date(close_ms - RV_DAY_MS, out);
}

/* ---- S5 ---- */

/* NULL: it is not an asset of the optimizer. */
static const rv_book_symbol *s5_asset(const rv_sub_signals *x, const char *symbol)
{
	const size_t i = rv_step_find_daily(x->pass, symbol);
	if (!x->s5 || i >= x->s5->n || x->s5->symbols[i].reason != RV_BOOK_IN)
		return NULL;
	return &x->s5->symbols[i];
}

double rv_sub_edge(const rv_sub_signals *x, rv_sub s, const char *symbol)
{
	const rv_book_symbol *b = s == RV_SUB_S5 ? s5_asset(x, symbol) : NULL;
	return b ? b->mu * rv_opt_horizon(&x->params->opt) : (double)NAN;
}

/* mu as it is made: sigma times the weighted signals, and a day's carry where that is added. */
static void s5_parts(const rv_sub_signals *x, const rv_book_symbol *b, const rv_idio_symbol *q,
		     char *out)
{
	static const char *const names[RV_IDIO_N] = { "mom", " mr", " carry" };
	const bool by_hand = x->s5 == &x->pass->weighed_book;
	const double *w = by_hand ? x->pass->factor_weights : x->pass->idio.weights;
	double sum = 0.0;
	add(out, "alpha %s bp a day = sigma %.0f * (", plus(b->mu * 1e4, 1).s, q->idio_vol * 1e4);
	for (int k = 0; k < RV_IDIO_N; k++) {
		add(out, "%s %s*%.2g", names[k], plus(q->signal[k], 2).s, w[k]);
		sum += q->idio_vol * w[k] * q->signal[k];
	}
	add(out, ")");
	if (x->params->opt.add_carry_to_mu)
		add(out, " and a day's carry %s", plus((b->mu - sum) * 1e4, 1).s);
	if (by_hand)
		add(out, ", weights by hand");
}

static void s5_words(const rv_sub_signals *x, const char *symbol, char *out)
{
	const size_t i = rv_step_find_daily(x->pass, symbol);
	const rv_book_symbol *b = s5_asset(x, symbol);
	const double days = rv_opt_horizon(&x->params->opt);
	if (!b || i >= x->pass->idio.n) {
		add(out, "alpha unknown");
		if (x->s5 && i < x->s5->n && !b)
			add(out, ", %s", rv_book_reason_text(x->s5->symbols[i].reason));
		return;
	}
	s5_parts(x, b, &x->pass->idio.symbols[i], out);
	if (days > 1.0)
		add(out, " for %.2g d", days);
	if (x->s5->status == RV_OPT_NO_EDGE)
		add(out, ", no edge: it unwinds");
}

/* ---- S4 ---- */

static bool is_of(const rv_bb_position *q, rv_sub s, const char *symbol)
{
	return rv_sub_of_bucket(q->bucket) == s &&
	       (strcmp(q->symbol, symbol) == 0 || strcmp(q->hedge_symbol, symbol) == 0);
}

static double pair_z(const rv_bucket_result *r, const char *name)
{
	for (size_t k = 0; k < r->n_pairs; k++) {
		if (strcmp(r->pairs[k].name, name) == 0)
			return r->pairs[k].z;
	}
	return NAN;
}

/* The score that its bucket enters and leaves by, as it is now. */
static void s4_score(const rv_sub_signals *x, const rv_bb_position *q, char *out)
{
	const rv_bucket_result *r = &x->pass->buckets;
	const size_t i = rv_step_find_daily(x->pass, q->symbol);
	const rv_bucket_symbol *now = i < r->n ? &r->symbols[i] : NULL;
	if (q->bucket == RV_BUCKET_MOMENTUM)
		add(out, "CM %s M7 %s %%", plus(now ? now->cm : (double)NAN, 2).s,
		    plus(now ? now->m[0] * 100.0 : (double)NAN, 1).s);
	else if (q->bucket == RV_BUCKET_RESIDUAL)
		add(out, "residual Z %s", plus(now ? now->residual_z : (double)NAN, 2).s);
	else if (q->bucket == RV_BUCKET_MEAN_REVERSION)
		add(out, "Z7 %s", plus(now ? now->z[0] : (double)NAN, 2).s);
	else
		add(out, "%s Z %s", q->name, plus(pair_z(r, q->name), 2).s);
}

static void s4_position(const rv_sub_signals *x, const rv_bb_position *q, char *out)
{
	char date[RV_TIME_TEXT];
	const double leverage = x->pass->buckets.leverage_factor;
	s4_score(x, q, out);
	if (q->opened_ms == x->pass->buckets.close_ms)
		add(out, ", enters");
	else
		add(out, ", entered at %s %s on %s", q->bucket == RV_BUCKET_MOMENTUM ? "Z7" : "Z",
		    plus(q->z, 2).s, day_of(q->opened_ms, date));
	if (leverage < q->leverage)
		add(out, ", x%.2f by the leverage factor", leverage / q->leverage);
}

/* "model S4m SOL: exit, signal (no order)": what the day has ended, by its name in the book. */
static const char *ended(const rv_sub_signals *x, rv_sub s, const char *name)
{
	char head[2 * RV_SYMBOL_MAX + 32];
	const int n = snprintf(head, sizeof(head), "model %s %s: ", rv_sub_name(s), name);
	for (size_t k = 0; k < x->s4_changes->n; k++) {
		if (strncmp(x->s4_changes->text[k], head, (size_t)n) == 0)
			return x->s4_changes->text[k] + n;
	}
	return NULL;
}

static const char *s4_ended(const rv_sub_signals *x, rv_sub s, const char *symbol)
{
	const rv_bucket_result *r = &x->pass->buckets;
	const char *text = ended(x, s, symbol);
	for (size_t k = 0; s == RV_SUB_S4P && !text && k < r->n_pairs; k++) {
		const rv_bucket_pair *q = &r->pairs[k];
		if ((q->x < x->pass->n_daily && strcmp(x->pass->daily_names[q->x], symbol) == 0) ||
		    (q->y < x->pass->n_daily && strcmp(x->pass->daily_names[q->y], symbol) == 0))
			text = ended(x, s, q->name);
	}
	return text;
}

static void s4_words(const rv_sub_signals *x, rv_sub s, const char *symbol, char *out)
{
	size_t more = 0;
	for (size_t k = 0; k < x->s4->n; k++) {
		if (!is_of(&x->s4->positions[k], s, symbol))
			continue;
		if (more++ == 0)
			s4_position(x, &x->s4->positions[k], out);
	}
	if (more > 1)
		add(out, " and %zu more", more - 1);
	if (more > 0)
		return;
	const char *text = s4_ended(x, s, symbol), *end = text ? strstr(text, " (no order)") : NULL;
	if (text)
		add(out, "%.*s", (int)(end ? (size_t)(end - text) : strlen(text)), text);
	else if (s == RV_SUB_S4R && strcasecmp(symbol, x->params->buckets.benchmark) == 0)
		add(out, "against the betas of its positions");
	else
		add(out, "no position in its book");
}

/* ---- S3 ---- */

/* Of the neutral book at scale 1; NaN: it is not in it. */
static double s3_weight(const rv_sub_signals *x, const char *symbol)
{
	const rv_ma_result *m = &x->pass->ma;
	const rv_universe_params *u = &x->params->universe;
	for (size_t k = 0; k < m->n_basket; k++) {
		if (strcmp(x->pass->daily_names[m->basket[k].index], symbol) == 0)
			return m->basket[k].weight;
	}
	if (u->n_factors > 0 && strcasecmp(u->factors[0], symbol) == 0)
		return m->weight_btc;
	return u->n_factors > 1 && strcasecmp(u->factors[1], symbol) == 0 ? m->weight_eth
									  : (double)NAN;
}

static void s3_words(const rv_sub_signals *x, const char *symbol, char *out)
{
	const rv_ma_result *m = &x->pass->ma;
	const double weight = s3_weight(x, symbol);
	add(out, "%s score %s scale %.2f%s", rv_ma_regime_name(m->state.regime, m->n_regimes),
	    plus(m->score, 2).s, x->s3_scale, fabs(x->s3_scale - m->scale) > 0.0 ? " by hand" : "");
	if (isfinite(weight))
		add(out, ", weight %s %%", plus(weight * 100.0, 2).s);
	else
		add(out, ", not in its basket");
}

const char *rv_sub_words(const rv_sub_signals *x, rv_sub s, const char *symbol,
			 char out[RV_SUB_SIGNALS_TEXT])
{
	out[0] = '\0';
	if (s == RV_SUB_S5)
		s5_words(x, symbol, out);
	else if (s == RV_SUB_S3)
		s3_words(x, symbol, out);
	else if (s == RV_SUB_S4M || s == RV_SUB_S4R || s == RV_SUB_S4MR || s == RV_SUB_S4P)
		s4_words(x, s, symbol, out);
	return out;
}
