/* Files that appear together or not at all; see file_set.h. */
#include "app/research/file_set.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILES = 48, FOLDERS = 64, TRIES = 64 };

typedef struct one_file {
	char *tmp, *path;
	bool placed; /* has its name */
} one_file;

struct rv_file_set {
	size_t n, n_made;
	one_file files[FILES];
	char *made[FOLDERS]; /* folders, outer ones first */
	FILE *open;	     /* the newest file */
	bool committed;
};

rv_status rv_file_set_new(rv_file_set **out)
{
	*out = calloc(1, sizeof(**out));
	return *out ? RV_OK : RV_ENOMEM;
}

static rv_status failed(const char *path, const char *what, int e, rv_err *err)
{
	return rv_err_set(err, e == EEXIST ? RV_EEXIST : RV_EIO, "%.160s%s: %s: %s", path,
			  strlen(path) > 160 ? "..." : "", what, strerror(e));
}

static rv_status no_memory(rv_err *err)
{
	return rv_err_set(err, RV_ENOMEM, "cannot write the files: out of memory");
}

/* ---- folders ---- */

static rv_status make_one(rv_file_set *s, const char *dir, rv_err *err)
{
	struct stat sb;
	if (stat(dir, &sb) == 0)
		return S_ISDIR(sb.st_mode) ? RV_OK
					   : failed(dir, "cannot be written to", ENOTDIR, err);
	if (s->n_made == FOLDERS)
		return failed(dir, "cannot be made", ENAMETOOLONG, err);
	char *copy = strdup(dir);
	if (!copy)
		return no_memory(err);
	if (mkdir(dir, 0777) != 0) {
		const int e = errno;
		free(copy);
		return failed(dir, "cannot be made", e, err);
	}
	s->made[s->n_made++] = copy;
	return RV_OK;
}

static rv_status make_folders(rv_file_set *s, const char *dir, rv_err *err)
{
	char path[PATH_MAX];
	if (strlen(dir) >= sizeof(path))
		return failed(dir, "cannot be made", ENAMETOOLONG, err);
	rv_status st = RV_OK;
	for (size_t i = 1; st == RV_OK && i <= strlen(dir); i++) {
		if (dir[i] != '/' && dir[i] != '\0')
			continue;
		memcpy(path, dir, i);
		path[i] = '\0';
		st = make_one(s, path, err);
	}
	return st;
}

/* ---- files ---- */

static rv_status close_open(rv_file_set *s, rv_err *err)
{
	FILE *f = s->open;
	if (!f)
		return RV_OK;
	s->open = NULL;
	int e = fflush(f) != 0 ? errno : 0;
	if (e == 0 && ferror(f))
		e = EIO; /* an earlier write: its reason is gone */
	if (e == 0 && fsync(fileno(f)) != 0)
		e = errno;
	if (fclose(f) != 0 && e == 0)
		e = errno;
	return e == 0 ? RV_OK : failed(s->files[s->n - 1].path, "cannot be written", e, err);
}

/* errno or 0 */
static int names_of(one_file *one, const char *dir, const char *name, unsigned k)
{
	char tmp[PATH_MAX], path[PATH_MAX];
	const int n = snprintf(tmp, sizeof(tmp), "%s/.%s.%ld.%u", dir, name, (long)getpid(), k);
	if (n < 0 || n >= (int)sizeof(tmp) ||
	    snprintf(path, sizeof(path), "%s/%s", dir, name) >= (int)sizeof(path))
		return ENAMETOOLONG;
	one->tmp = strdup(tmp);
	one->path = strdup(path);
	return one->tmp && one->path ? 0 : ENOMEM;
}

/*
 * errno or 0 with *fd and the names of *one. A name that a killed process of the same number has
 * left is passed over.
 */
static int create(const char *dir, const char *name, one_file *one, int *fd)
{
	for (unsigned k = 0;; k++) {
		int e = names_of(one, dir, name, k);
		*fd = e == 0 ? open(one->tmp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666) : -1;
		if (*fd >= 0)
			return 0;
		e = e == 0 ? errno : e;
		free(one->tmp);
		free(one->path);
		*one = (one_file){ NULL, NULL, false };
		if (e != EEXIST || k == TRIES)
			return e;
	}
}

/* A file under its temporary name, open at *fd, as the newest of the set. */
static rv_status add(rv_file_set *s, const char *dir, const char *name, int *fd, rv_err *err)
{
	one_file one = { NULL, NULL, false };
	rv_status st = close_open(s, err);
	if (st == RV_OK && s->n == FILES)
		st = rv_err_set(err, RV_EFULL, "%s: more than %d files", name, FILES);
	if (st == RV_OK)
		st = make_folders(s, dir, err);
	if (st != RV_OK)
		return st;
	const int e = create(dir, name, &one, fd);
	if (e != 0)
		return failed(dir, "cannot be written to", e, err);
	s->files[s->n++] = one;
	return RV_OK;
}

rv_status rv_file_set_begin(rv_file_set *s, const char *dir, const char *name, FILE **out,
			    rv_err *err)
{
	int fd = -1;
	const rv_status st = add(s, dir, name, &fd, err);
	if (st != RV_OK)
		return st;
	s->open = fdopen(fd, "w");
	if (!s->open) {
		(void)close(fd); /* nothing was written */
		return no_memory(err);
	}
	*out = s->open;
	return RV_OK;
}

rv_status rv_file_set_place(rv_file_set *s, const char *dir, const char *name, const char **out,
			    rv_err *err)
{
	int fd = -1;
	const rv_status st = add(s, dir, name, &fd, err);
	if (st != RV_OK)
		return st;
	(void)close(fd); /* empty */
	*out = s->files[s->n - 1].tmp;
	return RV_OK;
}

/* Not every file system can rename without replacing: there it is looked first. */
static int place(const one_file *f)
{
	struct stat sb;
	if (renameat2(AT_FDCWD, f->tmp, AT_FDCWD, f->path, RENAME_NOREPLACE) == 0)
		return 0;
	if (errno != EINVAL && errno != ENOSYS)
		return errno;
	if (lstat(f->path, &sb) == 0)
		return EEXIST;
	return rename(f->tmp, f->path) == 0 ? 0 : errno;
}

/* The names of the files last through a power cut, too. */
static rv_status sync_folder(const char *path, rv_err *err)
{
	char dir[PATH_MAX];
	(void)snprintf(dir, sizeof(dir), "%s", path);
	*strrchr(dir, '/') = '\0'; /* "DIR/NAME" */
	const int fd = open(dir[0] ? dir : "/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int e = fd < 0 || fsync(fd) != 0 ? errno : 0;
	if (fd >= 0)
		(void)close(fd); /* only read */
	return e == 0 || e == EINVAL ? RV_OK : failed(dir, "cannot be synced", e, err);
}

rv_status rv_file_set_commit(rv_file_set *s, rv_err *err)
{
	rv_status st = close_open(s, err);
	for (size_t i = 0; st == RV_OK && i < s->n; i++) {
		const int e = place(&s->files[i]);
		s->files[i].placed = e == 0;
		if (e != 0)
			st = failed(s->files[i].path, "cannot be written", e, err);
	}
	for (size_t i = 0; st == RV_OK && i < s->n; i++)
		st = sync_folder(s->files[i].path, err);
	s->committed = st == RV_OK;
	return st;
}

void rv_file_set_free(rv_file_set *s)
{
	if (!s)
		return;
	if (s->open)
		(void)fclose(s->open); /* it is removed */
	for (size_t i = 0; i < s->n; i++) {
		one_file *f = &s->files[i];
		if (!s->committed)
			(void)unlink(f->placed ? f->path : f->tmp);
		free(f->tmp);
		free(f->path);
	}
	for (size_t i = s->n_made; i-- > 0;) {
		if (!s->committed)
			(void)rmdir(s->made[i]);
		free(s->made[i]);
	}
	free(s);
}
