/*
 * The blocks of "why": each writes what is known of one symbol by one system, down to its inputs,
 * with the bar that it is of and its age. Where nothing is known it says what is missing.
 */
#ifndef RV_TUI_PANES_WHY_H
#define RV_TUI_PANES_WHY_H

#include "tui/panes/writer.h"
#include "tui/scored.h"
#include "tui/ui.h"

typedef struct rv_why {
	const rv_scene *s;
	const rv_view *v;
	const rv_view_row *r;
	rv_scored x;
} rv_why;

void rv_why_rv(rv_writer *wr, const rv_why *y);
void rv_why_hybrid(rv_writer *wr, const rv_why *y);
void rv_why_model(rv_writer *wr, const rv_why *y);     /* factor model and signals */
void rv_why_book(rv_writer *wr, const rv_why *y);      /* alpha, optimizer, weight */
void rv_why_structure(rv_writer *wr, const rv_why *y); /* against each leader, regime */
void rv_why_risk(rv_writer *wr, const rv_why *y);
void rv_why_buckets(rv_writer *wr, const rv_why *y);
void rv_why_quotes(rv_writer *wr, const rv_why *y);
void rv_why_standing(rv_writer *wr, const rv_why *y);

/* "as of bar": interval, close and age; warns when older than two bars. */
void rv_why_as_of(rv_writer *wr, const rv_scene *s, rv_interval interval, int64_t close_ms);
/* The same in short, for titles: "1d 11-20 00:00Z, 12h ago"; "no bar yet". */
enum { RV_AS_OF_TEXT = 64 };
const char *rv_why_as_of_text(const rv_scene *s, rv_interval interval, int64_t close_ms,
			      char buf[RV_AS_OF_TEXT]);
/* A number with a sign and a remark; dim where it is unknown. */
void rv_why_number(rv_writer *wr, const char *name, double v, int decimals, const char *remark);
void rv_why_pct(rv_writer *wr, const char *name, double v, int decimals, const char *remark);

#endif
