/* Golden screens of the ledgers: the other sides of the Portfolio, at every size and in every
 * doubt. */
#include "tui/desk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/golden_screen.h"
#include "tests/support/view_fixture.h"
#include "tests/support/view_ledger.h"
#include "tests/support/view_trade.h"

typedef struct scene {
	const char *name, *keys;
	int cols, rows;
	bool ascii;
	void (*prepare)(rv_view *v); /* on top of rv_fixture_trade */
	int64_t later_ms;
	void (*as_text)(const rv_canvas *c, char *out);
} scene;

static size_t key_length(const char *keys)
{
	return *keys == '{' ? (size_t)(strchr(keys, '}') - keys) + 1 : 1;
}

static void draw(const scene *s)
{
	rv_desk *d = NULL;
	rv_canvas *c = NULL;
	rv_view *v = rv_fixture_view();

	assert_non_null(v);
	rv_fixture_trade(v);
	s->prepare(v);
	assert_int_equal(rv_desk_new(&d), RV_OK);
	assert_int_equal(rv_canvas_new(s->cols, s->rows, s->ascii, &c), RV_OK);
	rv_desk_update(d, v, v->mono_ms);
	rv_desk_draw(d, c);
	for (const char *k = s->keys; *k; k += key_length(k)) {
		char one[16];
		(void)snprintf(one, sizeof(one), "%.*s", (int)key_length(k), k);
		rv_golden_type(d, one);
		rv_desk_draw(d, c);
	}
	rv_desk_update(d, v, v->mono_ms + s->later_ms);
	rv_desk_draw(d, c);
	rv_golden_check(s->name, c, s->as_text ? s->as_text : rv_golden_text);
	rv_canvas_free(c);
	rv_desk_free(d);
	free(v);
}

static void test_sizes(void **state)
{
	(void)state;
	static const struct {
		const char *name, *keys;
	} views[] = { { "ledger-pnl", "4v" },
		      { "ledger-execution", "4vv" },
		      { "ledger-funding", "4vvv" },
		      { "ledger-regret", "4vvvv" } };
	static const struct {
		int cols, rows;
	} sizes[] = { { 200, 60 }, { 120, 40 }, { 80, 24 }, { 40, 10 } };

	for (size_t i = 0; i < LEN(views); i++) {
		for (size_t k = 0; k < LEN(sizes); k++) {
			char name[64];
			(void)snprintf(name, sizeof(name), "%s-%dx%d", views[i].name, sizes[k].cols,
				       sizes[k].rows);
			const scene s = { .name = name,
					  .keys = views[i].keys,
					  .cols = sizes[k].cols,
					  .rows = sizes[k].rows,
					  .prepare = rv_fixture_ledger };
			draw(&s);
		}
	}
}

static void test_doubts(void **state)
{
	(void)state;
	static const scene scenes[] = {
		{ "ledger-pnl-end-80x24", "4vG", 80, 24, false, rv_fixture_ledger, 0, NULL },
		{ "ledger-unknown-120x40", "4v", 120, 40, false, rv_fixture_ledger_unknown, 0,
		  NULL },
		{ "ledger-unknown-costs-120x40", "4vv", 120, 40, false, rv_fixture_ledger_unknown,
		  0, NULL },
		{ "ledger-unknown-funding-120x40", "4vvv", 120, 40, false,
		  rv_fixture_ledger_unknown, 0, NULL },
		{ "ledger-unknown-regret-120x40", "4vvvv", 120, 40, false,
		  rv_fixture_ledger_unknown, 0, NULL },
		{ "ledger-odd-120x40", "4v", 120, 40, false, rv_fixture_ledger_odd, 0, NULL },
		{ "ledger-none-80x24", "4v", 80, 24, false, rv_fixture_ledger_none, 0, NULL },
		{ "ledger-silent-120x40", "4v", 120, 40, false, rv_fixture_ledger, 12000, NULL },
		{ "ascii-ledger-pnl-120x40", "4v", 120, 40, true, rv_fixture_ledger, 0, NULL },
		{ "roles-ledger-pnl-120x40", "4v", 120, 40, false, rv_fixture_ledger_odd, 0,
		  rv_golden_roles },
		{ "roles-ledger-regret-120x40", "4vvvv", 120, 40, false, rv_fixture_ledger, 0,
		  rv_golden_roles },
	};

	for (size_t i = 0; i < LEN(scenes); i++)
		draw(&scenes[i]);
}

/* The sixth press is where it began, and the view stays while another screen is looked at. */
static void test_the_key_goes_round(void **state)
{
	(void)state;
	static const scene scenes[] = {
		{ "ledger-target-120x40", "4vvvvv", 120, 40, false, rv_fixture_ledger, 0, NULL },
		{ "ledger-execution-120x40", "4v{tab}", 120, 40, false, rv_fixture_ledger, 0,
		  NULL },
		{ "ledger-regret-120x40", "4v{tab}{tab}{tab}", 120, 40, false, rv_fixture_ledger, 0,
		  NULL },
		{ "ledger-pnl-120x40", "4v{tab}{tab}{tab}{tab}", 120, 40, false, rv_fixture_ledger,
		  0, NULL },
		{ "ledger-pnl-120x40", "4v14", 120, 40, false, rv_fixture_ledger, 0, NULL },
	};

	for (size_t i = 0; i < LEN(scenes); i++)
		draw(&scenes[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_doubts),
		cmocka_unit_test(test_the_key_goes_round),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
