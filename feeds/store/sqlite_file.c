/* SQLite files, whoever owns them; see sqlite_file.h. Offsets: SQLite's file format, 1.3. */
#include "feeds/store/sqlite_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HEADER_BYTES = 100, URI_CAP = 3 * 4096 + 64 };

/*
 * "file:" URI of a path, every byte but the unreserved ones escaped. A relative path gets "./", so
 * that ":memory:" is a file name too; an absolute one an empty authority.
 */
static rv_status uri_of(const char *path, const char *query, char *out, size_t cap)
{
	static const char keep[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				   "0123456789-._~/";
	size_t n = (size_t)snprintf(out, cap, path[0] == '/' ? "file://" : "file:./");
	for (const char *p = path; *p; p++) {
		if (n + 4 + strlen(query) >= cap)
			return RV_ERANGE;
		if (strchr(keep, *p))
			out[n++] = *p;
		else
			n += (size_t)snprintf(out + n, cap - n, "%%%02X", (unsigned char)*p);
	}
	(void)snprintf(out + n, cap - n, "?%s", query); /* fits: checked above */
	return RV_OK;
}

rv_status rv_sqlite_code(int rc)
{
	switch (rc & 0xff) {
	case SQLITE_OK:
		return RV_OK;
	case SQLITE_NOMEM:
		return RV_ENOMEM;
	case SQLITE_FULL:
		return RV_EFULL;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return RV_EAGAIN;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
	case SQLITE_CONSTRAINT:
	case SQLITE_ERROR: /* a missing table: somebody edited the schema */
		return RV_EDATA;
	default:
		return RV_EIO;
	}
}

rv_status rv_sqlite_fail(sqlite3 *db, const char *path, int rc, const char *what, rv_err *err)
{
	return rv_err_set(err, rv_sqlite_code(rc), "%s: %s: %s", path, what,
			  db ? sqlite3_errmsg(db) : sqlite3_errstr(rc));
}

rv_status rv_sqlite_ensure_file(const char *path, const char *expected, rv_err *err)
{
	struct stat sb;
	const int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd >= 0) {
		(void)close(fd); /* nothing was written */
		return RV_OK;
	}
	if (errno != EEXIST || stat(path, &sb) != 0)
		return rv_err_set(err, RV_EIO, "%s: cannot be made: %s", path, strerror(errno));
	if (!S_ISREG(sb.st_mode))
		return rv_err_set(err, RV_EIO, "%s: not a file, expected %s", path, expected);
	return RV_OK;
}

rv_status rv_sqlite_open(const char *path, const char *query, int flags, const char *what,
			 sqlite3 **db, rv_err *err)
{
	char uri[URI_CAP];
	*db = NULL;
	if (uri_of(path, query, uri, sizeof(uri)) != RV_OK)
		return rv_err_set(err, RV_EINVAL, "%.80s...: path too long", path);
	const int rc = sqlite3_open_v2(
		uri, db, flags | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
		NULL);
	return rc == SQLITE_OK ? RV_OK : rv_sqlite_fail(*db, path, rc, what, err);
}

static uint32_t be32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static bool all_zero(const unsigned char *b, size_t n)
{
	while (n > 0 && b[n - 1] == 0)
		n--;
	return n == 0;
}

rv_status rv_sqlite_header_read(sqlite3 *db, const char *path, rv_sqlite_header *out, rv_err *err)
{
	unsigned char b[HEADER_BYTES] = { 0 }; /* a short read leaves zeros behind */
	sqlite3_file *f = NULL;
	int rc = sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER, &f);
	if (rc == SQLITE_OK)
		rc = f->pMethods ? f->pMethods->xRead(f, b, HEADER_BYTES, 0) : SQLITE_CANTOPEN;
	if (rc != SQLITE_OK && rc != SQLITE_IOERR_SHORT_READ)
		return rv_err_set(err, RV_EIO, "%s: cannot read the file: %s", path,
				  sqlite3_errstr(rc));
	out->is_sqlite = rc == SQLITE_OK && memcmp(b, "SQLite format 3", 16) == 0;
	out->is_wal = b[18] == 2 || b[19] == 2;
	out->is_blank = all_zero(b, sizeof(b));
	out->change_counter = be32(b + 24);
	out->user_version = be32(b + 60);
	out->application_id = be32(b + 68);
	return RV_OK;
}
