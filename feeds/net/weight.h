/*
 * A weight budget that several threads share: the venue counts by address of the machine, whoever
 * asks. A mutex around feeds/net/budget.h, on the machine's monotonic clock. Any thread.
 */
#ifndef RV_FEEDS_NET_WEIGHT_H
#define RV_FEEDS_NET_WEIGHT_H

#include "engine/base/status.h"

#include <stdbool.h>

typedef struct rv_weight rv_weight;

/* limit: weight per 60 s. */
RV_NODISCARD rv_status rv_weight_new(unsigned limit, rv_weight **out);
void rv_weight_free(rv_weight *w);

/* Spends n if used + n + reserve <= limit; false spends nothing. */
RV_NODISCARD bool rv_weight_take(rv_weight *w, unsigned n, unsigned reserve);
/* Spends n whatever is left: it has been spent at the venue. */
void rv_weight_spend(rv_weight *w, unsigned n);
unsigned rv_weight_used(rv_weight *w);
unsigned rv_weight_limit(const rv_weight *w);
/* Ms until rv_weight_take would succeed; 0 = now, -1 = never. */
int rv_weight_wait(rv_weight *w, unsigned n, unsigned reserve);

#endif
