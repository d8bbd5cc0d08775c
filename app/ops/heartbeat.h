/*
 * The table of the desk's threads and their signs of life, for the watchdog.
 *
 * Each thread of the table beats its own slot once round its loop. The desk is alive when all of
 * those that run and are vital have beaten since the last time that it was said to be: one that is
 * held, or has ended, stops that, whatever the others do. A timer of its own could not tell.
 *
 * Vital is what the book cannot do without: prices, orders, the journal, and the way by which a
 * person halts (a held control thread leaves the desk trading with nobody at it). The others
 * are ended by a restart as little as they are by waiting, and cost the book nothing meanwhile: who
 * listens to notices and metrics is told by the ping that does not come and the page that does not
 * change, and state.json by its age. They are named instead (rv_heartbeat_held), and the desk
 * trades on.
 * Owner: the main thread; the pulses are beaten by their threads.
 */
#ifndef RV_APP_OPS_HEARTBEAT_H
#define RV_APP_OPS_HEARTBEAT_H

#include "engine/base/pulse.h"

#include <stdbool.h>

typedef enum rv_beat {
	RV_BEAT_ENGINE,
	RV_BEAT_JOURNAL,
	RV_BEAT_GATEWAY,
	RV_BEAT_GATEWAY_WS,
	RV_BEAT_FEED_REST,
	RV_BEAT_FEED_WS,
	RV_BEAT_FEED_CAPS,
	RV_BEAT_CONTROL,
	RV_BEAT_VITAL, /* so many; those behind are named only */
	RV_BEAT_STATE = RV_BEAT_VITAL,
	RV_BEAT_OPS,
	RV_BEAT_PAGE,
	RV_BEAT_RESEARCH,
	RV_BEAT_PAST,
	RV_BEAT_N
} rv_beat;

/* All zero: nobody is watched. */
typedef struct rv_heartbeat {
	rv_pulse pulse[RV_BEAT_N];
	bool watched[RV_BEAT_N];
	uint64_t seen[RV_BEAT_N]; /* when all vital ones were last found alive; at the last look */
	int64_t moved_ms[RV_BEAT_N]; /* of the others: of the look that found it changed */
} rv_heartbeat;

/* Watches that thread from now on; the pulse is for it to beat. Before the thread starts. */
rv_pulse *rv_heartbeat_watch(rv_heartbeat *h, rv_beat which);

/* It will not run after all. */
void rv_heartbeat_ignore(rv_heartbeat *h, rv_beat which);

/*
 * True when every watched vital thread has beaten since the last true. *late is then RV_BEAT_N,
 * else the first that has not. Nobody watched: true.
 */
bool rv_heartbeat_all(rv_heartbeat *h, rv_beat *late);

/*
 * The first of the others that has not beaten for more than most_ms; RV_BEAT_N: none. now_ms is of
 * any clock that only goes forward; the first look begins to count.
 */
rv_beat rv_heartbeat_held(rv_heartbeat *h, int64_t now_ms, int64_t most_ms);

const char *rv_beat_name(rv_beat which); /* "engine", "journal", ...: the thread's name */

#endif
