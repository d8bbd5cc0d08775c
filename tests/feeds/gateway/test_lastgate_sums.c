/* What comes back to a mandate, and what does not. */
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/lastgate_bench.h"

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
		{ "resting", RV_OUTCOME_VERDICT, 0, RV_VERDICT_RESTING, false, LG_LOTS },
		{ "filled", RV_OUTCOME_VERDICT, 0, RV_VERDICT_FILLED, false, LG_LOTS },
		{ "unreadable", RV_OUTCOME_VERDICT, 0, RV_VERDICT_UNREADABLE, false, LG_LOTS },
		{ "error", RV_OUTCOME_VERDICT, 0, RV_VERDICT_ERROR, false, 0 },
		{ "error, two copies", RV_OUTCOME_VERDICT, 0, RV_VERDICT_ERROR, true, 0 },
		{ "unknown", RV_OUTCOME_UNKNOWN, 0, 0, false, LG_LOTS },
		{ "refused", RV_OUTCOME_REFUSED, RV_REFUSAL_OTHER, 0, false, 0 },
		{ "limited", RV_OUTCOME_REFUSED, RV_REFUSAL_LIMITED, 0, false, 0 },
		{ "expired", RV_OUTCOME_REFUSED, RV_REFUSAL_EXPIRED, 0, false, 0 },
		{ "nonce used", RV_OUTCOME_REFUSED, RV_REFUSAL_NONCE_USED, 0, false, LG_LOTS },
		{ "refused, two copies", RV_OUTCOME_REFUSED, RV_REFUSAL_OTHER, 0, true, LG_LOTS },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		lastgate_bench d;
		lg_open(&d, 60, 20);
		assert_true(lg_pass(&d));
		d.s.resend = true;
		if (cases[i].copy)
			assert_true(lg_pass(&d));
		rv_venue_report r = answer(cases[i].outcome, cases[i].refusal,
					   cases[i].outcome == RV_OUTCOME_VERDICT);
		r.u.action.verdicts[0].kind = cases[i].verdict;
		rv_lastgate_answered(d.g, &d.f, &r);
		if (lg_lots(&d, 31) != cases[i].left)
			fail_msg("%s: %lld lots left", cases[i].id, (long long)lg_lots(&d, 31));
		rv_lastgate_answered(d.g, &d.f, &r); /* twice is once */
		assert_int_equal(lg_lots(&d, 31), cases[i].left);
		rv_lastgate_free(d.g);
	}
}

static void what_never_left_comes_back(void **state)
{
	(void)state;
	lastgate_bench d;
	lg_open(&d, 60, 20);
	assert_true(lg_pass(&d));
	rv_lastgate_unsent(d.g, &d.f);
	assert_int_equal(lg_lots(&d, 31), 0);
	d.s.resend = true; /* the same bytes again: charged again */
	assert_true(lg_pass(&d));
	assert_int_equal(lg_lots(&d, 31), LG_LOTS);
	assert_true(lg_pass(&d)); /* a second copy that did not leave takes nothing off the first */
	rv_lastgate_unsent(d.g, &d.f);
	assert_int_equal(lg_lots(&d, 31), LG_LOTS);
	rv_lastgate_unsent(d.g, &d.f);
	rv_lastgate_unsent(d.g, &d.f);
	assert_int_equal(lg_lots(&d, 31), 0);
	rv_lastgate_free(d.g);
}

/* 429 was not looked at: the same bytes may go again, and are then charged again. */
static void a_refused_action_is_charged_when_it_goes_again(void **state)
{
	(void)state;
	lastgate_bench d;
	lg_open(&d, 60, 20);
	const rv_venue_report r = answer(RV_OUTCOME_REFUSED, RV_REFUSAL_LIMITED, 0);
	for (int i = 0; i < 3; i++) {
		assert_true(lg_pass(&d));
		d.s.resend = true;
		assert_int_equal(lg_lots(&d, 31), LG_LOTS);
		rv_lastgate_answered(d.g, &d.f, &r);
		assert_int_equal(lg_lots(&d, 31), 0);
	}
	lg_next_order(&d, 2); /* the leg is full by others now */
	lg_set_order(&d, 0, 2, LG_LOTS_MOST - LG_LOTS + 1, LG_PX);
	assert_true(lg_pass(&d));
	lg_next_order(&d, 1);
	d.s.resend = true;
	assert_false(lg_pass(&d));
	rv_lastgate_free(d.g);
}

static void records_give_back_the_unfilled_rest(void **state)
{
	(void)state;
	static const struct {
		const char *id;
		rv_order_status status;
		int64_t orig, rest, left;
	} cases[] = {
		{ "open", RV_STATUS_OPEN, LG_LOTS, 4, LG_LOTS },
		{ "none", RV_STATUS_NONE, LG_LOTS, LG_LOTS, LG_LOTS },
		{ "unreadable", RV_STATUS_UNREADABLE, LG_LOTS, 4, LG_LOTS },
		{ "filled", RV_STATUS_FILLED, LG_LOTS, 0, LG_LOTS },
		{ "an IOC that filled in part", RV_STATUS_FILLED, LG_LOTS, 4, 3 },
		{ "canceled", RV_STATUS_CANCELED, LG_LOTS, 5, 2 },
		{ "canceled whole", RV_STATUS_CANCELED, LG_LOTS, LG_LOTS, 0 },
		{ "rejected", RV_STATUS_REJECTED, LG_LOTS, LG_LOTS, 0 },
		{ "another size", RV_STATUS_CANCELED, LG_LOTS + 1, LG_LOTS, LG_LOTS },
		{ "more left than sent", RV_STATUS_CANCELED, LG_LOTS, LG_LOTS + 1, LG_LOTS },
		{ "less than nothing left", RV_STATUS_CANCELED, LG_LOTS, -1, LG_LOTS },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		lastgate_bench d;
		lg_open(&d, 60, 20);
		assert_true(lg_pass(&d));
		const rv_order_record r = { .cloid = lg_cloid(1),
					    .lots_orig = cases[i].orig,
					    .lots_left = cases[i].rest,
					    .status = cases[i].status };
		rv_lastgate_record(d.g, &r);
		rv_lastgate_record(d.g, &r);
		if (lg_lots(&d, 31) != cases[i].left)
			fail_msg("%s: %lld lots left", cases[i].id, (long long)lg_lots(&d, 31));
		rv_lastgate_free(d.g);
	}
}

static void an_earlier_process_counts(void **state)
{
	(void)state;
	lastgate_bench d;
	lg_open(&d, 60, 20);
	rv_gate_order o = d.s.gate[0];
	o.cloid = lg_cloid(8);
	assert_int_equal(rv_lastgate_restore(d.g, &o, 5000), RV_OK);
	assert_int_equal(rv_lastgate_restore(d.g, &o, 5000), RV_EEXIST);
	assert_int_equal(lg_lots(&d, 31), LG_LOTS);
	lg_set_order(&d, 0, 1, LG_LOTS_MOST - LG_LOTS + 1, LG_PX);
	assert_false(lg_pass(&d));
	lg_set_order(&d, 0, 1, LG_LOTS_MOST - LG_LOTS, LG_PX);
	assert_true(lg_pass(&d));
	/* Its own bytes may go again. */
	lg_next_order(&d, 8);
	d.s.resend = true;
	assert_true(lg_pass(&d));
	assert_int_equal(lg_lots(&d, 31), LG_LOTS_MOST);
	o.cloid = lg_cloid(9);
	o.notional_musd++; /* no whole price */
	assert_int_equal(rv_lastgate_restore(d.g, &o, 5000), RV_EINVAL);
	rv_lastgate_free(d.g);
}

/* Somebody may have sent it before: a refusal of this copy is not one of that. */
static void an_unknown_past_gives_nothing_back(void **state)
{
	(void)state;
	lastgate_bench d;
	const rv_venue_report r = answer(RV_OUTCOME_REFUSED, RV_REFUSAL_OTHER, 0);
	lg_open(&d, 60, 20);
	assert_true(lg_pass(&d));
	assert_true(rv_lastgate_sent_once(d.g, &d.f));
	lg_next_order(&d, 2);
	d.s.resend = true; /* of an earlier process; nothing was restored */
	assert_true(lg_pass(&d));
	assert_false(rv_lastgate_sent_once(d.g, &d.f));
	rv_lastgate_answered(d.g, &d.f, &r);
	assert_int_equal(lg_lots(&d, 31), 2 * LG_LOTS);
	rv_lastgate_unsent(d.g, &d.f); /* nor does it help that this copy did not leave */
	assert_int_equal(lg_lots(&d, 31), 2 * LG_LOTS);
	rv_lastgate_free(d.g);
	lg_open(&d, 60, 20);
	assert_int_equal(rv_lastgate_restore(d.g, &d.s.gate[0], 5000), RV_OK);
	d.s.resend = true;
	assert_true(lg_pass(&d));
	assert_false(rv_lastgate_sent_once(d.g, &d.f));
	rv_lastgate_answered(d.g, &d.f, &r);
	assert_int_equal(lg_lots(&d, 31), LG_LOTS);
	rv_lastgate_free(d.g);
}

/* When the gate believes that an order of 7 never landed; it expires at LG_UTC + 10,000. */
static void proved_never_to_have_landed(void **state)
{
	(void)state;
	static const struct {
		const char *id;
		int64_t asked[2]; /* venue time after LG_UTC at which it was not known; 0 not */
		rv_order_status record;
		bool filled, resting;
		rv_status want;
	} cases[] = {
		{ "as it should be", { 11001, 13001 }, RV_STATUS_NONE, false, false, RV_OK },
		{ "not asked", { 0, 0 }, RV_STATUS_NONE, false, false, RV_EAGAIN },
		{ "once", { 13000, 0 }, RV_STATUS_NONE, false, false, RV_EAGAIN },
		{ "too near", { 13000, 14999 }, RV_STATUS_NONE, false, false, RV_EAGAIN },
		{ "too early", { 11000, 13001 }, RV_STATUS_NONE, false, false, RV_EAGAIN },
		{ "seen open", { 13000, 19000 }, RV_STATUS_OPEN, false, false, RV_EAGAIN },
		{ "a word", { 13000, 19000 }, RV_STATUS_UNREADABLE, false, false, RV_EAGAIN },
		{ "a fill", { 13000, 19000 }, RV_STATUS_NONE, true, false, RV_EAGAIN },
		{ "acknowledged", { 13000, 19000 }, RV_STATUS_NONE, false, true, RV_EAGAIN },
	};
	const rv_cloid one = lg_cloid(1), none = lg_cloid(77);
	for (size_t i = 0; i < LEN(cases); i++) {
		lastgate_bench d;
		lg_open(&d, 60, 20);
		assert_true(lg_pass(&d));
		const rv_order_record rec = { .cloid = one, .status = cases[i].record };
		rv_venue_report r = answer(RV_OUTCOME_VERDICT, 0, 1);
		r.u.action.verdicts[0].kind = RV_VERDICT_RESTING;
		if (cases[i].resting)
			rv_lastgate_answered(d.g, &d.f, &r);
		for (int k = 0; k < 2; k++)
			rv_lastgate_absent(d.g, &one, cases[i].asked[k] + LG_UTC);
		rv_lastgate_record(d.g, &rec);
		if (cases[i].filled)
			rv_lastgate_seen(d.g, &one);
		if (rv_lastgate_never_landed(d.g, &one) != cases[i].want)
			fail_msg("%s", cases[i].id);
		assert_int_equal(lg_lots(&d, 31), cases[i].want == RV_OK ? 0 : LG_LOTS);
		assert_int_equal(rv_lastgate_never_landed(d.g, &one), cases[i].want);
		assert_int_equal(rv_lastgate_never_landed(d.g, &none), RV_ENOENT);
		rv_lastgate_free(d.g);
	}
}

/* It was proved, and shows up all the same: it counts again, and stays. */
static void one_that_comes_back_from_the_dead(void **state)
{
	(void)state;
	const rv_cloid one = lg_cloid(1);
	const rv_order_record rec = { .cloid = one,
				      .lots_orig = LG_LOTS,
				      .lots_left = LG_LOTS,
				      .status = RV_STATUS_CANCELED };
	lastgate_bench d;
	lg_open(&d, 60, 20);
	assert_true(lg_pass(&d));
	rv_lastgate_absent(d.g, &one, LG_UTC + 13000);
	rv_lastgate_absent(d.g, &one, LG_UTC + 15000);
	assert_int_equal(rv_lastgate_never_landed(d.g, &one), RV_OK);
	lg_next_order(&d, 2);
	assert_true(lg_pass(&d));
	assert_int_equal(lg_lots(&d, 31), LG_LOTS);
	rv_lastgate_seen(d.g, &one);
	rv_lastgate_seen(d.g, &one);
	assert_int_equal(lg_lots(&d, 31), 2 * LG_LOTS);
	rv_lastgate_record(d.g, &rec);
	assert_int_equal(lg_lots(&d, 31), 2 * LG_LOTS);
	assert_int_equal(rv_lastgate_never_landed(d.g, &one), RV_OK); /* over: nothing more */
	assert_int_equal(lg_lots(&d, 31), 2 * LG_LOTS);
	rv_lastgate_free(d.g);
}

/* Why all of an order came back, though it did land. */
typedef enum wrongly { UNSENT, REFUSED, ERROR, DEAD, WRONGLY_N } wrongly;

static void give_back_wrongly(lastgate_bench *d, wrongly how)
{
	const rv_cloid one = lg_cloid(1);
	rv_venue_report r = answer(how == ERROR ? RV_OUTCOME_VERDICT : RV_OUTCOME_REFUSED,
				   RV_REFUSAL_OTHER, how == ERROR);
	r.u.action.verdicts[0].kind = RV_VERDICT_ERROR;
	if (how == DEAD) {
		rv_lastgate_absent(d->g, &one, LG_UTC + 13000);
		rv_lastgate_absent(d->g, &one, LG_UTC + 15000);
		assert_int_equal(rv_lastgate_never_landed(d->g, &one), RV_OK);
	} else if (how == UNSENT) {
		rv_lastgate_unsent(d->g, &d->f);
	} else {
		rv_lastgate_answered(d->g, &d->f, &r);
	}
}

/* How it shows up, and what of it counts from then on. */
static const struct late_sign {
	const char *id;
	bool fill, resting;
	rv_order_status status;
	int64_t rest, left, left_dead;
} late_signs[] = {
	{ "a fill", true, false, RV_STATUS_NONE, 0, LG_LOTS, LG_LOTS },
	{ "resting", false, true, RV_STATUS_NONE, 0, LG_LOTS, LG_LOTS },
	{ "open", false, false, RV_STATUS_OPEN, 4, LG_LOTS, LG_LOTS },
	{ "filled", false, false, RV_STATUS_FILLED, 0, LG_LOTS, LG_LOTS },
	{ "canceled", false, false, RV_STATUS_CANCELED, 2, 5, LG_LOTS },
	{ "rejected", false, false, RV_STATUS_REJECTED, LG_LOTS, 0, LG_LOTS },
};

static void show(lastgate_bench *d, const rv_lastgate_facts *sent, const struct late_sign *w)
{
	const rv_cloid one = lg_cloid(1);
	const rv_order_record rec = {
		.cloid = one, .lots_orig = LG_LOTS, .lots_left = w->rest, .status = w->status
	};
	rv_venue_report r = answer(RV_OUTCOME_VERDICT, 0, 1);
	r.u.action.verdicts[0].kind = RV_VERDICT_RESTING;
	if (w->fill)
		rv_lastgate_seen(d->g, &one);
	if (w->resting)
		rv_lastgate_answered(d->g, sent, &r);
	rv_lastgate_record(d->g, &rec);
}

/* A is given back, B leaves before or after A shows up, and no third one goes above the leg. */
static void shows_up_late(wrongly how, const struct late_sign *w, bool before)
{
	lastgate_bench d;
	lg_open(&d, 60, 20);
	assert_true(lg_pass(&d));
	const rv_lastgate_facts sent = d.f;
	const int64_t a = how == DEAD ? w->left_dead : w->left, rest = LG_LOTS_MOST - LG_LOTS - a;
	give_back_wrongly(&d, how);
	assert_int_equal(lg_lots(&d, 31), 0);
	for (int turn = 0; turn < 2; turn++) {
		lg_next_order(&d, 2);
		if ((turn == 0) == before)
			assert_true(lg_pass(&d));
		else
			show(&d, &sent, w);
	}
	show(&d, &sent, w); /* twice is once */
	if (lg_lots(&d, 31) != a + LG_LOTS)
		fail_msg("%s, %d: %lld lots", w->id, how, (long long)lg_lots(&d, 31));
	lg_next_order(&d, 3);
	lg_set_order(&d, 0, 3, rest + 1, LG_PX);
	assert_false(lg_pass(&d));
	lg_set_order(&d, 0, 3, rest, LG_PX);
	assert_true(lg_pass(&d));
	rv_lastgate_free(d.g);
}

static void one_that_shows_up_late_counts_again(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(late_signs); i++) {
		for (wrongly how = 0; how < WRONGLY_N; how++) {
			shows_up_late(how, &late_signs[i], true);
			shows_up_late(how, &late_signs[i], false);
		}
	}
}

/* The other way round: what was seen is not taken back by an answer that denies it. */
static void one_that_was_seen_is_not_given_back(void **state)
{
	(void)state;
	const rv_cloid one = lg_cloid(1);
	const rv_order_record rec = {
		.cloid = one, .lots_orig = LG_LOTS, .lots_left = 3, .status = RV_STATUS_CANCELED
	};
	for (wrongly how = 0; how < DEAD; how++) {
		lastgate_bench d;
		lg_open(&d, 60, 20);
		assert_true(lg_pass(&d));
		rv_lastgate_seen(d.g, &one);
		give_back_wrongly(&d, how);
		assert_int_equal(lg_lots(&d, 31), LG_LOTS);
		rv_lastgate_record(d.g, &rec);
		assert_int_equal(lg_lots(&d, 31), LG_LOTS - 3);
		give_back_wrongly(&d, how);
		assert_int_equal(lg_lots(&d, 31), LG_LOTS - 3);
		rv_lastgate_free(d.g);
	}
}

/* A day later the mandate's place is another's: nothing is taken off that was not added. */
static void one_whose_mandate_is_forgotten(void **state)
{
	(void)state;
	const rv_order_record rec = { .cloid = lg_cloid(1),
				      .lots_orig = LG_LOTS,
				      .lots_left = LG_LOTS,
				      .status = RV_STATUS_CANCELED };
	lastgate_bench d;
	lg_open(&d, 60, 20);
	assert_true(lg_pass(&d));
	give_back_wrongly(&d, REFUSED);
	rv_gate_order o = d.s.gate[0];
	for (unsigned k = 0; k < RV_LASTGATE_MANDATES; k++) {
		o.mandate = 1000 + k;
		o.cloid = lg_cloid(100 + k);
		assert_int_equal(rv_lastgate_restore(d.g, &o, d.now.at_ms + 86400000), RV_OK);
	}
	rv_lastgate_seen(d.g, &rec.cloid);
	d.now.at_ms += 2 * INT64_C(86400000);
	lg_next_order(&d, 2);
	assert_true(lg_pass(&d));
	rv_lastgate_record(d.g, &rec);
	assert_int_equal(lg_lots(&d, 31), LG_LOTS);
	rv_lastgate_free(d.g);
}

/* One of an earlier process, whose end the desk has in its journal. */
static void of_an_earlier_process_too(void **state)
{
	(void)state;
	lastgate_bench d;
	lg_open(&d, 60, 20);
	rv_gate_order o = d.s.gate[0];
	for (unsigned k = 8; k < 10; k++) {
		o.cloid = lg_cloid(k);
		o.expires_ms = k == 8 ? LG_UTC : 0; /* 0: not known, never proved */
		assert_int_equal(rv_lastgate_restore(d.g, &o, 5000), RV_OK);
		rv_lastgate_absent(d.g, &o.cloid, LG_UTC + 13000);
		rv_lastgate_absent(d.g, &o.cloid, LG_UTC + 15000);
		assert_int_equal(rv_lastgate_never_landed(d.g, &o.cloid),
				 k == 8 ? RV_OK : RV_EAGAIN);
	}
	assert_int_equal(lg_lots(&d, 31), LG_LOTS);
	rv_lastgate_free(d.g);
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
		cmocka_unit_test(proved_never_to_have_landed),
		cmocka_unit_test(one_that_comes_back_from_the_dead),
		cmocka_unit_test(one_that_shows_up_late_counts_again),
		cmocka_unit_test(one_that_was_seen_is_not_given_back),
		cmocka_unit_test(one_whose_mandate_is_forgotten),
		cmocka_unit_test(of_an_earlier_process_too),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
