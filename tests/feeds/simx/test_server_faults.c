/*
 * Every fault that a plan can put into trading, over real sockets: what the client gets, and what
 * the venue's own books say has been done meanwhile.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/sim_trader.h"

enum { BTC = 0, IMPATIENT_MS = 400 };

static sim_trader trader;

static int setup(void **state)
{
	assert_int_equal(venue_setup(state), 0);
	sim_venue *f = *state;
	f->test_control = true;
	/* libcurl would send a request again whose connection ended before the answer */
	(void)curl_easy_setopt(f->curl, CURLOPT_FRESH_CONNECT, 1L);
	trader_make(&trader, 2);
	return 0;
}

static int teardown(void **state)
{
	trader_free(&trader);
	return venue_teardown(state);
}

#define fault_test(t) cmocka_unit_test_setup_teardown(t, setup, teardown)

/* Starts the venue under a plan of one entry that is active for the first minute. */
static void launch(sim_venue *f, const char *match, const char *fault)
{
	char plan[256];
	(void)snprintf(plan, sizeof(plan), "[{\"at\":0,\"for\":60,\"match\":\"%s\",\"do\":%s}]",
		       match, fault);
	venue_launch(f, false, plan);
	trader_enter(&trader, f, 0);
}

/* Orders and actions in the venue's books. */
static void count(sim_venue *f, int *orders, int *actions)
{
	char *text = NULL;
	assert_int_equal(rv_sim_ledger(f->sim, &text), RV_OK);
	cJSON *v = cJSON_Parse(text);
	free(text);
	const cJSON *a = cJSON_GetArrayItem(cJSON_GetObjectItem(v, "accounts"), 0);
	*orders = cJSON_GetArraySize(cJSON_GetObjectItem(a, "orders"));
	*actions = cJSON_GetArraySize(cJSON_GetObjectItem(v, "actions"));
	cJSON_Delete(v);
}

static rv_hl_action resting(void)
{
	return trader_order(BTC, true, "50000", "0.001", RV_HL_TIF_GTC);
}

static rv_hl_action taking(sim_venue *f, const char *sz)
{
	char px[RV_DEC_TEXT];
	trader_best(f, "BTC", 1, px);
	return trader_order(BTC, true, px, sz, RV_HL_TIF_IOC);
}

static void what_a_client_gets_and_what_is_done(void **state)
{
	sim_venue *f = *state;
	static const struct {
		const char *fault; /* behind "do": */
		CURLcode rc;	   /* CURLE_OK: an answer with this status and this in its body */
		long status;
		const char *body;
		int orders, actions; /* more in the books afterwards */
	} cases[] = {
		{ "\"no_accept\"", CURLE_GOT_NOTHING, 0, "", 0, 0 },
		{ "\"refuse\"", CURLE_GOT_NOTHING, 0, "", 0, 0 },
		{ "\"status\",\"code\":502", CURLE_OK, 502, "<h1>502</h1>", 0, 0 },
		{ "\"status\",\"code\":429,\"retry_after\":3", CURLE_OK, 429, "null", 0, 0 },
		{ "\"status\",\"code\":500", CURLE_OK, 500, "null", 0, 0 },
		{ "\"drop_answer\"", CURLE_GOT_NOTHING, 0, "", 1, 1 },
		{ "\"error_status\",\"code\":504", CURLE_OK, 504, "<h1>504</h1>", 1, 1 },
		{ "\"truncate\"", CURLE_PARTIAL_FILE, 200, "{\"status\":\"ok\"", 1, 1 },
		{ "\"garbage\"", CURLE_OK, 200, "garbage", 1, 1 },
		{ "\"silent\"", CURLE_OPERATION_TIMEDOUT, 0, "", 1, 1 },
		{ "\"ack_delay\",\"ms\":50", CURLE_OK, 200, "{\"resting\":{\"oid\":", 1, 1 },
		{ "\"answer_only\"", CURLE_OK, 200, "{\"resting\":{\"oid\":", 0, 0 },
		{ "\"short_statuses\"", CURLE_OK, 200, "\"statuses\":[]", 1, 1 },
		{ "\"post_only\"", CURLE_OK, 200,
		  "{\"error\":\"Only post-only orders allowed immediately after network upgrade\"}",
		  1, 1 },
		{ "\"oi_capped\"", CURLE_OK, 200,
		  "{\"error\":\"Order would increase open interest while open interest is "
		  "capped\"}",
		  1, 1 },
		{ "\"agent_expired\"", CURLE_OK, 200, "does not exist.\"}", 0, 0 },
		{ "\"rate_exhausted\"", CURLE_OK, 200,
		  "Too many cumulative requests sent (10001 > 10000) for cumulative volume traded "
		  "$0. Place taker orders to free up 1 request per USDC traded.",
		  0, 0 },
	};
	char plan[4096] = "[";
	size_t n = 1;
	for (size_t i = 0; i < LEN(cases); i++)
		n += (size_t)snprintf(plan + n, sizeof(plan) - n,
				      "%s{\"at\":%zu,\"for\":10,\"match\":\"%s\",\"do\":%s}",
				      i ? "," : "", 10 * i, i % 2 ? "exchange" : "exchange.order",
				      cases[i].fault);
	assert_true(n < sizeof(plan) - 2);
	plan[n] = ']';
	plan[n + 1] = '\0';
	venue_launch(f, false, plan);
	trader_enter(&trader, f, 0);
	int had_orders = 0, had_actions = 0;
	for (size_t i = 0; i < LEN(cases); i++) {
		long status = 0;
		int orders = -1, actions = -1;
		const rv_hl_action a = resting();
		rv_clock_set(f->clock, venue_start + (int64_t)i * 10000);
		f->wait_ms = cases[i].rc == CURLE_OPERATION_TIMEDOUT ? IMPATIENT_MS : 0;
		const CURLcode rc =
			venue_request(f, "/exchange", trader_sign(&trader, &a), &status);
		f->wait_ms = 0;
		count(f, &orders, &actions);
		if (rc != cases[i].rc || (rc == CURLE_OK && status != cases[i].status) ||
		    !strstr(f->body, cases[i].body) || orders - had_orders != cases[i].orders ||
		    actions - had_actions != cases[i].actions)
			fail_msg("%s: %s, status %ld, '%s', %d orders, %d actions", cases[i].fault,
				 curl_easy_strerror(rc), status, f->body, orders, actions);
		had_orders = orders;
		had_actions = actions;
	}
}

static void a_fault_of_one_action_leaves_the_others(void **state)
{
	sim_venue *f = *state;
	launch(f, "exchange.order", "\"no_accept\"");
	const rv_hl_action noop = { .kind = RV_HL_ACTION_NOOP };
	venue_expect(f, "/exchange", trader_sign(&trader, &noop), 200);
	rv_clock_set(f->clock, venue_start + 60000);
	const rv_hl_action a = resting();
	venue_expect(f, "/exchange", trader_sign(&trader, &a), 200);
}

static void a_delayed_answer_comes(void **state)
{
	sim_venue *f = *state;
	launch(f, "exchange.order", "\"ack_delay\",\"ms\":500");
	const rv_hl_action a = resting();
	const int64_t before = rv_mono_ms();
	venue_expect(f, "/exchange", trader_sign(&trader, &a), 200);
	assert_true(rv_mono_ms() - before >= 500);
}

static void the_same_bytes_twice_are_one_order(void **state)
{
	sim_venue *f = *state;
	launch(f, "exchange.order", "\"drop_answer\"");
	long status = 0;
	int orders = 0, actions = 0;
	char want[128];
	const rv_hl_action a = resting();
	const char *body = trader_sign(&trader, &a);
	assert_int_equal(venue_request(f, "/exchange", body, &status), CURLE_GOT_NOTHING);
	rv_clock_set(f->clock, venue_start + 60000);
	venue_expect(f, "/exchange", body, 200);
	(void)snprintf(want, sizeof(want),
		       "{\"status\":\"err\",\"response\":\"Invalid nonce: duplicate nonce %lld\"}",
		       (long long)(trader.nonce - 1));
	assert_string_equal(f->body, want);
	count(f, &orders, &actions);
	assert_int_equal(orders, 1);
	assert_int_equal(actions, 1);
}

static void schedules_are_refused(void **state)
{
	sim_venue *f = *state;
	launch(f, "exchange.scheduleCancel", "\"schedule_refused\"");
	char text[160];
	(void)snprintf(text, sizeof(text), "{\"user\":\"%s\",\"volume\":\"1000000.5\"}",
		       trader.user);
	venue_expect(f, "/_test/account", text, 200);
	const rv_hl_action a = { .kind = RV_HL_ACTION_SCHEDULE_CANCEL,
				 .u.cancel_at_ms = venue_start + 70000 };
	assert_string_equal(
		trader_send(&trader, f, &a),
		"{\"status\":\"err\",\"response\":\"Cannot set scheduled cancel time "
		"until enough volume traded. Required: $1000000. Traded: $1000000.5.\"}");
	rv_clock_set(f->clock, venue_start + 60000);
	assert_string_equal(trader_send(&trader, f, &a),
			    "{\"status\":\"ok\",\"response\":{\"type\":\"default\"}}");
}

static void an_order_is_unknown_for_a_while(void **state)
{
	sim_venue *f = *state;
	launch(f, "info.orderStatus", "\"unknown_oid\"");
	char ask[128];
	const rv_hl_action a = resting();
	const char *oid = strstr(trader_send(&trader, f, &a), "\"oid\":");
	assert_non_null(oid);
	(void)snprintf(ask, sizeof(ask), "\"type\":\"orderStatus\",\"oid\":%lld",
		       strtoll(oid + 6, NULL, 10));
	cJSON_Delete(trader_ask(&trader, f, ask));
	assert_string_equal(f->body, "{\"status\":\"unknownOid\"}");
	cJSON_Delete(trader_ask(&trader, f, "\"type\":\"openOrders\""));
	assert_non_null(strstr(f->body, "\"oid\":")); /* the others still know it */
	rv_clock_set(f->clock, venue_start + 60000);
	cJSON_Delete(trader_ask(&trader, f, ask));
	assert_non_null(strstr(f->body, "\"status\":\"open\""));
}

static void follow_fills(sim_venue *f, rv_ws_raw *w)
{
	char what[128];
	cJSON *whole = NULL;
	venue_join(f, w);
	(void)snprintf(what, sizeof(what), "{\"type\":\"userFills\",\"user\":\"%s\"}", trader.user);
	venue_subscribe(w, what);
	(void)venue_next_of(w, "userFills", &whole); /* the snapshot */
	cJSON_Delete(whole);
}

/* Sizes of the fills in the next message, separated by blanks. */
static const char *next_sizes(rv_ws_raw *w)
{
	static char text[128];
	cJSON *whole = NULL;
	size_t n = 0;
	const cJSON *fills = cJSON_GetObjectItem(venue_next_of(w, "userFills", &whole), "fills");
	for (const cJSON *v = fills->child; v; v = v->next)
		n += (size_t)snprintf(text + n, sizeof(text) - n, "%s%s", n ? " " : "",
				      cJSON_GetObjectItem(v, "sz")->valuestring);
	cJSON_Delete(whole);
	return text;
}

static void take(sim_venue *f, const char *sz)
{
	const rv_hl_action a = taking(f, sz);
	assert_non_null(strstr(trader_send(&trader, f, &a), "\"filled\""));
}

static void fills_come_late(void **state)
{
	sim_venue *f = *state;
	launch(f, "ws.userFills", "\"late_fills\",\"ms\":3000");
	rv_ws_raw w;
	follow_fills(f, &w);
	take(f, "0.00123");
	assert_null(rv_ws_raw_next(&w, VENUE_QUIET_MS));
	venue_block_at(f, venue_start + 2999);
	assert_null(rv_ws_raw_next(&w, VENUE_QUIET_MS));
	venue_block_at(f, venue_start + 3000);
	assert_string_equal(next_sizes(&w), "0.00123");
	rv_ws_raw_close(&w);
}

static void fills_are_hidden_from_questions(void **state)
{
	sim_venue *f = *state;
	launch(f, "info.userFillsByTime", "\"late_fills\",\"ms\":3000");
	take(f, "0.00123");
	static const char ask[] = "\"type\":\"userFillsByTime\",\"startTime\":0";
	cJSON *v = trader_ask(&trader, f, ask);
	assert_int_equal(cJSON_GetArraySize(v), 0);
	cJSON_Delete(v);
	rv_clock_set(f->clock, venue_start + 3000);
	v = trader_ask(&trader, f, ask);
	assert_int_equal(cJSON_GetArraySize(v), 1);
	cJSON_Delete(v);
}

static void fills_come_twice_or_wrong(void **state)
{
	sim_venue *f = *state;
	launch(f, "*", "\"duplicate_fills\"");
	rv_ws_raw w;
	follow_fills(f, &w);
	take(f, "0.00123");
	assert_string_equal(next_sizes(&w), "0.00123 0.00123");
	cJSON *v = trader_ask(&trader, f, "\"type\":\"userFills\"");
	assert_int_equal(cJSON_GetArraySize(v), 2);
	cJSON_Delete(v);
	rv_ws_raw_close(&w);
	rv_sim_stop(f->sim);
	f->sim = NULL;
	launch(f, "ws.userFills", "\"wrong_fill_size\"");
	follow_fills(f, &w);
	take(f, "0.00123");
	assert_string_equal(next_sizes(&w), "0.00124");
	v = trader_ask(&trader, f, "\"type\":\"userFills\"");
	assert_string_equal(cJSON_GetObjectItem(cJSON_GetArrayItem(v, 0), "sz")->valuestring,
			    "0.00123");
	cJSON_Delete(v);
	rv_ws_raw_close(&w);
}

static void fills_overtake_each_other(void **state)
{
	sim_venue *f = *state;
	launch(f, "ws.userFills", "\"reorder_fills\"");
	rv_ws_raw w;
	follow_fills(f, &w);
	take(f, "0.00123");
	take(f, "0.00234");
	assert_string_equal(next_sizes(&w), "0.00234");
	venue_block_at(f, venue_start + 400);
	assert_string_equal(next_sizes(&w), "0.00123");
	rv_ws_raw_close(&w);
}

static void posts_have_faults_too(void **state)
{
	sim_venue *f = *state;
	char text[2048];
	rv_ws_raw w;
	int orders = 0, actions = 0;
	const rv_hl_action a = resting();
	launch(f, "exchange.order", "\"status\",\"code\":503");
	venue_join(f, &w);
	(void)snprintf(
		text, sizeof(text),
		"{\"method\":\"post\",\"id\":1,\"request\":{\"type\":\"action\",\"payload\":%s}}",
		trader_sign(&trader, &a));
	rv_ws_raw_send(&w, text);
	assert_string_equal(
		rv_ws_raw_next(&w, VENUE_WAIT_MS),
		"{\"channel\":\"post\",\"data\":{\"id\":1,\"response\":{\"type\":\"error\","
		"\"payload\":\"503 Service Unavailable\"}}}");
	count(f, &orders, &actions);
	assert_int_equal(orders, 0);
	rv_ws_raw_close(&w);
	rv_sim_stop(f->sim);
	f->sim = NULL;
	launch(f, "exchange.order", "\"drop_answer\"");
	venue_join(f, &w);
	rv_ws_raw_send(&w, text);
	assert_null(rv_ws_raw_next(&w, VENUE_WAIT_MS));
	assert_int_equal(w.close_code, 1006);
	count(f, &orders, &actions);
	assert_int_equal(orders, 1);
	rv_ws_raw_close(&w);
	rv_sim_stop(f->sim);
	f->sim = NULL;
	launch(f, "exchange.order", "\"ack_delay\",\"ms\":300");
	venue_join(f, &w);
	const int64_t before = rv_mono_ms();
	rv_ws_raw_send(&w, text);
	const char *answer = rv_ws_raw_next(&w, VENUE_WAIT_MS);
	assert_non_null(answer);
	assert_non_null(strstr(answer, "\"resting\""));
	assert_true(rv_mono_ms() - before >= 300);
	rv_ws_raw_close(&w);
}

static void hands_of_others(void **state)
{
	sim_venue *f = *state;
	launch(f, "ws.trades", "\"gap\"");
	char text[256], before[RV_DEC_TEXT], after[RV_DEC_TEXT];
	rv_ws_raw w;
	follow_fills(f, &w);
	(void)snprintf(text, sizeof(text),
		       "{\"user\":\"%s\",\"coin\":\"ETH\",\"side\":\"A\",\"sz\":\"1.5\"}",
		       trader.user);
	venue_expect(f, "/_test/fill", text, 200);
	assert_string_equal(next_sizes(&w), "1.5");
	(void)snprintf(text, sizeof(text),
		       "{\"user\":\"%s\",\"coin\":\"ETH\",\"side\":\"B\",\"sz\":\"0.5\","
		       "\"kind\":\"adl\"}",
		       trader.user);
	venue_expect(f, "/_test/fill", text, 200);
	cJSON *v = trader_ask(&trader, f, "\"type\":\"userFills\"");
	const cJSON *row = cJSON_GetArrayItem(v, 0);
	assert_string_equal(cJSON_GetObjectItem(row, "dir")->valuestring, "Auto-Deleveraging");
	assert_string_equal(cJSON_GetObjectItem(row, "startPosition")->valuestring, "-1.5");
	assert_true(cJSON_IsObject(cJSON_GetObjectItem(row, "liquidation")));
	cJSON_Delete(v);
	(void)snprintf(text, sizeof(text), "{\"user\":\"%s\",\"usdc\":\"-12.5\"}", trader.user);
	venue_expect(f, "/_test/deposit", text, 200);
	v = trader_ask(&trader, f, "\"type\":\"userNonFundingLedgerUpdates\",\"startTime\":0");
	assert_int_equal(cJSON_GetArraySize(v), 2); /* what it started with, and this */
	cJSON_Delete(v);
	assert_non_null(strstr(f->body, "\"type\":\"withdraw\",\"usdc\":\"12.5\""));
	trader_best(f, "ETH", 0, before);
	venue_expect(f, "/_test/move", "{\"coin\":\"ETH\",\"factor\":0.5}", 200);
	trader_best(f, "ETH", 0, after);
	assert_close("bid", strtod(after, NULL) / strtod(before, NULL), 0.5, 0.01);
	venue_expect(f, "/_test/move", "{\"coin\":\"ETH\",\"factor\":0}", 400);
	venue_expect(f, "/_test/move", "{\"coin\":\"NOPE\",\"factor\":2}", 400);
	venue_expect(f, "/_test/clock", "{\"utc_ms\":\"later\"}", 400);
	venue_expect(f, "/_test/clock", "{\"utc_ms\":1}", 400); /* back */
	venue_expect(f, "/_test/deposit", "[]", 400);
	venue_expect(f, "/_test/fill", "{\"user\":\"0x12\"}", 400);
	venue_expect(f, "/_test/nothing", "{}", 404);
	rv_ws_raw_close(&w);
}

/* Orders go, the position settles, nobody trades it any more. */
static void a_coin_is_delisted(void **state)
{
	sim_venue *f = *state;
	f->test_control = true;
	venue_launch(f, false, NULL);
	trader_enter(&trader, f, 0);
	const rv_hl_action take = taking(f, "0.01"), rest = resting();
	assert_non_null(strstr(trader_send(&trader, f, &take), "\"filled\""));
	assert_non_null(strstr(trader_send(&trader, f, &rest), "\"resting\""));
	venue_expect(f, "/_test/delist", "{\"coin\":\"NOPE\"}", 400);
	venue_expect(f, "/_test/delist", "{\"coin\":\"BTC\"}", 200);
	cJSON_Delete(trader_ask(&trader, f, "\"type\":\"clearinghouseState\""));
	assert_non_null(strstr(f->body, "\"assetPositions\":[]"));
	cJSON_Delete(trader_ask(&trader, f, "\"type\":\"historicalOrders\""));
	assert_non_null(strstr(f->body, "\"delistedCanceled\""));
	cJSON_Delete(trader_ask(&trader, f, "\"type\":\"userFills\""));
	assert_non_null(strstr(f->body, "\"dir\":\"Settlement\""));
	assert_non_null(strstr(trader_send(&trader, f, &rest), "Trading is halted."));
	venue_expect(f, "/info", "{\"type\":\"meta\"}", 200);
	const char *btc = strstr(f->body, "\"name\":\"BTC\""),
		   *gone = strstr(f->body, "isDelisted");
	assert_true(btc && gone && gone > btc && gone < strstr(f->body, "\"name\":\"ETH\""));
	venue_expect(f, "/info", "{\"type\":\"allMids\"}", 200);
	assert_null(strstr(f->body, "\"BTC\":"));
}

/* The allowance is used up: orders are refused, cancels have one of their own. */
static void an_allowance_that_is_used_up(void **state)
{
	sim_venue *f = *state;
	char json[160];
	f->test_control = true;
	venue_launch(f, false, NULL);
	trader_enter(&trader, f, 0);
	const rv_hl_action rest = resting();
	assert_non_null(strstr(trader_send(&trader, f, &rest), "\"resting\""));
	(void)snprintf(json, sizeof(json), "{\"user\":\"%s\",\"requests\":\"10000\"}", trader.user);
	venue_expect(f, "/_test/account", json, 200);
	(void)trader_send(&trader, f, &rest); /* one each ten seconds is let through */
	assert_non_null(
		strstr(trader_send(&trader, f, &rest), "Too many cumulative requests sent"));
	rv_hl_action cancel = { .kind = RV_HL_ACTION_CANCEL, .n = 1 };
	cancel.u.cancel[0] = (rv_hl_cancel){ .asset = BTC, .oid = 1 };
	assert_non_null(strstr(trader_send(&trader, f, &cancel), "was never placed"));
	(void)snprintf(json, sizeof(json), "{\"user\":\"%s\",\"requests\":\"-1\"}", trader.user);
	venue_expect(f, "/_test/account", json, 200); /* as it was */
	(void)snprintf(json, sizeof(json), "{\"user\":\"%s\",\"requests\":5}", trader.user);
	venue_expect(f, "/_test/account", json, 400);
}

/* Another plan while the venue runs, its seconds counted from then; a wrong one changes nothing. */
static void a_plan_from_now_on(void **state)
{
	sim_venue *f = *state;
	static const char ask[] = "{\"type\":\"exchangeStatus\"}";
	f->test_control = true;
	venue_launch(f, false, NULL);
	venue_block_at(f, venue_start + 60000);
	venue_expect(f, "/info", ask, 200);
	venue_expect(f, "/_test/faults",
		     "{\"plan\":[{\"at\":0,\"for\":9,\"match\":\"info\",\"do\":\"status\","
		     "\"code\":503}]}",
		     200);
	venue_expect(f, "/info", ask, 503);
	venue_expect(f, "/_test/faults", "{\"plan\":[{\"at\":0}]}", 400);
	venue_expect(f, "/_test/faults", "{}", 400);
	venue_expect(f, "/info", ask, 503);
	venue_block_at(f, venue_start + 69000);
	venue_expect(f, "/info", ask, 200);
	venue_block_at(f, venue_start + 68000);
	venue_expect(f, "/info", ask, 503);
	venue_expect(f, "/_test/faults", "{\"plan\":[]}", 200);
	venue_expect(f, "/info", ask, 200);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		fault_test(what_a_client_gets_and_what_is_done),
		fault_test(a_fault_of_one_action_leaves_the_others),
		fault_test(a_delayed_answer_comes),
		fault_test(the_same_bytes_twice_are_one_order),
		fault_test(schedules_are_refused),
		fault_test(an_order_is_unknown_for_a_while),
		fault_test(fills_come_late),
		fault_test(fills_are_hidden_from_questions),
		fault_test(fills_come_twice_or_wrong),
		fault_test(fills_overtake_each_other),
		fault_test(posts_have_faults_too),
		fault_test(hands_of_others),
		fault_test(a_coin_is_delisted),
		fault_test(an_allowance_that_is_used_up),
		fault_test(a_plan_from_now_on),
	};
	return cmocka_run_group_tests_name("simx_server_faults", tests, venue_group_setup,
					   venue_group_teardown);
}
