/*
 * What the venue says, read by the desk's own readers, which were written from the protocol and not
 * from this venue: answers to actions, questions, streams.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "feeds/hyperliquid/parse_account.h"
#include "feeds/hyperliquid/parse_exchange.h"
#include "feeds/hyperliquid/parse_fills.h"
#include "feeds/hyperliquid/parse_orders.h"
#include "feeds/hyperliquid/parse_user.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/sim_trader.h"
#include "tests/support/simx_bench.h"

enum { ROWS = 16 };

static rv_hl_answer answer;

static const rv_hl_answer *read_answer(const simx_bench *b, rv_hl_action_kind kind, size_t n)
{
	rv_err err = { .code = RV_OK };
	if (rv_hl_parse_exchange(b->r.status, b->r.body.b, b->r.body.n, kind, n, &answer, &err) !=
	    RV_OK)
		fail_msg("'%s': %s", b->r.body.b, err.text);
	return &answer;
}

static void expect_dec(rv_dec got, const char *want)
{
	char text[RV_DEC_TEXT];
	assert_string_equal(rv_dec_text(rv_dec_canonical(got), text), want);
}

static void answers_to_actions(void **state)
{
	simx_bench *b = *state;
	rv_hl_action a = bench_action_order(0, true, "99", "1", RV_HL_TIF_GTC);
	a.n = 5;
	a.u.order.v[0].has_cloid = true;
	a.u.order.v[0].cloid.b[3] = 9;
	a.u.order.v[1] = bench_action_order(0, true, "101", "2.5", RV_HL_TIF_IOC).u.order.v[0];
	a.u.order.v[2] = bench_action_order(0, true, "98", "0.05", RV_HL_TIF_GTC).u.order.v[0];
	a.u.order.v[3] = bench_action_order(0, true, "101", "1", RV_HL_TIF_ALO).u.order.v[0];
	a.u.order.v[4] = bench_action_order(0, true, "99", "1", RV_HL_TIF_IOC).u.order.v[0];
	(void)bench_send(b, 0, &a);
	const rv_hl_answer *v = read_answer(b, RV_HL_ACTION_ORDER, 5);
	const rv_simx_account *acc = bench_account(b, 0);
	assert_int_equal(v->kind, RV_HL_ANSWER_STATUSES);
	assert_int_equal(v->v[0].kind, RV_HL_VERDICT_RESTING);
	assert_int_equal(v->v[0].oid, acc->orders.v[0]->oid);
	assert_true(v->v[0].has_cloid);
	assert_true(rv_hl_cloid_equal(&v->v[0].cloid, &a.u.order.v[0].cloid));
	assert_int_equal(v->v[1].kind, RV_HL_VERDICT_FILLED);
	expect_dec(v->v[1].total_sz, "2.5");
	expect_dec(v->v[1].avg_px, "100.01");
	for (int i = 2; i < 5; i++)
		assert_int_equal(v->v[i].kind, RV_HL_VERDICT_ERROR);
	assert_int_equal(v->v[2].recorded, RV_HL_STATUS_MIN_TRADE_NTL_REJECTED);
	assert_int_equal(v->v[3].recorded, RV_HL_STATUS_BAD_ALO_PX_REJECTED);
	assert_int_equal(v->v[4].recorded, RV_HL_STATUS_IOC_CANCEL_REJECTED);
	(void)bench_cancel(b, 0, 0, acc->orders.v[0]->oid);
	assert_int_equal(read_answer(b, RV_HL_ACTION_CANCEL, 1)->v[0].kind, RV_HL_VERDICT_CANCELED);
	(void)bench_cancel(b, 0, 0, acc->orders.v[0]->oid);
	assert_int_equal(read_answer(b, RV_HL_ACTION_CANCEL, 1)->v[0].kind, RV_HL_VERDICT_GONE);
	a.u.order.v[1].sz.units = 0;
	(void)bench_send(b, 0, &a);
	v = read_answer(b, RV_HL_ACTION_ORDER, 5);
	assert_true(v->whole_batch_error);
	assert_int_equal(v->v[0].kind, RV_HL_VERDICT_ERROR);
}

static void refusals(void **state)
{
	simx_bench *b = *state;
	const rv_hl_action noop = { .kind = RV_HL_ACTION_NOOP };
	const rv_hl_action schedule = { .kind = RV_HL_ACTION_SCHEDULE_CANCEL,
					.u.cancel_at_ms = bench_start + 60000 };
	(void)bench_send(b, 0, &noop);
	assert_int_equal(read_answer(b, RV_HL_ACTION_NOOP, 0)->refusal, RV_HL_REFUSAL_NONE);
	b->nonce--;
	(void)bench_send(b, 0, &noop);
	assert_int_equal(read_answer(b, RV_HL_ACTION_NOOP, 0)->refusal,
			 RV_HL_REFUSAL_DUPLICATE_NONCE);
	(void)bench_send(b, 0, &schedule);
	assert_int_equal(read_answer(b, RV_HL_ACTION_SCHEDULE_CANCEL, 0)->refusal,
			 RV_HL_REFUSAL_SCHEDULE_VOLUME);
	b->expires = b->now - 1;
	(void)bench_send(b, 0, &noop);
	assert_int_equal(read_answer(b, RV_HL_ACTION_NOOP, 0)->refusal, RV_HL_REFUSAL_EXPIRED);
	b->expires = -1;
	b->flags.agent_expired = true;
	(void)bench_send(b, 0, &noop);
	assert_int_equal(read_answer(b, RV_HL_ACTION_NOOP, 0)->refusal,
			 RV_HL_REFUSAL_UNKNOWN_SIGNER);
	b->flags = (rv_simx_flags){ .rate_exhausted = true };
	(void)bench_send(b, 0, &noop);
	assert_int_equal(read_answer(b, RV_HL_ACTION_NOOP, 0)->refusal, RV_HL_REFUSAL_RATE);
	b->flags = (rv_simx_flags){ .post_only = false };
	const int64_t kept = b->nonce;
	b->nonce = b->now - INT64_C(3) * 86400000;
	(void)bench_send(b, 0, &noop);
	assert_int_equal(read_answer(b, RV_HL_ACTION_NOOP, 0)->refusal,
			 RV_HL_REFUSAL_NONCE_TOO_LOW);
	b->nonce = b->now + INT64_C(3) * 86400000;
	(void)bench_send(b, 0, &noop);
	assert_int_equal(read_answer(b, RV_HL_ACTION_NOOP, 0)->refusal,
			 RV_HL_REFUSAL_NONCE_TOO_HIGH);
	b->nonce = kept;
	b->coins[0].quote.live = false;
	(void)bench_place(b, 0, 0, true, "99", "1", RV_HL_TIF_GTC);
	assert_int_equal(read_answer(b, RV_HL_ACTION_ORDER, 1)->refusal, RV_HL_REFUSAL_HALTED);
}

/* A question's answer as bytes in b->r.body. */
static void ask(simx_bench *b, const char *fields)
{
	cJSON_Delete(bench_ask(b, 0, fields));
}

static void questions(void **state)
{
	simx_bench *b = *state;
	rv_err err = { .code = RV_OK };
	rv_hl_position positions[ROWS];
	rv_hl_fill fill_rows[ROWS];
	rv_hl_order_row order_rows[ROWS];
	rv_hl_payment payment_rows[ROWS];
	rv_hl_ledger_row ledger_rows[ROWS];
	b->coins[0].rate = 12500000;
	(void)bench_place(b, 0, 0, true, "101", "2.5", RV_HL_TIF_IOC);
	const int64_t oid = bench_oid(bench_place(b, 0, 0, true, "99.5", "1.25", RV_HL_TIF_ALO));
	bench_advance(b, 2000);

	rv_hl_account acc = { .v = positions, .cap = ROWS };
	ask(b, "\"type\":\"clearinghouseState\"");
	assert_int_equal(rv_hl_parse_account(b->r.body.b, b->r.body.n, &acc, &err), RV_OK);
	assert_int_equal(acc.n, 1);
	expect_dec(positions[0].szi, "2.5");
	expect_dec(positions[0].entry_px, "100.01");
	expect_dec(positions[0].unrealized_pnl, "-0.025");
	assert_int_equal(positions[0].leverage, 10);
	/* 100000 - 250.025 - the fee, 0.112511, and 0.003125 of funding, and 250 of position */
	expect_dec(acc.all.account_value, "99999.859364");

	rv_hl_fills fills = { .v = fill_rows, .cap = ROWS };
	ask(b, "\"type\":\"userFillsByTime\",\"startTime\":0");
	assert_int_equal(rv_hl_parse_fills(b->r.body.b, b->r.body.n, &fills, &err), RV_OK);
	assert_int_equal(fills.n, 1);
	expect_dec(fill_rows[0].fee, "0.112511");
	assert_int_equal(fill_rows[0].tid, bench_last_fill(b, 0)->tid);

	rv_hl_orders orders = { .v = order_rows, .cap = ROWS };
	ask(b, "\"type\":\"frontendOpenOrders\"");
	assert_int_equal(rv_hl_parse_orders(b->r.body.b, b->r.body.n, &orders, &err), RV_OK);
	assert_int_equal(orders.n, 1);
	assert_int_equal(order_rows[0].oid, oid);
	expect_dec(order_rows[0].sz, "1.25");
	ask(b, "\"type\":\"openOrders\"");
	assert_int_equal(rv_hl_parse_orders(b->r.body.b, b->r.body.n, &orders, &err), RV_OK);

	char text[96];
	rv_hl_order_state one;
	(void)snprintf(text, sizeof(text), "\"type\":\"orderStatus\",\"oid\":%lld", (long long)oid);
	ask(b, text);
	assert_int_equal(rv_hl_parse_order_status(b->r.body.b, b->r.body.n, &one, &err), RV_OK);
	assert_int_equal(one.status, RV_HL_STATUS_OPEN);
	ask(b, "\"type\":\"orderStatus\",\"oid\":1");
	assert_int_equal(rv_hl_parse_order_status(b->r.body.b, b->r.body.n, &one, &err), RV_ENOENT);

	rv_hl_payments payments = { .v = payment_rows, .cap = ROWS };
	ask(b, "\"type\":\"userFunding\",\"startTime\":0");
	assert_int_equal(rv_hl_parse_payments(b->r.body.b, b->r.body.n, &payments, &err), RV_OK);
	assert_int_equal(payments.n, 1);
	expect_dec(payment_rows[0].usdc, "-0.003125");

	rv_hl_ledger ledger = { .v = ledger_rows, .cap = ROWS };
	ask(b, "\"type\":\"userNonFundingLedgerUpdates\",\"startTime\":0");
	assert_int_equal(rv_hl_parse_ledger(b->r.body.b, b->r.body.n, &ledger, &err), RV_OK);
	assert_int_equal(ledger.n, 1);
	assert_string_equal(ledger_rows[0].type, "deposit");
}

static void questions_about_rights(void **state)
{
	simx_bench *b = *state;
	rv_err err = { .code = RV_OK };
	rv_hl_user_role role;
	rv_hl_agents agents;
	rv_hl_fees fees;
	rv_hl_allowance allowance;
	unsigned char agent[RV_ADDRESS_BYTES] = { 7 };
	assert_int_equal(rv_simx_add(b->x, b->address[0], agent, "desk", 0), RV_OK);
	ask(b, "\"type\":\"userRole\"");
	assert_int_equal(rv_hl_parse_role(b->r.body.b, b->r.body.n, &role, &err), RV_OK);
	assert_int_equal(role.role, RV_HL_ROLE_USER);
	ask(b, "\"type\":\"extraAgents\"");
	assert_int_equal(rv_hl_parse_agents(b->r.body.b, b->r.body.n, &agents, &err), RV_OK);
	assert_int_equal(agents.n, 1);
	assert_memory_equal(agents.v[0].address, agent, sizeof(agent));
	ask(b, "\"type\":\"userFees\"");
	assert_int_equal(rv_hl_parse_fees(b->r.body.b, b->r.body.n, &fees, &err), RV_OK);
	expect_dec(fees.cross, "0.00045");
	expect_dec(fees.add, "0.00015");
	ask(b, "\"type\":\"userRateLimit\"");
	assert_int_equal(rv_hl_parse_allowance(b->r.body.b, b->r.body.n, &allowance, &err), RV_OK);
	assert_int_equal(allowance.cap, 10000);
	unsigned char keep[RV_ADDRESS_BYTES];
	memcpy(keep, b->address[0], sizeof(keep));
	memcpy(b->address[0], agent, sizeof(agent));
	ask(b, "\"type\":\"userRole\"");
	assert_int_equal(rv_hl_parse_role(b->r.body.b, b->r.body.n, &role, &err), RV_OK);
	assert_int_equal(role.role, RV_HL_ROLE_AGENT);
	assert_memory_equal(role.of, keep, sizeof(keep));
	memcpy(b->address[0], keep, sizeof(keep));
}

/* Next message of this kind; every message on the way must be readable. */
static void next_of(rv_ws_raw *w, rv_hl_user_msg *m, rv_hl_user_kind kind)
{
	for (;;) {
		rv_err err = { .code = RV_OK };
		const char *text = rv_ws_raw_next(w, VENUE_WAIT_MS);
		if (!text) {
			fail_msg("no message of kind %d", (int)kind);
			return;
		}
		if (text[0] == '{' && rv_hl_parse_user(text, strlen(text), m, &err) != RV_OK)
			fail_msg("'%s': %s", text, err.text);
		if (text[0] == '{' && m->kind == kind)
			return;
	}
}

static void streams(void **state)
{
	sim_venue *f = *state;
	sim_trader t;
	rv_ws_raw w;
	char text[256], px[RV_DEC_TEXT];
	rv_hl_user_msg *m = rv_hl_user_msg_new();
	assert_non_null(m);
	f->test_control = true;
	venue_launch(f, true, NULL);
	trader_make(&t, 3);
	trader_enter(&t, f, 0);
	venue_join(f, &w);
	static const rv_hl_user_sub subs[] = { RV_HL_USER_SUB_FILLS, RV_HL_USER_SUB_ORDER_UPDATES,
					       RV_HL_USER_SUB_EVENTS, RV_HL_USER_SUB_FUNDINGS };
	for (size_t i = 0; i < LEN(subs); i++) {
		(void)rv_hl_format_user_sub(subs[i], t.master, true, text, sizeof(text));
		rv_ws_raw_send(&w, text);
		next_of(&w, m, RV_HL_USER_ACK);
		assert_int_equal(m->sub, subs[i]);
		assert_memory_equal(m->user, t.master, sizeof(m->user));
	}
	(void)rv_hl_format_user_sub(subs[0], t.master, true, text, sizeof(text));
	rv_ws_raw_send(&w, text);
	next_of(&w, m, RV_HL_USER_ERROR);
	assert_true(m->already);
	trader_best(f, "BTC", 1, px);
	const rv_hl_action a = trader_order(0, true, px, "0.00123", RV_HL_TIF_IOC);
	(void)trader_send(&t, f, &a);
	next_of(&w, m, RV_HL_USER_FILLS);
	assert_false(m->snapshot);
	assert_int_equal(m->fills.n, 1);
	next_of(&w, m, RV_HL_USER_ORDER_UPDATES);
	assert_int_equal(m->states.n, 1);
	assert_int_equal(m->states.v[0].status, RV_HL_STATUS_FILLED);
	venue_block_at(f, venue_start + 3000);
	next_of(&w, m, RV_HL_USER_PAYMENTS);
	assert_int_equal(m->payments.n, 1);
	const rv_hl_action rest = trader_order(0, true, "50000", "0.001", RV_HL_TIF_GTC);
	(void)trader_send(&t, f, &rest);
	(void)snprintf(text, sizeof(text), "{\"user\":\"%s\",\"kind\":\"liquidation\"}", t.user);
	venue_expect(f, "/_test/fill", text, 200);
	next_of(&w, m, RV_HL_USER_SYSTEM_CANCELS);
	assert_int_equal(m->n_cancels, 1);
	next_of(&w, m, RV_HL_USER_LIQUIDATION);
	assert_memory_equal(m->liquidation.user, t.master, sizeof(t.master));
	rv_ws_raw_close(&w);
	trader_free(&t);
	rv_hl_user_msg_free(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		bench_test(answers_to_actions),	    bench_test(refusals), bench_test(questions),
		bench_test(questions_about_rights), venue_test(streams),
	};
	return cmocka_run_group_tests_name("simx_wire", tests, venue_group_setup,
					   venue_group_teardown);
}
