/*
 * Stops on the running desk: what is decided at a close, whose lots the order is of, when it is
 * asked for again, and that every state is the fold of the journal.
 *
 * SOL trades at 142.35 with an ATR of 4: a long that is opened there has its stop at 2 ATR under
 * its first fill, about 134.4.
 */
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/program_case.h"
#include "tests/support/risk_desk.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const bench_event *last_watch(const risk_desk *d, const char *subject)
{
	for (size_t i = d->b->n_events; i > 0; i--) {
		const bench_event *e = &d->b->events[i - 1];
		if (e->type == RV_EVENT_WATCH && strcmp(e->subject, subject) == 0)
			return e;
	}
	fail_msg("no watch event of %s", subject);
	return NULL;
}

/* As the screen has it. */
static const rv_risk_stop *seen(const risk_desk *d, rv_sub sub, const char *symbol)
{
	const rv_risk_view *v = rv_risk_manager_view(d->m);
	for (size_t i = 0; i < v->n_stops; i++)
		if (v->stops[i].sub == sub && strcmp(v->stops[i].symbol, symbol) == 0)
			return &v->stops[i];
	fail_msg("%s %s is not in the view", rv_sub_name(sub), symbol);
	return NULL;
}

/* Same side: the stop reduces the net, and the desk grants it where its setting says so. */
static void a_stop_closes_its_share_alone(void **state)
{
	risk_desk *d = *state;
	int64_t want[RV_SUB_N] = { 0 };
	want[RV_SUB_S4M] = 1000;
	want[RV_SUB_S5] = 500;
	risk_desk_hold(d, "SOL", want);
	risk_desk_look(d);
	const rv_watch_entry *e = risk_desk_entry(d, RV_SUB_S4M, "SOL");
	assert_non_null(e);
	assert_close("stop", e->stop.stop, e->stop.entry - 8.0, 1e-9);
	assert_close("entry", e->stop.entry, 142.36, 0.02);
	assert_true(isnan(risk_desk_entry(d, RV_SUB_S5, "SOL")->stop.stop)); /* S5 has none */
	assert_int_equal(seen(d, RV_SUB_S5, "SOL")->no_stop, RV_RISK_NO_RULE);
	assert_int_equal(seen(d, RV_SUB_S4M, "SOL")->no_stop, RV_RISK_SET);
	assert_int_equal(seen(d, RV_SUB_S4M, "SOL")->no_time, RV_RISK_NO_RULE);

	risk_desk_price(d, BENCH_SOL, 140.0);
	risk_desk_close(d, 83000.0, 3000.0, 140.0);
	assert_int_equal(risk_desk_entry(d, RV_SUB_S4M, "SOL")->most, INT64_MAX);

	risk_desk_price(d, BENCH_SOL, 134.0);
	risk_desk_close(d, 83000.0, 3000.0, 134.0);
	assert_int_equal(risk_desk_entry(d, RV_SUB_S4M, "SOL")->exit, RV_EXIT_HARD_STOP);
	assert_true(strstr(bench_value(last_watch(d, "S4m SOL"), "words"), "close 134") != NULL);
	const rv_tv_ticket *t = risk_desk_stop(d);
	assert_non_null(t);
	assert_int_equal(t->want[RV_SUB_S4M], -1000);
	assert_int_equal(t->want[RV_SUB_S5], 0);
	assert_int_equal(t->side, RV_SELL);
	assert_int_equal(t->lots, 1000);
	assert_true(t->reduce_only);
	assert_true(strstr(t->why, "S4m SOL: stop at") != NULL);
	risk_desk_run(d, 5000);
	assert_int_equal(risk_desk_held(d, "SOL", RV_SUB_S4M), 0);
	assert_int_equal(risk_desk_held(d, "SOL", RV_SUB_S5), 500);
	e = risk_desk_entry(d, RV_SUB_S4M, "SOL");
	assert_int_equal(e->lots, 0);
	assert_true(e->rests_until_ms >= rv_clock_utc_ms(d->b->clock) + RV_DAY_MS - 10000);
	assert_int_equal(rv_risk_view_cap(rv_risk_manager_view(d->m), RV_SUB_S4M, "SOL")->most, 0);
	assert_int_equal(bench_count(d->b, RV_EVENT_PROPOSE, NULL), 2);
}

/* Another sub-book is short of the same coin: the order is the change of the net, which turns it
 * over, so that a person looks at it. */
static void a_stop_against_a_short_waits_for_a_person(void **state)
{
	risk_desk *d = *state;
	int64_t want[RV_SUB_N] = { 0 };
	want[RV_SUB_S4M] = 1000;
	want[RV_SUB_S3] = -400;
	risk_desk_hold(d, "SOL", want);
	risk_desk_look(d);
	risk_desk_price(d, BENCH_SOL, 134.0);
	risk_desk_close(d, 83000.0, 3000.0, 134.0);
	risk_desk_run(d, 5000);
	const rv_tv_ticket *t = risk_desk_stop(d);
	assert_non_null(t);
	assert_int_equal(t->state, RV_TICKET_READY);
	assert_int_equal(t->lots, 1000);
	assert_false(t->reduce_only);
	assert_int_equal(t->want[RV_SUB_S3], 0);
	(void)bench_simple(d->b, RV_CMD_ARM);
	bench_expect(d->b, bench_approve(d->b, t->id), true, "1 granted");
	risk_desk_run(d, 5000);
	assert_int_equal(risk_desk_held(d, "SOL", RV_SUB_S4M), 0);
	assert_int_equal(risk_desk_held(d, "SOL", RV_SUB_S3), -400);
	assert_int_equal(bench_lots(d->b, "SOL"), -400);
}

/* A short that ends adds to a net that is long: no reduction, however small. SOL at 142.36 with an
 * ATR of 4: the stop of the short is at about 150.4. */
static void a_short_stop_under_a_long_net_adds(void **state)
{
	risk_desk *d = *state;
	int64_t want[RV_SUB_N] = { 0 };
	want[RV_SUB_S4R] = -400;
	want[RV_SUB_S5] = 1000;
	risk_desk_hold(d, "SOL", want);
	risk_desk_look(d);
	risk_desk_price(d, BENCH_SOL, 151.0);
	risk_desk_close(d, 83000.0, 3000.0, 151.0);
	risk_desk_run(d, 5000);
	const rv_tv_ticket *t = risk_desk_stop(d);
	assert_non_null(t);
	assert_int_equal(t->side, RV_BUY);
	assert_int_equal(t->lots, 400);
	assert_false(t->reduce_only);
	assert_int_equal(t->state, RV_TICKET_READY);
	assert_int_equal(risk_desk_held(d, "SOL", RV_SUB_S4R), -400);
}

/* After a stop the coin rests for a day, then nothing is left of it. */
static void a_rest_ends(void **state)
{
	risk_desk *d = *state;
	risk_desk_hold_one(d, "SOL", RV_SUB_S4M, 1000);
	risk_desk_look(d);
	risk_desk_price(d, BENCH_SOL, 134.0);
	risk_desk_close(d, 83000.0, 3000.0, 134.0);
	risk_desk_run(d, 3000);
	assert_int_equal(risk_desk_entry(d, RV_SUB_S4M, "SOL")->lots, 0);
	assert_int_equal(rv_risk_manager_view(d->m)->n_caps, 1);
	assert_int_equal(rv_risk_manager_view(d->m)->stops[0].phase, RV_RISK_RESTS);
	assert_int_equal(rv_risk_manager_view(d->m)->stops[0].no_time, RV_RISK_NOT_HELD);
	risk_desk_close(d, 83000.0, 3000.0, 134.0);
	risk_desk_run(d, 10000);
	assert_null(risk_desk_entry(d, RV_SUB_S4M, "SOL"));
	assert_int_equal(rv_risk_manager_view(d->m)->n_caps, 0);
	assert_int_equal(rv_risk_manager_view(d->m)->n_stops, 0);
	risk_desk_hold_one(d, "SOL", RV_SUB_S4M, 500); /* another share, another stop */
	risk_desk_look(d);
	assert_close("entry", risk_desk_entry(d, RV_SUB_S4M, "SOL")->stop.entry, 134.0, 0.1);
}

/* Two sub-books end at the same close: one order of both, each with its lots. */
static void what_ends_together_is_one_order(void **state)
{
	risk_desk *d = *state;
	int64_t want[RV_SUB_N] = { 0 };
	want[RV_SUB_S4M] = 1000;
	want[RV_SUB_S4R] = 300;
	risk_desk_hold(d, "SOL", want);
	risk_desk_look(d);
	risk_desk_price(d, BENCH_SOL, 134.0);
	risk_desk_close(d, 83000.0, 3000.0, 134.0);
	const rv_tv_ticket *t = risk_desk_stop(d);
	assert_non_null(t);
	assert_int_equal(t->lots, 1300);
	assert_int_equal(t->want[RV_SUB_S4M], -1000);
	assert_int_equal(t->want[RV_SUB_S4R], -300);
	risk_desk_run(d, 5000);
	assert_int_equal(bench_lots(d->b, "SOL"), 0);
	assert_int_equal(bench_count(d->b, RV_EVENT_PROPOSE, NULL), 2);
}

static risk_desk *stopped_by_hand(void)
{
	risk_desk *d = risk_desk_new();
	d->b->p.approve_stop = RV_APPROVE_MANUAL;
	risk_desk_remake(d);
	bench_up(d->b, true);
	risk_desk_hold_one(d, "SOL", RV_SUB_S4M, 1000);
	risk_desk_look(d);
	risk_desk_price(d, BENCH_SOL, 134.0);
	risk_desk_close(d, 83000.0, 3000.0, 134.0);
	return d;
}

/* Nobody grants it: it expires after two minutes, and is asked for again ten after the first. */
static void it_is_asked_for_again(void **state)
{
	(void)state;
	risk_desk *d = stopped_by_hand();
	const uint64_t first = risk_desk_stop(d)->id;
	risk_desk_run(d, 590000);
	assert_int_equal(risk_desk_stop(d)->id, first);
	assert_int_equal(risk_desk_stop(d)->state, RV_TICKET_EXPIRED);
	assert_int_equal(bench_count(d->b, RV_EVENT_PROPOSE, NULL), 2);
	risk_desk_run(d, 20000);
	assert_int_equal(bench_count(d->b, RV_EVENT_PROPOSE, NULL), 3);
	assert_int_equal(risk_desk_stop(d)->state, RV_TICKET_READY);
	assert_int_equal(risk_desk_stop(d)->lots, 1000);
	risk_desk_free(d);
}

/* A person has said no: that holds until the next close, through a restart, too. */
static void a_rejection_holds_until_the_next_close(void **state)
{
	(void)state;
	risk_desk *d = stopped_by_hand();
	rv_command no = { .kind = RV_CMD_REJECT, .n_ids = 1, .ids = { risk_desk_stop(d)->id } };
	bench_expect(d->b, bench_command(d->b, &no), true, "1 rejected");
	risk_desk_run(d, 700000);
	assert_int_equal(bench_count(d->b, RV_EVENT_PROPOSE, NULL), 2);
	bench_restart(d->b, SIZE_MAX, true);
	mini_stream(&d->b->v, true);
	bench_run(d->b, 5000);
	(void)bench_simple(d->b, RV_CMD_ARM);
	bench_expect(d->b, bench_simple(d->b, RV_CMD_RESUME), true, "ACTIVE");
	risk_desk_run(d, 700000);
	assert_int_equal(bench_count(d->b, RV_EVENT_PROPOSE, NULL), 2);
	assert_int_equal(risk_desk_entry(d, RV_SUB_S4M, "SOL")->exit, RV_EXIT_HARD_STOP);
	risk_desk_close(d, 83000.0, 3000.0, 141.0); /* back above: decided stays decided */
	assert_int_equal(bench_count(d->b, RV_EVENT_PROPOSE, NULL), 3);
	risk_desk_free(d);
}

/* A bar that comes late is looked at when it is there; a missing one decides nothing. */
static void a_late_bar_is_looked_at(void **state)
{
	risk_desk *d = *state;
	risk_desk_hold_one(d, "SOL", RV_SUB_S4M, 1000);
	risk_desk_look(d);
	risk_desk_close(d, 83000.0, 3000.0, NAN);
	assert_int_equal(risk_desk_entry(d, RV_SUB_S4M, "SOL")->most, INT64_MAX);
	d->r->daily_close[BENCH_SOL] = 130.0;
	risk_desk_look(d);
	assert_int_equal(risk_desk_entry(d, RV_SUB_S4M, "SOL")->most, 0);
}

/* A residual book's leg in BTC hedges the others: no stop of its own. */
static void a_hedge_leg_has_no_stop(void **state)
{
	risk_desk *d = *state;
	risk_desk_hold_one(d, "BTC", RV_SUB_S4R, 500);
	risk_desk_look(d);
	assert_true(isnan(risk_desk_entry(d, RV_SUB_S4R, "BTC")->stop.stop));
	assert_int_equal(seen(d, RV_SUB_S4R, "BTC")->no_stop, RV_RISK_HEDGE);
	assert_int_equal(seen(d, RV_SUB_S4R, "BTC")->no_time, RV_RISK_HEDGE);
	risk_desk_close(d, 50000.0, 3000.0, 140.0);
	assert_int_equal(risk_desk_entry(d, RV_SUB_S4R, "BTC")->most, INT64_MAX);
}

/* ETH against SOL: both legs are given the pair's profit, and what ends one ends the other, though
 * its own ten days are not over yet. */
static void the_legs_of_a_pair_end_together(void **state)
{
	risk_desk *d = *state;
	rv_bb_position *q = &d->s4->positions[d->s4->n++];
	*q = (rv_bb_position){ .bucket = RV_BUCKET_PAIR,
			       .units = 100000,
			       .hedge = 0.5,
			       .target = 0.10,
			       .name = "ETH-SOL",
			       .symbol = "SOL",
			       .hedge_symbol = "ETH" };
	risk_desk_hold_one(d, "SOL", RV_SUB_S4P, 1000);
	risk_desk_look(d);
	risk_desk_close(d, 83000.0, 3012.0, 142.0);
	risk_desk_hold_one(d, "ETH", RV_SUB_S4P, -1000); /* a day later */
	risk_desk_look(d);
	for (int day = 0; day < 9; day++)
		risk_desk_close(d, 83000.0, 3012.0, 142.0);
	assert_int_equal(risk_desk_entry(d, RV_SUB_S4P, "SOL")->most, INT64_MAX);
	risk_desk_close(d, 83000.0, 3012.0, 142.0);
	risk_desk_run(d, 3000);
	const bench_event *sol = last_watch(d, "S4p SOL"), *eth = last_watch(d, "S4p ETH");
	assert_true(strstr(bench_value(sol, "words"), "10 days under") != NULL);
	assert_true(strstr(bench_value(eth, "words"), "10 days under") != NULL);
	assert_true(eth->utc_ms - sol->utc_ms <= 1000);
	assert_int_equal(risk_desk_held(d, "SOL", RV_SUB_S4P), 0);
	assert_int_equal(risk_desk_held(d, "ETH", RV_SUB_S4P), 0);
}

/* With a profit of 6 % of the notional, over half of the 10 % that it is held for, it stays. */
static void a_pair_that_earns_stays(void **state)
{
	risk_desk *d = *state;
	rv_bb_position *q = &d->s4->positions[d->s4->n++];
	*q = (rv_bb_position){ .bucket = RV_BUCKET_PAIR,
			       .units = 100000,
			       .hedge = 0.5,
			       .target = 0.10,
			       .name = "ETH-SOL",
			       .symbol = "SOL",
			       .hedge_symbol = "ETH" };
	risk_desk_hold_one(d, "SOL", RV_SUB_S4P, 1000);
	risk_desk_hold_one(d, "ETH", RV_SUB_S4P, -1000);
	risk_desk_look(d);
	for (int day = 0; day < 12; day++)
		risk_desk_close(d, 83000.0, 3012.0 * 0.96, 142.36 * 1.04);
	assert_int_equal(risk_desk_entry(d, RV_SUB_S4P, "SOL")->most, INT64_MAX);
	assert_int_equal(risk_desk_entry(d, RV_SUB_S4P, "ETH")->most, INT64_MAX);
}

/* Nothing is decided, and nothing asked for, while the positions are not agreed upon. */
static void unknown_positions_decide_nothing(void **state)
{
	risk_desk *d = *state;
	risk_desk_hold_one(d, "SOL", RV_SUB_S4M, 1000);
	risk_desk_look(d);
	mini_stream(&d->b->v, false);
	bench_run(d->b, 0);
	risk_desk_close(d, 83000.0, 3000.0, 130.0);
	if (bench_view(d->b)->reconciled)
		fail_msg("the bench agrees without its streams");
	assert_int_equal(risk_desk_entry(d, RV_SUB_S4M, "SOL")->most, INT64_MAX);
	assert_string_equal(rv_risk_manager_view(d->m)->reason, "positions are not reconciled");
	mini_stream(&d->b->v, true);
	bench_run(d->b, 20000);
	risk_desk_look(d);
	assert_int_equal(risk_desk_entry(d, RV_SUB_S4M, "SOL")->most, 0);
}

/* A desk that has traded many coins lists flat ones, too: these hold nothing back. */
static void full_of_flat(risk_desk *d, rv_trade_view *t)
{
	(void)d;
	while (t->n_positions < RV_TV_POSITIONS) {
		t->positions[t->n_positions] = (rv_tv_position){ .state = RV_BOOK_ACTIVE };
		(void)snprintf(t->positions[t->n_positions].coin.symbol, RV_SYMBOL_MAX, "C%zu",
			       t->n_positions);
		t->n_positions++;
	}
}

static void cut_off(risk_desk *d, rv_trade_view *t)
{
	full_of_flat(d, t);
	t->positions[RV_TV_POSITIONS - 1].sub_lots[RV_SUB_S5] = 3;
	t->positions[RV_TV_POSITIONS - 1].sub_lots[RV_SUB_S3] = -3;
}

static void a_list_that_is_full_may_be_whole(void **state)
{
	risk_desk *d = *state;
	risk_desk_hold_one(d, "SOL", RV_SUB_S4M, 1000);
	d->edit = full_of_flat;
	risk_desk_look(d);
	assert_string_equal(rv_risk_manager_view(d->m)->reason, "");
	assert_non_null(risk_desk_entry(d, RV_SUB_S4M, "SOL"));
	d->edit = cut_off; /* the last one holds something: so may others that are not listed */
	risk_desk_close(d, 83000.0, 3000.0, 130.0);
	assert_string_equal(rv_risk_manager_view(d->m)->reason,
			    "more positions than can be listed");
	assert_int_equal(risk_desk_entry(d, RV_SUB_S4M, "SOL")->most, INT64_MAX);
}

/* HALTED: it is decided, and asked for when the book goes on. */
static void while_halted_it_is_decided_and_waits(void **state)
{
	risk_desk *d = *state;
	risk_desk_hold_one(d, "SOL", RV_SUB_S4M, 1000);
	risk_desk_look(d);
	risk_desk_price(d, BENCH_SOL, 134.0);
	rv_command kill = { .kind = RV_CMD_KILL, .level = RV_KILL_LEAVE };
	(void)bench_command(d->b, &kill);
	risk_desk_close(d, 83000.0, 3000.0, 134.0);
	risk_desk_run(d, 5000);
	assert_int_equal(risk_desk_entry(d, RV_SUB_S4M, "SOL")->most, 0);
	assert_int_equal(bench_count(d->b, RV_EVENT_PROPOSE, NULL), 1);
	assert_string_equal(rv_risk_manager_view(d->m)->stops[0].state, "hard stop; waits: HALTED");
	(void)bench_simple(d->b, RV_CMD_ARM);
	bench_expect(d->b, bench_simple(d->b, RV_CMD_RESUME), true, "ACTIVE");
	risk_desk_run(d, 5000);
	assert_int_equal(risk_desk_held(d, "SOL", RV_SUB_S4M), 0);
}

/* As long as its order may fill the book is told so, and no longer. */
static void the_book_knows_of_the_order(void **state)
{
	(void)state;
	risk_desk *d = stopped_by_hand();
	const rv_risk_view *v = rv_risk_manager_view(d->m);
	assert_true(rv_risk_view_cap(v, RV_SUB_S4M, "SOL")->ordered);
	assert_null(rv_risk_view_cap(v, RV_SUB_S4M, "ETH"));
	risk_desk_run(d, 130000); /* it has expired */
	assert_false(rv_risk_view_cap(v, RV_SUB_S4M, "SOL")->ordered);
	risk_desk_run(d, 500000); /* and is asked for again */
	assert_true(rv_risk_view_cap(v, RV_SUB_S4M, "SOL")->ordered);
	d->b->v.delay_ms = 3000;
	(void)bench_simple(d->b, RV_CMD_ARM);
	(void)bench_approve(d->b, risk_desk_stop(d)->id);
	risk_desk_look(d);
	assert_true(rv_risk_view_cap(v, RV_SUB_S4M, "SOL")->ordered);
	risk_desk_run(d, 10000);
	assert_int_equal(risk_desk_held(d, "SOL", RV_SUB_S4M), 0);
	assert_false(rv_risk_view_cap(v, RV_SUB_S4M, "SOL")->ordered);
	risk_desk_free(d);
}

/* While a program is on its way to the sub-book in that coin the stop waits for it to be over. */
static void what_is_on_its_way_is_waited_for(void **state)
{
	risk_desk *d = *state;
	risk_desk_hold_one(d, "SOL", RV_SUB_S4M, 1000);
	risk_desk_look(d);
	risk_desk_price(d, BENCH_SOL, 134.0);
	rv_clock_set(d->b->clock, BENCH_START + RV_DAY_MS + 15000);
	bench_run(d->b, 5000);
	rv_program_want w = case_want(d->b);
	w.n = 1;
	w.legs[0] = case_leg("SOL", 200, RV_SUB_S4M);
	const uint64_t id = case_propose(d->b, &w); /* it waits for a person, 570 s */
	assert_int_equal(rv_oms_coming(d->b->o, "SOL", ~0U), 1U << RV_SUB_S4M);
	assert_int_equal(rv_oms_coming(d->b->o, "ETH", ~0U), 0);
	risk_desk_close(d, 83000.0, 3000.0, 134.0);
	assert_int_equal(risk_desk_entry(d, RV_SUB_S4M, "SOL")->most, 0);
	risk_desk_run(d, 5000);
	assert_int_equal(risk_desk_held(d, "SOL", RV_SUB_S4M), 1000);
	assert_string_equal(rv_risk_manager_view(d->m)->stops[0].state,
			    "hard stop; its order is on its way");
	const uint64_t nonce = case_command(d->b, RV_CMD_REJECT_PROGRAM, id, "");
	bench_expect(d->b, nonce, true, "rejected");
	risk_desk_run(d, 5000);
	assert_int_equal(risk_desk_held(d, "SOL", RV_SUB_S4M), 0);
}

/* The state after each event, live, is what a replay of that many events gives. */
static void every_state_is_a_fold_of_the_journal(void **state)
{
	risk_desk *d = *state;
	rv_risk_fold *f = malloc(sizeof(*f));
	assert_non_null(f);
	a_stop_closes_its_share_alone(state);
	risk_desk_hold_one(d, "ETH", RV_SUB_S4MR, -900);
	risk_desk_look(d);
	for (int day = 0; day < 11; day++) {
		risk_desk_close(d, 83000.0, 3012.0, 140.0);
		risk_desk_run(d, 3000);
	}
	assert_int_equal(risk_desk_held(d, "ETH", RV_SUB_S4MR), 0); /* by time */
	assert_int_equal(d->n_states, d->b->n_events);
	size_t changes = 0;
	for (size_t n = 1; n <= d->b->n_events; n++) {
		risk_replay(d, n, f);
		assert_int_equal(f->unreadable[0], '\0');
		if (risk_state(f) != d->states[n - 1])
			fail_msg("after event %zu the replay differs", n);
		changes += n > 1 && d->states[n - 1] != d->states[n - 2];
	}
	assert_true(changes > 10);
	const uint64_t before = risk_state(rv_risk_manager_fold(d->m));
	bench_restart(d->b, SIZE_MAX, true);
	assert_true(risk_state(rv_risk_manager_fold(d->m)) == before);
	free(f);
}

/* The process dies between the decision and its order, and at every event around them: what was
 * decided on disk stays decided, and the share is gone in the end. */
static void a_death_in_between_changes_nothing(void **state)
{
	(void)state;
	for (size_t back = 0; back < 6; back++) {
		risk_desk *d = risk_desk_new();
		bench_up(d->b, true);
		risk_desk_hold_one(d, "SOL", RV_SUB_S4M, 1000);
		risk_desk_look(d);
		risk_desk_price(d, BENCH_SOL, 134.0);
		d->b->hold_acks = true; /* nothing is acknowledged any more: all may be lost */
		risk_desk_close(d, 83000.0, 3000.0, 134.0);
		assert_true(d->b->n_events >= d->b->n_acked + back);
		bench_restart(d->b, d->b->n_events - back, true);
		mini_stream(&d->b->v, true);
		bench_run(d->b, 5000);
		(void)bench_simple(d->b, RV_CMD_ARM);
		bench_expect(d->b, bench_simple(d->b, RV_CMD_RESUME), true, "ACTIVE");
		risk_desk_run(d, 620000);
		assert_int_equal(risk_desk_held(d, "SOL", RV_SUB_S4M), 0);
		assert_int_equal(bench_lots(d->b, "SOL"), 0);
		risk_desk_free(d);
	}
}

int main(void)
{
#define DESK(f) cmocka_unit_test_setup_teardown(f, risk_desk_setup, risk_desk_teardown)
	const struct CMUnitTest tests[] = {
		DESK(a_stop_closes_its_share_alone),
		DESK(a_stop_against_a_short_waits_for_a_person),
		DESK(a_short_stop_under_a_long_net_adds),
		DESK(a_rest_ends),
		DESK(what_ends_together_is_one_order),
		cmocka_unit_test(it_is_asked_for_again),
		cmocka_unit_test(a_rejection_holds_until_the_next_close),
		DESK(a_late_bar_is_looked_at),
		DESK(a_hedge_leg_has_no_stop),
		DESK(the_legs_of_a_pair_end_together),
		DESK(a_pair_that_earns_stays),
		DESK(unknown_positions_decide_nothing),
		DESK(what_is_on_its_way_is_waited_for),
		cmocka_unit_test(the_book_knows_of_the_order),
		DESK(a_list_that_is_full_may_be_whole),
		DESK(while_halted_it_is_decided_and_waits),
		DESK(every_state_is_a_fold_of_the_journal),
		cmocka_unit_test(a_death_in_between_changes_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
