/*
 * When the hedge's orders are sent: at once after it was quiet, less and less often while it keeps
 * asking, not for a while after a person's no, and never without positions that are known.
 */
#include "engine/manager/hedge_manager.h"
#include "tests/support/cm.h"
#include "tests/support/oms_bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct fixture {
	oms_bench *b;
	rv_hedge_manager m;
	rv_book_view *v;
} fixture;

static void observed(oms_bench *b)
{
	fixture *f = b->ctx;
	const rv_oms_observer o = rv_hedge_manager_observer(&f->m);
	assert_int_equal(rv_oms_observe(b->o, &o), RV_OK);
}

static int set_up(void **state, rv_approval approval)
{
	fixture *f = calloc(1, sizeof(*f));
	assert_non_null(f);
	f->v = calloc(1, sizeof(*f->v));
	assert_non_null(f->v);
	rv_hedge_manager_init(&f->m, NULL);
	f->b = bench_new();
	f->b->ctx = f;
	f->b->made = observed;
	f->b->p.approve_hedge = approval;
	bench_remake(f->b);
	bench_up(f->b, true);
	f->v->present = f->v->hedge_known = true;
	memcpy(f->v->hedge_names, (const char[2][RV_SYMBOL_MAX]){ "BTC", "ETH" },
	       sizeof(f->v->hedge_names));
	*state = f;
	return 0;
}

static int by_itself(void **state)
{
	return set_up(state, RV_APPROVE_AUTO);
}

static int by_hand(void **state)
{
	return set_up(state, RV_APPROVE_MANUAL);
}

static int tear_down(void **state)
{
	fixture *f = *state;
	bench_free(f->b);
	free(f->v);
	free(f);
	return 0;
}

static void says(fixture *f, rv_hedge_verdict verdict, int64_t lots)
{
	f->v->hedge[RV_HEDGE_BTC].verdict = verdict;
	f->v->hedge[RV_HEDGE_BTC].lots = lots;
}

/* Orders that are sent now. */
static size_t work(fixture *f)
{
	const rv_trade_view *t = bench_view(f->b);
	return rv_hedge_manager_work(&f->m, f->v, t, rv_clock_elapsed_ms(f->b->clock), f->b->o);
}

static int64_t held(fixture *f)
{
	const rv_tv_position *p = bench_position(f->b, "BTC");
	return p ? p->sub_lots[RV_SUB_H] : 0;
}

static void a_fill_after_quiet_is_hedged_at_once(void **state)
{
	fixture *f = *state;
	says(f, RV_HEDGE_ORDER, -300);
	assert_int_equal(work(f), 1);
	assert_int_equal(work(f), 0); /* it is on its way */
	bench_run(f->b, 500);
	assert_int_equal(held(f), -300);
	says(f, RV_HEDGE_QUIET, 0);
	assert_int_equal(work(f), 0);
	says(f, RV_HEDGE_ORDER, -200); /* half a second after the first one */
	assert_int_equal(work(f), 1);
	bench_run(f->b, 500);
	assert_int_equal(held(f), -500);
	assert_int_equal(f->m.n_orders, 2);
}

/* Filled, and it asks again: something is wrong with its price or its beta. 1 s, 2 s, 4 s. */
static void who_keeps_asking_waits_longer_and_longer(void **state)
{
	fixture *f = *state;
	says(f, RV_HEDGE_ORDER, -300);
	assert_int_equal(work(f), 1);
	for (int64_t pause = 1000; pause <= 4000; pause *= 2) {
		bench_run(f->b, pause - 1);
		says(f, RV_HEDGE_ORDER, -200 - pause / 1000); /* not the same twice */
		assert_int_equal(work(f), 0);
		bench_run(f->b, 1);
		assert_int_equal(work(f), 1);
	}
	says(f, RV_HEDGE_QUIET, 0);
	(void)work(f);
	says(f, RV_HEDGE_ORDER, 300);
	bench_run(f->b, 500);
	assert_int_equal(work(f), 1);
	bench_run(f->b, 1000);
	says(f, RV_HEDGE_ORDER, 310);
	assert_int_equal(work(f), 1);
}

static void a_persons_no_lasts_ten_minutes(void **state)
{
	fixture *f = *state;
	says(f, RV_HEDGE_ORDER, -300);
	assert_int_equal(work(f), 1);
	bench_run(f->b, 100);
	rv_command c = { .kind = RV_CMD_REJECT, .n_ids = 1 };
	c.ids[0] = f->m.leg[RV_HEDGE_BTC].ticket;
	bench_expect(f->b, bench_command(f->b, &c), true, "");
	says(f, RV_HEDGE_QUIET, 0);
	assert_int_equal(work(f), 0);
	says(f, RV_HEDGE_ORDER, -300);
	bench_run(f->b, 9 * RV_MINUTE_MS);
	assert_int_equal(work(f), 0);
	bench_run(f->b, 2 * RV_MINUTE_MS);
	assert_int_equal(work(f), 1);
}

static void nothing_is_sent_of_what_is_not_known(void **state)
{
	fixture *f = *state;
	static const rv_hedge_verdict silent[] = { RV_HEDGE_QUIET, RV_HEDGE_WAITS, RV_HEDGE_SMALL,
						   RV_HEDGE_UNKNOWN };
	for (size_t i = 0; i < sizeof(silent) / sizeof(silent[0]); i++) {
		says(f, silent[i], -300);
		assert_int_equal(work(f), 0);
	}
	says(f, RV_HEDGE_ORDER, -300);
	f->v->hedge_known = false;
	assert_int_equal(work(f), 0);
	f->v->hedge_known = true;
	rv_trade_view t = *bench_view(f->b);
	t.reconciled = false;
	assert_int_equal(rv_hedge_manager_work(&f->m, f->v, &t, 0, f->b->o), 0);
	t.reconciled = true;
	t.state = RV_BOOK_HALTED;
	assert_int_equal(rv_hedge_manager_work(&f->m, f->v, &t, 0, f->b->o), 0);
	assert_int_equal(f->m.n_orders, 0);
}

/* ---- a person asks ---- */

static void would(fixture *f, int k, rv_hedge_verdict verdict, int64_t lots)
{
	rv_hedge_leg *l = &f->v->hedge[k];
	l->actual = 700;
	l->target = 0;
	l->distance = 700;
	l->trigger = 1000;
	l->left = 250;
	l->now = (rv_hedge_now){ .verdict = verdict,
				 .lots = lots,
				 .usd = lots < 0 ? -450 : 450,
				 .after = 250,
				 .reason = "no NAV: no order" };
}

static void asked(fixture *f, const char *symbol, bool ok, const char *words)
{
	rv_command c = {
		.kind = RV_CMD_HEDGE, .nonce = ++f->b->nonce, .uid = 1000, .role = RV_WHO_ADMIN
	};
	(void)snprintf(c.symbol, sizeof(c.symbol), "%s", symbol);
	(void)snprintf(c.reason, sizeof(c.reason), "before the CPI");
	rv_hedge_manager_now(&f->m, &c, f->v, rv_clock_elapsed_ms(f->b->clock), f->b->o);
	bench_run(f->b, 0);
	bench_expect(f->b, c.nonce, ok, words);
}

static void asked_for_it_goes_at_once(void **state)
{
	fixture *f = *state;
	says(f, RV_HEDGE_QUIET, 0);
	would(f, RV_HEDGE_BTC, RV_HEDGE_ORDER, -300);
	would(f, RV_HEDGE_ETH, RV_HEDGE_QUIET, 0);
	assert_int_equal(work(f), 0);
	asked(f, "", true,
	      "BTC sell 450 USD, delta 700 to 250; ETH nothing, 700 USD off, 250 are left");
	bench_run(f->b, 500);
	assert_int_equal(held(f), -300);
	const bench_event *e = bench_last(f->b, RV_EVENT_PROPOSE);
	assert_non_null(strstr(bench_value(e, "why"), "hedge now: delta 700, target 0"));
	asked(f, "ETH", false, "ETH nothing, 700 USD off, 250 are left");
	asked(f, "SOL", false, "SOL is no coin of the hedge: BTC, ETH");
	would(f, RV_HEDGE_ETH, RV_HEDGE_WAITS, 0);
	asked(f, "ETH", false, "ETH nothing, an order is on its way");
	would(f, RV_HEDGE_ETH, RV_HEDGE_SMALL, 0);
	asked(f, "ETH", false, "ETH nothing, 700 USD off is too small");
	would(f, RV_HEDGE_ETH, RV_HEDGE_UNKNOWN, 0);
	asked(f, "ETH", false, "ETH nothing, no NAV: no order");
	f->v->hedge_known = false;
	asked(f, "", false, "no hedge: the delta is not known");
	assert_int_equal(f->m.n_orders, 1);
}

/* A person's no is a no to what the desk asks; asking for it says yes. */
static void who_asks_has_changed_his_mind(void **state)
{
	fixture *f = *state;
	says(f, RV_HEDGE_ORDER, -300);
	assert_int_equal(work(f), 1);
	bench_run(f->b, 100);
	rv_command c = { .kind = RV_CMD_REJECT, .n_ids = 1 };
	c.ids[0] = f->m.leg[RV_HEDGE_BTC].ticket;
	bench_expect(f->b, bench_command(f->b, &c), true, "");
	assert_int_equal(work(f), 0);
	would(f, RV_HEDGE_BTC, RV_HEDGE_ORDER, -310);
	would(f, RV_HEDGE_ETH, RV_HEDGE_QUIET, 0);
	asked(f, "BTC", true, "BTC sell 450 USD, delta 700 to 250");
	const uint64_t id = f->m.leg[RV_HEDGE_BTC].ticket;
	assert_int_not_equal(id, c.ids[0]);
	assert_int_equal(bench_ticket(f->b, id)->lots, 310);
	c.ids[0] = id; /* and this one is his to refuse */
	bench_expect(f->b, bench_command(f->b, &c), true, "");
	says(f, RV_HEDGE_ORDER, -300);
	bench_run(f->b, RV_MINUTE_MS);
	assert_int_equal(work(f), 0);
}

/* Not by the journal, and not by the same command once more: a start is locked. */
static void what_was_asked_before_a_restart_is_not_done_again(void **state)
{
	fixture *f = *state;
	says(f, RV_HEDGE_QUIET, 0);
	would(f, RV_HEDGE_BTC, RV_HEDGE_ORDER, -300);
	would(f, RV_HEDGE_ETH, RV_HEDGE_QUIET, 0);
	asked(f, "BTC", true, "BTC sell 450 USD, delta 700 to 250");
	bench_run(f->b, 500);
	assert_int_equal(held(f), -300);
	bench_restart(f->b, SIZE_MAX, true);
	bench_run(f->b, 5000);
	f->b->nonce--;
	asked(f, "BTC", false, "it needs an armed desk");
	bench_run(f->b, 5000);
	assert_int_equal(held(f), -300);
	assert_int_equal(bench_count(f->b, RV_EVENT_HEDGE, NULL), 1);
	assert_int_equal(bench_count(f->b, RV_EVENT_PROPOSE, NULL), 1);
	assert_int_equal(bench_count(f->b, RV_EVENT_INTENT, NULL), 1);
}

#define WITH(test, how) cmocka_unit_test_setup_teardown(test, how, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH(a_fill_after_quiet_is_hedged_at_once, by_itself),
		WITH(who_keeps_asking_waits_longer_and_longer, by_itself),
		WITH(a_persons_no_lasts_ten_minutes, by_hand),
		WITH(asked_for_it_goes_at_once, by_itself),
		WITH(who_asks_has_changed_his_mind, by_hand),
		WITH(what_was_asked_before_a_restart_is_not_done_again, by_itself),
		WITH(nothing_is_sent_of_what_is_not_known, by_itself),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
