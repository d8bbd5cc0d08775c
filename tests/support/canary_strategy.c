/* A strategy that looks for tomorrow; see canary_strategy.h. */
#include "tests/support/canary_strategy.h"

#include "engine/market/returns.h"
#include "tests/support/cm.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WINDOW = 512 };

const char *canary_way_name(canary_way w)
{
	static const char *const names[CANARY_WAYS] = { "value",  "window", "value_at",
							"volume", "coins",  "frame",
							"panel",  "pass",   "account" };
	return (unsigned)w < CANARY_WAYS ? names[w] : "?";
}

void canary_make(canary *k, canary_way w, const rv_step_params *params, const rv_panel *truth,
		 int64_t start_ms)
{
	*k = (canary){ .way = w, .truth = truth, .start_ms = start_ms };
	assert_int_equal(rv_step_new(params, &k->step), RV_OK);
	assert_int_equal(rv_frame_new(RV_MAX_SYMBOLS, RV_STEP_DAILY_BARS, &k->frame), RV_OK);
	k->pass = malloc(sizeof(*k->pass));
	assert_non_null(k->pass);
}

void canary_end(canary *k)
{
	rv_step_free(k->step);
	rv_frame_free(k->frame);
	free(k->pass);
}

/* What it looks for: of a coin on the day after the close that the run is at. */
typedef struct tomorrow {
	canary *k;
	const rv_bt_today *t;
	const char *name;
	double close, volume, simple, log_ret;
	int64_t open_ms;
	bool lists; /* has its first bar then */
	bool found;
} tomorrow;

/* Is this number tomorrow's? */
static void look(tomorrow *x, double v)
{
	x->k->asked++;
	if (isfinite(v) && (v == x->close || v == x->volume || v == x->simple || v == x->log_ret))
		x->found = true;
}

static void know(tomorrow *x, size_t row)
{
	const rv_panel *p = x->k->truth;
	const size_t col = rv_panel_col(p, x->open_ms);
	const double *close = rv_panel_row(p, RV_PANEL_CLOSE, row);
	x->name = rv_panel_name(p, row);
	x->close = close[col];
	x->volume = rv_volume_usd(rv_panel_row(p, RV_PANEL_VOLUME_QUOTE, row)[col],
				  rv_panel_row(p, RV_PANEL_VOLUME_BASE, row)[col], close[col]);
	x->simple = close[col] / close[col - 1] - 1.0;
	x->log_ret = log(close[col] / close[col - 1]);
	x->lists = rv_panel_first_ms(p, row) == x->open_ms;
	x->found = false;
}

static void by_value(tomorrow *x, size_t i)
{
	static const size_t ago[] = { 0, SIZE_MAX, SIZE_MAX - 1, SIZE_MAX / 8 };
	for (size_t k = 0; k < sizeof(ago) / sizeof(ago[0]); k++)
		look(x, rv_cursor_value(x->t->cursor, RV_PANEL_CLOSE, i, ago[k]));
	for (size_t k = 1; k < 400; k++)
		look(x, rv_cursor_value(x->t->cursor, RV_PANEL_CLOSE, i, k));
}

static void by_window(tomorrow *x, size_t i)
{
	double w[WINDOW];
	rv_cursor_window(x->t->cursor, RV_PANEL_CLOSE, i, WINDOW, w);
	for (size_t k = 0; k < WINDOW; k++)
		look(x, w[k]);
}

static void by_instant(tomorrow *x, size_t i)
{
	for (int64_t d = 0; d < 3; d++)
		look(x, rv_cursor_value_at(x->t->cursor, RV_PANEL_CLOSE, i,
					   x->open_ms + d * RV_DAY_MS));
}

static void by_volume(tomorrow *x, size_t i)
{
	for (size_t days = 0; days < 2; days++)
		look(x, rv_cursor_volume_usd(x->t->cursor, i, days));
}

static void by_coins(tomorrow *x)
{
	const rv_cursor *c = x->t->cursor;
	x->k->asked++;
	if (!x->lists)
		return;
	x->found = rv_cursor_find(c, x->name) != SIZE_MAX;
	for (size_t i = 0; i < rv_panel_symbols(x->k->truth); i++)
		x->found = x->found || strcmp(rv_cursor_name(c, i), x->name) == 0;
}

static void by_frame(tomorrow *x)
{
	rv_frame *f = x->k->frame;
	assert_int_equal(rv_cursor_frame(x->t->cursor, f), RV_OK);
	const size_t i = rv_frame_find(f, x->name);
	for (size_t t = 0; i != SIZE_MAX && t < f->bars; t++) {
		look(x, rv_frame_simple(f, i)[t]);
		look(x, rv_frame_log(f, i)[t]);
		look(x, rv_frame_close(f, i)[t]);
	}
}

static void by_panel(tomorrow *x)
{
	rv_frame *f = x->k->frame;
	assert_int_equal(rv_cursor_frame(x->t->cursor, f), RV_OK);
	const size_t row = rv_panel_find(f->panel, x->name);
	const size_t bars = rv_panel_bars(f->panel);
	for (size_t t = 0; row != SIZE_MAX && t < bars; t++)
		look(x, rv_panel_row(f->panel, RV_PANEL_CLOSE, row)[t]);
	if (x->lists && row != SIZE_MAX && rv_panel_first_ms(f->panel, row) == x->open_ms)
		x->found = true;
}

static void by_pass(tomorrow *x)
{
	const rv_step_input in = { .asof_ms = x->open_ms + 2 * RV_DAY_MS };
	rv_step_result *r = x->k->pass;
	assert_int_equal(rv_cursor_pass(x->t->cursor, x->k->step, &in, r), RV_OK);
	const size_t i = rv_step_find_daily(r, x->name);
	look(x, i == SIZE_MAX ? (double)NAN : r->daily_close[i]);
	if (r->asof_ms > x->open_ms || r->bar_close_ms > x->open_ms)
		x->found = true;
}

static void by_account(tomorrow *x, size_t row)
{
	double btc, eth;
	rv_account_betas(x->t->account, row, &btc, &eth);
	look(x, rv_account_nav(x->t->account));
	look(x, rv_account_net_weight(x->t->account, row));
	look(x, btc);
	look(x, eth);
	look(x, (double)rv_account_today(x->t->account)->price);
}

static void ask(tomorrow *x, size_t row)
{
	const size_t i = rv_cursor_find(x->t->cursor, x->name);
	switch (x->k->way) {
	case CANARY_VALUE:
		by_value(x, i);
		break;
	case CANARY_WINDOW:
		by_window(x, i);
		break;
	case CANARY_VALUE_AT:
		by_instant(x, i);
		break;
	case CANARY_VOLUME:
		by_volume(x, i);
		break;
	case CANARY_COINS:
		by_coins(x);
		break;
	case CANARY_FRAME:
		by_frame(x);
		break;
	case CANARY_PANEL:
		by_panel(x);
		break;
	case CANARY_PASS:
		by_pass(x);
		break;
	default:
		by_account(x, row);
		break;
	}
}

/* ---- the table ---- */

static rv_status open_canary(const rv_strategy_setup *s, rv_bt_result *names, void **self,
			     rv_err *err)
{
	(void)err;
	names->n_regimes = 1;
	(void)snprintf(names->regimes[0], RV_BT_NAME, "ALWAYS");
	/* its owner reads what it has found: not const */
	memcpy(self, &s->more, sizeof(*self));
	return RV_OK;
}

static void close_canary(void *self)
{
	(void)self;
}

static rv_status decide(void *self, const rv_bt_today *t, rv_bt_decision *out)
{
	canary *k = self;
	const rv_panel *p = k->truth;
	/* by the calendar: a leaky cursor says that its close is a day later */
	tomorrow x = { .k = k, .t = t, .open_ms = k->start_ms + ((int64_t)t->day + 1) * RV_DAY_MS };
	out->trades = 1;
	out->regime = 0;
	if (rv_panel_col(p, x.open_ms) == SIZE_MAX)
		return RV_OK;
	for (size_t row = 0; row < rv_panel_symbols(p); row++) {
		know(&x, row);
		ask(&x, row);
		if (!x.found)
			continue;
		k->found++;
		rv_bt_target *g = &out->targets[out->n++];
		*g = (rv_bt_target){ .weight = x.simple < 0.0 ? -.05 : .05 };
		(void)snprintf(g->symbol, sizeof(g->symbol), "%s", x.name);
	}
	return RV_OK;
}

const rv_strategy canary_strategy = {
	.id = RV_BT_RV_MOMENTUM,
	.n_subs = 1,
	.subs = { "CANARY" },
	.own_vol_target = true,
	.own_drawdown = true,
	.open = open_canary,
	.close = close_canary,
	.decide = decide,
};
