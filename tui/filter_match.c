/* The evaluator of a filter's postfix program; see filter.h. */
#include <assert.h>
#include <math.h>
#include <string.h>
#include <strings.h>

#include "tui/filter.h"

bool rv_text_contains(const char *text, const char *part)
{
	return strcasestr(text, part) != NULL;
}

/* Three values, ordered so that AND is the least and OR the greatest. */
typedef enum truth { FALSE, UNKNOWN, TRUE } truth;

static truth truth_of(bool b)
{
	return b ? TRUE : FALSE;
}

static truth compare_number(const rv_filter_step *s, double v)
{
	if (isnan(v))
		return UNKNOWN;
	switch (s->op) {
	case RV_FOP_GT:
		return truth_of(v > s->number);
	case RV_FOP_GE:
		return truth_of(v >= s->number);
	case RV_FOP_LT:
		return truth_of(v < s->number);
	default:
		return truth_of(v <= s->number);
	}
}

static truth compare(const rv_filter_step *s, const rv_filter_row *row)
{
	if (s->field < RV_FIELD_NUMBERS)
		return compare_number(s, row->num[s->field]);
	bool same;
	if (s->field == RV_FIELD_TIER && row->tier < 0)
		return UNKNOWN;
	if (s->field == RV_FIELD_TIER)
		same = row->tier == s->tier;
	else if (s->field == RV_FIELD_BUCKET)
		same = s->bucket ? (row->baskets & s->bucket) != 0 : row->baskets == 0;
	else if (s->op == RV_FOP_CONTAINS)
		same = rv_text_contains(row->symbol, s->symbol);
	else
		same = strcasecmp(row->symbol, s->symbol) == 0;
	return truth_of(s->op == RV_FOP_NE ? !same : same);
}

bool rv_filter_match(const rv_filter *f, const rv_filter_row *row)
{
	truth stack[RV_FILTER_STEPS];
	size_t n = 0;

	if (f->n == 0)
		return true;
	for (size_t i = 0; i < f->n; i++) {
		const rv_filter_step *s = &f->steps[i];
		if (s->op == RV_FOP_NOT) {
			assert(n >= 1); /* rv_filter_parse makes no other programs */
			stack[n - 1] = (truth)(TRUE - stack[n - 1]);
		} else if (s->op == RV_FOP_AND || s->op == RV_FOP_OR) {
			assert(n >= 2);
			const truth b = stack[--n], a = stack[n - 1];
			stack[n - 1] = (s->op == RV_FOP_AND) == (a < b) ? a : b;
		} else {
			stack[n++] = compare(s, row);
		}
	}
	return stack[0] == TRUE;
}
