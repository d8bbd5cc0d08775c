/*
 * state.json: the published block, its way through the reader, its atomicity, and what a reader
 * makes of files that are absent, broken or of another schema.
 */
#include "app/score_json.h"
#include "app/state_file.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/files.h"
#include "tests/support/panel_fixture.h"
#include "tests/support/tmpdir.h"

#include <dirent.h>
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static rv_tmpdir dir;
static char path[RV_TMP_PATH * 2];
static rv_view view; /* large: not on the stack */

static rv_view_row *add_row(const char *symbol, bool available, double rv, double raw)
{
	rv_view_row *r = &view.rows[view.n_rows++];
	(void)snprintf(r->symbol, sizeof(r->symbol), "%s", symbol);
	r->rv_known = true;
	r->rv_available = available;
	r->rv = rv;
	r->rv_raw = raw;
	return r;
}

static void fill_view(void)
{
	static const double s[RV_SPREAD_N] = { 1.2385e-4, -3.3333333333333335e-5, 0.0 };
	memset(&view, 0, sizeof(view));
	view.utc_ms = INT64_C(1719709261500);
	view.elapsed_ms = 100000;
	view.env = RV_ENV_SIM;
	(void)snprintf(view.venue, sizeof(view.venue), "sim");
	view.interval = RV_INTERVAL_1H;
	view.bar_close_ms = INT64_C(1719709200000);
	view.n_available = 3;
	for (int i = 0; i < RV_SPREAD_N; i++)
		view.spreads[i] =
			(rv_view_spread){ .available = i < 2, .s = s[i], .cum = s[i] * 48.0 };
	rv_view_row *r = add_row("BTC", true, 0.4621171572600098, 0.0123456789012345678);
	r->baskets = RV_BASKET_L1;
	r->universe_known = true;
	r->universe = RV_UNIVERSE_FACTOR;
	r = add_row("DOGE", true, -0.30000000000000004, -1.0 / 3.0);
	r->baskets = RV_BASKET_MEME | RV_BASKET_ALTS;
	r->universe_known = true;
	r = add_row("LATE", false, NAN, NAN);
	r->universe_known = true;
	r->universe = RV_UNIVERSE_HISTORY;
	r = add_row("NOBAR", false, NAN, NAN);
	r->rv_known = false;
	(void)add_row("kPEPE", true, 0.0, 0.0);
	view.n_streams = 2;
	view.streams[0] = (rv_view_stream){ .name = "allMids",
					    .period_ms = 1000,
					    .is_price = true,
					    .connected = true,
					    .last_at = 99250,
					    .messages = 12345,
					    .malformed = 2,
					    .reconnects = 1 };
	view.streams[1] =
		(rv_view_stream){ .name = "rest", .period_ms = 60000, .last_at = RV_NEVER };
}

static int setup(void **state)
{
	(void)state;
	rv_tmpdir_make(&dir);
	(void)rv_tmpdir_path(&dir, "state.json", path);
	fill_view();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	rv_tmpdir_remove(&dir);
	return 0;
}

static void publish(void)
{
	rv_err err = { 0 };
	const rv_status st = rv_state_write(path, &view, &err);
	if (st != RV_OK)
		print_error("%s\n", err.text);
	assert_int_equal(st, RV_OK);
}

static void the_object_is_the_documented_one(void **state)
{
	(void)state;
	static char text[8192];
	struct stat sb;
	publish();
	(void)rv_file_read(path, text, sizeof(text));
	assert_string_equal(
		text,
		"{\"schema\":1,\"asof\":\"2024-06-30T01:00:00Z\",\"bar_close_ms\":1719709200000,"
		"\"interval\":\"1h\",\"updated_ms\":1719709261500,\"env\":\"SIM\",\"venue\":"
		"\"sim\","
		"\"universe\":{\"active\":[\"DOGE\"],"
		"\"inactive\":{\"BTC\":\"factor\",\"LATE\":\"history too short\"}},"
		"\"rv_momentum\":{\"per_symbol\":{"
		"\"BTC\":{\"score\":0.4621171572600098,\"raw_score\":0.012345678901234568,"
		"\"baskets\":[\"l1\"]},"
		"\"DOGE\":{\"score\":-0.30000000000000004,\"raw_score\":-0.3333333333333333,"
		"\"baskets\":[\"alts\",\"meme\"]},"
		"\"LATE\":{\"score\":0,\"raw_score\":null,\"baskets\":[]},"
		"\"kPEPE\":{\"score\":0,\"raw_score\":0,\"baskets\":[]}},"
		"\"spreads\":{\"btc_vs_eth\":0.00012385,\"l1_vs_alt\":-3.3333333333333335e-05,"
		"\"meme_vs_rest\":0},"
		"\"spreads_cumulative\":{\"btc_vs_eth\":0.0059448,\"l1_vs_alt\":-0.0016,"
		"\"meme_vs_rest\":0},\"unavailable\":[\"meme_vs_rest\"],"
		"\"as_of_bar\":1719705600000,\"n_available\":3,\"stale\":["
		"\"LATE\"]},"
		"\"feeds\":{\"allMids\":{\"age_ms\":750,\"health\":\"live\",\"connected\":true,"
		"\"messages\":12345,\"malformed\":2,\"reconnects\":1},"
		"\"rest\":{\"age_ms\":null,\"health\":\"none\",\"connected\":false,"
		"\"messages\":0,\"malformed\":0,\"reconnects\":0}}}");
	assert_int_equal(stat(path, &sb), 0);
	assert_int_equal(sb.st_mode & 0777, 0600);
}

static void it_comes_back_through_the_reader(void **state)
{
	(void)state;
	static rv_state s;
	rv_err err = { 0 };
	publish();
	assert_int_equal(rv_state_load(path, &s, &err), RV_OK);
	assert_int_equal(s.bar_close_ms, view.bar_close_ms);
	assert_int_equal(s.updated_ms, view.utc_ms);
	const rv_block_momentum *m = &s.momentum;
	assert_int_equal(m->n, 4);
	assert_int_equal(m->n_available, 3);
	assert_int_equal(m->bar_open_ms, view.bar_close_ms - 3600000);
	size_t k = 0;
	for (size_t i = 0; i < view.n_rows; i++) {
		const rv_view_row *r = &view.rows[i];
		if (!r->rv_known)
			continue;
		assert_string_equal(m->symbols[k].symbol, r->symbol);
		assert_int_equal(m->symbols[k].baskets, r->baskets);
		assert_int_equal(m->symbols[k].available, r->rv_available);
		assert_close("score", m->symbols[k].score, r->rv_available ? r->rv : 0.0, 0);
		assert_close("raw", m->symbols[k].raw, r->rv_raw, 0);
		k++;
	}
	for (int i = 0; i < RV_SPREAD_N; i++) {
		assert_close("s", m->spreads[i].s, view.spreads[i].s, 0);
		assert_close("cum", m->spreads[i].cum, view.spreads[i].cum, 0);
		assert_int_equal(m->spreads[i].available, view.spreads[i].available);
	}
}

/* What the live engine puts into a snapshot of one scoring pass. */
static void view_of(const rv_step_result *r, const rv_panel *p)
{
	memset(&view, 0, sizeof(view));
	view.interval = r->interval;
	view.bar_close_ms = r->bar_close_ms;
	view.n_available = r->rvm.n_available;
	for (int i = 0; i < RV_SPREAD_N; i++)
		view.spreads[i] = (rv_view_spread){ .available = r->rvm.spreads[i].available,
						    .s = r->rvm.spreads[i].s,
						    .cum = r->rvm.spreads[i].cum };
	for (size_t i = 0; i < r->rvm.n; i++) {
		const rv_rvm_symbol *s = &r->rvm.symbols[i];
		rv_view_row *row =
			add_row(rv_panel_name(p, s->row), s->available, s->score, s->raw);
		row->baskets = s->baskets;
	}
}

/* The text of one block of an object, and the object is gone. */
static char *block_text(cJSON *object, const char *key)
{
	char *text = cJSON_PrintUnformatted(cJSON_GetObjectItemCaseSensitive(object, key));
	assert_non_null(text);
	cJSON_Delete(object);
	return text;
}

static void the_block_is_that_of_score_byte_for_byte(void **state)
{
	(void)state;
	static const char *const names[] = { "AAVE", "BTC", "DOGE", "ETH", "LTC", "SOL", "kPEPE" };
	static rv_step_result r;
	rv_step_params params;
	rv_step *step = NULL;
	cJSON *score = NULL, *published = NULL;
	rv_panel *p = fx_random_walks(names, LEN(names), 60, 11, 0.05);
	const rv_step_input in = {
		.signal = p,
		.asof_ms =
			rv_panel_open_ms(p, rv_panel_bars(p) - 1) + rv_interval_ms(RV_INTERVAL_1H),
	};
	rv_step_params_default(&params);
	assert_int_equal(rv_step_new(&params, &step), RV_OK);
	assert_int_equal(rv_step_run(step, &in, &r), RV_OK);
	assert_int_equal(rv_score_json(&in, &r, RV_SCORE_RV_MOMENTUM, "x", &score), RV_OK);
	view_of(&r, p);
	assert_int_equal(rv_state_json(&view, &published), RV_OK);
	char *a = block_text(score, "rv_momentum"), *b = block_text(published, "rv_momentum");
	assert_true(r.rvm.n_available > 0);
	assert_string_equal(a, b);
	cJSON_free(a);
	cJSON_free(b);
	rv_step_free(step);
	rv_panel_free(p);
}

/* Loads and expects the status, an empty result, the words, and the file as it was. */
static void expect_empty(rv_status want, const char *words)
{
	static rv_state s, empty;
	static char before[8192], after[8192];
	rv_err err = { 0 };
	const bool there = access(path, F_OK) == 0;
	const size_t n = there ? rv_file_read(path, before, sizeof(before)) : 0;
	memset(&s, 0x5a, sizeof(s));
	assert_int_equal(rv_state_load(path, &s, &err), want);
	assert_memory_equal(&s, &empty, sizeof(s));
	assert_non_null(strstr(err.text, "state.json"));
	assert_non_null(strstr(err.text, words));
	assert_int_equal(access(path, F_OK) == 0, there);
	if (there) {
		assert_int_equal(rv_file_read(path, after, sizeof(after)), n);
		assert_memory_equal(before, after, n);
	}
}

static void a_file_that_cannot_be_used_gives_nothing_and_says_why(void **state)
{
	(void)state;
	static char text[8192];
	expect_empty(RV_ENOENT, "No such file");
	static const struct {
		const char *text, *words;
		rv_status want;
	} cases[] = {
		{ "", "not JSON", RV_EPARSE },
		{ "{\"schema\":1,", "not JSON", RV_EPARSE },
		{ "{} trailing", "not JSON", RV_EPARSE },
		{ "[1]", "schema", RV_EDATA },
		{ "{}", "schema", RV_EDATA },
		{ "{\"schema\":2,\"bar_close_ms\":0,\"updated_ms\":0}", "\"schema\": 1", RV_EDATA },
		{ "{\"schema\":1}", "bar_close_ms", RV_EDATA },
		{ "{\"schema\":1,\"bar_close_ms\":1e300,\"updated_ms\":0}", "bar_close_ms",
		  RV_EDATA },
		{ "{\"schema\":1,\"bar_close_ms\":0,\"updated_ms\":0}", "rv_momentum", RV_EDATA },
		{ "{\"schema\":1,\"bar_close_ms\":0,\"updated_ms\":0,\"rv_momentum\":[]}",
		  "rv_momentum", RV_EDATA },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		rv_tmpdir_text(&dir, "state.json", cases[i].text);
		expect_empty(cases[i].want, cases[i].words);
	}
	publish();
	const size_t n = rv_file_read(path, text, sizeof(text));
	for (size_t cut = 0; cut < n; cut += 7) { /* cut short anywhere */
		rv_tmpdir_write(&dir, "state.json", text, cut);
		expect_empty(RV_EPARSE, "not JSON");
	}
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkdir(path, 0700), 0);
	static rv_state s;
	rv_err err = { 0 };
	assert_int_equal(rv_state_load(path, &s, &err), RV_EDATA);
	assert_int_equal(s.momentum.n, 0);
}

/* The published text with one piece replaced. */
static void write_with(const char *from, const char *to)
{
	static char text[8192], out[8192];
	publish();
	(void)rv_file_read(path, text, sizeof(text));
	char *at = strstr(text, from);
	assert_non_null(at);
	(void)snprintf(out, sizeof(out), "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
	rv_tmpdir_text(&dir, "state.json", out);
}

static void a_block_of_another_shape_gives_nothing(void **state)
{
	(void)state;
	static const char *const swaps[][2] = {
		{ "\"score\":0.4621171572600098", "\"score\":\"0.46\"" },
		{ "\"score\":0.4621171572600098", "\"points\":0.46" },
		{ "[\"l1\"]", "[\"l2\"]" },
		{ "[\"l1\"]", "\"l1\"" },
		{ "[\"l1\"]", "[1]" },
		{ "\"stale\":[\"LATE\"]", "\"stale\":[\"NEVER\"]" },
		{ "\"stale\":[\"LATE\"]", "\"stale\":null" },
		{ "\"n_available\":3", "\"n_available\":9" },
		{ "\"as_of_bar\":1719705600000", "\"as_of_bar\":true" },
		{ "\"n_available\":3", "\"n_available\":-1" },
		{ "\"spreads\":{\"btc_vs_eth\"", "\"spreads\":{\"btc\"" },
		{ "\"kPEPE\"", "\"kPEPEkPEPEkPEPEkPEPEkPEPE\"" },
	};
	for (size_t i = 0; i < LEN(swaps); i++) {
		write_with(swaps[i][0], swaps[i][1]);
		expect_empty(RV_EDATA, "rv_momentum");
	}
	write_with("\"venue\":\"sim\"", "\"venue\":\"other\",\"new_key\":[{}]");
	static rv_state s;
	rv_err err = { 0 };
	assert_int_equal(rv_state_load(path, &s, &err), RV_OK); /* additions are no other schema */
	assert_int_equal(s.momentum.n, 4);
}

static size_t files_in_dir(void)
{
	size_t n = 0;
	DIR *d = opendir(dir.path);
	assert_non_null(d);
	for (const struct dirent *e = readdir(d); e; e = readdir(d))
		n += e->d_name[0] != '.';
	assert_int_equal(closedir(d), 0);
	return n;
}

static void a_failed_write_leaves_the_old_state_and_no_litter(void **state)
{
	(void)state;
	char missing[RV_TMP_PATH * 2];
	rv_err err = { 0 };
	(void)rv_tmpdir_path(&dir, "none/state.json", missing);
	assert_int_equal(rv_state_write(missing, &view, &err), RV_EIO);
	assert_non_null(strstr(err.text, "cannot be replaced: No such file"));
	assert_int_equal(files_in_dir(), 0);
	/* A folder in the way: the temporary file is written, the rename fails. */
	assert_int_equal(mkdir(path, 0700), 0);
	assert_int_equal(rv_state_write(path, &view, &err), RV_EIO);
	assert_int_equal(files_in_dir(), 1);
	assert_int_equal(rmdir(path), 0);
	publish();
	publish();
	assert_int_equal(files_in_dir(), 1);
}

typedef struct watcher {
	atomic_bool stop;
	size_t loads, bad, mixed;
} watcher;

/* Loads as fast as it can; every load must be whole and of one publication. */
static void *watch(void *arg)
{
	static rv_state s;
	watcher *w = arg;
	while (!atomic_load(&w->stop)) {
		rv_err err = { 0 };
		w->loads++;
		w->bad += rv_state_load(path, &s, &err) != RV_OK;
		w->mixed += s.momentum.n == 4 &&
			    fabs(s.momentum.symbols[0].score * 1e4 - (double)s.updated_ms) > 1e-6;
	}
	return NULL;
}

static void a_reader_never_sees_a_part(void **state)
{
	(void)state;
	watcher w = { 0 };
	pthread_t t;
	atomic_init(&w.stop, false);
	view.utc_ms = 1;
	view.rows[0].rv = 1e-4;
	publish();
	assert_int_equal(pthread_create(&t, NULL, watch, &w), 0);
	for (int i = 2; i <= 1000; i++) {
		view.utc_ms = i;
		view.rows[0].rv = i * 1e-4;
		publish();
	}
	atomic_store(&w.stop, true);
	assert_int_equal(pthread_join(t, NULL), 0);
	assert_true(w.loads > 0);
	assert_int_equal(w.bad, 0);
	assert_int_equal(w.mixed, 0);
	assert_int_equal(files_in_dir(), 1);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

/* A known spread may be 0: only the list says which is not known. */
static void a_spread_of_zero_may_be_known(void **state)
{
	(void)state;
	static rv_block_momentum m, back;
	cJSON *json = NULL;
	memset(&m, 0, sizeof(m));
	m.spreads[0].available = true;
	assert_int_equal(rv_block_momentum_json(&m, &json), RV_OK);
	assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(json, "unavailable")),
			 RV_SPREAD_N - 1);
	char *text = cJSON_PrintUnformatted(json); /* numbers are raw text before */
	cJSON *read = cJSON_Parse(text);
	assert_int_equal(rv_block_momentum_read(read, &back), RV_OK);
	for (int i = 0; i < RV_SPREAD_N; i++)
		assert_int_equal(back.spreads[i].available, i == 0);
	cJSON_Delete(read);
	cJSON_free(text);
	cJSON_Delete(json);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_object_is_the_documented_one),
		TEST(a_spread_of_zero_may_be_known),
		TEST(it_comes_back_through_the_reader),
		TEST(the_block_is_that_of_score_byte_for_byte),
		TEST(a_file_that_cannot_be_used_gives_nothing_and_says_why),
		TEST(a_block_of_another_shape_gives_nothing),
		TEST(a_failed_write_leaves_the_old_state_and_no_litter),
		TEST(a_reader_never_sees_a_part),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
