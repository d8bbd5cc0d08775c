/*
 * What the rest of the program hands to the journal: batches, last words, backups; see journal.h.
 *
 * A batch is packed into one allocation on the caller's side, its ack beside it, so that the
 * journal thread never needs memory to say what became of it.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "engine/base/timefmt.h"
#include "feeds/journal/journal_priv.h"
#include "feeds/journal/journal_reader.h"
#include "feeds/journal/journal_space.h"

enum { SPREAD_NS = 50000000, SECOND_NS = 1000000000 };

void rv_journal_request_free(rv_journal_request *r)
{
	if (!r)
		return;
	free(r->ack);
	free(r);
}

static char *pack(rv_bytes *b, char *to)
{
	memcpy(to, b->p, b->n);
	to[b->n] = '\0';
	b->p = to;
	return to + b->n + 1;
}

static size_t packed_size(const rv_journal_row *r)
{
	return r->subject.n + r->key[0].n + r->key[1].n + r->payload.n + 4;
}

/* The type is a word of the program: only the others are copied. */
static char *pack_row(rv_journal_row *r, char *to)
{
	to = pack(&r->subject, to);
	to = pack(&r->key[0], to);
	to = pack(&r->key[1], to);
	return pack(&r->payload, to);
}

/* Bytes that the events take when packed. RV_EINVAL: one of them cannot be stored. */
static rv_status measure(const rv_event *events, size_t n, size_t *bytes, rv_err *err)
{
	rv_journal_row row;
	rv_status st = RV_OK;
	*bytes = 0;
	if (n == 0 || n > RV_JOURNAL_BATCH_EVENTS)
		return rv_err_set(err, RV_EINVAL, "batch of %zu events, expected 1 to %d", n,
				  RV_JOURNAL_BATCH_EVENTS);
	for (size_t i = 0; i < n && st == RV_OK; i++) {
		st = rv_journal_row_of(&events[i], &row, err);
		*bytes += sizeof(row) + (st == RV_OK ? packed_size(&row) : 0);
	}
	return st;
}

static rv_status new_request(uint64_t batch, const rv_event *events, size_t n,
			     rv_journal_request **out, rv_err *err)
{
	size_t bytes = 0;
	rv_status st = measure(events, n, &bytes, err);
	if (st != RV_OK)
		return st;
	rv_journal_request *r = calloc(1, sizeof(*r) + bytes);
	rv_journal_ack *ack = calloc(1, sizeof(*ack));
	if (!r || !ack) {
		free(r);
		free(ack);
		(void)rv_err_set(err, RV_ENOMEM, "out of memory");
		return RV_ENOMEM;
	}
	ack->batch = batch;
	r->ack = ack;
	r->n = n;
	r->bytes = sizeof(*r) + sizeof(*ack) + bytes;
	char *to = (char *)(r->rows + n);
	for (size_t i = 0; i < n && st == RV_OK; i++) {
		st = rv_journal_row_of(&events[i], &r->rows[i], err);
		to = st == RV_OK ? pack_row(&r->rows[i], to) : to;
	}
	if (st != RV_OK) { /* cannot be: the same events were measured */
		rv_journal_request_free(r);
		return st;
	}
	*out = r;
	return RV_OK;
}

static rv_status close_append(rv_journal *j, rv_status st, const char *why)
{
	j->closed = st;
	rv_log_put(j->log, RV_LOG_ERROR, "journal", "no batch is taken any more: %s", why);
	return st;
}

static void hand_over(rv_journal *j, rv_journal_request *r)
{
	(void)atomic_fetch_add(&j->waiting, 1);
	(void)atomic_fetch_add(&j->waiting_bytes, r->bytes);
	/* The queue has room for all that may wait, and more: this cannot fail. */
	if (rv_queue_push(j->requests, r) != RV_OK)
		abort();
}

static bool has_room(rv_journal *j, const rv_journal_request *r)
{
	return atomic_load(&j->waiting) < j->p.waiting_max &&
	       atomic_load(&j->waiting_bytes) + r->bytes <= j->p.waiting_bytes;
}

static rv_status append(void *self, uint64_t batch, const rv_event *events, size_t n)
{
	rv_journal *j = self;
	rv_journal_request *r = NULL;
	rv_err err = { .code = RV_OK };
	if (j->closed != RV_OK)
		return j->closed;
	if (!j->running || atomic_load(&j->broken))
		return close_append(j, RV_EIO, j->running ? "it is broken" : "not started");
	if (batch <= j->last_batch)
		return close_append(j, RV_EIO, "a batch out of order");
	if (new_request(batch, events, n, &r, &err) != RV_OK)
		return close_append(j, RV_EIO, err.text);
	if (!has_room(j, r)) {
		rv_journal_request_free(r);
		return close_append(j, RV_EFULL, "too many batches wait for the disk");
	}
	j->last_batch = batch;
	hand_over(j, r);
	return RV_OK;
}

rv_journal_port rv_journal_port_of(rv_journal *j)
{
	return (rv_journal_port){ .self = j, .append = append };
}

rv_status rv_journal_last_words(rv_journal *j, uint64_t batch, const rv_event *events, size_t n)
{
	rv_journal_request *r = NULL;
	rv_err err = { .code = RV_OK };
	if (j->last_words || !j->running)
		return RV_ECLOSED;
	const rv_status st = new_request(batch, events, n, &r, &err);
	if (st != RV_OK)
		return st;
	j->last_words = true;
	if (j->closed == RV_OK)
		j->closed = RV_EIO;
	r->last_words = true;
	hand_over(j, r);
	return RV_OK;
}

bool rv_journal_busy_time(const rv_journal *j)
{
	const int64_t utc = rv_clock_utc_ms(j->p.clock);
	const int64_t of_day = utc - rv_time_floor(utc, RV_DAY_MS);
	return of_day >= RV_DAY_MS - 15 * RV_MINUTE_MS || of_day < 15 * RV_MINUTE_MS;
}

/* What has been written so far goes to the disk bit by bit: not all at once, before commits. */
static void spread(int fd)
{
	/* Advice: the sync at the end is what counts. */
	(void)sync_file_range(fd, 0, 0, SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE);
}

static void wait_for(rv_journal_copy *c, int fd)
{
	struct timespec until;
	(void)pthread_mutex_lock(&c->mu);
	while (!c->done) {
		(void)clock_gettime(CLOCK_REALTIME, &until); /* the clock of a plain condition */
		until.tv_nsec += SPREAD_NS;
		until.tv_sec += until.tv_nsec / SECOND_NS;
		until.tv_nsec %= SECOND_NS;
		if (pthread_cond_timedwait(&c->cond, &c->mu, &until) != ETIMEDOUT)
			continue;
		(void)pthread_mutex_unlock(&c->mu);
		spread(fd);
		(void)pthread_mutex_lock(&c->mu);
	}
	(void)pthread_mutex_unlock(&c->mu);
}

/* Hands the copy to the journal thread and waits for it. */
static rv_status run_copy(rv_journal *j, rv_journal_copy *c, int fd, rv_err *err)
{
	rv_journal_request *r = calloc(1, sizeof(*r));
	if (!r)
		return rv_err_set(err, RV_ENOMEM, "%s: out of memory", c->path);
	if (pthread_mutex_init(&c->mu, NULL) != 0) {
		free(r);
		return rv_err_set(err, RV_ENOMEM, "%s: out of memory", c->path);
	}
	rv_status st = RV_ENOMEM;
	if (pthread_cond_init(&c->cond, NULL) == 0) {
		r->copy = c;
		if (rv_queue_push(j->requests, r) != RV_OK) /* a place is kept for it */
			abort();
		wait_for(c, fd);
		st = c->st;
		if (st != RV_OK && err)
			*err = c->err;
		(void)pthread_cond_destroy(&c->cond);
	} else {
		free(r);
	}
	(void)pthread_mutex_destroy(&c->mu);
	return st;
}

/* Everything in it is proved, then it is on disk under its name. */
static rv_status prove(const char *path, rv_err *err)
{
	rv_journal_reader *r = NULL;
	rv_journal_report report;
	rv_status st = rv_journal_reader_open(path, &r, err);
	if (st == RV_OK)
		st = rv_journal_reader_verify(r, NULL, 0, &report, err);
	rv_journal_reader_close(r);
	if (st != RV_OK)
		return st;
	const int fd = open(path, O_RDWR | O_CLOEXEC);
	const int rc = fd >= 0 ? fsync(fd) : -1;
	const int e = errno;
	if (fd >= 0)
		(void)close(fd); /* it was synced */
	if (rc != 0)
		return rv_err_set(err, RV_EIO, "%s: cannot be synced: %s", path, strerror(e));
	return rv_sync_folder_of(path, err);
}

static rv_status copy_to(rv_journal *j, const char *path, rv_err *err)
{
	rv_journal_copy c = { .path = path };
	/* SQLite takes an empty file as its own: private from the first moment. */
	const int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return rv_err_set(err, errno == EEXIST ? RV_EEXIST : RV_EIO,
				  "%s: cannot create the backup: %s", path, strerror(errno));
	rv_status st = run_copy(j, &c, fd, err);
	(void)close(fd); /* nothing was written by it; SQLite's locks on the copy are over */
	if (st == RV_OK)
		st = prove(path, err);
	if (st != RV_OK)
		(void)unlink(path); /* part of a backup is no use */
	return st;
}

void rv_journal_backup_stop(rv_journal *j)
{
	atomic_store(&j->no_copies, true);
}

rv_status rv_journal_backup(rv_journal *j, const char *path, rv_err *err)
{
	if (!j->running)
		return rv_err_set(err, RV_EINVAL, "%s: not started", j->path);
	if (atomic_load(&j->no_copies))
		return rv_err_set(err, RV_ECLOSED, "%s: the journal is being closed", j->path);
	if (rv_journal_busy_time(j))
		return rv_err_set(err, RV_EAGAIN,
				  "%s: no backup between 23:45 and 00:15 UTC, try again later",
				  j->path);
	if (atomic_exchange(&j->copying, true))
		return rv_err_set(err, RV_EAGAIN, "%s: another backup is being made", j->path);
	const rv_status st = copy_to(j, path, err);
	atomic_store(&j->copying, false);
	return st;
}
