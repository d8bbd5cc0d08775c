/*
 * The newest events as a running desk tells them in its snapshots: for whoever may look on
 * (docs/control.md, roles) and not read the journal itself. No proof of anything: without hashes
 * and payloads. Main thread.
 */
#ifndef RV_APP_JOURNAL_TOLD_H
#define RV_APP_JOURNAL_TOLD_H

#include "app/script/script_args.h"

typedef struct rv_journal_told {
	int64_t from_ms, to_ms; /* INT64_MIN, INT64_MAX: all */
	const char *type;	/* word of an event type; NULL all */
	uint64_t newest;	/* at most so many; 0 all that are told */
	bool acts;		/* people's alone, as a table */
} rv_journal_told;

/* Prints them; returns the exit status. */
int rv_journal_print_told(const rv_script_where *where, const rv_journal_told *what);
/* The state folder is there, and not for this user to look into. */
bool rv_journal_is_closed(const char *state);

#endif
