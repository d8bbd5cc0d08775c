/* Alerts stay until they are acknowledged, whatever becomes of their cause. */
#include "tui/alerts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/cm.h"

static void put(rv_view *v, size_t slot, uint64_t id, rv_log_level level)
{
	rv_view_alert *a = &v->alerts[slot];

	memset(a, 0, sizeof(*a));
	a->id = id;
	a->level = level;
	a->active = true;
	(void)snprintf(a->text, sizeof(a->text), "alert %d", (int)id);
	if (v->n_alerts <= slot)
		v->n_alerts = slot + 1;
}

static int setup(void **state)
{
	*state = calloc(1, sizeof(rv_view));
	return *state ? 0 : -1;
}

static int teardown(void **state)
{
	free(*state);
	return 0;
}

static void test_sticky(void **state)
{
	rv_view *v = *state;
	rv_alerts a = { 0 };

	assert_null(rv_alerts_shown(&a));
	assert_false(rv_alerts_ack(&a));
	put(v, 0, 5, RV_LOG_WARN);
	put(v, 1, 6, RV_LOG_ERROR);
	put(v, 2, 0, RV_LOG_ERROR); /* an empty slot */
	assert_true(rv_alerts_update(&a, v));
	assert_false(rv_alerts_update(&a, v)); /* news only once */
	assert_int_equal(a.n, 2);
	assert_int_equal(rv_alerts_shown(&a)->last.id, 6);

	v->n_alerts = 0; /* the engine forgets them, the operator has not seen them */
	assert_false(rv_alerts_update(&a, v));
	assert_int_equal(a.n, 2);
	assert_false(rv_alerts_shown(&a)->last.active);

	assert_true(rv_alerts_ack(&a)); /* all are over */
	assert_null(rv_alerts_shown(&a));
	assert_false(rv_alerts_ack(&a));

	put(v, 0, 6, RV_LOG_ERROR);
	assert_false(rv_alerts_update(&a, v)); /* acknowledged is acknowledged */
	assert_null(rv_alerts_shown(&a));
	put(v, 0, 7, RV_LOG_ERROR); /* a new occurrence has a new id */
	assert_true(rv_alerts_update(&a, v));
	assert_int_equal(rv_alerts_shown(&a)->last.id, 7);
}

static void test_follows_changes(void **state)
{
	rv_view *v = *state;
	rv_alerts a = { 0 };

	put(v, 0, 9, RV_LOG_WARN);
	assert_false(rv_alerts_update(&a, v)); /* a warning does not ring */
	v->alerts[0].active = false;
	(void)snprintf(v->alerts[0].text, sizeof(v->alerts[0].text), "changed");
	assert_false(rv_alerts_update(&a, v));
	assert_false(rv_alerts_shown(&a)->last.active);
	assert_string_equal(rv_alerts_shown(&a)->last.text, "changed");
}

/* One that is over is told of for half an hour; what is the case, for as long as it is. */
static void test_over_ends(void **state)
{
	rv_view *v = *state;
	rv_alerts a = { 0 };

	put(v, 0, 9, RV_LOG_WARN);
	put(v, 1, 10, RV_LOG_ERROR);
	v->mono_ms = 1000;
	(void)rv_alerts_update(&a, v);
	v->mono_ms += 10 * (int64_t)RV_ALERT_OVER_MS;
	v->alerts[1].active = false;
	(void)rv_alerts_update(&a, v);
	assert_int_equal(a.n, 2);
	v->n_alerts = 1; /* the engine tells of it no more */
	v->mono_ms += RV_ALERT_OVER_MS - 1;
	(void)rv_alerts_update(&a, v);
	assert_int_equal(a.n, 2);
	v->mono_ms++;
	(void)rv_alerts_update(&a, v);
	assert_int_equal(a.n, 1);
	assert_int_equal(rv_alerts_shown(&a)->last.id, 9);
	put(v, 1, 11, RV_LOG_ERROR); /* a later one is news, and rings */
	assert_true(rv_alerts_update(&a, v));
}

/* Somebody is waited for: no error, and it rings all the same, once. */
static void test_what_rings(void **state)
{
	rv_view *v = *state;
	rv_alerts a = { 0 };

	put(v, 0, 9, RV_LOG_WARN);
	v->alerts[0].rings = true;
	assert_true(rv_alerts_update(&a, v));
	(void)snprintf(v->alerts[0].text, sizeof(v->alerts[0].text), "3 min left");
	assert_false(rv_alerts_update(&a, v));
	v->alerts[0].id = 10; /* another one waits */
	assert_true(rv_alerts_update(&a, v));
}

static void test_full(void **state)
{
	rv_view *v = *state;
	rv_alerts a = { 0 };

	put(v, 0, 1, RV_LOG_ERROR);
	(void)rv_alerts_update(&a, v);
	for (uint64_t id = 2; id < 200; id++) {
		put(v, 1, id, RV_LOG_WARN);
		(void)rv_alerts_update(&a, v);
		assert_true(a.n <= RV_ALERTS_CAP);
	}
	assert_int_equal(rv_alerts_shown(&a)->last.id, 1); /* the grave one was not pushed out */
	assert_int_equal(a.waiting[a.n - 1].last.id, 199);
	assert_true(rv_alerts_ack(&a)); /* 1 */
	assert_int_equal(rv_alerts_shown(&a)->last.id, 199);
	assert_true(rv_alerts_ack(&a)); /* 199 */
	assert_int_equal(a.n, RV_ALERTS_CAP - 2);
	assert_true(rv_alerts_ack(&a)); /* the rest are over */
	assert_false(rv_alerts_ack(&a));
}

static void say(rv_view *v, size_t slot, uint64_t id, rv_log_level level, const char *text)
{
	put(v, slot, id, level);
	(void)snprintf(v->alerts[slot].text, sizeof(v->alerts[slot].text), "%s", text);
}

/* What is over, however grave and new, does not stand before what is the case now. */
static void test_active_before_over(void **state)
{
	rv_view *v = *state;
	rv_alerts a = { 0 };

	say(v, 0, 3, RV_LOG_WARN, "CLOCK: +2.0 s");
	say(v, 1, 4, RV_LOG_WARN, "MALFORMED: 7 messages");
	say(v, 2, 5, RV_LOG_ERROR, "VENUE DOWN: refused");
	(void)rv_alerts_update(&a, v);
	assert_int_equal(rv_alerts_shown(&a)->last.id, 5); /* the gravest of what is active */
	v->alerts[2].active = false;
	(void)rv_alerts_update(&a, v);
	assert_int_equal(rv_alerts_shown(&a)->last.id, 4); /* the newest of two warnings */
	assert_true(rv_alerts_ack(&a));			   /* an active one goes alone */
	assert_int_equal(a.n, 2);
	assert_int_equal(rv_alerts_shown(&a)->last.id, 3);
	assert_true(rv_alerts_ack(&a));
	assert_int_equal(rv_alerts_shown(&a)->last.id, 5);
}

static void test_over_go_together(void **state)
{
	rv_view *v = *state;
	rv_alerts a = { 0 };

	say(v, 0, 1, RV_LOG_WARN, "CLOCK: +2.0 s");
	say(v, 1, 2, RV_LOG_ERROR, "VENUE DOWN: refused");
	say(v, 2, 3, RV_LOG_ERROR, "SCORES: no room");
	(void)rv_alerts_update(&a, v);
	v->alerts[0].active = v->alerts[1].active = false;
	(void)rv_alerts_update(&a, v);
	assert_true(rv_alerts_ack(&a));
	assert_int_equal(a.n, 2); /* SCORES was active: the others stay */
	assert_true(rv_alerts_ack(&a));
	assert_int_equal(a.n, 0);
	(void)rv_alerts_update(&a, v);
	assert_int_equal(a.n, 0); /* and none comes back */
}

/* An outage that comes and goes is one entry that counts. */
static void test_one_entry_a_kind(void **state)
{
	rv_view *v = *state;
	rv_alerts a = { 0 };

	for (uint64_t id = 1; id <= 13; id++) {
		char text[64];
		(void)snprintf(text, sizeof(text), "VENUE DOWN: outage %d", (int)id);
		say(v, 0, id, RV_LOG_ERROR, text);
		assert_true(rv_alerts_update(&a, v)); /* each one rings */
		assert_false(rv_alerts_update(&a, v));
		v->alerts[0].active = false;
		assert_false(rv_alerts_update(&a, v));
	}
	assert_int_equal(a.n, 1);
	assert_int_equal(rv_alerts_shown(&a)->times, 13);
	assert_string_equal(rv_alerts_shown(&a)->last.text, "VENUE DOWN: outage 13");
	assert_true(rv_alerts_ack(&a));
	say(v, 0, 14, RV_LOG_ERROR, "VENUE DOWN: again");
	assert_true(rv_alerts_update(&a, v));
	assert_int_equal(rv_alerts_shown(&a)->times, 1);
}

/* Two of a kind at once: counted once each, acknowledged together, active while either is. */
static void test_two_of_a_kind_at_once(void **state)
{
	rv_view *v = *state;
	rv_alerts a = { 0 };

	say(v, 0, 1, RV_LOG_WARN, "STALE: BTC");
	say(v, 1, 2, RV_LOG_WARN, "STALE: ETH");
	for (int i = 0; i < 5; i++)
		(void)rv_alerts_update(&a, v);
	assert_int_equal(a.n, 1);
	assert_int_equal(rv_alerts_shown(&a)->times, 2);
	assert_string_equal(rv_alerts_shown(&a)->last.text, "STALE: ETH");
	v->alerts[1].active = false;
	(void)rv_alerts_update(&a, v);
	assert_true(rv_alerts_shown(&a)->last.active);
	assert_true(rv_alerts_ack(&a));
	(void)rv_alerts_update(&a, v);
	assert_null(rv_alerts_shown(&a));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_sticky, setup, teardown),
		cmocka_unit_test_setup_teardown(test_follows_changes, setup, teardown),
		cmocka_unit_test_setup_teardown(test_what_rings, setup, teardown),
		cmocka_unit_test_setup_teardown(test_over_ends, setup, teardown),
		cmocka_unit_test_setup_teardown(test_full, setup, teardown),
		cmocka_unit_test_setup_teardown(test_active_before_over, setup, teardown),
		cmocka_unit_test_setup_teardown(test_over_go_together, setup, teardown),
		cmocka_unit_test_setup_teardown(test_one_entry_a_kind, setup, teardown),
		cmocka_unit_test_setup_teardown(test_two_of_a_kind_at_once, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
