/* The families of the order side and of the book; see metrics.h. */
#ifndef RV_APP_OPS_METRICS_TRADE_H
#define RV_APP_OPS_METRICS_TRADE_H

#include "engine/run/view.h"
#include "feeds/sim/out.h"

/* now_at: elapsed ms of the desk clock, for ages. A desk that only watches says so, and no more. */
void rv_metrics_trade(const rv_view *v, double now_at, rv_sim_out *o);

/* Seconds since an elapsed time; NaN: never. */
double rv_metrics_age(int64_t at, double now_at);

#endif
