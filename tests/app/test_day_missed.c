/*
 * Days on which something does not come: the official close, or the desk itself before 23:50.
 */
#include <string.h>

#include "tests/support/cm.h"
#include "tests/support/day_desk.h"

static order_desk *d;

static int setup(void **state)
{
	(void)state;
	d = day_new(0);
	return 0;
}

/* 23:52: the time of the proposal is over. */
static int setup_late(void **state)
{
	(void)state;
	d = day_new(8);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	od_free(d);
	return 0;
}

/* The hour before the close is no official bar: without one nothing is corrected, and it is said.
 */
static void without_a_close_the_target_stays(void **state)
{
	(void)state;
	day_begin(d);
	OD_UNTIL(d, day_is_in(d, "projected", RV_PROGRAM_READY));
	day_grant(d, "projected");
	OD_UNTIL(d, day_filled(d) > 0);
	od_fault(d, "info.candleSnapshot", "status", ", \"code\": 500");
	OD_UNTIL(d, day_has_done(d, RV_PHASE_PREPARE));
	OD_UNTIL(d, day_has_done(d, RV_PHASE_GIVE_UP));
	assert_false(day_has_done(d, RV_PHASE_CORRECT));
	assert_true(d->v->day.alarm);
	assert_non_null(
		strstr(d->v->day.said, "no official close in time: the projected target stays"));
	assert_null(day_program_of(d, "correct"));
	od_faults(d, "[]");
	OD_UNTIL(d, day_running(d) == 0);
	od_ties(d);
	od_stop(d);
}

/* The phase that was missed is not made up for, and nothing of the day follows from it. */
static void a_missed_phase_is_not_run_late(void **state)
{
	(void)state;
	day_begin(d);
	OD_UNTIL(d, d->v->day.present && !d->v->day.ready[0]);
	assert_true((d->v->day.missed >> RV_PHASE_PROPOSE & 1) != 0);
	OD_WHILE(d, 4000, T->n_programs == 0 && !day_has_done(d, RV_PHASE_PROPOSE));
	assert_int_equal(d->v->day.date_ms, DAY_DATE_MS);
	OD_UNTIL(d, day_has_done(d, RV_PHASE_CLOSE));
	assert_false(day_has_done(d, RV_PHASE_PREPARE));
	assert_int_equal(T->orders_total, 0);
	od_stop(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(without_a_close_the_target_stays, setup, teardown),
		cmocka_unit_test_setup_teardown(a_missed_phase_is_not_run_late, setup_late,
						teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
