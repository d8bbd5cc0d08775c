/* The rows of a plan's query as a source of an import. Owner: one thread. */
#ifndef RV_FEEDS_LAKE_ROWS_H
#define RV_FEEDS_LAKE_ROWS_H

#include "feeds/lake/lake_plan.h"
#include "feeds/store/row_source.h"

/* s, plan and name must outlive it. Rows are counted from 1: "NAME: row 17". */
RV_NODISCARD rv_status rv_lake_rows_open(const rv_lake_session *s, const rv_lake_plan *plan,
					 const char *name, rv_row_source *out, rv_err *err);

#endif
