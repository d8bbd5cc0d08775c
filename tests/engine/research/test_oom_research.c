/* Every allocation of the statistics of research failed in turn: an error, and nothing left behind.
 */
#include "engine/research/attribution.h"
#include "engine/research/pbo.h"
#include "engine/research/regime_eval.h"
#include "engine/research/unsup_walk.h"
#include "engine/stats/init.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/oom.h"

#include <math.h>

enum { N = 60 };

static double x[N], r[N];
static int32_t held[N];
static rv_bt_result *result;

static rv_status fit(void)
{
	rv_unsup_params p;
	rv_unsup m = { .rank = { 9 } };
	rv_unsup_params_default(&p);
	const rv_status st = rv_unsup_fit(&p, x, r, N, 1, &m, NULL);
	assert_int_equal(m.rank[0] == 9, st != RV_OK);
	return st;
}

static rv_status eval(void)
{
	rv_eval_params p;
	rv_regime_eval e;
	rv_eval_params_default(&p);
	const rv_regime_days d = { held, r, N, 2 };
	return rv_regime_eval_of(&p, &d, &e, NULL);
}

static rv_status pbo(void)
{
	rv_pbo p;
	return rv_pbo_of(x, N / 2, 2, 4, NULL, &p, NULL);
}

static rv_status kpis(void)
{
	rv_kpis k;
	return rv_kpis_of(result, RV_KPI_ALL, NULL, NULL, &k, NULL);
}

static rv_status attribution(void)
{
	rv_attribution a;
	const rv_status st = rv_attribution_of(result, RV_KPI_ALL, 2.0, &a, NULL);
	assert_int_equal(a.rows == NULL, st != RV_OK);
	rv_attribution_free(&a);
	return st;
}

static rv_status walk(void)
{
	static const char *const feature[] = { "z" };
	static const rv_bt_window window = { .train_to = N, .test_from = N, .test_to = N };
	rv_unsup_params p;
	size_t fitted;
	int32_t told[N];
	rv_bt_result w = *result; /* what it owns stays its own */
	rv_bt_window one = window;
	w.n_windows = 1;
	w.windows = &one;
	w.n_features = 1;
	w.features[0][0] = 'z';
	w.features[0][1] = '\0';
	w.feature = x;
	w.always_on = r;
	rv_unsup_params_default(&p);
	const rv_status st = rv_unsup_walk(&w, &p, feature, 1, told, &fitted, NULL);
	assert_true(st != RV_OK || fitted == 1);
	return st;
}

static void every_allocation_may_fail(void **state)
{
	(void)state;
	static const struct {
		rv_status (*make)(void);
		long least; /* allocations that it makes at least */
	} subjects[] = { { fit, 3 },  { eval, 16 },	  { pbo, 3 },
			 { kpis, 2 }, { attribution, 3 }, { walk, 6 } };
	for (size_t i = 0; i < LEN(subjects); i++) {
		const long before = oom_live;
		rv_status st = RV_ENOMEM;
		long k = 0;
		for (; st != RV_OK; k++) {
			oom_fail_at = k;
			st = subjects[i].make();
			oom_fail_at = -1;
			assert_true(st == RV_OK || st == RV_ENOMEM);
			assert_int_equal(oom_live, before);
		}
		assert_true(k > subjects[i].least);
	}
}

int main(void)
{
	rv_stats_init();
	for (size_t t = 0; t < N; t++) {
		x[t] = sin(7.0 * (double)t) + (double)(t / 10 % 3);
		r[t] = 0.01 * cos(5.0 * (double)(t * t));
		held[t] = (int32_t)(t / 7 % 2);
	}
	if (rv_bt_result_new(&result) != RV_OK)
		return 1;
	for (size_t t = 0; t < N; t++) {
		const rv_bt_day day = { .close_ms = (int64_t)t * 86400000, .net = r[t] };
		if (rv_bt_add_day(result, &day) != RV_OK)
			return 1;
	}
	const rv_bt_share share = { .day = 3, .sub = "S5", .net = 0.01 };
	if (rv_bt_add_share(result, &share) != RV_OK)
		return 1;
	const struct CMUnitTest tests[] = { cmocka_unit_test(every_allocation_may_fail) };
	const int failed = cmocka_run_group_tests(tests, NULL, NULL);
	rv_bt_result_free(result);
	return failed;
}
