/* The journal's schema; see journal_schema.h and docs/journal.md. */
#include "feeds/journal/journal_schema.h"

/* What the views show of an event: ISO time for people, the payload as it is. */
#define VIEW_COLUMNS                                                                               \
	"seq, strftime('%Y-%m-%dT%H:%M:%SZ', utc_ms / 1000, 'unixepoch') AS at, subject"

const rv_journal_object rv_journal_schema[] = {
	{ "event", "CREATE TABLE event ("
		   " seq INTEGER PRIMARY KEY CHECK (seq > 0),"
		   " utc_ms INTEGER NOT NULL,"
		   " elapsed_ms INTEGER NOT NULL,"
		   " run_id INTEGER NOT NULL,"
		   " uid INTEGER NOT NULL,"
		   " conn INTEGER NOT NULL CHECK (conn >= 0),"
		   " type TEXT NOT NULL,"
		   " subject TEXT NOT NULL,"
		   " key1 TEXT NOT NULL,"
		   " key2 TEXT NOT NULL,"
		   " payload TEXT NOT NULL,"
		   " prev_hash BLOB NOT NULL CHECK (length(prev_hash) = 32),"
		   " hash BLOB NOT NULL CHECK (length(hash) = 32)) STRICT" },
	{ "event_key1", "CREATE UNIQUE INDEX event_key1 ON event (type, key1) WHERE key1 <> ''" },
	{ "event_key2", "CREATE UNIQUE INDEX event_key2 ON event (type, key2) WHERE key2 <> ''" },
	{ "event_stays",
	  "CREATE TRIGGER event_stays BEFORE DELETE ON event"
	  " BEGIN SELECT RAISE(ABORT, 'the journal only grows: no event is deleted'); END" },
	{ "event_fixed",
	  "CREATE TRIGGER event_fixed BEFORE UPDATE ON event"
	  " BEGIN SELECT RAISE(ABORT, 'the journal only grows: no event is changed'); END" },
	{ "run", "CREATE VIEW run AS SELECT run_id AS id, " VIEW_COLUMNS ", payload"
		 " FROM event WHERE type = 'run' ORDER BY seq" },
	{ "orders", "CREATE VIEW orders AS SELECT " VIEW_COLUMNS ", type, payload FROM event"
		    " WHERE type IN ('intent', 'ack', 'refused', 'unsent', 'unknown', 'evidence',"
		    " 'never-landed', 'forced', 'canceled') ORDER BY subject, seq" },
	{ "fills", "CREATE VIEW fills AS SELECT " VIEW_COLUMNS ", key1 AS fill, payload"
		   " FROM event WHERE type = 'fill' ORDER BY seq" },
};

const size_t rv_journal_schema_n = sizeof(rv_journal_schema) / sizeof(rv_journal_schema[0]);
