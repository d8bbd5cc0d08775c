/* Questions: what has no complete answer concludes nothing, and what has one is told as it is. */
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/gateway_desk.h"
#include "tests/support/scripted_venue.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROW = 400 };

static void close_desk(gateway_desk *d, rv_sim *sim)
{
	gd_free(d);
	rv_sim_stop(sim);
}

static void a_question_without_an_answer_concludes_nothing(void **state)
{
	(void)state;
	static const char *const faults[] = {
		"\"do\":\"status\",\"code\":502",
		"\"do\":\"status\",\"code\":429",
		"\"do\":\"status\",\"code\":500",
		"\"do\":\"garbage\"",
		"\"do\":\"truncate\"",
		"\"do\":\"silent\"",
		"\"do\":\"slow\",\"ms\":60000",
		"\"do\":\"wrong_types\"",
	};
	for (size_t i = 0; i < LEN(faults); i++) {
		gateway_desk d;
		rv_sim *sim = NULL;
		char plan[192];
		(void)snprintf(plan, sizeof(plan),
			       "[{\"at\":0,\"for\":3600,\"match\":\"info.clearinghouseState\",%s}]",
			       faults[i]);
		gd_make(&d);
		d.p.room_ms = 300;
		d.p.answer_ms = 500 * RV_PATIENCE;
		sim = gd_sim(&d, plan, 1.0);
		gd_start(&d, rv_sim_url(sim));
		gd_ready(&d);
		rv_venue_report *r = gd_answer(&d, gd_ask(&d, RV_QUERY_ACCOUNT));
		if (r->kind != RV_REPORT_QUERY_FAILED)
			fail_msg("%s: report %d", plan, r->kind);
		assert_int_equal(r->query, RV_QUERY_ACCOUNT);
		assert_true(r->text[0] != '\0');
		rv_venue_report_free(r);
		if (strstr(plan, "429")) { /* nothing more is asked for ten seconds */
			r = gd_answer(&d, gd_ask(&d, RV_QUERY_BUDGET));
			assert_int_equal(r->kind, RV_REPORT_QUERY_FAILED);
			assert_non_null(strstr(r->text, "no room"));
			rv_venue_report_free(r);
		}
		close_desk(&d, sim);
	}
}

static tiny_venue *open_tiny(gateway_desk *d, const tiny_answer *a)
{
	gd_make(d);
	tiny_venue *v = tiny_venue_start(a);
	gd_start(d, tiny_venue_url(v));
	gd_ready(d);
	return v;
}

static void close_tiny(gateway_desk *d, tiny_venue *v)
{
	gd_free(d);
	tiny_venue_stop(v);
}

/* A page of n fills, newest first as some servers send it; two of each millisecond. */
static char *fills_page(size_t n)
{
	char *text = malloc(n * ROW + 8);
	size_t at = 0;
	assert_non_null(text);
	text[at++] = '[';
	for (size_t i = 0; i < n; i++)
		at += (size_t)snprintf(
			text + at, ROW,
			"%s{\"coin\":\"SOL\",\"px\":\"171.25\",\"sz\":\"0.01\",\"side\":\"B\","
			"\"time\":%lld,\"startPosition\":\"0.0\",\"dir\":\"Open Long\","
			"\"closedPnl\":\"0.0\",\"hash\":\"0x00\",\"oid\":556696349186,"
			"\"crossed\":true,\"fee\":\"0.0007\",\"tid\":%zu,\"feeToken\":\"USDC\","
			"\"twapId\":null}",
			i ? "," : "", 1795190399000LL - (long long)(i / 2), 5000 - i);
	(void)snprintf(text + at, 2, "]");
	return text;
}

static void a_full_page_of_fills_says_so(void **state)
{
	(void)state;
	static const size_t sizes[] = { 1, 7, 1999, 2000 };
	for (size_t i = 0; i < LEN(sizes); i++) {
		gateway_desk d;
		char *page = fills_page(sizes[i]);
		const tiny_answer a = { .info = page };
		tiny_venue *v = open_tiny(&d, &a);
		rv_venue_report *r = gd_answer(&d, gd_ask(&d, RV_QUERY_FILLS));
		assert_int_equal(r->kind, RV_REPORT_FILLS_PAGE);
		assert_int_equal(r->n, sizes[i]);
		assert_int_equal(r->saturated, sizes[i] == 2000);
		for (size_t k = 1; k < r->n; k++) { /* oldest first, equal times turned too */
			assert_true(r->fills[k].time_ms >= r->fills[k - 1].time_ms);
			assert_true(r->fills[k].tid == r->fills[k - 1].tid + 1);
		}
		assert_int_equal(r->fills[0].fee_musd, 700);
		rv_venue_report_free(r);
		close_tiny(&d, v);
		free(page);
	}
}

static void more_than_a_page_is_no_answer(void **state)
{
	(void)state;
	gateway_desk d;
	char *page = fills_page(2001);
	const tiny_answer a = { .info = page };
	tiny_venue *v = open_tiny(&d, &a);
	rv_venue_report *r = gd_answer(&d, gd_ask(&d, RV_QUERY_FILLS));
	assert_int_equal(r->kind, RV_REPORT_QUERY_FAILED);
	rv_venue_report_free(r);
	close_tiny(&d, v);
	free(page);
}

static void one_row_that_is_not_understood_refuses_the_page(void **state)
{
	(void)state;
	static const char *const tricks[] = { "\"0.01\"", "\"171.25\"", "\"SOL\"" };
	static const char *const turned[] = { "0.0100 ", "1e2    ", "GONE" };
	for (size_t i = 0; i < LEN(tricks); i++) {
		gateway_desk d;
		char *page = fills_page(5);
		char *at = strstr(page, tricks[i]);
		assert_non_null(at);
		memcpy(at + (i == 2), turned[i], i == 2 ? 3 : strlen(tricks[i]));
		const tiny_answer a = { .info = page };
		tiny_venue *v = open_tiny(&d, &a);
		rv_venue_report *r = gd_answer(&d, gd_ask(&d, RV_QUERY_FILLS));
		assert_int_equal(r->kind, RV_REPORT_QUERY_FAILED);
		assert_int_equal(strlen(r->raw_hash), 64); /* what came can be looked up */
		rv_venue_report_free(r);
		close_tiny(&d, v);
		free(page);
	}
}

static void rights_are_known_only_from_both_answers(void **state)
{
	(void)state;
	static const char user[] = "0xa0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3";
	char agent[RV_ADDRESS_TEXT], role[192], agents[192];
	uint8_t address[RV_ADDRESS_BYTES];
	gateway_desk d;
	gd_make(&d);
	rv_signer_address(d.signer, address);
	(void)rv_address_format(address, agent);
	(void)snprintf(role, sizeof(role), "{\"role\":\"agent\",\"data\":{\"user\":\"%s\"}}", user);
	(void)snprintf(agents, sizeof(agents),
		       "[{\"name\":\"desk\",\"address\":\"%s\",\"validUntil\":1799999999999}]",
		       agent);
	tiny_answer a = { .info = role, .info_of = "extraAgents", .info_then = agents };
	tiny_venue *v = tiny_venue_start(&a);
	gd_start(&d, tiny_venue_url(v));
	gd_ready(&d);
	rv_venue_report *r = gd_answer(&d, gd_ask(&d, RV_QUERY_ROLE));
	assert_int_equal(r->kind, RV_REPORT_ROLE);
	assert_true(r->u.role.is_agent);
	assert_true(r->u.role.valid_until_ms == INT64_C(1799999999999));
	rv_venue_report_free(r);
	a.info_then = "[]"; /* an unnamed agent is in no list: no end is known */
	tiny_venue_answer(v, &a);
	r = gd_answer(&d, gd_ask(&d, RV_QUERY_ROLE));
	assert_int_equal(r->kind, RV_REPORT_ROLE);
	assert_true(r->u.role.is_agent);
	assert_int_equal(r->u.role.valid_until_ms, 0);
	rv_venue_report_free(r);
	a.info_then = "null";
	tiny_venue_answer(v, &a);
	r = gd_answer(&d, gd_ask(&d, RV_QUERY_ROLE));
	assert_int_equal(r->kind, RV_REPORT_QUERY_FAILED);
	rv_venue_report_free(r);
	role[strlen(role) - 4]++; /* agent of somebody else */
	tiny_venue_answer(v, &a);
	r = gd_answer(&d, gd_ask(&d, RV_QUERY_ROLE));
	assert_int_equal(r->kind, RV_REPORT_ROLE);
	assert_false(r->u.role.is_agent);
	rv_venue_report_free(r);
	close_tiny(&d, v);
}

static void an_answer_about_another_order_is_none(void **state)
{
	(void)state;
	static const tiny_answer a = {
		.info = "{\"status\":\"order\",\"order\":{\"order\":{\"coin\":\"SOL\",\"side\":"
			"\"B\","
			"\"limitPx\":\"171.0\",\"sz\":\"0.4\",\"oid\":5,\"timestamp\":"
			"1795190399000,"
			"\"triggerCondition\":\"N/A\",\"isTrigger\":false,\"triggerPx\":\"0.0\","
			"\"children\":[],\"isPositionTpsl\":false,\"reduceOnly\":false,"
			"\"orderType\":\"Limit\",\"origSz\":\"1.17\",\"tif\":\"Gtc\","
			"\"cloid\":\"0xee000000000000000000000000000000\"},\"status\":\"newWord\","
			"\"statusTimestamp\":1795190399500}}"
	};
	gateway_desk d;
	tiny_venue *v = open_tiny(&d, &a);
	const rv_cloid asked = { { 0xee } }, other = { { 0xef } };
	rv_venue_report *r = gd_answer(&d, gd_ask_order(&d, &other));
	assert_int_equal(r->kind, RV_REPORT_QUERY_FAILED);
	rv_venue_report_free(r);
	r = gd_answer(&d, gd_ask_order(&d, &asked));
	assert_int_equal(r->kind, RV_REPORT_ORDER_STATUS);
	assert_int_equal(r->records[0].status, RV_STATUS_UNREADABLE);
	assert_string_equal(r->records[0].word, "newWord");
	assert_int_equal(r->records[0].lots_left, 40);
	rv_venue_report_free(r);
	close_tiny(&d, v);
}

/* Of 75 a minute, 20 are kept for orderStatus; 24 go for the universe and two connections. */
static void order_status_may_use_the_last_of_the_weight(void **state)
{
	(void)state;
	static const tiny_answer a = { .info = "{\"status\":\"unknownOid\"}",
				       .info_of = "userRateLimit",
				       .info_then = "{\"cumVlm\":\"0.0\",\"nRequestsUsed\":3,"
						    "\"nRequestsCap\":10000}" };
	gateway_desk d;
	gd_make(&d);
	d.p.weight_per_min = 75;
	d.p.weight_reserve = 20;
	d.p.room_ms = 200;
	tiny_venue *v = tiny_venue_start(&a);
	gd_start(&d, tiny_venue_url(v));
	gd_ready(&d);
	rv_venue_report *r = gd_answer(&d, gd_ask(&d, RV_QUERY_BUDGET));
	assert_int_equal(r->kind, RV_REPORT_BUDGET);
	assert_int_equal(r->u.budget.used, 3);
	rv_venue_report_free(r);
	r = gd_answer(&d, gd_ask(&d, RV_QUERY_BUDGET)); /* 64 and 20 kept are more than 75 */
	assert_int_equal(r->kind, RV_REPORT_QUERY_FAILED);
	assert_non_null(strstr(r->text, "no room"));
	rv_venue_report_free(r);
	const rv_cloid c = { { 0xee } };
	for (int i = 0; i < 15; i++) {
		r = gd_answer(&d, gd_ask_order(&d, &c));
		assert_int_equal(r->kind, RV_REPORT_ORDER_STATUS);
		assert_int_equal(r->records[0].status, RV_STATUS_NONE);
		rv_venue_report_free(r);
	}
	r = gd_answer(&d, gd_ask_order(&d, &c)); /* 74 of 75 are used */
	assert_int_equal(r->kind, RV_REPORT_QUERY_FAILED);
	rv_venue_report_free(r);
	close_tiny(&d, v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_question_without_an_answer_concludes_nothing),
		cmocka_unit_test(a_full_page_of_fills_says_so),
		cmocka_unit_test(more_than_a_page_is_no_answer),
		cmocka_unit_test(one_row_that_is_not_understood_refuses_the_page),
		cmocka_unit_test(rights_are_known_only_from_both_answers),
		cmocka_unit_test(an_answer_about_another_order_is_none),
		cmocka_unit_test(order_status_may_use_the_last_of_the_weight),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
