/* What comes back to a mandate, and what does not. */
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/last_gate_bench.h"

#include <string.h>

static rv_venue_report answer(rv_outcome outcome, rv_refusal refusal, size_t n)
{
	rv_venue_report r;
	memset(&r, 0, sizeof(r));
	r.kind = RV_REPORT_ACTION;
	r.u.action.kind = RV_ACTION_ORDER;
	r.u.action.outcome = outcome;
	r.u.action.refusal = refusal;
	r.u.action.n = n;
	return r;
}

/* What each answer to one order of 7 leaves charged. */
static void answers_give_back_only_what_is_proved(void **state)
{
	(void)state;
	static const struct {
		const char *id;
		rv_outcome outcome;
		rv_refusal refusal;
		rv_verdict_kind verdict;
		bool copy;
		int64_t left;
	} cases[] = {
		{ "resting", RV_OUTCOME_VERDICT, 0, RV_VERDICT_RESTING, false, GATE_LOTS },
		{ "filled", RV_OUTCOME_VERDICT, 0, RV_VERDICT_FILLED, false, GATE_LOTS },
		{ "unreadable", RV_OUTCOME_VERDICT, 0, RV_VERDICT_UNREADABLE, false, GATE_LOTS },
		{ "error", RV_OUTCOME_VERDICT, 0, RV_VERDICT_ERROR, false, 0 },
		{ "error, two copies", RV_OUTCOME_VERDICT, 0, RV_VERDICT_ERROR, true, 0 },
		{ "unknown", RV_OUTCOME_UNKNOWN, 0, 0, false, GATE_LOTS },
		{ "refused", RV_OUTCOME_REFUSED, RV_REFUSAL_OTHER, 0, false, 0 },
		{ "limited", RV_OUTCOME_REFUSED, RV_REFUSAL_LIMITED, 0, false, 0 },
		{ "expired", RV_OUTCOME_REFUSED, RV_REFUSAL_EXPIRED, 0, false, 0 },
		{ "nonce used", RV_OUTCOME_REFUSED, RV_REFUSAL_NONCE_USED, 0, false, GATE_LOTS },
		{ "refused, two copies", RV_OUTCOME_REFUSED, RV_REFUSAL_OTHER, 0, true, GATE_LOTS },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		gate_bench d;
		gate_open(&d, 60, 20);
		assert_true(gate_pass(&d));
		d.s.resend = true;
		if (cases[i].copy)
			assert_true(gate_pass(&d));
		rv_venue_report r = answer(cases[i].outcome, cases[i].refusal,
					   cases[i].outcome == RV_OUTCOME_VERDICT);
		r.u.action.verdicts[0].kind = cases[i].verdict;
		rv_gate_answered(d.g, &d.f, &r);
		if (gate_lots(&d, 31) != cases[i].left)
			fail_msg("%s: %lld lots left", cases[i].id, (long long)gate_lots(&d, 31));
		rv_gate_answered(d.g, &d.f, &r); /* twice is once */
		assert_int_equal(gate_lots(&d, 31), cases[i].left);
		rv_gate_free(d.g);
	}
}

static void what_never_left_comes_back(void **state)
{
	(void)state;
	gate_bench d;
	gate_open(&d, 60, 20);
	assert_true(gate_pass(&d));
	rv_gate_unsent(d.g, &d.f);
	assert_int_equal(gate_lots(&d, 31), 0);
	d.s.resend = true; /* the same bytes again: charged again */
	assert_true(gate_pass(&d));
	assert_int_equal(gate_lots(&d, 31), GATE_LOTS);
	assert_true(
		gate_pass(&d)); /* a second copy that did not leave takes nothing off the first */
	rv_gate_unsent(d.g, &d.f);
	assert_int_equal(gate_lots(&d, 31), GATE_LOTS);
	rv_gate_unsent(d.g, &d.f);
	rv_gate_unsent(d.g, &d.f);
	assert_int_equal(gate_lots(&d, 31), 0);
	rv_gate_free(d.g);
}

/* 429 was not looked at: the same bytes may go again, and are then charged again. */
static void a_refused_action_is_charged_when_it_goes_again(void **state)
{
	(void)state;
	gate_bench d;
	gate_open(&d, 60, 20);
	const rv_venue_report r = answer(RV_OUTCOME_REFUSED, RV_REFUSAL_LIMITED, 0);
	for (int i = 0; i < 3; i++) {
		assert_true(gate_pass(&d));
		d.s.resend = true;
		assert_int_equal(gate_lots(&d, 31), GATE_LOTS);
		rv_gate_answered(d.g, &d.f, &r);
		assert_int_equal(gate_lots(&d, 31), 0);
	}
	gate_next_order(&d, 2); /* the leg is full by others now */
	gate_set_order(&d, 0, 2, GATE_LOTS_MOST - GATE_LOTS + 1, GATE_PX);
	assert_true(gate_pass(&d));
	gate_next_order(&d, 1);
	d.s.resend = true;
	assert_false(gate_pass(&d));
	rv_gate_free(d.g);
}

static void records_give_back_the_unfilled_rest(void **state)
{
	(void)state;
	static const struct {
		const char *id;
		rv_order_status status;
		int64_t orig, rest, left;
	} cases[] = {
		{ "open", RV_STATUS_OPEN, GATE_LOTS, 4, GATE_LOTS },
		{ "none", RV_STATUS_NONE, GATE_LOTS, GATE_LOTS, GATE_LOTS },
		{ "unreadable", RV_STATUS_UNREADABLE, GATE_LOTS, 4, GATE_LOTS },
		{ "filled", RV_STATUS_FILLED, GATE_LOTS, 0, GATE_LOTS },
		{ "an IOC that filled in part", RV_STATUS_FILLED, GATE_LOTS, 4, 3 },
		{ "canceled", RV_STATUS_CANCELED, GATE_LOTS, 5, 2 },
		{ "canceled whole", RV_STATUS_CANCELED, GATE_LOTS, GATE_LOTS, 0 },
		{ "rejected", RV_STATUS_REJECTED, GATE_LOTS, GATE_LOTS, 0 },
		{ "another size", RV_STATUS_CANCELED, GATE_LOTS + 1, GATE_LOTS, GATE_LOTS },
		{ "more left than sent", RV_STATUS_CANCELED, GATE_LOTS, GATE_LOTS + 1, GATE_LOTS },
		{ "less than nothing left", RV_STATUS_CANCELED, GATE_LOTS, -1, GATE_LOTS },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		gate_bench d;
		gate_open(&d, 60, 20);
		assert_true(gate_pass(&d));
		const rv_order_record r = { .cloid = gate_cloid(1),
					    .lots_orig = cases[i].orig,
					    .lots_left = cases[i].rest,
					    .status = cases[i].status };
		rv_gate_record(d.g, &r);
		rv_gate_record(d.g, &r);
		if (gate_lots(&d, 31) != cases[i].left)
			fail_msg("%s: %lld lots left", cases[i].id, (long long)gate_lots(&d, 31));
		rv_gate_free(d.g);
	}
}

static void an_earlier_process_counts(void **state)
{
	(void)state;
	gate_bench d;
	gate_open(&d, 60, 20);
	rv_gate_order o = d.s.gate[0];
	o.cloid = gate_cloid(8);
	assert_int_equal(rv_gate_restore(d.g, &o, 5000), RV_OK);
	assert_int_equal(rv_gate_restore(d.g, &o, 5000), RV_EEXIST);
	assert_int_equal(gate_lots(&d, 31), GATE_LOTS);
	gate_set_order(&d, 0, 1, GATE_LOTS_MOST - GATE_LOTS + 1, GATE_PX);
	assert_false(gate_pass(&d));
	gate_set_order(&d, 0, 1, GATE_LOTS_MOST - GATE_LOTS, GATE_PX);
	assert_true(gate_pass(&d));
	/* Its own bytes may go again. */
	gate_next_order(&d, 8);
	d.s.resend = true;
	assert_true(gate_pass(&d));
	assert_int_equal(gate_lots(&d, 31), GATE_LOTS_MOST);
	o.cloid = gate_cloid(9);
	o.notional_musd++; /* no whole price */
	assert_int_equal(rv_gate_restore(d.g, &o, 5000), RV_EINVAL);
	rv_gate_free(d.g);
}

/* Somebody may have sent it before: a refusal of this copy is not one of that. */
static void an_unknown_past_gives_nothing_back(void **state)
{
	(void)state;
	gate_bench d;
	const rv_venue_report r = answer(RV_OUTCOME_REFUSED, RV_REFUSAL_OTHER, 0);
	gate_open(&d, 60, 20);
	assert_true(gate_pass(&d));
	assert_true(rv_gate_sent_once(d.g, &d.f));
	gate_next_order(&d, 2);
	d.s.resend = true; /* of an earlier process; nothing was restored */
	assert_true(gate_pass(&d));
	assert_false(rv_gate_sent_once(d.g, &d.f));
	rv_gate_answered(d.g, &d.f, &r);
	assert_int_equal(gate_lots(&d, 31), 2 * GATE_LOTS);
	rv_gate_unsent(d.g, &d.f); /* nor does it help that this copy did not leave */
	assert_int_equal(gate_lots(&d, 31), 2 * GATE_LOTS);
	rv_gate_free(d.g);
	gate_open(&d, 60, 20);
	assert_int_equal(rv_gate_restore(d.g, &d.s.gate[0], 5000), RV_OK);
	d.s.resend = true;
	assert_true(gate_pass(&d));
	assert_false(rv_gate_sent_once(d.g, &d.f));
	rv_gate_answered(d.g, &d.f, &r);
	assert_int_equal(gate_lots(&d, 31), GATE_LOTS);
	rv_gate_free(d.g);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers_give_back_only_what_is_proved),
		cmocka_unit_test(what_never_left_comes_back),
		cmocka_unit_test(a_refused_action_is_charged_when_it_goes_again),
		cmocka_unit_test(records_give_back_the_unfilled_rest),
		cmocka_unit_test(an_earlier_process_counts),
		cmocka_unit_test(an_unknown_past_gives_nothing_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
