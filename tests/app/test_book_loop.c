/*
 * The one book in the real desk: what a person has bought is the operator's in it and is hedged by
 * nobody, its state goes on disk by way of the snapshot and comes back, and what cannot be read is
 * put aside.
 */
#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/publisher.h"
#include "config/read_file.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/order_desk.h"

static order_desk *d;

static int setup(void **state)
{
	(void)state;
	const od_params p = { .speed = OD_FAST_SPEED, .orders = OD_FAST };
	d = od_trading(&p);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	od_free(d);
	return 0;
}

static const rv_bv_coin *coin(const char *symbol)
{
	for (size_t i = 0; i < d->v->book.n_coins; i++) {
		if (strcmp(d->v->book.coins[i].symbol, symbol) == 0)
			return &d->v->book.coins[i];
	}
	return NULL;
}

/* The book is made at most once a second: a snapshot may show the account before it. */
static bool book_has(const char *symbol)
{
	const rv_tv_position *p = od_position(d, symbol);
	return coin(symbol) && p && coin(symbol)->held[RV_SUB_OP] == p->lots;
}

static void a_trade_by_hand_is_the_operators(void **state)
{
	(void)state;
	const rv_command buy = od_order("SOL", RV_BUY, 3000);
	OD_UNTIL(d, d->v->book.present && isfinite(d->v->book.nav));
	od_yes(d, &buy);
	OD_UNTIL(d, od_rests(d) && od_lots(d, "SOL") > 0 && book_has("SOL"));
	const rv_bv_coin *c = coin("SOL");
	assert_int_equal(c->net.target[RV_SUB_OP], c->held[RV_SUB_OP]);
	/* Every sub-book says where its votes come from, or why it has none. */
	for (int s = 0; s < RV_SUB_H; s++) {
		assert_true(d->v->book.state[s][0]);
		assert_int_equal(d->v->book.licence[s], RV_LICENCE_100);
	}
	assert_close("S5", d->v->book.net.equity[RV_SUB_S5], 0.4 * d->v->book.nav, 1e-12);
	assert_true(d->v->book.hedge_known);
	for (int k = 0; k < RV_HEDGE_LEGS; k++) {
		const rv_hedge_leg *l = &d->v->book.hedge[k];
		if (isnan(l->actual))
			continue; /* a price was too old at that moment */
		assert_close("the operator's delta is meant", l->by_sub[RV_SUB_OP], l->target,
			     1e-9);
	}
	const rv_command close = od_close("SOL");
	od_yes(d, &close);
	OD_UNTIL(d, od_rests(d) && od_lots(d, "SOL") == 0);
	od_ties(d);
}

static char *file_text(const char *path)
{
	char *text = NULL;
	size_t n = 0;
	rv_err err = { 0 };
	return rv_read_file(path, RV_VIEW_KEPT, &text, &n, &err) == RV_OK ? text : NULL;
}

static void the_state_goes_to_disk_and_comes_back(void **state)
{
	(void)state;
	rv_publisher *pub = NULL;
	char path[RV_TMP_PATH * 3], bad[RV_TMP_PATH * 3 + 8], *text = NULL;
	OD_UNTIL(d, d->v->kept.version > 0);
	assert_int_equal(strncmp(d->v->kept.file, "book-sim-", 9), 0);
	(void)snprintf(path, sizeof(path), "%s/%s", d->state, d->v->kept.file);
	(void)snprintf(bad, sizeof(bad), "%s.bad", path);
	assert_int_equal(
		rv_publisher_start(d->state, d->rt.pub, d->rt.records, d->rt.log, NULL, &pub),
		RV_OK);
	rv_publisher_stop(pub); /* the newest is written, also between two looks */
	text = file_text(path);
	assert_non_null(text);
	assert_non_null(strstr(text, "size "));
	assert_non_null(strstr(text, "buckets "));
	rv_err err = { 0 };
	rv_book_loop *b = NULL;
	assert_int_equal(rv_book_loop_new(&d->rt.config.book, NULL, &b, &err), RV_OK);
	assert_int_equal(rv_book_loop_kept(b, "", text, &err), RV_OK);
	rv_book_loop_free(b);
	free(text);
	od_stop(d);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	assert_true(fputs("size 1 0\nnonsense\n", f) >= 0);
	assert_int_equal(fclose(f), 0);
	od_ready(d);
	assert_int_equal(access(bad, F_OK), 0);
	OD_UNTIL(d, d->v->book.present);
}

static void lines_are_read_to_the_end_or_not_at_all(void **state)
{
	(void)state;
	static const struct {
		const char *text, *part;
	} cases[] = { { "size 1 0\nnonsense\n", "line 2" },
		      { "size 1 0\nbuckets 5", "line 2" },
		      { "\n", "line 1" } };
	rv_book_params p;
	rv_book_params_default(&p);
	for (size_t i = 0; i < LEN(cases); i++) {
		rv_book_loop *b = NULL;
		rv_err err = { 0 };
		assert_int_equal(rv_book_loop_new(&p, NULL, &b, &err), RV_OK);
		assert_int_equal(rv_book_loop_kept(b, "", cases[i].text, &err), RV_EPARSE);
		rv_book_loop_free(b);
		if (!strstr(err.text, cases[i].part))
			fail_msg("%s\nexpected %s", err.text, cases[i].part);
	}
	rv_book_loop_free(NULL);
}

/* Too many messages a minute are no reason to reduce by little, which is another message. */
static void only_limits_of_the_book_make_small_reductions(void **state)
{
	(void)state;
	static const char *const of_book[] = { "symbol",   "gross",  "net",
					       "leverage", "margin", "liquidation" };
	size_t found = 0;
	OD_UNTIL(d, d->v->trade.n_limits > 0);
	rv_trade_view *t = malloc(sizeof(*t));
	assert_non_null(t);
	*t = d->v->trade;
	for (size_t i = 0; i < t->n_limits; i++)
		t->limits[i].breached = false;
	assert_false(rv_book_loop_over_limit(t));
	for (size_t i = 0; i < t->n_limits; i++) {
		bool is = false;
		for (size_t k = 0; k < LEN(of_book); k++)
			is = is || strcmp(t->limits[i].name, of_book[k]) == 0;
		found += is;
		t->limits[i].breached = true;
		if (rv_book_loop_over_limit(t) != is)
			fail_msg("%s", t->limits[i].name);
		t->limits[i].breached = false;
	}
	assert_int_equal(found, LEN(of_book));
	free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_trade_by_hand_is_the_operators, setup, teardown),
		cmocka_unit_test_setup_teardown(the_state_goes_to_disk_and_comes_back, setup,
						teardown),
		cmocka_unit_test_setup_teardown(only_limits_of_the_book_make_small_reductions,
						setup, teardown),
		cmocka_unit_test(lines_are_read_to_the_end_or_not_at_all),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
