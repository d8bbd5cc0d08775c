/* Programs for tests; see program_case.h. */
#include "tests/support/program_case.h"

#include "tests/support/cm.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

rv_leg_want case_leg(const char *symbol, int64_t lots, rv_sub sub)
{
	rv_leg_want l = { .lots = lots, .edge_bps = NAN };
	(void)snprintf(l.symbol, sizeof(l.symbol), "%s", symbol);
	(void)snprintf(l.why, sizeof(l.why), "%s by model", rv_sub_name(sub));
	l.want[sub] = lots;
	return l;
}

rv_program_want case_want(oms_bench *b)
{
	const int64_t now = rv_clock_utc_ms(b->clock);
	rv_program_want w = { .phase = "projected",
			      .run_date_ms = BENCH_START,
			      .quote_end_utc_ms = now + 570000,
			      .window_end_utc_ms = now + 900000,
			      .mandate_end_utc_ms = now + 1020000,
			      .why = "the projected close",
			      .n = 3 };
	rv_envelope_default(&w.envelope);
	w.legs[0] = case_leg("SOL", 1000, RV_SUB_S5);
	w.legs[0].want[RV_SUB_S5] = 1200;
	w.legs[0].want[RV_SUB_S3] = -200;
	w.legs[0].edge_bps = 31.5;
	w.legs[0].edge_assumed = 1U << RV_SUB_S3;
	w.legs[1] = case_leg("ETH", -6000, RV_SUB_S4M);
	w.legs[2] = case_leg("BTC", 0, RV_SUB_S5);
	w.legs[2].want[RV_SUB_S5] = 50;
	w.legs[2].want[RV_SUB_S4R] = -50;
	return w;
}

uint64_t case_propose(oms_bench *b, const rv_program_want *w)
{
	rv_err err = { 0 };
	uint64_t id = 0;
	if (rv_oms_program(b->o, w, &id, &err) != RV_OK)
		fail_msg("program: %s", err.text);
	bench_run(b, 0);
	return id;
}

uint64_t case_begin(oms_bench *b)
{
	const rv_program_want w = case_want(b);
	return case_propose(b, &w);
}

const rv_tv_program *case_program(oms_bench *b, uint64_t id)
{
	const rv_trade_view *v = bench_view(b);
	for (size_t i = 0; i < v->n_programs; i++)
		if (v->programs[i].id == id)
			return &v->programs[i];
	fail_msg("no program %d is shown", (int)id);
	return NULL;
}

const rv_tv_leg *case_leg_of(oms_bench *b, uint64_t id, const char *symbol)
{
	const rv_tv_program *p = case_program(b, id);
	for (size_t i = 0; i < p->n; i++)
		if (strcmp(p->legs[i].coin.symbol, symbol) == 0)
			return &p->legs[i];
	fail_msg("no leg %s is shown", symbol);
	return NULL;
}

uint64_t case_command(oms_bench *b, rv_cmd_kind kind, uint64_t id, const char *symbol)
{
	rv_command c = { .kind = kind, .n_ids = 1, .ids = { id } };
	c.digests[0] = case_program(b, id)->digest;
	(void)snprintf(c.symbol, sizeof(c.symbol), "%s", symbol);
	return bench_command(b, &c);
}

int64_t case_held(oms_bench *b, const char *symbol, rv_sub s)
{
	rv_coin_book c;
	return rv_oms_coin_book(b->o, symbol, &c) == RV_OK ? c.sub[s].held.lots : 0;
}
