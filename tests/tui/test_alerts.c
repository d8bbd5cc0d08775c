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
	assert_int_equal(rv_alerts_shown(&a)->id, 6);

	v->n_alerts = 0; /* the engine forgets them, the operator has not seen them */
	assert_false(rv_alerts_update(&a, v));
	assert_int_equal(a.n, 2);
	assert_false(rv_alerts_shown(&a)->active);

	assert_true(rv_alerts_ack(&a));
	assert_int_equal(rv_alerts_shown(&a)->id, 5);
	assert_true(rv_alerts_ack(&a));
	assert_null(rv_alerts_shown(&a));

	put(v, 0, 6, RV_LOG_ERROR);
	assert_false(rv_alerts_update(&a, v)); /* acknowledged is acknowledged */
	assert_null(rv_alerts_shown(&a));
	put(v, 0, 7, RV_LOG_ERROR); /* a new occurrence has a new id */
	assert_true(rv_alerts_update(&a, v));
	assert_int_equal(rv_alerts_shown(&a)->id, 7);
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
	assert_false(rv_alerts_shown(&a)->active);
	assert_string_equal(rv_alerts_shown(&a)->text, "changed");
}

static void test_full(void **state)
{
	rv_view *v = *state;
	rv_alerts a = { 0 };

	put(v, 0, 1, RV_LOG_ERROR);
	(void)rv_alerts_update(&a, v);
	for (uint64_t id = 2; id < 200; id++) {
		put(v, 0, id, RV_LOG_WARN);
		(void)rv_alerts_update(&a, v);
		assert_true(a.n <= RV_ALERTS_CAP);
	}
	assert_int_equal(rv_alerts_shown(&a)->id, 1); /* the grave one was not pushed out */
	assert_int_equal(a.waiting[a.n - 1].id, 199);
	for (size_t i = 0; i < RV_ALERTS_CAP; i++)
		assert_true(rv_alerts_ack(&a));
	assert_false(rv_alerts_ack(&a));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_sticky, setup, teardown),
		cmocka_unit_test_setup_teardown(test_follows_changes, setup, teardown),
		cmocka_unit_test_setup_teardown(test_full, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
