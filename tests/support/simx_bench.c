/* The trading half over a hand-made market; see simx_bench.h. */
#include "tests/support/simx_bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "feeds/simx/ledger.h"
#include "feeds/simx/orders.h"
#include "feeds/simx/user_info.h"
#include "tests/support/cm.h"

const int64_t bench_start = INT64_C(1795190399000);

static bench_coin *coin_of(const rv_simx_market *m, size_t coin)
{
	return &((bench_coin *)m->ctx)[coin];
}

static void market_coin(const rv_simx_market *m, size_t coin, rv_simx_coin *out)
{
	*out = coin_of(m, coin)->coin;
}

static bool market_quote(const rv_simx_market *m, size_t coin, rv_simx_quote *out)
{
	*out = coin_of(m, coin)->quote;
	return out->last > 0;
}

static size_t market_book(const rv_simx_market *m, size_t coin, int side,
			  rv_simx_level out[RV_SIMX_LEVELS])
{
	const bench_coin *c = coin_of(m, coin);
	memcpy(out, c->level[side], sizeof(c->level[side]));
	return c->n[side];
}

static bool market_range(const rv_simx_market *m, size_t coin, int64_t from_ms, int64_t to_ms,
			 int64_t *hi, int64_t *lo)
{
	const bench_coin *c = coin_of(m, coin);
	(void)from_ms;
	*hi = c->hi;
	*lo = c->lo;
	return c->lo > 0 && to_ms > c->from;
}

static bool market_funding(const rv_simx_market *m, size_t coin, int64_t hour_ms, int64_t *stamp,
			   int64_t *rate, int64_t *oracle)
{
	const bench_coin *c = coin_of(m, coin);
	*stamp = hour_ms + 45;
	*rate = c->rate;
	*oracle = c->quote.oracle;
	return true;
}

static const rv_simx_market_ops ops = { .coin = market_coin,
					.quote = market_quote,
					.book = market_book,
					.range = market_range,
					.funding = market_funding };

static void make_coin(bench_coin *c, const char *name, int sz_decimals, int leverage, int64_t px,
		      int64_t away, int64_t sz)
{
	*c = (bench_coin){ .coin = { .sz_decimals = sz_decimals,
				     .px_scale = 6 - sz_decimals,
				     .max_leverage = leverage,
				     .listed = px > 0 },
			   .quote = { .live = px > 0, .last = px, .mark = px, .oracle = px } };
	(void)snprintf(c->coin.name, sizeof(c->coin.name), "%s", name);
	c->level[0][0] = (rv_simx_level){ px - away, sz };
	c->level[1][0] = (rv_simx_level){ px + away, sz };
	c->n[0] = c->n[1] = px > 0 ? 1 : 0;
}

void bench_reset(simx_bench *b)
{
	const rv_simx_market m = { .ops = &ops, .ctx = b->coins, .n_coins = BENCH_COINS };
	const rv_simx_params p = { .start_ms = bench_start, .equity = INT64_C(100000000000) };
	rv_simx_free(b->x);
	assert_int_equal(rv_simx_new(&m, &p, &b->x), RV_OK);
}

void bench_enter(simx_bench *b)
{
	for (int i = 0; i < BENCH_TRADERS; i++)
		assert_int_equal(rv_simx_add(b->x, b->address[i], NULL, "", 0), RV_OK);
}

int bench_setup(void **state)
{
	simx_bench *b = calloc(1, sizeof(*b));
	assert_non_null(b);
	b->body = malloc(RV_HL_REQUEST_MAX);
	assert_non_null(b->body);
	make_coin(&b->coins[0], "AAA", 2, 10, 1000000, 100, 500);
	make_coin(&b->coins[1], "BBB", 0, 3, 2000000, 100, 1000);
	make_coin(&b->coins[2], "CCC", 1, 5, 0, 0, 0);
	b->now = b->nonce = bench_start;
	b->expires = -1;
	for (int i = 0; i < BENCH_TRADERS; i++) {
		rv_err err = { .code = RV_OK };
		assert_int_equal(rv_signer_generate(&b->signer[i], &err), RV_OK);
		rv_signer_address(b->signer[i], b->address[i]);
	}
	bench_reset(b);
	bench_enter(b);
	*state = b;
	return 0;
}

int bench_teardown(void **state)
{
	simx_bench *b = *state;
	bench_audit(b);
	for (int i = 0; i < BENCH_TRADERS; i++)
		rv_signer_free(b->signer[i]);
	rv_simx_free(b->x);
	rv_sim_out_free(&b->r.body);
	free(b->body);
	free(b);
	return 0;
}

static rv_dec dec(const char *s)
{
	rv_dec d = { 0 };
	assert_int_equal(rv_dec_read(s, strlen(s), RV_HL_WIRE_DECIMALS, &d), RV_OK);
	return d;
}

rv_hl_action bench_action_order(int32_t asset, bool buy, const char *px, const char *sz,
				rv_hl_tif tif)
{
	rv_hl_action a = { .kind = RV_HL_ACTION_ORDER, .n = 1 };
	a.u.order.v[0] = (rv_hl_order){
		.asset = asset, .buy = buy, .px = dec(px), .sz = dec(sz), .tif = tif
	};
	return a;
}

static const char *send_body(simx_bench *b)
{
	cJSON *json = cJSON_ParseWithLength(b->body, b->body_n);
	assert_non_null(json);
	assert_true(rv_simx_request_read(b->x, json, &b->r));
	cJSON_Delete(json);
	rv_simx_request_run(b->x, &b->flags, &b->r);
	assert_int_equal(b->r.status, 200);
	assert_false(b->r.body.failed);
	return b->r.body.b;
}

const char *bench_send(simx_bench *b, int trader, const rv_hl_action *a)
{
	static uint8_t packed[RV_HL_PACK_MAX];
	size_t n = 0;
	rv_hl_envelope e = { .nonce = b->nonce++, .expires_after = b->expires };
	assert_int_equal(rv_hl_action_pack(a, packed, sizeof(packed), &n), RV_OK);
	const rv_l1_payload p = rv_hl_envelope_payload(&e, packed, n, false);
	assert_int_equal(rv_signer_sign(b->signer[trader], &p, &e.sig), RV_OK);
	assert_int_equal(rv_hl_request_json(a, &e, b->body, RV_HL_REQUEST_MAX, &n), RV_OK);
	b->body_n = n;
	return send_body(b);
}

void bench_repeat(simx_bench *b)
{
	if (b->body_n > 0)
		assert_non_null(strstr(send_body(b), "Invalid nonce: duplicate nonce"));
}

const char *bench_place(simx_bench *b, int trader, int32_t asset, bool buy, const char *px,
			const char *sz, rv_hl_tif tif)
{
	const rv_hl_action a = bench_action_order(asset, buy, px, sz, tif);
	return bench_send(b, trader, &a);
}

const char *bench_reduce(simx_bench *b, int trader, int32_t asset, bool buy, const char *px,
			 const char *sz, rv_hl_tif tif)
{
	rv_hl_action a = bench_action_order(asset, buy, px, sz, tif);
	a.u.order.v[0].reduce_only = true;
	return bench_send(b, trader, &a);
}

const char *bench_cancel(simx_bench *b, int trader, int32_t asset, int64_t oid)
{
	rv_hl_action a = { .kind = RV_HL_ACTION_CANCEL, .n = 1 };
	a.u.cancel[0] = (rv_hl_cancel){ .asset = asset, .oid = oid };
	return bench_send(b, trader, &a);
}

int64_t bench_oid(const char *answer)
{
	const char *at = strstr(answer, "\"oid\":");
	return at ? strtoll(at + 6, NULL, 10) : 0;
}

const char *bench_status(simx_bench *b, int trader, int64_t oid)
{
	const rv_simx_order *o = rv_simx_order_by_oid(bench_account(b, trader), oid);
	return o ? rv_simx_status_text(o->status) : "unknown";
}

cJSON *bench_ask(simx_bench *b, int trader, const char *fields)
{
	char text[256], user[RV_ADDRESS_TEXT];
	(void)snprintf(text, sizeof(text), "{%s,\"user\":\"%s\"}", fields,
		       rv_address_format(b->address[trader], user));
	cJSON *ask = cJSON_Parse(text);
	assert_non_null(ask);
	rv_sim_out_reset(&b->r.body);
	if (!rv_simx_user_info(b->x, ask, b->now, &b->r))
		fail_msg("%s: refused", text);
	cJSON_Delete(ask);
	cJSON *json = cJSON_ParseWithLength(b->r.body.b, b->r.body.n);
	if (!json)
		fail_msg("%s: not JSON: %s", text, b->r.body.b);
	return json;
}

void bench_advance(simx_bench *b, int64_t ms)
{
	b->now += ms;
	rv_simx_advance(b->x, b->now, b->now);
	if (b->nonce < b->now)
		b->nonce = b->now;
}

const rv_simx_account *bench_account(const simx_bench *b, int trader)
{
	const rv_simx_account *a = rv_simx_find(b->x, b->address[trader]);
	assert_non_null(a);
	return a;
}

const rv_simx_fill *bench_last_fill(const simx_bench *b, int trader)
{
	const rv_simx_account *a = bench_account(b, trader);
	assert_true(a->fills.n > 0);
	return &a->fills.v[a->fills.n - 1];
}

void bench_audit(const simx_bench *b)
{
	rv_err err = { .code = RV_OK };
	if (rv_simx_audit(b->x, &err) != RV_OK)
		fail_msg("%s", err.text);
}

void bench_expect_err(const char *answer, const char *text)
{
	char want[400];
	(void)snprintf(want, sizeof(want), "{\"status\":\"err\",\"response\":\"%s\"}", text);
	assert_string_equal(answer, want);
}

void bench_expect_error(const char *answer, const char *text)
{
	char want[400];
	(void)snprintf(want, sizeof(want),
		       "{\"status\":\"ok\",\"response\":{\"type\":\"order\",\"data\":{\"statuses\":"
		       "[{\"error\":\"%s\"}]}}}",
		       text);
	assert_string_equal(answer, want);
}
