/* Which events stand in which table of the report. Pure. */
#ifndef RV_APP_OPS_REPORT_SECTIONS_H
#define RV_APP_OPS_REPORT_SECTIONS_H

#include "app/ops/day_log.h"

typedef enum rv_report_section {
	RV_REPORT_DECISIONS, /* programs and tickets: granted, rejected, expired, denied */
	RV_REPORT_HEDGES,
	RV_REPORT_OVERRIDES, /* and licences, stops, circuits */
	RV_REPORT_ALERTS,    /* alarms, acknowledgements, states, doubtful orders */
	RV_REPORT_FILLS,
	RV_REPORT_DESK, /* starts, ends, money, notes */
	RV_REPORT_SECTIONS
} rv_report_section;

rv_report_section rv_report_section_of(const rv_day_line *l);
const char *rv_report_section_word(rv_report_section s);  /* "decisions": of the CSV */
const char *rv_report_section_title(rv_report_section s); /* of the page */

#endif
