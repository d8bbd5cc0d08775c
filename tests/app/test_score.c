/*
 * rvdesk score end to end: a store made of seeded walks in, JSON or a table out; point in time to
 * the byte; what wrong usage says.
 */
#include "app/commands.h"
#include "app/score_load.h"
#include "engine/base/rng.h"
#include "feeds/store/store.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/files.h"
#include "tests/support/tmpdir.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* 2024-06-01: the as-of day of the tests is 2024-06-30. */
#define FIRST_MS INT64_C(1717200000000)
#define ASOF "2024-06-30"
#define ASOF_MS (FIRST_MS + 30 * RV_DAY_MS)

enum { DAYS = 40, TEXT_MAX = 1 << 18 };

static char text_out[TEXT_MAX], text_err[TEXT_MAX];

/* Bars of a walk that close at or before end_ms; the same whatever end_ms is. */
static void put_walk(rv_store *s, const char *name, rv_interval iv, int64_t first, int64_t end_ms)
{
	static rv_bar bars[DAYS * 24];
	rv_err err = { 0 };
	rv_rng rng;
	rv_rng_seed(&rng, (uint64_t)iv, (uint64_t)name[0], (uint64_t)name[1]);
	double close = 2.385 + 1000.0 * rv_rng_uniform(&rng);
	size_t n = 0;
	for (int64_t t = FIRST_MS; t < FIRST_MS + DAYS * RV_DAY_MS; t += rv_interval_ms(iv)) {
		close *= exp(0.01 * rv_rng_normal(&rng));
		if (t < first || t + rv_interval_ms(iv) > end_ms)
			continue;
		bars[n++] = (rv_bar){ t, close, close, close, close, 1e7 / close, NAN };
	}
	assert_int_equal(rv_store_put_bars(s, name, iv, bars, n, &err), RV_OK);
}

static void make_store(const char *path, int64_t end_ms, bool daily)
{
	static const char *const names[] = { "BTC", "ETH",  "SOL", "LTC",    "LINK",
					     "SUI", "DOGE", "WIF", "BTCDOM", "XRP" };
	rv_store *s = NULL;
	rv_err err = { 0 };
	assert_int_equal(rv_store_open(path, RV_STORE_WRITE, &s, &err), RV_OK);
	assert_int_equal(rv_store_begin(s, "test", "walks", &err), RV_OK);
	for (size_t i = 0; i < LEN(names); i++) {
		for (int iv = 0; iv < (daily ? RV_INTERVAL_N : RV_INTERVAL_1D); iv++)
			put_walk(s, names[i], (rv_interval)iv, FIRST_MS, end_ms);
	}
	put_walk(s, "YOUNG", RV_INTERVAL_1H, ASOF_MS - 5 * RV_HOUR_MS, end_ms);
	put_walk(s, "GONE", RV_INTERVAL_1H, FIRST_MS, FIRST_MS + 9 * RV_DAY_MS);
	if (end_ms > ASOF_MS)
		put_walk(s, "LATER", RV_INTERVAL_1H, ASOF_MS, end_ms);
	assert_int_equal(rv_store_commit(s, &err), RV_OK);
	rv_store_close(s);
}

static int redirect(int fd, const char *path)
{
	const int saved = dup(fd);
	FILE *f = fopen(path, "w");
	assert_true(saved >= 0);
	assert_non_null(f);
	assert_true(dup2(fileno(f), fd) >= 0);
	assert_int_equal(fclose(f), 0);
	return saved;
}

static void restore(int fd, int saved)
{
	assert_true(dup2(saved, fd) >= 0);
	assert_int_equal(close(saved), 0);
}

#define SCORE(...) run_score((const char *const[]){ "score", __VA_ARGS__, NULL })
/* Runs the command; what it printed is in text_out and text_err. */
static int run_score(const char *const *words)
{
	static char bufs[16][RV_TMP_PATH * 3];
	char *argv[LEN(bufs) + 1] = { NULL };
	int argc = 0;
	for (; words[argc]; argc++) {
		assert_true(argc < (int)LEN(bufs));
		(void)snprintf(bufs[argc], sizeof(bufs[argc]), "%s", words[argc]);
		argv[argc] = bufs[argc];
	}
	char *out = rv_tmp_path("stdout.txt"), *err = rv_tmp_path("stderr.txt");
	(void)fflush(stdout);
	(void)fflush(stderr);
	const int saved_out = redirect(STDOUT_FILENO, out),
		  saved_err = redirect(STDERR_FILENO, err);
	const int rc = rv_cmd_score(argc, argv);
	(void)fflush(stdout);
	(void)fflush(stderr);
	restore(STDOUT_FILENO, saved_out);
	restore(STDERR_FILENO, saved_err);
	(void)rv_file_read(out, text_out, TEXT_MAX);
	(void)rv_file_read(err, text_err, TEXT_MAX);
	return rc;
}

static const char word_config[] = "--config=config", word_json[] = "--json",
		  word_1h[] = "--interval=1h", word_asof[] = "--asof=" ASOF;

static const char *word(const char *option, const char *value)
{
	static char bufs[4][RV_TMP_PATH * 2 + 16];
	static size_t next;
	char *buf = bufs[next++ % LEN(bufs)];
	(void)snprintf(buf, sizeof(bufs[0]), "%s=%s", option, value);
	return buf;
}

static cJSON *parse(void)
{
	cJSON *o = cJSON_Parse(text_out);
	if (!o)
		print_error("stdout: %s\nstderr: %s\n", text_out, text_err);
	assert_non_null(o);
	return o;
}

static const cJSON *at(const cJSON *o, const char *a, const char *b)
{
	const cJSON *x = cJSON_GetObjectItemCaseSensitive(o, a);
	return b ? cJSON_GetObjectItemCaseSensitive(x, b) : x;
}

static bool has_text(const cJSON *list, const char *text)
{
	for (const cJSON *x = list->child; x; x = x->next) {
		if (strcmp(x->valuestring, text) == 0)
			return true;
	}
	return false;
}

static void json_has_every_part(void **state)
{
	(void)state;
	char *store = rv_tmp_path("a.db");
	make_store(store, INT64_MAX, true);
	assert_int_equal(SCORE(word("--store", store), word_asof, word_1h, word_json, word_config),
			 RV_EXIT_OK);
	assert_string_equal(text_err, "");
	cJSON *o = parse();
	assert_close("schema", at(o, "schema", NULL)->valuedouble, 1.0, 0);
	assert_string_equal(at(o, "asof", NULL)->valuestring, ASOF);
	assert_string_equal(at(o, "interval", NULL)->valuestring, "1h");
	assert_close("close", at(o, "bar_close_ms", NULL)->valuedouble, (double)ASOF_MS, 0);
	const cJSON *m = at(o, "rv_momentum", NULL), *per = at(m, "per_symbol", NULL);
	assert_close("n", at(m, "n_available", NULL)->valuedouble, 9.0, 0);
	assert_close("bar", at(m, "as_of_bar", NULL)->valuedouble, (double)(ASOF_MS - RV_HOUR_MS),
		     0);
	assert_int_equal(cJSON_GetArraySize(per), 11);
	assert_null(at(per, "LATER", NULL));  /* lists after the as-of time */
	assert_null(at(per, "BTCDOM", NULL)); /* an index */
	assert_true(has_text(at(per, "BTC", "baskets"), "l1"));
	assert_int_equal(cJSON_GetArraySize(at(per, "XRP", "baskets")), 0);
	static const char *const stale[] = { "GONE", "YOUNG" };
	assert_int_equal(cJSON_GetArraySize(at(m, "stale", NULL)), LEN(stale));
	for (size_t i = 0; i < LEN(stale); i++) {
		assert_true(has_text(at(m, "stale", NULL), stale[i]));
		assert_close("score", at(per, stale[i], "score")->valuedouble, 0.0, 0);
		assert_true(cJSON_IsNull(at(per, stale[i], "raw_score")));
	}
	assert_true(has_text(at(o, "universe", "active"), "XRP") == 0); /* 30 closes, 31 needed */
	assert_string_equal(
		cJSON_GetObjectItemCaseSensitive(at(o, "universe", "inactive"), "XRP")->valuestring,
		"history too short");
	cJSON_Delete(o);
}

/* Every number of the JSON is the pass's own, to the last bit. */
static void json_numbers_read_back_exactly(void **state)
{
	(void)state;
	char *store = rv_tmp_path("b.db");
	make_store(store, INT64_MAX, true);
	rv_step_params p;
	rv_step_params_default(&p);
	rv_score_run *run = NULL;
	rv_err err = { 0 };
	assert_int_equal(rv_score_run_new(store, &p, RV_INTERVAL_1H, ASOF_MS, true, &run, &err),
			 RV_OK);
	assert_int_equal(SCORE(word("--store", store), word_asof, word_1h, word_json, word_config),
			 RV_EXIT_OK);
	cJSON *o = parse();
	const cJSON *m = at(o, "rv_momentum", NULL);
	for (size_t i = 0; i < run->result.rvm.n; i++) {
		const rv_rvm_symbol *s = &run->result.rvm.symbols[i];
		const cJSON *x = at(m, "per_symbol", rv_panel_name(run->in.signal, s->row));
		assert_close("score", at(x, "score", NULL)->valuedouble, s->score, 0);
		if (s->available)
			assert_close("raw", at(x, "raw_score", NULL)->valuedouble, s->raw, 0);
	}
	for (int i = 0; i < RV_SPREAD_N; i++) {
		const rv_rvm_spread_value *v = &run->result.rvm.spreads[i];
		const char *name = rv_spread_name((rv_spread)i);
		assert_true(v->available);
		assert_close(name, at(m, "spreads", name)->valuedouble, v->s, 0);
		assert_close(name, at(m, "spreads_cumulative", name)->valuedouble, v->cum, 0);
	}
	cJSON_Delete(o);
	rv_score_run_free(run);
	rv_score_run_free(NULL);
}

static void later_bars_change_no_byte(void **state)
{
	(void)state;
	static char first[TEXT_MAX];
	char *all = rv_tmp_path("c.db"), *cut = rv_tmp_path("d.db");
	make_store(all, INT64_MAX, true);
	make_store(cut, ASOF_MS, true);
	static const char *const intervals[] = { word_1h, "--interval=1d" };
	for (size_t i = 0; i < LEN(intervals); i++) {
		assert_int_equal(SCORE(word("--store", all), word_asof, intervals[i], word_json,
				       word_config),
				 RV_EXIT_OK);
		memcpy(first, text_out, sizeof(first));
		assert_int_equal(SCORE(word("--store", cut), word_asof, intervals[i], word_json,
				       word_config),
				 RV_EXIT_OK);
		assert_string_equal(first, text_out);
	}
}

static void an_instant_is_not_the_end_of_its_day(void **state)
{
	(void)state;
	char *store = rv_tmp_path("e.db");
	make_store(store, INT64_MAX, true);
	assert_int_equal(SCORE(word("--store", store), "--asof=2024-06-30T06:30:00Z", word_1h,
			       word_json, word_config),
			 RV_EXIT_OK);
	cJSON *o = parse();
	assert_close("close", at(o, "bar_close_ms", NULL)->valuedouble,
		     (double)(ASOF_MS - 18 * RV_HOUR_MS), 0);
	cJSON_Delete(o);
}

static void only_picks_the_parts(void **state)
{
	(void)state;
	char *store = rv_tmp_path("f.db");
	make_store(store, INT64_MAX, true);
	assert_int_equal(
		SCORE(word("--store", store), word_asof, word_json, word_config, "--only=universe"),
		RV_EXIT_OK);
	cJSON *o = parse();
	assert_non_null(at(o, "universe", "active"));
	assert_null(at(o, "rv_momentum", NULL));
	cJSON_Delete(o);
	assert_int_equal(SCORE(word("--store", store), word_asof, word_1h, word_json, word_config,
			       "--only=rv_momentum"),
			 RV_EXIT_OK);
	o = parse();
	assert_null(at(o, "universe", NULL));
	assert_non_null(at(o, "rv_momentum", "spreads"));
	cJSON_Delete(o);
}

static void without_daily_bars_the_universe_is_unknown(void **state)
{
	(void)state;
	char *store = rv_tmp_path("g.db");
	make_store(store, INT64_MAX, false);
	assert_int_equal(SCORE(word("--store", store), word_asof, word_1h, word_json, word_config),
			 RV_EXIT_OK);
	cJSON *o = parse();
	assert_true(cJSON_IsNull(at(o, "universe", NULL)));
	assert_close("n", at(o, "rv_momentum", "n_available")->valuedouble, 9.0, 0);
	cJSON_Delete(o);
}

static void old_bars_are_told(void **state)
{
	(void)state;
	static const struct {
		const char *asof, *interval, *note;
	} cases[] = {
		{ "--asof=2024-07-01T00:00:00Z", "--interval=1h", NULL },
		{ "--asof=2024-07-01T02:00:00Z", "--interval=1h", NULL },
		{ "--asof=2024-07-01T02:00:01Z", "--interval=1h", "closed 2 hours before" },
		{ "--asof=2024-07-03T00:00:00Z", "--interval=1d", NULL },
		{ "--asof=2024-07-03T12:00:00Z", "--interval=1d", "closed 2 days before" },
		{ "--asof=2099-01-01", "--interval=1h", "closed 27213 days before the as-of time" },
	};
	char store[RV_TMP_PATH * 2];
	rv_tmpdir_path(&rv_tmp, "old.db", store);
	make_store(store, ASOF_MS, true);
	for (size_t i = 0; i < LEN(cases); i++) {
		const char *asof = cases[i].asof, *iv = cases[i].interval, *note = cases[i].note;
		if (SCORE(word("--store", store), asof, iv, word_config) != RV_EXIT_OK)
			fail_msg("%s: %s", asof, text_err);
		if ((strstr(text_out, "the newest bar closed") != NULL) != (note != NULL))
			fail_msg("%s: %s", asof, text_out);
		assert_true(!note || strstr(text_out, note));
		assert_string_equal(text_err, "");
		assert_int_equal(SCORE(word("--store", store), asof, iv, word_json, word_config),
				 RV_EXIT_OK);
		cJSON_Delete(parse());
		assert_int_equal(strstr(text_err, "the newest bar closed") != NULL, note != NULL);
		assert_null(strstr(text_out, "newest"));
	}
}

/* 38 daily bars: coins are active, but there are no three signals to fit weights to. */
static void fallbacks_go_to_stderr(void **state)
{
	(void)state;
	static const char asof[] = "--asof=2024-07-08";
	static const char want[] = "rvdesk: warning: factor weights are not fitted: too few rows "
				   "(0 rows of 0 days), equal ones\n";
	char *store = rv_tmp_path("fallback.db");
	make_store(store, INT64_MAX, true);
	assert_int_equal(SCORE(word("--store", store), asof, word_json, word_config), RV_EXIT_OK);
	assert_string_equal(text_err, want);
	cJSON *o = parse(); /* stdout is the object alone */
	assert_null(strstr(text_out, "warning"));
	cJSON_Delete(o);
	assert_int_equal(SCORE(word("--store", store), asof, word_config), RV_EXIT_OK);
	assert_string_equal(text_err, want);
	assert_int_equal(SCORE(word("--store", store), asof, word_json, word_config,
			       "--only=universe,rv_momentum"),
			 RV_EXIT_OK);
	assert_string_equal(text_err, ""); /* nothing was to be fitted */
}

static void the_table_says_why(void **state)
{
	(void)state;
	char *store = rv_tmp_path("h.db");
	make_store(store, INT64_MAX, true);
	assert_int_equal(SCORE(word("--store", store), word_asof, word_1h, word_config),
			 RV_EXIT_OK);
	assert_non_null(strstr(text_out, "bar closed 2024-07-01T00:00:00Z (1h)"));
	assert_non_null(strstr(text_out, "relative momentum: 9 of 11 symbols available"));
	assert_non_null(strstr(text_out, "no bar at the as-of time"));
	assert_non_null(strstr(text_out, "4 of 48 returns"));
	assert_non_null(strstr(text_out, "btc_vs_eth"));
	assert_null(strstr(text_out, "LATER"));
	assert_null(strstr(text_out, "nan"));
}

static void wrong_usage_is_explained(void **state)
{
	(void)state;
	char *store = rv_tmp_path("i.db");
	make_store(store, ASOF_MS, true);
	const char *s = word("--store", store);
	assert_int_equal(SCORE(s, word_asof, "--only=universe,hybrids"), RV_EXIT_USAGE);
	assert_non_null(strstr(text_err, "'hybrids'"));
	assert_non_null(strstr(text_err, "universe, rv_momentum"));
	assert_int_equal(SCORE(s, word_asof, "--only=hedge", "--json"), RV_EXIT_OK);
	assert_non_null(strstr(text_out, "\"hedge\""));
	assert_null(strstr(text_out, "\"portfolio\""));
	assert_int_equal(SCORE(s, word_asof, "--only="), RV_EXIT_USAGE);
	assert_int_equal(SCORE(s, word_asof, "--only=universe,"), RV_EXIT_USAGE);
	assert_int_equal(SCORE(s), RV_EXIT_USAGE);
	assert_non_null(strstr(text_err, "--asof"));
	assert_int_equal(SCORE(word_asof), RV_EXIT_USAGE);
	assert_non_null(strstr(text_err, "--store"));
	assert_int_equal(SCORE(s, word_asof, "--interval=4h"), RV_EXIT_USAGE);
	assert_int_equal(SCORE(s, word_asof, "--profile=bold"), RV_EXIT_USAGE);
	assert_int_equal(SCORE(s, "--asof=yesterday"), RV_EXIT_USAGE);
	assert_string_equal(text_out, "");
}

static void a_failure_is_one_line(void **state)
{
	(void)state;
	char *store = rv_tmp_path("j.db");
	make_store(store, ASOF_MS, true);
	assert_int_equal(SCORE(word("--store", rv_tmp_path("none.db")), word_asof, word_config),
			 RV_EXIT_FAIL);
	assert_non_null(strstr(text_err, "none.db"));
	assert_int_equal(SCORE(word("--store", store), "--asof=2017-01-01", word_config),
			 RV_EXIT_FAIL);
	assert_ptr_equal(strchr(text_err, '\n'), text_err + strlen(text_err) - 1);
	assert_int_equal(
		SCORE(word("--store", store), word_asof, word("--config", rv_tmp_path("nowhere"))),
		RV_EXIT_FAIL);
	assert_non_null(strstr(text_err, "nowhere"));
	assert_string_equal(text_out, "");
	assert_int_equal(SCORE(word("--store", rv_tmp.path), word_asof, word_config), RV_EXIT_FAIL);
	assert_non_null(strstr(text_err, "is a folder"));
}

static void the_configuration_chooses_the_normalisation(void **state)
{
	(void)state;
	char *store = rv_tmp_path("k.db");
	make_store(store, ASOF_MS, true);
	rv_tmpdir_text(&rv_tmp, "strategy_config.json",
		       "{ \"rv_momentum\": { \"normalize_mode\": \"rank\" } }\n");
	assert_int_equal(SCORE(word("--store", store), word_asof, word_1h, word_json,
			       word("--config", rv_tmp_path("."))),
			 RV_EXIT_OK);
	cJSON *o = parse();
	double low = 0.0, high = 0.0;
	for (const cJSON *x = at(o, "rv_momentum", "per_symbol")->child; x; x = x->next) {
		const double score = at(x, "score", NULL)->valuedouble;
		low = fmin(low, score);
		high = fmax(high, score);
	}
	assert_close("low", low, -1.0, 0);
	assert_close("high", high, 1.0, 0);
	cJSON_Delete(o);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(json_has_every_part),
		cmocka_unit_test(json_numbers_read_back_exactly),
		cmocka_unit_test(later_bars_change_no_byte),
		cmocka_unit_test(an_instant_is_not_the_end_of_its_day),
		cmocka_unit_test(only_picks_the_parts),
		cmocka_unit_test(without_daily_bars_the_universe_is_unknown),
		cmocka_unit_test(old_bars_are_told),
		cmocka_unit_test(fallbacks_go_to_stderr),
		cmocka_unit_test(the_table_says_why),
		cmocka_unit_test(wrong_usage_is_explained),
		cmocka_unit_test(a_failure_is_one_line),
		cmocka_unit_test(the_configuration_chooses_the_normalisation),
	};
	return cmocka_run_group_tests(tests, rv_tmp_setup, rv_tmp_teardown);
}
