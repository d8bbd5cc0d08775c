/*
 * Alert rules at work, on snapshots that the test writes: the edge, rows of looks and times, what
 * is unknown, changes, the end of a rule, and the alerts that come of it.
 */
#include "app/alert_rules.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/view_fixture.h"
#include "tests/support/view_trade.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct bench {
	rv_alert_rules rules;
	rv_view *v;
	uint64_t next_id;
} bench;

static int setup(void **state)
{
	bench *b = calloc(1, sizeof(*b));
	assert_non_null(b);
	b->v = rv_fixture_view();
	assert_non_null(b->v);
	rv_fixture_trade(b->v);
	b->next_id = 41;
	rv_alert_rules_init(&b->rules, NULL, 0);
	*state = b;
	return 0;
}

static int teardown(void **state)
{
	bench *b = *state;
	free(b->v);
	free(b);
	return 0;
}

static void set(bench *b, const char *text)
{
	rv_desk_rules *l = &b->v->trade.rules;
	rv_desk_rule *r = &l->r[l->n++];
	*r = (rv_desk_rule){ .id = ++l->last_id, .uid = 1000 };
	(void)snprintf(r->text, sizeof(r->text), "%s", text);
}

/* The engine's next pass, a second later; every input is renewed. */
static const rv_rule_row *pass(bench *b)
{
	rv_fixture_next(b->v, 1000);
	b->v->trade.account_at = b->v->elapsed_ms;
	b->v->n_alerts = 0;
	rv_alert_rules_update(&b->rules, b->v);
	rv_alert_rules_raise(&b->rules, &b->next_id, b->v);
	return &b->v->rules.rows[0];
}

static const rv_rule_row *pass_with_pnl(bench *b, double pnl)
{
	b->v->trade.day_pnl_usd = pnl;
	return pass(b);
}

static const rv_view_alert *the_alert(const bench *b)
{
	return b->v->n_alerts == 0 ? NULL : &b->v->alerts[b->v->n_alerts - 1];
}

static void it_fires_once_on_the_edge(void **state)
{
	bench *b = *state;
	set(b, "pnl < -100");
	assert_int_equal(pass_with_pnl(b, -99.5)->state, RV_RULE_IS_FALSE);
	assert_null(the_alert(b));
	const rv_rule_row *r = pass_with_pnl(b, -101.25);
	assert_int_equal(r->state, RV_RULE_FIRED);
	assert_int_equal(r->fired, 1);
	assert_string_equal(r->said, "-101.25 USD");
	const rv_view_alert *a = the_alert(b);
	assert_non_null(a);
	assert_true(a->active && a->rings);
	assert_int_equal(a->id, 41);
	assert_int_equal(a->since_utc_ms, b->v->utc_ms);
	assert_string_equal(a->text, "RULE 1: pnl < -100: -101.25 USD");
	assert_int_equal(pass_with_pnl(b, -500)->fired, 1); /* still: told once, with its value */
	assert_int_equal(the_alert(b)->id, 41);
	assert_string_equal(the_alert(b)->text, "RULE 1: pnl < -100: -500.00 USD");
	assert_int_equal(pass_with_pnl(b, -100)->state, RV_RULE_IS_FALSE);
	assert_false(the_alert(b)->active);
	assert_int_equal(the_alert(b)->id, 41);
	assert_int_equal(pass_with_pnl(b, -100.5)->fired, 2); /* and again */
	assert_int_equal(the_alert(b)->id, 42);
	assert_true(the_alert(b)->active);
}

static void unknown_fires_nothing_and_ends_nothing(void **state)
{
	bench *b = *state;
	set(b, "pnl < -100");
	const rv_rule_row *r = pass_with_pnl(b, NAN);
	assert_int_equal(r->state, RV_RULE_IS_UNKNOWN);
	assert_string_equal(r->said, "");
	assert_int_equal(r->value_utc_ms, 0);
	assert_int_equal(r->fired, 0);
	r = pass_with_pnl(b, -150);
	const int64_t at = r->value_utc_ms;
	assert_int_equal(r->fired, 1);
	r = pass_with_pnl(b, NAN);
	assert_int_equal(r->state, RV_RULE_IS_UNKNOWN);
	assert_string_equal(r->said, "-150.00 USD"); /* the last that was known, with its age */
	assert_int_equal(r->value_utc_ms, at);
	assert_string_equal(r->note, "not known");
	assert_true(the_alert(b)->active);
	r = pass_with_pnl(b, -151);
	assert_int_equal(r->fired, 1); /* it was never false */
	assert_int_equal(the_alert(b)->id, 41);
}

static void a_stale_account_is_unknown(void **state)
{
	bench *b = *state;
	set(b, "pnl < -100");
	b->v->trade.day_pnl_usd = -150;
	rv_fixture_next(b->v, 1000);
	b->v->trade.account_at = b->v->elapsed_ms - 600000;
	rv_alert_rules_update(&b->rules, b->v);
	assert_int_equal(b->v->rules.rows[0].state, RV_RULE_IS_UNKNOWN);
	assert_string_equal(b->v->rules.rows[0].note, "the account is stale");
	assert_int_equal(b->v->rules.rows[0].fired, 0);
}

static void three_in_a_row(void **state)
{
	bench *b = *state;
	set(b, "pnl > 10 for 3");
	assert_int_equal(pass_with_pnl(b, 11)->state, RV_RULE_COUNTS);
	assert_int_equal(pass_with_pnl(b, 12)->seen, 2);
	assert_int_equal(pass_with_pnl(b, 9)->seen, 0); /* false: anew */
	assert_int_equal(pass_with_pnl(b, 11)->seen, 1);
	assert_int_equal(pass_with_pnl(b, 11)->seen, 2);
	assert_int_equal(pass_with_pnl(b, NAN)->seen, 0); /* unknown: no row */
	assert_int_equal(pass_with_pnl(b, 11)->seen, 1);
	assert_int_equal(pass_with_pnl(b, 11)->fired, 0);
	assert_int_equal(pass_with_pnl(b, 11)->fired, 1);
	assert_int_equal(pass_with_pnl(b, 11)->fired, 1);
}

/* What comes of bars is looked at once a bar, however many passes there are. */
static void three_bars_in_a_row(void **state)
{
	bench *b = *state;
	rv_view_row *sol = rv_fixture_row(b->v, "SOL");
	set(b, "rv(SOL) > 0.5 for 3");
	for (int bar = 0; bar < 3; bar++) {
		for (int k = 0; k < 4; k++) {
			sol->rv = 0.75;
			sol->rv_available = true;
			const rv_rule_row *r = pass(b);
			assert_int_equal(r->seen, bar + 1);
			assert_int_equal(r->fired, bar == 2);
			assert_int_equal(r->value_utc_ms, b->v->bar_close_ms);
		}
		b->v->bar_close_ms += RV_HOUR_MS;
	}
	assert_string_equal(the_alert(b)->text, "RULE 1: rv(SOL) > 0.5 for 3: 0.7500");
	b->v->bar_close_ms = b->v->utc_ms - 3 * RV_HOUR_MS;
	assert_int_equal(pass(b)->state, RV_RULE_IS_UNKNOWN);
	assert_string_equal(b->v->rules.rows[0].note, "the bar is stale");
}

static void for_a_time(void **state)
{
	bench *b = *state;
	set(b, "pnl > 10 for 5s");
	for (int k = 0; k < 5; k++)
		assert_int_equal(pass_with_pnl(b, 11)->fired, 0);
	assert_int_equal(pass_with_pnl(b, 11)->fired, 1);
	(void)pass_with_pnl(b, 1);
	for (int k = 0; k < 5; k++)
		assert_int_equal(pass_with_pnl(b, 11)->fired, 1);
	assert_int_equal(pass_with_pnl(b, 11)->fired, 2);
}

static void a_price_and_what_is_no_symbol(void **state)
{
	bench *b = *state;
	char text[RV_RULE_TEXT];
	const double px = rv_fixture_row(b->v, "BTC")->mark;
	(void)snprintf(text, sizeof(text), "price(BTC) < %.0f", px * 1.01);
	set(b, text);
	set(b, "price(NONE) < 1");
	assert_int_equal(pass(b)->fired, 1);
	assert_int_equal(b->v->rules.rows[1].state, RV_RULE_IS_UNKNOWN);
	assert_string_equal(b->v->rules.rows[1].note, "no such symbol here");
	rv_view_row *btc = rv_fixture_row(b->v, "BTC");
	rv_fixture_next(b->v, 1000);
	btc->ctx_at = btc->mid_at = b->v->elapsed_ms - 20000;
	rv_alert_rules_update(&b->rules, b->v);
	assert_int_equal(b->v->rules.rows[0].state, RV_RULE_IS_UNKNOWN);
	assert_string_equal(b->v->rules.rows[0].note, "the quote is stale");
}

static void delta_is_the_larger_of_both(void **state)
{
	bench *b = *state;
	set(b, "delta > 5000");
	set(b, "delta(ETH) < -5000");
	b->v->book.present = b->v->book.hedge_known = true;
	(void)snprintf(b->v->book.hedge_names[0], RV_SYMBOL_MAX, "BTC");
	(void)snprintf(b->v->book.hedge_names[1], RV_SYMBOL_MAX, "ETH");
	b->v->book.hedge[0].actual = 1200;
	b->v->book.hedge[1].actual = -5100;
	b->v->book.utc_ms = b->v->utc_ms;
	const rv_rule_row *r = pass(b);
	assert_string_equal(r[0].said, "5100 USD");
	assert_string_equal(r[1].said, "-5100 USD");
	assert_int_equal(r[0].fired + r[1].fired, 2);
	b->v->book.hedge[0].actual = NAN; /* it may be the larger one */
	assert_int_equal(pass(b)[0].state, RV_RULE_IS_UNKNOWN);
	assert_int_equal(b->v->rules.rows[1].state, RV_RULE_FIRED);
}

static void a_change_is_told_for_a_while(void **state)
{
	bench *b = *state;
	set(b, "state changes");
	b->v->trade.state = RV_BOOK_ACTIVE;
	assert_int_equal(pass(b)->fired, 0); /* the first is none */
	assert_int_equal(pass(b)->fired, 0);
	b->v->trade.state = RV_BOOK_REDUCING;
	assert_int_equal(pass(b)->fired, 1);
	assert_string_equal(the_alert(b)->text, "RULE 1: state changes: ACTIVE to REDUCING");
	assert_true(the_alert(b)->active);
	b->v->trade.state = RV_BOOK_HALTED;
	assert_int_equal(pass(b)->fired, 2);
	assert_int_equal(the_alert(b)->id, 42);
	assert_string_equal(the_alert(b)->text, "RULE 1: state changes: REDUCING to HALTED");
	for (int k = 1; k < RV_RULE_CHANGE_MS / 1000; k++)
		(void)pass(b);
	assert_true(the_alert(b)->active);
	(void)pass(b);
	assert_false(the_alert(b)->active);
	assert_int_equal(b->v->rules.rows[0].fired, 2);
}

static void what_is_ended_is_over_and_another_is_another(void **state)
{
	bench *b = *state;
	rv_desk_rules *l = &b->v->trade.rules;
	set(b, "pnl < -100");
	(void)pass_with_pnl(b, -101);
	l->n = 0;
	(void)pass_with_pnl(b, -101);
	assert_int_equal(b->v->rules.n, 0);
	assert_false(the_alert(b)->active);
	set(b, "pnl < -50");
	assert_int_equal(pass_with_pnl(b, -101)->id, 2);
	assert_int_equal(b->v->n_alerts, 2);
	assert_int_equal(b->v->alerts[0].id + b->v->alerts[1].id, 41 + 42);
	b->v->mono_ms += RV_ALERT_OVER_MS;
	(void)pass_with_pnl(b, -101);
	assert_int_equal(b->v->n_alerts, 1);
	assert_int_equal(the_alert(b)->id, 42);
}

/* As many as there may be, set and ended for a day: the newest are always told. */
static void many_come_and_go(void **state)
{
	bench *b = *state;
	rv_desk_rules *l = &b->v->trade.rules;
	for (int round = 0; round < 20; round++) {
		l->n = 0;
		for (int k = 0; k < RV_DESK_RULES; k++)
			set(b, "pnl < -100");
		(void)pass_with_pnl(b, -101);
		size_t active = 0;
		for (size_t i = 0; i < b->v->n_alerts; i++)
			active += b->v->alerts[i].active;
		assert_int_equal(active, RV_DESK_RULES);
	}
}

static void an_acknowledgement_is_of_one_occurrence(void **state)
{
	bench *b = *state;
	set(b, "pnl < -100");
	(void)pass_with_pnl(b, -101);
	b->v->trade.n_acks = 1;
	b->v->trade.acks[0] = (rv_tv_ack){ .alert = 41, .uid = 1001, .utc_ms = 5 };
	(void)pass_with_pnl(b, -102);
	assert_int_equal(the_alert(b)->acked_by, 1001);
	(void)pass_with_pnl(b, 0);
	(void)pass_with_pnl(b, -102);
	assert_int_equal(the_alert(b)->id, 42);
	assert_int_equal(the_alert(b)->acked_utc_ms, 0);
}

static void the_configurations_own(void **state)
{
	bench *b = *state;
	static const char config[2][RV_RULE_TEXT_CAP] = { "pnl < -100", "rv(SOL) > 2" };
	rv_alert_rules_init(&b->rules, config, 2);
	set(b, "no rule of today");
	(void)pass_with_pnl(b, -101);
	assert_int_equal(b->v->rules.n, 3);
	assert_int_equal(b->v->rules.rows[1].config, 2);
	assert_string_equal(the_alert(b)->text, "RULE c1: pnl < -100: -101.00 USD");
	assert_int_equal(b->v->rules.rows[2].state, RV_RULE_IS_UNKNOWN);
	assert_string_equal(b->v->rules.rows[2].note, "no rule of this version");
	b->v->trade.present = false; /* a desk that only watches */
	rv_alert_rules_update(&b->rules, b->v);
	assert_int_equal(b->v->rules.n, 2);
	assert_string_equal(b->v->rules.rows[0].note, "no order side here");
}

/* Each value that there is can be looked at, of a snapshot with nothing in it, too. */
static void every_value_can_be_looked_at(void **state)
{
	bench *b = *state;
	const char *name = "", *of = "", *help = "";
	for (int empty = 0; empty < 2; empty++) {
		if (empty)
			rv_fixture_empty(b->v);
		for (size_t i = 0; rv_alert_rule_describe(i, &name, &of, &help); i++) {
			char text[RV_RULE_TEXT];
			rv_alert_rule unused;
			rv_rule_error e;
			const char *arg = strcmp(of, "(SYM)") == 0	? "(SOL)"
					  : strcmp(of, "(SPREAD)") == 0 ? "(btc_vs_eth)"
									: "";
			(void)snprintf(text, sizeof(text), "%s%s > -1B", name, arg);
			if (rv_alert_rule_parse(text, &unused, &e) != RV_OK)
				(void)snprintf(text, sizeof(text), "%s%s changes", name, arg);
			rv_alert_rules_init(&b->rules, NULL, 0);
			b->v->trade.rules.n = 0;
			set(b, text);
			rv_alert_rules_update(&b->rules, b->v);
			const rv_rule_row *r = &b->v->rules.rows[0];
			const bool unknown = r->state == RV_RULE_IS_UNKNOWN;
			if (unknown != (r->note[0] != '\0') || unknown != (r->said[0] == '\0'))
				fail_msg("%s: %d '%s' '%s'", text, r->state, r->said, r->note);
			if (unknown && r->fired > 0)
				fail_msg("%s fired", text);
		}
	}
}

#define T(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(it_fires_once_on_the_edge),
		T(unknown_fires_nothing_and_ends_nothing),
		T(a_stale_account_is_unknown),
		T(three_in_a_row),
		T(three_bars_in_a_row),
		T(for_a_time),
		T(a_price_and_what_is_no_symbol),
		T(delta_is_the_larger_of_both),
		T(a_change_is_told_for_a_while),
		T(what_is_ended_is_over_and_another_is_another),
		T(many_come_and_go),
		T(an_acknowledgement_is_of_one_occurrence),
		T(the_configurations_own),
		T(every_value_can_be_looked_at),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
