/* The last gate: each rule one unit to either side of its edge. */
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/lastgate_bench.h"

#include <pthread.h>
#include <string.h>

/* One change to a good order, and whether it still passes. */
static void tweak_none(lastgate_bench *d)
{
	(void)d;
}
static void tweak_lots_at_leg(lastgate_bench *d)
{
	lg_set_order(d, 0, 1, LG_LOTS_MOST, LG_PX);
}
static void tweak_lots_above_leg(lastgate_bench *d)
{
	lg_set_order(d, 0, 1, LG_LOTS_MOST + 1, LG_PX);
}
static void tweak_value_at_leg(lastgate_bench *d)
{
	lg_set_order(d, 0, 1, 1, LG_VALUE_MOST);
}
static void tweak_value_above_leg(lastgate_bench *d)
{
	lg_set_order(d, 0, 1, 1, LG_VALUE_MOST + 1);
}
static void tweak_no_lots(lastgate_bench *d)
{
	lg_set_order(d, 0, 1, 0, LG_PX);
}
static void tweak_no_px(lastgate_bench *d)
{
	lg_set_order(d, 0, 1, LG_LOTS, 0);
}
static void tweak_overflow(lastgate_bench *d)
{
	lg_set_order(d, 0, 1, INT64_C(1) << 40, 1);
	d->f.v[0].px = INT64_C(1) << 24;
	d->s.gate[0].lots_most = d->s.gate[0].notional_most_musd = INT64_MAX;
	d->s.gate[0].notional_musd = INT64_MAX;
}
static void tweak_lots_claim_low(lastgate_bench *d)
{
	d->s.gate[0].lots--;
}
static void tweak_lots_claim_high(lastgate_bench *d)
{
	d->s.gate[0].lots++;
}
static void tweak_value_claim_low(lastgate_bench *d)
{
	d->s.gate[0].notional_musd--;
}
static void tweak_value_claim_high(lastgate_bench *d)
{
	d->s.gate[0].notional_musd++;
}
static void tweak_cloid(lastgate_bench *d)
{
	d->s.gate[0].cloid.b[15] ^= 1;
}
static void tweak_reduce_claim(lastgate_bench *d)
{
	d->s.gate[0].reduce_only = true;
}
static void tweak_reduce_bytes(lastgate_bench *d)
{
	d->f.v[0].reduce_only = true;
}
static void tweak_no_mandate(lastgate_bench *d)
{
	d->s.gate[0].mandate = 0;
}
static void tweak_reduce_without_mandate(lastgate_bench *d)
{
	d->s.gate[0].mandate = 0;
	d->s.gate[0].reduce_only = d->f.v[0].reduce_only = true;
}
static void tweak_count_claim(lastgate_bench *d)
{
	d->s.n = 2;
}
static void tweak_no_orders(lastgate_bench *d)
{
	d->s.n = d->f.n = 0;
}
static void tweak_kind(lastgate_bench *d)
{
	d->s.kind = RV_ACTION_CANCEL;
}
static void tweak_nonce_claim(lastgate_bench *d)
{
	d->s.bytes.nonce++;
}
static void tweak_expiry_claim(lastgate_bench *d)
{
	d->s.bytes.expires_after_ms++;
}
static void set_expiry(lastgate_bench *d, int64_t at)
{
	d->f.expires_after_ms = d->s.bytes.expires_after_ms = at;
}
static void tweak_no_expiry(lastgate_bench *d)
{
	set_expiry(d, 0);
}
static void tweak_expiry_in_time(lastgate_bench *d)
{
	set_expiry(d, LG_UTC + LG_MARGIN + 1);
}
static void tweak_expiry_too_late(lastgate_bench *d)
{
	set_expiry(d, LG_UTC + LG_MARGIN);
}
static void tweak_twins(lastgate_bench *d)
{
	d->s.n = d->f.n = 2;
	lg_set_order(d, 1, 1, LG_LOTS, LG_PX);
}
static void tweak_two(lastgate_bench *d)
{
	d->s.n = d->f.n = 2;
	lg_set_order(d, 1, 2, LG_LOTS_MOST - LG_LOTS, LG_PX);
}
static void tweak_two_above(lastgate_bench *d)
{
	d->s.n = d->f.n = 2;
	lg_set_order(d, 1, 2, LG_LOTS_MOST - LG_LOTS + 1, LG_PX);
}
static void tweak_two_legs(lastgate_bench *d)
{
	d->s.n = d->f.n = 2;
	lg_set_order(d, 1, 2, LG_LOTS_MOST, LG_PX);
	d->s.gate[1].mandate = 32;
}
static void tweak_two_sides(lastgate_bench *d)
{
	tweak_two(d);
	d->f.v[1].side = RV_SELL;
}
static void tweak_two_coins(lastgate_bench *d)
{
	tweak_two(d);
	d->f.v[1].asset++;
}
static void tweak_halted(lastgate_bench *d)
{
	d->now.level = RV_LASTGATE_HALTED;
}
static void set_reducing(lastgate_bench *d)
{
	d->s.gate[0].reduce_only = d->f.v[0].reduce_only = true;
}
static void tweak_halted_reducing(lastgate_bench *d)
{
	tweak_halted(d);
	set_reducing(d);
}
static void tweak_halted_mixed(lastgate_bench *d)
{
	tweak_two(d);
	tweak_halted_reducing(d);
}
static void tweak_shut_reducing(lastgate_bench *d)
{
	d->now.level = RV_LASTGATE_SHUT;
	set_reducing(d);
}
static void tweak_resend_unknown(lastgate_bench *d)
{
	d->s.resend = true;
}

static void each_rule_at_its_edge(void **state)
{
	(void)state;
	static const struct {
		const char *id;
		void (*tweak)(lastgate_bench *d);
		bool ok;
	} cases[] = {
		{ "a good order", tweak_none, true },
		{ "lots equal to the leg", tweak_lots_at_leg, true },
		{ "one lot above the leg", tweak_lots_above_leg, false },
		{ "value equal to the leg", tweak_value_at_leg, true },
		{ "a micro-dollar above the leg", tweak_value_above_leg, false },
		{ "no lots", tweak_no_lots, false },
		{ "no price", tweak_no_px, false },
		{ "a value beyond an int64", tweak_overflow, false },
		{ "engine says one lot less", tweak_lots_claim_low, false },
		{ "engine says one lot more", tweak_lots_claim_high, false },
		{ "engine says it is worth less", tweak_value_claim_low, false },
		{ "engine says it is worth more", tweak_value_claim_high, true },
		{ "another cloid", tweak_cloid, false },
		{ "engine says reduce-only, bytes do not", tweak_reduce_claim, false },
		{ "bytes say reduce-only, engine does not", tweak_reduce_bytes, false },
		{ "adds without a mandate", tweak_no_mandate, false },
		{ "reduces without a mandate", tweak_reduce_without_mandate, true },
		{ "another number of orders", tweak_count_claim, false },
		{ "no orders", tweak_no_orders, false },
		{ "another kind", tweak_kind, false },
		{ "another nonce", tweak_nonce_claim, false },
		{ "another expiry", tweak_expiry_claim, false },
		{ "no expiry", tweak_no_expiry, false },
		{ "one ms left above the margin", tweak_expiry_in_time, true },
		{ "the margin itself", tweak_expiry_too_late, false },
		{ "one cloid twice", tweak_twins, false },
		{ "two orders fill the leg", tweak_two, true },
		{ "two orders are one lot above it", tweak_two_above, false },
		{ "two legs", tweak_two_legs, true },
		{ "two sides of one mandate", tweak_two_sides, false },
		{ "two coins of one mandate", tweak_two_coins, false },
		{ "halted", tweak_halted, false },
		{ "halted, reduces", tweak_halted_reducing, true },
		{ "halted, one of two reduces", tweak_halted_mixed, false },
		{ "shut, reduces", tweak_shut_reducing, false },
		{ "second copy that was never seen", tweak_resend_unknown, true },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		lastgate_bench d;
		lg_open(&d, 60, 20);
		cases[i].tweak(&d);
		const bool ok = lg_pass(&d);
		if (ok != cases[i].ok)
			fail_msg("%s: %s", cases[i].id, ok ? "passed" : d.why);
		if (!ok)
			assert_int_equal(lg_lots(&d, 31), 0); /* nothing has changed */
		rv_lastgate_free(d.g);
	}
}

static void the_sum_counts_across_actions(void **state)
{
	(void)state;
	lastgate_bench d;
	lg_open(&d, 60, 20);
	assert_true(lg_pass(&d));
	lg_next_order(&d, 2);
	assert_true(lg_pass(&d));
	assert_int_equal(lg_lots(&d, 31), 2 * LG_LOTS);
	lg_next_order(&d, 3);
	assert_false(lg_pass(&d)); /* 21 of 20 */
	lg_set_order(&d, 0, 3, LG_LOTS_MOST - 2 * LG_LOTS, LG_PX);
	assert_true(lg_pass(&d));
	lg_next_order(&d, 4);
	lg_set_order(&d, 0, 4, 1, LG_PX);
	assert_false(lg_pass(&d));
	d.s.gate[0].mandate = 77; /* another one is free */
	assert_true(lg_pass(&d));
	/* An approved size never grows: neither the sum nor the claim lets more out. */
	lg_next_order(&d, 5);
	lg_set_order(&d, 0, 5, 1, LG_PX);
	d.s.gate[0].lots_most = 1000;
	d.s.gate[0].notional_most_musd = 1000000000;
	assert_false(lg_pass(&d));
	rv_lastgate_free(d.g);
}

static void a_mandate_has_one_coin_and_side(void **state)
{
	(void)state;
	lastgate_bench d;
	lg_open(&d, 60, 20);
	assert_true(lg_pass(&d));
	lg_next_order(&d, 2);
	d.f.v[0].side = RV_SELL;
	assert_false(lg_pass(&d));
	d.f.v[0].side = RV_BUY;
	d.f.v[0].asset = 6;
	assert_false(lg_pass(&d));
	d.f.v[0].asset = 5;
	assert_true(lg_pass(&d));
	rv_lastgate_free(d.g);
}

static void nonces_rise_but_for_copies_and_noops(void **state)
{
	(void)state;
	lastgate_bench d;
	lg_open(&d, 60, 20);
	assert_true(lg_pass(&d));
	const int64_t first = d.f.nonce;
	lg_next_order(&d, 2);
	d.f.nonce = d.s.bytes.nonce = first;
	assert_false(lg_pass(&d));
	d.f.nonce = d.s.bytes.nonce = first + 1;
	assert_true(lg_pass(&d));
	lg_next_cancel(&d, 1);
	d.f.nonce = d.s.bytes.nonce = first + 1;
	assert_false(lg_pass(&d));
	d.f.nonce = d.s.bytes.nonce = first + 2;
	assert_true(lg_pass(&d));
	d.f.kind = d.s.kind = RV_ACTION_NOOP; /* kills the first order */
	d.f.n = d.s.n = 0;
	d.f.nonce = d.s.bytes.nonce = first;
	assert_true(lg_pass(&d));
	d.f.nonce = d.s.bytes.nonce = 0;
	assert_false(lg_pass(&d));
	rv_lastgate_free(d.g);
}

static void a_copy_counts_once_and_must_be_the_same_bytes(void **state)
{
	(void)state;
	lastgate_bench d;
	lg_open(&d, 60, 20);
	assert_true(lg_pass(&d));
	assert_false(lg_pass(&d)); /* the same again, without saying so */
	d.s.resend = true;
	assert_true(lg_pass(&d));
	assert_int_equal(lg_lots(&d, 31), LG_LOTS);
	d.f.hash.b[31] ^= 1;
	assert_false(lg_pass(&d));
	d.f.hash.b[31] ^= 1;
	lg_set_order(&d, 0, 1, LG_LOTS - 1, LG_PX);
	assert_false(lg_pass(&d));
	/* A new order under the cloid of an order that may be alive is refused as well. */
	lg_next_order(&d, 1);
	assert_false(lg_pass(&d));
	d.s.resend = true;
	d.f.hash.b[0] = 99;
	assert_false(lg_pass(&d));
	rv_lastgate_free(d.g);
}

static void cancels_may_use_what_orders_must_leave(void **state)
{
	(void)state;
	lastgate_bench d;
	lg_open(&d, 10, 20); /* 8 for orders, 2 kept */
	for (unsigned k = 0; k < 8; k++) {
		lg_next_order(&d, k);
		lg_set_order(&d, 0, k, 1, LG_PX);
		assert_true(lg_pass(&d));
	}
	lg_next_order(&d, 50);
	lg_set_order(&d, 0, 50, 1, LG_PX);
	assert_false(lg_pass(&d));
	lg_next_cancel(&d, 3);
	assert_false(lg_pass(&d));
	lg_next_cancel(&d, 2);
	assert_true(lg_pass(&d));
	lg_next_cancel(&d, 1);
	assert_false(lg_pass(&d));
	d.now.at_ms += 61000; /* a minute later all are back */
	assert_true(lg_pass(&d));
	lg_next_order(&d, 51);
	lg_set_order(&d, 0, 51, 1, LG_PX);
	assert_true(lg_pass(&d));
	rv_lastgate_free(d.g);
}

static void full_tables_refuse_and_make_room(void **state)
{
	(void)state;
	lastgate_bench d;
	lg_open(&d, 1000000, 0);
	for (unsigned k = 0; k < RV_LASTGATE_ORDERS; k++) {
		lg_next_order(&d, k);
		d.s.gate[0].mandate = 1 + k % RV_LASTGATE_MANDATES;
		d.s.gate[0].lots_most = d.s.gate[0].notional_most_musd = INT64_MAX;
		assert_true(lg_pass(&d));
	}
	lg_next_order(&d, RV_LASTGATE_ORDERS);
	d.s.gate[0].mandate = 1;
	d.s.gate[0].lots_most = d.s.gate[0].notional_most_musd = INT64_MAX;
	assert_false(lg_pass(&d)); /* no place for an order */
	const rv_order_record r = { .cloid = lg_cloid(3),
				    .lots_orig = LG_LOTS,
				    .lots_left = LG_LOTS,
				    .status = RV_STATUS_CANCELED };
	rv_lastgate_record(d.g, &r);
	d.s.gate[0].mandate = RV_LASTGATE_MANDATES + 1;
	assert_false(lg_pass(&d)); /* no place for a mandate */
	d.now.at_ms += INT64_C(86400000);
	assert_true(lg_pass(&d));
	rv_lastgate_free(d.g);
}

static void *report_records(void *arg)
{
	lastgate_bench *d = arg;
	for (unsigned k = 0; k < 500; k++) {
		const rv_order_record r = { .cloid = lg_cloid(k),
					    .lots_orig = 1,
					    .lots_left = 1,
					    .status = RV_STATUS_CANCELED };
		rv_lastgate_record(d->g, &r);
	}
	return NULL;
}

static void records_come_from_another_thread(void **state)
{
	(void)state;
	lastgate_bench d;
	pthread_t t;
	lg_open(&d, 1000000, 0);
	assert_int_equal(pthread_create(&t, NULL, report_records, &d), 0);
	for (unsigned k = 0; k < 500; k++) {
		lg_next_order(&d, k);
		lg_set_order(&d, 0, k, 1, 1);
		d.s.gate[0].lots_most = 500;
		assert_true(lg_pass(&d));
	}
	assert_int_equal(pthread_join(t, NULL), 0);
	(void)report_records(&d);
	int64_t lots = -1, value = -1;
	rv_lastgate_sums(d.g, 31, &lots, &value);
	assert_int_equal(lots, 0);
	assert_int_equal(value, 0);
	rv_lastgate_free(d.g);
}

static void refuses_senseless_params(void **state)
{
	(void)state;
	static const rv_lastgate_params bad[] = {
		{ .messages_per_min = 0 },
		{ .messages_per_min = 1, .cancel_reserve_pct = 101 },
		{ .messages_per_min = 1, .expiry_margin_ms = -1 },
	};
	rv_lastgate *g = NULL;
	for (size_t i = 0; i < LEN(bad); i++)
		assert_int_equal(rv_lastgate_new(&bad[i], &g), RV_EINVAL);
	rv_lastgate_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_rule_at_its_edge),
		cmocka_unit_test(the_sum_counts_across_actions),
		cmocka_unit_test(a_mandate_has_one_coin_and_side),
		cmocka_unit_test(nonces_rise_but_for_copies_and_noops),
		cmocka_unit_test(a_copy_counts_once_and_must_be_the_same_bytes),
		cmocka_unit_test(cancels_may_use_what_orders_must_leave),
		cmocka_unit_test(full_tables_refuse_and_make_room),
		cmocka_unit_test(records_come_from_another_thread),
		cmocka_unit_test(refuses_senseless_params),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
