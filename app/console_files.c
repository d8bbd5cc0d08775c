/* Files of a console; see console_files.h. */
#include "app/console_files.h"

#include "app/console_state.h"
#include "app/desk_start.h"
#include "app/export_file.h"
#include "app/file_replace.h"
#include "app/state_dir.h"
#include "config/read_file.h"

#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WAIT_MOST = 4, TOLD_MOST = 8 };

typedef struct told {
	bool ok;
	char text[RV_FILES_TOLD];
} told;

struct rv_console_files {
	char dir[PATH_MAX], path[PATH_MAX];
	bool keeps;
	pthread_t thread;
	pthread_mutex_t mu; /* guards what follows */
	pthread_cond_t work;
	bool stop, keep_due;
	rv_remembered keep;
	size_t n_wait, n_told;
	rv_export *wait[WAIT_MOST];
	told told[TOLD_MOST];
};

/* More than nobody reads: the oldest goes. */
static void tell(rv_console_files *c, bool ok, const char *text)
{
	(void)pthread_mutex_lock(&c->mu);
	if (c->n_told == TOLD_MOST)
		memmove(&c->told[0], &c->told[1], --c->n_told * sizeof(c->told[0]));
	told *t = &c->told[c->n_told++];
	t->ok = ok;
	(void)snprintf(t->text, sizeof(t->text), "%s", text); /* cut is fine */
	(void)pthread_mutex_unlock(&c->mu);
}

static void write_state(rv_console_files *c, const rv_remembered *r)
{
	rv_err err = { 0 };
	char dir[PATH_MAX], *text = NULL;
	rv_status st = rv_state_dir(c->dir, dir, &err);

	if (st == RV_OK)
		st = rv_console_state_text(r, &text);
	if (st == RV_OK)
		st = rv_file_replace(c->path, text, strlen(text), &err);
	if (st != RV_OK)
		tell(c, false, err.text[0] ? err.text : "console.json: out of memory");
	free(text);
}

static void write_export(rv_console_files *c, rv_export *e)
{
	char dir[PATH_MAX], folder[PATH_MAX], said[RV_FILES_TOLD];
	rv_err err = { 0 };
	rv_status st = RV_OK;
	const int n = snprintf(folder, sizeof(folder), "%s/export", c->dir);

	if (n < 0 || (size_t)n >= sizeof(folder))
		st = rv_err_set(&err, RV_ERANGE, "export: the state folder's path is too long");
	else if (!e->path[0]) /* a file with a name of its own needs no folder of ours */
		st = rv_state_dir(folder, dir, &err);
	if (st == RV_OK)
		st = rv_export_write(e, folder, said, sizeof(said), &err);
	tell(c, st == RV_OK, st == RV_OK ? said : err.text);
	rv_export_free(e);
}

/* One thing to do, or false: it is to end. Exports first: somebody waits for them. */
static bool next_work(rv_console_files *c, rv_export **e, bool *keep, rv_remembered *r)
{
	*e = NULL;
	*keep = false;
	(void)pthread_mutex_lock(&c->mu);
	while (!c->stop && c->n_wait == 0 && !c->keep_due)
		(void)pthread_cond_wait(&c->work, &c->mu);
	if (c->n_wait > 0) {
		*e = c->wait[0];
		memmove(&c->wait[0], &c->wait[1], --c->n_wait * sizeof(c->wait[0]));
	} else if (c->keep_due) {
		*r = c->keep;
		*keep = true;
		c->keep_due = false;
	}
	(void)pthread_mutex_unlock(&c->mu);
	return *e || *keep;
}

static void *run(void *arg)
{
	rv_console_files *c = arg;
	rv_export *e;
	bool keep;
	rv_remembered r;

	while (next_work(c, &e, &keep, &r)) {
		if (e)
			write_export(c, e);
		if (keep)
			write_state(c, &r);
	}
	return NULL;
}

static void keep(void *ctx, const rv_remembered *r)
{
	rv_console_files *c = ctx;

	(void)pthread_mutex_lock(&c->mu);
	c->keep = *r;
	c->keep_due = true;
	(void)pthread_cond_signal(&c->work);
	(void)pthread_mutex_unlock(&c->mu);
}

static rv_status take_export(void *ctx, rv_export *e)
{
	rv_console_files *c = ctx;

	(void)pthread_mutex_lock(&c->mu);
	const bool room = c->n_wait < WAIT_MOST;
	if (room)
		c->wait[c->n_wait++] = e;
	(void)pthread_cond_signal(&c->work);
	(void)pthread_mutex_unlock(&c->mu);
	if (!room)
		rv_export_free(e);
	return room ? RV_OK : RV_EFULL;
}

static bool take_told(void *ctx, bool *ok, char text[RV_FILES_TOLD])
{
	rv_console_files *c = ctx;

	(void)pthread_mutex_lock(&c->mu);
	const bool any = c->n_told > 0;
	if (any) {
		*ok = c->told[0].ok;
		memcpy(text, c->told[0].text, RV_FILES_TOLD);
		memmove(&c->told[0], &c->told[1], --c->n_told * sizeof(c->told[0]));
	}
	(void)pthread_mutex_unlock(&c->mu);
	return any;
}

void rv_console_files_for(rv_console_files *c, rv_files *out)
{
	*out = (rv_files){
		.ctx = c, .keep = c->keeps ? keep : NULL, .write = take_export, .told = take_told
	};
}

void rv_console_files_recall(rv_console_files *c, rv_remembered *out)
{
	char *text = NULL;
	size_t n = 0;
	rv_err err = { 0 };

	rv_remembered_default(out);
	if (!c->keeps)
		return;
	rv_status st = rv_read_file(c->path, RV_CONSOLE_STATE_MOST, &text, &n, &err);
	if (st == RV_ENOENT)
		return;
	const bool read = st == RV_OK;
	if (read)
		st = rv_console_state_parse(text, n, out, &err);
	free(text);
	if (st == RV_OK)
		return;
	char line[RV_FILES_TOLD];
	(void)snprintf(line, sizeof(line), "%.80s%s%.100s: not used", read ? c->path : "",
		       read ? ": " : "", err.text);
	tell(c, false, line);
}

/* Signals stay with the main thread. */
static rv_status start_thread(rv_console_files *c, rv_err *err)
{
	sigset_t old;

	if (rv_desk_block_signals(&old, err) != RV_OK)
		return RV_EIO;
	const int e = pthread_create(&c->thread, NULL, run, c);
	(void)pthread_sigmask(SIG_SETMASK, &old, NULL);
	return e == 0 ? RV_OK : rv_err_set(err, RV_EIO, "console: no thread for its files");
}

rv_status rv_console_files_start(const char *dir, bool keeps, rv_console_files **out, rv_err *err)
{
	rv_console_files *c = calloc(1, sizeof(*c));

	if (!c)
		return rv_err_set(err, RV_ENOMEM, "console: out of memory");
	c->keeps = keeps;
	(void)pthread_mutex_init(&c->mu, NULL); /* neither fails with default attributes */
	(void)pthread_cond_init(&c->work, NULL);
	const int n = snprintf(c->path, sizeof(c->path), "%s/console.json", dir);
	const int m = snprintf(c->dir, sizeof(c->dir), "%s", dir);
	rv_status st = n > 0 && (size_t)n < sizeof(c->path) && m >= 0
			       ? RV_OK
			       : rv_err_set(err, RV_ERANGE, "state folder: path too long");
	if (st == RV_OK)
		st = start_thread(c, err);
	if (st != RV_OK) {
		free(c);
		return st;
	}
	*out = c;
	return RV_OK;
}

void rv_console_files_stop(rv_console_files *c)
{
	if (!c)
		return;
	(void)pthread_mutex_lock(&c->mu);
	c->stop = true;
	(void)pthread_cond_signal(&c->work);
	(void)pthread_mutex_unlock(&c->mu);
	(void)pthread_join(c->thread, NULL);
	(void)pthread_cond_destroy(&c->work);
	(void)pthread_mutex_destroy(&c->mu);
	free(c);
}
