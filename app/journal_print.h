/*
 * Events of the journal as lines for people, as CSV, and as JSON. A stream's errors are its own:
 * the caller asks ferror at the end. Any thread.
 */
#ifndef RV_APP_JOURNAL_PRINT_H
#define RV_APP_JOURNAL_PRINT_H

#include "feeds/journal/journal_row.h"

#include <stdio.h>

typedef enum rv_journal_format {
	RV_JOURNAL_LINES, /* one short line an event, control bytes cleaned, the payload cut */
	RV_JOURNAL_CSV,	  /* RFC 4180 with a header line, every column */
	RV_JOURNAL_JSON	  /* one object: { "schema": 1, "events": [ ... ] } */
} rv_journal_format;

typedef struct rv_journal_printer {
	FILE *out;
	rv_journal_format format;
	size_t n; /* events so far */
} rv_journal_printer;

void rv_journal_print_begin(rv_journal_printer *p);
/* RV_ENOMEM of JSON only. */
RV_NODISCARD rv_status rv_journal_print(rv_journal_printer *p, const rv_journal_row *r);
void rv_journal_print_end(rv_journal_printer *p);

#endif
