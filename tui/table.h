/*
 * The symbol table without its drawing: which symbols are shown, in which order, which one is
 * selected and which are marked.
 *
 * The operator acts on a symbol, never on a row: the selection is a name and follows it. After a
 * cursor move the order stands still for RV_TABLE_HOLD snapshots, so that nothing moves away from
 * under the cursor. Unknown values sort last, delisted symbols after them; equal values in name
 * order. Plain data, no allocation. UI thread.
 */
#ifndef RV_TUI_TABLE_H
#define RV_TUI_TABLE_H

#include "tui/filter.h"
#include "tui/prompt.h"
#include "tui/scene.h"
#include "tui/scored.h"

/* In screen order. */
typedef enum rv_column {
	RV_COL_SYMBOL,
	RV_COL_BUCKET,
	RV_COL_RV,
	RV_COL_HYBRID,
	RV_COL_TIER,
	RV_COL_MARK,
	RV_COL_CHANGE,
	RV_COL_BETA_BTC,
	RV_COL_BETA_ETH,
	RV_COL_RESIDUAL_Z,
	RV_COL_FUNDING,
	RV_COL_SIG_MOMENTUM,
	RV_COL_SIG_REVERSION,
	RV_COL_SIG_CARRY,
	RV_COL_ALPHA,
	RV_COL_TARGET,
	RV_COL_POSITION, /* these two with an order side alone */
	RV_COL_PNL,
	RV_COL_AGE,
	RV_COL_VOLUME,
	RV_COL_OI,
	RV_COL_MOMENTUM,
	RV_COL_MEASURE, /* the market structure screen's; no column of the table */
	RV_COL_TREND,	/* never sorted by, as NOTE */
	RV_COL_NOTE,
	RV_COL_N
} rv_column;

/* Which columns there may be, beside SYMBOL, RV, HYBRID and MARK, which always are. */
typedef enum rv_column_set {
	RV_COLUMNS_ALL,
	RV_COLUMNS_SCORES,
	RV_COLUMNS_MARKET,
	RV_COLUMNS_POSITION,
	RV_COLUMNS_FACTORS,
	RV_COLUMN_SETS
} rv_column_set;

enum { RV_TABLE_HOLD = 5 };

typedef struct rv_table_entry {
	char symbol[RV_SYMBOL_MAX];
	size_t row; /* in the snapshot of the last update */
	bool marked;
} rv_table_entry;

typedef struct rv_table {
	rv_column sort;
	bool invert; /* against the column's own direction */
	rv_filter filter;
	char filter_text[RV_PROMPT_CAP];
	char find[RV_PROMPT_CAP];
	char selected[RV_SYMBOL_MAX]; /* "" = none yet */
	bool touched;		      /* the operator moved: keep the symbol, else keep the top */
	int hold;		      /* snapshots for which the order still stands */
	uint64_t seq;		      /* of the last update */
	size_t total;		      /* rows of the snapshot */
	size_t n, cursor, top;	      /* shown; selected one's place; first on screen */
	size_t page;		      /* lines on screen */
	int leader;		      /* that the measure is against */
	rv_measure measure;
	rv_column_set columns;
	int col_scroll; /* optional columns scrolled away on the left */
	rv_table_entry entries[RV_MAX_SYMBOLS];
	size_t n_marked;
	char marked[RV_MAX_SYMBOLS][RV_SYMBOL_MAX];
} rv_table;

void rv_table_init(rv_table *t);
/* A snapshot; the same one again only when the order was asked to change. */
void rv_table_update(rv_table *t, const rv_scene *s);
/* Keeps the cursor on screen with page lines. */
void rv_table_arrange(rv_table *t, size_t page);

/* Cursor by delta lines, cut at the ends; starts the hold. */
void rv_table_move(rv_table *t, long delta);
void rv_table_move_to(rv_table *t, size_t place);
const char *rv_table_selected(const rv_table *t); /* NULL when the table is empty */
const rv_view_row *rv_table_selected_row(const rv_table *t, const rv_scene *s); /* or NULL */

const char *rv_column_set_name(rv_column_set s); /* "market" */
/* From its first column on. */
void rv_table_set_columns(rv_table *t, rv_column_set s);
bool rv_column_sortable(rv_column c);
const char *rv_column_title(rv_column c, bool ascii);
/* Descending is the natural direction of numbers, ascending of names and ages. */
bool rv_table_descending(const rv_table *t);
void rv_table_sort_by(rv_table *t, rv_column c, const rv_scene *s); /* resets invert */
void rv_table_sort_again(rv_table *t, const rv_scene *s);
void rv_table_sort_step(rv_table *t, int step, const rv_scene *s);
void rv_table_invert(rv_table *t, const rv_scene *s);

/* What a filter, and an alert rule, sees of a symbol; NaN unknown, or nothing held. */
void rv_table_filter_row(const rv_scene *s, const rv_view_row *r, rv_filter_row *out);
RV_NODISCARD rv_status rv_table_set_filter(rv_table *t, const char *text, const rv_scene *s,
					   rv_filter_error *err);
/*
 * Moves to the next (step 1) or previous (-1) symbol whose name contains text, around the ends;
 * step 0 also takes the current one. False: no match, nothing moved.
 */
bool rv_table_find(rv_table *t, const char *text, int step);

void rv_table_mark(rv_table *t); /* marks or unmarks the selected symbol, moves one down */
void rv_table_unmark_all(rv_table *t);

#endif
