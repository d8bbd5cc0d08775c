/*
 * Each fault of the simulated venue that an action can meet: what is said of it, and what the
 * venue's own books say in the end.
 */
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/gateway_desk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

enum { LOTS = 117 };

static void open_desk(gateway_desk *d, rv_sim **sim, const char *plan)
{
	gd_make(d);
	d->p.answer_ms = 500 * RV_PATIENCE; /* faults that wait wait a minute */
	*sim = gd_sim(d, plan, 1.0);
	gd_start(d, rv_sim_url(*sim));
	gd_ready(d);
}

static void close_desk(gateway_desk *d, rv_sim *sim)
{
	gd_free(d);
	rv_sim_stop(sim);
}

/* A legal price this many per cent of the newest one. */
static int64_t px_at(rv_sim *sim, int percent)
{
	const int64_t px = gd_px(rv_sim_url(sim)) * percent / 100;
	return px / 1000 * 1000; /* tenths of a dollar: four figures at most above 100 */
}

static rv_verdict verdict(gateway_desk *d, uint64_t request)
{
	rv_venue_report *r = gd_answer(d, request);
	if (r->u.action.outcome != RV_OUTCOME_VERDICT || r->u.action.n != 1)
		fail_msg("outcome %d: %s", r->u.action.outcome, r->text);
	const rv_verdict v = r->u.action.verdicts[0];
	rv_venue_report_free(r);
	return v;
}

static rv_order_record record(gateway_desk *d, const rv_cloid *cloid)
{
	rv_venue_report *r = gd_answer(d, gd_ask_order(d, cloid));
	if (r->kind != RV_REPORT_ORDER_STATUS)
		fail_msg("no record: %s", r->text);
	const rv_order_record rec = r->records[0];
	rv_venue_report_free(r);
	return rec;
}

/* Orders of the desk's account that the venue knows. */
static int orders_in_books(rv_sim *sim)
{
	char *text = gd_ledger(sim);
	cJSON *json = cJSON_Parse(text);
	const cJSON *a = cJSON_GetArrayItem(cJSON_GetObjectItem(json, "accounts"), 0);
	const int n = cJSON_GetArraySize(cJSON_GetObjectItem(a, "orders"));
	assert_string_equal(cJSON_GetObjectItem(json, "audit")->valuestring, "ok");
	cJSON_Delete(json);
	free(text);
	return n;
}

#define PLAN(what) "[{\"at\":0,\"for\":3600,\"match\":\"exchange.order\"," what "}]"

/* Every fault that an order can meet: what is said of it, and whether it is in the books. */
static void each_fault_has_its_outcome(void **state)
{
	(void)state;
	static const struct {
		const char *plan;
		rv_outcome outcome;
		rv_refusal refusal;
		int in_books;
	} cases[] = {
		{ PLAN("\"do\":\"no_accept\""), RV_OUTCOME_UNKNOWN, 0, 0 },
		{ PLAN("\"do\":\"drop_answer\""), RV_OUTCOME_UNKNOWN, 0, 2 },
		{ PLAN("\"do\":\"error_status\",\"code\":500"), RV_OUTCOME_UNKNOWN, 0, 2 },
		{ PLAN("\"do\":\"error_status\",\"code\":504"), RV_OUTCOME_UNKNOWN, 0, 2 },
		{ PLAN("\"do\":\"status\",\"code\":502"), RV_OUTCOME_UNKNOWN, 0, 0 },
		{ PLAN("\"do\":\"status\",\"code\":429"), RV_OUTCOME_REFUSED, RV_REFUSAL_LIMITED,
		  0 },
		{ PLAN("\"do\":\"status\",\"code\":422"), RV_OUTCOME_REFUSED, 0, 0 },
		{ PLAN("\"do\":\"status\",\"code\":403"), RV_OUTCOME_UNKNOWN, 0, 0 },
		{ PLAN("\"do\":\"short_statuses\""), RV_OUTCOME_UNKNOWN, 0, 2 },
		{ PLAN("\"do\":\"truncate\""), RV_OUTCOME_UNKNOWN, 0, 2 },
		{ PLAN("\"do\":\"garbage\""), RV_OUTCOME_UNKNOWN, 0, 2 },
		{ PLAN("\"do\":\"silent\""), RV_OUTCOME_UNKNOWN, 0, 2 },
		{ PLAN("\"do\":\"slow\",\"ms\":100"), RV_OUTCOME_VERDICT, 0, 2 },
		{ PLAN("\"do\":\"slow\",\"ms\":60000"), RV_OUTCOME_UNKNOWN, 0, 2 },
		{ PLAN("\"do\":\"ack_delay\",\"ms\":100"), RV_OUTCOME_VERDICT, 0, 2 },
		{ PLAN("\"do\":\"ack_delay\",\"ms\":60000"), RV_OUTCOME_UNKNOWN, 0, 2 },
		{ PLAN("\"do\":\"refuse\""), RV_OUTCOME_UNKNOWN, 0, 0 },
		{ PLAN("\"do\":\"answer_only\""), RV_OUTCOME_VERDICT, 0, 0 },
		{ PLAN("\"do\":\"agent_expired\""), RV_OUTCOME_REFUSED, RV_REFUSAL_SIGNER, 0 },
		{ PLAN("\"do\":\"rate_exhausted\""), RV_OUTCOME_REFUSED, RV_REFUSAL_BUDGET, 0 },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		gateway_desk d;
		rv_sim *sim = NULL;
		open_desk(&d, &sim, cases[i].plan);
		const int64_t px = px_at(sim, 50);
		const rv_order o[2] = { gd_order(&d, RV_BUY, LOTS, px, RV_TIF_GTC),
					gd_order(&d, RV_BUY, LOTS, px, RV_TIF_GTC) };
		rv_venue_report *r = gd_answer(&d, gd_send(&d, o, 2));
		if (r->u.action.outcome != cases[i].outcome ||
		    r->u.action.refusal != cases[i].refusal)
			fail_msg("%s: outcome %d, refusal %d: %s", cases[i].plan,
				 r->u.action.outcome, r->u.action.refusal, r->text);
		rv_venue_report_free(r);
		if (orders_in_books(sim) != cases[i].in_books)
			fail_msg("%s: %d in the books", cases[i].plan, orders_in_books(sim));
		close_desk(&d, sim);
	}
}

static void an_unknown_order_is_found_by_its_cloid(void **state)
{
	(void)state;
	gateway_desk d;
	rv_sim *sim = NULL;
	rv_venue_send s;
	open_desk(&d, &sim, PLAN("\"do\":\"drop_answer\""));
	const rv_order o = gd_order(&d, RV_BUY, LOTS, px_at(sim, 50), RV_TIF_GTC);
	gd_prepare(&d, &o, 1, &s);
	assert_int_equal(d.port.send(d.port.self, &s), RV_OK);
	rv_venue_report *r = gd_answer(&d, s.request);
	assert_int_equal(r->u.action.outcome, RV_OUTCOME_UNKNOWN);
	rv_venue_report_free(r);
	assert_int_equal(record(&d, &o.cloid).status, RV_STATUS_OPEN);
	/* The same bytes again cannot land twice, nor can a noop in their place kill them now. */
	r = gd_answer(&d, gd_resend(&d, &s));
	assert_int_equal(r->u.action.outcome, RV_OUTCOME_UNKNOWN); /* answers are still dropped */
	rv_venue_report_free(r);
	rv_venue_action noop = { .kind = RV_ACTION_NOOP, .nonce = s.bytes.nonce };
	r = gd_answer(&d, gd_act(&d, &noop));
	assert_int_equal(r->u.action.outcome, RV_OUTCOME_REFUSED);
	assert_int_equal(r->u.action.refusal, RV_REFUSAL_NONCE_USED);
	rv_venue_report_free(r);
	assert_int_equal(orders_in_books(sim), 1);
	close_desk(&d, sim);
}

static void a_noop_keeps_a_lost_order_from_landing(void **state)
{
	(void)state;
	gateway_desk d;
	rv_sim *sim = NULL;
	rv_venue_send s;
	open_desk(&d, &sim,
		  "[{\"at\":0,\"for\":3600,\"match\":\"exchange.order\",\"do\":\"no_accept\"}]");
	const rv_order o = gd_order(&d, RV_BUY, LOTS, px_at(sim, 50), RV_TIF_GTC);
	gd_prepare(&d, &o, 1, &s);
	assert_int_equal(d.port.send(d.port.self, &s), RV_OK);
	rv_venue_report_free(gd_answer(&d, s.request));
	rv_venue_action noop = { .kind = RV_ACTION_NOOP, .nonce = s.bytes.nonce };
	rv_venue_report *r = gd_answer(&d, gd_act(&d, &noop));
	assert_int_equal(r->u.action.outcome, RV_OUTCOME_VERDICT);
	rv_venue_report_free(r);
	assert_int_equal(record(&d, &o.cloid).status, RV_STATUS_NONE);
	assert_int_equal(orders_in_books(sim), 0);
	close_desk(&d, sim);
}

static void an_order_that_the_server_does_not_know_yet(void **state)
{
	(void)state;
	gateway_desk d;
	rv_sim *sim = NULL;
	open_desk(
		&d, &sim,
		"[{\"at\":0,\"for\":3600,\"match\":\"info.orderStatus\",\"do\":\"unknown_oid\"}]");
	const rv_order o = gd_order(&d, RV_BUY, LOTS, px_at(sim, 50), RV_TIF_GTC);
	assert_int_equal(verdict(&d, gd_send(&d, &o, 1)).kind, RV_VERDICT_RESTING);
	assert_int_equal(record(&d, &o.cloid).status, RV_STATUS_NONE);
	close_desk(&d, sim);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_fault_has_its_outcome),
		cmocka_unit_test(an_unknown_order_is_found_by_its_cloid),
		cmocka_unit_test(a_noop_keeps_a_lost_order_from_landing),
		cmocka_unit_test(an_order_that_the_server_does_not_know_yet),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
