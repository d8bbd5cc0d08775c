/*
 * Golden screens of the order side: every screen, dialog and state, by text and by roles. Keys are
 * typed half a second apart, each into a frame that the terminal has taken.
 */
#include <stdio.h>

#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/golden_scene.h"
#include "tests/support/golden_screen.h"
#include "tests/support/view_book.h"
#include "tests/support/view_fixture.h"
#include "tests/support/view_overrides.h"
#include "tests/support/view_program.h"
#include "tests/support/view_trade.h"

typedef rv_golden_scene scene;

static void draw_scene(const scene *s)
{
	rv_golden_scene_check(s, rv_golden_text);
}

/* Each screen of the order side at every size, as text in both sets of characters. */
static void test_sizes(void **state)
{
	(void)state;
	static const struct {
		const char *name, *keys;
	} screens[] = { { "trade-desk", "" },
			{ "trade-portfolio", "4" },
			{ "trade-orders", "5" },
			{ "trade-risk", "7" },
			{ "trade-log", "8" } };
	static const struct {
		int cols, rows;
	} sizes[] = { { 200, 60 }, { 120, 40 }, { 80, 24 }, { 40, 10 } };

	for (size_t i = 0; i < LEN(screens); i++) {
		for (size_t k = 0; k < LEN(sizes); k++) {
			char name[64];
			scene s = { .name = name,
				    .cols = sizes[k].cols,
				    .rows = sizes[k].rows,
				    .prepare = rv_fixture_trade,
				    .keys = screens[i].keys };
			(void)snprintf(name, sizeof(name), "%s-%dx%d", screens[i].name, s.cols,
				       s.rows);
			draw_scene(&s);
		}
	}
}

static void test_ascii_and_colours(void **state)
{
	(void)state;
	static const scene ascii[] = {
		{ "ascii-trade-desk-120x40", 120, 40, true, rv_fixture_trade, "", 0 },
		{ "ascii-trade-orders-80x24", 80, 24, true, rv_fixture_trade, "5", 0 },
		{ "ascii-trade-risk-120x40", 120, 40, true, rv_fixture_trade, "7", 0 },
		{ "ascii-trade-approve-80x24", 80, 24, true, rv_fixture_trade, "5a", 0 },
		{ "ascii-trade-kill-40x10", 40, 10, true, rv_fixture_trade, "K", 0 },
	};
	static const scene roles[] = {
		{ "roles-trade-desk-120x40", 120, 40, false, rv_fixture_trade, "{tab}", 0 },
		{ "roles-trade-halted-120x40", 120, 40, false, rv_fixture_trade_halted, "", 0 },
		{ "roles-trade-orders-120x40", 120, 40, false, rv_fixture_trade, "5j", 0 },
		{ "roles-trade-risk-120x40", 120, 40, false, rv_fixture_trade, "7", 0 },
		{ "roles-trade-approve-120x40", 120, 40, false, rv_fixture_trade_live, "5a", 0 },
		{ "roles-trade-blocked-80x24", 80, 24, false, rv_fixture_trade, "5ja", 0 },
	};

	static const scene mono[] = {
		{ "mono-trade-desk-120x40", 120, 40, false, rv_fixture_trade, "", 0 },
		{ "mono-trade-halted-80x24", 80, 24, false, rv_fixture_trade_halted, "", 0 },
		{ "mono-trade-approve-80x24", 80, 24, false, rv_fixture_trade, "5ja", 0 },
		{ "mono-trade-live-40x10", 40, 10, false, rv_fixture_trade_live, "", 0 },
	};

	for (size_t i = 0; i < LEN(mono); i++)
		rv_golden_scene_check(&mono[i], rv_golden_mono);
	for (size_t i = 0; i < LEN(ascii); i++)
		draw_scene(&ascii[i]);
	for (size_t i = 0; i < LEN(roles); i++)
		rv_golden_scene_check(&roles[i], rv_golden_roles);
}

static void test_states(void **state)
{
	(void)state;
	static const scene scenes[] = {
		{ "trade-halted-120x40", 120, 40, false, rv_fixture_trade_halted, "", 0 },
		{ "trade-halted-80x24", 80, 24, false, rv_fixture_trade_halted, "", 0 },
		{ "trade-halted-40x10", 40, 10, false, rv_fixture_trade_halted, "", 0 },
		{ "trade-halted-risk-120x40", 120, 40, false, rv_fixture_trade_halted, "7", 0 },
		{ "trade-stranger-risk-120x40", 120, 40, false, rv_fixture_trade_stranger, "7", 0 },
		{ "trade-live-80x24", 80, 24, false, rv_fixture_trade_live, "", 0 },
		{ "trade-stale-120x40", 120, 40, false, rv_fixture_trade_stale, "", 0 },
		{ "trade-quiet-120x40", 120, 40, false, rv_fixture_trade_quiet, "", 0 },
		{ "trade-quiet-orders-120x40", 120, 40, false, rv_fixture_trade_quiet, "5", 0 },
		{ "trade-quiet-risk-120x40", 120, 40, false, rv_fixture_trade_quiet, "7", 0 },
		{ "trade-silent-80x24", 80, 24, false, rv_fixture_trade, "", 12000 },
		{ "trade-frozen-120x40", 120, 40, false, rv_fixture_trade, "Z", 1500 },
		{ "trade-pending-80x24", 80, 24, false, rv_fixture_trade, "{tab}jjjj{space}", 0 },
		{ "trade-fills-80x24", 80, 24, false, rv_fixture_trade, "5{tab}{tab}{tab}", 0 },
		{ "trade-orders-pane-80x24", 80, 24, false, rv_fixture_trade, "5{tab}{tab}", 0 },
		{ "trade-mandates-40x10", 40, 10, false, rv_fixture_trade, "5{tab}", 0 },
		{ "trade-help-120x40", 120, 40, false, rv_fixture_trade, "?", 0 },
		{ "columns-position-120x40", 120, 40, false, rv_fixture_trade, "2vvv", 0 },
	};

	for (size_t i = 0; i < LEN(scenes); i++)
		draw_scene(&scenes[i]);
}

/* Halted, and somebody else has the pen. */
static void halted_pen_of_another(rv_view *v)
{
	rv_fixture_trade_halted(v);
	(void)snprintf(v->trade.state_reason, sizeof(v->trade.state_reason),
		       "killed, no order of ours works at the venue any more");
	v->trade.pen = (rv_tv_pen){ .needed = true,
				    .held = true,
				    .uid = 1002,
				    .conn = 7,
				    .since_at = v->elapsed_ms - 312000,
				    .who = "fralice" };
}

/* Who may grant goes before the account, the time of day and how old the engine's word is. */
static void test_pen_of_another(void **state)
{
	(void)state;
	static const scene scenes[] = {
		{ "trade-halted-pen-120x40", 120, 40, false, halted_pen_of_another, "", 0 },
		{ "trade-halted-pen-80x24", 80, 24, false, halted_pen_of_another, "", 0 },
		{ "ascii-trade-halted-pen-80x24", 80, 24, true, halted_pen_of_another, "", 0 },
		{ "trade-halted-pen-60x15", 60, 15, false, halted_pen_of_another, "", 0 },
		{ "trade-halted-pen-40x12", 40, 12, false, halted_pen_of_another, "", 0 },
	};

	for (size_t i = 0; i < LEN(scenes); i++)
		draw_scene(&scenes[i]);
}

static void no_nav(rv_view *v)
{
	rv_fixture_trade(v);
	rv_fixture_book_unknown(v);
}

/* What the sub-books want together, whole, and with everything unknown. */
static void test_book(void **state)
{
	(void)state;
	static const scene scenes[] = {
		{ "trade-net-target-120x40", 120, 40, false, rv_fixture_trade, "4z", 0 },
		{ "trade-net-target-end-80x24", 80, 24, false, rv_fixture_trade, "4G", 0 },
		{ "trade-net-unknown-120x40", 120, 40, false, no_nav, "4z", 0 },
		{ "trade-net-none-80x24", 80, 24, false, rv_fixture_trade_quiet, "4", 0 },
		{ "trade-hedge-80x24", 80, 24, false, rv_fixture_trade, "{tab}{tab}{tab}", 0 },
		{ "trade-hedge-unknown-120x40", 120, 40, false, no_nav, "{tab}{tab}{tab}", 0 },
		{ "ascii-trade-portfolio-120x40", 120, 40, true, rv_fixture_trade, "4", 0 },
	};

	for (size_t i = 0; i < LEN(scenes); i++)
		draw_scene(&scenes[i]);
	rv_golden_scene_check(&(scene){ "roles-trade-portfolio-120x40", 120, 40, false,
					rv_fixture_trade, "4", 0 },
			      rv_golden_roles);
}

static void halted_and_armed(rv_view *v)
{
	rv_fixture_trade_halted(v);
	v->trade.armed = true;
	v->trade.armed_until_at = v->elapsed_ms + 600000;
}

static void halted_with_orders(rv_view *v)
{
	halted_and_armed(v);
	v->trade.flatten_orders = 1;
	v->trade.flatten_mandates = 2;
}

static void test_dialogs(void **state)
{
	(void)state;
	static const scene scenes[] = {
		{ "trade-approve-120x40", 120, 40, false, rv_fixture_trade, "5a", 0 },
		{ "trade-approve-80x24", 80, 24, false, rv_fixture_trade, "5a", 0 },
		{ "trade-approve-200x60", 200, 60, false, rv_fixture_trade, "5a", 0 },
		{ "trade-approve-locked-80x24", 80, 24, false, rv_fixture_trade_locked, "5a", 0 },
		{ "trade-approve-live-80x24", 80, 24, false, rv_fixture_trade_live, "5aSO", 0 },
		{ "trade-approve-live-typed-80x24", 80, 24, false, rv_fixture_trade_live, "5aSOL",
		  0 },
		{ "trade-approve-silent-80x24", 80, 24, false, rv_fixture_trade, "5a", 3000 },
		{ "trade-approve-blocked-120x40", 120, 40, false, rv_fixture_trade, "5ja", 0 },
		{ "trade-approve-too-small-79x14", 79, 14, false, rv_fixture_trade, "5a", 0 },
		{ "trade-approve-too-narrow-60x16", 60, 16, false, rv_fixture_trade, "5a", 0 },
		{ "trade-marked-80x24", 80, 24, false, rv_fixture_trade, "5{space}{space}{space}A",
		  0 },
		{ "trade-reject-80x24", 80, 24, false, rv_fixture_trade, "5r", 0 },
		{ "trade-reject-reason-80x24", 80, 24, false, rv_fixture_trade, "5rYtoo thin", 0 },
		{ "trade-reduce-80x24", 80, 24, false, rv_fixture_trade, "5e13{enter}", 0 },
		{ "trade-cancel-80x24", 80, 24, false, rv_fixture_trade, "5{tab}c", 0 },
		{ "trade-cancel-40x10", 40, 10, false, rv_fixture_trade, "5{tab}c", 0 },
		{ "trade-arm-80x24", 80, 24, false, rv_fixture_trade_locked, "U", 0 },
		{ "trade-flatten-80x24", 80, 24, false, halted_and_armed, "FFLAT", 0 },
		{ "trade-flatten-orders-80x24", 80, 24, false, halted_with_orders, "FFLAT", 0 },
		{ "trade-kill-120x40", 120, 40, false, rv_fixture_trade, "K", 0 },
		{ "trade-kill-20x5", 20, 5, false, rv_fixture_trade, "K", 0 },
		{ "trade-ticket-120x40", 120, 40, false, rv_fixture_trade, "5j{enter}", 0 },
		{ "trade-ticket-80x24", 80, 24, false, rv_fixture_trade, "5{enter}", 0 },
		{ "trade-mandate-80x24", 80, 24, false, rv_fixture_trade, "5{tab}{enter}", 0 },
		{ "trade-order-80x24", 80, 24, false, rv_fixture_trade, "5{tab}{tab}{enter}", 0 },
		{ "trade-fill-80x24", 80, 24, false, rv_fixture_trade, "5{tab}{tab}{tab}j{enter}",
		  0 },
		{ "trade-command-80x24", 80, 24, false, rv_fixture_trade,
		  ":buy SOL 1.2345 coins{enter}", 0 },
		{ "trade-command-choices-80x24", 80, 24, false, rv_fixture_trade, ":re{tab}", 0 },
		{ "trade-message-80x24", 80, 24, false, rv_fixture_trade, "L", 0 },
	};

	for (size_t i = 0; i < LEN(scenes); i++)
		draw_scene(&scenes[i]);
}

static void with_effect(rv_view *v)
{
	rv_fixture_overrides(v);
	rv_fixture_effect(v, 1); /* the first question of this console */
	v->overrides.preview.uid = 0;
}

static void without_effect(rv_view *v)
{
	rv_fixture_overrides(v);
	rv_fixture_trade_locked(v);
}

static void no_book(rv_view *v)
{
	with_effect(v);
	v->overrides.preview.ok = false;
	(void)snprintf(v->overrides.preview.text, sizeof(v->overrides.preview.text), "no pass yet");
}

static void with_program(rv_view *v)
{
	with_effect(v);
	rv_fixture_program_whole(v);
	v->trade.live_confirm = true;
}

static const char pin_line[] = ":weight SOL 0.02 S5 4h thin book on Saturday{enter}";

static void nothing_to_hedge(rv_view *v)
{
	rv_fixture_trade(v);
	v->book.hedge[RV_HEDGE_BTC].now.verdict = RV_HEDGE_WAITS;
	(void)snprintf(v->book.hedge[RV_HEDGE_BTC].now.reason,
		       sizeof(v->book.hedge[RV_HEDGE_BTC].now.reason),
		       "an order of BTC is on its way");
}

static void live_hedge(rv_view *v)
{
	rv_fixture_trade(v);
	v->trade.live_confirm = true;
}

static void auto_hedge_off(rv_view *v)
{
	rv_fixture_trade(v);
	rv_override *o = &v->overrides.set.o[v->overrides.set.n++];
	*o = (rv_override){ .id = 3,
			    .kind = RV_OVERRIDE_AUTO_HEDGE,
			    .sub = RV_SUB_N,
			    .word = "OFF",
			    .reason = "no orders over the CPI",
			    .set_utc_ms = v->utc_ms - RV_MINUTE_MS,
			    .expires_utc_ms = v->utc_ms + RV_HOUR_MS };
	v->overrides.set.last_id = 3;
	v->trade.hedges_itself = false;
	v->trade.hedges_by_settings = true;
}

static void off_is_asked(rv_view *v)
{
	rv_fixture_trade(v);
	v->trade.hedges_itself = v->trade.hedges_by_settings = true;
	v->trade.tickets[0].cls = RV_CLASS_HEDGE;
	rv_fixture_effect(v, 1);
	v->overrides.preview.uid = 0;
}

static void end_is_asked(rv_view *v)
{
	auto_hedge_off(v);
	rv_fixture_effect(v, 1);
	v->overrides.preview.uid = 0;
}

static void pen_of(rv_view *v, int64_t uid, uint64_t conn, const char *who)
{
	rv_fixture_trade(v);
	v->trade.pen = (rv_tv_pen){ .needed = true,
				    .held = who[0] != '\0',
				    .uid = uid,
				    .conn = conn,
				    .since_at = v->elapsed_ms - 72000 };
	(void)snprintf(v->trade.pen.who, sizeof(v->trade.pen.who), "%s", who);
}

static void pen_here(rv_view *v)
{
	pen_of(v, 0, 0, "alice");
}

static void pen_elsewhere(rv_view *v)
{
	pen_of(v, 0, 9, "alice"); /* of the same user, at another console */
}

static void pen_free(rv_view *v)
{
	pen_of(v, 0, 0, "");
}

static void test_pen(void **state)
{
	(void)state;
	static const scene scenes[] = {
		{ "pen-here-120x40", 120, 40, false, pen_here, "", 0 },
		{ "pen-here-80x24", 80, 24, false, pen_here, "", 0 },
		{ "pen-elsewhere-120x40", 120, 40, false, pen_elsewhere, "", 0 },
		{ "pen-elsewhere-80x24", 80, 24, false, pen_elsewhere, "", 0 },
		{ "pen-free-80x24", 80, 24, false, pen_free, "", 0 },
		{ "pen-approve-80x24", 80, 24, false, pen_elsewhere, "5a", 0 },
	};

	for (size_t i = 0; i < LEN(scenes); i++)
		draw_scene(&scenes[i]);
	rv_golden_scene_check(&(scene){ "roles-pen-here-80x24", 80, 24, false, pen_here, "", 0 },
			      rv_golden_roles);
	rv_golden_scene_check(
		&(scene){ "roles-pen-elsewhere-80x24", 80, 24, false, pen_elsewhere, "", 0 },
		rv_golden_roles);
}

static const char hedge_line[] = ":hedge now before the CPI{enter}";

static void test_hedge(void **state)
{
	(void)state;
	static const scene scenes[] = {
		{ "hedge-now-120x40", 120, 40, false, rv_fixture_trade, hedge_line, 0 },
		{ "hedge-now-80x24", 80, 24, false, rv_fixture_trade, hedge_line, 0 },
		{ "hedge-now-eth-80x24", 80, 24, false, rv_fixture_trade,
		  ":hedge now ETH before the CPI{enter}", 0 },
		{ "hedge-now-waits-80x24", 80, 24, false, nothing_to_hedge, hedge_line, 0 },
		{ "hedge-now-live-80x24", 80, 24, false, live_hedge, hedge_line, 0 },
		{ "hedge-now-locked-80x24", 80, 24, false, rv_fixture_trade_locked, hedge_line, 0 },
		{ "hedge-now-menu-80x24", 80, 24, false, rv_fixture_trade, "ojjjjjjjjjjj", 0 },
		{ "hedge-now-begun-80x24", 80, 24, false, rv_fixture_trade, "ojjjjjjjjjjj{enter}",
		  0 },
		{ "hedge-off-desk-120x40", 120, 40, false, auto_hedge_off, "", 0 },
		{ "hedge-off-desk-80x24", 80, 24, false, auto_hedge_off, "", 0 },
		{ "hedge-off-confirm-80x24", 80, 24, false, off_is_asked,
		  ":hedge off 4h no orders over the CPI{enter}", 0 },
		{ "hedge-off-end-80x24", 80, 24, false, end_is_asked, "oG{enter}", 0 },
		{ "ascii-hedge-now-80x24", 80, 24, true, rv_fixture_trade, hedge_line, 0 },
	};

	for (size_t i = 0; i < LEN(scenes); i++)
		draw_scene(&scenes[i]);
}

static void test_overrides(void **state)
{
	(void)state;
	static const scene scenes[] = {
		{ "override-desk-120x40", 120, 40, false, rv_fixture_overrides, "", 0 },
		{ "override-desk-80x24", 80, 24, false, rv_fixture_overrides, "", 0 },
		{ "override-net-target-120x40", 120, 40, false, rv_fixture_overrides, "4z", 0 },
		{ "override-menu-120x40", 120, 40, false, rv_fixture_overrides, "o", 0 },
		{ "override-menu-set-80x24", 80, 24, false, rv_fixture_overrides, "oG", 0 },
		{ "override-menu-40x10", 40, 10, false, rv_fixture_overrides, "ojjj", 0 },
		{ "override-line-120x40", 120, 40, false, rv_fixture_overrides, "o{enter}", 0 },
		{ "override-line-error-80x24", 80, 24, false, rv_fixture_overrides,
		  ":cap SOL 0.5 4h too much{enter}", 0 },
		{ "override-asking-80x24", 80, 24, false, rv_fixture_overrides, pin_line, 0 },
		{ "override-not-told-80x24", 80, 24, false, rv_fixture_overrides, pin_line, 6000 },
		{ "override-confirm-120x40", 120, 40, false, with_effect, pin_line, 0 },
		{ "override-confirm-80x24", 80, 24, false, with_effect, pin_line, 0 },
		{ "override-confirm-no-book-80x24", 80, 24, false, no_book, pin_line, 0 },
		{ "override-leverage-80x24", 80, 24, false, with_effect,
		  ":override leverage 0.5 4h correlations rise{enter}", 0 },
		{ "override-leverage-120x40", 120, 40, false, with_effect,
		  ":override leverage 0.5 4h correlations rise{enter}", 0 },
		{ "override-program-waits-80x24", 80, 24, false, with_program, pin_line, 0 },
		{ "override-locked-80x24", 80, 24, false, without_effect, pin_line, 0 },
		{ "override-end-80x24", 80, 24, false, with_effect, "ojjjjjjjjjjjj{enter}", 0 },
		{ "override-too-small-40x10", 40, 10, false, with_effect,
		  ":ban SOL 4h thin book{enter}", 0 },
		{ "ascii-override-confirm-80x24", 80, 24, true, with_effect, pin_line, 0 },
	};

	for (size_t i = 0; i < LEN(scenes); i++)
		draw_scene(&scenes[i]);
	rv_golden_scene_check(&(scene){ "roles-override-confirm-120x40", 120, 40, false,
					with_effect, pin_line, 0 },
			      rv_golden_roles);
	rv_golden_scene_check(&(scene){ "roles-override-desk-120x40", 120, 40, false,
					rv_fixture_overrides, "", 0 },
			      rv_golden_roles);
}

static void shadow(rv_view *v)
{
	rv_fixture_trade(v);
	rv_fixture_shadow(v);
}

static void shadow_live(rv_view *v)
{
	rv_fixture_trade_live(v);
	rv_fixture_shadow(v);
}

static void shadow_locked(rv_view *v)
{
	rv_fixture_trade_locked(v);
	rv_fixture_shadow(v);
}

/* A licence is given on evidence: what there is of it is in the question, and in the list. */
static void test_licences(void **state)
{
	(void)state;
	static const scene scenes[] = {
		{ "licence-list-120x40", 120, 40, false, shadow, "7{tab}z", 0 },
		{ "licence-list-200x60", 200, 60, false, shadow, "7", 0 },
		{ "licence-list-80x24", 80, 24, false, shadow, "7{tab}", 0 },
		{ "licence-list-end-80x24", 80, 24, false, shadow, "7{tab}G", 0 },
		{ "licence-promote-120x40", 120, 40, false, shadow,
		  ":licence S4m 25 seven months of it{enter}", 0 },
		{ "licence-promote-80x24", 80, 24, false, shadow,
		  ":licence S4m 25 seven months of it{enter}", 0 },
		{ "licence-live-80x24", 80, 24, false, shadow_live,
		  ":licence S4m 25 seven months of it{enter}S4", 0 },
		{ "licence-no-evidence-80x24", 80, 24, false, shadow,
		  ":licence S4p 25 in a hurry{enter}", 0 },
		{ "licence-few-days-80x24", 80, 24, false, shadow,
		  ":licence S4mr 25 in a hurry{enter}", 0 },
		{ "licence-demote-80x24", 80, 24, false, shadow,
		  ":licence S5 SHADOW it turns over too much{enter}", 0 },
		{ "licence-locked-80x24", 80, 24, false, shadow_locked,
		  ":licence S4m 25 seven months of it{enter}", 0 },
		{ "ascii-licence-promote-80x24", 80, 24, true, shadow,
		  ":licence S4m 25 seven months of it{enter}", 0 },
	};

	for (size_t i = 0; i < LEN(scenes); i++)
		draw_scene(&scenes[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_book),
		cmocka_unit_test(test_ascii_and_colours),
		cmocka_unit_test(test_pen_of_another),
		cmocka_unit_test(test_states),
		cmocka_unit_test(test_dialogs),
		cmocka_unit_test(test_pen),
		cmocka_unit_test(test_hedge),
		cmocka_unit_test(test_overrides),
		cmocka_unit_test(test_licences),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
