/* features_wide.parquet: the columns of features_wide.csv. One thread. */
#ifndef RV_APP_RESEARCH_REPORT_PARQUET_H
#define RV_APP_RESEARCH_REPORT_PARQUET_H

#include "engine/research/result.h"
#include "feeds/lake/parquet_out.h"

/* "date" (a date) and the features (doubles; NaN is null). RV_ENOMEM; else as rv_parquet_write. */
RV_NODISCARD rv_status rv_report_parquet(const rv_duckdb *lib, const char *path,
					 const rv_bt_result *r, rv_err *err);

#endif
