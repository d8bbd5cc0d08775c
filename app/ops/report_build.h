/*
 * A day's record from a journal that no desk keeps open: its events folded from the first on, as a
 * start does. Owner: one thread.
 */
#ifndef RV_APP_OPS_REPORT_BUILD_H
#define RV_APP_OPS_REPORT_BUILD_H

#include "app/ops/day_log.h"

/* Of the newest run up to the end of the day. */
typedef struct rv_report_origin {
	char kind[16];	  /* "sim", "testnet", "live" */
	char account[48]; /* short: "0x1234..abcd" */
} rv_report_origin;

/*
 * date_ms: midnight UTC. RV_ENOENT: no file, or nothing of that day in it; RV_EAGAIN: a desk keeps
 * it; others as rv_journal_reader_open and rv_oms_replay. out is large: not for a stack.
 */
RV_NODISCARD rv_status rv_report_build(const char *path, int64_t date_ms, rv_day_record *out,
				       rv_report_origin *origin, rv_err *err);

#endif
