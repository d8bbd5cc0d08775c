/*
 * Read-only looks at a journal; see journal_reader.h.
 *
 * A journal that was closed cleanly is one file, which is read immutable under a shared lock, so
 * that no engine starts on it meanwhile. After a crash the newest events are in the write-ahead log
 * beside it. That log is read through an exclusive connection, which keeps its index in memory and
 * does not write the log back when it closes.
 */
#include "feeds/journal/journal_reader.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "feeds/journal/journal_db.h"
#include "feeds/journal/journal_live.h"

struct rv_journal_reader {
	rv_journal_db d;     /* what is read */
	rv_journal_db guard; /* holds the shared lock; not connected when d locks by itself */
	char *path;	     /* as given */
};

/*
 * Opens what SQLite keeps beside the journal: beside the file itself, not beside a link to it.
 * A descriptor, or a negative errno.
 */
static int open_beside(const char *path, const char *suffix)
{
	char *real = realpath(path, NULL), *name = NULL;
	int fd = -ENOMEM;
	if (asprintf(&name, "%s%s", real ? real : path, suffix) >= 0) {
		fd = open(name, O_RDONLY | O_CLOEXEC);
		fd = fd >= 0 ? fd : -errno;
		free(name); /* undefined after a failed asprintf */
	}
	free(real);
	return fd;
}

/* Also when it cannot be opened: reading on without it would leave events out. */
static bool has_log(const char *path)
{
	const int fd = open_beside(path, "-wal");
	if (fd >= 0)
		(void)close(fd); /* was not even read */
	return fd != -ENOENT;
}

/* A rollback journal that is in force: its first byte is not 0. */
static bool is_half_made(const char *path)
{
	char first = 0;
	const int fd = open_beside(path, "-journal");
	if (fd < 0)
		return false;
	const bool hot = read(fd, &first, 1) == 1 && first != 0;
	(void)close(fd); /* was only read */
	return hot;
}

/* A shared lock at the level of the file: a query would already open the log and write an index. */
static rv_status guard_file(rv_journal_reader *r, rv_err *err)
{
	sqlite3_file *f = NULL;
	rv_status st = rv_journal_connect(&r->guard, "mode=ro", SQLITE_OPEN_READONLY, err);
	if (st != RV_OK)
		return st;
	int rc = sqlite3_file_control(r->guard.db, "main", SQLITE_FCNTL_FILE_POINTER, &f);
	if (rc == SQLITE_OK)
		rc = f->pMethods->xLock(f, SQLITE_LOCK_SHARED);
	return rc == SQLITE_OK ? RV_OK : rv_journal_fail(&r->guard, rc, "cannot be locked", err);
}

static rv_status open_with_log(rv_journal_reader *r, rv_err *err)
{
	rv_journal_disconnect(&r->guard); /* would keep the exclusive lock away */
	rv_status st = rv_journal_connect(&r->d, "mode=rw", SQLITE_OPEN_READWRITE, err);
	if (st != RV_OK)
		return st;
	/* Documented to fail for an unknown option only. */
	(void)sqlite3_db_config(r->d.db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	return rv_journal_exec(&r->d,
			       "PRAGMA locking_mode = EXCLUSIVE; PRAGMA query_only = ON;"
			       "PRAGMA trusted_schema = OFF;"
			       "SELECT count(*) FROM sqlite_schema",
			       "cannot read the journal", err);
}

static rv_status open_files(rv_journal_reader *r, rv_err *err)
{
	bool blank = false;
	rv_status st = rv_journal_inspect(r->path, &blank, err);
	if (st == RV_OK && (blank || is_half_made(r->path)))
		return rv_err_set(err, RV_EDATA,
				  "%s: nothing in it yet: its creation was cut off, or is going on",
				  r->path);
	if (st == RV_OK)
		st = guard_file(r, err);
	if (st != RV_OK)
		return st;
	if (has_log(r->path))
		return open_with_log(r, err);
	st = rv_journal_connect(&r->d, "immutable=1", SQLITE_OPEN_READONLY, err);
	return st == RV_OK ? rv_journal_exec(&r->d, "PRAGMA trusted_schema = OFF",
					     "cannot read the journal", err)
			   : st;
}

rv_status rv_journal_reader_open(const char *path, rv_journal_reader **out, rv_err *err)
{
	struct stat sb;
	if (stat(path, &sb) != 0)
		return rv_err_set(err, errno == ENOENT ? RV_ENOENT : RV_EIO,
				  "%s: cannot open the journal: %s", path, strerror(errno));
	if (!S_ISREG(sb.st_mode))
		return rv_err_set(err, RV_EIO, "%s: not a file, expected a journal", path);
	rv_journal_reader *r = calloc(1, sizeof(*r));
	if (r)
		r->path = strdup(path);
	if (!r || !r->path) {
		free(r);
		return rv_err_set(err, RV_ENOMEM, "%s: out of memory", path);
	}
	r->d.path = r->guard.path = r->path;
	const rv_status st = open_files(r, err);
	if (st != RV_OK) {
		rv_journal_reader_close(r);
		return st;
	}
	*out = r;
	return RV_OK;
}

/* Open files need no names: what was copied is gone with the last of them, whatever happens. */
static rv_status open_live(const char *path, rv_journal_reader **out, rv_err *err)
{
	rv_journal_copy copy;
	rv_status st = rv_journal_copy_live(path, &copy, err);
	if (st != RV_OK)
		return st;
	st = rv_journal_reader_open(copy.path, out, err);
	rv_journal_copy_remove(&copy);
	char *name = st == RV_OK ? strdup(path) : NULL;
	if (st == RV_OK && !name) {
		rv_journal_reader_close(*out);
		return rv_err_set(err, RV_ENOMEM, "%s: out of memory", path);
	}
	if (st != RV_OK)
		return st;
	free((*out)->path);
	(*out)->path = name; /* messages are about the journal, not about its copy */
	(*out)->d.path = (*out)->guard.path = name;
	return RV_OK;
}

/* Between the two looks a desk may end, or begin: one more then. */
rv_status rv_journal_reader_open_any(const char *path, rv_journal_reader **out, bool *live,
				     rv_err *err)
{
	rv_status st = rv_journal_reader_open(path, out, err);
	*live = st == RV_EAGAIN;
	if (st == RV_EAGAIN)
		st = open_live(path, out, err);
	if (st == RV_OK || !*live)
		return st;
	rv_err again = { .code = RV_OK };
	if (rv_journal_reader_open(path, out, &again) != RV_OK)
		return st;
	*live = false;
	return RV_OK;
}

void rv_journal_reader_close(rv_journal_reader *r)
{
	if (!r)
		return;
	rv_journal_disconnect(&r->d);
	rv_journal_disconnect(&r->guard);
	free(r->path);
	free(r);
}

rv_status rv_journal_reader_list(rv_journal_reader *r, const rv_journal_filter *f,
				 rv_journal_each each, void *ctx, rv_err *err)
{
	char sql[512];
	sqlite3_stmt *st = NULL;
	rv_journal_row row;
	(void)snprintf(sql, sizeof(sql),
		       "SELECT * FROM (SELECT %s FROM event WHERE utc_ms >= ?1"
		       " AND (?2 IS NULL OR type = ?2) ORDER BY seq DESC LIMIT ?3) ORDER BY seq",
		       rv_journal_row_columns);
	rv_status code = rv_journal_prepare(&r->d, sql, &st, err);
	if (code != RV_OK)
		return code;
	(void)sqlite3_bind_int64(st, 1, f->since_ms);
	(void)sqlite3_bind_text(st, 2, f->type, -1, SQLITE_STATIC); /* no copy, cannot fail */
	(void)sqlite3_bind_int64(st, 3,
				 f->newest == 0 || f->newest > INT64_MAX ? -1 : (int64_t)f->newest);
	int rc = SQLITE_DONE;
	while (code == RV_OK && (rc = sqlite3_step(st)) == SQLITE_ROW) {
		rv_journal_row_read(st, &row);
		code = each(ctx, &row, err);
	}
	if (code == RV_OK && rc != SQLITE_DONE)
		code = rv_journal_fail(&r->d, rc, "cannot read the journal", err);
	(void)sqlite3_finalize(st); /* repeats an error already reported */
	return code;
}

/* The first event with a key that an earlier one of its type has; past the index, not by it. */
static rv_status check_keys(const rv_journal_db *d, const char *key, uint64_t *bad_seq, rv_err *err)
{
	char sql[320];
	int64_t seq = 0;
	(void)snprintf(sql, sizeof(sql),
		       "SELECT coalesce(min(seq), 0) FROM (SELECT seq, row_number() OVER"
		       " (PARTITION BY type, %s ORDER BY seq) AS n FROM event NOT INDEXED"
		       " WHERE %s <> '') WHERE n > 1",
		       key, key);
	const rv_status st = rv_journal_int(d, sql, &seq, err);
	if (st != RV_OK || seq == 0)
		return st;
	*bad_seq = (uint64_t)seq;
	return rv_err_set(err, RV_EDATA,
			  "%s: event %" PRId64
			  ": key mismatch: an earlier event of its type has the "
			  "same %s",
			  d->path, seq, key);
}

static rv_status check_anchor(const rv_journal_db *d, sqlite3_stmt *st, const rv_chain *head,
			      const rv_journal_anchor *a, rv_err *err)
{
	char want[RV_HASH_HEX], got[RV_HASH_HEX];
	uint8_t hash[RV_HASH_BYTES] = { 0 };
	if (a->seq > head->seq)
		return rv_err_set(err, RV_EDATA,
				  "%s: cut off: it ends with event %" PRIu64
				  ", an anchor knows event %" PRIu64,
				  d->path, head->seq, a->seq);
	(void)sqlite3_reset(st);
	(void)sqlite3_bind_int64(st, 1, (sqlite3_int64)a->seq);
	const int rc = sqlite3_step(st);
	if (rc != SQLITE_ROW)
		return rv_journal_fail(d, rc, "cannot read the journal", err);
	const void *p = sqlite3_column_blob(st, 0); /* 32 bytes: the chain was checked */
	if (p)
		memcpy(hash, p, RV_HASH_BYTES);
	const size_t known = a->known > 0 ? a->known : (size_t)RV_HASH_BYTES;
	if (memcmp(hash, a->hash, known) == 0)
		return RV_OK;
	return rv_err_set(err, RV_EDATA,
			  "%s: rewritten: event %" PRIu64 " has hash %.16s..., its anchor %.16s...",
			  d->path, a->seq, rv_hex_format(hash, RV_HASH_BYTES, got),
			  rv_hex_format(a->hash, RV_HASH_BYTES, want));
}

static rv_status check_anchors(const rv_journal_db *d, const rv_journal_anchor *anchors, size_t n,
			       rv_journal_report *out, rv_err *err)
{
	sqlite3_stmt *st = NULL;
	rv_status code = rv_journal_prepare(d, "SELECT hash FROM event WHERE seq = ?1", &st, err);
	for (size_t i = 0; i < n && code == RV_OK; i++) {
		code = check_anchor(d, st, &out->head, &anchors[i], err);
		if (code == RV_EDATA)
			out->bad_seq = anchors[i].seq <= out->head.seq ? anchors[i].seq
								       : out->head.seq + 1;
	}
	(void)sqlite3_finalize(st); /* repeats an error already reported */
	return code;
}

rv_status rv_journal_reader_verify(rv_journal_reader *r, const rv_journal_anchor *anchors, size_t n,
				   rv_journal_report *out, rv_err *err)
{
	*out = (rv_journal_report){ .events = 0 };
	rv_status st = rv_journal_check_chain(&r->d, &out->head, &out->bad_seq, err);
	out->events = out->head.seq;
	if (st == RV_OK)
		st = check_keys(&r->d, "key1", &out->bad_seq, err);
	if (st == RV_OK)
		st = check_keys(&r->d, "key2", &out->bad_seq, err);
	if (st == RV_OK)
		st = check_anchors(&r->d, anchors, n, out, err);
	if (st == RV_OK)
		st = rv_journal_check_schema(&r->d, err);
	return st == RV_OK ? rv_journal_check_pages(&r->d, true, err) : st;
}
