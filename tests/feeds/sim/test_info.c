/*
 * The info endpoint's shapes, key by key against forms taken from the protocol's documentation (and
 * against recorded answers where RVDESK_SAMPLES or RVDESK_DATA/../samples is there), and the forms
 * of an error.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/files.h"
#include "tests/support/json_shape.h"
#include "tests/support/sim_market.h"

static const char universe_form[] =
	"{\"szDecimals\":5,\"name\":\"BTC\",\"maxLeverage\":40,\"marginTableId\":56}";
static const char ctx_form[] =
	"{\"funding\":\"0.0\",\"openInterest\":\"1.5\",\"prevDayPx\":\"1.0\",\"dayNtlVlm\":\"1.0\","
	"\"premium\":\"-0.1\",\"oraclePx\":\"1.0\",\"markPx\":\"1.0\",\"midPx\":\"1.0\","
	"\"impactPxs\":[\"1.0\",\"1.0\"],\"dayBaseVlm\":\"1.0\"}";
static const char book_form[] =
	"{\"coin\":\"BTC\",\"time\":1,\"levels\":[[{\"px\":\"1.0\",\"sz\":\"1.0\",\"n\":1}]]}";

static void meta_has_the_protocols_shape(void **state)
{
	sim_market *f = *state;
	cJSON *m = market_ask(f, "{\"type\":\"meta\"}");
	assert_int_equal(f->r.weight, 20);
	const cJSON *u = cJSON_GetObjectItem(m, "universe");
	assert_int_equal(cJSON_GetArraySize(u), 49);
	for (const cJSON *v = u->child; v; v = v->next)
		assert_shape("universe", v, universe_form);
	const cJSON *tables = cJSON_GetObjectItem(m, "marginTables");
	assert_int_equal(cJSON_GetArraySize(tables), 4);
	assert_int_equal(cJSON_GetArrayItem(tables->child, 0)->valueint, 51);
	assert_shape("marginTable", cJSON_GetArrayItem(tables->child, 1),
		     "{\"description\":\"t\",\"marginTiers\":[{\"lowerBound\":\"0.0\","
		     "\"maxLeverage\":20}]}");
	assert_int_equal(cJSON_GetObjectItem(m, "collateralToken")->valueint, 0);
	cJSON_Delete(m);
}

static void contexts_belong_to_the_universe(void **state)
{
	sim_market *f = *state;
	cJSON *m = market_ask(f, "{\"type\":\"metaAndAssetCtxs\"}");
	assert_int_equal(cJSON_GetArraySize(m), 2);
	const cJSON *u = cJSON_GetObjectItem(m->child, "universe"), *c = m->child->next;
	assert_int_equal(cJSON_GetArraySize(u), cJSON_GetArraySize(c));
	int nulls = 0;
	const cJSON *name = u->child;
	for (const cJSON *v = c->child; v; v = v->next, name = name->next) {
		assert_shape("ctx", v, ctx_form);
		const bool gone = cJSON_IsTrue(cJSON_GetObjectItem(name, "isDelisted"));
		nulls += gone;
		assert_int_equal(cJSON_IsNull(cJSON_GetObjectItem(v, "midPx")), gone);
		assert_int_equal(cJSON_IsNull(cJSON_GetObjectItem(v, "premium")), gone);
		assert_int_equal(cJSON_IsNull(cJSON_GetObjectItem(v, "impactPxs")), gone);
	}
	assert_int_equal(nulls, 1);
	cJSON_Delete(m);
}

static void mids_are_a_flat_map_of_decimals(void **state)
{
	sim_market *f = *state;
	cJSON *m = market_ask(f, "{\"type\":\"allMids\",\"dex\":\"\"}");
	assert_int_equal(f->r.weight, 2);
	assert_int_equal(cJSON_GetArraySize(m), 49);
	for (const cJSON *v = m->child; v; v = v->next)
		assert_int_equal(json_kind(v), 'd');
	cJSON_Delete(m);
}

static void book_has_twenty_levels_a_side(void **state)
{
	sim_market *f = *state;
	cJSON *b = market_ask(f, "{\"type\":\"l2Book\",\"coin\":\"BTC\"}");
	assert_int_equal(f->r.weight, 2);
	assert_shape("book", b, book_form);
	const cJSON *levels = cJSON_GetObjectItem(b, "levels");
	assert_int_equal(cJSON_GetArraySize(levels), 2);
	double before[2] = { 1e18, 0.0 };
	for (int side = 0; side < 2; side++) {
		const cJSON *l = cJSON_GetArrayItem(levels, side);
		assert_int_equal(cJSON_GetArraySize(l), 20);
		for (const cJSON *v = l->child; v; v = v->next) {
			const double px = json_num(v, "px");
			assert_true(json_num(v, "sz") > 0.0 && json_num(v, "n") >= 1.0);
			assert_true(side ? px > before[1] : px < before[0]);
			before[side] = px;
		}
	}
	const cJSON *bids = levels->child, *asks = bids->next;
	assert_true(json_num(bids->child, "px") < json_num(asks->child, "px"));
	cJSON_Delete(b);
}

static void book_can_be_coarser(void **state)
{
	sim_market *f = *state;
	cJSON *b = market_ask(
		f, "{\"type\":\"l2Book\",\"coin\":\"BTC\",\"nSigFigs\":3,\"mantissa\":null}");
	const cJSON *bids = cJSON_GetObjectItem(b, "levels")->child;
	const double a = json_num(bids->child, "px"), c = json_num(bids->child->next, "px");
	assert_close("step", a - c, a >= 100000.0 ? 1000.0 : 100.0, 0.0);
	cJSON_Delete(b);
	b = market_ask(f, "{\"type\":\"l2Book\",\"coin\":\"btc\"}"); /* names are case-sensitive */
	assert_true(cJSON_IsNull(b));
	cJSON_Delete(b);
}

static void small_answers(void **state)
{
	sim_market *f = *state;
	cJSON *v = market_ask(f, "{\"type\":\"exchangeStatus\"}");
	assert_shape("status", v, "{\"time\":1,\"specialStatuses\":null}");
	assert_int_equal((int64_t)json_num(v, "time"), market_start);
	cJSON_Delete(v);
	v = market_ask(f, "{\"type\":\"userRateLimit\","
			  "\"user\":\"0x31ca8395cf837de08b24da3f660e77761dfb974b\"}");
	assert_shape("limit", v, "{\"cumVlm\":\"0.0\",\"nRequestsUsed\":0,\"nRequestsCap\":1}");
	cJSON_Delete(v);
	v = market_ask(f, "{\"type\":\"recentTrades\",\"coin\":\"BTC\"}");
	assert_shape("trades", v,
		     "[{\"coin\":\"BTC\",\"side\":\"A\",\"px\":\"1.0\",\"sz\":\"1.0\",\"time\":1,"
		     "\"hash\":\"0xx\",\"tid\":1,\"users\":[\"0xx\",\"0xx\"]}]");
	assert_true(json_num(v->child, "time") >
		    json_num(v->child->next, "time")); /* newest first */
	cJSON_Delete(v);
}

static void wrong_shapes_get_422(void **state)
{
	sim_market *f = *state;
	static const char *const bad[] = {
		"",
		"{",
		"[]",
		"null",
		"7",
		"{}",
		"{\"type\":7}",
		"{\"type\":\"nope\"}",
		"{\"type\":\"candleSnapshot\"}",
		("{\"type\":\"candleSnapshot\",\"coin\":\"BTC\",\"interval\":\"1h\",\"startTime\":"
		 "0}"),
		("{\"type\":\"candleSnapshot\",\"req\":{\"coin\":\"BTC\",\"interval\":\"7h\","
		 "\"startTime\":0}}"),
		"{\"type\":\"candleSnapshot\",\"req\":{\"coin\":\"BTC\",\"interval\":\"1h\"}}",
		("{\"type\":\"candleSnapshot\",\"req\":{\"coin\":\"BTC\",\"interval\":\"1h\","
		 "\"startTime\":-5}}"),
		("{\"type\":\"candleSnapshot\",\"req\":{\"coin\":\"BTC\",\"interval\":\"1h\","
		 "\"startTime\":\"0\"}}"),
		("{\"type\":\"candleSnapshot\",\"req\":{\"coin\":\"BTC\",\"interval\":\"1h\","
		 "\"startTime\":1.5}}"),
		"{\"type\":\"fundingHistory\",\"coin\":\"BTC\"}",
		"{\"type\":\"fundingHistory\",\"startTime\":0}",
		"{\"type\":\"l2Book\"}",
		"{\"type\":\"l2Book\",\"coin\":\"BTC\",\"nSigFigs\":\"5\"}",
		"{\"type\":\"userRateLimit\"}",
		"{\"type\":\"userRateLimit\",\"user\":\"0x12\"}",
		"{\"type\":\"allMids\",\"dex\":5}",
	};
	for (size_t i = 0; i < LEN(bad); i++) {
		rv_sim_info(f->tape, market_start, bad[i], strlen(bad[i]), &f->r);
		assert_int_equal(f->r.status, 422);
		assert_string_equal(f->r.body.b,
				    "Failed to deserialize the JSON body into the target "
				    "type");
		assert_non_null(strstr(f->r.type, "text/plain"));
		assert_true(f->r.weight > 0);
	}
}

static void unacceptable_values_get_500_null(void **state)
{
	sim_market *f = *state;
	static const char *const bad[] = {
		"{\"type\":\"l2Book\",\"coin\":\"BTC\",\"nSigFigs\":7}",
		"{\"type\":\"l2Book\",\"coin\":\"BTC\",\"nSigFigs\":4,\"mantissa\":2}",
		("{\"type\":\"candleSnapshot\",\"req\":{\"coin\":\"NOPE\",\"interval\":\"1h\","
		 "\"startTime\":0}}"),
		"{\"type\":\"fundingHistory\",\"coin\":\"NOPE\",\"startTime\":0}",
		"{\"type\":\"meta\",\"dex\":\"xyz\"}",
	};
	for (size_t i = 0; i < LEN(bad); i++) {
		rv_sim_info(f->tape, market_start, bad[i], strlen(bad[i]), &f->r);
		assert_int_equal(f->r.status, 500);
		assert_string_equal(f->r.body.b, "null");
		assert_string_equal(f->r.type, "application/json");
	}
}

/* --- Recorded answers, where they are at hand --- */

static bool samples_dir(char *buf, size_t cap)
{
	const char *dir = getenv("RVDESK_SAMPLES"), *data = getenv("RVDESK_DATA");
	struct stat st;
	if (dir)
		(void)snprintf(buf, cap, "%s", dir);
	else if (data)
		(void)snprintf(buf, cap, "%s/../samples", data);
	return (dir || data) && stat(buf, &st) == 0;
}

static cJSON *load_sample(const char *dir, const char *name)
{
	char path[512];
	(void)snprintf(path, sizeof(path), "%s/%s", dir, name);
	size_t n = 0;
	char *text = rv_file_slurp(path, &n);
	cJSON *json = cJSON_ParseWithLength(text, n);
	free(text);
	assert_non_null(json);
	return json;
}

static void recorded_answers_have_our_shapes(void **state)
{
	sim_market *f = *state;
	char dir[512];
	if (!samples_dir(dir, sizeof(dir))) {
		(void)printf("skip: neither RVDESK_SAMPLES nor RVDESK_DATA/../samples is there\n");
		skip();
	}
	static const struct {
		const char *file, *body, *member; /* member: list inside the answer, or NULL */
	} cases[] = {
		{ "hl_info_meta_2026.json", "{\"type\":\"meta\"}", "universe" },
		{ "hl_info_candleSnapshot_BTC_1h_2026.json",
		  "{\"type\":\"candleSnapshot\",\"req\":{\"coin\":\"BTC\",\"interval\":\"1h\","
		  "\"startTime\":1795100000000}}",
		  NULL },
		{ "hl_info_fundingHistory_BTC_2026.json",
		  "{\"type\":\"fundingHistory\",\"coin\":\"BTC\",\"startTime\":1795100000000}",
		  NULL },
		{ "hl_info_l2Book_BTC_2026.json", "{\"type\":\"l2Book\",\"coin\":\"BTC\"}", NULL },
		{ "hl_info_userRateLimit.json",
		  "{\"type\":\"userRateLimit\","
		  "\"user\":\"0x31ca8395cf837de08b24da3f660e77761dfb974b\"}",
		  NULL },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		cJSON *sample = load_sample(dir, cases[i].file);
		cJSON *ours = market_ask(f, cases[i].body);
		const cJSON *want = cJSON_GetObjectItem(sample, "response"), *got = ours;
		if (cases[i].member) {
			want = cJSON_GetObjectItem(want, cases[i].member);
			got = cJSON_GetObjectItem(got, cases[i].member);
		}
		assert_non_null(want);
		assert_same_shape(cases[i].file, got, want);
		cJSON_Delete(ours);
		cJSON_Delete(sample);
	}
	cJSON *sample = load_sample(dir, "hl_ws_allDexsAssetCtxs_main_dex.json");
	cJSON *ours = market_ask(f, "{\"type\":\"metaAndAssetCtxs\"}");
	assert_same_shape("ctx", ours->child->next, cJSON_GetObjectItem(sample, "ctxs"));
	cJSON_Delete(ours);
	cJSON_Delete(sample);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(meta_has_the_protocols_shape),
		cmocka_unit_test(contexts_belong_to_the_universe),
		cmocka_unit_test(mids_are_a_flat_map_of_decimals),
		cmocka_unit_test(book_has_twenty_levels_a_side),
		cmocka_unit_test(book_can_be_coarser),
		cmocka_unit_test(small_answers),
		cmocka_unit_test(wrong_shapes_get_422),
		cmocka_unit_test(unacceptable_values_get_500_null),
		cmocka_unit_test(recorded_answers_have_our_shapes),
	};
	return cmocka_run_group_tests(tests, market_setup, market_teardown);
}
