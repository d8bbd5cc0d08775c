/*
 * The report of a day: one HTML page that needs nothing else, and the same as CSV.
 *
 * Everything that came from outside (symbols, words, reasons) is escaped; the page has no script
 * and loads nothing. USD with two decimals on the page and in full in the CSV; unknown is "--"
 * there and empty here. The CSV is long: date,section,item,field,value. Pure but for the names of
 * users, which the system is asked for. Any thread that may wait for that. docs/report.md.
 */
#ifndef RV_APP_OPS_DAY_REPORT_H
#define RV_APP_OPS_DAY_REPORT_H

#include "app/ops/day_log.h"
#include "app/ops/notice.h"
#include "feeds/sim/out.h"

typedef struct rv_report_facts {
	const char *env, *venue, *account; /* "" not known */
	int64_t made_utc_ms;
	const rv_notice *notices; /* oldest first, of any day: those of the day are taken */
	size_t n_notices;	  /* 0: none is known; notices are not in the journal */
} rv_report_facts;

/* The notice is of that day (midnight, UTC). */
bool rv_report_is_of(const rv_notice *n, int64_t date_ms);

void rv_day_report_html(const rv_day_record *r, const rv_report_facts *f, rv_sim_out *out);
void rv_day_report_csv(const rv_day_record *r, const rv_report_facts *f, rv_sim_out *out);

#endif
