/* Shared by the files of the bucket book; see bucket_book.h. */
#ifndef RV_RUN_BUCKET_BOOK_INTERNAL_H
#define RV_RUN_BUCKET_BOOK_INTERNAL_H

#include "engine/run/bucket_book.h"

typedef struct bb_day {
	rv_bucket_book *b;
	const rv_bucket_params *p;
	const rv_step_result *r;
	rv_bb_changes *ch;
} bb_day;

rv_bb_position *bb_find(rv_bucket_book *b, rv_bucket bucket, const char *name);
double bb_close(const rv_step_result *r, const char *symbol);			/* NaN unknown */
const rv_bucket_symbol *bb_symbol(const rv_step_result *r, const char *symbol); /* NULL unknown */
void bb_say(const bb_day *d, const char *fmt, ...) RV_PRINTF(2, 3);

/* bucket_book_entries.c: new positions of the day, sized and put into the book. */
void bb_enter(const bb_day *d);

#endif
