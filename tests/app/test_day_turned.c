/*
 * What people set in the middle of a day: a coin that turns over after the close and one that is
 * not wanted any more ask for a fresh Y, and the grant brings both where they should be. What the
 * overrides made of the program stands in the regret ledger. What is set while a program waits
 * takes it back where it changes a leg, and it is made anew.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/cm.h"
#include "tests/support/day_desk.h"
#include "tests/support/journal_help.h"

static order_desk *d;

static int setup(void **state)
{
	(void)state;
	d = day_new(0);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	od_free(d);
	return 0;
}

static void set(rv_override_kind kind, rv_sub sub, const char *symbol, double value)
{
	rv_command c = od_cmd(RV_CMD_OVERRIDE, symbol);
	c.over = (rv_override){ .kind = kind,
				.sub = sub,
				.value = { value },
				.reason = "for the test of a day",
				.expires_utc_ms = d->v->utc_ms + 4 * RV_HOUR_MS };
	(void)snprintf(c.over.symbol, sizeof(c.over.symbol), "%s", symbol);
	od_yes(d, &c);
}

static const rv_tv_leg *leg(const char *phase, const char *symbol)
{
	const rv_tv_program *p = day_program_of(d, phase);
	for (size_t i = 0; p && i < p->n; i++) {
		if (strcmp(p->legs[i].coin.symbol, symbol) == 0)
			return &p->legs[i];
	}
	return NULL;
}

/* Two per cent of NAV is off by less than a lot or two at the prices of the correction. */
static double usd_of_s5(const char *symbol)
{
	const rv_tv_position *p = od_position(d, symbol);
	return p ? (double)p->sub_lots[RV_SUB_S5] * pow(10.0, -p->coin.sz_decimals) * p->mark : 0.0;
}

static void regret_is_kept(void)
{
	char path[RV_TMP_PATH * 4], text[4096] = "";
	size_t n = 0;
	assert_true(od_journal(d, path));
	rv_event *e = journal_file_events(path, &n);
	for (size_t i = 0; i < n; i++) {
		if (e[i].type == RV_EVENT_PHASE && strcmp(e[i].subject, "propose") == 0)
			assert_int_equal(rv_event_get(&e[i], "overridden", text, sizeof(text)),
					 RV_OK);
	}
	free(e);
	assert_non_null(strstr(text, "SOL "));
	assert_non_null(strstr(text, "AVAX "));
}

/* SOL turns over after the close, AVAX is not wanted any more: both ask. */
static void until_both_ask(void)
{
	day_begin(d);
	set(RV_OVERRIDE_PIN, RV_SUB_S5, "SOL", 0.05);
	set(RV_OVERRIDE_PIN, RV_SUB_S5, "AVAX", 0.06);
	OD_UNTIL(d, day_is_in(d, "projected", RV_PROGRAM_READY));
	assert_true(leg("projected", "SOL") && leg("projected", "SOL")->side > 0);
	assert_true(leg("projected", "AVAX") && leg("projected", "AVAX")->side > 0);
	OD_UNTIL(d, d->v->ledger.regret[RV_REGRET_OVERRIDDEN].n +
				    d->v->ledger.regret[RV_REGRET_OVERRIDDEN].unknown >=
			    2);
	day_grant(d, "projected");
	OD_UNTIL(d, od_lots(d, "SOL") > 0 && od_lots(d, "AVAX") > 0);
	OD_UNTIL(d, day_has_done(d, RV_PHASE_CLOSE));
	day_arm(d);
	set(RV_OVERRIDE_PIN, RV_SUB_S5, "SOL", -0.05);
	set(RV_OVERRIDE_FLATTEN, RV_SUB_N, "AVAX", 0.0);
	OD_UNTIL(d, day_has_done(d, RV_PHASE_CORRECT));
	OD_UNTIL(d, day_is_in(d, "correct", RV_PROGRAM_READY));
}

static void a_coin_turns_over_and_another_goes(void **state)
{
	(void)state;
	until_both_ask();
	assert_true(od_lots(d, "SOL") > 0); /* nothing turns over without a Y */
	assert_true(leg("correct", "SOL") && leg("correct", "SOL")->side < 0);
	assert_true(leg("correct", "AVAX") && leg("correct", "AVAX")->side < 0);
	day_grant(d, "correct");
	OD_UNTIL(d, od_lots(d, "AVAX") == 0 && od_lots(d, "SOL") < 0);
	OD_UNTIL(d, day_running(d) == 0);
	assert_true(fabs(usd_of_s5("SOL") + 2000.0) < 100.0);
	od_ties(d);
	od_stop(d);
	regret_is_kept();
}

static bool waits(const char *phase)
{
	return day_is_in(d, phase, RV_PROGRAM_READY) || day_is_in(d, phase, RV_PROGRAM_BLOCKED);
}

static void what_is_set_while_it_waits_is_in_it(void **state)
{
	(void)state;
	day_begin(d);
	set(RV_OVERRIDE_PIN, RV_SUB_S5, "SOL", 0.05);
	set(RV_OVERRIDE_PIN, RV_SUB_S5, "AVAX", 0.06);
	OD_UNTIL(d, day_is_in(d, "projected", RV_PROGRAM_READY));
	assert_true(leg("projected", "SOL") && leg("projected", "AVAX"));
	rv_command out = od_cmd(RV_CMD_EXCLUDE, "");
	const rv_tv_program *first = day_program_of(d, "projected");
	for (size_t i = 0; i < first->n && !out.symbol[0]; i++) {
		if (strcmp(first->legs[i].coin.symbol, "SOL") != 0 &&
		    strcmp(first->legs[i].coin.symbol, "AVAX") != 0)
			memcpy(out.symbol, first->legs[i].coin.symbol, sizeof(out.symbol));
	}
	out.n_ids = 1;
	out.ids[0] = first->id;
	od_yes(d, &out);
	OD_UNTIL(d, day_program_of(d, "projected")->n_excluded == 1);
	rv_command old = od_cmd(RV_CMD_APPROVE_PROGRAM, "");
	old.n_ids = 1;
	old.ids[0] = day_program_of(d, "projected")->id;
	old.digests[0] = day_program_of(d, "projected")->digest;
	day_arm(d);
	set(RV_OVERRIDE_CAP, RV_SUB_N, "AVAX", 0.19); /* no leg is so large: it goes on waiting */
	OD_WHILE(d, 1500, waits("projected") && !day_program_of(d, "projected.2"));
	set(RV_OVERRIDE_EXCLUDE, RV_SUB_N, "AVAX", 0.0);
	OD_UNTIL(d, day_is_in(d, "projected", RV_PROGRAM_EXPIRED));
	assert_string_equal(day_program_of(d, "projected")->reason,
			    "withdrawn: overrides have changed since it was made");
	od_no(d, &old, "no program of that number waits");
	OD_UNTIL(d, waits("projected.2"));
	assert_true(leg("projected.2", "SOL") && !leg("projected.2", "AVAX"));
	assert_true(!leg("projected.2", out.symbol) || leg("projected.2", out.symbol)->excluded);
	assert_int_equal(day_program_of(d, "projected.2")->n_excluded,
			 leg("projected.2", out.symbol) ? 1 : 0);
	OD_WHILE(d, 1500, !day_program_of(d, "projected.3"));
	od_stop(d); /* and another process goes on with the new one */
	day_begin(d);
	assert_true(waits("projected.2"));
	assert_int_equal(d->v->ledger.regret[RV_REGRET_EXPIRED].n, 0);
	day_grant(d, "projected.2");
	OD_UNTIL(d, od_lots(d, "SOL") > 0);
	OD_UNTIL(d, day_has_done(d, RV_PHASE_CORRECT));
	assert_int_equal(od_lots(d, "AVAX"), 0);
	assert_false(d->v->day.alarm);
	OD_UNTIL(d, day_running(d) == 0);
	od_ties(d);
}

/* The close is over: what has been set since takes a correction's program back, and no other comes.
 */
static void what_is_set_while_a_correction_asks_takes_it_back(void **state)
{
	(void)state;
	until_both_ask();
	set(RV_OVERRIDE_PIN, RV_SUB_S5, "SOL", 0.05);
	OD_UNTIL(d, day_is_in(d, "correct", RV_PROGRAM_EXPIRED));
	assert_string_equal(day_program_of(d, "correct")->reason,
			    "withdrawn: overrides have changed since it was made");
	OD_UNTIL(d, d->v->day.alarm); /* somebody has to see to its legs */
	OD_WHILE(d, 1500, !day_program_of(d, "correct.2") && od_lots(d, "SOL") > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_coin_turns_over_and_another_goes, setup,
						teardown),
		cmocka_unit_test_setup_teardown(what_is_set_while_it_waits_is_in_it, setup,
						teardown),
		cmocka_unit_test_setup_teardown(what_is_set_while_a_correction_asks_takes_it_back,
						setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
