/* See restore.h. */
#include "app/ops/restore.h"

#include "app/ops/backup_names.h"
#include "app/ops/file_copy.h"
#include "app/state_dir.h"
#include "app/state_lock.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static rv_status prove(const char *path, rv_journal_report *report, rv_err *err)
{
	rv_journal_reader *r = NULL;
	rv_status st = rv_journal_reader_open(path, &r, err);
	if (st == RV_OK)
		st = rv_journal_reader_verify(r, NULL, 0, report, err);
	rv_journal_reader_close(r);
	return st;
}

static const char *base_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

/* A backup has no log; a journal that was copied by hand while it was open may have one. */
static rv_status check_source(const char *from, char file[RV_BACKUP_NAME],
			      rv_journal_report *report, rv_err *err)
{
	char log[PATH_MAX];
	struct stat sb;
	if (!rv_backup_parse(base_of(from), file, NULL) || strncmp(file, "journal", 7) != 0)
		return rv_err_set(err, RV_EINVAL,
				  "%s: not named as a backup is, expected "
				  "journal-...-YYYYMMDDTHHMMSSZ.db",
				  from);
	if (snprintf(log, sizeof(log), "%s-wal", from) >= (int)sizeof(log))
		return rv_err_set(err, RV_ERANGE, "%.80s...: path too long", from);
	if (stat(log, &sb) == 0 && sb.st_size > 0)
		return rv_err_set(err, RV_EDATA, "%s: has a log beside it, expected a backup",
				  from);
	return prove(from, report, err);
}

/* Nothing in it but the lock that we hold. */
static rv_status check_empty(const char *dir, rv_err *err)
{
	rv_status st = RV_OK;
	DIR *d = opendir(dir);
	if (!d)
		return rv_err_set(err, RV_EIO, "%s: %s", dir, strerror(errno));
	for (const struct dirent *e = readdir(d); e && st == RV_OK; e = readdir(d)) {
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0 &&
		    strcmp(e->d_name, "lock") != 0)
			st = rv_err_set(err, RV_EEXIST,
					"%s: has %.80s in it, expected an empty folder", dir,
					e->d_name);
	}
	(void)closedir(d); /* was only read */
	return st;
}

/* The file of the book that was copied with the journal: "journal-X-STAMP.db", "book-X-STAMP.txt".
 */
static rv_status put_book(const char *from, const char *dir, bool *found, rv_err *err)
{
	char source[PATH_MAX], name[RV_BACKUP_NAME], file[RV_BACKUP_NAME], to[PATH_MAX];
	const char *base = base_of(from);
	(void)snprintf(name, sizeof(name), "book%.*s.txt", (int)(strlen(base) - 7 - 3), base + 7);
	const int n = snprintf(source, sizeof(source), "%.*s%s", (int)(base - from), from, name);
	*found = n > 0 && n < (int)sizeof(source) && rv_backup_parse(name, file, NULL) &&
		 access(source, F_OK) == 0;
	if (!*found)
		return RV_OK;
	if (snprintf(to, sizeof(to), "%s/%s", dir, file) >= (int)sizeof(to))
		return rv_err_set(err, RV_ERANGE, "%.80s...: path too long", dir);
	return rv_file_copy(source, to, err);
}

static rv_status put(const char *from, const char *file, const char *dir, rv_restored *out,
		     rv_err *err)
{
	rv_journal_report again;
	if (snprintf(out->path, sizeof(out->path), "%s/%s", dir, file) >= (int)sizeof(out->path))
		return rv_err_set(err, RV_ERANGE, "%.80s...: path too long", dir);
	rv_status st = put_book(from, dir, &out->book, err);
	if (st == RV_OK)
		st = rv_file_copy(from, out->path, err);
	if (st == RV_OK)
		st = prove(out->path, &again, err);
	if (st == RV_OK && memcmp(again.head.hash, out->report.head.hash, RV_HASH_BYTES) != 0)
		st = rv_err_set(err, RV_EDATA, "%s: another head than %s", out->path, from);
	return st;
}

rv_status rv_restore(const char *from, const char *state, rv_restored *out, rv_err *err)
{
	char dir[PATH_MAX], file[RV_BACKUP_NAME];
	long owner = 0;
	int lock = -1;
	memset(out, 0, sizeof(*out));
	rv_status st = check_source(from, file, &out->report, err);
	if (st == RV_OK)
		st = rv_state_dir(state, dir, err);
	if (st == RV_OK)
		st = check_empty(dir, err);
	if (st == RV_OK)
		st = rv_state_lock(dir, &lock, &owner, err);
	if (st == RV_OK)
		st = put(from, file, dir, out, err);
	if (lock >= 0)
		(void)close(lock); /* gives the folder free */
	return st;
}
