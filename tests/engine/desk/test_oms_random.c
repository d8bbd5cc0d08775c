/*
 * Random episodes of commands, answers, faults and restarts against the mini venue, whose ledger is
 * its own: the invariants of oms_check.h hold at every step, ours agrees with the venue's at rest,
 * and a second restart has nothing left to find out. An episode is named by its seed:
 * OMS_SEED=n runs that one and prints its journal, OMS_EPISODES=n runs so many of them.
 */
#include "engine/base/rng.h"
#include "tests/engine/desk/override_case.h"
#include "tests/support/cm.h"
#include "tests/support/oms_check.h"
#include "tests/support/patience.h"
#include "tests/support/program_case.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EPISODES = 2000 / (RV_PATIENCE * RV_PATIENCE), STEPS = 32, REST_MS = 65000 };

typedef struct episode {
	oms_bench *b;
	oms_check *k;
	rv_rng r;
	int programs; /* proposed so far: each is of another day */
} episode;

static uint64_t below(episode *e, uint64_t n)
{
	return rv_rng_below(&e->r, n);
}

static bool chance(episode *e, unsigned percent)
{
	return below(e, 100) < percent;
}

static const char *symbol(episode *e)
{
	return e->b->v.coins[below(e, MINI_COINS)].ref.symbol;
}

/* ---- commands ---- */

static void propose(episode *e)
{
	const size_t i = (size_t)below(e, MINI_COINS);
	const mini_coin *c = &e->b->v.coins[i];
	const int64_t usd = 20 + (int64_t)below(e, 3000);
	rv_command x = bench_buy(c->ref.symbol, usd * 1000000 / c->ask + 1);
	x.side = chance(e, 50) ? RV_BUY : RV_SELL;
	x.style = (rv_style)below(e, 3);
	x.reduce_only = chance(e, 15);
	x.close = chance(e, 15);
	if (x.style == RV_STYLE_TWAP)
		x.duration_ms = 5000 + (int64_t)below(e, 40000);
	if (x.style == RV_STYLE_LIMIT)
		x.px = x.side == RV_BUY ? (c->bid - c->bid / 300) / 1000 * 1000
					: (c->ask + c->ask / 300) / 1000 * 1000;
	(void)bench_command(e->b, &x);
}

static void about_ticket(episode *e, rv_cmd_kind kind)
{
	const rv_trade_view *v = bench_view(e->b);
	rv_command x = { .kind = kind, .n_ids = 1 };
	if (v->n_pending == 0)
		return;
	const rv_tv_ticket *t = &v->tickets[below(e, v->n_pending)];
	x.ids[0] = t->id;
	x.digests[0] = t->digest;
	if (kind == RV_CMD_APPROVE && chance(e, 5))
		x.digests[0].b[0] ^= 1;
	if (kind == RV_CMD_REDUCE)
		x.lots = t->lots / 2;
	(void)bench_command(e->b, &x);
}

static void cancel(episode *e)
{
	const rv_trade_view *v = bench_view(e->b);
	rv_command x = { .kind = RV_CMD_CANCEL };
	if (v->n_orders > 0 && chance(e, 40)) {
		x.cloid = v->orders[below(e, v->n_orders)].cloid;
	} else if (v->n_mandates > 0) {
		x.n_ids = 1;
		x.ids[0] = v->mandates[below(e, v->n_mandates)].id;
	}
	(void)bench_command(e->b, &x);
}

/* A person who knows: only what the venue never had is closed by force. */
static void force(episode *e)
{
	const rv_trade_view *v = bench_view(e->b);
	if (v->n_unknown == 0 || e->b->v.n_late > 0 || e->b->v.n_pending > 0 ||
	    mini_by_cloid(&e->b->v, &v->orders[0].cloid))
		return;
	rv_command x = { .kind = RV_CMD_FORCE, .reason = "the venue said so" };
	x.cloid = v->orders[0].cloid;
	(void)bench_command(e->b, &x);
}

static void adjust(episode *e)
{
	rv_command x = { .kind = RV_CMD_ADJUST, .reason = "as the venue says" };
	(void)snprintf(x.symbol, sizeof(x.symbol), "%s", symbol(e));
	(void)bench_command(e->b, &x);
}

static void assign(episode *e)
{
	rv_command x = { .kind = RV_CMD_ASSIGN, .reason = "it is theirs" };
	x.sub = (rv_sub)below(e, RV_SUB_N);
	(void)snprintf(x.symbol, sizeof(x.symbol), "%s", symbol(e));
	(void)bench_command(e->b, &x);
}

/* Of seconds, so that its end comes in the episode; or the end of one. */
static void override(episode *e)
{
	const rv_overrides *l = rv_oms_overrides(e->b->o);
	if (l->n > 0 && chance(e, 30)) {
		(void)oc_end(e->b, l->o[below(e, l->n)].id);
		return;
	}
	rv_override x = oc_of_kind(e->b, (rv_override_kind)below(e, RV_OVERRIDE_N));
	x.expires_utc_ms = rv_clock_utc_ms(e->b->clock) + 1 + (int64_t)below(e, 20000);
	(void)oc_set(e->b, &x);
}

/* Some coins, some of them only crossing; shared at random. */
static void program(episode *e)
{
	const int64_t now = rv_clock_utc_ms(e->b->clock);
	const int64_t quotes = 5000 + (int64_t)below(e, 40000);
	const int64_t window = quotes + 1000 + (int64_t)below(e, 40000);
	rv_program_want w = { .phase = "projected",
			      .run_date_ms = BENCH_START + e->programs * RV_DAY_MS,
			      .quote_end_utc_ms = now + quotes,
			      .window_end_utc_ms = now + window,
			      .mandate_end_utc_ms = now + window + (int64_t)below(e, 20000) };
	rv_err err = { 0 };
	uint64_t id = 0;
	rv_envelope_default(&w.envelope);
	if (chance(e, 30))
		w.envelope =
			(rv_envelope){ .total_share = 1.0, .leg_share = 0.9, .flip_nav = 0.02 };
	for (size_t i = 0; i < MINI_COINS; i++) {
		const mini_coin *c = &e->b->v.coins[i];
		const int64_t most = 1500 * RV_MUSD / c->ask;
		if (chance(e, 30))
			continue;
		int64_t lots = (int64_t)below(e, (uint64_t)most * 2) - most;
		lots = chance(e, 20) ? 0 : lots;
		w.legs[w.n] = case_leg(c->ref.symbol, lots, (rv_sub)below(e, RV_SUB_RESIDUE));
		const int64_t inside = 1 + (int64_t)below(e, (uint64_t)most);
		w.legs[w.n].want[below(e, RV_SUB_RESIDUE)] += inside;
		w.legs[w.n].want[below(e, RV_SUB_RESIDUE)] -= inside;
		w.legs[w.n++].reduce_only = chance(e, 10);
	}
	e->programs += rv_oms_program(e->b->o, &w, &id, &err) == RV_OK;
	bench_run(e->b, 0);
}

static void about_program(episode *e)
{
	const rv_trade_view *v = bench_view(e->b);
	static const rv_cmd_kind kinds[] = { RV_CMD_REJECT_PROGRAM, RV_CMD_REQUOTE_PROGRAM,
					     RV_CMD_EXCLUDE, RV_CMD_INCLUDE };
	if (v->n_programs == 0)
		return;
	const rv_tv_program *p = &v->programs[0];
	rv_command x = { .kind = chance(e, 60) ? RV_CMD_APPROVE_PROGRAM : kinds[below(e, 4)],
			 .n_ids = 1,
			 .ids = { p->id },
			 .digests = { p->digest } };
	(void)snprintf(x.symbol, sizeof(x.symbol), "%s", symbol(e));
	if (chance(e, 5))
		x.digests[0].b[31] ^= 1;
	(void)bench_command(e->b, &x);
}

/* What the desk wants by itself, and mostly grants by itself. */
static void want(episode *e)
{
	rv_err err = { 0 };
	uint64_t id = 0;
	const mini_coin *c = &e->b->v.coins[below(e, MINI_COINS)];
	const int64_t most = 1000 * RV_MUSD / c->ask, held = bench_lots(e->b, c->ref.symbol);
	rv_order_want w = { .cls = chance(e, 50) ? RV_CLASS_HEDGE : RV_CLASS_STOP,
			    .lots = 1 + (int64_t)below(e, (uint64_t)most) };
	(void)snprintf(w.symbol, sizeof(w.symbol), "%s", c->ref.symbol);
	if (held > 0 || (held == 0 && chance(e, 50)))
		w.lots = -w.lots;
	w.reduce_only = w.cls == RV_CLASS_STOP && chance(e, 90);
	w.want[below(e, RV_SUB_RESIDUE)] = w.lots;
	if (rv_oms_order(e->b->o, &w, &id, &err) == RV_OK)
		bench_run(e->b, 0);
}

static const rv_tv_program *granted(episode *e)
{
	const rv_trade_view *v = bench_view(e->b);
	for (size_t i = 0; i < v->n_programs; i++)
		if (v->programs[i].state == RV_PROGRAM_GRANTED ||
		    v->programs[i].state == RV_PROGRAM_OVER)
			return &v->programs[i];
	return NULL;
}

/* What is still to be traded after a close that nobody foresaw. */
static void correct_leg(episode *e, const rv_tv_program *p, size_t coin, rv_leg_want *out)
{
	const mini_coin *c = &e->b->v.coins[coin];
	const int64_t most = 1500 * RV_MUSD / c->ask, inside = (int64_t)below(e, (uint64_t)most);
	int64_t lots = chance(e, 10) ? 0 : (int64_t)below(e, (uint64_t)most * 2) - most;
	for (size_t i = 0; i < p->n; i++) /* most of them near what was granted */
		if (strcmp(p->legs[i].coin.symbol, c->ref.symbol) == 0 && chance(e, 70))
			lots = p->legs[i].side * (p->legs[i].lots - p->legs[i].lots_filled) +
			       lots / 8;
	*out = case_leg(c->ref.symbol, lots, (rv_sub)below(e, RV_SUB_RESIDUE));
	out->want[below(e, RV_SUB_RESIDUE)] += inside;
	out->want[below(e, RV_SUB_RESIDUE)] -= inside;
	out->reduce_only = chance(e, 10);
}

static void correct(episode *e)
{
	const rv_tv_program *p = granted(e);
	const int64_t now = rv_clock_utc_ms(e->b->clock);
	rv_retarget_result out;
	rv_err err = { 0 };
	if (!p)
		return;
	rv_retarget_want w = { .program = p->id,
			       .window_end_utc_ms = now + 1000 + (int64_t)below(e, 40000) };
	w.mandate_end_utc_ms = w.window_end_utc_ms + (int64_t)below(e, 20000);
	w.ask = (rv_program_want){ .phase = "correct",
				   .run_date_ms = p->run_date_ms,
				   .quote_end_utc_ms = w.window_end_utc_ms,
				   .window_end_utc_ms = w.window_end_utc_ms,
				   .mandate_end_utc_ms = w.mandate_end_utc_ms };
	rv_envelope_default(&w.ask.envelope);
	for (size_t i = 0; i < MINI_COINS; i++)
		if (chance(e, 70))
			correct_leg(e, p, i, &w.legs[w.n++]);
	const uint64_t id = p->id;
	for (int i = 0; i < 8 && rv_oms_retarget(e->b->o, &w, &out, &err) == RV_EAGAIN; i++)
		bench_run(e->b, 1000);
	if (chance(e, 90))
		(void)(rv_oms_hold(e->b->o, id, chance(e, 10)) == RV_OK);
	bench_run(e->b, 0);
}

static void about_symbol(episode *e, rv_cmd_kind kind)
{
	rv_command x = { .kind = kind, .reason = "test" };
	(void)snprintf(x.symbol, sizeof(x.symbol), "%s", symbol(e));
	(void)bench_command(e->b, &x);
}

static void command(episode *e)
{
	const uint64_t n = below(e, 100);
	rv_command kill = { .kind = RV_CMD_KILL, .level = (rv_kill_level)below(e, 3) };
	if (n < 27)
		propose(e);
	else if (n < 34)
		program(e);
	else if (n < 39)
		want(e);
	else if (n < 50)
		about_program(e);
	else if (n < 65)
		about_ticket(e, RV_CMD_APPROVE);
	else if (n < 68)
		about_ticket(e, RV_CMD_REJECT);
	else if (n < 71)
		about_ticket(e, RV_CMD_REQUOTE);
	else if (n < 74)
		about_ticket(e, RV_CMD_REDUCE);
	else if (n < 80)
		cancel(e);
	else if (n < 83)
		(void)bench_command(e->b, &kill);
	else if (n < 89)
		(void)bench_simple(e->b, chance(e, 50) ? RV_CMD_ARM : RV_CMD_RESUME);
	else if (n < 91)
		assign(e);
	else if (n < 92)
		(void)bench_simple(e->b, RV_CMD_LOCK);
	else if (n < 94)
		(void)bench_simple(e->b, RV_CMD_FLATTEN);
	else if (n < 95)
		(void)bench_simple(e->b, RV_CMD_RECONCILE);
	else if (n < 96)
		force(e);
	else if (n < 97)
		adjust(e);
	else if (n < 98)
		override(e);
	else
		about_symbol(e, chance(e, 30) ? RV_CMD_HALT_SYMBOL : RV_CMD_RESUME);
}

/* ---- the world ---- */

static void trade(episode *e)
{
	mini_venue *v = &e->b->v;
	const size_t i = (size_t)below(e, MINI_COINS);
	static const char *const words[] = { "marginCanceled", "openInterestCapCanceled",
					     "selfTradeCanceled" };
	const uint64_t n = below(e, 100);
	if (n < 35) {
		const int64_t move = ((int64_t)below(e, 61) - 30) * v->coins[i].bid / 10000;
		const int64_t bid = (v->coins[i].bid + move) / 100 * 100;
		mini_price(v, i, bid, bid + 200);
	} else if (n < 60) {
		(void)mini_fill_resting(v, i, 1 + (int64_t)below(e, 200));
	} else if (n < 70) {
		v->liquidity = chance(e, 50) ? -1 : (int64_t)below(e, 300);
	} else if (n < 78) {
		for (size_t k = v->n_orders; k-- > 0;)
			if (v->orders[k].status == RV_STATUS_OPEN && !v->orders[k].foreign) {
				mini_end(v, &v->orders[k], words[below(e, 3)]);
				break;
			}
	} else if (n < 82) {
		mini_foreign_fill(v, i, chance(e, 50) ? RV_BUY : RV_SELL, 1 + (int64_t)below(e, 50),
				  (rv_fill_kind)below(e, 3));
	} else if (n < 85) {
		mini_foreign_order(v, i, RV_BUY, 10 + (int64_t)below(e, 100),
				   v->coins[i].bid / 2000 * 1000);
	} else if (n < 87) {
		mini_cancel_foreign(v);
	} else if (n < 90) {
		v->account_usd *= 0.995 + 0.001 * (double)below(e, 11);
	} else {
		mini_repeat(v);
	}
}

static void fault(episode *e)
{
	mini_venue *v = &e->b->v;
	const uint64_t n = below(e, 100);
	v->refusal = (rv_refusal)below(e, 7);
	if (v->refusal == RV_REFUSAL_SIGNER)
		v->refusal = RV_REFUSAL_OTHER;
	if (n < 40 && v->n_fates < 40)
		mini_fate_next(v, (mini_fate)below(e, 9));
	else if (n < 50)
		mini_stream(v, !v->stream_up);
	else if (n < 55)
		v->drop_fills = !v->drop_fills;
	else if (n < 60)
		v->drop_orders = !v->drop_orders;
	else if (n < 64)
		v->twice = !v->twice;
	else if (n < 68)
		v->no_cloids = !v->no_cloids;
	else if (n < 72)
		v->stream_ms = (int64_t)below(e, 2) * (int64_t)below(e, 900);
	else if (n < 78)
		v->delay_ms = (int64_t)below(e, 3) * (int64_t)below(e, 1500);
	else if (n < 84)
		v->fail_asks = (unsigned)below(e, 40);
	else if (n < 86)
		v->fail_fills = !v->fail_fills;
	else if (n < 88)
		v->page_small = !v->page_small;
	else if (n < 89)
		v->lag_ms = (int64_t)below(e, 2) * (int64_t)below(e, 9000);
	else if (n < 91)
		e->b->stale = !e->b->stale;
	else if (n < 94)
		e->b->market.skew_ms = (double)below(e, 1300);
	else if (n < 96)
		v->full = !v->full;
	else
		v->late_ms = (int64_t)below(e, 14000);
}

static void disk(episode *e)
{
	oms_bench *b = e->b;
	const uint64_t n = below(e, 100);
	char text[200];
	if (n < 40) {
		b->hold_acks = !b->hold_acks;
	} else if (n < 48) {
		b->fail_ack_in = 1 + (size_t)below(e, 3);
	} else if (n < 52) {
		b->refuse_append = true;
	} else {
		const size_t most = b->n_events - b->n_acked;
		bench_restart(b, b->n_acked + (size_t)below(e, most + 1), chance(e, 50));
		if (chance(e, 80))
			mini_stream(&b->v, true);
	}
	if (rv_oms_broken(b->o, text, sizeof(text))) {
		bench_restart(b, b->n_acked, chance(e, 50));
		mini_stream(&b->v, true);
	}
}

/* It breaks when its disk does, and never by itself. */
static void not_by_itself(episode *e)
{
	char text[200] = "";
	if (!rv_oms_broken(e->b->o, text, sizeof(text)) || strstr(text, "said the test") ||
	    strstr(text, "takes no events"))
		return;
	bench_print(e->b);
	fail_msg("broke by itself: %s", text);
}

static void step(episode *e)
{
	const uint64_t n = below(e, 100);
	if (granted(e) && chance(e, 12))
		correct(e);
	if (n < 35)
		command(e);
	else if (n < 50)
		trade(e);
	else if (n < 62)
		fault(e);
	else if (n < 66)
		disk(e);
	else
		bench_run(e->b, (int64_t)below(e, chance(e, 20) ? 30000 : 3000));
	not_by_itself(e);
}

/* ---- rest, and a second look ---- */

static void calm(episode *e)
{
	mini_venue *v = &e->b->v;
	char text[200];
	v->drop_fills = v->drop_orders = v->twice = v->no_cloids = v->page_small = v->full = false;
	v->fail_asks = 0;
	v->fail_fills = false;
	v->lag_ms = 0;
	v->delay_ms = v->stream_ms = 0;
	v->n_fates = v->fate_at = 0;
	e->b->stale = e->b->hold_acks = e->b->refuse_append = false;
	e->b->fail_ack_in = 0;
	e->b->market.skew_ms = 1.0;
	if (rv_oms_broken(e->b->o, text, sizeof(text)))
		bench_restart(e->b, e->b->n_acked, true);
	if (!v->stream_up)
		mini_stream(v, true);
	for (int i = 0; i < 32; i++)
		about_ticket(e, RV_CMD_REJECT);
	bench_run(e->b, REST_MS);
}

/* Whatever is still open ends by a kill, so that the second start has no work of its own. */
static void look_again(episode *e)
{
	oms_bench *b = e->b;
	rv_command kill = { .kind = RV_CMD_KILL, .level = RV_KILL_CANCEL };
	(void)bench_command(b, &kill);
	bench_run(b, REST_MS);
	check_agree(e->k);
	for (int i = 0; i < 2; i++) {
		bench_restart(b, SIZE_MAX, true);
		const size_t n = b->n_events - 1;
		mini_stream(&b->v, true);
		bench_run(b, 10000);
		check_agree(e->k);
		for (size_t k = n; i == 1 && k < b->n_events; k++) {
			const rv_event_type t = b->events[k].type;
			if (t == RV_EVENT_RUN || t == RV_EVENT_STOP || t == RV_EVENT_RECONCILE)
				continue;
			bench_print(b);
			fail_msg("a second restart wrote %s", rv_event_word(t));
		}
	}
}

static void run_episode(uint64_t seed)
{
	episode e = { .b = bench_new() };
	char name[64];
	(void)snprintf(name, sizeof(name), "OMS_SEED=%" PRIu64, seed);
	rv_rng_seed(&e.r, seed, 77, 0);
	e.k = check_new(e.b);
	check_name(e.k, name);
	e.b->p.daily_loss_pct = 5.0;
	e.b->p.slice_ms = 1500;
	bench_remake(e.b);
	bench_up(e.b, true);
	for (int i = 0; i < STEPS; i++)
		step(&e);
	calm(&e);
	check_agree(e.k);
	look_again(&e);
	if (getenv("OMS_SEED"))
		bench_print(e.b);
	check_free(e.k);
	bench_free(e.b);
}

static void episodes(void **state)
{
	(void)state;
	const char *one = getenv("OMS_SEED");
	if (one) {
		run_episode(strtoull(one, NULL, 10));
		return;
	}
	const char *many = getenv("OMS_EPISODES");
	const uint64_t n = many ? strtoull(many, NULL, 10) : EPISODES;
	for (uint64_t seed = 1; seed <= n; seed++)
		run_episode(seed);
	print_message("%" PRIu64 " episodes, seeds 1 to %" PRIu64 "\n", n, n);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(episodes) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
