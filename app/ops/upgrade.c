/* See upgrade.h. */
#include "app/ops/upgrade.h"

#include "app/ops/backup_names.h"
#include "app/ops/file_copy.h"
#include "app/state_dir.h"
#include "app/state_lock.h"
#include "engine/desk/oms.h"
#include "engine/desk/oms_params.h"
#include "feeds/journal/journal.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_CAP = PATH_MAX + 2 * RV_BACKUP_NAME };

static bool is_journal(const char *name)
{
	const size_t n = strlen(name);
	return n > 10 && n < RV_BACKUP_NAME / 2 && strncmp(name, "journal", 7) == 0 &&
	       strcmp(name + n - 3, ".db") == 0;
}

/* A desk that was killed has left a log: its journal is more than the file. */
static rv_status check_ended(const char *path, rv_err *err)
{
	char log[PATH_CAP + 8];
	struct stat sb;
	(void)snprintf(log, sizeof(log), "%s-wal", path);
	if (stat(log, &sb) == 0 && sb.st_size > 0)
		return rv_err_set(err, RV_EDATA,
				  "%.200s: its desk has not ended in order: start the old program "
				  "and end it with SIGTERM first",
				  path);
	return RV_OK;
}

static rv_status prove(const char *path, rv_journal_report *out, rv_err *err)
{
	rv_journal_reader *r = NULL;
	rv_status st = rv_journal_reader_open(path, &r, err);
	if (st == RV_OK)
		st = rv_journal_reader_verify(r, NULL, 0, out, err);
	rv_journal_reader_close(r);
	return st;
}

static rv_status fold_one(void *ctx, const rv_event *e, rv_err *err)
{
	return rv_oms_replay(ctx, e, err);
}

void rv_upgrade_book(const rv_trade_view *v, rv_upgrade_report *out)
{
	out->positions = out->live = 0;
	for (size_t i = 0; i < v->n_positions; i++) {
		const rv_tv_position *p = &v->positions[i];
		if (!rv_tv_holds(p))
			continue;
		rv_upgrade_held *h = &out->held[out->positions++];
		memcpy(h->symbol, p->coin.symbol, sizeof(h->symbol));
		h->lots = p->lots;
	}
	for (size_t i = 0; i < v->n_orders; i++)
		out->live += !v->orders[i].external && !rv_order_over(v->orders[i].state);
}

static rv_status fold(rv_journal *j, const rv_clock *clock, rv_upgrade_report *out, rv_err *err)
{
	rv_oms_params p;
	rv_oms *oms = NULL;
	rv_oms_params_default(&p);
	rv_trade_view *v = calloc(1, sizeof(*v));
	rv_status st = v ? rv_oms_new(&p, clock, NULL, &oms) : RV_ENOMEM;
	if (st != RV_OK) {
		free(v);
		return rv_err_set(err, st, "upgrade: %s", rv_status_text(st));
	}
	st = rv_journal_replay(j, fold_one, oms, err);
	rv_oms_view(oms, v);
	rv_upgrade_book(v, out);
	rv_oms_free(oms);
	free(v);
	return st;
}

/* What a start of this program does, on a copy. */
static rv_status try_start(const char *copy, rv_upgrade_report *out, rv_err *err)
{
	rv_journal_params p;
	rv_journal *j = NULL;
	rv_clock *clock = NULL;
	rv_journal_stats s;
	char hash[RV_HASH_HEX];
	rv_status st = rv_clock_new_real(&clock);
	if (st != RV_OK)
		return rv_err_set(err, st, "upgrade: %s", rv_status_text(st));
	rv_journal_params_default(&p, clock);
	p.ballast_bytes = p.log_room = 0; /* nothing is written */
	st = rv_journal_open(copy, &p, NULL, &j, err);
	if (st == RV_OK) {
		rv_journal_stats_get(j, &s);
		(void)rv_hex_format(out->head.hash, RV_HASH_BYTES, hash);
		if (s.seq != out->head.seq || strcmp(s.head, hash) != 0)
			st = rv_err_set(err, RV_EDATA, "%.200s: its head has changed", copy);
	}
	if (st == RV_OK)
		st = fold(j, clock, out, err);
	rv_journal_close(j);
	rv_clock_free(clock);
	return st;
}

static void remove_copy(const char *copy)
{
	static const char *const ends[] = { "", "-wal", "-ballast" };
	char path[PATH_CAP + 16];
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		(void)snprintf(path, sizeof(path), "%s%s", copy, ends[i]);
		(void)unlink(path); /* most are not there */
	}
}

/* What the book keeps, under the journal's moment, as the hourly backups have it. */
static rv_status back_up_book(const char *dir, const char *file, int64_t utc_ms, rv_err *err)
{
	char book[RV_BACKUP_NAME], name[RV_BACKUP_NAME], from[PATH_CAP], to[PATH_CAP];
	const size_t n = strlen(file);
	(void)snprintf(book, sizeof(book), "book%.*s.txt", (int)(n - 7 - 3), file + 7);
	(void)snprintf(from, sizeof(from), "%s/%s", dir, book);
	if (access(from, F_OK) != 0)
		return RV_OK; /* the book has kept nothing yet */
	const rv_status st = rv_backup_name(book, utc_ms, name);
	(void)snprintf(to, sizeof(to), "%s/backups/%s", dir, name);
	return st == RV_OK ? rv_file_copy(from, to, err) : st;
}

static rv_status check_one(const char *dir, const char *file, int64_t utc_ms,
			   rv_upgrade_report *out, char backup[PATH_CAP], rv_err *err)
{
	char path[PATH_CAP], copy[PATH_CAP], name[RV_BACKUP_NAME];
	rv_journal_report report;
	(void)snprintf(path, sizeof(path), "%s/%.*s", dir, RV_BACKUP_NAME, file);
	(void)snprintf(copy, sizeof(copy), "%s/backups/.upgrade.db", dir);
	*out = (rv_upgrade_report){ .file = file, .backup = backup };
	rv_status st = rv_backup_name(file, utc_ms, name);
	(void)snprintf(backup, PATH_CAP, "%s/backups/%s", dir, name);
	if (st == RV_OK)
		st = check_ended(path, err);
	if (st == RV_OK)
		st = prove(path, &report, err);
	if (st == RV_OK)
		st = rv_file_copy(path, backup, err);
	if (st == RV_OK)
		st = back_up_book(dir, file, utc_ms, err);
	if (st != RV_OK)
		return st;
	out->events = report.events;
	out->head = report.head;
	remove_copy(copy); /* of one that was killed */
	st = rv_file_copy(backup, copy, err);
	if (st == RV_OK)
		st = try_start(copy, out, err);
	remove_copy(copy);
	return st;
}

typedef struct told {
	void (*each)(void *ctx, const rv_upgrade_report *r);
	void *ctx;
} told;

static rv_status check_all(const char *dir, int64_t utc_ms, const told *t, rv_err *err)
{
	rv_upgrade_report r;
	char backup[PATH_CAP];
	size_t n = 0;
	rv_status st = RV_OK;
	DIR *d = opendir(dir);
	if (!d)
		return rv_err_set(err, RV_EIO, "%s: %s", dir, strerror(errno));
	for (const struct dirent *e = readdir(d); e && st == RV_OK; e = readdir(d)) {
		if (!is_journal(e->d_name))
			continue;
		st = check_one(dir, e->d_name, utc_ms, &r, backup, err);
		if (st == RV_OK)
			t->each(t->ctx, &r);
		n++;
	}
	(void)closedir(d); /* was only read */
	if (st == RV_OK && n == 0)
		return rv_err_set(err, RV_ENOENT, "%s: no journal*.db in it", dir);
	return st;
}

rv_status rv_upgrade_check(const char *state, int64_t utc_ms,
			   void (*each)(void *ctx, const rv_upgrade_report *r), void *ctx,
			   rv_err *err)
{
	char dir[PATH_MAX], backups[PATH_MAX + 16];
	const told t = { each, ctx };
	long owner = 0;
	int lock = -1;
	rv_status st = rv_state_dir_name(state, dir, err);
	if (st == RV_OK)
		st = rv_state_lock(dir, &lock, &owner, err);
	if (st == RV_EEXIST)
		return rv_err_set(err, st, "%s: process %ld keeps it: end that desk first", dir,
				  owner);
	(void)snprintf(backups, sizeof(backups), "%s/backups", dir);
	if (st == RV_OK && mkdir(backups, 0700) != 0 && errno != EEXIST)
		st = rv_err_set(err, RV_EIO, "%s: %s", backups, strerror(errno));
	if (st == RV_OK)
		st = check_all(dir, utc_ms, &t, err);
	if (lock >= 0)
		(void)close(lock); /* gives the folder free */
	return st;
}
