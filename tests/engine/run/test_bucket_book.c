/*
 * The bucket book: sizes worked out by hand, and random days against a slow book that follows the
 * rules of the documentation one position at a time. Its text reads back to the same decisions.
 */
#include "engine/base/rng.h"
#include "engine/run/bucket_book.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const names[] = { "ADA", "BTC", "DOGE", "ENA", "ETH", "SOL", "XRP" };
enum { N = LEN(names), ENA = 3, ETH = 4, BTC = 1, DAYS = 160, RUNS = 20 };
#define T0 (INT64_C(20400) * RV_DAY_MS)

typedef struct fixture {
	rv_bucket_params p;
	rv_step_result *r;
	rv_bucket_book *b, *copy;
	rv_bb_changes *ch;
} fixture;

static int set_up(void **state)
{
	fixture *f = calloc(1, sizeof(*f));
	assert_non_null(f);
	f->r = calloc(1, sizeof(*f->r));
	f->b = calloc(1, sizeof(*f->b));
	f->copy = calloc(1, sizeof(*f->copy));
	f->ch = calloc(1, sizeof(*f->ch));
	assert_true(f->r && f->b && f->copy && f->ch);
	rv_bucket_params_default(&f->p);
	f->p.min_notional = 10.0;
	rv_step_result *r = f->r;
	r->n_daily = r->buckets.n = N;
	r->buckets.ready = true;
	r->buckets.close_ms = T0;
	r->buckets.leverage_factor = 1.0;
	r->buckets.avg_corr_mr = 0.1;
	r->buckets.n_pairs = 1;
	(void)snprintf(r->buckets.pairs[0].name, sizeof(r->buckets.pairs[0].name), "ETH-ENA");
	r->buckets.pairs[0].x = ETH;
	r->buckets.pairs[0].y = ENA;
	r->buckets.pairs[0].hedge = 0.8;
	r->buckets.pairs[0].state = RV_PAIR_IDLE;
	for (size_t i = 0; i < N; i++) {
		memcpy(r->daily_names[i], names[i], strlen(names[i]) + 1);
		r->daily_close[i] = 100.0;
		r->buckets.symbols[i] = (rv_bucket_symbol){ .member = true,
							    .sigma20 = 1.5,
							    .atr14 = 4.0,
							    .beta_btc = 1.25,
							    .sigma_eps = 0.03,
							    .adv_usd = 1e9 };
	}
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	fixture *f = *state;
	free(f->r);
	free(f->b);
	free(f->copy);
	free(f->ch);
	free(f);
	return 0;
}

static void day(fixture *f)
{
	assert_int_equal(rv_bucket_book_step(f->b, &f->p, f->r, f->ch), RV_OK);
	f->r->buckets.close_ms += RV_DAY_MS;
}

static void enter(fixture *f, size_t coin, unsigned bit)
{
	rv_bucket_symbol *s = &f->r->buckets.symbols[coin];
	s->entries = bit;
	s->cm = 2.0;
	s->z[0] = bit & RV_ENTRY_MR_SHORT ? 4.0 : -4.0;
	s->residual_z = bit & RV_ENTRY_RESIDUAL_SHORT ? -3.0 : 3.0;
}

static void quiet(fixture *f)
{
	for (size_t i = 0; i < N; i++)
		f->r->buckets.symbols[i].entries = 0;
}

static double weight(const fixture *f, size_t i)
{
	return (double)f->b->positions[i].units * RV_BB_UNIT;
}

/* .15 / 1.5 = .10 alone; the next one is the second of two: .15 / sqrt(2) / 1.5. */
static void a_new_position_counts_those_that_are_held(void **state)
{
	fixture *f = *state;
	enter(f, 0, RV_ENTRY_MOMENTUM_LONG);
	day(f);
	assert_int_equal(f->b->n, 1);
	assert_close("first", weight(f, 0), 0.10, 1e-8);
	enter(f, 5, RV_ENTRY_MOMENTUM_LONG);
	day(f);
	assert_int_equal(f->b->n, 2);
	assert_close("the first stays", weight(f, 0), 0.10, 1e-8);
	assert_close("second", weight(f, 1), 0.15 / sqrt(2.0) / 1.5, 1e-8);
	assert_string_equal(f->ch->text[0],
			    "model S4m would enter SOL: +7.07 % of its capital at 100 (no order)");
}

/* A one-shot pass forgets; the book does not, and the same day twice is one day. */
static void what_was_entered_stays_without_an_entry(void **state)
{
	fixture *f = *state;
	rv_bb_leg legs[RV_BB_LEGS];
	enter(f, 0, RV_ENTRY_MOMENTUM_LONG);
	day(f);
	quiet(f);
	for (int k = 0; k < 20; k++)
		day(f);
	assert_int_equal(rv_bucket_book_legs(f->b, &f->p, f->r, legs), 1);
	assert_int_equal(legs[0].sub, RV_SUB_S4M);
	assert_close("vote", legs[0].weight, 0.10, 1e-8);
	f->r->buckets.close_ms -= RV_DAY_MS;
	f->r->buckets.symbols[0].exits = RV_ENTRY_MOMENTUM_LONG;
	day(f);
	assert_int_equal(f->b->n, 1);
	day(f);
	assert_int_equal(f->b->n, 0);
	assert_int_equal(f->ch->n, 1);
	assert_string_equal(f->ch->text[0], "model S4m ADA: exit, signal (no order)");
}

static void a_pass_that_is_not_ready_changes_nothing(void **state)
{
	fixture *f = *state;
	enter(f, 0, RV_ENTRY_MOMENTUM_LONG);
	f->r->buckets.ready = false;
	day(f);
	assert_int_equal(f->b->n, 0);
	assert_int_equal(f->b->close_ms, 0);
	f->r->buckets.ready = true;
	f->r->buckets.risk_off = true;
	day(f);
	assert_int_equal(f->b->n, 0);
	assert_true(f->b->close_ms > 0);
}

/* The vote falls with the leverage factor and comes back to the entry, never beyond. */
static void the_vote_follows_the_leverage_factor_down(void **state)
{
	fixture *f = *state;
	rv_bb_leg legs[RV_BB_LEGS];
	f->r->buckets.leverage_factor = 0.8;
	enter(f, 0, RV_ENTRY_MOMENTUM_LONG);
	day(f);
	static const struct {
		double now, want;
	} cases[] = { { 0.8, 0.08 }, { 0.4, 0.04 }, { 1.0, 0.08 }, { NAN, NAN } };
	for (size_t i = 0; i < LEN(cases); i++) {
		f->r->buckets.leverage_factor = cases[i].now;
		assert_int_equal(rv_bucket_book_legs(f->b, &f->p, f->r, legs), 1);
		assert_close("vote", legs[0].weight, cases[i].want, 1e-8);
	}
}

/* Two longs of 1.25 beta have no short to offset them: what neutralising leaves is hedged in BTC.
 */
static void residual_beta_is_hedged_in_the_benchmark(void **state)
{
	fixture *f = *state;
	rv_bb_leg legs[RV_BB_LEGS];
	enter(f, 0, RV_ENTRY_RESIDUAL_LONG);
	enter(f, 5, RV_ENTRY_RESIDUAL_LONG);
	day(f);
	assert_int_equal(f->b->n, 2);
	const size_t n = rv_bucket_book_legs(f->b, &f->p, f->r, legs);
	double beta = 0.0, hedge = 0.0;
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(legs[i].sub, RV_SUB_S4R);
		assert_int_equal(legs[i].group, 0);
		if (strcmp(legs[i].symbol, "BTC") == 0)
			hedge += legs[i].weight;
		else
			beta += 1.25 * legs[i].weight;
	}
	assert_true(beta > 0.0 && fabs(beta + hedge) < f->p.beta_tol);
}

static void a_pair_is_one_group_of_two_legs(void **state)
{
	fixture *f = *state;
	rv_bb_leg legs[RV_BB_LEGS];
	rv_bucket_pair *q = &f->r->buckets.pairs[0];
	q->state = RV_PAIR_ENTRY_SHORT;
	q->z = 2.5;
	q->sd = 5.0;
	q->beta = q->corr30 = 0.8;
	day(f);
	assert_int_equal(f->b->n, 1);
	assert_int_equal(rv_bucket_book_legs(f->b, &f->p, f->r, legs), 2);
	assert_string_equal(legs[0].symbol, "ENA");
	assert_string_equal(legs[1].symbol, "ETH");
	assert_true(legs[0].weight < 0.0);
	assert_close("hedge", legs[1].weight, -0.8 * legs[0].weight, 1e-12);
	assert_int_equal(legs[0].group, legs[1].group);
	const int64_t whole = f->b->positions[0].units;
	q->state = RV_PAIR_IDLE;
	q->z = 0.7; /* half, and once only */
	day(f);
	assert_int_equal(f->b->positions[0].units, -(-whole / 2));
	day(f);
	assert_int_equal(f->b->positions[0].units, -(-whole / 2));
	q->z = -0.1;
	day(f);
	assert_int_equal(f->b->n, 0);
}

/* ---- random days against a slow book ---- */

typedef struct slow {
	bool held;
	int64_t units, opened;
	double entry, atr, best, stop, z, target, hedge_px;
	bool half_done;
	int64_t rests_until;
} slow;

static double uniform(rv_rng *g, double from, double to)
{
	return from + (to - from) * rv_rng_uniform(g);
}

static void roll(fixture *f, rv_rng *g)
{
	rv_bucket_result *b = &f->r->buckets;
	b->leverage_factor = uniform(g, 0.4, 1.0);
	b->risk_off = rv_rng_uniform(g) < 0.05;
	b->avg_corr_mr = uniform(g, 0.0, 0.27);
	for (size_t i = 0; i < N; i++) {
		rv_bucket_symbol *s = &b->symbols[i];
		f->r->daily_close[i] *= exp(uniform(g, -0.06, 0.06));
		if (rv_rng_uniform(g) < 0.02)
			f->r->daily_close[i] = 100.0;
		s->atr14 = rv_rng_uniform(g) < 0.03 ? (double)NAN : uniform(g, 2.0, 6.0);
		s->cm = uniform(g, 0.0, 2.0);
		s->z[0] = uniform(g, -4.0, 4.0);
		s->residual_z = uniform(g, -3.0, 3.0);
		s->beta_btc = uniform(g, 0.5, 2.0);
		s->exits = rv_rng_uniform(g) < 0.1 ? RV_ENTRY_MOMENTUM_LONG : 0;
		s->entries = rv_rng_uniform(g) < 0.2 ? RV_ENTRY_MOMENTUM_LONG : 0;
		if (i != BTC && i != ETH && s->residual_z > 1.0)
			s->entries |= RV_ENTRY_RESIDUAL_LONG;
		if (i != BTC && i != ETH && s->residual_z < -1.0)
			s->entries |= RV_ENTRY_RESIDUAL_SHORT;
		if (s->z[0] < -2.0)
			s->entries |= RV_ENTRY_MR_LONG;
		if (s->z[0] > 2.0)
			s->entries |= RV_ENTRY_MR_SHORT;
	}
	rv_bucket_pair *q = &b->pairs[0];
	q->state = RV_PAIR_IDLE;
	if (q->corr30 > 0.45 && rv_rng_uniform(g) < 0.9)
		return; /* it stands still, so that some pairs are held until they are too old */
	q->z = uniform(g, -3.2, 3.2);
	q->sd = uniform(g, 2.0, 8.0);
	q->beta = uniform(g, -0.02, 1.0);
	q->corr30 = uniform(g, 0.42, 1.0);
	q->hedge = uniform(g, 0.3, 1.1);
	if (fabs(q->z) > 2.0 && fabs(q->z) < 3.0 && q->corr30 > 0.65 && q->beta > 0.0)
		q->state = q->z < 0.0 ? RV_PAIR_ENTRY_LONG : RV_PAIR_ENTRY_SHORT;
}

/* Does a close end it by price? Moves the stop first. From the documentation, by hand. */
static bool price_stop(slow *s, int side, double close)
{
	if (isnan(s->stop))
		return false;
	if ((double)side * close > (double)side * s->best)
		s->best = close;
	const double steps = floor((double)side * (s->best - s->entry) / s->atr);
	const double moved = s->entry + (double)side * (steps - 2.0) * s->atr;
	if (steps > 0.0 && (double)side * moved > (double)side * s->stop)
		s->stop = moved;
	return (double)side * close <= (double)side * s->stop;
}

/* Units that should be left after this close. */
static int64_t slow_day(fixture *f, rv_bucket k, size_t coin, slow *s)
{
	const rv_bucket_result *b = &f->r->buckets;
	const rv_bucket_symbol *c = &b->symbols[coin];
	const rv_bucket_pair *q = &b->pairs[0];
	const int side = s->units > 0 ? 1 : -1;
	const double close = f->r->daily_close[coin],
		     days = (double)(b->close_ms - s->opened) / (double)RV_DAY_MS;
	if (k != RV_BUCKET_PAIR && isnan(s->stop) && isfinite(c->atr14)) {
		s->atr = c->atr14;
		s->best = s->entry;
		s->stop = s->entry - (double)side * 2.0 * s->atr;
	}
	if (k != RV_BUCKET_PAIR && price_stop(s, side, close))
		return 0;
	const double profit = (double)side * (close / s->entry - 1.0);
	if (k == RV_BUCKET_MOMENTUM)
		return c->exits ? 0 : s->units;
	if (k == RV_BUCKET_RESIDUAL) {
		const bool over = (double)side * c->residual_z < -1.0 ||
				  fabs(c->residual_z) <= 0.5 * fabs(s->z) ||
				  (days >= 10.0 && profit < 0.5 * s->target);
		return over ? 0 : s->units;
	}
	if (k == RV_BUCKET_MEAN_REVERSION) {
		const bool over = b->risk_off || b->avg_corr_mr >= 0.25 ||
				  (double)side * c->z[0] >= -0.5 || days >= 10.0;
		return over ? 0 : s->units;
	}
	if (q->beta <= 0.0 || q->corr30 < 0.45 || fabs(q->z) >= 3.0 || (double)side * q->z >= 0.0)
		return 0;
	return INT64_MIN; /* time and half: decided by the caller, who knows the hedge */
}

static int64_t slow_pair(fixture *f, const rv_bb_position *was, slow *s)
{
	const rv_bucket_pair *q = &f->r->buckets.pairs[0];
	const double side = s->units > 0 ? 1.0 : -1.0;
	const double days = (double)(f->r->buckets.close_ms - s->opened) / (double)RV_DAY_MS;
	const double profit = side * ((f->r->daily_close[ENA] / s->entry - 1.0) -
				      was->hedge * (f->r->daily_close[ETH] / s->hedge_px - 1.0));
	if (days >= 10.0 && profit < 0.5 * s->target)
		return 0;
	if (!s->half_done && fabs(q->z) <= 0.75) {
		s->half_done = true;
		return s->units / 2;
	}
	return s->units;
}

static const rv_bb_position *look(const rv_bucket_book *b, rv_bucket k, const char *name)
{
	for (size_t i = 0; i < b->n; i++) {
		if (b->positions[i].bucket == k && strcmp(b->positions[i].name, name) == 0)
			return &b->positions[i];
	}
	return NULL;
}

static void begin(const fixture *f, rv_bucket k, size_t coin, const rv_bb_position *q, slow *s)
{
	const rv_bucket_symbol *c = &f->r->buckets.symbols[coin];
	const double close = f->r->daily_close[coin];
	const int64_t rests = s->rests_until;
	const double side = q->units > 0 ? 1.0 : -1.0;
	*s = (slow){ .held = true,
		     .units = q->units,
		     .opened = f->r->buckets.close_ms,
		     .entry = close,
		     .atr = c->atr14,
		     .best = close,
		     .stop = close - side * 2.0 * c->atr14,
		     .z = c->residual_z,
		     .target = fabs(c->residual_z) * c->sigma_eps,
		     .hedge_px = f->r->daily_close[ETH],
		     .rests_until = rests };
	if (k == RV_BUCKET_PAIR)
		s->target = fabs(f->r->buckets.pairs[0].z) * f->r->buckets.pairs[0].sd / close;
}

/* May it have entered today, by the signals and the rest? */
static bool allowed(const fixture *f, rv_bucket k, size_t coin, const slow *s, int64_t units)
{
	const rv_bucket_result *b = &f->r->buckets;
	const unsigned e = b->symbols[coin].entries;
	const bool is_long = units > 0;
	if (b->risk_off || b->close_ms < s->rests_until)
		return false;
	switch (k) {
	case RV_BUCKET_MOMENTUM:
		return is_long && e & RV_ENTRY_MOMENTUM_LONG;
	case RV_BUCKET_RESIDUAL:
		return e & (is_long ? RV_ENTRY_RESIDUAL_LONG : RV_ENTRY_RESIDUAL_SHORT);
	case RV_BUCKET_MEAN_REVERSION:
		return e & (is_long ? RV_ENTRY_MR_LONG : RV_ENTRY_MR_SHORT);
	case RV_BUCKET_PAIR:
		return b->pairs[0].state == (is_long ? RV_PAIR_ENTRY_LONG : RV_PAIR_ENTRY_SHORT);
	case RV_BUCKET_N:
		break;
	}
	return false;
}

/* Buckets within their goals, coins within theirs, whatever day the parts were entered on. */
static void caps_hold(const fixture *f)
{
	double bucket[RV_BUCKET_N] = { 0.0 }, coin[N] = { 0.0 };
	size_t residuals = 0;
	for (size_t i = 0; i < f->b->n; i++) {
		const rv_bb_position *q = &f->b->positions[i];
		const double w = fabs(weight(f, i));
		bucket[q->bucket] += w * (1.0 + q->hedge);
		residuals += q->bucket == RV_BUCKET_RESIDUAL ? 1 : 0;
		for (size_t c = 0; c < N; c++) {
			coin[c] += strcmp(names[c], q->symbol) == 0 ? w : 0.0;
			coin[c] += strcmp(names[c], q->hedge_symbol) == 0 ? w * q->hedge : 0.0;
		}
	}
	for (int k = 0; k < RV_BUCKET_N; k++)
		assert_true(bucket[k] <= f->p.targets[k] + 1e-8);
	for (size_t c = 0; c < N; c++)
		assert_true(coin[c] <= f->p.asset_cap + 1e-8);
	assert_true(coin[ENA] + coin[ETH] <= f->p.asset_cap * f->p.cluster_cap + 1e-8);
	assert_true(residuals <= (size_t)f->p.resid_max_names);
}

static void check_one(fixture *f, const rv_bucket_book *was, rv_bucket k, size_t coin, slow *s,
		      size_t *ends)
{
	const char *name = k == RV_BUCKET_PAIR ? "ETH-ENA" : names[coin];
	const rv_bb_position *q = look(f->b, k, name);
	if (!s->held) {
		if (q) {
			assert_true(allowed(f, k, coin, s, q->units));
			begin(f, k, coin, q, s);
		}
		return;
	}
	int64_t left = slow_day(f, k, coin, s);
	if (left == INT64_MIN)
		left = slow_pair(f, look(was, k, name), s);
	assert_int_equal(q ? q->units : 0, left);
	s->units = left;
	if (left == 0) {
		s->held = false;
		s->rests_until = f->r->buckets.close_ms + RV_DAY_MS;
		(*ends)++;
	}
}

/* The book read back from its own lines. */
static void read_back(fixture *f)
{
	char line[RV_BB_LINE];
	memset(f->copy, 0, sizeof(*f->copy));
	for (size_t i = 0; rv_bucket_book_line(f->b, i, line); i++)
		assert_int_equal(rv_bucket_book_read(f->copy, line), RV_OK);
	memcpy(f->b, f->copy, sizeof(*f->b));
}

static void random_days(void **state)
{
	fixture *f = *state;
	rv_bucket_book *was = malloc(sizeof(*was));
	assert_non_null(was);
	size_t ends = 0;
	for (uint64_t seed = 1; seed <= RUNS; seed++) {
		slow s[RV_BUCKET_N][N] = { { { .held = false } } };
		rv_rng g;
		rv_rng_seed(&g, seed, 7, 0);
		memset(f->b, 0, sizeof(*f->b));
		for (int t = 0; t < DAYS; t++) {
			roll(f, &g);
			memcpy(was, f->b, sizeof(*was));
			assert_int_equal(rv_bucket_book_step(f->b, &f->p, f->r, f->ch), RV_OK);
			for (int k = 0; k < RV_BUCKET_PAIR; k++)
				for (size_t c = 0; c < N; c++)
					check_one(f, was, (rv_bucket)k, c, &s[k][c], &ends);
			check_one(f, was, RV_BUCKET_PAIR, ENA, &s[RV_BUCKET_PAIR][ENA], &ends);
			caps_hold(f);
			if (seed % 2 == 0)
				read_back(f);
			f->r->buckets.close_ms += RV_DAY_MS;
		}
	}
	assert_true(ends > 1000); /* the days were not empty */
	free(was);
}

static void lines_are_read_strictly(void **state)
{
	fixture *f = *state;
	static const char *const bad[] = {
		"",
		"buckets",
		"buckets -1",
		"buckets 5 ",
		"position",
		"position S5 SOL SOL - 5 0 1 1 1 1 null 1 1",
		"position S4m SOL SOL - 0 0 1 1 1 1 null 1 1",
		"position S4m SOL SOL ETH 5 1 1 1 1 1 1 1 1",
		"position S4p A-B B - 5 1 1 1 1 1 1 1 1",
		"position S4m SOL SOL - 5 0 0 1 1 1 null 1 1",
		"position S4m SOL SOL - 5 0 1 1 1 0 null 1 1",
		"position S4m SOL SOL - 5 0 1 1 1 1 null 1",
		"position S4m SOL SOL - 5 0 1 1 1 1 null 1 1 1",
	};
	for (size_t i = 0; i < LEN(bad); i++)
		assert_int_equal(rv_bucket_book_read(f->copy, bad[i]), RV_EPARSE);
	const char *good = "position S4m SOL SOL - 5 0 1 1 null 1 null 1 1";
	assert_int_equal(rv_bucket_book_read(f->copy, good), RV_OK);
	assert_int_equal(rv_bucket_book_read(f->copy, good), RV_EEXIST);
	f->copy->n = RV_BB_MAX;
	assert_int_equal(
		rv_bucket_book_read(f->copy, "position S4m XRP XRP - 5 0 1 1 null 1 null 1 1"),
		RV_EFULL);
}

static void wrong_parameters_change_nothing(void **state)
{
	fixture *f = *state;
	enter(f, 0, RV_ENTRY_MOMENTUM_LONG);
	f->p.atr_days = 0;
	assert_int_equal(rv_bucket_book_step(f->b, &f->p, f->r, f->ch), RV_EINVAL);
	assert_int_equal(f->b->n, 0);
	assert_int_equal(f->b->close_ms, 0);
}

#define WITH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH(a_new_position_counts_those_that_are_held),
		WITH(what_was_entered_stays_without_an_entry),
		WITH(a_pass_that_is_not_ready_changes_nothing),
		WITH(the_vote_follows_the_leverage_factor_down),
		WITH(residual_beta_is_hedged_in_the_benchmark),
		WITH(a_pair_is_one_group_of_two_legs),
		WITH(random_days),
		WITH(lines_are_read_strictly),
		WITH(wrong_parameters_change_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
