/* Metrics: somebody else's reader takes them, and they say what the snapshot says. */
#include "app/ops/metrics.h"
#include "engine/base/health.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/files.h"
#include "tests/support/prom_text.h"
#include "tests/support/view_book.h"
#include "tests/support/view_fixture.h"
#include "tests/support/view_ledger.h"
#include "tests/support/view_trade.h"

#include <cjson/cJSON.h>
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static prom_text prom;

static int setup(void **state)
{
	rv_view *v = rv_fixture_view();
	assert_non_null(v);
	rv_fixture_trade(v);
	rv_fixture_book(v);
	rv_fixture_ledger(v);
	*state = v;
	return 0;
}

static int teardown(void **state)
{
	free(*state);
	return 0;
}

/* Real time so many ms after the snapshot. */
static void read_metrics(const rv_view *v, int64_t later_ms)
{
	rv_sim_out o = { .b = NULL };
	const rv_metrics_facts f = { .mono_ms = (v ? v->mono_ms : 0) + later_ms,
				     .command = { 1, 2, 3 },
				     .webhook = { 4, 5, 6 },
				     .ping = { 7, 8, 9 } };
	rv_metrics_text(v, &f, &o);
	assert_false(o.failed);
	const char *why = prom_parse(o.b, &prom);
	if (why)
		fail_msg("%s", why);
	rv_sim_out_free(&o);
}

static void is(const char *name, const char *labels, double want)
{
	assert_close(name, prom_value(&prom, name, labels), want, 1e-12);
}

static void the_account_is_the_snapshots(void **state)
{
	rv_view *v = *state;
	v->trade.peak_drawdown_pct = 2.385;
	v->trade.commit_us = 415.5;
	v->step_us = 18250.0;
	read_metrics(v, 0);
	is("rvdesk_up", "", 1.0);
	is("rvdesk_trading", "", 1.0);
	is("rvdesk_nav_usd", "", v->trade.nav_usd);
	is("rvdesk_gross_usd", "", v->trade.gross_usd);
	is("rvdesk_net_usd", "", v->trade.net_usd);
	is("rvdesk_day_pnl_usd", "", v->trade.day_pnl_usd);
	is("rvdesk_margin_ratio", "", v->trade.margin_ratio);
	is("rvdesk_drawdown_ratio", "", 0.02385);
	is("rvdesk_journal_commit_seconds", "", 0.0004155);
	is("rvdesk_pass_duration_seconds", "", 0.01825);
	is("rvdesk_delta_usd", "factor=\"BTC\"", v->book.hedge[RV_HEDGE_BTC].actual);
	is("rvdesk_delta_target_usd", "factor=\"ETH\"", v->book.hedge[RV_HEDGE_ETH].target);
	is("rvdesk_rest_weight", "", v->weight_used);
	is("rvdesk_pending", "", (double)v->trade.n_pending);
	is("rvdesk_orders_in_doubt", "", (double)v->trade.n_unknown);
	is("rvdesk_armed", "", 1.0);
}

static void exactly_one_state_is_on(void **state)
{
	rv_view *v = *state;
	read_metrics(v, 0);
	is("rvdesk_state", "state=\"active\"", 1.0);
	is("rvdesk_state", "state=\"reducing\"", 0.0);
	is("rvdesk_state", "state=\"halted\"", 0.0);
	rv_fixture_trade_halted(v);
	read_metrics(v, 0);
	is("rvdesk_state", "state=\"active\"", 0.0);
	is("rvdesk_state", "state=\"halted\"", 1.0);
	is("rvdesk_armed", "", 0.0);
	is("rvdesk_user_stream_up", "", 0.0);
}

static void what_is_unknown_is_nan(void **state)
{
	rv_view *v = *state;
	v->trade.nav_usd = v->skew_ms = v->step_us = NAN;
	v->trade.account_at = RV_NEVER;
	v->streams[0].last_at = RV_NEVER;
	v->book.hedge_known = false;
	read_metrics(v, 0);
	is("rvdesk_nav_usd", "", NAN);
	is("rvdesk_venue_skew_seconds", "", NAN);
	is("rvdesk_pass_duration_seconds", "", NAN);
	is("rvdesk_account_age_seconds", "", NAN);
	is("rvdesk_delta_usd", "factor=\"BTC\"", NAN);
	char label[64];
	(void)snprintf(label, sizeof(label), "stream=\"%s\"", v->streams[0].name);
	is("rvdesk_feed_age_seconds", label, NAN);
	is("rvdesk_feed_connected", label, 1.0);
}

/* Ages grow while the engine is silent, at the rate of the desk's clock. */
static void ages_go_on_without_snapshots(void **state)
{
	rv_view *v = *state;
	v->clock_rate = 3.0;
	v->trade.account_at = v->elapsed_ms - 1500;
	read_metrics(v, 0);
	is("rvdesk_snapshot_age_seconds", "", 0.0);
	is("rvdesk_account_age_seconds", "", 1.5);
	read_metrics(v, 7250);
	is("rvdesk_snapshot_age_seconds", "", 7.25);
	is("rvdesk_account_age_seconds", "", 1.5 + 3.0 * 7.25);
}

static void counters_are_of_the_journal(void **state)
{
	rv_view *v = *state;
	v->trade.events[RV_EVENT_INTENT] = 41;
	v->trade.events[RV_EVENT_FILL] = 57;
	v->trade.events[RV_EVENT_REFUSED] = 3;
	v->trade.events[RV_EVENT_UNSENT] = 2;
	v->trade.events[RV_EVENT_UNKNOWN] = 5;
	v->trade.events[RV_EVENT_ALARM] = 11;
	v->trade.journal_seq = UINT64_C(9007199254740991);
	v->log_lines[RV_LOG_ERROR] = 13;
	read_metrics(v, 0);
	is("rvdesk_orders_total", "", 41.0);
	is("rvdesk_fills_total", "", 57.0);
	is("rvdesk_orders_refused_total", "", 3.0);
	is("rvdesk_orders_unsent_total", "", 2.0);
	is("rvdesk_orders_unknown_total", "", 5.0);
	is("rvdesk_alarms_total", "", 11.0);
	is("rvdesk_journal_events_total", "", 9007199254740991.0);
	is("rvdesk_log_lines_total", "level=\"error\"", 13.0);
	is("rvdesk_notices_sent_total", "route=\"command\"", 1.0);
	is("rvdesk_notices_failed_total", "route=\"webhook\"", 5.0);
	is("rvdesk_notices_dropped_total", "route=\"ping\"", 9.0);
}

static void alerts_by_severity(void **state)
{
	rv_view *v = *state;
	memset(v->alerts, 0, sizeof(v->alerts));
	v->n_alerts = 3;
	v->alerts[0] = (rv_view_alert){ .id = 1, .level = RV_LOG_ERROR, .active = true };
	v->alerts[1] = (rv_view_alert){ .id = 2, .level = RV_LOG_ERROR, .acked_utc_ms = 5 };
	v->alerts[2] = (rv_view_alert){ .id = 3, .level = RV_LOG_WARN, .active = true };
	read_metrics(v, 0);
	is("rvdesk_alerts_active", "severity=\"error\"", 1.0);
	is("rvdesk_alerts_active", "severity=\"warn\"", 1.0);
	is("rvdesk_alerts_waiting", "severity=\"error\"", 1.0);
}

static void only_what_is_held_has_a_symbol(void **state)
{
	rv_view *v = *state;
	rv_trade_view *t = &v->trade;
	size_t held = 0, seen = 0;
	read_metrics(v, 0);
	for (size_t i = 0; i < t->n_positions; i++) {
		char label[64];
		(void)snprintf(label, sizeof(label), "symbol=\"%s\"", t->positions[i].coin.symbol);
		held += rv_tv_holds(&t->positions[i]);
		if (rv_tv_holds(&t->positions[i]))
			is("rvdesk_position_usd", label, t->positions[i].value_usd);
	}
	for (size_t i = 0; i < prom.n; i++)
		seen += strstr(prom.s[i].labels, "symbol=") != NULL;
	assert_true(held > 0);
	assert_int_equal(seen, 2 * held);
	assert_true(prom.n < 400); /* with every limit and every sub-book */
}

/* Names come from a venue: they are quoted, and a reader takes them back. */
static void labels_are_escaped(void **state)
{
	rv_view *v = *state;
	(void)snprintf(v->venue, sizeof(v->venue), "a\"b\\c\nd{e}=,");
	read_metrics(v, 0);
	bool found = false;
	for (size_t i = 0; i < prom.n; i++)
		found = found || strstr(prom.s[i].labels, "venue=\"a\\\"b\\\\c\\nd{e}=,\"");
	assert_true(found);
}

static void a_desk_that_only_watches(void **state)
{
	rv_view *v = *state;
	v->trade.present = false;
	read_metrics(v, 0);
	is("rvdesk_trading", "", 0.0);
	assert_null(prom_find(&prom, "rvdesk_nav_usd", ""));
	assert_non_null(prom_find(&prom, "rvdesk_rest_weight", ""));
}

static void before_the_first_snapshot(void **state)
{
	(void)state;
	read_metrics(NULL, 0);
	is("rvdesk_up", "", 0.0);
}

static void limits_are_shares(void **state)
{
	rv_view *v = *state;
	v->trade.n_limits = 2;
	v->trade.limits[0] = (rv_tv_limit){ .name = "gross", .used = 150, .limit = 200 };
	v->trade.limits[1] = (rv_tv_limit){
		.name = "margin", .used = 8, .limit = 2, .at_least = true, .breached = true
	};
	read_metrics(v, 0);
	is("rvdesk_limit_use_ratio", "limit=\"gross\"", 0.75);
	is("rvdesk_limit_use_ratio", "limit=\"margin\"", 0.25);
	is("rvdesk_limit_breached", "limit=\"margin\"", 1.0);
}

/* ---- what people are given to look at them with ---- */

static bool has_name(const char *name, size_t n)
{
	for (size_t i = 0; i < prom.n; i++) {
		if (strlen(prom.s[i].name) == n && strncmp(prom.s[i].name, name, n) == 0)
			return true;
	}
	return false;
}

/* Every rvdesk_... in the text is a metric; returns how many there were. */
static size_t all_exist(const char *what, const char *text)
{
	size_t found = 0;
	for (const char *p = strstr(text, "rvdesk_"); p; p = strstr(p, "rvdesk_")) {
		size_t n = 0;
		while (isalnum((unsigned char)p[n]) || p[n] == '_')
			n++;
		if (!has_name(p, n))
			fail_msg("%s: there is no %.*s", what, (int)n, p);
		found++;
		p += n;
	}
	return found;
}

static void each_target(const cJSON *panels, size_t *n)
{
	const cJSON *panel, *target;
	cJSON_ArrayForEach(panel, panels)
	{
		cJSON_ArrayForEach(target, cJSON_GetObjectItem(panel, "targets"))
		{
			const cJSON *expr = cJSON_GetObjectItem(target, "expr");
			assert_true(cJSON_IsString(expr));
			assert_true(all_exist("dashboard", expr->valuestring) > 0);
			*n += 1;
		}
		assert_true(cJSON_IsNumber(cJSON_GetObjectItem(panel, "id")));
		assert_true(cJSON_IsString(cJSON_GetObjectItem(panel, "type")));
		assert_true(cJSON_IsObject(cJSON_GetObjectItem(panel, "gridPos")));
	}
}

static void the_dashboard_names_what_there_is(void **state)
{
	size_t n = 0;
	read_metrics(*state, 0);
	char *text = rv_file_slurp("config/grafana-dashboard.json", NULL);
	cJSON *o = cJSON_ParseWithOpts(text, NULL, 1);
	assert_non_null(o);
	assert_true(cJSON_IsNumber(cJSON_GetObjectItem(o, "schemaVersion")));
	assert_true(cJSON_IsString(cJSON_GetObjectItem(o, "title")));
	each_target(cJSON_GetObjectItem(o, "panels"), &n);
	assert_true(n > 20);
	cJSON_Delete(o);
	free(text);
}

/* Each family has its line in the documentation, and no line is of one that is gone. */
static void the_documentation_names_every_family(void **state)
{
	read_metrics(*state, 0);
	char *text = rv_file_slurp("docs/metrics.md", NULL), quoted[PROM_NAME + 4];
	(void)all_exist("docs/metrics.md", text);
	for (size_t i = 0; i < prom.n; i++) {
		(void)snprintf(quoted, sizeof(quoted), "`%s`", prom.s[i].name);
		if (!strstr(text, quoted))
			fail_msg("docs/metrics.md does not name %s", prom.s[i].name);
	}
	free(text);
}

#define ON_VIEW(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_VIEW(the_account_is_the_snapshots),
		ON_VIEW(exactly_one_state_is_on),
		ON_VIEW(what_is_unknown_is_nan),
		ON_VIEW(ages_go_on_without_snapshots),
		ON_VIEW(counters_are_of_the_journal),
		ON_VIEW(alerts_by_severity),
		ON_VIEW(only_what_is_held_has_a_symbol),
		ON_VIEW(labels_are_escaped),
		ON_VIEW(a_desk_that_only_watches),
		ON_VIEW(before_the_first_snapshot),
		ON_VIEW(limits_are_shares),
		ON_VIEW(the_dashboard_names_what_there_is),
		ON_VIEW(the_documentation_names_every_family),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
