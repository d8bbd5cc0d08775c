/*
 * The judge of the day runner finds what it is for: two days as a good desk writes them down, and
 * each of many ways to spoil them, under its letter. And a journal that the desk's fold does not
 * take is not passed over.
 */
#include "tests/support/day_aims.h"
#include "tests/support/day_judge.h"
#include "tests/support/journal_help.h"
#include "tests/support/order_story.h"

#include <stdio.h>
#include <string.h>

#include "engine/base/timefmt.h"
#include "engine/desk/trade_view.h"

/* 2027-02-04 and the day after. */
#define DATE_MS INT64_C(1801699200000)
#define CLOSE_MS (DATE_MS + RV_DAY_MS)
#define EQUITY INT64_C(100000000000)
enum { MIN_MS = 60000, FUNDING = -1234567, PAID_IN = 250000000 };

static order_story s;

static order_event *at(rv_event_type type, int64_t utc_ms)
{
	order_event *e = story_event(&s, type);
	e->utc_ms = utc_ms;
	return e;
}

static void phase(int64_t date_ms, const char *word, int64_t after_s)
{
	order_event *e = at(RV_EVENT_PHASE, date_ms + RV_DAY_MS + after_s * 1000);
	e->date_ms = date_ms;
	(void)snprintf(e->phase, sizeof(e->phase), "%s", word);
}

static void program(int64_t date_ms, const char *word)
{
	order_event *e = at(RV_EVENT_PROGRAM, date_ms + RV_DAY_MS - 9 * MIN_MS);
	e->date_ms = date_ms;
	e->program = 1;
	(void)snprintf(e->phase, sizeof(e->phase), "%s", word);
}

/* 200 lots of AVAX at 31.4 USD, of a hundredth each: 62.8 USD a hundred lots. */
static void fill(void)
{
	order_event *e = at(RV_EVENT_FILL, CLOSE_MS - 8 * MIN_MS);
	e->side = 1;
	e->lots = 200;
	e->px = 314000;
	(void)snprintf(e->symbol, sizeof(e->symbol), "AVAX");
}

/* Of 62.8 USD long against a trigger of 20: back to a quarter of it. */
static void hedge(int64_t ticket)
{
	order_event *e = at(RV_EVENT_PROPOSE, CLOSE_MS - 7 * MIN_MS);
	e->cls = RV_CLASS_HEDGE;
	e->ticket = ticket;
	e->side = -1;
	e->lots = 57;
	e->px = 1000000;
	(void)snprintf(e->symbol, sizeof(e->symbol), "BTC");
	(void)snprintf(e->why, sizeof(e->why), "hedge: delta 63, target 0, trigger 20 USD");
	order_event *a = at(RV_EVENT_APPROVE, e->utc_ms);
	a->ticket = a->mandate = ticket;
	a->life_ms = 2 * MIN_MS;
	order_event *i = at(RV_EVENT_INTENT, e->utc_ms + 1000);
	i->mandate = ticket;
}

static void end(int64_t mandate)
{
	at(RV_EVENT_END, CLOSE_MS - 6 * MIN_MS)->mandate = mandate;
}

static void money(void)
{
	at(RV_EVENT_FUNDING, CLOSE_MS)->usdc = FUNDING;
	at(RV_EVENT_TRANSFER, CLOSE_MS + 1)->usdc = PAID_IN;
}

static void a_correction(void)
{
	order_event *e = at(RV_EVENT_RETARGET, CLOSE_MS + 3 * MIN_MS);
	e->mandate = 2;
	e->life_ms = 16 * MIN_MS;
	at(RV_EVENT_INTENT, CLOSE_MS + 8 * MIN_MS)->mandate = 2;
}

static void tell(void)
{
	memset(&s, 0, sizeof(s));
	s.b = (order_books){ .events = s.events,
			     .deposited = EQUITY + PAID_IN,
			     .funding = FUNDING };
	(void)at(RV_EVENT_RUN, CLOSE_MS - 14 * MIN_MS);
	phase(DATE_MS, "propose", -598);
	program(DATE_MS, "projected");
	at(RV_EVENT_PROGRAM_GRANT, CLOSE_MS - 9 * MIN_MS)->program = 1;
	fill();
	hedge(1);
	end(1);
	hedge(2);
	phase(DATE_MS, "close", 2);
	phase(DATE_MS, "prepare", 61);
	phase(DATE_MS, "correct", 130);
	a_correction();
	money();
	(void)at(RV_EVENT_STOP, CLOSE_MS + 13 * MIN_MS);
	phase(DATE_MS + RV_DAY_MS, "propose", -590);
	program(DATE_MS + RV_DAY_MS, "projected");
	phase(DATE_MS + RV_DAY_MS, "give-up", 600);
}

static order_event *nth(rv_event_type type, int n)
{
	for (size_t i = 0; i < s.b.n_events; i++)
		if (s.events[i].type == type && n-- == 0)
			return &s.events[i];
	fail_msg("no such event in the story");
	return s.events;
}

#define SPOIL(name, ...)                                                                           \
	static void name(void)                                                                     \
	{                                                                                          \
		__VA_ARGS__;                                                                       \
	}

SPOIL(a_phase_twice, phase(DATE_MS, "correct", 140))
SPOIL(a_proposal_that_is_late, nth(RV_EVENT_PHASE, 0)->utc_ms = CLOSE_MS - 8 * MIN_MS)
SPOIL(a_correction_that_is_early, nth(RV_EVENT_PHASE, 3)->utc_ms = CLOSE_MS + MIN_MS)
SPOIL(a_program_twice, program(DATE_MS, "projected"))
SPOIL(corrected_and_given_up, phase(DATE_MS, "give-up", 601))
SPOIL(a_program_that_is_forgotten, nth(RV_EVENT_PHASE, 3)->type = RV_EVENT_NOTE)
SPOIL(an_order_after_its_mandate, nth(RV_EVENT_INTENT, 0)->utc_ms += 2 * MIN_MS)
SPOIL(an_order_after_the_correction, nth(RV_EVENT_INTENT, 2)->utc_ms += 2 * MIN_MS)
SPOIL(a_correction_that_is_forgotten, nth(RV_EVENT_RETARGET, 0)->life_ms = 2 * MIN_MS)
SPOIL(a_payment_that_is_lost, nth(RV_EVENT_FUNDING, 0)->usdc = 0)
SPOIL(a_payment_twice, money(); nth(RV_EVENT_TRANSFER, 1)->usdc = 0)
SPOIL(a_deposit_twice, money(); nth(RV_EVENT_FUNDING, 1)->usdc = 0)
SPOIL(a_hedge_the_other_way, nth(RV_EVENT_PROPOSE, 0)->side = 1)
SPOIL(a_hedge_too_large, nth(RV_EVENT_PROPOSE, 0)->lots = 80)
SPOIL(a_hedge_below_its_trigger, (void)snprintf(nth(RV_EVENT_PROPOSE, 0)->why, 80,
						"hedge: delta 63, target 0, trigger 90 USD"))
SPOIL(a_hedge_without_words, nth(RV_EVENT_PROPOSE, 0)->why[0] = '\0')
SPOIL(a_hedge_of_an_open_order, nth(RV_EVENT_FILL, 0)->type = RV_EVENT_ACK)
SPOIL(a_hedge_of_more_than_is_held, nth(RV_EVENT_FILL, 0)->lots = 20)
SPOIL(two_hedges_at_once, nth(RV_EVENT_END, 0)->type = RV_EVENT_NOTE)

static const struct {
	const char *name;
	void (*spoil)(void);
	const char *letter;
} ways[] = {
#define WAY(name, letter)                                                                          \
	{                                                                                          \
#name, name, letter                                                                \
	}
	WAY(a_phase_twice, "D1"),
	WAY(a_proposal_that_is_late, "D1"),
	WAY(a_correction_that_is_early, "D1"),
	WAY(a_program_twice, "D1"),
	WAY(corrected_and_given_up, "D1"),
	WAY(a_program_that_is_forgotten, "D6"),
	WAY(an_order_after_its_mandate, "D2"),
	WAY(an_order_after_the_correction, "D2"),
	WAY(a_correction_that_is_forgotten, "D2"),
	WAY(a_payment_that_is_lost, "D3"),
	WAY(a_payment_twice, "D3"),
	WAY(a_deposit_twice, "D3"),
	WAY(a_hedge_the_other_way, "I5"),
	WAY(a_hedge_too_large, "I5"),
	WAY(a_hedge_below_its_trigger, "I5"),
	WAY(a_hedge_without_words, "I5"),
	WAY(a_hedge_of_an_open_order, "I5"),
	WAY(a_hedge_of_more_than_is_held, "I5"),
	WAY(two_hedges_at_once, "I5"),
};

static void two_days_are_good(void **state)
{
	order_report r = { .violations = 0 };
	(void)state;
	tell();
	day_judge(&s.b, EQUITY, &r);
	if (r.violations)
		fail_msg("%s", r.text);
}

static void each_spoilt_one_is_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		order_report r = { .violations = 0 };
		tell();
		ways[i].spoil();
		day_judge(&s.b, EQUITY, &r);
		if (r.violations == 0 || strncmp(r.text, ways[i].letter, 2) != 0)
			fail_msg("%s: expected %s, got: %s", ways[i].name, ways[i].letter, r.text);
	}
}

/* ---- I13: a journal in a file ---- */

static void put_run(rv_event *e)
{
	rv_event_begin(e, RV_EVENT_RUN, "desk");
	rv_event_put(e, "account", "0x77");
	rv_event_put(e, "book", "main");
	rv_event_put_i64(e, "paper", 1);
}

static void put_fill(rv_event *e)
{
	rv_event_begin(e, RV_EVENT_FILL, "SOL");
	rv_event_put(e, "symbol", "SOL");
	rv_event_put_i64(e, "sz", 2);
	rv_event_put_i64(e, "side", -1);
	rv_event_put_i64(e, "lots", 137);
	rv_event_put_i64(e, "px", 1524100);
	rv_event_put_i64(e, "start_lots", 0);
	rv_event_put_i64(e, "fee", 93961);
	rv_event_put_i64(e, "closed_pnl", 0);
	rv_event_put_i64(e, "time_ms", JOURNAL_NOON);
	rv_event_put_i64(e, "tid", 77);
	rv_event_put_i64(e, "oid", 78);
	rv_event_put(e, "cloid", "00000000000000000000000000000000");
	rv_event_put_i64(e, "taker", 1);
	rv_event_put_i64(e, "fill_kind", 0);
}

static void judge_file(journal_place *f, order_report *r)
{
	char dir[sizeof(f->path)], named[sizeof(f->path) + 32];
	journal_close(f);
	(void)snprintf(dir, sizeof(dir), "%s", f->path);
	*strrchr(dir, '/') = '\0';
	(void)snprintf(named, sizeof(named), "%s/journal-sim-77.db", dir);
	assert_int_equal(rename(f->path, named), 0);
	day_judge_subs(dir, "0x77", r);
	assert_int_equal(rename(named, f->path), 0);
}

/* A fill that nobody ordered is nobody's, and sums. */
static void what_is_nobodys_sums(void **state)
{
	journal_place *f = *state;
	order_report r = { .violations = 0 };
	static rv_event e[2];
	put_run(&e[0]);
	put_fill(&e[1]);
	journal_open(f);
	assert_fine(journal_commit(f, e, 2), f->err);
	judge_file(f, &r);
	if (r.violations)
		fail_msg("%s", r.text);
}

/* The same fill once more does not fit: whatever it would do to the sum, it is not passed over. */
static void what_does_not_fit_is_told(void **state)
{
	journal_place *f = *state;
	order_report r = { .violations = 0 };
	static rv_event e[3];
	put_run(&e[0]);
	put_fill(&e[1]);
	put_fill(&e[2]);
	journal_open(f);
	assert_fine(journal_commit(f, e, 3), f->err);
	judge_file(f, &r);
	assert_true(r.violations == 1);
	assert_non_null(strstr(r.text, "I13 the journal is not replayed"));
	assert_non_null(strstr(r.text, "tid"));
}

/* ---- D4 ---- */

static void take(day_aims *a, rv_event *e, order_report *r)
{
	day_aims_take(a, e, r);
}

static void ticket(day_aims *a, order_report *r, int64_t no, const char *symbol, int64_t program_no)
{
	static rv_event e;
	rv_event_begin(&e, RV_EVENT_PROPOSE, "ticket");
	rv_event_put_i64(&e, "ticket", no);
	rv_event_put(&e, "symbol", symbol);
	if (program_no)
		rv_event_put_i64(&e, "program", program_no);
	take(a, &e, r);
	rv_event_begin(&e, RV_EVENT_APPROVE, "ticket");
	rv_event_put_i64(&e, "ticket", no);
	rv_event_put_i64(&e, "mandate", no);
	take(a, &e, r);
}

static void bought(day_aims *a, order_report *r, int64_t mandate, const char *symbol, int64_t lots)
{
	static rv_event e;
	static int64_t no = 100;
	char cloid[40];
	(void)snprintf(cloid, sizeof(cloid), "%032lld", (long long)++no);
	rv_event_begin(&e, RV_EVENT_INTENT, cloid);
	rv_event_put(&e, "cloid", cloid);
	rv_event_put_i64(&e, "mandate", mandate);
	take(a, &e, r);
	rv_event_begin(&e, RV_EVENT_FILL, symbol);
	rv_event_put(&e, "cloid", cloid);
	rv_event_put(&e, "symbol", symbol);
	rv_event_put_i64(&e, "side", lots < 0 ? -1 : 1);
	rv_event_put_i64(&e, "lots", lots < 0 ? -lots : lots);
	take(a, &e, r);
}

static void corrected_to(day_aims *a, order_report *r, const char *aims)
{
	static rv_event e;
	rv_event_begin(&e, RV_EVENT_PHASE, "correct");
	rv_event_put(&e, "aims", aims);
	take(a, &e, r);
}

static void over(day_aims *a, order_report *r, int64_t mandate, int64_t filled, int64_t lots)
{
	static rv_event e;
	rv_event_begin(&e, RV_EVENT_END, "mandate");
	rv_event_put_i64(&e, "mandate", mandate);
	rv_event_put_i64(&e, "filled", filled);
	rv_event_put_i64(&e, "lots", lots);
	take(a, &e, r);
}

static void named(day_aims *a, order_report *r, int64_t id, const char *word)
{
	static rv_event e;
	rv_event_begin(&e, RV_EVENT_PROGRAM, "program");
	rv_event_put_i64(&e, "program", id);
	rv_event_put(&e, "phase", word);
	take(a, &e, r);
}

/* 300 SOL of program 1 as mandate 1, of which 120 were bought before the close. */
static void half_a_program(day_aims *a, order_report *r)
{
	memset(a, 0, sizeof(*a));
	memset(r, 0, sizeof(*r));
	ticket(a, r, 1, "SOL", 1);
	named(a, r, 1, "projected");
	bought(a, r, 1, "SOL", 120);
}

static void aims_are_compared(void **state)
{
	static day_aims a;
	static order_report r;
	(void)state;
	half_a_program(&a, &r);
	corrected_to(&a, &r, "AVAX -30;SOL 280;");
	bought(&a, &r, 1, "SOL", 160);
	over(&a, &r, 1, 280, 280);
	assert_int_equal(r.violations, 0);
	half_a_program(&a, &r);
	corrected_to(&a, &r, "AVAX -30;SOL 280;");
	bought(&a, &r, 1, "SOL", 170);
	over(&a, &r, 1, 290, 300); /* not all of it: nothing is said */
	assert_int_equal(r.violations, 0);
	over(&a, &r, 1, 290, 290);
	assert_int_equal(r.violations, 1);
	assert_non_null(strstr(r.text, "D4 mandate 1 is filled, SOL is 290 lots"));
}

/* By hand, of what asked, or of the next day: its end says nothing of the aim. */
static void others_move_the_aim(void **state)
{
	static day_aims a;
	static order_report r;
	(void)state;
	half_a_program(&a, &r);
	corrected_to(&a, &r, "SOL 280;");
	ticket(&a, &r, 2, "SOL", 0);
	bought(&a, &r, 2, "SOL", 5);
	bought(&a, &r, 1, "SOL", 160);
	over(&a, &r, 1, 280, 280);
	half_a_program(&a, &r);
	corrected_to(&a, &r, "SOL 280;");
	ticket(&a, &r, 2, "SOL", 2);
	named(&a, &r, 2, "correct");
	bought(&a, &r, 2, "SOL", 7);
	over(&a, &r, 2, 7, 7);
	half_a_program(&a, &r);
	corrected_to(&a, &r, "SOL 280;");
	ticket(&a, &r, 2, "SOL", 2);
	named(&a, &r, 2, "projected");
	bought(&a, &r, 2, "SOL", 7);
	over(&a, &r, 2, 7, 7);
	assert_int_equal(r.violations, 0);
}

static void aims_that_cannot_be_read(void **state)
{
	static day_aims a;
	static order_report r;
	(void)state;
	half_a_program(&a, &r);
	corrected_to(&a, &r, "SOL;");
	assert_int_equal(r.violations, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_days_are_good),
		cmocka_unit_test(each_spoilt_one_is_found),
		cmocka_unit_test(aims_are_compared),
		cmocka_unit_test(others_move_the_aim),
		cmocka_unit_test(aims_that_cannot_be_read),
		cmocka_unit_test_setup_teardown(what_is_nobodys_sums, journal_setup,
						journal_teardown),
		cmocka_unit_test_setup_teardown(what_does_not_fit_is_told, journal_setup,
						journal_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
