/*
 * Golden screens of programs: waiting, blocked, granted and over; the dialog at every size, its
 * question, and what is asked beside it.
 */
#include "tui/desk.h"

#include <stdio.h>

#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/golden_scene.h"
#include "tests/support/golden_screen.h"
#include "tests/support/view_program.h"
#include "tests/support/view_trade.h"

/* After the close: of the first leg less, of the third more, of the second what was granted. */
static void corrected(rv_view *v)
{
	rv_fixture_program_granted(v);
	rv_tv_program *p = rv_fixture_program_of(v, 4);
	for (size_t i = 0; i < v->trade.n_mandates; i++) {
		rv_tv_mandate *m = &v->trade.mandates[i];
		const bool first = m->id == p->legs[0].mandate, third = m->id == p->legs[2].mandate;
		if (first || third)
			m->lots_most += first ? -60 : 150;
	}
	p->legs[0].lots_most -= 60;
	p->legs[2].lots_most += 150;
}

static void with_alert(rv_view *v)
{
	rv_fixture_program(v);
	v->alerts[v->n_alerts++] = (rv_view_alert){ .id = 90,
						    .since_utc_ms = v->utc_ms,
						    .level = RV_LOG_WARN,
						    .active = true,
						    .rings = true };
	(void)snprintf(v->alerts[v->n_alerts - 1].text, RV_VIEW_TEXT,
		       "PROGRAM of 23:50 waits: 9 legs, 4 min left");
}

static void test_lists(void **state)
{
	(void)state;
	static const rv_golden_scene scenes[] = {
		{ "program-desk-120x40", 120, 40, false, rv_fixture_program, "", 0 },
		{ "program-desk-80x24", 80, 24, false, rv_fixture_program, "", 0 },
		{ "program-desk-40x10", 40, 10, false, rv_fixture_program, "5", 0 },
		{ "program-orders-120x40", 120, 40, false, rv_fixture_program, "5", 0 },
		{ "program-alert-80x24", 80, 24, false, with_alert, "", 0 },
		{ "program-orders-80x24", 80, 24, false, rv_fixture_program, "5", 0 },
		{ "program-orders-200x60", 200, 60, false, rv_fixture_program, "5", 0 },
		{ "program-blocked-120x40", 120, 40, false, rv_fixture_program_blocked, "", 0 },
		{ "program-granted-120x40", 120, 40, false, rv_fixture_program_granted,
		  "{tab}jjjjjjj", 0 },
		{ "program-granted-orders-120x40", 120, 40, false, rv_fixture_program_granted,
		  "5jjjj", 0 },
		{ "program-stopped-orders-120x40", 120, 40, false, rv_fixture_program_stopped, "5",
		  0 },
		{ "program-past-orders-120x40", 120, 40, false, rv_fixture_program_past, "5", 0 },
		{ "ascii-program-orders-120x40", 120, 40, true, rv_fixture_program_granted, "5",
		  0 },
	};

	for (size_t i = 0; i < LEN(scenes); i++)
		rv_golden_scene_check(&scenes[i], rv_golden_text);
	rv_golden_scene_check(&(rv_golden_scene){ "roles-program-orders-120x40", 120, 40, false,
						  rv_fixture_program, "5", 0 },
			      rv_golden_roles);
}

static void test_dialog(void **state)
{
	(void)state;
	static const rv_golden_scene scenes[] = {
		{ "program-120x40", 120, 40, false, rv_fixture_program, "p", 0 },
		{ "program-80x24", 80, 24, false, rv_fixture_program, "p", 0 },
		{ "program-reason-80x24", 80, 24, false, rv_fixture_program, "pjjjj", 0 },
		{ "program-200x60", 200, 60, false, rv_fixture_program, "p", 0 },
		{ "program-large-120x40", 120, 40, false, rv_fixture_program_large, "p", 0 },
		{ "program-large-80x24", 80, 24, false, rv_fixture_program_large, "pG", 0 },
		{ "program-leg-out-120x40", 120, 40, false, rv_fixture_program, "pjjjjjj", 0 },
		{ "program-blocked-leg-120x40", 120, 40, false, rv_fixture_program_blocked, "pjjj",
		  0 },
		{ "program-locked-80x24", 80, 24, false, rv_fixture_program_locked, "p", 0 },
		{ "program-correct-80x24", 80, 24, false, rv_fixture_program_correct, "p", 0 },
		{ "program-granted-leg-120x40", 120, 40, false, rv_fixture_program_granted, "pG",
		  0 },
		{ "program-granted-80x24", 80, 24, false, rv_fixture_program_granted, "p", 0 },
		{ "program-stopped-120x40", 120, 40, false, rv_fixture_program_stopped, "p", 0 },
		{ "program-stopped-80x24", 80, 24, false, rv_fixture_program_stopped, "p", 0 },
		{ "program-corrected-120x40", 120, 40, false, corrected, "p", 0 },
		{ "program-corrected-80x24", 80, 24, false, corrected, "pjj", 0 },
		{ "program-corrected-mandate-80x24", 80, 24, false, corrected, "5{tab}jj{enter}",
		  0 },
		{ "program-past-80x24", 80, 24, false, rv_fixture_program_past, "p", 0 },
		{ "program-none-80x24", 80, 24, false, rv_fixture_trade, "p", 0 },
		{ "program-too-small-79x16", 79, 16, false, rv_fixture_program, "p", 0 },
		{ "program-too-narrow-60x24", 60, 24, false, rv_fixture_program, "p", 0 },
		{ "program-silent-80x24", 80, 24, false, rv_fixture_program, "p", 3000 },
		{ "ascii-program-120x40", 120, 40, true, rv_fixture_program, "p", 0 },
	};

	for (size_t i = 0; i < LEN(scenes); i++)
		rv_golden_scene_check(&scenes[i], rv_golden_text);
	rv_golden_scene_check(&(rv_golden_scene){ "roles-program-120x40", 120, 40, false,
						  rv_fixture_program_blocked, "pjj", 0 },
			      rv_golden_roles);
	rv_golden_scene_check(&(rv_golden_scene){ "mono-program-80x24", 80, 24, false,
						  rv_fixture_program, "p", 0 },
			      rv_golden_mono);
}

static void test_questions(void **state)
{
	(void)state;
	static const rv_golden_scene scenes[] = {
		{ "program-grant-120x40", 120, 40, false, rv_fixture_program, "pa", 0 },
		{ "program-grant-80x24", 80, 24, false, rv_fixture_program, "pa", 1000 },
		{ "program-grant-large-80x24", 80, 24, false, rv_fixture_program_large, "pa{down}",
		  1000 },
		{ "program-grant-live-120x40", 120, 40, false, rv_fixture_program_live, "paPROG",
		  0 },
		{ "program-grant-blocked-120x40", 120, 40, false, rv_fixture_program_blocked, "pa",
		  0 },
		{ "program-reject-80x24", 80, 24, false, rv_fixture_program, "pr", 0 },
		{ "program-reject-reason-80x24", 80, 24, false, rv_fixture_program, "prYtoo thin",
		  0 },
		{ "program-reduce-80x24", 80, 24, false, rv_fixture_program, "pe13{enter}", 0 },
		{ "program-cancel-leg-80x24", 80, 24, false, rv_fixture_program_granted, "pc", 0 },
	};

	for (size_t i = 0; i < LEN(scenes); i++)
		rv_golden_scene_check(&scenes[i], rv_golden_text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lists),
		cmocka_unit_test(test_dialog),
		cmocka_unit_test(test_questions),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
