/* Hedges and stops: who grants them, one hedge of a coin at a time, quotes that nobody looks at. */
#include "tests/engine/desk/override_case.h"
#include "tests/support/cm.h"
#include "tests/support/oms_desk.h"
#include "tests/support/oms_forge.h"
#include "tests/support/program_case.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static oms_desk *with(bool paper, rv_approval hedge, rv_approval stop)
{
	oms_desk *d = oms_desk_new();
	d->b->p.paper = paper;
	d->b->p.approve_hedge = hedge;
	d->b->p.approve_stop = stop;
	bench_remake(d->b);
	bench_up(d->b, true);
	return d;
}

static int sim(void **state)
{
	*state = with(true, RV_APPROVE_SIM, RV_APPROVE_SIM);
	return 0;
}

static int by_hand(void **state)
{
	*state = with(true, RV_APPROVE_MANUAL, RV_APPROVE_MANUAL);
	return 0;
}

static rv_order_want hedge(const char *symbol, int64_t lots)
{
	rv_order_want w = { .cls = RV_CLASS_HEDGE, .lots = lots, .why = "delta of BTC" };
	(void)snprintf(w.symbol, sizeof(w.symbol), "%s", symbol);
	w.want[RV_SUB_H] = lots;
	return w;
}

static rv_order_want stop(const char *symbol, int64_t lots, rv_sub sub)
{
	rv_order_want w = hedge(symbol, lots);
	w.cls = RV_CLASS_STOP;
	w.reduce_only = true;
	w.want[RV_SUB_H] = 0;
	w.want[sub] = lots;
	(void)snprintf(w.why, sizeof(w.why), "stop of %s", rv_sub_name(sub));
	return w;
}

static uint64_t order(oms_bench *b, const rv_order_want *w)
{
	rv_err err = { 0 };
	uint64_t id = 0;
	if (rv_oms_order(b->o, w, &id, &err) != RV_OK)
		fail_msg("order: %s", err.text);
	bench_run(b, 0);
	return id;
}

static void refused(oms_bench *b, const rv_order_want *w, rv_status want, const char *words)
{
	rv_err err = { 0 };
	uint64_t id = 77;
	assert_int_equal(rv_oms_order(b->o, w, &id, &err), want);
	if (!strstr(err.text, words))
		fail_msg("\"%s\" does not say \"%s\"", err.text, words);
	assert_int_equal(id, 77);
}

/* ---- who grants it ---- */

static void a_hedge_is_granted_by_the_desk(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	(void)bench_simple(b, RV_CMD_LOCK); /* nobody needs to be there */
	const rv_order_want w = hedge("BTC", -300);
	const uint64_t id = order(b, &w);
	assert_false(bench_ticket(b, id)->for_person);
	bench_run(b, 3000);
	assert_int_equal(bench_ticket(b, id)->state, RV_TICKET_APPROVED);
	assert_int_equal(bench_ticket(b, id)->cls, RV_CLASS_HEDGE);
	assert_int_equal(bench_last(b, RV_EVENT_APPROVE)->uid, RV_EVENT_UID_DESK);
	assert_int_equal(bench_mandate(b, 1)->cls, RV_CLASS_HEDGE);
	assert_int_equal(case_held(b, "BTC", RV_SUB_H), -300);
	bench_restart(b, SIZE_MAX, true);
	assert_int_equal(case_held(b, "BTC", RV_SUB_H), -300);
	assert_int_equal(bench_mandate(b, 1)->cls, RV_CLASS_HEDGE);
}

static void or_by_a_person(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	const rv_order_want w = hedge("BTC", -300);
	const uint64_t id = order(b, &w);
	bench_run(b, 5000);
	assert_int_equal(bench_ticket(b, id)->state, RV_TICKET_READY);
	assert_true(bench_ticket(b, id)->for_person);
	const rv_command buy = bench_buy("SOL", 100);
	assert_false(bench_ticket(b, bench_propose(b, &buy))->for_person); /* his own */
	bench_expect(b, bench_approve(b, id), true, "1 granted");
	bench_run(b, 3000);
	assert_int_equal(case_held(b, "BTC", RV_SUB_H), -300);
}

/* ---- or as a person has set it ---- */

static void set_auto(oms_bench *b, const char *word, int64_t life_ms)
{
	rv_override x = oc_of_kind(b, RV_OVERRIDE_AUTO_HEDGE);
	(void)snprintf(x.word, sizeof(x.word), "%s", word);
	x.expires_utc_ms = rv_clock_utc_ms(b->clock) + life_ms;
	bench_expect(b, oc_set(b, &x), true, "auto-hedge");
}

static void off_makes_hedges_wait_until_its_end(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	assert_true(bench_view(b)->hedges_itself);
	(void)bench_simple(b, RV_CMD_LOCK); /* stopping it needs no armed desk */
	set_auto(b, "OFF", 30 * RV_SECOND_MS);
	assert_false(bench_view(b)->hedges_itself);
	assert_true(bench_view(b)->hedges_by_settings);
	const rv_order_want w = hedge("BTC", -300);
	const uint64_t id = order(b, &w);
	bench_run(b, 5000);
	assert_int_equal(bench_ticket(b, id)->state, RV_TICKET_READY);
	bench_restart(b, SIZE_MAX, true);
	mini_stream(&b->v, true);
	bench_run(b, 1000);
	(void)bench_simple(b, RV_CMD_ARM);
	bench_expect(b, bench_simple(b, RV_CMD_RESUME), true, "ACTIVE");
	assert_false(bench_view(b)->hedges_itself);
	const uint64_t again = order(b, &w);
	bench_run(b, 5000);
	assert_int_equal(bench_ticket(b, again)->state, RV_TICKET_READY);
	bench_run(b, 25000); /* its time is over: what waits goes */
	assert_true(bench_view(b)->hedges_itself);
	assert_int_equal(case_held(b, "BTC", RV_SUB_H), -300);
}

static void on_lets_them_go_armed(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	const rv_order_want w = hedge("BTC", -300);
	const uint64_t id = order(b, &w);
	bench_run(b, 3000);
	assert_int_equal(bench_ticket(b, id)->state, RV_TICKET_READY);
	(void)bench_simple(b, RV_CMD_LOCK);
	const rv_override x = oc_of_kind(b, RV_OVERRIDE_AUTO_HEDGE);
	bench_expect(b, oc_set(b, &x), false, "needs an armed desk");
	(void)bench_simple(b, RV_CMD_ARM);
	set_auto(b, "ON", RV_HOUR_MS);
	bench_run(b, 3000);
	assert_int_equal(bench_ticket(b, id)->state, RV_TICKET_APPROVED);
	assert_int_equal(case_held(b, "BTC", RV_SUB_H), -300);
	const rv_order_want s = stop("BTC", 100, RV_SUB_OP); /* of hedges alone */
	const uint64_t waits = order(b, &s);
	bench_run(b, 3000);
	assert_int_not_equal(bench_ticket(b, waits)->state, RV_TICKET_APPROVED);
}

/* ---- hedge now ---- */

static rv_hedge_ask ask(size_t n)
{
	rv_hedge_ask a = { .n = n, .text = "BTC sell, ETH buy" };
	a.want[0] = hedge("BTC", -300);
	a.want[1] = hedge("ETH", 200);
	return a;
}

static uint64_t now(oms_bench *b, const rv_hedge_ask *a, const char *reason, uint64_t ids[2])
{
	rv_command c = {
		.kind = RV_CMD_HEDGE, .nonce = ++b->nonce, .uid = 1000, .role = RV_WHO_ADMIN
	};
	(void)snprintf(c.reason, sizeof(c.reason), "%s", reason);
	rv_oms_hedge(b->o, &c, a, ids);
	bench_run(b, 0);
	return c.nonce;
}

static void hedge_now_is_an_act_of_a_person(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	const rv_hedge_ask a = ask(2), none = ask(0);
	uint64_t ids[2] = { 7, 7 };
	bench_expect(b, now(b, &a, "", ids), false, "hedge needs a reason");
	bench_expect(b, now(b, &none, "before the CPI", ids), false, "BTC sell, ETH buy");
	(void)bench_simple(b, RV_CMD_LOCK);
	bench_expect(b, now(b, &a, "before the CPI", ids), false, "it needs an armed desk");
	assert_true(ids[0] == 0 && ids[1] == 0);
	assert_int_equal(bench_count(b, RV_EVENT_HEDGE, NULL), 0);
	assert_int_equal(bench_count(b, RV_EVENT_PROPOSE, NULL), 0);
	(void)bench_simple(b, RV_CMD_ARM);
	const uint64_t nonce = now(b, &a, "before the CPI", ids);
	bench_expect(b, nonce, true, "BTC sell, ETH buy");
	assert_true(ids[0] != 0 && ids[1] != 0);
	const bench_event *e = bench_last(b, RV_EVENT_HEDGE);
	assert_int_equal(e->uid, 1000);
	assert_string_equal(bench_value(e, "reason"), "before the CPI");
	assert_int_equal(bench_count(b, RV_EVENT_PROPOSE, NULL), 2);
	bench_run(b, 3000);
	assert_int_equal(case_held(b, "BTC", RV_SUB_H), -300);
	assert_int_equal(case_held(b, "ETH", RV_SUB_H), 200);
	/* the same nonce is the same act */
	rv_command again = {
		.kind = RV_CMD_HEDGE, .nonce = nonce, .uid = 1000, .role = RV_WHO_ADMIN
	};
	rv_oms_hedge(b->o, &again, &a, ids);
	bench_run(b, 3000);
	assert_int_equal(bench_count(b, RV_EVENT_HEDGE, NULL), 1);
	bench_restart(b, SIZE_MAX, true);
	bench_run(b, 3000);
	assert_int_equal(bench_count(b, RV_EVENT_PROPOSE, NULL),
			 2); /* read back, nothing is asked */
}

static void hedge_now_waits_for_nobody_it_should_not(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	const rv_hedge_ask a = ask(2);
	uint64_t ids[2];
	const rv_order_want w = hedge("BTC", -300);
	(void)order(b, &w); /* waits for a person */
	bench_expect(b, now(b, &a, "before the CPI", ids), true,
		     "one leg only: one of BTC is on its way");
	assert_true(ids[0] == 0 && ids[1] != 0);
	bench_run(b, 3000);
	assert_int_equal(bench_ticket(b, ids[1])->state, RV_TICKET_READY); /* as hedges are here */
	bench_expect(b, now(b, &a, "before the CPI", ids), false, "is on its way");
	rv_command kill = { .kind = RV_CMD_KILL, .level = RV_KILL_LEAVE };
	(void)bench_command(b, &kill);
	bench_expect(b, now(b, &a, "before the CPI", ids), false, "needs an armed desk");
	bench_expect(b, bench_simple(b, RV_CMD_ARM), true, "armed");
	bench_expect(b, now(b, &a, "before the CPI", ids), false, "HALTED: no hedge is sent");
	const size_t events = bench_count(b, RV_EVENT_HEDGE, NULL);
	rv_oms_stop(b->o, true);
	bench_expect(b, now(b, &a, "before the CPI", ids), false, "the desk is stopping");
	assert_int_equal(bench_count(b, RV_EVENT_HEDGE, NULL), events);
}

static void a_stop_is_granted_by_the_desk(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	(void)bench_trade(b, "SOL", RV_BUY, 500);
	bench_run(b, 3000);
	const rv_order_want w = stop("SOL", -200, RV_SUB_OP);
	const uint64_t id = order(b, &w);
	bench_run(b, 3000);
	assert_int_equal(bench_ticket(b, id)->state, RV_TICKET_APPROVED);
	assert_int_equal(case_held(b, "SOL", RV_SUB_OP), 300);
}

/* What adds is no stop, whatever it is called: a person looks at it. */
static void a_stop_that_adds_is_not(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	rv_order_want w = stop("SOL", -200, RV_SUB_S4M);
	w.reduce_only = false; /* the sub-book is long, the net is not */
	const uint64_t id = order(b, &w);
	bench_run(b, 5000);
	assert_int_equal(bench_ticket(b, id)->state, RV_TICKET_READY);
	assert_true(bench_ticket(b, id)->for_person);
	bench_expect(b, bench_approve(b, id), true, "1 granted");
	bench_run(b, 3000);
	assert_int_equal(case_held(b, "SOL", RV_SUB_S4M), -200);
}

static void a_stop_goes_while_the_book_reduces(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	(void)bench_trade(b, "SOL", RV_BUY, 500);
	bench_run(b, 3000);
	rv_command kill = { .kind = RV_CMD_KILL, .level = RV_KILL_REDUCE };
	(void)bench_command(b, &kill);
	const rv_order_want w = stop("SOL", -200, RV_SUB_OP), h = hedge("BTC", -300);
	(void)order(b, &w);
	const uint64_t id = order(b, &h);
	bench_run(b, 3000);
	assert_int_equal(case_held(b, "SOL", RV_SUB_OP), 300);
	assert_int_equal(bench_ticket(b, id)->state, RV_TICKET_BLOCKED);
}

/* Where the settings say so, and where it is no simulated venue they do not. */
static void by_setting_and_venue(void **state)
{
	(void)state;
	static const struct {
		bool paper;
		rv_approval hedge, stop;
		bool h, s;
	} cases[] = {
		{ true, RV_APPROVE_SIM, RV_APPROVE_MANUAL, true, false },
		{ true, RV_APPROVE_MANUAL, RV_APPROVE_SIM, false, true },
		{ false, RV_APPROVE_SIM, RV_APPROVE_SIM, false, false },
		{ false, RV_APPROVE_AUTO, RV_APPROVE_SIM, true, false },
		{ false, RV_APPROVE_MANUAL, RV_APPROVE_AUTO, false, true },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		oms_desk *d = with(cases[i].paper, cases[i].hedge, cases[i].stop);
		(void)bench_trade(d->b, "SOL", RV_BUY, 500);
		bench_run(d->b, 3000);
		const rv_order_want h = hedge("BTC", -300), s = stop("SOL", -200, RV_SUB_OP);
		const uint64_t a = order(d->b, &h), c = order(d->b, &s);
		bench_run(d->b, 5000);
		assert_int_equal(bench_ticket(d->b, a)->state,
				 cases[i].h ? RV_TICKET_APPROVED : RV_TICKET_READY);
		assert_int_equal(bench_ticket(d->b, c)->state,
				 cases[i].s ? RV_TICKET_APPROVED : RV_TICKET_READY);
		check_now(d->k);
		check_free(d->k);
		bench_free(d->b);
	}
}

/* ---- one at a time ---- */

static void one_hedge_of_a_coin(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	rv_order_want w = hedge("BTC", -300), other = hedge("ETH", 4000);
	b->v.delay_ms = 3000;
	(void)order(b, &w);
	bench_run(b, 1000);
	assert_int_equal(bench_mandate(b, 1)->state, RV_MANDATE_RUNNING);
	refused(b, &w, RV_EEXIST, "one of BTC is on its way");
	(void)order(b, &other);
	b->v.delay_ms = 0;
	bench_run(b, 30000);
	assert_int_equal(bench_mandate(b, 1)->state, RV_MANDATE_ENDED);
	w = hedge("BTC", 200);
	(void)order(b, &w);
	bench_run(b, 3000);
	assert_int_equal(case_held(b, "BTC", RV_SUB_H), -100);
	bench_forged(b, RV_EVENT_END, NULL, NULL, "one hedge of a coin");
	bench_forged(b, RV_EVENT_PROPOSE, "class 2", "class 4", "class");
	bench_forged(b, RV_EVENT_PROPOSE, "class 2", "class 1", "program");
}

static void one_that_waits_is_one(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	const rv_order_want w = hedge("BTC", -300);
	const uint64_t id = order(b, &w);
	refused(b, &w, RV_EEXIST, "on its way");
	bench_run(b, 121000);
	assert_int_equal(bench_ticket(b, id)->state, RV_TICKET_EXPIRED);
	(void)order(b, &w);
}

/* ---- quotes ---- */

/* The price has moved before it was ready: quoted again by itself, once a second at most. */
static void quoted_again_while_nobody_looks(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	(void)bench_trade(b, "SOL", RV_BUY, 500);
	bench_run(b, 3000);
	mini_stream(&b->v, false); /* nothing leaves now */
	bench_run(b, 1000);
	const rv_order_want w = stop("SOL", -200, RV_SUB_OP);
	const uint64_t id = order(b, &w);
	for (int i = 0; i < 10; i++) {
		mini_price(&b->v, BENCH_SOL, 1423500 - i * 4000, 1423700 - i * 4000);
		bench_run(b, 1000);
	}
	assert_int_equal(bench_ticket(b, id)->version, 1);
	mini_stream(&b->v, true);
	bench_run(b, 8000);
	assert_int_equal(bench_ticket(b, id)->state, RV_TICKET_APPROVED);
	assert_int_equal(bench_ticket(b, id)->version, 2);
	assert_int_equal(bench_lots(b, "SOL"), 300);
	assert_true(bench_last(b, RV_EVENT_FILL) != NULL);
}

/* By hand the person quotes it again, or nobody. */
static void by_hand_it_waits_for_the_person(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	const rv_order_want w = hedge("BTC", -300);
	const uint64_t id = order(b, &w);
	mini_price(&b->v, BENCH_BTC, 845000, 845010);
	bench_run(b, 5000);
	assert_int_equal(bench_ticket(b, id)->state, RV_TICKET_BLOCKED);
	assert_int_equal(bench_ticket(b, id)->version, 1);
	rv_command c = { .kind = RV_CMD_REQUOTE, .n_ids = 1, .ids = { id } };
	bench_expect(b, bench_command(b, &c), true, "sell 0.003 BTC");
	bench_expect(b, bench_approve(b, id), true, "1 granted");
}

/* ---- what is none ---- */

static void what_is_no_hedge_and_no_stop(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	const rv_order_want good = hedge("BTC", -300);
	rv_order_want w = good;
	w.cls = RV_CLASS_HAND;
	refused(b, &w, RV_EINVAL, "not a hedge");
	w.cls = RV_CLASS_PROGRAM;
	refused(b, &w, RV_EINVAL, "not a hedge");
	w = good;
	w.lots = -301;
	refused(b, &w, RV_EINVAL, "do not sum");
	w.lots = 0;
	w.want[RV_SUB_H] = 0;
	refused(b, &w, RV_EINVAL, "do not sum");
	w = good;
	w.style = RV_STYLE_LIMIT;
	refused(b, &w, RV_EINVAL, "not a hedge");
	w.style = RV_STYLE_TWAP;
	refused(b, &w, RV_EINVAL, "not a hedge");
	w = good;
	memcpy(w.symbol, "XYZ", 4);
	refused(b, &w, RV_ENOENT, "not traded");
	w = good;
	memset(w.why, 'w', sizeof(w.why));
	refused(b, &w, RV_EINVAL, "not a hedge");
	b->stale = true;
	b->quotes[BENCH_BTC].mid = NAN;
	rv_oms_market_set(b->o, &b->market);
	refused(b, &good, RV_EAGAIN, "no price now");
	b->stale = false;
	bench_quotes(b);
	rv_order_want twap = good;
	twap.style = RV_STYLE_TWAP;
	twap.duration_ms = 60000;
	(void)order(b, &twap);
	bench_run(b, 62000);
	assert_int_equal(case_held(b, "BTC", RV_SUB_H), -300);
	rv_oms_stop(b->o, true);
	refused(b, &good, RV_ECLOSED, "no orders now");
}

#define SIM(f) cmocka_unit_test_setup_teardown(f, sim, oms_desk_teardown)
#define HAND(f) cmocka_unit_test_setup_teardown(f, by_hand, oms_desk_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		SIM(a_hedge_is_granted_by_the_desk),
		HAND(or_by_a_person),
		SIM(off_makes_hedges_wait_until_its_end),
		HAND(on_lets_them_go_armed),
		SIM(hedge_now_is_an_act_of_a_person),
		HAND(hedge_now_waits_for_nobody_it_should_not),
		SIM(a_stop_is_granted_by_the_desk),
		SIM(a_stop_that_adds_is_not),
		SIM(a_stop_goes_while_the_book_reduces),
		cmocka_unit_test(by_setting_and_venue),
		SIM(one_hedge_of_a_coin),
		HAND(one_that_waits_is_one),
		SIM(quoted_again_while_nobody_looks),
		HAND(by_hand_it_waits_for_the_person),
		SIM(what_is_no_hedge_and_no_stop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
