/*
 * Inside of the journal: the connection, what waits for it, and who owns which field.
 * Included by feeds/journal/journal*.c only.
 */
#ifndef RV_FEEDS_JOURNAL_JOURNAL_PRIV_H
#define RV_FEEDS_JOURNAL_JOURNAL_PRIV_H

#include "feeds/journal/journal.h"
#include "feeds/journal/journal_db.h"

#include <pthread.h>
#include <stdatomic.h>

/* A backup that somebody waits for. */
typedef struct rv_journal_copy {
	const char *path;
	pthread_mutex_t mu; /* guards done */
	pthread_cond_t cond;
	bool done;
	rv_status st; /* and err: written before done */
	rv_err err;
} rv_journal_copy;

/* One batch on its way to the disk; made by the caller of append, freed by the journal thread. */
typedef struct rv_journal_request {
	bool last_words;
	rv_journal_copy *copy; /* not NULL: a backup, none of what follows */
	rv_journal_ack
		*ack; /* made beforehand, so that no failure can be lost for want of memory */
	size_t n, bytes;
	rv_journal_row rows[]; /* [n], then the bytes that they point to */
} rv_journal_request;

typedef enum rv_journal_sql {
	RV_JOURNAL_BEGIN,
	RV_JOURNAL_COMMIT,
	RV_JOURNAL_ROLLBACK,
	RV_JOURNAL_MARK,    /* savepoint of one batch */
	RV_JOURNAL_UNDO,    /* back to it */
	RV_JOURNAL_RELEASE, /* forget it */
	RV_JOURNAL_INSERT,
	RV_JOURNAL_SQL_N
} rv_journal_sql;

struct rv_journal {
	rv_journal_params p;
	rv_log *log;
	char *path, *ballast;

	/* The journal thread's, and before start and after its end the owner's. */
	rv_journal_db d;
	sqlite3_stmt *stmt[RV_JOURNAL_SQL_N];
	rv_chain head;		    /* of what is on disk */
	rv_status status;	    /* of the first failure */
	bool damaged;		    /* it was the file's own: not even last words */
	int log_pages;		    /* of the write-ahead log that are not written back */
	int64_t log_room;	    /* bytes that it may grow to without making its file longer */
	bool no_room;		    /* none is wanted or to be had: it is not tried again */
	int64_t served_at, head_at; /* rv_mono_ms: newest batch, newest head in the log file */
	uint64_t head_told;
	rv_journal_request *held; /* taken from the queue, comes after the present group */
	rv_journal_copy *copy;	  /* the backup that is being made, NULL none; its two handles */
	sqlite3 *copy_db;
	sqlite3_backup *copier;
	int64_t copy_at; /* rv_mono_ms of its next step */

	/* The caller's of append. */
	uint64_t last_batch;
	rv_status closed; /* what append says from now on */
	bool last_words;  /* they were given */

	rv_queue *requests, *acks;
	int stop_fd; /* readable: commit what waits and end */
	pthread_t thread;
	bool running;
	atomic_bool broken;
	atomic_bool copying, no_copies;
	atomic_size_t waiting, waiting_bytes; /* batches of append that are not yet acknowledged */

	pthread_mutex_t mu; /* guards stats */
	rv_journal_stats stats;
};

void *rv_journal_main(void *arg); /* the thread */

/*
 * Commits n batches as one transaction; returns how many of them, from the first on, are on disk.
 * Fewer than n: the journal is broken, and the rest is not there.
 */
size_t rv_journal_commit(rv_journal *j, rv_journal_request *const *reqs, size_t n);
/* journal_copy.c. The second does one step when it is due. */
void rv_journal_copy_begin(rv_journal *j, rv_journal_copy *c);
void rv_journal_copy_tend(rv_journal *j, int64_t now);
void rv_journal_copy_abandon(rv_journal *j); /* at the end; no-op when there is none */
/* Takes the first failure, an SQLite code: nothing is tried again. */
void rv_journal_break(rv_journal *j, int rc, const char *why);
/* Writes the log back into the file. truncate: and leaves an empty log. */
RV_NODISCARD rv_status rv_journal_write_back(rv_journal *j, bool truncate);
/*
 * Makes the log's file at least so long, so that a commit has no new size to wait for. A disk
 * without room for it is no failure; otherwise an SQLite code.
 */
int rv_journal_make_room(rv_journal *j, int64_t bytes);
/* More, when it is nearly used up and nothing waits; the rv_mono_ms at which to look again. */
int64_t rv_journal_tend_room(rv_journal *j, int64_t now);
void rv_journal_request_free(rv_journal_request *r); /* with its ack, unless that was sent */
/* 23:45 to 00:15 of the desk clock: nothing but commits. */
bool rv_journal_busy_time(const rv_journal *j);
void rv_journal_tell_head(rv_journal *j); /* into the log file, for an anchor */

#endif
