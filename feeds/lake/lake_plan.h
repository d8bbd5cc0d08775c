/*
 * From the columns of a file or table to the query that an import reads: which kind it is, and for
 * each column how its values become fields of text. Owner: one thread.
 */
#ifndef RV_FEEDS_LAKE_PLAN_H
#define RV_FEEDS_LAKE_PLAN_H

#include "feeds/lake/session.h"
#include "feeds/store/import_rows.h"

typedef enum rv_lake_form {
	RV_LAKE_TEXT,	/* taken as it is */
	RV_LAKE_DOUBLE, /* a number without text */
	RV_LAKE_TIME,	/* int64_t, `per_second` of them a second: Unix ms */
	RV_LAKE_DAYS	/* int32_t, days: Unix ms */
} rv_lake_form;

typedef struct rv_lake_field {
	rv_lake_form form;
	int64_t per_second;
} rv_lake_field;

typedef struct rv_lake_plan {
	rv_import_kind kind;
	size_t n;
	rv_lake_field fields[RV_CSV_COLUMNS_MAX];
	char *sql; /* the caller frees */
} rv_lake_plan;

/*
 * from: what stands after FROM. RV_EDATA names a column that is missing, of a type that is not
 * taken, or of a second kind. *plan is written on RV_OK only.
 */
RV_NODISCARD rv_status rv_lake_plan_make(const rv_lake_session *s, const char *from,
					 const char *name, rv_lake_plan *plan, rv_err *err);

#endif
