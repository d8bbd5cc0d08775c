/*
 * Questions about users: the venue's shapes, what an account can still ask for, pages and their
 * order, and answers to those who have no account.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/timefmt.h"
#include "feeds/simx/orders.h"
#include "feeds/simx/user_info.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/json_shape.h"
#include "tests/support/simx_bench.h"

static const char fill_form[] =
	"{\"coin\":\"s\",\"px\":\"1\",\"sz\":\"1\",\"side\":\"s\",\"time\":1,\"startPosition\":"
	"\"1\",\"dir\":\"s\",\"closedPnl\":\"1\",\"hash\":\"s\",\"oid\":1,\"crossed\":true,\"fee\":"
	"\"1\",\"tid\":1,\"cloid\":\"s\",\"feeToken\":\"s\",\"twapId\":null}";

static rv_hl_action with_cloid(rv_hl_action a, uint8_t tag)
{
	a.u.order.v[0].has_cloid = true;
	memset(a.u.order.v[0].cloid.b, tag, RV_HL_CLOID_BYTES);
	return a;
}

static void fills_have_the_venues_form(void **state)
{
	simx_bench *b = *state;
	const rv_hl_action a = with_cloid(bench_order(0, true, "101", "1.25", RV_HL_TIF_IOC), 0x1f);
	const int64_t oid = bench_oid(bench_send(b, 0, &a));
	cJSON *v = bench_ask(b, 0, "\"type\":\"userFills\"");
	assert_shape("fill", cJSON_GetArrayItem(v, 0), fill_form);
	char *text = cJSON_PrintUnformatted(cJSON_GetArrayItem(v, 0));
	char want[640];
	const char *hash = cJSON_GetObjectItem(cJSON_GetArrayItem(v, 0), "hash")->valuestring;
	assert_int_equal(strlen(hash), 66);
	(void)snprintf(
		want, sizeof(want),
		"{\"coin\":\"AAA\",\"px\":\"100.01\",\"sz\":\"1.25\",\"side\":\"B\",\"time\":"
		"1795190399000,\"startPosition\":\"0.0\",\"dir\":\"Open Long\",\"closedPnl\":"
		"\"0.0\",\"hash\":\"%s\",\"oid\":%lld,\"crossed\":true,\"fee\":\"0.056255\","
		"\"tid\":%lld,\"cloid\":\"0x1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f\",\"feeToken\":"
		"\"USDC\",\"twapId\":null}",
		hash, (long long)oid, (long long)bench_last_fill(b, 0)->tid);
	assert_string_equal(text, want);
	cJSON_free(text);
	cJSON_Delete(v);
}

/* Always an empty list here, which has no shape. */
static void drop_children(cJSON *order)
{
	const cJSON *v = cJSON_GetObjectItem(order, "children");
	assert_true(cJSON_IsArray(v) && cJSON_GetArraySize(v) == 0);
	cJSON_DeleteItemFromObject(order, "children");
}

static void orders_have_the_venues_forms(void **state)
{
	simx_bench *b = *state;
	const rv_hl_action a = with_cloid(bench_order(0, true, "99", "2", RV_HL_TIF_ALO), 0x2e);
	const int64_t oid = bench_oid(bench_send(b, 0, &a));
	static const char full[] =
		"{\"coin\":\"s\",\"side\":\"s\",\"limitPx\":\"1\",\"sz\":\"1\",\"oid\":1,"
		"\"timestamp\":1,\"triggerCondition\":\"s\",\"isTrigger\":false,\"triggerPx\":\"0."
		"0\","
		"\"isPositionTpsl\":false,\"reduceOnly\":true,\"orderType\":\"s\","
		"\"origSz\":\"1\",\"tif\":\"s\",\"cloid\":\"s\"}";
	cJSON *v = bench_ask(b, 0, "\"type\":\"frontendOpenOrders\"");
	drop_children(cJSON_GetArrayItem(v, 0));
	assert_shape("frontend", cJSON_GetArrayItem(v, 0), full);
	cJSON_Delete(v);
	v = bench_ask(b, 0, "\"type\":\"openOrders\"");
	assert_shape("open", cJSON_GetArrayItem(v, 0),
		     "{\"coin\":\"s\",\"side\":\"s\",\"limitPx\":\"1\",\"sz\":\"1\",\"oid\":1,"
		     "\"timestamp\":1,\"origSz\":\"1\",\"cloid\":\"s\"}");
	cJSON_Delete(v);
	char ask[128];
	(void)snprintf(ask, sizeof(ask), "\"type\":\"orderStatus\",\"oid\":%lld", (long long)oid);
	v = bench_ask(b, 0, ask);
	assert_string_equal(cJSON_GetObjectItem(v, "status")->valuestring, "order");
	const cJSON *o = cJSON_GetObjectItem(v, "order");
	drop_children(cJSON_GetObjectItem(o, "order"));
	assert_shape("record", cJSON_GetObjectItem(o, "order"), full);
	assert_string_equal(cJSON_GetObjectItem(o, "status")->valuestring, "open");
	assert_close("stamp", json_num(o, "statusTimestamp"), (double)b->now, 0.0);
	cJSON_Delete(v);
	/* another user does not see it, nor does the wrong cloid */
	v = bench_ask(b, 1, ask);
	assert_string_equal(cJSON_GetObjectItem(v, "status")->valuestring, "unknownOid");
	cJSON_Delete(v);
	v = bench_ask(b, 0,
		      "\"type\":\"orderStatus\",\"oid\":\"0x2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2f\"");
	assert_string_equal(cJSON_GetObjectItem(v, "status")->valuestring, "unknownOid");
	cJSON_Delete(v);
	(void)bench_cancel(b, 0, 0, oid);
	v = bench_ask(b, 0, "\"type\":\"historicalOrders\"");
	assert_string_equal(cJSON_GetObjectItem(cJSON_GetArrayItem(v, 0), "status")->valuestring,
			    "canceled");
	cJSON_Delete(v);
}

static void many(simx_bench *b, int trader, int rounds, const char *px, rv_hl_tif tif)
{
	rv_hl_action a = bench_order(0, true, px, "0.11", tif);
	a.n = RV_HL_BATCH_MAX;
	for (size_t i = 1; i < a.n; i++)
		a.u.order.v[i] = a.u.order.v[0];
	for (int i = 0; i < rounds; i++) {
		assert_null(strstr(bench_send(b, trader, &a), "\"error\""));
		bench_advance(b, 1000);
	}
}

static void only_the_newest_records_are_told(void **state)
{
	simx_bench *b = *state;
	b->coins[0].level[1][0].sz = 1000000;
	bench_advance(b, 1000);
	const int64_t open = bench_oid(bench_place(b, 0, 0, true, "90", "1", RV_HL_TIF_GTC));
	const int64_t old = bench_oid(bench_place(b, 0, 0, true, "101", "1", RV_HL_TIF_IOC));
	many(b, 0, 9, "101", RV_HL_TIF_IOC);
	assert_string_equal(bench_status(b, 0, old), "filled");
	many(b, 0, 1, "101",
	     RV_HL_TIF_IOC); /* 2002 records: one has to go, and an open one stays */
	assert_string_equal(bench_status(b, 0, open), "open");
	assert_string_equal(bench_status(b, 0, old), "unknown");
	const rv_simx_account *a = bench_account(b, 0);
	assert_int_equal(a->orders.n, 2002); /* the ledger has them all */
	assert_int_equal(a->n_shown, 2000);
	cJSON *v = bench_ask(b, 0, "\"type\":\"historicalOrders\"");
	assert_int_equal(cJSON_GetArraySize(v), 2000);
	assert_int_equal(b->r.weight, 20 + 100);
	cJSON_Delete(v);
	v = bench_ask(b, 0, "\"type\":\"openOrders\"");
	assert_int_equal(cJSON_GetArraySize(v), 1);
	cJSON_Delete(v);
	/* the fill of the forgotten order stays */
	v = bench_ask(b, 0, "\"type\":\"userFillsByTime\",\"startTime\":0");
	assert_int_equal(cJSON_GetArraySize(v), 2000);
	assert_close("first", json_num(cJSON_GetArrayItem(v, 0), "oid"), (double)old, 0.0);
	cJSON_Delete(v);
}

static void fills_come_in_pages(void **state)
{
	simx_bench *b = *state;
	char ask[128];
	b->coins[0].level[1][0].sz = 1000000;
	bench_advance(b, 1000);
	const int64_t start = b->now;
	many(b, 0, 11, "101", RV_HL_TIF_IOC); /* 2200 fills, 200 a second */
	cJSON *v = bench_ask(b, 0, "\"type\":\"userFills\"");
	assert_int_equal(cJSON_GetArraySize(v), 2000);
	assert_close("newest", json_num(cJSON_GetArrayItem(v, 0), "time"), (double)(start + 10000),
		     0.0);
	cJSON_Delete(v);
	v = bench_ask(b, 0, "\"type\":\"userFillsByTime\",\"startTime\":0");
	assert_int_equal(cJSON_GetArraySize(v), 2000);
	assert_close("oldest", json_num(cJSON_GetArrayItem(v, 0), "time"), (double)start, 0.0);
	cJSON_Delete(v);
	/* both ends belong to the span */
	(void)snprintf(ask, sizeof(ask),
		       "\"type\":\"userFillsByTime\",\"startTime\":%lld,\"endTime\":%lld",
		       (long long)start + 9000, (long long)start + 10000);
	v = bench_ask(b, 0, ask);
	assert_int_equal(cJSON_GetArraySize(v), 400);
	cJSON_Delete(v);
}

static void small_answers(void **state)
{
	simx_bench *b = *state;
	rv_err err = { .code = RV_OK };
	rv_signer *agent = NULL;
	unsigned char address[RV_ADDRESS_BYTES];
	char want[256], text[RV_ADDRESS_TEXT];
	assert_int_equal(rv_signer_generate(&agent, &err), RV_OK);
	rv_signer_address(agent, address);
	assert_int_equal(rv_simx_add(b->x, b->address[0], address, "desk", 0), RV_OK);
	cJSON_Delete(bench_ask(b, 0, "\"type\":\"extraAgents\""));
	const int64_t valid = bench_start + 180 * RV_DAY_MS;
	(void)snprintf(want, sizeof(want),
		       "[{\"name\":\"desk\",\"address\":\"%s\",\"validUntil\":%lld}]",
		       rv_address_format(address, text), (long long)valid);
	assert_string_equal(b->r.body.b, want);
	cJSON_Delete(bench_ask(b, 0, "\"type\":\"userRole\""));
	assert_string_equal(b->r.body.b, "{\"role\":\"user\"}");
	assert_int_equal(b->r.weight, 60);
	memcpy(b->address[3], address, sizeof(address));
	cJSON_Delete(bench_ask(b, 3, "\"type\":\"userRole\""));
	(void)snprintf(want, sizeof(want), "{\"role\":\"agent\",\"data\":{\"user\":\"%s\"}}",
		       rv_address_format(b->address[0], text));
	assert_string_equal(b->r.body.b, want);
	b->address[3][0] ^= 1;
	cJSON_Delete(bench_ask(b, 3, "\"type\":\"userRole\""));
	assert_string_equal(b->r.body.b, "{\"role\":\"missing\"}");
	(void)bench_place(b, 0, 0, true, "101", "2", RV_HL_TIF_IOC);
	cJSON_Delete(bench_ask(b, 0, "\"type\":\"userRateLimit\""));
	assert_string_equal(b->r.body.b, "{\"cumVlm\":\"200.02\",\"nRequestsUsed\":1,"
					 "\"nRequestsCap\":10200}");
	cJSON *v = bench_ask(b, 0, "\"type\":\"userFees\"");
	assert_string_equal(cJSON_GetObjectItem(v, "userCrossRate")->valuestring, "0.00045");
	assert_string_equal(cJSON_GetObjectItem(v, "userAddRate")->valuestring, "0.00015");
	cJSON_Delete(v);
	v = bench_ask(b, 0, "\"type\":\"userNonFundingLedgerUpdates\",\"startTime\":0");
	assert_shape("deposit", cJSON_GetArrayItem(v, 0),
		     "{\"time\":1,\"hash\":\"s\",\"delta\":{\"type\":\"s\",\"usdc\":\"1\"}}");
	cJSON_Delete(v);
	rv_signer_free(agent);
}

static void nobody_gets_empty_answers(void **state)
{
	simx_bench *b = *state;
	static const struct {
		const char *ask, *want;
	} cases[] = {
		{ "\"type\":\"openOrders\"", "[]" },
		{ "\"type\":\"frontendOpenOrders\"", "[]" },
		{ "\"type\":\"historicalOrders\"", "[]" },
		{ "\"type\":\"userFills\"", "[]" },
		{ "\"type\":\"userFillsByTime\",\"startTime\":0", "[]" },
		{ "\"type\":\"userFunding\",\"startTime\":0", "[]" },
		{ "\"type\":\"userNonFundingLedgerUpdates\",\"startTime\":0", "[]" },
		{ "\"type\":\"extraAgents\"", "[]" },
		{ "\"type\":\"orderStatus\",\"oid\":1", "{\"status\":\"unknownOid\"}" },
		{ "\"type\":\"userRateLimit\"", "{\"cumVlm\":\"0.0\",\"nRequestsUsed\":0,"
						"\"nRequestsCap\":10000}" },
	};
	b->address[3][7] ^= 1;
	for (size_t i = 0; i < LEN(cases); i++) {
		cJSON_Delete(bench_ask(b, 3, cases[i].ask));
		assert_string_equal(b->r.body.b, cases[i].want);
	}
	cJSON *v = bench_ask(b, 3, "\"type\":\"clearinghouseState\"");
	assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(v, "assetPositions")), 0);
	assert_close("value", json_num(cJSON_GetObjectItem(v, "marginSummary"), "accountValue"),
		     0.0, 0.0);
	cJSON_Delete(v);
}

static void wrong_shapes_are_refused(void **state)
{
	simx_bench *b = *state;
	static const char *const bad[] = {
		"{\"type\":\"openOrders\"}",
		"{\"type\":\"openOrders\",\"user\":7}",
		"{\"type\":\"openOrders\",\"user\":\"0x12\"}",
		"{\"type\":\"orderStatus\",\"user\":"
		"\"0x0000000000000000000000000000000000000001\"}",
		"{\"type\":\"orderStatus\",\"user\":\"0x0000000000000000000000000000000000000001\","
		"\"oid\":\"7\"}",
		"{\"type\":\"orderStatus\",\"user\":\"0x0000000000000000000000000000000000000001\","
		"\"oid\":-1}",
		"{\"type\":\"userFillsByTime\",\"user\":"
		"\"0x0000000000000000000000000000000000000001\"}",
		"{\"type\":\"userFills\",\"user\":\"0x0000000000000000000000000000000000000001\","
		"\"aggregateByTime\":1}",
		"{\"type\":\"meta\"}",
	};
	for (size_t i = 0; i < LEN(bad); i++) {
		cJSON *json = cJSON_Parse(bad[i]);
		rv_sim_out_reset(&b->r.body);
		if (rv_simx_user_info(b->x, json, b->now, &b->r))
			fail_msg("%s was answered", bad[i]);
		assert_int_equal(b->r.body.n, 0);
		cJSON_Delete(json);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		bench_test(fills_have_the_venues_form),
		bench_test(orders_have_the_venues_forms),
		bench_test(only_the_newest_records_are_told),
		bench_test(fills_come_in_pages),
		bench_test(small_answers),
		bench_test(nobody_gets_empty_answers),
		bench_test(wrong_shapes_are_refused),
	};
	return cmocka_run_group_tests_name("simx_user_info", tests, NULL, NULL);
}
