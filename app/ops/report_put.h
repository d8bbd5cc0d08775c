/* Pieces of the report's two forms; for report_*.c. Pure but for rv_report_who. */
#ifndef RV_APP_OPS_REPORT_PUT_H
#define RV_APP_OPS_REPORT_PUT_H

#include "feeds/sim/out.h"

#include <stdint.h>

enum { RV_REPORT_NUM = 48, RV_REPORT_WHO = 64 };

/* Text as HTML content or a quoted attribute. */
void rv_report_escape(rv_sim_out *o, const char *text);
/* "-1,234.50"; "--" unknown. */
const char *rv_report_usd(double usd, char buf[RV_REPORT_NUM]);
/* "desk", "alice (1000)", "user 1000". Asks the system. */
const char *rv_report_who(int64_t uid, char buf[RV_REPORT_WHO]);

/* <h2>, <table> with a header row of words, closed by rv_report_table_end. */
void rv_report_table(rv_sim_out *o, const char *title, const char *const *columns, size_t n);
void rv_report_table_end(rv_sim_out *o);
/* <td>: text at the left, numbers at the right; < 0 in red. */
void rv_report_cell(rv_sim_out *o, const char *text);
void rv_report_cell_usd(rv_sim_out *o, double usd);
void rv_report_cell_count(rv_sim_out *o, uint64_t n);

/* One row of the CSV, quoted as RFC 4180 says; what a spreadsheet would take for a formula has a
 * ' before it. */
void rv_report_row(rv_sim_out *o, const char *date, const char *section, const char *item,
		   const char *field, const char *value);
void rv_report_row_num(rv_sim_out *o, const char *date, const char *section, const char *item,
		       const char *field, double value);

#endif
