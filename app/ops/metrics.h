/*
 * A snapshot as Prometheus text, exposition format 0.0.4: docs/metrics.md names every family.
 *
 * Seconds, USD, ratios; what is unknown is NaN, and there. Ages are of the desk clock, as on the
 * screen. Labels are words of a fixed list, but for the positions' symbols (at most
 * RV_TV_POSITIONS, only what is held). Pure; any thread that holds the snapshot.
 */
#ifndef RV_APP_OPS_METRICS_H
#define RV_APP_OPS_METRICS_H

#include "app/ops/notice.h"
#include "engine/run/view.h"
#include "feeds/sim/out.h"

/* What no snapshot says: what became of what was told outside. */
typedef struct rv_metrics_facts {
	int64_t mono_ms; /* of now, against the snapshot's */
	rv_notice_counts command, webhook, ping;
} rv_metrics_facts;

#define RV_METRICS_TYPE "text/plain; version=0.0.4; charset=utf-8"

/* v NULL: no snapshot yet, only what is known without one. Appends to out, whose failed says
 * whether memory was out. */
void rv_metrics_text(const rv_view *v, const rv_metrics_facts *f, rv_sim_out *out);

#endif
