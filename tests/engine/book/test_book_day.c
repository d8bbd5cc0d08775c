/*
 * The pieces of a day together: votes through their modifiers and a person's rules to legs, legs to
 * a program, the program against its correction, the filled positions against the hedge. Random
 * books; what one piece gives must be what the next one takes.
 */
#include "engine/base/rng.h"
#include "engine/book/hedge.h"
#include "engine/book/modifiers.h"
#include "engine/book/net.h"
#include "engine/book/overrides.h"
#include "engine/book/program.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { COINS = 20 };
#define T0 INT64_C(1795305000000) /* 2026-11-21T23:50:00Z */
#define NAV 250000.0

typedef struct day {
	rv_rng r;
	rv_net_coin coins[COINS];
	rv_net_input in;
	rv_net_state g;
	rv_net_result res;
	rv_net_out out[COINS];
	rv_program program;
	rv_overrides overrides;
} day;

static double draw(day *d, double most)
{
	return (rv_rng_uniform(&d->r) - 0.5) * 2.0 * most;
}

static void begin(day *d, uint64_t seed)
{
	memset(d, 0, sizeof(*d));
	rv_rng_seed(&d->r, 2385, seed, 2);
	d->g.g = NAN;
	d->in = (rv_net_input){ .nav = NAV, .vol = 0.15, .margin_g = INFINITY, .utc_ms = T0 };
	for (int s = 0; s < RV_SUB_H; s++) {
		d->in.licence[s] = RV_LICENCE_100;
		d->in.factor[s] = 1.0;
	}
	for (size_t i = 0; i < COINS; i++) {
		rv_net_coin *c = &d->coins[i];
		*c = (rv_net_coin){ .sz_decimals = (int)rv_rng_below(&d->r, 4),
				    .price = exp(rv_rng_uniform(&d->r) * 7.0),
				    .cost_bps = NAN,
				    .hybrid = NAN };
		(void)snprintf(c->symbol, sizeof(c->symbol),
			       i == 0	? "BTC"
			       : i == 1 ? "ETH"
					: "C%02zu",
			       i);
		for (int s = 0; s < RV_SUB_H; s++)
			c->edge[s] = NAN;
	}
}

/* Weights of what a sub-book holds of a coin, of its own equity. */
static double held_weight(const day *d, size_t i, int s, double equity)
{
	const rv_net_coin *c = &d->coins[i];
	(void)d;
	return (double)c->held[s] * pow(10.0, -(double)c->sz_decimals) * c->price / equity;
}

static void vote(day *d)
{
	static const double equity[RV_SUB_H] = { 0.4 * NAV, 0.4 * NAV, 0.4 * NAV,
						 0.4 * NAV, 0.4 * NAV, 0.2 * NAV };
	static rv_mod_leg legs[COINS * RV_SUB_H];
	const rv_mod_market m = { .leader = RV_REGIME_RISK_OFF,
				  .leader_confidence = 0.7,
				  .leader_vol_factor = 0.8,
				  .leverage_in_votes = 1.0,
				  .leverage = 0.7,
				  .s3_scale = 0.6 };
	rv_mod_params p;
	size_t n = 0;
	rv_mod_params_default(&p);
	for (size_t i = 0; i < COINS; i++) {
		for (int s = 0; s < RV_SUB_H; s++)
			legs[n++] =
				(rv_mod_leg){ .sub = (rv_sub)s,
					      .held = held_weight(d, i, s, equity[s]),
					      .vote = rv_rng_below(&d->r, 3) ? 0.0 : draw(d, 0.15),
					      .beta_btc = 0.5 + rv_rng_uniform(&d->r),
					      .filter = (rv_screen_action)rv_rng_below(&d->r, 3),
					      .gated = rv_rng_below(&d->r, 20) == 0 };
	}
	assert_int_equal(rv_mod_apply(&p, &m, legs, n), RV_OK);
	for (size_t k = 0; k < n; k++)
		d->coins[k / RV_SUB_H].vote[k % RV_SUB_H] = legs[k].weight;
}

static void set_rules(day *d)
{
	rv_override o = { .kind = RV_OVERRIDE_CAP,
			  .sub = RV_SUB_N,
			  .symbol = "C05",
			  .value = { 0.01 },
			  .reason = "thin book",
			  .set_utc_ms = T0 - 1,
			  .expires_utc_ms = T0 + RV_HOUR_MS };
	uint64_t id = 0, replaced = 0;
	assert_int_equal(rv_overrides_set(&d->overrides, &o, &id, &replaced, NULL), RV_OK);
	for (size_t i = 0; i < COINS; i++)
		rv_overrides_rule(&d->overrides, T0, d->coins[i].symbol, &d->coins[i].rule);
	rv_overrides_paused(&d->overrides, T0, d->in.paused);
}

static void net(day *d)
{
	rv_net_params p;
	rv_net_params_default(&p);
	assert_int_equal(rv_net_run(&p, &d->in, d->coins, COINS, &d->g, &d->res, d->out), RV_OK);
}

/* The legs of the phase by their rank. */
static void make_program(day *d)
{
	rv_program *p = &d->program;
	*p = (rv_program){ .paper = true,
			   .book = "main",
			   .account = "0xabc",
			   .id = 1,
			   .version = 1,
			   .phase = "projected",
			   .run_date_ms = rv_time_floor(T0, RV_DAY_MS),
			   .created_utc_ms = T0,
			   .expires_utc_ms = T0 + 570000,
			   .mandate_end_utc_ms = T0 + 1020000,
			   .n = d->res.n_legs };
	rv_envelope_default(&p->envelope);
	for (size_t i = 0; i < COINS; i++) {
		const rv_net_out *o = &d->out[i];
		if (o->rank == SIZE_MAX)
			continue;
		rv_program_leg *l = &p->legs[o->rank];
		*l = (rv_program_leg){ .asset = (int)i,
				       .sz_decimals = d->coins[i].sz_decimals,
				       .side = o->lots > 0   ? 1
					       : o->lots < 0 ? -1
							     : 0,
				       .lots = o->lots < 0 ? -o->lots : o->lots,
				       .worst_px = o->lots ? 100 : 0,
				       .mid_px = o->lots ? 100 : 0,
				       .from_utc_ms = T0,
				       .to_utc_ms = T0 + 900000 };
		memcpy(l->symbol, d->coins[i].symbol, sizeof(l->symbol));
		memcpy(l->want, o->want, sizeof(l->want));
	}
}

/* Every leg is filled whole. */
static void fill(day *d)
{
	for (size_t k = 0; k < d->program.n; k++) {
		for (int s = 0; s < RV_SUB_N; s++)
			d->coins[d->program.legs[k].asset].held[s] += d->program.legs[k].want[s];
	}
}

static void check_legs(const day *d)
{
	size_t legs = 0;
	for (size_t i = 0; i < COINS; i++) {
		const rv_net_out *o = &d->out[i];
		int64_t target = 0, want = 0;
		for (int s = 0; s < RV_SUB_N; s++) {
			target += o->target[s];
			want += o->want[s];
		}
		assert_int_equal(target, o->net);
		assert_int_equal(want, o->lots);
		legs += o->rank != SIZE_MAX ? 1 : 0;
	}
	assert_int_equal(legs, d->res.n_legs);
	const rv_net_out *capped = &d->out[5];
	const double usd = (double)capped->net * pow(10.0, -(double)d->coins[5].sz_decimals) *
			   d->coins[5].price;
	assert_true(fabs(usd) <= 0.01 * NAV + 1e-6);
}

/* The same day again on what has been filled: a correction without news changes nothing. */
static void correct(day *d)
{
	rv_envelope_leg legs[RV_PROGRAM_LEGS];
	rv_envelope_sum sum;
	size_t n = 0;
	for (size_t k = 0; k < d->program.n; k++) {
		const rv_program_leg *l = &d->program.legs[k];
		const rv_net_out *o = &d->out[l->asset];
		legs[n] = (rv_envelope_leg){ .sz_decimals = l->sz_decimals,
					     .price = d->coins[l->asset].price,
					     .granted = l->side * l->lots,
					     /* left to do, and what has been done */
					     .corrected = o->lots + l->side * l->lots };
		n++;
	}
	assert_int_equal(rv_envelope_check(&d->program.envelope, NAV, legs, n, &sum), RV_OK);
	assert_int_equal(sum.n_outside, 0);
}

static void hedge(day *d)
{
	rv_hedge_params p;
	rv_hedge_coin coins[COINS];
	rv_hedge_leg legs[RV_HEDGE_LEGS];
	const rv_hedge_input in = { .nav = NAV };
	rv_hedge_params_default(&p);
	for (int round = 0; round < 2; round++) {
		for (size_t i = 0; i < COINS; i++) {
			coins[i] = (rv_hedge_coin){ .sz_decimals = d->coins[i].sz_decimals,
						    .price = d->coins[i].price,
						    .beta = { 0.7, 0.2 },
						    .last = { NAN, NAN } };
			memcpy(coins[i].symbol, d->coins[i].symbol, sizeof(coins[i].symbol));
			memcpy(coins[i].lots, d->coins[i].held, sizeof(coins[i].lots));
		}
		assert_int_equal(rv_hedge_run(&p, &in, coins, COINS, legs), RV_OK);
		for (int f = 0; f < RV_HEDGE_LEGS; f++) { /* once hedged, it is quiet */
			assert_true(round == 0 || legs[f].verdict == RV_HEDGE_QUIET);
			d->coins[f].held[RV_SUB_H] += legs[f].lots;
		}
	}
}

static void a_day_of_its_pieces(void **state)
{
	(void)state;
	static day d;
	char text[RV_PROGRAM_TEXT];
	size_t legs = 0;
	for (uint64_t seed = 0; seed < 200; seed++) {
		begin(&d, seed);
		for (int k = 0; k < 3; k++) { /* three days in a row */
			vote(&d);
			set_rules(&d);
			net(&d);
			check_legs(&d);
			make_program(&d);
			legs += d.program.n;
			if (d.program.n == 0)
				continue;
			assert_null(rv_program_error(&d.program));
			rv_program back;
			const size_t n = rv_program_canonical(&d.program, text);
			assert_int_equal(rv_program_parse(text, n, &back), RV_OK);
			fill(&d);
			net(&d);
			correct(&d);
			hedge(&d);
		}
	}
	assert_true(legs > 2000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_day_of_its_pieces),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
