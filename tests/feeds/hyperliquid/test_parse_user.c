/* The account's WebSocket messages: kinds, contents, what is skipped, what is refused. */
#include "feeds/hyperliquid/json_strict.h"
#include "feeds/hyperliquid/parse_user.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/corpus.h"
#include "tests/support/hex.h"

#include <stdlib.h>
#include <string.h>

#define USER "\"user\":\"0x14791697260E4c9A71f18484C9f997B308e59325\""
#define USER_BYTES "14791697260e4c9a71f18484c9f997b308e59325"
#define FILL                                                                                       \
	"{\"coin\":\"SOL\",\"px\":\"142.3\",\"sz\":\"1.5\",\"side\":\"A\",\"time\":1770458548926," \
	"\"startPosition\":\"0.0\",\"dir\":\"Open Short\",\"closedPnl\":\"0.0\",\"oid\":7,"        \
	"\"crossed\":true,\"fee\":\"0.1\",\"tid\":9,\"feeToken\":\"USDC\"}"
#define ORDER                                                                                      \
	"{\"coin\":\"BTC\",\"side\":\"B\",\"limitPx\":\"83000.0\",\"sz\":\"0.01\",\"oid\":7,"      \
	"\"timestamp\":1790360256851,\"origSz\":\"0.01\"}"
#define UPDATE "{\"order\":" ORDER ",\"status\":\"open\",\"statusTimestamp\":1790360256851}"
#define SUMS                                                                                       \
	"{\"accountValue\":\"1.5\",\"totalNtlPos\":\"0.0\",\"totalRawUsd\":\"1.5\","               \
	"\"totalMarginUsed\":\"0.0\"}"
#define ACCOUNT                                                                                    \
	"{\"marginSummary\":" SUMS ",\"crossMarginSummary\":" SUMS ","                             \
	"\"crossMaintenanceMarginUsed\":\"0.0\",\"withdrawable\":\"1.5\",\"time\":5,"              \
	"\"assetPositions\":[]}"
#define FUNDING                                                                                    \
	"{\"time\":1770458400045,\"coin\":\"ETH\",\"usdc\":\"-2.5\",\"szi\":\"6\","                \
	"\"fundingRate\":"                                                                         \
	"\"0.0000125\",\"nSamples\":null}"
#define MESSAGE(channel, data) "{\"channel\":\"" channel "\",\"data\":" data "}"

static rv_hl_user_msg *m;

static int make(void **state)
{
	(void)state;
	m = rv_hl_user_msg_new();
	return m ? 0 : -1;
}

static int drop(void **state)
{
	(void)state;
	rv_hl_user_msg_free(m);
	rv_hl_user_msg_free(NULL);
	return 0;
}

static rv_status parse(const char *text)
{
	rv_err err = { 0 };
	const rv_status st = rv_hl_parse_user(text, strlen(text), m, &err);
	assert_int_equal(st != RV_OK, err.text[0] != '\0');
	return st;
}

static void tells_the_kinds_apart(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		rv_hl_user_kind kind;
		bool has_user, snapshot;
	} cases[] = {
		{ "Websocket connection established.", RV_HL_USER_OTHER, false, false },
		{ "{\"channel\":\"pong\"}", RV_HL_USER_PONG, false, false },
		{ MESSAGE("somethingNew", "[1,2]"), RV_HL_USER_OTHER, false, false },
		{ MESSAGE("userFills", "{" USER ",\"isSnapshot\":true,\"fills\":[" FILL "]}"),
		  RV_HL_USER_FILLS, true, true },
		{ MESSAGE("userFills", "{" USER ",\"isSnapshot\":false,\"fills\":[" FILL "]}"),
		  RV_HL_USER_FILLS, true, false },
		{ MESSAGE("userFills", "{" USER ",\"fills\":[" FILL "]}"), RV_HL_USER_FILLS, true,
		  false },
		{ MESSAGE("user", "{\"fills\":[" FILL "]}"), RV_HL_USER_FILLS, false, false },
		{ MESSAGE("user", "{\"funding\":" FUNDING "}"), RV_HL_USER_PAYMENTS, false, false },
		{ MESSAGE("user", "{\"funding\":[" FUNDING "]}"), RV_HL_USER_PAYMENTS, false,
		  false },
		{ MESSAGE("user",
			  "{\"liquidation\":{\"lid\":5,\"liquidator\":\"0x0\","
			  "\"liquidated_user\":\"0x14791697260e4c9a71f18484c9f997b308e59325\","
			  "\"liquidated_ntl_pos\":\"100.5\",\"liquidated_account_value\":"
			  "\"-2.25\"}}"),
		  RV_HL_USER_LIQUIDATION, false, false },
		{ MESSAGE("user", "{\"nonUserCancel\":[{\"coin\":\"SOL\",\"oid\":7},{\"coin\":"
				  "\"BTC\",\"oid\":8}]}"),
		  RV_HL_USER_SYSTEM_CANCELS, false, false },
		{ MESSAGE("user", "{\"twapHistory\":[5]}"), RV_HL_USER_OTHER, false, false },
		{ MESSAGE("user", "{\"twapSliceFills\":[]}"), RV_HL_USER_OTHER, false, false },
		{ MESSAGE("orderUpdates", "[" UPDATE "," UPDATE "]"), RV_HL_USER_ORDER_UPDATES,
		  false, false },
		{ MESSAGE("userFundings",
			  "{" USER ",\"isSnapshot\":true,\"fundings\":[" FUNDING "]}"),
		  RV_HL_USER_PAYMENTS, true, true },
		{ MESSAGE("openOrders", "{\"dex\":\"\"," USER ",\"orders\":[" ORDER "]}"),
		  RV_HL_USER_OPEN_ORDERS, true, false },
		{ MESSAGE("openOrders", "{\"dex\":\"xyz\"," USER ",\"orders\":[5]}"),
		  RV_HL_USER_OTHER, false, false },
		{ MESSAGE("clearinghouseState",
			  "{\"dex\":\"\"," USER ",\"clearinghouseState\":" ACCOUNT "}"),
		  RV_HL_USER_ACCOUNT, true, false },
		{ MESSAGE("clearinghouseState", "{\"dex\":\"xyz\"," USER "}"), RV_HL_USER_OTHER,
		  false, false },
		{ MESSAGE("post", "{\"id\":1740172698150,\"response\":{}}"), RV_HL_USER_POST, false,
		  false },
		{ MESSAGE("notification", "{\"notification\":\"hello\"}"), RV_HL_USER_NOTIFICATION,
		  false, false },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		if (parse(cases[i].text) != RV_OK || m->kind != cases[i].kind)
			fail_msg("case %zu: %s", i, cases[i].text);
		assert_int_equal(m->has_user, cases[i].has_user);
		assert_int_equal(m->snapshot, cases[i].snapshot);
		if (m->has_user)
			rv_assert_hex("user", m->user, 20, USER_BYTES);
	}
}

static void the_contents(void **state)
{
	(void)state;
	assert_int_equal(parse(MESSAGE("userFills", "{" USER ",\"fills\":[" FILL "]}")), RV_OK);
	assert_int_equal(m->fills.n, 1);
	assert_int_equal(m->fills.v[0].tid, 9);
	assert_int_equal(parse(MESSAGE("user", "{\"funding\":" FUNDING "}")), RV_OK);
	assert_int_equal(m->payments.n, 1);
	assert_true(m->payments.v[0].usdc.units == -25 && m->payments.v[0].usdc.scale == 1);
	assert_int_equal(m->fills.n, 0); /* the rows of before are gone */
	assert_int_equal(parse(MESSAGE("orderUpdates", "[" UPDATE "]")), RV_OK);
	assert_int_equal(m->states.n, 1);
	assert_int_equal(m->states.v[0].status, RV_HL_STATUS_OPEN);
	assert_int_equal(m->states.v[0].order.oid, 7);
	assert_int_equal(parse(MESSAGE("openOrders", "{" USER ",\"orders\":[" ORDER "]}")), RV_OK);
	assert_int_equal(m->open.n, 1);
	assert_int_equal(parse(MESSAGE("clearinghouseState",
				       "{" USER ",\"clearinghouseState\":" ACCOUNT "}")),
			 RV_OK);
	assert_true(m->account.withdrawable.units == 15 && m->account.withdrawable.scale == 1);
	assert_int_equal(
		parse(MESSAGE("user", "{\"nonUserCancel\":[{\"coin\":\"SOL\",\"oid\":7}]}")),
		RV_OK);
	assert_int_equal(m->n_cancels, 1);
	assert_string_equal(m->cancels[0].coin, "SOL");
	assert_int_equal(m->cancels[0].oid, 7);
	assert_int_equal(parse(MESSAGE("user", "{\"liquidation\":{\"lid\":5,\"liquidated_user\":"
					       "\"0x14791697260e4c9a71f18484c9f997b308e59325\","
					       "\"liquidated_ntl_pos\":\"100.5\","
					       "\"liquidated_account_value\":\"-2.25\"}}")),
			 RV_OK);
	assert_int_equal(m->liquidation.lid, 5);
	assert_true(m->liquidation.account_value.units == -225);
	rv_assert_hex("liquidated", m->liquidation.user, 20, USER_BYTES);
	assert_int_equal(parse(MESSAGE("post", "{\"id\":1740172698150,\"response\":{}}")), RV_OK);
	assert_int_equal(m->post_id, INT64_C(1740172698150));
}

static void acknowledgements(void **state)
{
	(void)state;
	assert_int_equal(parse(MESSAGE("subscriptionResponse",
				       "{\"method\":\"subscribe\",\"subscription\":{\"type\":"
				       "\"userFills\"," USER ",\"aggregateByTime\":false}}")),
			 RV_OK);
	assert_int_equal(m->kind, RV_HL_USER_ACK);
	assert_int_equal(m->sub, RV_HL_USER_SUB_FILLS);
	assert_false(m->unsubscribed);
	rv_assert_hex("user", m->user, 20, USER_BYTES);
	assert_int_equal(parse(MESSAGE("subscriptionResponse",
				       "{\"method\":\"unsubscribe\",\"subscription\":{\"type\":"
				       "\"orderUpdates\"," USER "}}")),
			 RV_OK);
	assert_true(m->unsubscribed);
	assert_int_equal(m->sub, RV_HL_USER_SUB_ORDER_UPDATES);
	assert_int_equal(parse(MESSAGE("subscriptionResponse",
				       "{\"method\":\"subscribe\",\"subscription\":{\"type\":"
				       "\"allMids\"}}")),
			 RV_OK);
	assert_int_equal(m->sub, RV_HL_USER_SUB_OTHER);
	assert_int_equal(
		parse(MESSAGE("error", "\"Already subscribed: {\\\"type\\\":"
				       "\\\"userEvents\\\",\\\"user\\\":"
				       "\\\"0x14791697260e4c9a71f18484c9f997b308e59325\\\"}"
				       "\"")),
		RV_OK);
	assert_int_equal(m->kind, RV_HL_USER_ERROR);
	assert_true(m->already);
	assert_int_equal(m->sub, RV_HL_USER_SUB_EVENTS);
	assert_int_equal(parse(MESSAGE("error", "\"Cannot track more than 10 total users.\"")),
			 RV_OK);
	assert_false(m->already);
	assert_string_equal(m->text, "Cannot track more than 10 total users.");
}

static void subscriptions_as_text(void **state)
{
	(void)state;
	char buf[160];
	uint8_t user[20];
	assert_int_equal(rv_unhex(USER_BYTES, user, 20), 20);
	const size_t n =
		rv_hl_format_user_sub(RV_HL_USER_SUB_ACCOUNT, user, true, buf, sizeof(buf));
	assert_string_equal(buf, "{\"method\":\"subscribe\",\"subscription\":{\"type\":"
				 "\"clearinghouseState\",\"user\":"
				 "\"0x14791697260e4c9a71f18484c9f997b308e59325\"}}");
	assert_int_equal(n, strlen(buf));
	assert_true(rv_hl_format_user_sub(RV_HL_USER_SUB_ORDER_UPDATES, user, false, buf,
					  sizeof(buf)) > 0);
	assert_non_null(strstr(buf, "\"unsubscribe\""));
	assert_int_equal(rv_hl_format_user_sub(RV_HL_USER_SUB_FILLS, user, true, buf, 40), 0);
}

static void refuses_what_it_does_not_understand(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		rv_hl_user_kind kind; /* whose it was, as far as it could be read */
	} bad[] = {
		{ "", RV_HL_USER_OTHER },
		{ "null", RV_HL_USER_OTHER },
		{ "[]", RV_HL_USER_OTHER },
		{ "{}", RV_HL_USER_OTHER },
		{ "{\"channel\":5}", RV_HL_USER_OTHER },
		{ "Websocket connection established. ", RV_HL_USER_OTHER },
		{ MESSAGE("userFills", "[" FILL "]"), RV_HL_USER_FILLS },
		{ MESSAGE("userFills", "{" USER "}"), RV_HL_USER_FILLS },
		{ MESSAGE("userFills", "{" USER ",\"isSnapshot\":1,\"fills\":[]}"),
		  RV_HL_USER_FILLS },
		{ MESSAGE("userFills", "{" USER ",\"isSnapshot\":null,\"fills\":[]}"),
		  RV_HL_USER_FILLS },
		{ MESSAGE("userFills", "{\"user\":\"0x1\",\"fills\":[]}"), RV_HL_USER_FILLS },
		{ MESSAGE("userFills", "{" USER ",\"fills\":[{}]}"), RV_HL_USER_FILLS },
		{ MESSAGE("user", "[]"), RV_HL_USER_OTHER },
		{ MESSAGE("user", "{}"), RV_HL_USER_OTHER },
		{ MESSAGE("user", "{\"fills\":[],\"funding\":{}}"), RV_HL_USER_OTHER },
		{ MESSAGE("user", "{\"fills\":{}}"), RV_HL_USER_FILLS },
		{ MESSAGE("user", "{\"funding\":5}"), RV_HL_USER_PAYMENTS },
		{ MESSAGE("user", "{\"liquidation\":{}}"), RV_HL_USER_LIQUIDATION },
		{ MESSAGE("user", "{\"nonUserCancel\":{}}"), RV_HL_USER_SYSTEM_CANCELS },
		{ MESSAGE("user", "{\"nonUserCancel\":[{\"coin\":\"SOL\",\"oid\":\"7\"}]}"),
		  RV_HL_USER_SYSTEM_CANCELS },
		{ MESSAGE("orderUpdates", "{}"), RV_HL_USER_ORDER_UPDATES },
		{ MESSAGE("orderUpdates", "[" ORDER "]"), RV_HL_USER_ORDER_UPDATES },
		{ MESSAGE("userFundings", "{" USER ",\"fundings\":{}}"), RV_HL_USER_PAYMENTS },
		{ MESSAGE("openOrders", "{" USER ",\"orders\":null}"), RV_HL_USER_OPEN_ORDERS },
		{ MESSAGE("clearinghouseState", "{" USER "}"), RV_HL_USER_ACCOUNT },
		{ MESSAGE("post", "{\"response\":{}}"), RV_HL_USER_POST },
		{ MESSAGE("error", "{}"), RV_HL_USER_ERROR },
		{ MESSAGE("notification", "\"hello\""), RV_HL_USER_NOTIFICATION },
		{ MESSAGE("subscriptionResponse", "{\"method\":\"subscribe\"}"), RV_HL_USER_ACK },
		{ MESSAGE("subscriptionResponse", "{\"method\":\"x\",\"subscription\":{\"type\":"
						  "\"userFills\"}}"),
		  RV_HL_USER_ACK },
		{ MESSAGE("orderUpdates", "[]") "x", RV_HL_USER_OTHER },
		{ "{\"channel\":\"user\",\"channel\":\"user\",\"data\":{\"fills\":[]}}",
		  RV_HL_USER_OTHER },
	};
	for (size_t i = 0; i < LEN(bad); i++) {
		if (parse(bad[i].text) != RV_EPARSE)
			fail_msg("accepted: %s", bad[i].text);
		if (m->kind != bad[i].kind)
			fail_msg("kind %d: %s", (int)m->kind, bad[i].text);
	}
}

static void ten_megabytes(void **state)
{
	(void)state;
	const size_t n = (size_t)10 * 1024 * 1024;
	char *s = malloc(n);
	rv_err err = { 0 };
	assert_non_null(s);
	memset(s, '[', n);
	assert_int_equal(rv_hl_parse_user(s, n, m, &err), RV_EPARSE);
	assert_int_equal(rv_hl_parse_user(s, RV_JSON_USER_BYTES, m, &err), RV_EPARSE);
	free(s);
}

static void take(const char *data, size_t n)
{
	rv_err err = { 0 };
	assert_true(n >= 1);
	const rv_status st = rv_hl_parse_user(data + 1, n - 1, m, &err);
	assert_int_equal(st != RV_OK, err.text[0] != '\0');
}

static void the_corpus_passes(void **state)
{
	(void)state;
	assert_true(rv_run_corpus("tests/fuzz/corpus/fuzz_parse_user", take) >= 30);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_the_kinds_apart),
		cmocka_unit_test(the_contents),
		cmocka_unit_test(acknowledgements),
		cmocka_unit_test(subscriptions_as_text),
		cmocka_unit_test(refuses_what_it_does_not_understand),
		cmocka_unit_test(ten_megabytes),
		cmocka_unit_test(the_corpus_passes),
	};
	return cmocka_run_group_tests(tests, make, drop);
}
