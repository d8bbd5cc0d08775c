/*
 * Cells of a CSV file, each with what stands after it: ',' or '\n'. A number is the shortest text
 * that reads back to the same double, an unknown one (NaN, infinite) an empty cell. Whether
 * everything has arrived is asked of the stream once, by whoever closes it. Any thread.
 */
#ifndef RV_APP_CSV_PUT_H
#define RV_APP_CSV_PUT_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

void rv_csv_num(FILE *f, double v, char after);
void rv_csv_int(FILE *f, int64_t v, char after);
/* In quotes where a comma, a quote or a line end is in it. */
void rv_csv_text(FILE *f, const char *v, char after);
/* The date of the daily bar that closes at close_ms. */
void rv_csv_day(FILE *f, int64_t close_ms, char after);
/* "2026-11-20T23:50:00Z" */
void rv_csv_time(FILE *f, int64_t utc_ms, char after);

#endif
