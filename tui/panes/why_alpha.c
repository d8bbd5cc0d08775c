/* Why: factor model, signals, expected residual return and the weight that comes of it. */
#include <math.h>
#include <stdio.h>

#include "tui/labels.h"
#include "tui/panes/why.h"

static const char *pct(double v, int decimals, char buf[RV_FMT_TEXT])
{
	return rv_fmt_pct(v, decimals, buf);
}

static void write_dim(rv_writer *wr, const char *text)
{
	rv_write_item(wr, "", RV_ROLE_DIM, "", text);
}

/* r - beta BTC - beta ETH, with the coefficients that were used. */
static void write_residual(rv_writer *wr, const rv_why *y)
{
	const rv_idio_symbol *x = y->x.idio;
	const rv_idio_result *r = &y->v->scores.idio;
	char remark[256], own[RV_FMT_TEXT], a[RV_FMT_TEXT], b[RV_FMT_TEXT], e[RV_FMT_TEXT];
	const bool oos = y->v->params.idio.residual_mode == RV_RESIDUAL_OOS;

	rv_why_pct(wr, "residual", x->residual, 3,
		   oos ? "of the as-of day, by the betas of the day before" : "of the as-of day");
	if (!isfinite(x->residual))
		return;
	(void)snprintf(remark, sizeof(remark), "r %s - (%s) BTC %s - (%s) ETH %s%s%s",
		       pct(x->log_return, 3, own), rv_num_signed(x->used_btc, 3).s,
		       pct(r->return_btc, 3, b), rv_num_signed(x->used_eth, 3).s,
		       pct(r->return_eth, 3, e), oos ? "" : " - alpha ",
		       oos ? "" : pct(x->used_alpha, 3, a));
	write_dim(wr, remark);
}

/* What the two legs of the hedge receive: the betas of now, and the day's funding. */
static void write_carry(rv_writer *wr, const rv_why *y)
{
	const rv_idio_symbol *x = y->x.idio;
	const rv_idio_result *r = &y->v->scores.idio;
	char remark[256], own[RV_FMT_TEXT], b[RV_FMT_TEXT], e[RV_FMT_TEXT], age[RV_FMT_TEXT];

	(void)snprintf(remark, sizeof(remark), "-(%s) + (%s) BTC %s + (%s) ETH %s, a year / sigma",
		       pct(x->funding, 4, own), rv_num_signed(x->beta_btc, 3).s,
		       pct(r->funding_btc, 4, b), rv_num_signed(x->beta_eth, 3).s,
		       pct(r->funding_eth, 4, e));
	write_dim(wr, remark);
	(void)snprintf(remark, sizeof(remark), "funding of the day closed %s ago",
		       rv_fmt_age(y->s->utc_now + y->s->held_ms - r->close_ms, age));
	write_dim(wr, remark);
}

/* The raw signal before its z: averages of residuals over sigma. */
static void write_inputs(rv_writer *wr, const rv_why *y, rv_idio_signal f)
{
	const rv_idio_symbol *x = y->x.idio;
	const rv_idio_params *p = &y->v->params.idio;
	char remark[256], a[RV_FMT_TEXT], b[RV_FMT_TEXT];

	if (!isfinite(x->signal_raw[f]))
		return;
	if (f == RV_IDIO_MOMENTUM) {
		(void)snprintf(remark, sizeof(remark), "(EMA%s %s - EMA%s %s) of residuals / sigma",
			       rv_num_sig(p->ema_fast, 3).s, pct(x->ema_fast, 3, a),
			       rv_num_sig(p->ema_slow, 3).s, pct(x->ema_slow, 3, b));
		write_dim(wr, remark);
	} else if (f == RV_IDIO_MEAN_REVERSION) {
		(void)snprintf(remark, sizeof(remark), "-(residual %s - SMA%d %s) / sigma",
			       pct(x->residual, 3, a), p->sma, pct(x->sma, 3, b));
		write_dim(wr, remark);
	} else {
		write_carry(wr, y);
	}
}

static void write_signal(rv_writer *wr, const rv_idio_symbol *x, rv_idio_signal f)
{
	char remark[256], raw[32];

	(void)snprintf(raw, sizeof(raw), "%s", rv_num_signed(x->signal_raw[f], 6).s);
	(void)snprintf(remark, sizeof(remark), "z of raw %s over the active%s",
		       isfinite(x->signal_raw[f]) ? raw : "--",
		       f == RV_IDIO_CARRY && x->funding_partial ? ", funding scaled up" : "");
	rv_why_number(wr, rv_label_signal(f), x->signal[f], 3, remark);
}

/* The same if the day closed at the mid of now: for the eye, nothing is decided by it. */
static void write_open_day(rv_writer *wr, const rv_why *y)
{
	const rv_view_row *r = y->r;
	const rv_quoted q = rv_scene_mid(y->s, r);
	const bool known = r->has_open_day && isfinite(q.value);
	char remark[64], age[RV_FMT_TEXT];

	if (!known || !isfinite(r->open_day.residual_z))
		return;
	(void)snprintf(remark, sizeof(remark), "residual z if the day closed now, mid %s old",
		       rv_fmt_age(q.age_ms, age));
	rv_why_number(wr, "open day", r->open_day.residual_z, 3, remark);
	rv_why_number(wr, "open momentum", r->open_day.signal[RV_IDIO_MOMENTUM], 3, "likewise");
	rv_why_number(wr, "open reversion", r->open_day.signal[RV_IDIO_MEAN_REVERSION], 3,
		      "likewise");
}

void rv_why_model(rv_writer *wr, const rv_why *y)
{
	const rv_idio_symbol *x = y->x.idio;
	char remark[256];

	rv_write_heading(wr, "Factor model", "on BTC and ETH, daily");
	if (!x) {
		rv_write_item(wr, "beta", RV_ROLE_DIM, "--",
			      rv_scored_has_idio(y->v) ? "no daily bars of this symbol"
						       : "needs 31 daily bars of the market");
		return;
	}
	rv_why_as_of(wr, y->s, RV_INTERVAL_1D, y->v->scores.idio.close_ms);
	if (x->reason != RV_IDIO_OK)
		rv_write_item(wr, "model", RV_ROLE_WARN, "--", rv_label_idio_reason(x->reason));
	rv_why_pct(wr, "alpha", x->alpha, 3, "a day, intercept");
	(void)snprintf(remark, sizeof(remark), "hedged with %s BTC",
		       rv_num_signed(-x->hedge_btc, 3).s);
	rv_why_number(wr, "beta BTC", x->beta_btc, 3, isfinite(x->hedge_btc) ? remark : "");
	(void)snprintf(remark, sizeof(remark), "hedged with %s ETH",
		       rv_num_signed(-x->hedge_eth, 3).s);
	rv_why_number(wr, "beta ETH", x->beta_eth, 3, isfinite(x->hedge_eth) ? remark : "");
	write_residual(wr, y);
	rv_why_pct(wr, "sigma", x->idio_vol, 3, "of residuals, a day");
	rv_why_number(wr, "residual z", x->residual_z, 3, "residual / sigma");
	rv_why_pct(wr, "funding", x->funding, 4,
		   x->funding_partial ? "of the day, scaled up from 20 to 23 h" : "of the day");
	for (int f = 0; f < RV_IDIO_N; f++) {
		write_signal(wr, x, (rv_idio_signal)f);
		write_inputs(wr, y, (rv_idio_signal)f);
	}
	write_open_day(wr, y);
}

/* mu = sigma (w1 S1 + w2 S2 + w3 S3), with the numbers in it. */
static void write_alpha(rv_writer *wr, const rv_why *y)
{
	const rv_idio_symbol *x = y->x.idio;
	const rv_idio_result *r = &y->v->scores.idio;
	char value[RV_FMT_TEXT], remark[256], missing[RV_MISSING_TEXT];

	if (!isfinite(x->mu)) {
		rv_write_item(wr, "ALPHA", RV_ROLE_DIM, "--",
			      x->reason == RV_IDIO_FACTOR ? "is a factor: others are hedged with it"
			      : x->reason != RV_IDIO_OK	  ? rv_label_idio_reason(x->reason)
			      : x->active		  ? rv_scored_missing_signals(x, missing)
							  : "not in the universe");
		return;
	}
	(void)snprintf(value, sizeof(value), "%s bp", rv_num_signed(x->mu * 1e4, 2).s);
	(void)snprintf(remark, sizeof(remark), "a day: %s (%s x %s + %s x %s + %s x %s)",
		       rv_num_sig(x->idio_vol, 4).s, rv_num_sig(r->weights[0], 4).s,
		       rv_num_signed(x->signal[0], 3).s, rv_num_sig(r->weights[1], 4).s,
		       rv_num_signed(x->signal[1], 3).s, rv_num_sig(r->weights[2], 4).s,
		       rv_num_signed(x->signal[2], 3).s);
	rv_write_item(wr, "ALPHA", x->mu > 0 ? RV_ROLE_UP : RV_ROLE_DOWN, value, remark);
	rv_write_item(wr, "", RV_ROLE_DIM, "", "sigma (w S momentum + w S reversion + w S carry)");
	if (r->ridge_status != RV_RIDGE_OK)
		rv_write_item(wr, "weights", RV_ROLE_WARN, "!", rv_label_ridge_status(r));
}

static void write_weight(rv_writer *wr, const rv_idio_symbol *x, const rv_book_symbol *b,
			 const rv_book_result *book)
{
	char value[RV_FMT_TEXT], missing[RV_MISSING_TEXT];

	if (b->reason != RV_BOOK_IN) {
		rv_write_item(wr, "TARGET", RV_ROLE_DIM, "--",
			      x->reason == RV_IDIO_FACTOR ? "is a factor"
			      : b->reason == RV_BOOK_NO_SIGNAL
				      ? rv_scored_missing_signals(x, missing)
				      : rv_label_book_reason(b->reason));
		return;
	}
	(void)snprintf(value, sizeof(value), "%s bp", rv_num(b->cost * 1e4, 2).s);
	rv_write_item(wr, "cost", RV_ROLE_TEXT, isfinite(b->cost) ? value : "--",
		      "of trading, of the weight");
	rv_why_pct(wr, "cap", b->cap, 2, "of equity: position or liquidity");
	rv_why_pct(wr, "previous", b->previous, 2, "weight before");
	rv_why_pct(wr, "TARGET", b->weight, 3,
		   fabs(b->weight) > 0 ? "of equity" : rv_scored_zero_weight(book));
}

void rv_why_book(rv_writer *wr, const rv_why *y)
{
	const rv_book_result *b = &y->v->scores.book;

	rv_write_heading(wr, "Alpha and weight", "");
	if (!y->x.idio || !y->x.book) {
		rv_write_item(wr, "TARGET", RV_ROLE_DIM, "--",
			      y->x.idio ? "the optimizer has not run" : "no factor model yet");
		return;
	}
	rv_why_as_of(wr, y->s, RV_INTERVAL_1D, y->v->scores.idio.close_ms);
	write_alpha(wr, y);
	write_weight(wr, y->x.idio, y->x.book, b);
	if (y->x.book->reason != RV_BOOK_IN)
		return;
	rv_write_item(wr, "optimizer", b->status == RV_OPT_OPTIMAL ? RV_ROLE_GOOD : RV_ROLE_WARN,
		      b->status == RV_OPT_OPTIMAL ? "" : "!", rv_label_opt_status(b->status));
}
