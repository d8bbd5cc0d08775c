/* The last gate inside the gateway: what it keeps from leaving, and that it always says so. */
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/gateway_desk.h"
#include "tests/support/scripted_venue.h"

#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PX = 1710000, LOTS = 117, SHORT_MS = 60 };

static const tiny_answer rests = {
	.body = "{\"status\":\"ok\",\"response\":{\"type\":\"order\",\"data\":{\"statuses\":["
		"{\"resting\":{\"oid\":5}}]}}}"
};
static const tiny_answer hangs = { .mute_orders = true,
				   .body = "{\"status\":\"ok\",\"response\":{\"type\":\"cancel\","
					   "\"data\":{\"statuses\":[\"success\"]}}}" };

static tiny_venue *open_desk(gateway_desk *d, const tiny_answer *a)
{
	gd_make(d);
	d->p.answer_ms = 20000;
	tiny_venue *v = tiny_venue_start(a);
	gd_start(d, tiny_venue_url(v));
	gd_ready(d);
	return v;
}

static void close_desk(gateway_desk *d, tiny_venue *v)
{
	gd_free(d);
	tiny_venue_stop(v);
}

/* The answer to a request must have this outcome, with words that hold this. */
static void expect(gateway_desk *d, uint64_t request, rv_outcome outcome, const char *words)
{
	rv_venue_report *r = gd_answer(d, request);
	if (r->u.action.outcome != outcome || !strstr(r->text, words))
		fail_msg("outcome %d: %s", r->u.action.outcome, r->text);
	rv_venue_report_free(r);
}

static rv_order buy(gateway_desk *d)
{
	return gd_order(d, RV_BUY, LOTS, PX, RV_TIF_GTC);
}

static void halted_lets_only_less_risk_out(void **state)
{
	(void)state;
	gateway_desk d;
	tiny_venue *v = open_desk(&d, &rests);
	rv_order o = buy(&d), less = buy(&d);
	less.reduce_only = true;
	d.port.halt(d.port.self, true);
	expect(&d, gd_send(&d, &o, 1), RV_OUTCOME_GATED, "halted");
	assert_int_equal(tiny_venue_actions(v, NULL), 0);
	expect(&d, gd_send(&d, &less, 1), RV_OUTCOME_VERDICT, "");
	rv_gateway_shut(d.g, true);
	less = buy(&d);
	less.reduce_only = true;
	expect(&d, gd_send(&d, &less, 1), RV_OUTCOME_GATED, "shut");
	assert_int_equal(tiny_venue_actions(v, NULL), 1);
	expect(&d, gd_cancel(&d, &o), RV_OUTCOME_UNKNOWN,
	       ""); /* it left; the answer is an order's */
	assert_int_equal(tiny_venue_actions(v, NULL), 2);
	rv_gateway_shut(d.g, false);
	d.port.halt(d.port.self, false);
	o = buy(&d);
	expect(&d, gd_send(&d, &o, 1), RV_OUTCOME_VERDICT, "");
	close_desk(&d, v);
}

static void it_starts_halted(void **state)
{
	(void)state;
	gateway_desk d;
	rv_err err = { 0 };
	gd_make(&d);
	tiny_venue *v = tiny_venue_start(&rests);
	d.p.base_url = tiny_venue_url(v);
	assert_int_equal(rv_gateway_start(&d.p, d.clock, NULL, d.reports, NULL, &d.g, &err), RV_OK);
	d.port = rv_gateway_port(d.g);
	gd_ready(&d);
	const rv_order o = buy(&d);
	expect(&d, gd_send(&d, &o, 1), RV_OUTCOME_GATED, "halted");
	close_desk(&d, v);
}

static void *halt_it(void *arg)
{
	const rv_venue_port *p = arg;
	p->halt(p->self, true);
	return NULL;
}

/* Three orders hang at the venue; a fourth one has passed the gate and waits for a connection. */
static void a_halt_reaches_an_order_that_waits(void **state)
{
	(void)state;
	gateway_desk d;
	pthread_t t;
	tiny_venue *v = open_desk(&d, &hangs);
	uint64_t request[4];
	for (int i = 0; i < 4; i++) {
		const rv_order o = buy(&d);
		request[i] = gd_send(&d, &o, 1);
	}
	const int64_t end = rv_mono_ms() + GD_WAIT_MS;
	while (tiny_venue_actions(v, NULL) < 3 && rv_mono_ms() < end)
		(void)poll(NULL, 0, 5);
	assert_false(gd_seen(&d, RV_REPORT_ACTION, SHORT_MS)); /* nothing has been decided */
	/* A cancel overtakes it: orders never hold every connection. */
	const rv_order any = buy(&d);
	expect(&d, gd_cancel(&d, &any), RV_OUTCOME_VERDICT, "");
	assert_int_equal(pthread_create(&t, NULL, halt_it, &d.port), 0);
	assert_int_equal(pthread_join(t, NULL), 0);
	expect(&d, request[3], RV_OUTCOME_GATED, "halted");
	assert_int_equal(tiny_venue_actions(v, NULL), 4); /* three orders and the cancel */
	close_desk(&d, v);
}

/* The cancel goes out at once; the order that waits, and would come after it, does not. */
static void a_cancelled_order_does_not_leave_after_its_cancel(void **state)
{
	(void)state;
	gateway_desk d;
	tiny_venue *v = open_desk(&d, &hangs);
	for (int i = 0; i < 3; i++) {
		const rv_order o = buy(&d);
		(void)gd_send(&d, &o, 1);
	}
	const rv_order o[2] = { buy(&d), buy(&d) }, other = buy(&d);
	const uint64_t two = gd_send(&d, o, 2), one = gd_send(&d, &other, 1);
	expect(&d, gd_cancel(&d, &o[1]), RV_OUTCOME_VERDICT, "");
	expect(&d, two, RV_OUTCOME_GATED, "cancelled before it left");
	d.port.halt(d.port.self, true);
	expect(&d, one, RV_OUTCOME_GATED, "halted"); /* the other one was still waiting */
	close_desk(&d, v);
}

static void what_waits_too_long_expires_here(void **state)
{
	(void)state;
	gateway_desk d;
	rv_venue_send s;
	tiny_venue *v = open_desk(&d, &hangs);
	for (int i = 0; i < 3; i++) {
		const rv_order o = buy(&d);
		(void)gd_send(&d, &o, 1);
	}
	const rv_order o = buy(&d);
	rv_venue_action a = { .kind = RV_ACTION_ORDER, .n = 1, .u.orders = { o } };
	gd_prepare(&d, &o, 1, &s);
	a.nonce = ++d.nonce;
	a.expires_after_ms = rv_clock_utc_ms(d.clock) + d.p.expiry_margin_ms + 400;
	assert_int_equal(d.port.prepare(d.port.self, &a, &s.bytes), RV_OK);
	assert_int_equal(d.port.send(d.port.self, &s), RV_OK);
	expect(&d, s.request, RV_OUTCOME_GATED, "expires in");
	assert_int_equal(tiny_venue_actions(v, NULL), 3);
	close_desk(&d, v);
}

static void bytes_that_say_something_else_stay(void **state)
{
	(void)state;
	gateway_desk d;
	rv_venue_send s;
	tiny_venue *v = open_desk(&d, &rests);
	const rv_order o = buy(&d);
	gd_prepare(&d, &o, 1, &s);
	rv_venue_send bad = s;
	bad.gate[0].lots--;
	assert_int_equal(d.port.send(d.port.self, &bad), RV_OK);
	expect(&d, s.request, RV_OUTCOME_GATED, "lots");
	bad = s;
	bad.bytes.len--;
	assert_int_equal(d.port.send(d.port.self, &bad), RV_OK);
	expect(&d, s.request, RV_OUTCOME_GATED, "cannot be read");
	bad = s;
	bad.kind = RV_ACTION_CANCEL;
	assert_int_equal(d.port.send(d.port.self, &bad), RV_OK);
	expect(&d, s.request, RV_OUTCOME_GATED, "another action");
	bad.n = RV_ACTION_ORDERS + 1;
	assert_int_equal(d.port.send(d.port.self, &bad), RV_EINVAL);
	assert_int_equal(tiny_venue_actions(v, NULL), 0);
	assert_int_equal(d.port.send(d.port.self, &s), RV_OK);
	expect(&d, s.request, RV_OUTCOME_VERDICT, "");
	assert_int_equal(d.port.send(d.port.self, &s), RV_OK); /* again, by mistake */
	expect(&d, s.request, RV_OUTCOME_GATED, "");
	assert_int_equal(tiny_venue_actions(v, NULL), 1);
	close_desk(&d, v);
}

static void another_venue_than_configured_gets_nothing(void **state)
{
	(void)state;
	gateway_desk d;
	gd_make(&d);
	tiny_venue *v = tiny_venue_start(&rests);
	tiny_venue_disguise(v);
	gd_start(&d, tiny_venue_url(v));
	const int64_t end = rv_mono_ms() + GD_WAIT_MS;
	while (rv_gateway_env(d.g) != RV_VENUE_ENV_MISMATCH && rv_mono_ms() < end)
		(void)poll(NULL, 0, 2);
	assert_int_equal(rv_gateway_env(d.g), RV_VENUE_ENV_MISMATCH);
	assert_false(rv_gateway_ready(d.g));
	const rv_order o = buy(&d);
	expect(&d, gd_send(&d, &o, 1), RV_OUTCOME_GATED, "");
	expect(&d, gd_cancel(&d, &o), RV_OUTCOME_GATED, "not the simulated venue");
	assert_int_equal(tiny_venue_actions(v, NULL), 0);
	close_desk(&d, v);
}

static void the_rest_weight_keeps_room_for_cancels(void **state)
{
	(void)state;
	gateway_desk d;
	gd_make(&d);
	d.p.weight_per_min = 34; /* the universe takes 20, two connections 2 each */
	d.p.weight_reserve = 8;
	tiny_venue *v = tiny_venue_start(&rests);
	gd_start(&d, tiny_venue_url(v));
	gd_ready(&d);
	rv_order o = buy(&d);
	expect(&d, gd_send(&d, &o, 1), RV_OUTCOME_VERDICT, "");
	o = buy(&d);
	expect(&d, gd_send(&d, &o, 1), RV_OUTCOME_VERDICT, "");
	o = buy(&d);
	expect(&d, gd_send(&d, &o, 1), RV_OUTCOME_GATED, "REST weight");
	expect(&d, gd_cancel(&d, &o), RV_OUTCOME_UNKNOWN, "");
	assert_int_equal(tiny_venue_actions(v, NULL), 3);
	close_desk(&d, v);
}

static void what_an_earlier_process_sent_counts(void **state)
{
	(void)state;
	gateway_desk d;
	rv_venue_send s;
	tiny_venue *v = open_desk(&d, &rests);
	const rv_order o = buy(&d);
	gd_prepare(&d, &o, 1, &s);
	s.gate[0].lots_most = 2 * LOTS - 1;
	rv_gate_order before = s.gate[0];
	before.cloid.b[1] = 0x77;
	assert_int_equal(rv_gateway_restore(d.g, &before), RV_OK);
	assert_int_equal(d.port.send(d.port.self, &s), RV_OK);
	expect(&d, s.request, RV_OUTCOME_GATED, "above the mandate's");
	close_desk(&d, v);
}

enum { BURST = 150 };

/* More reports than the queue holds, and nobody takes one for a while. */
static void a_full_queue_of_reports_is_waited_for(void **state)
{
	(void)state;
	gateway_desk d;
	bool answered[BURST + 1] = { false };
	tiny_venue *v = open_desk(&d, &hangs);
	const rv_order o = buy(&d);
	int sent = 0, full = 0;
	while (sent < BURST) {
		rv_venue_action a = { .kind = RV_ACTION_CANCEL, .n = 1, .nonce = ++d.nonce };
		rv_venue_send s = { .kind = RV_ACTION_CANCEL, .n = 1 };
		a.u.cancels[0] = (rv_cancel){ .asset = 3, .cloid = o.cloid };
		assert_int_equal(d.port.prepare(d.port.self, &a, &s.bytes), RV_OK);
		s.request = (uint64_t)sent + 1;
		const rv_status st = d.port.send(d.port.self, &s);
		assert_true(st == RV_OK || st == RV_EFULL);
		sent += st == RV_OK;
		if (st == RV_OK)
			continue;
		(void)poll(NULL, 0, 5);
		if (++full > 40)
			break; /* everything is full: 64 reports, and what waits behind them */
	}
	assert_true(sent > 64);
	for (int i = 1; i <= sent; i++) {
		rv_venue_report *r = gd_answer(&d, (uint64_t)i);
		assert_int_equal(r->u.action.outcome, RV_OUTCOME_VERDICT);
		assert_false(answered[i]);
		answered[i] = true;
		rv_venue_report_free(r);
	}
	assert_false(gd_seen(&d, RV_REPORT_ACTION, SHORT_MS));
	assert_int_equal(tiny_venue_actions(v, NULL), sent);
	close_desk(&d, v);
}

/* gd_free fails the test when stop takes a second. */
static void it_stops_whatever_hangs(void **state)
{
	(void)state;
	gateway_desk d;
	tiny_venue *v = open_desk(&d, &hangs);
	rv_status st = RV_OK;
	for (int i = 0; i < 300 && st == RV_OK; i++) { /* hanging, waiting, and a full queue */
		rv_venue_send s;
		const rv_order o = buy(&d);
		gd_prepare(&d, &o, 1, &s);
		st = d.port.send(d.port.self, &s);
	}
	assert_int_equal(st, RV_EFULL);
	close_desk(&d, v);
	v = open_desk(&d, &rests); /* nobody takes reports: the thread waits for room */
	for (int i = 0; i < 100; i++) {
		const rv_order o = buy(&d);
		rv_venue_send s;
		gd_prepare(&d, &o, 1, &s);
		(void)d.port.send(d.port.self, &s); /* EFULL is as good */
		(void)poll(NULL, 0, 1);
	}
	close_desk(&d, v);
}

static void unreachable_venues_do_not_hold_it(void **state)
{
	(void)state;
	static const struct {
		const char *url;
		bool sim;
	} venues[] = { { "http://127.0.0.1:1", true },
		       { "https://venue.invalid", false },
		       { "https://127.0.0.1:1", false } };
	for (size_t i = 0; i < LEN(venues); i++) {
		gateway_desk d;
		gd_make(&d);
		d.p.sim = venues[i].sim;
		gd_start(&d, venues[i].url);
		const rv_order o = buy(&d);
		expect(&d, gd_send(&d, &o, 1), RV_OUTCOME_GATED, "");
		(void)poll(NULL, 0, SHORT_MS);
		assert_int_equal(rv_gateway_env(d.g), RV_VENUE_ENV_UNKNOWN);
		gd_free(&d);
	}
}

static void contradictions_are_refused(void **state)
{
	(void)state;
	static const struct {
		const char *url;
		bool sim, mainnet, paper, no_signer;
		unsigned reserve;
	} bad[] = {
		{ "http://venue.invalid", true, false, false, false, 80 },
		{ "https://venue.invalid", true, false, false, false, 80 },
		{ "http://127.0.0.1:1", true, true, false, false, 80 },
		{ "http://127.0.0.1:1", false, false, false, false, 80 },
		{ "https://venue.invalid", false, true, true, false, 80 },
		{ "http://127.0.0.1:1", true, false, false, true, 80 },
		{ "http://127.0.0.1:1", true, false, false, false, 400 },
		{ "ftp://127.0.0.1:1", true, false, false, false, 80 },
	};
	gateway_desk d;
	gd_make(&d);
	for (size_t i = 0; i < LEN(bad); i++) {
		rv_gateway *g = NULL;
		rv_err err = { 0 };
		rv_gateway_params p = d.p;
		p.base_url = bad[i].url;
		p.sim = bad[i].sim;
		p.mainnet = bad[i].mainnet;
		p.paper = bad[i].paper;
		p.signer = bad[i].no_signer ? NULL : d.signer;
		p.weight_per_min = 400;
		p.weight_reserve = bad[i].reserve;
		assert_int_equal(rv_gateway_start(&p, d.clock, NULL, d.reports, NULL, &g, &err),
				 RV_EINVAL);
		assert_true(err.text[0] != '\0');
		assert_null(g);
	}
	rv_gateway_stop(NULL);
	gd_free(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(halted_lets_only_less_risk_out),
		cmocka_unit_test(it_starts_halted),
		cmocka_unit_test(a_halt_reaches_an_order_that_waits),
		cmocka_unit_test(a_cancelled_order_does_not_leave_after_its_cancel),
		cmocka_unit_test(what_waits_too_long_expires_here),
		cmocka_unit_test(bytes_that_say_something_else_stay),
		cmocka_unit_test(another_venue_than_configured_gets_nothing),
		cmocka_unit_test(the_rest_weight_keeps_room_for_cancels),
		cmocka_unit_test(what_an_earlier_process_sent_counts),
		cmocka_unit_test(a_full_queue_of_reports_is_waited_for),
		cmocka_unit_test(it_stops_whatever_hangs),
		cmocka_unit_test(unreachable_venues_do_not_hold_it),
		cmocka_unit_test(contradictions_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
