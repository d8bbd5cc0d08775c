/*
 * What people have asked of the desk, one line an act: when, who, by which way, what, what was on
 * the screen, with which key, and what became of it; and when their consoles came and went.
 * Control bytes are cleaned. Any thread.
 */
#ifndef RV_APP_JOURNAL_ACTS_H
#define RV_APP_JOURNAL_ACTS_H

#include "feeds/journal/journal_row.h"

#include <stdbool.h>
#include <stdio.h>

enum { RV_ACTS_COLUMNS = 7 };

/* Columns are as wide as what is in them: every row is measured before the first is printed. */
typedef struct rv_acts {
	FILE *out;
	int w[RV_ACTS_COLUMNS];
} rv_acts;

/* As wide as the head. */
void rv_acts_begin(rv_acts *a, FILE *out);
/* It is one: a command, or a console that came or went. */
bool rv_journal_act_type(const char *type, size_t n);
bool rv_journal_is_act(const rv_journal_row *r);
/* Such a row. RV_EDATA: it is not one that can be read. */
RV_NODISCARD rv_status rv_acts_measure(rv_acts *a, const rv_journal_row *r, rv_err *err);
void rv_acts_head(const rv_acts *a);
RV_NODISCARD rv_status rv_acts_print(const rv_acts *a, const rv_journal_row *r, rv_err *err);

#endif
