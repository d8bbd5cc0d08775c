/* Answers to signed actions: every shape, and that what is not understood never is a rejection. */
#include "engine/base/rng.h"
#include "feeds/hyperliquid/parse_exchange.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/corpus.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ORDERS(statuses)                                                                           \
	"{\"status\":\"ok\",\"response\":{\"type\":\"order\",\"data\":{\"statuses\":[" statuses    \
	"]}}}"
#define CANCELS(statuses)                                                                          \
	"{\"status\":\"ok\",\"response\":{\"type\":\"cancel\",\"data\":{\"statuses\":[" statuses   \
	"]}}}"
#define RESTING "{\"resting\":{\"oid\":556696349186}}"
#define FILLED "{\"filled\":{\"totalSz\":\"0.0210\",\"avgPx\":\"2686.65\",\"oid\":62014444172}}"
#define ERROR(text) "{\"error\":\"" text "\"}"

static rv_hl_answer a; /* too large for the stack */

static rv_status parse(const char *body, rv_hl_action_kind kind, size_t n)
{
	rv_err err = { 0 };
	memset(&a, 0x5a, sizeof(a)); /* nothing of before may shine through */
	const rv_status st = rv_hl_parse_exchange(200, body, strlen(body), kind, n, &a, &err);
	assert_int_equal(st != RV_OK, err.text[0] != '\0');
	assert_int_equal(a.n, n);
	return st;
}

static void all_unparsed(void)
{
	for (size_t i = 0; i < a.n; i++)
		assert_int_equal(a.v[i].kind, RV_HL_VERDICT_UNPARSED);
}

static void a_batch_of_every_kind(void **state)
{
	(void)state;
	assert_int_equal(
		parse(ORDERS(RESTING "," FILLED ",\"waitingForFill\",\"waitingForTrigger\"," ERROR(
			      "Insufficient margin to place order. "
			      "asset=4") ",{\"resting\":{\"oid\":"
					 "7,\"cloid\":"
					 "\"0x000000000000000000"
					 "0000000000000A\"}}"),
		      RV_HL_ACTION_ORDER, 6),
		RV_OK);
	assert_int_equal(a.kind, RV_HL_ANSWER_STATUSES);
	assert_false(a.whole_batch_error);
	assert_int_equal(a.v[0].kind, RV_HL_VERDICT_RESTING);
	assert_int_equal(a.v[0].oid, INT64_C(556696349186));
	assert_false(a.v[0].has_cloid);
	assert_int_equal(a.v[1].kind, RV_HL_VERDICT_FILLED);
	assert_int_equal(a.v[1].oid, INT64_C(62014444172));
	assert_true(a.v[1].total_sz.units == 21 && a.v[1].total_sz.scale == 3);
	assert_true(a.v[1].avg_px.units == 268665 && a.v[1].avg_px.scale == 2);
	assert_int_equal(a.v[2].kind, RV_HL_VERDICT_WAITING);
	assert_int_equal(a.v[3].kind, RV_HL_VERDICT_WAITING);
	assert_int_equal(a.v[4].kind, RV_HL_VERDICT_ERROR);
	assert_int_equal(a.v[4].recorded, RV_HL_STATUS_PERP_MARGIN_REJECTED);
	assert_string_equal(a.v[4].text, "Insufficient margin to place order. asset=4");
	assert_true(a.v[5].has_cloid && a.v[5].cloid.b[15] == 0x0a);
}

static void cancels(void **state)
{
	(void)state;
	const char *body = CANCELS("\"success\"," ERROR("Order was never placed, already canceled, "
							"or filled. asset=4") "," ERROR("No."));
	static const rv_hl_action_kind kinds[] = { RV_HL_ACTION_CANCEL, RV_HL_ACTION_CANCEL_CLOID };
	for (size_t i = 0; i < LEN(kinds); i++) {
		assert_int_equal(parse(body, kinds[i], 3), RV_OK);
		assert_int_equal(a.v[0].kind, RV_HL_VERDICT_CANCELED);
		assert_int_equal(a.v[1].kind, RV_HL_VERDICT_GONE);
		assert_int_equal(a.v[2].kind, RV_HL_VERDICT_ERROR);
		assert_string_equal(a.v[2].text, "No.");
	}
	/* One status instead of a list, as some actions answer. */
	assert_int_equal(parse("{\"status\":\"ok\",\"response\":{\"type\":\"cancel\",\"data\":"
			       "{\"status\":\"success\"}}}",
			       RV_HL_ACTION_CANCEL, 1),
			 RV_OK);
	assert_int_equal(a.v[0].kind, RV_HL_VERDICT_CANCELED);
	assert_int_equal(parse("{\"status\":\"ok\",\"response\":{\"type\":\"cancel\",\"data\":"
			       "{\"status\":{\"error\":\"Nothing to do.\"}}}}",
			       RV_HL_ACTION_CANCEL, 1),
			 RV_OK);
	assert_int_equal(a.v[0].kind, RV_HL_VERDICT_ERROR);
	/* An order that says success, or a cancel that says resting, is not understood. */
	assert_int_equal(parse(ORDERS("\"success\""), RV_HL_ACTION_ORDER, 1), RV_EPARSE);
	all_unparsed();
	assert_int_equal(parse(CANCELS(RESTING), RV_HL_ACTION_CANCEL, 1), RV_EPARSE);
	all_unparsed();
}

static void actions_without_items(void **state)
{
	(void)state;
	const char *done = "{\"status\":\"ok\",\"response\":{\"type\":\"default\"}}";
	assert_int_equal(parse(done, RV_HL_ACTION_SCHEDULE_CANCEL, 0), RV_OK);
	assert_int_equal(a.kind, RV_HL_ANSWER_DONE);
	assert_int_equal(parse(done, RV_HL_ACTION_NOOP, 0), RV_OK);
	assert_int_equal(parse(done, RV_HL_ACTION_ORDER, 2), RV_EPARSE);
	assert_int_equal(a.kind, RV_HL_ANSWER_UNREADABLE);
	all_unparsed();
	assert_int_equal(parse(ORDERS(""), RV_HL_ACTION_UPDATE_LEVERAGE, 0), RV_EPARSE);
	assert_int_equal(a.kind, RV_HL_ANSWER_UNREADABLE);
}

static void whole_actions_refused(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		rv_hl_refusal want;
		bool without_effect;
	} cases[] = {
		{ "Invalid nonce: duplicate nonce 1700000000000", RV_HL_REFUSAL_DUPLICATE_NONCE,
		  false },
		{ "Invalid nonce: nonce too low 17 < 18", RV_HL_REFUSAL_NONCE_TOO_LOW, true },
		{ "Invalid nonce: nonce too high 19 > 18", RV_HL_REFUSAL_NONCE_TOO_HIGH, true },
		{ "Action already expired", RV_HL_REFUSAL_EXPIRED, true },
		{ "User or API Wallet 0xc06d73162e9bffbcfbf1da59c511002a8f9155e5 does not exist.",
		  RV_HL_REFUSAL_UNKNOWN_SIGNER, true },
		{ "L1 error: User or API Wallet 0xcd9d does not exist.",
		  RV_HL_REFUSAL_UNKNOWN_SIGNER, true },
		{ "Unable to recover signer.", RV_HL_REFUSAL_BAD_SIGNATURE, true },
		{ "Must deposit before performing actions. User: 0x01", RV_HL_REFUSAL_NO_DEPOSIT,
		  true },
		{ "Too many cumulative requests sent (11 > 10) for cumulative volume traded $1.5. "
		  "Place taker orders to free up 1 request per USDC traded.",
		  RV_HL_REFUSAL_RATE, true },
		{ "Signed action over weight limit of 200.", RV_HL_REFUSAL_WEIGHT, true },
		{ "Cannot set scheduled cancel time until enough volume traded. Required: "
		  "$1000000. "
		  "Traded: $373.5.",
		  RV_HL_REFUSAL_SCHEDULE_VOLUME, true },
		{ "Too many scheduled cancels triggered for the day. Limit is 10",
		  RV_HL_REFUSAL_SCHEDULE_LIMIT, true },
		{ "Trading is halted.", RV_HL_REFUSAL_HALTED, true },
		{ "Vault not registered: 0x01", RV_HL_REFUSAL_OTHER, false },
		{ "Something new.", RV_HL_REFUSAL_OTHER, false },
		{ "", RV_HL_REFUSAL_OTHER, false },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		char body[512];
		(void)snprintf(body, sizeof(body), "{\"status\":\"err\",\"response\":\"%s\"}",
			       cases[i].text);
		assert_int_equal(parse(body, RV_HL_ACTION_ORDER, 3), RV_OK);
		assert_int_equal(a.kind, RV_HL_ANSWER_REFUSED);
		assert_int_equal(a.refusal, cases[i].want);
		assert_int_equal(strncmp(a.text, cases[i].text, RV_HL_ANSWER_TEXT - 1), 0);
		all_unparsed(); /* what is refused as a whole is said once */
		assert_int_equal(rv_hl_answer_without_effect(&a, true), cases[i].without_effect);
		assert_false(rv_hl_answer_without_effect(&a, false));
		assert_true(strlen(rv_hl_refusal_name(a.refusal)) > 0);
	}
}

static void recorded_statuses_by_prefix(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		rv_hl_status want;
	} cases[] = {
		{ "Price must be divisible by tick size. asset=1", RV_HL_STATUS_TICK_REJECTED },
		{ "Order must have minimum value of $10. asset=4",
		  RV_HL_STATUS_MIN_TRADE_NTL_REJECTED },
		{ "Reduce only order would increase position. asset=4",
		  RV_HL_STATUS_REDUCE_ONLY_REJECTED },
		{ "Post only order would have immediately matched, bbo was 1.2345@1.2346. asset=7",
		  RV_HL_STATUS_BAD_ALO_PX_REJECTED },
		{ "Order could not immediately match against any resting orders. asset=78",
		  RV_HL_STATUS_IOC_CANCEL_REJECTED },
		{ "Order could not immediately match against any resting orders.",
		  RV_HL_STATUS_IOC_CANCEL_REJECTED },
		{ "Invalid TP/SL price. asset=1", RV_HL_STATUS_BAD_TRIGGER_PX_REJECTED },
		{ "No liquidity available for market order. asset=1",
		  RV_HL_STATUS_NO_LIQUIDITY_REJECTED },
		{ "Order would increase open interest while open interest is capped",
		  RV_HL_STATUS_OI_CAP_INCREASE_REJECTED },
		{ "Order would increase open interest too quickly",
		  RV_HL_STATUS_OI_INCREASE_REJECTED },
		{ "Order rejected due to price more aggressive than oracle while at open interest "
		  "cap",
		  RV_HL_STATUS_OI_CAP_AGGRESSIVE_REJECTED },
		{ "Price too far from oracle asset=1", RV_HL_STATUS_ORACLE_REJECTED },
		{ "Order price too far from oracle", RV_HL_STATUS_ORACLE_REJECTED },
		{ "Order would cause position to exceed margin tier limit at current leverage",
		  RV_HL_STATUS_MAX_POSITION_REJECTED },
		{ "Only post-only orders allowed immediately after network upgrade",
		  RV_HL_STATUS_UNKNOWN },
		{ "A text that nobody has seen", RV_HL_STATUS_UNKNOWN },
	};
	for (size_t i = 0; i < LEN(cases); i++)
		assert_int_equal(rv_hl_recorded_of(cases[i].text), cases[i].want);
}

static void one_error_for_a_batch(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		bool of_request;
	} cases[] = {
		{ "Orders are empty.", true },
		{ "Order has invalid price.", true },
		{ "Order has invalid size.", true },
		{ "Order has zero size.", true },
		{ "Order price cannot be more than 80% away from the reference price", true },
		{ "Price must be divisible by tick size. asset=3", true },
		{ "Insufficient margin to place order. asset=3", false },
		{ "Order must have minimum value of $10. asset=3", false },
		{ "Only post-only orders allowed immediately after network upgrade", false },
		{ "Something new.", false },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		char body[512];
		(void)snprintf(body, sizeof(body), ORDERS(ERROR("%s")), cases[i].text);
		assert_int_equal(parse(body, RV_HL_ACTION_ORDER, 3),
				 cases[i].of_request ? RV_OK : RV_EPARSE);
		assert_int_equal(a.kind, RV_HL_ANSWER_STATUSES);
		assert_true(a.whole_batch_error);
		assert_string_equal(a.text, cases[i].text);
		for (size_t k = 0; k < 3; k++)
			assert_int_equal(a.v[k].kind, cases[i].of_request ? RV_HL_VERDICT_ERROR
									  : RV_HL_VERDICT_UNPARSED);
		/* For a single order it is simply that order's error. */
		assert_int_equal(parse(body, RV_HL_ACTION_ORDER, 1), RV_OK);
		assert_false(a.whole_batch_error);
		assert_int_equal(a.v[0].kind, RV_HL_VERDICT_ERROR);
	}
	assert_int_equal(parse(ORDERS(RESTING), RV_HL_ACTION_ORDER, 2), RV_EPARSE);
	assert_false(a.whole_batch_error);
	all_unparsed();
}

static void arrays_of_another_length(void **state)
{
	(void)state;
	for (size_t n = 0; n <= 4; n++) {
		const rv_status st = parse(ORDERS(RESTING "," ERROR("Order has zero size.")),
					   RV_HL_ACTION_ORDER, n);
		assert_int_equal(st, n == 2 ? RV_OK : RV_EPARSE);
		if (n != 2)
			all_unparsed();
	}
	assert_int_equal(parse(ORDERS(""), RV_HL_ACTION_ORDER, 0), RV_OK);
}

/* One element that is not understood leaves the others alone. */
static void elements_that_are_not_understood(void **state)
{
	(void)state;
	static const char *const odd[] = {
		"null",
		"5",
		"[]",
		"{}",
		"\"\"",
		"\"waiting\"",
		"\"Resting\"",
		"{\"error\":5}",
		"{\"error\":null}",
		"{\"rested\":{\"oid\":5}}",
		"{\"resting\":5}",
		"{\"resting\":{}}",
		"{\"resting\":{\"oid\":\"5\"}}",
		"{\"resting\":{\"oid\":0}}",
		"{\"resting\":{\"oid\":-5}}",
		"{\"resting\":{\"oid\":5.5}}",
		"{\"resting\":{\"oid\":1e309}}",
		"{\"resting\":{\"oid\":9223372036854775807}}",
		"{\"resting\":{\"oid\":5,\"cloid\":\"0x0\"}}",
		"{\"resting\":{\"oid\":5},\"error\":\"Order has zero size.\"}",
		"{\"filled\":{\"oid\":5,\"avgPx\":\"1.5\"}}",
		"{\"filled\":{\"oid\":5,\"avgPx\":\"1.5\",\"totalSz\":0.5}}",
		"{\"filled\":{\"oid\":5,\"avgPx\":\"1.5\",\"totalSz\":\"0.0\"}}",
		"{\"filled\":{\"oid\":5,\"avgPx\":\"1.5\",\"totalSz\":\"-1\"}}",
		"{\"filled\":{\"oid\":5,\"avgPx\":\"NaN\",\"totalSz\":\"1\"}}",
		"{\"filled\":{\"oid\":5,\"avgPx\":\"1e5\",\"totalSz\":\"1\"}}",
		"{\"filled\":{\"oid\":5,\"avgPx\":\"1\",\"totalSz\":\"9999999999999999999\"}}",
	};
	for (size_t i = 0; i < LEN(odd); i++) {
		char body[512];
		(void)snprintf(body, sizeof(body), ORDERS(RESTING ",%s," FILLED), odd[i]);
		if (parse(body, RV_HL_ACTION_ORDER, 3) != RV_EPARSE)
			fail_msg("accepted: %s", odd[i]);
		assert_int_equal(a.v[0].kind, RV_HL_VERDICT_RESTING);
		assert_int_equal(a.v[1].kind, RV_HL_VERDICT_UNPARSED);
		assert_int_equal(a.v[1].oid, 0); /* nothing half-read */
		assert_int_equal(a.v[2].kind, RV_HL_VERDICT_FILLED);
		assert_false(rv_hl_answer_without_effect(&a, true));
	}
}

static void bodies_that_are_no_answer(void **state)
{
	(void)state;
	static const char *const bodies[] = {
		"",
		"null",
		"5",
		"[]",
		"{}",
		"<html><body>502 Bad Gateway</body></html>",
		"{\"status\":\"ok\"}",
		"{\"status\":\"ok\",\"response\":null}",
		"{\"status\":\"ok\",\"response\":\"Action already expired\"}",
		"{\"status\":\"err\"}",
		"{\"status\":\"err\",\"response\":{\"type\":\"order\"}}",
		"{\"status\":\"OK\",\"response\":{\"type\":\"order\",\"data\":{\"statuses\":["
		"\"waitingForFill\",\"waitingForFill\"]}}}",
		"{\"status\":true,\"response\":{}}",
		"{\"status\":\"ok\",\"status\":\"ok\",\"response\":{\"type\":\"order\",\"data\":{"
		"\"statuses\":[\"waitingForFill\",\"waitingForFill\"]}}}",
		"{\"status\":\"ok\",\"response\":{\"type\":\"cancel\",\"data\":{\"statuses\":["
		"\"success\",\"success\"]}}}",
		"{\"status\":\"ok\",\"response\":{\"type\":\"order\",\"data\":{\"statuses\":{}}}}",
		"{\"status\":\"ok\",\"response\":{\"type\":\"order\",\"data\":{\"status\":"
		"\"success\"}}}",
		"{\"status\":\"ok\",\"response\":{\"type\":\"order\",\"data\":{\"statuses\":["
		"\"waitingForFill\",\"waitingForFill\"],\"status\":{\"error\":\"x\"}}}}",
		ORDERS(RESTING "," RESTING) "x",
		"{\"status\":\"ok\",\"response\":{\"type\":\"order\",\"data\":{\"statuses\":"
		"[" RESTING,
	};
	for (size_t i = 0; i < LEN(bodies); i++) {
		if (parse(bodies[i], RV_HL_ACTION_ORDER, 2) != RV_EPARSE)
			fail_msg("accepted: %s", bodies[i]);
		assert_int_equal(a.kind, RV_HL_ANSWER_UNREADABLE);
		all_unparsed();
		assert_false(rv_hl_answer_without_effect(&a, true));
	}
	const size_t n = RV_HL_ANSWER_BYTES + 1;
	char *long_body = malloc(n + 1);
	assert_non_null(long_body);
	memset(long_body, ' ', n);
	long_body[n] = '\0';
	assert_int_equal(parse(long_body, RV_HL_ACTION_ORDER, 2), RV_EPARSE);
	free(long_body);
}

static void http_statuses(void **state)
{
	(void)state;
	static const struct {
		int http;
		const char *body;
		bool without_effect;
	} cases[] = {
		{ 429, "null", true },
		{ 422, "Failed to deserialize the JSON body into the target type", true },
		{ 500, "null", false },
		{ 502, "<html>", false },
		{ 503, "", false },
		{ 504, ORDERS(RESTING), false },
		{ 403, "<html>", false },
		{ 301, "", false },
		{ 0, "", false },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		rv_err err = { 0 };
		assert_int_equal(rv_hl_parse_exchange(cases[i].http, cases[i].body,
						      strlen(cases[i].body), RV_HL_ACTION_ORDER, 2,
						      &a, &err),
				 RV_OK);
		assert_int_equal(a.kind, RV_HL_ANSWER_HTTP);
		assert_int_equal(a.http, cases[i].http);
		all_unparsed();
		assert_int_equal(rv_hl_answer_without_effect(&a, true), cases[i].without_effect);
		assert_false(rv_hl_answer_without_effect(&a, false));
	}
}

static rv_status parse_post(const char *s, size_t n)
{
	rv_err err = { 0 };
	const rv_status st = rv_hl_parse_post(s, strlen(s), RV_HL_ACTION_ORDER, n, &a, &err);
	assert_int_equal(st != RV_OK, err.text[0] != '\0');
	return st;
}

#define POST(response)                                                                             \
	"{\"channel\":\"post\",\"data\":{\"id\":1740172698150,\"response\":" response "}}"

static void answers_over_the_socket(void **state)
{
	(void)state;
	rv_err err = { 0 };
	int64_t id = 42;
	const char *resting = POST("{\"type\":\"action\",\"payload\":" ORDERS(RESTING) "}");
	assert_int_equal(rv_hl_parse_post_id(resting, strlen(resting), &id, &err), RV_OK);
	assert_int_equal(id, INT64_C(1740172698150));
	assert_int_equal(parse_post(resting, 1), RV_OK);
	assert_int_equal(a.v[0].kind, RV_HL_VERDICT_RESTING);
	assert_int_equal(parse_post(POST("{\"type\":\"action\",\"payload\":{\"status\":\"err\","
					 "\"response\":\"Action already expired\"}}"),
				    1),
			 RV_OK);
	assert_int_equal(a.refusal, RV_HL_REFUSAL_EXPIRED);
	static const struct {
		const char *text;
		int http;
	} errors[] = { { "429 Too Many Requests", 429 },
		       { "422", 422 },
		       { "Too many", 0 },
		       { "200 OK", 0 },
		       { "4290 x", 0 },
		       { "42", 0 },
		       { "", 0 } };
	for (size_t i = 0; i < LEN(errors); i++) {
		char text[256];
		(void)snprintf(text, sizeof(text), POST("{\"type\":\"error\",\"payload\":\"%s\"}"),
			       errors[i].text);
		assert_int_equal(parse_post(text, 1), RV_OK);
		assert_int_equal(a.kind, RV_HL_ANSWER_HTTP);
		assert_int_equal(a.http, errors[i].http);
		assert_string_equal(a.text, errors[i].text);
		all_unparsed();
	}
	static const char *const bad[] = {
		"{\"channel\":\"pong\"}",
		"{\"channel\":\"post\",\"data\":{\"response\":{}}}",
		"{\"channel\":\"post\",\"data\":{\"id\":\"5\",\"response\":{}}}",
		POST("null"),
		POST("{\"type\":\"info\",\"payload\":{}}"),
		POST("{\"type\":\"error\",\"payload\":5}"),
		POST("{\"type\":\"action\",\"payload\":null}"),
	};
	for (size_t i = 0; i < LEN(bad); i++) {
		if (parse_post(bad[i], 1) != RV_EPARSE)
			fail_msg("accepted: %s", bad[i]);
		assert_int_equal(a.kind, RV_HL_ANSWER_UNREADABLE);
		all_unparsed();
	}
}

/* Any damage to a good answer: nothing becomes an error or a refusal that was none. */
static void damage_never_looks_like_a_rejection(void **state)
{
	(void)state;
	static const char good[] = ORDERS(RESTING "," FILLED "," RESTING);
	rv_rng r;
	rv_rng_seed(&r, 2385, 8, 1);
	for (int i = 0; i < 20000; i++) {
		char text[sizeof(good)];
		size_t n = sizeof(good) - 1;
		rv_err err = { 0 };
		memcpy(text, good, sizeof(good));
		if (i % 3 == 0)
			n = (size_t)rv_rng_below(&r, n);
		else
			text[rv_rng_below(&r, n)] = (char)rv_rng_below(&r, 256);
		const rv_status st =
			rv_hl_parse_exchange(200, text, n, RV_HL_ACTION_ORDER, 3, &a, &err);
		for (size_t k = 0; k < 3; k++)
			assert_int_not_equal(a.v[k].kind, RV_HL_VERDICT_ERROR);
		assert_int_not_equal(a.kind, RV_HL_ANSWER_REFUSED);
		if (i % 3 == 0)
			assert_int_equal(st, RV_EPARSE);
	}
}

static void take(const char *data, size_t n)
{
	rv_err err = { 0 };
	assert_true(n >= 2);
	const rv_status st = rv_hl_parse_exchange(200, data + 2, n - 2, RV_HL_ACTION_ORDER,
						  (size_t)data[1] % 10, &a, &err);
	assert_int_equal(st != RV_OK, err.text[0] != '\0');
}

static void the_corpus_passes(void **state)
{
	(void)state;
	assert_true(rv_run_corpus("tests/fuzz/corpus/fuzz_parse_exchange", take) >= 15);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_batch_of_every_kind),
		cmocka_unit_test(cancels),
		cmocka_unit_test(actions_without_items),
		cmocka_unit_test(whole_actions_refused),
		cmocka_unit_test(recorded_statuses_by_prefix),
		cmocka_unit_test(one_error_for_a_batch),
		cmocka_unit_test(arrays_of_another_length),
		cmocka_unit_test(elements_that_are_not_understood),
		cmocka_unit_test(bodies_that_are_no_answer),
		cmocka_unit_test(http_statuses),
		cmocka_unit_test(answers_over_the_socket),
		cmocka_unit_test(damage_never_looks_like_a_rejection),
		cmocka_unit_test(the_corpus_passes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
