/*
 * Memory that is not there: each allocation of the watcher's parts fails in turn. It is said, and
 * what was there before stays. Leaks are the address sanitizer's to find.
 */
#include "app/ops/day_report.h"
#include "app/ops/hook.h"
#include "app/ops/metrics.h"
#include "app/ops/reporter.h"
#include "app/ops/webhook.h"
#include "feeds/net/page_server.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/oom.h"
#include "tests/support/view_fixture.h"
#include "tests/support/view_trade.h"

#include <stdlib.h>
#include <string.h>

static rv_ops_params params;
static rv_view *view;
static rv_day_record *record;

static rv_status hook_once(void)
{
	rv_hook *h = NULL;
	const rv_status st = rv_hook_new(&params, NULL, &h);
	rv_hook_free(h);
	return st;
}

static rv_status webhook_once(void)
{
	rv_webhook *w = NULL;
	const rv_ops_target to = { .url = { .host = "127.0.0.1", .port = 9 }, .path = "/x" };
	const rv_status st = rv_webhook_new(&params, &to, NULL, &w, NULL);
	rv_webhook_free(w);
	return st;
}

static rv_status page_once(void)
{
	rv_page_server *s = NULL;
	const rv_page_params p = {
		.at = { "127.0.0.1", 0 }, .path = "/metrics", .type = "text/plain", .name = "rvdesk"
	};
	rv_status st = rv_page_server_start(&p, &s, NULL);
	if (st == RV_OK)
		st = rv_page_server_put(s, "x 1\n", 4);
	rv_page_server_stop(s);
	return st;
}

static rv_status metrics_once(void)
{
	rv_sim_out o = { .b = NULL };
	const rv_metrics_facts f = { .mono_ms = view->mono_ms };
	rv_metrics_text(view, &f, &o);
	const bool failed = o.failed;
	rv_sim_out_free(&o);
	return failed ? RV_ENOMEM : RV_OK;
}

static rv_status report_once(void)
{
	rv_sim_out o = { .b = NULL };
	const rv_report_facts f = { .env = "SIM", .venue = "sim", .account = "" };
	rv_day_report_html(record, &f, &o);
	rv_day_report_csv(record, &f, &o);
	const bool failed = o.failed;
	rv_sim_out_free(&o);
	return failed ? RV_ENOMEM : RV_OK;
}

static rv_status log_once(void)
{
	rv_day_log *d = NULL;
	rv_reporter *r = NULL;
	rv_status st = rv_day_log_new(NULL, 0, &d);
	if (st == RV_OK)
		st = rv_reporter_new(&params, "/nonexistent", d, NULL, &r);
	rv_reporter_free(r);
	rv_day_log_free(d);
	return st;
}

/* Fails the first, the second, ... until nothing is left to fail; at least so many fail. */
static void sweep(const char *what, rv_status (*once)(void), long least)
{
	long k = 0;
	for (rv_status st = RV_ENOMEM; st != RV_OK; k++) {
		oom_fail_at = k;
		st = once();
		const bool failed = oom_fail_at < 0;
		oom_fail_at = -1;
		if (st == RV_OK && failed)
			fail_msg("%s: allocation %ld failed, and nobody said so", what, k);
		if (st != RV_OK && st != RV_ENOMEM)
			fail_msg("%s: %s", what, rv_status_text(st));
	}
	if (k <= least)
		fail_msg("%s: only %ld allocations", what, k - 1);
}

static void everything_says_out_of_memory(void **state)
{
	(void)state;
	sweep("hook", hook_once, 1);
	sweep("webhook", webhook_once, 1);
	sweep("page", page_once, 2);
	sweep("metrics", metrics_once, 3);
	sweep("report", report_once, 3);
	sweep("day log", log_once, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(everything_says_out_of_memory) };
	rv_ops_params_default(&params);
	params.n_command = 2;
	memcpy(params.command[0], "/bin/true", 10);
	memcpy(params.command[1], "x", 2);
	view = rv_fixture_view();
	record = calloc(1, sizeof(*record));
	if (!view || !record)
		return 1;
	rv_fixture_trade(view);
	record->date_ms = INT64_C(1795651200000);
	record->has_ledger = true;
	const int rc = cmocka_run_group_tests(tests, NULL, NULL);
	free(view);
	free(record);
	return rc;
}
