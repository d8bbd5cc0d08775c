/* Tickets: proposed, checked, quoted, approved; and what may not be. */
#include "tests/support/cm.h"
#include "tests/support/oms_desk.h"

#include <math.h>
#include <string.h>

/* 5 SOL at the ask of 142.37; the limit is 20 bp above it, rounded down to 142.65. */
static void proposed_approved_filled(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	rv_command c = bench_buy("SOL", 500);
	const uint64_t t = bench_propose(b, &c);
	const rv_tv_ticket *x = bench_ticket(b, t);
	assert_int_equal(x->state, RV_TICKET_READY);
	assert_int_equal(x->px, 1426500);
	assert_int_equal(x->lots, 500);
	assert_int_equal(x->notional_musd, 1423600LL * 500);
	assert_true(x->n_checks > 20);
	assert_int_equal(b->v.n_sends, 0);
	bench_expect(b, bench_approve(b, t), true, "1 granted");
	bench_run(b, 3000);
	assert_int_equal(bench_ticket(b, t)->state, RV_TICKET_APPROVED);
	const rv_tv_mandate *m = bench_mandate(b, 1);
	assert_int_equal(m->state, RV_MANDATE_ENDED);
	assert_int_equal(m->lots_filled, 500);
	assert_string_equal(m->reason, "filled");
	assert_true(fabs(m->avg_px - 142.37) < 1e-9);
	const rv_tv_position *p = bench_position(b, "SOL");
	assert_int_equal(p->lots, 500);
	assert_int_equal(p->venue_lots, 0); /* as last told, before */
	assert_true(fabs(p->entry_px - 142.37) < 1e-9);
	assert_int_equal(b->view.n_fills, 1);
	assert_int_equal(b->view.fills[0].mandate, 1);
	bench_run(b, 12000);
	assert_int_equal(bench_position(b, "SOL")->venue_lots, 500);
}

static void size_from_money(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	rv_command c = bench_buy("BTC", 0);
	c.notional_musd = 1000 * RV_MUSD; /* at 83,765.5: 0.01193 BTC and a bit */
	const rv_tv_ticket *t = bench_ticket(b, bench_propose(b, &c));
	assert_int_equal(t->lots, 1193);
	c = bench_buy("BTC", 0);
	c.notional_musd = RV_MUSD / 2; /* half a dollar: not one lot of 0.84 USD */
	bench_expect(b, bench_command(b, &c), false, "less than one lot");
}

/* In money at its own limit: 1,000 USD of SOL far below and above the mid of 142.36. */
static void size_of_a_limit_from_money(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	static const struct {
		rv_side side;
		int64_t px, lots, notional_musd;
	} cases[] = {
		{ RV_BUY, 1001000, 999, 999999000 },  /* 9.99 x 100.1 */
		{ RV_BUY, 1424000, 702, 999648000 },  /* 7.02 x 142.4, above the mid */
		{ RV_SELL, 1601000, 624, 999024000 }, /* 6.24 x 160.1: 7.02 would be 1,123.9 */
		{ RV_SELL, 1423000, 702, 999367200 }, /* below the mid it is sold at the mid */
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		rv_command c = bench_buy("SOL", 0);
		c.side = cases[i].side;
		c.style = RV_STYLE_LIMIT;
		c.px = cases[i].px;
		c.notional_musd = 1000 * RV_MUSD;
		const rv_tv_ticket *t = bench_ticket(b, bench_propose(b, &c));
		assert_int_equal(t->lots, cases[i].lots);
		assert_int_equal(t->notional_musd, cases[i].notional_musd);
	}
}

static void closes_what_there_is(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	rv_command c = { .kind = RV_CMD_PROPOSE, .close = true, .symbol = "ETH" };
	bench_expect(b, bench_command(b, &c), false, "no position to close");
	(void)bench_trade(b, "ETH", RV_SELL, 10000);
	bench_run(b, 3000);
	assert_int_equal(bench_lots(b, "ETH"), -10000);
	c = (rv_command){ .kind = RV_CMD_PROPOSE, .close = true, .symbol = "ETH" };
	const uint64_t t = bench_propose(b, &c);
	const rv_tv_ticket *x = bench_ticket(b, t);
	assert_int_equal(x->side, RV_BUY);
	assert_int_equal(x->lots, 10000);
	assert_true(x->reduce_only);
	bench_expect(b, bench_approve(b, t), true, "granted");
	bench_run(b, 3000);
	assert_int_equal(bench_lots(b, "ETH"), 0);
}

/* A closing order is no exception to HALTED, and the checks say so. */
static void closing_waits_for_a_resume_too(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	size_t missed = 0;
	(void)bench_trade(b, "SOL", RV_BUY, 500);
	bench_run(b, 3000);
	rv_command kill = { .kind = RV_CMD_KILL, .level = RV_KILL_CANCEL };
	bench_expect(b, bench_command(b, &kill), true, "killed");
	rv_command c = { .kind = RV_CMD_PROPOSE, .close = true, .symbol = "SOL" };
	const uint64_t t = bench_propose(b, &c);
	const rv_tv_ticket *x = bench_ticket(b, t);
	assert_int_equal(x->state, RV_TICKET_BLOCKED);
	for (size_t i = 0; i < x->n_checks; i++) {
		if (x->checks[i].ok)
			continue;
		missed++;
		assert_string_equal(x->checks[i].name, "book state");
		assert_string_equal(x->checks[i].text, "HALTED: resume first");
	}
	assert_int_equal(missed, 1);
}

static double limit_used(oms_bench *b, const char *name)
{
	const rv_trade_view *v = bench_view(b);
	for (size_t i = 0; i < v->n_limits; i++)
		if (strcmp(v->limits[i].name, name) == 0)
			return v->limits[i].used;
	return NAN;
}

/* Of what waits, at its limit: 5 SOL at 142.65 before 3 SOL; and of nothing, nothing. */
/* As the gate counts it: what rests is filled at worst. At the mark, not at its limit. */
static void limits_count_what_rests(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	rv_command c = bench_buy("SOL", 500);
	c.style = RV_STYLE_LIMIT;
	c.px = 1420000;
	assert_true(fabs(limit_used(b, "gross")) < 1e-9);
	bench_expect(b, bench_approve(b, bench_propose(b, &c)), true, "granted");
	bench_run(b, 2000);
	const double usd = 5.0 * b->quotes[BENCH_SOL].mark;
	assert_true(usd > 0.0);
	assert_true(fabs(limit_used(b, "gross") - usd) < 1e-6);
	assert_true(fabs(limit_used(b, "symbol") - usd) < 1e-6);
	assert_true(fabs(limit_used(b, "net") - usd) < 1e-6);
	assert_true(fabs(bench_view(b)->gross_usd) < 1e-9); /* the account's own has no orders */
}

static void the_largest_order_is_told(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	rv_command c = bench_buy("SOL", 300);
	assert_true(fabs(limit_used(b, "largest order")) < 1e-9);
	(void)bench_propose(b, &c);
	c = bench_buy("SOL", 500);
	(void)bench_propose(b, &c);
	assert_true(fabs(limit_used(b, "largest order") - 713.25) < 1e-9);
	bench_run(b, 120000);
	assert_true(fabs(limit_used(b, "largest order")) < 1e-9);
}

static void rejected_by_hand(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	rv_command c = bench_buy("SOL", 300);
	const uint64_t t = bench_propose(b, &c);
	rv_command r = { .kind = RV_CMD_REJECT, .n_ids = 1, .reason = "not today" };
	r.ids[0] = t;
	bench_expect(b, bench_command(b, &r), true, "1 rejected");
	assert_int_equal(bench_ticket(b, t)->state, RV_TICKET_REJECTED);
	assert_string_equal(bench_ticket(b, t)->reason, "not today");
	bench_expect(b, bench_approve(b, t), false, "does not wait");
	assert_int_equal(b->v.n_sends, 0);
}

static void expires_at_120_s(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	rv_command c = bench_buy("SOL", 300);
	const uint64_t t = bench_propose(b, &c);
	bench_run(b, 119000);
	assert_int_equal(bench_ticket(b, t)->state, RV_TICKET_READY);
	bench_run(b, 1000);
	assert_int_equal(bench_ticket(b, t)->state, RV_TICKET_EXPIRED);
	bench_expect(b, bench_approve(b, t), false, "does not wait");
	assert_int_equal(bench_count(b, RV_EVENT_EXPIRE, NULL), 1);
}

/* The limit is max(10 bp, 1.5 x 1.4 bp, 0.35 x 70 bp = 24.5 bp) of 142.36: 0.349 USD. */
static void drift_blocks_and_a_requote_frees(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	rv_command c = bench_buy("SOL", 300);
	const uint64_t t = bench_propose(b, &c);
	const rv_digest first = bench_ticket(b, t)->digest;
	mini_price(&b->v, BENCH_SOL, 1426800, 1427000); /* +23.2 bp */
	bench_run(b, 1000);
	assert_int_equal(bench_ticket(b, t)->state, RV_TICKET_READY);
	mini_price(&b->v, BENCH_SOL, 1427100, 1427300); /* +25.3 bp */
	bench_run(b, 1000);
	const rv_tv_ticket *x = bench_ticket(b, t);
	assert_int_equal(x->state, RV_TICKET_BLOCKED);
	assert_non_null(strstr(x->reason, "has moved 25.3 bp"));
	assert_string_equal(x->checks[0].name, "desk"); /* no rule of the gate knows of it */
	assert_false(x->checks[0].ok);
	assert_non_null(strstr(x->checks[0].text, "has moved 25.3 bp"));
	bench_expect(b, bench_approve(b, t), false, "has moved");
	rv_command r = { .kind = RV_CMD_REQUOTE, .n_ids = 1 };
	r.ids[0] = t;
	bench_expect(b, bench_command(b, &r), true, "ticket");
	x = bench_ticket(b, t);
	assert_int_equal(x->state, RV_TICKET_READY);
	assert_int_equal(x->version, 2);
	assert_true(memcmp(&x->digest, &first, sizeof(first)) != 0);
	rv_command old = { .kind = RV_CMD_APPROVE, .n_ids = 1 };
	old.ids[0] = t;
	old.digests[0] = first;
	bench_expect(b, bench_command(b, &old), false, "not what was on the screen");
	bench_expect(b, bench_approve(b, t), true, "granted");
	bench_run(b, 2000);
	assert_int_equal(bench_lots(b, "SOL"), 300);
}

static void a_requote_lives_anew(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	rv_command c = bench_buy("SOL", 300);
	const uint64_t t = bench_propose(b, &c);
	bench_run(b, 100000);
	rv_command r = { .kind = RV_CMD_REQUOTE, .n_ids = 1 };
	r.ids[0] = t;
	bench_expect(b, bench_command(b, &r), true, "ticket");
	bench_run(b, 100000);
	assert_int_equal(bench_ticket(b, t)->state, RV_TICKET_READY);
	bench_run(b, 21000);
	assert_int_equal(bench_ticket(b, t)->state, RV_TICKET_EXPIRED);
}

static void reduced_and_never_enlarged(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	rv_command c = bench_buy("SOL", 500);
	const uint64_t t = bench_propose(b, &c);
	rv_command r = { .kind = RV_CMD_REDUCE, .n_ids = 1, .lots = 501 };
	r.ids[0] = t;
	bench_expect(b, bench_command(b, &r), false, "more than it was");
	r = (rv_command){ .kind = RV_CMD_REDUCE, .n_ids = 1, .px = 1427000, .ids = { t } };
	bench_expect(b, bench_command(b, &r), false, "more passive");
	r = (rv_command){ .kind = RV_CMD_REDUCE, .n_ids = 1, .px = 1424550, .ids = { t } };
	bench_expect(b, bench_command(b, &r), false, "more passive"); /* six figures */
	r = (rv_command){ .kind = RV_CMD_REDUCE, .n_ids = 1, .lots = 500, .ids = { t } };
	bench_expect(b, bench_command(b, &r), false, "nothing would change");
	r = (rv_command){
		.kind = RV_CMD_REDUCE, .n_ids = 1, .lots = 200, .px = 1424500, .ids = { t }
	};
	bench_expect(b, bench_command(b, &r), true, "2.0 SOL");
	assert_int_equal(bench_ticket(b, t)->version, 2);
	bench_expect(b, bench_approve(b, t), true, "granted");
	bench_run(b, 2000);
	assert_int_equal(bench_lots(b, "SOL"), 200);
	assert_int_equal(b->v.orders[0].o.px, 1424500);
}

static void said_twice_it_is_meant(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	rv_command c = bench_buy("SOL", 300);
	(void)bench_propose(b, &c);
	bench_run(b, 3000);
	c = bench_buy("SOL", 300);
	bench_expect(b, bench_command(b, &c), false, "say it again");
	assert_int_equal(b->view.n_pending, 1);
	c = bench_buy("SOL", 300);
	const uint64_t t = bench_propose(b, &c);
	assert_int_equal(bench_ticket(b, t)->state, RV_TICKET_READY);
	assert_int_equal(b->view.n_pending, 2);
	bench_run(b, 11000);
	c = bench_buy("SOL", 300);
	bench_expect(b, bench_command(b, &c), true, "ticket");
}

static void denied_by_a_limit(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	rv_command c = bench_buy("SOL", 8000); /* 11,388 USD, the order limit is 10,000 */
	bench_expect(b, bench_command(b, &c), false, "order size");
	const rv_tv_ticket *t = &bench_view(b)->tickets[0];
	assert_int_equal(t->state, RV_TICKET_DENIED);
	assert_int_equal(bench_count(b, RV_EVENT_DENY, NULL), 1);
	c = bench_buy("SOL", 7); /* 0.07 SOL: 9.97 USD */
	bench_expect(b, bench_command(b, &c), false, "least order");
	c = bench_buy("DOGE", 7);
	bench_expect(b, bench_command(b, &c), false, "not a coin");
	assert_int_equal(b->view.n_pending, 0);
}

static void needs_an_armed_desk(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	rv_command c = bench_buy("SOL", 300);
	const uint64_t t = bench_propose(b, &c);
	bench_expect(b, bench_simple(b, RV_CMD_LOCK), true, "locked");
	bench_expect(b, bench_approve(b, t), false, "not armed");
	bench_expect(b, bench_simple(b, RV_CMD_ARM), true, "armed");
	bench_expect(b, bench_approve(b, t), true, "granted");
	assert_true(bench_count(b, RV_EVENT_REFUSAL, NULL) >= 1);
}

/* 15 minutes in all, 5 without a command. */
static void arming_ends_by_itself(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	bench_run(b, 299000);
	assert_true(bench_view(b)->armed);
	bench_run(b, 2000);
	assert_false(bench_view(b)->armed);
	bench_expect(b, bench_simple(b, RV_CMD_ARM), true, "armed");
	for (int i = 0; i < 5; i++) {
		bench_run(b, 170000);
		rv_command n = { .kind = RV_CMD_NOTE, .reason = "still here" };
		bench_expect(b, bench_command(b, &n), true, "noted");
		assert_true(bench_view(b)->armed);
	}
	bench_run(b, 60000);
	assert_false(bench_view(b)->armed);
}

static void the_same_nonce_does_nothing(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	rv_command c = bench_buy("SOL", 300);
	const uint64_t nonce = bench_command(b, &c);
	bench_expect(b, nonce, true, "ticket 1");
	const size_t n = b->n_events;
	(void)bench_command(b, &c); /* c has its nonce by now */
	assert_int_equal(b->n_events, n);
	bench_expect(b, nonce, true, "ticket 1");
	assert_int_equal(b->view.n_pending, 1);
}

static void several_at_once(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	rv_command a = { .kind = RV_CMD_APPROVE, .n_ids = 3 };
	rv_command c = bench_buy("SOL", 300);
	a.ids[0] = bench_propose(b, &c);
	c = bench_buy("ETH", 3000);
	a.ids[1] = bench_propose(b, &c);
	a.ids[2] = 77;
	for (size_t i = 0; i < 2; i++)
		a.digests[i] = bench_ticket(b, a.ids[i])->digest;
	bench_expect(b, bench_command(b, &a), false, "2 of 3 granted; ticket 77");
	bench_run(b, 3000);
	assert_int_equal(bench_lots(b, "SOL"), 300);
	assert_int_equal(bench_lots(b, "ETH"), 3000);
}

static void stale_quotes_block(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	rv_command c = bench_buy("SOL", 300);
	const uint64_t t = bench_propose(b, &c);
	b->stale = true;
	bench_run(b, 6000);
	assert_int_equal(bench_ticket(b, t)->state, RV_TICKET_BLOCKED);
	bench_expect(b, bench_approve(b, t), false, "quote age");
	b->stale = false;
	bench_run(b, 1000);
	assert_int_equal(bench_ticket(b, t)->state, RV_TICKET_READY);
}

/* The mandate is granted on quotes of 3 s, too old to send with: it waits for fresh ones. */
static void an_approved_order_waits_for_a_quote(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	rv_command c = bench_buy("SOL", 300);
	const uint64_t t = bench_propose(b, &c);
	b->stale = true;
	bench_run(b, 3000);
	bench_expect(b, bench_approve(b, t), true, "granted");
	bench_run(b, 1000);
	assert_int_equal(b->v.n_sends, 0);
	assert_non_null(strstr(bench_mandate(b, 1)->reason, "quote age"));
	bench_run(b, 8000);
	assert_int_equal(bench_mandate(b, 1)->state, RV_MANDATE_PAUSED);
	b->stale = false;
	bench_run(b, 2000);
	assert_int_equal(bench_lots(b, "SOL"), 300);
	assert_int_equal(bench_count(b, RV_EVENT_PAUSE, NULL), 1);
	assert_int_equal(bench_count(b, RV_EVENT_UNPAUSE, NULL), 1);
}

static void too_many_wait(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	for (int i = 0; i < RV_TV_TICKETS; i++) {
		rv_command c = bench_buy("SOL", 100 + i);
		(void)bench_propose(b, &c);
	}
	rv_command c = bench_buy("SOL", 99);
	bench_expect(b, bench_command(b, &c), false, "wait already");
	assert_int_equal(bench_view(b)->n_pending, RV_TV_TICKETS);
}

/* A person is not asked where the settings say so, which a live account cannot. */
static void automatic_in_the_simulated_venue(void **state)
{
	(void)state;
	oms_bench *b = bench_new();
	b->p.approval = RV_APPROVE_AUTO;
	bench_remake(b);
	oms_check *k = check_new(b);
	bench_up(b, false);
	bench_expect(b, bench_simple(b, RV_CMD_RESUME), true,
		     "ACTIVE; not armed: approval is auto");
	bench_expect(b, bench_simple(b, RV_CMD_LOCK), true,
		     "locked; approval is auto: the desk still approves by itself");
	rv_command c = bench_buy("SOL", 300);
	bench_expect(b, bench_command(b, &c), true, "ticket");
	bench_run(b, 2000);
	assert_int_equal(bench_lots(b, "SOL"), 300);
	const bench_event *e = bench_last(b, RV_EVENT_APPROVE);
	assert_int_equal(e->uid, RV_EVENT_UID_DESK);
	b->p.paper = false;
	b->p.live = true;
	rv_oms *live = NULL;
	assert_int_equal(rv_oms_new(&b->p, b->clock, NULL, &live), RV_EINVAL);
	check_free(k);
	bench_free(b);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, oms_desk_setup, oms_desk_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(proposed_approved_filled),
		TEST(size_from_money),
		TEST(size_of_a_limit_from_money),
		TEST(closes_what_there_is),
		TEST(closing_waits_for_a_resume_too),
		TEST(limits_count_what_rests),
		TEST(the_largest_order_is_told),
		TEST(rejected_by_hand),
		TEST(expires_at_120_s),
		TEST(drift_blocks_and_a_requote_frees),
		TEST(a_requote_lives_anew),
		TEST(reduced_and_never_enlarged),
		TEST(said_twice_it_is_meant),
		TEST(denied_by_a_limit),
		TEST(needs_an_armed_desk),
		TEST(arming_ends_by_itself),
		TEST(the_same_nonce_does_nothing),
		TEST(several_at_once),
		TEST(stale_quotes_block),
		TEST(an_approved_order_waits_for_a_quote),
		TEST(too_many_wait),
		cmocka_unit_test(automatic_in_the_simulated_venue),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
