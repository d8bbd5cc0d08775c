/*
 * The watcher: a thread beside the engine that tells the world how the desk is.
 *
 * It reads snapshots only and never makes the engine wait: metrics (a page on loopback, a file),
 * notices of alerts (a command, a webhook), the dead-man ping, the report of each day. It also
 * raises what the engine cannot: that the engine is silent. docs/metrics.md, docs/alerts.md,
 * docs/report.md.
 * Owner: main thread; start and stop once.
 */
#ifndef RV_APP_OPS_OPS_H
#define RV_APP_OPS_OPS_H

#include "app/ops/day_log.h"
#include "config/ops_params.h"
#include "engine/base/log.h"
#include "engine/base/pulse.h"
#include "engine/run/pub.h"
#include "feeds/board.h"

typedef struct rv_ops rv_ops;

/*
 * Whether the addresses are ones that may be used: one line with the key that is wrong. Reads the
 * files of secret ones. Before anything runs.
 */
RV_NODISCARD rv_status rv_ops_check(const rv_ops_params *p, rv_err *err);

typedef struct rv_ops_start_params {
	const rv_ops_params *p; /* all of them are borrowed and outlive it */
	rv_pub *pub;
	rv_log *log;
	rv_board *board;       /* is told why there is no metrics' page; NULL: nobody is */
	const char *state_dir; /* where the reports go; NULL none */
	rv_day_log *days;      /* of the order side, outlives it; NULL: no reports */
	rv_pulse *pulse;       /* of its thread; NULL: nobody watches */
	rv_pulse *pulse_page;  /* of the metrics' page, where there is one */
} rv_ops_start_params;

/*
 * RV_EUSAGE and others: one line with the key that is wrong, nothing runs. A port that is in use
 * and a file that cannot be written are logged, and the desk goes on without them.
 */
RV_NODISCARD rv_status rv_ops_start(const rv_ops_start_params *sp, rv_ops **out, rv_err *err);
void rv_ops_stop(rv_ops *o); /* joins; NULL is a no-op */

/* Port of the metrics' page; 0: there is none. */
int rv_ops_metrics_port(const rv_ops *o);

#endif
