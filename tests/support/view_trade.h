/*
 * The order side of the snapshot that tests draw: tickets in every state, mandates on their way,
 * orders known and unknown, fills, positions, limits, breaks, audit. Same bits every time.
 */
#ifndef RV_TESTS_VIEW_TRADE_H
#define RV_TESTS_VIEW_TRADE_H

#include "engine/run/view.h"

/* Armed, ACTIVE, paper: two tickets ready, two blocked, two mandates at work, one order unknown. */
void rv_fixture_trade(rv_view *v);
/* On top of it: */
void rv_fixture_trade_halted(rv_view *v); /* HALTED with a reason, locked, streams down */
void rv_fixture_trade_locked(rv_view *v);
void rv_fixture_trade_stranger(rv_view *v); /* HALTED: the venue does not know the signer */
void rv_fixture_trade_live(rv_view *v);	    /* real money: the symbol is typed */
void rv_fixture_trade_quiet(rv_view *v);    /* an order side where nothing has happened yet */
void rv_fixture_trade_stale(rv_view *v);    /* the account is old, SOL has no price lately */

rv_tv_ticket *rv_fixture_ticket(rv_view *v, uint64_t id);
/* A new version of a ticket: other digest, other limit. */
void rv_fixture_requote(rv_tv_ticket *t);
/* One more publication of the order side: every stamp of now is renewed; with rv_fixture_next. */
void rv_fixture_trade_next(rv_view *v, int64_t ms);

#endif
