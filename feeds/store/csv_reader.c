/* CSV lines out of a zlib stream, which reads plain files too; see csv_reader.h. */
#include "feeds/store/csv_reader.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <zlib.h>

enum { BUFFER = 1 << 16, GZ_BUFFER = 1 << 16 };
_Static_assert(BUFFER > 2 * RV_CSV_LINE_MAX, "a whole line must fit behind a part of one");

struct rv_csv {
	gzFile gz;
	char name[RV_CSV_NAME];
	long long size; /* of the file on disk, 0 unknown */
	size_t line;
	const char *const *columns;
	size_t n;
	size_t place[RV_CSV_COLUMNS_MAX]; /* column of the file -> index in columns */
	rv_csv_field row[RV_CSV_COLUMNS_MAX];
	char joined[256]; /* "symbol,t,..." for messages */
	size_t pos, end;  /* unread bytes of buf */
	bool at_end;
	char buf[BUFFER];
};

const char *rv_csv_quote(rv_csv_field f, char buf[RV_CSV_QUOTE])
{
	const size_t shown = f.n > 40 ? 37 : f.n;
	size_t k = 0;
	buf[k++] = '\'';
	for (size_t i = 0; i < shown; i++)
		buf[k++] = f.s[i] >= 0x20 && f.s[i] < 0x7f ? f.s[i] : '?';
	(void)snprintf(buf + k, RV_CSV_QUOTE - k, "%s'", f.n > 40 ? "..." : "");
	return buf;
}

static rv_status broken(rv_csv *r, rv_err *err)
{
	int code = Z_OK;
	const char *why = gzerror(r->gz, &code);
	if (code == Z_ERRNO)
		why = strerror(errno);
	else if (code == Z_BUF_ERROR)
		why = "the compressed data ends early, the file was cut";
	return rv_err_set(err, RV_EIO, "%s:%zu: cannot read the file: %s", r->name, r->line + 1,
			  why);
}

/* Moves what is unread to the front and reads more behind it. */
static rv_status refill(rv_csv *r, rv_err *err)
{
	memmove(r->buf, r->buf + r->pos, r->end - r->pos);
	r->end -= r->pos;
	r->pos = 0;
	const int got = gzread(r->gz, r->buf + r->end, (unsigned)(BUFFER - r->end));
	int code = Z_OK;
	(void)gzerror(r->gz, &code); /* a cut file returns its bytes and then only this */
	if (got < 0 || code == Z_BUF_ERROR)
		return broken(r, err);
	r->at_end = got == 0;
	r->end += (size_t)got;
	return RV_OK;
}

/* Drops the rest of a line that is too long. */
static rv_status skip_line(rv_csv *r, rv_err *err)
{
	for (;;) {
		const char *nl = memchr(r->buf + r->pos, '\n', r->end - r->pos);
		if (nl) {
			r->pos = (size_t)(nl - r->buf) + 1;
			return RV_OK;
		}
		r->pos = r->end;
		if (r->at_end)
			return RV_OK;
		const rv_status st = refill(r, err);
		if (st != RV_OK)
			return st;
	}
}

/* The next line without its ending; line->s NULL at the end of the file. */
static rv_status next_line(rv_csv *r, rv_csv_field *line, rv_err *err)
{
	const char *nl = NULL;
	while (!(nl = memchr(r->buf + r->pos, '\n', r->end - r->pos)) && !r->at_end &&
	       r->end - r->pos <= RV_CSV_LINE_MAX) {
		const rv_status st = refill(r, err);
		if (st != RV_OK)
			return st;
	}
	*line = (rv_csv_field){ .s = NULL };
	if (!nl && r->pos == r->end)
		return RV_OK;
	r->line++;
	size_t n = nl ? (size_t)(nl - r->buf) - r->pos : r->end - r->pos;
	if (n > RV_CSV_LINE_MAX) {
		const rv_status st = skip_line(r, err);
		return st != RV_OK ? st
				   : rv_err_set(err, RV_EPARSE,
						"%s:%zu: row: line too long, expected at most %d "
						"bytes",
						r->name, r->line, RV_CSV_LINE_MAX);
	}
	line->s = r->buf + r->pos;
	r->pos += n + (nl ? 1 : 0);
	if (n > 0 && line->s[n - 1] == '\r')
		n--;
	line->n = n;
	return RV_OK;
}

/* Splits at commas; returns the number of fields, of which at most cap are stored. */
static size_t split(rv_csv_field line, rv_csv_field *out, size_t cap)
{
	size_t k = 0;
	const char *s = line.s;
	const char *const end = line.s + line.n;
	for (;;) {
		const char *comma = memchr(s, ',', (size_t)(end - s));
		const char *stop = comma ? comma : end;
		if (k < cap)
			out[k] = (rv_csv_field){ .s = s, .n = (size_t)(stop - s) };
		k++;
		if (!comma)
			return k;
		s = comma + 1;
	}
}

static size_t find_column(const rv_csv *r, rv_csv_field f)
{
	for (size_t i = 0; i < r->n; i++) {
		if (strlen(r->columns[i]) == f.n && memcmp(r->columns[i], f.s, f.n) == 0)
			return i;
	}
	return SIZE_MAX;
}

static rv_status missing_column(const rv_csv *r, const bool *seen, rv_err *err)
{
	for (size_t i = 0; i < r->n; i++) {
		if (!seen[i])
			return rv_err_set(err, RV_EPARSE,
					  "%s:1: %s: missing column, expected the header %s",
					  r->name, r->columns[i], r->joined);
	}
	return RV_OK;
}

static rv_status map_header(rv_csv *r, rv_csv_field line, rv_err *err)
{
	bool seen[RV_CSV_COLUMNS_MAX] = { false };
	rv_csv_field names[RV_CSV_COLUMNS_MAX];
	char shown[RV_CSV_QUOTE];
	const size_t k = split(line, names, RV_CSV_COLUMNS_MAX);
	for (size_t i = 0; i < k && i < RV_CSV_COLUMNS_MAX; i++) {
		const size_t c = find_column(r, names[i]);
		if (c == SIZE_MAX || seen[c])
			return rv_err_set(err, RV_EPARSE,
					  "%s:1: %s: %s column, expected the header %s", r->name,
					  rv_csv_quote(names[i], shown),
					  c == SIZE_MAX ? "unknown" : "repeated", r->joined);
		seen[c] = true;
		r->place[i] = c;
	}
	return missing_column(r, seen, err); /* none missing and none unknown: k == n */
}

static rv_status read_header(rv_csv *r, rv_err *err)
{
	rv_csv_field line;
	const rv_status st = next_line(r, &line, err);
	if (st != RV_OK)
		return st;
	if (!line.s)
		return rv_err_set(err, RV_EPARSE, "%s:1: empty file, expected the header %s",
				  r->name, r->joined);
	if (line.n >= 3 && memcmp(line.s, "\xEF\xBB\xBF", 3) == 0) {
		line.s += 3;
		line.n -= 3;
	}
	return map_header(r, line, err);
}

static void set_names(rv_csv *r, const char *path)
{
	const size_t n = strlen(path);
	if (n < RV_CSV_NAME)
		(void)snprintf(r->name, sizeof(r->name), "%s", path);
	else
		(void)snprintf(r->name, sizeof(r->name), "...%s", path + n - (RV_CSV_NAME - 4));
	size_t k = 0;
	for (size_t i = 0; i < r->n && k < sizeof(r->joined); i++)
		k += (size_t)snprintf(r->joined + k, sizeof(r->joined) - k, "%s%s",
				      i > 0 ? "," : "", r->columns[i]);
}

rv_status rv_csv_open(const char *path, const char *const *columns, size_t n, rv_csv **out,
		      rv_err *err)
{
	if (n == 0 || n > RV_CSV_COLUMNS_MAX)
		return rv_err_set(err, RV_EINVAL, "%s: %zu columns", path, n);
	rv_csv *r = calloc(1, sizeof(*r));
	if (!r)
		return rv_err_set(err, RV_ENOMEM, "%s: out of memory", path);
	r->columns = columns;
	r->n = n;
	set_names(r, path);
	struct stat sb;
	if (stat(path, &sb) == 0 && S_ISREG(sb.st_mode))
		r->size = (long long)sb.st_size;
	errno = 0; /* gzopen leaves it alone when memory is short */
	r->gz = gzopen(path, "rbe");
	if (!r->gz) {
		const char *why = errno ? strerror(errno) : "out of memory";
		const rv_status st =
			rv_err_set(err, RV_EIO, "%s: cannot open the file: %s", r->name, why);
		rv_csv_close(r);
		return st;
	}
	(void)gzbuffer(r->gz,
		       GZ_BUFFER); /* only a hint of size; cannot fail before the first read */
	const rv_status st = read_header(r, err);
	if (st != RV_OK) {
		rv_csv_close(r);
		return st;
	}
	*out = r;
	return RV_OK;
}

void rv_csv_close(rv_csv *r)
{
	if (!r)
		return;
	if (r->gz)
		(void)gzclose_r(
			r->gz); /* everything was read or given up; errors came from reads */
	free(r);
}

rv_status rv_csv_next(rv_csv *r, const rv_csv_field **row, rv_err *err)
{
	rv_csv_field line;
	*row = NULL;
	const rv_status st = next_line(r, &line, err);
	if (st != RV_OK || !line.s)
		return st;
	if (line.n == 0)
		return rv_err_set(err, RV_EPARSE, "%s:%zu: row: empty line, expected %s", r->name,
				  r->line, r->joined);
	rv_csv_field parts[RV_CSV_COLUMNS_MAX];
	const size_t k = split(line, parts, RV_CSV_COLUMNS_MAX);
	if (k < r->n)
		return rv_err_set(err, RV_EPARSE,
				  "%s:%zu: %s: missing, the row has %zu fields, "
				  "expected %zu",
				  r->name, r->line, r->columns[r->place[k]], k, r->n);
	if (k > r->n)
		return rv_err_set(err, RV_EPARSE, "%s:%zu: row: %zu fields, expected %zu (%s)",
				  r->name, r->line, k, r->n, r->joined);
	for (size_t i = 0; i < k; i++)
		r->row[r->place[i]] = parts[i];
	*row = r->row;
	return RV_OK;
}

size_t rv_csv_line(const rv_csv *r)
{
	return r->line;
}

const char *rv_csv_name(const rv_csv *r)
{
	return r->name;
}

double rv_csv_progress(const rv_csv *r)
{
	if (r->size <= 0)
		return NAN;
	const double share = (double)gzoffset(r->gz) / (double)r->size;
	return share < 1.0 ? share : 1.0;
}
