/* Unsupervised regimes of a run: what each window may know, day by day. */
#include "engine/base/rng.h"
#include "engine/research/unsup_walk.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DAYS = 420, FEATURES = 3 };

static const char *const columns[] = { "z_c", "z_a" };

static rv_bt_result *make(void)
{
	rv_bt_result *r;
	rv_rng rng;
	int state = 0;
	assert_int_equal(rv_bt_result_new(&r), RV_OK);
	r->n_features = FEATURES;
	memcpy(r->features, (const char[FEATURES][RV_BT_NAME]){ "z_a", "raw_b", "z_c" },
	       FEATURES * sizeof(r->features[0]));
	r->feature = calloc(DAYS * FEATURES, sizeof(double));
	r->always_on = calloc(DAYS, sizeof(double));
	assert_true(r->feature && r->always_on);
	rv_rng_seed(&rng, 8, 8, 8);
	for (size_t t = 0; t < DAYS; t++) {
		const rv_bt_day day = { .window = -1 };
		assert_int_equal(rv_bt_add_day(r, &day), RV_OK);
		if (rv_rng_uniform(&rng) < 0.07)
			state = (int)rv_rng_below(&rng, 3);
		r->feature[t] = state + 0.3 * rv_rng_normal(&rng);
		r->feature[DAYS + t] = NAN; /* nobody asks for it */
		r->feature[2 * DAYS + t] = 0.5 * rv_rng_normal(&rng) - state;
		r->always_on[t] = 0.003 * state + 0.002 * rv_rng_normal(&rng);
	}
	static const rv_bt_window windows[] = {
		{ .train_from = 0,
		  .train_to = 40,
		  .test_from = 60,
		  .test_to = 120 }, /* too short */
		{ .train_from = 0, .train_to = 150, .test_from = 180, .test_to = 240 },
		{ .train_from = 60, .train_to = 210, .test_from = 240, .test_to = 300 },
		{ .train_from = 160, .train_to = 310, .test_from = 340, .test_to = DAYS },
	};
	for (size_t k = 0; k < LEN(windows); k++)
		assert_int_equal(rv_bt_add_window(r, &windows[k]), RV_OK);
	return r;
}

static void told(const rv_bt_result *r, rv_unsup_kind kind, int32_t *held)
{
	rv_unsup_params p;
	size_t fitted = 0;
	rv_unsup_params_default(&p);
	p.kind = kind;
	assert_int_equal(rv_unsup_walk(r, &p, columns, LEN(columns), held, &fitted, NULL), RV_OK);
	assert_int_equal(fitted, 3);
}

static void test_days_alone_have_a_regime(void **state)
{
	(void)state;
	rv_bt_result *r = make();
	int32_t held[DAYS];
	for (int kind = RV_UNSUP_KMEANS; kind <= RV_UNSUP_HMM; kind++) {
		told(r, (rv_unsup_kind)kind, held);
		for (size_t t = 0; t < DAYS; t++) {
			const bool test = (t >= 180 && t < 300) || t >= 340;
			assert_int_equal(held[t] >= 0, test);
		}
	}
	rv_bt_result_free(r);
}

/* What the last window says is what the model fitted by hand says a day later. */
static void by_hand(void **state)
{
	(void)state;
	rv_bt_result *r = make();
	int32_t held[DAYS];
	double x[DAYS * 2], ret[DAYS];
	rv_unsup_params p;
	rv_unsup m;
	rv_unsup_state s = { 0 };
	told(r, RV_UNSUP_HMM, held);
	for (size_t t = 0; t < DAYS; t++) {
		x[2 * t] = r->feature[2 * DAYS + t];
		x[2 * t + 1] = r->feature[t];
		ret[t] = t < 309 ? r->always_on[t + 1] : NAN;
	}
	rv_unsup_params_default(&p);
	assert_int_equal(rv_unsup_fit(&p, x + 320, ret + 160, 150, 2, &m, NULL), RV_OK);
	for (size_t t = 160; t + 1 < DAYS; t++) {
		const int now = rv_unsup_step(&m, &s, x + 2 * t);
		if (t + 1 >= 340)
			assert_int_equal(held[t + 1], now);
	}
	rv_bt_result_free(r);
}

/* Rows from a day on and returns from the next on do not change the regime held over that day; of
 * the fit, none after the train's end. */
static void nothing_later_is_known(void **state)
{
	(void)state;
	rv_bt_result *r = make(), *bad = make();
	int32_t held[DAYS], got[DAYS];
	for (int i = 0; i < 4; i++) {
		const rv_unsup_kind kind = i / 2 ? RV_UNSUP_HMM : RV_UNSUP_KMEANS;
		const double huge = i % 2 ? 9.0 : -9.0; /* a return that would turn any order */
		told(r, kind, held);
		for (size_t cut = 310; cut < DAYS; cut += 7) {
			for (size_t t = 0; t < DAYS; t++) {
				const double k = t >= cut ? -1000.0 : 1.0;
				bad->feature[t] = k * r->feature[t];
				bad->feature[2 * DAYS + t] = k * r->feature[2 * DAYS + t];
				bad->always_on[t] = t >= cut ? huge : r->always_on[t];
			}
			told(bad, kind, got);
			assert_memory_equal(got, held, (cut + 1) * sizeof(int32_t));
		}
		/* Returns from the end of the last train on are in no order at all. */
		memcpy(bad->feature, r->feature, DAYS * FEATURES * sizeof(double));
		for (size_t t = 0; t < DAYS; t++)
			bad->always_on[t] = t >= 310 ? huge : r->always_on[t];
		told(bad, kind, got);
		assert_memory_equal(got, held, sizeof(held));
	}
	rv_bt_result_free(r);
	rv_bt_result_free(bad);
}

static void what_is_not_there(void **state)
{
	(void)state;
	rv_bt_result *r = make();
	rv_unsup_params p;
	int32_t held[DAYS] = { 77 };
	size_t fitted = 99;
	rv_err err = { 0 };
	const char *const none[] = { "z_a", "z_none" };
	rv_unsup_params_default(&p);
	assert_int_equal(rv_unsup_walk(r, &p, none, 2, held, &fitted, &err), RV_ENOENT);
	assert_string_equal(err.text, "regimes: the run has no feature z_none");
	assert_int_equal(rv_unsup_walk(r, &p, none, 0, held, &fitted, &err), RV_EINVAL);
	p.kmeans.k = 99;
	assert_int_equal(rv_unsup_walk(r, &p, columns, 2, held, &fitted, &err), RV_EINVAL);
	assert_true(held[0] == 77 && fitted == 99);
	rv_bt_result_free(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_days_alone_have_a_regime),
		cmocka_unit_test(by_hand),
		cmocka_unit_test(nothing_later_is_known),
		cmocka_unit_test(what_is_not_there),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
