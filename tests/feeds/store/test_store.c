/* Rows in and out of a store: round trips, replacement, ranges, batches, what is refused. */
#include <sqlite3.h>

#include "tests/support/store_help.h"

#define T0 INT64_C(1609459200000) /* 2021-01-01 */

enum { N = 700 };

typedef struct fixture {
	rv_tmpdir dir;
	char path[RV_TMP_PATH * 2];
	rv_store *s;
	rv_err err;
} fixture;

static int setup(void **state)
{
	fixture *f = calloc(1, sizeof(*f));
	assert_non_null(f);
	rv_tmpdir_make(&f->dir);
	f->s = open_store(rv_tmpdir_path(&f->dir, "a.db", f->path), RV_STORE_WRITE);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	fixture *f = *state;
	rv_store_close(f->s);
	rv_tmpdir_remove(&f->dir);
	free(f);
	return 0;
}

static void reopen(fixture *f, rv_store_mode mode)
{
	rv_store_close(f->s);
	f->s = open_store(f->path, mode);
}

/* First column of the first row of a query, by a connection of its own. */
static int64_t query(const fixture *f, const char *sql)
{
	sqlite3 *db = NULL;
	sqlite3_stmt *st = NULL;
	assert_int_equal(sqlite3_open_v2(f->path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &st, NULL), SQLITE_OK);
	const int64_t v = sqlite3_step(st) == SQLITE_ROW ? sqlite3_column_int64(st, 0) : -1;
	assert_int_equal(sqlite3_finalize(st), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	return v;
}

static void begin(fixture *f)
{
	assert_ok(rv_store_begin(f->s, "import", "somewhere.csv", &f->err), f->err);
}

static void commit(fixture *f)
{
	assert_ok(rv_store_commit(f->s, &f->err), f->err);
}

static void put_one_bar(fixture *f, const char *symbol, int64_t t, double close)
{
	const rv_bar b = { t, close, close, close, close, NAN, NAN };
	begin(f);
	assert_ok(rv_store_put_bars(f->s, symbol, RV_INTERVAL_1D, &b, 1, &f->err), f->err);
	commit(f);
}

static void bars_come_back_bit_for_bit(void **state)
{
	fixture *f = *state;
	static const struct {
		const char *symbol;
		rv_interval iv;
	} series[] = { { "BTC", RV_INTERVAL_1D },
		       { "BTC", RV_INTERVAL_1H },
		       { "kPEPE", RV_INTERVAL_1H } };
	static rv_bar bars[LEN(series)][N], back[N + 1];
	rv_rng r;
	rv_rng_seed(&r, 11, 1, 0);
	begin(f);
	for (size_t k = 0; k < LEN(series); k++) {
		for (size_t i = 0; i < N; i++)
			bars[k][i] = odd_bar(&r, T0 + (int64_t)i * rv_interval_ms(series[k].iv));
		assert_ok(rv_store_put_bars(f->s, series[k].symbol, series[k].iv, bars[k], N,
					    &f->err),
			  f->err);
	}
	commit(f);
	reopen(f, RV_STORE_READ);
	for (size_t k = 0; k < LEN(series); k++) {
		size_t n = 0;
		assert_ok(rv_store_read_bars(f->s, series[k].symbol, series[k].iv, INT64_MIN,
					     INT64_MAX, back, LEN(back), &n, &f->err),
			  f->err);
		assert_int_equal(n, N);
		for (size_t i = 0; i < N; i++)
			assert_same_bar(&back[i], &bars[k][i]);
	}
}

static void funding_and_market_caps_come_back_bit_for_bit(void **state)
{
	fixture *f = *state;
	static rv_funding pay[N], pay_back[N];
	static rv_mcap cap[N], cap_back[N];
	rv_rng r;
	rv_rng_seed(&r, 12, 1, 0);
	for (size_t i = 0; i < N; i++) {
		pay[i] = (rv_funding){ .t = T0 + (int64_t)i * RV_HOUR_MS +
					    (int64_t)rv_rng_below(&r, 60),
				       .rate = 1e-4 * rv_rng_normal(&r),
				       .interval_h = i < 40 ? 8.0 : 1.0 };
		cap[i] = (rv_mcap){ .t = T0 + (int64_t)i * RV_DAY_MS,
				    .market_cap_usd = 1e12 * (0.1 + rv_rng_uniform(&r)) };
	}
	begin(f);
	assert_ok(rv_store_put_funding(f->s, "ETH", pay, N, &f->err), f->err);
	assert_ok(rv_store_put_mcap(f->s, "ETH", cap, N, &f->err), f->err);
	commit(f);
	reopen(f, RV_STORE_READ);
	size_t n = 0, m = 0;
	assert_ok(rv_store_read_funding(f->s, "ETH", T0, INT64_MAX, pay_back, N, &n, &f->err),
		  f->err);
	assert_ok(rv_store_read_mcap(f->s, "ETH", T0, INT64_MAX, cap_back, N, &m, &f->err), f->err);
	assert_int_equal(n, N);
	assert_int_equal(m, N);
	assert_memory_equal(pay_back, pay, sizeof(pay));
	assert_memory_equal(cap_back, cap, sizeof(cap));
}

static void instruments_come_back_in_name_order(void **state)
{
	fixture *f = *state;
	static const rv_instrument in[] = {
		{ "kPEPE", RV_KIND_PERP, 17, 0, 10, false, false, { 0 } },
		{ "BTCDOM", RV_KIND_INDEX, -1, -1, 0, false, false, { 0 } },
		{ "USDC", RV_KIND_STABLE, -1, 2, 0, false, false, { 0 } },
		{ "BTC", RV_KIND_PERP, 0, 5, 40, true, false, { 0 } },
	};
	static const size_t order[] = { 3, 1, 2, 0 }; /* strcmp: upper case before lower */
	rv_instrument back[8];
	size_t n = 0;
	begin(f);
	for (size_t i = 0; i < LEN(in); i++)
		assert_ok(rv_store_put_instrument(f->s, &in[i], &f->err), f->err);
	assert_ok(rv_store_put_bars(f->s, "AXS", RV_INTERVAL_1D, NULL, 0, &f->err), f->err);
	commit(f);
	assert_ok(rv_store_instruments(f->s, NULL, 0, &n, &f->err), f->err);
	assert_int_equal(n, LEN(in) + 1);
	assert_ok(rv_store_instruments(f->s, back, LEN(back), &n, &f->err), f->err);
	assert_int_equal(n, LEN(in) + 1);
	for (size_t i = 0; i < LEN(in); i++) {
		const rv_instrument *want = &in[order[i]], *got = &back[i + 1];
		assert_string_equal(got->name, want->name);
		assert_int_equal(got->kind, want->kind);
		assert_int_equal(got->venue_index, want->venue_index);
		assert_int_equal(got->sz_decimals, want->sz_decimals);
		assert_int_equal(got->max_leverage, want->max_leverage);
		assert_int_equal(got->delisted, want->delisted);
	}
	assert_string_equal(back[0].name, "AXS");
	assert_int_equal(back[0].sz_decimals, -1);
	assert_int_equal(rv_store_instruments(f->s, back, 2, &n, &f->err), RV_EFULL);
}

static void same_key_replaces(void **state)
{
	fixture *f = *state;
	put_one_bar(f, "SOL", T0, 2.385);
	put_one_bar(f, "SOL", T0, 3.14);
	rv_bar back[4];
	size_t n = 0;
	assert_ok(
		rv_store_read_bars(f->s, "SOL", RV_INTERVAL_1D, 0, INT64_MAX, back, 4, &n, &f->err),
		f->err);
	assert_int_equal(n, 1);
	assert_close("close", back[0].close, 3.14, 0.0);
	assert_int_equal(query(f, "SELECT count(*) FROM instruments"), 1);
}

static void ranges_are_half_open_and_capped(void **state)
{
	fixture *f = *state;
	for (int i = 0; i < 5; i++)
		put_one_bar(f, "SOL", T0 + i * RV_DAY_MS, 2.0 + i);
	rv_bar back[5];
	size_t n = 0;
	assert_ok(rv_store_read_bars(f->s, "SOL", RV_INTERVAL_1D, T0 + RV_DAY_MS,
				     T0 + 3 * RV_DAY_MS, back, 5, &n, &f->err),
		  f->err);
	assert_int_equal(n, 2);
	assert_int_equal(back[0].t, T0 + RV_DAY_MS);
	assert_ok(
		rv_store_read_bars(f->s, "SOL", RV_INTERVAL_1D, 0, INT64_MAX, back, 3, &n, &f->err),
		f->err);
	assert_int_equal(n, 3);
	assert_int_equal(back[2].t, T0 + 2 * RV_DAY_MS);
	assert_ok(rv_store_read_bars(f->s, "NONE", RV_INTERVAL_1D, 0, INT64_MAX, back, 5, &n,
				     &f->err),
		  f->err);
	assert_int_equal(n, 0);
}

static void spans_say_first_last_and_count(void **state)
{
	fixture *f = *state;
	rv_store_span span = { .n = 9, .first = 42, .last = 43 };
	assert_ok(rv_store_bar_span(f->s, "SOL", RV_INTERVAL_1D, &span, &f->err), f->err);
	assert_int_equal(span.n, 0);
	assert_int_equal(span.first, 42);
	put_one_bar(f, "SOL", T0, 2.385);
	put_one_bar(f, "SOL", T0 + 4 * RV_DAY_MS, 2.385);
	assert_ok(rv_store_bar_span(f->s, "SOL", RV_INTERVAL_1D, &span, &f->err), f->err);
	assert_int_equal(span.n, 2);
	assert_int_equal(span.first, T0);
	assert_int_equal(span.last, T0 + 4 * RV_DAY_MS);
	assert_ok(rv_store_bar_span(f->s, "SOL", RV_INTERVAL_1H, &span, &f->err), f->err);
	assert_int_equal(span.n, 0);
	assert_ok(rv_store_funding_span(f->s, "SOL", &span, &f->err), f->err);
	assert_int_equal(span.n, 0);
}

static void deletes_one_symbol_and_interval(void **state)
{
	fixture *f = *state;
	put_one_bar(f, "SOL", T0, 2.385);
	put_one_bar(f, "BTC", T0, 29000.5);
	begin(f);
	assert_ok(rv_store_delete_bars(f->s, "SOL", RV_INTERVAL_1D, &f->err), f->err);
	assert_ok(rv_store_delete_bars(f->s, "NONE", RV_INTERVAL_1D, &f->err), f->err);
	commit(f);
	assert_int_equal(query(f, "SELECT count(*) FROM bars"), 1);
	assert_int_equal(query(f, "SELECT count(*) FROM bars JOIN instruments i"
				  " ON i.id = symbol_id WHERE name = 'BTC'"),
			 1);
}

static void every_row_knows_its_batch(void **state)
{
	fixture *f = *state;
	const rv_bar b = { T0, 1.5, 2.0, 1.0, 1.25, NAN, 0.0 };
	const rv_mcap m = { T0, 1e9 };
	begin(f);
	assert_ok(rv_store_put_bars(f->s, "SOL", RV_INTERVAL_1D, &b, 1, &f->err), f->err);
	assert_ok(rv_store_next_origin(f->s, "caps.csv", &f->err), f->err);
	assert_ok(rv_store_put_mcap(f->s, "SOL", &m, 1, &f->err), f->err);
	commit(f);
	assert_int_equal(query(f,
			       "SELECT count(*) FROM batches WHERE source = 'import' AND rows = 1"
			       " AND at_ms > 1700000000000"),
			 2);
	assert_int_equal(query(f, "SELECT count(*) FROM bars JOIN batches b ON b.id = batch_id"
				  " WHERE origin = 'somewhere.csv' AND volume_base IS NULL"),
			 1);
	assert_int_equal(query(f, "SELECT count(*) FROM mcap JOIN batches b ON b.id = batch_id"
				  " WHERE origin = 'caps.csv'"),
			 1);
	assert_int_equal(query(f, "PRAGMA foreign_key_check"), -1); /* no row: no violation */
	assert_int_equal(query(f, "PRAGMA user_version"), 1);
}

static void a_rolled_back_batch_leaves_the_bytes(void **state)
{
	fixture *f = *state;
	static rv_bar bars[N];
	rv_rng r;
	rv_rng_seed(&r, 13, 1, 0);
	put_one_bar(f, "BTC", T0, 29000.5);
	const file_bytes before = slurp(f->path);
	begin(f);
	for (size_t i = 0; i < N; i++)
		bars[i] = odd_bar(&r, T0 + (int64_t)i * RV_DAY_MS);
	for (int k = 0; k < 60; k++) { /* 3 MB: more than the page cache, so that pages spill */
		char name[RV_SYMBOL_MAX];
		(void)snprintf(name, sizeof(name), "S%d", k);
		assert_ok(rv_store_put_bars(f->s, name, RV_INTERVAL_1D, bars, N, &f->err), f->err);
	}
	rv_store_rollback(f->s);
	assert_same_file(before, f->path);
	/* The connection goes on, and does not believe in symbols that never came to be. */
	put_one_bar(f, "S59", T0, 7.5);
	assert_int_equal(query(f, "SELECT count(*) FROM instruments"), 2);
	assert_int_equal(query(f, "PRAGMA foreign_key_check"), -1);
}

static void an_open_batch_dies_with_the_connection(void **state)
{
	fixture *f = *state;
	const rv_bar b = { T0, 1.5, 2.0, 1.0, 1.25, NAN, NAN };
	begin(f);
	assert_ok(rv_store_put_bars(f->s, "SOL", RV_INTERVAL_1D, &b, 1, &f->err), f->err);
	reopen(f, RV_STORE_WRITE);
	assert_int_equal(query(f, "SELECT count(*) FROM batches"), 0);
}

static void refuses_rows_that_cannot_be_true(void **state)
{
	fixture *f = *state;
	static const rv_bar bad[] = {
		{ T0 + 1, 1, 2, 1, 1, NAN, NAN },  { -RV_DAY_MS, 1, 2, 1, 1, NAN, NAN },
		{ T0, NAN, 2, 1, 1, NAN, NAN },	   { T0, 1, INFINITY, 1, 1, NAN, NAN },
		{ T0, 1, 2, 0, 1, NAN, NAN },	   { T0, 1, 2, 1, -1, NAN, NAN },
		{ T0, 1, 1, 2, 1, NAN, NAN },	   { T0, 1, 2, 1, 1, -1, NAN },
		{ T0, 1, 2, 1, 1, NAN, INFINITY },
	};
	static const rv_funding bad_pay[] = { { T0, NAN, 1 }, { T0, 0.1, 0 }, { T0, 0.1, NAN } };
	static const rv_mcap bad_cap[] = { { T0 + 1, 1e9 }, { T0, 0 }, { T0, NAN } };
	begin(f);
	for (size_t i = 0; i < LEN(bad); i++)
		assert_int_equal(
			rv_store_put_bars(f->s, "SOL", RV_INTERVAL_1D, &bad[i], 1, &f->err),
			RV_EDATA);
	assert_non_null(strstr(f->err.text, "SOL bar at 2021-01-01T00:00:00Z"));
	for (size_t i = 0; i < LEN(bad_pay); i++)
		assert_int_equal(rv_store_put_funding(f->s, "SOL", &bad_pay[i], 1, &f->err),
				 RV_EDATA);
	for (size_t i = 0; i < LEN(bad_cap); i++)
		assert_int_equal(rv_store_put_mcap(f->s, "SOL", &bad_cap[i], 1, &f->err), RV_EDATA);
	commit(f);
	assert_int_equal(query(f,
			       "SELECT (SELECT count(*) FROM bars) + (SELECT count(*) FROM funding)"
			       " + (SELECT count(*) FROM mcap)"),
			 0);
}

static void refuses_misuse(void **state)
{
	fixture *f = *state;
	const rv_bar b = { T0, 1.5, 2.0, 1.0, 1.25, NAN, NAN };
	static const char long_name[] = "ABCDEFGHIJKLMNOPQRSTUVWX";
	assert_int_equal(rv_store_put_bars(f->s, "SOL", RV_INTERVAL_1D, &b, 1, &f->err), RV_EINVAL);
	assert_int_equal(rv_store_commit(f->s, &f->err), RV_EINVAL);
	assert_int_equal(rv_store_next_origin(f->s, "x", &f->err), RV_EINVAL);
	begin(f);
	assert_int_equal(rv_store_begin(f->s, "import", "x", &f->err), RV_EINVAL);
	assert_int_equal(rv_store_put_bars(f->s, "", RV_INTERVAL_1D, &b, 1, &f->err), RV_EINVAL);
	assert_int_equal(rv_store_put_bars(f->s, long_name, RV_INTERVAL_1D, &b, 1, &f->err),
			 RV_EINVAL);
	rv_store_rollback(f->s);
	rv_store_rollback(f->s); /* nothing open: nothing happens */
	reopen(f, RV_STORE_READ);
	assert_int_equal(rv_store_begin(f->s, "import", "x", &f->err), RV_EINVAL);
	rv_store_close(NULL);
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(bars_come_back_bit_for_bit),
		TEST(funding_and_market_caps_come_back_bit_for_bit),
		TEST(instruments_come_back_in_name_order),
		TEST(same_key_replaces),
		TEST(ranges_are_half_open_and_capped),
		TEST(spans_say_first_last_and_count),
		TEST(deletes_one_symbol_and_interval),
		TEST(every_row_knows_its_batch),
		TEST(a_rolled_back_batch_leaves_the_bytes),
		TEST(an_open_batch_dies_with_the_connection),
		TEST(refuses_rows_that_cannot_be_true),
		TEST(refuses_misuse),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
