/*
 * A decision as text: what is read back writes the same bytes, and what is not one is refused with
 * its line. That a real one decides the same is tests/app/test_day_replayed.c's.
 */
#include "engine/run/decision.h"

#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CAP = 1 << 16 };

typedef struct fixture {
	rv_book_params p;
	rv_book_now *book, *again;
	rv_book_view *made;
	rv_decision *d;
	rv_risk_view *risk;
	rv_overrides over;
	rv_margin_tiers tiers;
	rv_book_coin coins[3];
	rv_decision_bar bars[2];
	rv_book_input in;
	char text[CAP], second[CAP];
	size_t n;
} fixture;

static void set(fixture *f, rv_override_kind kind, rv_sub sub, const char *symbol)
{
	rv_override o = {
		.kind = kind, .sub = sub, .set_utc_ms = 1000, .expires_utc_ms = RV_DAY_MS, .uid = 7
	};
	uint64_t id = 0, replaced = 0;
	rv_err err = { .code = RV_OK };
	if (kind == RV_OVERRIDE_FACTORS)
		memcpy(o.value, (double[RV_IDIO_N]){ .25, .5, 1. }, sizeof(o.value));
	(void)snprintf(o.symbol, sizeof(o.symbol), "%s", symbol);
	(void)snprintf(o.reason, sizeof(o.reason), "said by a person, twice");
	if (rv_overrides_set(&f->over, &o, &id, &replaced, &err) != RV_OK)
		fail_msg("%s", err.text);
}

static void fill_risk(fixture *f)
{
	f->risk->present = true;
	for (int s = 0; s < RV_SUB_H; s++)
		f->risk->subs[s] = (rv_risk_sub){ .licence = RV_LICENCE_50, .factor = s ? 1. : .5 };
	f->risk->n_caps = 2;
	f->risk->caps[0] = (rv_risk_cap){ .sub = RV_SUB_S4M, .symbol = "SOL", .most = INT64_MAX };
	f->risk->caps[1] = (rv_risk_cap){ .sub = RV_SUB_S4R, .symbol = "ETH", .ordered = true };
}

static void fill(fixture *f)
{
	f->tiers = (rv_margin_tiers){ .n = 2, .v = { { 0.0, 20 }, { 150000.5, 10 } } };
	f->coins[0] = (rv_book_coin){ .symbol = "BTC",
				      .sz_decimals = 5,
				      .price = 97123.45,
				      .max_leverage = 40,
				      .major = true };
	f->coins[1] = (rv_book_coin){ .symbol = "SOL",
				      .sz_decimals = 2,
				      .price = NAN,
				      .named = true,
				      .tiers = &f->tiers,
				      .held = { [RV_SUB_S5] = -17, [RV_SUB_OP] = 1234 } };
	f->coins[2] = (rv_book_coin){ .symbol = "kPEPE", .price = 0.1 + 0.2 };
	f->bars[0] = (rv_decision_bar){ "BTC", 97123.45, 98000, 96000.25 };
	f->bars[1] = (rv_decision_bar){ "kPEPE", 0.1 + 0.2, 1. / 3., 1e-9 };
	fill_risk(f);
	set(f, RV_OVERRIDE_EXCLUDE, RV_SUB_N, "SOL");
	set(f, RV_OVERRIDE_FACTORS, RV_SUB_N, "");
	f->in = (rv_book_input){ .coins = f->coins,
				 .n = 3,
				 .nav = 99998.454966,
				 .no_additions = true,
				 .hedging = { false, true },
				 .risk = f->risk,
				 .overrides = &f->over,
				 .utc_ms = INT64_C(1768607411560) };
	f->made->n_coins = 1;
	f->made->coins[0] = (rv_bv_coin){ .symbol = "kPEPE", .model = { .125 } };
	f->made->coins[0].net.lots = f->made->coins[0].net.want[RV_SUB_S5] = 42;
}

static int setup(void **state)
{
	fixture *f = calloc(1, sizeof(*f));
	assert_non_null(f);
	f->made = calloc(1, sizeof(*f->made));
	f->d = calloc(1, sizeof(*f->d));
	f->risk = calloc(1, sizeof(*f->risk));
	assert_true(f->made && f->d && f->risk);
	rv_book_params_default(&f->p);
	assert_int_equal(rv_book_now_new(&f->p, &f->book), RV_OK);
	assert_int_equal(rv_book_now_new(&f->p, &f->again), RV_OK);
	assert_int_equal(rv_book_now_read(f->book, "size 0.75 1768600000000"), RV_OK);
	assert_int_equal(rv_book_now_read(f->book, "coin SOL 1768500000000 1.25 null"), RV_OK);
	fill(f);
	const rv_decision_source s = { .phase = "projected.2",
				       .date_ms = INT64_C(1768521600000),
				       .in = &f->in,
				       .book = f->book,
				       .made = f->made,
				       .bars = f->bars,
				       .n_bars = 2 };
	assert_int_equal(rv_decision_write(&s, f->text, CAP, &f->n), RV_OK);
	for (size_t cap = 1; cap <= f->n; cap += 97) { /* a buffer that is too small is said */
		size_t n = 0;
		assert_int_equal(rv_decision_write(&s, f->second, cap, &n), RV_EFULL);
	}
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	fixture *f = *state;
	rv_book_now_free(f->book);
	rv_book_now_free(f->again);
	free(f->made);
	free(f->risk);
	free(f->d);
	free(f);
	return 0;
}

static void test_reads_back(void **state)
{
	fixture *f = *state;
	rv_err err = { .code = RV_OK };
	size_t n = 0;
	if (rv_decision_read(f->text, f->n, f->d, f->again, &err) != RV_OK)
		fail_msg("%s", err.text);
	assert_int_equal(f->d->in.n, 3);
	assert_int_equal(f->d->coins[1].held[RV_SUB_OP], 1234);
	assert_true(isnan(f->d->coins[1].price));
	assert_int_equal(f->d->coins[1].tiers->v[1].max_leverage, 10);
	assert_close("a low", f->d->bars[1].high, 1. / 3., 0);
	assert_true(f->d->in.hedging[1] && f->d->in.no_additions && !f->d->in.live);
	double weights[RV_IDIO_N];
	assert_true(rv_overrides_factors(&f->d->set, 2000, weights));
	assert_close("a weight", weights[1], .5, 0);
	assert_int_equal(f->d->risk.caps[0].most, INT64_MAX);
	const rv_decision_source s = { .phase = f->d->phase,
				       .date_ms = f->d->date_ms,
				       .in = &f->d->in,
				       .book = f->again,
				       .made = f->made,
				       .bars = f->d->bars,
				       .n_bars = f->d->n_bars };
	assert_int_equal(rv_decision_write(&s, f->second, CAP, &n), RV_OK);
	assert_string_equal(f->second, f->text);
	assert_int_equal(rv_decision_answer(f->made, f->second, CAP, &n), RV_OK);
	assert_string_equal(f->second, f->d->answer);
	assert_non_null(strstr(f->d->answer, "leg kPEPE 42 42 0"));
}

/* One line made wrong, or left out. */
static void test_refuses(void **state)
{
	fixture *f = *state;
	static const struct {
		const char *from, *to, *says;
	} cases[] = {
		{ "rvdesk decision 1", "rvdesk decision 2", "line 1" },
		{ "\nflags 0", "\nflags 9", "line 6" },
		{ "\nnav ", "\nnap ", "line 5" },
		{ "bar kPEPE", "bar kP PE", "line" },
		{ "coin kPEPE 0", "coin kPEPE 8", "line" },
		{ "override kind exclude", "override kind excludf", "line" },
		{ "kept size", "kept sizf", "line" },
		{ "\nanswer\n", "\nanswes\n", "line" },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		rv_err err = { .code = RV_OK };
		rv_book_now *b = NULL;
		memcpy(f->second, f->text, f->n + 1);
		char *at = strstr(f->second, cases[i].from);
		assert_non_null(at);
		memcpy(at, cases[i].to, strlen(cases[i].to));
		assert_int_equal(rv_book_now_new(&f->p, &b), RV_OK);
		assert_true(rv_decision_read(f->second, f->n, f->d, b, &err) != RV_OK);
		rv_book_now_free(b);
		if (!strstr(err.text, cases[i].says))
			fail_msg("%s: %s", cases[i].to, err.text);
	}
}

/* Cut off anywhere before its answer it is none. */
static void test_is_whole(void **state)
{
	fixture *f = *state;
	const size_t answer = (size_t)(strstr(f->text, "\nanswer\n") + 8 - f->text);
	for (size_t n = 0; n < answer; n += 13) {
		rv_err err = { .code = RV_OK };
		rv_book_now *b = NULL;
		memcpy(f->second, f->text, n);
		f->second[n] = '\0';
		assert_int_equal(rv_book_now_new(&f->p, &b), RV_OK);
		assert_true(rv_decision_read(f->second, n, f->d, b, &err) != RV_OK);
		assert_true(err.text[0] != '\0');
		rv_book_now_free(b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_reads_back, setup, teardown),
		cmocka_unit_test_setup_teardown(test_refuses, setup, teardown),
		cmocka_unit_test_setup_teardown(test_is_whole, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
