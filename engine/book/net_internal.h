/* Parts of netting shared by its files, and by nothing else. */
#ifndef RV_BOOK_NET_INTERNAL_H
#define RV_BOOK_NET_INTERNAL_H

#include "engine/book/net.h"

typedef struct net_pass {
	const rv_net_params *p;
	const rv_net_input *in;
	const rv_net_coin *coins;
	size_t n;
	rv_net_result *res;
	rv_net_out *out;
} net_pass;

/* Votes in USD at G = 1 into vote_usd, NaN for what is frozen; their sum and the rest; position. */
RV_NODISCARD rv_status net_votes(const net_pass *x);
/* G of the pass from the caps and what it was. */
void net_size(const net_pass *x, rv_net_state *state);
/* Targets and wants in lots; vote_usd by G. */
RV_NODISCARD rv_status net_targets(const net_pass *x);
/* Verdicts, then who is a leg of this phase. */
void net_legs(const net_pass *x);

/* Adds " text" or "; text" to a note that is not full. */
void net_note(rv_net_out *o, const char *fmt, ...) RV_PRINTF(2, 3);
double net_lots_usd(const rv_net_coin *c, double lots);

#endif
