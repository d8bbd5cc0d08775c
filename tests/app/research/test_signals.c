/*
 * rvdesk signals over a made market: its numbers are those of `score --json` of the same day, the
 * weights of a day that stands aside are 0, later bars change no byte, and the data is only read.
 */
#include "engine/base/timefmt.h"
#include "tests/support/assert_close.h"
#include "tests/support/cli_run.h"
#include "tests/support/cm.h"
#include "tests/support/files.h"
#include "tests/support/fx_store.h"
#include "tests/support/tmpdir.h"
#include "tests/support/tree_hash.h"

#include <cjson/cJSON.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { COINS = 24, DAYS = 420, FROM = 330, STEP = 3 };

static cli_run cli;
static fx_market *market;

static int setup(void **state)
{
	(void)rv_tmp_setup(state);
	market = fx_market_new(11, COINS, DAYS, 24, 0);
	assert_int_equal(mkdir(rv_tmp_path("data"), 0755), 0);
	fx_store_make(rv_tmp_path("data/store.db"), market);
	cli.dir = rv_tmp.path;
	return 0;
}

static int teardown(void **state)
{
	fx_market_free(market);
	return rv_tmp_teardown(state);
}

static const char *date_of(int day)
{
	static char text[RV_TIME_TEXT];
	return rv_time_format_date(fx_market_day0(market) + day * RV_DAY_MS, text);
}

static cJSON *object_of(const char *command, int day)
{
	const int rc = cli_do(&cli, "%s --store @/data/store.db --asof %s --json --config config",
			      command, date_of(day));
	if (rc != 0)
		fail_msg("%s: %s", command, cli.err);
	cJSON *o = cJSON_Parse(cli.out);
	assert_non_null(o);
	return o;
}

static const cJSON *at(const cJSON *o, const char *key)
{
	const cJSON *v = cJSON_GetObjectItemCaseSensitive(o, key);
	if (!v)
		fail_msg("no key %s", key);
	return v;
}

static double num(const cJSON *o, const char *key)
{
	const cJSON *v = at(o, key);
	return cJSON_IsNumber(v) ? v->valuedouble : (double)NAN;
}

/* Texts of both are the shortest that read back, so that equal doubles are equal texts. */
static void same(const char *what, double got, double want)
{
	if (!(isnan(got) && isnan(want)) && memcmp(&got, &want, sizeof(got)) != 0)
		fail_msg("%s: %.17g is not %.17g", what, got, want);
}

/* -sum w F over legs, of what is known; the sum of |w| into *gross. */
static double funding_of(const cJSON *legs, const cJSON *funding, double *gross)
{
	double sum = 0.0;
	for (const cJSON *l = legs->child; l; l = l->next) {
		const cJSON *f = cJSON_GetObjectItemCaseSensitive(funding, l->string);
		*gross += fabs(l->valuedouble);
		if (cJSON_IsNumber(f))
			sum -= l->valuedouble * f->valuedouble;
	}
	return sum;
}

static void check_legs(const cJSON *got, const cJSON *want, const char *inner, double scale)
{
	assert_int_equal(cJSON_GetArraySize(got), cJSON_GetArraySize(want));
	for (const cJSON *w = want->child; w; w = w->next) {
		const double weight = inner ? num(w, inner) : w->valuedouble;
		assert_true(!inner || weight <= 0.0);
		same(w->string, num(got, w->string), scale > 0.0 ? weight * scale : 0.0);
	}
}

static void check_majors(const cJSON *got, const cJSON *score, int day)
{
	const cJSON *m = at(score, "majors_alts"), *legs = at(got, "leg_weights");
	const bool aside = cJSON_IsTrue(at(got, "stand_aside"));
	double gross = 0.0;
	assert_string_equal(at(got, "asof_date")->valuestring, date_of(day));
	assert_string_equal(at(got, "regime")->valuestring, at(m, "regime")->valuestring);
	same("score", num(got, "score"), num(m, "score"));
	assert_true(aside == !cJSON_IsTrue(at(m, "trading")));
	const double scale = aside ? 0.0 : num(m, "scale");
	same("scale", num(got, "scale"), scale);
	check_legs(at(legs, "majors"), at(m, "majors"), NULL, scale);
	check_legs(at(legs, "alts"), at(m, "basket"), "weight", scale);
	const cJSON *funding = at(score, "funding_daily");
	double sum = funding_of(at(legs, "majors"), funding, &gross);
	sum += funding_of(at(legs, "alts"), funding, &gross);
	assert_close("gross", num(got, "suggested_gross"), gross, 1e-15);
	assert_close("funding", num(got, "expected_funding_daily"), sum, 1e-15);
	const cJSON *key = at(got, "key_features"), *f = at(m, "features");
	same("breadth", num(key, "alt_breadth"), num(at(f, "alt_breadth"), "raw"));
	same("dominance", num(key, "btc_dominance"), num(at(f, "btc_dominance"), "raw"));
}

static void check_stat_arb(const cJSON *got, const cJSON *score)
{
	static const char *const hedge[] = { "delta_btc", "delta_eth", "weight_btc", "weight_eth" };
	static const char *const lists[][2] = { { "weights", "weight" },
						{ "mu", "mu" },
						{ "cost", "cost" } };
	const cJSON *s = at(got, "stat_arb"), *p = at(score, "portfolio");
	assert_string_equal(at(s, "status")->valuestring, at(p, "status")->valuestring);
	same("gross", num(s, "gross"), num(p, "gross"));
	for (size_t i = 0; i < LEN(hedge); i++)
		same(hedge[i], num(at(s, "hedge"), hedge[i]), num(at(score, "hedge"), hedge[i]));
	for (size_t k = 0; k < LEN(lists); k++) {
		const cJSON *list = at(p, lists[k][0]), *targets = at(s, "targets");
		assert_int_equal(cJSON_GetArraySize(targets), cJSON_GetArraySize(list));
		for (const cJSON *w = list->child; w; w = w->next)
			same(w->string, num(at(targets, w->string), lists[k][1]), w->valuedouble);
	}
}

static void signals_are_those_of_score(void **state)
{
	(void)state;
	int traded = 0, aside = 0, targets = 0;
	for (int day = FROM; day < DAYS; day += STEP) {
		cJSON *score = object_of("score --only majors_alts,stat_arb", day),
		      *got = object_of("signals", day);
		check_majors(got, score, day);
		check_stat_arb(got, score);
		*(cJSON_IsTrue(at(got, "stand_aside")) ? &aside : &traded) += 1;
		targets += cJSON_GetArraySize(at(at(got, "stat_arb"), "targets"));
		cJSON_Delete(got);
		cJSON_Delete(score);
	}
	print_message("%d days traded, %d aside, %d targets\n", traded, aside, targets);
	assert_true(traded > 3 && aside > 3 && targets > 50);
}

static void weights_of_a_day_aside_are_zero(void **state)
{
	(void)state;
	for (int day = FROM; day < DAYS; day++) {
		cJSON *got = object_of("signals", day);
		if (!cJSON_IsTrue(at(got, "stand_aside"))) {
			cJSON_Delete(got);
			continue;
		}
		assert_null(strstr(cli.out, "-0,"));
		same("gross", num(got, "suggested_gross"), 0.0);
		same("funding", num(got, "expected_funding_daily"), 0.0);
		for (const cJSON *w = at(at(got, "leg_weights"), "alts")->child; w; w = w->next)
			same(w->string, w->valuedouble, 0.0);
		cJSON_Delete(got);
		assert_int_equal(
			cli_do(&cli, "signals --store @/data/store.db --asof %s", date_of(day)), 0);
		assert_non_null(strstr(cli.out, "STAND ASIDE"));
		return;
	}
	fail_msg("no day stands aside");
}

/* The same bytes from a store that ends with the day, and from one that goes on. */
static void later_bars_change_nothing(void **state)
{
	(void)state;
	static char first[CLI_TEXT];
	enum { CUT = 400 };
	cJSON_Delete(object_of("signals", CUT));
	(void)snprintf(first, sizeof(first), "%s", cli.out);
	fx_market *other = fx_market_new(11, COINS, DAYS, 24, 0);
	rv_panel *cut = fx_market_panel(other, RV_INTERVAL_1D,
					fx_market_day0(market) + (CUT + 1) * RV_DAY_MS,
					FX_AFTER_TIMES_1000, 0);
	fx_store_panel(rv_tmp_path("other.db"), cut, fx_market_day0(market));
	rv_panel_free(cut);
	fx_market_free(other);
	assert_int_equal(cli_do(&cli, "signals --store @/other.db --asof %s --json --config config",
				date_of(CUT)),
			 0);
	assert_string_equal(cli.out, first);
}

static void data_is_only_read(void **state)
{
	(void)state;
	const tree_hash before = tree_hash_of(rv_tmp_path("data"));
	cli_wants(&cli,
		  cli_do(&cli, "signals --store @/data/store.db --asof %s --out @/signals.json",
			 date_of(400)),
		  0, "stat-arb");
	char *file = rv_file_slurp(rv_tmp_path("signals.json"), NULL);
	cJSON_Delete(object_of("signals", 400));
	assert_string_equal(file, cli.out);
	free(file);
	static const char *const inside[] = { "@/data/signals.json", "@/data/./x", "@/way/x.json",
					      "@/data/store.db", "@/other/../data/x" };
	assert_int_equal(symlink("data", rv_tmp_path("way")), 0);
	assert_int_equal(mkdir(rv_tmp_path("other"), 0755), 0);
	for (size_t i = 0; i < LEN(inside); i++)
		cli_wants(&cli,
			  cli_do(&cli, "signals --store @/data/store.db --asof %s --out %s",
				 date_of(400), inside[i]),
			  2, "data, which is only read: name another");
	assert_string_equal(tree_hash_of(rv_tmp_path("data")).hex, before.hex);
	assert_int_equal(utimensat(AT_FDCWD, rv_tmp_path("data/store.db"), NULL, 0), 0);
	assert_string_not_equal(tree_hash_of(rv_tmp_path("data")).hex, before.hex); /* it bites */
}

static void wrong_usage_is_one_line(void **state)
{
	(void)state;
	cli_wants(&cli, cli_do(&cli, "signals --asof 2024-06-30"), 2, "signals needs --store FILE");
	cli_wants(&cli, cli_do(&cli, "signals --store @/data/store.db"), 2,
		  "signals needs --asof DATE");
	cli_wants(&cli, cli_do(&cli, "signals --store @/data/store.db --asof 2024-13-01"), 2,
		  "--asof");
	cli_wants(&cli, cli_do(&cli, "signals --store @/none.db --asof 2024-06-30"), 1, "none.db");
	cli_wants(&cli, cli_do(&cli, "signals --store @/data/store.db --asof 2001-01-01"), 1, "");
	cli_wants(&cli,
		  cli_do(&cli, "signals --store @/data/store.db --asof %s --out @/no/x.json",
			 date_of(400)),
		  1, "No such file or directory");
	assert_int_equal(cli_do(&cli, "signals --help"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(signals_are_those_of_score),
		cmocka_unit_test(weights_of_a_day_aside_are_zero),
		cmocka_unit_test(later_bars_change_nothing),
		cmocka_unit_test(data_is_only_read),
		cmocka_unit_test(wrong_usage_is_one_line),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
