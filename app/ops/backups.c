/* The hourly backups; see backups.h. */
#include "app/ops/backups.h"

#include "app/ops/backup_names.h"
#include "app/ops/file_copy.h"
#include "engine/base/timefmt.h"
#include "feeds/journal/journal_space.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	LOOK_MS = 10000,
	AGAIN_MS = 300000, /* after one that failed */
	MOST = 512,	   /* backups in the folder that are looked at */
	PATH_CAP = PATH_MAX + RV_BACKUP_NAME + 64,
	COPIES_ROOM = 4,
	SPARE_BYTES = 64 << 20
};

struct rv_backups {
	rv_trading *trading;
	const rv_clock *clock;
	rv_log *log;
	int stop_fd; /* -1: no thread */
	pthread_t thread;
	char dir[PATH_MAX], folder[PATH_MAX + 16];
};

typedef struct found {
	int64_t utc_ms;
	char name[RV_BACKUP_NAME];
} found;

typedef struct listing {
	size_t n;
	found v[MOST];
} listing;

static int newest_first(const void *a, const void *b)
{
	const found *x = a, *y = b;
	return (x->utc_ms < y->utc_ms) - (x->utc_ms > y->utc_ms);
}

static bool is_part(const char *name)
{
	const size_t n = strlen(name);
	return n > 5 && strcmp(name + n - 5, ".part") == 0;
}

/* Backups of this journal, newest first; what a desk that died has half made is removed. */
static rv_status list(const rv_backups *b, const char *file, listing *l, rv_err *err)
{
	char of[RV_BACKUP_NAME], path[PATH_CAP];
	l->n = 0;
	DIR *d = opendir(b->folder);
	if (!d)
		return rv_err_set(err, RV_EIO, "%s: %s", b->folder, strerror(errno));
	for (const struct dirent *e = readdir(d); e; e = readdir(d)) {
		found *f = &l->v[l->n];
		(void)snprintf(path, sizeof(path), "%s/%.*s", b->folder, RV_BACKUP_NAME, e->d_name);
		if (is_part(e->d_name))
			(void)unlink(path); /* if it stays it does no harm */
		else if (l->n < MOST && rv_backup_parse(e->d_name, of, &f->utc_ms) &&
			 strcmp(of, file) == 0) {
			(void)snprintf(f->name, sizeof(f->name), "%.*s", RV_BACKUP_NAME - 1,
				       e->d_name);
			l->n++;
		}
	}
	(void)closedir(d); /* was only read */
	qsort(l->v, l->n, sizeof(l->v[0]), newest_first);
	return RV_OK;
}

static void tidy(rv_backups *b, const char *file, rv_err *err)
{
	static const rv_err none = { 0 };
	int64_t utc[MOST];
	bool keep[MOST];
	char path[PATH_CAP];
	listing *l = malloc(sizeof(*l));
	*err = none;
	if (!l || list(b, file, l, err) != RV_OK) {
		free(l);
		return; /* the next look does it */
	}
	for (size_t i = 0; i < l->n; i++)
		utc[i] = l->v[i].utc_ms;
	rv_backup_keep(utc, l->n, keep);
	for (size_t i = 0; i < l->n; i++) {
		(void)snprintf(path, sizeof(path), "%s/%s", b->folder, l->v[i].name);
		if (!keep[i] && unlink(path) != 0)
			rv_log_once(b->log, "backup.old", RV_LOG_WARN, "backup",
				    "%s cannot be removed: %s", path, strerror(errno));
	}
	free(l);
}

/* Newest backup of the file, its hour; INT64_MIN none. */
static rv_status newest_hour(const rv_backups *b, const char *file, int64_t *hour, rv_err *err)
{
	listing *l = malloc(sizeof(*l));
	if (!l)
		return rv_err_set(err, RV_ENOMEM, "backup: out of memory");
	const rv_status st = list(b, file, l, err);
	*hour = st == RV_OK && l->n > 0 ? rv_time_floor(l->v[0].utc_ms, RV_HOUR_MS) : INT64_MIN;
	free(l);
	return st;
}

static rv_status check_room(const rv_backups *b, const char *file, rv_err *err)
{
	char path[PATH_CAP];
	struct stat sb = { .st_size = 0 };
	(void)snprintf(path, sizeof(path), "%s/%s", b->dir, file);
	if (stat(path, &sb) != 0)
		return rv_err_set(err, RV_EIO, "%s: %s", path, strerror(errno));
	return rv_space_check(path, COPIES_ROOM * (int64_t)sb.st_size + SPARE_BYTES, err);
}

/* Under its name only when all of it is there. */
static rv_status make(rv_backups *b, const char *file, int64_t now, rv_err *err)
{
	char name[RV_BACKUP_NAME], part[PATH_CAP], path[PATH_CAP];
	rv_status st = rv_backup_name(file, now, name);
	(void)snprintf(path, sizeof(path), "%s/%s", b->folder, name);
	(void)snprintf(part, sizeof(part), "%s/.%s.part", b->folder, name);
	if (st == RV_OK)
		st = check_room(b, file, err);
	if (st == RV_OK)
		st = rv_trading_backup(b->trading, part, err);
	if (st == RV_OK && rename(part, path) != 0) {
		st = rv_err_set(err, RV_EIO, "%s: %s", path, strerror(errno));
		(void)unlink(part);
	}
	return st == RV_OK ? rv_sync_folder_of(path, err) : st;
}

/* What the book keeps is a file that is replaced whole: it can be copied at any time. */
static rv_status make_book(rv_backups *b, int64_t now, rv_err *err)
{
	char name[RV_BACKUP_NAME], from[PATH_CAP], to[PATH_CAP];
	const char *file = rv_trading_book_file(b->trading);
	rv_status st = rv_backup_name(file, now, name);
	(void)snprintf(from, sizeof(from), "%s/%s", b->dir, file);
	(void)snprintf(to, sizeof(to), "%s/%s", b->folder, name);
	if (st != RV_OK || access(from, F_OK) != 0)
		return st; /* the book has kept nothing yet */
	return rv_file_copy(from, to, err);
}

rv_status rv_backups_look(rv_backups *b, rv_err *err)
{
	const char *file = rv_trading_journal_file(b->trading);
	const int64_t now = rv_clock_utc_ms(b->clock);
	int64_t hour = INT64_MIN;
	rv_err later;
	if (mkdir(b->folder, 0700) != 0 && errno != EEXIST)
		return rv_err_set(err, RV_EIO, "%s: %s", b->folder, strerror(errno));
	rv_status st = newest_hour(b, file, &hour, err);
	if (st != RV_OK || hour >= rv_time_floor(now, RV_HOUR_MS))
		return st;
	st = make_book(b, now, err); /* first: not newer than the journal's */
	if (st == RV_OK)
		st = make(b, file, now, err);
	if (st != RV_OK)
		return st;
	rv_log_put(b->log, RV_LOG_INFO, "backup", "%s is in %s", file, b->folder);
	tidy(b, file, &later);
	tidy(b, rv_trading_book_file(b->trading), &later);
	return RV_OK;
}

static void *backups_main(void *arg)
{
	rv_backups *b = arg;
	struct pollfd fd = { .fd = b->stop_fd, .events = POLLIN };
	int64_t at = 0;
	while (poll(&fd, 1, at == 0 ? 0 : LOOK_MS) <= 0) {
		rv_err err = { 0 };
		if (rv_mono_ms() < at)
			continue;
		const rv_status st = rv_backups_look(b, &err);
		at = rv_mono_ms() + (st == RV_OK || st == RV_EAGAIN ? 1 : AGAIN_MS);
		if (st != RV_OK && st != RV_EAGAIN && st != RV_ECLOSED)
			rv_log_put(b->log, RV_LOG_ERROR, "backup", "no backup: %s", err.text);
	}
	return NULL;
}

rv_status rv_backups_new(const char *dir, rv_trading *trading, const rv_clock *clock, rv_log *log,
			 rv_backups **out)
{
	rv_backups *b = calloc(1, sizeof(*b));
	if (!b)
		return RV_ENOMEM;
	b->trading = trading;
	b->clock = clock;
	b->log = log;
	b->stop_fd = -1;
	(void)snprintf(b->dir, sizeof(b->dir), "%s", dir);
	(void)snprintf(b->folder, sizeof(b->folder), "%s/backups", dir);
	*out = b;
	return RV_OK;
}

rv_status rv_backups_start(const char *dir, rv_trading *trading, const rv_clock *clock, rv_log *log,
			   rv_backups **out)
{
	rv_backups *b = NULL;
	const rv_status st = rv_backups_new(dir, trading, clock, log, &b);
	if (st != RV_OK)
		return st;
	b->stop_fd = eventfd(0, EFD_CLOEXEC);
	if (b->stop_fd < 0 || pthread_create(&b->thread, NULL, backups_main, b) != 0) {
		if (b->stop_fd >= 0)
			(void)close(b->stop_fd);
		free(b);
		return RV_EIO;
	}
	(void)pthread_setname_np(b->thread, "backup");
	*out = b;
	return RV_OK;
}

void rv_backups_stop(rv_backups *b)
{
	const uint64_t one = 1;
	if (!b)
		return;
	if (b->stop_fd >= 0) {
		rv_trading_backup_stop(b->trading);
		if (write(b->stop_fd, &one, sizeof(one)) < 0)
			rv_log_put(b->log, RV_LOG_ERROR, "backup", "stop: %s", strerror(errno));
		(void)pthread_join(b->thread, NULL);
		(void)close(b->stop_fd);
	}
	free(b);
}
