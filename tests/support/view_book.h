/*
 * The one book of the snapshot that tests draw: coins with every verdict, a frozen one, sub-books
 * with and without votes, a hedge that is due and one that is quiet. Same bits every time.
 */
#ifndef RV_TESTS_VIEW_BOOK_H
#define RV_TESTS_VIEW_BOOK_H

#include "engine/run/view.h"

void rv_fixture_book(rv_view *v);
void rv_fixture_shadow(rv_view *v);	  /* on it: all but S5 and S3 have no licence */
void rv_fixture_book_unknown(rv_view *v); /* no NAV, no price of a coin that is held */
void rv_fixture_book_none(rv_view *v);	  /* before the first pass */

#endif
