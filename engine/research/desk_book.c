/*
 * The strategy book: what the desk's one book would have traded at each daily close.
 *
 * The same calls as a running desk makes: a pass with what S5 holds, rv_book_now_run over what the
 * account holds, its legs filled at the close, and the hedge of what is held then as orders of its
 * own. Nothing is chosen here. What differs from a running desk: docs/backtest.md, "The whole
 * book".
 */
#include "engine/research/desk_book.h"
#include "engine/research/majors_internal.h"
#include "engine/run/book_now.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SUBS = RV_SUB_H + 1, DECIMALS_MOST = 6 };

_Static_assert((int)SUBS <= (int)RV_BT_SUBS, "the desk's sub-books are those of the account");

static const char *const extra_names[] = { "g",	       "gross",		  "net",      "legs",
					   "deferred", "leverage_factor", "avg_corr", "risk_off",
					   "s3_score", "halved" };

enum { EXTRAS = sizeof(extra_names) / sizeof(extra_names[0]) };

typedef struct desk_book {
	rv_strategy_setup s;
	/* of an account as large as the run's at its start; of a recorded close as configured */
	rv_step_params params;
	const rv_decision *recorded; /* NULL: a backtest */
	const rv_panel *hours;	     /* of a recorded close */
	rv_step *step;
	rv_step_result *r;
	rv_book_now *now;
	uint64_t passes;
	/* drawdown circuits: what each sub-book is worth, 1 at its beginning */
	rv_risk_view *risk;
	rv_drawdown circuits[RV_SUB_H];
	double index[RV_SUB_H], earned[RV_SUB_H], nav;
	double capital[RV_SUB_H];
	size_t n;
	rv_book_coin coins[RV_MAX_SYMBOLS];
	double (*returns)[RV_BOOK_RETURNS];
} desk_book;

/* ---- open ---- */

static void name_result(const desk_book *b, rv_bt_result *r)
{
	majors_name_regimes(&b->params.ma, r);
	for (size_t i = 0; i < EXTRAS; i++)
		(void)snprintf(r->features[r->n_features++], RV_BT_NAME, "%s", extra_names[i]);
	for (int s = 0; s < RV_SUB_H; s++)
		(void)snprintf(r->features[r->n_features++], RV_BT_NAME, "wants_%s",
			       rv_sub_name((rv_sub)s));
}

static void close_book(void *self)
{
	desk_book *b = self;
	if (!b)
		return;
	rv_book_now_free(b->now);
	rv_step_free(b->step);
	free(b->r);
	free(b->risk);
	free(b->returns);
	free(b);
}

static void begin_circuits(desk_book *b, const rv_book_params *p)
{
	b->risk->present = true;
	b->nav = b->s.nav_usd;
	for (int s = 0; s < RV_SUB_H; s++) {
		b->index[s] = 1.0;
		b->capital[s] = s == RV_SUB_S5	 ? p->net.capital_s5
				: s == RV_SUB_S3 ? p->net.capital_s3
						 : p->net.capital_s4;
		b->risk->subs[s] =
			(rv_risk_sub){ .licence = rv_book_licence_of(p->licence[s], false),
				       .value = 1.0,
				       .factor = 1.0,
				       .p95 = NAN };
	}
}

static rv_status alloc_book(desk_book *b, const rv_book_params *p)
{
	b->r = calloc(1, sizeof(*b->r));
	b->risk = calloc(1, sizeof(*b->risk));
	b->returns = calloc(RV_MAX_SYMBOLS, sizeof(*b->returns));
	if (!b->r || !b->risk || !b->returns)
		return RV_ENOMEM;
	const rv_status st = rv_step_new(&b->params, &b->step);
	return st == RV_OK ? rv_book_now_new(p, &b->now) : st;
}

static rv_status open_with(const rv_strategy_setup *s, bool recorded, rv_bt_result *names,
			   void **self, rv_err *err)
{
	desk_book *b = calloc(1, sizeof(*b));
	rv_book_params p;
	if (!b)
		return RV_ENOMEM;
	rv_book_params_default(&p);
	if (s->more)
		p = *(const rv_book_params *)s->more;
	b->s = *s;
	b->params = *s->step;
	if (!recorded) {
		p.margin_after = 0.0; /* no history of leverage limits and margin tables */
		b->params.equity_usd = b->params.opt.equity_usd = b->params.buckets.equity_usd =
			s->nav_usd;
	}
	const char *wrong = rv_book_params_error(&p);
	const rv_status st =
		wrong ? rv_err_set(err, RV_EINVAL, "book: %s", wrong) : alloc_book(b, &p);
	if (st != RV_OK) {
		close_book(b);
		return st;
	}
	begin_circuits(b, &p);
	name_result(b, names);
	*self = b;
	return RV_OK;
}

static rv_status open_book(const rv_strategy_setup *s, rv_bt_result *names, void **self,
			   rv_err *err)
{
	return open_with(s, false, names, self, err);
}

/* ---- what the desk sees ---- */

/* A sub-book's earnings of the day, by the equity that it began the day with. */
static void circuits_day(desk_book *b, const rv_account *a)
{
	for (int s = 0; s < RV_SUB_H; s++) {
		rv_drawdown_order o;
		const double earned = rv_account_sub_earned(a, (size_t)s);
		rv_risk_sub *sub = &b->risk->subs[s];
		b->index[s] *= 1.0 + (earned - b->earned[s]) / (b->capital[s] * b->nav);
		b->earned[s] = earned;
		b->circuits[s] =
			rv_drawdown_step(&b->params.buckets, b->circuits[s], b->index[s], &o);
		sub->value = b->index[s];
		sub->drawdown = o.drawdown;
		sub->factor = o.factor;
		sub->circuit = b->circuits[s].latched;
	}
	b->nav = rv_account_nav(a);
}

static void fill_returns(const rv_frame *f, const char *name, double *out)
{
	const size_t i = rv_frame_find(f, name);
	for (size_t k = 0; k < RV_BOOK_RETURNS; k++) {
		const size_t back = RV_BOOK_RETURNS - k;
		const bool there = i != SIZE_MAX && f->bars >= back;
		out[k] = there ? rv_frame_log(f, i)[f->bars - back] : (double)NAN;
	}
}

static void fill_coin(desk_book *b, const rv_bt_today *t, size_t i, rv_book_coin *c)
{
	const char *name = rv_cursor_name(t->cursor, i);
	const int decimals = rv_account_coin_decimals(t->account, name);
	const bool known = decimals >= 0 && decimals <= DECIMALS_MOST;
	double *returns = b->returns[b->n];
	fill_returns(rv_step_daily(b->step), name, returns);
	*c = (rv_book_coin){ .sz_decimals = known ? decimals : 0,
			     .price = known ? rv_cursor_value(t->cursor, RV_PANEL_CLOSE, i, 0)
					    : (double)NAN,
			     .price_at = rv_cursor_close_ms(t->cursor),
			     .returns = returns };
	memcpy(c->symbol, name, strlen(name) + 1);
	for (size_t s = 0; s < SUBS; s++)
		c->held[s] = rv_account_lots(t->account, s, name);
}

/* The coins of a recorded close, whose returns end with the day before: the open one has none. */
static void gather_recorded(desk_book *b)
{
	const rv_book_input *in = &b->recorded->in;
	const rv_frame *f = rv_step_daily(b->step);
	for (b->n = 0; b->n < in->n; b->n++) {
		b->coins[b->n] = in->coins[b->n];
		fill_returns(f, b->coins[b->n].symbol, b->returns[b->n]);
		b->coins[b->n].returns = b->returns[b->n];
	}
}

static void gather(desk_book *b, const rv_bt_today *t)
{
	b->n = 0;
	for (size_t i = 0; i < rv_cursor_coins(t->cursor); i++) {
		if (rv_cursor_kind(t->cursor, i) != RV_KIND_PERP)
			continue;
		fill_coin(b, t, i, &b->coins[b->n]);
		b->n++;
	}
}

/* The newest day is whole: a coin that has no bar of it will have none. */
static rv_status look(desk_book *b, const rv_bt_today *t)
{
	const int64_t now = rv_cursor_close_ms(t->cursor);
	if (b->recorded) {
		rv_book_input as = b->recorded->in;
		as.pass = b->r;
		as.params = &b->params;
		as.coins = b->coins;
		return rv_book_now_run(b->now, &as);
	}
	const rv_book_input in = { .pass = b->r,
				   .pass_number = b->passes,
				   .params = &b->params,
				   .coins = b->coins,
				   .n = b->n,
				   .nav = rv_account_nav(t->account),
				   .day_whole = true,
				   .risk = b->risk,
				   .utc_ms = now,
				   .elapsed_ms = now };
	return rv_book_now_run(b->now, &in);
}

static rv_status pass_day(desk_book *b, const rv_bt_today *t)
{
	double weights[RV_IDIO_N];
	const rv_decision *d = b->recorded;
	const bool set = d && rv_overrides_factors(&d->set, d->in.utc_ms, weights);
	const rv_step_input in = { .s5 = rv_book_now_s5(b->now),
				   .signal = b->hours,
				   .factor_weights = set ? weights : NULL };
	const rv_status st = rv_cursor_pass(t->cursor, b->step, &in, b->r);
	b->passes++;
	return st;
}

/* ---- what it trades ---- */

static rv_book_coin *coin_of(desk_book *b, const char *symbol)
{
	size_t lo = 0, hi = b->n;
	while (lo < hi) {
		const size_t mid = lo + (hi - lo) / 2;
		if (strcmp(b->coins[mid].symbol, symbol) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < b->n && strcmp(b->coins[lo].symbol, symbol) == 0 ? &b->coins[lo] : NULL;
}

/* Lots of a leg become held, as if it had filled. */
static void fill_program(desk_book *b, rv_bt_decision *out)
{
	const rv_book_view *v = rv_book_now_view(b->now);
	for (size_t i = 0; i < v->n_coins; i++) {
		const rv_net_out *o = &v->coins[i].net;
		rv_book_coin *c = coin_of(b, v->coins[i].symbol);
		if (!c || (o->verdict != RV_NET_LEG && o->verdict != RV_NET_CROSS))
			continue;
		for (int s = 0; s < RV_SUB_H; s++) {
			c->held[s] += o->want[s];
			out->trades |= o->want[s] != 0 ? 1U << s : 0U;
		}
	}
}

static void fill_hedge(desk_book *b, rv_bt_decision *out)
{
	const rv_book_view *v = rv_book_now_view(b->now);
	for (int f = 0; v->present && v->hedge_known && f < RV_HEDGE_LEGS; f++) {
		rv_book_coin *c = coin_of(b, v->hedge_names[f]);
		if (!c || v->hedge[f].verdict != RV_HEDGE_ORDER)
			continue;
		c->held[RV_SUB_H] += v->hedge[f].lots;
		out->trades |= 1U << RV_SUB_H;
		out->after |= 1U << RV_SUB_H;
	}
}

static rv_status put_coin(const rv_bt_today *t, const rv_bv_coin *v, const rv_book_coin *c,
			  rv_bt_decision *out)
{
	for (size_t s = 0; s < SUBS; s++) {
		if (c->held[s] == 0 && rv_account_lots(t->account, s, c->symbol) == 0)
			continue;
		if (out->n == RV_BT_TARGETS)
			return RV_EFULL;
		rv_bt_target *x = &out->targets[out->n++];
		*x = (rv_bt_target){ .sub = (uint32_t)s,
				     .beta_btc = v->beta[RV_HEDGE_BTC],
				     .beta_eth = v->beta[RV_HEDGE_ETH],
				     .why = s == RV_SUB_H		    ? "hedge"
					    : v->net.class == RV_NET_URGENT ? "ended"
									    : "program",
				     .exact = true,
				     .lots = c->held[s] };
		memcpy(x->symbol, c->symbol, sizeof(x->symbol));
	}
	return RV_OK;
}

static rv_status put_targets(desk_book *b, const rv_bt_today *t, rv_bt_decision *out)
{
	const rv_book_view *v = rv_book_now_view(b->now);
	rv_status st = RV_OK;
	for (size_t i = 0; i < v->n_coins && st == RV_OK; i++) {
		const rv_book_coin *c = coin_of(b, v->coins[i].symbol);
		if (c)
			st = put_coin(t, &v->coins[i], c, out);
	}
	return st;
}

static void put_scores(const rv_book_view *v, rv_bt_decision *out)
{
	for (size_t i = 0; i < v->n_coins; i++) {
		for (int s = 0; s < RV_SUB_H && out->n_scores < RV_BT_TARGETS; s++) {
			const double w = v->coins[i].model[s];
			if (!(fabs(w) > 0.0))
				continue;
			rv_bt_score *x = &out->scores[out->n_scores++];
			*x = (rv_bt_score){ .sub = (uint32_t)s, .score = w };
			memcpy(x->symbol, v->coins[i].symbol, sizeof(x->symbol));
		}
	}
}

static void put_state(const desk_book *b, rv_bt_decision *out)
{
	const rv_book_view *v = rv_book_now_view(b->now);
	const rv_bucket_result *s4 = &b->r->buckets;
	double halved = 0.0, *wants = out->features + EXTRAS;
	for (int s = 0; s < RV_SUB_H; s++) {
		halved += b->circuits[s].latched ? 1.0 : 0.0;
		wants[s] = 0.0;
	}
	const double extras[EXTRAS] = { v->net.g.g,
					v->net.gross_usd / v->nav,
					v->net.net_usd / v->nav,
					(double)v->net.n_legs,
					(double)v->net.n_deferred,
					s4->leverage_factor,
					s4->avg_corr_used,
					s4->risk_off ? 1.0 : 0.0,
					b->r->ma.score,
					halved };
	memcpy(out->features, extras, sizeof(extras));
	for (size_t i = 0; i < v->n_coins; i++) {
		for (int s = 0; s < RV_SUB_H; s++) {
			const double usd = v->coins[i].net.vote_usd[s];
			wants[s] += isfinite(usd) ? fabs(usd) / v->nav : 0.0;
		}
	}
	put_scores(v, out);
}

static rv_status trade(desk_book *b, const rv_bt_today *t, rv_bt_decision *out)
{
	fill_program(b, out);
	const rv_status st = look(b, t); /* what is held once it has filled */
	if (st != RV_OK)
		return st;
	fill_hedge(b, out);
	return put_targets(b, t, out);
}

static rv_status decide(void *self, const rv_bt_today *t, rv_bt_decision *out)
{
	desk_book *b = self;
	if (!b->recorded)
		circuits_day(b, t->account);
	rv_status st = pass_day(b, t);
	if (st != RV_OK)
		return st;
	if (!b->recorded)
		gather(b, t);
	st = look(b, t);
	out->regime = majors_regime_index(&b->params.ma, b->r->ma.state.regime);
	out->score = b->r->ma.score;
	if (st != RV_OK || !rv_book_now_view(b->now)->present)
		return st;
	put_state(b, out);
	return t->trading ? trade(b, t, out) : RV_OK;
}

const rv_strategy rv_strategy_book = {
	.id = RV_BT_BOOK,
	.n_subs = SUBS,
	.subs = { "S5", "S4m", "S4r", "S4mr", "S4p", "S3", "H" },
	.own_vol_target = true,
	.own_drawdown = true,
	.fixed_windows = true,
	.open = open_book,
	.close = close_book,
	.decide = decide,
};

/* ---- a recorded close ---- */

struct rv_desk_replay {
	rv_bt_result *names;
	desk_book *book;
	rv_bt_decision decision;
};

rv_status rv_desk_replay_new(const rv_step_params *step, const rv_book_params *book,
			     rv_desk_replay **out, rv_err *err)
{
	rv_desk_replay *x = calloc(1, sizeof(*x));
	void *self = NULL;
	const rv_strategy_setup s = { .step = step, .nav_usd = step->equity_usd, .more = book };
	rv_status st = x ? rv_bt_result_new(&x->names) : RV_ENOMEM;
	if (st == RV_OK)
		st = open_with(&s, true, x->names, &self, err);
	if (st != RV_OK) {
		rv_desk_replay_free(x);
		return st;
	}
	x->book = self;
	*out = x;
	return RV_OK;
}

void rv_desk_replay_free(rv_desk_replay *x)
{
	if (!x)
		return;
	close_book(x->book);
	rv_bt_result_free(x->names);
	free(x);
}

rv_book_now *rv_desk_replay_book(rv_desk_replay *x)
{
	return x->book->now;
}

/* The pass of the close before has the returns that the desk's book had. */
static rv_status run_recorded(desk_book *b, rv_cursor *c, size_t col, rv_bt_decision *out)
{
	const rv_bt_today t = { .cursor = c };
	rv_status st = rv_cursor_seek(c, col - 1);
	if (st == RV_OK)
		st = pass_day(b, &t);
	if (st != RV_OK)
		return st;
	gather_recorded(b);
	st = rv_cursor_seek(c, col);
	return st == RV_OK ? decide(b, &t, out) : st;
}

rv_status rv_desk_replay_run(rv_desk_replay *x, const rv_decision *d, const rv_panel *daily,
			     const rv_panel *hours, const rv_book_view **out)
{
	rv_cursor *c = NULL;
	const size_t col = rv_panel_col(daily, d->date_ms);
	if (col == SIZE_MAX || col == 0 || col + 1 != rv_panel_bars(daily))
		return RV_ERANGE;
	x->book->recorded = d;
	x->book->hours = hours;
	rv_status st = rv_cursor_new(daily, &c);
	if (st == RV_OK)
		st = run_recorded(x->book, c, col, &x->decision);
	rv_cursor_free(c);
	*out = rv_book_now_view(x->book->now);
	return st;
}
