/*
 * "What if" on the console: what is asked of the engine, what its answer looks like, and that
 * nothing is approved by it; that a ticket opens into its parts.
 */
#include "tui/desk.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tui/command_line.h"
#include "tui/keys.h"

#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/desk_bench.h"
#include "tests/support/view_trade.h"

enum { AWHILE = 400, NO_ANSWER = 5100 };

static void answer(rv_whatif_view *w, const rv_command *c)
{
	*w = (rv_whatif_view){ .nonce = c->nonce,
			       .uid = c->uid,
			       .ok = true,
			       .took_ms = 2.385,
			       .n_orders = c->n_ids,
			       .usd = 2756.42,
			       .cost_usd = 2.13,
			       .edge_usd = NAN };
	w->before = (rv_whatif_side){ .gross_usd = 8207.0,
				      .net_usd = 1216.0,
				      .margin = 12.91,
				      .stress = 6.28,
				      .hedge_known = true,
				      .delta = { 1216.0, -313.0 },
				      .trigger = { 102.0, 102.0 } };
	w->after = w->before;
	w->after.gross_usd = 9906.0;
	w->after.margin = 11.2;
	w->after.delta[0] = 2915.0;
	w->after.order_usd[0] = -1699.0;
	w->n_coins = 1;
	w->coins[0] = (rv_op_coin){ "SOL", 2, 137.0, 0, 1240 };
}

/* Both snapshots have it. */
static void told(rv_bench *b)
{
	const rv_command *c = &b->got[b->n_got - 1];

	answer(&b->v->whatif, c);
	answer(&b->newer->whatif, c);
	rv_bench_draw(b);
}

static void the_marked_are_shown_together(void **state)
{
	rv_bench *b = *state;

	rv_bench_type(b, "5  A");
	rv_expect(b, "Approve 2 tickets");
	assert_int_equal(b->n_got, 1);
	assert_int_equal(b->got[0].kind, RV_CMD_PREVIEW_TICKETS);
	assert_int_equal(b->got[0].n_ids, 2);
	assert_int_equal(b->got[0].ids[0], 41);
	assert_int_equal(b->got[0].ids[1], 42);
	rv_expect(b, "together  asking the engine what they do together ...");
	told(b);
	rv_expect(b, "together  gross 8,207 to 9,906 of 20,426, net +1,216 to +1,216 of 5,106");
	rv_expect(b, "margin 12.91x to 11.20x, stress 6.28x to 6.28x; cost 2.13 USD");
	rv_expect(b, "BTC delta +1,216 to +2,915 (hedge -1,699), ETH delta -313 to -313");
	assert_int_equal(b->n_got, 1); /* nothing is sent by it */
}

static void an_engine_that_says_nothing(void **state)
{
	rv_bench *b = *state;

	rv_bench_type(b, "5  A");
	rv_bench_wait(b, NO_ANSWER);
	rv_expect(b, "together  the engine has not told it");
}

static void whatif_opens_by_itself(void **state)
{
	rv_bench *b = *state;

	rv_bench_type(b, "5:whatif 41 43");
	(void)rv_bench_key(b, RV_KEY_ENTER);
	assert_int_equal(b->n_got, 1);
	assert_int_equal(b->got[0].kind, RV_CMD_PREVIEW_TICKETS);
	assert_int_equal(b->got[0].ids[1], 43);
	rv_expect(b, "asking the engine");
	told(b);
	rv_expect(b, "2 tickets together");
	rv_expect(b, "2,756 USD, slippage and fees 2.13 USD, edge before them -- USD");
	rv_expect(b, "gross USD                  8,207             9,906");
	rv_expect(b, "SOL                         0.00            +12.40");
	rv_expect(b, "Nothing is approved here");
	rv_bench_wait(b, AWHILE);
	rv_bench_type(b, "Y");
	assert_int_equal(b->n_got, 1);
	(void)rv_bench_key(b, RV_KEY_ESC);
	rv_expect_not(b, "What if");
}

/* Marked ones, else the chosen one. */
static void without_words_it_is_what_is_chosen(void **state)
{
	rv_bench *b = *state;

	rv_bench_type(b, "5j:whatif");
	(void)rv_bench_key(b, RV_KEY_ENTER);
	assert_int_equal(b->got[b->n_got - 1].kind, RV_CMD_PREVIEW_TICKETS);
	assert_int_equal(b->got[b->n_got - 1].n_ids, 1);
	assert_int_equal(b->got[b->n_got - 1].ids[0], 42);
	(void)rv_bench_key(b, RV_KEY_ESC);
	rv_bench_type(b, " :whatif");
	(void)rv_bench_key(b, RV_KEY_ENTER);
	assert_int_equal(b->got[b->n_got - 1].ids[0], 42);
	b->v->whatif = (rv_whatif_view){ .nonce = b->got[b->n_got - 1].nonce,
					 .uid = b->got[b->n_got - 1].uid,
					 .text = "ticket 42 does not wait any more" };
	rv_bench_draw(b);
	rv_expect(b, "ticket 42 does not wait any more");
}

static void what_is_no_set_is_refused(void **state)
{
	rv_bench *b = *state;
	static const struct {
		const char *text;
		size_t pos;
	} cases[] = { { "whatif x", 7 },
		      { "whatif 3 p4", 9 },
		      { "whatif p4 p5", 10 },
		      { "whatif 1 2 3 4 5 6", 17 },
		      { "whatif 0", 7 } };
	for (size_t i = 0; i < LEN(cases); i++) {
		rv_line_error e = { 0, "" };
		rv_line l;
		assert_int_equal(rv_line_parse(cases[i].text, b->v, &l, &e), RV_EPARSE);
		assert_int_equal(e.pos, cases[i].pos);
	}
	rv_line l;
	rv_line_error e;
	assert_int_equal(rv_line_parse("whatif p4", b->v, &l, &e), RV_OK);
	assert_int_equal(l.cmd.kind, RV_CMD_PREVIEW_PROGRAM);
	assert_int_equal(l.cmd.ids[0], 4);
}

static void a_ticket_opens_into_its_parts(void **state)
{
	rv_bench *b = *state;
	rv_tv_ticket *t = &b->v->trade.tickets[0];
	rv_bv_coin *c = &b->v->book.coins[0];

	b->v->book.present = true;
	b->v->book.n_coins = 1;
	memset(c, 0, sizeof(*c));
	memcpy(c->symbol, t->coin.symbol, sizeof(c->symbol));
	c->model[RV_SUB_S5] = 0.021;
	c->vote[RV_SUB_S5] = 0.0105;
	c->held[RV_SUB_S5] = 300;
	c->net.target[RV_SUB_S5] = 1700;
	(void)snprintf(c->signals, sizeof(c->signals), "S5 mom +1.20 mr -0.30 carry +0.10");
	(void)snprintf(c->why, sizeof(c->why), "S5 halved by its circuit");
	t->want[RV_SUB_S5] = 1400;
	t->want[RV_SUB_S3] = -160;
	t->edge_assumed = 1U << RV_SUB_S3;
	t->edge_bps = 9.5;
	t->slippage_bps = 3.2;
	rv_bench_type(b, "5");
	(void)rv_bench_key(b, RV_KEY_ENTER);
	rv_expect(b, "Whose it is");
	rv_expect(b, "S5                +14.00 90 %; model +2.10%, vote +1.05% of its equity,");
	rv_expect(b, "S3                 -1.60 10 %, its edge is assumed");
	rv_expect(b, "signals: S5 mom +1.20 mr -0.30 carry +0.10");
	rv_expect(b, "done to the votes: S5 halved by its circuit");
	(void)rv_bench_key(b, RV_KEY_END);
	rv_expect(b, "edge                 9.5 +1.61 USD, expected with S3 assumed");
	rv_expect(b, "slippage             3.2 +0.54 USD, half the spread of the quote");
}

#define T(test) cmocka_unit_test_setup_teardown(test, rv_bench_trade_setup, rv_bench_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(the_marked_are_shown_together), T(an_engine_that_says_nothing),
		T(whatif_opens_by_itself),	  T(without_words_it_is_what_is_chosen),
		T(what_is_no_set_is_refused),	  T(a_ticket_opens_into_its_parts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
