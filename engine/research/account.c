/* The account: its days and what is asked of it; see account.h. */
#include "engine/research/account_internal.h"

#include "engine/base/timefmt.h"
#include "engine/market/returns.h"
#include "engine/stats/quantile.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ATR_BARS = 400, DECIMALS_MAX = 8 };

static const double MUSD = 1e6;

rv_account_params rv_account_defaults(void)
{
	rv_bt_params p;
	rv_bt_params_default(&p);
	return (rv_account_params){ .costs = p.costs,
				    .nav_usd = 1e6,
				    .participation_most = p.participation_most,
				    .volume_days = p.volume_days,
				    .gone_days = p.gone_days,
				    .atr_days = p.atr_days };
}

int rv_account_decimals(double price)
{
	int d = 0;
	for (double lot = price; d < DECIMALS_MAX && lot > 1.0; lot /= 10.0)
		d++;
	return d;
}

static bool params_ok(const rv_account_params *p)
{
	const rv_bt_costs *c = &p->costs;
	return p->nav_usd > 0.0 && p->nav_usd <= 1e12 && c->maker_bps >= 0.0 &&
	       c->taker_bps >= 0.0 && c->maker_share >= 0.0 && c->maker_share <= 1.0 &&
	       c->slippage_bps >= 0.0 && c->adv_multiplier > 0.0 && c->min_notional_usd >= 0.0 &&
	       c->factor >= 0.0 && isfinite(c->factor) && p->participation_most >= 0.0 &&
	       p->volume_days >= 1 && p->volume_days <= RV_BT_VOLUME_DAYS_MAX &&
	       p->gone_days >= 1 && p->atr_days >= 1;
}

rv_status rv_account_new(const rv_account_setup *s, rv_account **out)
{
	if (!params_ok(&s->params) || s->n_subs == 0 || s->n_subs > RV_BT_SUBS)
		return RV_EINVAL;
	rv_account *a = calloc(1, sizeof(*a));
	if (!a)
		return RV_ENOMEM;
	a->s = *s;
	a->n = rv_panel_symbols(s->daily);
	a->coins = calloc(a->n + 1, sizeof(*a->coins));
	a->want = calloc(s->n_subs * a->n + 1, sizeof(*a->want));
	a->rule = calloc(s->n_subs * a->n + 1, sizeof(*a->rule));
	a->atr = calloc(a->n + 1, sizeof(*a->atr));
	if (!a->coins || !a->want || !a->rule || !a->atr) {
		rv_account_free(a);
		return RV_ENOMEM;
	}
	for (size_t i = 0; i < a->n; i++)
		a->coins[i].mark = NAN;
	a->start = a->cash = llround(s->params.nav_usd * MUSD);
	a->today.nav = a->start;
	*out = a;
	return RV_OK;
}

void rv_account_free(rv_account *a)
{
	if (!a)
		return;
	free(a->coins);
	free(a->want);
	free(a->rule);
	free(a->atr);
	free(a);
}

/* ---- a coin's numbers ---- */

int64_t acc_value(const acc_coin *c, int64_t lots, double price)
{
	return lots ? llround((double)lots * c->step * price * MUSD) : 0;
}

int64_t acc_net_lots(const rv_account *a, size_t row)
{
	int64_t net = 0;
	for (size_t s = 0; s < a->s.n_subs; s++)
		net += a->coins[row].sub[s].lots;
	return net;
}

bool acc_flat(const rv_account *a, size_t row)
{
	bool any = false;
	for (size_t s = 0; s < a->s.n_subs; s++)
		any = any || a->coins[row].sub[s].lots != 0;
	return !any;
}

int acc_decimals(const rv_account *a, size_t row)
{
	const rv_account_params *p = &a->s.params;
	const int d = p->sz_decimals ? p->sz_decimals(p->ctx, rv_panel_name(a->s.daily, row)) : -1;
	return d < 0 ? rv_account_decimals(a->coins[row].mark) : d;
}

double acc_volume_usd(const rv_account *a, size_t row)
{
	double x[RV_BT_VOLUME_DAYS_MAX], work[RV_BT_VOLUME_DAYS_MAX];
	const rv_panel *p = a->s.daily;
	const size_t n = (size_t)a->s.params.volume_days;
	for (size_t i = 0; i < n; i++)
		x[i] = i > a->col ? (double)NAN
				  : rv_volume_usd(
					    rv_panel_row(p, RV_PANEL_VOLUME_QUOTE, row)[a->col - i],
					    rv_panel_row(p, RV_PANEL_VOLUME_BASE, row)[a->col - i],
					    rv_panel_row(p, RV_PANEL_CLOSE, row)[a->col - i]);
	return rv_median(x, n, n / 2 + 1, work);
}

double acc_atr(rv_account *a, size_t row)
{
	const rv_panel *p = a->s.daily;
	const size_t from = a->col < ATR_BARS ? 0 : a->col + 1 - ATR_BARS;
	const double *high = rv_panel_row(p, RV_PANEL_HIGH, row);
	const double *low = rv_panel_row(p, RV_PANEL_LOW, row);
	const double *close = rv_panel_row(p, RV_PANEL_CLOSE, row);
	acc_atr_state *k = &a->atr[row];
	if (k->next <= from || k->from != from)
		*k = (acc_atr_state){
			from, from + 1, { 0, (size_t)a->s.params.atr_days, 0.0 }, NAN
		};
	for (; k->next <= a->col; k->next++)
		k->newest = rv_atr_add(&k->range, high[k->next], low[k->next], close[k->next - 1]);
	return k->newest;
}

/* ---- what trading costs ---- */

int64_t acc_fee(const rv_account *a, double usd)
{
	const rv_bt_costs *c = &a->s.params.costs;
	const double bps = c->maker_share * c->maker_bps + (1.0 - c->maker_share) * c->taker_bps;
	return llround(fabs(usd) * bps * c->factor * 1e-4 * MUSD);
}

int64_t acc_slip(const rv_account *a, double usd, double participation)
{
	const rv_bt_costs *c = &a->s.params.costs;
	const double bps = c->slippage_bps * (1.0 + participation / c->adv_multiplier);
	return llround(fabs(usd) * bps * c->factor * 1e-4 * MUSD);
}

/* ---- the day ---- */

static void mark_coin(rv_account *a, size_t row)
{
	acc_coin *c = &a->coins[row];
	const double close = rv_panel_row(a->s.daily, RV_PANEL_CLOSE, row)[a->col];
	c->fresh = rv_price_known(close);
	c->missing = c->fresh ? 0 : c->missing + 1;
	c->mark = c->fresh ? close : c->mark;
}

/* Funding is paid on what was held at the close before, whose value the position still has. */
static void mark_position(rv_account *a, size_t row, size_t sub, double rate)
{
	acc_coin *c = &a->coins[row];
	acc_position *p = &c->sub[sub];
	const int64_t paid = isfinite(rate) ? llround((double)p->value * rate) : 0;
	const int64_t value = acc_value(c, p->lots, c->mark);
	a->today.price += value - p->value;
	a->today.funding -= paid;
	a->cash -= paid;
	a->sub_today[sub].price += value - p->value;
	a->sub_today[sub].net += value - p->value - paid;
	p->trip.pnl += value - p->value;
	p->trip.funding -= paid;
	p->value = value;
}

static rv_status note_end(rv_account *a, size_t row, int64_t cost)
{
	rv_bt_note note = { .at_ms = a->close_ms, .cost_usd = (double)cost / MUSD };
	char date[RV_TIME_TEXT];
	const int64_t last = a->close_ms - a->coins[row].missing * RV_DAY_MS;
	(void)snprintf(note.symbol, sizeof(note.symbol), "%s", rv_panel_name(a->s.daily, row));
	(void)snprintf(note.text, sizeof(note.text),
		       "no bar since %s while held: settled at its last close; delisted, or the "
		       "data end: the two cannot be told apart",
		       rv_time_format_date(last - RV_DAY_MS, date));
	return rv_bt_add_note(a->s.result, &note);
}

/*
 * A coin whose bars have ended is closed at its last one, at the cost of an order as large as a
 * day's volume: nobody knows who would have taken it.
 */
static rv_status settle(rv_account *a, size_t row)
{
	acc_coin *c = &a->coins[row];
	int64_t cost = 0;
	rv_status st = RV_OK;
	for (size_t s = 0; s < a->s.n_subs && st == RV_OK; s++) {
		const acc_position *p = &c->sub[s];
		const double usd = (double)p->value / MUSD;
		const acc_fill f = { -p->lots, c->mark, acc_fee(a, usd), acc_slip(a, usd, 1.0),
				     "delisted" };
		if (p->lots == 0)
			continue;
		st = acc_fill_position(a, row, s, &f);
		cost += f.fee + f.slip;
		a->sub_today[s].net -= f.fee + f.slip;
	}
	a->today.settlement += cost;
	return st == RV_OK ? note_end(a, row, cost) : st;
}

static rv_status mark_held(rv_account *a, size_t row)
{
	const double rate = rv_panel_row(a->s.daily, RV_PANEL_FUNDING, row)[a->col];
	for (size_t s = 0; s < a->s.n_subs; s++)
		mark_position(a, row, s, rate);
	a->today.unfunded += isfinite(rate) ? 0 : 1;
	return a->coins[row].missing >= a->s.params.gone_days ? settle(a, row) : RV_OK;
}

static void put_nav(rv_account *a)
{
	a->today.nav = a->cash;
	for (size_t i = 0; i < a->n; i++) {
		for (size_t s = 0; s < a->s.n_subs; s++)
			a->today.nav += a->coins[i].sub[s].value;
	}
}

static void close_day(rv_account *a)
{
	a->sum.price += a->today.price;
	a->sum.funding += a->today.funding;
	a->sum.fee += a->today.fee;
	a->sum.slippage += a->today.slippage;
	a->sum.settlement += a->today.settlement;
	for (size_t s = 0; s < a->s.n_subs; s++)
		a->sub_before[s] += a->sub_today[s].net;
}

rv_status rv_account_mark(rv_account *a, size_t col)
{
	rv_status st = RV_OK;
	if (col >= rv_panel_bars(a->s.daily) || (a->marked && col != a->col + 1))
		return RV_ERANGE;
	close_day(a);
	a->today = (rv_account_day){ .nav = a->today.nav };
	memset(a->sub_today, 0, sizeof(a->sub_today));
	a->col = col;
	a->marked = true;
	a->close_ms = rv_panel_open_ms(a->s.daily, col) + RV_DAY_MS;
	for (size_t i = 0; i < a->n && st == RV_OK; i++) {
		mark_coin(a, i);
		if (!acc_flat(a, i))
			st = mark_held(a, i);
	}
	put_nav(a);
	return st;
}

void acc_day_over(rv_account *a)
{
	put_nav(a);
}

/* ---- questions ---- */

const rv_account_day *rv_account_today(const rv_account *a)
{
	return &a->today;
}

const rv_account_sub_day *rv_account_sub_today(const rv_account *a, size_t sub)
{
	return &a->sub_today[sub];
}

double rv_account_nav(const rv_account *a)
{
	return (double)a->today.nav / MUSD;
}

double rv_account_sub_earned(const rv_account *a, size_t sub)
{
	return sub < a->s.n_subs ? (double)(a->sub_before[sub] + a->sub_today[sub].net) / MUSD
				 : 0.0;
}

static double share(const rv_account *a, int64_t value)
{
	return a->today.nav > 0 ? (double)value / (double)a->today.nav : 0.0;
}

double rv_account_sub_weight(const rv_account *a, size_t sub, size_t row)
{
	return row < a->n && sub < a->s.n_subs ? share(a, a->coins[row].sub[sub].value) : 0.0;
}

double rv_account_weight(const rv_account *a, size_t sub, const char *symbol)
{
	return rv_account_sub_weight(a, sub, rv_panel_find(a->s.daily, symbol));
}

int64_t rv_account_lots(const rv_account *a, size_t sub, const char *symbol)
{
	const size_t row = rv_panel_find(a->s.daily, symbol);
	return row < a->n && sub < a->s.n_subs ? a->coins[row].sub[sub].lots : 0;
}

int rv_account_coin_decimals(const rv_account *a, const char *symbol)
{
	const size_t row = rv_panel_find(a->s.daily, symbol);
	if (row >= a->n || !isfinite(a->coins[row].mark))
		return -1;
	return acc_flat(a, row) ? acc_decimals(a, row) : a->coins[row].decimals;
}

double rv_account_net_weight(const rv_account *a, size_t row)
{
	int64_t value = 0;
	for (size_t s = 0; row < a->n && s < a->s.n_subs; s++)
		value += a->coins[row].sub[s].value;
	return share(a, value);
}

void rv_account_betas(const rv_account *a, size_t row, double *btc, double *eth)
{
	*btc = row < a->n ? a->coins[row].beta_btc : 0.0;
	*eth = row < a->n ? a->coins[row].beta_eth : 0.0;
}

const char *rv_account_check(const rv_account *a)
{
	const rv_account_day *s = &a->sum, *t = &a->today;
	int64_t nav = a->cash;
	for (size_t i = 0; i < a->n; i++) {
		const acc_coin *c = &a->coins[i];
		for (size_t k = 0; k < a->s.n_subs; k++) {
			if (c->sub[k].value != acc_value(c, c->sub[k].lots, c->mark))
				return "a position is not worth its lots at the mark";
			nav += c->sub[k].value;
		}
	}
	if (nav != t->nav)
		return "the NAV is not cash and positions";
	const int64_t made = s->price + t->price + s->funding + t->funding - s->fee - t->fee -
			     s->slippage - t->slippage - s->settlement - t->settlement;
	return nav == a->start + made ? NULL : "the NAV is not its start and what has happened";
}
