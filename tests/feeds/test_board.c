/* The board: rows, unknown values, capacity, and readers while writers write. */
#include "engine/base/health.h"
#include "feeds/board.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void set_mid(rv_quote *q, const void *arg)
{
	q->mid = *(const double *)arg;
	q->mid_at = 17;
}

static void a_new_row_knows_nothing(void **state)
{
	(void)state;
	rv_board *b = NULL;
	rv_board_copy *c = calloc(1, sizeof(*c));
	const double mid = 2.385;
	assert_non_null(c);
	assert_int_equal(rv_board_new(&b), RV_OK);
	rv_board_read(b, c);
	assert_int_equal(c->n, 0);
	assert_true(isnan(c->venue.skew_ms));
	assert_int_equal(c->streams[RV_STREAM_CTX].last_at, RV_NEVER);
	assert_true(c->streams[RV_STREAM_CTX].period_ms > 0);
	assert_int_equal(rv_board_quote(b, "SOL", set_mid, &mid), RV_OK);
	assert_int_equal(rv_board_quote(b, "ADA", set_mid, &mid), RV_OK);
	assert_int_equal(rv_board_quote(b, "SOL", set_mid, &mid), RV_OK);
	rv_board_read(b, c);
	assert_int_equal(c->n, 2);
	assert_string_equal(c->quotes[0].symbol, "SOL"); /* first seen first */
	assert_close("mid", c->quotes[0].mid, 2.385, 0.0);
	assert_int_equal(c->quotes[0].mid_at, 17);
	assert_true(isnan(c->quotes[0].mark) && isnan(c->quotes[0].bid));
	assert_int_equal(c->quotes[0].ctx_at, RV_NEVER);
	assert_int_equal(c->quotes[0].forming.t, 0);
	rv_board_free(b);
	free(c);
}

static void refuses_bad_names_and_more_than_it_holds(void **state)
{
	(void)state;
	rv_board *b = NULL;
	char name[RV_SYMBOL_MAX];
	const double mid = 1.5;
	assert_int_equal(rv_board_new(&b), RV_OK);
	assert_int_equal(rv_board_quote(b, "", set_mid, &mid), RV_EINVAL);
	assert_int_equal(rv_board_quote(b, "ABCDEFGHIJKLMNOPQRSTUVWX", set_mid, &mid), RV_EINVAL);
	for (int i = 0; i < RV_MAX_SYMBOLS; i++) {
		(void)snprintf(name, sizeof(name), "C%d", i);
		assert_int_equal(rv_board_quote(b, name, set_mid, &mid), RV_OK);
	}
	assert_int_equal(rv_board_quote(b, "ONEMORE", set_mid, &mid), RV_EFULL);
	assert_int_equal(rv_board_quote(b, "C7", set_mid, &mid), RV_OK);
	rv_board_free(b);
}

static bool readable(const rv_board *b)
{
	struct pollfd p = { rv_board_fd(b), POLLIN, 0 };
	return poll(&p, 1, 0) == 1;
}

static void wakes_once_for_many(void **state)
{
	(void)state;
	rv_board *b = NULL;
	assert_int_equal(rv_board_new(&b), RV_OK);
	assert_false(readable(b));
	for (int i = 0; i < 1000; i++)
		rv_board_notify(b);
	assert_true(readable(b));
	rv_board_drain_event(b);
	assert_false(readable(b));
	rv_board_drain_event(b); /* nothing to drain: does not block */
	rv_board_free(b);
}

enum { ROUNDS = 20000 };

/* Two fields that are always written together. */
static void set_pair(rv_quote *q, const void *arg)
{
	q->bid = *(const double *)arg;
	q->ask = q->bid + 1.0;
}

static void *writer(void *arg)
{
	rv_board *b = arg;
	for (int i = 0; i < ROUNDS; i++) {
		const double v = i;
		if (rv_board_quote(b, i % 2 ? "BTC" : "ETH", set_pair, &v) != RV_OK)
			abort();
		rv_board_notify(b);
	}
	return NULL;
}

static void readers_see_whole_rows(void **state)
{
	(void)state;
	rv_board *b = NULL;
	rv_board_copy *c = calloc(1, sizeof(*c));
	pthread_t w[2];
	assert_non_null(c);
	assert_int_equal(rv_board_new(&b), RV_OK);
	for (int i = 0; i < 2; i++)
		assert_int_equal(pthread_create(&w[i], NULL, writer, b), 0);
	for (int k = 0; k < 2000; k++) {
		rv_board_read(b, c);
		for (size_t i = 0; i < c->n; i++)
			assert_close("ask - bid", c->quotes[i].ask - c->quotes[i].bid, 1.0, 0.0);
	}
	for (int i = 0; i < 2; i++)
		assert_int_equal(pthread_join(w[i], NULL), 0);
	rv_board_free(b);
	rv_board_free(NULL);
	free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_new_row_knows_nothing),
		cmocka_unit_test(refuses_bad_names_and_more_than_it_holds),
		cmocka_unit_test(wakes_once_for_many),
		cmocka_unit_test(readers_see_whole_rows),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
