/*
 * Overrides in the real desk: what a preview says is what the book does once the override is taken,
 * in the snapshot and in the journal; it outlives the process, and its time ends it.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/order_desk.h"

static order_desk *d;

static int setup(void **state)
{
	(void)state;
	const od_params p = { .speed = OD_FAST_SPEED, .orders = OD_FAST };
	d = od_trading(&p);
	OD_UNTIL(d, d->v->book.present && isfinite(d->v->book.nav));
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	od_free(d);
	return 0;
}

static rv_command command(rv_override_kind kind, rv_sub sub, const char *symbol, double value,
			  int64_t life_ms)
{
	rv_command c = od_cmd(RV_CMD_OVERRIDE, symbol);
	c.over = (rv_override){ .kind = kind,
				.sub = sub,
				.value = { value },
				.reason = "the spread looks wrong",
				.expires_utc_ms = d->v->utc_ms + life_ms };
	(void)snprintf(c.over.symbol, sizeof(c.over.symbol), "%s", symbol);
	return c;
}

static const rv_override_preview *preview(rv_command c)
{
	c.kind = RV_CMD_PREVIEW_OVERRIDE;
	c.nonce = ++d->nonce;
	assert_int_equal(rv_runtime_command(&d->rt, &c), RV_OK);
	OD_UNTIL(d, d->v->overrides.preview.nonce == c.nonce);
	return &d->v->overrides.preview;
}

static const rv_bv_coin *coin(const char *symbol)
{
	for (size_t i = 0; i < d->v->book.n_coins; i++) {
		if (strcmp(d->v->book.coins[i].symbol, symbol) == 0)
			return &d->v->book.coins[i];
	}
	return NULL;
}

static int64_t target_op(const char *symbol)
{
	const rv_bv_coin *c = coin(symbol);
	return c ? c->net.target[RV_SUB_OP] : 0;
}

/* OP's target in SOL is 2 % of NAV: what is told before is what the book wants after, but for what
 * the price has moved since. */
static void what_was_told_is_what_happens(void **state)
{
	(void)state;
	const rv_command pin = command(RV_OVERRIDE_PIN, RV_SUB_OP, "SOL", 0.02, 4 * RV_HOUR_MS);
	OD_UNTIL(d, od_mid(d, "SOL") > 0.0);
	const rv_override_preview *p = preview(pin);
	if (!p->ok)
		fail_msg("%s", p->text);
	const rv_op_coin *told = NULL;
	for (size_t i = 0; i < p->n; i++)
		told = strcmp(p->coins[i].symbol, "SOL") == 0 ? &p->coins[i] : told;
	if (!told) {
		fail_msg("SOL's target does not change");
		return;
	}
	const rv_op_coin sol = *told;
	const double usd =
		(double)(sol.after - sol.before) * pow(10.0, -(double)sol.sz_decimals) * sol.price;
	assert_close("2 % of NAV", usd, 0.02 * d->v->book.nav, 0.01 * 0.02 * d->v->book.nav);
	assert_int_equal(d->v->overrides.set.n, 0); /* nothing has happened yet */
	od_mark(d);
	od_yes(d, &pin);
	OD_UNTIL(d, d->v->overrides.set.n == 1 && target_op("SOL") > 0);
	assert_close("as told", (double)target_op("SOL"), (double)(sol.after - sol.before),
		     0.1 * (double)(sol.after - sol.before));
	assert_true(od_noted(d, "override"));
	const rv_command again = command(RV_OVERRIDE_PIN, RV_SUB_OP, "SOL", 0.5, RV_HOUR_MS);
	od_no(d, &again, "weight 0.5: expected -0.20 to 0.20");
	rv_command end = od_cmd(RV_CMD_OVERRIDE_END, "");
	end.n_ids = 1;
	end.ids[0] = d->v->overrides.set.o[0].id;
	assert_true(preview(end)->ok);
	od_yes(d, &end);
	OD_UNTIL(d, d->v->overrides.set.n == 0 && target_op("SOL") == 0);
}

static void what_cannot_be_is_told(void **state)
{
	(void)state;
	rv_command c = command(RV_OVERRIDE_CAP, RV_SUB_N, "NOPE", 0.02, RV_HOUR_MS);
	assert_false(preview(c)->ok);
	assert_string_equal(d->v->overrides.preview.text, "no coin NOPE here");
	c = command(RV_OVERRIDE_CAP, RV_SUB_N, "SOL", 0.3, RV_HOUR_MS);
	assert_false(preview(c)->ok);
	assert_string_equal(d->v->overrides.preview.text, "cap 0.3: expected 0.00 to 0.20");
	c = od_cmd(RV_CMD_OVERRIDE_END, "");
	c.n_ids = 1;
	c.ids[0] = 9;
	assert_false(preview(c)->ok);
	assert_string_equal(d->v->overrides.preview.text, "no override of that number is set");
}

/* The pass is run again with them; until then S5 stays, and then it says by whose weights. */
static void factor_weights_make_a_pass(void **state)
{
	(void)state;
	rv_command c = command(RV_OVERRIDE_FACTORS, RV_SUB_N, "", 0.5, RV_HOUR_MS);
	c.over.value[1] = 0.3;
	c.over.value[2] = 0.2;
	OD_UNTIL(d, d->v->warm_total > 0 && d->v->warm_done == d->v->warm_total &&
			    isfinite(d->v->scores.idio.weights[0]));
	const bool known = strncmp(d->v->book.state[RV_SUB_S5], "of the close", 12) == 0;
	const rv_idio_result before = d->v->scores.idio;
	assert_true(preview(c)->ok);
	od_yes(d, &c);
	OD_UNTIL(d, d->v->scores.weighed_book.n > 0);
	assert_memory_equal(d->v->scores.factor_weights, c.over.value, sizeof(c.over.value));
	assert_memory_not_equal(d->v->scores.idio.weights, c.over.value, sizeof(before.weights));
	if (d->v->scores.idio.close_ms == before.close_ms) /* no day has closed meanwhile */
		assert_memory_equal(d->v->scores.idio.weights, before.weights,
				    sizeof(before.weights));
	if (known)
		OD_UNTIL(d, strstr(d->v->book.state[RV_SUB_S5], "factor weights by hand"));
}

/* A minute of the venue. */
static void its_time_ends_it(void **state)
{
	(void)state;
	const rv_command c = command(RV_OVERRIDE_PAUSE, RV_SUB_S5, "", 0.0, RV_MINUTE_MS);
	od_mark(d);
	od_yes(d, &c);
	OD_UNTIL(d, d->v->overrides.set.n == 0);
	assert_true(od_noted(d, "override-end"));
	assert_true(od_said(d, "S5 paused: its time is over"));
}

static void it_outlives_the_process(void **state)
{
	(void)state;
	const rv_command c = command(RV_OVERRIDE_CAP, RV_SUB_N, "SOL", 0.03, RV_DAY_MS);
	od_yes(d, &c);
	OD_UNTIL(d, d->v->overrides.set.n == 1);
	const rv_override was = d->v->overrides.set.o[0];
	od_stop(d);
	od_ready(d);
	assert_int_equal(d->v->overrides.set.n, 1);
	char a[RV_OVERRIDE_TEXT], b[RV_OVERRIDE_TEXT];
	(void)rv_override_canonical(&was, a);
	(void)rv_override_canonical(&d->v->overrides.set.o[0], b);
	assert_string_equal(a, b);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_was_told_is_what_happens), TEST(what_cannot_be_is_told),
		TEST(factor_weights_make_a_pass),    TEST(its_time_ends_it),
		TEST(it_outlives_the_process),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
