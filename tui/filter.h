/*
 * The filter expression of the symbol table: `rv>0.5 & fund<0`, `bucket=l1 | sym~DO`, `!(age>5)`.
 *
 *   fields     rv, hybrid, mark, chg (24 h, %), fund (% a year), vol and oi (USD), mom (%), age
 *              (seconds), beta and betaeth, resz, smom smr scarry (the signals), alpha (bp a day),
 *              target (%), tier (core sat tact ext), bucket (l1 alt meme rest), sym
 *   compare    > >= < <= with a number (suffixes k M B, and % on chg, fund, mom and target); = !=
 *              on tier, bucket and sym; ~ on sym is "contains"; letters of values match in either
 * case combine    ! before & before |, parentheses
 *
 * Unknown never matches: a comparison with NaN is neither true nor false, and neither is its
 * negation. Compiles to a short postfix program; bounded in length and nesting; no allocation.
 */
#ifndef RV_TUI_FILTER_H
#define RV_TUI_FILTER_H

#include "engine/base/status.h"
#include "engine/market/types.h"
#include "engine/run/row_field.h"

typedef rv_row_field rv_filter_field;

enum { RV_FILTER_STEPS = 48, RV_FILTER_DEPTH = 24 };

typedef enum rv_filter_op {
	RV_FOP_GT,
	RV_FOP_GE,
	RV_FOP_LT,
	RV_FOP_LE,
	RV_FOP_EQ,
	RV_FOP_NE,
	RV_FOP_CONTAINS,
	RV_FOP_NOT, /* from here on without operands of their own */
	RV_FOP_AND,
	RV_FOP_OR,
	RV_FOP_OPEN /* parser only */
} rv_filter_op;

typedef struct rv_filter_step {
	rv_filter_op op;
	rv_filter_field field;
	double number;
	unsigned bucket; /* RV_BASKET_* bit, 0 = REST */
	int tier;
	char symbol[RV_SYMBOL_MAX];
} rv_filter_step;

typedef struct rv_filter {
	size_t n; /* 0 matches everything */
	rv_filter_step steps[RV_FILTER_STEPS];
} rv_filter;

typedef struct rv_filter_row {
	double num[RV_FIELD_NUMBERS]; /* NaN unknown; units of the fields above */
	unsigned baskets;
	int tier; /* -1 unknown */
	const char *symbol;
} rv_filter_row;

typedef struct rv_filter_error {
	size_t pos; /* byte in the text where it went wrong */
	char text[64];
} rv_filter_error;

/* RV_EPARSE fills err and leaves *out untouched. Empty or blank text is a filter of nothing. */
RV_NODISCARD rv_status rv_filter_parse(const char *text, rv_filter *out, rv_filter_error *err);
bool rv_filter_match(const rv_filter *f, const rv_filter_row *row);

/* Fields with what they are, for the help: name and text of field i, false after the last. */
bool rv_filter_describe(size_t i, const char **name, const char **text);

/* Does text contain part, letters in either case; an empty part is contained. */
bool rv_text_contains(const char *text, const char *part);

#endif
