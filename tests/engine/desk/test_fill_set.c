/*
 * Fills that have been counted: new, the same again, or a conflict; against a plain list over many
 * made-up fills; and the cap.
 */
#include "engine/base/rng.h"
#include "engine/desk/fill_set.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <string.h>

static const rv_fill first = { .symbol = "SOL",
			       .sz_decimals = 2,
			       .side = RV_BUY,
			       .lots = 150,
			       .px = 1000000,
			       .time_ms = 1733160000123,
			       .tid = 987654321098765,
			       .oid = 52017706630 };

static rv_fill_set *set_of_one(void)
{
	rv_fill_set *s = NULL;
	rv_fill_verdict v = RV_FILL_SEEN;
	assert_int_equal(rv_fill_set_new(1000, &s), RV_OK);
	assert_int_equal(rv_fill_set_look(s, &first), RV_FILL_NEW);
	assert_int_equal(rv_fill_set_add(s, &first, &v), RV_OK);
	assert_int_equal(v, RV_FILL_NEW);
	return s;
}

static void assert_verdict(rv_fill_set *s, const rv_fill *f, rv_fill_verdict want)
{
	rv_fill_verdict v = RV_FILL_NEW;
	assert_int_equal(rv_fill_set_look(s, f), want);
	assert_int_equal(rv_fill_set_add(s, f, &v), RV_OK);
	assert_int_equal(v, want);
}

static void the_same_fill_is_counted_once(void **state)
{
	(void)state;
	rv_fill_set *s = set_of_one();
	rv_fill f = first;
	f.fee_musd = 5; /* what does not move a position is not compared */
	f.start_lots = 12;
	f.taker = true;
	assert_verdict(s, &f, RV_FILL_SEEN);
	assert_verdict(s, &f, RV_FILL_SEEN);
	assert_int_equal(rv_fill_set_count(s), 1);
	rv_fill_set_free(s);
}

static void another_number_under_one_name_is_a_conflict(void **state)
{
	(void)state;
	rv_fill_set *s = set_of_one();
	for (int i = 0; i < 4; i++) {
		rv_fill f = first;
		f.lots += i == 0 ? 1 : 0;
		f.px += i == 1 ? 1 : 0;
		f.side = i == 2 ? RV_SELL : f.side;
		f.time_ms += i == 3 ? 1 : 0;
		assert_verdict(s, &f, RV_FILL_CONFLICT);
	}
	assert_int_equal(rv_fill_set_count(s), 1);
	assert_verdict(s, &first, RV_FILL_SEEN);
	rv_fill_set_free(s);
}

static void another_name_is_another_fill(void **state)
{
	(void)state;
	rv_fill_set *s = set_of_one();
	rv_fill f = first;
	f.tid++;
	assert_verdict(s, &f, RV_FILL_NEW);
	f = first;
	f.oid++;
	assert_verdict(s, &f, RV_FILL_NEW);
	f = first;
	memcpy(f.symbol, "ETH", 4);
	assert_verdict(s, &f, RV_FILL_NEW);
	assert_int_equal(rv_fill_set_count(s), 4);
	rv_fill_set_free(s);
}

/* Rows of the system have tid 0: then the time is part of the name. */
static void without_a_tid_the_time_tells(void **state)
{
	(void)state;
	rv_fill_set *s = set_of_one();
	rv_fill f = first;
	f.tid = 0;
	assert_verdict(s, &f, RV_FILL_NEW);
	f.time_ms++;
	assert_verdict(s, &f, RV_FILL_NEW);
	assert_verdict(s, &f, RV_FILL_SEEN);
	f.lots++;
	assert_verdict(s, &f, RV_FILL_CONFLICT);
	assert_int_equal(rv_fill_set_count(s), 3);
	rv_fill_set_free(s);
}

enum { MANY = 3000, TIDS = 40, OIDS = 60 };

static rv_fill made_up(rv_rng *r)
{
	static const char *const symbols[] = { "SOL", "ETH", "kPEPE" };
	rv_fill f = first;
	f.tid = (int64_t)rv_rng_below(r, TIDS); /* many share a tid, 0 among them */
	f.oid = (int64_t)rv_rng_below(r, OIDS);
	f.time_ms = (int64_t)rv_rng_below(r, 2);
	f.lots = 1 + (int64_t)rv_rng_below(r, 2);
	const char *symbol = symbols[rv_rng_below(r, LEN(symbols))];
	memset(f.symbol, 0, sizeof(f.symbol));
	memcpy(f.symbol, symbol, strlen(symbol));
	return f;
}

static rv_fill_verdict in_list(const rv_fill *list, size_t n, const rv_fill *f)
{
	for (size_t i = 0; i < n; i++) {
		if (list[i].tid != f->tid || list[i].oid != f->oid ||
		    strcmp(list[i].symbol, f->symbol) != 0)
			continue;
		if (f->tid == 0 && list[i].time_ms != f->time_ms)
			continue;
		return list[i].lots == f->lots && list[i].time_ms == f->time_ms ? RV_FILL_SEEN
										: RV_FILL_CONFLICT;
	}
	return RV_FILL_NEW;
}

static void many_fills_are_told_apart_as_by_a_list(void **state)
{
	(void)state;
	static rv_fill list[MANY];
	size_t n = 0, seen[3] = { 0 };
	rv_rng r;
	rv_rng_seed(&r, 2385, 0, 0);
	rv_fill_set *s = NULL;
	assert_int_equal(rv_fill_set_new(MANY, &s), RV_OK);
	for (size_t i = 0; i < MANY; i++) {
		const rv_fill f = made_up(&r);
		const rv_fill_verdict want = in_list(list, n, &f);
		assert_verdict(s, &f, want);
		if (want == RV_FILL_NEW)
			list[n++] = f;
		seen[want]++;
	}
	assert_int_equal(rv_fill_set_count(s), n);
	assert_true(seen[0] > 1000 && seen[1] > 100 && seen[2] > 100);
	for (size_t i = 0; i < n; i++) /* all are still there after it has grown */
		assert_int_equal(rv_fill_set_look(s, &list[i]), RV_FILL_SEEN);
	rv_fill_set_free(s);
}

static void a_full_set_says_so(void **state)
{
	(void)state;
	rv_fill_set *s = NULL;
	rv_fill_verdict v = RV_FILL_SEEN;
	assert_int_equal(rv_fill_set_new(2, &s), RV_OK);
	rv_fill f = first;
	assert_verdict(s, &f, RV_FILL_NEW);
	f.tid++;
	assert_verdict(s, &f, RV_FILL_NEW);
	f.tid++;
	assert_int_equal(rv_fill_set_add(s, &f, &v), RV_EFULL);
	assert_int_equal(v, RV_FILL_NEW);
	assert_int_equal(rv_fill_set_look(s, &f), RV_FILL_NEW);
	assert_verdict(s, &first, RV_FILL_SEEN); /* known ones still are */
	rv_fill_set_free(s);
	rv_fill_set_free(NULL);
	s = NULL;
	assert_int_equal(rv_fill_set_new(0, &s), RV_EINVAL);
	assert_null(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_fill_is_counted_once),
		cmocka_unit_test(another_number_under_one_name_is_a_conflict),
		cmocka_unit_test(another_name_is_another_fill),
		cmocka_unit_test(without_a_tid_the_time_tells),
		cmocka_unit_test(many_fills_are_told_apart_as_by_a_list),
		cmocka_unit_test(a_full_set_says_so),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
