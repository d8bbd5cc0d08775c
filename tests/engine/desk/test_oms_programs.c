/* Programs: a phase's legs proposed together, changed, quoted again, granted with one Y, once. */
#include "engine/base/hex.h"
#include "engine/base/sha256.h"
#include "engine/desk/digest.h"
#include "tests/support/cm.h"
#include "tests/support/oms_check.h"
#include "tests/support/oms_forge.h"
#include "tests/support/program_case.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct desk {
	oms_bench *b;
	oms_check *k;
} desk;

static int setup(void **state)
{
	static desk d;
	d.b = bench_new();
	d.k = check_new(d.b);
	bench_up(d.b, true);
	*state = &d;
	return 0;
}

static int teardown(void **state)
{
	desk *d = *state;
	check_now(d->k);
	check_free(d->k);
	bench_free(d->b);
	return 0;
}

/* S4r has 50 BTC lots to give to S5. */
static uint64_t proposed(oms_bench *b)
{
	const rv_program_want w = case_want(b);
	return case_propose(b, &w);
}

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
	oms_bench *b = ((desk *)*state)->b;
	const uint64_t id = proposed(b);
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
	oms_bench *b = ((desk *)*state)->b;
	const size_t batches = b->n_events;
	const uint64_t id = proposed(b);
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
	assert_non_null(strstr(p->envelope, "corrected without asking"));
	const rv_tv_leg *sol = case_leg_of(b, id, "SOL");
	assert_true(sol->want[RV_SUB_S5] == 1200 && sol->want[RV_SUB_S3] == -200);
	assert_true(sol->edge_bps == 31.5 && sol->ready && sol->mandate == 0);
	const rv_tv_ticket *t = bench_ticket(b, sol->ticket);
	assert_true(t->program == id && t->want[RV_SUB_S5] == 1200 && t->duration_ms == 900000);
	assert_true(fabs(t->net_bps - (31.5 - t->slippage_bps - t->fee_bps)) < 1e-9);
	assert_int_equal(b->v.n_sends, 0);
}

static void what_is_no_program(void **state)
{
	oms_bench *b = ((desk *)*state)->b;
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
	oms_bench *b = ((desk *)*state)->b;
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
	oms_bench *b = ((desk *)*state)->b;
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
	oms_bench *b = ((desk *)*state)->b;
	const uint64_t id = proposed(b);
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
	oms_bench *b = ((desk *)*state)->b;
	const uint64_t id = proposed(b);
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
	oms_bench *b = ((desk *)*state)->b;
	const uint64_t id = proposed(b);
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
	oms_bench *b = ((desk *)*state)->b;
	const uint64_t id = proposed(b);
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
	oms_bench *b = ((desk *)*state)->b;
	const uint64_t id = proposed(b), t = case_leg_of(b, id, "SOL")->ticket;
	bench_expect(b, bench_approve(b, t), false, "leg of program 1, granted with it");
	rv_command c = { .kind = RV_CMD_REJECT, .n_ids = 1, .ids = { t } };
	bench_expect(b, bench_command(b, &c), false, "no ticket of that number");
	c = (rv_command){ .kind = RV_CMD_REQUOTE, .n_ids = 1, .ids = { t } };
	bench_expect(b, bench_command(b, &c), false, "leg of program 1, quoted with it");
	assert_int_equal(bench_ticket(b, t)->state, RV_TICKET_READY);
}

/* ---- versions ---- */

static void legs_are_left_out_and_made_smaller(void **state)
{
	oms_bench *b = ((desk *)*state)->b;
	const uint64_t id = proposed(b);
	const rv_digest first = case_program(b, id)->digest;
	bench_expect(b, case_command(b, RV_CMD_EXCLUDE, id, "DOGE"), false, "not in the program");
	bench_expect(b, case_command(b, RV_CMD_INCLUDE, id, "ETH"), false, "so already");
	bench_expect(b, case_command(b, RV_CMD_EXCLUDE, id, "ETH"), true, "1 left out");
	bench_expect(b, case_command(b, RV_CMD_EXCLUDE, id, "ETH"), false, "so already");
	const rv_digest second = case_program(b, id)->digest;
	assert_false(rv_digest_same(&first, &second));
	assert_int_equal(case_program(b, id)->version, 2);
	bench_expect(b, case_command(b, RV_CMD_INCLUDE, id, "ETH"), true, "0 left out");
	bench_expect(b, case_command(b, RV_CMD_EXCLUDE, id, "ETH"), true, "1 left out");
	bench_expect(b, case_command(b, RV_CMD_EXCLUDE, id, "BTC"), true, "2 left out");
	rv_command c = { .kind = RV_CMD_REDUCE, .n_ids = 1, .lots = 700 };
	c.ids[0] = case_leg_of(b, id, "SOL")->ticket;
	bench_expect(b, bench_command(b, &c), true, "gross 997");
	const rv_tv_leg *l = case_leg_of(b, id, "SOL");
	assert_true(l->lots == 700 && l->want[RV_SUB_S5] == 900 && l->want[RV_SUB_S3] == -200);
	assert_int_equal(case_program(b, id)->version, 6);
	c = (rv_command){ .kind = RV_CMD_APPROVE_PROGRAM, .n_ids = 1, .ids = { id } };
	c.digests[0] = second;
	bench_expect(b, bench_command(b, &c), false, "not what was on the screen");
	const uint64_t eth = case_leg_of(b, id, "ETH")->ticket;
	bench_expect(b, case_command(b, RV_CMD_APPROVE_PROGRAM, id, ""), true, "1 mandates");
	assert_int_equal(bench_ticket(b, eth)->state, RV_TICKET_REJECTED);
	assert_string_equal(bench_ticket(b, eth)->reason, "left out of its program");
	bench_run(b, 905000);
	assert_int_equal(bench_lots(b, "SOL"), 700);
	assert_int_equal(bench_lots(b, "ETH"), 0);
	assert_int_equal(case_held(b, "BTC", RV_SUB_S5), 0);
	assert_int_equal(case_held(b, "SOL", RV_SUB_S5), 900);
	assert_int_equal(case_held(b, "SOL", RV_SUB_S3), -200);
}

static void with_every_leg_left_out_there_is_nothing(void **state)
{
	oms_bench *b = ((desk *)*state)->b;
	const uint64_t id = proposed(b);
	(void)case_command(b, RV_CMD_EXCLUDE, id, "ETH");
	(void)case_command(b, RV_CMD_EXCLUDE, id, "BTC");
	(void)case_command(b, RV_CMD_EXCLUDE, id, "SOL");
	bench_expect(b, case_command(b, RV_CMD_APPROVE_PROGRAM, id, ""), false,
		     "every leg is left out");
	assert_non_null(strstr(case_program(b, id)->reason, "every leg is left out"));
}

/* A limit that pays less is part of the digest, too; one that pays more is refused. */
static void a_legs_limit_may_pay_less(void **state)
{
	oms_bench *b = ((desk *)*state)->b;
	const uint64_t id = proposed(b);
	const rv_tv_leg l = *case_leg_of(b, id, "SOL");
	rv_command c = {
		.kind = RV_CMD_REDUCE, .n_ids = 1, .ids = { l.ticket }, .px = l.px + 1000
	};
	bench_expect(b, bench_command(b, &c), false, "not a more passive limit");
	c = (rv_command){ .kind = RV_CMD_REDUCE, .n_ids = 1, .ids = { l.ticket }, .px = 1425000 };
	bench_expect(b, bench_command(b, &c), true, "program 1");
	assert_int_equal(case_leg_of(b, id, "SOL")->px, 1425000);
	assert_int_equal(case_leg_of(b, id, "SOL")->lots, 1000);
	bench_expect(b, case_command(b, RV_CMD_APPROVE_PROGRAM, id, ""), true, "2 mandates");
}

/* A quote lives as a ticket's; the desk quotes again by itself until the last quote, then no more.
 */
static void quoted_again_until_the_last_quote(void **state)
{
	oms_bench *b = ((desk *)*state)->b;
	const uint64_t id = proposed(b);
	const rv_digest first = case_program(b, id)->digest;
	mini_price(&b->v, BENCH_SOL, 1431000, 1431200);
	bench_run(b, 121000);
	const rv_tv_program *p = case_program(b, id);
	assert_int_equal(p->version, 2);
	assert_false(rv_digest_same(&first, &p->digest));
	assert_int_equal(case_leg_of(b, id, "SOL")->mid_px, 1431100);
	assert_int_equal(p->state, RV_PROGRAM_READY);
	bench_run(b, 440000);
	assert_int_equal(case_program(b, id)->expires_utc_ms,
			 case_program(b, id)->quote_end_utc_ms);
	bench_run(b, 10000);
	p = case_program(b, id);
	assert_int_equal(p->state, RV_PROGRAM_EXPIRED);
	assert_string_equal(p->reason, "nobody granted it in time");
	assert_int_equal(bench_ticket(b, p->legs[0].ticket)->state, RV_TICKET_EXPIRED);
	assert_int_equal(bench_view(b)->n_pending, 0);
	(void)bench_simple(b, RV_CMD_ARM);
	bench_expect(b, case_command(b, RV_CMD_APPROVE_PROGRAM, id, ""), false, "waits");
	assert_int_equal(bench_count(b, RV_EVENT_EXPIRE, NULL), 0); /* one event for all */
}

/* A command that is faster than the clock's tick finds it over, too. */
static void not_a_moment_after_the_last_quote(void **state)
{
	oms_bench *b = ((desk *)*state)->b;
	for (int i = 0; i < 3; i++) {
		rv_program_want w = case_want(b);
		w.run_date_ms += i * RV_DAY_MS;
		const uint64_t id = case_propose(b, &w);
		(void)bench_simple(b, RV_CMD_ARM);
		rv_command c = { .kind = i == 0	  ? RV_CMD_REQUOTE_PROGRAM
					 : i == 1 ? RV_CMD_APPROVE_PROGRAM
						  : RV_CMD_EXCLUDE,
				 .n_ids = 1,
				 .ids = { id },
				 .symbol = "ETH" };
		c.digests[0] = case_program(b, id)->digest;
		rv_clock_set(b->clock, w.quote_end_utc_ms);
		bench_expect(b, bench_command(b, &c), i == 2, i == 0 ? "last quote" : "");
		assert_int_equal(case_program(b, id)->state, RV_PROGRAM_EXPIRED);
	}
}

/* Without a price it waits for one, and is not granted at the old. */
static void without_prices_it_is_not_quoted(void **state)
{
	oms_bench *b = ((desk *)*state)->b;
	const uint64_t id = proposed(b);
	b->stale = true;
	b->quotes[BENCH_ETH].mid = NAN;
	rv_oms_market_set(b->o, &b->market);
	bench_expect(b, case_command(b, RV_CMD_REQUOTE_PROGRAM, id, ""), false,
		     "ETH: no price now");
	bench_run(b, 125000);
	assert_int_equal(case_program(b, id)->version, 1);
	bench_expect(b, case_command(b, RV_CMD_APPROVE_PROGRAM, id, ""), false, "its time is over");
	b->stale = false;
	bench_run(b, 1000);
	assert_int_equal(case_program(b, id)->version, 2);
	assert_int_equal(case_program(b, id)->state, RV_PROGRAM_READY);
}

static void rejected_as_a_whole(void **state)
{
	oms_bench *b = ((desk *)*state)->b;
	const uint64_t id = proposed(b);
	rv_command c = { .kind = RV_CMD_REJECT_PROGRAM, .n_ids = 1, .ids = { id }, .reason = "no" };
	bench_expect(b, bench_command(b, &c), true, "rejected");
	assert_int_equal(case_program(b, id)->state, RV_PROGRAM_REJECTED);
	assert_string_equal(bench_ticket(b, case_leg_of(b, id, "SOL")->ticket)->reason, "no");
	assert_int_equal(bench_view(b)->n_pending, 0);
}

static void granted_by_itself_where_that_is_set(void **state)
{
	(void)state;
	oms_bench *b = bench_new();
	oms_check *k = check_new(b);
	b->p.approval = RV_APPROVE_AUTO;
	bench_remake(b);
	bench_up(b, true);
	const uint64_t id = proposed(b);
	bench_run(b, 1000);
	assert_int_equal(case_program(b, id)->state, RV_PROGRAM_GRANTED);
	assert_int_equal(case_program(b, id)->granted_by, -1);
	check_now(k);
	check_free(k);
	bench_free(b);
}

/* What reduces only goes no further than the position, whatever was wanted when. */
static void a_leg_that_reduces(void **state)
{
	oms_bench *b = ((desk *)*state)->b;
	(void)bench_trade(b, "SOL", RV_BUY, 500);
	bench_run(b, 12000);
	rv_program_want w = case_want(b);
	w.n = 1;
	w.legs[0] = case_leg("SOL", -800, RV_SUB_OP);
	w.legs[0].reduce_only = true;
	const uint64_t id = case_propose(b, &w);
	const rv_tv_leg *l = case_leg_of(b, id, "SOL");
	assert_true(l->lots == 500 && l->want[RV_SUB_OP] == -500 && l->reduce_only);
	bench_expect(b, case_command(b, RV_CMD_APPROVE_PROGRAM, id, ""), true, "1 mandates");
	bench_run(b, 901000);
	assert_int_equal(bench_lots(b, "SOL"), 0);
	assert_int_equal(case_held(b, "SOL", RV_SUB_OP), 0);
}

/* ---- a start ---- */

/* It waits on, at new prices, and may be granted; the old digest may not. */
static void a_start_while_it_waits(void **state)
{
	oms_bench *b = ((desk *)*state)->b;
	const uint64_t id = proposed(b);
	(void)case_command(b, RV_CMD_EXCLUDE, id, "ETH");
	rv_command old = { .kind = RV_CMD_APPROVE_PROGRAM, .n_ids = 1, .ids = { id } };
	old.digests[0] = case_program(b, id)->digest;
	bench_restart(b, SIZE_MAX, true);
	(void)bench_simple(b, RV_CMD_ARM);
	bench_expect(b, bench_command(b, &old), false, "not what was on the screen");
	mini_stream(&b->v, true);
	bench_run(b, 6000);
	const rv_tv_program *p = case_program(b, id);
	assert_int_equal(p->version, 3);
	assert_int_equal(p->n_excluded, 1);
	assert_int_equal(p->state, RV_PROGRAM_BLOCKED); /* HALTED */
	bench_expect(b, bench_simple(b, RV_CMD_RESUME), true, "ACTIVE");
	bench_run(b, 1000);
	assert_int_equal(case_program(b, id)->state, RV_PROGRAM_READY);
	bench_expect(b, case_command(b, RV_CMD_APPROVE_PROGRAM, id, ""), true, "1 mandates");
}

/* Its last quote went by while nothing ran. */
static void a_start_after_its_time(void **state)
{
	oms_bench *b = ((desk *)*state)->b;
	const uint64_t id = proposed(b);
	mini_cut(&b->v, true);
	rv_clock_set(b->clock, rv_clock_utc_ms(b->clock) + 600000);
	bench_restart(b, SIZE_MAX, true);
	assert_int_equal(case_program(b, id)->state, RV_PROGRAM_EXPIRED);
	assert_int_equal(bench_count(b, RV_EVENT_PROGRAM_VERSION, NULL), 0);
}

/* A start after each of its events: never half a program that can be granted, and one key. */
static void a_start_after_every_event_of_it(void **state)
{
	(void)state;
	for (size_t cut = 0; cut <= 12; cut++) {
		oms_bench *b = bench_new();
		oms_check *k = check_new(b);
		bench_up(b, true);
		const size_t from = b->n_events;
		b->hold_acks = true;
		const rv_program_want w = case_want(b);
		rv_err err = { 0 };
		uint64_t id = 0;
		assert_int_equal(rv_oms_program(b->o, &w, &id, &err), RV_OK);
		(void)case_command(b, RV_CMD_EXCLUDE, id, "BTC");
		(void)case_command(b, RV_CMD_INCLUDE, id, "BTC");
		(void)case_command(b, RV_CMD_APPROVE_PROGRAM, id, "");
		assert_int_equal(b->n_events, from + 9);
		bench_restart(b, from + cut < b->n_events ? from + cut : b->n_events, true);
		mini_stream(&b->v, true);
		bench_run(b, 6000);
		(void)bench_simple(b, RV_CMD_ARM);
		(void)bench_simple(b, RV_CMD_RESUME);
		bench_run(b, 1000);
		if (cut < 3) { /* the program is not there: its legs were nobody's */
			assert_int_equal(bench_view(b)->n_programs, 0);
			assert_int_equal(bench_view(b)->n_pending, 0);
			(void)case_propose(b, &w);
		}
		check_now(k);
		const rv_trade_view *v = bench_view(b);
		const size_t mandates = cut < 7 ? 0 : cut == 7 ? 1 : 2;
		assert_int_equal(v->n_mandates, mandates);
		assert_int_equal(v->n_programs, 1);
		assert_int_equal(v->programs[0].state,
				 cut < 6 ? RV_PROGRAM_READY : RV_PROGRAM_GRANTED);
		assert_int_equal(case_held(b, "BTC", RV_SUB_S5), cut < 9 ? 0 : 50);
		if (cut < 6)
			bench_expect(b,
				     case_command(b, RV_CMD_APPROVE_PROGRAM, v->programs[0].id, ""),
				     true, "2 mandates");
		bench_run(b, 905000);
		check_agree(k);
		assert_int_equal(bench_lots(b, "SOL"), cut == 6 ? 0 : 1000);
		assert_int_equal(bench_lots(b, "ETH"), cut == 6 || cut == 7 ? 0 : -6000);
		check_free(k);
		bench_free(b);
	}
}

/* It goes on with the same slices, whatever of them is left. */
static void a_start_while_it_works(void **state)
{
	oms_bench *b = ((desk *)*state)->b;
	const uint64_t id = proposed(b);
	(void)case_command(b, RV_CMD_APPROVE_PROGRAM, id, "");
	bench_run(b, 300000);
	bench_restart(b, SIZE_MAX, true);
	mini_stream(&b->v, true);
	bench_run(b, 6000);
	(void)bench_simple(b, RV_CMD_ARM);
	bench_expect(b, bench_simple(b, RV_CMD_RESUME), true, "ACTIVE");
	bench_run(b, 600000);
	assert_int_equal(bench_lots(b, "SOL"), 1000);
	assert_int_equal(bench_lots(b, "ETH"), -6000);
	assert_int_equal(case_held(b, "SOL", RV_SUB_S5), 1200);
	assert_int_equal(case_program(b, id)->state, RV_PROGRAM_GRANTED);
}

/* ---- what does not fit ---- */

static void what_does_not_fit(void **state)
{
	oms_bench *b = ((desk *)*state)->b;
	const uint64_t id = proposed(b);
	(void)case_command(b, RV_CMD_EXCLUDE, id, "ETH");
	(void)case_command(b, RV_CMD_APPROVE_PROGRAM, id, "");
	bench_forged(b, RV_EVENT_PROGRAM_GRANT, NULL, NULL, "program (that has been granted");
	bench_forged(b, RV_EVENT_PROGRAM, NULL, NULL, "program (one that waits)");
	bench_forged(b, RV_EVENT_PROGRAM, "program 1\n", "program 2\n", "a leg of this program");
	bench_forged(b, RV_EVENT_PROGRAM, "envelope_leg 0.25", "envelope_leg 0.95", "digest");
	bench_forged(b, RV_EVENT_PROGRAM, "phase projected", "phase protected", "digest");
	bench_forged(b, RV_EVENT_PROGRAM, "leg.1.ticket 1", "leg.1.ticket 2",
		     "two legs of one coin");
	bench_forged(b, RV_EVENT_PROGRAM, "leg.1.ticket 1", "leg.1.ticket 9",
		     "a leg of this program");
	bench_forged(b, RV_EVENT_PROGRAM, "S5:50 S4r:-50", "S5:50 S4r:-49", "shares");
	bench_forged(b, RV_EVENT_PROGRAM, "S5:50 S4r:-50", "S5:60 S4r:-60", "digest");
	bench_forged(b, RV_EVENT_PROGRAM_VERSION, "leg.2.excluded 1", "leg.2.excluded 0", "digest");
	bench_forged(b, RV_EVENT_PROGRAM_VERSION, "quote_end_ms 1", "quote_end_ms 2", "legs");
	bench_forged(b, RV_EVENT_PROGRAM_VERSION, "version 2", "version 3", "digest");
	bench_forged(b, RV_EVENT_PROGRAM_GRANT, "digest ", "digest 00", "digest");
	bench_forged(b, RV_EVENT_APPROVE, "ticket 1", "ticket 2", "ticket (one that waits)");
	bench_forged(b, RV_EVENT_APPROVE, "window_ms 900000", "window_ms 900001", "window");
	bench_forged(b, RV_EVENT_CROSS, "\nleg 3\n", "\nleg 1\n", "a crossing");
	bench_forged(b, RV_EVENT_CROSS, "px ", "px -", "px");
	bench_forged(b, RV_EVENT_PROPOSE, "class 1", "class 0", "program");
	bench_forged(b, RV_EVENT_PROPOSE, "program 1", "program 2", "program");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

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
		TEST(legs_are_left_out_and_made_smaller),
		TEST(with_every_leg_left_out_there_is_nothing),
		TEST(a_legs_limit_may_pay_less),
		TEST(quoted_again_until_the_last_quote),
		TEST(not_a_moment_after_the_last_quote),
		TEST(without_prices_it_is_not_quoted),
		TEST(rejected_as_a_whole),
		cmocka_unit_test(granted_by_itself_where_that_is_set),
		TEST(a_leg_that_reduces),
		TEST(a_start_while_it_waits),
		TEST(a_start_after_its_time),
		cmocka_unit_test(a_start_after_every_event_of_it),
		TEST(a_start_while_it_works),
		TEST(what_does_not_fit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
