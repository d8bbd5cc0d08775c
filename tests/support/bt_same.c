#include "tests/support/bt_same.h"

#include "tests/support/cm.h"

#include <math.h>
#include <string.h>

static void same(double a, double b)
{
	if (isnan(a) && isnan(b))
		return;
	assert_true(memcmp(&a, &b, sizeof(a)) == 0);
}

static void same_list(const double *a, const double *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		same(a[i], b[i]);
}

static void same_day(const rv_bt_day *a, const rv_bt_day *b)
{
	assert_int_equal(a->close_ms, b->close_ms);
	assert_int_equal(a->window, b->window);
	assert_int_equal(a->oos, b->oos);
	assert_int_equal(a->regime, b->regime);
	same(a->score, b->score);
	const double x[] = { a->nav,	   a->price,	    a->funding,
			     a->fee,	   a->slippage,	    a->settlement,
			     a->net,	   a->alt_turnover, a->major_turnover,
			     a->alt_gross, a->major_gross,  a->net_exposure,
			     a->beta_btc,  a->beta_eth,	    a->vol_scale };
	const double y[] = { b->nav,	   b->price,	    b->funding,
			     b->fee,	   b->slippage,	    b->settlement,
			     b->net,	   b->alt_turnover, b->major_turnover,
			     b->alt_gross, b->major_gross,  b->net_exposure,
			     b->beta_btc,  b->beta_eth,	    b->vol_scale };
	same_list(x, y, sizeof(x) / sizeof(x[0]));
	assert_int_equal(a->coins, b->coins);
	assert_int_equal(a->orders, b->orders);
	assert_int_equal(a->skipped, b->skipped);
	assert_int_equal(a->unfunded, b->unfunded);
}

static void same_trade(const rv_bt_trade *a, const rv_bt_trade *b)
{
	assert_string_equal(a->symbol, b->symbol);
	assert_string_equal(a->sub, b->sub);
	assert_string_equal(a->why, b->why);
	assert_int_equal(a->open_ms, b->open_ms);
	assert_int_equal(a->close_ms, b->close_ms);
	const double x[] = { a->side, a->qty,	   a->entry,   a->exit,	    a->pnl,
			     a->fee,  a->slippage, a->funding, a->atr_entry };
	const double y[] = { b->side, b->qty,	   b->entry,   b->exit,	    b->pnl,
			     b->fee,  b->slippage, b->funding, b->atr_entry };
	same_list(x, y, sizeof(x) / sizeof(x[0]));
}

static void same_trial(const rv_bt_trial *a, const rv_bt_trial *b)
{
	assert_int_equal(a->window, b->window);
	assert_int_equal(a->sample, b->sample);
	same_list(a->choice.value, b->choice.value, RV_BT_VALUES);
	same(a->objective, b->objective);
	same(a->sharpe_day, b->sharpe_day);
	assert_int_equal(a->active_days, b->active_days);
	assert_int_equal(a->why == NULL, b->why == NULL);
	if (a->why && b->why)
		assert_string_equal(a->why, b->why);
}

static void same_features(const rv_bt_result *a, const rv_bt_result *b, size_t n)
{
	assert_int_equal(a->n_features, b->n_features);
	for (size_t f = 0; f < a->n_features; f++)
		same_list(a->feature + f * a->n_days, b->feature + f * b->n_days, n);
	same_list(a->return_btc, b->return_btc, n);
	same_list(a->return_eth, b->return_eth, n);
	same_list(a->always_on, b->always_on, n);
}

static size_t holds_until(const rv_bt_result *r, size_t n)
{
	size_t k = 0;
	while (k < r->n_holds && r->holds[k].day < n)
		k++;
	return k;
}

static void same_holds(const rv_bt_result *a, const rv_bt_result *b, size_t n)
{
	const size_t k = holds_until(a, n);
	assert_int_equal(k, holds_until(b, n));
	for (size_t i = 0; i < k; i++) {
		assert_int_equal(a->holds[i].day, b->holds[i].day);
		assert_string_equal(a->coins[a->holds[i].coin], b->coins[b->holds[i].coin]);
		same(a->holds[i].weight, b->holds[i].weight);
	}
}

static size_t trades_until(const rv_bt_result *r, int64_t close_ms)
{
	size_t k = 0;
	while (k < r->n_trades && r->trades[k].close_ms <= close_ms)
		k++;
	return k;
}

static void same_windows(const rv_bt_result *a, const rv_bt_result *b, size_t n)
{
	size_t trials = 0;
	for (size_t k = 0; k < a->n_windows && a->windows[k].test_from < n; k++) {
		assert_true(k < b->n_windows);
		assert_int_equal(a->windows[k].test_from, b->windows[k].test_from);
		assert_int_equal(a->windows[k].train_to, b->windows[k].train_to);
		assert_true(a->windows[k].trial == b->windows[k].trial);
		same(a->windows[k].is_sharpe, b->windows[k].is_sharpe);
		while (trials < a->n_trials && a->trials[trials].window == k) {
			assert_true(trials < b->n_trials);
			same_trial(&a->trials[trials], &b->trials[trials]);
			trials++;
		}
	}
}

void bt_same_prefix(const rv_bt_result *a, const rv_bt_result *b, size_t n)
{
	assert_true(n <= a->n_days && n <= b->n_days && n > 0);
	for (size_t d = 0; d < n; d++)
		same_day(&a->days[d], &b->days[d]);
	const int64_t last = a->days[n - 1].close_ms;
	const size_t trades = trades_until(a, last);
	assert_int_equal(trades, trades_until(b, last));
	for (size_t i = 0; i < trades; i++)
		same_trade(&a->trades[i], &b->trades[i]);
	same_features(a, b, n);
	same_holds(a, b, n);
	same_windows(a, b, n);
}

void bt_same(const rv_bt_result *a, const rv_bt_result *b)
{
	assert_int_equal(a->n_days, b->n_days);
	assert_int_equal(a->n_windows, b->n_windows);
	assert_int_equal(a->n_trials, b->n_trials);
	assert_int_equal(a->n_trades, b->n_trades);
	assert_int_equal(a->n_coins, b->n_coins);
	assert_int_equal(a->n_shares, b->n_shares);
	assert_int_equal(a->n_notes, b->n_notes);
	bt_same_prefix(a, b, a->n_days);
	for (size_t k = 0; k < a->n_windows; k++) {
		same(a->windows[k].oos_sharpe, b->windows[k].oos_sharpe);
		same(a->windows[k].exante_btc, b->windows[k].exante_btc);
		same(a->windows[k].realised_rms, b->windows[k].realised_rms);
	}
	for (size_t i = 0; i < a->n_shares; i++) {
		const rv_bt_share *x = &a->shares[i], *y = &b->shares[i];
		assert_string_equal(x->sub, y->sub);
		same(x->net, y->net);
		same(x->residual_alpha, y->residual_alpha);
		same(x->ic, y->ic);
		same(x->slippage_bps, y->slippage_bps);
	}
	for (size_t i = 0; i < a->n_notes; i++)
		assert_string_equal(a->notes[i].text, b->notes[i].text);
}
