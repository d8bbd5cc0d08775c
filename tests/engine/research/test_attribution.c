/* Sub-books by month against pandas (tests/oracle/attribution.py). */
#include "engine/base/timefmt.h"
#include "engine/research/attribution.h"
#include "tests/oracle/attribution_cases.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>
#include <string.h>

static rv_bt_result *example(void)
{
	rv_bt_result *r;
	assert_int_equal(rv_bt_result_new(&r), RV_OK);
	for (size_t d = 0; d < LEN(attr_close_ms); d++) {
		const rv_bt_day day = { .close_ms = attr_close_ms[d], .oos = attr_oos[d] };
		assert_int_equal(rv_bt_add_day(r, &day), RV_OK);
	}
	for (size_t i = 0; i < LEN(attr_shares); i++)
		assert_int_equal(rv_bt_add_share(r, &attr_shares[i]), RV_OK);
	for (size_t i = 0; i < LEN(attr_trades); i++)
		assert_int_equal(rv_bt_add_trade(r, &attr_trades[i]), RV_OK);
	return r;
}

static void as_pandas_says(void **state)
{
	(void)state;
	rv_bt_result *r = example();
	rv_attribution a;
	assert_int_equal(rv_attribution_of(r, RV_KPI_OOS, 2.0, &a, NULL), RV_OK);
	assert_int_equal(a.n, LEN(attr_rows));
	for (size_t i = 0; i < a.n; i++) {
		const rv_attr_row *w = &a.rows[i];
		char month[RV_TIME_TEXT] = "";
		if (!w->whole)
			(void)rv_time_format_date(w->month_ms, month);
		assert_string_equal(w->sub, attr_rows[i].sub);
		assert_string_equal(month, attr_rows[i].month);
		const double got[] = { (double)w->trades.n,
				       w->trades.hit_rate,
				       w->trades.holding_days,
				       w->trades.per_atr_risk,
				       w->pnl_usd,
				       (double)w->days,
				       w->net,
				       w->turnover,
				       w->residual_alpha,
				       w->net_per_turnover,
				       w->slippage_bps,
				       w->beta,
				       w->gross,
				       (double)w->ic.n,
				       w->ic.mean,
				       w->ic.sd,
				       w->ic.ir };
		for (size_t k = 0; k < LEN(got); k++)
			assert_close(attr_rows[i].month, got[k], attr_rows[i].want[k], 1e-12);
	}
	rv_attribution_free(&a);
	rv_bt_result_free(r);
}

/* What is in sample and what is not are all there is, and the months are the whole. */
static void the_parts_are_the_whole(void **state)
{
	(void)state;
	rv_bt_result *r = example();
	double pnl[3] = { 0 };
	size_t n[3] = { 0 };
	for (int which = RV_KPI_OOS; which <= RV_KPI_ALL; which++) {
		rv_attribution a;
		double months = 0.0;
		assert_int_equal(rv_attribution_of(r, (rv_kpi_days)which, 2.0, &a, NULL), RV_OK);
		for (size_t i = 0; i < a.n; i++) {
			const double usd = isfinite(a.rows[i].pnl_usd) ? a.rows[i].pnl_usd : 0.0;
			if (a.rows[i].whole) {
				pnl[which] += usd;
				n[which] += a.rows[i].trades.n;
			} else {
				months += usd;
			}
		}
		assert_close("months", months, pnl[which], 1e-9);
		rv_attribution_free(&a);
	}
	assert_close("parts", pnl[RV_KPI_OOS] + pnl[RV_KPI_IS], pnl[RV_KPI_ALL], 1e-9);
	assert_int_equal(n[RV_KPI_ALL], LEN(attr_trades) - 1); /* one profit is not known */
	assert_true(n[RV_KPI_OOS] + n[RV_KPI_IS] == n[RV_KPI_ALL] && n[RV_KPI_IS] > 0);
	rv_bt_result_free(r);
}

static void nothing_and_nonsense(void **state)
{
	(void)state;
	rv_bt_result *r;
	rv_attribution a;
	rv_err err = { 0 };
	assert_int_equal(rv_bt_result_new(&r), RV_OK);
	assert_int_equal(rv_attribution_of(r, RV_KPI_ALL, 2.0, &a, NULL), RV_OK);
	assert_int_equal(a.n, 0);
	rv_attribution_free(&a);
	rv_attribution_free(&a);
	assert_int_equal(rv_bt_add_trade(r, &attr_trades[0]), RV_OK); /* of no day */
	assert_int_equal(rv_attribution_of(r, RV_KPI_ALL, 2.0, &a, NULL), RV_OK);
	assert_int_equal(a.n, 0);
	rv_attribution_free(&a);
	assert_int_equal(rv_bt_add_share(r, &attr_shares[0]), RV_OK);
	assert_int_equal(rv_attribution_of(r, RV_KPI_ALL, 2.0, &a, &err), RV_EINVAL);
	assert_string_equal(err.text, "attribution: share 0 is of day 1, there are 0");
	assert_null(a.rows);
	rv_bt_result_free(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(as_pandas_says),
		cmocka_unit_test(the_parts_are_the_whole),
		cmocka_unit_test(nothing_and_nonsense),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
