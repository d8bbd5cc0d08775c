/*
 * Opening, checking, replaying and closing the journal; see journal.h.
 *
 * The file is looked at without a lock and without a write before anything may change it, then
 * held exclusively from the first read on. With locking_mode EXCLUSIVE set before that, SQLite
 * keeps the index of the write-ahead log in memory: there is no -shm file, and no second
 * connection, by which its known faults with several of them cannot happen.
 */
#include "feeds/journal/journal_priv.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/crash_point.h"
#include "feeds/journal/journal_space.h"
#include "feeds/store/sqlite_file.h"

enum { SPARE_REQUESTS = 2 /* last words, a backup */ };

void rv_journal_params_default(rv_journal_params *p, const rv_clock *clock)
{
	*p = (rv_journal_params){ .clock = clock,
				  .free_bytes = INT64_C(32) << 20,
				  .ballast_bytes = INT64_C(16) << 20,
				  .patience_ms = 5000,
				  .waiting_max = 256,
				  .waiting_bytes = (size_t)32 << 20,
				  .quiet_ms = 60000,
				  .log_room = INT64_C(4) << 20,
				  .head_ms = 60000 };
}

/* Signed orders are in it: nobody else's business. */
static rv_status ensure_mode(const rv_journal *j, rv_err *err)
{
	struct stat sb;
	if (stat(j->path, &sb) != 0 || ((sb.st_mode & 077) != 0 && chmod(j->path, 0600) != 0))
		return rv_err_set(err, RV_EIO, "%s: cannot be made private (0600): %s", j->path,
				  strerror(errno));
	if ((sb.st_mode & 077) != 0)
		rv_log_put(j->log, RV_LOG_WARN, "journal", "%s was open to others, now 0600",
			   j->path);
	return RV_OK;
}

static int count_pages(void *ctx, sqlite3 *db, const char *name, int pages)
{
	(void)db;
	(void)name;
	((rv_journal *)ctx)->log_pages = pages;
	return SQLITE_OK;
}

static rv_status check_mode(const rv_journal_db *d, rv_err *err)
{
	int64_t sync = 0, wal = 0;
	rv_status st = rv_journal_int(d, "PRAGMA synchronous", &sync, err);
	if (st == RV_OK)
		st = rv_journal_int(d, "SELECT journal_mode = 'wal' FROM pragma_journal_mode", &wal,
				    err);
	if (st == RV_OK && (sync != 2 || wal != 1))
		return rv_err_set(err, RV_EIO,
				  "%s: no write-ahead log with full sync on this file system",
				  d->path);
	return st;
}

/*
 * The exclusive connection, set up but not yet trusted. Its first read puts right what a creation
 * that was cut off has left.
 */
static rv_status take(rv_journal *j, rv_err *err)
{
	int64_t objects = 0;
	rv_status st = rv_journal_connect(&j->d, "mode=rw", SQLITE_OPEN_READWRITE, err);
	if (st != RV_OK)
		return st;
	/* These are documented to fail for unknown options only. */
	(void)sqlite3_busy_timeout(j->d.db, (int)j->p.patience_ms);
	(void)sqlite3_db_config(j->d.db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	(void)sqlite3_db_config(j->d.db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	st = rv_journal_exec(&j->d,
			     "PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = FULL;"
			     "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;"
			     "PRAGMA mmap_size = 0; PRAGMA cell_size_check = ON;"
			     "PRAGMA wal_autocheckpoint = 0",
			     "cannot be opened", err);
	if (st == RV_OK)
		st = rv_journal_int(&j->d, "SELECT count(*) FROM sqlite_schema", &objects, err);
	return st == RV_OK && objects == 0 ? rv_journal_create(&j->d, err) : st;
}

static rv_status check(rv_journal *j, rv_err *err)
{
	uint64_t bad = 0;
	rv_status st = rv_journal_check_schema(&j->d, err);
	if (st == RV_OK)
		st = rv_journal_exec(&j->d, "PRAGMA journal_mode = WAL", "cannot be opened", err);
	if (st == RV_OK)
		st = check_mode(&j->d, err);
	if (st == RV_OK)
		st = rv_journal_check_pages(&j->d, false, err);
	return st == RV_OK ? rv_journal_check_chain(&j->d, &j->head, &bad, err) : st;
}

static rv_status prepare_all(rv_journal *j, rv_err *err)
{
	char insert[320];
	(void)snprintf(insert, sizeof(insert),
		       "INSERT INTO event (%s) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10,"
		       " ?11, ?12, ?13)",
		       rv_journal_row_columns);
	const char *const sql[RV_JOURNAL_SQL_N] = {
		[RV_JOURNAL_BEGIN] = "BEGIN IMMEDIATE",
		[RV_JOURNAL_COMMIT] = "COMMIT",
		[RV_JOURNAL_ROLLBACK] = "ROLLBACK",
		[RV_JOURNAL_MARK] = "SAVEPOINT batch",
		[RV_JOURNAL_UNDO] = "ROLLBACK TO batch",
		[RV_JOURNAL_RELEASE] = "RELEASE batch",
		[RV_JOURNAL_INSERT] = insert,
	};
	rv_status st = RV_OK;
	for (size_t i = 0; i < RV_JOURNAL_SQL_N && st == RV_OK; i++)
		st = rv_journal_prepare(&j->d, sql[i], &j->stmt[i], err);
	return st;
}

/* Room for what is to come, beside the ballast that may be there already. */
static rv_status ensure_room(const rv_journal *j, rv_err *err)
{
	struct stat sb;
	const bool there = stat(j->ballast, &sb) == 0;
	return rv_space_check(j->path, j->p.free_bytes + (there ? 0 : j->p.ballast_bytes), err);
}

static bool has_log(const rv_journal *j)
{
	struct stat sb;
	return stat(sqlite3_filename_wal(sqlite3_db_filename(j->d.db, "main")), &sb) == 0 &&
	       sb.st_size > 0;
}

static rv_status make_room(rv_journal *j, rv_err *err)
{
	j->log_pages = has_log(j) ? 1 : 0; /* what a crash left */
	const int rc = rv_journal_make_room(j, j->p.log_room);
	return rc == SQLITE_OK
		       ? RV_OK
		       : rv_sqlite_fail(NULL, j->path, rc, "its log cannot be made longer", err);
}

static rv_status open_file(rv_journal *j, rv_err *err)
{
	bool blank = false;
	rv_status st = ensure_room(j, err);
	if (st == RV_OK)
		st = rv_sqlite_ensure_file(j->path, "a journal", err);
	if (st == RV_OK)
		st = rv_journal_inspect(j->path, &blank, err);
	if (st == RV_OK)
		st = ensure_mode(j, err);
	if (st == RV_OK)
		st = take(j, err);
	if (st == RV_OK)
		st = check(j, err);
	if (st == RV_OK) /* what was made and removed on the way does not come back */
		st = rv_sync_folder_of(j->path, err);
	if (st == RV_OK)
		st = prepare_all(j, err);
	if (st == RV_OK)
		st = rv_ballast_make(j->ballast, j->p.ballast_bytes, err);
	return st == RV_OK ? make_room(j, err) : st;
}

static rv_status new_journal(const char *path, const rv_journal_params *p, rv_journal **out)
{
	rv_journal *j = calloc(1, sizeof(*j));
	if (!j)
		return RV_ENOMEM;
	if (pthread_mutex_init(&j->mu, NULL) != 0) {
		free(j);
		return RV_ENOMEM;
	}
	j->p = *p;
	j->stop_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	j->path = strdup(path);
	if (asprintf(&j->ballast, "%s-ballast", path) < 0)
		j->ballast = NULL; /* undefined after a failed asprintf */
	rv_status st = j->path && j->ballast ? RV_OK : RV_ENOMEM;
	if (st == RV_OK && j->stop_fd < 0)
		st = RV_EIO;
	if (st == RV_OK)
		st = rv_queue_new(p->waiting_max + SPARE_REQUESTS, &j->requests);
	if (st != RV_OK) {
		rv_journal_close(j);
		return st;
	}
	j->d.path = j->path;
	*out = j;
	return RV_OK;
}

rv_status rv_journal_open(const char *path, const rv_journal_params *p, rv_log *log,
			  rv_journal **out, rv_err *err)
{
	rv_journal *j = NULL;
	if (!path[0])
		return rv_err_set(err, RV_EINVAL, "journal: empty path, expected a file");
	rv_status st = new_journal(path, p, &j);
	if (st != RV_OK)
		return rv_err_set(err, st, "%s: cannot open the journal: %s", path,
				  rv_status_text(st));
	j->log = log;
	st = open_file(j, err);
	if (st != RV_OK) {
		atomic_store(&j->broken, true); /* whatever it is, close leaves it as it was */
		rv_journal_close(j);
		return st;
	}
	rv_crash_point("journal.after-open");
	(void)sqlite3_wal_hook(j->d.db, count_pages, j);
	j->stats.seq = j->head.seq;
	(void)rv_hex_format(j->head.hash, RV_HASH_BYTES, j->stats.head);
	rv_log_put(log, RV_LOG_INFO, "journal", "%s: %" PRIu64 " events, chain good", path,
		   j->head.seq);
	rv_journal_tell_head(j);
	*out = j;
	return RV_OK;
}

rv_status rv_journal_start(rv_journal *j, rv_queue *acks, rv_err *err)
{
	if (j->running)
		return rv_err_set(err, RV_EINVAL, "%s: runs already", j->path);
	j->acks = acks;
	j->served_at = rv_mono_ms();
	if (pthread_create(&j->thread, NULL, rv_journal_main, j) != 0)
		return rv_err_set(err, RV_EIO, "%s: cannot start the journal's thread", j->path);
	(void)pthread_setname_np(j->thread, "journal");
	j->running = true;
	return RV_OK;
}

static void stop_thread(rv_journal *j)
{
	const uint64_t one = 1;
	if (!j->running)
		return;
	/* The counter is far from its end: this cannot fail. */
	if (write(j->stop_fd, &one, sizeof(one)) < 0)
		rv_log_put(j->log, RV_LOG_ERROR, "journal", "stop: %s", strerror(errno));
	(void)pthread_join(j->thread, NULL);
	j->running = false;
}

static void free_request(void *r)
{
	rv_journal_request_free(r);
}

void rv_journal_close(rv_journal *j)
{
	if (!j)
		return;
	stop_thread(j);
	rv_journal_tell_head(j);
	/* What is broken stays as it is: the next open recovers from the log. */
	if (j->d.db && !atomic_load(&j->broken) && rv_journal_write_back(j, true) == RV_OK)
		(void)sqlite3_db_config(j->d.db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
	rv_journal_disconnect(&j->d);
	rv_queue_free(j->requests, free_request);
	if (j->stop_fd >= 0)
		(void)close(j->stop_fd); /* an eventfd has nothing to lose */
	(void)pthread_mutex_destroy(&j->mu);
	free(j->ballast);
	free(j->path);
	free(j);
}

typedef struct replay {
	rv_status (*each)(void *ctx, const rv_event *e, rv_err *err);
	void *ctx;
	rv_event e;
} replay;

static rv_status replay_row(void *ctx, const rv_journal_row *r, rv_err *err)
{
	replay *w = ctx;
	const rv_status st = rv_journal_row_event(r, &w->e, err);
	return st == RV_OK ? w->each(w->ctx, &w->e, err) : st;
}

rv_status rv_journal_replay(rv_journal *j,
			    rv_status (*each)(void *ctx, const rv_event *e, rv_err *err), void *ctx,
			    rv_err *err)
{
	replay w = { .each = each, .ctx = ctx };
	if (j->running)
		return rv_err_set(err, RV_EINVAL, "%s: runs already", j->path);
	return rv_journal_walk(&j->d, replay_row, &w, err);
}

rv_status rv_journal_hash_at(rv_journal *j, uint64_t seq, char hash[65], rv_err *err)
{
	char sql[160];
	rv_journal_row row;
	sqlite3_stmt *s = NULL;
	if (j->running)
		return rv_err_set(err, RV_EINVAL, "%s: runs already", j->path);
	(void)snprintf(sql, sizeof(sql), "SELECT %s FROM event WHERE seq = %" PRIu64,
		       rv_journal_row_columns, seq);
	rv_status st = rv_journal_prepare(&j->d, sql, &s, err);
	const int rc = st == RV_OK ? sqlite3_step(s) : SQLITE_DONE;
	if (rc == SQLITE_ROW) {
		rv_journal_row_read(s, &row);
		(void)rv_hex_format(row.hash, RV_HASH_BYTES, hash);
	} else if (st == RV_OK && rc == SQLITE_DONE) {
		st = rv_err_set(err, RV_ENOENT, "%s: no event %" PRIu64, j->path, seq);
	} else if (st == RV_OK) {
		st = rv_journal_fail(&j->d, rc, "cannot read the journal", err);
	}
	(void)sqlite3_finalize(s); /* repeats an error already reported */
	return st;
}

void rv_journal_stats_get(rv_journal *j, rv_journal_stats *out)
{
	(void)pthread_mutex_lock(&j->mu);
	*out = j->stats;
	(void)pthread_mutex_unlock(&j->mu);
}
