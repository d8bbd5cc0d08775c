/* Overrides of the snapshot that tests draw; see view_overrides.h. */
#include "tests/support/view_overrides.h"

#include <stdio.h>
#include <string.h>

#include "tests/support/view_trade.h"

#define SAY(dst, ...) (void)snprintf(dst, sizeof(dst), __VA_ARGS__)

static rv_override *add(rv_view *v, rv_override_kind kind, rv_sub sub, const char *symbol,
			double value, int64_t left_ms)
{
	rv_overrides *l = &v->overrides.set;
	rv_override *o = &l->o[l->n++];

	memset(o, 0, sizeof(*o));
	o->id = ++l->last_id;
	o->kind = kind;
	o->sub = sub;
	SAY(o->symbol, "%s", symbol);
	o->value[0] = value;
	SAY(o->reason, "thin book on Saturday, back on Monday");
	o->set_utc_ms = v->utc_ms - 2 * RV_HOUR_MS;
	o->expires_utc_ms = v->utc_ms + left_ms;
	o->uid = 1000;
	return o;
}

void rv_fixture_overrides(rv_view *v)
{
	rv_fixture_trade(v);
	v->overrides.set.last_id = 2;
	(void)add(v, RV_OVERRIDE_PIN, RV_SUB_S5, "SOL", 0.02, 3 * RV_HOUR_MS + 12 * RV_MINUTE_MS);
	(void)add(v, RV_OVERRIDE_CAP, RV_SUB_N, "WIF", 0.005, 26 * RV_HOUR_MS);
	(void)add(v, RV_OVERRIDE_PAUSE, RV_SUB_S4P, "", 0.0, 50 * RV_MINUTE_MS);
	rv_override *o = add(v, RV_OVERRIDE_REGIME, RV_SUB_N, "", 0.0, 5 * RV_HOUR_MS);
	SAY(o->word, "RISK_OFF");
	SAY(o->reason, "the regime lags: leaders have turned");
	(void)add(v, RV_OVERRIDE_HEDGE, RV_SUB_N, "", 0.02, 8 * RV_DAY_MS);
	/* Its time is over, and the desk has not ended it yet. */
	(void)add(v, RV_OVERRIDE_EXCLUDE, RV_SUB_N, "DOGE", 0.0, -500);
}

static void put_coin(rv_override_preview *p, const char *symbol, int decimals, double price,
		     int64_t before, int64_t after)
{
	rv_op_coin *c = &p->coins[p->n++];

	p->n_changed++;
	SAY(c->symbol, "%s", symbol);
	c->sz_decimals = decimals;
	c->price = price;
	c->before = before;
	c->after = after;
}

void rv_fixture_effect(rv_view *v, uint64_t nonce)
{
	rv_override_preview *p = &v->overrides.preview;

	memset(p, 0, sizeof(*p));
	p->nonce = nonce;
	p->uid = 1000;
	p->ok = true;
	p->utc_ms = v->utc_ms;
	p->before =
		(rv_op_side){ true, 12480.0, -310.5, 0.87, RV_NET_VOL,	     5,
			      2,    true,    9.61,   5.13, { 186.0, -42.0 }, { 204.26, 204.26 } };
	p->after =
		(rv_op_side){ true, 11020.4, -1770.1, 0.87, RV_NET_RISING,    5,
			      1,    true,    11.24,   6.02, { 186.0, -42.0 }, { 204.26, 204.26 } };
	put_coin(p, "SOL", 2, 137.05, 1240, 180);
	put_coin(p, "ETH", 4, 3050.0, 6430, 5900);
	put_coin(p, "DOGE", 0, 0.16385, -16800, -16100);
	put_coin(p, "WIF", 0, 0.384, -1630, -1600);
	p->n_changed = 8;
}
