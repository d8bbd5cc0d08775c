/*
 * Money paid in or out is no result: deposits, withdrawals, transfers neither trip nor mask the
 * day's loss and the drawdown, whenever they are told. The account begins with 100,000.
 */
#include "engine/desk/gate.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/oms_desk.h"
#include "tests/support/program_case.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LOOK = 12000 /* ms: an account at least */ };

static const rv_tv_limit *limit_of(oms_bench *b, const char *name)
{
	const rv_trade_view *v = bench_view(b);
	for (size_t i = 0; i < v->n_limits; i++)
		if (strcmp(v->limits[i].name, name) == 0)
			return &v->limits[i];
	fail_msg("no limit %s", name);
	return NULL;
}

/* Use of a limit in the snapshot, percent. */
static double used(oms_bench *b, const char *name)
{
	return limit_of(b, name)->used;
}

/* What gross and net may be of, by the snapshot. */
static double size_usd(oms_bench *b)
{
	return limit_of(b, "gross")->limit / b->p.gross_most_x;
}

static void expect(oms_bench *b, double day_pct, double drawdown_pct, double pnl_usd)
{
	assert_close("day loss", used(b, "day loss"), day_pct, 1e-9);
	assert_close("drawdown", used(b, "drawdown"), drawdown_pct, 1e-9);
	assert_close("day", bench_view(b)->day_pnl_usd, pnl_usd, 1e-6);
}

static void look(oms_bench *b)
{
	bench_run(b, LOOK);
}

static void win(oms_bench *b, double usd)
{
	b->v.account_usd += usd; /* by the marks: no cash moves */
	look(b);
}

static void pay(oms_bench *b, double usd)
{
	mini_pay(&b->v, usd, usd > 0 ? "deposit" : "withdraw");
	look(b);
}

static rv_book_state book(oms_bench *b)
{
	return bench_view(b)->state;
}

static void a_withdrawal_does_not_trip(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	win(b, -1000);
	expect(b, 1, 1, -1000);
	pay(b, -50000);
	assert_int_equal(book(b), RV_BOOK_ACTIVE);
	expect(b, 1, 1, -1000); /* 49,000 of 49,494.95 */
	assert_int_equal(bench_count(b, RV_EVENT_TRANSFER, "withdraw"), 1);
	win(b, -494);
	assert_int_equal(book(b), RV_BOOK_ACTIVE);
	assert_close("both", used(b, "day loss"), 100 * (1 - 0.99 * 48506 / 49000), 1e-9);
	win(b, -1); /* 2 % of 49,494.95 are 989.90, of which 494.95 went before */
	assert_int_equal(book(b), RV_BOOK_REDUCING);
}

static void a_deposit_does_not_mask(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	win(b, -1900);
	pay(b, 98100);
	expect(b, 1.9, 1.9, -1900);
	assert_int_equal(book(b), RV_BOOK_ACTIVE);
	win(b, -199); /* 100 at half the size */
	assert_int_equal(book(b), RV_BOOK_ACTIVE);
	win(b, -2);
	assert_int_equal(book(b), RV_BOOK_REDUCING);
	assert_non_null(strstr(bench_view(b)->state_reason, "day has lost 2.00 %"));
	pay(b, 1e6); /* and not afterwards either */
	const rv_trade_view *v = bench_view(b);
	assert_close("still", used(b, "day loss"), 100 * (1 - 0.981 * (1 - 201.0 / 196200)), 1e-9);
	assert_int_equal(v->state, RV_BOOK_REDUCING);
	bench_expect(b, bench_simple(b, RV_CMD_RESUME), false, "day has lost");
}

static void nor_the_drawdown_of_days(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	for (int day = 1; day <= 3; day++) {
		rv_clock_set(b->clock, BENCH_START + 86400000LL * day + 1000);
		win(b, -0.018 * b->v.account_usd);
		pay(b, day % 2 ? 250000 : -150000);
	}
	const double left = 0.982 * 0.982 * 0.982;
	assert_int_equal(book(b), RV_BOOK_ACTIVE);
	assert_close("drawdown", used(b, "drawdown"), 100 * (1 - left), 1e-6);
	win(b, (0.9399 / left - 1) * b->v.account_usd);
	assert_int_equal(book(b), RV_BOOK_REDUCING);
	assert_non_null(strstr(bench_view(b)->state_reason, "below the peak"));
}

/* The rows come a quarter of a minute after the money. */
static void one_that_is_told_late(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	b->v.hide_transfers = 1;
	pay(b, -40000);
	assert_int_equal(book(b), RV_BOOK_ACTIVE);
	expect(b, 0, 0, 0);
	win(b, -900); /* what is lost meanwhile is seen */
	assert_close("day", bench_view(b)->day_pnl_usd, -900, 1e-6);
	b->v.hide_transfers = 0;
	look(b);
	expect(b, 1.5, 1.5, -900); /* of 60,000 */
	assert_int_equal(bench_count(b, RV_EVENT_TRANSFER, NULL), 1);
	assert_int_equal(bench_count(b, RV_EVENT_ALARM, NULL), 0);
}

/* Transfers are asked for every ten minutes, too: that page may have one before an account has it.
 */
static void one_that_is_told_before_the_account_has_it(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	size_t ahead = 0;
	b->v.delay_ms = 400;
	win(b, -1000);
	for (int i = 0; i < 12 * 600; i++) {
		if (i % 31 == 0)
			mini_pay(&b->v, i % 2 ? 90000 : -500, i % 2 ? "deposit" : "withdraw");
		bench_run(b, 100);
		const size_t told = bench_count(b, RV_EVENT_TRANSFER, NULL);
		ahead += told > 0 && fabs(bench_view(b)->nav_usd - b->v.account_usd) > 50000 &&
			 told == b->v.n_transfers;
		assert_int_equal(book(b), RV_BOOK_ACTIVE);
		assert_in_range(used(b, "day loss") * 1000, 800, 1200);
		assert_in_range(used(b, "drawdown") * 1000, 800, 1200);
	}
	assert_true(ahead > 0); /* it has been so */
}

/* The day's loss by the gate's check of a ticket, in percent; NaN: it has none. */
static double gates_loss(oms_bench *b, uint64_t ticket)
{
	const rv_tv_ticket *t = bench_ticket(b, ticket);
	for (size_t i = 0; t && i < t->n_checks; i++) {
		char *rest = NULL;
		if (strcmp(t->checks[i].name, rv_gate_name(RV_GATE_DAY_LOSS)) != 0)
			continue;
		const double loss = strtod(t->checks[i].text, &rest);
		if (strncmp(rest, " of ", 4) == 0)
			return loss / strtod(rest + 4, NULL) * b->p.daily_loss_pct;
	}
	return NAN;
}

/* 2,000 go that nobody tells of, so that it is asked; what comes or goes then is told at once. */
static void odd_then_paid(oms_bench *b, int64_t wait_ms, double usd)
{
	b->v.hide_transfers = 1;
	mini_pay(&b->v, -2000, "withdraw");
	bench_run(b, 15037 + wait_ms); /* never in an account's own millisecond */
	mini_pay(&b->v, usd, usd > 0 ? "deposit" : "withdraw");
	const rv_transfer newer = b->v.transfers[1];
	b->v.transfers[1] = b->v.transfers[0];
	b->v.transfers[0] = newer;
}

/* 50,000 that are told before the account has them: every loss is the same, and no size larger. */
static bool one_ahead_beside_an_odd_one(oms_bench *b, int64_t wait_ms)
{
	rv_command c = bench_buy("SOL", 100);
	const uint64_t t = bench_propose(b, &c);
	bool ahead = false;
	odd_then_paid(b, wait_ms, 50000);
	for (int i = 0; i < 20; i++) {
		bench_run(b, 500);
		if (bench_count(b, RV_EVENT_TRANSFER, NULL) == 0 ||
		    bench_view(b)->nav_usd > b->v.account_usd - 1)
			continue;
		ahead = true;
		assert_close("gate", gates_loss(b, t), used(b, "day loss"), 1e-3);
		assert_true(used(b, "day loss") > 1.3);
		assert_close("size", size_usd(b), 97000, 1e-6); /* not of what comes in */
	}
	return ahead;
}

static void the_gate_measures_what_is_shown(void **state)
{
	(void)state;
	size_t ahead = 0;
	for (int64_t ms = 0; ms < LOOK; ms += 1000) {
		oms_bench *b = bench_new();
		bench_up(b, true);
		b->v.delay_ms = 1500;
		win(b, -1000);
		ahead += one_ahead_beside_an_odd_one(b, ms);
		bench_free(b);
	}
	assert_true(ahead > 0); /* it has been so */
}

/* 60,000 leave, which is told before the account says so: a program granted then is of the rest. */
static bool granted_while_it_leaves(oms_bench *b, int64_t wait_ms)
{
	const uint64_t id = case_begin(b);
	odd_then_paid(b, wait_ms, -60000);
	for (int i = 0; i < 30 && bench_count(b, RV_EVENT_TRANSFER, NULL) == 0; i++)
		bench_run(b, 500);
	assert_int_equal(bench_count(b, RV_EVENT_TRANSFER, NULL), 1);
	if (bench_view(b)->nav_usd < b->v.account_usd + 1)
		return false;
	assert_close("size", size_usd(b), 38000, 1e-6);
	bench_expect(b, case_command(b, RV_CMD_APPROVE_PROGRAM, id, ""), true, "mandates");
	assert_string_equal(bench_value(bench_last(b, RV_EVENT_PROGRAM_GRANT), "nav"), "38000");
	return true;
}

static void what_leaves_is_not_counted_on(void **state)
{
	(void)state;
	size_t ahead = 0;
	for (int64_t ms = 0; ms < LOOK; ms += 1000) {
		oms_bench *b = bench_new();
		bench_up(b, true);
		b->v.delay_ms = 1500;
		ahead += granted_while_it_leaves(b, ms);
		bench_free(b);
	}
	assert_true(ahead > 0);
}

static void a_loss_is_seen_while_one_is_asked_about(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	b->v.hide_transfers = 1;
	pay(b, 500000);
	win(b, -2100);
	assert_int_equal(book(b), RV_BOOK_REDUCING);
	expect(b, 2.1, 2.1, -2100);
}

/* Cash that nobody explains is a result after a minute; told later, it is corrected. */
static void cash_that_nothing_explains(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	b->v.hide_transfers = 1;
	pay(b, -1500);
	expect(b, 0, 0, 0);
	bench_run(b, 65000);
	look(b);
	expect(b, 1.5, 1.5, -1500);
	assert_int_equal(bench_count(b, RV_EVENT_ALARM, "account"), 1);
	assert_int_equal(book(b), RV_BOOK_ACTIVE);
	b->v.hide_transfers = 0;
	bench_run(b, 11 * 60000); /* asked every ten minutes */
	expect(b, 0, 0, 0);
	bench_run(b, 2 * 60000);
	assert_int_equal(bench_count(b, RV_EVENT_ALARM, NULL), 1);
	assert_int_equal(bench_count(b, RV_EVENT_TRANSFER, NULL), 1);
}

static void a_duplicate_report_is_nothing(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	win(b, -500);
	pay(b, 100000);
	pay(b, -100000);
	const size_t n = b->n_events;
	expect(b, 0.5, 0.5, -500);
	bench_run(b, 25 * 60000); /* two more answers have both rows */
	expect(b, 0.5, 0.5, -500);
	assert_int_equal(bench_count(b, RV_EVENT_TRANSFER, NULL), 2);
	rv_venue_report *r = NULL;
	assert_int_equal(rv_venue_report_new(RV_REPORT_TRANSFERS, 1, &r), RV_OK);
	r->transfers[0] = b->v.transfers[0];
	r->request = 987654; /* nobody's question */
	rv_oms_report(b->o, r);
	rv_venue_report_free(r);
	bench_run(b, 0);
	assert_int_equal(bench_count(b, RV_EVENT_TRANSFER, NULL), 2);
	assert_true(b->n_events >= n);
}

/* A venue's times are its blocks': what is paid after an account may have that account's time. */
static void one_with_the_time_of_an_account_without_it(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	win(b, -1200);
	expect(b, 1.2, 1.2, -1200);
	for (int64_t back = 0; back < 2 * LOOK; back += 500) { /* one of them is the account's */
		mini_pay(&b->v, 16000, "deposit");
		b->v.transfers[b->v.n_transfers - 1].time_ms -= back;
		look(b);
		assert_close("day loss", used(b, "day loss"), 1.2, 1e-9);
		assert_int_equal(book(b), RV_BOOK_ACTIVE);
		mini_pay(&b->v, -16000, "withdraw");
		look(b);
		assert_close("day loss", used(b, "day loss"), 1.2, 1e-9);
	}
}

/* Below what is asked about at once: found when it is asked every ten minutes. */
static void small_ones_add_up(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	for (int i = 0; i < 5; i++)
		pay(b, -9);
	assert_int_equal(bench_count(b, RV_EVENT_TRANSFER, NULL), 0);
	bench_run(b, 11 * 60000);
	assert_int_equal(bench_count(b, RV_EVENT_TRANSFER, NULL), 5);
	expect(b, 0, 0, 0);
	assert_int_equal(bench_count(b, RV_EVENT_ALARM, NULL), 0);
}

/* Fills, fees and funding are explained by themselves. */
static void trading_is_not_asked_about(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	for (int i = 0; i < 4; i++) {
		(void)bench_trade(b, "SOL", i % 2 ? RV_SELL : RV_BUY, 1000 + i);
		look(b);
	}
	assert_int_equal(bench_count(b, RV_EVENT_FILL, NULL), 4);
	bench_run(b, 90000);
	assert_int_equal(bench_count(b, RV_EVENT_TRANSFER, NULL), 0);
	assert_int_equal(bench_count(b, RV_EVENT_ALARM, NULL), 0);
	pay(b, -30000);
	assert_int_equal(bench_count(b, RV_EVENT_TRANSFER, NULL), 1);
	expect(b, 0, 0, 0);
}

static void up_again(oms_bench *b)
{
	mini_stream(&b->v, true);
	bench_run(b, 5000);
	bench_expect(b, bench_simple(b, RV_CMD_ARM), true, "armed");
}

static void one_while_the_desk_is_down(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	win(b, -1000);
	rv_oms_stop(b->o, false);
	bench_run(b, 1000);
	bench_restart(b, SIZE_MAX, true);
	mini_pay(&b->v, -49500, "withdraw");
	bench_run(b, 1000); /* the streams come up later */
	up_again(b);
	expect(b, 1, 1, -1000);
	bench_expect(b, bench_simple(b, RV_CMD_RESUME), true, "ACTIVE");
	/* killed; a deposit, and a loss that it does not hide */
	bench_restart(b, SIZE_MAX, true);
	mini_pay(&b->v, 151500, "deposit");
	bench_run(b, 1000);
	up_again(b);
	expect(b, 1, 1, -1000);
	win(b, -2100); /* 201,000, of 203,030.30 */
	look(b);
	assert_close("day loss", used(b, "day loss"), 100 * (1 - 0.99 * 198900 / 201000), 1e-9);
	assert_int_equal(bench_count(b, RV_EVENT_TRANSFER, NULL), 2);
	bench_expect(b, bench_simple(b, RV_CMD_RESUME), false, "day has lost");
}

/* Lost before or after the transfer? The one that makes the loss larger counts. */
static void a_loss_and_one_while_the_desk_is_down(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	rv_oms_stop(b->o, false);
	bench_run(b, 1000);
	bench_restart(b, SIZE_MAX, true);
	mini_pay(&b->v, -50000, "withdraw");
	b->v.account_usd -= 500;
	bench_run(b, 1000);
	up_again(b);
	assert_close("of 50,000", used(b, "day loss"), 1, 1e-9);
}

/* Without the transfers nothing is measured, so nothing may begin. */
static void nothing_begins_before_they_are_known(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	bench_restart(b, SIZE_MAX, true);
	b->v.fail_transfers = true;
	mini_pay(&b->v, -30000, "withdraw");
	up_again(b);
	assert_false(bench_view(b)->reconciled);
	assert_true(isnan(bench_view(b)->day_pnl_usd));
	bench_expect(b, bench_simple(b, RV_CMD_RESUME), false, "not reconciled");
	b->v.fail_transfers = false;
	bench_run(b, 40000);
	assert_true(bench_view(b)->reconciled);
	expect(b, 0, 0, 0);
	bench_expect(b, bench_simple(b, RV_CMD_RESUME), true, "ACTIVE");
}

static void a_new_day_waits_for_an_explanation(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	b->v.hide_transfers = 1;
	rv_clock_set(b->clock, BENCH_START + 86400000 - 500);
	mini_pay(&b->v, 100000, "deposit");
	bench_run(b, 20000);
	assert_true(isnan(bench_view(b)->day_pnl_usd));
	b->v.hide_transfers = 0;
	look(b);
	expect(b, 0, 0, 0);
	assert_close("nav", bench_view(b)->nav_usd, 200000, 0);
	win(b, -3000);
	expect(b, 1.5, 1.5, -3000);
}

static void an_emptied_account_begins_anew(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	win(b, -1000);
	pay(b, -99000);
	assert_int_equal(book(b), RV_BOOK_ACTIVE);
	pay(b, 50000);
	expect(b, 0, 0, 0);
	win(b, -500);
	expect(b, 1, 1, -500);
}

static void a_row_that_is_not_understood(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	mini_pay(&b->v, 40000, "somethingNew");
	b->v.transfers[0].known = false;
	b->v.transfers[0].usdc_musd = 0;
	look(b);
	assert_int_equal(bench_count(b, RV_EVENT_TRANSFER, "somethingNew"), 1);
	assert_non_null(
		strstr(bench_value(bench_last(b, RV_EVENT_TRANSFER), "words"), "not understood"));
	bench_run(b, 90000);
	assert_int_equal(bench_count(b, RV_EVENT_TRANSFER, NULL), 1);
	assert_int_equal(bench_count(b, RV_EVENT_ALARM, "account"), 1); /* its money is a result */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, oms_desk_setup, oms_desk_teardown)
		T(a_withdrawal_does_not_trip),
		T(a_deposit_does_not_mask),
		T(nor_the_drawdown_of_days),
		T(one_that_is_told_late),
		T(one_that_is_told_before_the_account_has_it),
		cmocka_unit_test(the_gate_measures_what_is_shown),
		cmocka_unit_test(what_leaves_is_not_counted_on),
		T(a_loss_is_seen_while_one_is_asked_about),
		T(cash_that_nothing_explains),
		T(a_duplicate_report_is_nothing),
		T(one_with_the_time_of_an_account_without_it),
		T(small_ones_add_up),
		T(trading_is_not_asked_about),
		T(one_while_the_desk_is_down),
		T(a_loss_and_one_while_the_desk_is_down),
		T(nothing_begins_before_they_are_known),
		T(a_new_day_waits_for_an_explanation),
		T(an_emptied_account_begins_anew),
		T(a_row_that_is_not_understood),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
