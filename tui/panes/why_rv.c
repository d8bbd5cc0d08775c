/* Why: how the relative momentum score of a symbol is made, term by term. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "tui/fmt.h"
#include "tui/paint.h"
#include "tui/panes/why.h"

/* Terms are log returns, or numbers of their own deviations where the profile divides them. */
static const char *share(const rv_view *v, double x, char buf[RV_FMT_TEXT])
{
	return v->scores.rvm.divided ? rv_fmt_signed(x, 3, buf) : rv_fmt_pct(x, 3, buf);
}

/* " / sd 1.234%", or nothing where terms are not divided. */
static const char *divisor(const rv_view *v, double sd, char buf[RV_FMT_TEXT])
{
	buf[0] = '\0';
	if (v->scores.rvm.divided && isfinite(sd))
		(void)snprintf(buf, RV_FMT_TEXT, " / sd %s%%", rv_num(100.0 * sd, 2).s);
	else if (v->scores.rvm.divided)
		(void)snprintf(buf, RV_FMT_TEXT, " / sd unknown");
	return buf;
}

/* Weight of the own term: a coin in no basket and no leg of the pair may have one of its own. */
static double own_weight(const rv_view *v, const rv_view_row *r)
{
	const double alone = v->params.rvm.unlisted_own_weight;
	const bool listed = r->baskets != 0 ||
			    0 == strcasecmp(r->symbol, v->params.baskets.pair_long) ||
			    0 == strcasecmp(r->symbol, v->params.baskets.pair_short);

	return alone > 0.0 && !listed ? alone : v->weights[3];
}

/* One weighted term: its share of the raw score, and what it is made of. */
static void own_term(rv_writer *wr, const rv_view *v, const rv_view_row *r)
{
	const double excess = r->momentum - v->mean_momentum;
	const double sd =
		r->signal < v->scores.rvm.n ? v->scores.rvm.symbols[r->signal].sd_own : (double)NAN;
	char text[RV_FMT_TEXT], in[RV_FMT_TEXT], by[RV_FMT_TEXT], remark[128];

	if (isfinite(excess))
		(void)snprintf(remark, sizeof(remark), "%s x excess %s%s",
			       rv_num(own_weight(v, r), 2).s, rv_fmt_pct(excess, 3, in),
			       divisor(v, sd, by));
	else
		(void)snprintf(remark, sizeof(remark), "excess not available");
	rv_write_item(wr, "own (weighted)", rv_sign_role(r->term_own), share(v, r->term_own, text),
		      remark);
}

/* +S for the long side, -S for the other, nothing for neither: the sign is the term's own. */
static void spread_term(rv_writer *wr, const rv_view *v, rv_spread k, double value)
{
	const rv_view_spread *sp = &v->spreads[k];
	char remark[128], in[RV_FMT_TEXT], by[RV_FMT_TEXT], text[RV_FMT_TEXT];

	if (!sp->available)
		(void)snprintf(remark, sizeof(remark), "spread not available");
	else if (!(value > 0) && !(value < 0))
		(void)snprintf(remark, sizeof(remark), "not in this spread");
	else
		(void)snprintf(remark, sizeof(remark), "%c%s x %s%s",
			       (value > 0) == (sp->cum > 0) ? '+' : '-', rv_num(v->weights[k], 2).s,
			       rv_fmt_pct(sp->cum, 3, in),
			       divisor(v, v->scores.rvm.spread_sd[k], by));
	rv_write_item(wr, rv_spread_name(k), rv_sign_role(value), share(v, value, text), remark);
}

/* Mean and sd0 of raw over the symbols with a score: what z is measured by. */
static void raw_spread(const rv_view *v, double *mean, double *sd)
{
	double sum = 0.0, squares = 0.0;
	size_t n = 0;

	for (size_t i = 0; i < v->n_rows; i++) {
		if (v->rows[i].rv_available) {
			sum += v->rows[i].rv_raw;
			n++;
		}
	}
	*mean = n ? sum / (double)n : (double)NAN;
	for (size_t i = 0; i < v->n_rows; i++) {
		const double d = v->rows[i].rv_raw - *mean;
		squares += v->rows[i].rv_available ? d * d : 0.0;
	}
	*sd = n ? sqrt(squares / (double)n) : (double)NAN;
}

static void write_score(rv_writer *wr, const rv_view *v, const rv_view_row *r)
{
	char text[RV_FMT_TEXT], remark[96];

	spread_term(wr, v, RV_SPREAD_BTC_VS_ETH, r->term_pair);
	spread_term(wr, v, RV_SPREAD_L1_VS_ALT, r->term_l1_alt);
	spread_term(wr, v, RV_SPREAD_MEME_VS_REST, r->term_meme_rest);
	own_term(wr, v, r);
	rv_write_item(wr, "raw", RV_ROLE_TEXT, share(v, r->rv_raw, text), "sum of the terms");
	if (v->mode == RV_RVM_ZSCORE) {
		double mean, sd;
		raw_spread(v, &mean, &sd);
		rv_write_item(wr, "mean of raw", RV_ROLE_DIM, share(v, mean, text),
			      "all with a score");
		rv_write_item(wr, "sd of raw", RV_ROLE_DIM, share(v, sd, text), "");
		rv_write_item(wr, "z", RV_ROLE_TEXT, rv_fmt_signed(r->rv_z, 3, text),
			      "(raw - mean) / sd");
		(void)snprintf(remark, sizeof(remark), "%s x tanh(z/2)",
			       rv_num_sig(v->max_abs_score, 3).s);
	} else {
		(void)snprintf(remark, sizeof(remark), "rank among %zu", v->n_available);
	}
	rv_write_item(wr, "RV", rv_sign_role(r->rv), rv_fmt_signed(r->rv, 4, text), remark);
}

/* The open bar moves with the market: as fresh as its candle, unknown when that is down. */
static void write_forming(rv_writer *wr, const rv_scene *s, const rv_view_row *r)
{
	const rv_quoted q = rv_scene_row_quote(s, r, r->rv_forming, r->candle_at, "candle");
	char text[RV_FMT_TEXT], age[RV_FMT_TEXT], remark[64];

	if (r->delisted || (isnan(q.value) && q.age_ms < 0)) {
		rv_write_item(wr, "RV forming", RV_ROLE_DIM, "--",
			      r->delisted ? "delisted" : "no open bar seen");
		return;
	}
	(void)snprintf(remark, sizeof(remark), "with the open bar, %s old",
		       rv_fmt_age(q.age_ms, age));
	rv_write_item(wr, "RV forming", isnan(q.value) ? RV_ROLE_DIM : rv_sign_role(q.value),
		      rv_fmt_signed(q.value, 4, text), remark);
}

void rv_why_rv(rv_writer *wr, const rv_why *y)
{
	const rv_view *v = y->v;
	const rv_view_row *r = y->r;
	char text[RV_FMT_TEXT], remark[128];

	rv_write_heading(wr, "Relative momentum", "");
	rv_why_as_of(wr, y->s, v->interval, v->bar_close_ms);
	(void)snprintf(text, sizeof(text), "%zu", r->n_returns);
	(void)snprintf(remark, sizeof(remark), "of %d, half-life %s bars", v->lookback_bars,
		       rv_num_sig(v->half_life_bars, 4).s);
	rv_write_item(wr, "returns", RV_ROLE_TEXT, text, remark);
	if (r->rv_available)
		write_score(wr, v, r);
	else
		rv_write_item(wr, "RV", RV_ROLE_DIM, "--", "too few returns at the as-of bar");
	write_forming(wr, y->s, r);
}
