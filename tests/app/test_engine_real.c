/*
 * The whole engine on real candles, funding and market caps at twenty dates from 2020 to 2024:
 * every constraint holds to 1e-9, no value is missing where one is due, nothing that is unknown is
 * a number, and every coin that existed by then is active or has a reason. Skipped without
 * RVDESK_DATA.
 */
#include "app/score_load.h"
#include "engine/stats/init.h"
#include "feeds/store/import.h"
#include "tests/support/cm.h"
#include "tests/support/patience.h"
#include "tests/support/tmpdir.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EPS 1e-9
enum { DATES = RV_PATIENCE > 1 ? 3 : 20, FILES = 3 };

static rv_tmpdir dir;
static char store_path[RV_TMP_PATH * 2];
static bool have_data;
static int64_t asof_now;

#define HOLDS(what, condition)                                                                     \
	do {                                                                                       \
		if (!(condition)) {                                                                \
			print_message("%s at %lld: %s\n", (what), (long long)asof_now,             \
				      #condition);                                                 \
			fail();                                                                    \
		}                                                                                  \
	} while (0)

static int set_up(void **state)
{
	(void)state;
	rv_stats_init();
	const char *data = getenv("RVDESK_DATA");
	if (!data)
		return 0;
	static char paths[FILES][1024];
	static const char *const names[FILES] = { "daily.csv.gz", "funding.csv.gz", "mcap.csv.gz" };
	static const rv_import_kind kinds[FILES] = { RV_IMPORT_CANDLES, RV_IMPORT_FUNDING,
						     RV_IMPORT_MCAP };
	rv_import_file files[FILES];
	for (int i = 0; i < FILES; i++) {
		(void)snprintf(paths[i], sizeof(paths[i]), "%s/%s", data, names[i]);
		files[i] = (rv_import_file){ .kind = kinds[i], .path = paths[i] };
	}
	rv_tmpdir_make(&dir);
	(void)rv_tmpdir_path(&dir, "real.db", store_path);
	const rv_import_params p = { .interval = RV_INTERVAL_1D };
	rv_import_result results[FILES];
	rv_import *im = NULL;
	rv_store *s = NULL;
	rv_err err = { .code = RV_OK };
	rv_status st = rv_import_new(&p, files, FILES, &im, &err);
	if (st == RV_OK)
		st = rv_store_open(store_path, RV_STORE_WRITE, &s, &err);
	if (st == RV_OK)
		st = rv_import_run(im, s, results, &err);
	rv_store_close(s);
	rv_import_free(im);
	if (st != RV_OK)
		print_message("%s\n", err.text);
	have_data = st == RV_OK;
	return st == RV_OK ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	if (have_data)
		rv_tmpdir_remove(&dir);
	return 0;
}

static void check_universe(const rv_score_run *r)
{
	const rv_step_result *x = &r->result;
	size_t existed = 0;
	const int64_t last_open = asof_now - RV_DAY_MS;
	for (size_t row = 0; row < rv_panel_symbols(r->daily); row++)
		existed += rv_panel_first_ms(r->daily, row) <= last_open;
	HOLDS("universe", x->has_universe && x->universe.n == existed);
	for (size_t i = 0; i < x->universe.n; i++)
		HOLDS("universe", (unsigned)x->universe.entries[i].reason < RV_UNIVERSE_REASONS);
}

static void check_factor_model(const rv_step_result *x)
{
	HOLDS("idio", x->idio.n == x->n_daily);
	for (size_t i = 0; i < x->idio.n; i++) {
		const rv_idio_symbol *s = &x->idio.symbols[i];
		const bool known = s->reason == RV_IDIO_OK;
		HOLDS("factor model", !known || (isfinite(s->alpha) && isfinite(s->beta_btc) &&
						 isfinite(s->beta_eth) && isfinite(s->residual)));
		HOLDS("factor model", !known || s->idio_vol > 0.0);
		HOLDS("factor model", !s->active || s->reason != RV_IDIO_FACTOR);
		for (int k = 0; k < RV_IDIO_N; k++)
			HOLDS("signals", isnan(s->signal[k]) ||
						 (s->active && fabs(s->signal[k]) <= 3.0 + EPS));
	}
	for (int k = 0; k < RV_IDIO_N; k++)
		HOLDS("ridge", x->idio.weights[k] >= 0.0 && isfinite(x->idio.weights[k]));
}

static void check_book(const rv_step_result *x, const rv_step_params *p)
{
	double gross = 0.0;
	size_t in = 0;
	for (size_t i = 0; i < x->book.n; i++) {
		const rv_book_symbol *s = &x->book.symbols[i];
		if (s->reason != RV_BOOK_IN) {
			HOLDS("book", isnan(s->weight) && isnan(s->mu));
			continue;
		}
		in++;
		gross += fabs(s->weight);
		HOLDS("book", isfinite(s->mu) && s->cost > 0.0 && s->cap >= 0.0);
		HOLDS("book", fabs(s->weight) <= s->cap + EPS);
	}
	HOLDS("book", in == x->book.n_assets && gross <= p->opt.gross + EPS);
	HOLDS("book", in == 0 || x->book.status == RV_OPT_OPTIMAL);
	HOLDS("book", in == 0 || (x->book.gap <= p->opt.gap_max && x->book.objective >= -EPS));
	HOLDS("book", in == 0 || (x->book.shrinkage >= 0.0 && x->book.shrinkage <= 1.0));
}

static void check_majors_alts(const rv_step_result *x, const rv_step_params *p)
{
	const rv_ma_result *m = &x->ma;
	double alts = 0.0, btc = 0.0, eth = 0.0;
	for (size_t i = 0; i < m->n_basket; i++) {
		const rv_ma_leg *l = &m->basket[i];
		HOLDS("basket", l->weight <= 0.0 && l->index < x->n_daily);
		HOLDS("basket", l->weight >= -p->ma.name_cap * 0.5 - EPS);
		HOLDS("basket", l->beta_btc >= 0.0 && l->beta_btc <= 3.0 && l->beta_eth >= 0.0 &&
					l->beta_eth <= 3.0);
		alts += l->weight;
		btc += l->weight * l->beta_btc;
		eth += l->weight * l->beta_eth;
	}
	HOLDS("basket", alts >= -0.5 - EPS);
	HOLDS("majors", m->n_basket == 0 || (m->weight_btc >= 0.0 && m->weight_eth >= 0.0));
	HOLDS("majors", m->n_basket == 0 || fabs(btc + m->weight_btc - m->exposure_btc) < EPS);
	HOLDS("majors", m->n_basket == 0 || fabs(eth + m->weight_eth - m->exposure_eth) < EPS);
	HOLDS("majors", m->n_basket == 0 || fabs(alts) + m->weight_btc + m->weight_eth <=
						    p->ma.gross_cap + EPS);
	HOLDS("score", isfinite(m->score)); /* since 2020 there are always enough features */
	HOLDS("regime", m->state.regime != RV_MA_UNKNOWN);
}

static void check_buckets(const rv_step_result *x, const rv_step_params *p)
{
	const rv_bucket_result *b = &x->buckets;
	double gross[RV_BUCKET_N] = { 0.0 }, beta = 0.0;
	for (size_t i = 0; i < b->n; i++) {
		const rv_bucket_symbol *s = &b->symbols[i];
		double net = 0.0;
		for (int k = 0; s->member && k < RV_BUCKET_N; k++) {
			const double w = isfinite(s->target[k]) ? s->target[k] : 0.0;
			gross[k] += fabs(w);
			net += w;
		}
		if (s->member && isfinite(s->net))
			HOLDS("bucket", fabs(net - s->net) < EPS);
		HOLDS("bucket asset cap", !(fabs(s->net) > p->buckets.asset_cap + EPS));
		if (s->member && isfinite(s->target[RV_BUCKET_RESIDUAL]) && isfinite(s->beta_btc))
			beta += s->target[RV_BUCKET_RESIDUAL] * s->beta_btc;
	}
	for (int k = 0; k < RV_BUCKET_N; k++)
		HOLDS("bucket cap", gross[k] <= p->buckets.targets[k] + EPS);
	HOLDS("bucket beta", fabs(beta) < p->buckets.beta_tol + EPS);
	HOLDS("leverage factor",
	      b->leverage_factor >= p->buckets.lf_floor - EPS && b->leverage_factor <= 1.0 + EPS);
	HOLDS("average correlation", fabs(b->avg_corr_used) <= 1.0 + EPS);
}

static void check_structure(const rv_step_result *x)
{
	for (size_t i = 0; i < x->ms.n; i++) {
		const rv_ms_symbol *s = &x->ms.symbols[i];
		HOLDS("structure", s->confidence >= 0.0 && s->confidence <= 1.0 + EPS);
		for (int k = 0; k < RV_LEADERS; k++) {
			const rv_ms_pair *q = &s->pairs[k];
			HOLDS("structure", !(fabs(q->correlation) > 1.0 + EPS));
			HOLDS("structure", !(q->r_squared > 1.0 + EPS) && !(q->r_squared < -EPS));
			HOLDS("structure", isnan(q->beta) == isnan(q->r_squared));
			HOLDS("structure",
			      !(q->lag_confidence < 0.0) && !(q->lag_confidence > 1.0));
			HOLDS("structure", !(q->beta_se < 0.0) && !(q->volatility < 0.0));
		}
	}
}

static void check_scores(const rv_step_result *x)
{
	size_t known = 0;
	for (size_t i = 0; i < x->hybrid.n; i++) {
		const rv_hybrid_symbol *s = &x->hybrid.symbols[i];
		known += s->known;
		for (int side = 0; side < 2; side++) {
			const double h = s->side[side].hybrid;
			HOLDS("hybrid", s->known ? h >= -1.0 && h <= 1.0 : isnan(h));
		}
	}
	HOLDS("hybrid", known >= x->rvm.n_available);
	HOLDS("risk", x->risk.n == x->n_signal);
	for (size_t i = 0; i < x->risk.n; i++) {
		const rv_risk_symbol *s = &x->risk.symbols[i];
		HOLDS("risk", !(s->size_multiplier < 0.0) && !(s->size_multiplier > 2.0));
		HOLDS("risk", !(s->stop_bps < 50.0) && !(s->stop_bps > 450.0));
	}
}

static void every_constraint_holds_at_twenty_dates(void **state)
{
	(void)state;
	if (!have_data) {
		(void)printf("skip: RVDESK_DATA is unset, no real market to score\n");
		skip();
	}
	static rv_step_params p;
	rv_step_params_default(&p);
	for (int k = 0; k < DATES; k++) {
		/* 2020-03-15 and every 91 days from there, to 2024-12-05 */
		asof_now = INT64_C(1584316800000) + (int64_t)k * 91 * RV_DAY_MS * (20 / DATES);
		rv_score_run *r = NULL;
		rv_err err = { .code = RV_OK };
		assert_int_equal(
			rv_score_run_new(store_path, &p, RV_INTERVAL_1D, asof_now, true, &r, &err),
			RV_OK);
		check_universe(r);
		check_factor_model(&r->result);
		check_book(&r->result, &p);
		check_majors_alts(&r->result, &p);
		check_buckets(&r->result, &p);
		check_structure(&r->result);
		check_scores(&r->result);
		rv_score_run_free(r);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_constraint_holds_at_twenty_dates),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
