/*
 * Sub-books on paper: random stories against tests/oracle/paper.py, which keeps an account in
 * money; a restart at every close; days that are not known; what it says in words.
 */
#include "engine/base/timefmt.h"
#include "engine/book/paper.h"
#include "engine/stats/init.h"
#include "tests/oracle/paper_cases.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CLOSES = LEN(closes), STORIES = LEN(ended) };

typedef struct fixture {
	rv_paper p;
	rv_paper read[RV_SUB_STRATEGIES];
} fixture;

static int set_up(void **state)
{
	*state = calloc(1, sizeof(fixture));
	return *state ? 0 : -1;
}

static int tear_down(void **state)
{
	free(*state);
	return 0;
}

static rv_paper_coin coin(const char *symbol, double close, double funding, double vote)
{
	rv_paper_coin c = { .close = close, .funding = funding, .vote = vote };
	memcpy(c.symbol, symbol, strlen(symbol) + 1);
	return c;
}

static bool step_given(rv_paper *p, const rv_paper_params *pp, size_t i)
{
	rv_paper_coin coins[STORY_COINS];
	for (size_t k = 0; k < STORY_COINS; k++)
		coins[k] = coin(story_coins[k], closes[i].close[k], closes[i].funding[k],
				closes[i].vote[k]);
	return rv_paper_step(p, pp, closes[i].day * RV_DAY_MS, coins, STORY_COINS);
}

static void check_close(const rv_paper *p, size_t i)
{
	if (p->since_ms == 0) {
		assert_int_equal(closes[i].days + closes[i].unknown, 0);
		return;
	}
	assert_close("value", p->value, closes[i].value, 1e-12);
	assert_close("drawdown", p->drawdown, closes[i].drawdown, 1e-12);
	assert_close("owed", p->owed, closes[i].owed, 1e-14);
	assert_int_equal(p->days.n, closes[i].days);
	assert_int_equal(p->unknown, closes[i].unknown);
	assert_int_equal(p->unfunded, closes[i].unfunded);
	assert_int_equal(p->lost, closes[i].lost);
}

static void check_end(const rv_paper *p, const rv_paper_params *pp, int story)
{
	rv_paper_stat s;
	rv_paper_stat_of(p, pp, &s);
	assert_close("net", s.net, ended[story].net, 1e-12);
	assert_close("vol", s.vol, ended[story].vol, 1e-11);
	assert_close("sharpe", s.sharpe, ended[story].sharpe, 1e-9);
	assert_close("deflated", s.deflated, ended[story].deflated, 1e-9);
	assert_int_equal(s.trials, 1);
	/* what it is made of sums to what the days sum to */
	assert_close("parts", s.price + s.funding + s.cost, p->days.mean * (double)p->days.n,
		     1e-12);
}

static void as_an_account_in_money(void **state)
{
	fixture *f = *state;
	const rv_paper_params pp = rv_paper_defaults();
	int ends = 0;
	for (size_t i = 0; i < CLOSES; i++) {
		if (closes[i].first)
			memset(&f->p, 0, sizeof(f->p));
		(void)step_given(&f->p, &pp, i);
		check_close(&f->p, i);
		if (i + 1 < CLOSES && !closes[i + 1].first)
			continue;
		check_end(&f->p, &pp, closes[i].story);
		ends++;
	}
	assert_int_equal(ends, STORIES);
}

/* Through text into another record, which is then the one. */
static void restart(fixture *f, rv_sub s)
{
	char line[RV_PAPER_LINE], again[RV_PAPER_LINE];
	memset(f->read, 0, sizeof(f->read));
	for (size_t i = 0; rv_paper_line(&f->p, s, i, line); i++) {
		assert_true(rv_paper_is_line(line));
		assert_int_equal(rv_paper_read(f->read, line), RV_OK);
		assert_true(rv_paper_line(&f->read[s], s, i, again));
		assert_string_equal(line, again);
	}
	assert_int_equal(rv_paper_lines(&f->read[s]), rv_paper_lines(&f->p));
	f->p = f->read[s];
}

/* To the bit: the same numbers, whoever was restarted when. */
static void a_restart_at_any_close_changes_nothing(void **state)
{
	fixture *f = *state;
	const rv_paper_params pp = rv_paper_defaults();
	rv_paper *never = calloc(1, sizeof(*never));
	assert_non_null(never);
	for (size_t i = 0; i < CLOSES; i++) {
		if (closes[i].first) {
			memset(&f->p, 0, sizeof(f->p));
			memset(never, 0, sizeof(*never));
		}
		assert_int_equal(step_given(&f->p, &pp, i), step_given(never, &pp, i));
		restart(f, (rv_sub)(i % RV_SUB_H));
		assert_memory_equal(&f->p.value, &never->value, sizeof(f->p.value));
		assert_memory_equal(&f->p.days, &never->days, sizeof(f->p.days));
		assert_memory_equal(&f->p.owed, &never->owed, sizeof(f->p.owed));
		assert_int_equal(f->p.n, never->n);
	}
	free(never);
}

/* By hand: 0.5 of a coin from 100 to 110, then it is halved; 5.5 bp of each turnover. */
static void by_hand(void **state)
{
	fixture *f = *state;
	const rv_paper_params pp = rv_paper_defaults();
	rv_paper_coin c = coin("SOL", 100.0, NAN, 0.5);
	assert_true(rv_paper_step(&f->p, &pp, RV_DAY_MS, &c, 1));
	assert_close("owed", f->p.owed, 0.5 * 5.5e-4, 1e-18);
	assert_close("not yet charged", f->p.value, 1.0, 0);
	c = coin("SOL", 110.0, 0.001, 0.25);
	assert_true(rv_paper_step(&f->p, &pp, 2 * RV_DAY_MS, &c, 1));
	const double r = 0.05 - 0.0005 - 0.5 * 5.5e-4;
	assert_close("value", f->p.value, 1.0 + r, 1e-15);
	assert_close("owed", f->p.owed, (0.55 / (1.0 + r) - 0.25) * 5.5e-4, 1e-16);
	assert_false(rv_paper_step(&f->p, &pp, 2 * RV_DAY_MS, &c, 1)); /* once a close */
	assert_false(rv_paper_step(&f->p, &pp, RV_DAY_MS, &c, 1));
	assert_int_equal(f->p.days.n, 1);
	c = coin("SOL", 22.0, 0.0, 0.25);
	assert_true(rv_paper_step(&f->p, &pp, 3 * RV_DAY_MS, &c, 1));
	assert_close("drawdown", f->p.drawdown, 0.25 * 0.8 + (0.55 / (1.0 + r) - 0.25) * 5.5e-4,
		     1e-15);
}

static void a_day_without_a_close_is_left_out(void **state)
{
	fixture *f = *state;
	const rv_paper_params pp = rv_paper_defaults();
	rv_paper_coin c = coin("SOL", 100.0, 0.0, 0.5);
	assert_true(rv_paper_step(&f->p, &pp, RV_DAY_MS, &c, 1));
	for (int day = 2; day <= 3; day++) {
		c = coin("SOL", NAN, 0.0, -0.3); /* nothing can be traded at it either */
		assert_true(rv_paper_step(&f->p, &pp, day * RV_DAY_MS, &c, 1));
		assert_int_equal(f->p.unknown, day - 1);
		assert_close("weight", f->p.legs[0].weight, 0.5, 0);
	}
	c = coin("SOL", 50.0, 0.0, 0.5); /* from an unknown close: not known either */
	assert_true(rv_paper_step(&f->p, &pp, 4 * RV_DAY_MS, &c, 1));
	assert_int_equal(f->p.unknown, 3);
	assert_int_equal(f->p.days.n, 0);
	assert_close("value", f->p.value, 1.0, 0);
	c = coin("SOL", 55.0, NAN, 0.5);
	assert_true(rv_paper_step(&f->p, &pp, 5 * RV_DAY_MS, &c, 1));
	assert_close("value", f->p.value, 1.05 - 0.5 * 5.5e-4, 1e-15);
	assert_int_equal(f->p.unfunded, 1);
	assert_true(rv_paper_step(&f->p, &pp, 9 * RV_DAY_MS, &c, 1)); /* nobody saw four days */
	assert_int_equal(f->p.unknown, 7);
	assert_int_equal(f->p.days.n, 1);
}

static void a_coin_that_is_gone_ends(void **state)
{
	fixture *f = *state;
	const rv_paper_params pp = rv_paper_defaults();
	rv_paper_coin two[] = { coin("ETH", 100.0, 0.0, -0.5), coin("SOL", 100.0, 0.0, 0.5) };
	assert_true(rv_paper_step(&f->p, &pp, RV_DAY_MS, two, 2));
	const double owed = f->p.owed;
	for (int day = 2; day <= 4; day++)
		assert_true(rv_paper_step(&f->p, &pp, day * RV_DAY_MS, two, 1));
	assert_int_equal(f->p.n, 1);
	assert_int_equal(f->p.lost, 1);
	assert_close("closed at a cost", f->p.owed, owed + 0.5 * 5.5e-4, 1e-16);
	assert_true(rv_paper_step(&f->p, &pp, 5 * RV_DAY_MS, two, 1));
	assert_int_equal(f->p.days.n, 1); /* it goes on */
}

static void it_begins_with_a_vote(void **state)
{
	fixture *f = *state;
	char words[RV_PAPER_TEXT];
	rv_paper_stat s;
	const rv_paper_params pp = rv_paper_defaults();
	rv_paper_coin c = coin("SOL", 100.0, 0.0, NAN);
	assert_false(rv_paper_step(&f->p, &pp, RV_DAY_MS, &c, 1));
	assert_int_equal(rv_paper_lines(&f->p), 0);
	rv_paper_stat_of(&f->p, &pp, &s);
	assert_true(isnan(s.net) && isnan(s.drawdown) && isnan(s.vol) && isnan(s.sharpe));
	assert_string_equal(rv_paper_words(&s, words), "no evidence yet: 0 days");
	c.vote = 0.0; /* it is known to want nothing: flat days are days */
	for (int day = 20000; day < 20030; day++)
		assert_true(rv_paper_step(&f->p, &pp, day * RV_DAY_MS, &c, 1));
	rv_paper_stat_of(&f->p, &pp, &s);
	assert_int_equal(s.days, 29);
	assert_true(isnan(s.sharpe) && isnan(s.deflated));
	assert_string_equal(rv_paper_words(&s, words),
			    "29 days since 2024-10-04: net +0.00 % after costs, drawdown 0.00 %, "
			    "Sharpe -- a year, deflated -- (N = 1)");
}

static void in_words(void **state)
{
	(void)state;
	char words[RV_PAPER_TEXT];
	rv_paper_stat s = { .since_ms = 20000 * RV_DAY_MS,
			    .days = 1,
			    .unknown = 2,
			    .least_days = 20,
			    .trials = 7,
			    .net = -0.01384,
			    .drawdown = 0.01384,
			    .sharpe = NAN,
			    .deflated = NAN };
	assert_string_equal(rv_paper_words(&s, words),
			    "1 day since 2024-10-04, 2 unknown: net -1.38 % after costs, "
			    "drawdown 1.38 %, no Sharpe before 20 days");
	s.days = 96;
	s.sharpe = 1.2149;
	s.deflated = 0.93112;
	assert_string_equal(rv_paper_words(&s, words),
			    "96 days since 2024-10-04, 2 unknown: net -1.38 % after costs, "
			    "drawdown 1.38 %, Sharpe 1.21 a year, deflated 0.93 (N = 7)");
	s.days = 0;
	assert_string_equal(rv_paper_words(&s, words),
			    "no evidence yet: 0 days since 2024-10-04, 2 unknown");
}

static void other_lines_are_refused(void **state)
{
	fixture *f = *state;
	static const struct {
		const char *line;
		rv_status want;
	} cases[] = {
		{ "paper S5 86400000 172800000 1 0 0 0 1.05 1.05 0 0.05 0 0 0 0.05 0 0 0", RV_OK },
		{ "paper S5 86400000 172800000 1 0 0 0 1.05 1.05 0 0.05 0 0 0 0.05 0 0 0",
		  RV_EEXIST },
		{ "paper H 86400000 172800000 1 0 0 0 1.05 1.05 0 0.05 0 0 0 0.05 0 0 0",
		  RV_EPARSE },
		{ "paper S3 86400000 1 1 0 0 0 1.05 1.05 0 0.05 0 0 0 0.05 0 0 0", RV_EPARSE },
		{ "paper S3 86400000 172800000 1 0 0 0 null 1.05 0 0.05 0 0 0 0.05 0 0 0",
		  RV_EPARSE },
		{ "paper S3 86400000 172800000 1 0 0 0 1.05 0 0 0.05 0 0 0 0.05 0 0 0", RV_EPARSE },
		{ "paper S3 86400000 172800000 1 0 0 0 1.05 1.05 0 0.05 0 0 0 0.05 0 0",
		  RV_EPARSE },
		{ "paper-leg S3 SOL 0.5 100 0", RV_EPARSE }, /* of a record that is not there */
		{ "paper-leg S5 SOL 0.5 100 0", RV_OK },
		{ "paper-leg S5 SOL 0.5 100 0", RV_EEXIST },
		{ "paper-leg S5 BTC 0.5 100 0", RV_EEXIST },
		{ "paper-leg S5 XRP 0 100 0", RV_EPARSE },
		{ "paper-leg S5 XRP 0.5 -1 0", RV_EPARSE },
		{ "paper-leg S5 XRP 0.5 null 3", RV_EPARSE },
		{ "paper-leg S5 XRP 0.5 null 2", RV_OK },
		{ "paper-legs S5 kPEPE 0.5 1 0", RV_EPARSE },
	};
	for (size_t i = 0; i < LEN(cases); i++)
		assert_int_equal(rv_paper_read(f->read, cases[i].line), cases[i].want);
	assert_int_equal(f->read[RV_SUB_S5].n, 2);
	assert_int_equal(f->read[RV_SUB_S3].since_ms, 0);
}

int main(void)
{
	rv_stats_init();
#define IN(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		IN(as_an_account_in_money),
		IN(a_restart_at_any_close_changes_nothing),
		IN(by_hand),
		IN(a_day_without_a_close_is_left_out),
		IN(a_coin_that_is_gone_ends),
		IN(it_begins_with_a_vote),
		cmocka_unit_test(in_words),
		IN(other_lines_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
