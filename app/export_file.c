/* An export on the disk; see export_file.h. */
#include "app/export_file.h"

#include "app/export_text.h"
#include "engine/base/timefmt.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TRIES = 99, STEM_ROOM = PATH_MAX - 16 };

static rv_status fail(rv_err *err, const char *path, int e)
{
	if (e == EEXIST)
		return rv_err_set(err, RV_EEXIST,
				  "export: %s is there already, expected a new name", path);
	return rv_err_set(err, RV_EIO, "export: %s: %s", path, strerror(e));
}

/* All of it on the disk, or errno and no file. */
static int fill(const rv_export *e, unsigned format, int fd, const char *path)
{
	FILE *f = fdopen(fd, "w");
	int bad = 0;

	if (!f) {
		bad = errno;
		(void)close(fd);
	} else {
		if (format == RV_EXPORT_CSV)
			rv_export_csv(e, f);
		else if (rv_export_json(e, f) != RV_OK)
			bad = ENOMEM;
		if (bad == 0 && (fflush(f) != 0 || ferror(f) || fsync(fd) != 0))
			bad = errno ? errno : EIO;
		if (fclose(f) != 0 && bad == 0)
			bad = errno;
	}
	if (bad != 0)
		(void)unlink(path); /* the failure is told */
	return bad;
}

static rv_status write_one(const rv_export *e, unsigned format, const char *path, rv_err *err)
{
	const int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOCTTY, 0600);

	if (fd < 0)
		return fail(err, path, errno);
	const int bad = fill(e, format, fd, path);
	return bad == 0 ? RV_OK : fail(err, path, bad);
}

/* "~/x" is the user's home, as a shell has it. */
static bool name_path(const rv_export *e, char out[PATH_MAX])
{
	const char *home = getenv("HOME");
	const bool at_home = e->path[0] == '~' && e->path[1] == '/' && home;
	const int n =
		snprintf(out, PATH_MAX, "%s%s", at_home ? home : "", e->path + (at_home ? 1 : 0));

	return n > 0 && n < PATH_MAX;
}

static rv_status write_named(const rv_export *e, char *said, size_t cap, rv_err *err)
{
	char path[PATH_MAX];

	if (!name_path(e, path))
		return rv_err_set(err, RV_ERANGE, "export: the path is too long");
	const rv_status st = write_one(e, e->formats, path, err);
	if (st == RV_OK)
		(void)snprintf(said, cap, "%zu rows of %s: %s", e->n_rows, e->pane, path);
	return st;
}

/* "symbols-20261127T063535Z", with -2 .. from the second try on. */
static void make_stem(const rv_export *e, const char *folder, int attempt, char out[STEM_ROOM])
{
	char iso[RV_TIME_TEXT], stamp[RV_TIME_TEXT], again[8] = "";
	size_t n = 0;

	(void)rv_time_format(e->asked_utc_ms, iso);
	for (const char *p = iso; *p; p++) {
		if (*p != '-' && *p != ':')
			stamp[n++] = *p;
	}
	stamp[n] = '\0';
	if (attempt > 1)
		(void)snprintf(again, sizeof(again), "-%d", attempt);
	(void)snprintf(out, STEM_ROOM, "%.3900s/%s-%s%s", folder, e->pane, stamp, again);
}

/* Both or neither: a name that only one of them finds free is not used. */
static rv_status write_stem(const rv_export *e, const char *stem, rv_err *err)
{
	char csv[PATH_MAX], json[PATH_MAX];
	rv_status st = RV_OK;

	(void)snprintf(csv, sizeof(csv), "%s.csv", stem);
	(void)snprintf(json, sizeof(json), "%s.json", stem);
	if (e->formats & RV_EXPORT_CSV)
		st = write_one(e, RV_EXPORT_CSV, csv, err);
	if (st != RV_OK || !(e->formats & RV_EXPORT_JSON))
		return st;
	st = write_one(e, RV_EXPORT_JSON, json, err);
	if (st != RV_OK && (e->formats & RV_EXPORT_CSV))
		(void)unlink(csv); /* ours, of a moment ago */
	return st;
}

rv_status rv_export_write(const rv_export *e, const char *folder, char *said, size_t cap,
			  rv_err *err)
{
	char stem[STEM_ROOM];
	rv_status st = RV_EEXIST;

	if (e->no_memory)
		return rv_err_set(err, RV_ENOMEM, "export: out of memory");
	if (e->path[0])
		return write_named(e, said, cap, err);
	for (int attempt = 1; attempt <= TRIES && st == RV_EEXIST; attempt++) {
		make_stem(e, folder, attempt, stem);
		st = write_stem(e, stem, err);
	}
	const bool csv = e->formats & RV_EXPORT_CSV, json = e->formats & RV_EXPORT_JSON;
	if (st == RV_OK)
		(void)snprintf(said, cap, "%zu rows of %s: %s.%s%s", e->n_rows, e->pane, stem,
			       csv ? "csv" : "json", csv && json ? " and .json" : "");
	return st;
}
