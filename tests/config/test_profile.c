/* Profiles: the order of the files, where the overlay comes from, and every refusal. */
#include "config/load.h"
#include "engine/market/symbol.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/tmpdir.h"

#include <stdlib.h>
#include <string.h>

static rv_config c;
static rv_err err;

static rv_status load(const char *shipped, const char *profile)
{
	err = (rv_err){ 0 };
	return rv_config_load_profile(rv_tmp.path, shipped, profile, &c, NULL, &err);
}

static void the_overlay_comes_after_the_folders_own_file(void **state)
{
	(void)state;
	rv_tmpdir_text(&rv_tmp, "strategy_config.json",
		       "{ \"universe\": { \"volume_days\": 7, \"min_history_closes\": 12 } }");
	rv_tmpdir_text(&rv_tmp, "profile_desk.json",
		       "{ \"universe\": { \"volume_days\": 9 } } // only what differs\n");
	assert_int_equal(load(NULL, "seed"), RV_OK);
	assert_string_equal(c.profile, "seed");
	assert_int_equal(c.step.universe.volume_days, 7);
	assert_int_equal(load(NULL, "desk"), RV_OK);
	assert_string_equal(c.profile, "desk");
	assert_int_equal(c.step.universe.volume_days, 9);
	assert_int_equal(c.step.universe.min_history_closes, 12);
}

static void a_folder_without_an_overlay_takes_the_shipped_one(void **state)
{
	(void)state;
	rv_config shipped;
	rv_tmpdir_text(&rv_tmp, "strategy_config.json", "{ \"universe\": { \"volume_days\": 7 } }");
	assert_int_equal(load("config", "desk"), RV_OK);
	assert_string_equal(c.profile, "desk");
	assert_int_equal(c.step.universe.volume_days, 7); /* the profile says nothing about it */
	assert_int_equal(rv_config_load_profile("config", NULL, "desk", &shipped, NULL, &err),
			 RV_OK);
}

/* The table of switches, written out. */
static void the_shipped_desk_switches_what_it_says(void **state)
{
	(void)state;
	rv_config d;
	assert_int_equal(rv_config_load_profile("config", NULL, "desk", &c, NULL, &err), RV_OK);
	const rv_step_params *p = &c.step;
	assert_int_equal(p->idio.residual_mode, RV_RESIDUAL_OOS);
	assert_int_equal(p->idio.hedge_beta, RV_HEDGE_BETA_SHRUNK);
	assert_int_equal(p->idio.hedge_window, 60);
	assert_int_equal(p->idio.hedge_min, 31);
	assert_close("prior", p->idio.hedge_prior_sd, 0.3, 0.0);
	assert_true(p->opt.cost_horizon && p->opt.unwind_no_edge && !p->opt.add_carry_to_mu);
	assert_true(p->rvm.term_sd);
	assert_int_equal(p->rvm.term_sd_days, 365);
	assert_close("unlisted", p->rvm.unlisted_own_weight, 0.45, 0.0);
	assert_close("entry", p->universe.min_volume_usd, 10e6, 0.0);
	assert_close("exit", p->universe.exit_volume_usd, 7e6, 0.0);
	assert_int_equal(p->universe.exit_days, 3);
	assert_int_equal(p->universe.min_active, 12);
	assert_int_equal(p->ma.breadth_days, 7);
	assert_int_equal(p->ma.score_ema, 5);
	assert_int_equal(p->ma.entry_confirm_days, 2);
	assert_close("score", p->ma.rebalance_score, 0.75, 0.0);
	assert_close("turnover", p->ma.rebalance_turnover, 0.15, 0.0);
	assert_int_equal(p->ma.rebalance_days, 7);
	assert_true(p->buckets.resid_cum20 && p->buckets.lf_percentile &&
		    p->buckets.mr_corr_residual);
	assert_false(p->hybrid.neutral_parts);
	assert_true(p->hybrid.carry_minus_median && p->hybrid.one_side);
	assert_close("long", p->hybrid.pass_long, 0.55, 0.0);
	assert_close("short", p->hybrid.pass_short, 0.55, 0.0);
	assert_close("release", p->hybrid.rv_release, 0.3, 0.0);
	assert_int_equal(p->hybrid.rv_filter, RV_RVFILTER_DOWNRANK);
	rv_config_default(&d);
	assert_int_equal(d.step.idio.residual_mode, RV_RESIDUAL_IN_SAMPLE);
	assert_false(d.step.rvm.term_sd);
	assert_false(d.step.opt.cost_horizon || d.step.buckets.lf_percentile);
}

static void what_is_wrong_is_said_in_one_line(void **state)
{
	(void)state;
	assert_int_equal(load("config", "bold"), RV_EUSAGE);
	assert_string_equal(err.text, "--profile 'bold': expected seed or desk");
	assert_int_equal(load(NULL, "desk"), RV_ENOENT);
	assert_non_null(strstr(err.text, "no profile_desk.json in "));
	assert_string_equal(c.profile, "seed");
	rv_tmpdir_text(&rv_tmp, "profile_desk.json", "{\n \"universe\": { \"volume_dayz\": 9 } }");
	assert_int_equal(load("config", "desk"), RV_EINVAL);
	assert_non_null(strstr(err.text, "profile_desk.json:2: key \"universe.volume_dayz\""));
	assert_string_equal(c.profile, "seed");
}

static void one_nav_reaches_every_book(void **state)
{
	(void)state;
	rv_config_default(&c);
	assert_close("default", c.step.equity_usd, 1e6, 0.0);
	assert_close("optimizer", c.step.opt.equity_usd, 1e6, 0.0);
	assert_close("buckets", c.step.buckets.equity_usd, 1e6, 0.0);
	rv_tmpdir_text(&rv_tmp, "strategy_config.json",
		       "{ \"account\": { \"equity_usd\": 238500 } }");
	assert_int_equal(load(NULL, "seed"), RV_OK);
	assert_close("step", c.step.equity_usd, 238500, 0.0);
	assert_close("optimizer", c.step.opt.equity_usd, 238500, 0.0);
	assert_close("buckets", c.step.buckets.equity_usd, 238500, 0.0);
	rv_tmpdir_text(&rv_tmp, "strategy_config.json", "{ \"account\": { \"equity_usd\": 0 } }");
	assert_int_equal(load(NULL, "seed"), RV_ERANGE);
	assert_non_null(strstr(err.text, "account.equity_usd"));
}

static void aliases_are_read_as_a_table(void **state)
{
	(void)state;
	rv_config d;
	rv_config_default(&d);
	assert_int_equal(rv_config_load("config", &c, NULL, &err), RV_OK);
	assert_int_equal(c.step.aliases.n, d.step.aliases.n);
	for (size_t i = 0; i < d.step.aliases.n; i++) {
		const rv_alias *a = &d.step.aliases.list[i];
		assert_string_equal(rv_aliases_coin(&c.step.aliases, a->name), a->coin);
	}
	rv_tmpdir_text(&rv_tmp, "strategy_config.json",
		       "{ \"aliases\": { \"1000FOO\": \"FOO\", \"BARUSDT\": \"BAR\" },\n"
		       "  \"data\": { \"funding_min_hours\": 12.5 } }");
	assert_int_equal(load(NULL, "seed"), RV_OK);
	assert_int_equal(c.step.aliases.n, 2);
	assert_true(rv_aliases_same(&c.step.aliases, "1000FOO", "FOO"));
	assert_true(rv_aliases_same(&c.step.aliases, "BAR", "BARUSDT")); /* names as written */
	assert_false(rv_aliases_same(&c.step.aliases, "kPEPE", "PEPE"));
	assert_close("hours", c.step.funding_min_hours, 12.5, 0.0);
	static const char *const wrong[] = {
		"{ \"aliases\": [\"kPEPE\"] }",
		"{ \"aliases\": { \"kPEPE\": 1000 } }",
		"{ \"aliases\": { \"kPEPE\": \"PEPE\", \"KPEPE\": \"PEPE\" } }",
		"{ \"aliases\": { \"\": \"PEPE\" } }",
		"{ \"aliases\": { \"kPEPE\": \"\" } }",
		"{ \"aliases\": { \"a-name-that-is-much-too-long\": \"PEPE\" } }",
	};
	for (size_t i = 0; i < LEN(wrong); i++) {
		rv_tmpdir_text(&rv_tmp, "strategy_config.json", wrong[i]);
		assert_int_not_equal(load(NULL, "seed"), RV_OK);
		assert_non_null(strstr(err.text, "strategy_config.json:1: key \"aliases"));
	}
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, rv_tmp_setup, rv_tmp_teardown)
	const struct CMUnitTest tests[] = {
		TEST(the_overlay_comes_after_the_folders_own_file),
		TEST(a_folder_without_an_overlay_takes_the_shipped_one),
		TEST(the_shipped_desk_switches_what_it_says),
		TEST(what_is_wrong_is_said_in_one_line),
		TEST(one_nav_reaches_every_book),
		TEST(aliases_are_read_as_a_table),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
