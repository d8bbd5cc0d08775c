/* Which alerts are told, when and how gravely: told once, escalated until somebody says so, over.
 */
#include "app/ops/alert_route.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <stdio.h>
#include <string.h>

typedef struct bench {
	rv_alert_router router;
	rv_ops_params p;
	rv_view_alert alerts[RV_ROUTE_ALERTS];
	size_t n;
	rv_notice out[RV_ROUTE_NOTICES];
	int64_t now;
} bench;

static bench b;

static int setup(void **state)
{
	(void)state;
	memset(&b, 0, sizeof(b));
	rv_ops_params_default(&b.p);
	b.p.escalate_ms = 300000;
	b.p.again_ms = 900000;
	b.now = 7000000;
	return 0;
}

static rv_view_alert *raise(uint64_t id, rv_log_level level)
{
	rv_view_alert *a = &b.alerts[b.n++];
	*a = (rv_view_alert){ .id = id, .level = level, .since_utc_ms = 1000 + (int64_t)id };
	a->active = true;
	(void)snprintf(a->text, sizeof(a->text), "ALERT %d", (int)id);
	return a;
}

static size_t look(int64_t after_ms)
{
	b.now += after_ms;
	return rv_alert_route(&b.router, &b.p, b.alerts, b.n, b.now, 500 + b.now, b.out);
}

static void said(size_t i, uint64_t id, rv_notice_kind kind, rv_severity severity)
{
	assert_int_equal(b.out[i].alert, id);
	assert_int_equal(b.out[i].kind, kind);
	assert_int_equal(b.out[i].severity, severity);
	assert_int_equal(b.out[i].utc_ms, 500 + b.now);
}

static void told_once_and_when_it_is_over(void **state)
{
	(void)state;
	rv_view_alert *a = raise(7, RV_LOG_ERROR);
	assert_int_equal(look(0), 1);
	said(0, 7, RV_NOTICE_NEW, RV_SEVERITY_ERROR);
	assert_string_equal(b.out[0].text, "ALERT 7");
	assert_int_equal(b.out[0].since_utc_ms, 1007);
	assert_int_equal(look(1000), 0);
	a->active = false;
	assert_int_equal(look(1000), 1);
	said(0, 7, RV_NOTICE_OVER, RV_SEVERITY_ERROR);
	assert_int_equal(look(1000), 0);
	assert_int_equal(look(10000000), 0); /* what is over is not escalated */
}

static void a_slot_that_is_used_again(void **state)
{
	(void)state;
	rv_view_alert *a = raise(7, RV_LOG_WARN);
	(void)look(0);
	a->id = 9;
	assert_int_equal(look(1000), 2);
	said(0, 7, RV_NOTICE_OVER, RV_SEVERITY_WARN);
	said(1, 9, RV_NOTICE_NEW, RV_SEVERITY_WARN);
}

/* It came and went between two looks: it is told all the same. */
static void a_short_one(void **state)
{
	(void)state;
	raise(3, RV_LOG_ERROR)->active = false;
	assert_int_equal(look(0), 2);
	said(0, 3, RV_NOTICE_NEW, RV_SEVERITY_ERROR);
	said(1, 3, RV_NOTICE_OVER, RV_SEVERITY_ERROR);
	assert_int_equal(look(0), 0);
}

static void nobody_says_so(void **state)
{
	(void)state;
	(void)raise(7, RV_LOG_WARN);
	(void)look(0);
	assert_int_equal(look(299999), 0);
	assert_int_equal(look(1), 1);
	said(0, 7, RV_NOTICE_ESCALATED, RV_SEVERITY_ERROR);
	assert_int_equal(look(899999), 0);
	assert_int_equal(look(1), 1);
	said(0, 7, RV_NOTICE_ESCALATED, RV_SEVERITY_URGENT);
	assert_int_equal(look(900000), 1);
	said(0, 7, RV_NOTICE_ESCALATED, RV_SEVERITY_URGENT);
	b.alerts[0].active = false;
	assert_int_equal(look(1), 1);
	said(0, 7, RV_NOTICE_OVER, RV_SEVERITY_URGENT); /* to those who have heard of it */
}

static void somebody_has_seen_it(void **state)
{
	(void)state;
	rv_view_alert *a = raise(7, RV_LOG_ERROR);
	(void)look(0);
	a->acked_by = 1000;
	a->acked_utc_ms = 1;
	assert_int_equal(look(10000000), 0);
	a->active = false;
	assert_int_equal(look(0), 1);
}

static void never_is_never(void **state)
{
	(void)state;
	b.p.escalate_ms = 0;
	(void)raise(7, RV_LOG_ERROR);
	(void)look(0);
	assert_int_equal(look(INT64_C(10000000000)), 0);
}

/* As many as there can be, replaced by as many others at once. */
static void all_of_them(void **state)
{
	(void)state;
	for (uint64_t i = 1; i <= RV_ROUTE_ALERTS; i++)
		(void)raise(i, RV_LOG_WARN);
	assert_int_equal(look(0), RV_ROUTE_ALERTS);
	for (size_t i = 0; i < RV_ROUTE_ALERTS; i++)
		b.alerts[i].id += 100;
	assert_int_equal(look(1), 2 * RV_ROUTE_ALERTS);
	b.n = 0;
	assert_int_equal(look(1), RV_ROUTE_ALERTS);
	assert_int_equal(look(1), 0);
}

#define FRESH(test) cmocka_unit_test_setup(test, setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FRESH(told_once_and_when_it_is_over),
		FRESH(a_slot_that_is_used_again),
		FRESH(a_short_one),
		FRESH(nobody_says_so),
		FRESH(somebody_has_seen_it),
		FRESH(never_is_never),
		FRESH(all_of_them),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
