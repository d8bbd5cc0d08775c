/*
 * Completion of what has a grammar of its own: filter expressions and alert rules. Each offers what
 * may stand at the end of a text, whether it begins with what is typed there or not. Pure.
 */
#ifndef RV_TUI_EXPRESSION_H
#define RV_TUI_EXPRESSION_H

#include "engine/run/view.h"

typedef void rv_offer_fn(void *ctx, const char *candidate);

/* Where the word begins that text ends with: its length when it ends with none. from: what is
 * before it is not looked at. */
size_t rv_expression_tail(const char *text, size_t from);
/* v: for symbols; may be NULL. */
void rv_filter_offer(const char *text, size_t from, const rv_view *v, rv_offer_fn *offer,
		     void *ctx);
void rv_rule_offer(const char *text, size_t from, const rv_view *v, rv_offer_fn *offer, void *ctx);

#endif
