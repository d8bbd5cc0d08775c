/* The account at the marks with some fills on top: what they would leave of exposure and margin. */
#ifndef RV_DESK_ACCOUNT_WITH_H
#define RV_DESK_ACCOUNT_WITH_H

#include "engine/desk/oms.h"

typedef struct rv_what_fill {
	rv_coin_ref coin;
	int64_t lots; /* signed */
} rv_what_fill;

typedef struct rv_account_with {
	double gross_usd, net_usd; /* NaN: a mark is unknown */
	double margin;		   /* account over maintenance; INFINITY: flat */
	double stress;		   /* the least of the stress table; NaN as soon as one is */
} rv_account_with;

/* n 0: as it is. Open orders are not counted, nor what a fill costs. The OMS's owner. */
void rv_oms_account_with(const rv_oms *o, const rv_what_fill *fills, size_t n,
			 rv_account_with *out);

#endif
