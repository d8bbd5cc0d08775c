/*
 * S5's book by a person's weights of its signals: beside the pass, not in its place; made once a
 * pass, in the projected day too, and for a preview on its own.
 */
#include "engine/base/rng.h"
#include "engine/run/live.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { COINS = 9, DAYS = 200, HOURS = 400 };
#define DAY0 (INT64_C(20000) * RV_DAY_MS)
#define NOW (DAY0 + DAYS * RV_DAY_MS + RV_MINUTE_MS)

static const char *const names[COINS] = { "ADA",  "BTC", "DOGE", "ENA", "ETH",
					  "LINK", "SOL", "WIF",	 "XRP" };

typedef struct fixture {
	rv_live *live;
	rv_quote quotes[COINS];
	rv_step_result *first; /* the pass without a person's weights */
} fixture;

static void apply(rv_live *l, rv_md *md)
{
	assert_int_equal(rv_live_md(l, md), RV_OK);
	rv_md_free(md);
}

static void send_bars(fixture *f, size_t s, rv_interval iv, int64_t t0, size_t n, double sd)
{
	rv_rng r;
	rv_md *md = NULL;
	double x = 2.385;
	rv_rng_seed(&r, 17, s, (uint64_t)iv);
	assert_int_equal(rv_md_new(RV_MD_BARS, names[s], n, &md), RV_OK);
	md->interval = iv;
	for (size_t i = 0; i < n; i++) {
		x *= exp(sd * rv_rng_normal(&r));
		md->u.bars[i] = (rv_bar){ .t = t0 + (int64_t)i * rv_interval_ms(iv),
					  .open = x,
					  .high = x * 1.02,
					  .low = x * 0.97,
					  .close = x,
					  .volume_base = 3e7,
					  .volume_quote = 5e7 };
	}
	f->quotes[s].mid = x;
	apply(f->live, md);
}

static void send_funding(fixture *f, size_t s)
{
	rv_rng r;
	rv_md *md = NULL;
	const size_t n = (size_t)DAYS * 24;
	rv_rng_seed(&r, 18, s, 0);
	assert_int_equal(rv_md_new(RV_MD_FUNDING, names[s], n, &md), RV_OK);
	for (size_t i = 0; i < n; i++)
		md->u.funding[i] = (rv_funding){ DAY0 + (int64_t)(i + 1) * RV_HOUR_MS,
						 1e-5 * rv_rng_normal(&r), 1 };
	apply(f->live, md);
}

static const rv_step_result *tick(fixture *f, bool expect)
{
	bool scored;
	uint64_t number;
	assert_int_equal(rv_live_tick(f->live, NOW, &scored), RV_OK);
	assert_int_equal(scored, expect);
	return rv_live_pass(f->live, &number);
}

static int set_up(void **state)
{
	fixture *f = calloc(1, sizeof(*f));
	rv_live_params p;
	assert_non_null(f);
	rv_live_params_default(&p);
	assert_int_equal(rv_live_new(&p, NULL, &f->live), RV_OK);
	for (size_t s = 0; s < COINS; s++) {
		send_bars(f, s, RV_INTERVAL_1H, NOW - RV_MINUTE_MS - HOURS * RV_HOUR_MS, HOURS,
			  0.006);
		send_bars(f, s, RV_INTERVAL_1D, DAY0, DAYS, 0.03);
		send_funding(f, s);
		memcpy(f->quotes[s].symbol, names[s], strlen(names[s]) + 1);
		f->quotes[s].mid_at = 5000;
		f->quotes[s].ctx_at = f->quotes[s].bbo_at = f->quotes[s].candle_at = RV_NEVER;
	}
	rv_live_quotes(f->live, f->quotes, COINS);
	f->first = malloc(sizeof(*f->first));
	assert_non_null(f->first);
	rv_step_result_copy(f->first, tick(f, true));
	assert_true(f->first->book.n_assets >= 5);
	assert_int_equal(f->first->book.status, RV_OPT_OPTIMAL);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	fixture *f = *state;
	rv_live_free(f->live);
	free(f->first);
	free(f);
	return 0;
}

static bool same_weights(const rv_book_result *a, const rv_book_result *b)
{
	bool same = a->n == b->n && a->status == b->status;
	for (size_t i = 0; same && i < a->n; i++)
		same = memcmp(&a->symbols[i].weight, &b->symbols[i].weight, sizeof(double)) == 0;
	return same;
}

/* The ridge's own weights, set by hand, make the ridge's own book; others make another. */
static void the_same_weights_make_the_same_book(void **state)
{
	fixture *f = *state;
	const double other[RV_IDIO_N] = { 0.0, 0.9, 0.05 };
	assert_int_equal(f->first->weighed_book.n, 0);
	rv_live_factors(f->live, f->first->idio.weights);
	const rv_step_result *p = tick(f, true);
	assert_true(same_weights(&p->weighed_book, &f->first->book));
	rv_live_factors(f->live, f->first->idio.weights);
	(void)tick(f, false); /* nothing is new */
	rv_live_factors(f->live, other);
	p = tick(f, true);
	assert_memory_equal(p->factor_weights, other, sizeof(other));
	assert_int_equal(p->weighed_book.n_assets, f->first->book.n_assets);
	assert_false(same_weights(&p->weighed_book, &f->first->book));
	/* what is shown stays: book, weights and what each coin is expected to earn */
	assert_true(same_weights(&p->book, &f->first->book));
	assert_memory_equal(p->idio.weights, f->first->idio.weights, sizeof(p->idio.weights));
	for (size_t i = 0; i < p->idio.n; i++)
		assert_close(names[i], p->idio.symbols[i].mu, f->first->idio.symbols[i].mu, 0);
	rv_live_factors(f->live, NULL);
	(void)tick(f, false);
}

/* For twice the weight of a signal alone, mu is sigma times that: by hand from what is published.
 */
static void mu_is_sigma_times_the_signals(void **state)
{
	fixture *f = *state;
	const double carry[RV_IDIO_N] = { 0.0, 0.0, 0.7 };
	const rv_step_result *p = NULL;
	assert_int_equal(rv_live_weigh(f->live, carry, &p), RV_OK);
	size_t n = 0;
	for (size_t i = 0; i < p->idio.n; i++) {
		const rv_idio_symbol *s = &p->idio.symbols[i];
		if (p->weighed_book.symbols[i].reason != RV_BOOK_IN)
			continue;
		assert_close(names[i], p->weighed_book.symbols[i].mu,
			     0.7 * s->signal[RV_IDIO_CARRY] * s->idio_vol, 1e-15);
		n++;
	}
	assert_true(n >= 5);
}

static void a_preview_is_the_next_pass(void **state)
{
	fixture *f = *state;
	const double w[RV_IDIO_N] = { 0.4, 0.1, 0.2 };
	const rv_step_result *p = NULL;
	rv_book_result *asked = malloc(sizeof(*asked));
	assert_non_null(asked);
	assert_int_equal(rv_live_weigh(f->live, w, &p), RV_OK);
	assert_int_equal(p->asof_ms, f->first->asof_ms);
	assert_true(same_weights(&p->book, &f->first->book));
	*asked = p->weighed_book;
	assert_int_equal(tick(f, false)->weighed_book.n, 0); /* it has changed nothing */
	rv_live_factors(f->live, w);
	assert_true(same_weights(&tick(f, true)->weighed_book, asked));
	free(asked);
}

static void the_projected_day_has_them(void **state)
{
	fixture *f = *state;
	const double w[RV_IDIO_N] = { 0.4, 0.1, 0.2 };
	const rv_step_result *p = NULL;
	assert_int_equal(rv_live_project(f->live, NOW, 0, &p), RV_OK);
	assert_int_equal(p->weighed_book.n, 0);
	rv_live_factors(f->live, w);
	assert_int_equal(rv_live_project(f->live, NOW, 0, &p), RV_OK);
	assert_int_equal(p->weighed_book.n, p->book.n);
	assert_memory_equal(p->factor_weights, w, sizeof(w));
}

#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(the_same_weights_make_the_same_book),
		T(mu_is_sigma_times_the_signals),
		T(a_preview_is_the_next_pass),
		T(the_projected_day_has_them),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
