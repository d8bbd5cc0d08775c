/* A strategy driven by hand; see bt_drive.h. */
#include "tests/support/bt_drive.h"

#include "tests/support/cm.h"
#include "tests/support/market_fixture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void ok(rv_status st)
{
	assert_int_equal(st, RV_OK);
}

static void open_account(bt_drive *x)
{
	rv_account_setup a = { .params = rv_account_defaults(),
			       .daily = x->p,
			       .n_subs = x->st->n_subs,
			       .subs = x->st->subs,
			       .btc = rv_panel_find(x->p, "BTC"),
			       .eth = rv_panel_find(x->p, "ETH"),
			       .result = x->result };
	a.params.participation_most = 0.0;
	ok(rv_account_new(&a, &x->account));
	ok(rv_account_mark(x->account, x->col0));
}

bt_drive *bt_drive_open(const rv_strategy *st, const rv_panel *p, const rv_step_params *step,
			size_t col0, size_t n_days)
{
	static rv_bt_costs costs;
	bt_drive *x = calloc(1, sizeof(*x));
	rv_err err = { .code = RV_OK };
	assert_non_null(x);
	x->st = st;
	x->p = p;
	x->col0 = col0;
	costs = rv_account_defaults().costs;
	ok(rv_bt_result_new(&x->result));
	ok(rv_cursor_new(p, &x->cursor));
	ok(rv_cursor_seek(x->cursor, col0));
	const rv_strategy_setup s = {
		.step = step, .costs = &costs, .nav_usd = 1e6, .n_days = n_days, .cursor = x->cursor
	};
	ok(st->open(&s, x->result, &x->self, &err));
	if (st->pass)
		ok(st->work_new(x->self, &x->work));
	x->pass = calloc(1, st->pass_bytes + 1);
	assert_non_null(x->pass);
	open_account(x);
	return x;
}

void bt_drive_close(bt_drive *x)
{
	if (x->work)
		x->st->work_free(x->work);
	x->st->close(x->self);
	rv_account_free(x->account);
	rv_cursor_free(x->cursor);
	rv_bt_result_free(x->result);
	free(x->pass);
	free(x);
}

void bt_drive_again(bt_drive *x, size_t day)
{
	const rv_bt_today t = { .cursor = x->cursor,
				.pass = x->st->pass ? x->pass : NULL,
				.account = x->account,
				.day = day,
				.trading = true };
	memset(&x->decision, 0, sizeof(x->decision));
	ok(x->st->decide(x->self, &t, &x->decision));
	assert_int_equal(rv_cursor_refused(x->cursor), 0);
}

void bt_drive_decide(bt_drive *x, size_t day)
{
	ok(rv_account_mark(x->account, x->col0 + day));
	ok(rv_cursor_seek(x->cursor, x->col0 + day));
	if (x->st->pass)
		ok(x->st->pass(x->work, x->cursor, x->pass));
	bt_drive_again(x, day);
}

void bt_drive_trade(bt_drive *x)
{
	const rv_bt_decision *d = &x->decision;
	const uint32_t after = d->trades & d->after;
	ok(rv_account_trade(x->account, d->targets, d->n, d->trades & ~after, 1.0, d->why));
	if (after != 0)
		ok(rv_account_trade(x->account, d->targets, d->n, after, 1.0, d->why));
	assert_null(rv_account_check(x->account));
}

const rv_bt_target *bt_drive_target(const bt_drive *x, size_t sub, const char *symbol)
{
	for (size_t k = 0; k < x->decision.n; k++) {
		const rv_bt_target *t = &x->decision.targets[k];
		if (t->sub == sub && strcmp(t->symbol, symbol) == 0)
			return t;
	}
	return NULL;
}

rv_panel *bt_drive_panel(uint64_t seed, size_t coins, size_t days, const char *dies, size_t from)
{
	fx_market *m = fx_market_new(seed, coins, days, 24, 1);
	rv_panel *p = fx_market_panel(m, RV_INTERVAL_1D, INT64_MAX, FX_AFTER_TRUTH, 0);
	for (size_t t = from; dies && t < rv_panel_bars(p); t++) {
		const rv_bar none = { rv_panel_open_ms(p, t), NAN, NAN, NAN, NAN, NAN, NAN };
		ok(rv_panel_put(p, rv_panel_find(p, dies), &none));
	}
	fx_market_free(m);
	return p;
}

void bt_drive_params(const rv_panel *p, rv_step_params *step)
{
	rv_bucket_params *b = &step->buckets;
	rv_step_params_default(step);
	step->universe.min_volume_usd = 1.0;
	step->ma.min_corr = .05;
	step->ma.max_vol = 5.0;
	step->ma.basket_size = 8;
	b->cm_entry = .3;
	b->m7_entry = 0.0;
	b->z30_trend = 0.0;
	b->n_universe = 0;
	for (size_t i = 0; i < rv_panel_symbols(p) && b->n_universe < 16; i++) {
		if (rv_panel_kind(p, i) == RV_KIND_PERP)
			memcpy(b->universe[b->n_universe++], rv_panel_name(p, i), RV_SYMBOL_MAX);
	}
}

int bt_live_set_up(void **state)
{
	bt_live *b = calloc(1, sizeof(*b));
	assert_non_null(b);
	b->p = bt_drive_panel(11, BT_LIVE_COINS, BT_LIVE_BARS, NULL, 0);
	bt_drive_params(b->p, &b->params);
	b->r = calloc(1, sizeof(*b->r));
	assert_non_null(b->r);
	assert_int_equal(rv_step_new(&b->params, &b->step), RV_OK);
	*state = b;
	return 0;
}

int bt_live_tear_down(void **state)
{
	bt_live *b = *state;
	rv_step_free(b->step);
	rv_panel_free(b->p);
	free(b->r);
	free(b);
	return 0;
}
