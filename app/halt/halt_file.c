/* halt.request and halt.venue; see halt_file.h. */
#include "app/halt/halt_file.h"

#include "app/file_replace.h"
#include "engine/base/num.h"
#include "engine/base/timefmt.h"
#include "feeds/sign/l1.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { TEXT = 2048 };

static rv_status path_of(const char *dir, const char *name, char out[RV_HALT_PATH], rv_err *err)
{
	const int n = snprintf(out, RV_HALT_PATH, "%s/%s", dir, name);
	if (n < 0 || n >= RV_HALT_PATH)
		return rv_err_set(err, RV_ERANGE, "%.200s: path too long", dir);
	return RV_OK;
}

/* The value of a line "key value", cleaned for a screen; false: no such line. */
static bool value_of(const char *text, const char *key, char *out, size_t cap)
{
	const size_t n = strlen(key);
	for (const char *p = text; *p; p += strcspn(p, "\n"), p += *p == '\n') {
		if (strncmp(p, key, n) != 0 || p[n] != ' ')
			continue;
		size_t len = strcspn(p + n + 1, "\n");
		len = len < cap ? len : cap - 1;
		for (size_t i = 0; i < len; i++) {
			const unsigned char c = (unsigned char)p[n + 1 + i];
			out[i] = (char)(c >= ' ' && c != 127 ? c : '?');
		}
		out[len] = '\0';
		return true;
	}
	return false;
}

static bool number_of(const char *text, const char *key, int64_t *out)
{
	char value[32];
	return value_of(text, key, value, sizeof(value)) &&
	       rv_num_parse_i64(value, strlen(value), out) == RV_OK;
}

static bool read_text(int fd, char text[TEXT])
{
	const ssize_t n = read(fd, text, TEXT - 1);
	text[n > 0 ? n : 0] = '\0';
	return n > 0;
}

/* ---- halt.request ---- */

static int text_of(const rv_halt_request *r, char text[TEXT])
{
	char at[RV_TIME_TEXT];
	return snprintf(text, TEXT, "name %s\nutc_ms %lld\nutc %s\nlevel %s\nreason %s\nend 1\n",
			r->name, (long long)r->utc_ms, rv_time_format(r->utc_ms, at),
			r->leave ? "leave" : "cancel", r->reason);
}

rv_status rv_halt_request_write(const char *dir, const rv_halt_request *r, rv_err *err)
{
	char path[RV_HALT_PATH], text[TEXT];
	const int n = text_of(r, text);
	const rv_status st = path_of(dir, RV_HALT_REQUEST, path, err);
	if (st != RV_OK)
		return st;
	if (err)
		err->text[0] = '\0';
	/* Readable for the desk's user when root leaves it; the folder is nobody else's. */
	const int fd = open(path, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0644);
	if (fd < 0)
		return rv_err_set(err, RV_EIO, "%s: cannot be made: %s", path, strerror(errno));
	const bool whole = ftruncate(fd, 0) == 0 && write(fd, text, (size_t)n) == n;
	const int e = errno;
	if (!whole)
		(void)rv_err_set(err, RV_OK, "%s: it is there, without its words: %s", path,
				 strerror(e));
	else if (fsync(fd) != 0)
		(void)rv_err_set(err, RV_OK, "%s: it is there, and not synced: %s", path,
				 strerror(errno));
	(void)close(fd); /* synced, or said */
	return RV_OK;
}

rv_status rv_halt_request_read(const char *dir, rv_halt_request *out)
{
	char path[RV_HALT_PATH], text[TEXT], level[16] = "";
	struct stat sb;
	int64_t end = 0;
	memset(out, 0, sizeof(*out));
	if (path_of(dir, RV_HALT_REQUEST, path, NULL) != RV_OK || lstat(path, &sb) != 0)
		return RV_ENOENT;
	out->uid = (int64_t)sb.st_uid;
	out->utc_ms = (int64_t)sb.st_mtim.tv_sec * 1000;
	const int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return RV_OK; /* it is there */
	if (read_text(fd, text)) {
		(void)value_of(text, "name", out->name, sizeof(out->name));
		(void)value_of(text, "reason", out->reason, sizeof(out->reason));
		(void)value_of(text, "level", level, sizeof(level));
		(void)number_of(text, "utc_ms", &out->utc_ms);
		out->told = number_of(text, "end", &end) && end == 1;
		out->leave = out->told && strcmp(level, "leave") == 0;
	}
	(void)close(fd);
	return RV_OK;
}

/* ---- halt.venue ---- */

rv_status rv_halt_place_write(const char *dir, const rv_halt_place *p, rv_err *err)
{
	char path[RV_HALT_PATH], text[TEXT], account[RV_ADDRESS_TEXT];
	const rv_status st = path_of(dir, RV_HALT_VENUE, path, err);
	if (st != RV_OK)
		return st;
	const int n = snprintf(
		text, sizeof(text), "url %s\naccount %s\nsim %d\nlive %d\ncollar_bps %d\n", p->url,
		rv_address_format(p->account, account), p->sim, p->live, (int)p->collar_bps);
	return rv_file_replace(path, text, (size_t)n, err);
}

static bool parse_place(const char *text, rv_halt_place *out)
{
	char account[RV_ADDRESS_TEXT];
	int64_t sim = 0, live = 0, collar = 0;
	if (!value_of(text, "url", out->url, sizeof(out->url)) ||
	    !value_of(text, "account", account, sizeof(account)) ||
	    rv_address_parse(account, out->account) != RV_OK || !number_of(text, "sim", &sim) ||
	    !number_of(text, "live", &live) || !number_of(text, "collar_bps", &collar))
		return false;
	out->sim = sim == 1;
	out->live = live == 1;
	out->collar_bps = (double)collar;
	return true;
}

rv_status rv_halt_place_read(const char *dir, rv_halt_place *out, rv_err *err)
{
	char path[RV_HALT_PATH], text[TEXT];
	memset(out, 0, sizeof(*out));
	const rv_status st = path_of(dir, RV_HALT_VENUE, path, err);
	if (st != RV_OK)
		return st;
	const int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return rv_err_set(err, RV_ENOENT,
				  "%s: %s: where the orders are is not known (--url, --account)",
				  path, strerror(errno));
	const bool ok = read_text(fd, text) && parse_place(text, out);
	(void)close(fd);
	return ok ? RV_OK : rv_err_set(err, RV_EDATA, "%s: it is not whole", path);
}
