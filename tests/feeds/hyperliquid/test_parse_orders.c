/* Orders of an account: short and long rows, states, and what refuses the message. */
#include "feeds/hyperliquid/parse_orders.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/edit.h"

#include <stdlib.h>
#include <string.h>

#define SHORT                                                                                      \
	"{\"coin\":\"ETH\",\"side\":\"B\",\"limitPx\":\"2826.50\",\"sz\":\"0.0\",\"oid\":"         \
	"62088976113,\"timestamp\":1790360256851,\"origSz\":\"0.0009\",\"reduceOnly\":true}"
#define LONG                                                                                       \
	"{\"children\":[{\"coin\":5}],\"coin\":\"@107\",\"isPositionTpsl\":true,\"isTrigger\":"    \
	"true,\"limitPx\":\"9.2037\",\"oid\":3184595907,\"orderType\":\"Take Profit Market\","     \
	"\"origSz\":\"12.5\",\"reduceOnly\":false,\"side\":\"A\",\"sz\":\"7.25\",\"tif\":null,"    \
	"\"timestamp\":1700126022555,\"triggerCondition\":\"Price above 10.004\","                 \
	"\"triggerPx\":\"10.004\",\"cloid\":\"0x00000000000000000000000000000001\"}"

static rv_hl_order_row rows[4];
static rv_hl_orders orders;
static rv_hl_order_state state_row;

static rv_status parse(const char *text)
{
	rv_err err = { 0 };
	orders = (rv_hl_orders){ .v = rows, .cap = LEN(rows) };
	memset(rows, 0x5a, sizeof(rows));
	const rv_status st = rv_hl_parse_orders(text, strlen(text), &orders, &err);
	assert_int_equal(st != RV_OK, err.text[0] != '\0');
	return st;
}

static void assert_dec(rv_dec d, int64_t units, int scale)
{
	assert_int_equal(d.units, units);
	assert_int_equal(d.scale, scale);
}

static void short_and_long_rows(void **state)
{
	(void)state;
	assert_int_equal(parse("[" SHORT "," LONG "]"), RV_OK);
	assert_int_equal(orders.n, 2);
	const rv_hl_order_row *o = &rows[0];
	assert_string_equal(o->coin, "ETH");
	assert_true(o->buy && o->reduce_only);
	assert_false(o->has_cloid || o->is_trigger || o->is_position_tpsl);
	assert_int_equal(o->kind, RV_HL_KIND_UNSAID);
	assert_int_equal(o->tif, RV_HL_SEEN_NONE);
	assert_dec(o->limit_px, 28265, 1);
	assert_dec(o->sz, 0, 0);
	assert_dec(o->orig_sz, 9, 4);
	assert_dec(o->trigger_px, 0, 0);
	assert_int_equal(o->oid, INT64_C(62088976113));
	assert_int_equal(o->time_ms, INT64_C(1790360256851));
	o = &rows[1];
	assert_string_equal(o->coin, "@107"); /* an open order anywhere counts */
	assert_false(o->buy || o->reduce_only);
	assert_true(o->has_cloid && o->is_trigger && o->is_position_tpsl);
	assert_int_equal(o->cloid.b[15], 1);
	assert_int_equal(o->kind, RV_HL_KIND_TAKE_MARKET);
	assert_int_equal(o->tif, RV_HL_SEEN_NONE);
	assert_dec(o->sz, 725, 2);
	assert_dec(o->trigger_px, 10004, 3);
}

#define WORDS(type, tif)                                                                           \
	"[{\"coin\":\"ETH\",\"side\":\"B\",\"limitPx\":\"1\",\"sz\":\"1\",\"oid\":1,"              \
	"\"timestamp\":"                                                                           \
	"1,\"origSz\":\"1\",\"orderType\":" type ",\"tif\":" tif "}]"

static void words_of_type_and_tif(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		rv_hl_order_kind kind;
		rv_hl_order_tif tif;
	} cases[] = {
		{ WORDS("\"Market\"", "\"FrontendMarket\""), RV_HL_KIND_MARKET,
		  RV_HL_SEEN_FRONTEND_MARKET },
		{ WORDS("\"Limit\"", "\"Gtc\""), RV_HL_KIND_LIMIT, RV_HL_SEEN_GTC },
		{ WORDS("\"Stop Market\"", "\"Ioc\""), RV_HL_KIND_STOP_MARKET, RV_HL_SEEN_IOC },
		{ WORDS("\"Stop Limit\"", "\"Alo\""), RV_HL_KIND_STOP_LIMIT, RV_HL_SEEN_ALO },
		{ WORDS("\"Take Profit Market\"", "null"), RV_HL_KIND_TAKE_MARKET,
		  RV_HL_SEEN_NONE },
		{ WORDS("\"Take Profit Limit\"", "\"LiquidationMarket\""), RV_HL_KIND_TAKE_LIMIT,
		  RV_HL_SEEN_LIQUIDATION_MARKET },
		{ WORDS("\"Vault Close\"", "\"Fok\""), RV_HL_KIND_OTHER, RV_HL_SEEN_OTHER },
		{ WORDS("null", "null"), RV_HL_KIND_UNSAID, RV_HL_SEEN_NONE },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		assert_int_equal(parse(cases[i].text), RV_OK);
		assert_int_equal(rows[0].kind, cases[i].kind);
		assert_int_equal(rows[0].tif, cases[i].tif);
	}
	assert_int_equal(parse(WORDS("5", "null")), RV_EPARSE);
	assert_int_equal(parse(WORDS("null", "5")), RV_EPARSE);
}

static void one_wrong_member_refuses_all(void **state)
{
	(void)state;
	static const rv_edit wrong[] = {
		{ "\"@107\"", "107" },
		{ "\"@107\"", "\"\"" },
		{ "\"A\"", "\"sell\"" },
		{ "\"9.2037\"", "9.2037" },
		{ "\"9.2037\"", "\"-9.2037\"" },
		{ "\"9.2037\"", "\"1e3\"" },
		{ "\"7.25\"", "\"-0.0\"" },
		{ "\"7.25\"", "\"99999999999999999999\"" },
		{ "\"7.25\"", "null" },
		{ "\"origSz\":\"12.5\",", "" },
		{ "3184595907", "\"3184595907\"" },
		{ "3184595907", "-1" },
		{ "3184595907", "1e309" },
		{ "1700126022555", "\"now\"" },
		{ "\"timestamp\":1700126022555,", "" },
		{ "\"reduceOnly\":false", "\"reduceOnly\":0" },
		{ "\"isTrigger\":true", "\"isTrigger\":\"true\"" },
		{ "\"isPositionTpsl\":true", "\"isPositionTpsl\":1" },
		{ "\"10.004\"", "10.004" },
		{ "\"0x00000000000000000000000000000001\"", "\"0x01\"" },
		{ "\"0x00000000000000000000000000000001\"", "1" },
	};
	for (size_t i = 0; i < LEN(wrong); i++) {
		char *text = rv_edited("[" LONG "]", &wrong[i]);
		if (parse(text) != RV_EPARSE)
			fail_msg("%s -> %s", wrong[i].from, wrong[i].to);
		free(text);
	}
	static const char *const bad[] = { "", "null", "{}", "[null]", "[5]", "[[]]", ("[" SHORT) };
	for (size_t i = 0; i < LEN(bad); i++)
		assert_int_equal(parse(bad[i]), RV_EPARSE);
	assert_int_equal(parse("[" SHORT "," SHORT "," SHORT "," SHORT "," SHORT "]"), RV_EFULL);
	assert_int_equal(parse("[]"), RV_OK);
}

#define STATE(word)                                                                                \
	"{\"order\":" SHORT ",\"status\":\"" word "\",\"statusTimestamp\":1791318606747}"

static rv_status parse_status(const char *text)
{
	rv_err err = { 0 };
	memset(&state_row, 0x5a, sizeof(state_row));
	const rv_status st = rv_hl_parse_order_status(text, strlen(text), &state_row, &err);
	assert_int_equal(st != RV_OK, err.text[0] != '\0');
	return st;
}

static void the_status_of_one_order(void **state)
{
	(void)state;
	assert_int_equal(
		parse_status("{\"status\":\"order\",\"order\":" STATE("reduceOnlyCanceled") "}"),
		RV_OK);
	assert_int_equal(state_row.status, RV_HL_STATUS_REDUCE_ONLY_CANCELED);
	assert_string_equal(state_row.word, "reduceOnlyCanceled");
	assert_int_equal(state_row.status_ms, INT64_C(1791318606747));
	assert_int_equal(state_row.order.oid, INT64_C(62088976113));
	assert_int_equal(parse_status("{\"status\":\"order\",\"order\":" STATE("halfFilled") "}"),
			 RV_OK);
	assert_int_equal(state_row.status, RV_HL_STATUS_UNKNOWN);
	assert_string_equal(state_row.word, "halfFilled");
	assert_int_equal(parse_status("{\"status\":\"unknownOid\"}"), RV_ENOENT);
	static const char *const bad[] = {
		"",
		"null",
		"{}",
		"{\"status\":\"missing\"}",
		"{\"status\":5}",
		"{\"status\":\"order\"}",
		"{\"status\":\"order\",\"order\":null}",
		"{\"status\":\"order\",\"order\":" SHORT "}",
		"{\"status\":\"order\",\"order\":{\"order\":" SHORT ",\"statusTimestamp\":1}}",
		"{\"status\":\"order\",\"order\":{\"order\":" SHORT ",\"status\":1,"
		"\"statusTimestamp\":1}}",
		"{\"status\":\"order\",\"order\":{\"order\":" SHORT ",\"status\":\"open\"}}",
		"{\"status\":\"order\",\"status\":\"order\",\"order\":" STATE("open") "}",
	};
	for (size_t i = 0; i < LEN(bad); i++) {
		if (parse_status(bad[i]) != RV_EPARSE)
			fail_msg("accepted: %s", bad[i]);
	}
}

static void a_history_of_orders(void **state)
{
	(void)state;
	static const char text[] = "[" STATE("filled") "," STATE("open") "]";
	rv_hl_order_state v[2];
	rv_hl_order_states all = { .v = v, .cap = LEN(v) };
	rv_err err = { 0 };
	assert_int_equal(rv_hl_parse_order_states(text, sizeof(text) - 1, &all, &err), RV_OK);
	assert_int_equal(all.n, 2);
	assert_int_equal(v[0].status, RV_HL_STATUS_FILLED);
	assert_int_equal(v[1].status, RV_HL_STATUS_OPEN);
	all.cap = 1;
	assert_int_equal(rv_hl_parse_order_states(text, sizeof(text) - 1, &all, &err), RV_EFULL);
	assert_int_equal(rv_hl_parse_order_states("{}", 2, &all, &err), RV_EPARSE);
	assert_int_equal(rv_hl_parse_order_states("[5]", 3, &all, &err), RV_EPARSE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(short_and_long_rows),
		cmocka_unit_test(words_of_type_and_tif),
		cmocka_unit_test(one_wrong_member_refuses_all),
		cmocka_unit_test(the_status_of_one_order),
		cmocka_unit_test(a_history_of_orders),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
