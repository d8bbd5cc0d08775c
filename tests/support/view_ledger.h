/*
 * The ledgers of the snapshot that tests draw: sub-books with every cause, orders, funding, regret
 * of every kind. What sums up does. Same bits every time.
 */
#ifndef RV_TESTS_VIEW_LEDGER_H
#define RV_TESTS_VIEW_LEDGER_H

#include "engine/run/view.h"

void rv_fixture_ledger(rv_view *v);
void rv_fixture_ledger_unknown(rv_view *v); /* a mark is missing, and the account */
void rv_fixture_ledger_odd(rv_view *v);	    /* 12.34 USD of today are unexplained */
void rv_fixture_ledger_none(rv_view *v);    /* nothing has begun */

#endif
