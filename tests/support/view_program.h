/*
 * Programs in the snapshot that tests draw, on top of the order side of view_trade.h. Same bits
 * every time.
 */
#ifndef RV_TESTS_VIEW_PROGRAM_H
#define RV_TESTS_VIEW_PROGRAM_H

#include "engine/run/view.h"

/*
 * p4 waits, twelve legs: six buys, four sells, one that only crosses (TIA); AVAX is left out and
 * SOL was 14.00. All of it READY, valid for 72 s.
 */
void rv_fixture_program(rv_view *v);
/* On top of it: */
void rv_fixture_program_whole(rv_view *v);   /* nothing left out, nothing smaller */
void rv_fixture_program_blocked(rv_view *v); /* by its leg WIF */
void rv_fixture_program_live(rv_view *v);    /* real money: PROGRAM is typed */
void rv_fixture_program_locked(rv_view *v);
void rv_fixture_program_large(rv_view *v);   /* 24 legs */
void rv_fixture_program_correct(rv_view *v); /* phase "correct" */
/* Granted four minutes ago; three legs are filled, one is paused. */
void rv_fixture_program_granted(rv_view *v);
void rv_fixture_program_stopped(rv_view *v); /* granted, then killed */
/* p3 rejected and p2 expired beside it, nothing else waits. */
void rv_fixture_program_past(rv_view *v);
/* Four of them: p5 (correct) waits beside p4, and the two that are over. */
void rv_fixture_program_many(rv_view *v);

/* Fails the test when there is none. */
rv_tv_program *rv_fixture_program_of(rv_view *v, uint64_t id);
/* A new version: other digest. */
void rv_fixture_program_version(rv_tv_program *p);

#endif
