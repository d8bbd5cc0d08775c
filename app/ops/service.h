/*
 * The desk as a service: what the service manager is told, and what signals ask for.
 *
 * READY=1 once the order side has agreed with the venue (it may be HALTED then, and after a start
 * it is), or at the first snapshot when there is none. Until then the start is given more time as
 * long as every thread beats. WATCHDOG=1 only when all of them have beaten since the last one
 * (heartbeat.h); one that is not vital is named in the log and STATUS=. STATUS= has the state of
 * the desk and the head of the journal. STOPPING=1 when the end begins. An hourly backup of the
 * journal is made meanwhile (backups.h). Owner: the main thread.
 */
#ifndef RV_APP_OPS_SERVICE_H
#define RV_APP_OPS_SERVICE_H

#include "app/ops/backups.h"
#include "app/ops/notify.h"
#include "app/runtime.h"

typedef struct rv_service {
	rv_runtime *rt;
	rv_notify notify;
	rv_clock *machine;   /* for the hours of backups; NULL with them */
	rv_backups *backups; /* NULL: there is no journal, or no thread to be had */
	bool ready;
	rv_beat late, held;	  /* threads that were said not to come round; RV_BEAT_N none */
	int64_t fed_at, tried_at; /* rv_mono_ms of the newest WATCHDOG=1, and look at the threads */
	int64_t told_at;	  /* of the newest STATUS= */
	char status[RV_NOTIFY_TEXT]; /* that was told */
} rv_service;

/* Reads the environment. What is wrong there is one line in the log, and nobody is told anything.
 */
void rv_service_begin(rv_service *s, rv_runtime *rt);
/* At least once a second. */
void rv_service_step(rv_service *s);
/* The end begins: nothing new leaves from now on. */
void rv_service_end(rv_service *s);

/* "HALTED, reconciled, 0 unknown, 2 working; head 1234 5f0c...": of a snapshot and a whole hash. */
void rv_service_words(const rv_view *v, uint64_t seq, const char *head, char *out, size_t cap);

#endif
