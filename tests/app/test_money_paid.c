/*
 * Money paid in and out of a whole desk's account, at the simulated venue through its ledger: a
 * deposit, a withdrawal, one while the desk is down, all of them told again and again. They neither
 * trip nor mask the day's loss and the drawdown.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/cm.h"
#include "tests/support/journal_help.h"
#include "tests/support/order_desk.h"

/* The market goes on while the test looks: 40,000 USD of SOL move by some tenths of a percent. */
static const double near_pct = 0.5;

static order_desk *d;

static int setup(void **state)
{
	(void)state;
	const od_params p = { .speed = OD_FAST_SPEED,
			      .orders = OD_FAST_WITH(
				      ", \"order_most_usd\": 60000, \"symbol_most_usd\": 90000,"
				      "\"net_most_x\": 2",
				      "", "") };
	d = od_trading(&p);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	od_free(d);
	return 0;
}

static void pay(const char *usdc)
{
	od_mark(d);
	od_control(d, "deposit", "{\"user\":\"%s\",\"usdc\":\"%s\"}", d->user, usdc);
}

static double day_loss(void)
{
	for (size_t i = 0; i < T->n_limits; i++)
		if (strcmp(T->limits[i].name, "day loss") == 0)
			return T->limits[i].used;
	return NAN;
}

static bool is_near(double x, double want)
{
	return fabs(x - want) < near_pct;
}

/* So much of the account is lost, by a move of what it holds. */
static void lose(double factor, double pct)
{
	od_control(d, "move", "{\"coin\":\"SOL\",\"factor\":%.4f}", factor);
	OD_UNTIL(d, is_near(day_loss(), pct));
}

/* The market has moved by itself so far that the account's result is another. */
static bool has_moved(double since)
{
	return fabs(od_position(d, "SOL")->mark / since - 1.0) > 0.003;
}

static bool is_as_it_was(double mark)
{
	if (has_moved(mark) || (T->state == RV_BOOK_ACTIVE && is_near(day_loss(), 1.2)))
		return true;
	print_message("day loss %g %%, mark %g then and %g now, NAV %g\n", day_loss(), mark,
		      od_position(d, "SOL")->mark, T->nav_usd);
	return false;
}

static void stays_as_it_was(void)
{
	const double mark = od_position(d, "SOL")->mark;
	OD_WHILE(d, 3000, is_as_it_was(mark));
}

static size_t transfers_in_journal(void)
{
	char path[RV_TMP_PATH * 4];
	size_t n = 0, found = 0;
	assert_true(od_journal(d, path));
	rv_event *e = journal_file_events(path, &n);
	for (size_t i = 0; i < n; i++)
		found += e[i].type == RV_EVENT_TRANSFER;
	free(e);
	return found;
}

static void money_that_is_paid_is_no_result(void **state)
{
	(void)state;
	const rv_command buy = od_order("SOL", RV_BUY, 40000);
	od_yes(d, &buy);
	OD_UNTIL(d, od_lots(d, "SOL") > 0 && od_rests(d));
	lose(0.97, 1.2);
	pay("-60000"); /* what was lost is 3 % of what is left */
	OD_UNTIL(d, od_noted(d, "transfer"));
	stays_as_it_was();
	pay("160000");
	OD_UNTIL(d, od_noted(d, "transfer") && T->nav_usd > 150000);
	stays_as_it_was();
	od_stop(d);
	od_control(d, "deposit", "{\"user\":\"%s\",\"usdc\":\"-120000\"}", d->user);
	od_ready(d);
	OD_UNTIL(d, is_near(day_loss(), 1.2) && is_near(T->peak_drawdown_pct, 1.2));
	assert_true(T->nav_usd < 90000);
	od_resume(d);
	pay("500000");
	OD_UNTIL(d, od_noted(d, "transfer") && T->nav_usd > 500000);
	/* 1.2 % and 1.6 % of what it is now: the deposit hides neither */
	lose(0.97 * 0.78, 2.8);
	OD_UNTIL(d, T->state == RV_BOOK_REDUCING);
	assert_non_null(strstr(T->state_reason, "the day has lost"));
	od_stop(d);
	assert_int_equal(transfers_in_journal(), 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(money_that_is_paid_is_no_result, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
