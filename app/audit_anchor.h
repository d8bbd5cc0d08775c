/*
 * The head of the journal's chain, told outside of the machine's own files: to the system journal,
 * once a minute, so that a tail that was cut off or written anew is found (docs/journal.md). That
 * it is told although it has not moved says that the desk was there. Owner: one thread.
 */
#ifndef RV_APP_AUDIT_ANCHOR_H
#define RV_APP_AUDIT_ANCHOR_H

#include <stdint.h>

enum { RV_AUDIT_ANCHOR_MS = 60000 };

/* What is told goes here: one line without its end. */
typedef void (*rv_audit_say)(void *ctx, const char *line);

typedef struct rv_audit_anchor {
	rv_audit_say say; /* NULL: syslog, LOG_AUTHPRIV, LOG_NOTICE */
	void *ctx;
	int64_t told_ms; /* CLOCK_MONOTONIC; 0 never */
} rv_audit_anchor;

/* Tells it when it is due; seq 0: there is none yet. hash: 64 hex digits. */
void rv_audit_anchor_tick(rv_audit_anchor *a, uint64_t seq, const char *hash, int64_t now_ms);
/* Tells it now: the last one of a process. */
void rv_audit_anchor_tell(rv_audit_anchor *a, uint64_t seq, const char *hash, int64_t now_ms);

#endif
