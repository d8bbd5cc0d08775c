/* A file system that fails on demand; see faulty_vfs.h. */
#include "tests/support/faulty_vfs.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/support/cm.h"

enum { FILES = 16, PATH = 512, SECTOR = 512 };

/* One change that is not on disk yet. data NULL: a truncation to at. */
typedef struct change {
	struct change *next;
	sqlite3_int64 at;
	int n;
	unsigned char *data;
} change;

typedef struct image {
	char path[PATH];
	unsigned char *bytes; /* what is on disk for sure */
	sqlite3_int64 n;
	bool exists;  /* its name is on disk for sure */
	bool removed; /* and was taken away, perhaps not on disk */
	change *first, **last;
} image;

typedef struct faulty_file {
	sqlite3_file base; /* must be first */
	image *im;	   /* NULL: a file without a name */
	bool folder_too;   /* its first sync syncs the folder, as SQLite's own layer does */
	sqlite3_file *real;
} faulty_file;

static struct {
	pthread_mutex_t mu; /* guards everything below */
	sqlite3_vfs *real;
	image files[FILES];
	size_t n;
	vfs_op op;
	int left, code, changes;
	bool always, ordered, failed;
} vfs = { .mu = PTHREAD_MUTEX_INITIALIZER };

/* Counts a change; the code with which it fails, or SQLITE_OK. */
static int passes(vfs_op op)
{
	vfs.changes++;
	if (!vfs.ordered || (vfs.op != VFS_CHANGE && vfs.op != op))
		return SQLITE_OK;
	if (vfs.left > 0 && --vfs.left > 0)
		return SQLITE_OK;
	if (vfs.failed && !vfs.always)
		return SQLITE_OK;
	vfs.failed = true;
	return vfs.code;
}

static void add_change(image *im, sqlite3_int64 at, int n, const void *data)
{
	change *c = calloc(1, sizeof(*c));
	assert_non_null(c);
	c->at = at;
	c->n = n;
	if (data) {
		c->data = malloc((size_t)n);
		assert_non_null(c->data);
		memcpy(c->data, data, (size_t)n);
	}
	*im->last = c;
	im->last = &c->next;
}

static void resize(image *im, sqlite3_int64 n)
{
	unsigned char *p = realloc(im->bytes, (size_t)n + 1);
	assert_non_null(p);
	if (n > im->n)
		memset(p + im->n, 0, (size_t)(n - im->n));
	im->bytes = p;
	im->n = n;
}

static void apply(image *im, const change *c, int n)
{
	if (!c->data) {
		resize(im, c->at);
		return;
	}
	if (c->at + n > im->n)
		resize(im, c->at + n);
	memcpy(im->bytes + c->at, c->data, (size_t)n);
}

static void forget_changes(image *im)
{
	while (im->first) {
		change *c = im->first;
		im->first = c->next;
		free(c->data);
		free(c);
	}
	im->last = &im->first;
}

static void sync_image(image *im)
{
	for (const change *c = im->first; c; c = c->next)
		apply(im, c, c->n);
	forget_changes(im);
	im->exists = true;
	im->removed = false;
}

/* Every name is on disk, or gone from it. */
static void sync_folder(void)
{
	for (size_t i = 0; i < vfs.n; i++) {
		vfs.files[i].exists = !vfs.files[i].removed;
		if (vfs.files[i].removed)
			vfs.files[i].n = 0;
		vfs.files[i].removed = false;
	}
}

static image *find(const char *path)
{
	for (size_t i = 0; i < vfs.n; i++) {
		if (strcmp(vfs.files[i].path, path) == 0)
			return &vfs.files[i];
	}
	return NULL;
}

/* What is there when a file is first seen has always been there. */
static image *remember(const char *path)
{
	assert_true(vfs.n < FILES && strlen(path) < PATH);
	image *im = &vfs.files[vfs.n++];
	*im = (image){ .exists = false };
	im->last = &im->first;
	(void)snprintf(im->path, PATH, "%s", path);
	FILE *f = fopen(path, "rb");
	if (!f)
		return im;
	im->exists = true;
	assert_int_equal(fseek(f, 0, SEEK_END), 0);
	const long n = ftell(f);
	resize(im, n);
	rewind(f);
	assert_int_equal(fread(im->bytes, 1, (size_t)n, f), n);
	assert_int_equal(fclose(f), 0);
	return im;
}

/* A file of that name was removed and is made again: nothing of the old one is in it. */
static void make_again(image *im)
{
	forget_changes(im);
	im->n = 0;
	im->exists = im->removed = false;
}

static int f_close(sqlite3_file *p)
{
	faulty_file *f = (faulty_file *)p;
	const int rc = f->real->pMethods->xClose(f->real);
	free(f->real);
	return rc;
}

static int f_read(sqlite3_file *p, void *b, int n, sqlite3_int64 at)
{
	sqlite3_file *real = ((faulty_file *)p)->real;
	return real->pMethods->xRead(real, b, n, at);
}

static int f_write(sqlite3_file *p, const void *b, int n, sqlite3_int64 at)
{
	faulty_file *f = (faulty_file *)p;
	(void)pthread_mutex_lock(&vfs.mu);
	int rc = passes(VFS_WRITE);
	if (rc == SQLITE_OK) {
		rc = f->real->pMethods->xWrite(f->real, b, n, at);
		if (f->im)
			add_change(f->im, at, n, b);
	}
	(void)pthread_mutex_unlock(&vfs.mu);
	return rc;
}

static int f_truncate(sqlite3_file *p, sqlite3_int64 n)
{
	faulty_file *f = (faulty_file *)p;
	(void)pthread_mutex_lock(&vfs.mu);
	int rc = passes(VFS_CHANGE);
	if (rc == SQLITE_OK) {
		rc = f->real->pMethods->xTruncate(f->real, n);
		if (f->im)
			add_change(f->im, n, 0, NULL);
	}
	(void)pthread_mutex_unlock(&vfs.mu);
	return rc;
}

static int f_sync(sqlite3_file *p, int flags)
{
	faulty_file *f = (faulty_file *)p;
	(void)flags;
	(void)pthread_mutex_lock(&vfs.mu);
	const int rc = passes(VFS_SYNC);
	if (rc == SQLITE_OK && f->im)
		sync_image(f->im);
	if (rc == SQLITE_OK && f->folder_too)
		sync_folder();
	f->folder_too = f->folder_too && rc != SQLITE_OK;
	(void)pthread_mutex_unlock(&vfs.mu);
	return rc;
}

static int f_size(sqlite3_file *p, sqlite3_int64 *n)
{
	sqlite3_file *real = ((faulty_file *)p)->real;
	return real->pMethods->xFileSize(real, n);
}

static int f_lock(sqlite3_file *p, int lock)
{
	sqlite3_file *real = ((faulty_file *)p)->real;
	return real->pMethods->xLock(real, lock);
}

static int f_unlock(sqlite3_file *p, int lock)
{
	sqlite3_file *real = ((faulty_file *)p)->real;
	return real->pMethods->xUnlock(real, lock);
}

static int f_reserved(sqlite3_file *p, int *out)
{
	sqlite3_file *real = ((faulty_file *)p)->real;
	return real->pMethods->xCheckReservedLock(real, out);
}

static int f_control(sqlite3_file *p, int op, void *arg)
{
	sqlite3_file *real = ((faulty_file *)p)->real;
	return real->pMethods->xFileControl(real, op, arg);
}

static int f_sector(sqlite3_file *p)
{
	sqlite3_file *real = ((faulty_file *)p)->real;
	return real->pMethods->xSectorSize(real);
}

static int f_device(sqlite3_file *p)
{
	sqlite3_file *real = ((faulty_file *)p)->real;
	return real->pMethods->xDeviceCharacteristics(real);
}

/* Version 1: no shared memory, hence a write-ahead log for an exclusive connection only. */
static const sqlite3_io_methods methods = {
	.iVersion = 1,
	.xClose = f_close,
	.xRead = f_read,
	.xWrite = f_write,
	.xTruncate = f_truncate,
	.xSync = f_sync,
	.xFileSize = f_size,
	.xLock = f_lock,
	.xUnlock = f_unlock,
	.xCheckReservedLock = f_reserved,
	.xFileControl = f_control,
	.xSectorSize = f_sector,
	.xDeviceCharacteristics = f_device,
};

static int v_open(sqlite3_vfs *v, sqlite3_filename path, sqlite3_file *p, int flags, int *out)
{
	faulty_file *f = (faulty_file *)p;
	(void)v;
	memset(f, 0, sizeof(*f));
	(void)pthread_mutex_lock(&vfs.mu);
	if (path)
		f->im = find(path) ? find(path) : remember(path);
	f->folder_too = (flags & SQLITE_OPEN_CREATE) != 0 &&
			(flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL)) != 0;
	if (path && f->im->removed && access(path, F_OK) != 0)
		make_again(f->im);
	f->real = calloc(1, (size_t)vfs.real->szOsFile);
	assert_non_null(f->real);
	const int rc = vfs.real->xOpen(vfs.real, path, f->real, flags, out);
	(void)pthread_mutex_unlock(&vfs.mu);
	if (rc == SQLITE_OK)
		f->base.pMethods = &methods;
	else
		free(f->real);
	return rc;
}

static int v_delete(sqlite3_vfs *v, const char *path, int sync)
{
	(void)v;
	(void)pthread_mutex_lock(&vfs.mu);
	int rc = passes(VFS_CHANGE);
	image *im = find(path);
	if (rc == SQLITE_OK)
		rc = vfs.real->xDelete(vfs.real, path, 0);
	if (rc == SQLITE_OK && im) {
		forget_changes(im);
		im->removed = true;
		if (sync) {
			im->exists = false;
			im->n = 0;
		}
	}
	(void)pthread_mutex_unlock(&vfs.mu);
	return rc;
}

static int v_access(sqlite3_vfs *v, const char *path, int flags, int *out)
{
	(void)v;
	return vfs.real->xAccess(vfs.real, path, flags, out);
}

static int v_full_path(sqlite3_vfs *v, const char *path, int n, char *out)
{
	(void)v;
	return vfs.real->xFullPathname(vfs.real, path, n, out);
}

static int v_random(sqlite3_vfs *v, int n, char *out)
{
	(void)v;
	return vfs.real->xRandomness(vfs.real, n, out);
}

static int v_sleep(sqlite3_vfs *v, int us)
{
	(void)v;
	return vfs.real->xSleep(vfs.real, us);
}

static int v_time(sqlite3_vfs *v, double *out)
{
	(void)v;
	return vfs.real->xCurrentTime(vfs.real, out);
}

static int v_error(sqlite3_vfs *v, int n, char *out)
{
	(void)v;
	return vfs.real->xGetLastError(vfs.real, n, out);
}

static sqlite3_vfs faulty = {
	.iVersion = 1,
	.szOsFile = sizeof(faulty_file),
	.mxPathname = PATH,
	.zName = "faulty",
	.xOpen = v_open,
	.xDelete = v_delete,
	.xAccess = v_access,
	.xFullPathname = v_full_path,
	.xRandomness = v_random,
	.xSleep = v_sleep,
	.xCurrentTime = v_time,
	.xGetLastError = v_error,
};

static void forget_files(void)
{
	for (size_t i = 0; i < vfs.n; i++) {
		forget_changes(&vfs.files[i]);
		free(vfs.files[i].bytes);
	}
	vfs.n = 0;
}

void vfs_install(void)
{
	if (!vfs.real)
		vfs.real = sqlite3_vfs_find(NULL);
	forget_files();
	vfs.changes = 0;
	vfs_heal();
	assert_int_equal(sqlite3_vfs_register(&faulty, 1), SQLITE_OK);
}

void vfs_remove(void)
{
	forget_files();
	assert_int_equal(sqlite3_vfs_unregister(&faulty), SQLITE_OK);
}

void vfs_fail(vfs_op op, int nth, int code, bool always)
{
	(void)pthread_mutex_lock(&vfs.mu);
	vfs.op = op;
	vfs.left = nth;
	vfs.code = code;
	vfs.always = always;
	vfs.ordered = true;
	vfs.failed = false;
	(void)pthread_mutex_unlock(&vfs.mu);
}

void vfs_heal(void)
{
	(void)pthread_mutex_lock(&vfs.mu);
	vfs.ordered = vfs.failed = false;
	(void)pthread_mutex_unlock(&vfs.mu);
}

int vfs_changes(void)
{
	(void)pthread_mutex_lock(&vfs.mu);
	const int n = vfs.changes;
	(void)pthread_mutex_unlock(&vfs.mu);
	return n;
}

bool vfs_failed(void)
{
	(void)pthread_mutex_lock(&vfs.mu);
	const bool failed = vfs.failed;
	(void)pthread_mutex_unlock(&vfs.mu);
	return failed;
}

/* Each unsynced change is there, is lost, or is there up to a sector. */
static void lose(image *im, rv_rng *r)
{
	for (const change *c = im->first; c; c = c->next) {
		const uint64_t fate = rv_rng_below(r, 4);
		if (fate == 0)
			continue;
		const int sectors = c->n / SECTOR;
		const bool torn = fate == 1 && c->data && sectors > 0;
		apply(im, c, torn ? SECTOR * (int)rv_rng_below(r, (uint64_t)sectors) : c->n);
	}
	forget_changes(im);
}

static void put_back(const image *im)
{
	FILE *f = fopen(im->path, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(im->bytes, 1, (size_t)im->n, f), im->n);
	assert_int_equal(fclose(f), 0);
}

void vfs_lose_power(rv_rng *r)
{
	for (size_t i = 0; i < vfs.n; i++) {
		image *im = &vfs.files[i];
		const bool fresh = !im->exists, gone = im->removed;
		lose(im, r);
		if ((fresh || gone) && rv_rng_below(r, 2) == 0)
			(void)unlink(im->path); /* may be gone already */
		else if (im->exists || im->n > 0)
			put_back(im);
	}
	forget_files();
	vfs_heal();
}
