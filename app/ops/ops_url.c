/* Secret addresses; see ops_url.h. */
#include "app/ops/ops_url.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool rv_ops_url_set(const rv_ops_url *u)
{
	return u->url[0] || u->file[0];
}

/* Why an open file is not taken, or NULL. */
static const char *refusal(const struct stat *st)
{
	if (!S_ISREG(st->st_mode))
		return "it is not a regular file";
	if (st->st_uid != geteuid() && st->st_uid != 0)
		return "it belongs to somebody else";
	if (st->st_mode & 077)
		return "others may read it, expected mode 0600";
	return st->st_size >= RV_OPS_URL ? "it is too long" : NULL;
}

static rv_status read_open(const char *name, const char *path, int fd, char out[RV_OPS_URL],
			   rv_err *err)
{
	struct stat st;
	if (fstat(fd, &st) != 0)
		return rv_err_set(err, RV_EIO, "%s.url_file %.160s: %s", name, path,
				  strerror(errno));
	const char *why = refusal(&st);
	if (why)
		return rv_err_set(err, RV_EDATA, "%s.url_file %.160s: %s", name, path, why);
	const ssize_t n = read(fd, out, RV_OPS_URL - 1);
	if (n < 0)
		return rv_err_set(err, RV_EIO, "%s.url_file %.160s: %s", name, path,
				  strerror(errno));
	out[n] = '\0';
	out[strcspn(out, "\r\n")] = '\0';
	return RV_OK;
}

static rv_status read_secret(const char *name, const char *path, char out[RV_OPS_URL], rv_err *err)
{
	const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0)
		return rv_err_set(err, RV_EIO, "%s.url_file %.160s: %s", name, path,
				  strerror(errno));
	const rv_status st = read_open(name, path, fd, out, err);
	(void)close(fd);
	return st;
}

/* Bytes of "http://host:port" of text; the rest is the path. 0: it is no address. */
static size_t host_end(const char *text)
{
	const char *at = strstr(text, "://");
	if (!at)
		return 0;
	at += 3;
	return (size_t)(at - text) + strcspn(at, "/?#");
}

static bool path_ok(const char *p)
{
	for (const char *q = p; *q; q++) {
		if (*q <= ' ' || *q >= 0x7f || *q == '#' || *q == '"')
			return false;
	}
	return *p == '\0' || *p == '/' || *p == '?';
}

static rv_status split(const char *name, const char *text, rv_ops_target *out, rv_err *err)
{
	char host[RV_OPS_URL];
	const size_t n = host_end(text);
	(void)snprintf(host, sizeof(host), "%.*s", (int)n, text);
	if (n == 0 || rv_url_parse(host, &out->url, NULL) != RV_OK || !path_ok(text + n))
		return rv_err_set(err, RV_EUSAGE,
				  "%s: not an address, expected https://HOST/... (it is not shown "
				  "here)",
				  name);
	if (!out->url.tls && !out->url.loopback)
		return rv_err_set(err, RV_EUSAGE,
				  "%s: plain http to another machine, expected https://HOST/...",
				  name);
	(void)snprintf(out->path, sizeof(out->path), "%s%s", text[n] == '/' ? "" : "/", text + n);
	return RV_OK;
}

rv_status rv_ops_url_resolve(const char *name, const rv_ops_url *u, rv_ops_target *out, rv_err *err)
{
	char text[RV_OPS_URL];
	rv_status st = RV_OK;
	memset(out, 0, sizeof(*out));
	if (u->file[0])
		st = read_secret(name, u->file, text, err);
	else
		memcpy(text, u->url, sizeof(text));
	if (st == RV_OK)
		st = split(name, text, out, err);
	explicit_bzero(text, sizeof(text));
	return st;
}
