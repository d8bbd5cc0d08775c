/*
 * The trading day: one day as it should go, days that go wrong, and random clocks, restarts and
 * answers, over which no phase may begin twice, out of its window, or without what it needs.
 */
#include "engine/base/rng.h"
#include "engine/book/day.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <string.h>

#define DATE INT64_C(1795219200000) /* 2026-11-21 */
#define CLOSE (DATE + RV_DAY_MS)
#define ALWAYS INT64_MIN

static rv_day_params params(void)
{
	rv_day_params p;
	rv_day_params_default(&p);
	return p;
}

/* hh:mm:ss as ms. */
static int64_t hms(int64_t h, int64_t m, int64_t s)
{
	return h * RV_HOUR_MS + m * RV_MINUTE_MS + s * RV_SECOND_MS;
}

static rv_phase due(const rv_day *d, int64_t utc, int64_t since)
{
	const rv_day_params p = params();
	return rv_day_ask(&p, d, utc, since).due;
}

/* Nothing is due one ms before a time, the phase at it; then it is marked, and no other is due. */
static void expect(rv_day *d, rv_phase phase, int64_t utc)
{
	const rv_day_params p = params();
	const rv_day_due before = rv_day_ask(&p, d, utc - 1, ALWAYS);
	assert_int_equal(before.due, RV_PHASE_N);
	assert_int_equal(before.next, phase);
	assert_int_equal(before.next_utc_ms, utc);
	const rv_day_due now = rv_day_ask(&p, d, utc, ALWAYS);
	assert_int_equal(now.due, phase);
	assert_int_equal(now.date_ms, DATE);
	assert_int_equal(rv_day_mark(d, DATE, phase, utc), RV_OK);
	assert_int_equal(due(d, utc, ALWAYS), RV_PHASE_N);
	assert_int_equal(rv_day_mark(d, DATE, phase, utc), RV_EEXIST);
}

static void note(rv_day *d, rv_day_event e, int64_t utc)
{
	assert_int_equal(rv_day_note(d, DATE, e, utc), RV_OK);
}

static void mark(rv_day *d, rv_phase p)
{
	assert_int_equal(rv_day_mark(d, DATE, p, DATE), RV_OK);
}

static void a_day_as_it_should_go(void **state)
{
	(void)state;
	const rv_day_params p = params();
	rv_day d = { 0 };
	expect(&d, RV_PHASE_PROPOSE, DATE + hms(23, 50, 0));
	note(&d, RV_DAY_MADE, DATE + hms(23, 50, 2));
	note(&d, RV_DAY_GRANTED, DATE + hms(23, 51, 40));
	expect(&d, RV_PHASE_LAST_QUOTE, DATE + hms(23, 59, 30));
	expect(&d, RV_PHASE_CLOSE, CLOSE);
	expect(&d, RV_PHASE_PREPARE, CLOSE + hms(0, 1, 0));
	expect(&d, RV_PHASE_FETCH_CLOSE, CLOSE + hms(0, 2, 0));
	assert_int_equal(due(&d, CLOSE + hms(0, 2, 30), ALWAYS), RV_PHASE_N);
	note(&d, RV_DAY_CLOSE_KNOWN, CLOSE + hms(0, 2, 31));
	assert_int_equal(due(&d, CLOSE + hms(0, 2, 31), ALWAYS), RV_PHASE_CORRECT);
	assert_int_equal(rv_day_mark(&d, DATE, RV_PHASE_CORRECT, CLOSE + hms(0, 2, 31)), RV_OK);
	/* TWAPs to 00:07:31, their mandate two minutes more; nothing to give up */
	assert_int_equal(rv_day_correction_end(&p, DATE, CLOSE + hms(0, 2, 31)),
			 CLOSE + hms(0, 7, 31));
	assert_int_equal(rv_day_correction_end(&p, DATE, CLOSE + 1), CLOSE + hms(0, 7, 0));
	expect(&d, RV_PHASE_END, CLOSE + hms(0, 9, 31));
	const rv_day_due after = rv_day_ask(&p, &d, CLOSE + hms(14, 0, 0), ALWAYS);
	assert_int_equal(after.due, RV_PHASE_N);
	assert_int_equal(after.next, RV_PHASE_PROPOSE);
	assert_int_equal(after.next_utc_ms, CLOSE + hms(23, 50, 0));
	assert_int_equal(after.missed, 0);
	assert_int_equal(after.done, 0xff & ~(1U << RV_PHASE_GIVE_UP));
	assert_int_equal(due(&d, CLOSE + hms(23, 50, 0), ALWAYS), RV_PHASE_PROPOSE);
	assert_int_equal(rv_day_projected_end(&p, DATE), CLOSE + hms(0, 5, 0));
	assert_int_equal(rv_day_mandate_end(&p, DATE), CLOSE + hms(0, 7, 0));
}

static void without_a_close_the_target_stays(void **state)
{
	(void)state;
	rv_day d = { 0 };
	expect(&d, RV_PHASE_PROPOSE, DATE + hms(23, 50, 0));
	note(&d, RV_DAY_GRANTED, DATE + hms(23, 58, 0));
	expect(&d, RV_PHASE_LAST_QUOTE, DATE + hms(23, 59, 30));
	expect(&d, RV_PHASE_CLOSE, CLOSE);
	expect(&d, RV_PHASE_PREPARE, CLOSE + hms(0, 1, 0));
	expect(&d, RV_PHASE_FETCH_CLOSE, CLOSE + hms(0, 2, 0));
	assert_int_equal(due(&d, CLOSE + hms(0, 9, 59), ALWAYS), RV_PHASE_N);
	assert_int_equal(due(&d, CLOSE + hms(0, 10, 0), ALWAYS), RV_PHASE_GIVE_UP);
	assert_int_equal(rv_day_mark(&d, DATE, RV_PHASE_GIVE_UP, CLOSE), RV_OK);
	/* the close that comes then is late: no correction */
	note(&d, RV_DAY_CLOSE_KNOWN, CLOSE + hms(0, 10, 1));
	assert_int_equal(due(&d, CLOSE + hms(0, 10, 2), ALWAYS), RV_PHASE_END);
	mark(&d, RV_PHASE_END);
	assert_int_equal(due(&d, CLOSE + hms(0, 10, 3), ALWAYS), RV_PHASE_N);
}

static void what_is_not_granted_is_not_corrected(void **state)
{
	(void)state;
	rv_day d = { 0 };
	expect(&d, RV_PHASE_PROPOSE, DATE + hms(23, 50, 0));
	note(&d, RV_DAY_MADE, DATE + hms(23, 50, 2));
	expect(&d, RV_PHASE_LAST_QUOTE, DATE + hms(23, 59, 30));
	expect(&d, RV_PHASE_CLOSE, CLOSE);
	expect(&d, RV_PHASE_FETCH_CLOSE, CLOSE + hms(0, 2, 0));
	note(&d, RV_DAY_CLOSE_KNOWN, CLOSE + hms(0, 2, 5));
	expect(&d, RV_PHASE_END, CLOSE + hms(0, 10, 0));
}

static void a_proposal_is_not_made_up_for(void **state)
{
	(void)state;
	const rv_day_params p = params();
	const int64_t at = DATE + hms(23, 50, 0);
	const rv_day d = { 0 };
	assert_int_equal(due(&d, at + 29999, ALWAYS), RV_PHASE_PROPOSE); /* a busy moment */
	assert_int_equal(due(&d, at + 30000, ALWAYS), RV_PHASE_N);
	assert_int_equal(due(&d, at + 5, at), RV_PHASE_PROPOSE);
	assert_int_equal(due(&d, at + 5, at + 1), RV_PHASE_N); /* ready too late */
	assert_int_equal(due(&d, at + 5, INT64_MAX), RV_PHASE_N);
	const rv_day_due late = rv_day_ask(&p, &d, at + 5, at + 1);
	assert_int_equal(late.missed, 1U << RV_PHASE_PROPOSE);
	assert_int_equal(late.next, RV_PHASE_CLOSE);
	/* and without a proposal there is no last quote, no correction and no end */
	rv_day e = { 0 };
	expect(&e, RV_PHASE_CLOSE, CLOSE);
	expect(&e, RV_PHASE_FETCH_CLOSE, CLOSE + hms(0, 2, 0));
	expect(&e, RV_PHASE_GIVE_UP, CLOSE + hms(0, 10, 0)); /* the alarm: no close came */
	assert_int_equal(rv_day_ask(&p, &e, CLOSE + hms(9, 0, 0), ALWAYS).missed,
			 1U << RV_PHASE_PROPOSE);
}

/* The process comes back at each time with what its journal holds. */
static void restarts_go_on_where_the_day_is(void **state)
{
	(void)state;
	rv_day d = { 0 };
	mark(&d, RV_PHASE_PROPOSE);
	note(&d, RV_DAY_GRANTED, DATE);
	int64_t t = CLOSE + hms(0, 1, 30); /* down since 23:58: the close is not booked late */
	assert_int_equal(due(&d, t, t), RV_PHASE_PREPARE);
	mark(&d, RV_PHASE_PREPARE);
	assert_int_equal(due(&d, t, t), RV_PHASE_N);
	t = CLOSE + hms(0, 4, 0); /* down again */
	assert_int_equal(due(&d, t, t), RV_PHASE_FETCH_CLOSE);
	mark(&d, RV_PHASE_FETCH_CLOSE);
	note(&d, RV_DAY_CLOSE_KNOWN, t);
	assert_int_equal(due(&d, t, t), RV_PHASE_CORRECT);
	t = CLOSE + hms(0, 10, 0); /* and until it is too late */
	assert_int_equal(due(&d, t, t), RV_PHASE_GIVE_UP);
	t = CLOSE + hms(0, 20, 0);
	assert_int_equal(due(&d, t, t), RV_PHASE_END);
	const rv_day_params p = params();
	const rv_day_due x = rv_day_ask(&p, &d, t, t);
	assert_int_equal(x.missed, 1U << RV_PHASE_LAST_QUOTE | 1U << RV_PHASE_CLOSE |
					   1U << RV_PHASE_CORRECT | 1U << RV_PHASE_GIVE_UP);
}

/* Preparing comes before correcting, also when both are late. */
static void what_works_is_cancelled_first(void **state)
{
	(void)state;
	rv_day d = { 0 };
	mark(&d, RV_PHASE_PROPOSE);
	note(&d, RV_DAY_GRANTED, DATE);
	note(&d, RV_DAY_CLOSE_KNOWN, CLOSE);
	const int64_t t = CLOSE + hms(0, 3, 0);
	static const rv_phase order[] = { RV_PHASE_PREPARE, RV_PHASE_FETCH_CLOSE,
					  RV_PHASE_CORRECT };
	for (size_t i = 0; i < LEN(order); i++) {
		assert_int_equal(due(&d, t, t), order[i]);
		assert_int_equal(rv_day_mark(&d, DATE, order[i], t), RV_OK);
	}
	assert_int_equal(due(&d, t, t), RV_PHASE_N);
}

static void a_clock_that_steps_repeats_nothing(void **state)
{
	(void)state;
	rv_day d = { 0 };
	const int64_t at = DATE + hms(23, 50, 0);
	/* forward over the proposal: it is missed; back again: its time has not come yet */
	assert_int_equal(due(&d, at + hms(0, 5, 0), ALWAYS), RV_PHASE_N);
	assert_int_equal(due(&d, at - 1, ALWAYS), RV_PHASE_N);
	assert_int_equal(due(&d, at, ALWAYS), RV_PHASE_PROPOSE);
	mark(&d, RV_PHASE_PROPOSE);
	for (int64_t back = 0; back < hms(48, 0, 0); back += hms(0, 7, 13)) {
		assert_int_not_equal(due(&d, at - back, ALWAYS), RV_PHASE_END);
		if (due(&d, at - back, ALWAYS) == RV_PHASE_PROPOSE)
			assert_true(rv_day_date(&(rv_day_params){ .propose = -600000 },
						at - back) != DATE);
	}
	assert_int_equal(due(&d, at, ALWAYS), RV_PHASE_N);
	/* a day ahead by mistake: that date's marks do not hide this one's */
	assert_int_equal(rv_day_mark(&d, DATE + 9 * RV_DAY_MS, RV_PHASE_CLOSE, 0), RV_OK);
	assert_int_equal(due(&d, at, ALWAYS), RV_PHASE_N);
	assert_int_equal(due(&d, DATE + hms(23, 59, 30), ALWAYS), RV_PHASE_LAST_QUOTE);
}

/* The run that a time belongs to begins with its proposal, in winter and in summer. */
static void a_run_begins_with_its_proposal(void **state)
{
	(void)state;
	const rv_day_params p = params();
	static const int64_t dates[] = { 0, DATE, INT64_C(1774656000000), /* 2026-03-28 */
					 INT64_C(1792800000000),	  /* 2026-10-24 */
					 INT64_C(1709164800000) /* 2024-02-29 */ };
	for (size_t i = 0; i < LEN(dates); i++) {
		const int64_t at = dates[i] + hms(23, 50, 0);
		assert_int_equal(rv_day_date(&p, at), dates[i]);
		assert_int_equal(rv_day_date(&p, at - 1), dates[i] - RV_DAY_MS);
		assert_int_equal(rv_day_date(&p, at + RV_DAY_MS - 1), dates[i]);
		const rv_day d = { 0 };
		assert_int_equal(due(&d, at, ALWAYS), RV_PHASE_PROPOSE);
	}
}

static void the_last_dates_are_kept(void **state)
{
	(void)state;
	rv_day d = { 0 };
	for (int k = 0; k < 7; k++)
		assert_int_equal(rv_day_mark(&d, DATE + k * RV_DAY_MS, RV_PHASE_CLOSE, k), RV_OK);
	assert_int_equal(d.n, RV_DAY_RUNS);
	for (int k = 0; k < 7; k++)
		assert_int_equal(rv_day_find(&d, DATE + k * RV_DAY_MS) != NULL, k >= 3);
	/* a mark makes a date the newest: it survives the next ones */
	assert_int_equal(rv_day_mark(&d, DATE + 3 * RV_DAY_MS, RV_PHASE_END, 9), RV_OK);
	for (int k = 3; k < 7; k++)
		assert_non_null(rv_day_find(&d, DATE + k * RV_DAY_MS));
	for (int k = 7; k < 10; k++)
		assert_int_equal(rv_day_note(&d, DATE + k * RV_DAY_MS, RV_DAY_MADE, k), RV_OK);
	const rv_day_run *r = rv_day_find(&d, DATE + 3 * RV_DAY_MS);
	assert_non_null(r);
	assert_int_equal(r->phases, 1U << RV_PHASE_CLOSE | 1U << RV_PHASE_END);
	assert_int_equal(r->phase_at[RV_PHASE_CLOSE], 3);
	assert_int_equal(rv_day_note(&d, DATE + 9 * RV_DAY_MS, RV_DAY_MADE, 1), RV_EEXIST);
	assert_int_equal(rv_day_mark(&d, DATE + 1, RV_PHASE_CLOSE, 1), RV_EINVAL);
	assert_int_equal(rv_day_mark(&d, DATE, RV_PHASE_N, 1), RV_EINVAL);
	assert_int_equal(rv_day_note(&d, DATE, RV_DAY_EVENT_N, 1), RV_EINVAL);
}

/* Where a phase may begin, written down again. */
static void check_window(rv_phase phase, int64_t date, int64_t now, const rv_day_run *r)
{
	static const struct {
		int64_t from, to; /* s from the close; 0 to: until the next proposal */
	} windows[RV_PHASE_N] = { { -600, -570 }, { -30, 60 },	{ 0, 60 },     { 60, 600 },
				  { 120, 600 },	  { 120, 600 }, { 600, 1200 }, { 420, 0 } };
	const int64_t at = now - rv_day_close(date);
	assert_true(at >= windows[phase].from * 1000);
	assert_true(at < (windows[phase].to ? windows[phase].to * 1000 : RV_DAY_MS - 600000));
	const unsigned phases = r ? r->phases : 0, events = r ? r->events : 0;
	if (phase == RV_PHASE_CORRECT) {
		assert_true(events & 1U << RV_DAY_GRANTED && events & 1U << RV_DAY_CLOSE_KNOWN);
		assert_true(phases & 1U << RV_PHASE_PREPARE);
	}
	if (phase == RV_PHASE_END && phases & 1U << RV_PHASE_CORRECT)
		assert_true(now >= r->phase_at[RV_PHASE_CORRECT] + 420000);
	if (phase == RV_PHASE_GIVE_UP)
		assert_false(phases & 1U << RV_PHASE_CORRECT);
}

/* Restarts lose everything but the marks; the clock goes on, jumps, and steps back. */
static void random_days(void **state)
{
	(void)state;
	const rv_day_params p = params();
	size_t begun[RV_PHASE_N] = { 0 };
	for (uint64_t seed = 0; seed < 400; seed++) {
		rv_rng r;
		rv_rng_seed(&r, 2385, seed, 0);
		rv_day d = { 0 };
		int64_t now = DATE + hms(23, 45, 0), since = now;
		bool seen[16][RV_PHASE_N] = { { false } };
		while (now < DATE + 3 * RV_DAY_MS) {
			const rv_day_due a = rv_day_ask(&p, &d, now, since);
			const size_t day = (size_t)((a.date_ms - DATE) / RV_DAY_MS + 4);
			assert_true(a.next_utc_ms > now);
			if (a.due != RV_PHASE_N) {
				check_window(a.due, a.date_ms, now, rv_day_find(&d, a.date_ms));
				assert_false(seen[day][a.due]);
				seen[day][a.due] = true;
				begun[a.due]++;
				assert_int_equal(rv_day_mark(&d, a.date_ms, a.due, now), RV_OK);
				if (a.due == RV_PHASE_PROPOSE && rv_rng_below(&r, 4))
					assert_int_equal(
						rv_day_note(&d, a.date_ms, RV_DAY_GRANTED, now),
						RV_OK);
				if (a.due == RV_PHASE_FETCH_CLOSE && rv_rng_below(&r, 4))
					assert_int_equal(
						rv_day_note(&d, a.date_ms, RV_DAY_CLOSE_KNOWN, now),
						RV_OK);
				continue;
			}
			const uint64_t what = rv_rng_below(&r, 40);
			const int64_t jump = (int64_t)rv_rng_below(&r, 900000);
			now = a.next_utc_ms + (int64_t)rv_rng_below(&r, 50);
			if (what == 0)
				now += jump; /* suspended */
			if (what == 1)
				now -= jump + 50; /* set back */
			if (what == 2)
				since = now; /* started again */
		}
	}
	for (int k = 0; k < RV_PHASE_N; k++)
		assert_true(begun[k] > 50);
}

static void phases_have_names(void **state)
{
	(void)state;
	char key[RV_DAY_KEY];
	for (int k = 0; k < RV_PHASE_N; k++) {
		rv_phase back = RV_PHASE_N;
		assert_int_equal(rv_phase_of_word(rv_phase_word((rv_phase)k), &back), RV_OK);
		assert_int_equal(back, k);
	}
	rv_phase none = RV_PHASE_END;
	assert_int_equal(rv_phase_of_word("?", &none), RV_ENOENT);
	assert_int_equal(none, RV_PHASE_END);
	assert_string_equal(rv_day_key(DATE, RV_PHASE_FETCH_CLOSE, key), "2026-11-21/fetch-close");
}

static void times_have_an_order(void **state)
{
	(void)state;
	const rv_day_params good = params();
	assert_null(rv_day_params_error(&good));
	static const struct {
		size_t at;
		int64_t value;
	} bad[] = {
		{ offsetof(rv_day_params, propose), -30000 },
		{ offsetof(rv_day_params, propose), -50000000 },
		{ offsetof(rv_day_params, propose_late), 0 },
		{ offsetof(rv_day_params, propose_late), 600000 },
		{ offsetof(rv_day_params, last_quote), 0 },
		{ offsetof(rv_day_params, prepare), 0 },
		{ offsetof(rv_day_params, prepare), 120001 },
		{ offsetof(rv_day_params, fetch), -1 },
		{ offsetof(rv_day_params, grace), 600000 },
		{ offsetof(rv_day_params, give_up), 50000000 },
		{ offsetof(rv_day_params, projected_end), 0 },
		{ offsetof(rv_day_params, correct_end), 0 },
		{ offsetof(rv_day_params, correct_for), 0 },
		{ offsetof(rv_day_params, mandate_extra), -1 },
	};
	for (size_t i = 0; i < LEN(bad); i++) {
		rv_day_params p = good;
		memcpy((char *)&p + bad[i].at, &bad[i].value, sizeof(bad[i].value));
		assert_non_null(rv_day_params_error(&p));
	}
	/* the later of both: no official bar is asked for before its grace is over */
	rv_day_params p = good;
	p.grace = 300000;
	assert_int_equal(rv_day_at(&p, DATE, RV_PHASE_FETCH_CLOSE), CLOSE + hms(0, 5, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_day_as_it_should_go),
		cmocka_unit_test(without_a_close_the_target_stays),
		cmocka_unit_test(what_is_not_granted_is_not_corrected),
		cmocka_unit_test(a_proposal_is_not_made_up_for),
		cmocka_unit_test(restarts_go_on_where_the_day_is),
		cmocka_unit_test(what_works_is_cancelled_first),
		cmocka_unit_test(a_clock_that_steps_repeats_nothing),
		cmocka_unit_test(a_run_begins_with_its_proposal),
		cmocka_unit_test(the_last_dates_are_kept),
		cmocka_unit_test(random_days),
		cmocka_unit_test(phases_have_names),
		cmocka_unit_test(times_have_an_order),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
