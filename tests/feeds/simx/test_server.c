/*
 * Trading at the venue over real sockets: place, rest, fill, cancel; what the streams say of it;
 * requests over the WebSocket; the ledger and the controls of tests.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/timefmt.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/sim_trader.h"

enum { BTC = 0 };

static sim_trader trader;

static int setup(void **state)
{
	assert_int_equal(venue_setup(state), 0);
	trader_make(&trader, 1);
	return 0;
}

static int teardown(void **state)
{
	trader_free(&trader);
	return venue_teardown(state);
}

#define server_test(t) cmocka_unit_test_setup_teardown(t, setup, teardown)

static void launch(sim_venue *f)
{
	venue_launch(f, true, NULL);
	trader_enter(&trader, f, 0);
}

static const char *text_of(const cJSON *o, const char *key)
{
	const cJSON *v = cJSON_GetObjectItemCaseSensitive(o, key);
	if (!cJSON_IsString(v))
		fail_msg("no \"%s\"", key);
	return v->valuestring;
}

/* The newest message of a channel must be this text but for what stands in it as %. */
static void expect_text(const char *got, const char *want)
{
	while (*want) {
		if (*want == '%') {
			want++;
			while (*got && *got != *want)
				got++;
			continue;
		}
		if (*got != *want)
			fail_msg("'%s' where '%s' was expected", got, want);
		got++;
		want++;
	}
	assert_string_equal(got, "");
}

static void buys_and_is_told(void **state)
{
	sim_venue *f = *state;
	launch(f);
	char px[RV_DEC_TEXT];
	trader_best(f, "BTC", 1, px);
	const rv_hl_action a = trader_order(BTC, true, px, "0.00123", RV_HL_TIF_IOC);
	expect_text(trader_send(&trader, f, &a),
		    "{\"status\":\"ok\",\"response\":{\"type\":\"order\",\"data\":{\"statuses\":["
		    "{\"filled\":{\"totalSz\":\"0.00123\",\"avgPx\":\"%\",\"oid\":%}}]}}}");
	cJSON *v = trader_ask(&trader, f, "\"type\":\"clearinghouseState\"");
	const cJSON *p = cJSON_GetArrayItem(cJSON_GetObjectItem(v, "assetPositions"), 0);
	assert_string_equal(text_of(p, "type"), "oneWay");
	p = cJSON_GetObjectItem(p, "position");
	assert_string_equal(text_of(p, "coin"), "BTC");
	assert_string_equal(text_of(p, "szi"), "0.00123");
	assert_string_equal(text_of(p, "entryPx"), px);
	cJSON_Delete(v);
	v = trader_ask(&trader, f, "\"type\":\"userFillsByTime\",\"startTime\":0");
	assert_int_equal(cJSON_GetArraySize(v), 1);
	assert_string_equal(text_of(cJSON_GetArrayItem(v, 0), "dir"), "Open Long");
	cJSON_Delete(v);
	/* an agent has no state of its own */
	char ask[128], agent[RV_ADDRESS_TEXT];
	(void)snprintf(ask, sizeof(ask), "{\"type\":\"clearinghouseState\",\"user\":\"%s\"}",
		       rv_address_format(trader.agent, agent));
	venue_expect(f, "/info", ask, 200);
	assert_non_null(strstr(f->body, "\"accountValue\":\"0.0\""));
	assert_non_null(strstr(f->body, "\"assetPositions\":[]"));
}

static void rests_and_is_cancelled(void **state)
{
	sim_venue *f = *state;
	launch(f);
	char px[RV_DEC_TEXT];
	trader_best(f, "BTC", 0, px);
	rv_hl_action a = trader_order(BTC, true, "50000", "0.001", RV_HL_TIF_ALO);
	a.u.order.v[0].has_cloid = true;
	memset(a.u.order.v[0].cloid.b, 0xab, RV_HL_CLOID_BYTES);
	expect_text(
		trader_send(&trader, f, &a),
		"{\"status\":\"ok\",\"response\":{\"type\":\"order\",\"data\":{\"statuses\":["
		"{\"resting\":{\"oid\":%,\"cloid\":\"0xabababababababababababababababab\"}}]}}}");
	cJSON *v = trader_ask(&trader, f, "\"type\":\"openOrders\"");
	assert_int_equal(cJSON_GetArraySize(v), 1);
	assert_string_equal(text_of(cJSON_GetArrayItem(v, 0), "limitPx"), "50000.0");
	cJSON_Delete(v);
	v = trader_ask(&trader, f,
		       "\"type\":\"orderStatus\",\"oid\":\"0xABABabababababababababababababab\"");
	assert_string_equal(text_of(v, "status"), "order");
	assert_string_equal(text_of(cJSON_GetObjectItem(v, "order"), "status"), "open");
	cJSON_Delete(v);
	rv_hl_action c = { .kind = RV_HL_ACTION_CANCEL_CLOID, .n = 1 };
	c.u.cancel_cloid[0] = (rv_hl_cancel_cloid){ .asset = BTC, .cloid = a.u.order.v[0].cloid };
	assert_string_equal(trader_send(&trader, f, &c),
			    "{\"status\":\"ok\",\"response\":{\"type\":\"cancel\",\"data\":{"
			    "\"statuses\":[\"success\"]}}}");
	assert_string_equal(trader_send(&trader, f, &c),
			    "{\"status\":\"ok\",\"response\":{\"type\":\"cancel\",\"data\":{"
			    "\"statuses\":[{\"error\":\"Order was never placed, already canceled, "
			    "or filled. asset=0\"}]}}}");
}

static void streams_tell_in_order(void **state)
{
	sim_venue *f = *state;
	launch(f);
	rv_ws_raw w;
	cJSON *whole = NULL;
	char what[160], px[RV_DEC_TEXT];
	static const char *const types[] = { "userFills", "orderUpdates", "userEvents",
					     "userFundings" };
	venue_join(f, &w);
	for (size_t i = 0; i < LEN(types); i++) {
		(void)snprintf(what, sizeof(what), "{\"type\":\"%s\",\"user\":\"%s\"}", types[i],
			       trader.user);
		venue_subscribe(&w, what);
		if (i % 3 != 0)
			continue;
		const cJSON *d = venue_next_of(&w, types[i], &whole);
		assert_true(cJSON_IsTrue(cJSON_GetObjectItem(d, "isSnapshot")));
		cJSON_Delete(whole);
	}
	trader_best(f, "BTC", 1, px);
	const rv_hl_action a = trader_order(BTC, true, px, "0.00123", RV_HL_TIF_IOC);
	(void)trader_send(&trader, f, &a);
	const cJSON *d = venue_next_of(&w, "userFills", &whole);
	assert_null(cJSON_GetObjectItem(d, "isSnapshot"));
	assert_string_equal(text_of(d, "user"), trader.user);
	assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(d, "fills")), 1);
	cJSON_Delete(whole);
	d = venue_next_of(&w, "orderUpdates", &whole);
	assert_string_equal(text_of(cJSON_GetArrayItem(d, 0), "status"), "filled");
	cJSON_Delete(whole);
	d = venue_next_of(&w, "user", &whole);
	assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(d, "fills")), 1);
	cJSON_Delete(whole);
	/* the hour turns: funding */
	venue_block_at(f, venue_start + 3000);
	d = venue_next_of(&w, "userFundings", &whole);
	const cJSON *row = cJSON_GetArrayItem(cJSON_GetObjectItem(d, "fundings"), 0);
	assert_string_equal(text_of(row, "coin"), "BTC");
	assert_string_equal(text_of(row, "szi"), "0.00123");
	cJSON_Delete(whole);
	rv_ws_raw_close(&w);
}

static void posts_over_the_socket(void **state)
{
	sim_venue *f = *state;
	launch(f);
	rv_ws_raw w;
	cJSON *whole = NULL;
	char text[2048], px[RV_DEC_TEXT];
	venue_join(f, &w);
	rv_ws_raw_send(&w,
		       "{\"method\":\"post\",\"id\":7,\"request\":{\"type\":\"info\",\"payload\":"
		       "{\"type\":\"exchangeStatus\"}}}");
	assert_string_equal(
		rv_ws_raw_next(&w, VENUE_WAIT_MS),
		"{\"channel\":\"post\",\"data\":{\"id\":7,\"response\":{\"type\":\"info\","
		"\"payload\":{\"type\":\"exchangeStatus\",\"data\":{\"time\":1795190399000,"
		"\"specialStatuses\":null}}}}}");
	trader_best(f, "BTC", 0, px);
	const rv_hl_action a = trader_order(BTC, false, px, "0.00123", RV_HL_TIF_IOC);
	(void)snprintf(
		text, sizeof(text),
		"{\"method\":\"post\",\"id\":8,\"request\":{\"type\":\"action\",\"payload\":%s}}",
		trader_sign(&trader, &a));
	rv_ws_raw_send(&w, text);
	const cJSON *d = venue_next_of(&w, "post", &whole);
	const cJSON *response = cJSON_GetObjectItem(d, "response");
	assert_string_equal(text_of(response, "type"), "action");
	assert_string_equal(text_of(cJSON_GetObjectItem(response, "payload"), "status"), "ok");
	cJSON_Delete(whole);
	rv_ws_raw_send(&w,
		       "{\"method\":\"post\",\"id\":9,\"request\":{\"type\":\"info\",\"payload\":"
		       "{\"type\":\"nope\"}}}");
	assert_string_equal(
		rv_ws_raw_next(&w, VENUE_WAIT_MS),
		"{\"channel\":\"post\",\"data\":{\"id\":9,\"response\":{\"type\":\"error\","
		"\"payload\":\"422 Unprocessable Entity\"}}}");
	rv_ws_raw_send(&w, "{\"method\":\"post\",\"id\":9,\"request\":{\"type\":\"x\"}}");
	assert_string_equal(
		rv_ws_raw_next(&w, VENUE_WAIT_MS),
		"{\"channel\":\"error\",\"data\":\"Error parsing JSON into valid websocket "
		"request: {\\\"method\\\":\\\"post\\\",\\\"id\\\":9,\\\"request\\\":{"
		"\\\"type\\\":\\\"x\\\"}}\"}");
	rv_ws_raw_close(&w);
}

static void ten_users_are_the_most(void **state)
{
	sim_venue *f = *state;
	launch(f);
	rv_ws_raw w, w2;
	char what[160];
	venue_join(f, &w);
	venue_join(f, &w2);
	for (int i = 0; i < 10; i++) {
		(void)snprintf(what, sizeof(what),
			       "{\"type\":\"orderUpdates\",\"user\":\"0x%040d\"}", i);
		venue_subscribe(i % 2 ? &w : &w2, what);
	}
	/* one that is followed already may be followed again */
	(void)snprintf(what, sizeof(what), "{\"type\":\"userEvents\",\"user\":\"0x%040d\"}", 3);
	venue_subscribe(&w, what);
	rv_ws_raw_send(
		&w, "{\"method\":\"subscribe\",\"subscription\":{\"type\":\"userFills\",\"user\":"
		    "\"0x00000000000000000000000000000000000000AA\"}}");
	const char *text = rv_ws_raw_next(&w, VENUE_WAIT_MS);
	assert_string_equal(text,
			    "{\"channel\":\"error\",\"data\":\"Cannot track more than 10 total "
			    "users.\"}");
	rv_ws_raw_close(&w2);
	rv_ws_raw_close(&w);
}

static void the_judge_sees_it_all(void **state)
{
	sim_venue *f = *state;
	launch(f);
	char px[RV_DEC_TEXT];
	trader_best(f, "BTC", 1, px);
	const rv_hl_action a = trader_order(BTC, true, px, "0.00123", RV_HL_TIF_IOC);
	(void)trader_send(&trader, f, &a);
	char *text = NULL;
	assert_int_equal(rv_sim_ledger(f->sim, &text), RV_OK);
	venue_expect(f, "/_test/ledger", NULL, 200);
	assert_string_equal(f->body, text);
	free(text);
	cJSON *v = cJSON_Parse(f->body);
	assert_string_equal(text_of(v, "audit"), "ok");
	const cJSON *acc = cJSON_GetArrayItem(cJSON_GetObjectItem(v, "accounts"), 0);
	assert_string_equal(text_of(acc, "user"), trader.user);
	assert_string_equal(text_of(cJSON_GetObjectItem(acc, "positions"), "BTC"), "0.00123");
	assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(acc, "orders")), 1);
	const cJSON *act = cJSON_GetArrayItem(cJSON_GetObjectItem(v, "actions"), 0);
	assert_string_equal(text_of(act, "type"), "order");
	assert_int_equal(cJSON_GetObjectItem(act, "ordersAccepted")->valueint, 1);
	cJSON_Delete(v);
	/* without --test-control nobody can do anything behind a client's back */
	venue_expect(f, "/_test/deposit", "{}", 404);
}

static void nobody_by_that_name(void **state)
{
	sim_venue *f = *state;
	venue_launch(f, true, NULL);
	char want[200], agent[RV_ADDRESS_TEXT];
	const rv_hl_action a = { .kind = RV_HL_ACTION_NOOP };
	(void)snprintf(
		want, sizeof(want),
		"{\"status\":\"err\",\"response\":\"User or API Wallet %s does not exist.\"}",
		rv_address_format(trader.agent, agent));
	assert_string_equal(trader_send(&trader, f, &a), want);
	trader_enter(&trader, f, 5000);
	assert_string_equal(trader_send(&trader, f, &a),
			    "{\"status\":\"ok\",\"response\":{\"type\":\"default\"}}");
	venue_expect(f, "/exchange", "{}", 422);
	venue_expect(f, "/exchange", NULL, 405);
}

/* On the venue's own clock: nobody asks, and the order fills when the market comes to it. */
static void a_resting_order_fills_by_itself(void **state)
{
	sim_venue *f = *state;
	rv_sim_params p;
	rv_err err = { .code = RV_OK };
	rv_sim_account account = { .equity_usd = 50000 };
	memcpy(account.master, trader.master, sizeof(account.master));
	memcpy(account.agent, trader.agent, sizeof(account.agent));
	rv_sim_params_default(&p);
	p.listen = "127.0.0.1:0";
	p.start_ms = venue_start;
	p.speed = 3600.0;
	p.accounts = &account;
	p.n_accounts = 1;
	if (rv_sim_start(&p, NULL, &f->sim, &err) != RV_OK)
		fail_msg("%s", err.text);
	rv_ws_raw w;
	cJSON *whole = NULL;
	char what[160], px[RV_DEC_TEXT];
	venue_join(f, &w);
	(void)snprintf(what, sizeof(what), "{\"type\":\"userFills\",\"user\":\"%s\"}", trader.user);
	venue_subscribe(&w, what);
	(void)venue_next_of(&w, "userFills", &whole);
	cJSON_Delete(whole);
	trader_best(f, "BTC", 0, px);
	const rv_hl_action a = trader_order(BTC, true, px, "0.00123", RV_HL_TIF_GTC);
	assert_non_null(strstr(trader_send(&trader, f, &a), "\"oid\":"));
	for (int i = 0; i < 12; i++) { /* a minute and more of real time, in hours of the venue's */
		const char *text = rv_ws_raw_next(&w, VENUE_WAIT_MS);
		if (text && strstr(text, "\"channel\":\"userFills\""))
			break;
	}
	cJSON *v = trader_ask(&trader, f, "\"type\":\"userFills\"");
	assert_int_equal(cJSON_GetArraySize(v), 1);
	cJSON_Delete(v);
	rv_ws_raw_close(&w);
}

static void accounts_are_added(void **state)
{
	sim_venue *f = *state;
	launch(f);
	sim_trader more[3];
	for (unsigned char i = 0; i < 3; i++) {
		trader_make(&more[i], (unsigned char)(10 + i));
		trader_enter(&more[i], f, 100 + i);
	}
	/* known already: it keeps its money; another's agent: refused; too rich: refused */
	trader_enter(&more[0], f, 7);
	assert_int_equal(rv_sim_add_account(f->sim, more[1].master, more[0].agent, 0), RV_EEXIST);
	assert_int_equal(rv_sim_add_account(f->sim, more[1].master, NULL, RV_SIM_EQUITY_MOST + 1),
			 RV_EINVAL);
	cJSON *v = trader_ask(&more[0], f, "\"type\":\"clearinghouseState\"");
	assert_string_equal(text_of(cJSON_GetObjectItem(v, "marginSummary"), "accountValue"),
			    "100.0");
	cJSON_Delete(v);
	for (int i = 0; i < 3; i++)
		trader_free(&more[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		server_test(buys_and_is_told),	     server_test(rests_and_is_cancelled),
		server_test(streams_tell_in_order),  server_test(posts_over_the_socket),
		server_test(ten_users_are_the_most), server_test(the_judge_sees_it_all),
		server_test(nobody_by_that_name),    server_test(a_resting_order_fills_by_itself),
		server_test(accounts_are_added),
	};
	return cmocka_run_group_tests_name("simx_server", tests, venue_group_setup,
					   venue_group_teardown);
}
