/* A risk watch with its input, and shares to put before it, for its tests. */
#ifndef RV_TESTS_WATCH_DESK_H
#define RV_TESTS_WATCH_DESK_H

#include "engine/book/risk_watch.h"
#include "tests/support/cm.h"

#include <math.h>
#include <string.h>

#define T0 INT64_C(1795219200000)
enum { WATCH_SHARES = 24 };

typedef struct watch_desk {
	rv_watch_params p;
	rv_bucket_params b;
	rv_watch w;
	rv_watch_input in;
	rv_watch_result res;
	rv_watch_want wants[WATCH_SHARES];
} watch_desk;

static inline watch_desk *watch_setup(watch_desk *d)
{
	memset(d, 0, sizeof(*d));
	rv_watch_params_default(&d->p);
	rv_bucket_params_default(&d->b);
	d->in = (rv_watch_input){ .utc_ms = T0, .nav = 100.0, .nav_day_start = 100.0 };
	for (int s = 0; s < RV_SUB_H; s++)
		d->in.equity[s] = 1.0;
	return d;
}

/* Entry 100, ATR 4: the stop of a long is at 92. */
static inline rv_watch_share watch_share(rv_sub sub, const char *symbol, int64_t lots)
{
	rv_watch_share s = { .sub = sub,
			     .lots = lots,
			     .entry_px = 100.0,
			     .atr = 4.0,
			     .target = NAN,
			     .close = 100.0,
			     .close_ms = T0 - RV_DAY_MS,
			     .profit = NAN };
	memcpy(s.symbol, symbol, strlen(symbol) + 1);
	return s;
}

static inline void watch_step(watch_desk *d, const rv_watch_share *s, size_t n)
{
	assert_int_equal(rv_watch_step(&d->p, &d->b, &d->w, &d->in, s, n, &d->res, d->wants),
			 RV_OK);
}

/* One more daily bar. */
static inline void watch_close_at(watch_desk *d, rv_watch_share *s, double close)
{
	s->close = close;
	s->close_ms += RV_DAY_MS;
	d->in.utc_ms += RV_DAY_MS;
	watch_step(d, s, 1);
}

static inline void watch_copy_by_text(const rv_watch *from, rv_watch *to)
{
	char line[RV_WATCH_LINE];
	memset(to, 0, sizeof(*to));
	for (size_t i = 0; rv_watch_line(from, i, line); i++)
		assert_int_equal(rv_watch_read(to, line), RV_OK);
}

#endif
