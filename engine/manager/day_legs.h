/*
 * From the book's targets to the legs of a program: how many lots, whose, and why in words. Pure.
 */
#ifndef RV_MANAGER_DAY_LEGS_H
#define RV_MANAGER_DAY_LEGS_H

#include "engine/desk/programs.h"
#include "engine/run/book_view.h"

/*
 * The legs of a phase, in the order of their rank: orders and crossings, at most RV_PROGRAM_LEGS.
 * n_deferred: coins whose legs wait for another day. Returns how many legs there are.
 */
size_t rv_day_legs(const rv_book_view *v, rv_leg_want legs[RV_PROGRAM_LEGS], size_t *n_deferred);

/*
 * What is left to trade after the close from the positions of now: of each coin of the granted
 * program whatever its size (nothing: its mandate is over), and of coins that have become legs.
 * A coin of `deferred` (names with a comma after each) waits on.
 */
size_t rv_day_rest(const rv_book_view *v, const rv_tv_program *granted, const char *deferred,
		   double least_order_usd, rv_leg_want legs[RV_PROGRAM_LEGS]);

/* "SOL,AVAX,": coins whose legs are deferred; those that do not fit are left out. */
void rv_day_deferred(const rv_book_view *v, char *out, size_t cap);

#endif
