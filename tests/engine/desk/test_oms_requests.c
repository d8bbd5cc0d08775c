/*
 * Acts of two people: what one asks for is done when another one approves the same digest. Nothing
 * is done before, nothing else than that, nothing by one person alone, and a restart in between
 * changes nothing.
 */
#include "engine/desk/oms_fold.h"
#include "tests/engine/desk/override_case.h"
#include "tests/engine/desk/two_people.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static rv_command pin(oms_bench *b, double weight)
{
	return (rv_command){ .kind = RV_CMD_OVERRIDE,
			     .over = oc_make(b, RV_OVERRIDE_PIN, RV_SUB_S5, "SOL", weight) };
}

static rv_command end_of(uint64_t id)
{
	return (rv_command){ .kind = RV_CMD_OVERRIDE_END, .n_ids = 1, .ids = { id } };
}

static rv_command licence(rv_licence l)
{
	return (rv_command){ .kind = RV_CMD_LICENCE,
			     .sub = RV_SUB_S5,
			     .licence = l,
			     .reason = "sixty days on paper" };
}

/* ---- one asks, another one approves ---- */

static void two_people_set_one_override(void **state)
{
	oms_bench *b = two(state);
	says(b, &ben, pin(b, 0.02), false, "ann (1001) has the pen"); /* the first needs it */
	says(b, &ann, pin(b, 0.02), true, ": 1 of 2: ann (1001), waits for another person");
	assert_int_equal(bench_count(b, RV_EVENT_OVERRIDE, NULL), 0);
	const rv_tv_request *x = request(b, 1);
	assert_non_null(x);
	assert_string_equal(x->first, "ann (1001)");
	assert_string_equal(x->reason, "thin book on Saturday");
	is_about(b, 1, "override S5 SOL pinned at 0.02 until 20");
	assert_int_equal(x->role, RV_WHO_APPROVE);
	says(b, &ann, pin(b, 0.02), false, "you have asked for it: r1 waits");
	says(b, &ann, approval(b, 1), false, "you have asked for r1");
	person elsewhere = ann; /* at another console she is the same person */
	elsewhere.conn = 20;
	says(b, &elsewhere, approval(b, 1), false, "you have asked for r1");
	says(b, &eve, approval(b, 1), false, "approve-request needs the role approve");
	assert_int_equal(bench_count(b, RV_EVENT_OVERRIDE, NULL), 0);
	says(b, &cat, approval(b, 1), true, "1: S5 SOL pinned at 0.02"); /* without the pen */
	assert_int_equal(bench_count(b, RV_EVENT_OVERRIDE, NULL), 1);
	assert_int_equal(bench_last(b, RV_EVENT_OVERRIDE)->uid, 1003);
	assert_int_equal(bench_last(b, RV_EVENT_REQUEST)->uid, 1001);
	const bench_event *e = bench_last(b, RV_EVENT_REQUEST_END);
	assert_string_equal(bench_value(e, "what"), "approved");
	assert_string_equal(bench_value(e, "first"), "ann (1001)");
	assert_int_equal(bench_view(b)->n_requests, 0);
	assert_int_equal(rv_oms_overrides(b->o)->n, 1);
}

/* What calms is one person's: the other one may be at lunch. */
static void what_calms_is_one_persons(void **state)
{
	oms_bench *b = two(state);
	static const rv_override_kind calm[] = { RV_OVERRIDE_CAP, RV_OVERRIDE_EXCLUDE,
						 RV_OVERRIDE_FLATTEN, RV_OVERRIDE_SCALE,
						 RV_OVERRIDE_PAUSE };
	for (size_t i = 0; i < sizeof(calm) / sizeof(calm[0]); i++) {
		const rv_command c = { .kind = RV_CMD_OVERRIDE, .over = oc_of_kind(b, calm[i]) };
		says(b, &ann, c, true, "until");
		assert_int_equal(bench_count(b, RV_EVENT_OVERRIDE, NULL), i + 1);
	}
	says(b, &ann, licence(RV_LICENCE_SHADOW), true, "S5 is SHADOW");
	assert_int_equal(bench_count(b, RV_EVENT_REQUEST, NULL), 0);
}

static void whatever_may_add_risk_is_two_peoples(void **state)
{
	oms_bench *b = two(state);
	static const rv_override_kind adds[] = { RV_OVERRIDE_PIN, RV_OVERRIDE_REGIME,
						 RV_OVERRIDE_LEVERAGE, RV_OVERRIDE_HEDGE,
						 RV_OVERRIDE_AUTO_HEDGE };
	for (size_t i = 0; i < sizeof(adds) / sizeof(adds[0]); i++) {
		const rv_command c = { .kind = RV_CMD_OVERRIDE, .over = oc_of_kind(b, adds[i]) };
		says(b, &ann, c, true, "waits for another person");
	}
	assert_int_equal(bench_count(b, RV_EVENT_OVERRIDE, NULL), 0);
	const rv_command cap = { .kind = RV_CMD_OVERRIDE, .over = oc_of_kind(b, RV_OVERRIDE_CAP) };
	says(b, &ann, cap, true, "1: SOL capped");
	says(b, &ann, end_of(1), true, "waits for another person"); /* what it held back may come */
	assert_int_equal(bench_count(b, RV_EVENT_OVERRIDE_END, NULL), 0);
	says(b, &ben, approval(b, 6), true, "1 has ended");
	assert_int_equal(bench_count(b, RV_EVENT_OVERRIDE_END, NULL), 1);
}

/* By the journal: what it says of a licence since; before that everything above SHADOW is more. */
static void a_promotion_is_two_peoples(void **state)
{
	oms_bench *b = two(state);
	says(b, &ann, licence(RV_LICENCE_50), true, "waits for another person");
	is_about(b, 1, "licence of S5 to 50 %, never set");
	says(b, &cat, approval(b, 1), false, "r1 needs the role risk"); /* as the act itself does */
	says(b, &ben, approval(b, 1), true, "S5 is 50 %");
	says(b, &ann, licence(RV_LICENCE_25), true, "S5 is 25 %"); /* less: hers alone */
	bench_restart(b, b->n_events, true);
	leads(b, &ann);
	says(b, &ann, licence(RV_LICENCE_50), true, "waits for another person");
	says(b, &ann, licence(RV_LICENCE_25), true, "S5 is 25 %");
	is_about(b, 2, "to 50 %, 25 % by the journal");
}

/* An order that nobody knows what became of, far beyond its time. */
static rv_cloid an_unknown_order(oms_bench *b)
{
	rv_command c = bench_buy("SOL", 500), a = { .kind = RV_CMD_APPROVE, .n_ids = 1 };
	mini_fate_next(&b->v, MINI_LOST);
	mini_fate_next(&b->v, MINI_LOST);
	const uint64_t t = bench_propose(b, &c);
	a.ids[0] = t;
	a.digests[0] = bench_ticket(b, t)->digest;
	says(b, &ann, a, true, "1 of 2");
	says(b, &ben, a, true, "1 granted");
	b->v.fail_asks = 1000000;
	bench_run(b, 60000);
	const rv_tv_order *q = bench_order(b, 1);
	assert_int_equal(q->state, RV_ORDER_UNKNOWN);
	return q->cloid;
}

static void force_is_two_peoples(void **state)
{
	oms_bench *b = two(state);
	const rv_command f = { .kind = RV_CMD_FORCE,
			       .cloid = an_unknown_order(b),
			       .reason = "the venue told me" };
	says(b, &ann, f, true, "waits for another person");
	assert_int_equal(bench_order(b, 1)->state, RV_ORDER_UNKNOWN);
	is_about(b, 1, "buy 5.0 SOL at ");
	bench_restart(b, b->n_events, true); /* it waits on, and so does the order */
	assert_int_equal(bench_order(b, 1)->state, RV_ORDER_UNKNOWN);
	says(b, &ben, approval(b, 1), false, "not armed");
	leads(b, &ben);
	says(b, &ann, approval(b, 1), false, "you have asked for r1"); /* nor is she another now */
	says(b, &ben, approval(b, 1), true, "is closed by force");
	assert_int_equal(bench_count(b, RV_EVENT_FORCED, NULL), 1);
	assert_string_equal(bench_value(bench_last(b, RV_EVENT_FORCED), "text"),
			    "the venue told me");
}

/* A difference of `lots` that a person could accept. */
static void a_difference(oms_bench *b, int64_t lots)
{
	b->v.drop_fills = true;
	b->v.lag_ms = 1000000;
	mini_foreign_fill(&b->v, BENCH_SOL, RV_BUY, lots, RV_FILL_NORMAL);
	bench_run(b, 40000);
}

static void a_difference_is_accepted_by_two(void **state)
{
	oms_bench *b = two(state);
	a_difference(b, 300);
	const rv_command a = { .kind = RV_CMD_ADJUST, .symbol = "SOL", .reason = "as it is there" };
	says(b, &ann, a, true, "waits for another person");
	is_about(b, 1, "adjust 3.0 SOL: ours 0.0");
	assert_int_equal(bench_lots(b, "SOL"), 0);
	says(b, &ben, approval(b, 1), true, "SOL is adjusted by 3.0 SOL");
	assert_int_equal(bench_lots(b, "SOL"), 300);
}

/* Another difference than the one that was asked about: nobody has seen it. */
static void another_difference_is_another_request(void **state)
{
	oms_bench *b = two(state);
	a_difference(b, 300);
	const rv_command a = { .kind = RV_CMD_ADJUST, .symbol = "SOL", .reason = "as it is there" };
	says(b, &ann, a, true, "waits for another person");
	const rv_command old = approval(b, 1);
	mini_foreign_fill(&b->v, BENCH_SOL, RV_BUY, 200, RV_FILL_NORMAL);
	bench_run(b, 120000);
	says(b, &ben, old, false, "changed");
	assert_int_equal(bench_count(b, RV_EVENT_ADJUST, NULL), 0);
	assert_null(request(b, 1));
	assert_string_equal(bench_value(bench_last(b, RV_EVENT_REQUEST_END), "what"), "changed");
}

static void another_digest_is_refused(void **state)
{
	oms_bench *b = two(state);
	says(b, &ann, pin(b, 0.02), true, "waits");
	rv_command c = approval(b, 1);
	c.digests[0].b[31] ^= 1;
	says(b, &ben, c, false, "not what was on the screen");
	says(b, &ben, (rv_command){ .kind = RV_CMD_APPROVE_REQUEST, .n_ids = 1, .ids = { 7 } },
	     false, "no request of that number");
	assert_int_equal(bench_count(b, RV_EVENT_OVERRIDE, NULL), 0);
	says(b, &ann, pin(b, 0.03), true, "r2"); /* another act has another digest */
	const rv_digest one = request(b, 1)->digest, other = request(b, 2)->digest;
	assert_memory_not_equal(one.b, other.b, sizeof(one.b));
	says(b, &ben, approval(b, 2), true, "pinned at 0.03");
}

/* ---- how it ends ---- */

static void it_ends_by_itself(void **state)
{
	oms_bench *b = two(state);
	says(b, &ann, pin(b, 0.02), true, "waits");
	const rv_command c = approval(b, 1);
	bench_run(b, b->p.second_ms - 1000);
	assert_non_null(request(b, 1));
	bench_run(b, 1000);
	assert_null(request(b, 1));
	assert_string_equal(bench_value(bench_last(b, RV_EVENT_REQUEST_END), "what"), "expired");
	says(b, &ben, c, false, "no request of that number waits");
	assert_int_equal(bench_count(b, RV_EVENT_OVERRIDE, NULL), 0);
}

/* The time of a process that was not there counts, too. */
static void a_restart_does_not_lengthen_it(void **state)
{
	oms_bench *b = two(state);
	says(b, &ann, pin(b, 0.02), true, "waits");
	bench_run(b, b->p.second_ms - 30000);
	bench_restart(b, b->n_events, true);
	const rv_tv_request *x = request(b, 1);
	assert_non_null(x);
	bench_run(b, 31000);
	assert_null(request(b, 1));
}

static void either_of_them_takes_it_back(void **state)
{
	oms_bench *b = two(state);
	rv_command no = { .kind = RV_CMD_REJECT_REQUEST, .n_ids = 1, .ids = { 1 } };
	says(b, &ann, pin(b, 0.02), true, "waits");
	says(b, &ben, no, false, "reject-request needs a reason");
	(void)snprintf(no.reason, sizeof(no.reason), "not before the close");
	says(b, &eve, no, false, "needs the role propose");
	says(b, &ben, no, true, "r1 is rejected");
	says(b, &ben, no, false, "no request");
	const bench_event *e = bench_last(b, RV_EVENT_REQUEST_END);
	assert_string_equal(bench_value(e, "what"), "rejected");
	assert_string_equal(bench_value(e, "because"), "not before the close");
	says(b, &ann, pin(b, 0.02), true, "r2");
	no.ids[0] = 2;
	says(b, &ann, no, true, "r2 is rejected");
}

static void no_more_than_the_screen_shows(void **state)
{
	oms_bench *b = two(state);
	for (int i = 0; i < RV_TV_REQUESTS; i++)
		says(b, &ann, pin(b, 0.01 + 0.001 * i), true, "waits");
	says(b, &ann, pin(b, 0.1), false, "8 requests wait");
	assert_int_equal(bench_view(b)->n_requests, RV_TV_REQUESTS);
	for (size_t i = 0; i < RV_TV_REQUESTS; i++)
		assert_int_equal(bench_view(b)->requests[i].id, i + 1);
}

/* One that another person has asked for is approved, not asked for again. */
static void the_same_act_is_asked_for_once(void **state)
{
	oms_bench *b = two(state);
	says(b, &ann, pin(b, 0.02), true, "waits");
	says(b, &ben, (rv_command){ .kind = RV_CMD_PEN, .reason = "she waits for me" }, true, "");
	says(b, &ben, just(RV_CMD_ARM), true, "");
	says(b, &ben, pin(b, 0.02), false, "ann (1001) has asked for it: approve r1");
}

static void one_person_alone_where_the_rule_is_off(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	bench_up(b, true);
	rv_command c = pin(b, 0.02);
	bench_expect(b, bench_command(b, &c), true, "1: S5 SOL pinned");
	assert_int_equal(bench_count(b, RV_EVENT_REQUEST, NULL), 0);
}

/* A journal in which one person was both is not started from. */
static void the_fold_takes_no_second_who_is_the_first(void **state)
{
	(void)state;
	oms_fold *f = NULL;
	rv_err err = { 0 };
	rv_event e;
	assert_int_equal(oms_fold_new(&f), RV_OK);
	rv_event_begin(&e, RV_EVENT_REQUEST_END, "request 1");
	rv_event_put_i64(&e, "request", 1);
	rv_event_put(&e, "what", "approved");
	f->runs = 1;
	f->requests[0] = (oms_request){ .id = 1, .first = { .is = true, .uid = 1001 } };
	e.uid = 1001;
	assert_int_equal(oms_apply(f, &e, &err), RV_EDATA);
	e.uid = RV_EVENT_UID_DESK;
	assert_int_equal(oms_apply(f, &e, &err), RV_EDATA);
	assert_int_equal(f->requests[0].id, 1);
	e.uid = 1002;
	assert_int_equal(oms_apply(f, &e, &err), RV_OK);
	assert_int_equal(f->requests[0].id, 0);
	oms_fold_free(f);
}

/* Made, not up: each brings it up with its own settings. */
static int setup(void **state)
{
	*state = oms_desk_new();
	return 0;
}

#define T(test) cmocka_unit_test_setup_teardown(test, setup, oms_desk_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(two_people_set_one_override),
		T(what_calms_is_one_persons),
		T(whatever_may_add_risk_is_two_peoples),
		T(a_promotion_is_two_peoples),
		T(force_is_two_peoples),
		T(a_difference_is_accepted_by_two),
		T(another_difference_is_another_request),
		T(another_digest_is_refused),
		T(it_ends_by_itself),
		T(a_restart_does_not_lengthen_it),
		T(either_of_them_takes_it_back),
		T(no_more_than_the_screen_shows),
		T(the_same_act_is_asked_for_once),
		T(one_person_alone_where_the_rule_is_off),
		cmocka_unit_test(the_fold_takes_no_second_who_is_the_first),
	};
	return cmocka_run_group_tests_name("oms_requests", tests, NULL, NULL);
}
