/*
 * Majors against alts as a book: days of the oracle (tests/oracle/s3_book.py), a restart at each of
 * them, bars that come late; what it votes in the one book; and its lines of text.
 */
#include "engine/run/s3_book.h"
#include "tests/engine/run/book_case.h"
#include "tests/oracle/s3_book_cases.h"
#include "tests/support/assert_close.h"

#include <math.h>
#include <stdio.h>

enum { BTC = 2, ETH = 4 }; /* of s3_coins */
#define T0 (INT64_C(20400) * RV_DAY_MS)

/* ---- the oracle's days ---- */

typedef struct fixture {
	rv_ma_params p;
	rv_universe_params u;
	rv_step_result *r;
	rv_s3_book b;
} fixture;

static int set_up(void **state)
{
	fixture *f = calloc(1, sizeof(*f));
	assert_non_null(f);
	f->r = calloc(1, sizeof(*f->r));
	assert_non_null(f->r);
	rv_step_params p;
	rv_step_params_default(&p);
	f->p = p.ma;
	f->u = p.universe;
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	fixture *f = *state;
	free(f->r);
	free(f);
	return 0;
}

static void put_basket(rv_ma_result *m, size_t c, const s3_case_day *d, int day)
{
	const double *w = d->basket;
	m->n_basket = 0;
	m->weight_btc = m->weight_eth = 0.0;
	for (size_t i = 0; i < S3_COINS; i++) {
		const double beta = s3_cases[c].base[i] + s3_cases[c].drift[i] * day;
		if (!(fabs(w[i]) > 0.0))
			continue;
		m->basket[m->n_basket++] = (rv_ma_leg){ i, beta, 0.5 * beta, w[i] };
		m->weight_btc -= w[i] * beta;
		m->weight_eth -= w[i] * 0.5 * beta;
	}
}

static void fill(fixture *f, size_t c, int day)
{
	const s3_case_day *d = &s3_cases[c].day[day];
	rv_step_result *r = f->r;
	r->n_daily = S3_COINS;
	for (size_t i = 0; i < S3_COINS; i++) {
		(void)snprintf(r->daily_names[i], RV_SYMBOL_MAX, "%s", s3_coins[i]);
		r->daily_close[i] = d->close[i];
	}
	r->ma.close_ms = T0 + day * RV_DAY_MS;
	r->ma.score = d->score;
	r->ma.scale = d->scale;
	r->ma.state.regime = (rv_ma_regime)d->regime;
	r->ma.trading = rv_ma_regime_trades(r->ma.state.regime);
	put_basket(&r->ma, c, d, day);
}

static void begin(fixture *f, size_t c)
{
	rv_step_params p;
	rv_step_params_default(&p);
	f->p = p.ma;
	f->p.rebalance_score = s3_cases[c].score;
	f->p.rebalance_turnover = s3_cases[c].turnover;
	f->p.rebalance_exposure = s3_cases[c].exposure;
	f->p.rebalance_days = s3_cases[c].days;
	f->p.stop_loss = s3_cases[c].stop;
	f->p.take_profit = s3_cases[c].profit;
	f->p.hold_days = s3_cases[c].hold;
	assert_true(rv_ma_params_ok(&f->p));
	memset(&f->b, 0, sizeof(f->b));
}

static bool take(fixture *f)
{
	return rv_s3_book_take(&f->b, &f->p, &f->u, f->r);
}

static double weight_of(const rv_s3_day *d, const char *symbol)
{
	for (size_t k = 0; k < d->n; k++) {
		if (strcmp(d->legs[k].symbol, symbol) == 0)
			return d->scale * d->legs[k].weight;
	}
	return 0.0;
}

static void is_as_told(const fixture *f, size_t c, int day)
{
	char what[64];
	const s3_case_day *d = &s3_cases[c].day[day];
	(void)snprintf(what, sizeof(what), "%s day %d", s3_cases[c].name, day);
	if ((int)f->b.now.did != d->did)
		fail_msg("%s: %s, not %s", what, rv_s3_did_text(f->b.now.did),
			 rv_s3_did_text((rv_s3_did)d->did));
	if (f->b.now.n > 0)
		assert_close(what, f->b.now.value, d->value, 1e-12);
	for (size_t i = 0; i < S3_COINS; i++)
		assert_close(what, weight_of(&f->b.now, s3_coins[i]), d->weights[i], 1e-12);
}

static void days_are_the_oracles(void **state)
{
	fixture *f = *state;
	size_t of[RV_S3_DID_N] = { 0 };
	for (size_t c = 0; c < LEN(s3_cases); c++) {
		begin(f, c);
		for (int day = 0; day < S3_DAYS; day++) {
			fill(f, c, day);
			assert_true(take(f));
			is_as_told(f, c, day);
			assert_false(take(f)); /* the same again is no news */
			of[f->b.now.did]++;
		}
	}
	for (int k = 0; k < RV_S3_DID_N; k++) {
		if (k != RV_S3_LACKS && of[k] == 0)
			fail_msg("no day of the oracle is '%s'", rv_s3_did_text((rv_s3_did)k));
	}
}

/* ---- lines ---- */

static void read_back(rv_s3_book *b)
{
	static rv_s3_book back;
	char line[RV_S3_LINE], again[RV_S3_LINE];
	memset(&back, 0, sizeof(back));
	size_t n = 0;
	for (; rv_s3_book_line(b, n, line); n++) {
		assert_true(rv_s3_book_is_line(line));
		assert_int_equal(rv_s3_book_read(&back, line), RV_OK);
	}
	assert_int_equal(n, rv_s3_book_lines(b));
	for (size_t i = 0; i < n; i++) {
		assert_true(rv_s3_book_line(b, i, line) && rv_s3_book_line(&back, i, again));
		assert_string_equal(line, again);
	}
	*b = back;
}

static void a_restart_at_any_day_changes_nothing(void **state)
{
	fixture *f = *state;
	for (size_t c = 0; c < LEN(s3_cases); c++) {
		begin(f, c);
		for (int day = 0; day < S3_DAYS; day++) {
			read_back(&f->b);
			fill(f, c, day);
			assert_true(take(f));
			is_as_told(f, c, day);
			read_back(&f->b);
			assert_false(take(f));
		}
	}
}

/* The day is first decided on other bars, then on the right ones, once from a kept state. */
static void late_bars_correct_the_day(void **state)
{
	fixture *f = *state;
	for (size_t c = 0; c < LEN(s3_cases); c++) {
		begin(f, c);
		for (int day = 0; day < S3_DAYS; day++) {
			fill(f, c, day);
			f->r->daily_close[day % S3_COINS] *= day % 3 == 0 ? (double)NAN : 0.7;
			f->r->ma.score += day % 2 ? 0.4 : -0.4;
			assert_true(take(f));
			if (day % 5 == 0)
				read_back(&f->b);
			fill(f, c, day);
			(void)take(f);
			is_as_told(f, c, day);
		}
	}
}

static void an_older_day_and_none_change_nothing(void **state)
{
	fixture *f = *state;
	begin(f, 0);
	f->r->ma.close_ms = 0;
	assert_false(take(f));
	fill(f, 0, 0);
	assert_true(take(f));
	fill(f, 0, 1);
	assert_true(take(f));
	const rv_s3_book was = f->b;
	fill(f, 0, 0);
	assert_false(take(f));
	assert_int_equal(f->b.now.close_ms, was.now.close_ms);
	assert_int_equal(f->b.before.close_ms, was.before.close_ms);
}

/* Without one of its legs the basket is not neutral: nothing is entered, and said so. */
static void it_enters_whole_or_not_at_all(void **state)
{
	fixture *f = *state;
	begin(f, 3); /* trades from its first day on */
	fill(f, 3, 0);
	f->r->daily_close[BTC] = NAN;
	assert_true(take(f));
	assert_int_equal(f->b.now.did, RV_S3_LACKS);
	assert_int_equal(f->b.now.n, 0);
	fill(f, 3, 0);
	f->r->ma.score = NAN; /* carried */
	assert_false(take(f));
	f->r->ma.score = 1.0;
	f->r->ma.n_basket = 0;
	assert_false(take(f));
	(void)snprintf(f->u.factors[1], RV_SYMBOL_MAX, "NONE"); /* no such major */
	fill(f, 3, 0);
	assert_false(take(f));
	(void)snprintf(f->u.factors[1], RV_SYMBOL_MAX, "eth");
	assert_true(take(f));
	assert_int_equal(f->b.now.did, RV_S3_ENTERED);
	assert_close("ETH", weight_of(&f->b.now, "ETH"), f->r->ma.scale * f->r->ma.weight_eth, 0);
}

/* A coin that has no closes any more does not hold the regime's end back. */
static void the_regime_ends_it_without_a_close(void **state)
{
	fixture *f = *state;
	begin(f, 3);
	fill(f, 3, 0);
	assert_true(take(f));
	fill(f, 3, 1);
	for (size_t i = 0; i < S3_COINS; i++)
		f->r->daily_close[i] = NAN;
	assert_true(take(f));
	assert_int_equal(f->b.now.did, RV_S3_FROZEN);
	assert_true(f->b.now.n > 0);
	f->r->ma.trading = false;
	f->r->ma.state.regime = RV_MA_BALANCED;
	assert_true(take(f));
	assert_int_equal(f->b.now.did, RV_S3_ENDED);
	assert_int_equal(f->b.now.n, 0);
	assert_int_equal(f->b.now.out_ms, 0); /* it may enter at once when it trades again */
}

static void bad_lines_are_refused(void **state)
{
	fixture *f = *state;
	static const char *const bad[] = {
		"",
		"s3",
		"s3 is ZRX",
		"s3 is ZRX 0.1 2 1",
		"s3 is ZRX 0.1 0 1 1",
		"s3 is ZRX null 2 1 1",
		"s3 is ZRX 0.1 2 inf 1",
		"s3 now 1 2 3",
		"s3 now 1 99 0 0 0 0 0 0.5 null null 0",
		"s3 now 1 3 9 0 0 0 0 0.5 null null 0",
		"s3 now 1 3 4 0 0 0 0 -0.5 null null 0",
		"s3 now 1 3 4 0 0 0 0 0.5 null null 2 0.1",
		"s3 now 1 3 4 0 0 0 0 0.5 null null 1 null",
		"s3 now 1 3 4 0 0 0 0 0.5 null null 11 1 1 1 1 1 1 1 1 1 1 1",
		"s5 now 1 3 4 0 0 0 0 0.5 null null 0"
	};
	begin(f, 3);
	fill(f, 3, 0);
	assert_true(take(f));
	const rv_s3_book was = f->b;
	for (size_t i = 0; i < LEN(bad); i++)
		assert_int_equal(rv_s3_book_read(&f->b, bad[i]), RV_EPARSE);
	assert_int_equal(rv_s3_book_read(&f->b, "s3 is BTC 0.1 2 1 0"), RV_EEXIST);
	assert_int_equal(f->b.now.n, was.now.n);
	assert_int_equal(f->b.now.did, was.now.did);
	for (int i = 0; f->b.now.n < RV_S3_LEGS; i++) {
		char line[RV_S3_LINE];
		(void)snprintf(line, sizeof(line), "s3 is Z%d 0.1 2 1 0", i);
		assert_int_equal(rv_s3_book_read(&f->b, line), RV_OK);
	}
	assert_int_equal(rv_s3_book_read(&f->b, "s3 is ZZZ 0.1 2 1 0"), RV_EFULL);
}

/* ---- in the one book ---- */

static void trades(book_case *f, double weight)
{
	f->r->ma.n_basket = 1;
	f->r->ma.basket[0] = (rv_ma_leg){ BC_XRP, 0.5, 0.5, -weight };
	f->r->ma.weight_btc = f->r->ma.weight_eth = weight / 2.0;
	f->r->ma.trading = true;
	f->r->ma.state.regime = RV_MA_WEAK_MAJORS;
	f->r->ma.scale = 0.5;
	f->r->ma.score = 0.7;
}

static void next_day(book_case *f)
{
	f->r->ma.close_ms += RV_DAY_MS;
	f->r->buckets.close_ms += RV_DAY_MS;
	f->r->idio.close_ms += RV_DAY_MS;
	f->in.utc_ms += RV_DAY_MS;
}

static double s3_vote(const rv_book_view *v, const char *symbol)
{
	return bc_coin(v, symbol)->vote[RV_SUB_S3];
}

static void kept_by_another(book_case *f)
{
	char line[RV_BOOK_LINE];
	rv_book_now *back = NULL;
	assert_int_equal(rv_book_now_new(&f->bp, &back), RV_OK);
	for (size_t i = 0; rv_book_now_line(f->b, i, line); i++)
		assert_int_equal(rv_book_now_read(back, line), RV_OK);
	rv_book_now_free(f->b);
	f->b = back;
}

/* Within its bands what it holds is voted for, not the newest basket; after a restart, too. */
static void votes_are_what_it_holds(void **state)
{
	book_case *f = *state;
	trades(f, 0.40);
	const rv_book_view *v = bc_run(f);
	assert_close("entered", s3_vote(v, "XRP"), -0.20, 1e-15);
	assert_close("BTC", s3_vote(v, "BTC"), 0.10, 1e-15);
	assert_string_equal(v->state[RV_SUB_S3], "of the close of 2025-11-07, entered");
	trades(f, 0.42);
	f->r->ma.scale = 0.52;
	v = bc_run(f);
	assert_close("a late bar corrects it", s3_vote(v, "XRP"), -0.52 * 0.42, 1e-15);
	next_day(f);
	trades(f, 0.40);
	kept_by_another(f);
	v = bc_run(f);
	assert_close("held", s3_vote(v, "XRP"), -0.52 * 0.42, 1e-15);
	assert_string_equal(v->state[RV_SUB_S3], "of the close of 2025-11-08");
	assert_close("its own scale", rv_book_now_s3(f->b)->now.scale, 0.52, 0);
	f->r->ma.score = NAN; /* the regime is carried */
	assert_close("held", s3_vote(bc_run(f), "XRP"), -0.52 * 0.42, 1e-15);
	next_day(f);
	trades(f, 0.40);
	f->r->ma.score = 1.2; /* further than the band from .7 */
	v = bc_run(f);
	assert_close("rebalanced", s3_vote(v, "XRP"), -0.20, 1e-15);
	assert_string_equal(v->state[RV_SUB_S3],
			    "of the close of 2025-11-09, rebalanced by its score");
}

/* XRP doubles: 20 % of the equity are lost. */
static void a_stop_votes_it_away(void **state)
{
	book_case *f = *state;
	trades(f, 0.40);
	(void)bc_run(f);
	next_day(f);
	f->r->daily_close[BC_XRP] *= 2.0;
	f->coins[BC_XRP].held[RV_SUB_S3] = -800;
	const rv_book_view *v = bc_run(f);
	assert_close("stopped", s3_vote(v, "XRP"), 0.0, 0);
	assert_close("stopped", s3_vote(v, "BTC"), 0.0, 0);
	assert_int_equal(bc_coin(v, "XRP")->net.net, 0);
	assert_string_equal(v->state[RV_SUB_S3], "of the close of 2025-11-08, stopped");
	next_day(f);
	v = bc_run(f);
	assert_string_equal(v->state[RV_SUB_S3],
			    "of the close of 2025-11-09, waits after its exit");
	assert_close("waits", s3_vote(v, "XRP"), 0.0, 0);
}

/* A day that is not whole yet is not decided. */
static void a_day_waits_for_its_bars(void **state)
{
	book_case *f = *state;
	trades(f, 0.40);
	f->in.day_whole = false;
	f->in.utc_ms = BC_T0 + RV_MINUTE_MS;
	const rv_book_view *v = bc_run(f);
	assert_string_equal(v->state[RV_SUB_S3], "its book has seen no day: it stays");
	f->in.utc_ms = BC_T0 + f->bp.day.give_up;
	assert_close("given up", s3_vote(bc_run(f), "XRP"), -0.20, 1e-15);
}

/* A regime by hand closes what it holds for as long as it lasts; the book goes on. */
static void a_forced_regime_is_not_the_books(void **state)
{
	book_case *f = *state;
	trades(f, 0.40);
	(void)bc_run(f);
	rv_override o = { .kind = RV_OVERRIDE_REGIME,
			  .sub = RV_SUB_N,
			  .reason = "thin book on Saturday",
			  .set_utc_ms = f->in.utc_ms,
			  .expires_utc_ms = f->in.utc_ms + RV_HOUR_MS,
			  .uid = 1000 };
	(void)snprintf(o.word, sizeof(o.word), "%s", rv_ma_regime_name(RV_MA_BALANCED, 5));
	uint64_t id = 0, replaced = 0;
	rv_err err = { 0 };
	assert_int_equal(rv_overrides_set(&f->set, &o, &id, &replaced, &err), RV_OK);
	f->coins[BC_XRP].held[RV_SUB_S3] = -800;
	assert_int_equal(bc_coin(bc_run(f), "XRP")->net.net, 0);
	assert_true(rv_book_now_s3(f->b)->now.n > 0);
	f->in.utc_ms += RV_HOUR_MS;
	assert_close("again", s3_vote(bc_run(f), "XRP"), -0.20, 1e-15);
}

int main(void)
{
#define ORACLE(t) cmocka_unit_test_setup_teardown(t, set_up, tear_down)
#define BOOK(t) cmocka_unit_test_setup_teardown(t, bc_set_up, bc_tear_down)
	const struct CMUnitTest tests[] = {
		ORACLE(days_are_the_oracles),
		ORACLE(a_restart_at_any_day_changes_nothing),
		ORACLE(late_bars_correct_the_day),
		ORACLE(an_older_day_and_none_change_nothing),
		ORACLE(it_enters_whole_or_not_at_all),
		ORACLE(the_regime_ends_it_without_a_close),
		ORACLE(bad_lines_are_refused),
		BOOK(votes_are_what_it_holds),
		BOOK(a_stop_votes_it_away),
		BOOK(a_day_waits_for_its_bars),
		BOOK(a_forced_regime_is_not_the_books),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
