/*
 * What the day says when it gives up: an alarm where somebody has granted a program, or where it
 * has watched the close not come; none of a process that has begun after it. The whole day is
 * tests/app/test_trading_day.c's.
 */
#include "engine/manager/day_manager.h"

#include "tests/support/cm.h"
#include "tests/support/oms_bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DATE_MS INT64_C(1801699200000) /* 2027-02-04 */
enum { SECOND_MS = 1000 };

typedef struct fixture {
	oms_bench *b;
	rv_book_params p;
	rv_day_manager *m;
	rv_book_now *book;
	rv_step_result *pass;
	rv_book_input in;
	rv_step_params params;
	rv_trade_view trade;
	rv_day_view v;
} fixture;

static int setup(void **state)
{
	fixture *f = calloc(1, sizeof(*f));
	assert_non_null(f);
	f->b = bench_new();
	rv_book_params_default(&f->p);
	f->pass = calloc(1, sizeof(*f->pass));
	assert_non_null(f->pass);
	assert_int_equal(rv_day_manager_new(&f->p, NULL, &f->m), RV_OK);
	assert_int_equal(rv_book_now_new(&f->p, &f->book), RV_OK);
	const rv_oms_observer w = rv_day_manager_observer(f->m);
	assert_int_equal(rv_oms_observe(f->b->o, &w), RV_OK);
	bench_up(f->b, true);
	f->in = (rv_book_input){ .pass = f->pass, .nav = 100000.0 };
	f->trade.present = f->trade.reconciled = true;
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	fixture *f = *state;
	rv_book_now_free(f->book);
	rv_day_manager_free(f->m);
	bench_free(f->b);
	free(f->pass);
	free(f);
	return 0;
}

/* As the journal tells it, of another process or this one. */
static void was(fixture *f, rv_phase phase)
{
	rv_event e;
	rv_event_begin(&e, RV_EVENT_PHASE, rv_phase_word(phase));
	(void)rv_day_key(DATE_MS, phase, e.key[0]);
	e.uid = RV_EVENT_UID_DESK;
	rv_event_put_i64(&e, "date_ms", DATE_MS);
	rv_event_put(&e, "phase", rv_phase_word(phase));
	rv_event_put(&e, "deferred", "");
	assert_int_equal(rv_oms_record(f->b->o, &e, "in another process"), RV_OK);
}

static void looked_for_its_close(fixture *f)
{
	was(f, RV_PHASE_PROPOSE);
	was(f, RV_PHASE_CLOSE);
	was(f, RV_PHASE_FETCH_CLOSE);
}

static void program(fixture *f, rv_program_state state)
{
	rv_tv_program *p = &f->trade.programs[0];
	f->trade.n_programs = 1;
	p->id = 1;
	p->run_date_ms = DATE_MS;
	p->state = state;
	(void)snprintf(p->phase, sizeof(p->phase), "projected");
}

static void work(fixture *f, int64_t after_close_ms)
{
	f->in.utc_ms = DATE_MS + RV_DAY_MS + after_close_ms;
	f->in.elapsed_ms = f->in.utc_ms - DATE_MS;
	const rv_day_now now = {
		.book = f->book, .in = &f->in, .oms = f->b->o, .trade = &f->trade
	};
	rv_day_manager_work(f->m, &now);
	rv_day_manager_view(f->m, &f->v);
}

static bool gave_up(const fixture *f)
{
	return (f->v.done >> RV_PHASE_GIVE_UP & 1) != 0;
}

static void it_has_watched(void **state)
{
	fixture *f = *state;
	looked_for_its_close(f);
	program(f, RV_PROGRAM_EXPIRED);
	work(f, 180 * SECOND_MS);
	assert_false(gave_up(f));
	work(f, f->p.day.give_up + 2 * SECOND_MS);
	assert_true(gave_up(f));
	assert_true(f->v.alarm);
	assert_non_null(strstr(f->v.said, "no official close in time; nothing was granted"));
}

static void it_came_later(void **state)
{
	fixture *f = *state;
	looked_for_its_close(f);
	program(f, RV_PROGRAM_EXPIRED);
	work(f, f->p.day.give_up + 2 * SECOND_MS);
	assert_true(gave_up(f));
	assert_false(f->v.alarm);
	assert_non_null(strstr(f->v.said, "started after the close"));
}

static void it_was_granted(void **state)
{
	fixture *f = *state;
	looked_for_its_close(f);
	program(f, RV_PROGRAM_GRANTED);
	work(f, f->p.day.give_up + 2 * SECOND_MS);
	assert_true(gave_up(f));
	assert_true(f->v.alarm);
	assert_true((f->v.done >> RV_PHASE_END & 1) != 0); /* which hides nothing of it */
	assert_non_null(strstr(f->v.said, "the projected target stays"));
}

/* The close is there, but not what is held: correcting to nothing would be a correction. */
static void an_account_that_is_not_reconciled_is_waited_for(void **state)
{
	fixture *f = *state;
	looked_for_its_close(f);
	was(f, RV_PHASE_PREPARE);
	program(f, RV_PROGRAM_GRANTED);
	f->pass->idio.close_ms = DATE_MS + RV_DAY_MS;
	f->in.day_whole = true;
	f->in.params = &f->params;
	rv_step_params_default(&f->params);
	assert_int_equal(rv_book_now_run(f->book, &f->in), RV_OK); /* there is a target */
	assert_true(rv_book_now_view(f->book)->present);
	f->trade.reconciled = false;
	work(f, 130 * SECOND_MS);
	assert_false((f->v.done >> RV_PHASE_CORRECT & 1) != 0);
	assert_non_null(strstr(f->v.said, "no correction yet: positions are not reconciled"));
	f->trade.reconciled = true;
	work(f, 140 * SECOND_MS);
	assert_non_null(strstr(f->v.said, "program 1 is not granted")); /* now it is asked for */
}

/* Without a mark a phase has not been begun: it is not tried over and over in the same moment. */
static void what_is_not_journaled_goes_no_further(void **state)
{
	fixture *f = *state;
	rv_log *log = NULL;
	rv_day_manager *observer = f->m;
	assert_int_equal(rv_log_new(f->b->clock, NULL, &log, NULL), RV_OK);
	assert_int_equal(rv_day_manager_new(&f->p, log, &f->m), RV_OK);
	rv_oms_stop(f->b->o, false);
	work(f, 0);
	assert_int_equal(f->v.done, 0);
	/* said once, so that this is the second time of its kind */
	assert_int_equal(rv_log_once(log, "day.mark", RV_LOG_ERROR, "day", "again"), 2);
	rv_day_manager_free(f->m);
	f->m = observer;
	rv_log_free(log);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(it_has_watched, setup, teardown),
		cmocka_unit_test_setup_teardown(it_came_later, setup, teardown),
		cmocka_unit_test_setup_teardown(it_was_granted, setup, teardown),
		cmocka_unit_test_setup_teardown(what_is_not_journaled_goes_no_further, setup,
						teardown),
		cmocka_unit_test_setup_teardown(an_account_that_is_not_reconciled_is_waited_for,
						setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
