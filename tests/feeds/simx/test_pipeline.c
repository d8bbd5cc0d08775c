/*
 * The checks of POST /exchange: each with the venue's exact text, and each in its place, shown by
 * requests that offend several at once. Texts and their order: docs/sim.md, Trading.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/timefmt.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/simx_bench.h"

static const char ok_default[] = "{\"status\":\"ok\",\"response\":{\"type\":\"default\"}}";

static rv_hl_action noop(void)
{
	return (rv_hl_action){ .kind = RV_HL_ACTION_NOOP };
}

static const char *send_json(simx_bench *b, const char *text, size_t n)
{
	cJSON *json = cJSON_ParseWithLength(text, n);
	const bool legal = rv_simx_request_read(b->x, json, &b->r);
	cJSON_Delete(json);
	if (legal)
		rv_simx_request_run(b->x, &b->flags, &b->r);
	return b->r.body.b;
}

/* Sends in an envelope of the caller's; its signature is made here unless it has one (v). */
static const char *send_in(simx_bench *b, int trader, const rv_hl_action *a, rv_hl_envelope e)
{
	static uint8_t packed[RV_HL_PACK_MAX];
	size_t n = 0;
	assert_int_equal(rv_hl_action_pack(a, packed, sizeof(packed), &n), RV_OK);
	const rv_l1_payload p = rv_hl_envelope_payload(&e, packed, n, false);
	if (e.sig.v == 0)
		assert_int_equal(rv_signer_sign(b->signer[trader], &p, &e.sig), RV_OK);
	assert_int_equal(rv_hl_request_json(a, &e, b->body, RV_HL_REQUEST_MAX, &n), RV_OK);
	return send_json(b, b->body, n);
}

static const char *send_nonce(simx_bench *b, int trader, int64_t nonce)
{
	const rv_hl_action a = noop();
	return send_in(b, trader, &a, (rv_hl_envelope){ .nonce = nonce, .expires_after = -1 });
}

static void what_is_no_request_gets_422(void **state)
{
	simx_bench *b = *state;
#define SIGNED ",\"nonce\":1,\"signature\":{\"r\":\"0x1\",\"s\":\"0x1\",\"v\":27}"
	static const char *const bad[] = {
		"{}",
		"[]",
		"{\"action\":{\"type\":\"noop\"},\"nonce\":1}",
		"{\"action\":{\"type\":\"fly\"}" SIGNED "}",
		"{\"action\":{\"type\":\"noop\"}" SIGNED ",\"extra\":1}",
		"{\"action\":{\"type\":\"cancel\",\"cancels\":[{\"a\":0,\"o\":\"1\"}]}" SIGNED "}",
	};
#undef SIGNED
	for (size_t i = 0; i < LEN(bad); i++) {
		assert_string_equal(send_json(b, bad[i], strlen(bad[i])),
				    "Failed to deserialize the JSON body into the target type");
		assert_int_equal(b->r.status, 422);
	}
}

static void who_signed(void **state)
{
	simx_bench *b = *state;
	rv_hl_action a = noop();
	rv_hl_envelope e = { .nonce = b->now, .expires_after = -1, .sig.v = 30 };
	memset(e.sig.r, 0x11, sizeof(e.sig.r));
	memset(e.sig.s, 0x11, sizeof(e.sig.s));
	bench_expect_err(send_in(b, 0, &a, e), "Unable to recover signer.");
	/* a stranger, with everything else wrong as well */
	rv_err err = { .code = RV_OK };
	rv_signer *known = b->signer[0], *stranger = NULL;
	assert_int_equal(rv_signer_generate(&stranger, &err), RV_OK);
	b->signer[0] = stranger;
	char want[128], text[RV_ADDRESS_TEXT];
	unsigned char address[RV_ADDRESS_BYTES];
	rv_signer_address(stranger, address);
	(void)snprintf(want, sizeof(want), "User or API Wallet %s does not exist.",
		       rv_address_format(address, text));
	e = (rv_hl_envelope){ .nonce = 1, .expires_after = 1, .has_vault = true };
	bench_expect_err(send_in(b, 0, &a, e), want);
	/* the master lets it sign: for half a year, and for nobody else */
	assert_int_equal(rv_simx_add(b->x, b->address[0], address, "a", 0), RV_OK);
	assert_int_equal(rv_simx_add(b->x, b->address[1], address, "a", 0), RV_EEXIST);
	assert_int_equal(rv_simx_add(b->x, address, NULL, "", 0), RV_EEXIST);
	assert_string_equal(send_nonce(b, 0, b->now), ok_default);
	bench_advance(b, 180 * RV_DAY_MS - 1);
	assert_string_equal(send_nonce(b, 0, b->now), ok_default);
	bench_advance(b, 1);
	bench_expect_err(send_nonce(b, 0, b->now), want);
	b->signer[0] = known;
	rv_signer_free(stranger);
}

static void a_stranger_may_be_adopted(void **state)
{
	simx_bench *b = *state;
	rv_simx *without = b->x;
	rv_simx_market m = { .ops = NULL };
	const rv_simx_params p = { .start_ms = bench_start, .equity = 1, .adopt = true };
	assert_int_equal(rv_simx_new(&m, &p, &b->x), RV_OK);
	assert_int_equal(rv_simx_add(b->x, b->address[0], NULL, "", 0), RV_OK);
	assert_string_equal(send_nonce(b, 1, b->now), ok_default);
	assert_ptr_equal(rv_simx_signer_account(b->x, b->address[1]),
			 rv_simx_find(b->x, b->address[0]));
	assert_null(rv_simx_find(b->x, b->address[1]));
	rv_simx_free(b->x);
	b->x = without;
}

static void signed_for_the_other_network(void **state)
{
	simx_bench *b = *state;
	const rv_hl_action a = noop();
	uint8_t packed[64];
	size_t n = 0;
	rv_hl_envelope e = { .nonce = b->now, .expires_after = -1 };
	assert_int_equal(rv_hl_action_pack(&a, packed, sizeof(packed), &n), RV_OK);
	const rv_l1_payload p = rv_hl_envelope_payload(&e, packed, n, true);
	assert_int_equal(rv_signer_sign(b->signer[0], &p, &e.sig), RV_OK);
	assert_non_null(strstr(send_in(b, 0, &a, e), "does not exist."));
}

static void each_check_in_its_place(void **state)
{
	simx_bench *b = *state;
	rv_simx_account *acc = rv_simx_find(b->x, b->address[0]);
	const rv_hl_action bad = bench_order(7, true, "1", "0", RV_HL_TIF_IOC);
	rv_hl_envelope e = { .nonce = b->now, .expires_after = b->now - 1, .has_vault = true };
	memset(e.vault, 0x17, sizeof(e.vault));
	/* vault, used up allowance, used nonce, expired, no such asset: one after the other */
	assert_string_equal(send_nonce(b, 0, e.nonce), ok_default);
	acc->requests = 10000;
	acc->passed_ms = b->now;
	bench_expect_err(send_in(b, 0, &bad, e),
			 "Vault not registered: 0x1717171717171717171717171717171717171717");
	e.has_vault = false;
	bench_expect_err(send_in(b, 0, &bad, e),
			 "Too many cumulative requests sent (10001 > 10000) for cumulative volume "
			 "traded $0. Place taker orders to free up 1 request per USDC traded.");
	acc->requests = 1;
	char want[96];
	(void)snprintf(want, sizeof(want), "Invalid nonce: duplicate nonce %lld",
		       (long long)e.nonce);
	bench_expect_err(send_in(b, 0, &bad, e), want);
	e.nonce++;
	bench_expect_err(send_in(b, 0, &bad, e), "Action already expired");
	assert_int_equal(acc->requests, 6); /* five times as dear, */
	e.expires_after = b->now;
	e.nonce++; /* and its nonce is used up */
	bench_expect_error(send_in(b, 0, &bad, e), "Order has invalid asset. asset=7");
}

static void nonces_are_used_up(void **state)
{
	simx_bench *b = *state;
	const int64_t low = b->now - 2 * RV_DAY_MS + 120000, high = b->now + RV_DAY_MS - 120000;
	char want[128];
	(void)snprintf(want, sizeof(want), "Invalid nonce: nonce too low %lld < %lld",
		       (long long)low - 1, (long long)low);
	bench_expect_err(send_nonce(b, 0, low - 1), want);
	(void)snprintf(want, sizeof(want), "Invalid nonce: nonce too high %lld > %lld",
		       (long long)high + 1, (long long)high);
	bench_expect_err(send_nonce(b, 0, high + 1), want);
	assert_string_equal(send_nonce(b, 0, low), ok_default);
	assert_string_equal(send_nonce(b, 0, high), ok_default);
	/* downwards, in any order: 100 are remembered */
	for (int64_t k = 98; k > 0; k--)
		assert_string_equal(send_nonce(b, 0, b->now + k), ok_default);
	(void)snprintf(want, sizeof(want), "Invalid nonce: duplicate nonce %lld",
		       (long long)b->now + 50);
	bench_expect_err(send_nonce(b, 0, b->now + 50), want);
	assert_string_equal(send_nonce(b, 0, b->now + 99), ok_default); /* pushes `low` out */
	(void)snprintf(want, sizeof(want), "Invalid nonce: nonce too low %lld < %lld",
		       (long long)b->now, (long long)b->now + 1);
	bench_expect_err(send_nonce(b, 0, b->now), want);
	/* another signer has its own */
	assert_string_equal(send_nonce(b, 1, b->now), ok_default);
}

static void an_expired_action_burns_its_nonce(void **state)
{
	simx_bench *b = *state;
	const rv_hl_action a = bench_order(0, true, "99", "1", RV_HL_TIF_GTC);
	b->expires = b->now;
	assert_non_null(strstr(bench_send(b, 0, &a), "resting")); /* not past it yet */
	b->expires = b->now - 1;
	bench_expect_err(bench_send(b, 0, &a), "Action already expired");
	char want[96];
	(void)snprintf(want, sizeof(want), "Invalid nonce: duplicate nonce %lld",
		       (long long)b->nonce - 1);
	bench_expect_err(send_nonce(b, 0, b->nonce - 1), want);
	assert_int_equal(bench_account(b, 0)->n_open, 1);
}

static void the_allowance_runs_out(void **state)
{
	simx_bench *b = *state;
	rv_simx_account *acc = rv_simx_find(b->x, b->address[0]);
	static const char spent[] =
		"Too many cumulative requests sent (10002 > 10001) for cumulative volume traded "
		"$1.5. Place taker orders to free up 1 request per USDC traded.";
	acc->volume = 1500000;
	acc->requests = 10000;
	assert_string_equal(send_nonce(b, 0, b->nonce++), ok_default); /* the last one */
	assert_string_equal(send_nonce(b, 0, b->nonce++), ok_default); /* one each 10 s */
	acc->requests = 10001;
	bench_expect_err(send_nonce(b, 0, b->nonce++), spent);
	bench_advance(b, 9999);
	bench_expect_err(send_nonce(b, 0, b->nonce++), spent); /* costs and delays nothing */
	bench_advance(b, 1);
	assert_string_equal(send_nonce(b, 0, b->nonce++), ok_default);
	assert_int_equal(acc->requests, 10002);
	/* a cancel has twice as much */
	assert_non_null(strstr(bench_cancel(b, 0, 0, 12345), "Order was never placed"));
	acc->requests = 20002;
	bench_expect_err(bench_cancel(b, 0, 0, 12345),
			 "Too many cumulative requests sent (20003 > 20002) for cumulative volume "
			 "traded $1.5. Place taker orders to free up 1 request per USDC traded.");
}

static void a_batch_costs_what_it_holds(void **state)
{
	simx_bench *b = *state;
	rv_hl_action a = bench_order(0, true, "90", "1", RV_HL_TIF_GTC);
	a.n = RV_HL_BATCH_MAX;
	for (size_t i = 1; i < a.n; i++)
		a.u.order.v[i] = a.u.order.v[0];
	assert_non_null(strstr(bench_send(b, 0, &a), "resting"));
	assert_int_equal(b->r.weight, 6); /* 1 + 200 / 40 */
	assert_int_equal(bench_account(b, 0)->requests, 200);
	assert_int_equal(bench_account(b, 0)->n_open, 200);
	/* one more is refused as a whole */
	size_t n = strlen(b->body);
	const char *first = strchr(b->body, '[') + 1;
	const size_t one = (size_t)(strchr(first, '}') + 4 - first); /* with its }}}, */
	char *more = malloc(n + one + 1);
	assert_non_null(more);
	const size_t head = (size_t)(first - b->body);
	memcpy(more, b->body, head);
	memcpy(more + head, first, one);
	memcpy(more + head + one, first, n - head + 1);
	bench_expect_err(send_json(b, more, n + one), "Signed action over weight limit of 200.");
	free(more);
}

static void what_is_wrong_in_itself_stands_for_all(void **state)
{
	simx_bench *b = *state;
	static const struct {
		int32_t asset;
		const char *px, *sz, *want;
	} cases[] = {
		{ 3, "100", "1", "Order has invalid asset. asset=3" },
		{ 2, "100", "1", "Order has invalid asset. asset=2" }, /* not listed yet */
		{ 0, "0", "1", "Order has invalid price." },
		{ 0, "99.00001", "1", "Price must be divisible by tick size. asset=0" },
		{ 0, "100.001", "1", "Price must be divisible by tick size. asset=0" },
		{ 0, "100", "0", "Order has zero size." },
		{ 0, "100", "1.001", "Order has invalid size." },
		{ 1, "2", "1.5", "Order has invalid size." },
		{ 0, "20", "1",
		  "Order price cannot be more than 80% away from the reference price" },
		{ 0, "500.01", "1",
		  "Order price cannot be more than 80% away from the reference price" },
		{ 1, "2", "3000000", "Order value too large. Max is $5000000." },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		rv_hl_action a = bench_order(0, true, "99", "1", RV_HL_TIF_GTC);
		const rv_hl_action wrong =
			bench_order(cases[i].asset, true, cases[i].px, cases[i].sz, RV_HL_TIF_GTC);
		a.n = 3;
		a.u.order.v[1] = wrong.u.order.v[0];
		a.u.order.v[2] = a.u.order.v[0];
		bench_expect_error(bench_send(b, 0, &a), cases[i].want);
	}
	assert_int_equal(bench_account(b, 0)->orders.n, 0);
	/* integers may have more than five figures, and the edges of the band are its own */
	assert_non_null(strstr(bench_place(b, 0, 0, true, "20.01", "1", RV_HL_TIF_GTC), "resting"));
	assert_non_null(strstr(bench_place(b, 1, 0, false, "500", "1", RV_HL_TIF_GTC), "resting"));
	rv_hl_action none = bench_order(0, true, "99", "1", RV_HL_TIF_GTC);
	none.n = 0;
	bench_expect_error(bench_send(b, 0, &none), "Orders are empty.");
	b->coins[0].quote.live = false;
	bench_expect_err(bench_place(b, 0, 0, true, "99", "1", RV_HL_TIF_GTC),
			 "Trading is halted.");
}

static void one_after_the_other(void **state)
{
	simx_bench *b = *state;
	rv_hl_action a = bench_order(0, true, "99", "1", RV_HL_TIF_GTC);
	a.n = 4;
	a.u.order.v[1] = bench_order(1, true, "1.9", "5", RV_HL_TIF_GTC).u.order.v[0];
	a.u.order.v[2] = bench_order(0, true, "101", "2", RV_HL_TIF_IOC).u.order.v[0];
	a.u.order.v[3] = bench_order(0, false, "101", "2", RV_HL_TIF_ALO).u.order.v[0];
	a.u.order.v[3].reduce_only = true; /* of what the third has just bought */
	const char *answer = bench_send(b, 0, &a);
	const rv_simx_account *acc = bench_account(b, 0);
	char want[512];
	(void)snprintf(
		want, sizeof(want),
		"{\"status\":\"ok\",\"response\":{\"type\":\"order\",\"data\":{\"statuses\":["
		"{\"resting\":{\"oid\":%lld}},"
		"{\"error\":\"Order must have minimum value of $10. asset=1\"},"
		"{\"filled\":{\"totalSz\":\"2.0\",\"avgPx\":\"100.01\",\"oid\":%lld}},"
		"{\"resting\":{\"oid\":%lld}}]}}}",
		(long long)acc->orders.v[0]->oid, (long long)acc->orders.v[2]->oid,
		(long long)acc->orders.v[3]->oid);
	assert_string_equal(answer, want);
	assert_int_equal(acc->orders.v[1]->status, RV_SIMX_MIN_NOTIONAL_REJECTED);
}

static void cancels(void **state)
{
	simx_bench *b = *state;
	static const char gone[] =
		"{\"status\":\"ok\",\"response\":{\"type\":\"cancel\",\"data\":{\"statuses\":["
		"{\"error\":\"Order was never placed, already canceled, or filled. asset=0\"}]}}}";
	static const char done[] = "{\"status\":\"ok\",\"response\":{\"type\":\"cancel\",\"data\":{"
				   "\"statuses\":[\"success\"]}}}";
	const int64_t oid = bench_oid(bench_place(b, 0, 0, true, "99", "1", RV_HL_TIF_GTC));
	assert_string_equal(bench_cancel(b, 1, 0, oid), gone);		/* not its own */
	assert_non_null(strstr(bench_cancel(b, 0, 1, oid), "asset=1")); /* another coin's */
	assert_string_equal(bench_cancel(b, 0, 0, oid), done);
	assert_string_equal(bench_cancel(b, 0, 0, oid), gone);
	assert_string_equal(bench_status(b, 0, oid), "canceled");
	const int64_t filled = bench_oid(bench_place(b, 0, 0, true, "101", "1", RV_HL_TIF_IOC));
	assert_string_equal(bench_cancel(b, 0, 0, filled), gone);
	/* by cloid: the newest of those that carry it */
	rv_hl_action a = bench_order(0, true, "98", "1", RV_HL_TIF_GTC);
	a.u.order.v[0].has_cloid = true;
	a.u.order.v[0].cloid.b[15] = 7;
	const int64_t first = bench_oid(bench_send(b, 0, &a));
	const int64_t second = bench_oid(bench_send(b, 0, &a));
	rv_hl_action c = { .kind = RV_HL_ACTION_CANCEL_CLOID, .n = 1 };
	c.u.cancel_cloid[0].cloid = a.u.order.v[0].cloid;
	assert_string_equal(bench_send(b, 0, &c), done);
	assert_string_equal(bench_status(b, 0, second), "canceled");
	assert_string_equal(bench_status(b, 0, first), "open");
}

static const char *schedule(simx_bench *b, int64_t at)
{
	const rv_hl_action a = { .kind = RV_HL_ACTION_SCHEDULE_CANCEL, .u.cancel_at_ms = at };
	return bench_send(b, 0, &a);
}

static void scheduled_cancels(void **state)
{
	simx_bench *b = *state;
	rv_simx_account *acc = rv_simx_find(b->x, b->address[0]);
	acc->volume = INT64_C(373472050);
	bench_expect_err(schedule(b, b->now + 5000),
			 "Cannot set scheduled cancel time until enough volume traded. Required: "
			 "$1000000. Traded: $373.47205.");
	acc->volume = INT64_C(1000000000000);
	bench_expect_err(schedule(b, b->now + 4999), "Scheduled cancel time too early, must be at "
						     "least 5 seconds from now.");
	const int64_t one = bench_oid(bench_place(b, 0, 0, true, "99", "1", RV_HL_TIF_GTC));
	const int64_t two = bench_oid(bench_place(b, 0, 1, true, "1.9", "9", RV_HL_TIF_GTC));
	const int64_t other = bench_oid(bench_place(b, 1, 0, true, "99", "1", RV_HL_TIF_GTC));
	assert_string_equal(schedule(b, b->now + 5000), ok_default);
	assert_string_equal(schedule(b, b->now + 8000), ok_default); /* armed anew */
	bench_advance(b, 7999);
	assert_string_equal(bench_status(b, 0, one), "open");
	bench_advance(b, 1);
	assert_string_equal(bench_status(b, 0, one), "scheduledCancel");
	assert_string_equal(bench_status(b, 0, two), "scheduledCancel");
	assert_string_equal(bench_status(b, 1, other), "open");
	/* taken back */
	const int64_t kept = bench_oid(bench_place(b, 0, 0, true, "99", "1", RV_HL_TIF_GTC));
	assert_string_equal(schedule(b, b->now + 5000), ok_default);
	assert_string_equal(schedule(b, -1), ok_default);
	bench_advance(b, 9000);
	assert_string_equal(bench_status(b, 0, kept), "open");
	/* ten in a UTC day, then not before the next */
	for (int i = 0; i < 9; i++) {
		assert_string_equal(schedule(b, b->now + 5000), ok_default);
		bench_advance(b, 6000);
	}
	bench_expect_err(schedule(b, b->now + 5000),
			 "Too many scheduled cancels triggered for the day. Limit is 10.");
	bench_advance(b, RV_DAY_MS);
	assert_string_equal(schedule(b, b->now + 5000), ok_default);
}

static void leverage(void **state)
{
	simx_bench *b = *state;
	rv_hl_action a = { .kind = RV_HL_ACTION_UPDATE_LEVERAGE,
			   .u.leverage = { .asset = 0, .leverage = 10, .cross = true } };
	assert_string_equal(bench_send(b, 0, &a), ok_default);
	assert_int_equal(bench_account(b, 0)->positions[0].leverage, 10);
	a.u.leverage.leverage = 11;
	bench_expect_err(bench_send(b, 0, &a), "Invalid leverage value");
	a.u.leverage.leverage = 2;
	a.u.leverage.cross = false;
	bench_expect_err(bench_send(b, 0, &a), "Isolated margin is not simulated.");
	assert_int_equal(bench_account(b, 0)->positions[0].leverage, 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		bench_test(what_is_no_request_gets_422),
		bench_test(who_signed),
		bench_test(a_stranger_may_be_adopted),
		bench_test(signed_for_the_other_network),
		bench_test(each_check_in_its_place),
		bench_test(nonces_are_used_up),
		bench_test(an_expired_action_burns_its_nonce),
		bench_test(the_allowance_runs_out),
		bench_test(a_batch_costs_what_it_holds),
		bench_test(what_is_wrong_in_itself_stands_for_all),
		bench_test(one_after_the_other),
		bench_test(cancels),
		bench_test(scheduled_cancels),
		bench_test(leverage),
	};
	return cmocka_run_group_tests_name("simx_pipeline", tests, NULL, NULL);
}
