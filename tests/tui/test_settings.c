/*
 * Settings and what is remembered: each line changes one thing, at once; the layout comes back as
 * it was left; a filter comes back in its own environment alone; nothing of trading is in it.
 */
#include "tui/settings.h"

#include <stdio.h>
#include <string.h>

#include "tui/keys.h"
#include "tui/theme.h"

#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/desk_bench.h"
#include "tests/support/view_fixture.h"

static void to_line(rv_bench *b, rv_setting s)
{
	(void)rv_bench_key(b, 'g');
	for (int i = 0; i < (int)s; i++)
		(void)rv_bench_key(b, 'j');
}

static void test_every_line(void **state)
{
	rv_bench *b = *state;
	const rv_prefs *p = rv_desk_prefs(b->d);
	rv_remembered r;

	assert_int_equal(rv_bench_key(b, RV_KEY_F2), RV_DESK_REDRAW);
	rv_expect(b, "Settings");
	(void)rv_bench_key(b, 'l');
	assert_string_equal(rv_theme_name(p->theme), "light");
	rv_expect(b, "light");
	(void)rv_bench_key(b, 'h');
	(void)rv_bench_key(b, 'h'); /* around the end */
	assert_string_equal(rv_theme_name(p->theme), "colour-blind");
	to_line(b, RV_SETTING_UPDOWN);
	(void)rv_bench_key(b, RV_KEY_ENTER);
	assert_string_equal(rv_updown_name(p->updown), "green-red");
	(void)rv_bench_key(b, 'h');
	assert_int_equal(p->updown, -1);
	to_line(b, RV_SETTING_MONO);
	(void)rv_bench_key(b, 'l');
	assert_true(p->mono);
	to_line(b, RV_SETTING_REFRESH);
	for (int i = 0; i < 9; i++)
		(void)rv_bench_key(b, RV_KEY_RIGHT);
	rv_desk_remember(b->d, &r);
	assert_int_equal(r.prefs.refresh_ms, RV_REFRESH_MAX_MS);
	rv_expect(b, "5 s");
	for (int i = 0; i < 9; i++)
		(void)rv_bench_key(b, RV_KEY_LEFT);
	rv_desk_remember(b->d, &r);
	assert_int_equal(r.prefs.refresh_ms, RV_REFRESH_MIN_MS);
	to_line(b, RV_SETTING_COLUMNS);
	(void)rv_bench_key(b, 'l');
	rv_desk_remember(b->d, &r);
	assert_int_equal(r.columns, RV_COLUMNS_SCORES);
	to_line(b, RV_SETTING_REMEMBER);
	(void)rv_bench_key(b, 'l');
	assert_false(p->remember);
	assert_int_equal(rv_bench_key(b, 'j'), RV_DESK_REDRAW); /* the last line stays */
	(void)rv_bench_key(b, RV_KEY_ESC);
	rv_expect_not(b, "Characters");
}

/* Its bell is silent; the alert is on the screen all the same. */
static void test_bell(void **state)
{
	rv_bench *b = *state;
	rv_prefs p = *rv_desk_prefs(b->d);

	for (int on = 1; on >= 0; on--) {
		p.bell = on != 0;
		rv_desk_set_prefs(b->d, &p);
		b->v->alerts[0] = (rv_view_alert){ .id = 900 + (uint64_t)on,
						   .level = RV_LOG_ERROR,
						   .active = true,
						   .text = "a new one" };
		b->v->n_alerts = 1;
		rv_fixture_next(b->v, 1000);
		rv_bench_draw(b);
		assert_int_equal(rv_desk_take_bell(b->d), on);
		rv_expect(b, "a new one");
	}
}

static rv_remembered left_by(rv_bench *b, const char *keys)
{
	rv_remembered r;

	rv_bench_type(b, keys);
	rv_desk_remember(b->d, &r);
	return r;
}

static rv_bench *another(const rv_remembered *r, rv_env env)
{
	rv_bench *b = NULL;

	assert_int_equal(rv_bench_setup((void **)&b), 0);
	rv_desk_free(b->d);
	assert_int_equal(rv_desk_new(&b->d), RV_OK);
	rv_desk_recall(b->d, r);
	b->v->env = env;
	rv_bench_draw(b);
	return b;
}

/* The next one begins where this one ended: set, sort, filter, zoom, range. */
static void test_comes_back(void **state)
{
	rv_bench *b = *state;
	const rv_remembered r = left_by(b, "vvI>]\\vol>200M\rz");
	void *next = another(&r, b->v->env);

	rv_expect(next, "market");
	rv_expect(next, "filter vol>200M");
	rv_remembered again;
	rv_desk_remember(((rv_bench *)next)->d, &again);
	assert_true(rv_remembered_same(&r, &again));
	assert_int_equal(again.columns, RV_COLUMNS_MARKET);
	assert_true(again.zoom);
	assert_int_equal(again.range, RV_UI_RANGE + 1);
	(void)rv_bench_teardown(&next);
}

/* What hides symbols holds where it was set, and nowhere else. */
static void test_filter_stays_home(void **state)
{
	rv_bench *b = *state;
	const rv_remembered r = left_by(b, "\\vol>200M\r");
	void *live = another(&r, RV_ENV_LIVE);

	assert_int_equal(r.filter_env, RV_ENV_SIM);
	rv_expect_not(live, "filter vol");
	rv_expect(live, "Symbols");
	assert_true(rv_bench_find(live, "48") >= 0);
	rv_remembered again;
	rv_desk_remember(((rv_bench *)live)->d, &again);
	assert_string_equal(again.filter, ""); /* and is gone */
	(void)rv_bench_teardown(&live);
}

/* An expression that this program does not know is none; before a snapshot it is kept. */
static void test_filter_unknown(void **state)
{
	rv_bench *b = *state;
	rv_remembered r = left_by(b, ""), waits;
	rv_desk *d = NULL;

	(void)snprintf(r.filter, sizeof(r.filter), "no such field > 1");
	r.filter_env = RV_ENV_SIM;
	assert_int_equal(rv_desk_new(&d), RV_OK);
	rv_desk_recall(d, &r);
	rv_desk_remember(d, &waits);
	assert_string_equal(waits.filter, r.filter);
	rv_desk_free(d);
	void *next = another(&r, RV_ENV_SIM);
	rv_expect_not(next, "no such field");
	(void)rv_bench_teardown(&next);
}

/* What the order side does leaves no trace: marks, tickets, arming, typed lines. */
static void test_nothing_of_trading(void **state)
{
	rv_bench *b = *state;
	rv_remembered before, after;

	(void)rv_bench_key(b, '5');
	rv_desk_remember(b->d, &before);
	rv_bench_type(b, "j U");
	(void)rv_bench_key(b, RV_KEY_ESC);
	(void)rv_bench_key(b, 'a');
	(void)rv_bench_key(b, RV_KEY_ESC);
	rv_bench_type(b, ":buy SOL 500 usd");
	(void)rv_bench_key(b, RV_KEY_ESC);
	rv_desk_remember(b->d, &after);
	assert_true(rv_remembered_same(&before, &after));
	assert_memory_equal(&before, &after, sizeof(before));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_every_line, rv_bench_setup, rv_bench_teardown),
		cmocka_unit_test_setup_teardown(test_bell, rv_bench_setup, rv_bench_teardown),
		cmocka_unit_test_setup_teardown(test_comes_back, rv_bench_setup, rv_bench_teardown),
		cmocka_unit_test_setup_teardown(test_filter_stays_home, rv_bench_setup,
						rv_bench_teardown),
		cmocka_unit_test_setup_teardown(test_filter_unknown, rv_bench_setup,
						rv_bench_teardown),
		cmocka_unit_test_setup_teardown(test_nothing_of_trading, rv_bench_trade_setup,
						rv_bench_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
