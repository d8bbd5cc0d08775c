/* An order before the gate; see gate_bench.h. */
#include "tests/support/gate_bench.h"

#include "engine/base/health.h"
#include "tests/support/cm.h"

#include <math.h>
#include <string.h>

static const rv_coin_ref sol = { "SOL", 5, 2, 20 }, eth = { "ETH", 1, 4, 25 };

static void market(gate_bench *b)
{
	b->q = (rv_oms_quote){ .coin = sol,
			       .mid = 100,
			       .bid = 99.99,
			       .ask = 100.01,
			       .mark = 100,
			       .oracle = 100,
			       .mid_at = GATE_NOW - 100,
			       .bbo_at = GATE_NOW - 200,
			       .ctx_at = GATE_NOW - 300,
			       .sigma_day = 0.04,
			       .sigma_hour = 0.008,
			       .day_volume_usd = 1e9 };
	b->legs[GATE_SOL] = (rv_gate_leg){ .coin = sol,
					   .lots = 100,
					   .buy_lots = 200,
					   .sell_lots = 50,
					   .mark = 100,
					   .sigma_day = 0.04 };
	b->legs[GATE_ETH] = (rv_gate_leg){
		.coin = eth, .lots = 20000, .mark = 1006.25, .sigma_day = 0.03, .major = true
	};
}

void gate_bench_make(gate_bench *b)
{
	memset(b, 0, sizeof(*b));
	rv_oms_params_default(&b->p);
	market(b);
	b->f = (rv_gate_facts){ .now_at = GATE_NOW,
				.book = RV_BOOK_ACTIVE,
				.journal_ok = true,
				.stream_up = true,
				.reconciled = true,
				.connected = true,
				.skew_ms = -20,
				.nav_usd = 10000,
				.day_start_usd = 10000,
				.peak_usd = 10000,
				.account_usd = 10000,
				.account_at = GATE_NOW - 400,
				.messages = 3,
				.budget_used = 100,
				.budget_cap = 10000,
				.n = GATE_LEGS,
				.legs = b->legs };
	b->o = (rv_order){ .coin = sol, .side = RV_BUY, .lots = 500, .px = 1000000 };
	b->a = (rv_gate_ask){ .stage = RV_GATE_SEND,
			      .order = &b->o,
			      .quote = &b->q,
			      .px_worst = 1007500,
			      .last_same_at = RV_NEVER,
			      .mandate = true,
			      .ends_at = GATE_NOW + 60000,
			      .lots_most = 2000,
			      .lots_used = 1000,
			      .notional_most_musd = 2000 * RV_MUSD,
			      .notional_used_musd = 1000 * RV_MUSD,
			      .repeats = 2 };
}

void gate_bench_ask(gate_bench *b)
{
	rv_gate_check(&b->p, &b->f, &b->a, &b->r);
}

const rv_tv_check *gate_bench_check(const gate_bench *b, rv_gate_rule rule)
{
	for (size_t i = 0; i < b->r.n; i++) {
		if (b->r.rules[i] == rule)
			return &b->r.checks[i];
	}
	return NULL;
}

void gate_bench_only_sol(gate_bench *b, double account)
{
	b->f.n = 1;
	b->legs[GATE_SOL].buy_lots = b->legs[GATE_SOL].sell_lots = 0;
	b->f.account_usd = account;
}

void gate_bench_near(gate_bench *b, double account)
{
	gate_bench_only_sol(b, account);
	b->q.coin.max_leverage = b->o.coin.max_leverage = 1;
	b->q.sigma_day = NAN;
	b->p.margin_after = 0.5;
	b->p.liquidation_pct = 50;
}

void assert_gate_open(gate_bench *b, const char *what)
{
	gate_bench_ask(b);
	if (!b->r.ok)
		fail_msg("%s: %s", what, b->r.text);
	assert_int_equal(b->r.first, RV_GATE_N);
	assert_string_equal(b->r.text, "");
}

void assert_gate_denied(gate_bench *b, rv_gate_rule rule)
{
	gate_bench_ask(b);
	if (b->r.ok || b->r.first != rule)
		fail_msg("\"%s\", expected to be stopped by %s", b->r.text, rv_gate_name(rule));
	const size_t n = strlen(rv_gate_name(rule));
	assert_true(strncmp(b->r.text, rv_gate_name(rule), n) == 0 && b->r.text[n] == ':');
	const rv_tv_check *c = gate_bench_check(b, rule);
	assert_true(c && !c->ok && c->text[0]);
}
