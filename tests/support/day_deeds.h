/* Inside of the day runner: what a person or the world does. See day_play.h. */
#ifndef RV_TESTS_DAY_DEEDS_H
#define RV_TESTS_DAY_DEEDS_H

#include "tests/support/day_play.h"

/* What is due. */
void day_do(day_play *d, const day_item *x);
/* Legs are left out or made smaller, then it is granted, rejected, or left to expire. */
void day_decide(day_play *d);
/* Of what asks after the close: granted, or left alone. */
void day_answer_correction(day_play *d);

#endif
