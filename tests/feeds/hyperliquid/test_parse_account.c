/* State of an account: money, positions, rights, allowance, ledger. */
#include "feeds/hyperliquid/parse_account.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/edit.h"
#include "tests/support/hex.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SUMMARY(value)                                                                             \
	"{\"accountValue\":\"" value "\",\"totalNtlPos\":\"24094.9691\",\"totalRawUsd\":"          \
	"\"-22358.938225\",\"totalMarginUsed\":\"963.798764\"}"
#define LONG_BTC                                                                                   \
	"{\"type\":\"oneWay\",\"position\":{\"coin\":\"BTC\",\"szi\":\"0.4500\",\"leverage\":{"    \
	"\"type\":\"cross\",\"value\":10},\"entryPx\":\"81285.0\",\"positionValue\":\"37766.7\","  \
	"\"unrealizedPnl\":\"-1188.430651\",\"returnOnEquity\":\"0.3\",\"liquidationPx\":"         \
	"\"74501.802790436\",\"marginUsed\":\"3776.67\",\"maxLeverage\":40,\"cumFunding\":{"       \
	"\"allTime\":\"982.43637\",\"sinceOpen\":\"-9.25\",\"sinceChange\":\"0.0\"}}}"
#define SHORT_DOGE                                                                                 \
	"{\"type\":\"oneWay\",\"position\":{\"coin\":\"DOGE\",\"szi\":\"-785.0\",\"leverage\":{"   \
	"\"type\":\"isolated\",\"value\":3,\"rawUsd\":\"95.5\"},\"entryPx\":null,"                 \
	"\"positionValue\":\"211.6454\",\"unrealizedPnl\":\"0.0\",\"liquidationPx\":null,"         \
	"\"marginUsed\":\"10.582271\"}}"
#define ACCOUNT                                                                                    \
	"{\"marginSummary\":" SUMMARY("1736.030875") ",\"crossMarginSummary\":" SUMMARY(           \
		"-0.0") ",\"crossMaintenanceMarginUsed\":\"472.083\",\"withdrawable\":\"772."      \
			"232111\",\"time\":"                                                       \
			"1790360864964,\"assetPositions\":[" LONG_BTC "," SHORT_DOGE "]}"

static rv_hl_position rows[4];
static rv_hl_account account;

static rv_status parse(const char *text)
{
	rv_err err = { 0 };
	account = (rv_hl_account){ .v = rows, .cap = LEN(rows) };
	memset(rows, 0x5a, sizeof(rows));
	const rv_status st = rv_hl_parse_account(text, strlen(text), &account, &err);
	assert_int_equal(st != RV_OK, err.text[0] != '\0');
	return st;
}

static void assert_dec(rv_dec d, int64_t units, int scale)
{
	assert_int_equal(d.units, units);
	assert_int_equal(d.scale, scale);
}

static void money_and_positions(void **state)
{
	(void)state;
	assert_int_equal(parse(ACCOUNT), RV_OK);
	assert_dec(account.all.account_value, 1736030875, 6);
	assert_dec(account.all.total_ntl, 240949691, 4);
	assert_dec(account.all.total_raw_usd, -22358938225, 6);
	assert_dec(account.all.margin_used, 963798764, 6);
	assert_dec(account.cross.account_value, 0, 0);
	assert_dec(account.cross_maintenance, 472083, 3);
	assert_dec(account.withdrawable, 772232111, 6);
	assert_int_equal(account.time_ms, INT64_C(1790360864964));
	assert_int_equal(account.n, 2);
	const rv_hl_position *p = &rows[0];
	assert_string_equal(p->coin, "BTC");
	assert_true(p->cross && p->has_entry);
	assert_dec(p->szi, 45, 2);
	assert_dec(p->entry_px, 81285, 0);
	assert_dec(p->position_value, 377667, 1);
	assert_dec(p->unrealized_pnl, -1188430651, 6);
	assert_dec(p->margin_used, 377667, 2);
	assert_close("liquidation", p->liquidation_px, 74501.802790436, 0.0);
	assert_close("funding", p->funding_since_open, -9.25, 0.0);
	assert_int_equal(p->leverage, 10);
	assert_int_equal(p->max_leverage, 40);
	p = &rows[1];
	assert_false(p->cross || p->has_entry);
	assert_dec(p->szi, -785, 0);
	assert_close("no liquidation price", p->liquidation_px, NAN, 0.0);
	assert_close("not said", p->funding_since_open, NAN, 0.0);
	assert_int_equal(p->leverage, 3);
	assert_int_equal(p->max_leverage, 0);
}

static void what_refuses_an_account(void **state)
{
	(void)state;
	static const rv_edit wrong[] = {
		{ "\"1736.030875\"", "1736.030875" },
		{ "\"1736.030875\"", "\"1e3\"" },
		{ "\"totalNtlPos\":\"24094.9691\",", "" },
		{ "\"marginSummary\":", "\"summary\":" },
		{ "\"crossMarginSummary\":", "\"x\":" },
		{ "\"472.083\"", "\"-1.0\"" },
		{ "\"772.232111\"", "null" },
		{ "1790360864964", "\"1790360864964\"" },
		{ "\"assetPositions\":[", "\"assetPositions\":[null," },
		{ "\"coin\":\"BTC\"", "\"coin\":\"\"" },
		{ "\"coin\":\"BTC\"", "\"coin\":\"DOGE\"" },
		{ "\"0.4500\"", "0.45" },
		{ "\"0.4500\"", "\"NaN\"" },
		{ "\"0.4500\"", "\"12345678901234567890\"" },
		{ "\"type\":\"cross\"", "\"type\":\"both\"" },
		{ "\"value\":10", "\"value\":\"10\"" },
		{ "\"value\":10", "\"value\":0" },
		{ "\"81285.0\"", "\"-81285.0\"" },
		{ "\"37766.7\"", "\"-37766.7\"" },
		{ "\"-1188.430651\"", "-1188.430651" },
		{ "\"74501.802790436\"", "\"1e309\"" },
		{ "\"74501.802790436\"", "\"-1\"" },
		{ "\"3776.67\"", "null" },
		{ "\"maxLeverage\":40", "\"maxLeverage\":4000" },
		{ "\"sinceOpen\":\"-9.25\"", "\"sinceOpen\":-9.25" },
	};
	for (size_t i = 0; i < LEN(wrong); i++) {
		char *text = rv_edited(ACCOUNT, &wrong[i]);
		if (parse(text) != RV_EPARSE)
			fail_msg("%s -> %s", wrong[i].from, wrong[i].to);
		free(text);
	}
	static const char *const bad[] = { "", "null", "[]", "{}", "5" };
	for (size_t i = 0; i < LEN(bad); i++)
		assert_int_equal(parse(bad[i]), RV_EPARSE);
	rv_err err = { 0 };
	account.cap = 1;
	assert_int_equal(rv_hl_parse_account(ACCOUNT, strlen(ACCOUNT), &account, &err), RV_EFULL);
}

static void roles(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		rv_status st;
		rv_hl_role role;
		const char *of;
	} cases[] = {
		{ "{\"role\":\"user\"}", RV_OK, RV_HL_ROLE_USER, NULL },
		{ "{\"role\":\"missing\"}", RV_OK, RV_HL_ROLE_MISSING, NULL },
		{ "{\"role\":\"vault\"}", RV_OK, RV_HL_ROLE_VAULT, NULL },
		{ "{\"role\":\"agent\",\"data\":{\"user\":"
		  "\"0x14791697260E4c9A71f18484C9f997B308e59325\"}}",
		  RV_OK, RV_HL_ROLE_AGENT, "14791697260e4c9a71f18484c9f997b308e59325" },
		{ "{\"role\":\"subAccount\",\"data\":{\"master\":"
		  "\"0xcd49bbac6e85fdeb167eb7ca41a945d2b8758f6f\"}}",
		  RV_OK, RV_HL_ROLE_SUB_ACCOUNT, "cd49bbac6e85fdeb167eb7ca41a945d2b8758f6f" },
		{ "{\"role\":\"emperor\"}", RV_OK, RV_HL_ROLE_OTHER, NULL },
		{ "{\"role\":\"agent\"}", RV_EPARSE, RV_HL_ROLE_OTHER, NULL },
		{ "{\"role\":\"agent\",\"data\":{\"master\":"
		  "\"0xcd49bbac6e85fdeb167eb7ca41a945d2b8758f6f\"}}",
		  RV_EPARSE, RV_HL_ROLE_OTHER, NULL },
		{ "{\"role\":5}", RV_EPARSE, RV_HL_ROLE_OTHER, NULL },
		{ "{}", RV_EPARSE, RV_HL_ROLE_OTHER, NULL },
		{ "null", RV_EPARSE, RV_HL_ROLE_OTHER, NULL },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		rv_hl_user_role r;
		rv_err err = { 0 };
		assert_int_equal(rv_hl_parse_role(cases[i].text, strlen(cases[i].text), &r, &err),
				 cases[i].st);
		if (cases[i].st != RV_OK)
			continue;
		assert_int_equal(r.role, cases[i].role);
		if (cases[i].of)
			rv_assert_hex(cases[i].text, r.of, 20, cases[i].of);
	}
}

static void agents(void **state)
{
	(void)state;
	static const char good[] =
		"[{\"name\":\"desk\\n1\",\"address\":"
		"\"0x286edfa08c04f6899dab3bfdecf2dd133f9733b9\","
		"\"validUntil\":1767776120478},{\"name\":\"\",\"address\":"
		"\"0xc06e6617005c1888aeb8b3017fe00f82b7b84fc0\",\"validUntil\":null}]";
	static const rv_edit wrong[] = {
		{ "\"0x286edfa08c04f6899dab3bfdecf2dd133f9733b9\"", "\"0x286e\"" },
		{ "\"desk\\n1\"", "5" },
		{ "1767776120478", "\"1767776120478\"" },
		{ "[{", "{\"a\":[{" },
	};
	rv_hl_agents a;
	rv_err err = { 0 };
	assert_int_equal(rv_hl_parse_agents(good, sizeof(good) - 1, &a, &err), RV_OK);
	assert_int_equal(a.n, 2);
	assert_string_equal(a.v[0].name, "desk?1");
	assert_int_equal(a.v[0].valid_until_ms, INT64_C(1767776120478));
	assert_int_equal(a.v[1].valid_until_ms, -1);
	assert_int_equal(a.v[1].address[0], 0xc0);
	for (size_t i = 0; i < LEN(wrong); i++) {
		char *text = rv_edited(good, &wrong[i]);
		assert_int_equal(rv_hl_parse_agents(text, strlen(text), &a, &err), RV_EPARSE);
		free(text);
	}
}

static void fees(void **state)
{
	(void)state;
	static const char good[] = "{\"dailyUserVlm\":[],\"feeSchedule\":{\"cross\":\"0.00045\"},"
				   "\"userCrossRate\":\"0.000315\",\"userAddRate\":\"-0.00001\","
				   "\"activeReferralDiscount\":\"0.04\"}";
	static const rv_edit wrong[] = {
		{ "\"0.000315\"", "0.000315" }, { "\"0.000315\"", "\"-0.1\"" },
		{ "\"0.000315\"", "\"1.5\"" },	{ "\"-0.00001\"", "null" },
		{ "\"-0.00001\"", "\"-1\"" },	{ "\"0.04\"", "0.04" },
	};
	rv_hl_fees f;
	rv_err err = { 0 };
	assert_int_equal(rv_hl_parse_fees(good, sizeof(good) - 1, &f, &err), RV_OK);
	assert_dec(f.cross, 315, 6);
	assert_dec(f.add, -1, 5);
	assert_dec(f.referral_discount, 4, 2);
	for (size_t i = 0; i < LEN(wrong); i++) {
		char *text = rv_edited(good, &wrong[i]);
		if (rv_hl_parse_fees(text, strlen(text), &f, &err) != RV_EPARSE)
			fail_msg("%s -> %s", wrong[i].from, wrong[i].to);
		free(text);
	}
}

static void allowance(void **state)
{
	(void)state;
	static const char good[] = "{\"cumVlm\":\"170043721737.450012207\",\"nRequestsUsed\":"
				   "36589831368,\"nRequestsCap\":170043731737}";
	static const rv_edit wrong[] = {
		{ "\"170043721737.450012207\"", "170043721737.45" },
		{ "\"170043721737.450012207\"", "\"-1\"" },
		{ "36589831368", "-1" },
		{ "36589831368", "\"36589831368\"" },
		{ "170043731737", "1e400" },
		{ "}", ",\"nRequestsSurplus\":\"5\"}" },
	};
	static const rv_edit surplus = { "}", ",\"nRequestsSurplus\":25}" };
	rv_hl_allowance a;
	rv_err err = { 0 };
	assert_int_equal(rv_hl_parse_allowance(good, sizeof(good) - 1, &a, &err), RV_OK);
	assert_close("volume", a.volume_usd, 170043721737.450012207, 0.0);
	assert_int_equal(a.used, INT64_C(36589831368));
	assert_int_equal(a.cap, INT64_C(170043731737));
	assert_int_equal(a.surplus, -1);
	char *text = rv_edited(good, &surplus);
	assert_int_equal(rv_hl_parse_allowance(text, strlen(text), &a, &err), RV_OK);
	assert_int_equal(a.surplus, 25);
	free(text);
	for (size_t i = 0; i < LEN(wrong); i++) {
		text = rv_edited(good, &wrong[i]);
		if (rv_hl_parse_allowance(text, strlen(text), &a, &err) != RV_EPARSE)
			fail_msg("%s -> %s", wrong[i].from, wrong[i].to);
		free(text);
	}
}

static void ledger(void **state)
{
	(void)state;
	static const char good[] =
		"[{\"time\":1731999196516,\"hash\":\"0x09\",\"delta\":{\"type\":\"deposit\","
		"\"usdc\":"
		"\"2703997.4500000002\"}},"
		"{\"time\":1732834706761,\"hash\":\"0x1d\",\"delta\":{\"type\":"
		"\"accountClassTransfer\",\"usdc\":\"0.30000000000000004\",\"toPerp\":false}},"
		"{\"time\":1732834825313,\"hash\":\"0x2c\",\"delta\":{\"type\":\"spotTransfer\","
		"\"token\":\"USDC\",\"amount\":\"10.5\",\"destination\":"
		"\"0xaaa0c2769cb990f4f37db951a9e48de2385c2733\",\"fee\":\"1.0\",\"nonce\":null}}]";
	static const rv_edit wrong[] = {
		{ "1731999196516", "null" },
		{ "\"deposit\"", "5" },
		{ "\"2703997.4500000002\"", "2703997.45" },
		{ "\"2703997.4500000002\"", "\"1e13\"" },
		{ "\"2703997.4500000002\"", "\"inf\"" },
		{ "false", "\"false\"" },
		{ "\"0xaaa0c2769cb990f4f37db951a9e48de2385c2733\"", "\"0xaaa\"" },
		{ "\"0x1d\"", "29" },
		{ "\"nonce\":null", "\"user\":\"0xaaa\"" },
		{ "\"nonce\":null", "\"netWithdrawnUsd\":5" },
		{ "[{", "[5,{" },
	};
	rv_hl_ledger_row v[3];
	rv_hl_ledger l = { .v = v, .cap = LEN(v) };
	rv_err err = { 0 };
	assert_int_equal(rv_hl_parse_ledger(good, sizeof(good) - 1, &l, &err), RV_OK);
	assert_int_equal(l.n, 3);
	assert_string_equal(v[0].type, "deposit");
	assert_true(v[0].has_usdc && !v[0].has_fee && !v[0].has_to_perp && !v[0].has_destination);
	assert_dec(v[0].usdc, 270399745, 2);
	assert_string_equal(v[1].hash, "0x1d");
	assert_true(v[1].has_to_perp && !v[1].to_perp);
	assert_dec(v[1].usdc, 3, 1);
	assert_true(!v[2].has_usdc && v[2].has_fee && v[2].has_destination);
	assert_dec(v[2].fee, 1, 0);
	assert_int_equal(v[2].destination[0], 0xaa);
	for (size_t i = 0; i < LEN(wrong); i++) {
		char *text = rv_edited(good, &wrong[i]);
		if (rv_hl_parse_ledger(text, strlen(text), &l, &err) == RV_OK)
			fail_msg("%s -> %s", wrong[i].from, wrong[i].to);
		free(text);
	}
	l.cap = 2;
	assert_int_equal(rv_hl_parse_ledger(good, sizeof(good) - 1, &l, &err), RV_EFULL);
}

/* Amounts in the venue's texts; what each does to the perpetuals' account. */
static void what_a_ledger_row_does_to_the_account(void **state)
{
#define ME "0xaaa0c2769cb990f4f37db951a9e48de2385c2733"
#define YOU "0x2ba553d9f990a3b66b03b2dc0d030dfc1c061036"
	static const struct {
		const char *delta;
		bool known;
		int64_t musd;
	} cases[] = {
		{ "\"deposit\",\"usdc\":\"2703997.4500000002\"", true, 2703997450000 },
		{ "\"withdraw\",\"usdc\":\"18.742\",\"nonce\":5,\"fee\":\"1.0\"", true, -19742000 },
		{ "\"withdraw\",\"usdc\":\"18.742\"", true, -18742000 },
		{ "\"accountClassTransfer\",\"usdc\":\"12.0\",\"toPerp\":false", true, -12000000 },
		{ "\"accountClassTransfer\",\"usdc\":\"12.0\",\"toPerp\":true", true, 12000000 },
		{ "\"accountClassTransfer\",\"usdc\":\"12.0\"", false, 0 },
		{ "\"internalTransfer\",\"usdc\":\"7.5\",\"user\":\"" YOU "\",\"destination\":\"" ME
		  "\",\"fee\":\"1.0\"",
		  true, 7500000 },
		{ "\"internalTransfer\",\"usdc\":\"7.5\",\"user\":\"" ME "\",\"destination\":\"" YOU
		  "\",\"fee\":\"1.0\"",
		  true, -8500000 },
		{ "\"internalTransfer\",\"usdc\":\"7.5\",\"user\":\"" YOU
		  "\",\"destination\":\"" YOU "\"",
		  false, 0 },
		{ "\"subAccountTransfer\",\"usdc\":\"3.25\",\"user\":\"" ME
		  "\",\"destination\":\"" YOU "\"",
		  true, -3250000 },
		{ "\"subAccountTransfer\",\"usdc\":\"3.25\",\"user\":\"" ME "\"", false, 0 },
		{ "\"vaultDeposit\",\"vault\":\"" YOU "\",\"usdc\":\"100.5\"", true, -100500000 },
		{ "\"vaultWithdraw\",\"vault\":\"" YOU "\",\"user\":\"" ME
		  "\",\"requestedUsd\":\"50.0\",\"netWithdrawnUsd\":\"49.125\"",
		  true, 49125000 },
		{ "\"vaultWithdraw\",\"requestedUsd\":\"50.0\"", false, 0 },
		{ "\"spotTransfer\",\"amount\":\"10.5\",\"fee\":\"1.0\"", true, 0 },
		{ "\"liquidation\",\"liquidatedNtlPos\":\"10.5\"", true, 0 },
		{ "\"deposit\"", false, 0 },
		{ "\"somethingNew\",\"usdc\":\"10.5\"", false, 0 },
	};
	uint8_t me[RV_ADDRESS_BYTES];
	(void)state;
	assert_int_equal(rv_address_parse(ME, me), RV_OK);
	for (size_t i = 0; i < LEN(cases); i++) {
		char text[512];
		rv_hl_ledger_row v[1];
		rv_hl_ledger l = { .v = v, .cap = 1 };
		rv_dec usd = { 7, 0 };
		int64_t musd = 0;
		rv_err err = { 0 };
		const int n = snprintf(text, sizeof(text),
				       "[{\"time\":1,\"hash\":\"0x0\",\"delta\":{\"type\":%s}}]",
				       cases[i].delta);
		assert_int_equal(rv_hl_parse_ledger(text, (size_t)n, &l, &err), RV_OK);
		if (rv_hl_ledger_effect(&v[0], me, &usd) != cases[i].known)
			fail_msg("%s", cases[i].delta);
		if (!cases[i].known)
			continue;
		assert_int_equal(rv_dec_rescale(usd, 6, &musd), RV_OK);
		if (musd != cases[i].musd)
			fail_msg("%s: %lld", cases[i].delta, (long long)musd);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(money_and_positions),
		cmocka_unit_test(what_refuses_an_account),
		cmocka_unit_test(roles),
		cmocka_unit_test(agents),
		cmocka_unit_test(fees),
		cmocka_unit_test(allowance),
		cmocka_unit_test(ledger),
		cmocka_unit_test(what_a_ledger_row_does_to_the_account),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
