/* features_wide.parquet; see report_parquet.h. */
#include "app/research/report_parquet.h"

#include "engine/base/timefmt.h"

#include <stdlib.h>

rv_status rv_report_parquet(const rv_duckdb *lib, const char *path, const rv_bt_result *r,
			    rv_err *err)
{
	rv_parquet_column columns[RV_BT_FEATURES_MAX + 1];
	int64_t *dates = malloc((r->n_days + 1) * sizeof(*dates));
	if (!dates)
		return rv_err_set(err, RV_ENOMEM, "features_wide.parquet: out of memory");
	for (size_t d = 0; d < r->n_days; d++)
		dates[d] = r->days[d].close_ms - RV_DAY_MS;
	columns[0] = (rv_parquet_column){ "date", RV_PARQUET_DATE, dates };
	for (size_t k = 0; k < r->n_features; k++)
		columns[k + 1] = (rv_parquet_column){ r->features[k], RV_PARQUET_DOUBLE,
						      r->feature + k * r->n_days };
	const rv_status st =
		rv_parquet_write(lib, path, columns, r->n_features + 1, r->n_days, err);
	free(dates);
	return st;
}
