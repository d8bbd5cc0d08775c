/*
 * The desk's eye on backtests: a thread that reads finished runs below STATE/research, starts new
 * ones as child processes (job.h), one at a time, and hands the engine what the snapshot shows of
 * them (engine/run/research_view.h).
 *
 * The thread runs at the lowest priority and is the only one that touches the disk. The engine
 * never waits for it: what it asks or copies while the other side is at work it gets at its next
 * pass. It is not one of the threads that the watchdog waits for (app/ops/heartbeat.h).
 * Owner: main thread, start and stop; copy and ask: the engine thread.
 */
#ifndef RV_APP_RESEARCH_WATCH_H
#define RV_APP_RESEARCH_WATCH_H

#include "engine/base/log.h"
#include "engine/base/pulse.h"
#include "engine/base/status.h"
#include "engine/run/research_view.h"

typedef struct rv_research_watch rv_research_watch;

typedef struct rv_research_watch_params {
	const char *state_dir; /* the runs are the folders of its folder research */
	rv_log *log;	       /* borrowed */
	rv_pulse *pulse;       /* NULL: nobody watches */
	const char *store;     /* of the desk; NULL: it keeps none, and makes no backtests */
	const char *config;    /* folder of its configuration */
	const char *profile;   /* where a backtest is not asked for with one */
} rv_research_watch_params;

RV_NODISCARD rv_status rv_research_watch_start(const rv_research_watch_params *p,
					       rv_research_watch **out);
/* Joins its thread and ends the backtest that is being made; what was seen can be copied still.
 * NULL, or again: a no-op. */
void rv_research_watch_end(rv_research_watch *w);
/* Ends it; NULL is a no-op. Nobody may copy any more. */
void rv_research_watch_stop(rv_research_watch *w);

/*
 * Brings *v, of version *seen (0: of none), up to date. False: it is, or the other side is at work
 * and the next call gets it. Never waits.
 */
bool rv_research_watch_copy(rv_research_watch *w, uint64_t *seen, rv_research_view *v);

/*
 * A person's wish: "run STRATEGY START END [PROFILE] [no-walk-forward]", "cancel", "show NAME",
 * "show newest". True: it is done next, and the snapshots tell how it goes; false: it is not. One
 * line in answer. Never waits.
 */
enum { RV_RESEARCH_ANSWER = 120 };
bool rv_research_watch_ask(rv_research_watch *w, const char *line, char answer[RV_RESEARCH_ANSWER]);

#endif
