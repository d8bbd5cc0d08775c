#include "tests/support/toy_strategy.h"

#include "engine/base/rng.h"
#include "tests/support/cm.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SEEN_MAX = 4000 };

static const double MILLION = 1e6, GROSS = 1.0;

typedef struct toy {
	double direction;
	double signal[SEEN_MAX]; /* of each day that was seen: what direction 1 has earned */
	char held[RV_MAX_SYMBOLS][RV_SYMBOL_MAX];
	size_t n_held;
	double side[RV_MAX_SYMBOLS];
} toy;

/* What a pass keeps of a close: the side of each coin of the cursor. */
typedef struct toy_pass {
	float side[RV_MAX_SYMBOLS];
} toy_pass;

static bool trades(const rv_cursor *c, size_t i)
{
	const char *name = rv_cursor_name(c, i);
	return strcmp(name, "BTC") != 0 && strcmp(name, "ETH") != 0 &&
	       rv_cursor_kind(c, i) == RV_KIND_PERP &&
	       rv_cursor_value(c, RV_PANEL_CLOSE, i, 0) > 0.0;
}

static void put(rv_bt_decision *out, const rv_cursor *c, size_t i, double weight)
{
	rv_bt_target *t = &out->targets[out->n++];
	*t = (rv_bt_target){ .weight = weight };
	(void)snprintf(t->symbol, sizeof(t->symbol), "%s", rv_cursor_name(c, i));
}

static size_t count(const rv_cursor *c)
{
	size_t n = 0;
	for (size_t i = 0; i < rv_cursor_coins(c); i++)
		n += trades(c, i);
	return n;
}

static rv_status open_toy(const rv_strategy_setup *s, rv_bt_result *names, void **self, rv_err *err)
{
	(void)s;
	(void)err;
	names->n_regimes = names->n_features = 1;
	(void)snprintf(names->regimes[0], RV_BT_NAME, "ALWAYS");
	(void)snprintf(names->features[0], RV_BT_NAME, "coins");
	names->n_values = 1;
	(void)snprintf(names->values[0], RV_BT_NAME, "direction");
	toy *t = calloc(1, sizeof(*t));
	if (!t)
		return RV_ENOMEM;
	t->direction = 1.0;
	*self = t;
	return RV_OK;
}

static void close_toy(void *self)
{
	free(self);
}

static void begin(const rv_bt_today *t, rv_bt_decision *out)
{
	out->trades = t->trading ? 1 : 0;
	out->regime = 0;
	out->features[0] = (double)count(t->cursor);
}

/* ---- random and even ---- */

static rv_status decide_random(void *self, const rv_bt_today *t, rv_bt_decision *out)
{
	(void)self;
	const double each = GROSS / (double)count(t->cursor);
	begin(t, out);
	for (size_t i = 0; i < rv_cursor_coins(t->cursor) && t->trading; i++) {
		rv_rng g;
		rv_rng_seed(&g, 17, t->day, i);
		if (trades(t->cursor, i))
			put(out, t->cursor, i, each * rv_rng_normal(&g));
	}
	return RV_OK;
}

static rv_status decide_even(void *self, const rv_bt_today *t, rv_bt_decision *out)
{
	(void)self;
	const double each = GROSS / (double)count(t->cursor);
	begin(t, out);
	for (size_t i = 0; i < rv_cursor_coins(t->cursor) && t->trading; i++) {
		if (trades(t->cursor, i))
			put(out, t->cursor, i, each);
	}
	return RV_OK;
}

/* ---- the edge ---- */

static rv_status work_new(const void *self, void **work)
{
	*work = calloc(1, 1);
	(void)self;
	return *work ? RV_OK : RV_ENOMEM;
}

static rv_status pass_signal(void *work, const rv_cursor *c, void *pass)
{
	(void)work;
	toy_pass *p = pass;
	for (size_t i = 0; i < rv_cursor_coins(c); i++) {
		const double v = rv_cursor_value(c, RV_PANEL_VOLUME_BASE, i, 0);
		p->side[i] = v > MILLION ? 1.0F : -1.0F;
	}
	return RV_OK;
}

/* What direction 1 has earned since the close before, of the sides that were taken then. */
static void see(toy *x, const rv_bt_today *t)
{
	const rv_cursor *c = t->cursor;
	const toy_pass *p = t->pass;
	double sum = 0.0;
	for (size_t k = 0; k < x->n_held; k++) {
		const size_t i = rv_cursor_find(c, x->held[k]);
		const double r = rv_cursor_value(c, RV_PANEL_CLOSE, i, 0) /
					 rv_cursor_value(c, RV_PANEL_CLOSE, i, 1) -
				 1.0;
		sum += isfinite(r) ? x->side[k] * r / (double)x->n_held : 0.0;
	}
	assert_true(t->day < SEEN_MAX);
	x->signal[t->day] = sum;
	x->n_held = 0;
	for (size_t i = 0; i < rv_cursor_coins(c); i++) {
		if (!trades(c, i))
			continue;
		(void)snprintf(x->held[x->n_held], RV_SYMBOL_MAX, "%s", rv_cursor_name(c, i));
		x->side[x->n_held++] = (double)p->side[i];
	}
}

static rv_status decide_signal(void *self, const rv_bt_today *t, rv_bt_decision *out)
{
	toy *x = self;
	const toy_pass *p = t->pass;
	const double each = GROSS / (double)count(t->cursor);
	see(x, t);
	begin(t, out);
	out->always_on = x->signal[t->day];
	for (size_t i = 0; i < rv_cursor_coins(t->cursor); i++) {
		if (!trades(t->cursor, i))
			continue;
		rv_bt_score *s = &out->scores[out->n_scores++];
		*s = (rv_bt_score){ .score = (double)p->side[i] };
		(void)snprintf(s->symbol, sizeof(s->symbol), "%s", rv_cursor_name(t->cursor, i));
		if (t->trading && fabs(x->direction) > 0.0)
			put(out, t->cursor, i, each * x->direction * (double)p->side[i]);
	}
	return RV_OK;
}

static void sample(const void *self, uint64_t seed, size_t k, rv_bt_choice *out)
{
	(void)self;
	(void)seed;
	*out = (rv_bt_choice){ .value = { k == 0 ? -1.0 : (double)(k % 3) - 1.0 } };
}

static rv_status train(const void *self, const rv_bt_train *t, const rv_bt_choice *c,
		       rv_bt_trial *out)
{
	const toy *x = self;
	double sum = 0.0;
	for (size_t d = t->from; d < t->to; d++)
		sum += t->uses[d - t->from] ? c->value[0] * x->signal[d] : 0.0;
	out->active_days = t->to - t->from;
	out->sharpe_day = sum;
	out->why = fabs(c->value[0]) > 0.0 ? NULL : "never in the market";
	out->objective = out->why ? (double)NAN : sum;
	return RV_OK;
}

static rv_status choose(void *self, const rv_bt_choice *c)
{
	((toy *)self)->direction = c->value[0];
	return RV_OK;
}

/* ---- the one that looks ahead ---- */

static rv_status decide_peek(void *self, const rv_bt_today *t, rv_bt_decision *out)
{
	(void)self;
	const rv_cursor *c = t->cursor;
	const double each = GROSS / (double)count(c);
	begin(t, out);
	for (size_t i = 0; i < rv_cursor_coins(c) && t->trading; i++) {
		const double now = rv_cursor_value(c, RV_PANEL_CLOSE, i, 0);
		const double next = rv_cursor_value_at(c, RV_PANEL_CLOSE, i, rv_cursor_close_ms(c));
		if (trades(c, i) && isfinite(next))
			put(out, c, i, next > now ? each : -each);
	}
	return RV_OK;
}

/* ---- tables ---- */

#define TOY(decision)                                                                              \
	.id = RV_BT_RV_MOMENTUM, .n_subs = 1, .subs = { "TOY" }, .own_vol_target = true,           \
	.own_drawdown = true, .open = open_toy, .close = close_toy, .decide = (decision)
#define TOY_PASS                                                                                   \
	.pass_bytes = sizeof(toy_pass), .work_new = work_new, .work_free = free, .pass = pass_signal

const rv_strategy toy_random = { TOY(decide_random) };
const rv_strategy toy_even = { TOY(decide_even) };
const rv_strategy toy_peek = { TOY(decide_peek) };
const rv_strategy toy_signal = { TOY(decide_signal), TOY_PASS };
const rv_strategy toy_walk = {
	TOY(decide_signal), TOY_PASS, .sample = sample, .train = train, .choose = choose,
};

rv_panel *toy_panel(uint64_t seed, size_t coins, size_t days, double edge, double sd)
{
	rv_panel *p = NULL;
	assert_int_equal(rv_panel_new(RV_INTERVAL_1D, coins + 2, days, &p), RV_OK);
	for (size_t i = 0; i < coins + 2; i++) {
		char name[RV_SYMBOL_MAX] = "BTC";
		rv_rng g;
		double price = 100.0, up = 0.0;
		rv_rng_seed(&g, seed, i, 0);
		if (i > 0)
			(void)snprintf(name, sizeof(name), i == 1 ? "ETH" : "C%02zu", i - 2);
		assert_int_equal(rv_panel_add_symbol(p, name, RV_KIND_PERP), RV_OK);
		for (size_t t = 0; t < days; t++) {
			price *= fmax(.2, 1.0 + edge * up + sd * rv_rng_normal(&g));
			up = rv_rng_uniform(&g) < .5 ? -1.0 : 1.0;
			const rv_bar b = { (int64_t)t * RV_DAY_MS, price, price, price, price,
					   up > 0.0 ? 2e6 : 5e5,   NAN };
			assert_int_equal(rv_panel_put(p, rv_panel_find(p, name), &b), RV_OK);
			assert_int_equal(rv_panel_put_value(p, rv_panel_find(p, name),
							    RV_PANEL_FUNDING, b.t, 0.0),
					 RV_OK);
		}
	}
	return p;
}
