/*
 * Fault matrix F1: SIGKILL before the intent is on disk, between its commit and the wire, in the
 * middle of sending, before the answer, before the answer is written down, between a fill and what
 * follows from it, in the middle of a recovery and of a checkpoint. The next start knows of one
 * order at most, knows what became of it, sends nothing again, and has the venue's position to the
 * lot; a start after that finds nothing more. tests/soak/order_runner.c goes through every point of
 * the program under every kind of answer.
 */
#include <signal.h>

#include "tests/support/cm.h"
#include "tests/support/order_desk.h"
#include "tests/support/order_desk_proc.h"

enum { LIVES = 3 };

static order_desk *d;

static int setup(void **state)
{
	(void)state;
	const od_params p = { .speed = OD_FAST_SPEED, .orders = OD_SOON };
	d = od_new(&p);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	od_free(d);
	return 0;
}

typedef struct death {
	const char *at[LIVES]; /* where each life ends; the first one buys, the others recover */
	size_t least, most;    /* orders that the venue has of it in the end */
	bool ending;	       /* it is told to end, and dies of that */
} death;

static void live_and_die(const death *x, size_t life)
{
	od_process p;
	od_serve(d, &p, x->at[life]);
	const bool bought = od_served(&p) && life == 0 && od_insist(&p, "resume") &&
			    od_insist(&p, "buy SOL 500 usd");
	const int status = bought && x->ending ? od_signal(&p, SIGTERM) : od_wait(&p);
	if (!order_proc_killed(status))
		fail_msg("%s was not passed: %s", x->at[life], od_errors(&p));
}

/* Whoever starts again finds nothing to do. */
static void nothing_more(void)
{
	size_t before[RV_EVENT_N], after[RV_EVENT_N];
	od_stop(d);
	od_verify(d);
	(void)od_events(d, before);
	od_ready(d);
	od_stop(d);
	(void)od_events(d, after);
	for (size_t i = 0; i < RV_EVENT_N; i++) {
		if (i != RV_EVENT_RUN && i != RV_EVENT_STATE && i != RV_EVENT_RECONCILE &&
		    i != RV_EVENT_STOP && before[i] != after[i])
			fail_msg("a second start writes %zu events of type %zu",
				 after[i] - before[i], i);
	}
}

static void die(const death *x)
{
	const size_t orders = od_venue_orders(d), actions = od_admitted(d, "order");
	print_message("  %s %s %s\n", x->at[0], x->at[1] ? x->at[1] : "", x->at[2] ? x->at[2] : "");
	for (size_t i = 0; i < LIVES && x->at[i]; i++)
		live_and_die(x, i);
	od_active(d);
	od_ties(d);
	const size_t n = od_venue_orders(d) - orders;
	assert_in_range(n, x->least, x->most);
	assert_int_equal(od_admitted(d, "order") - actions, n);
	assert_int_equal(T->n_unknown, 0);
	assert_int_equal(T->n_breaks, 0);
	nothing_more();
}

static void each(const death *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		die(&v[i]);
}

/* What was approved may be on disk and go on; or nothing of it is. */
static void f01_before_the_intent_is_committed(void **state)
{
	(void)state;
	const death v[] = { { .at = { "intent.before-append" }, .most = 1 },
			    { .at = { "intent.appended" }, .most = 1 } };
	each(v, 2);
}

/* It may have left for all that the next start knows: it is proved that it did not. */
static void f01_between_commit_and_send(void **state)
{
	(void)state;
	const death v[] = { { .at = { "intent.acked" } }, { .at = { "gateway.before-send" } } };
	each(v, 2);
}

static void f01_in_the_middle_of_sending(void **state)
{
	(void)state;
	each(&(death){ .at = { "gateway.mid-send" } }, 1);
}

static void f01_sent_and_no_answer(void **state)
{
	(void)state;
	each(&(death){ .at = { "gateway.after-send" }, .least = 1, .most = 1 }, 1);
}

static void f01_answered_and_not_written_down(void **state)
{
	(void)state;
	each(&(death){ .at = { "gateway.answered" }, .least = 1, .most = 1 }, 1);
}

static void f01_between_a_fill_and_what_follows(void **state)
{
	(void)state;
	const death v[] = { { .at = { "fill.before-append" }, .least = 1, .most = 1 },
			    { .at = { "fill.acked" }, .least = 1, .most = 1 } };
	each(v, 2);
}

/* Twice, and the third start comes to the same. */
static void f01_in_the_middle_of_a_recovery(void **state)
{
	(void)state;
	const death v[] = {
		{ .at = { "gateway.after-send", "recovery.resolving", "recovery.done" },
		  .least = 1,
		  .most = 1 },
		{ .at = { "gateway.answered", "recovery.replayed", "recovery.done" },
		  .least = 1,
		  .most = 1 },
	};
	each(v, 2);
}

static void f01_in_the_middle_of_a_checkpoint(void **state)
{
	(void)state;
	const death v[] = {
		{ .at = { "journal.before-checkpoint" }, .least = 1, .most = 1, .ending = true },
		{ .at = { "journal.after-checkpoint" }, .least = 1, .most = 1, .ending = true },
	};
	each(v, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(f01_before_the_intent_is_committed),
		cmocka_unit_test(f01_between_commit_and_send),
		cmocka_unit_test(f01_in_the_middle_of_sending),
		cmocka_unit_test(f01_sent_and_no_answer),
		cmocka_unit_test(f01_answered_and_not_written_down),
		cmocka_unit_test(f01_between_a_fill_and_what_follows),
		cmocka_unit_test(f01_in_the_middle_of_a_recovery),
		cmocka_unit_test(f01_in_the_middle_of_a_checkpoint),
	};
	return cmocka_run_group_tests_name("f01_killed", tests, setup, teardown);
}
