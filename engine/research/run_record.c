/* What a run writes down of a day: the day, its sub-books, what is held; see run.h. */
#include "engine/research/run_internal.h"

#include "engine/market/returns.h"
#include "engine/stats/pair.h"
#include "engine/stats/rank.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { IC_DAYS = 7, IC_LEAST = 5 };

static const double MUSD = 1e6;

/* ---- the day ---- */

static void put_money(const run_state *x, rv_bt_day *d)
{
	const rv_account_day *t = rv_account_today(x->account);
	const double nav = x->nav * MUSD;
	d->nav = (double)t->nav / MUSD;
	d->price = (double)t->price / nav;
	d->funding = (double)t->funding / nav;
	d->fee = (double)t->fee / nav;
	d->slippage = (double)t->slippage / nav;
	d->settlement = (double)t->settlement / nav;
	d->net = d->nav / x->nav - 1.0;
	d->alt_turnover = t->turnover_alt / x->nav;
	d->major_turnover = t->turnover_major / x->nav;
	d->orders = t->orders;
	d->skipped = t->skipped;
	d->unfunded = t->unfunded;
}

static rv_status put_holds(const run_state *x, size_t day, rv_bt_day *d)
{
	const size_t rows = rv_panel_symbols(x->s->daily);
	rv_status st = RV_OK;
	for (size_t i = 0; i < rows && st == RV_OK; i++) {
		const double w = rv_account_net_weight(x->account, i);
		double btc = 0.0, eth = 0.0;
		if (!(fabs(w) > 0.0))
			continue;
		rv_account_betas(x->account, i, &btc, &eth);
		const bool major = i == x->btc || i == x->eth;
		d->coins++;
		*(major ? &d->major_gross : &d->alt_gross) += fabs(w);
		d->net_exposure += w;
		d->beta_btc += w * btc;
		d->beta_eth += w * eth;
		st = rv_bt_add_hold(x->r, &(rv_bt_hold){ (uint32_t)day, (uint32_t)i, w });
	}
	return st;
}

/* ---- sub-books ---- */

static void sub_exposures(const run_state *x, size_t sub, rv_bt_share *h, double *eth)
{
	const size_t rows = rv_panel_symbols(x->s->daily);
	*eth = 0.0;
	for (size_t i = 0; i < rows; i++) {
		const double w = rv_account_sub_weight(x->account, sub, i);
		double b = 0.0, e = 0.0;
		if (!(fabs(w) > 0.0))
			continue;
		rv_account_betas(x->account, i, &b, &e);
		h->gross += fabs(w);
		h->beta += w * b;
		*eth += w * e;
	}
}

static double known(double r)
{
	return isfinite(r) ? r : 0.0;
}

static rv_status put_share(run_state *x, size_t day, size_t sub)
{
	const rv_account_sub_day *t = rv_account_sub_today(x->account, sub);
	const bool traded = t->traded_usd > 0.0;
	rv_bt_share h = { .day = (uint32_t)day,
			  .net = (double)t->net / MUSD / x->nav,
			  .turnover = t->turnover / x->nav,
			  .ic = NAN,
			  .slippage_bps =
				  traded ? 1e4 * t->slippage_usd / t->traded_usd : (double)NAN };
	double eth = 0.0;
	/* price of what was held, less what its exposures of the close before explain */
	h.residual_alpha = (double)t->price / MUSD / x->nav -
			   x->beta_btc[sub] * known(x->r->return_btc[day]) -
			   x->beta_eth[sub] * known(x->r->return_eth[day]);
	(void)snprintf(h.sub, sizeof(h.sub), "%s", x->st->subs[sub]);
	sub_exposures(x, sub, &h, &eth);
	x->beta_btc[sub] = h.beta;
	x->beta_eth[sub] = eth;
	return rv_bt_add_share(x->r, &h);
}

rv_status run_record_day(run_state *x, size_t day)
{
	rv_bt_day d = { .close_ms = rv_panel_open_ms(x->s->daily, x->col0 + day) + RV_DAY_MS,
			.window = x->window == SIZE_MAX ? -1 : (int32_t)x->window,
			.oos = x->walk.on && x->window != SIZE_MAX,
			.regime = x->regime,
			.score = x->score,
			.vol_scale = x->risk.vol_scale };
	put_money(x, &d);
	rv_status st = put_holds(x, day, &d);
	for (size_t s = 0; s < x->st->n_subs && st == RV_OK; s++)
		st = put_share(x, day, s);
	if (st == RV_OK)
		st = rv_bt_add_day(x->r, &d);
	x->nav = d.nav;
	return st;
}

/* ---- coins ---- */

/* Rows of the panel become the coins that were ever held, in name order. */
rv_status run_finish_holds(run_state *x)
{
	rv_bt_result *r = x->r;
	const size_t rows = rv_panel_symbols(x->s->daily);
	uint32_t *index = calloc(rows + 1, sizeof(*index));
	r->coins = calloc(rows + 1, sizeof(*r->coins));
	if (!index || !r->coins) {
		free(index);
		return RV_ENOMEM;
	}
	for (size_t k = 0; k < r->n_holds; k++)
		index[r->holds[k].coin] = 1;
	for (size_t i = 0; i < rows; i++) {
		if (index[i] == 0)
			continue;
		index[i] = (uint32_t)r->n_coins;
		(void)snprintf(r->coins[r->n_coins++], RV_SYMBOL_MAX, "%s",
			       rv_panel_name(x->s->daily, i));
	}
	for (size_t k = 0; k < r->n_holds; k++)
		r->holds[k].coin = index[r->holds[k].coin];
	free(index);
	return RV_OK;
}

/* ---- what scores were worth ---- */

rv_status run_keep_scores(run_state *x, size_t day)
{
	const rv_bt_decision *d = x->decision;
	if (x->n_scores + d->n_scores > x->cap_scores) {
		const size_t cap = 2 * (x->n_scores + d->n_scores);
		run_score *grown = realloc(x->scores, cap * sizeof(*grown));
		if (!grown)
			return RV_ENOMEM;
		x->scores = grown;
		x->cap_scores = cap;
	}
	for (size_t k = 0, row = 0; k < d->n_scores; k++) {
		row = rv_panel_find_near(x->s->daily, d->scores[k].symbol, row + 1);
		if (row != SIZE_MAX && d->scores[k].sub < x->st->n_subs)
			x->scores[x->n_scores++] = (run_score){ (uint32_t)day, d->scores[k].sub,
								(uint32_t)row, d->scores[k].score };
	}
	return RV_OK;
}

/* The days after day that the run has, at most IC_DAYS ahead: NaN when there are fewer. */
static double ahead(const run_state *x, const run_score *s)
{
	if (s->day + IC_DAYS >= x->n_days)
		return NAN;
	const double *close = rv_panel_row(x->s->daily, RV_PANEL_CLOSE, s->row) + x->col0;
	return rv_simple_return(close[s->day], close[s->day + IC_DAYS]);
}

/* Of one day and sub-book: scores [n] that follow each other. work [4 n], order [2 (n + 1)]. */
static double ic_of(const run_state *x, const run_score *s, size_t n, double *work,
		    rv_ranked *order)
{
	double *score = work, *later = work + n, *a = work + 2 * n, *b = work + 3 * n;
	size_t k = 0;
	for (size_t i = 0; i < n; i++) {
		const double r = ahead(x, &s[i]);
		if (!isfinite(r) || !isfinite(s[i].score))
			continue;
		score[k] = s[i].score;
		later[k++] = r;
	}
	if (k < IC_LEAST)
		return NAN;
	(void)rv_rank_average_of_many(score, k, order, a);
	(void)rv_rank_average_of_many(later, k, order, b);
	return rv_corr(a, b, k, IC_LEAST);
}

static int by_day_and_sub(const void *a, const void *b)
{
	const run_score *x = a, *y = b;
	if (x->day != y->day)
		return x->day < y->day ? -1 : 1;
	if (x->sub != y->sub)
		return x->sub < y->sub ? -1 : 1;
	return x->row < y->row ? -1 : x->row > y->row;
}

static bool in_order(const run_score *s, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		if (by_day_and_sub(&s[i - 1], &s[i]) > 0)
			return false;
	}
	return true;
}

rv_status run_ic(run_state *x)
{
	double *work = calloc(4 * (size_t)RV_BT_TARGETS, sizeof(*work));
	rv_ranked *order = calloc(2 * ((size_t)RV_BT_TARGETS + 1), sizeof(*order));
	if (!work || !order) {
		free(work);
		free(order);
		return RV_ENOMEM;
	}
	if (!in_order(x->scores, x->n_scores))
		qsort(x->scores, x->n_scores, sizeof(*x->scores), by_day_and_sub);
	for (size_t from = 0, to = 0; from < x->n_scores; from = to) {
		const run_score *s = &x->scores[from];
		while (to < x->n_scores && x->scores[to].day == s->day &&
		       x->scores[to].sub == s->sub)
			to++;
		/* shares: n_subs a day, day by day */
		x->r->shares[s->day * x->st->n_subs + s->sub].ic =
			ic_of(x, s, to - from, work, order);
	}
	free(work);
	free(order);
	return RV_OK;
}
