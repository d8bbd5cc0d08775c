/*
 * What each answer to an action makes of it. Nothing but the venue's own word for each order is a
 * verdict, and whatever happens, the bytes leave once.
 */
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/gateway_desk.h"
#include "tests/support/scripted_venue.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>

#define OK(type, data)                                                                             \
	"{\"status\":\"ok\",\"response\":{\"type\":\"" type "\",\"data\":{\"statuses\":[" data     \
	"]}}}"
#define RESTING(oid) "{\"resting\":{\"oid\":" #oid "}}"
#define FILLED "{\"filled\":{\"totalSz\":\"1.0\",\"avgPx\":\"171.25\",\"oid\":556696349187}}"
#define ERR(text) "{\"status\":\"err\",\"response\":\"" text "\"}"
#define HTML "<html><head><title>502 Bad Gateway</title></head></html>"
#define WORDS_422 "Failed to deserialize the JSON body into the target type"

enum { PX = 1710000, LOTS = 117 };

typedef struct want {
	rv_outcome outcome;
	rv_refusal refusal;
	rv_verdict_kind verdict; /* of the last order */
} want;

#define VERDICT(v)                                                                                 \
	{                                                                                          \
		RV_OUTCOME_VERDICT, RV_REFUSAL_OTHER, RV_VERDICT_##v                               \
	}
#define REFUSED(r)                                                                                 \
	{                                                                                          \
		RV_OUTCOME_REFUSED, RV_REFUSAL_##r, 0                                              \
	}
#define UNKNOWN                                                                                    \
	{                                                                                          \
		RV_OUTCOME_UNKNOWN, RV_REFUSAL_OTHER, 0                                            \
	}
#define UNKNOWN_BUT(r)                                                                             \
	{                                                                                          \
		RV_OUTCOME_UNKNOWN, RV_REFUSAL_##r, 0                                              \
	}

static void expect(const char *id, const rv_venue_report *r, size_t n, const want *w)
{
	assert_int_equal(r->kind, RV_REPORT_ACTION);
	if (r->u.action.outcome != w->outcome || r->u.action.refusal != w->refusal)
		fail_msg("%s: outcome %d, refusal %d: %s", id, r->u.action.outcome,
			 r->u.action.refusal, r->text);
	if (r->u.action.n != n)
		fail_msg("%s: %zu orders", id, r->u.action.n);
	if (w->outcome == RV_OUTCOME_VERDICT && n > 0 &&
	    r->u.action.verdicts[n - 1].kind != w->verdict)
		fail_msg("%s: verdict %d: %s", id, r->u.action.verdicts[n - 1].kind,
			 r->u.action.verdicts[n - 1].text);
}

static const struct {
	const char *id;
	size_t n; /* orders sent */
	tiny_answer a;
	want w;
} answers[] = {
	{ "resting", 1, { .body = OK("order", RESTING(556696349186)) }, VERDICT(RESTING) },
	{ "filled", 1, { .body = OK("order", FILLED) }, VERDICT(FILLED) },
	{ "an error",
	  1,
	  { .body = OK("order", "{\"error\":\"Order must have minimum value of $10. asset=3\"}") },
	  VERDICT(ERROR) },
	{ "one of each",
	  3,
	  { .body = OK("order", RESTING(5) "," FILLED ",{\"error\":\"Insufficient margin to place "
					   "order. asset=3\"}") },
	  VERDICT(ERROR) },
	{ "the last one is not understood",
	  2,
	  { .body = OK("order", RESTING(5) ",{\"parked\":{\"oid\":6}}") },
	  VERDICT(UNREADABLE) },
	{ "fewer statuses", 2, { .body = OK("order", RESTING(5)) }, UNKNOWN },
	{ "more statuses", 1, { .body = OK("order", RESTING(5) "," RESTING(6)) }, UNKNOWN },
	{ "no statuses", 1, { .body = OK("order", "") }, UNKNOWN },
	{ "a status nobody knows",
	  1,
	  { .body = OK("order", "{\"parked\":{\"oid\":6}}") },
	  UNKNOWN },
	{ "no oid", 1, { .body = OK("order", "{\"resting\":{}}") }, UNKNOWN },
	{ "an oid in quotes",
	  1,
	  { .body = OK("order", "{\"resting\":{\"oid\":\"5\"}}") },
	  UNKNOWN },
	{ "another cloid",
	  1,
	  { .body = OK("order", "{\"resting\":{\"oid\":5,\"cloid\":"
				"\"0x00000000000000000000000000000001\"}}") },
	  UNKNOWN },
	{ "an answer to something else", 1, { .body = OK("cancel", "\"success\"") }, UNKNOWN },
	{ "done, without a word about the order",
	  1,
	  { .body = "{\"status\":\"ok\",\"response\":{\"type\":\"default\"}}" },
	  UNKNOWN },
	{ "null", 1, { .body = "null" }, UNKNOWN },
	{ "an empty body", 1, { .body = "" }, UNKNOWN },
	{ "broken JSON", 1, { .body = "{\"status\":\"ok\",\"resp" }, UNKNOWN },
	{ "no JSON", 1, { .body = HTML }, UNKNOWN },
	{ "a page", 1, { .type = "text/html", .body = OK("order", RESTING(5)) }, UNKNOWN },
	{ "a status that is neither", 1, { .body = "{\"status\":\"maybe\"}" }, UNKNOWN },
	{ "cut in the middle",
	  1,
	  { .truncate = true, .body = OK("order", RESTING(556696349186)) },
	  UNKNOWN },
	{ "hung up", 1, { .hang_up = true }, UNKNOWN },
	{ "no answer", 1, { .mute = true }, UNKNOWN },
	{ "500 null", 1, { .status = "500 Internal", .body = "null" }, UNKNOWN },
	{ "502 page", 1, { .status = "502 Bad", .type = "text/html", .body = HTML }, UNKNOWN },
	{ "503 page", 1, { .status = "503 Away", .type = "text/html", .body = HTML }, UNKNOWN },
	{ "504 page", 1, { .status = "504 Late", .type = "text/html", .body = HTML }, UNKNOWN },
	{ "502 with a good body",
	  1,
	  { .status = "502 Bad", .body = OK("order", RESTING(5)) },
	  UNKNOWN },
	{ "400", 1, { .status = "400 Bad", .type = "text/html", .body = HTML }, UNKNOWN },
	{ "403 page", 1, { .status = "403 No", .type = "text/html", .body = HTML }, UNKNOWN },
	{ "404", 1, { .status = "404 Where", .type = "text/html", .body = HTML }, UNKNOWN },
	{ "302", 1, { .status = "302 Found", .extra = "Location: /\r\n" }, UNKNOWN },
	{ "422 in the venue's words",
	  1,
	  { .status = "422 No", .type = "text/plain; charset=utf-8", .body = WORDS_422 },
	  REFUSED(OTHER) },
	{ "422 page", 1, { .status = "422 No", .type = "text/html", .body = WORDS_422 }, UNKNOWN },
	{ "422 in other words",
	  1,
	  { .status = "422 No", .type = "text/plain", .body = "Unprocessable" },
	  UNKNOWN },
	{ "429 null", 1, { .status = "429 Slow", .body = "null" }, REFUSED(LIMITED) },
	{ "429 page",
	  1,
	  { .status = "429 Slow", .type = "text/html", .body = HTML },
	  REFUSED(LIMITED) },
	{ "duplicate nonce",
	  1,
	  { .body = ERR("Invalid nonce: duplicate nonce 1700000000000") },
	  REFUSED(NONCE_USED) },
	{ "nonce too low",
	  1,
	  { .body = ERR("Invalid nonce: nonce too low 1791140676851 < 1791227196699") },
	  REFUSED(OTHER) },
	{ "expired", 1, { .body = ERR("Action already expired") }, REFUSED(EXPIRED) },
	{ "unknown signer",
	  1,
	  { .body = ERR("User or API Wallet 0xc06d73162e9bffbcfbf1da59c511002a8f9155e5 does not "
			"exist.") },
	  REFUSED(SIGNER) },
	{ "bad signature", 1, { .body = ERR("Unable to recover signer.") }, REFUSED(SIGNER) },
	{ "allowance",
	  1,
	  { .body = ERR("Too many cumulative requests sent (97460 > 97456) for cumulative volume "
			"traded $87457.46. Place taker orders to free up 1 request per USDC "
			"traded.") },
	  REFUSED(BUDGET) },
	{ "halted venue", 1, { .body = ERR("Trading is halted.") }, REFUSED(HALTED) },
	{ "words that nobody knows", 1, { .body = ERR("Something went wrong.") }, UNKNOWN },
};

/* Sends orders of the venue's coin; the report. */
static rv_venue_report *send_orders(gateway_desk *d, size_t n)
{
	rv_order o[RV_ACTION_ORDERS];
	for (size_t i = 0; i < n; i++)
		o[i] = gd_order(d, RV_BUY, LOTS, PX, RV_TIF_GTC);
	return gd_answer(d, gd_send(d, o, n));
}

/* A gateway on a venue that answers so; answer_ms short where nothing will come. */
static tiny_venue *open_desk(gateway_desk *d, const tiny_answer *a)
{
	gd_make(d);
	d->p.answer_ms = a->mute ? 300 * RV_PATIENCE : d->p.answer_ms;
	tiny_venue *v = tiny_venue_start(a);
	gd_start(d, tiny_venue_url(v));
	gd_ready(d);
	return v;
}

static void each_answer_has_its_outcome(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(answers); i++) {
		gateway_desk d;
		tiny_venue *v = open_desk(&d, &answers[i].a);
		rv_venue_report *r = send_orders(&d, answers[i].n);
		expect(answers[i].id, r, answers[i].n, &answers[i].w);
		assert_true(r->sent_mono_us > 0);
		assert_true(r->got_at >= r->sent_at && r->sent_at > 0);
		assert_int_equal(r->raw_hash[0] != '\0', answers[i].a.body && answers[i].a.body[0]);
		(void)poll(NULL, 0, 20);
		if (tiny_venue_actions(v, NULL) != 1)
			fail_msg("%s: left %d times", answers[i].id, tiny_venue_actions(v, NULL));
		rv_venue_report_free(r);
		gd_free(&d);
		tiny_venue_stop(v);
	}
}

/* The second copy of the same bytes: a refusal of it says little about the first. */
static void a_second_copy_is_judged_by_itself(void **state)
{
	(void)state;
	static const struct {
		const char *id;
		tiny_answer a;
		want w;
	} cases[] = {
		{ "it lands", { .body = OK("order", RESTING(5)) }, VERDICT(RESTING) },
		{ "the first one had landed",
		  { .body = ERR("Invalid nonce: duplicate nonce 1700000000000") },
		  REFUSED(NONCE_USED) },
		{ "too late", { .body = ERR("Action already expired") }, UNKNOWN_BUT(EXPIRED) },
		{ "limited", { .status = "429 Slow", .body = "null" }, UNKNOWN_BUT(LIMITED) },
		{ "unknown signer",
		  { .body = ERR("User or API Wallet 0xc06d73162e9bffbcfbf1da59c511002a8f9155e5 "
				"does not exist.") },
		  UNKNOWN_BUT(SIGNER) },
		{ "422", { .status = "422 No", .type = "text/plain", .body = WORDS_422 }, UNKNOWN },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		static const tiny_answer lost = { .hang_up = true };
		gateway_desk d;
		rv_venue_send s;
		char first[TINY_VENUE_BODY], second[TINY_VENUE_BODY];
		tiny_venue *v = open_desk(&d, &lost);
		const rv_order o = gd_order(&d, RV_SELL, LOTS, PX, RV_TIF_IOC);
		gd_prepare(&d, &o, 1, &s);
		assert_int_equal(d.port.send(d.port.self, &s), RV_OK);
		rv_venue_report *r = gd_answer(&d, s.request);
		assert_int_equal(r->u.action.outcome, RV_OUTCOME_UNKNOWN);
		rv_venue_report_free(r);
		assert_int_equal(tiny_venue_actions(v, first), 1);
		tiny_venue_answer(v, &cases[i].a);
		r = gd_answer(&d, gd_resend(&d, &s));
		expect(cases[i].id, r, 1, &cases[i].w);
		rv_venue_report_free(r);
		assert_int_equal(tiny_venue_actions(v, second), 2);
		assert_string_equal(first, second);
		assert_string_equal(first, s.bytes.body); /* the exact bytes */
		gd_free(&d);
		tiny_venue_stop(v);
	}
}

static void other_actions_have_verdicts_too(void **state)
{
	(void)state;
	static const char done[] = "{\"status\":\"ok\",\"response\":{\"type\":\"default\"}}";
	const rv_cancel c = { .asset = 3, .cloid = { { 7 } } }, by_oid = { .asset = 3, .oid = 77 };
	const struct {
		const char *id;
		rv_venue_action act;
		tiny_answer a;
		want w;
	} cases[] = {
		{ "cancelled",
		  { .kind = RV_ACTION_CANCEL, .n = 1, .u.cancels = { c } },
		  { .body = OK("cancel", "\"success\"") },
		  VERDICT(SUCCESS) },
		{ "nothing to cancel",
		  { .kind = RV_ACTION_CANCEL, .n = 1, .u.cancels = { by_oid } },
		  { .body = OK("cancel",
			       "{\"error\":\"Order was never placed, already canceled, or "
			       "filled. asset=3\"}") },
		  VERDICT(ERROR) },
		{ "one answer for two cancels",
		  { .kind = RV_ACTION_CANCEL, .n = 2, .u.cancels = { c, c } },
		  { .body = OK("cancel", "\"success\"") },
		  UNKNOWN },
		{ "dead-man set",
		  { .kind = RV_ACTION_SCHEDULE_CANCEL, .u.schedule_ms = 1795190399000 },
		  { .body = done },
		  VERDICT(RESTING) },
		{ "dead-man not for this account",
		  { .kind = RV_ACTION_SCHEDULE_CANCEL, .u.schedule_ms = 1795190399000 },
		  { .body = ERR("Cannot set scheduled cancel time until enough volume traded. "
				"Required: $1000000. Traded: $373.47205.") },
		  REFUSED(SCHEDULE) },
		{ "noop", { .kind = RV_ACTION_NOOP }, { .body = done }, VERDICT(RESTING) },
		{ "noop, nonce used",
		  { .kind = RV_ACTION_NOOP },
		  { .body = ERR("Invalid nonce: duplicate nonce 1700000000000") },
		  REFUSED(NONCE_USED) },
		{ "leverage",
		  { .kind = RV_ACTION_LEVERAGE, .u.leverage = { 3, 5, true } },
		  { .body = done },
		  VERDICT(RESTING) },
		{ "leverage, hung up",
		  { .kind = RV_ACTION_LEVERAGE, .u.leverage = { 3, 5, true } },
		  { .hang_up = true },
		  UNKNOWN },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		gateway_desk d;
		rv_venue_action act = cases[i].act;
		tiny_venue *v = open_desk(&d, &cases[i].a);
		rv_venue_report *r = gd_answer(&d, gd_act(&d, &act));
		expect(cases[i].id, r, act.n, &cases[i].w);
		assert_int_equal(r->u.action.kind, act.kind);
		rv_venue_report_free(r);
		gd_free(&d);
		tiny_venue_stop(v);
	}
}

/* No connection, no byte: the only failure after which an order is known not to be there. */
static void without_a_connection_nothing_left(void **state)
{
	(void)state;
	static const tiny_answer good = { .body = OK("order", RESTING(5)) };
	gateway_desk d;
	tiny_venue *v = open_desk(&d, &good);
	rv_venue_report_free(send_orders(&d, 1));
	tiny_venue_stop(v); /* its kept connections end, and nobody listens */
	(void)poll(NULL, 0, 50);
	rv_venue_report *r = send_orders(&d, 1);
	assert_int_equal(r->u.action.outcome, RV_OUTCOME_GATED);
	assert_int_equal(r->sent_mono_us, 0);
	assert_int_equal(r->sent_at, 0);
	assert_true(r->text[0] != '\0');
	rv_venue_report_free(r);
	gd_free(&d);
}

static void a_429_stops_orders_but_not_cancels(void **state)
{
	(void)state;
	static const tiny_answer limited = { .status = "429 Slow",
					     .extra = "Retry-After: 30\r\n",
					     .body = "null" };
	static const tiny_answer gone = { .body = OK("cancel", "\"success\"") };
	gateway_desk d;
	tiny_venue *v = open_desk(&d, &limited);
	rv_order o = gd_order(&d, RV_BUY, LOTS, PX, RV_TIF_GTC);
	rv_venue_report_free(gd_answer(&d, gd_send(&d, &o, 1)));
	tiny_venue_answer(v, &gone);
	rv_venue_report *r = send_orders(&d, 1);
	assert_int_equal(r->u.action.outcome, RV_OUTCOME_GATED);
	assert_non_null(strstr(r->text, "rate limited"));
	rv_venue_report_free(r);
	assert_int_equal(tiny_venue_actions(v, NULL), 1);
	r = gd_answer(&d, gd_cancel(&d, &o));
	assert_int_equal(r->u.action.outcome, RV_OUTCOME_VERDICT);
	rv_venue_report_free(r);
	assert_int_equal(tiny_venue_actions(v, NULL), 2);
	gd_free(&d);
	tiny_venue_stop(v);
}

/* The wait is what a 429 asks for; the weight that was not spent is there after it. */
static void a_429_spends_no_weight(void **state)
{
	(void)state;
	enum { LIMIT = 400 };
	static const tiny_answer limited = { .status = "429 Slow", .body = "null" };
	gateway_desk d;
	rv_weight *w = NULL;
	assert_int_equal(rv_weight_new(LIMIT, &w), RV_OK);
	gd_make(&d);
	d.p.weight = w;
	tiny_venue *v = tiny_venue_start(&limited);
	gd_start(&d, tiny_venue_url(v));
	gd_ready(&d);
	const unsigned before = rv_weight_used(w);
	rv_order o = gd_order(&d, RV_BUY, LOTS, PX, RV_TIF_GTC);
	rv_venue_report *r = gd_answer(&d, gd_send(&d, &o, 1));
	assert_int_equal(r->u.action.refusal, RV_REFUSAL_LIMITED);
	rv_venue_report_free(r);
	assert_true(rv_weight_used(w) > before && rv_weight_used(w) < LIMIT / 2);
	gd_free(&d);
	tiny_venue_stop(v);
	rv_weight_free(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_answer_has_its_outcome),
		cmocka_unit_test(a_second_copy_is_judged_by_itself),
		cmocka_unit_test(other_actions_have_verdicts_too),
		cmocka_unit_test(without_a_connection_nothing_left),
		cmocka_unit_test(a_429_stops_orders_but_not_cancels),
		cmocka_unit_test(a_429_spends_no_weight),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
