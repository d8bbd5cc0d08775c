/*
 * The write-ahead journal: the implementation of the port engine/desk/journal.h on one SQLite file.
 *
 * A batch is acknowledged only after it is on disk (WAL, synchronous FULL). An acknowledged batch
 * survives kill -9 and power loss. A batch whose ack says that it failed may still be found after a
 * restart when the disk lied about the failure: it is then an event like any other. Batches that
 * wait together are committed together; one that cannot be stored does not take those before it
 * along. After the first failure the journal is broken for good: nothing is tried again, every
 * later batch fails, and only the last words may still be written, for which the ballast gives its
 * room back.
 *
 * The file belongs to one process, which holds it exclusively from open to close. docs/journal.md.
 * Owner: the thread that opens, until rv_journal_start; then each function says who may call it.
 */
#ifndef RV_FEEDS_JOURNAL_JOURNAL_H
#define RV_FEEDS_JOURNAL_JOURNAL_H

#include "engine/base/clock.h"
#include "engine/base/log.h"
#include "engine/base/pulse.h"
#include "engine/base/queue.h"
#include "engine/desk/journal.h"

enum {
	RV_JOURNAL_BATCH_EVENTS = 4096, /* of one batch, at most */
	RV_JOURNAL_ACKS = 512		/* a good size for the queue of acks: more than can wait */
};

typedef struct rv_journal_params {
	const rv_clock *clock; /* borrowed: the desk clock, which knows the busy quarter hours */
	int64_t free_bytes;    /* least room on the disk at open: 32 MiB */
	int64_t ballast_bytes; /* set aside for the last words: 16 MiB; 0 none */
	int64_t patience_ms;   /* with another process that looks at the file: 5 s */
	size_t waiting_max;    /* batches that may wait: 256 */
	size_t waiting_bytes;  /* and their bytes: 32 MiB */
	int64_t quiet_ms;      /* real time without a batch until the log is written back: 60 s */
	int64_t log_room;      /* length of the log that is made beforehand: 4 MiB; 0 none */
	int64_t head_ms;       /* real time between two heads in the log file: 60 s; 0 never */
	rv_pulse *pulse;       /* of its thread; borrowed; NULL: nobody watches */
} rv_journal_params;

void rv_journal_params_default(rv_journal_params *p, const rv_clock *clock);

typedef struct rv_journal rv_journal;

/*
 * Opens or makes the file, and checks all of it: identity, every page, schema, chain. log may be
 * NULL; both it and the clock outlive the journal. Files beside it while it is open: PATH-wal,
 * PATH-ballast (stays). RV_EAGAIN: another process has it. RV_EFULL: too little room. RV_EDATA: not
 * a journal, of another schema, or not as it was written; the file is left as it was.
 */
RV_NODISCARD rv_status rv_journal_open(const char *path, const rv_journal_params *p, rv_log *log,
				       rv_journal **out, rv_err *err);
/*
 * Commits what waits, ends the thread, writes the log back unless broken, closes. Acks that nobody
 * takes from a full queue are dropped. The caller of append has stopped. NULL is a no-op.
 */
void rv_journal_close(rv_journal *j);

/* Every stored event, oldest first; before start. Anything but RV_OK from each ends it. */
RV_NODISCARD rv_status rv_journal_replay(rv_journal *j,
					 rv_status (*each)(void *ctx, const rv_event *e,
							   rv_err *err),
					 void *ctx, rv_err *err);

/* Hash (hex) of a stored event; before start. RV_ENOENT: there is no such event. */
RV_NODISCARD rv_status rv_journal_hash_at(rv_journal *j, uint64_t seq, char hash[65], rv_err *err);

/*
 * Starts the journal thread. Acks (malloc, the receiver frees) are pushed to acks in the order of
 * their batches; the queue is borrowed and outlives the journal. A full queue is waited for.
 */
RV_NODISCARD rv_status rv_journal_start(rv_journal *j, rv_queue *acks, rv_err *err);

/*
 * The port's append, one caller at a time (the engine thread); never waits. What it refuses once
 * (RV_EFULL: too much waits; RV_EIO: broken, or not events that can be stored) closes it for good.
 */
rv_journal_port rv_journal_port_of(rv_journal *j);

/*
 * One more batch, also when the journal is broken or append is closed: HALT and STOP, once in the
 * journal's life; append is closed afterwards. Acknowledged like any other. Same caller as append.
 * RV_ECLOSED: they were spoken. RV_EINVAL: not events that can be stored.
 */
RV_NODISCARD rv_status rv_journal_last_words(rv_journal *j, uint64_t batch, const rv_event *events,
					     size_t n);

/*
 * Writes a copy (0600) that is a journal of its own, verified; path must not exist. The journal
 * thread copies a little at a time between commits, so that none waits for more than one step; the
 * caller waits for all of it, so that it is not for the engine thread. Refused between 23:45 and
 * 00:15 (RV_EAGAIN). A failure harms the copy alone. RV_ECLOSED: the journal was closed meanwhile.
 * After start, any thread.
 */
RV_NODISCARD rv_status rv_journal_backup(rv_journal *j, const char *path, rv_err *err);

/* The end is near: a copy that is being made is given up (RV_ECLOSED), no other is begun. Any
 * thread. */
void rv_journal_backup_stop(rv_journal *j);

/* What others may know at any time. Any thread. */
typedef struct rv_journal_stats {
	bool broken;
	char text[160];	    /* why */
	uint64_t seq;	    /* of the head: the newest event on disk */
	char head[65];	    /* its hash, hex */
	uint64_t commits;   /* transactions since start */
	uint64_t batches;   /* of them */
	uint64_t log_backs; /* times that the log was written back */
	int64_t commit_us;  /* the newest commit, real time */
	int64_t commit_us_max;
} rv_journal_stats;
void rv_journal_stats_get(rv_journal *j, rv_journal_stats *out);

#endif
