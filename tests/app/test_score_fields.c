/*
 * Funding days and market caps of one pass over a store: the values, nothing after the as-of, the
 * names of one coin; and a live engine that was handed the same rows in another order has the same
 * bits.
 */
#include "app/score_load.h"
#include "engine/run/live.h"
#include "engine/run/live_state.h"
#include "tests/support/store_help.h"

#define T0 INT64_C(1700006400000) /* 2023-11-15 */
#define DAY(k) (T0 + (int64_t)(k)*RV_DAY_MS)

enum { DAYS = 40, CHANGE = 17 };

static const char *const names[] = { "BTC", "ETH", "PEPE", "1000SATS", "XRP" };
/* What funding and caps are stored under; XRP has neither. */
static const char *const fund_names[] = { "BTC", "ETH", "kPEPE", "SATS" };

typedef struct rows {
	rv_funding fund[DAYS * 26];
	size_t n_fund;
	rv_mcap caps[DAYS];
	size_t n_caps;
	rv_bar bars[DAYS];
} rows;

static rows data[LEN(names)];

/* Hourly payments some ms late with holes, 8-hourly until CHANGE; a cap on most days. */
static void make_rows(size_t i)
{
	rows *d = &data[i];
	rv_rng r;
	rv_rng_seed(&r, 2385, i, 3);
	d->n_fund = d->n_caps = 0;
	for (int k = 0; k < DAYS; k++) {
		d->bars[k] = odd_bar(&r, DAY(k));
		for (int h = 0; h < 24; h++) {
			const bool eight = k < CHANGE || (k == CHANGE && h == 0);
			if ((eight && h % 8 != 0) || rv_rng_below(&r, 12) == 0)
				continue;
			d->fund[d->n_fund++] =
				(rv_funding){ DAY(k) + h * RV_HOUR_MS + (int)rv_rng_below(&r, 900),
					      1e-5 * rv_rng_normal(&r), eight ? 8.0 : 1.0 };
		}
		if (rv_rng_below(&r, 6) > 0)
			d->caps[d->n_caps++] = (rv_mcap){ DAY(k), 1e9 * exp(rv_rng_normal(&r)) };
	}
}

static void make_store(store_place *f)
{
	rv_store *s = open_store(f->path, RV_STORE_WRITE);
	assert_ok(rv_store_begin(s, "import", "test", &f->err), f->err);
	for (size_t i = 0; i < LEN(names); i++) {
		rows *d = &data[i];
		make_rows(i);
		assert_ok(rv_store_put_bars(s, names[i], RV_INTERVAL_1D, d->bars, DAYS, &f->err),
			  f->err);
		if (i >= LEN(fund_names))
			continue;
		assert_ok(rv_store_put_funding(s, fund_names[i], d->fund, d->n_fund, &f->err),
			  f->err);
		assert_ok(rv_store_put_mcap(s, fund_names[i], d->caps, d->n_caps, &f->err), f->err);
	}
	assert_ok(rv_store_commit(s, &f->err), f->err);
	rv_store_close(s);
}

static rv_score_run *score(store_place *f, int64_t asof)
{
	static rv_step_params p;
	rv_score_run *r = NULL;
	rv_step_params_default(&p);
	p.modules = 0;
	assert_ok(rv_score_run_new(f->path, &p, RV_INTERVAL_1D, asof, true, &r, &f->err), f->err);
	return r;
}

static double at(const rv_panel *p, rv_panel_field f, const char *name, int day)
{
	const size_t col = rv_panel_col(p, DAY(day)), row = rv_panel_find(p, name);
	assert_true(col != SIZE_MAX && row != SIZE_MAX);
	return rv_panel_row(p, f, row)[col];
}

/* By hand, without the function under test. */
static void hand_day(const rows *d, int day, double *paid, double *hours)
{
	double sum = 0.0, h = 0.0;
	bool hourly = false;
	for (size_t i = 0; i < d->n_fund; i++)
		hourly |= d->fund[i].t >= DAY(day) && d->fund[i].t < DAY(day) + 8 * RV_HOUR_MS &&
			  d->fund[i].interval_h < 2.0;
	for (size_t i = 0; i < d->n_fund; i++) {
		const rv_funding *r = &d->fund[i];
		if (r->t < DAY(day) || r->t >= DAY(day + 1) || (r->interval_h > 2.0 && hourly))
			continue;
		sum += r->rate;
		h += r->interval_h;
	}
	*hours = h > 0.0 ? h : NAN;
	*paid = h >= 20.0 ? sum * 24.0 / h : NAN;
}

static void values_of_a_pass(void **state)
{
	store_place *f = *state;
	make_store(f);
	rv_score_run *r = score(f, DAY(DAYS));
	size_t known = 0;
	for (size_t i = 0; i < LEN(fund_names); i++) {
		for (int k = 0; k < DAYS; k++) {
			double paid, hours;
			hand_day(&data[i], k, &paid, &hours);
			known += isfinite(paid) ? 1U : 0U;
			assert_close(names[i], at(r->daily, RV_PANEL_FUNDING_HOURS, names[i], k),
				     hours, 0.0);
			assert_close(names[i], 1e4 * at(r->daily, RV_PANEL_FUNDING, names[i], k),
				     1e4 * paid, 1e-12);
		}
		for (size_t k = 0; k < data[i].n_caps; k++) {
			const rv_mcap *c = &data[i].caps[k];
			assert_close(names[i],
				     at(r->daily, RV_PANEL_MCAP, names[i],
					(int)((c->t - T0) / RV_DAY_MS)),
				     c->market_cap_usd, 0.0);
		}
	}
	assert_true(known > 50 && known < LEN(fund_names) * DAYS);
	for (int k = 0; k < DAYS; k++) {
		assert_true(isnan(at(r->daily, RV_PANEL_FUNDING, "XRP", k)));
		assert_true(isnan(at(r->daily, RV_PANEL_MCAP, "XRP", k)));
	}
	rv_score_run_free(r);
}

static void same_fields(const rv_panel *a, const rv_panel *b, const char *name, int days)
{
	for (int k = 0; k < days; k++) {
		for (int f = RV_PANEL_FUNDING; f < RV_PANEL_FIELDS; f++)
			assert_same_num(at(a, (rv_panel_field)f, name, k),
					at(b, (rv_panel_field)f, name, k));
	}
}

static void later_rows_change_nothing(void **state)
{
	store_place *f = *state;
	make_store(f);
	rv_score_run *all = score(f, DAY(DAYS)), *early = score(f, DAY(21) + 5 * RV_HOUR_MS);
	assert_int_equal(rv_panel_bars(early->daily), 21);
	for (size_t i = 0; i < LEN(names); i++)
		same_fields(early->daily, all->daily, names[i], 21);
	rv_score_run_free(early);
	rv_store *s = open_store(f->path, RV_STORE_WRITE);
	const rv_funding poison = { DAY(21) + 1, 0.5, 1.0 };
	const rv_mcap cap = { DAY(21), 1e18 };
	assert_ok(rv_store_begin(s, "import", "later", &f->err), f->err);
	for (size_t i = 0; i < LEN(names); i++) {
		assert_ok(rv_store_put_funding(s, names[i], &poison, 1, &f->err), f->err);
		assert_ok(rv_store_put_mcap(s, names[i], &cap, 1, &f->err), f->err);
	}
	assert_ok(rv_store_commit(s, &f->err), f->err);
	rv_store_close(s);
	early = score(f, DAY(21)); /* the poison is at or after the as-of */
	for (size_t i = 0; i < LEN(names); i++)
		same_fields(early->daily, all->daily, names[i], 21);
	rv_score_run_free(early);
	rv_score_run_free(all);
}

static void send(rv_live *l, rv_md_kind kind, const char *name, const void *items, size_t size,
		 size_t n)
{
	rv_md *md = NULL;
	assert_int_equal(rv_md_new(kind, name, n, &md), RV_OK);
	md->interval = RV_INTERVAL_1D;
	if (n > 0)
		memcpy(md->u.raw, items, n * size);
	assert_int_equal(rv_live_md(l, md), RV_OK);
	rv_md_free(md);
}

/* The newest rows first, then older ones, with an overlap; some before the bars. */
static void send_all(rv_live *l, size_t i)
{
	const rows *d = &data[i];
	const size_t half = d->n_fund / 2;
	bool scored;
	send(l, RV_MD_BARS, names[i], d->bars + 3, sizeof(rv_bar), 4);
	send(l, RV_MD_FUNDING, fund_names[i], d->fund + half, sizeof(rv_funding), d->n_fund - half);
	assert_int_equal(rv_live_tick(l, DAY(DAYS), &scored), RV_OK);
	send(l, RV_MD_FUNDING, fund_names[i], d->fund, sizeof(rv_funding), half - 7);
	send(l, RV_MD_BARS, names[i], d->bars, sizeof(rv_bar), DAYS);
	assert_int_equal(rv_live_tick(l, DAY(DAYS), &scored), RV_OK);
	send(l, RV_MD_MCAP, fund_names[i], d->caps + 5, sizeof(rv_mcap), d->n_caps - 5);
	send(l, RV_MD_FUNDING, fund_names[i], d->fund + half - 9, sizeof(rv_funding), 20);
	send(l, RV_MD_MCAP, fund_names[i], d->caps, sizeof(rv_mcap), 8);
	assert_int_equal(rv_live_tick(l, DAY(DAYS), &scored), RV_OK);
}

static void the_live_engine_has_the_same_bits(void **state)
{
	store_place *f = *state;
	static rv_live_params p;
	rv_live *l = NULL;
	make_store(f);
	rv_live_params_default(&p);
	p.step.modules = 0;
	assert_int_equal(rv_live_new(&p, NULL, &l), RV_OK);
	rv_score_run *r = score(f, DAY(DAYS));
	for (size_t i = 0; i < LEN(fund_names); i++) {
		send_all(l, i);
		same_fields(l->daily, r->daily, names[i], DAYS);
	}
	/* Other bars of a symbol: its fields are written again. */
	send(l, RV_MD_BARS_RESET, "PEPE", data[2].bars, sizeof(rv_bar), DAYS);
	send(l, RV_MD_BARS_RESET, "BTC", data[0].bars, sizeof(rv_bar), DAYS);
	bool scored;
	assert_int_equal(rv_live_tick(l, DAY(DAYS), &scored), RV_OK);
	same_fields(l->daily, r->daily, "PEPE", DAYS);
	same_fields(l->daily, r->daily, "BTC", DAYS);
	/* Another market: what it does not have goes. */
	send(l, RV_MD_FUNDING_RESET, "ETH", data[1].fund + 200, sizeof(rv_funding), 24);
	assert_int_equal(rv_live_tick(l, DAY(DAYS), &scored), RV_OK);
	assert_true(isnan(at(l->daily, RV_PANEL_FUNDING, "ETH", DAYS - 1)));
	assert_true(isnan(at(l->daily, RV_PANEL_FUNDING_HOURS, "ETH", 0)));
	rv_score_run_free(r);
	rv_live_free(l);
}

/* A payment of the running day is kept, and published with the day's first bar, not before. */
static void a_running_day_is_not_published(void **state)
{
	(void)state;
	static rv_live_params p;
	rv_live *l = NULL;
	bool scored;
	make_rows(0);
	rv_live_params_default(&p);
	p.step.modules = 0;
	assert_int_equal(rv_live_new(&p, NULL, &l), RV_OK);
	send(l, RV_MD_BARS, "BTC", data[0].bars, sizeof(rv_bar), DAYS - 1);
	send(l, RV_MD_FUNDING, "BTC", data[0].fund, sizeof(rv_funding), data[0].n_fund);
	assert_int_equal(rv_live_tick(l, DAY(DAYS - 1), &scored), RV_OK);
	assert_int_equal(rv_panel_bars(l->daily), DAYS - 1);
	send(l, RV_MD_BARS, "BTC", data[0].bars + DAYS - 1, sizeof(rv_bar), 1);
	assert_int_equal(rv_live_tick(l, DAY(DAYS), &scored), RV_OK);
	assert_true(isfinite(at(l->daily, RV_PANEL_FUNDING_HOURS, "BTC", DAYS - 1)));
	rv_live_free(l);
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, store_place_setup, store_place_teardown)
	const struct CMUnitTest tests[] = {
		TEST(values_of_a_pass),
		TEST(later_rows_change_nothing),
		TEST(the_live_engine_has_the_same_bits),
		TEST(a_running_day_is_not_published),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
