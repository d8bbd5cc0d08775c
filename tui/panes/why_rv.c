/* Why: how the relative momentum score of a symbol is made, term by term. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tui/fmt.h"
#include "tui/paint.h"
#include "tui/panes/why.h"

/* One weighted term: its share of the raw score, and what it is made of. */
static void term(rv_writer *wr, const char *name, double value, double weight, double input,
		 const char *input_name)
{
	char text[RV_FMT_TEXT], in[RV_FMT_TEXT], remark[128];

	if (isfinite(input))
		(void)snprintf(remark, sizeof(remark), "%s x %s %s", rv_num(weight, 2).s,
			       input_name, rv_fmt_pct(input, 3, in));
	else
		(void)snprintf(remark, sizeof(remark), "%s not available", input_name);
	rv_write_item(wr, name, rv_sign_role(value), rv_fmt_pct(value, 3, text), remark);
}

/* +S for the long side, -S for the other, nothing for neither: the sign is the term's own. */
static void spread_term(rv_writer *wr, const rv_view *v, rv_spread k, double value)
{
	const rv_view_spread *sp = &v->spreads[k];
	char remark[128], in[RV_FMT_TEXT], text[RV_FMT_TEXT];

	if (!sp->available)
		(void)snprintf(remark, sizeof(remark), "spread not available");
	else if (!(value > 0) && !(value < 0))
		(void)snprintf(remark, sizeof(remark), "not in this spread");
	else
		(void)snprintf(remark, sizeof(remark), "%c%s x %s",
			       (value > 0) == (sp->cum > 0) ? '+' : '-', rv_num(v->weights[k], 2).s,
			       rv_fmt_pct(sp->cum, 3, in));
	rv_write_item(wr, rv_spread_name(k), rv_sign_role(value), rv_fmt_pct(value, 3, text),
		      remark);
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
	term(wr, "own (weighted)", r->term_own, v->weights[3], r->momentum - v->mean_momentum,
	     "excess");
	rv_write_item(wr, "raw", RV_ROLE_TEXT, rv_fmt_pct(r->rv_raw, 3, text), "sum of the terms");
	if (v->mode == RV_RVM_ZSCORE) {
		double mean, sd;
		raw_spread(v, &mean, &sd);
		rv_write_item(wr, "mean of raw", RV_ROLE_DIM, rv_fmt_pct(mean, 3, text),
			      "all with a score");
		rv_write_item(wr, "sd of raw", RV_ROLE_DIM, rv_fmt_pct(sd, 3, text), "");
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
