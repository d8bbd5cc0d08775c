/*
 * Fault matrix F14: a second desk on the same folder does not start; a second desk on the same
 * account, from another machine, is seen by the first: what it fills counts, is told, ends what was
 * approved without it and blocks what waits; what it has resting counts in the limits and is never
 * touched. The nonces of the two never meet.
 */
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include "tests/support/cli_run.h"
#include "tests/support/cm.h"
#include "tests/support/order_desk.h"
#include "tests/support/order_desk_proc.h"

enum { USD = 500 };

#define ORDERS                                                                                     \
	"\"limits\": {\"duplicate_s\": 0, \"messages_per_min\": 2000, \"order_most_usd\": 4000, "  \
	"\"symbol_most_usd\": 4000},"                                                              \
	"\"ticket\": {\"drift_bps\": 1000},"                                                       \
	"\"mandate\": {\"collar_bps\": 900},"                                                      \
	"\"wire\": {\"reconcile_s\": 5}"

static const od_params params = { .speed = 1.0, .orders = ORDERS };

static cli_run c;

static void refused(od_process *p, const char *words)
{
	assert_false(od_served(p));
	const int status = od_wait(p);
	if (!WIFEXITED(status) || WEXITSTATUS(status) == 0 || !strstr(od_errors(p), words))
		fail_msg("status %d: %s", status, od_errors(p));
}

/* The folder is the first one's while it lives, and the next one's when it is dead. */
static void f14_a_second_process_on_the_folder(void **state)
{
	(void)state;
	order_desk *d = od_new(&params);
	od_process first, second;
	od_serve_well(d, &first);
	od_serve(d, &second, NULL);
	refused(&second, "another rvdesk keeps this folder");
	c.dir = d->dir.path; /* the console of one process would be another desk, without orders */
	cli_wants(&c, cli_do(&c, "--plain --state @/state"), 1, "`rvdesk attach --state ");
	assert_true(od_insist(&first, "resume") && od_insist(&first, "buy SOL 500 usd"));
	assert_true(order_proc_killed(od_signal(&first, SIGKILL)));
	od_serve_well(d, &second);
	const int status = od_signal(&second, SIGTERM);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	od_free(d);
}

/* Even where the folder's lock is not asked for, the journal has one owner. */
static void f14_a_second_owner_of_the_journal(void **state)
{
	(void)state;
	order_desk *d = od_trading(&params);
	od_process second;
	const rv_command buy = od_order("SOL", RV_BUY, USD);
	od_serve(d, &second, NULL);
	refused(&second, "in use: a running rvdesk keeps its journal to itself");
	od_yes(d, &buy);
	OD_UNTIL(d, od_lots(d, "SOL") > 0);
	od_ties(d);
	od_free(d);
}

static size_t externals(const order_desk *d)
{
	size_t n = 0;
	for (size_t i = 0; i < T->n_orders; i++)
		n += T->orders[i].external && !od_over(T->orders[i].state);
	return n;
}

/* A fill of the other one: counted, told, and what was approved before it is over. */
static void fills_are_seen(order_desk *d, order_desk *e)
{
	rv_command twap = od_order("SOL", RV_BUY, 1500);
	twap.style = RV_STYLE_TWAP;
	twap.duration_ms = 10 * RV_MINUTE_MS;
	/* What the other one holds is nobody's there, and may only be reduced. */
	rv_command close = od_cmd(RV_CMD_PROPOSE, "SOL");
	close.close = true;
	od_yes(d, &twap);
	OD_UNTIL(d, od_mandate(d) && od_mandate(d)->lots_filled > 0);
	od_mark(d);
	OD_UNTIL(e, od_lots(e, "SOL") > 0);
	od_yes(e, &close);
	OD_UNTIL(e, od_last(e) && od_last(e)->lots_filled > 0);
	OD_UNTIL(d, od_said(d, "a fill of somebody else"));
	OD_UNTIL(d, od_mandate(d)->state == RV_MANDATE_ENDED);
	od_ties(d);
	od_ties(e);
}

/* An order of the other one rests: it counts, and a kill here leaves it where it is. */
static void orders_are_left_alone(order_desk *d, order_desk *e)
{
	const rv_command theirs = od_limit(e, "SOL", RV_BUY, 2500, 0.05);
	const rv_command kill = od_kill(RV_KILL_CANCEL);
	const rv_command more = od_order("SOL", RV_BUY, 3000), eth = od_order("ETH", RV_BUY, USD);
	od_assign(d, "SOL"); /* what the other one has closed */
	od_yes(e, &theirs);
	OD_UNTIL(d, externals(d) == 1);
	od_mark(d);
	od_no(d, &more, "denied: symbol: "); /* 2,500 and 3,000 are more than 4,000 */
	od_yes(d, &eth); /* a fill in SOL would end what the other one has approved there */
	OD_UNTIL(d, od_sent(d));
	od_ties(d);
	od_yes(d, &kill);
	OD_UNTIL(d, T->state == RV_BOOK_HALTED);
	OD_WHILE(d, 500, od_venue_open(d) == 1);
	od_resume(d);
}

/* Both at once, in the same coin: each knows all that the venue knows. */
static void both_trade(order_desk *d, order_desk *e)
{
	const rv_command buy = od_order("ETH", RV_BUY, USD), sell = od_order("ETH", RV_SELL, USD);
	for (int i = 0; i < 3; i++) {
		(void)od_do(d, &buy); /* a ticket may be blocked by the other's fill: that is all */
		(void)od_do(e, i % 2 ? &buy : &sell);
	}
	const rv_command kill = od_kill(RV_KILL_CANCEL);
	od_yes(e, &kill);
	od_yes(d, &kill);
	OD_UNTIL(e, od_rests(e));
	OD_UNTIL(d, od_rests(d) && externals(d) == 0);
	od_ties(d);
	od_ties(e);
	assert_int_equal(od_venue_open(d), 0);
	assert_int_equal(od_lots(d, "ETH"), od_lots(e, "ETH"));
	assert_int_equal(od_lots(d, "SOL"), od_lots(e, "SOL"));
	OD_UNTIL(d,
		 T->n_breaks == 0); /* a fill of the account's very moment differs for a moment */
}

static void f14_a_second_desk_on_the_account(void **state)
{
	(void)state;
	order_desk *d = od_trading(&params), *e = od_twin(d);
	od_active(e);
	fills_are_seen(d, e);
	orders_are_left_alone(d, e);
	both_trade(d, e);
	od_free(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(f14_a_second_process_on_the_folder),
		cmocka_unit_test(f14_a_second_owner_of_the_journal),
		cmocka_unit_test(f14_a_second_desk_on_the_account),
	};
	return cmocka_run_group_tests_name("f14_two_desks", tests, NULL, NULL);
}
