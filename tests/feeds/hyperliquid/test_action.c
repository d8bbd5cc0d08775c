/*
 * Actions: published signatures from typed actions, the canonical form whatever the JSON's order,
 * and what must be refused. Vectors: hyperliquid-python-sdk 0.23.0, tests/signing_test.py.
 */
#include "engine/base/rng.h"
#include "feeds/hyperliquid/action.h"
#include "feeds/hyperliquid/json.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/hex.h"
#include "tests/support/hl_action.h"
#include "tests/support/test_key.h"
#include "tests/support/tmpdir.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static rv_hl_action action, other; /* too large for the stack */
static uint8_t packed[RV_HL_PACK_MAX], packed_other[RV_HL_PACK_MAX];
static char text[RV_HL_ACTION_JSON_MAX];

/* One order of 100 at 100, as in most of the published ones. */
static rv_hl_order *hundred(void)
{
	memset(&action, 0, sizeof(action));
	action.kind = RV_HL_ACTION_ORDER;
	action.n = 1;
	action.u.order.v[0] = (rv_hl_order){
		.asset = 1, .buy = true, .px = { 100, 0 }, .sz = { 10000, 2 }, .tif = RV_HL_TIF_GTC
	};
	return &action.u.order.v[0];
}

static void make_gtc(void)
{
	(void)hundred();
}

static void make_cloid(void)
{
	rv_hl_order *o = hundred();
	o->has_cloid = true;
	o->cloid.b[15] = 1;
}

static void make_stop(void)
{
	rv_hl_order *o = hundred();
	o->is_trigger = true;
	o->trigger_is_market = true;
	o->trigger_px = (rv_dec){ 103, 0 };
}

static void make_schedule(int64_t at)
{
	memset(&action, 0, sizeof(action));
	action.kind = RV_HL_ACTION_SCHEDULE_CANCEL;
	action.u.cancel_at_ms = at;
}

static void make_unschedule(void)
{
	make_schedule(-1);
}

static void make_schedule_at(void)
{
	make_schedule(123456789);
}

static void signatures_as_published(void **state)
{
	(void)state;
	static const struct {
		void (*make)(void);
		bool mainnet;
		const char *r, *s;
		int v;
	} cases[] = {
		{ make_gtc, true,
		  "d65369825a9df5d80099e513cce430311d7d26ddf477f5b3a33d2806b100d78e",
		  "2b54116ff64054968aa237c20ca9ff68000f977c93289157748a3162b6ea940e", 28 },
		{ make_gtc, false,
		  "82b2ba28e76b3d761093aaded1b1cdad4960b3af30212b343fb2e6cdfa4e3d54",
		  "6b53878fc99d26047f4d7e8c90eb98955a109f44209163f52d8dc4278cbbd9f5", 27 },
		{ make_cloid, true,
		  "041ae18e8239a56cacbc5dad94d45d0b747e5da11ad564077fcac71277a946e3",
		  "3c61f667e747404fe7eea8f90ab0e76cc12ce60270438b2058324681a00116da", 27 },
		{ make_cloid, false,
		  "eba0664bed2676fc4e5a743bf89e5c7501aa6d870bdb9446e122c9466c5cd16d",
		  "7f3e74825c9114bc59086f1eebea2928c190fdfbfde144827cb02b85bbe90988", 28 },
		{ make_stop, true,
		  "98343f2b5ae8e26bb2587daad3863bc70d8792b09af1841b6fdd530a2065a3f9",
		  "6b5bb6bb0633b710aa22b721dd9dee6d083646a5f8e581a20b545be6c1feb405", 27 },
		{ make_stop, false,
		  "971c554d917c44e0e1b6cc45d8f9404f32172a9d3b3566262347d0302896a2e4",
		  "206257b104788f80450f8e786c329daa589aa0b32ba96948201ae556d5637eac", 28 },
		{ make_unschedule, true,
		  "6cdfb286702f5917e76cd9b3b8bf678fcc49aec194c02a73e6d4f16891195df9",
		  "6557ac307fa05d25b8d61f21fb8a938e703b3d9bf575f6717ba21ec61261b2a0", 27 },
		{ make_unschedule, false,
		  "c75bb195c3f6a4e06b7d395acc20bbb224f6d23ccff7c6a26d327304e6efaeed",
		  "342f8ede109a29f2c0723bd5efb9e9100e3bbb493f8fb5164ee3d385908233df", 28 },
		{ make_schedule_at, true,
		  "609cb20c737945d070716dcc696ba030e9976fcf5edad87afa7d877493109d55",
		  "16c685d63b5c7a04512d73f183b3d7a00da5406ff1f8aad33f8ae2163bab758b", 28 },
		{ make_schedule_at, false,
		  "4e4f2dbd4107c69783e251b7e1057d9f2b9d11cee213441ccfa2be63516dc5bc",
		  "706c656b23428c8ba356d68db207e11139ede1670481a9e01ae2dfcdb0e1a678", 27 },
	};
	rv_signer *signer = rv_test_signer(RV_KEY_PY);
	for (size_t i = 0; i < LEN(cases); i++) {
		rv_l1_payload p = { .packed = packed,
				    .expires_after = -1,
				    .mainnet = cases[i].mainnet };
		rv_sig sig;
		cases[i].make();
		assert_int_equal(rv_hl_action_pack(&action, packed, sizeof(packed), &p.n), RV_OK);
		assert_int_equal(rv_signer_sign(signer, &p, &sig), RV_OK);
		rv_assert_hex("r", sig.r, 32, cases[i].r);
		rv_assert_hex("s", sig.s, 32, cases[i].s);
		assert_int_equal(sig.v, cases[i].v);
	}
	rv_signer_free(signer);
}

static rv_status parse(const char *json, rv_hl_action *out, rv_err *err)
{
	rv_err none = { 0 };
	cJSON *root = rv_json_parse(json, strlen(json), &none);
	if (!root)
		fail_msg("the test's JSON: %s", none.text);
	memset(err, 0, sizeof(*err));
	const rv_status st = rv_hl_action_parse(root, out, err);
	cJSON_Delete(root);
	assert_int_equal(st != RV_OK, err->text[0] != '\0');
	return st;
}

/* Every action: its JSON in another order and spelling, its bytes by hand, and its own JSON. */
static void bytes_and_json_by_hand(void **state)
{
	(void)state;
	static const struct {
		const char *in, *bytes, *out;
	} cases[] = {
		{ "{\"grouping\":\"na\",\"orders\":[{\"t\":{\"limit\":{\"tif\":\"Ioc\"}},\"r\":"
		  "false,"
		  "\"s\":\"0.01470\",\"p\":\"1670.100\",\"b\":true,\"a\":4}],\"type\":\"order\"}",
		  "83a474797065a56f72646572a66f72646572739186a16104a162c3a170a6313637302e31a173a630"
		  "2e3"
		  "0313437a172c2a17481a56c696d697481a3746966a3496f63a867726f7570696e67a26e61",
		  "{\"type\":\"order\",\"orders\":[{\"a\":4,\"b\":true,\"p\":\"1670.1\",\"s\":"
		  "\"0.0147\",\"r\":false,\"t\":{\"limit\":{\"tif\":\"Ioc\"}}}],\"grouping\":"
		  "\"na\"}" },
		{ "{\"type\":\"order\",\"orders\":[{\"c\":\"0x0123456789ABCDEF0123456789abcdef\","
		  "\"a\":"
		  "300,\"b\":false,\"p\":\"-0\",\"s\":\"12.000\",\"r\":true,\"t\":{\"trigger\":{"
		  "\"tpsl\":"
		  "\"tp\",\"triggerPx\":\"0.50\",\"isMarket\":false}}}],\"grouping\":"
		  "\"positionTpsl\"}",
		  "83a474797065a56f72646572a66f72646572739187a161cd012ca162c2a170a130a173a23132a172"
		  "c3a1"
		  "7481a77472696767657283a869734d61726b6574c2a9747269676765725078a3302e35a47470736c"
		  "a274"
		  "70a163d922307830313233343536373839616263646566303132333435363738396162636465"
		  "66a867726f7570696e67ac706f736974696f6e5470736c",
		  "{\"type\":\"order\",\"orders\":[{\"a\":300,\"b\":false,\"p\":\"0\",\"s\":\"12\","
		  "\"r\":true,\"t\":{\"trigger\":{\"isMarket\":false,\"triggerPx\":\"0.5\","
		  "\"tpsl\":"
		  "\"tp\"}},\"c\":\"0x0123456789abcdef0123456789abcdef\"}],\"grouping\":"
		  "\"positionTpsl\"}" },
		{ "{\"cancels\":[{\"o\":556696349186,\"a\":0},{\"a\":70000,\"o\":255}],\"type\":"
		  "\"cancel\"}",
		  "82a474797065a663616e63656ca763616e63656c739282a16100a16fcf000000819db02a02"
		  "82a161ce00011170a16fccff",
		  "{\"type\":\"cancel\",\"cancels\":[{\"a\":0,\"o\":556696349186},{\"a\":70000,"
		  "\"o\":"
		  "255}]}" },
		{ "{\"type\":\"cancelByCloid\",\"cancels\":[{\"cloid\":"
		  "\"0x000000000000000000000000000000FF\",\"asset\":127}]}",
		  "82a474797065ad63616e63656c4279436c6f6964a763616e63656c739182a561737365747fa5636c"
		  "6f6964d922307830303030303030303030303030303030303030303030303030303030303066"
		  "66",
		  "{\"type\":\"cancelByCloid\",\"cancels\":[{\"asset\":127,\"cloid\":"
		  "\"0x000000000000000000000000000000ff\"}]}" },
		{ "{\"time\":1700000000123,\"type\":\"scheduleCancel\"}",
		  "82a474797065ae7363686564756c6543616e63656ca474696d65cf0000018bcfe5687b",
		  "{\"type\":\"scheduleCancel\",\"time\":1700000000123}" },
		{ "{\"type\":\"scheduleCancel\"}", "81a474797065ae7363686564756c6543616e63656c",
		  "{\"type\":\"scheduleCancel\"}" },
		{ "{\"leverage\":20,\"asset\":200,\"type\":\"updateLeverage\",\"isCross\":true}",
		  "84a474797065ae7570646174654c65766572616765a56173736574ccc8a76973437"
		  "26f7373c3a86c6576657261676514",
		  "{\"type\":\"updateLeverage\",\"asset\":200,\"isCross\":true,\"leverage\":20}" },
		{ "{\"type\":\"noop\"}", "81a474797065a46e6f6f70", "{\"type\":\"noop\"}" },
		{ "{\"type\":\"order\",\"orders\":[],\"grouping\":\"normalTpsl\"}",
		  "83a474797065a56f72646572a66f726465727390a867726f7570696e67aa6e6f726d616c5470736"
		  "c",
		  "{\"type\":\"order\",\"orders\":[],\"grouping\":\"normalTpsl\"}" },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		rv_err err;
		size_t n = 0;
		if (parse(cases[i].in, &action, &err) != RV_OK)
			fail_msg("case %zu: %s", i, err.text);
		assert_int_equal(rv_hl_action_pack(&action, packed, sizeof(packed), &n), RV_OK);
		rv_assert_hex(cases[i].in, packed, n, cases[i].bytes);
		assert_int_equal(rv_hl_action_json(&action, text, sizeof(text), &n), RV_OK);
		assert_string_equal(text, cases[i].out);
		assert_int_equal(n, strlen(text));
	}
}

/* Members of every object in another order, zeros behind decimals, cloids in upper case. */
static void any_spelling_gives_the_same_bytes(void **state)
{
	(void)state;
	rv_rng r;
	rv_rng_seed(&r, 2385, 6, 1);
	for (int i = 0; i < 3000; i++) {
		size_t n = 0, m = 0;
		rv_err err;
		rv_hl_random_action(&r, &action, i % 50 == 0 ? RV_HL_BATCH_MAX : 6);
		assert_int_equal(rv_hl_action_json(&action, text, sizeof(text), &n), RV_OK);
		assert_int_equal(rv_hl_action_pack(&action, packed, sizeof(packed), &n), RV_OK);
		char *spelt = rv_hl_respell(&r, text);
		if (parse(spelt, &other, &err) != RV_OK)
			fail_msg("%s: %s", spelt, err.text);
		free(spelt);
		assert_int_equal(rv_hl_action_pack(&other, packed_other, sizeof(packed_other), &m),
				 RV_OK);
		assert_int_equal(n, m);
		assert_memory_equal(packed, packed_other, n);
	}
}

static void refuses_what_is_not_exactly_an_action(void **state)
{
	(void)state;
#define ORDER_WITH(body) "{\"type\":\"order\",\"orders\":[{" body "}],\"grouping\":\"na\"}"
#define GTC "\"t\":{\"limit\":{\"tif\":\"Gtc\"}}"
#define PRICE(p) ORDER_WITH("\"a\":1,\"b\":true,\"p\":" p ",\"s\":\"1\",\"r\":false," GTC)
#define TYPE(t) ORDER_WITH("\"a\":1,\"b\":true,\"p\":\"1\",\"s\":\"1\",\"r\":false,\"t\":" t)
#define CLOID(c)                                                                                   \
	ORDER_WITH("\"a\":1,\"b\":true,\"p\":\"1\",\"s\":\"1\",\"r\":false," GTC ",\"c\":" c)
	static const char *const bad[] = {
		"null",
		"[]",
		"{}",
		"{\"type\":5}",
		"{\"type\":\"withdraw3\"}",
		"{\"type\":\"modify\"}",
		"{\"type\":\"noop\",\"x\":1}",
		"{\"type\":\"noop\",\"type\":\"noop\"}",
		"{\"Type\":\"noop\"}",
		"{\"type\":\"order\",\"orders\":[]}",
		"{\"type\":\"order\",\"orders\":{},\"grouping\":\"na\"}",
		"{\"type\":\"order\",\"orders\":[],\"grouping\":\"NA\"}",
		"{\"type\":\"order\",\"orders\":[],\"grouping\":\"na\",\"builder\":{}}",
		"{\"type\":\"order\",\"orders\":[null],\"grouping\":\"na\"}",
		PRICE("1"),
		PRICE("null"),
		PRICE("\"\""),
		PRICE("\"1e3\""),
		PRICE("\"+1\""),
		PRICE("\" 1\""),
		PRICE("\"1 \""),
		PRICE("\"1.\""),
		PRICE("\".5\""),
		PRICE("\"01\""),
		PRICE("\"-1\""),
		PRICE("\"NaN\""),
		PRICE("\"1e309\""),
		PRICE("\"1,5\""),
		PRICE("\"0x10\""),
		PRICE("\"1.123456789\""),
		PRICE("\"1.100000000\""),
		PRICE("\"9223372036854775808\""),
		PRICE("\"99999999999999999999999999\""),
		PRICE("\"1\",\"p\":\"1\""),
		ORDER_WITH("\"a\":-1,\"b\":true,\"p\":\"1\",\"s\":\"1\",\"r\":false," GTC),
		ORDER_WITH("\"a\":1.5,\"b\":true,\"p\":\"1\",\"s\":\"1\",\"r\":false," GTC),
		ORDER_WITH("\"a\":\"1\",\"b\":true,\"p\":\"1\",\"s\":\"1\",\"r\":false," GTC),
		ORDER_WITH("\"a\":2147483648,\"b\":true,\"p\":\"1\",\"s\":\"1\",\"r\":false," GTC),
		ORDER_WITH("\"a\":1,\"b\":1,\"p\":\"1\",\"s\":\"1\",\"r\":false," GTC),
		ORDER_WITH("\"a\":1,\"b\":true,\"p\":\"1\",\"s\":\"1\",\"r\":null," GTC),
		ORDER_WITH("\"a\":1,\"b\":true,\"p\":\"1\",\"s\":\"1\",\"r\":false"),
		ORDER_WITH("\"a\":1,\"b\":true,\"p\":\"1\",\"r\":false," GTC),
		ORDER_WITH("\"a\":1,\"b\":true,\"p\":\"1\",\"s\":\"1\",\"r\":false,\"x\":1," GTC),
		TYPE("{}"),
		TYPE("null"),
		TYPE("{\"limit\":{\"tif\":\"gtc\"}}"),
		TYPE("{\"limit\":{\"tif\":\"Gtc\",\"x\":1}}"),
		TYPE("{\"limit\":{}}"),
		TYPE("{\"market\":{}}"),
		TYPE("{\"limit\":{\"tif\":\"Gtc\"},\"trigger\":{}}"),
		TYPE("{\"trigger\":{\"isMarket\":true,\"triggerPx\":\"1\",\"tpsl\":\"stop\"}}"),
		TYPE("{\"trigger\":{\"isMarket\":true,\"triggerPx\":1,\"tpsl\":\"sl\"}}"),
		TYPE("{\"trigger\":{\"triggerPx\":\"1\",\"tpsl\":\"sl\"}}"),
		CLOID("null"),
		CLOID("\"\""),
		CLOID("\"0x0\""),
		CLOID("\"00000000000000000000000000000000\""),
		CLOID("\"0x0000000000000000000000000000000g\""),
		CLOID("\"0x000000000000000000000000000000000\""),
		"{\"type\":\"cancel\",\"cancels\":[{\"a\":1}]}",
		"{\"type\":\"cancel\",\"cancels\":[{\"a\":1,\"o\":-1}]}",
		"{\"type\":\"cancel\",\"cancels\":[{\"a\":1,\"o\":\"1\"}]}",
		"{\"type\":\"cancel\",\"cancels\":[{\"a\":1,\"o\":1e300}]}",
		"{\"type\":\"cancel\",\"cancels\":[{\"a\":1,\"o\":9007199254740992}]}",
		"{\"type\":\"cancel\",\"cancels\":[{\"asset\":1,\"o\":1}]}",
		"{\"type\":\"cancelByCloid\",\"cancels\":[{\"a\":1,\"o\":1}]}",
		"{\"type\":\"cancelByCloid\",\"cancels\":[{\"asset\":1,\"cloid\":1}]}",
		"{\"type\":\"scheduleCancel\",\"time\":null}",
		"{\"type\":\"scheduleCancel\",\"time\":-1}",
		"{\"type\":\"scheduleCancel\",\"time\":1.5}",
		"{\"type\":\"updateLeverage\",\"asset\":1,\"isCross\":true}",
		"{\"type\":\"updateLeverage\",\"asset\":1,\"isCross\":\"true\",\"leverage\":5}",
		"{\"type\":\"updateLeverage\",\"asset\":1,\"isCross\":true,\"leverage\":-5}",
	};
	for (size_t i = 0; i < LEN(bad); i++) {
		rv_err err;
		if (parse(bad[i], &action, &err) != RV_EPARSE)
			fail_msg("accepted: %s", bad[i]);
	}
}

static void a_batch_has_its_limit(void **state)
{
	(void)state;
	rv_err err;
	for (size_t n = RV_HL_BATCH_MAX; n <= RV_HL_BATCH_MAX + 1; n++) {
		size_t at =
			(size_t)snprintf(text, sizeof(text), "{\"type\":\"cancel\",\"cancels\":[");
		for (size_t i = 0; i < n; i++)
			at += (size_t)snprintf(text + at, sizeof(text) - at,
					       "%s{\"a\":%zu,\"o\":7}", i ? "," : "", i);
		(void)snprintf(text + at, sizeof(text) - at, "]}");
		assert_int_equal(parse(text, &action, &err),
				 n > RV_HL_BATCH_MAX ? RV_EFULL : RV_OK);
	}
}

/* The largest legal action fits into the buffers of the header, and a smaller buffer is safe. */
static void buffers_are_large_enough(void **state)
{
	(void)state;
	size_t n = 0, m = 0;
	memset(&action, 0, sizeof(action));
	action.kind = RV_HL_ACTION_ORDER;
	action.n = RV_HL_BATCH_MAX;
	action.u.order.grouping = RV_HL_GROUP_POSITION_TPSL;
	for (size_t i = 0; i < RV_HL_BATCH_MAX; i++) {
		action.u.order.v[i] = (rv_hl_order){ .asset = INT32_MAX,
						     .is_trigger = true,
						     .has_cloid = true,
						     .px = { INT64_MAX, 8 },
						     .sz = { INT64_MAX, 8 },
						     .trigger_px = { INT64_MAX, 8 } };
	}
	assert_int_equal(rv_hl_action_pack(&action, packed, sizeof(packed), &n), RV_OK);
	assert_int_equal(rv_hl_action_json(&action, text, sizeof(text), &m), RV_OK);
	assert_int_equal(rv_hl_action_pack(&action, packed, n, &n), RV_OK);
	for (size_t cap = 0; cap < n; cap += cap < 400 ? 1 : 997) {
		uint8_t *small = malloc(cap ? cap : 1);
		size_t got = 42;
		assert_non_null(small);
		assert_int_equal(rv_hl_action_pack(&action, small, cap, &got), RV_EFULL);
		assert_int_equal(got, 42);
		free(small);
	}
	for (size_t cap = 1; cap <= m; cap += cap < 400 ? 1 : 997) {
		char *small = malloc(cap);
		size_t got = 42;
		assert_non_null(small);
		assert_int_equal(rv_hl_action_json(&action, small, cap, &got), RV_EFULL);
		assert_int_equal(got, 42);
		free(small);
	}
}

static void writers_refuse_what_the_wire_cannot_say(void **state)
{
	(void)state;
	for (int i = 0; i < 9; i++) {
		rv_hl_order *o = hundred();
		size_t n = 0;
		switch (i) {
		case 0:
			o->asset = -1;
			break;
		case 1:
			o->px.units = -1;
			break;
		case 2:
			o->sz.units = -1;
			break;
		case 3:
			o->px.scale = RV_HL_WIRE_DECIMALS + 1;
			break;
		case 4:
			o->sz.scale = -1;
			break;
		case 5:
			o->tif = (rv_hl_tif)7;
			break;
		case 6:
			action.n = RV_HL_BATCH_MAX + 1;
			break;
		case 7:
			action.u.order.grouping = (rv_hl_grouping)9;
			break;
		default:
			action.kind = (rv_hl_action_kind)99;
		}
		assert_int_equal(rv_hl_action_pack(&action, packed, sizeof(packed), &n), RV_ERANGE);
		assert_int_equal(rv_hl_action_json(&action, text, sizeof(text), &n), RV_ERANGE);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(signatures_as_published),
		cmocka_unit_test(bytes_and_json_by_hand),
		cmocka_unit_test(any_spelling_gives_the_same_bytes),
		cmocka_unit_test(refuses_what_is_not_exactly_an_action),
		cmocka_unit_test(a_batch_has_its_limit),
		cmocka_unit_test(buffers_are_large_enough),
		cmocka_unit_test(writers_refuse_what_the_wire_cannot_say),
	};
	return cmocka_run_group_tests(tests, rv_tmp_setup, rv_tmp_teardown);
}
