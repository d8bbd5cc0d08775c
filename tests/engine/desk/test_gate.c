/*
 * The pre-trade gate: every rule at its edge and one unit beyond it, with the code that it gives,
 * and what each missing number does.
 */
#include "engine/base/health.h"
#include "engine/desk/gate.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/gate_bench.h"

#include <math.h>

/* What can be true or false of the desk and the coin. */
static bool set_fact(gate_bench *b, rv_gate_rule rule, bool over)
{
	switch (rule) {
	case RV_GATE_JOURNAL:
		b->f.journal_ok = !over;
		return true;
	case RV_GATE_BOOK:
		b->f.book = over ? RV_BOOK_REDUCING : RV_BOOK_ACTIVE;
		return true;
	case RV_GATE_SYMBOL:
		b->a.symbol = over ? RV_BOOK_HALTED : RV_BOOK_ACTIVE;
		return true;
	case RV_GATE_STREAM:
		b->f.stream_up = !over;
		return true;
	case RV_GATE_RECONCILED:
		b->f.reconciled = !over;
		return true;
	case RV_GATE_FEED:
		b->f.connected = !over;
		return true;
	case RV_GATE_CLOCK:
		b->f.skew_ms = over ? -1000.001 : -1000;
		return true;
	case RV_GATE_TRADABLE:
		b->q.coin.asset = b->o.coin.asset = over ? -1 : 0;
		return true;
	case RV_GATE_DELISTED:
		b->q.delisted = over;
		return true;
	case RV_GATE_ISOLATED:
		b->q.only_isolated = over;
		return true;
	case RV_GATE_UNKNOWN:
		b->a.unknown_orders = over;
		return true;
	default:
		return false;
	}
}

/* Quotes and the order's own price. */
static bool set_price(gate_bench *b, rv_gate_rule rule, bool over)
{
	switch (rule) {
	case RV_GATE_QUOTE_AGE:
		b->q.mid_at = GATE_NOW - 2000 - over;
		return true;
	case RV_GATE_RESIDUE:
		b->a.residue_lots = over ? -1 : 0;
		return true;
	case RV_GATE_QUOTE: /* an old top, and the mid at its edge */
		b->q.bbo_at = GATE_NOW - 2001;
		b->q.mid = over ? 100.0100001 : 100.01;
		return true;
	case RV_GATE_SPREAD:
		b->q.bid = 99.5;
		b->q.ask = over ? 100.501 : 100.5;
		return true;
	case RV_GATE_STUCK:
		b->q.stuck = over;
		return true;
	case RV_GATE_MARK_AGE:
		b->q.ctx_at = GATE_NOW - 30000 - over;
		return true;
	case RV_GATE_MARK: /* 100 is 25 % off 80 */
		b->p.mark_off_most_bps = over ? 2499.999 : 2500;
		b->q.mark = 80;
		return true;
	case RV_GATE_ORACLE:
		b->p.mark_off_most_bps = over ? 2499.999 : 2500;
		b->q.oracle = 80;
		return true;
	case RV_GATE_FORM:
		b->o.px = 1000000 + over;
		return true;
	case RV_GATE_COLLAR:
		b->a.px_worst = 1000000 - over;
		return true;
	case RV_GATE_FRESH_COLLAR: /* 75 bp: 100.75; the next legal price is 100.76 */
		b->o.px = over ? 1007600 : 1007500;
		b->a.px_worst = 2000000;
		return true;
	case RV_GATE_MIN_ORDER: /* 10 lots are 10 USD */
		b->o.lots = 10;
		b->o.px = over ? 999900 : 1000000;
		return true;
	default:
		return false;
	}
}

/* The mandate and the flow. */
static bool set_flow(gate_bench *b, rv_gate_rule rule, bool over)
{
	switch (rule) {
	case RV_GATE_MANDATE:
		b->a.ends_at = GATE_NOW + 1 - over;
		return true;
	case RV_GATE_CHILD_LOTS:
		b->a.lots_most = 1500 - over;
		return true;
	case RV_GATE_CHILD_USD:
		b->a.notional_most_musd = 1500 * RV_MUSD - over;
		return true;
	case RV_GATE_REPEAT:
		b->a.repeats = 9U + over;
		return true;
	case RV_GATE_DUPLICATE:
		b->a.last_same_at = GATE_NOW - 10000 + over;
		return true;
	case RV_GATE_MESSAGES: /* 60 less a fifth is 48 */
		b->f.messages = 47U + over;
		return true;
	case RV_GATE_BUDGET: /* 10,001 less a fifth is 8,000.8 */
		b->f.budget_cap = 10001;
		b->f.budget_used = 7999 + over;
		return true;
	case RV_GATE_ORDER:
		b->p.order_most_usd = over ? 499.999999 : 500;
		return true;
	case RV_GATE_VOLUME:
		b->p.order_most_adv = 0.0078125; /* 1/128 */
		b->q.day_volume_usd = over ? 63999.999 : 64000;
		return true;
	default:
		return false;
	}
}

/* The account and what the book could become: 8 SOL and 2 ETH, 2,812.50 USD. */
static bool set_account(gate_bench *b, rv_gate_rule rule, bool over)
{
	const double step = over ? 1.0 / 128 : 0.0;
	switch (rule) {
	case RV_GATE_ACCOUNT_AGE:
		b->f.account_at = GATE_NOW - 30000 - over;
		return true;
	case RV_GATE_DAY_LOSS:
		b->f.nav_usd = over ? 9800 : 9800.01;
		return true;
	case RV_GATE_DRAWDOWN:
		b->f.nav_usd = b->f.day_start_usd = over ? 9400 : 9400.01;
		return true;
	case RV_GATE_SYMBOL_USD:
		b->p.symbol_most_usd = over ? 799.999999 : 800;
		return true;
	case RV_GATE_GROSS:
		b->p.gross_most_x = 0.28125;
		b->legs[GATE_ETH].lots = -20000;
		b->legs[GATE_ETH].mark += step;
		return true;
	case RV_GATE_NET:
		b->p.net_most_x = 0.28125;
		b->legs[GATE_ETH].mark += step;
		return true;
	case RV_GATE_LEVERAGE:
		b->p.leverage_most_x = 0.28125;
		b->legs[GATE_ETH].mark += step;
		return true;
	case RV_GATE_MARGIN: /* 6 SOL at 20x: maintenance 15 */
		gate_bench_only_sol(b, over ? 44.99 : 45);
		b->p.leverage_most_x = 50;
		return true;
	case RV_GATE_STRESS: /* -30 %: loses 180, needs 3 x 10.5 */
		gate_bench_only_sol(b, over ? 211.49 : 211.5);
		return true;
	case RV_GATE_LIQUIDATION:
		gate_bench_near(b, over ? 449.99 : 450);
		return true;
	default:
		return false;
	}
}

static void set(gate_bench *b, rv_gate_rule rule, bool over)
{
	assert_true(set_fact(b, rule, over) || set_price(b, rule, over) ||
		    set_flow(b, rule, over) || set_account(b, rule, over));
}

/*
 * What a person reads one unit beyond: what it is, and what it may be. Such a unit is often smaller
 * than the digits that are shown.
 */
static const char *const beyond[RV_GATE_N] = {
	[RV_GATE_JOURNAL] = "journal: broken",
	[RV_GATE_BOOK] = "book state: REDUCING, and the order does not reduce",
	[RV_GATE_SYMBOL] = "symbol state: HALTED: resume SOL first",
	[RV_GATE_RESIDUE] = "residue: -0.01 SOL is nobody's; assign it",
	[RV_GATE_STREAM] = "user stream: down",
	[RV_GATE_RECONCILED] = "reconciled: not since the connection",
	[RV_GATE_FEED] = "market feed: not connected",
	[RV_GATE_CLOCK] = "clock: 1000.00 ms off, at most 1000.00",
	[RV_GATE_TRADABLE] = "tradable: its asset or decimals are not known",
	[RV_GATE_DELISTED] = "delisted: the venue trades it no more",
	[RV_GATE_ISOLATED] = "isolated only: cannot share the margin",
	[RV_GATE_UNKNOWN] = "unknown orders: 1 in SOL without a verdict, none may be",
	[RV_GATE_QUOTE_AGE] = "quote age: 2.0 s old, at most 2.0",
	[RV_GATE_QUOTE] = "bid and ask: mid 100.01 is outside 99.99 x 100.01",
	[RV_GATE_SPREAD] = "spread: 100.10 bp, at most 100.00",
	[RV_GATE_STUCK] = "stuck feed: the book stands still, the mark moves",
	[RV_GATE_MARK_AGE] = "mark age: 30.0 s old, at most 30.0",
	[RV_GATE_MARK] = "mid off mark: 2500.00 bp, at most 2500.00",
	[RV_GATE_ORACLE] = "mid off oracle: 2500.00 bp, at most 2500.00",
	[RV_GATE_FORM] = "price form: not one that the venue takes",
	[RV_GATE_COLLAR] = "collar: 100.0 is worse than 99.9999",
	[RV_GATE_FRESH_COLLAR] = "collar now: 100.76 is worse than 100.75",
	[RV_GATE_MIN_ORDER] = "least order: 10.00, least 10.00 USD",
	[RV_GATE_MANDATE] = "mandate: its time has been over for 0.0 s",
	[RV_GATE_CHILD_LOTS] = "mandate lots: 10 and 5 more, at most 14.99",
	[RV_GATE_CHILD_USD] = "mandate USD: 1000.00 and 500.00 more, at most 1500.00",
	[RV_GATE_REPEAT] = "repeats: 10 without a fill, less than 10 may be",
	[RV_GATE_DUPLICATE] = "duplicate: the same 10.0 s ago, least 10.0 apart",
	[RV_GATE_MESSAGES] = "messages: 48 and this, at most 48 a minute, cancels aside",
	[RV_GATE_BUDGET] = "address budget: 8000 and this, at most 8000, cancels aside",
	[RV_GATE_ORDER] = "order size: 500.00 USD, at most 500.00",
	[RV_GATE_VOLUME] = "day volume: 500.00 USD, at most 500.00",
	[RV_GATE_ACCOUNT_AGE] = "account age: 30.0 s old, at most 30.0",
	[RV_GATE_DAY_LOSS] = "day loss: 200.00 USD lost, less than 200.00 may be",
	[RV_GATE_DRAWDOWN] = "drawdown: 600.00 USD lost, less than 600.00 may be",
	[RV_GATE_SYMBOL_USD] = "symbol: 800.00 USD, at most 800.00",
	[RV_GATE_GROSS] = "gross: 2812.52 USD, at most 2812.50",
	[RV_GATE_NET] = "net: 2812.52 USD, at most 2812.50",
	[RV_GATE_LEVERAGE] = "leverage: 2812.52 USD, at most 2812.50",
	[RV_GATE_MARGIN] = "margin after: 3.00, least 3.00",
	[RV_GATE_STRESS] = "stress after: 3.00, least 3.00: alts -30 %, majors -15 %",
	[RV_GATE_LIQUIDATION] = "liquidation: SOL 50.00 %, -- sd; least 50.0 % or 6.0 sd",
};

static void each_rule_at_its_edge_and_beyond(void **state)
{
	(void)state;
	for (int i = 0; i < RV_GATE_N; i++) {
		const rv_gate_rule rule = (rv_gate_rule)i;
		gate_bench b;
		gate_bench_make(&b);
		set(&b, rule, false);
		gate_bench_ask(&b);
		const rv_tv_check *c = gate_bench_check(&b, rule);
		if (!c || !c->ok || !c->known)
			fail_msg("%s: stopped at its edge: %s", rv_gate_name(rule), b.r.text);
		/* A ratio of 3 GATE_NOW is less under stress: that rule alone cannot be shown at
		 * its edge with all others open. */
		if (rule != RV_GATE_MARGIN)
			assert_gate_open(&b, rv_gate_name(rule));
		gate_bench_make(&b);
		set(&b, rule, true);
		assert_gate_denied(&b, rule);
		assert_string_equal(b.r.text, beyond[rule]);
	}
}

static void everything_is_asked_in_the_order_of_the_table(void **state)
{
	(void)state;
	gate_bench b;
	gate_bench_make(&b);
	assert_gate_open(&b, "as made");
	assert_int_equal(b.r.n, RV_GATE_N);
	for (size_t i = 0; i < b.r.n; i++) {
		assert_int_equal(b.r.rules[i], i);
		assert_string_equal(b.r.checks[i].name, rv_gate_name((rv_gate_rule)i));
		assert_true(b.r.checks[i].ok && b.r.checks[i].known);
	}
	/* The first of several is the reason. */
	set(&b, RV_GATE_STRESS, true);
	set(&b, RV_GATE_DUPLICATE, true);
	set(&b, RV_GATE_DELISTED, true);
	assert_gate_denied(&b, RV_GATE_DELISTED);
	assert_string_equal(rv_gate_name(RV_GATE_N), "?");
}

/* What is not known is not ok, and says so. */
static void set_missing(gate_bench *b, rv_gate_rule rule)
{
	switch (rule) {
	case RV_GATE_CLOCK:
		b->f.skew_ms = NAN;
		break;
	case RV_GATE_TRADABLE:
		b->a.quote = NULL;
		break;
	case RV_GATE_QUOTE_AGE:
		b->q.mid_at = RV_NEVER;
		break;
	case RV_GATE_QUOTE:
		b->q.bid = NAN;
		break;
	case RV_GATE_MARK_AGE:
		b->q.ctx_at = RV_NEVER;
		break;
	case RV_GATE_MARK:
		b->q.mark = NAN;
		break;
	case RV_GATE_ORACLE:
		b->q.oracle = NAN;
		break;
	case RV_GATE_BUDGET:
		b->f.budget_cap = 0;
		break;
	case RV_GATE_VOLUME:
		b->q.day_volume_usd = NAN;
		break;
	case RV_GATE_ACCOUNT_AGE:
		b->f.account_at = RV_NEVER;
		break;
	case RV_GATE_DAY_LOSS:
		b->f.day_start_usd = NAN;
		break;
	case RV_GATE_DRAWDOWN:
		b->f.peak_usd = NAN;
		break;
	case RV_GATE_GROSS: /* of a symbol that has nothing to do with the order */
		b->legs[GATE_ETH].mark = NAN;
		break;
	case RV_GATE_LEVERAGE:
		b->f.account_usd = NAN;
		break;
	case RV_GATE_MARGIN:
		b->legs[GATE_ETH].coin.max_leverage = 0;
		break;
	default:
		fail_msg("%s", rv_gate_name(rule));
	}
}

static void what_is_not_known_is_not_ok(void **state)
{
	(void)state;
	static const rv_gate_rule rules[] = {
		RV_GATE_CLOCK,	  RV_GATE_TRADABLE,    RV_GATE_QUOTE_AGE, RV_GATE_QUOTE,
		RV_GATE_MARK_AGE, RV_GATE_MARK,	       RV_GATE_ORACLE,	  RV_GATE_BUDGET,
		RV_GATE_VOLUME,	  RV_GATE_ACCOUNT_AGE, RV_GATE_DAY_LOSS,  RV_GATE_DRAWDOWN,
		RV_GATE_GROSS,	  RV_GATE_LEVERAGE,    RV_GATE_MARGIN,
	};
	for (size_t i = 0; i < LEN(rules); i++) {
		gate_bench b;
		gate_bench_make(&b);
		set_missing(&b, rules[i]);
		assert_gate_denied(&b, rules[i]);
		assert_false(gate_bench_check(&b, rules[i])->known);
	}
	gate_bench b;
	gate_bench_make(&b);
	b.f.nav_usd = NAN; /* the day's result is the first that needs it */
	assert_gate_denied(&b, RV_GATE_DAY_LOSS);
	assert_false(gate_bench_check(&b, RV_GATE_GROSS)->known ||
		     gate_bench_check(&b, RV_GATE_NET)->known);
	gate_bench_make(&b);
	b.q.mid = NAN;
	assert_gate_denied(&b, RV_GATE_QUOTE);
	assert_false(gate_bench_check(&b, RV_GATE_FRESH_COLLAR)->known);
}

/* A symbol without position and orders needs no mark. */
static void a_flat_leg_needs_no_mark(void **state)
{
	(void)state;
	gate_bench b;
	gate_bench_make(&b);
	b.legs[GATE_ETH].lots = 0;
	b.legs[GATE_ETH].mark = NAN;
	b.legs[GATE_ETH].coin.max_leverage = 0;
	assert_gate_open(&b, "flat");
	b.legs[GATE_ETH].sell_lots = 1; /* it may become one */
	assert_gate_denied(&b, RV_GATE_GROSS);
	assert_false(gate_bench_check(&b, RV_GATE_NET)->known);
	gate_bench_make(&b);
	b.legs[GATE_ETH].coin.sz_decimals = 9;
	assert_gate_denied(&b, RV_GATE_GROSS);
	assert_false(gate_bench_check(&b, RV_GATE_GROSS)->known);
	b.legs[GATE_ETH].coin.sz_decimals = -1;
	assert_gate_denied(&b, RV_GATE_GROSS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_rule_at_its_edge_and_beyond),
		cmocka_unit_test(everything_is_asked_in_the_order_of_the_table),
		cmocka_unit_test(what_is_not_known_is_not_ok),
		cmocka_unit_test(a_flat_leg_needs_no_mark),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
