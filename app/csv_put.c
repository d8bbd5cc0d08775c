/* Cells of a CSV file; see csv_put.h. */
#include "app/csv_put.h"

#include "engine/base/num.h"
#include "engine/base/timefmt.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

void rv_csv_num(FILE *f, double v, char after)
{
	char text[RV_NUM_TEXT];
	if (isfinite(v))
		(void)fputs(rv_num_format(v, text), f);
	(void)fputc(after, f);
}

void rv_csv_int(FILE *f, int64_t v, char after)
{
	(void)fprintf(f, "%" PRId64 "%c", v, after);
}

void rv_csv_text(FILE *f, const char *v, char after)
{
	if (!strpbrk(v, ",\"\r\n")) {
		(void)fprintf(f, "%s%c", v, after);
		return;
	}
	(void)fputc('"', f);
	for (; *v; v++) {
		if (*v == '"')
			(void)fputc('"', f);
		(void)fputc(*v, f);
	}
	(void)fprintf(f, "\"%c", after);
}

void rv_csv_day(FILE *f, int64_t close_ms, char after)
{
	char text[RV_TIME_TEXT];
	(void)fprintf(f, "%s%c", rv_time_format_date(close_ms - RV_DAY_MS, text), after);
}

void rv_csv_time(FILE *f, int64_t utc_ms, char after)
{
	char text[RV_TIME_TEXT];
	(void)fprintf(f, "%s%c", rv_time_format(utc_ms, text), after);
}
