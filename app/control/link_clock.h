/*
 * The difference of two machines' monotonic clocks, bounded so that no age is understated; see
 * link.h. Plain data, pure.
 */
#ifndef RV_APP_CONTROL_LINK_CLOCK_H
#define RV_APP_CONTROL_LINK_CLOCK_H

#include <stddef.h>
#include <stdint.h>

enum { RV_LINK_BOUNDS = 16, RV_LINK_UNSURE_MS = 2001 };

typedef struct rv_link_clock {
	size_t n, next;
	int64_t bound[RV_LINK_BOUNDS]; /* each at most ours less theirs */
	int64_t above[RV_LINK_BOUNDS]; /* each at least that */
} rv_link_clock;

void rv_link_clock_init(rv_link_clock *c);
/*
 * What we sent at sent_ms came there at their_ms, which we know at got_ms. A bound that this one
 * proves too large (a machine that slept: its clock stood still) is forgotten.
 */
void rv_link_clock_learn(rv_link_clock *c, int64_t sent_ms, int64_t their_ms, int64_t got_ms);
/*
 * Ours less theirs, at most, when something that they stamped their_ms has begun to come at
 * got_ms. If nothing is known that agrees with that, it is taken for RV_LINK_UNSURE_MS old.
 */
int64_t rv_link_clock_offset(rv_link_clock *c, int64_t their_ms, int64_t got_ms);
/* Their clock at our now, at most, so that what is stamped with it is never younger than it says;
 * 0 nothing is known. */
int64_t rv_link_clock_theirs(const rv_link_clock *c, int64_t now_ms);

#endif
