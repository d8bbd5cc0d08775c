/*
 * What holds for any stream of orders: money and sizes are only moved, positions are the sum of
 * fills, no order fills beyond its size or its price, and the older of two orders of one price
 * fills first. Random streams over four accounts and two coins whose market moves.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/rng.h"
#include "feeds/simx/ledger.h"
#include "feeds/simx/orders.h"
#include "feeds/simx/state.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/simx_bench.h"
#include "tests/support/simx_stream.h"

enum { STREAMS = 30, STEPS = 120 };

/* Resting orders of a side are in order; fills of an order add up and keep to its price. */
static void check_books(const simx_bench *b)
{
	for (size_t coin = 0; coin < 2; coin++) {
		for (int side = 0; side < 2; side++) {
			const rv_simx_order *o = rv_simx_book_best(b->x, coin, side);
			for (; o; o = o->next) {
				const int64_t szi = b->x->accounts[o->account]->positions[coin].szi;
				assert_true(!o->reduce_only ||
					    (o->buy ? o->sz <= -szi : o->sz <= szi));
				if (!o->next)
					break;
				const bool better =
					side ? o->px < o->next->px : o->px > o->next->px;
				assert_true(better ||
					    (o->px == o->next->px && o->oid < o->next->oid));
			}
		}
		const rv_simx_order *bid = rv_simx_book_best(b->x, coin, 0);
		const rv_simx_order *ask = rv_simx_book_best(b->x, coin, 1);
		assert_true(!bid || !ask || bid->px < ask->px);
	}
}

static void check_fills(const simx_bench *b, int trader)
{
	const rv_simx_account *a = bench_account(b, trader);
	for (size_t i = 0; i < a->orders.n; i++) {
		const rv_simx_order *o = a->orders.v[i];
		int64_t sum = 0;
		for (size_t k = 0; k < a->fills.n; k++) {
			const rv_simx_fill *f = &a->fills.v[k];
			if (f->oid != o->oid)
				continue;
			sum += f->sz;
			assert_true(f->buy == o->buy && f->coin == o->coin);
			assert_true(o->buy ? f->px <= o->px : f->px >= o->px);
			assert_true(f->crossed || f->px == o->px);
		}
		assert_int_equal(sum, o->filled);
		assert_true(o->filled <= o->orig_sz);
	}
}

/* Position and cash made again from the records: in coin AAA and BBB px * sz are micro-USDC. */
static void check_money(const simx_bench *b, int trader)
{
	const rv_simx_account *a = bench_account(b, trader);
	int64_t cash = INT64_C(100000000000), szi[2] = { 0, 0 };
	for (size_t k = 0; k < a->fills.n; k++) {
		const rv_simx_fill *f = &a->fills.v[k];
		const int64_t ntl = f->px * f->sz;
		assert_int_equal(f->fee, ntl * (f->crossed ? 450 : 150) / 1000000);
		szi[f->coin] += f->buy ? f->sz : -f->sz;
		cash += (f->buy ? -ntl : ntl) - f->fee;
	}
	for (size_t k = 0; k < a->fundings.n; k++)
		cash += a->fundings.v[k].usdc;
	assert_int_equal(a->cash, cash);
	assert_int_equal(a->positions[0].szi, szi[0]);
	assert_int_equal(a->positions[1].szi, szi[1]);
}

/* Nobody was passed over: each maker fill went to the best and oldest order there was. */
static void check_priority(simx_bench *b)
{
	size_t n = 0;
	const rv_simx_event *e = rv_simx_events_take(b->x, &n);
	for (size_t i = 0; i < n; i++) {
		if (e[i].kind != RV_SIMX_EVENT_FILL || e[i].u.fill.crossed)
			continue;
		const rv_simx_fill *f = &e[i].u.fill;
		const rv_simx_order *o = rv_simx_book_best(b->x, f->coin, f->buy ? 0 : 1);
		for (; o; o = o->next) {
			/* an order that still rests was there before this fill's, at its price or
			   better: it should have been filled first, were it not told of later */
			const bool ahead = (f->buy ? o->px > f->px : o->px < f->px) ||
					   (o->px == f->px && o->oid < f->oid);
			if (ahead && o->status_ms < f->time && o->placed_ms < f->time)
				fail_msg("order %lld was passed over by %lld", (long long)o->oid,
					 (long long)f->oid);
		}
	}
}

static void any_stream_keeps_the_books(void **state)
{
	simx_bench *b = *state;
	size_t fills = 0;
	for (uint64_t s = 0; s < STREAMS; s++) {
		rv_rng r;
		rv_rng_seed(&r, 2385, s, 0);
		for (int i = 0; i < STEPS; i++) {
			stream_step(b, &r);
			check_books(b);
			check_priority(b);
			bench_audit(b);
		}
	}
	for (int t = 0; t < BENCH_TRADERS; t++) {
		check_fills(b, t);
		check_money(b, t);
		fills += bench_account(b, t)->fills.n;
		assert_int_equal(bench_account(b, t)->orders.dropped, 0);
	}
	assert_true(fills > 500); /* it was a market */
}

static void the_audit_sees_what_is_wrong(void **state)
{
	simx_bench *b = *state;
	rv_err err = { .code = RV_OK };
	(void)bench_place(b, 0, 0, true, "101", "5", RV_HL_TIF_IOC);
	(void)bench_place(b, 0, 0, true, "99", "1", RV_HL_TIF_GTC);
	rv_simx_account *a = rv_simx_find(b->x, b->address[0]);
	int64_t *const fields[] = { &a->cash,
				    &a->positions[0].szi,
				    &a->fills.v[0].start_szi,
				    &a->orders.v[0]->filled,
				    &a->orders.v[1]->sz,
				    &b->x->market_cash,
				    &b->x->house_cash,
				    &b->x->market_szi[0] };
	for (size_t i = 0; i < LEN(fields); i++) {
		for (int by = -1; by < 2; by += 2) {
			*fields[i] += by;
			assert_int_equal(rv_simx_audit(b->x, &err), RV_EDATA);
			*fields[i] -= by;
		}
	}
	a->orders.v[1]->status = RV_SIMX_CANCELED; /* but it rests */
	assert_int_equal(rv_simx_audit(b->x, &err), RV_EDATA);
	a->orders.v[1]->status = RV_SIMX_OPEN;
	bench_audit(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		bench_test(any_stream_keeps_the_books),
		bench_test(the_audit_sees_what_is_wrong),
	};
	return cmocka_run_group_tests_name("simx_property", tests, NULL, NULL);
}
