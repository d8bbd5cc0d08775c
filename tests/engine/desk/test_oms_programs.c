/* Programs: a phase's legs proposed together and granted with one Y, once. */
#include "engine/base/hex.h"
#include "engine/base/sha256.h"
#include "engine/desk/digest.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/oms_desk.h"
#include "tests/support/program_case.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void reject(oms_bench *b, const rv_program_want *w, rv_status want, const char *words)
{
	rv_err err = { 0 };
	uint64_t id = 77;
	const size_t events = b->n_events;
	assert_int_equal(rv_oms_program(b->o, w, &id, &err), want);
	if (!strstr(err.text, words))
		fail_msg("\"%s\" does not say \"%s\"", err.text, words);
	assert_int_equal(id, 77);
	bench_run(b, 0);
	assert_int_equal(bench_count(b, RV_EVENT_PROGRAM, NULL), 0);
	assert_int_equal(bench_count(b, RV_EVENT_PROPOSE, NULL), 0);
	assert_int_equal(b->n_events, events);
}

/* ---- proposing ---- */

/* What is on screen is what the digest is of: it is made again from the snapshot alone. */
static void the_digest_is_of_what_is_shown(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	const uint64_t id = case_begin(b);
	const rv_tv_program *p = case_program(b, id);
	rv_program x = {
		.paper = true, .book = "main", .id = id, .version = p->version, .n = p->n
	};
	rv_digest d;
	memcpy(x.account, b->p.account, sizeof(x.account));
	memcpy(x.phase, p->phase, sizeof(x.phase));
	x.run_date_ms = p->run_date_ms;
	x.created_utc_ms = rv_clock_utc_ms(b->clock);
	x.expires_utc_ms = p->expires_utc_ms;
	x.mandate_end_utc_ms = p->mandate_end_utc_ms;
	rv_envelope_default(&x.envelope);
	for (size_t i = 0; i < p->n; i++) {
		const rv_tv_leg *l = &p->legs[i];
		rv_program_leg *to = &x.legs[i];
		memcpy(to->symbol, l->coin.symbol, sizeof(to->symbol));
		to->asset = l->coin.asset;
		to->sz_decimals = l->coin.sz_decimals;
		to->side = l->side;
		to->lots = l->lots;
		to->worst_px = l->px;
		to->mid_px = l->mid_px;
		to->reduce_only = l->reduce_only;
		to->from_utc_ms = x.created_utc_ms;
		to->to_utc_ms = p->window_end_utc_ms;
		memcpy(to->want, l->want, sizeof(to->want));
	}
	rv_program_digest(&x, d.b);
	assert_true(rv_digest_same(&d, &p->digest));
	assert_int_equal(p->expires_utc_ms, x.created_utc_ms + b->p.ticket_ms);
}

/* 10 SOL at 142.36, 0.6 ETH at 3,012.25. */
static void proposed_and_shown(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	const size_t batches = b->n_events;
	const uint64_t id = case_begin(b);
	const rv_tv_program *p = case_program(b, id);
	assert_int_equal(b->n_events, batches + 3);
	assert_string_equal(bench_last(b, RV_EVENT_PROGRAM)->key[0], "2026-11-26/projected");
	assert_int_equal(p->state, RV_PROGRAM_READY);
	assert_true(p->n == 3 && p->n_ready == 3 && p->n_excluded == 0 && p->version == 1);
	assert_string_equal(p->why, "the projected close");
	assert_true(fabs(p->gross_usd - (1423.6 + 1807.35)) < 1e-9);
	assert_true(fabs(p->net_usd - (1423.6 - 1807.35)) < 1e-9);
	assert_true(fabs(p->gross_after_usd - (1423.6 + 1807.35)) < 1e-9);
	assert_true(p->margin_after > p->stress_after && p->stress_after > 3.0);
	assert_true(isnan(p->edge_usd)); /* ETH's is not known */
	assert_true(p->cost_usd > 1.0 && p->cost_usd < 3.0);
	double cost = 0.0; /* the same, leg by leg */
	for (size_t i = 0; i < p->n; i++)
		cost += p->legs[i].side != 0 && !p->legs[i].excluded
				? p->legs[i].usd * p->legs[i].cost_bps / 1e4
				: 0.0;
	assert_close("cost", cost, p->cost_usd, 1e-9);
	assert_true(p->legs[0].cost_bps > 1.0 && p->legs[0].cost_bps < 50.0);
	assert_non_null(strstr(p->envelope, "corrected without asking"));
	const rv_tv_leg *sol = case_leg_of(b, id, "SOL");
	assert_true(sol->want[RV_SUB_S5] == 1200 && sol->want[RV_SUB_S3] == -200);
	assert_true(sol->edge_bps == 31.5 && sol->ready && sol->mandate == 0);
	assert_int_equal(sol->edge_assumed, 1U << RV_SUB_S3);
	assert_int_equal(p->n_assumed, 1);
	const rv_tv_ticket *t = bench_ticket(b, sol->ticket);
	assert_true(t->program == id && t->want[RV_SUB_S5] == 1200 && t->duration_ms == 900000);
	assert_true(fabs(t->net_bps - (31.5 - t->slippage_bps - t->fee_bps)) < 1e-9);
	assert_int_equal(t->edge_assumed, 1U << RV_SUB_S3);
	assert_int_equal(b->v.n_sends, 0);
}

static void what_is_no_program(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	const rv_program_want good = case_want(b);
	rv_program_want w = good;
	w.n = 0;
	reject(b, &w, RV_EINVAL, "legs");
	w.n = RV_PROGRAM_LEGS + 1;
	reject(b, &w, RV_EINVAL, "legs");
	w = good;
	w.legs[0].want[RV_SUB_H] = 1;
	reject(b, &w, RV_EINVAL, "do not sum");
	w = good;
	w.legs[1].want[RV_SUB_S4M] = INT64_MAX;
	w.legs[1].want[RV_SUB_S5] = INT64_MAX;
	reject(b, &w, RV_EINVAL, "do not sum");
	w = good;
	memset(w.legs[2].want, 0, sizeof(w.legs[2].want));
	reject(b, &w, RV_EINVAL, "leg 3: nothing");
	w = good;
	memcpy(w.legs[0].symbol, "XYZ", 4);
	reject(b, &w, RV_ENOENT, "XYZ");
	w = good;
	w.legs[1] = w.legs[0];
	reject(b, &w, RV_EINVAL, "two legs of one coin");
	w = good;
	w.run_date_ms++;
	reject(b, &w, RV_EINVAL, "a date");
	w = good;
	memcpy(w.phase, "pro jected", 11);
	reject(b, &w, RV_EINVAL, "one word");
	w = good;
	memset(w.phase, 'p', sizeof(w.phase));
	reject(b, &w, RV_EINVAL, "named phase");
	w = good;
	w.envelope.leg_share = NAN;
	reject(b, &w, RV_EINVAL, "envelope");
	w = good;
	w.quote_end_utc_ms = rv_clock_utc_ms(b->clock);
	reject(b, &w, RV_ETIMEOUT, "last quote");
	w = good;
	w.mandate_end_utc_ms = w.window_end_utc_ms - 1;
	reject(b, &w, RV_EINVAL, "outlives");
	b->quotes[BENCH_BTC].mid = NAN;
	b->stale = true;
	rv_oms_market_set(b->o, &b->market);
	reject(b, &good, RV_EAGAIN, "BTC: no price now");
	b->stale = false;
	bench_quotes(b);
	(void)case_propose(b, &good);
}

/* Once for each date, whatever became of it; never an older date; another phase is another. */
static void a_phase_is_proposed_once(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	rv_err err = { 0 };
	rv_program_want w = case_want(b);
	uint64_t id = case_propose(b, &w);
	bench_expect(b, case_command(b, RV_CMD_REJECT_PROGRAM, id, ""), true, "rejected");
	for (int i = 0; i < 2; i++) {
		assert_int_equal(rv_oms_program(b->o, &w, &id, &err), RV_EEXIST);
		assert_non_null(strstr(err.text, "has been"));
		w.run_date_ms -= RV_DAY_MS;
		assert_int_equal(rv_oms_program(b->o, &w, &id, &err), RV_EEXIST);
		w.run_date_ms += RV_DAY_MS;
		bench_restart(b, SIZE_MAX, true);
		mini_stream(&b->v, true);
		bench_run(b, 5000);
	}
	w = case_want(b);
	memcpy(w.phase, "correct", 8);
	id = case_propose(b, &w);
	bench_expect(b, case_command(b, RV_CMD_REJECT_PROGRAM, id, ""), true, "rejected");
	/* more programs than are kept: the first phase is still known */
	for (int i = 1; i <= 10; i++) {
		w = case_want(b);
		memcpy(w.phase, "correct", 8);
		w.run_date_ms += i * RV_DAY_MS;
		id = case_propose(b, &w);
		(void)case_command(b, RV_CMD_REJECT_PROGRAM, id, "");
	}
	w = case_want(b);
	assert_int_equal(rv_oms_program(b->o, &w, &id, &err), RV_EEXIST);
	w.run_date_ms += RV_DAY_MS;
	(void)case_propose(b, &w);
}

static void too_much_waits(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	for (int i = 0; i < 30; i++) {
		rv_command c = bench_buy("SOL", 100 + i);
		(void)bench_propose(b, &c);
	}
	rv_err err = { 0 };
	uint64_t id = 0;
	const rv_program_want w = case_want(b);
	assert_int_equal(rv_oms_program(b->o, &w, &id, &err), RV_EFULL);
	rv_oms_stop(b->o, true);
	assert_int_equal(rv_oms_program(b->o, &w, &id, &err), RV_ECLOSED);
}

/* ---- granting ---- */

/* Every leg to its end: who wanted what has it, and what crossed inside has no fee. */
static void granted_and_worked(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	const uint64_t id = case_begin(b);
	bench_expect(b, case_command(b, RV_CMD_APPROVE_PROGRAM, id, ""), true, "2 mandates");
	assert_int_equal(case_program(b, id)->state, RV_PROGRAM_GRANTED);
	assert_true(case_held(b, "BTC", RV_SUB_S5) == 50 && case_held(b, "BTC", RV_SUB_S4R) == -50);
	const rv_tv_position *btc = bench_position(b, "BTC");
	assert_true(btc && btc->lots == 0 && btc->sub_lots[RV_SUB_S4R] == -50);
	const rv_tv_mandate *m = bench_mandate(b, case_leg_of(b, id, "SOL")->mandate);
	assert_true(m->program == id && m->lots_most == 1000 && m->state == RV_MANDATE_RUNNING);
	assert_int_equal(m->ends_at - rv_clock_elapsed_ms(b->clock), 1020000);
	bench_run(b, 450000);
	const int64_t half = bench_lots(b, "SOL");
	assert_true(half > 400 && half < 600);
	assert_true(fabs(case_program(b, id)->gross_after_usd - (1423.6 + 1807.35)) < 1e-6);
	assert_true(llabs(case_held(b, "SOL", RV_SUB_S5) * 5 - half * 6) <= 6);
	bench_run(b, 450000);
	assert_int_equal(bench_lots(b, "SOL"), 1000);
	assert_int_equal(bench_lots(b, "ETH"), -6000);
	assert_int_equal(case_held(b, "SOL", RV_SUB_S5), 1200);
	assert_int_equal(case_held(b, "SOL", RV_SUB_S3), -200);
	assert_int_equal(case_held(b, "ETH", RV_SUB_S4M), -6000);
	assert_int_equal(case_leg_of(b, id, "SOL")->lots_filled, 1000);
	rv_coin_book c;
	assert_int_equal(rv_oms_coin_book(b->o, "SOL", &c), RV_OK);
	assert_true(c.sub[RV_SUB_S5].fees_musd > 0 && c.sub[RV_SUB_S3].fees_musd == 0);
	assert_int_equal(bench_view(b)->n_residue, 0);
	int64_t part = 0, crossed = 0;
	for (size_t i = 0; i < b->view.n_fills; i++)
		if (strcmp(b->view.fills[i].fill.symbol, "SOL") == 0) {
			part += b->view.fills[i].part[RV_SUB_S5];
			crossed += b->view.fills[i].crossed;
		}
	assert_true(part == 1200 && crossed == 200);
	/* nothing is left of it: the account after is the account now */
	assert_true(fabs(case_program(b, id)->gross_after_usd - bench_view(b)->gross_usd) < 1e-9);
	bench_run(b, 130000);
	assert_int_equal(case_program(b, id)->state, RV_PROGRAM_OVER);
	assert_true(isnan(case_program(b, id)->gross_after_usd));
}

/* The journal's own name: a digest of its first event with both of its clocks. */
static void name_of_journal(const oms_bench *b, char out[RV_DESK_ID_TEXT])
{
	char when[64];
	uint8_t hash[RV_SHA256_BYTES];
	rv_sha256_ctx c;
	const bench_event *e = &b->events[0];
	assert_int_equal(e->type, RV_EVENT_RUN);
	const int n =
		snprintf(when, sizeof(when), "%" PRId64 " %" PRId64 "\n", e->utc_ms, e->elapsed_ms);
	rv_sha256_init(&c);
	rv_sha256_update(&c, when, (size_t)n);
	rv_sha256_update(&c, e->text, e->len);
	rv_sha256_final(&c, hash);
	(void)rv_hex_format(hash, (RV_DESK_ID_TEXT - 1) / 2, out);
}

/* The names of its orders are those of its phase and grant: a process that starts again knows them.
 */
static void orders_are_named_by_the_phase(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	const uint64_t id = case_begin(b);
	(void)case_command(b, RV_CMD_APPROVE_PROGRAM, id, "");
	bench_run(b, 40000);
	const rv_tv_leg *l = case_leg_of(b, id, "ETH");
	rv_cloid_terms t = { .paper = true,
			     .book = "main",
			     .granted_ms = bench_last(b, RV_EVENT_APPROVE)->utc_ms,
			     .phase = "projected",
			     .proposal = l->ticket,
			     .parent = l->mandate };
	rv_cloid c;
	name_of_journal(b, t.desk);
	assert_int_equal(rv_cloid_make(&t, &c), RV_OK);
	assert_non_null(mini_by_cloid(&b->v, &c));
	(void)snprintf(t.phase, sizeof(t.phase), "operator");
	assert_int_equal(rv_cloid_make(&t, &c), RV_OK);
	assert_null(mini_by_cloid(&b->v, &c));
}

/* Approved after seven minutes it has eight left, and ends with the others. */
static void granted_late_it_ends_in_time(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	const uint64_t id = case_begin(b);
	bench_run(b, 420000);
	bench_expect(b, bench_simple(b, RV_CMD_ARM), true, "armed");
	bench_expect(b, case_command(b, RV_CMD_APPROVE_PROGRAM, id, ""), true, "2 mandates");
	const rv_tv_mandate *m = bench_mandate(b, case_leg_of(b, id, "SOL")->mandate);
	assert_int_equal(m->slices, 16);
	assert_int_equal(m->ends_at - rv_clock_elapsed_ms(b->clock), 600000);
	bench_run(b, 240000);
	assert_true(bench_lots(b, "SOL") > 400 && bench_lots(b, "SOL") < 600);
	bench_run(b, 240000);
	assert_int_equal(bench_lots(b, "SOL"), 1000);
	b->v.coins[BENCH_ETH].bid /= 2; /* nobody trades ETH there any more */
	bench_run(b, 130000);
	assert_int_equal(bench_mandate(b, case_leg_of(b, id, "ETH")->mandate)->state,
			 RV_MANDATE_ENDED);
}

static void who_may_not_grant_it(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	const uint64_t id = case_begin(b);
	rv_command c = { .kind = RV_CMD_APPROVE_PROGRAM, .n_ids = 1, .ids = { id } };
	bench_expect(b, bench_command(b, &c), false, "not what was on the screen");
	rv_command none = { .kind = RV_CMD_APPROVE_PROGRAM, .n_ids = 1, .ids = { 99 } };
	bench_expect(b, bench_command(b, &none), false, "no program of that number");
	(void)bench_simple(b, RV_CMD_LOCK);
	bench_expect(b, case_command(b, RV_CMD_APPROVE_PROGRAM, id, ""), false, "not armed");
	(void)bench_simple(b, RV_CMD_ARM);
	mini_price(&b->v, BENCH_ETH, 308000, 308020);
	bench_run(b, 1000);
	bench_expect(b, case_command(b, RV_CMD_APPROVE_PROGRAM, id, ""), false,
		     "leg ETH: the price");
	const rv_tv_program *p = case_program(b, id);
	assert_int_equal(p->state, RV_PROGRAM_BLOCKED);
	assert_non_null(strstr(p->reason, "leg ETH: the price has moved"));
	assert_true(p->n_ready == 2 && !case_leg_of(b, id, "ETH")->ready);
	assert_int_equal(bench_count(b, RV_EVENT_APPROVE, NULL), 0);
	assert_int_equal(bench_count(b, RV_EVENT_CROSS, NULL), 0);
	bench_expect(b, case_command(b, RV_CMD_REQUOTE_PROGRAM, id, ""), true, "gross");
	bench_expect(b, case_command(b, RV_CMD_APPROVE_PROGRAM, id, ""), true, "2 mandates");
	bench_expect(b, case_command(b, RV_CMD_APPROVE_PROGRAM, id, ""), false,
		     "no program of that number waits");
}

static void a_leg_goes_with_its_program(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	const uint64_t id = case_begin(b), t = case_leg_of(b, id, "SOL")->ticket;
	bench_expect(b, bench_approve(b, t), false, "leg of program 1, granted with it");
	rv_command c = { .kind = RV_CMD_REJECT, .n_ids = 1, .ids = { t } };
	bench_expect(b, bench_command(b, &c), false, "no ticket of that number");
	c = (rv_command){ .kind = RV_CMD_REQUOTE, .n_ids = 1, .ids = { t } };
	bench_expect(b, bench_command(b, &c), false, "leg of program 1, quoted with it");
	assert_int_equal(bench_ticket(b, t)->state, RV_TICKET_READY);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, oms_desk_setup, oms_desk_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_digest_is_of_what_is_shown),
		TEST(proposed_and_shown),
		TEST(what_is_no_program),
		TEST(a_phase_is_proposed_once),
		TEST(too_much_waits),
		TEST(granted_and_worked),
		TEST(orders_are_named_by_the_phase),
		TEST(granted_late_it_ends_in_time),
		TEST(who_may_not_grant_it),
		TEST(a_leg_goes_with_its_program),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
