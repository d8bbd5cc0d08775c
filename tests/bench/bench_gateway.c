/*
 * What an order costs on its way out: making and signing its bytes, the last gate, and on loopback
 * against the simulated venue in this process the time from send() to the first byte and to the
 * report of the answer. The venue shares the machine, so the last number is its work too.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "feeds/gateway/gateway_wire.h"
#include "tests/support/cm.h"
#include "tests/support/gateway_desk.h"
#include "tests/support/lastgate_bench.h"

enum { SIGNED = 2000, GATED = 2000, ORDERS = 400 };

static double now_us(void)
{
	struct timespec ts = { 0, 0 };
	assert_int_equal(clock_gettime(CLOCK_MONOTONIC, &ts), 0);
	return 1e6 * (double)ts.tv_sec + 1e-3 * (double)ts.tv_nsec;
}

static int by_value(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;
	return x < y ? -1 : x > y;
}

static void show(const char *what, double *us, size_t n)
{
	qsort(us, n, sizeof(*us), by_value);
	(void)printf("gateway: %-40s p50 %8.1f us  p99 %8.1f us\n", what, us[n / 2],
		     us[n * 99 / 100]);
}

static void bench_prepare(gateway_desk *d)
{
	static double us[SIGNED];
	static rv_venue_send s;
	for (size_t i = 0; i < SIGNED; i++) {
		const rv_order o = gd_order(d, RV_BUY, 117, 850000, RV_TIF_GTC);
		const double t0 = now_us();
		gd_prepare(d, &o, 1, &s);
		us[i] = now_us() - t0;
	}
	show("prepare, one order", us, SIGNED);
	rv_order o[RV_ACTION_ORDERS];
	for (size_t i = 0; i < SIGNED; i++) {
		for (size_t k = 0; k < RV_ACTION_ORDERS; k++)
			o[k] = gd_order(d, RV_BUY, 117, 850000, RV_TIF_GTC);
		const double t0 = now_us();
		gd_prepare(d, o, RV_ACTION_ORDERS, &s);
		us[i] = now_us() - t0;
	}
	show("prepare, twelve orders", us, SIGNED);
}

static void bench_gate(void)
{
	static double us[GATED];
	lastgate_bench g;
	lg_open(&g, 1000000, 20);
	for (unsigned i = 0; i < GATED; i++) {
		lg_next_order(&g, i);
		g.s.gate[0].mandate = 1 + i % RV_LASTGATE_MANDATES;
		g.s.gate[0].lots_most = g.s.gate[0].notional_most_musd = INT64_MAX;
		const double t0 = now_us();
		const bool ok = rv_lastgate_pass(g.g, &g.s, &g.f, &g.now, g.why);
		us[i] = now_us() - t0;
		assert_true(ok);
	}
	show("last gate, tables half full", us, GATED);
	rv_lastgate_free(g.g);
}

static void bench_send(gateway_desk *d, int64_t px)
{
	static double first[ORDERS], whole[ORDERS];
	static rv_venue_send s;
	for (size_t i = 0; i < ORDERS; i++) {
		const rv_order o = gd_order(d, RV_BUY, 117, px, RV_TIF_GTC);
		gd_prepare(d, &o, 1, &s);
		const double t0 = now_us();
		assert_int_equal(d->port.send(d->port.self, &s), RV_OK);
		rv_venue_report *r = gd_answer(d, s.request);
		whole[i] = now_us() - t0;
		first[i] = (double)r->sent_mono_us - t0;
		assert_int_equal(r->u.action.outcome, RV_OUTCOME_VERDICT);
		rv_venue_report_free(r);
		gd_drop(d, RV_REPORT_STREAM_ORDERS);
	}
	show("send to first byte, loopback", first, ORDERS);
	show("send to report of the answer, loopback", whole, ORDERS);
}

int main(void)
{
	gateway_desk d;
	gd_make(&d);
	rv_sim *sim = gd_sim(&d, NULL, 1.0);
	gd_start(&d, rv_sim_url(sim));
	rv_venue_report_free(gd_report(&d, RV_REPORT_STREAM_UP));
	bench_prepare(&d);
	bench_gate();
	bench_send(&d, gd_px(rv_sim_url(sim)) / 2 / 1000 * 1000);
	gd_free(&d);
	rv_sim_stop(sim);
	return 0;
}
