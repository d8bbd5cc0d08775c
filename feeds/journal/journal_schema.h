/*
 * The journal's schema, one statement an object. The guards are part of it: a key is unique among
 * the events of its type, and rows are neither changed nor deleted. Pure data; any thread.
 */
#ifndef RV_FEEDS_JOURNAL_JOURNAL_SCHEMA_H
#define RV_FEEDS_JOURNAL_JOURNAL_SCHEMA_H

#include <stddef.h>

typedef struct rv_journal_object {
	const char *name, *sql; /* sql exactly as SQLite keeps it */
} rv_journal_object;

extern const rv_journal_object rv_journal_schema[];
extern const size_t rv_journal_schema_n;

#endif
