/*
 * The account's streams on the simulated venue while its connections end, fall silent or repeat
 * themselves: DOWN is said, then UP, and what happened in between is told.
 */
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/gateway_desk.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>

/* A fault of the WebSocket once the streams are up, for a second or two. */
#if RV_PATIENCE > 1
#define WS(what) "[{\"at\":12,\"for\":2,\"match\":\"ws\"," what "}]"
#else
#define WS(what) "[{\"at\":3,\"for\":1,\"match\":\"ws\"," what "}]"
#endif

static void trade(const gateway_desk *d, rv_sim *sim)
{
	char user[RV_ADDRESS_TEXT], text[192];
	(void)rv_address_format(d->account, user);
	(void)snprintf(text, sizeof(text),
		       "{\"user\":\"%s\",\"coin\":\"SOL\",\"side\":\"B\",\"sz\":\"1.5\"}", user);
	gd_control(sim, "fill", text);
}

/* The next snapshot's fills are these many. */
static void expect_snapshot(gateway_desk *d, size_t n)
{
	for (;;) {
		rv_venue_report *r = gd_report(d, RV_REPORT_STREAM_FILLS);
		const bool snapshot = r->snapshot;
		const size_t got = r->n;
		rv_venue_report_free(r);
		if (!snapshot)
			continue;
		assert_int_equal(got, n);
		return;
	}
}

/* The fill comes, in a snapshot or by itself. */
static void expect_fill(gateway_desk *d)
{
	size_t n = 0;
	while (n == 0) {
		rv_venue_report *r = gd_report(d, RV_REPORT_STREAM_FILLS);
		n = r->n;
		assert_true(n == 0 || r->fills[0].lots == 150);
		rv_venue_report_free(r);
	}
}

static void no_fill_is_lost_to_a_broken_connection(void **state)
{
	(void)state;
	static const struct {
		const char *plan, *words;
	} cases[] = {
		{ WS("\"do\":\"close\",\"code\":1000"), "1000" },
		{ WS("\"do\":\"close\",\"code\":1006"), "" },
		{ WS("\"do\":\"silent\""), "no pong" },
		{ WS("\"do\":\"garbage\""), "malformed" },
	};
	static gateway_desk d[LEN(cases)];
	rv_sim *sim[LEN(cases)];
	for (size_t i = 0; i < LEN(cases); i++) { /* all at once: each waits for its fault */
		gd_make(&d[i]);
		d[i].p.pong_ms = 300;
		sim[i] = gd_sim(&d[i], cases[i].plan, 1.0);
		gd_start(&d[i], rv_sim_url(sim[i]));
	}
	for (size_t i = 0; i < LEN(cases); i++) {
		rv_venue_report_free(gd_report(&d[i], RV_REPORT_STREAM_UP));
		expect_snapshot(&d[i], 0);
	}
	for (size_t i = 0; i < LEN(cases); i++) {
		rv_venue_report *r = gd_report(&d[i], RV_REPORT_STREAM_DOWN);
		if (!strstr(r->text, cases[i].words))
			fail_msg("%s: %s", cases[i].plan, r->text);
		rv_venue_report_free(r);
		trade(&d[i], sim[i]); /* while it is down, or just up again */
		rv_venue_report_free(gd_report(&d[i], RV_REPORT_STREAM_UP));
		expect_fill(&d[i]);
		gd_free(&d[i]);
		rv_sim_stop(sim[i]);
	}
}

static void repeated_fills_are_told_as_they_come(void **state)
{
	(void)state;
	gateway_desk d;
	gd_make(&d);
	rv_sim *sim = gd_sim(
		&d, "[{\"at\":0,\"for\":3600,\"match\":\"ws\",\"do\":\"duplicate_fills\"}]", 1.0);
	gd_start(&d, rv_sim_url(sim));
	rv_venue_report_free(gd_report(&d, RV_REPORT_STREAM_UP));
	expect_snapshot(&d, 0);
	trade(&d, sim);
	rv_venue_report *r = gd_report(&d, RV_REPORT_STREAM_FILLS);
	assert_true(r->n >= 1);
	int64_t tid = r->fills[0].tid;
	size_t same = r->n - 1;
	for (size_t i = 1; i < r->n; i++)
		assert_true(r->fills[i].tid == tid);
	rv_venue_report_free(r);
	while (same == 0) { /* the second of the two is a message of its own, or a row */
		r = gd_report(&d, RV_REPORT_STREAM_FILLS);
		assert_true(r->fills[0].tid == tid);
		same += r->n;
		rv_venue_report_free(r);
	}
	gd_free(&d);
	rv_sim_stop(sim);
}

static void a_venue_that_comes_back_is_found_again(void **state)
{
	(void)state;
	gateway_desk d;
	rv_sim_params p;
	rv_sim_account account = { .equity_usd = 5000 };
	char listen[64];
	gd_make(&d);
	memcpy(account.master, d.account, sizeof(account.master));
	rv_signer_address(d.signer, account.agent);
	rv_sim *sim = gd_sim(&d, NULL, 1.0);
	(void)snprintf(listen, sizeof(listen), "%s", rv_sim_url(sim) + strlen("http://"));
	gd_start(&d, rv_sim_url(sim));
	rv_venue_report_free(gd_report(&d, RV_REPORT_STREAM_UP));
	rv_sim_stop(sim);
	rv_venue_report_free(gd_report(&d, RV_REPORT_STREAM_DOWN));
	rv_venue_report *r = gd_answer(&d, gd_ask(&d, RV_QUERY_ACCOUNT));
	assert_int_equal(r->kind, RV_REPORT_QUERY_FAILED);
	rv_venue_report_free(r);
	rv_sim_params_default(&p);
	p.listen = listen;
	p.real_limits = false;
	p.accounts = &account;
	p.n_accounts = 1;
	assert_int_equal(rv_sim_start(&p, NULL, &sim, NULL), RV_OK);
	rv_venue_report_free(gd_report(&d, RV_REPORT_STREAM_UP));
	r = gd_answer(&d, gd_ask(&d, RV_QUERY_ACCOUNT));
	assert_int_equal(r->kind, RV_REPORT_ACCOUNT);
	assert_close("value", r->u.account.account_value_usd, 5000.0, 1e-6);
	rv_venue_report_free(r);
	gd_free(&d);
	rv_sim_stop(sim);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_fill_is_lost_to_a_broken_connection),
		cmocka_unit_test(repeated_fills_are_told_as_they_come),
		cmocka_unit_test(a_venue_that_comes_back_is_found_again),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
