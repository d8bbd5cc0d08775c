/*
 * The account's streams against a server that forgets one thing at a time: UP is said only when
 * everything is there, and whatever is missing later is DOWN with its reason.
 */
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/gateway_desk.h"
#include "tests/support/scripted_venue.h"
#include "tests/support/tiny_server.h"

#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#define USER "0xa0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3"
#define CLOID "0x11000000000000000000000000000001" /* of the first order of a gateway_desk */
#define FILL(coin, more)                                                                           \
	"{\"coin\":\"" coin "\",\"px\":\"171.25\",\"sz\":\"0.42\",\"side\":\"A\","                 \
	"\"time\":1795190399321,\"startPosition\":\"1.5\",\"dir\":\"Close Long\","                 \
	"\"closedPnl\":\"-3.141592\",\"hash\":\"0x00\",\"oid\":556696349186,\"crossed\":true,"     \
	"\"fee\":\"0.032366\",\"tid\":1125899906842617,\"feeToken\":\"USDC\",\"twapId\":null" more \
	"}"
#define FILLS(user, rows)                                                                          \
	"{\"channel\":\"userFills\",\"data\":{\"user\":\"" user "\",\"fills\":[" rows "]}}"
#define EVENT(data) "{\"channel\":\"user\",\"data\":" data "}"
#define ORDER(status, left)                                                                        \
	"{\"channel\":\"orderUpdates\",\"data\":[{\"order\":{\"coin\":\"SOL\",\"side\":\"B\","     \
	"\"limitPx\":\"171.0\",\"sz\":\"" left "\",\"oid\":5,\"timestamp\":1795190399000,"         \
	"\"origSz\":\"1.17\",\"cloid\":\"" CLOID "\"},\"status\":\"" status "\","                  \
	"\"statusTimestamp\":1795190399500}]}"

/* What the first connection lacks or does; the later ones are as they should be. */
typedef struct script {
	bool no_fills_ack, no_orders_ack, no_events_ack, no_snapshot, no_pong;
	const char *then; /* a message after the last acknowledgement */
	int close_code;	  /* and then closed with it; 1: just ended */
	bool always;	  /* the later ones too */
	bool on_ping;	  /* then comes with the pong once the test has said so */
} script;

static atomic_bool go_on; /* said by the test */

static bool ack(int fd, const char *type)
{
	char text[256];
	(void)snprintf(text, sizeof(text),
		       "{\"channel\":\"subscriptionResponse\",\"data\":{\"method\":\"subscribe\","
		       "\"subscription\":{\"type\":\"%s\",\"user\":\"" USER "\"}}}",
		       type);
	return tiny_ws_text(fd, text);
}

/* False: the connection is over. */
static bool answer(int fd, const script *s, const char *in)
{
	static const char snapshot[] = "{\"channel\":\"userFills\",\"data\":{\"isSnapshot\":true,"
				       "\"user\":\"" USER "\",\"fills\":[]}}";
	if (strstr(in, "\"ping\"") && s->on_ping && atomic_exchange(&go_on, false) &&
	    !tiny_ws_text(fd, s->then))
		return false;
	if (strstr(in, "\"ping\""))
		return s->no_pong || tiny_ws_text(fd, "{\"channel\":\"pong\"}");
	if (strstr(in, "userFills"))
		return (s->no_fills_ack || ack(fd, "userFills")) &&
		       (s->no_snapshot || tiny_ws_text(fd, snapshot));
	if (strstr(in, "orderUpdates"))
		return s->no_orders_ack || ack(fd, "orderUpdates");
	if (!strstr(in, "userEvents"))
		return true;
	if (!s->no_events_ack && !ack(fd, "userEvents"))
		return false;
	if (s->then && !s->on_ping && !tiny_ws_text(fd, s->then))
		return false;
	const char code[2] = { (char)(s->close_code >> 8), (char)s->close_code };
	if (s->close_code > 1)
		(void)tiny_ws_frame(fd, true, 8, code, sizeof(code));
	return s->close_code == 0;
}

static void serve(int fd, int nth, void *arg)
{
	static const script good;
	const script *s = arg;
	char in[2048];
	if (nth > 0 && !s->always)
		s = &good;
	if (!tiny_ws_text(fd, "Websocket connection established."))
		return;
	while (tiny_ws_read(fd, in, sizeof(in)) == 1 && answer(fd, s, in))
		;
}

static tiny_venue *open_desk(gateway_desk *d, script *s)
{
	static const tiny_answer rests = {
		.body = "{\"status\":\"ok\",\"response\":{\"type\":\"order\",\"data\":{"
			"\"statuses\":[{\"resting\":{\"oid\":5}}]}}}"
	};
	gd_make(d);
	for (size_t i = 0; i < sizeof(d->account); i++)
		assert_int_equal(d->account[i], 0xa0 + (int)i); /* USER */
	d->p.ack_ms = 400 * RV_PATIENCE;
	d->p.pong_ms = 400 * RV_PATIENCE;
	tiny_venue *v = tiny_venue_start(&rests);
	tiny_venue_ws(v, serve, s);
	gd_start(d, tiny_venue_url(v));
	return v;
}

static void close_desk(gateway_desk *d, tiny_venue *v)
{
	gd_free(d);
	tiny_venue_stop(v);
}

static void up_comes_after_the_snapshot(void **state)
{
	(void)state;
	gateway_desk d;
	script s = { 0 };
	tiny_venue *v = open_desk(&d, &s);
	assert_true(gd_seen(&d, RV_REPORT_STREAM_UP, GD_WAIT_MS));
	assert_true(d.n_kept >= 2);
	assert_int_equal(d.kept[0]->kind, RV_REPORT_STREAM_FILLS);
	assert_true(d.kept[0]->snapshot);
	assert_int_equal(d.kept[0]->n, 0);
	assert_int_equal(strlen(d.kept[0]->raw_hash), 64);
	assert_int_equal(d.kept[1]->kind, RV_REPORT_STREAM_UP);
	assert_false(gd_seen(&d, RV_REPORT_STREAM_DOWN, 3 * d.p.ping_ms)); /* pings are answered */
	close_desk(&d, v);
}

static void what_is_missing_is_said(void **state)
{
	(void)state;
	static const struct {
		script s;
		const char *words;
		bool up_first, malformed;
	} cases[] = {
		{ { .no_fills_ack = true }, "userFills is not acknowledged", false, false },
		{ { .no_orders_ack = true }, "orderUpdates is not acknowledged", false, false },
		{ { .no_events_ack = true }, "userEvents is not acknowledged", false, false },
		{ { .no_snapshot = true }, "no snapshot", false, false },
		{ { .no_pong = true }, "no pong", true, false },
		{ { .close_code = 1000 }, "code 1000", true, false },
		{ { .close_code = 1 }, "lost", true, false },
		{ { .then = "{\"channel\":" }, "malformed", true, true },
		{ { .then = FILLS(USER, "{\"coin\":\"SOL\"}") }, "malformed", true, true },
		{ { .then = FILLS("0x00000000000000000000000000000000000000b3", FILL("SOL", "")) },
		  "another account",
		  true,
		  true },
		{ { .then = FILLS(USER, FILL("NEWCOIN", "")) },
		  "not in the venue's universe",
		  true,
		  true },
		{ { .then = "{\"channel\":\"error\",\"data\":\"Cannot track more than 10 total "
			    "users.\"}" },
		  "Cannot track more than 10",
		  true,
		  false },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		gateway_desk d;
		script s = cases[i].s;
		tiny_venue *v = open_desk(&d, &s);
		rv_venue_report *r = gd_report(&d, RV_REPORT_STREAM_DOWN);
		if (!strstr(r->text, cases[i].words))
			fail_msg("case %zu: %s", i, r->text);
		rv_venue_report_free(r);
		if (gd_seen(&d, RV_REPORT_MALFORMED, 0) != cases[i].malformed)
			fail_msg("case %zu: malformed", i);
		if (cases[i].up_first)
			rv_venue_report_free(gd_report(&d, RV_REPORT_STREAM_UP));
		else
			assert_false(gd_seen(&d, RV_REPORT_STREAM_UP, 0));
		rv_venue_report_free(gd_report(&d, RV_REPORT_STREAM_UP)); /* the next one is good */
		assert_false(gd_seen(&d, RV_REPORT_STREAM_DOWN, 0));	  /* said once */
		close_desk(&d, v);
	}
}

static void a_venue_that_stays_bad_is_said_to_be_down_once(void **state)
{
	(void)state;
	gateway_desk d;
	script s = { .close_code = 1000, .no_snapshot = true, .always = true };
	tiny_venue *v = open_desk(&d, &s);
	rv_venue_report_free(gd_report(&d, RV_REPORT_STREAM_DOWN));
	assert_false(gd_seen(&d, RV_REPORT_STREAM_DOWN, 1000)); /* several attempts */
	assert_false(gd_seen(&d, RV_REPORT_STREAM_UP, 0));
	close_desk(&d, v);
}

static void an_unknown_coin_makes_it_ask_for_the_universe(void **state)
{
	(void)state;
	gateway_desk d;
	script s = { .then = FILLS(USER, FILL("NEWCOIN", "")) };
	tiny_venue *v = open_desk(&d, &s);
	rv_venue_report_free(gd_report(&d, RV_REPORT_STREAM_DOWN));
	const int64_t end = rv_mono_ms() + GD_WAIT_MS;
	while (tiny_venue_metas(v) < 2 && rv_mono_ms() < end)
		(void)poll(NULL, 0, 5);
	assert_true(tiny_venue_metas(v) >= 2);
	close_desk(&d, v);
}

static void a_fill_is_told_exactly(void **state)
{
	(void)state;
	gateway_desk d;
	script s = { .then = FILLS(USER, FILL("SOL", ",\"cloid\":\"" CLOID "\"")) };
	tiny_venue *v = open_desk(&d, &s);
	rv_venue_report_free(gd_report(&d, RV_REPORT_STREAM_FILLS)); /* the snapshot */
	rv_venue_report *r = gd_report(&d, RV_REPORT_STREAM_FILLS);
	assert_false(r->snapshot); /* not said: it is none */
	assert_int_equal(r->request, 0);
	assert_int_equal(r->n, 1);
	const rv_fill *f = &r->fills[0];
	assert_string_equal(f->symbol, "SOL");
	assert_int_equal(f->sz_decimals, 2);
	assert_int_equal(f->side, RV_SELL);
	assert_int_equal(f->lots, 42);
	assert_int_equal(f->px, 1712500);
	assert_int_equal(f->start_lots, 150);
	assert_int_equal(f->fee_musd, 32366);
	assert_int_equal(f->closed_pnl_musd, -3141592);
	assert_true(f->time_ms == INT64_C(1795190399321));
	assert_true(f->tid == INT64_C(1125899906842617) && f->oid == INT64_C(556696349186));
	assert_int_equal(f->cloid.b[0], 0x11);
	assert_int_equal(f->cloid.b[15], 1);
	assert_true(f->taker);
	assert_int_equal(f->kind, RV_FILL_NORMAL);
	rv_venue_report_free(r);
	close_desk(&d, v);
}

static void forced_fills_are_known_for_what_they_are(void **state)
{
	(void)state;
	static const struct {
		const char *then;
		rv_fill_kind kind;
	} cases[] = {
		{ FILLS(USER, FILL("SOL", ",\"liquidation\":{\"liquidatedUser\":\"" USER
					  "\",\"markPx\":\"171.0\",\"method\":\"market\"}")),
		  RV_FILL_LIQUIDATION },
		{ FILLS(USER, FILL("SOL", ",\"liquidation\":{\"liquidatedUser\":"
					  "\"0x00000000000000000000000000000000000000b3\","
					  "\"markPx\":\"171.0\",\"method\":\"market\"}")),
		  RV_FILL_NORMAL },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		gateway_desk d;
		script s = { .then = cases[i].then };
		tiny_venue *v = open_desk(&d, &s);
		rv_venue_report_free(gd_report(&d, RV_REPORT_STREAM_FILLS));
		rv_venue_report *r = gd_report(&d, RV_REPORT_STREAM_FILLS);
		assert_int_equal(r->fills[0].kind, cases[i].kind);
		rv_venue_report_free(r);
		close_desk(&d, v);
	}
}

static void funding_comes_by_the_events(void **state)
{
	(void)state;
	gateway_desk d;
	script s = { .then = EVENT("{\"funding\":{\"time\":1795190400041,\"coin\":\"SOL\","
				   "\"usdc\":\"-0.145796\",\"szi\":\"-40.13\","
				   "\"fundingRate\":\"0.0000125\"}}") };
	tiny_venue *v = open_desk(&d, &s);
	rv_venue_report *r = gd_report(&d, RV_REPORT_FUNDING);
	assert_int_equal(r->u.funding.n, 1);
	assert_string_equal(r->u.funding.rows[0].symbol, "SOL");
	assert_int_equal(r->u.funding.rows[0].usdc_musd, -145796);
	assert_int_equal(r->u.funding.rows[0].lots, -4013);
	assert_close("rate", r->u.funding.rows[0].rate, 0.0000125, 1e-12);
	rv_venue_report_free(r);
	close_desk(&d, v);
}

/* 117 lots were sent; the venue says that 40 of them were not filled when it ended. */
static void the_gate_hears_what_the_stream_says(void **state)
{
	(void)state;
	gateway_desk d;
	script s = { .then = ORDER("canceled", "0.4"), .on_ping = true };
	tiny_venue *v = open_desk(&d, &s);
	rv_venue_report_free(gd_report(&d, RV_REPORT_STREAM_UP));
	rv_venue_send send;
	rv_order o = gd_order(&d, RV_BUY, 117, 1710000, RV_TIF_GTC);
	gd_prepare(&d, &o, 1, &send);
	send.gate[0].mandate = 9;
	send.gate[0].lots_most = 120;
	assert_int_equal(d.port.send(d.port.self, &send), RV_OK);
	rv_venue_report_free(gd_answer(&d, send.request));
	atomic_store(&go_on, true);
	rv_venue_report *r = gd_report(&d, RV_REPORT_STREAM_ORDERS);
	assert_int_equal(r->n, 1);
	assert_int_equal(r->records[0].status, RV_STATUS_CANCELED);
	assert_string_equal(r->records[0].word, "canceled");
	assert_int_equal(r->records[0].lots_orig, 117);
	assert_int_equal(r->records[0].lots_left, 40);
	assert_int_equal(r->records[0].px, 1710000);
	rv_venue_report_free(r);
	static const struct {
		int64_t lots;
		rv_outcome outcome;
	} next[] = { { 44, RV_OUTCOME_GATED }, { 43, RV_OUTCOME_VERDICT } }; /* 77 of 120 count */
	for (size_t i = 0; i < LEN(next); i++) {
		o = gd_order(&d, RV_BUY, next[i].lots, 1710000, RV_TIF_GTC);
		gd_prepare(&d, &o, 1, &send);
		send.gate[0].mandate = 9;
		send.gate[0].lots_most = 120;
		assert_int_equal(d.port.send(d.port.self, &send), RV_OK);
		r = gd_answer(&d, send.request);
		assert_int_equal(r->u.action.outcome, next[i].outcome);
		rv_venue_report_free(r);
	}
	close_desk(&d, v);
}

static void another_server_is_another_venue(void **state)
{
	(void)state;
	gateway_desk d;
	script s = { 0 };
	tiny_venue *v = open_desk(&d, &s);
	rv_venue_report_free(gd_report(&d, RV_REPORT_STREAM_UP));
	tiny_venue_disguise(v);
	rv_venue_report_free(gd_answer(&d, gd_ask(&d, RV_QUERY_BUDGET)));
	assert_int_equal(rv_gateway_env(d.g), RV_VENUE_ENV_MISMATCH);
	close_desk(&d, v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(up_comes_after_the_snapshot),
		cmocka_unit_test(what_is_missing_is_said),
		cmocka_unit_test(a_venue_that_stays_bad_is_said_to_be_down_once),
		cmocka_unit_test(an_unknown_coin_makes_it_ask_for_the_universe),
		cmocka_unit_test(a_fill_is_told_exactly),
		cmocka_unit_test(forced_fills_are_known_for_what_they_are),
		cmocka_unit_test(funding_comes_by_the_events),
		cmocka_unit_test(the_gate_hears_what_the_stream_says),
		cmocka_unit_test(another_server_is_another_venue),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
