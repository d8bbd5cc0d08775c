/* See trial_register.h. */
#include "app/research/trial_register.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* A sweep's rows beside its register. */
#define SWEEP_FILE "returns.f64"

struct rv_trial_register {
	char dir[PATH_MAX], path[PATH_MAX], data_hash[RV_HEX_TEXT(RV_SHA256_BYTES)];
	rv_trial_log log; /* f NULL: there is no file yet */
	uint64_t stopped;
	bool begun; /* this run has its first line */
	rv_bt_register calls;
};

static rv_status failed(const rv_trial_register *g, const char *what, rv_err *err)
{
	return rv_err_set(err, RV_EIO, "%.200s: %s: %s", g->path, what, strerror(errno));
}

/* ---- the file ---- */

static rv_status make_folders(const rv_trial_register *g, rv_err *err)
{
	char path[PATH_MAX];
	for (size_t i = 1; i <= strlen(g->dir); i++) {
		if (g->dir[i] != '/' && g->dir[i] != '\0')
			continue;
		memcpy(path, g->dir, i);
		path[i] = '\0';
		if (mkdir(path, 0777) != 0 && errno != EEXIST)
			return rv_err_set(err, RV_EIO, "%.200s: cannot be made: %s", path,
					  strerror(errno));
	}
	return RV_OK;
}

static rv_status open_file(rv_trial_register *g, int flags, rv_err *err)
{
	const int fd = open(g->path, O_RDWR | O_CLOEXEC | flags, 0666);
	if (fd < 0)
		return failed(g, "cannot be opened", err);
	if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		const bool taken = errno == EWOULDBLOCK;
		const rv_status st =
			taken ? rv_err_set(err, RV_EAGAIN, "%.200s: another run is writing it",
					   g->path)
			      : failed(g, "cannot be locked", err);
		(void)close(fd); /* nothing was written */
		return st;
	}
	g->log.f = fdopen(fd, "r+");
	if (g->log.f)
		return RV_OK;
	(void)close(fd); /* nothing was written */
	return rv_err_set(err, RV_ENOMEM, "%.200s: out of memory", g->path);
}

/* The name lasts through a power cut, too. */
static rv_status sync_folder(const rv_trial_register *g, rv_err *err)
{
	const int fd = open(g->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	const int e = fd < 0 || fsync(fd) != 0 ? errno : 0;
	if (fd >= 0)
		(void)close(fd); /* only read */
	errno = e;
	return e == 0 || e == EINVAL ? RV_OK : failed(g, "its folder cannot be synced", err);
}

static rv_status flush(const rv_trial_register *g, rv_err *err)
{
	if (fflush(g->log.f) != 0 || ferror(g->log.f) || fdatasync(fileno(g->log.f)) != 0)
		return failed(g, "cannot be written", err);
	return RV_OK;
}

/* ---- what a run before has left ---- */

/* Behind its last whole line. */
static rv_status take_up(rv_trial_register *g, const rv_trials_report *report, rv_err *err)
{
	FILE *f = g->log.f;
	g->log = (rv_trial_log){ .f = f, .seq = report->lines + 1, .trials = report->trials };
	g->stopped = report->trials;
	if (report->lines == 0)
		memset(g->log.head, 0, sizeof(g->log.head));
	else if (rv_hex_parse(report->head, strlen(report->head), g->log.head,
			      sizeof(g->log.head)) != RV_OK)
		return rv_err_set(err, RV_EDATA, "%.200s: no head", g->path);
	if (ftruncate(fileno(f), (off_t)report->good_bytes) != 0 ||
	    fseeko(f, (off_t)report->good_bytes, SEEK_SET) != 0)
		return failed(g, "cannot be cut", err);
	return RV_OK;
}

static rv_status look(rv_trial_register *g, rv_err *err)
{
	char rows[PATH_MAX];
	rv_trials_report report;
	if (access(g->path, F_OK) != 0)
		return errno == ENOENT || errno == ENOTDIR ? RV_OK
							   : failed(g, "cannot be read", err);
	if (snprintf(rows, sizeof(rows), "%s/" SWEEP_FILE, g->dir) < (int)sizeof(rows) &&
	    access(rows, F_OK) == 0)
		return rv_err_set(err, RV_EEXIST, "%.200s holds a sweep: name a folder without one",
				  g->dir);
	rv_status st = open_file(g, 0, err);
	if (st != RV_OK)
		return st;
	st = rv_trials_check(g->log.f, &report);
	if (st == RV_EDATA && !report.unfinished)
		return rv_err_set(err, st,
				  "%.160s:%llu: %s; nothing is added to a register that is "
				  "broken: name another folder",
				  g->path, (unsigned long long)report.bad_line, report.why);
	if (st != RV_OK && st != RV_EDATA)
		return rv_err_set(err, st, "%.200s: %s", g->path, rv_status_text(st));
	return take_up(g, &report, err);
}

/* ---- while it runs ---- */

static rv_status begin(rv_trial_register *g, const rv_bt_result *r, rv_err *err)
{
	if (g->begun)
		return RV_OK;
	const bool there = g->log.f != NULL;
	rv_status st = there ? RV_OK : make_folders(g, err);
	if (st == RV_OK && !there)
		st = open_file(g, O_CREAT | O_EXCL, err);
	if (st != RV_OK)
		return st;
	st = there && g->log.seq > 1 ? rv_trial_log_again(&g->log, r, g->data_hash)
				     : rv_trial_log_begin(&g->log, g->log.f, r, g->data_hash);
	if (st != RV_OK)
		return rv_err_set(err, st, "%.200s: %s", g->path, rv_status_text(st));
	g->begun = true;
	st = flush(g, err);
	return st == RV_OK && !there ? sync_folder(g, err) : st;
}

static rv_status on_begun(void *ctx, const rv_bt_result *r, const rv_bt_trial *trials, size_t n,
			  rv_err *err)
{
	rv_trial_register *g = ctx;
	rv_status st = begin(g, r, err);
	if (st != RV_OK)
		return st;
	st = rv_trial_log_begun(&g->log, r, trials, n);
	return st == RV_OK ? flush(g, err)
			   : rv_err_set(err, st, "%.200s: %s", g->path, rv_status_text(st));
}

static rv_status on_tried(void *ctx, const rv_bt_result *r, rv_bt_trial *trials, size_t n,
			  rv_err *err)
{
	rv_trial_register *g = ctx;
	rv_status st = RV_OK;
	for (size_t k = 0; k < n && st == RV_OK; k++) {
		trials[k].seq = g->log.seq;
		st = rv_trial_log_add(&g->log, r, &trials[k]);
	}
	return st == RV_OK ? flush(g, err)
			   : rv_err_set(err, st, "%.200s: %s", g->path, rv_status_text(st));
}

rv_status rv_trial_register_end(rv_trial_register *g, const rv_bt_result *r, rv_trial_log *out,
				rv_err *err)
{
	rv_status st = begin(g, r, err); /* of a run that tries nothing */
	if (st != RV_OK)
		return st;
	st = rv_trial_log_end(&g->log);
	if (st != RV_OK)
		return rv_err_set(err, st, "%.200s: %s", g->path, rv_status_text(st));
	st = flush(g, err);
	*out = g->log;
	out->f = NULL;
	return st;
}

/* ---- open and close ---- */

rv_status rv_trial_register_open(const char *dir, const char *data_hash, rv_trial_register **out,
				 rv_err *err)
{
	rv_trial_register *g = calloc(1, sizeof(*g));
	if (!g)
		return rv_err_set(err, RV_ENOMEM, "cannot register trials: out of memory");
	g->calls = (rv_bt_register){ .ctx = g, .begun = on_begun, .tried = on_tried };
	(void)snprintf(g->data_hash, sizeof(g->data_hash), "%s", data_hash);
	rv_status st = RV_OK;
	if (snprintf(g->dir, sizeof(g->dir), "%s", dir) >= PATH_MAX ||
	    snprintf(g->path, sizeof(g->path), "%s/" RV_TRIALS_FILE, dir) >= PATH_MAX)
		st = rv_err_set(err, RV_EIO, "%.160s...: too long a name", dir);
	if (st == RV_OK)
		st = look(g, err);
	if (st == RV_OK)
		*out = g;
	else
		rv_trial_register_free(g);
	return st;
}

void rv_trial_register_free(rv_trial_register *g)
{
	if (!g)
		return;
	if (g->log.f)
		(void)fclose(g->log.f); /* what had to arrive has been flushed and looked at */
	free(g);
}

const rv_bt_register *rv_trial_register_of(rv_trial_register *g)
{
	return &g->calls;
}

size_t rv_trial_register_stopped(const rv_trial_register *g)
{
	return (size_t)g->stopped;
}
