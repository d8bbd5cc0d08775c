/*
 * Replay of a store: the bars on the wire are the stored ones to the bit, missing hours stay
 * missing, nothing after the present shows, and coins appear when their bars begin.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/rng.h"
#include "feeds/hyperliquid/parse_info.h"
#include "feeds/sim/replay.h"
#include "feeds/store/store.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/json_shape.h"
#include "tests/support/sim_market.h"
#include "tests/support/tmpdir.h"

enum { HOURS = 80 * 24, GAP_FROM = 1500, GAP_N = 14 };

static const int64_t first = INT64_C(1704067200000); /* 2024-01-01 */

typedef struct fixture {
	rv_tmpdir dir;
	char path[RV_TMP_PATH * 2];
	rv_bar *bars; /* of AAA */
	sim_market m;
} fixture;

/* Bars off any tick, as recorded data is: every double must survive. */
static rv_bar make_bar(rv_rng *r, int64_t t, double *px)
{
	rv_bar b = { .t = t, .open = *px, .volume_quote = NAN };
	b.close = b.open * exp(0.01 * rv_rng_normal(r));
	b.high = fmax(b.open, b.close) * (1.0 + 0.004 * rv_rng_uniform(r));
	b.low = fmin(b.open, b.close) * (1.0 - 0.004 * rv_rng_uniform(r));
	b.volume_base = 1000.0 * rv_rng_uniform(r);
	*px = b.close;
	return b;
}

static void put(rv_store *s, const char *name, const rv_bar *bars, size_t n)
{
	rv_err err = { .code = RV_OK };
	rv_instrument in = { .venue_index = -1, .sz_decimals = -1, .kind = RV_KIND_PERP };
	(void)snprintf(in.name, sizeof(in.name), "%s", name);
	assert_int_equal(rv_store_put_instrument(s, &in, &err), RV_OK);
	assert_int_equal(rv_store_put_bars(s, name, RV_INTERVAL_1H, bars, n, &err), RV_OK);
}

static void write_store(fixture *f)
{
	rv_store *s = NULL;
	rv_err err = { .code = RV_OK };
	rv_rng r;
	double px = 0.00123456789;
	rv_rng_seed(&r, 2385, 1, 1);
	size_t n = 0;
	for (int i = 0; i < HOURS; i++) {
		const rv_bar b = make_bar(&r, first + i * RV_HOUR_MS, &px);
		if (i < GAP_FROM || i >= GAP_FROM + GAP_N)
			f->bars[n++] = b;
	}
	assert_int_equal(rv_store_open(f->path, RV_STORE_WRITE, &s, &err), RV_OK);
	assert_int_equal(rv_store_begin(s, "import", "test", &err), RV_OK);
	put(s, "AAA", f->bars, n);
	put(s, "LATE", f->bars + 61 * 24, n - 61 * 24);
	put(s, "ZZZ", f->bars, n / 2); /* ends before the others */
	const rv_funding fund[] = { { first + 1000 * RV_HOUR_MS, -0.000123, 1.0 },
				    { first + 1016 * RV_HOUR_MS, 0.0001, 8.0 },
				    { first + 1439 * RV_HOUR_MS + 45, 0.0000125, 1.0 } };
	assert_int_equal(rv_store_put_funding(s, "AAA", fund, LEN(fund), &err), RV_OK);
	assert_int_equal(rv_store_commit(s, &err), RV_OK);
	rv_store_close(s);
}

static int setup(void **state)
{
	fixture *f = calloc(1, sizeof(*f));
	assert_non_null(f);
	rv_tmpdir_make(&f->dir);
	rv_tmpdir_path(&f->dir, "store.db", f->path);
	f->bars = calloc(HOURS, sizeof(*f->bars));
	assert_non_null(f->bars);
	write_store(f);
	rv_err err = { .code = RV_OK };
	rv_sim_source *src = NULL;
	int64_t start = 0;
	if (rv_sim_replay_new(f->path, NULL, 7, &start, &src, &err) != RV_OK)
		fail_msg("%s", err.text);
	assert_int_equal(start, first + 60 * RV_DAY_MS);
	f->m = market_over(src, start);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	fixture *f = *state;
	market_close(&f->m);
	rv_tmpdir_remove(&f->dir);
	free(f->bars);
	free(f);
	return 0;
}

static const char ask_all[] = "{\"type\":\"candleSnapshot\",\"req\":{\"coin\":\"AAA\","
			      "\"interval\":\"1h\",\"startTime\":0}}";

static void same(const cJSON *v, const rv_bar *b)
{
	assert_int_equal((int64_t)json_num(v, "t"), b->t);
	assert_close("o", json_num(v, "o"), b->open, 0.0);
	assert_close("h", json_num(v, "h"), b->high, 0.0);
	assert_close("l", json_num(v, "l"), b->low, 0.0);
	assert_close("c", json_num(v, "c"), b->close, 0.0);
	assert_close("v", json_num(v, "v"), b->volume_base, 0.0);
}

static void closed_bars_are_the_stored_ones_to_the_bit(void **state)
{
	fixture *f = *state;
	cJSON *all = market_ask(&f->m, ask_all);
	const int n = cJSON_GetArraySize(all);
	assert_int_equal(n, 60 * 24 + 1); /* and the forming one */
	int i = 0;
	for (const cJSON *v = all->child; i < n - 1; v = v->next, i++)
		same(v, &f->bars[i]);
	const cJSON *forming = cJSON_GetArrayItem(all, n - 1);
	assert_close("only the open is known", json_num(forming, "c"), f->bars[n - 1].open, 0.0);
	assert_close("only the open is known", json_num(forming, "h"), f->bars[n - 1].open, 0.0);
	cJSON_Delete(all);
}

static void forming_bar_ends_as_the_stored_one(void **state)
{
	fixture *f = *state;
	const int64_t open = first + 60 * RV_DAY_MS;
	assert_int_equal(rv_sim_tape_set_now(f->m.tape, open + RV_HOUR_MS - 1), RV_OK);
	cJSON *all = market_ask(&f->m, ask_all);
	same(cJSON_GetArrayItem(all, cJSON_GetArraySize(all) - 1), &f->bars[60 * 24]);
	cJSON_Delete(all);
}

static void tiny_prices_move_too(void **state)
{
	fixture *f = *state;
	double before = 0.0;
	for (int s = 0; s < 120; s++) {
		rv_sim_quote q;
		assert_int_equal(
			rv_sim_tape_set_now(f->m.tape, first + 60 * RV_DAY_MS + s * RV_SECOND_MS),
			RV_OK);
		assert_true(rv_sim_tape_price(f->m.tape, 0, &q));
		assert_true(q.live && q.bid < q.ask && fabs(q.mid - before) > 0.0);
		assert_true(s == 0 || fabs(q.mid / before - 1.0) < 0.01);
		before = q.mid;
	}
	rv_sim_level l[RV_SIM_BOOK_LEVELS];
	assert_int_equal(rv_sim_tape_book(f->m.tape, 0, 0, 0.0, l), RV_SIM_BOOK_LEVELS);
	assert_true(l[19].px < l[0].px && l[19].px > 0.9 * l[0].px);
}

static void missing_hours_stay_missing(void **state)
{
	fixture *f = *state;
	assert_int_equal(rv_sim_tape_set_now(f->m.tape, first + HOURS * RV_HOUR_MS), RV_OK);
	cJSON *all = market_ask(&f->m, ask_all);
	assert_int_equal(cJSON_GetArraySize(all), HOURS - GAP_N);
	int i = 0;
	for (const cJSON *v = all->child; v; v = v->next, i++)
		same(v, &f->bars[i]);
	cJSON_Delete(all);
	/* inside the gap: a price stands, no candle forms */
	assert_int_equal(rv_sim_tape_set_now(f->m.tape, first + (GAP_FROM + 3) * RV_HOUR_MS),
			 RV_OK);
	rv_sim_quote q;
	assert_true(rv_sim_tape_price(f->m.tape, 0, &q));
	assert_close("last close", q.last, f->bars[GAP_FROM - 1].close, 0.0);
	rv_sim_ohlc c;
	assert_false(rv_sim_tape_candle(f->m.tape, 0, rv_sim_interval_find("1h"),
					first + (GAP_FROM + 3) * RV_HOUR_MS, &c));
}

static size_t universe(fixture *f, char names[4][16])
{
	cJSON *m = market_ask(&f->m, "{\"type\":\"metaAndAssetCtxs\"}");
	const cJSON *u = cJSON_GetObjectItem(m->child, "universe");
	size_t n = 0;
	for (const cJSON *v = u->child; v && n < 4; v = v->next)
		(void)snprintf(names[n++], 16, "%s", cJSON_GetObjectItem(v, "name")->valuestring);
	assert_int_equal(cJSON_GetArraySize(m->child->next), n);
	assert_true(json_num(m->child->next->child, "markPx") > 0.0);
	cJSON_Delete(m);
	return n;
}

static void coins_appear_when_their_bars_begin(void **state)
{
	fixture *f = *state;
	char names[4][16];
	assert_int_equal(universe(f, names), 2);
	assert_string_equal(names[0], "AAA");
	assert_string_equal(names[1], "ZZZ");
	assert_int_equal(rv_sim_tape_set_now(f->m.tape, f->bars[61 * 24].t), RV_OK);
	assert_int_equal(universe(f, names), 3);
	assert_string_equal(names[1], "ZZZ"); /* indices do not shift */
	assert_string_equal(names[2], "LATE");
}

static void a_coin_that_ended_has_no_book(void **state)
{
	fixture *f = *state;
	rv_sim_quote q;
	assert_true(rv_sim_tape_quote(f->m.tape, 1, &q));
	assert_false(q.live);
	cJSON *m = market_ask(&f->m, "{\"type\":\"allMids\"}");
	assert_null(cJSON_GetObjectItem(m, "ZZZ")); /* an old price would look alive */
	assert_non_null(cJSON_GetObjectItem(m, "AAA"));
	cJSON_Delete(m);
}

static bool has_null(const cJSON *ctx, const char *key)
{
	return cJSON_IsNull(cJSON_GetObjectItem(ctx, key));
}

/* Quoted in the last second of its last bar, delisted and unknown from the next one on. */
static void a_coin_ends_with_its_last_bar(void **state)
{
	fixture *f = *state;
	const int64_t end = f->bars[(HOURS - GAP_N) / 2 - 1].t + RV_HOUR_MS;
	for (int over = 0; over < 2; over++) {
		assert_int_equal(rv_sim_tape_set_now(f->m.tape, end - 1 + over), RV_OK);
		cJSON *mids = market_ask(&f->m, "{\"type\":\"allMids\"}");
		assert_int_equal(cJSON_GetObjectItem(mids, "ZZZ") == NULL, over);
		cJSON_Delete(mids);
		cJSON *m = market_ask(&f->m, "{\"type\":\"metaAndAssetCtxs\"}");
		const cJSON *in = cJSON_GetObjectItem(m->child, "universe")->child->next;
		const cJSON *ctx = m->child->next->child->next;
		assert_string_equal(cJSON_GetObjectItem(in, "name")->valuestring, "ZZZ");
		assert_int_equal(cJSON_IsTrue(cJSON_GetObjectItem(in, "isDelisted")), over);
		assert_int_equal(has_null(ctx, "midPx"), over);
		assert_int_equal(has_null(ctx, "impactPxs"), over);
		assert_int_equal(has_null(ctx, "dayNtlVlm"), over);
		assert_int_equal(has_null(ctx, "prevDayPx"), over);
		assert_int_equal(has_null(ctx, "markPx"), over);
		assert_int_equal(has_null(ctx, "oraclePx"), over);
		cJSON_Delete(m);
	}
}

static void after_the_last_bar_nothing_is_quoted(void **state)
{
	fixture *f = *state;
	const rv_sim_source *s = rv_sim_tape_source(f->m.tape);
	assert_int_equal(s->end_ms, first + HOURS * RV_HOUR_MS);
	assert_int_equal(rv_sim_tape_set_now(f->m.tape, s->end_ms), RV_OK);
	cJSON *m = market_ask(&f->m, "{\"type\":\"allMids\"}");
	assert_true(cJSON_IsObject(m) && m->child == NULL);
	cJSON_Delete(m);
}

/* Read as the desk reads it: unknown is NaN, never 0. */
static void what_the_store_lacks_is_unknown_to_the_desk(void **state)
{
	fixture *f = *state;
	rv_hl_meta *meta = calloc(1, sizeof(*meta));
	assert_non_null(meta);
	for (int funded = 0; funded < 2; funded++) {
		/* AAA's only rows of that time: 39 hours before, then in the hour of the start */
		assert_int_equal(
			rv_sim_tape_set_now(f->m.tape, first + (1430 + 10 * funded) * RV_HOUR_MS),
			RV_OK);
		cJSON *m = market_ask(&f->m, "{\"type\":\"metaAndAssetCtxs\"}");
		char *text = cJSON_PrintUnformatted(m);
		cJSON_Delete(m);
		assert_non_null(text);
		rv_err err = { .code = RV_OK };
		if (rv_hl_parse_meta_ctxs(text, strlen(text), meta, &err) != RV_OK)
			fail_msg("%s", err.text);
		cJSON_free(text);
		assert_int_equal(isfinite(meta->ctx[0].funding_1h) != 0, funded);
		assert_true(isnan(meta->ctx[0].open_interest));
		assert_true(meta->ctx[0].day_volume_usd > 0.0 && meta->ctx[0].mid > 0.0);
		assert_true(isnan(meta->ctx[1].funding_1h) && isnan(meta->ctx[1].mid));
	}
	free(meta);
}

/* A store of one coin with n hourly bars from `first` on. */
static void small_store(fixture *f, const char *path, size_t n)
{
	rv_store *s = NULL;
	rv_err err = { .code = RV_OK };
	assert_int_equal(rv_store_open(path, RV_STORE_WRITE, &s, &err), RV_OK);
	assert_int_equal(rv_store_begin(s, "import", "test", &err), RV_OK);
	put(s, "AAA", f->bars, n);
	assert_int_equal(rv_store_commit(s, &err), RV_OK);
	rv_store_close(s);
}

static void the_start_is_inside_the_bars(void **state)
{
	fixture *f = *state;
	static const struct {
		int hours;
		int64_t start; /* hours after the first bar */
	} cases[] = { { 1, 0 }, { 2, 1 }, { 24, 1 }, { 192, 168 }, { 1500, 1440 } };
	for (size_t i = 0; i < LEN(cases); i++) {
		char name[32], path[RV_TMP_PATH * 2];
		rv_err err = { .code = RV_OK };
		rv_sim_source *src = NULL;
		int64_t start = 0;
		(void)snprintf(name, sizeof(name), "small%zu.db", i);
		small_store(f, rv_tmpdir_path(&f->dir, name, path), (size_t)cases[i].hours);
		if (rv_sim_replay_new(path, NULL, 7, &start, &src, &err) != RV_OK)
			fail_msg("%s", err.text);
		assert_int_equal((start - first) / RV_HOUR_MS, cases[i].start);
		src->ops->free(src);
		const int64_t outside[] = { first - 1, first + cases[i].hours * RV_HOUR_MS };
		for (size_t k = 0; k < LEN(outside); k++) {
			start = outside[k];
			assert_int_equal(rv_sim_replay_new(path, NULL, 7, &start, &src, &err),
					 RV_EUSAGE);
			assert_non_null(strstr(err.text, "from 2024-01-01T00:00:00Z to before "));
			assert_null(strchr(err.text, '\n'));
		}
		start = first + cases[i].hours * RV_HOUR_MS - 1;
		assert_int_equal(rv_sim_replay_new(path, NULL, 7, &start, &src, &err), RV_OK);
		src->ops->free(src);
	}
}

static void funding_is_the_stores_hourly_rows(void **state)
{
	fixture *f = *state;
	cJSON *v =
		market_ask(&f->m, "{\"type\":\"fundingHistory\",\"coin\":\"AAA\",\"startTime\":0}");
	assert_int_equal(cJSON_GetArraySize(v), 2); /* the 8-hourly row has no place here */
	assert_close("rate", json_num(v->child, "fundingRate"), -0.000123, 0.0);
	assert_null(cJSON_GetObjectItem(v->child, "premium"));
	assert_close("rate", json_num(v->child->next, "fundingRate"), 0.0000125, 0.0);
	assert_int_equal((int64_t)json_num(v->child->next, "time"), first + 1439 * RV_HOUR_MS + 45);
	cJSON_Delete(v);
}

/* PEPE has bars, the venue's kPEPE has the rest; BONK has its own rows and needs no other's. */
static void alias_store(fixture *f, const char *path)
{
	rv_store *s = NULL;
	rv_err err = { .code = RV_OK };
	const rv_funding own[] = { { first + 7 * RV_HOUR_MS, 0.0000125, 1.0 } };
	const rv_funding other[] = { { first + 7 * RV_HOUR_MS, -0.000123, 1.0 } };
	const rv_mcap cap[] = { { first, 2.385e9 } };
	assert_int_equal(rv_store_open(path, RV_STORE_WRITE, &s, &err), RV_OK);
	assert_int_equal(rv_store_begin(s, "import", "test", &err), RV_OK);
	put(s, "BONK", f->bars, 80);
	put(s, "PEPE", f->bars, 80);
	put(s, "kBONK", NULL, 0);
	put(s, "kPEPE", NULL, 0);
	assert_int_equal(rv_store_put_funding(s, "BONK", own, 1, &err), RV_OK);
	assert_int_equal(rv_store_put_funding(s, "kBONK", other, 1, &err), RV_OK);
	assert_int_equal(rv_store_put_funding(s, "kPEPE", other, 1, &err), RV_OK);
	assert_int_equal(rv_store_put_mcap(s, "kPEPE", cap, 1, &err), RV_OK);
	assert_int_equal(rv_store_commit(s, &err), RV_OK);
	rv_store_close(s);
}

static double rate_at_7(const rv_sim_source *src, size_t coin)
{
	int64_t stamp;
	double rate, premium;
	const bool paid =
		src->ops->funding(src, coin, first + 7 * RV_HOUR_MS, &stamp, &rate, &premium);
	return paid ? rate : NAN;
}

static void funding_and_caps_are_joined_by_the_coin(void **state)
{
	fixture *f = *state;
	char path[RV_TMP_PATH * 2];
	rv_err err = { .code = RV_OK };
	rv_sim_source *src = NULL;
	int64_t start = 0;
	alias_store(f, rv_tmpdir_path(&f->dir, "alias.db", path));
	if (rv_sim_replay_new(path, NULL, 7, &start, &src, &err) != RV_OK)
		fail_msg("%s", err.text);
	assert_int_equal(src->n_coins, 2); /* a name without bars is no coin */
	assert_string_equal(src->coins[0].name, "BONK");
	assert_string_equal(src->coins[1].name, "PEPE");
	assert_close("own", rate_at_7(src, 0), 0.0000125, 0);
	assert_close("joined", rate_at_7(src, 1), -0.000123, 0);
	assert_int_equal(src->coins[1].funding_from, first + 7 * RV_HOUR_MS);
	const int64_t day_after = first + RV_DAY_MS;
	assert_close("no cap", src->ops->cap(src, 0, day_after, 1.0), NAN, 0);
	assert_close("cap", src->ops->cap(src, 1, day_after, 1.0), 2.385e9, 0);
	src->ops->free(src);
	const rv_aliases none = { .n = 0 }; /* a desk that knows no other names */
	assert_int_equal(rv_sim_replay_new(path, &none, 7, &start, &src, &err), RV_OK);
	assert_close("exact names only", rate_at_7(src, 1), NAN, 0);
	src->ops->free(src);
}

static void what_cannot_be_replayed_says_so(void **state)
{
	fixture *f = *state;
	char path[RV_TMP_PATH * 2];
	rv_err err = { .code = RV_OK };
	rv_sim_source *src = NULL;
	int64_t start = 0;
	rv_tmpdir_text(&f->dir, "text.db", "this is not a store");
	assert_int_not_equal(rv_sim_replay_new(rv_tmpdir_path(&f->dir, "text.db", path), NULL, 7,
					       &start, &src, &err),
			     RV_OK);
	assert_non_null(strstr(err.text, "text.db"));
	rv_store *s = NULL;
	assert_int_equal(
		rv_store_open(rv_tmpdir_path(&f->dir, "empty.db", path), RV_STORE_WRITE, &s, &err),
		RV_OK);
	rv_store_close(s);
	assert_int_equal(rv_sim_replay_new(path, NULL, 7, &start, &src, &err), RV_ENOENT);
	assert_non_null(strstr(err.text, "hourly bars"));
	assert_null(src);
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(closed_bars_are_the_stored_ones_to_the_bit),
		TEST(forming_bar_ends_as_the_stored_one),
		TEST(tiny_prices_move_too),
		TEST(missing_hours_stay_missing),
		TEST(coins_appear_when_their_bars_begin),
		TEST(a_coin_that_ended_has_no_book),
		TEST(a_coin_ends_with_its_last_bar),
		TEST(after_the_last_bar_nothing_is_quoted),
		TEST(what_the_store_lacks_is_unknown_to_the_desk),
		TEST(the_start_is_inside_the_bars),
		TEST(funding_is_the_stores_hourly_rows),
		TEST(funding_and_caps_are_joined_by_the_coin),
		TEST(what_cannot_be_replayed_says_so),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
