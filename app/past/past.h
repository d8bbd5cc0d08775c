/*
 * The desk's past: a thread that keeps the newest snapshot every few seconds, and when something
 * happened that a person may want to look at again, in a file of the state folder; and that answers
 * what consoles ask of it.
 *
 * It reads the publication as any reader does: the engine does not know of it and never waits. A
 * key is kept every RV_PAST_KEY_MS, or when so much has changed that it pays; what lies between is
 * told against it (app/control/view_wire.h).
 * The oldest go when the budget or the time is used up. A snapshot is bytes as they lie in memory,
 * so only the build that kept one shows it; others are told which one it was.
 * Owner: main thread; questions from any thread.
 */
#ifndef RV_APP_PAST_H
#define RV_APP_PAST_H

#include "app/control/image_ring.h"
#include "engine/base/log.h"
#include "engine/base/pulse.h"
#include "engine/run/pub.h"
#include "feeds/store/past_file.h"
#include "tui/past.h"

enum { RV_PAST_KEY_MS = 5 * 60 * 1000, RV_PAST_QUEUE = 80 };

typedef struct rv_past rv_past;

typedef struct rv_past_params {
	const char *path; /* of the file */
	rv_pub *pub;
	rv_log *log;
	int64_t every_ms;
	int64_t budget_bytes, keep_ms;
	const rv_past_build *build; /* NULL: this program's */
	rv_pulse *pulse;	    /* of the thread; borrowed; NULL: nobody watches */
} rv_past_params;

RV_NODISCARD rv_status rv_past_start(const rv_past_params *p, rv_past **out, rv_err *err);
/* Joins: no answer comes any more, and a question is RV_ECLOSED. NULL is a no-op. */
void rv_past_end(rv_past *p);
void rv_past_free(rv_past *p); /* ends it, too; NULL is a no-op */

/*
 * An answer, which is the caller's from then on (rv_packing_put): a whole frame of the control
 * socket. Called by the past's thread, under no lock; it must not wait.
 */
typedef void (*rv_past_done)(void *ctx, uint64_t who, rv_packing *answer);
/*
 * Asks; done is told the answer under who. A question of the same ctx and who that still waits
 * gives way and has none. RV_EFULL: too many wait. RV_ECLOSED. Any thread.
 */
RV_NODISCARD rv_status rv_past_put(rv_past *p, const rv_past_ask *q, uint64_t who,
				   rv_past_done done, void *ctx);
/* A frame that says why there is no answer; NULL: out of memory. Any thread. */
rv_packing *rv_past_refusal(const char *why);

/* For a console in the desk's own process; UI thread. p NULL: way.ask is NULL. */
rv_past_way rv_past_way_here(rv_past *p);

typedef struct rv_past_stats {
	uint64_t kept, keys, bytes; /* since the start; bytes packed */
	uint64_t dropped;	    /* groups */
	uint64_t answered;
} rv_past_stats;
rv_past_stats rv_past_stats_of(rv_past *p); /* any thread */

#endif
