/* Fills and funding payments: what is read exactly, what is skipped, what refuses the message. */
#include "feeds/hyperliquid/parse_fills.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/edit.h"
#include "tests/support/hex.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILL                                                                                       \
	"{\"coin\":\"SOL\",\"px\":\"142.305\",\"sz\":\"12.70\",\"side\":\"A\",\"time\":"           \
	"1770458548926,\"startPosition\":\"-3.25\",\"dir\":\"Open Short\",\"closedPnl\":\"-0.0\"," \
	"\"hash\":\"0x53\",\"oid\":314848230306,\"crossed\":true,\"fee\":\"0.813278\","            \
	"\"builderFee\":\"0.002424\",\"tid\":882779857052503,\"cloid\":"                           \
	"\"0xE8d5fd7ebbb4c3cff4d1803472a11463\",\"feeToken\":\"USDC\",\"twapId\":null,"            \
	"\"newMember\":[{}]}"
#define LIQUIDATED                                                                                 \
	"{\"coin\":\"kPEPE\",\"px\":\"0.011523\",\"sz\":\"40000\",\"side\":\"B\",\"time\":"        \
	"1770458548931,\"startPosition\":\"-40000\",\"dir\":\"Close Short\",\"closedPnl\":"        \
	"\"-46.0356\",\"hash\":\"0x00\",\"oid\":298509207410,\"crossed\":false,\"fee\":"           \
	"\"-0.009218\",\"tid\":0,\"liquidation\":{\"liquidatedUser\":"                             \
	"\"0x193bd350ec838b1e22d6f302da5343b920aa1c2b\",\"markPx\":\"0.0115\",\"method\":"         \
	"\"backstop\"},\"feeToken\":\"USDC\",\"twapId\":77}"
#define SPOT                                                                                       \
	"{\"coin\":\"@142\",\"px\":\"0.0\",\"dir\":\"Spot Dust Conversion\",\"feeToken\":\"U\"}"

static rv_hl_fill rows[8];
static rv_hl_fills fills;

static rv_status parse(const char *text)
{
	rv_err err = { 0 };
	fills = (rv_hl_fills){ .v = rows, .cap = LEN(rows) };
	memset(rows, 0x5a, sizeof(rows));
	const rv_status st = rv_hl_parse_fills(text, strlen(text), &fills, &err);
	assert_int_equal(st != RV_OK, err.text[0] != '\0');
	return st;
}

static void assert_dec(rv_dec d, int64_t units, int scale)
{
	assert_int_equal(d.units, units);
	assert_int_equal(d.scale, scale);
}

static void reads_every_member(void **state)
{
	(void)state;
	assert_int_equal(parse("[" FILL "," SPOT "," LIQUIDATED "]"), RV_OK);
	assert_int_equal(fills.n, 2);
	assert_int_equal(fills.foreign, 1);
	const rv_hl_fill *f = &rows[0];
	assert_string_equal(f->coin, "SOL");
	assert_string_equal(f->dir, "Open Short");
	assert_string_equal(f->fee_token, "USDC");
	assert_false(f->buy);
	assert_true(f->crossed);
	assert_dec(f->px, 142305, 3);
	assert_dec(f->sz, 127, 1);
	assert_dec(f->start_position, -325, 2);
	assert_dec(f->closed_pnl, 0, 0);
	assert_dec(f->fee, 813278, 6);
	assert_dec(f->builder_fee, 2424, 6);
	assert_int_equal(f->time_ms, INT64_C(1770458548926));
	assert_int_equal(f->oid, INT64_C(314848230306));
	assert_int_equal(f->tid, INT64_C(882779857052503));
	assert_int_equal(f->twap_id, -1);
	assert_true(f->has_cloid);
	rv_assert_hex("cloid", f->cloid.b, 16, "e8d5fd7ebbb4c3cff4d1803472a11463");
	assert_int_equal(f->liquidation, RV_HL_LIQUIDATION_NONE);
	assert_false(f->has_liquidated);

	f = &rows[1];
	assert_true(f->buy);
	assert_false(f->crossed);
	assert_false(f->has_cloid);
	assert_dec(f->sz, 40000, 0);
	assert_dec(f->fee, -9218, 6);
	assert_dec(f->builder_fee, 0, 0);
	assert_int_equal(f->tid, 0);
	assert_int_equal(f->twap_id, 77);
	assert_int_equal(f->liquidation, RV_HL_LIQUIDATION_BACKSTOP);
	assert_true(f->has_liquidated);
	rv_assert_hex("liquidated", f->liquidated, 20, "193bd350ec838b1e22d6f302da5343b920aa1c2b");
}

static void other_liquidations(void **state)
{
	(void)state;
	static const struct {
		rv_edit e;
		rv_hl_liquidation want;
	} cases[] = {
		{ { "\"backstop\"", "\"market\"" }, RV_HL_LIQUIDATION_MARKET },
		{ { "\"backstop\"", "\"adl\"" }, RV_HL_LIQUIDATION_OTHER },
		{ { "\"0x193bd350ec838b1e22d6f302da5343b920aa1c2b\"", "null" },
		  RV_HL_LIQUIDATION_BACKSTOP },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		char *text = rv_edited("[" LIQUIDATED "]", &cases[i].e);
		assert_int_equal(parse(text), RV_OK);
		assert_int_equal(rows[0].liquidation, cases[i].want);
		free(text);
	}
	assert_false(rows[0].has_liquidated);
}

static void one_wrong_member_refuses_all(void **state)
{
	(void)state;
	static const rv_edit wrong[] = {
		{ "\"SOL\"", "\"\"" },
		{ "\"SOL\"", "5" },
		{ "\"SOL\"", "\"a name that is much too long\"" },
		{ "\"coin\":\"SOL\",", "" },
		{ "\"142.305\"", "142.305" },
		{ "\"142.305\"", "\"0.0\"" },
		{ "\"142.305\"", "\"-142.305\"" },
		{ "\"142.305\"", "\"NaN\"" },
		{ "\"142.305\"", "\"1e309\"" },
		{ "\"142.305\"", "\"\"" },
		{ "\"142.305\"", "null" },
		{ "\"12.70\"", "\"-0\"" },
		{ "\"12.70\"", "\"0\"" },
		{ "\"12.70\"", "\"1234567890123456789012\"" },
		{ "\"12.70\"", "\"0.0000000000001\"" },
		{ "\"sz\":\"12.70\",", "" },
		{ "\"A\"", "\"S\"" },
		{ "\"A\"", "true" },
		{ "1770458548926", "\"1770458548926\"" },
		{ "1770458548926", "-5" },
		{ "1770458548926", "1770458548926.5" },
		{ "1770458548926", "99999999999999" },
		{ "\"-3.25\"", "\"+3.25\"" },
		{ "\"-3.25\"", "-3.25" },
		{ "\"Open Short\"", "5" },
		{ "\"-0.0\"", "\"--1\"" },
		{ "314848230306", "-1" },
		{ "314848230306", "9007199254740993" },
		{ "314848230306", "\"314848230306\"" },
		{ "\"tid\":882779857052503,", "" },
		{ "882779857052503", "1e300" },
		{ "true", "1" },
		{ "\"0.813278\"", "0.813278" },
		{ "\"fee\":\"0.813278\",", "" },
		{ "\"0.002424\"", "0" },
		{ "\"0xE8d5fd7ebbb4c3cff4d1803472a11463\"", "\"0xE8\"" },
		{ "\"0xE8d5fd7ebbb4c3cff4d1803472a11463\"", "5" },
		{ "\"USDC\"", "null" },
		{ "\"USDC\"", "\"SIXTEEN_LETTERS_\"" },
		{ "\"twapId\":null", "\"twapId\":\"7\"" },
		{ "\"twapId\":null", "\"liquidation\":5" },
		{ "\"twapId\":null", "\"liquidation\":{\"method\":5}" },
		{ "\"twapId\":null",
		  "\"liquidation\":{\"method\":\"market\",\"liquidatedUser\":5}" },
		{ "\"twapId\":null", "\"oid\":1" },
		{ "[{", "{\"fills\":[{" },
	};
	for (size_t i = 0; i < LEN(wrong); i++) {
		char *text = rv_edited("[" FILL "]", &wrong[i]);
		if (parse(text) == RV_OK)
			fail_msg("%s -> %s", wrong[i].from, wrong[i].to);
		free(text);
	}
	static const char *const bad[] = { "", "null", "{}", "[null]", "[5]", "[[]]", ("[" FILL) };
	for (size_t i = 0; i < LEN(bad); i++)
		assert_int_equal(parse(bad[i]), RV_EPARSE);
}

static void more_rows_than_room(void **state)
{
	(void)state;
	static const char nine[] = "[" FILL "," FILL "," FILL "," FILL "," FILL "," FILL "," FILL
				   "," FILL "," FILL "]";
	assert_int_equal(parse(nine), RV_EFULL);
	assert_int_equal(parse("[]"), RV_OK);
	assert_int_equal(fills.n, 0);
}

#define PAYMENT_BODY                                                                               \
	"\"coin\":\"ETH\",\"usdc\":\"-2.694388\",\"szi\":\"6.0916\",\"fundingRate\":\"0."          \
	"0000125\","                                                                               \
	"\"nSamples\":null"
#define PAYMENT                                                                                    \
	"{\"delta\":{\"type\":\"funding\"," PAYMENT_BODY "},\"hash\":\"0x9c\",\"time\":"           \
	"1770458400045}"

static rv_hl_payment paid[2];
static rv_hl_payments payments;

static rv_status parse_payments(const char *text)
{
	rv_err err = { 0 };
	payments = (rv_hl_payments){ .v = paid, .cap = LEN(paid) };
	const rv_status st = rv_hl_parse_payments(text, strlen(text), &payments, &err);
	assert_int_equal(st != RV_OK, err.text[0] != '\0');
	return st;
}

static void funding_payments(void **state)
{
	(void)state;
	static const char *const forms[] = {
		"[" PAYMENT ",{\"delta\":{\"type\":\"funding\",\"coin\":\"xyz:TSLA\"}}]",
		"[{\"time\":1770458400045," PAYMENT_BODY "},{\"coin\":\"xyz:TSLA\"}]",
	};
	for (size_t i = 0; i < LEN(forms); i++) {
		memset(paid, 0x5a, sizeof(paid));
		assert_int_equal(parse_payments(forms[i]), RV_OK);
		assert_int_equal(payments.n, 1);
		assert_int_equal(payments.foreign, 1);
		assert_string_equal(paid[0].coin, "ETH");
		assert_int_equal(paid[0].time_ms, INT64_C(1770458400045));
		assert_dec(paid[0].usdc, -2694388, 6);
		assert_dec(paid[0].szi, 60916, 4);
		assert_close("rate", paid[0].rate, 0.0000125, 0.0);
	}
	static const rv_edit wrong[] = {
		{ "\"funding\"", "\"deposit\"" },	  { "\"ETH\"", "null" },
		{ "\"-2.694388\"", "-2.694388" },	  { "\"6.0916\"", "\"six\"" },
		{ "\"0.0000125\"", "0.0000125" },	  { "\"0.0000125\"", "\"1.5\"" },
		{ "\"0.0000125\"", "\"NaN\"" },		  { "1770458400045", "null" },
		{ "1770458400045", "\"1770458400045\"" },
	};
	for (size_t i = 0; i < LEN(wrong); i++) {
		char *text = rv_edited("[" PAYMENT "]", &wrong[i]);
		if (parse_payments(text) != RV_EPARSE)
			fail_msg("%s -> %s", wrong[i].from, wrong[i].to);
		free(text);
	}
	assert_int_equal(parse_payments("{}"), RV_EPARSE);
	assert_int_equal(parse_payments("[" PAYMENT "," PAYMENT "," PAYMENT "]"), RV_EFULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_every_member),
		cmocka_unit_test(other_liquidations),
		cmocka_unit_test(one_wrong_member_refuses_all),
		cmocka_unit_test(more_rows_than_room),
		cmocka_unit_test(funding_payments),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
