/* The gateway against the simulated venue: an order's whole life, and every question. */
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/gateway_desk.h"

#include <stdio.h>
#include <string.h>

enum { LOTS = 117 };

static void open_desk(gateway_desk *d, rv_sim **sim, const char *plan)
{
	gd_make(d);
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

static void an_order_rests_and_is_cancelled(void **state)
{
	(void)state;
	gateway_desk d;
	rv_sim *sim = NULL;
	open_desk(&d, &sim, NULL);
	rv_venue_report_free(gd_report(&d, RV_REPORT_STREAM_UP));
	assert_int_equal(rv_gateway_env(d.g), RV_VENUE_ENV_SIM);
	const rv_order o = gd_order(&d, RV_BUY, LOTS, px_at(sim, 50), RV_TIF_GTC);
	rv_verdict v = verdict(&d, gd_send(&d, &o, 1));
	assert_int_equal(v.kind, RV_VERDICT_RESTING);
	assert_true(v.oid > 0);
	assert_memory_equal(v.cloid.b, o.cloid.b, sizeof(o.cloid.b));
	rv_venue_report *r = gd_report(&d, RV_REPORT_STREAM_ORDERS);
	assert_int_equal(r->records[0].status, RV_STATUS_OPEN);
	assert_true(r->records[0].oid == v.oid);
	rv_venue_report_free(r);
	rv_order_record rec = record(&d, &o.cloid);
	assert_int_equal(rec.status, RV_STATUS_OPEN);
	assert_string_equal(rec.symbol, "SOL");
	assert_int_equal(rec.side, RV_BUY);
	assert_int_equal(rec.lots_orig, LOTS);
	assert_int_equal(rec.lots_left, LOTS);
	assert_int_equal(rec.px, o.px);
	r = gd_answer(&d, gd_ask(&d, RV_QUERY_OPEN_ORDERS));
	assert_int_equal(r->kind, RV_REPORT_OPEN_ORDERS);
	assert_int_equal(r->n, 1);
	assert_memory_equal(r->records[0].cloid.b, o.cloid.b, sizeof(o.cloid.b));
	assert_int_equal(strlen(r->raw_hash), 64);
	rv_venue_report_free(r);
	v = verdict(&d, gd_cancel(&d, &o));
	assert_int_equal(v.kind, RV_VERDICT_SUCCESS);
	r = gd_report(&d, RV_REPORT_STREAM_ORDERS);
	assert_int_equal(r->records[0].status, RV_STATUS_CANCELED);
	rv_venue_report_free(r);
	rec = record(&d, &o.cloid);
	assert_int_equal(rec.status, RV_STATUS_CANCELED);
	assert_string_equal(rec.word, "canceled");
	v = verdict(&d, gd_cancel(&d, &o)); /* twice */
	assert_int_equal(v.kind, RV_VERDICT_ERROR);
	assert_non_null(strstr(v.text, "never placed, already canceled, or filled"));
	close_desk(&d, sim);
}

static void an_order_fills_and_the_fill_is_everywhere(void **state)
{
	(void)state;
	gateway_desk d;
	rv_sim *sim = NULL;
	open_desk(&d, &sim, NULL);
	rv_venue_report_free(gd_report(&d, RV_REPORT_STREAM_UP));
	gd_drop(&d, RV_REPORT_STREAM_FILLS); /* the snapshot */
	const rv_order o = gd_order(&d, RV_BUY, LOTS, px_at(sim, 110), RV_TIF_IOC);
	const rv_verdict v = verdict(&d, gd_send(&d, &o, 1));
	assert_int_equal(v.kind, RV_VERDICT_FILLED);
	int64_t lots = 0;
	while (lots < LOTS) {
		rv_venue_report *r = gd_report(&d, RV_REPORT_STREAM_FILLS);
		for (size_t i = 0; i < r->n && !r->snapshot; i++) {
			const rv_fill *f = &r->fills[i];
			/* Told twice, by userFills and by userEvents: one of them counts here. */
			lots += f->start_lots == lots ? f->lots : 0;
			assert_memory_equal(f->cloid.b, o.cloid.b, sizeof(o.cloid.b));
			assert_true(f->oid == v.oid && f->tid > 0);
			assert_int_equal(f->side, RV_BUY);
			assert_true(f->px > 0 && f->px <= o.px && f->taker);
			/* 0.045 % of the value, cut to a micro-dollar. */
			assert_int_equal(f->fee_musd, f->px * f->lots * 45 / 100000);
		}
		rv_venue_report_free(r);
	}
	assert_int_equal(lots, LOTS);
	rv_venue_query q = { .kind = RV_QUERY_FILLS,
			     .request = 9001,
			     .from_ms = rv_clock_utc_ms(d.clock) - 60000,
			     .to_ms = rv_clock_utc_ms(d.clock) + 60000 };
	assert_int_equal(d.port.ask(d.port.self, &q), RV_OK);
	rv_venue_report *r = gd_answer(&d, 9001);
	assert_int_equal(r->kind, RV_REPORT_FILLS_PAGE);
	assert_false(r->saturated);
	lots = 0;
	for (size_t i = 0; i < r->n; i++) {
		assert_int_equal(r->fills[i].start_lots, lots); /* oldest first */
		lots += r->fills[i].lots;
	}
	assert_int_equal(lots, LOTS);
	rv_venue_report_free(r);
	r = gd_answer(&d, gd_ask(&d, RV_QUERY_ACCOUNT));
	assert_int_equal(r->kind, RV_REPORT_ACCOUNT);
	assert_int_equal(r->u.account.n, 1);
	assert_string_equal(r->u.account.positions[0].symbol, "SOL");
	assert_int_equal(r->u.account.positions[0].lots, LOTS);
	assert_true(r->u.account.positions[0].entry_px > 0.0);
	assert_true(r->u.account.account_value_usd > 99000.0);
	assert_true(r->u.account.maintenance_usd > 0.0);
	rv_venue_report_free(r);
	assert_int_equal(record(&d, &o.cloid).status, RV_STATUS_FILLED);
	close_desk(&d, sim);
}

/* What it began with, and a withdrawal. */
static void money_in_and_out(gateway_desk *d, rv_sim *sim)
{
	char json[160], user[RV_ADDRESS_TEXT];
	rv_address_format(d->account, user);
	(void)snprintf(json, sizeof(json), "{\"user\":\"%s\",\"usdc\":\"-12.5\"}", user);
	gd_control(sim, "deposit", json);
	rv_venue_report *r = gd_answer(d, gd_ask(d, RV_QUERY_TRANSFERS));
	assert_int_equal(r->kind, RV_REPORT_TRANSFERS);
	assert_int_equal(r->n, 2);
	assert_false(r->saturated);
	assert_true(r->transfers[0].known && r->transfers[1].known);
	assert_string_equal(r->transfers[0].kind, "deposit");
	assert_int_equal(r->transfers[0].time_ms, rv_sim_start_ms(sim)); /* its clock stood still */
	assert_string_equal(r->transfers[1].kind, "withdraw");
	assert_int_equal(r->transfers[1].usdc_musd, -12500000);
	assert_true(r->transfers[1].time_ms >= r->transfers[0].time_ms);
	assert_true(strncmp(r->transfers[1].hash, "0x", 2) == 0);
	assert_string_not_equal(r->transfers[0].hash, r->transfers[1].hash);
	rv_venue_report_free(r);
}

static void the_other_questions_have_answers(void **state)
{
	(void)state;
	gateway_desk d;
	rv_sim *sim = NULL;
	open_desk(&d, &sim, NULL);
	rv_venue_report *r = gd_answer(&d, gd_ask(&d, RV_QUERY_ROLE));
	assert_int_equal(r->kind, RV_REPORT_ROLE);
	assert_true(r->u.role.is_agent);
	assert_true(r->u.role.valid_until_ms > rv_clock_utc_ms(d.clock));
	rv_venue_report_free(r);
	r = gd_answer(&d, gd_ask(&d, RV_QUERY_FEES));
	assert_int_equal(r->kind, RV_REPORT_FEES);
	assert_close("taker", r->u.fees.taker, 0.00045, 1e-12);
	assert_close("maker", r->u.fees.maker, 0.00015, 1e-12);
	rv_venue_report_free(r);
	r = gd_answer(&d, gd_ask(&d, RV_QUERY_BUDGET));
	assert_int_equal(r->kind, RV_REPORT_BUDGET);
	assert_int_equal(r->u.budget.used, 0);
	assert_int_equal(r->u.budget.cap, 10000);
	rv_venue_report_free(r);
	r = gd_answer(&d, gd_ask(&d, RV_QUERY_FUNDING));
	assert_int_equal(r->kind, RV_REPORT_FUNDING);
	assert_int_equal(r->u.funding.n, 0);
	rv_venue_report_free(r);
	money_in_and_out(&d, sim);
	const rv_cloid nobody = { { 0xee } };
	const rv_order_record rec = record(&d, &nobody);
	assert_int_equal(rec.status, RV_STATUS_NONE);
	assert_memory_equal(rec.cloid.b, nobody.b, sizeof(nobody.b));
	close_desk(&d, sim);
}

/* The same desk with a key that is nobody's agent. */
static void a_stranger_is_told_so(void **state)
{
	(void)state;
	gateway_desk d;
	gd_make(&d);
	rv_sim *sim = gd_sim(&d, NULL, 1.0);
	rv_signer *other = NULL;
	assert_int_equal(rv_signer_generate(&other, NULL), RV_OK);
	d.p.signer = other;
	gd_start(&d, rv_sim_url(sim));
	gd_ready(&d);
	rv_venue_report *r = gd_answer(&d, gd_ask(&d, RV_QUERY_ROLE));
	assert_int_equal(r->kind, RV_REPORT_ROLE);
	assert_false(r->u.role.is_agent);
	rv_venue_report_free(r);
	const rv_order o = gd_order(&d, RV_BUY, LOTS, px_at(sim, 50), RV_TIF_GTC);
	r = gd_answer(&d, gd_send(&d, &o, 1));
	assert_int_equal(r->u.action.outcome, RV_OUTCOME_REFUSED);
	assert_int_equal(r->u.action.refusal, RV_REFUSAL_SIGNER);
	rv_venue_report_free(r);
	gd_free(&d);
	rv_signer_free(other);
	rv_sim_stop(sim);
}

static void another_client_and_the_venue_trade_too(void **state)
{
	(void)state;
	static const struct {
		const char *kind;
		rv_fill_kind want;
	} cases[] = { { "foreign", RV_FILL_NORMAL },
		      { "adl", RV_FILL_ADL },
		      { "liquidation", RV_FILL_LIQUIDATION } };
	gateway_desk d;
	rv_sim *sim = NULL;
	char user[RV_ADDRESS_TEXT], text[256];
	open_desk(&d, &sim, NULL);
	rv_venue_report_free(gd_report(&d, RV_REPORT_STREAM_UP));
	gd_drop(&d, RV_REPORT_STREAM_FILLS);
	(void)rv_address_format(d.account, user);
	for (size_t i = 0; i < LEN(cases); i++) {
		(void)snprintf(text, sizeof(text),
			       "{\"user\":\"%s\",\"coin\":\"SOL\",\"side\":\"%s\",\"sz\":\"1.5\","
			       "\"kind\":\"%s\"}",
			       user, i == 0 ? "B" : "A", cases[i].kind);
		gd_control(sim, "fill", text);
		rv_venue_report *r = gd_report(&d, RV_REPORT_STREAM_FILLS);
		assert_int_equal(r->n, 1);
		if (r->fills[0].kind != cases[i].want)
			fail_msg("%s: kind %d", cases[i].kind, r->fills[0].kind);
		assert_int_equal(r->fills[0].lots, 150);
		rv_venue_report_free(r);
		(void)gd_seen(&d, RV_REPORT_STREAM_FILLS, 100); /* the same by userEvents */
		gd_drop(&d, RV_REPORT_STREAM_FILLS);
	}
	close_desk(&d, sim);
}

static void funding_is_asked_for_and_told(void **state)
{
	(void)state;
	gateway_desk d;
	char user[RV_ADDRESS_TEXT], text[256];
	gd_make(&d);
	rv_sim *sim = gd_sim(&d, NULL, 3600.0); /* an hour a second */
	gd_start(&d, rv_sim_url(sim));
	rv_venue_report_free(gd_report(&d, RV_REPORT_STREAM_UP));
	(void)rv_address_format(d.account, user);
	(void)snprintf(text, sizeof(text),
		       "{\"user\":\"%s\",\"coin\":\"SOL\",\"side\":\"B\",\"sz\":\"1.5\"}", user);
	gd_control(sim, "fill", text);
	rv_venue_report *r = gd_report(&d, RV_REPORT_FUNDING);
	assert_int_equal(r->request, 0);
	assert_int_equal(r->u.funding.n, 1);
	const rv_funding_payment first = r->u.funding.rows[0];
	assert_string_equal(first.symbol, "SOL");
	assert_int_equal(first.lots, 150);
	assert_true(first.usdc_musd != 0);
	rv_venue_report_free(r);
	const rv_venue_query q = { .kind = RV_QUERY_FUNDING,
				   .request = 9002,
				   .from_ms = first.time_ms,
				   .to_ms = first.time_ms };
	assert_int_equal(d.port.ask(d.port.self, &q), RV_OK);
	r = gd_answer(&d, 9002);
	assert_int_equal(r->kind, RV_REPORT_FUNDING);
	assert_int_equal(r->u.funding.n, 1);
	assert_true(r->u.funding.rows[0].time_ms == first.time_ms);
	assert_true(r->u.funding.rows[0].usdc_musd == first.usdc_musd);
	rv_venue_report_free(r);
	close_desk(&d, sim);
}

static void the_dead_man_and_leverage_are_carried_out(void **state)
{
	(void)state;
	gateway_desk d;
	rv_sim *sim = NULL;
	char user[RV_ADDRESS_TEXT], text[192];
	open_desk(&d, &sim, NULL);
	rv_venue_action a = { .kind = RV_ACTION_SCHEDULE_CANCEL,
			      .u.schedule_ms = rv_clock_utc_ms(d.clock) + 60000 };
	rv_venue_report *r = gd_answer(&d, gd_act(&d, &a));
	assert_int_equal(r->u.action.outcome, RV_OUTCOME_REFUSED); /* not enough volume */
	assert_int_equal(r->u.action.refusal, RV_REFUSAL_SCHEDULE);
	rv_venue_report_free(r);
	(void)rv_address_format(d.account, user);
	(void)snprintf(text, sizeof(text), "{\"user\":\"%s\",\"volume\":\"2000000\"}", user);
	gd_control(sim, "account", text);
	a.nonce = 0;
	r = gd_answer(&d, gd_act(&d, &a));
	assert_int_equal(r->u.action.outcome, RV_OUTCOME_VERDICT);
	rv_venue_report_free(r);
	rv_venue_action lev = { .kind = RV_ACTION_LEVERAGE, .u.leverage = { 3, 5, true } };
	r = gd_answer(&d, gd_act(&d, &lev));
	assert_int_equal(r->u.action.outcome, RV_OUTCOME_VERDICT);
	rv_venue_report_free(r);
	close_desk(&d, sim);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_order_rests_and_is_cancelled),
		cmocka_unit_test(an_order_fills_and_the_fill_is_everywhere),
		cmocka_unit_test(the_other_questions_have_answers),
		cmocka_unit_test(a_stranger_is_told_so),
		cmocka_unit_test(another_client_and_the_venue_trade_too),
		cmocka_unit_test(funding_is_asked_for_and_told),
		cmocka_unit_test(the_dead_man_and_leverage_are_carried_out),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
