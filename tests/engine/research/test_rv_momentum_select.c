/*
 * Who is long and short by relative momentum: the ranking, the band that keeps what is held, equal
 * and inverse-volatility weights, by hand.
 */
#include "engine/research/rv_momentum_internal.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COINS = 12 };

/* Coins A .. L with scores 12 .. 1 and a volatility of .01 each; L is not eligible. */
static rvt_day *make_day(void)
{
	rvt_day *d = calloc(1, sizeof(*d));
	assert_non_null(d);
	d->close_ms = 700 * RV_DAY_MS;
	d->n = COINS;
	for (size_t i = 0; i < COINS; i++) {
		rvt_coin *c = &d->coins[i];
		*c = (rvt_coin){ .score = 12.0 - (double)i,
				 .close = 1.0,
				 .vol = .01,
				 .eligible = i + 1 < COINS };
		c->symbol[0] = (char)('A' + i);
	}
	return d;
}

static rv_bt_choice choice(double quantile, double band, double inverse)
{
	return (rv_bt_choice){ .value = { [RVT_QUANTILE] = quantile,
					  [RVT_BAND] = band,
					  [RVT_DAYS] = 7,
					  [RVT_INVERSE_VOL] = inverse } };
}

static rvt_held held(const char *longs, const char *shorts)
{
	rvt_held h = { .n = 0 };
	for (const char *p = longs; *p; p++)
		h.legs[h.n++] = (rvt_leg){ .symbol = { *p }, .weight = .25 };
	for (const char *p = shorts; *p; p++)
		h.legs[h.n++] = (rvt_leg){ .symbol = { *p }, .weight = -.25 };
	return h;
}

/* "abJK": a and b long, J and K short. */
static void wants(const rv_bt_choice *c, const rvt_day *d, const rvt_held *before, const char *want)
{
	rvt_held out;
	char got[COINS + 1] = "";
	assert_true(rvt_select(c, d, before, &out));
	for (size_t k = 0; k < out.n; k++) {
		const char name = out.legs[k].symbol[0];
		got[k] = (char)(out.legs[k].weight > 0.0 ? name - 'A' + 'a' : name);
		got[k + 1] = '\0';
	}
	assert_string_equal(got, want);
}

static void test_ends_of_the_ranking(void **state)
{
	(void)state;
	rvt_day *d = make_day();
	const rvt_held none = { .n = 0 };
	const rv_bt_choice fifth = choice(.2, 0, 0), third = choice(.3, 0, 0);
	wants(&fifth, d, &none, "abJK"); /* 2 of 11; L is not eligible */
	wants(&third, d, &none, "abcIJK");
	d->coins[0].score = -5.0;
	wants(&fifth, d, &none, "bcAK");
	free(d);
}

/* Within the band what is held stays, beyond it the best others take its place. */
static void test_band(void **state)
{
	(void)state;
	rvt_day *d = make_day();
	const rvt_held outer = held("CD", "HI"), far = held("AE", "GK");
	const rv_bt_choice none = choice(.2, 0, 0), band = choice(.2, .2, 0);
	wants(&none, d, &outer, "abJK");
	wants(&band, d, &outer, "cdHI"); /* .4 of 11: the first and the last 4 */
	wants(&band, d, &far, "abJK");
	free(d);
}

static double weight(const rvt_held *h, char name)
{
	for (size_t k = 0; k < h->n; k++) {
		if (h->legs[k].symbol[0] == name)
			return h->legs[k].weight;
	}
	return NAN;
}

static void test_weights(void **state)
{
	(void)state;
	rvt_day *d = make_day();
	const rvt_held none = { .n = 0 };
	rvt_held out;
	rv_bt_choice c = choice(.3, 0, 0);
	d->coins[0].vol = .02;
	d->coins[10].vol = .0001; /* as good as cash: at most twice an equal weight */
	assert_true(rvt_select(&c, d, &none, &out));
	assert_close("equal", weight(&out, 'A'), .5 / 3, 1e-15);
	assert_close("equal", weight(&out, 'K'), -.5 / 3, 1e-15);
	c = choice(.3, 0, 1);
	assert_true(rvt_select(&c, d, &none, &out));
	assert_close("A", weight(&out, 'A'), .5 * 50 / 250, 1e-12);
	assert_close("B", weight(&out, 'B'), .5 * 100 / 250, 1e-12);
	/* twice an equal weight is two thirds; the others share the last third */
	assert_close("K", weight(&out, 'K'), -.5 * 2 / 3, 1e-12);
	assert_close("J", weight(&out, 'J'), -.5 / 6, 1e-12);
	assert_close("I", weight(&out, 'I'), -.5 / 6, 1e-12);
	c = choice(.5, 0, 1); /* 5 a side, .4 at most: two of the shorts are at it */
	d->coins[9].vol = .001;
	assert_true(rvt_select(&c, d, &none, &out));
	assert_close("K", weight(&out, 'K'), -.5 * .4, 1e-12);
	assert_close("J", weight(&out, 'J'), -.5 * .4, 1e-12);
	assert_close("G", weight(&out, 'G'), -.5 * .2 / 3, 1e-12);
	free(d);
}

static void test_too_few(void **state)
{
	(void)state;
	rvt_day *d = make_day();
	const rvt_held none = { .n = 0 };
	const rv_bt_choice c = choice(.2, 0, 0);
	rvt_held out;
	d->coins[3].eligible = d->coins[4].eligible = false;
	assert_false(rvt_select(&c, d, &none, &out));
	free(d);
}

static void test_due(void **state)
{
	(void)state;
	rvt_day *d = make_day();
	const rv_bt_choice c = choice(.2, 0, 0);
	assert_true(rvt_is_due(&c, d)); /* day 700 */
	d->close_ms += RV_DAY_MS;
	assert_false(rvt_is_due(&c, d));
	free(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ends_of_the_ranking),
		cmocka_unit_test(test_band),
		cmocka_unit_test(test_weights),
		cmocka_unit_test(test_too_few),
		cmocka_unit_test(test_due),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
