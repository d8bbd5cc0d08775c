/*
 * Writes the report of each day that is over: reports/YYYY-MM-DD.csv and .html in the state folder,
 * each day once, by the desk's clock.
 *
 * A day whose time came while nothing ran is written after the next start, under its own date. The
 * page is written last: while it is not there, the day is tried again. A page of another account
 * of the same folder is left alone: the name then has the account behind the date. Owner: one
 * thread that may wait for a disk.
 */
#ifndef RV_APP_OPS_REPORTER_H
#define RV_APP_OPS_REPORTER_H

#include "app/ops/day_log.h"
#include "app/ops/notice.h"
#include "config/ops_params.h"
#include "engine/base/log.h"
#include "engine/run/view.h"

typedef struct rv_reporter rv_reporter;

/* dir: the state folder, copied; the rest is borrowed. */
RV_NODISCARD rv_status rv_reporter_new(const rv_ops_params *p, const char *dir, rv_day_log *days,
				       rv_log *log, rv_reporter **out);
void rv_reporter_free(rv_reporter *r);

/* Keeps the newest RV_REPORTER_NOTICES for the reports of their days, while this process lives. */
enum { RV_REPORTER_NOTICES = 512 };
void rv_reporter_note(rv_reporter *r, const rv_notice *n);
/* v: the newest snapshot, for the clock and for whose report it is; NULL none. now_ms:
 * CLOCK_MONOTONIC. */
void rv_reporter_step(rv_reporter *r, const rv_view *v, int64_t now_ms);

#endif
